"""Whether the pages of a run say that their site has changed. Made-up pages, by what counts of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler import exits, summary
from pipelines.drift import FIELD_PAGES, LENGTH_PAGES, PAGES, Sign, drift_of
from storage.models import Run
from storage.usual import Printed, usual_values

NIGHT = datetime(2026, 11, 22, 3, 17, tzinfo=UTC)
DAY = "2026-11-21"
ARTICLES = [Printed(words, True, True, f"2026-10-{day:02}") for day, words in enumerate(range(400, 1000, 25), start=1)]
USUAL = usual_values(ARTICLES)
GOOD = Sign(is_new=True, read_at=NIGHT, words=700, headline=True, authors=True, date=DAY)
OTHER = replace(GOOD, fits=False)
NONE_THERE = Sign(is_new=True, read_at=NIGHT, article=False)


def test_pages_as_usual_say_nothing():
    assert drift_of([GOOD] * 50, USUAL) is None


def test_pages_with_their_text_elsewhere_say_that_the_site_has_changed():
    drift = drift_of([GOOD, *[OTHER] * 7], USUAL)
    assert drift.what == "7 of 8 new pages are not as remembered (7 with the text in other places)"


def test_a_few_odd_pages_say_nothing():
    assert drift_of([OTHER] * (PAGES - 1), USUAL) is None
    assert drift_of([*[OTHER] * 5, *[GOOD] * 5], USUAL) is None


def test_it_is_so_since_the_first_page_that_is_not_as_remembered():
    later = [replace(OTHER, read_at=NIGHT + timedelta(minutes=minute)) for minute in (9, 4, 5, 6, 7)]
    assert drift_of([GOOD, *later], USUAL).since == NIGHT + timedelta(minutes=4)


def test_a_new_template_for_new_articles_is_seen_beside_an_archive_that_stays():
    archive = [replace(GOOD, is_new=False)] * 40
    assert drift_of([*archive, *[OTHER] * 5], USUAL).what.startswith("5 of 5 new pages")


def test_a_redesigned_archive_is_seen_beside_new_articles():
    assert "pages known before" in drift_of([replace(OTHER, is_new=False)] * 5, USUAL).what


def test_old_articles_of_an_archive_that_is_crawled_bit_by_bit_say_nothing():
    assert drift_of([replace(OTHER, date="2009-04-01")] * 20, USUAL) is None


def test_versions_that_are_held_back_are_not_as_remembered():
    drift = drift_of([replace(GOOD, is_new=False, is_held=True)] * 6, USUAL)
    assert "(6 that lost text, headline or author)" in drift.what


def test_pages_that_hold_no_article_any_more_are_not_as_remembered():
    assert drift_of([NONE_THERE] * 5, USUAL).what.endswith("(5 without an article)")


def test_as_many_pages_without_an_article_as_usual_say_nothing():
    usual = usual_values(ARTICLES, rejected=0.6)
    assert drift_of([*[NONE_THERE] * 8, *[GOOD] * 2], usual) is None


@pytest.mark.parametrize(("words", "says"), [(60, "60 words, usually 688"), (9_000, "9,000 words, usually 688")])
def test_articles_far_from_the_usual_length_say_that_the_site_has_changed(words, says):
    assert says in drift_of([replace(GOOD, words=words)] * LENGTH_PAGES, USUAL).what
    assert drift_of([replace(GOOD, words=words)] * (LENGTH_PAGES - 1), USUAL) is None


@pytest.mark.parametrize(
    ("lost", "says"),
    [({"headline": False}, "a headline"), ({"authors": False}, "an author"), ({"date": None}, "a date")],
)
def test_a_field_that_no_article_has_any_more_says_that_the_site_has_changed(lost, says):
    drift = drift_of([replace(GOOD, **lost)] * FIELD_PAGES, USUAL)
    assert drift.what == f"none of {FIELD_PAGES} new pages has {says}, usually 100%"
    assert drift_of([GOOD, *[replace(GOOD, **lost)] * FIELD_PAGES], USUAL) is None


def test_a_field_that_is_often_missing_is_not_missed():
    usual = usual_values([replace(article, authors=False) for article in ARTICLES[:5]] + ARTICLES[5:])
    assert drift_of([replace(GOOD, authors=False)] * 60, usual) is None


def test_an_interruption_and_silence_are_told_before_a_change_and_a_change_before_failed_pages():
    run = Run(failed=3, drift={"magazine.example": {"since": "2026-11-22T03:17:00Z", "what": "all is new"}})
    assert exits.exit_status(run, "shutdown", {}) == exits.INTERRUPTED
    assert exits.exit_status(run, "finished", {"https://magazine.example/": ("gone", None)}) == exits.NO_START
    assert exits.exit_status(run, "finished", {}) == exits.DRIFT
    assert exits.exit_status(Run(failed=3), "finished", {}) == exits.SOME_FAILED
    assert summary.of_drift(run) == ["magazine.example has changed since 2026-11-22T03:17:00Z: all is new"]


@pytest.mark.parametrize(
    ("statuses", "status"), [([0, 5, 4], 5), ([1, 5], 5), ([5, 3], 3), ([5], 5), ([0, 4], 4), ([1, 1], 1), ([0, 0], 0)]
)
def test_several_crawls_end_with_one_status(statuses, status):
    assert exits.together(statuses) == status
