"""`scrapy explain`: what was kept of a page, what was removed, and why."""

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy.orm import Session

from crawler.commands import explain as command
from crawler.explanation import CHANGES, Subject, changes_of, command_for, page_of
from fixtures.magazines import NAMES, load
from pipelines import ruleset
from pipelines.article import read_html
from pipelines.explained import Explained, explain_file, explain_parts
from pipelines.items import Part, Rejected
from pipelines.xpath import parse
from storage import queries
from storage.models import Page
from storage.session import Store
from tests.shelf import put_article, put_raw
from tests.test_golden import FETCHED, by_name, pages_of

URL = "https://lamps.example/last"
SENTENCE = "The lamp is trimmed at dusk, and nobody in the harbour has missed it yet. "
LAMP = (
    "<html><head><title>The Last Lamp</title></head><body><div class=menu><a href=/a>Home</a> <a href=/b>News</a></div>"
    f"<div class=story><h1>The Last Lamp</h1><p>{SENTENCE * 6}</p><p>{SENTENCE * 5}</p>"
    f"<p class=newsletter>Sign up for our newsletter!</p><p>{SENTENCE * 4}</p></div></body></html>"
)
HOSTILE = (
    "<html><head><title>Owls</title></head><body onload='alert(1)'><h1>Owls {{{{ 7 * 7 }}}} {{% raw %}}</h1><p>{0}</p>"
    "<p>&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt; &lt;img src=x onerror=alert(3)&gt; {0}</p>"
    "<script>alert(4)</script><img src='https://spy.example/x.gif' onerror='alert(5)'>"
    "<p><a href='javascript:alert(6)'>{0}</a></p><p id='a\"b onclick=alert(7)'>\x1b[31m&#x202e;{0}</p></body></html>"
).format(SENTENCE * 6)


def explained(magazine: str, path: str) -> Explained:
    """A made-up article explained, from all its pages that answer."""
    printed, pages = load(magazine), pages_of(magazine)
    answers = {path: pages[path] for path in printed.paths(printed.article(path))}
    return explain_parts(
        [
            Part(printed.base + path, answer.status, answer.headers["Content-Type"], answer.body, FETCHED)
            for path, answer in answers.items()
        ]
    )


@pytest.fixture
def session() -> Iterator[Session]:
    """An empty database."""
    with Store.open("sqlite://") as store:
        yield store.session


def page_with(source: str) -> Part:
    return Part(URL, 200, "text/html; charset=utf-8", source.encode(), datetime.now(UTC))


def made_of(magazine: str) -> list:
    """The written articles of a magazine, one by one, and all those that are generated together."""
    return [pytest.param(magazine, articles, id=f"{magazine} {name}") for name, articles in by_name(magazine).items()]


# --- what is explained --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("magazine", "articles"), [case for magazine in NAMES for case in made_of(magazine)])
def test_kept_blocks_are_the_body_and_every_block_has_a_reason(magazine, articles) -> None:
    for article in articles:
        told = explained(magazine, article.path)
        assert "\n\n".join(block.text for block in told.blocks if block.kept) == article.body
        assert all(block.reason for block in told.blocks)


@pytest.mark.parametrize("title", ["<h1>The Last Lamp</h1>", "<div><a href=/last>The Last Lamp</a></div>"])
def test_headline_is_called_so_whoever_dropped_it_first(title) -> None:
    told = explain_file(page_with(LAMP.replace("<h1>The Last Lamp</h1>", title)))
    assert [block.reason for block in told.blocks if block.text == "The Last Lamp"] == ["the headline"]


def test_explanation_never_differs_from_the_reading() -> None:
    part = page_with(LAMP)
    assert explain_file(part).outcome == read_html(part.body, part.url, part.content_type)


def test_articles_of_several_pages_are_shown_page_after_page() -> None:
    longest = max(load("halyard").articles, key=lambda article: len(load("halyard").paths(article)))
    told = explained("halyard", longest.path)
    assert {block.page for block in told.blocks} == set(range(1, len(load("halyard").paths(longest)) + 1))
    assert [block.number for block in told.blocks] == list(range(1, len(told.blocks) + 1))


def test_removed_block_names_the_kept_one_that_has_its_words() -> None:
    told = explained("ashlar", "/books/binder.htm")
    quote = next(block for block in told.blocks if block.reason == "a pull quote")
    assert quote.text.rstrip(".").casefold() in told.blocks[quote.echoes - 1].text.casefold()


def test_xpath_of_a_block_is_one_that_a_rule_may_hold_and_finds_it() -> None:
    told = explain_file(page_with(LAMP))
    notice = next(block for block in told.blocks if "newsletter" in block.text)
    assert parse(notice.xpath)
    found = html.fromstring(LAMP).xpath(notice.xpath)
    assert notice.text in [element.text_content() for element in found]
    assert notice.found == len(found)


def test_text_that_only_json_ld_holds_is_told_from_what_the_page_shows() -> None:
    body = "\n".join([SENTENCE * 5] * 4)
    data = json.dumps({"@type": "NewsArticle", "headline": "The Last Lamp", "articleBody": body})
    told = explain_file(
        page_with(
            f'<html><body><h1>The Last Lamp</h1><p>Loading</p><script type="application/ld+json">{data}</script></body>'
        )
    )
    shown = [(block.text, block.kept) for block in told.blocks]
    assert ("Loading", False) in shown
    assert [text for text, kept in shown if kept] == [(SENTENCE * 5).strip()] * 4


def test_rejected_page_is_explained_with_the_reason_on_top() -> None:
    told = explain_file(page_with("<html><body><h1>Not found</h1><p>This page does not exist.</p></body></html>"))
    assert isinstance(told.outcome, Rejected)
    assert f"<strong>No article.</strong> {told.outcome.reason}" in unescape(page_of(told, Subject(URL)))


# --- the page -----------------------------------------------------------------------------------------------------


def test_nothing_of_a_hostile_page_is_markup() -> None:
    told = explain_file(page_with(HOSTILE))
    page = page_of(told, Subject(URL, "lamps.example"))
    tree = html.fromstring(page)
    assert len(tree.xpath("//script")) == page.count("</script>") == 1
    assert not tree.xpath("//*[@src or @onload or @onerror or @onclick or @style]")
    text = tree.text_content()
    assert "</script><script>alert(2)</script> <img src=x onerror=alert(3)>" in text
    assert "{{ 7 * 7 }} {% raw %}" in text
    assert "\x1b" not in page and "\u202e" not in page


def test_page_leads_and_asks_nowhere() -> None:
    page = page_of(explain_file(page_with(HOSTILE)), Subject(URL, "lamps.example"))
    tree = html.fromstring(page)
    assert {address[:1] for address in tree.xpath("//@href")} <= {"#"}
    assert not tree.xpath("//link | //img | //iframe | //object | //form[@action] | //base")
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", page)


def test_policy_lets_only_our_own_script_and_style_run() -> None:
    tree = html.fromstring(page_of(explain_file(page_with(LAMP)), Subject(URL)))
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; ")
    for kind in ("style", "script"):
        checksum = b64encode(sha256(tree.xpath(f"string(//{kind})").encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{checksum}'" in policy


def test_line_to_type_is_one_word_to_a_shell_whatever_the_page_calls_its_elements() -> None:
    source = LAMP.replace("class=newsletter", "id='$(reboot)`x`'")
    told = explain_file(page_with(source))
    lines = [line for block in told.blocks if (line := command_for(block, Subject(URL, "lamps.example")))]
    assert len(lines) > 3
    for line in lines:
        words = shlex.split(line)
        assert words[:3] == ["scrapy", "memory", "lamps.example"]
        assert words[3] in ("--drop", "--keep")
        assert len(words) == 5
    assert any("'$(reboot)`x`'" in shlex.split(line)[4] for line in lines)


def test_versions_are_shown_with_what_each_changed_word_by_word(session: Session) -> None:
    first, last = (
        "The lamp burns.\n\nNobody saw it.\n\nIt is dark.",
        "The <lamp> burns.\n\nNobody saw it.\n\nIt is night.",
    )
    for headline, body in (("The Lamp", first), ("The Last Lamp", first), ("The Last Lamp", last)):
        article = put_article(session, URL, headline=headline, body=body)
    changes = changes_of(queries.revisions(session, article.id), article.current_revision_id)
    tree = html.fromstring(page_of(explain_file(page_with(LAMP)), Subject(URL, changes=changes)))
    text, headline = tree.xpath("//section[@id='versions']/details")
    assert "text changed" in text.text_content() and "now" in text.text_content()
    assert text.xpath(".//del/text()") == ["lamp", "dark."]
    assert text.xpath(".//ins/text()") == ["<lamp>", "night."]
    assert "The lamp <lamp> burns." in text.text_content()
    assert "(1 paragraph unchanged)" in text.text_content()
    assert headline.xpath(".//del/text()") == ["The Lamp"]
    assert "(3 paragraphs unchanged)" in headline.text_content()


def test_an_article_that_never_changed_has_no_versions_to_show(session: Session) -> None:
    article = put_article(session, URL)
    assert changes_of(queries.revisions(session, article.id), article.current_revision_id) == ()


def test_the_newest_changes_are_shown_when_there_are_many(session: Session) -> None:
    for number in range(CHANGES + 3):
        article = put_article(session, URL, body=f"It is night {number}.")
    changes = changes_of(queries.revisions(session, article.id), article.current_revision_id)
    assert [change.version.revision for change in changes] == list(range(CHANGES + 3, 3, -1))


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def explain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: Callable[..., tuple[int, str, str]]
) -> Callable[..., tuple[int, str, str]]:
    """Runs `scrapy explain` in an empty folder; returns its exit status, output and errors."""
    monkeypatch.chdir(tmp_path)
    return partial(typed, command)


def put_lamp(session: Session, state: str = "new") -> int:
    """The stored lamp article and its raw page; its number."""
    article = put_article(session, URL, headline="The Last Lamp", authors=(), body="An old text.")
    page = session.get_one(Page, article.page_id)
    page.state = state
    put_raw(session, page.id, LAMP.encode())
    return article.id


def test_stored_article_is_explained_by_number_and_by_address(explain, tmp_path: Path) -> None:
    with Store.open("sqlite:///articles.db") as store:
        number = put_lamp(store.session)
    file = tmp_path / f"explain-{number}.html"
    assert explain(str(number)) == (0, f"{file}\n", "")
    assert "The stored article was read otherwise; different are: body." in unescape(file.read_text())
    assert explain("lamps.example/last", "--output", "-")[1].startswith("<!doctype html>")
    assert explain("lamps.example/last", "-o", "lamp.html") == (0, f"{tmp_path / 'lamp.html'}\n", "")
    assert {path.name for path in tmp_path.glob("*.html")} == {file.name, "lamp.html"}


def test_file_is_explained_without_a_database(explain, tmp_path: Path) -> None:
    Path("lamp.htm").write_text(LAMP)
    assert explain("lamp.htm", "--url", URL) == (0, f"{tmp_path / 'explain-lamp.html'}\n", "")
    assert "scrapy memory lamps.example --keep" in unescape(Path("explain-lamp.html").read_text())
    assert explain("lamp.htm")[0] == 0
    assert "scrapy memory" not in Path("explain-lamp.html").read_text()


def test_what_rules_did_is_told(explain) -> None:
    Path("lamp.htm").write_text(LAMP)
    Path("rules").mkdir()
    Path("rules/lamps.example.txt").write_text("strip: //p[@class='newsletter']\n")
    out = explain("lamp.htm", "--url", URL, "--terminal")[1]
    assert "Rule lamps.example.txt:1 strip: //p[@class='newsletter']" in out
    assert '"Sign up for our newsletter!"' in out


def test_line_to_type_is_one_that_scrapy_memory_takes(explain) -> None:
    Path("lamp.htm").write_text(LAMP)
    told = json.loads(explain("lamp.htm", "--url", URL, "--json")[1])
    xpath = next(block["xpath"] for block in told["blocks"] if "newsletter" in block["text"])
    ruleset.add_line(f"strip: {xpath}", "lamps.example", Path("rules"))
    again = json.loads(explain("lamp.htm", "--url", URL, "--json")[1])
    assert len(again["blocks"]) == len(told["blocks"]) - 1
    assert again["outcome"]["body"] == told["outcome"]["body"]


def test_terminal_shows_the_blocks_without_the_control_characters_of_the_page(explain) -> None:
    Path("owls.htm").write_text(HOSTILE)
    status, out, _ = explain("owls.htm", "--terminal")
    assert status == 0
    assert "- 1  the headline" in out
    assert "trafilatura" in out
    assert "\x1b[31m" not in out and "\u202e" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_terminal_is_in_colour(explain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    Path("lamp.htm").write_text(LAMP)
    out = explain("lamp.htm", "--terminal", terminal=True)[1]
    assert "\x1b[32m+ " in out and "\x1b[31m- " in out


def test_json_holds_every_block(explain) -> None:
    Path("lamp.htm").write_text(LAMP)
    told = json.loads(explain("lamp.htm", "--url", URL, "--json")[1])
    assert told["address"] == URL
    assert told["outcome"]["headline"] == "The Last Lamp"
    assert {block["kept"] for block in told["blocks"]} == {True, False}


def test_unknown_page_is_one_line_and_wrong_use(explain) -> None:
    with Store.open("sqlite:///articles.db"):
        pass
    for words in (["https://lamps.example/none"], ["7"], []):
        status, out, error = explain(*words)
        assert (status, out, error.count("\n")) == (2, "", 1)
        assert error.startswith("offprint: ")


def test_page_that_was_not_kept_cannot_be_explained(explain) -> None:
    with Store.open("sqlite:///articles.db") as store:
        put_article(store.session, URL)
    status, _, error = explain(URL)
    assert status == 2
    assert error == f"offprint: Nothing is kept of {URL} as it was fetched (new).\n"


def test_file_that_cannot_be_written_is_said_in_one_line(explain) -> None:
    Path("lamp.htm").write_text(LAMP)
    status, out, error = explain("lamp.htm", "-o", "lamp.htm/lamp.html")
    assert (status, out) == (2, "")
    assert error.startswith("offprint: lamp.htm/lamp.html cannot be written: ")
    assert error.count("\n") == 1
