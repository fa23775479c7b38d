"""A page is read up to a limit, and its end is left out where it is longer."""

from pipelines.article import read_html
from pipelines.decoding import parse
from pipelines.limits import CUT, MAX_PIECE, MAX_READ, MAX_TEXT, cut_end


def test_page_for_readers_is_not_cut():
    tree = parse("<p>Owls</p>" * 1_000 + "<img src=owl.png>" * MAX_READ)
    assert not cut_end(tree)
    assert len(tree.findall(".//p")) == 1_000


def test_all_that_follows_the_limit_is_left_out():
    tree = parse(f"<div><p>Owls</p>{'<i>x</i>' * MAX_READ}late</div>later<p>latest</p>")
    assert cut_end(tree)
    text = tree.text_content()
    assert text.startswith("Owls")
    assert "lat" not in text


def test_text_is_read_up_to_a_limit_and_white_space_is_none():
    long = f"<p>{'long ' * 20_000}</p>" * 20
    tree = parse(f"<p>Owls</p>{' ' * MAX_TEXT}<p>Mice</p><div>{long}<p>late</p></div>later<p>latest</p>")
    assert cut_end(tree)
    text = tree.text_content()
    assert text.split()[:3] == ["Owls", "Micelong", "long"]
    assert "lat" not in text
    assert 0.9 * MAX_TEXT < len("".join(text.split())) <= MAX_TEXT


def test_an_article_is_read_behind_a_piece_of_text_that_fills_the_page():
    tree = parse(f"<div><b>Owls</b>{'x' * 2 * MAX_TEXT}</div><p>Mice</p>")
    assert cut_end(tree)
    assert tree.text_content() == f"Owls{'x' * MAX_PIECE}Mice"


def test_article_whose_page_was_cut_says_so():
    text = "<p>Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed.</p>" * 20
    page = "<h1>Night of the Owls</h1><article>{}</article>{}".format(text, "<i>x</i>" * MAX_READ)
    whole, cut = (read_html(html.encode(), "https://magazine.example/owls") for html in (text, page))
    assert (whole.sources.get("body"), cut.sources["body"]) == (None, CUT)


def test_a_comment_behind_the_end_of_a_page_that_is_cut_does_no_harm():
    tree = parse(f"<html><body>{'<i>x</i>' * MAX_READ}<p>more</p></body></html><!-- built by hand -->")
    assert cut_end(tree)
    assert "more" not in tree.text_content()
