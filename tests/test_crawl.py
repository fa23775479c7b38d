"""Whole crawls of the made-up magazines: what ends in the database, and how the run counts it."""

import json

import pytest

from storage.states import Outcome
from tests.crawling import QUICK

DUE_AT_ONCE = {"REVISIT_MIN": 0, "REVISIT_MAX": 0}
LAMP = "/features/the-last-lamp-trimmer"


def counts(run):
    """The outcomes of a run that are not zero."""
    return {outcome.value: run[outcome] for outcome in Outcome if run[outcome]}


def test_a_front_page_leads_to_every_article(crawls, halyard):
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 0, ended.err
    assert set(crawls.articles()) == {article.path for article in halyard.original.articles}
    assert "new" in ended.out and "->" in ended.out


def test_an_article_is_stored_with_what_is_known_about_it(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    stored, truth = crawls.articles()[LAMP], halyard.magazine.article(LAMP)
    assert stored["url"] == halyard.url(LAMP)
    assert stored["site"] == halyard.base.removeprefix("http://")
    assert stored["headline"] == truth.headline
    assert stored["authors"] == "; ".join(truth.authors)
    assert stored["date_published"] == truth.date_published
    assert stored["language"] == "en"
    assert stored["is_complete"] == 1
    assert all(paragraph in stored["body"] for paragraph in truth.paragraphs)


def test_counts_of_a_run_add_up_to_the_addresses_it_took(crawls, halyard):
    crawls.crawl(f"{halyard.base}/")
    run = crawls.last_run()
    states = [state for state, _ in crawls.states().values()]
    assert counts(run) == {state: states.count(state) for state in set(states)}


def test_a_feed_alone_leads_to_its_articles(crawls, halyard):
    crawls.crawl(halyard.url(halyard.magazine.rss))
    assert crawls.articles()
    assert halyard.requests("/") == []
    assert {kind for (kind,) in crawls.rows("SELECT DISTINCT kind FROM page")} == {"feed", "article"}


def test_a_sitemap_index_leads_to_the_articles_of_its_sitemaps(crawls, halyard):
    crawls.crawl(halyard.url(halyard.magazine.sitemap))
    assert set(crawls.articles()) == {article.path for article in halyard.original.articles}


def test_a_section_leads_to_its_articles_through_all_its_pages_and_to_no_other_section(crawls, halyard):
    crawls.crawl(halyard.url("/notes"))
    assert set(crawls.articles()) == {article.path for article in halyard.magazine.in_section("Notes")}


def test_an_article_leads_nowhere(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    assert list(crawls.states()) == [LAMP]


def test_an_article_leads_to_others_when_asked_to(crawls, halyard):
    crawls.crawl(halyard.url(LAMP), follow="articles")
    assert len(crawls.articles()) > 1


def test_a_second_run_asks_for_no_article_since_none_is_due(crawls, halyard):
    crawls.crawl(f"{halyard.base}/")
    halyard.clear_log()
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 0
    articles = {article.path for article in halyard.original.articles}
    assert [request.path for request in halyard.log if request.path in articles] == []


def test_articles_that_are_due_and_unchanged_answer_304_and_make_no_revision(crawls, halyard):
    crawls.crawl(f"{halyard.base}/")
    before = crawls.rows("SELECT * FROM revision")
    halyard.clear_log()
    crawls.crawl(f"{halyard.base}/", settings=DUE_AT_ONCE)
    crawls.crawl(f"{halyard.base}/", settings=DUE_AT_ONCE)
    run, articles = crawls.last_run(), crawls.articles()
    assert (run["unchanged"], run["new"], run["changed"]) == (len(articles), 0, 0)
    assert {halyard.requests(path)[-1].status for path in articles} == {304}
    assert crawls.rows("SELECT * FROM revision") == before


def test_a_changed_article_has_a_new_revision_and_keeps_the_old_one(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    halyard.change(LAMP, append="A paragraph that was added in the night, when nobody was looking at the harbour.")
    crawls.crawl(halyard.url(LAMP), settings=DUE_AT_ONCE)
    bodies = [body for (body,) in crawls.rows("SELECT body FROM revision ORDER BY number")]
    assert ["added in the night" in body for body in bodies] == [False, True]
    assert crawls.articles()[LAMP]["body"] == bodies[1]
    assert crawls.last_run()["changed"] == 1


def test_an_article_published_overnight_is_found_by_the_next_run(crawls, halyard):
    crawls.crawl(f"{halyard.base}/")
    text = "The harbour office has a new clock, and it is wrong.\n\n" + "It was hung on a Tuesday by two men. " * 12
    halyard.add_article("/news/new-clock", "The Harbour Has a New Clock", text)
    crawls.crawl(f"{halyard.base}/")
    assert counts(crawls.last_run())["new"] == 1
    assert crawls.articles()["/news/new-clock"]["headline"] == "The Harbour Has a New Clock"


def test_a_deleted_article_is_gone_and_its_text_is_kept(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    halyard.remove(LAMP, status=410)
    ended = crawls.crawl(halyard.url(LAMP))
    assert crawls.states()[LAMP] == ("gone", "answered 410")
    assert LAMP in crawls.articles()
    assert ended.status == 1


def test_a_flaky_answer_is_tried_again_in_the_same_run(crawls, halyard):
    halyard.fail(LAMP, times=1, status=503, headers={"Retry-After": "0"})
    assert crawls.crawl(halyard.url(LAMP)).status == 0
    assert LAMP in crawls.articles()


def test_an_article_that_fails_is_tried_again_by_the_next_run(crawls, halyard):
    halyard.fail(LAMP, status=500)
    ended = crawls.crawl(f"{halyard.base}/")
    assert ended.status == 4
    assert crawls.states()[LAMP] == ("failed", "answered 500")
    halyard.heal(LAMP)
    assert crawls.crawl(f"{halyard.base}/").status == 0
    assert LAMP in crawls.articles()


@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_an_answer_that_is_cut_is_never_taken_as_whole(crawls, halyard, fault):
    getattr(halyard, fault)(LAMP)
    crawls.crawl(halyard.url(LAMP))
    assert crawls.states()[LAMP][0] == "failed"
    assert crawls.rows("SELECT * FROM article") == []


def test_what_robots_txt_forbids_is_not_fetched(crawls, halyard):
    crawls.crawl(f"{halyard.base}/")
    assert [path for path in crawls.states() if path.startswith(("/search", "/account"))] == []
    ended = crawls.crawl(halyard.url("/search?q=fog"))
    assert ended.status == 1
    assert "forbidden by robots.txt" in ended.err
    assert halyard.requests("/search?q=fog") == []


def test_a_redirect_stores_the_article_once_at_the_address_that_answered(crawls, halyard):
    old, new = next(iter(halyard.original.redirects.items()))
    crawls.crawl(halyard.url(old))
    assert list(crawls.articles()) == [new]
    assert crawls.states()[old] == ("duplicate", f"redirects to {halyard.url(new)}")
    assert counts(crawls.last_run()) == {"new": 1, "duplicate": 1}


def test_a_number_of_articles_ends_the_run_and_the_next_goes_on(crawls, halyard):
    crawls.crawl(f"{halyard.base}/", max_articles=3)
    assert len(crawls.articles()) == 3
    assert crawls.last_run()["waiting"] > 0
    crawls.crawl(f"{halyard.base}/")
    assert len(crawls.articles()) == len(halyard.original.articles)


def test_since_keeps_new_and_undated_articles_and_says_why_it_left_the_others(crawls, halyard):
    crawls.crawl(f"{halyard.base}/", since="2026-09-01")
    wanted = {a.path for a in halyard.original.articles if (a.date_published or "9999") >= "2026-09-01"}
    assert set(crawls.articles()) == wanted


def test_pages_and_bodies_do_not_depend_on_the_way_they_were_found(crawls, halyard, tmp_path):
    crawls.crawl(f"{halyard.base}/")
    one = {path: (row["headline"], row["body"], row["pages"]) for path, row in crawls.articles().items()}
    crawls.database.unlink()
    crawls.crawl(halyard.url(halyard.magazine.sitemap), settings={"READ_WORKERS": 2, "CONCURRENT_REQUESTS": 1})
    other = {path: (row["headline"], row["body"], row["pages"]) for path, row in crawls.articles().items()}
    assert one == other


def test_the_same_text_at_two_addresses_is_one_article_with_a_second_address(crawls, halyard):
    copy = "/print/features/the-last-lamp-trimmer"
    halyard.add(copy, halyard.magazine.pages(halyard.base)[LAMP].body)
    addresses = crawls.folder / "addresses.txt"
    addresses.write_text(f"{halyard.url(copy)}\n{halyard.url(LAMP)}\n")
    crawls.crawl(urls=addresses)
    same_as = {path: row["same_as"] for path, row in crawls.articles().items()}
    assert same_as == {LAMP: None, copy: halyard.url(LAMP)}
    assert counts(crawls.last_run()) == {"new": 1, "duplicate": 1}


def test_raw_pages_can_be_switched_off(crawls, halyard):
    crawls.crawl(halyard.url(LAMP), settings={"RAW_VERSIONS": 0})
    assert crawls.rows("SELECT * FROM raw_page") == []
    assert LAMP in crawls.articles()


def test_a_raw_page_is_kept_as_it_came(crawls, halyard):
    from pipelines.packing import unpack

    crawls.crawl(halyard.url(LAMP))
    (raw,) = crawls.rows("SELECT * FROM raw_page")
    assert unpack(raw["body"]) == halyard.magazine.pages(halyard.base)[LAMP].body
    assert (raw["url"], raw["http_status"]) == (halyard.url(LAMP), 200)
    assert raw["content_type"].startswith("text/html")


def test_a_rejected_page_that_has_not_changed_is_still_rejected(crawls, halyard):
    halyard.add("/features/closed-for-the-night", "<html><title>Just a moment</title><body></body></html>")
    for _ in range(2):
        crawls.crawl(halyard.url("/features/closed-for-the-night"))
    assert [request.status for request in halyard.requests("/features/closed-for-the-night")] == [200, 304]
    state, reason = crawls.states()["/features/closed-for-the-night"]
    assert state == "rejected" and reason


def test_articles_can_be_exported_by_scrapy_too(crawls, halyard):
    export = crawls.folder / "articles.jsonl"
    crawls.scrapy("crawl", "magazine", "-a", f"url={halyard.url('/music')}", "-O", str(export), settings=QUICK)
    exported = [json.loads(line) for line in export.read_text().splitlines()]
    assert {article["headline"] for article in exported} == {row["headline"] for row in crawls.articles().values()}
