"""Exports: what is written is read back, where there is one by the format's own reader, and obeyed by nothing."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session
from warcio.archiveiterator import ArchiveIterator

from benchmarks.library import fill
from crawler.exports import atom, epub, jsonlines, markdown, table, warc
from crawler.exports.files import name_of, new_file, new_folder
from storage.exporting import Stored, by_section, chosen, raw_pages, stored
from storage.filters import Filters
from storage.models import Question, Review, Revision
from storage.session import Store
from tests.shelf import put_article, put_raw

ATOM = {"a": "http://www.w3.org/2005/Atom"}
XHTML = {"h": "http://www.w3.org/1999/xhtml"}
PACKAGE = {"p": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
HOSTILE = "<script>alert('1')</script> ]]> & \x00\x0b\x1b[31m \ufffe *not bold* =1+1"


@pytest.fixture
def session() -> Iterator[Session]:
    with Store.open("sqlite://") as store:
        yield store.session


def put_hostile(session: Session) -> None:
    put_article(
        session,
        "https://owls.example/a?b=<c>&d='\"",
        headline=HOSTILE,
        standfirst=HOSTILE,
        authors=(HOSTILE,),
        section=HOSTILE,
        body=f"{HOSTILE}\n\n- {HOSTILE}",
    )


def written(session: Session, write: Callable[..., None], *title: str) -> bytes:
    out = io.BytesIO()
    write(stored(session, chosen(session, Filters())), out, *title)
    return out.getvalue()


def pages_of(book: bytes) -> dict[str, etree._Element]:
    with ZipFile(io.BytesIO(book)) as issue:
        return {name: etree.fromstring(issue.read(name)) for name in issue.namelist() if name.endswith("xhtml")}


# --- each format --------------------------------------------------------------------------------------------------


def test_json_lines_hold_all_data(session: Session) -> None:
    article = put_article(session, body="Übermut\n\nund Eulen", date_published="2026-11-20")
    article.current.questions = [Question(position=0, question="Who?", answer="Owls.")]
    put_article(session, "https://owls.example/b", headline=HOSTILE)
    first, second = map(json.loads, written(session, jsonlines.write).decode().splitlines())
    assert (first["body"], first["people"][0]["name"]) == ("Übermut\n\nund Eulen", "Ada Quill")
    assert first["questions"][0]["answer"] == "Owls."
    assert second["headline"] == HOSTILE


def test_csv_is_read_back_and_runs_nothing_in_a_spreadsheet(session: Session) -> None:
    for number, headline in enumerate(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", 'He said: "a, b"']):
        put_article(session, f"https://owls.example/{number}", body=f"Line {number}.\n\nNext.", headline=headline)
    rows = list(csv.DictReader(io.StringIO(written(session, table.write).decode(), newline="")))
    assert sorted(row["headline"] for row in rows) == sorted(
        ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'=1", 'He said: "a, b"']
    )
    assert rows[-1]["body"] == "Line 0.\n\nNext."
    assert rows[0]["section"] == ""


def test_markdown_has_front_matter_and_the_text_as_it_is_structured(session: Session, tmp_path: Path) -> None:
    structured = "## Night\n\n**Owls** hunt."
    put_article(session, headline="Owls: *now*", date_published="2026-11-20", section="A: b", markdown=structured)
    markdown.write(stored(session, chosen(session, Filters())), tmp_path)
    text = (tmp_path / "2026-11-20-owls-now-1.md").read_text()
    front, _, body = text.removeprefix("---\n").partition("---\n\n")
    values = {name: json.loads(value) for name, _, value in (line.partition(": ") for line in front.splitlines())}
    assert values["headline"] == "Owls: *now*"
    assert values["section"] == "A: b"
    assert values["authors"] == ["Ada Quill"]
    assert body == "# Owls: \\*now\\*\n\n## Night\n\n**Owls** hunt.\n"


def test_an_atom_feed_has_an_entry_for_each_article(session: Session) -> None:
    put_article(session, date_published="2026-11-20", section="Nature", standfirst="They hunt.")
    put_article(session, "https://owls.example/b", body="2", authors=(), headline=None)
    feed = etree.fromstring(written(session, atom.write, "Owls"))
    assert feed.xpath("string(a:title)", namespaces=ATOM) == "Owls"
    dated, undated = feed.xpath("a:entry", namespaces=ATOM)
    assert dated.xpath("string(a:published)", namespaces=ATOM) == "2026-11-20T00:00:00Z"
    assert dated.xpath("string(a:category/@term)", namespaces=ATOM) == "Nature"
    assert "<p>Owls hunt at night.</p>" in dated.xpath("string(a:content)", namespaces=ATOM)
    assert undated.xpath("string(a:author/a:name)", namespaces=ATOM) == "owls.example"
    assert undated.xpath("string(a:title)", namespaces=ATOM) == "https://owls.example/b"


def test_a_warc_holds_the_pages_as_they_were_fetched(session: Session) -> None:
    article = put_article(session)
    put_article(session, "https://owls.example/without", body="2")
    columns = {"url": "https://owls.example/final", "http_status": 203, "content_type": "text/html;\r\nX-Evil: 1"}
    put_raw(session, article.page_id, b"<p>\xff raw", **columns)
    out = io.BytesIO()
    warc.write(raw_pages(session, chosen(session, Filters())), out)
    records = [
        (record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(out.getvalue()), check_digests="raise")
    ]
    assert [kind for kind, *_ in records] == ["warcinfo", "response"]
    _, about, http, body = records[1]
    assert about.get_header("WARC-Target-URI") == "https://owls.example/final"
    assert about.get_header("WARC-Date") == "2026-11-22T03:00:00Z"
    assert http.get_statuscode() == "203"
    assert http.get_header("Content-Type") == "text/html; X-Evil: 1"
    assert http.get_header("X-Evil") is None
    assert body == b"<p>\xff raw"


def put_issue(session: Session) -> None:
    """An interview and a review of one section, an article of another, with a table, a list and a quotation."""
    film = {"section": "Film", "language": "en"}
    interview = put_article(session, "https://owls.example/i", body="Hello.\n\nWhy owls?\n\nThey see.", **film)
    interview.current.questions = [Question(position=0, question="Why owls?", answer="They see.")]
    review = put_article(session, "https://owls.example/r", body="Good.", headline="Owls & co.", **film)
    review.current.review = Review(rating=0.8, rating_raw="4/5", work_name="Owls", work_year="2026")
    marks = "> Said.\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n[A link](https://owls.example/?a=1&b=2)"
    put_article(session, "https://owls.example/x", body="x", section="Books", markdown=marks)
    session.flush()


def test_an_epub_is_an_issue_with_sections(session: Session, tmp_path: Path) -> None:
    put_issue(session)
    file = tmp_path / "issue.epub"
    with file.open("wb") as out:
        epub.write(stored(session, by_section(session, chosen(session, Filters()))), out, "Owls & more")
    with ZipFile(file) as issue:
        package, contents = (
            etree.fromstring(issue.read(f"issue/{name}")) for name in ("package.opf", "contents.xhtml")
        )
    assert package.xpath("string(//dc:title)", namespaces=PACKAGE) == "Owls & more"
    assert package.xpath("//p:spine/p:itemref/@idref", namespaces=PACKAGE) == ["contents", "a3", "a2", "a1"]
    assert contents.xpath("//h:nav/h:ol/h:li/h:span/text()", namespaces=XHTML) == [
        "owls.example · Books",
        "owls.example · Film",
    ]
    pages = pages_of(file.read_bytes())
    assert pages["issue/1.xhtml"].xpath("string(//h:p[@class='question'])", namespaces=XHTML) == "Why owls?"
    assert pages["issue/2.xhtml"].xpath("string(//h:p[@class='review'])", namespaces=XHTML) == "Owls, 2026 4/5"
    assert pages["issue/3.xhtml"].xpath("string(//h:td[2])", namespaces=XHTML) == "2"
    with ZipFile(file) as issue:
        assert issue.infolist()[0].filename == "mimetype"
        assert issue.infolist()[0].compress_type == 0


def test_an_epub_passes_epubcheck(session: Session, tmp_path: Path) -> None:
    java, epubcheck = shutil.which("java"), shutil.which("epubcheck")
    if java is None or epubcheck is None:
        pytest.skip("epubcheck is not installed (it needs Java)")
    put_issue(session)
    put_hostile(session)
    file = tmp_path / "issue.epub"
    file.write_bytes(written(session, epub.write, "Owls"))
    # Debian's epubcheck is the archive itself, which not every system can run by its name
    checked = subprocess.run([java, "-jar", epubcheck, str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


# --- hostile text -------------------------------------------------------------------------------------------------


def test_nothing_of_a_page_becomes_markup(session: Session, tmp_path: Path) -> None:
    put_hostile(session)
    for page in pages_of(written(session, epub.write, HOSTILE)).values():
        assert page.xpath("count(//h:script)", namespaces=XHTML) == 0
        assert "<script>alert('1')</script>" in "".join(page.itertext())
    feed = etree.fromstring(written(session, atom.write, HOSTILE))
    content = feed.xpath("string(a:entry/a:content)", namespaces=ATOM)
    assert "<script" not in content
    assert "&lt;script&gt;" in content
    markdown.write(stored(session, chosen(session, Filters())), tmp_path)
    (file,) = tmp_path.iterdir()
    front, _, body = file.read_text().removeprefix("---\n").partition("\n---\n")
    assert "\\<script>" in body
    assert " <script" not in body
    assert not set("\x00\x0b\x1b") & set(front + body)


def test_links_lead_to_web_addresses_only(session: Session) -> None:
    put_article(session, markdown="[a](javascript:alert(1)) ![b](https://owls.example/b.png) <b onclick='x'>c</b>")
    page = pages_of(written(session, epub.write, ""))["issue/1.xhtml"]
    assert page.xpath("//@href") == ["style.css", "https://owls.example/b.png", "https://owls.example/a"]
    assert page.xpath("count(//h:img | //h:b)", namespaces=XHTML) == 0


MARKS = st.text(alphabet="ab \n\t>#*_-`|[](){}<>&;:!=\"'\\\0\x0c") | st.sampled_from(
    [
        "&#12; &#x1b; &#xd800; &#xfffe;",
        "> " * 400 + "deep",
        "<!-- -->",
        "<![CDATA[",
        "[a](<b> 'c')",
        "a\n===",
        "&lt;script&gt;",
    ]
)


@pytest.fixture(scope="module")
def one_article() -> Stored:
    with Store.open("sqlite://") as store:
        put_article(store.session)
        return next(stored(store.session, [1]))


@given(markdown=st.lists(MARKS).map("\n".join))
def test_any_text_can_be_laid_out(one_article: Stored, markdown: str) -> None:
    article = replace(one_article, revision=Revision(body="", markdown=f"x{markdown}"))
    page = etree.fromstring(epub.page(article))
    etree.tostring(atom.entry(article))
    tags = {etree.QName(element).localname for element in page.iter(etree.Element)}
    assert tags.isdisjoint({"script", "img", "style", "iframe"})


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("The Owl’s “Night”: a/b\\c?", "undated-the-owls-night-a-b-c-1"),
        ("../../etc/passwd", "undated-etc-passwd-1"),
        ("CON", "undated-con-1"),
        ("Ночь сов", "undated-1"),
        (None, "undated-1"),
        ("Été " * 40, "undated-" + "ete-" * 15 + "1"),
    ],
)
def test_names_of_files_are_safe_everywhere(session: Session, headline: str | None, name: str) -> None:
    put_article(session, headline=headline)
    (article,) = stored(session, [1])
    assert name_of(article.row) == name


def test_a_file_is_replaced_only_when_told_so_and_only_by_a_whole_one(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("before")
    with pytest.raises(UsageError, match="is there already"), new_file(str(file), force=False):
        pass
    with pytest.raises(KeyError), new_file(str(file), force=True) as out:
        out.write(b"half")
        raise KeyError
    assert file.read_text() == "before"
    with new_file(str(file), force=True) as out:
        out.write(b"whole")
    assert file.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    assert new_folder(str(tmp_path / "new"), force=False).is_dir()
    (tmp_path / "other.md").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        new_folder(str(tmp_path), force=False)
    assert new_folder(str(tmp_path), force=True) == tmp_path
    with pytest.raises(UsageError, match="Name a folder"):
        new_folder("-", force=False)


# --- many articles ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of 2,000 articles."""
    url = f"sqlite:///{tmp_path_factory.mktemp('library')}/articles.db"
    fill(url, 2_000)
    return url


MEASURED = """
import resource, sys
from crawler.commands.export import FILES
from storage.exporting import chosen
from storage.filters import Filters
from storage.session import read_only

with read_only(sys.argv[1]) as session, open(sys.argv[3], "wb") as out:
    numbers = chosen(session, Filters())
    FILES[sys.argv[2]](session, numbers[:300], out, "Owls")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    FILES[sys.argv[2]](session, numbers, out, "Owls")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("name", ["jsonl", "csv", "atom", "warc", "epub"])
def test_memory_does_not_grow_with_the_number_of_articles(library: str, tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-c", MEASURED, library, name, str(tmp_path / "out")]
    kilobytes = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert kilobytes < 10_000  # the texts alone have 7,000 more in UTF-8, and several times that as objects
