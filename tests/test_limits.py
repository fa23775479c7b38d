"""A page is read up to a limit, and its end is left out where it is longer."""

from pipelines.article import read_html
from pipelines.decoding import parse
from pipelines.limits import CUT, MAX_READ, MAX_TEXT, cut_end


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
    tree = parse(f"<p>Owls</p>{' ' * MAX_TEXT}<p>Mice</p><div>{'long ' * MAX_TEXT}<p>late</p></div>later<p>latest</p>")
    assert cut_end(tree)
    text = tree.text_content()
    assert text.split()[:3] == ["Owls", "Micelong", "long"]
    assert "lat" not in text
    assert len("".join(text.split())) <= MAX_TEXT


def test_text_behind_an_element_counts_after_what_it_holds():
    tree = parse(f"<div><b>Owls</b>{'x' * MAX_TEXT}</div><p>late</p>")
    assert cut_end(tree)
    assert tree.text_content().startswith("Owlsxx")
    assert "late" not in tree.text_content()


def test_article_whose_page_was_cut_says_so():
    text = "<p>Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed.</p>" * 20
    page = "<h1>Night of the Owls</h1><article>{}</article>{}".format(text, "<i>x</i>" * MAX_READ)
    whole, cut = (read_html(html.encode(), "https://magazine.example/owls") for html in (text, page))
    assert (whole.sources.get("body"), cut.sources["body"]) == (None, CUT)
