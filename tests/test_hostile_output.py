"""A hostile article, in every field of it, through the commands and file formats that show and write articles."""

from pathlib import Path

import pytest

from benchmarks.hostile import COLOURS, FORMATS, active, files, unfit
from crawler.commands import articles, explain, export, runs, search, show
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


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database in which one article holds something nasty wherever text can stand."""
    file = tmp_path / "articles.db"
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


def test_no_file_holds_what_acts(database, tmp_path, typed):
    (tmp_path / "files").mkdir()
    for form in FORMATS:
        assert typed(export, form, "-o", str(tmp_path / "files" / form))[0] == 0
    assert list(files(tmp_path / "files")) == []


@pytest.mark.parametrize("terminal", [True, False], ids=["on a terminal", "in a pipe"])
def test_no_command_prints_what_acts_or_misleads(database, typed, terminal):
    asked = [
        (articles,),
        (search, "owls"),
        (show, "1"),
        (show, "1", "--history"),
        (runs,),
        (explain, "1", "--terminal"),
    ]
    for module, *words in asked:
        for form in ([], ["--json"]):
            status, out, err = typed(module, *words, *form, terminal=terminal)
            assert (status, list(unfit(module.__name__, COLOURS.sub("", out + err)))) == (0, [])


@pytest.mark.parametrize(
    "text", ["[go](javascript:x)", "[go]: file:///etc/passwd\n\n[go]", "a <b>c</b>", "<script>", "![](data:x)"]
)
def test_markdown_that_is_not_ours_is_written_as_plain_text(text):
    article = Stored(None, Revision(markdown=text, body="Owls <b>hunt</b>."))
    assert markdown.harmless(article) == "Owls \\<b>hunt\\</b>."


@pytest.mark.parametrize(
    "text", ["a < b, \\<b>", "[go](https://owls.example/)", "```\n<b>code</b>\n```", "[1] and `<i>`"]
)
def test_markdown_that_is_ours_is_written_as_it_is(text):
    assert markdown.harmless(Stored(None, Revision(markdown=text, body="Owls."))) == text


def test_what_gets_through_is_found():
    assert list(unfit("a", "\x1b[2J"))
    assert list(active("a", "<p onclick=x><script>"))
    assert list(active("a", '<a href=" javascript:x">'))
