"""`scrapy browse`: the real Datasette over a database, asked as a web browser asks."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from lxml import html

from crawler.commands.browse import NOT_INSTALLED
from storage.models import Page, Question, Review
from storage.neighbours import compare
from storage.session import Store
from tests.crawling import PROJECT, Crawls
from tests.shelf import put_article

pytest.importorskip("datasette", reason="Datasette is not installed")

from datasette.utils import parse_metadata

METADATA = parse_metadata((PROJECT / "crawler/browsing/metadata.yaml").read_text(encoding="utf-8"))
ARTICLES = METADATA["databases"]["articles"]
VALUES = {"words": "lamp", "site": "owls", "person": "orr", "work": "hedge", "rating": "0.5", "since": "2026-11-01"}
NASTY = "<script>alert(1)</script> <img src=x onerror=alert(2)> javascript:alert(3)"
INTERNALS = {"raw_page", "observed", "memory", "forgotten", "alembic_version", "article_text_data", "question_text"}
VIEWS = {"articles", "current_article", "near_duplicates"}
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
FORBIDDEN = [
    "UPDATE revision SET headline = 'Bats'",
    "DELETE FROM page",
    "DROP TABLE page",
    "INSERT INTO site (key, first_seen) VALUES ('bats.example', '2026-11-22')",
    "ATTACH DATABASE '/etc/passwd' AS other",
    "SELECT load_extension('/tmp/bats.so')",
    "PRAGMA journal_mode = DELETE",
    "VACUUM INTO '/tmp/bats.db'",
    "WITH old AS (SELECT 1) UPDATE revision SET headline = 'Bats'",
]


@dataclass(frozen=True, slots=True)
class Browser:
    """Asks a Datasette that is running."""

    base: str

    def ask(self, path: str, data: bytes | None = None, **values: str) -> tuple[int, str]:
        """Status and body of the answer."""
        url = f"{self.base}{path}{'?' + urlencode(values) if values else ''}"
        try:
            with build_opener(ProxyHandler({})).open(Request(url, data=data), timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def page(self, path: str, **values: str) -> html.HtmlElement:
        status, body = self.ask(path, **values)
        assert status == 200, body
        return html.fromstring(body)

    def rows(self, path: str, **values: str) -> list[dict]:
        status, body = self.ask(f"{path}.json", _shape="array", **values)
        assert status == 200, body
        return json.loads(body)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Crawls:
    """A database in which every ready question has an answer, with one article whose texts are hostile."""
    crawls = Crawls(tmp_path_factory.mktemp("browse"))
    with Store.open(f"sqlite:///{crawls.database}") as store:
        put_article(store.session, "https://owls.example/a", kind="feature", section="Night", body="Owls need no lamp.")
        interview = put_article(store.session, "https://owls.example/orr", headline="Keeper", kind="interview")
        interview.current.questions = [
            Question(position=0, question="Who lights the lamp?", answer="I do.", interviewee="Wilhelmina Orr")
        ]
        review = put_article(store.session, "https://hedge.example/r", headline="A Hedge", kind="review")
        review.current.review = Review(rating=0.75, rating_raw="3 of 4", work_name="The Hedge")
        bad = {"headline": NASTY, "body": f"{NASTY}\n\n{NASTY}", "section": NASTY, "authors": (NASTY,)}
        nasty = put_article(store.session, "https://nasty.example/n", standfirst="javascript:alert(4)", **bad)
        page = store.session.get_one(Page, nasty.page_id)
        page.reason = "javascript:alert(5)"
        store.session.add(Page(site_id=page.site_id, url=f"{page.url}/b", state="gone", reason=NASTY))
        story = " ".join(f"hare{number}" for number in range(100))
        put_article(store.session, "https://owls.example/hares", headline="Hares", body=story)
        put_article(store.session, "https://hedge.example/hares", headline="Hares!", body=f"{story} Hares.")
        compare(store)
    return crawls


@pytest.fixture(scope="module")
def browser(shelf: Crawls) -> Iterator[Browser]:
    with subprocess.Popen(
        shelf.command("browse", "--port", "0"), cwd=PROJECT, env=shelf.environment(), stdout=subprocess.PIPE, text=True
    ) as server:
        said = server.stdout.readline()
        yield Browser(said.partition("/articles ")[0])
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


def addresses(page: html.HtmlElement) -> list[str]:
    """Where the links of a page lead."""
    return [str(address) for address in page.xpath("//*/@href")]


def test_start_page_names_questions_and_tables_and_no_internals(browser: Browser) -> None:
    page = browser.page("/articles")
    named = {text.strip() for text in page.xpath("//dl[@class='names']//a/text()")}
    visible = [about["title"] for about in ARTICLES["tables"].values() if not about.get("hidden")]
    assert named == {query["title"] for query in ARTICLES["queries"].values()} | set(visible)
    assert not {address.rpartition("/")[2] for address in addresses(page)} & INTERNALS


def test_every_table_is_named_or_hidden(browser: Browser) -> None:
    tables = json.loads(browser.ask("/articles.json")[1])["tables"]
    assert {table["name"] for table in tables if not table["hidden"]} <= set(ARTICLES["tables"])
    assert {table["name"] for table in tables if table["hidden"]} >= INTERNALS
    assert set(ARTICLES["tables"]) - VIEWS <= {table["name"] for table in tables}


def test_articles_are_found_by_words_and_narrowed_by_facets(browser: Browser) -> None:
    assert [row["url"] for row in browser.rows("/articles/current_article", _search="lamp")] == [
        "https://owls.example/a"
    ]
    facets = json.loads(browser.ask("/articles/current_article.json")[1])["facet_results"]
    assert set(facets) == {"site", "kind", "section", "authors"}
    assert {(value["value"], value["count"]) for value in facets["site"]["results"]} >= {("owls.example", 3)}
    assert len(browser.rows("/articles/current_article", site="owls.example")) == 3


def test_addresses_and_headlines_can_be_clicked(browser: Browser) -> None:
    listed = addresses(browser.page("/articles/current_article"))
    assert "https://owls.example/a" in listed
    assert "/articles/revision/1" in listed
    assert "https://owls.example/a" in addresses(browser.page("/articles/revision/1"))


def test_a_text_is_shown_as_a_page_to_read(browser: Browser) -> None:
    page = browser.page("/articles/revision/1")
    assert page.findtext(".//article/h1") == "Owls"
    assert page.findtext(".//article/div[@class='body']") == "Owls need no lamp."
    assert "/articles/question?revision_id=2" in " ".join(addresses(browser.page("/articles/revision/2")))


@pytest.mark.parametrize("name", ARTICLES["queries"])
def test_every_ready_question_has_an_answer(browser: Browser, name: str) -> None:
    values = {parameter: VALUES[parameter] for parameter in ARTICLES["queries"][name].get("params", [])}
    assert browser.rows(f"/articles/{name}", **values)
    assert browser.ask(f"/articles/{name}")[0] == 200, "asked without any values"


@pytest.mark.parametrize(
    "path",
    [
        "/articles",
        "/articles/current_article",
        "/articles/articles",
        "/articles/revision",
        "/articles/revision/4",
        "/articles/page",
        "/articles/page/4",
        "/articles/changed_since?since=2020",
        "/articles/without_article",
        "/articles/current_article?_search=%3Cscript%3Ealert(1)%3C/script%3E",
        "/articles?sql=SELECT+headline+AS+%22%3Cscript%3Ealert(1)%22+FROM+revision",
    ],
)
def test_hostile_text_is_shown_as_text(browser: Browser, path: str) -> None:
    page = browser.page(path)
    assert not [script for script in page.iter("script") if "alert(" in script.text_content()]
    assert not page.xpath("//@onerror | //img")
    assert not [address for address in addresses(page) if address.strip().lower().startswith(("javascript:", "data:"))]


def test_hostile_text_is_there_to_read(browser: Browser) -> None:
    assert browser.page("/articles/revision/4").findtext(".//article/h1") == NASTY


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_nothing_can_be_written_or_opened(browser: Browser, shelf: Crawls, sql: str) -> None:
    before = list(sqlite3.connect(shelf.database).iterdump())
    for suffix in ("", ".json"):
        assert browser.ask(f"/articles{suffix}", sql=sql)[0] in (400, 403)
    assert browser.ask("/articles/revision/1", data=b"headline=Bats")[0] in (403, 405)
    assert list(sqlite3.connect(shelf.database).iterdump()) == before
    assert not Path("/tmp/bats.db").exists()


def test_a_page_whose_name_leads_here_reads_nothing(browser: Browser) -> None:
    request = Request(f"{browser.base}/articles.json", headers={"Host": "magazine.example"})
    with pytest.raises(HTTPError, match="403"):
        build_opener(ProxyHandler({})).open(request, timeout=60)


def test_a_question_that_never_ends_is_stopped(browser: Browser) -> None:
    status, body = browser.ask("/articles.json", sql=ENDLESS)
    assert status == 400
    assert "took too long" in body or "interrupted" in body.lower()


def test_what_is_stored_meanwhile_is_seen(browser: Browser, shelf: Crawls) -> None:
    with Store.open(f"sqlite:///{shelf.database}") as store:
        put_article(store.session, "https://bats.example/b", headline="Bats")
        store.commit()
        assert [row["headline"] for row in browser.rows("/articles/current_article", site="bats.example")] == ["Bats"]


def test_an_immutable_database_is_shown(shelf: Crawls, tmp_path: Path) -> None:
    """As where the reader may not create files beside the database."""
    import asyncio

    from crawler.browser import datasette_of
    from storage.session import ReadableFile

    copy = tmp_path / "copy.db"
    with sqlite3.connect(shelf.database) as original, sqlite3.connect(copy) as copied:
        original.backup(copied)
    shown = asyncio.run(
        datasette_of(ReadableFile(copy, is_immutable=True)).client.get("/articles/current_article.json")
    )
    assert shown.status_code == 200
    assert not Path(f"{copy}-wal").exists()


def test_without_datasette_it_says_how_to_install_it(shelf: Crawls, tmp_path: Path) -> None:
    (tmp_path / "datasette.py").write_text("raise ModuleNotFoundError(\"No module named 'datasette'\")")
    environment = shelf.environment() | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        shelf.command("browse"), cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (2, f"offprint: {NOT_INSTALLED}\n")


def test_a_database_that_cannot_be_browsed_is_told(crawls: Crawls) -> None:
    missing = crawls.scrapy("browse")
    assert (missing.status, missing.err.count("\n")) == (1, 1)
    assert "no such database" in missing.err
    other = crawls.scrapy("browse", settings={"DATABASE_URL": "postgresql://magazine.example/articles"})
    assert other.status == 1
    assert "only an SQLite database can be browsed" in other.err


def test_a_port_that_is_taken_is_told(browser: Browser, shelf: Crawls) -> None:
    again = shelf.scrapy("browse", "--port", browser.base.rpartition(":")[2])
    assert again.status == 2
    assert "Name another one" in again.err
