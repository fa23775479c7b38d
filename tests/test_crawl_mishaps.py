"""What goes wrong in the middle of a crawl: nothing good is lost, nothing hangs, and the counts say it."""

import sqlite3
import subprocess
import tempfile
from contextlib import closing

import pytest

from fixtures.server import MagazineServer
from tests.crawling import Crawls

DUE_AT_ONCE = {"REVISIT_MIN": 0, "REVISIT_MAX": 0}
LAMP = "/features/the-last-lamp-trimmer"
WALL = "<html><title>Access denied</title><body><h1>Access denied</h1><p>Incident {}</p></body></html>"


def several_pages(server: MagazineServer):
    """A complete article of three pages or more, and the addresses of its pages."""
    article = next(a for a in server.original.articles if a.pages > 2 and a.is_complete and not a.loops_to)
    return article, server.original.paths(article)


def test_a_wall_in_place_of_an_article_takes_neither_its_text_nor_its_raw_page(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    (version,) = crawls.rows("SELECT version FROM revision")[0]
    for number in range(4):
        halyard.add(LAMP, WALL.format(number))
        crawls.crawl(halyard.url(LAMP))
        assert crawls.states()[LAMP][0] == "rejected"
    assert crawls.rows("SELECT 1 FROM raw_page WHERE version = ?", [version])
    assert crawls.articles()[LAMP]["word_count"] > 500


def test_a_wall_that_has_not_changed_is_still_a_wall(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    halyard.add(LAMP, WALL.format(0))
    for _ in range(2):
        crawls.crawl(halyard.url(LAMP))
        assert crawls.states()[LAMP][0] == "rejected"


def test_a_partial_article_is_not_replaced_by_a_shorter_one(crawls, ashlar):
    article, pages = several_pages(ashlar)
    ashlar.fail(pages[-1], status=500)
    crawls.crawl(ashlar.url(article.path))
    before = crawls.articles()[article.path]
    ashlar.change(article.path, headline="Another Headline")
    ashlar.fail(pages[1], status=500)
    crawls.crawl(ashlar.url(article.path))
    assert crawls.articles()[article.path]["body"] == before["body"]
    assert crawls.states()[article.path][0] == "failed"


def test_a_page_of_an_article_that_stays_away_is_given_up_after_some_tries(crawls, ashlar):
    article, pages = several_pages(ashlar)
    crawls.crawl(ashlar.url(article.path))
    whole = crawls.articles()[article.path]
    ashlar.change(article.path, headline="Another Headline")
    ashlar.fail(pages[1], status=404)
    for _ in range(4):
        crawls.crawl(ashlar.url(article.path))
    now = crawls.articles()[article.path]
    assert (whole["is_complete"], now["is_complete"], now["pages"]) == (1, 0, 1)


def test_an_article_that_moved_is_one_article_at_its_new_address(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    page = halyard.magazine.pages(halyard.base)[LAMP].body
    halyard.add("/archive/the-last-lamp-trimmer-of-skarra-point", page)
    halyard.add(LAMP, "", status=301, headers={"Location": "/archive/the-last-lamp-trimmer-of-skarra-point"})
    crawls.crawl(halyard.url(LAMP))
    run = crawls.last_run()
    assert (run["new"], run["duplicate"]) == (1, 1)
    same_as = {path: row["same_as"] for path, row in crawls.articles().items()}
    moved = halyard.url("/archive/the-last-lamp-trimmer-of-skarra-point")
    assert same_as == {LAMP: moved, "/archive/the-last-lamp-trimmer-of-skarra-point": None}


def test_articles_older_than_since_are_asked_for_once(crawls, halyard):
    for _ in range(3):
        halyard.clear_log()
        crawls.crawl(halyard.url(halyard.magazine.sitemap), since="2026-09-15")
    articles = {article.path for article in halyard.original.articles}
    assert [request.path for request in halyard.log if request.path in articles] == []


def test_a_host_that_wants_to_rest_is_left_alone_and_its_pages_stay_due(crawls, halyard):
    for article in halyard.original.articles:
        halyard.fail(article.path, status=429, headers={"Retry-After": "3600"})
    crawls.crawl(f"{halyard.base}/")
    run = crawls.last_run()
    assert 1 <= run["failed"] <= 8
    assert run["waiting"] >= 20
    for article in halyard.original.articles:
        halyard.heal(article.path)
    crawls.crawl(f"{halyard.base}/")
    assert set(crawls.articles()) == {article.path for article in halyard.original.articles}


def test_a_robots_txt_that_cannot_be_had_leaves_all_pages_due(crawls, halyard):
    crawls.crawl(f"{halyard.base}/", max_articles=3)
    halyard.fail("/robots.txt", status=503)
    assert crawls.crawl(f"{halyard.base}/").status == 1
    assert crawls.last_run()["waiting"] > 0
    halyard.heal("/robots.txt")
    crawls.crawl(f"{halyard.base}/")
    assert set(crawls.articles()) == {article.path for article in halyard.original.articles}


def test_one_bad_line_of_robots_txt_does_no_harm(crawls, halyard):
    halyard.add("/robots.txt", "User-agent: *\nDisallow: /search\nSitemap: http://[bad\n", content_type="text/plain")
    assert crawls.crawl(f"{halyard.base}/").status == 0
    assert crawls.articles()


def test_an_item_that_another_pipeline_drops_is_a_failed_page_and_the_run_ends(crawls, halyard):
    pipelines = (
        '{"pipelines.extract.ExtractPipeline": 300, "tests.dropping.DropEverything": 500, '
        '"pipelines.store.StorePipeline": 800}'
    )
    ended = crawls.crawl(f"{halyard.base}/", settings={"ITEM_PIPELINES": pipelines})
    assert ended.status == 1
    assert "lost on its way" in crawls.states()["/"][1]


def test_a_listing_without_links_says_so_as_long_as_nothing_is_known_of_its_site(crawls, halyard):
    bare = halyard.url("/tag/knots")
    halyard.add("/tag/knots", "<html><title>Knots</title><body><div id=app></div></body></html>")
    for _ in range(2):
        ended = crawls.crawl(bare)
        assert (ended.status, ended.err.partition(" found.")[0]) == (0, f"offprint: {bare}: no link to an article was")
    crawls.crawl(halyard.url(LAMP))
    assert crawls.crawl(bare).err == ""


def test_a_database_removed_during_the_run_ends_it_with_3(crawls, halyard):
    halyard.delay(LAMP, 2)
    crawl = crawls.start(f"{halyard.base}/", settings={"COMMIT_PAGES": 1, "CONCURRENT_REQUESTS": 2})
    while not halyard.requests("/notes"):
        pass
    crawls.database.unlink()
    _, err = crawl.communicate(timeout=60)
    assert crawl.returncode == 3
    assert "removed or replaced" in err
    assert "Traceback" not in err


def test_a_database_that_cannot_take_the_run_itself_ends_it_with_3_and_one_line(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    with closing(sqlite3.connect(crawls.database)) as database:
        database.execute("CREATE UNIQUE INDEX only_one ON run (spider)")
    ended = crawls.crawl(halyard.url(LAMP))
    told = "offprint: UNIQUE constraint failed: run.spider. What was stored before is kept; mend it and run again."
    assert (ended.status, ended.err.strip()) == (3, told)


def test_a_full_disk_ends_the_run_with_3_and_one_line(halyard):
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", folder], check=False)
        if mounted.returncode:
            pytest.skip("no right to mount a small file system here")
        try:
            from pathlib import Path

            ended = Crawls(Path(folder)).crawl(f"{halyard.base}/")
        finally:
            subprocess.run(["umount", folder], check=True)
    assert ended.status == 3
    assert "full" in ended.err
    assert "Traceback" not in ended.err


def test_a_listing_is_walked_no_further_than_its_limit(crawls, kettle):
    crawls.crawl(kettle.url("/category/diary/"), settings={"LISTING_PAGES": 2})
    assert len([path for path in crawls.states() if path.startswith("/category/diary")]) == 2


def test_usual_places_with_nothing_there_are_not_asked_at_every_run(crawls, ashlar):
    ashlar.add(
        "/", "<html><title>A</title><body><h2><a href='/walks/lunch.htm'>Six Lunches to Carry</a></h2></body></html>"
    )
    for _ in range(2):
        ashlar.clear_log()
        crawls.crawl(f"{ashlar.base}/")
    assert [request.path for request in ashlar.log if request.status == 404] == []


def test_a_forgotten_start_says_so_and_can_be_let_in_again(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    crawls.scrapy("forget", halyard.url(LAMP))
    ended = crawls.crawl(halyard.url(LAMP))
    assert ended.status == 1
    assert "forget --undo" in ended.err
    assert crawls.scrapy("forget", "--undo", halyard.url(LAMP)).status == 0
    crawls.crawl(halyard.url(LAMP))
    assert LAMP in crawls.articles()


@pytest.mark.parametrize("location", ["javascript:alert(1)", "file:///etc/passwd", "http://[bad", ""])
def test_a_redirect_to_nowhere_is_rejected(crawls, halyard, location):
    halyard.add("/old", "", status=302, headers={"Location": location})
    crawls.crawl(halyard.url("/old"))
    assert crawls.states()["/old"][0] == "rejected"
