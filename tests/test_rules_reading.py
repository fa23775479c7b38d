"""Pages read with a person's rules: whose word counts, and what no rule can do to an article."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.discovery import look, look_and_read
from pipelines import rules as rule_files
from pipelines.article import observe_parts, read_article, read_html
from pipelines.guide import Guide
from pipelines.items import ArticleItem, Part, Person, Reading, Rejected
from pipelines.memory import Memory, learn
from pipelines.observation import Observation
from pipelines.rules import Rules

URL = "https://lamps.example/story/last-lamp"
STORY = (
    "The keeper trims the lamp at dusk and climbs down again before the tide comes in over the causeway.",
    "Nobody has missed a night since the harbour was built, although the ships have long gone elsewhere.",
    "In winter the stairs freeze over, and the oil has to be carried up in small cans that do not spill.",
    "When the light was made automatic, the office forgot to tell her, and she did not ask for news of it.",
)
RECIPE = "Oil, a wick and patience are what it takes to keep a lamp alight for the length of a winter night."
TIDES = "High water at Skarra comes at six in the morning, and at seven in the evening, all through the week."
PAGE = """<html lang=en><head><title>The Last Lamp | Lamp Review</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "A Plug-in's Headline",
"author": {{"name": "Petra Plugin"}}, "datePublished": "2020-01-01"}}</script>
<script>var author = {{"storyAuthor": "Percy Byline"}};</script></head><body>
<header class=top><h1>The Last Lamp</h1><p class=deck>Who trims it, and why nobody else does.</p>
<p class=by>By Ada Quill and Flora Fauna</p><time>3 May 2026</time></header>
<div class=story>{paragraphs}<aside class=recipe><p>{recipe}</p></aside></div>
<div class=tides><p>{tides}</p><p>{tides} The moon makes it so.</p></div>
<nav class=pages><a class=on href="{on}">on</a> <a class=all href="{single}">whole</a></nav>
</body></html>"""


def page(
    texts: tuple[str, ...] = STORY, on: str = "/story/last-lamp/second", single: str = "/whole/last-lamp"
) -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in texts)
    return PAGE.format(paragraphs=paragraphs, recipe=RECIPE, tides=TIDES, on=on, single=single).encode()


def rules(text: str) -> Rules:
    return rule_files.parse(text, "lamps.example.txt")


def read(text: str, html: bytes | None = None, memory: Memory | None = None) -> ArticleItem:
    reading = read_html(html or page(), URL, memory=memory, rules=rules(text))
    assert isinstance(reading, ArticleItem), reading
    return reading


def part(html: bytes, url: str = URL) -> Part:
    return Part(url, 200, "text/html", html, datetime(2026, 11, 22, tzinfo=UTC))


# --- fields -------------------------------------------------------------------------------------------------------


def test_fields_of_rules_go_before_those_of_the_page_and_name_their_line() -> None:
    article = read(
        "title: //title\nauthor: //p[@class='by']\ndate: //time\n# offprint standfirst: //p[@class='deck']\n"
    )
    assert article.headline == "The Last Lamp | Lamp Review"
    assert article.authors == ["Ada Quill", "Flora Fauna"]
    assert article.date_published == "2026-05-03"
    assert article.standfirst == "Who trims it, and why nobody else does."
    named = {field: article.sources[field] for field in ("headline", "people", "date_published", "standfirst")}
    assert named == {
        "headline": "rule lamps.example.txt:1",
        "people": "rule lamps.example.txt:2",
        "date_published": "rule lamps.example.txt:3",
        "standfirst": "rule lamps.example.txt:4",
    }


def test_fields_are_found_in_scripts_and_in_what_is_stripped() -> None:
    author = """author: substring-before(substring-after(//script[2], 'storyAuthor": "'), '"')\n"""
    article = read(f"title: //h1\n{author}strip: //header\nstrip: //time\nstrip: //h1\n")
    assert (article.headline, article.authors) == ("The Last Lamp", ["Percy Byline"])
    assert all(text in article.body for text in STORY)


def test_an_author_that_is_no_name_is_taken_as_it_stands() -> None:
    article = read("author: 'lamplighters united'\n")
    assert article.people == (Person("lamplighters united", raw="lamplighters united"),)


def test_a_date_that_is_none_changes_nothing() -> None:
    assert read("date: //h1\n").date_published == read("").date_published


def test_structured_data_is_left_aside_when_a_rule_says_so() -> None:
    html = page().replace(b"<p class=by>By Ada Quill and Flora Fauna</p>", b"")
    assert read("", html).authors == ["Petra Plugin"]
    assert read("skip_json_ld: yes\n", html).authors == []


def test_an_article_is_sponsored_when_its_clue_is_found() -> None:
    assert read("native_ad_clue: //nav[@class='pages']\n").is_sponsored is True


# --- the body -----------------------------------------------------------------------------------------------------


def test_the_article_is_looked_for_only_in_the_body() -> None:
    article = read("body: //div[@class='tides']\n")
    assert article.body.startswith(TIDES)
    assert STORY[0] not in article.body
    assert article.sources["body"] == "rule lamps.example.txt:1"


def test_of_the_body_nothing_is_dropped_where_pruning_is_off() -> None:
    html = page().replace(
        b"<div class=story>", b"<div class=story><p>By Ada Quill</p><p><a href=/more>More lamps</a></p>"
    )
    assert "By Ada Quill" not in read("body: //div[@class='story']\n", html).body
    whole = read("body: //div[@class='story']\nprune: no\nstrip: //aside\n", html).body
    assert whole.startswith("By Ada Quill\n\nMore lamps")
    assert RECIPE not in whole


def test_what_a_rule_keeps_stays_wherever_it_stands() -> None:
    body = "body: //div[@class='story']\nstrip: //p\n"
    article = read(f"{body}# offprint keep: //div[@class='story'] | //div[@class='tides']\n")
    assert TIDES in article.body
    assert STORY[0] in article.body


def test_without_a_body_there_is_no_article_when_a_rule_says_so() -> None:
    reading = read_html(page(), URL, rules=rules("body: //table\nautodetect_on_failure: no\n"))
    assert reading == Rejected(
        "No body rule finds anything here (lamps.example.txt:1), and autodetect_on_failure is no."
    )


def test_a_body_line_that_cannot_be_used_costs_no_article() -> None:
    assert STORY[0] in read("body: //table[\nautodetect_on_failure: no\n").body


def test_texts_are_replaced_before_the_page_is_parsed() -> None:
    article = read(
        "find_string: <div class=story>\nreplace_string: <div class=mystory>\nbody: //div[@class='mystory']\n"
    )
    assert STORY[0] in article.body


def test_rules_hold_for_every_page_of_an_article() -> None:
    second = page(tuple(f"Later, {text}" for text in STORY))
    reading = read_article([part(page()), part(second, f"{URL}/2")], rules=rules("strip: //div[@class='tides']\n"))
    assert isinstance(reading.outcome, ArticleItem)
    assert f"Later, {STORY[0]}" in reading.outcome.body
    assert TIDES not in reading.outcome.body
    assert len([note for note in reading.notes if note.what == "stripped 1 element"]) == 2


def test_a_page_without_rules_is_read_as_ever() -> None:
    assert read_html(page(), URL) == read_html(page(), URL, rules=rules("")) == read("")


# --- rules and memory ---------------------------------------------------------------------------------------------


def pages() -> list[bytes]:
    """Ten pages of one template."""
    nights = [tuple(f"{text} That was in night {night}." for text in STORY) for night in range(10)]
    return [page(texts) for texts in nights]


def remembered(text: str = "") -> Memory:
    noted = [observe_parts([part(html)], Guide(rules=rules(text))) for html in pages()]
    return learn(Observation.unpacked(each.observation) for each in noted if each and each.observation)


def test_a_rule_goes_before_the_memory() -> None:
    memory = remembered()
    assert memory.pages == 10
    article = read("body: //div[@class='tides']\n", pages()[0], memory)
    assert article.body.startswith(TIDES)
    assert STORY[0] not in article.body


def test_the_body_of_a_rule_teaches_the_memory_nothing() -> None:
    assert remembered("body: //div[@class='tides']\nprune: no\n") == remembered()


def test_what_rules_strip_the_memory_does_not_see() -> None:
    assert any("tides" in place for place in remembered().places)
    assert not any("tides" in place for place in remembered("strip: //div[@class='tides']\n").places)


def test_what_is_observed_is_the_same_however_the_page_is_read() -> None:
    found = rules("title: //h1\nstrip: //div[@class='tides']\nbody: //div[@class='story']\n")
    reading = read_article([part(page())], rules=found)
    assert reading.noted is not None
    assert reading.noted == observe_parts([part(page())], Guide(rules=found))


# --- further pages ------------------------------------------------------------------------------------------------

LINKS = "next_page_link: //a[@class='on']\nsingle_page_link: //a[@class='all']\n"


def test_rules_find_the_next_page_and_the_single_page() -> None:
    seen = look(page(), URL, rules=rules(LINKS))
    assert seen.next_page == "https://lamps.example/story/last-lamp/second"
    assert seen.single_page == "https://lamps.example/whole/last-lamp"
    assert look(page(), URL).next_page is None


@pytest.mark.parametrize(
    "href", [URL, f"{URL}#more", "https://owls.example/story", "file:///etc/passwd", "/lamp.pdf", "http://[", "//", ""]
)
def test_a_link_of_a_rule_leads_to_another_page_of_the_same_site(href: str) -> None:
    seen = look(page(on=href, single=href), URL, rules=rules(LINKS))
    assert (seen.next_page, seen.single_page) == (None, None)


def test_a_page_that_goes_on_is_not_read_before_it_is_whole() -> None:
    assert look_and_read(part(page()), Guide(rules=rules(LINKS)))[1] is None
    _, reading = look_and_read(part(page()), Guide(rules=rules("title: //title\n")))
    assert isinstance(reading, Reading)
    assert isinstance(reading.outcome, ArticleItem)
    assert reading.outcome.headline == "The Last Lamp | Lamp Review"


# --- rules made to harm -------------------------------------------------------------------------------------------

HOSTILE: dict[str, Callable[[], str]] = {
    "good": lambda: "title: //h1\nbody: //article\nstrip: //nav\n",
    "no XPath": lambda: "body: //div[@class=\nstrip: //[\ntitle: count(//p)\nauthor: 'text'\ndate: //@content\n",
    "brackets in brackets": lambda: "body: " + "//*[" * 12 + "x" + "]" * 12 + "\n",
    "long way down": lambda: "body: " + "//*" * 8 + "\n",
    "all before all after": lambda: "body: //p[count(preceding::*//following::*) > 1]\n",
    "files": lambda: "body: document('file:///etc/passwd')\nbody: //p[unparsed-entity-uri('x')]\n",
    "long": lambda: "body: " + " | ".join(f"//div[@id='x{number}']" for number in range(50_000)) + "\n",
    "deep": lambda: "body: " + "(" * 100_000 + "//p" + ")" * 100_000 + "\n",
    "regular expression": lambda: "body: //p[re:test(., '^(a+)+$')]\n",
    "another": lambda: "body: //p[re:match(., '(x+x+)+y')]\n",
    "growth": lambda: "find_string: a\nreplace_string: aaaaaaaaaa\n" * 30,
    "script": lambda: "find_string: <p>\nreplace_string: <script>alert(1)</script><p>\n",
    "strips all": lambda: "strip: //*\nstrip_id_or_class: a\nprune: yes\n",
    "file as link": lambda: "single_page_link: 'file:///etc/passwd'\nnext_page_link: //a[contains(.,'Next')]\n",
    "headers": lambda: "http_header(Cookie): a=b\\r\\nX-Evil: 1\nhttp_header(Host): evil.test\n",
    "bytes": lambda: random.Random(9).randbytes(5_000).decode("latin-1"),
    "very long file": lambda: "body: //p\n" * 1_000_000,
    "path as host": lambda: "# rule looked up for host '../../../../etc/passwd'\n",
    "yaml": lambda: "!!python/object/apply:os.system ['touch /pwned']\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_rule_breaks_the_reading_or_loses_the_article(name: str) -> None:
    found = rules(HOSTILE[name]())
    seen, reading = look_and_read(part(page()), Guide(rules=found))
    assert seen.single_page is None
    assert reading is not None
    assert isinstance(reading.outcome, ArticleItem)
    letters = (STORY[0].replace("a", letter * length) for letter, length in (("a", 1), ("a", 10)))
    assert any(text in reading.outcome.body for text in letters)
    assert "alert(1)" not in reading.outcome.body
    assert "root:" not in reading.outcome.body
