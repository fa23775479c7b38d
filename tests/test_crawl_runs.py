"""Runs that are killed, run beside each other, or used wrongly: nothing is lost, and the exit status says it."""

import os
import random
import signal
import sqlite3
import subprocess
import time

import psutil
import pytest

KILLS = 10


def test_killed_at_any_moment_and_run_again_nothing_is_lost_and_nothing_doubled(crawls, halyard):
    moments = random.Random(7)
    expected = {article.path for article in halyard.original.articles}
    for _ in range(KILLS):
        # the slower each answer, the surer a kill falls into the crawl; what was stored before each kill stays
        crawl = crawls.start(f"{halyard.base}/", settings={"COMMIT_PAGES": 3, "CONCURRENT_REQUESTS": 2})
        time.sleep(moments.uniform(0.3, 4))
        os.killpg(crawl.pid, signal.SIGKILL)
        crawl.communicate()
    assert crawls.crawl(f"{halyard.base}/").status == 0
    assert set(crawls.articles()) == expected
    assert crawls.rows("SELECT article_id FROM revision GROUP BY article_id HAVING count(*) > 1") == []
    assert crawls.rows("PRAGMA integrity_check")[0][0] == "ok"
    assert crawls.rows("PRAGMA foreign_key_check") == []
    assert crawls.rows("SELECT url FROM page WHERE state = 'queued'") == []


def test_the_second_of_two_runs_ends_with_75(crawls, halyard):
    halyard.delay("/robots.txt", 6, times=1)
    first = crawls.start(f"{halyard.base}/")
    wait_for(crawls.database.exists)
    second = crawls.crawl(f"{halyard.base}/")
    assert second.status == 75
    assert second.err.count("\n") == 1
    first.communicate(timeout=60)
    assert first.returncode == 0


def test_a_second_run_may_wait_for_the_first(crawls, halyard):
    halyard.delay("/robots.txt", 3, times=1)
    first = crawls.start(f"{halyard.base}/")
    wait_for(crawls.database.exists)
    assert crawls.crawl(f"{halyard.base}/", settings={"LOCK_WAIT": 60}).status == 0
    first.communicate(timeout=60)


def test_a_killed_worker_is_replaced_and_its_page_read_again(crawls, halyard):
    crawl = crawls.start(f"{halyard.base}/", settings={"CONCURRENT_REQUESTS": 2})
    wait_for(lambda: len(halyard.log) > 12)
    workers = workers_of(crawl)
    for worker in workers:
        worker.kill()
    crawl.communicate(timeout=120)
    assert workers
    assert crawl.returncode == 0
    assert set(crawls.articles()) == {article.path for article in halyard.original.articles}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_with_3_and_the_next_one_completes_it(crawls, halyard, number):
    for article in halyard.original.articles:
        halyard.delay(article.path, 0.2)
    crawl = crawls.start(f"{halyard.base}/", settings={"CONCURRENT_REQUESTS": 1})
    wait_for(lambda: len(halyard.log) > 8)
    os.killpg(crawl.pid, number)
    _, err = crawl.communicate(timeout=60)
    assert crawl.returncode == 3, err
    assert crawls.last_run()["finish_reason"] == "shutdown"
    assert crawls.last_run()["waiting"] > 0
    for article in halyard.original.articles:
        halyard.heal(article.path)
    assert crawls.crawl(f"{halyard.base}/").status == 0
    assert len(crawls.articles()) == len(halyard.original.articles)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://no-such-host.invalid/", "no such host"),
        ("http://127.0.0.1:9/", "connection refused"),
        ("http://[::1]:9/", "connection refused"),
    ],
)
def test_an_unreachable_start_ends_with_1_and_a_reason(crawls, address, says):
    ended = crawls.crawl(address)
    assert ended.status == 1
    assert says in ended.err
    assert ended.err.count("\n") == 1


def test_a_start_that_is_not_html_ends_with_1_and_a_reason(crawls, halyard):
    halyard.add("/scan", b"\x89PNG\r\n\x1a\n" + bytes(100), content_type="image/png")
    ended = crawls.crawl(halyard.url("/scan"))
    assert ended.status == 1
    assert "not HTML: image/png" in ended.err


def test_a_robots_txt_that_forbids_everything_ends_with_1_and_a_reason(crawls, halyard):
    halyard.add("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 1
    assert "forbidden by robots.txt" in ended.err
    assert [request.path for request in halyard.log] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("crawl", "magazine"), "-a url=https://magazine.example/"),
        (("crawl", "magazine", "-a", "url=magazine.example"), "no scheme"),
        (("crawl", "magazine", "-a", "url=https://a.example/", "-a", "since=soon"), "a day like"),
        (("crawl", "nobody"), "No spider 'nobody'"),
        (("crawl",), "Name one spider"),
        (("crawl", "magazine", "halyard"), "Name one spider"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line(crawls, words, says):
    ended = crawls.scrapy(*words)
    assert ended.status == 2
    assert says in ended.err
    assert ended.err.count("\n") == 1
    assert not crawls.database.exists()


def test_a_file_that_is_no_database_ends_with_2_and_is_left_alone(crawls, halyard):
    crawls.database.write_text("my letters, please keep")
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert crawls.database.read_text() == "my letters, please keep"


def test_a_database_of_a_newer_version_ends_with_2_and_is_left_alone(crawls, halyard):
    crawls.crawl(halyard.url("/news/ferry-film-prize"))
    with sqlite3.connect(crawls.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 2
    assert "newer" in ended.err
    assert ended.err.count("\n") == 1


def test_the_named_magazines_that_are_due_are_crawled_one_after_another(crawls):
    ended = crawls.scrapy("crawl", "--all")
    assert ended.status == 0, ended.err
    assert ended.out.startswith("no magazine is due")


def test_no_worker_outlives_a_killed_crawl(crawls, halyard):
    crawl = crawls.start(f"{halyard.base}/")
    wait_for(lambda: workers_of(crawl))
    family = psutil.Process(crawl.pid).children(recursive=True)
    crawl.kill()
    crawl.communicate()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def workers_of(crawl: subprocess.Popen) -> set[psutil.Process]:
    """The processes that read pages for a crawl: children of its fork server."""
    try:
        servers = psutil.Process(crawl.pid).children()
        return {worker for server in servers for worker in server.children()}
    except psutil.NoSuchProcess:
        return set()


def wait_for(condition, seconds: float = 30) -> None:
    """Wait until something is so; fail when it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
