"""A hostile article, in every field of it, through the commands and file formats that show and write articles."""

from pathlib import Path

import pytest

from benchmarks.hostile import active, browser, commands, exports, unfit
from crawler.exports import markdown
from pipelines.packing import pack
from storage.exporting import Stored
from storage.models import Image, Keyword, RawPage, Revision
from storage.session import Store
from tests.shelf import MORNING, put_article, put_run

NASTY = (
    "=1+1 <script>alert(1)</script> <img src=x onerror=alert(2)> [go](javascript:alert(3)) ![x](http://127.0.0.1:9/) "
    "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u2066 \u200b\U000e0041 ]]> &amp;lt; ../../../etc/passwd \u2028 \x85 \x00 "
    "`id` | $(id) {{7*7}}"
)
PAGE = f"<html><title>{NASTY}</title><h1>{NASTY}</h1>" + f"<p>Owls hunt at night. {NASTY}</p>" * 20


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which one article holds something nasty wherever text can stand."""
    file = tmp_path_factory.mktemp("hostile") / "articles.db"
    with Store.open(f"sqlite:///{file}") as store:
        article = put_article(
            store.session,
            "https://owls.example/../%2e%2e/owned",
            headline=NASTY,
            authors=(NASTY,),
            body=f"Owls hunt at night.\n\n{NASTY}",
            markdown=f"Owls hunt at night.\n\n{NASTY}",
            standfirst=NASTY,
            section=NASTY,
            date_published=NASTY,
            canonical="javascript:alert(4)",
            sources={"body": NASTY},
            run=put_run(store.session, arguments={"url": NASTY}, drift={NASTY: {"since": NASTY, "what": NASTY}}),
        )
        article.current.keywords = [Keyword(position=0, word=NASTY)]
        article.current.images = [Image(position=0, url="javascript:alert(5)", alt=NASTY, caption=NASTY, credit=NASTY)]
        raw = RawPage(page_id=article.page_id, version="0" * 64, part=1, url=NASTY, http_status=200)
        raw.content_type, raw.fetched_at, raw.body = f"text/html\r\nX-Evil: {NASTY}", MORNING, pack(PAGE.encode())
        store.session.add(raw)
    return file


def test_no_file_holds_what_acts(database, tmp_path):
    assert list(exports(database, tmp_path)) == []


def test_no_command_prints_what_acts_or_misleads(database, monkeypatch):
    monkeypatch.setattr("benchmarks.hostile.LISTINGS", (["articles"], ["search", "owls"]))
    monkeypatch.setattr("benchmarks.hostile.ONE_BY_ONE", (["show", "{}"],))
    assert list(commands(database, ["1"])) == []


def test_no_script_runs_and_nothing_is_loaded_in_a_browser(database, tmp_path):
    pytest.importorskip("playwright", reason="playwright is not installed")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("there is no Chromium here")
    assert list(browser(database, tmp_path, ["1"])) == []


@pytest.mark.parametrize(
    "text", ["[go](javascript:x)", "[go]: file:///etc/passwd\n\n[go]", "a <b>c</b>", "<script>", "![](data:x)"]
)
def test_markdown_that_is_not_ours_is_written_as_plain_text(text):
    article = Stored(None, Revision(markdown=text, body="Owls <b>hunt</b>."))
    assert markdown.text(article) == "Owls \\<b>hunt\\</b>."


@pytest.mark.parametrize(
    "text", ["a < b, \\<b>", "[go](https://owls.example/)", "```\n<b>code</b>\n```", "[1] and `<i>`"]
)
def test_markdown_that_is_ours_is_written_as_it_is(text):
    assert markdown.text(Stored(None, Revision(markdown=text, body="Owls."))) == text


def test_what_gets_through_is_found():
    assert list(unfit("a", "\x1b[2J"))
    assert list(active("a", "<p onclick=x><script>"))
    assert list(active("a", '<a href=" javascript:x">'))
