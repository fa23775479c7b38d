"""When the memory of a site has changed, stored pages are read again: the result does not depend on order or luck."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from subprocess import Popen

import numpy as np
import pytest
from sqlalchemy import select

from fixtures.server import MagazineServer
from pipelines.article import read_parts
from pipelines.items import ArticleItem, Outcome, Reading, Rejected
from pipelines.replacing import Again
from pipelines.settling import settle
from pipelines.workers import WorkerFailed
from storage import memories
from storage.forgetting import forget_address
from storage.models import Article, Observed, Page, RawPage, Revision
from storage.session import Store
from tests.crawling import Crawls
from tests.made_up_site import BASE, WORDS, Crawling, Fetched, column_page, page, story_page, stub_page, worked

SITE = [
    *(page(f"/stories/{number}", story_page(f"{WORDS[number % 30]} {number}")) for number in range(44)),
    *(page(f"/columns/{number}", column_page(f"{WORDS[number]} {number}")) for number in range(12)),
    page("/print/3", story_page(f"{WORDS[3]} 3")),
    page("/stories/long", story_page("long", next_page="/stories/long?page=2"), story_page("long, continued")),
    page("/stories/soon", stub_page("soon")),
    page("/stories/later", stub_page("later")),
]
"""60 pages of two templates, one with more pages than a sample has; one story stands at two addresses."""

BEFORE = {SITE[number].url: page(f"/stories/{number}", story_page(f"first {number}")) for number in range(5)}
"""What some of the pages said before they were changed."""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as store:
        yield store


@pytest.fixture
def site(store: Store) -> Crawling:
    return Crawling(store)


def outcome_of(crawling: Crawling) -> tuple[object, ...]:
    """All that must not depend on the order: the articles, and the memory."""
    memory = crawling.memory()
    return crawling.articles(), memory.version, memory.data


@pytest.fixture(scope="module")
def at_once() -> tuple[object, ...]:
    """What comes of the site when it is crawled once, in its order."""
    with Store.open("sqlite://") as store:
        crawling = Crawling(store)
        crawling.crawl(SITE)
        return outcome_of(crawling)


# --- the order ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_articles_and_memory_do_not_depend_on_the_order(seed: int, site: Crawling, at_once: tuple[object, ...]) -> None:
    """Some crawls are split, and some pages change in between; 1 to 4 pages are read beside each other."""
    chance = random.Random(seed)
    pages = chance.sample(SITE, len(SITE))
    cuts = [0, *sorted(chance.sample(range(1, len(pages)), seed % 4)), len(pages)]
    workers = 1 + seed // 4 % 4
    for start, end in pairwise(cuts[:-1]):
        site.crawl([BEFORE.get(each.url, each) for each in pages[start:end]], at_once=workers)
    before = [each for each in pages[: cuts[-2]] if each.url in BEFORE]
    site.crawl([*pages[cuts[-2] :], *before], at_once=workers)
    assert outcome_of(site) == at_once


def test_the_memory_takes_out_what_the_site_prints_around_its_texts(site: Crawling) -> None:
    site.crawl(SITE, settles=False)
    assert "club of friends" in str(site.articles())
    run = site.crawl([])
    assert "club of friends" not in str(site.articles())
    assert run.reread == 0  # counted by the spider
    assert Counter(replaced.again for replaced in site.told)[Again.CHANGED] > 40


def test_an_interrupted_run_leaves_settling_to_the_next(site: Crawling, at_once: tuple[object, ...]) -> None:
    site.crawl(SITE[:20], settles=False)
    assert site.memory() is None
    site.crawl(SITE[20:])
    assert outcome_of(site) == at_once


def test_what_is_settled_is_not_read_again(site: Crawling) -> None:
    site.crawl(SITE)
    site.told.clear()
    site.crawl([])
    site.crawl(SITE[:3])
    assert site.told == []


def test_an_entry_on_a_later_page_of_an_article_counts(site: Crawling) -> None:
    site.crawl(SITE)
    rows = site.store.session.execute(select(Page.url, Observed.entries).join(Page)).all()
    entries = {url: frozenset(np.frombuffer(data, np.uint32).tolist()) for url, data in rows}
    first = read_parts(SITE[57].parts()[:1]).noted.entries
    assert first < entries[BASE + "/stories/long"]


# --- what a reading may turn into ---------------------------------------------------------------------------------


SOON = next(each for each in SITE if each.url.endswith("/soon"))


def reads(path: str, outcome: ArticleItem | Rejected):
    """Work as ever, but what is read at a path with a memory is this."""

    async def work(function, *arguments):
        if function is read_parts and len(arguments) == 2 and arguments[0][0].url == BASE + path:
            return Reading(outcome)
        return await worked(function, *arguments)

    return work


FOUND = ArticleItem(url=SOON.url, headline="Soon", body="It was there all the time.", date_published="2020-05-01")


async def read_all_again(site: Crawling, work=worked, frontier=None) -> None:
    site_id = site.store.session.scalar(select(Page.site_id).limit(1))
    every = list(site.store.session.scalars(select(Page.id)))
    await settle(site.store, work, site_id, site.told.append, frontier=frontier, also=every)


def test_a_page_on_which_the_memory_finds_an_article_becomes_one(site: Crawling) -> None:
    run = site.crawl(SITE, work=reads("/stories/soon", FOUND))
    article = site.store.session.scalar(select(Article).join(Page).where(Page.url == SOON.url))
    raw = site.store.session.scalar(select(RawPage).where(RawPage.page_id == article.page_id))
    assert (article.current.body, article.current.number) == (FOUND.body, 1)
    assert (article.current.version, article.current.fetched_at) == (raw.version, raw.fetched_at)
    assert (article.current.memory, article.current.run_id) == (site.memory().version, run.id)
    assert (article.page.state, article.page.reason) == (Outcome.NEW, None)
    assert (run.new, run.rejected, run.duplicate) == (58, 1, 1)


def test_one_that_is_older_than_since_waits_for_a_run_that_reaches_further_back(site: Crawling) -> None:
    run = site.crawl(SITE, work=reads("/stories/soon", FOUND), since="2026-01-01")
    row = site.store.session.scalar(select(Page).where(Page.url == SOON.url))
    assert (row.state, row.reason) == (Outcome.REJECTED, "dated 2020-05-01, before 2026-01-01")
    assert row.article_date == "2020-05-01"
    assert run.rejected == 2


def test_an_article_that_no_reading_finds_any_more_is_withdrawn_and_comes_back(site: Crawling) -> None:
    site.crawl(SITE)
    id_before = site.store.session.scalar(select(Article.id).join(Page).where(Page.url == SITE[0].url))
    before = outcome_of(site)
    asyncio.run(read_all_again(site, reads("/stories/0", Rejected("It holds no text."))))
    assert SITE[0].url not in [dict(row)["url"] for row in site.articles()]
    assert site.states()["/stories/0"] == Outcome.REJECTED
    asyncio.run(read_all_again(site))
    assert outcome_of(site) == before
    assert site.states()["/stories/0"] == Outcome.NEW
    articles = site.store.session.scalars(select(Article).join(Page).where(Page.url == SITE[0].url)).all()
    assert [article.id for article in articles] == [id_before]
    assert len(site.store.session.scalars(select(Revision).where(Revision.article_id == id_before)).all()) == 1


def test_texts_that_become_equal_are_tied(site: Crawling) -> None:
    run = site.crawl(SITE)
    assert {dict(row)["same_as"] for row in site.articles()} == {None, BASE + "/print/3"}
    assert (run.new, run.duplicate) == (57, 1)
    assert site.states()["/stories/3"] == Outcome.DUPLICATE


def test_a_page_that_no_worker_can_read_keeps_its_text(site: Crawling) -> None:
    async def work(function, *arguments):
        if function is read_parts:
            raise WorkerFailed("It took longer than 30 seconds.")
        return await worked(function, *arguments)

    site.crawl(SITE[:12])
    before = site.articles()
    asyncio.run(read_all_again(site, work))
    assert site.articles() == before
    assert site.told[-1].again is Again.FAILED


# --- the sample ---------------------------------------------------------------------------------------------------


def test_a_page_that_leaves_its_template_leaves_its_place_in_the_sample(site: Crawling) -> None:
    first = sample(site, crawled=SITE)[0]
    moved = Fetched(first, (column_page("moved", length=9),))
    site.crawl([moved])
    with Store.open("sqlite://") as other:
        directly = Crawling(other)
        directly.crawl([moved if each.url == first else each for each in SITE])
        assert outcome_of(site) == outcome_of(directly)


def test_a_forgotten_address_is_no_longer_learned_from(site: Crawling) -> None:
    first = sample(site, crawled=SITE)[0]
    forget_address(site.store.session, first)
    site.store.commit()
    site.crawl([])
    with Store.open("sqlite://") as other:
        without = Crawling(other)
        without.crawl([each for each in SITE if each.url != first])
        assert outcome_of(site) == outcome_of(without)


def sample(site: Crawling, crawled: list[Fetched]) -> list[str]:
    """Addresses of the pages that are learned from in the template of the stories, smallest rank first."""
    site.crawl(crawled)
    question = select(Page.url).join(Observed).where(Observed.observation.is_not(None), Page.url.contains("/stories/"))
    urls = list(site.store.session.scalars(question.order_by(Observed.rank)))
    assert len(urls) >= memories.SAMPLE - 1  # one may stand at /print/
    return urls


def test_without_stored_pages_the_memory_serves_later_ones(store: Store) -> None:
    site = Crawling(store, raw_versions=0)
    site.crawl(SITE[:30])
    assert {replaced.again for replaced in site.told} == {Again.NOT_KEPT}
    assert str(site.articles()).count("club of friends") == 30
    site.crawl(SITE[30:44])
    assert str(site.articles()).count("club of friends") == 30
    assert site.memory().pages == 30
    site.crawl([])
    assert site.memory().pages == 30  # pages read by memory alone teach nothing, and take nobody's place


# --- whole crawls -------------------------------------------------------------------------------------------------

FEED = "/feed.xml"  # announces 15 articles


@pytest.fixture(scope="module")
def halyard() -> Iterator[MagazineServer]:
    with MagazineServer("halyard") as server:
        yield server


def result_of(crawls: Crawls) -> tuple[object, ...]:
    left_out = ("id", "first_seen", "last_changed")
    articles = {
        path: {name: row[name] for name in row.keys() if name not in left_out}  # noqa: SIM118 - a row, no dict
        for path, row in crawls.articles().items()
    }
    return articles, [tuple(row) for row in crawls.rows("SELECT version, data, pages FROM memory")]


@pytest.fixture(scope="module")
def undisturbed(halyard: MagazineServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    crawls = Crawls(tmp_path_factory.mktemp("undisturbed"))
    assert crawls.crawl(halyard.url(FEED)).status == 0
    assert crawls.last_run()["reread"] > 0
    return result_of(crawls)


def test_a_crawl_in_two_parts_ends_as_one(crawls: Crawls, halyard: MagazineServer, undisturbed) -> None:
    crawls.crawl(halyard.url(FEED), max_articles=8)
    crawls.crawl(halyard.url(FEED), settings={"READ_WORKERS": 2})
    assert result_of(crawls) == undisturbed


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_ends_while_it_settles_is_taken_up_by_the_next(
    crawls: Crawls, halyard: MagazineServer, undisturbed, ending: signal.Signals
) -> None:
    crawl = crawls.start(halyard.url(FEED))
    wait_for_settling(crawls, crawl)
    os.kill(crawl.pid, ending)
    crawl.wait(60)
    assert crawl.returncode == (3 if ending is signal.SIGINT else -ending)
    waiting = "SELECT count(*) FROM observed WHERE waits_for IS NOT NULL"
    assert crawls.rows(waiting)[0][0] > 0
    assert crawls.crawl(halyard.url(FEED)).status == 0
    assert crawls.rows(waiting)[0][0] == 0
    assert result_of(crawls) == undisturbed


def wait_for_settling(crawls: Crawls, crawl: Popen) -> None:
    """Wait until a crawl has learned a memory; pages are to be read again then."""
    question = "SELECT 1 FROM memory"
    while crawl.poll() is None:
        has_table = crawls.database.exists() and crawls.rows("SELECT 1 FROM sqlite_master WHERE name = 'memory'")
        if has_table and crawls.rows(question):
            return
        time.sleep(0.01)
    raise AssertionError(crawl.communicate())


def test_a_crawl_without_stored_pages_says_what_its_memory_cannot_reach(crawls: Crawls, halyard) -> None:
    ended = crawls.crawl(halyard.url(FEED), settings={"RAW_VERSIONS": 0})
    assert ended.status == 0
    _, line = ended.out.splitlines()
    assert "keep their text, though the memory of the site would read it otherwise now" in line
