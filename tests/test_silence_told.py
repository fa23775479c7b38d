"""Where silence is told: by `scrapy runs`, by its exit status, and at the end of a crawl."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.exits import SILENT
from storage.frontier import now
from storage.models import Run
from storage.session import Store
from storage.silence import ENOUGH
from tests.crawling import Ended
from tests.shelf import put_article, put_run

DAY = timedelta(days=1)


@pytest.fixture
def stopped(crawls):
    """A database of a magazine that was crawled every night until ten days ago; the last run ended well."""
    with store(crawls) as opened:
        for night in range(ENOUGH + 1):
            began = now() - (10 + ENOUGH - night) * DAY
            put_run(opened.session, started=began, ended=began, exit_status=0, waiting=0)
    return crawls


def store(crawls):
    """The database of these crawls."""
    return Store.open(f"sqlite:///{crawls.database}")


def test_check_tells_what_is_silent_and_ends_with_a_status_of_its_own(stopped):
    ended = stopped.scrapy("runs", "--check")
    last = datetime.now(UTC) - 10 * DAY
    assert (ended.status, ended.err) == (SILENT, "")
    assert ended.out.startswith(f"magazine: no run since {last:%Y-%m-%d}")
    assert ended.out.count("\n") == 1
    assert stopped.scrapy("runs").out.endswith(ended.out)
    told = json.loads(stopped.scrapy("runs", "--check", "--json").out)
    assert (told["subject"], told["kind"], told["usual"]) == ("magazine", "no run", 86_400)


def test_check_says_nothing_when_all_is_well(stopped):
    with store(stopped) as opened:
        put_run(opened.session, started=now(), ended=now(), exit_status=0)
    assert stopped.scrapy("runs", "--check") == Ended(0, "", "")


def test_check_tells_that_the_last_run_was_killed(crawls):
    with store(crawls) as opened:
        put_run(opened.session, started=now())
    ended = crawls.scrapy("runs", "--check")
    assert (ended.status, ended.out.count("\n")) == (SILENT, 1)
    assert "run 1" in ended.out
    assert "was killed" in ended.out


def test_a_crawl_tells_at_its_end_which_of_its_sites_are_silent(crawls, halyard):
    assert crawls.crawl(f"{halyard.base}/").err == ""
    with store(crawls) as opened:
        opened.session.query(Run).one().started = now() - 25 * DAY
        for night in range(ENOUGH + 1):
            began = now() - (20 + ENOUGH - night) * DAY
            run = put_run(opened.session, spider="other", started=began, ended=began, exit_status=0)
            url, day = f"{halyard.base}/old/{night}", f"{began:%Y-%m-%d}"
            put_article(opened.session, url, body=str(night), date_published=day, run=run)
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 0
    site, since = halyard.base.removeprefix("http://"), now() - 20 * DAY
    assert ended.err == f"offprint: {site}: nothing new since {since:%Y-%m-%d}; usually something comes within a day\n"
