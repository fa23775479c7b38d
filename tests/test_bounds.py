"""What a site cannot go beyond, and what happens there."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from crawler import settings
from crawler.quota import HostSpent
from crawler.visits import visit_without_response
from pipelines.items import Outcome, PageKind, Taken
from storage.session import Store
from tests.raw_server import raw_server, response
from tests.small_crawl import crawl

BOUNDS = (Path(__file__).parent.parent / "docs/bounds.md").read_text()
ROWS = dict(re.findall(r"^\| `([\w.]+)` \| `([^`]+)` \|", BOUNDS, re.MULTILINE))
HTML = "Content-Type: text/html"


def value_of(name: str) -> object:
    module, _, constant = name.rpartition(".")
    return getattr(import_module(module) if module else settings, constant)


@pytest.mark.parametrize("name", ROWS)
def test_bounds_are_listed_as_they_are(name):
    assert ROWS[name] == str(value_of(name))


def test_no_bound_of_the_settings_is_left_out():
    bounds = re.compile(r"DOWNLOAD_(TIMEOUT|MAXSIZE)|\w+_MAX(_TIMES)?|\w+_(PAGES|DEPTH|MAXSIZE|MB|SECONDS|REQUESTS)")
    of_pace = {"REVISIT_MAX", "COMMIT_PAGES", "COMMIT_SECONDS"}  # how often, not how much
    assert {name for name in vars(settings) if bounds.fullmatch(name)} - of_pace <= set(ROWS)


def test_a_host_is_asked_for_so_much_in_a_run_and_no_more():
    with raw_server() as server:
        server.answers = {f"/{number}": response(b"<p>" + b"0" * 600_000, HTML) for number in range(5)}
        urls = [server.url(f"/{number}") for number in range(5)]
        spent = crawl(*urls, permit=server.url("/"), HOST_REQUESTS=4, CONCURRENT_REQUESTS=1).answers
        asked = len(server.asked)
        spent_bytes = crawl(*urls, permit=server.url("/"), HOST_MB=1, CONCURRENT_REQUESTS=1).answers
    assert asked == 4  # robots.txt and three pages
    assert [spent[url].status for url in urls] == [200, 200, 200, None, None]
    assert spent[urls[-1]].error == "HostSpent"
    assert [spent_bytes[url].status for url in urls] == [200, 200, None, None, None]


def test_what_a_spent_host_was_not_asked_for_waits():
    page = Taken(1, 1, "https://owls.example/a", PageKind.ARTICLE, 1, None, None, None, 1)
    assert visit_without_response(HostSpent("too much"), page).outcome is Outcome.WAITING


def test_a_database_grows_to_its_limit(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/articles.db", most_mb=2) as store:
        with pytest.raises(OperationalError, match="full"):
            store.session.execute(text("CREATE TABLE much AS SELECT zeroblob(3000000)"))
        store.session.rollback()
    assert (tmp_path / "articles.db").stat().st_size < 2_000_000


def test_a_run_that_fills_its_database_ends_with_3_and_one_line(crawls, kettle):
    ended = crawls.crawl(f"{kettle.base}/", settings={"DATABASE_MB": 1, "COMMIT_PAGES": 1})
    assert ended.status == 3
    assert "full" in ended.err
    assert "Traceback" not in ended.err
    assert crawls.database.stat().st_size <= 1_000_000


def test_an_article_of_too_many_bytes_is_stored_as_far_as_it_was_fetched(crawls, ashlar):
    article = next(article for article in ashlar.original.articles if article.pages > 2 and article.is_complete)
    crawls.crawl(ashlar.url(article.path), settings={"ARTICLE_MAXSIZE": 1})
    stored = crawls.articles()[article.path]
    assert (stored["pages"], stored["is_complete"]) == (1, 0)
