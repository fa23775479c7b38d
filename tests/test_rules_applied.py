"""Rules applied to made-up pages: what is found, what is stripped, and what no rule can do."""

import pytest
from lxml.html import HtmlElement

from pipelines import ruled, rules
from pipelines.decoding import parse
from pipelines.ruled import Ruled

TEXT = "The lamp is trimmed at dusk, and nobody has missed it yet in all these years. " * 6
PAGE = f"""
<html><head><title>Lamps</title><meta name="author" content="Ada Quill">
<script>var author = {{"storyAuthor":"Percy Byline","rank":1}};</script></head><body>
<header><h1 class="lamp">The <i>Last</i> Lamp</h1><p class="deck">Who trims it?</p>
<ul id="by"><li>By Ada Quill</li><li>and Flora Fauna</li></ul><time>3 May 2026</time></header>
<div class="story"><p>{TEXT}</p><aside class="box tools">Share this</aside>
<aside class="box recipe" style="color: red">Oil, wick, patience.</aside>
<img src="/glow.gif"><img src="/lamp.jpg"><p>{TEXT}</p>Loose words.</div>
<div class="more" id="soot-box"><p>More lamps</p></div>
<div class="pager"><a rel="next" href="/lamp?page=2">on</a> <a class="print" href="/lamp/all">all</a></div>
</body></html>
"""


def applied(text: str, page: str = PAGE) -> tuple[Ruled, HtmlElement]:
    """What rules find on a page, and what is left of it."""
    found = rules.parse(text, "lamps.example.txt")
    tree = parse(ruled.prepare(page, found))
    assert tree is not None
    return ruled.apply(tree, found), tree


def left(text: str, page: str = PAGE) -> str:
    """The words that rules leave on a page."""
    return " ".join(ruled.shown_words(applied(text, page)[1]))


def prepared(text: str, page: str) -> str:
    return ruled.prepare(page, rules.parse(text, "lamps.example.txt"))


# --- what is found ------------------------------------------------------------------------------------------------


def test_fields_are_what_the_first_rule_finds_that_finds_any() -> None:
    found, _ = applied(
        "title: //h2\ntitle: //h1\ntitle: //title\nauthor: //ul[@id='by']/li\ndate: //time\n"
        "# offprint standfirst: //p[@class='deck']\n"
    )
    assert found.title == "The Last Lamp"
    assert found.authors == ("By Ada Quill", "and Flora Fauna")
    assert (found.date, found.standfirst) == ("3 May 2026", "Who trims it?")


def test_attributes_and_texts_made_of_others_are_found() -> None:
    assert applied("author: //meta[@name='author']/@content")[0].authors == ("Ada Quill",)
    said = """author: substring-before(substring-after(//script, 'storyAuthor":"'), '"')"""
    assert applied(said)[0].authors == ("Percy Byline",)


def test_a_field_is_found_before_it_is_stripped() -> None:
    found, tree = applied("title: //h1\nstrip: //h1\n")
    assert found.title == "The Last Lamp"
    assert tree.find(".//h1") is None


def test_the_body_may_be_several_elements_none_within_another() -> None:
    found, _ = applied("body: //p[@class='deck'] | //div[@class='story'] | //div[@class='story']/p\n")
    assert [element.get("class") for element in found.body] == ["deck", "story"]


def test_a_body_without_text_is_no_body() -> None:
    found, _ = applied("body: //img\nbody: //table\nbody: //div[@class='story']\n")
    assert [element.get("class") for element in found.body] == ["story"]


def test_without_a_match_nothing_is_found() -> None:
    found, _ = applied("body: //table\ntitle: //h6\nauthor: //h6\n")
    assert (found.body, found.title, found.authors) == ((), None, ())


def test_a_sponsored_page_is_told_by_its_clue() -> None:
    assert applied("native_ad_clue: //div[@class='pager']")[0].is_sponsored is True
    assert applied("native_ad_clue: //div[@class='paid']")[0].is_sponsored is None


def test_links_to_further_pages_are_found_as_they_are_written() -> None:
    tree = parse(PAGE)
    found = rules.parse("next_page_link: //a[@rel='next']\nsingle_page_link: //a[@class='print']/@href\n", "lamps")
    assert ruled.next_page_of(tree, found) == "/lamp?page=2"
    assert ruled.single_page_of(tree, found) == "/lamp/all"


def test_a_link_is_followed_only_where_its_condition_holds() -> None:
    tree = parse(PAGE)
    link = "next_page_link: //a[@rel='next']\nif_page_contains: "
    assert ruled.next_page_of(tree, rules.parse(f"{link}//div[@class='pager']", "lamps")) == "/lamp?page=2"
    assert ruled.next_page_of(tree, rules.parse(f"{link}//div[@class='slides']", "lamps")) is None


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "FTP://lamps.example/"])
def test_no_link_leads_out_of_the_web(address: str) -> None:
    assert ruled.single_page_of(parse(PAGE), rules.parse(f"single_page_link: '{address}'", "lamps")) is None


# --- what is stripped ---------------------------------------------------------------------------------------------


def test_what_is_stripped_is_gone_and_the_words_behind_it_stay() -> None:
    words = left("strip: //div[@class='story']/p[2]\nstrip_id_or_class: tools\n")
    assert "Share this" not in words
    assert "Loose words." in words


def test_a_part_of_a_class_or_id_strips() -> None:
    assert "More lamps" not in left("strip_id_or_class: soot-b\n")
    assert "Who trims it?" not in left("strip_id_or_class: 'dec'\n")


def test_every_name_strips_what_another_name_could_not() -> None:
    words = left("strip_id_or_class: o\nstrip_id_or_class: tool\n")
    assert "The lamp is trimmed" in words
    assert "Share this" not in words


def test_what_two_names_strip_is_stripped_once() -> None:
    page = PAGE.replace("<p>More lamps</p>", f'<p class="soot-line">{TEXT * 3}</p>')
    words = left("strip_id_or_class: soot-box\nstrip_id_or_class: soot-line\nstrip_id_or_class: deck\n", page)
    assert "Who trims it?" not in words
    assert words.count("The lamp is trimmed") == 12


def test_pictures_are_stripped_by_their_address() -> None:
    _, tree = applied("strip_image_src: glow\n")
    assert [image.get("src") for image in tree.iter("img")] == ["/lamp.jpg"]


def test_texts_and_attributes_can_be_stripped() -> None:
    _, tree = applied("strip: //div[@class='story']/text()[contains(., 'Loose')]\nstrip: //aside/@style\n")
    assert "Loose" not in tree.text_content()
    assert not [aside for aside in tree.iter("aside") if aside.get("style")]


def test_what_is_kept_is_never_stripped() -> None:
    keep = "# offprint keep: //aside[contains(@class, 'recipe')]\n"
    words = left(f"{keep}strip: //aside\nstrip_id_or_class: story\nstrip: //aside[contains(@class, 'recipe')]/text()\n")
    assert "Oil, wick, patience." in words
    assert "Share this" not in words
    assert [element.tag for element in applied(keep)[0].kept] == ["aside"]


@pytest.mark.parametrize(
    "line",
    [
        "strip: //*",
        "strip: /html/body/node()",
        "strip: //text()",
        "strip_id_or_class: ",
        "strip_id_or_class: story",
        "strip: //p | //div",
    ],
)
def test_no_rule_strips_the_whole_article(line: str) -> None:
    assert "The lamp is trimmed" in left(f"{line}\n")


def test_notes_say_which_rule_did_what() -> None:
    found, _ = applied("strip: //aside\nstrip: //*\nbody: //div[@class='story']\n")
    strip, everything, body = found.notes
    assert (strip.rule, strip.what) == ("lamps.example.txt:1 strip: //aside", "stripped 2 elements")
    assert strip.texts == ("Share this", "Oil, wick, patience.")
    assert everything.what.startswith("not applied: it would leave ")
    assert body.what == "found the body: 194 words"


# --- what is replaced ---------------------------------------------------------------------------------------------


def test_texts_are_replaced_in_their_order() -> None:
    text = "find_string: <big>\nreplace_string: <h2>\nreplace_string(<h2>): <h1>\nreplace_string(BIG): small\n"
    assert prepared(text, "<big>big lamp") == "<h1>big lamp"


def test_replacing_does_not_let_a_page_grow_without_end() -> None:
    page = "<p>a lamp</p>" * 1_000
    assert len(prepared("find_string: a\nreplace_string: aaaaaaaaaa\n" * 30, page)) <= ruled.MAX_GROWTH * len(page)


# --- pages and rules made to harm ---------------------------------------------------------------------------------


def test_rules_that_are_too_slow_for_a_page_are_left_aside() -> None:
    page = PAGE.replace("</body>", "<i>x</i>" * 20_000 + "</body>")
    found, _ = applied("body: //div[//i]\nbody: //div[@class='story']\n", page)
    assert len(found.body) == 1
    assert "too long on this page" in found.notes[0].what


def test_no_rule_is_applied_once_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled, "SECONDS", -1.0)
    found, _ = applied("title: //h1\n")
    assert found.title is None
    assert "the rules before it took" in found.notes[0].what


def test_no_rule_is_applied_to_a_page_of_endless_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled, "MAX_TEXT", 100)
    found, _ = applied("title: //h1\n")
    assert found.title is None
    assert "characters of text" in found.notes[0].what


def test_a_page_that_is_nearly_empty_is_left_as_it_is() -> None:
    assert left("strip: //p\n", "<html><body><p>One lamp.</p></body></html>") == "One lamp."


def test_values_are_cut() -> None:
    found, _ = applied(
        "title: //p\nauthor: //b\n", f"<p>{'lamp ' * 1_000}</p>" + "".join(f"<b>{n}</b>" for n in range(99))
    )
    assert found.title is not None
    assert len(found.title) <= ruled.MAX_VALUE
    assert len(found.authors) == ruled.MAX_AUTHORS
