"""Every made-up article reads as it is written, field by field. What does not yet is listed in golden_gaps.py."""

from collections import defaultdict
from dataclasses import astuple
from datetime import UTC, datetime
from functools import cache

import pytest

from fixtures.articles import Article
from fixtures.magazines import NAMES, Answer, load
from pipelines.article import read_article
from pipelines.items import ArticleItem, Part
from tests.golden_gaps import FILLER, GAPS, reason_against

FETCHED = datetime(2026, 11, 22, tzinfo=UTC)


@cache
def pages_of(magazine: str) -> dict[str, Answer]:
    return load(magazine).pages()


@cache
def read(magazine: str, path: str) -> ArticleItem:
    """The article as the reader has it from all its pages that answer."""
    printed, pages = load(magazine), pages_of(magazine)
    answers = {path: pages[path] for path in printed.paths(printed.article(path))}
    reading = read_article(
        [
            Part(printed.base + path, answer.status, answer.headers["Content-Type"], answer.body, FETCHED)
            for path, answer in answers.items()
        ]
    ).outcome
    assert isinstance(reading, ArticleItem), reading
    return reading


def by_name(magazine: str) -> dict[str, list[Article]]:
    """The written articles by path, and the generated ones, which have no trait to tell them apart, as one."""
    named = defaultdict(list)
    for article in load(magazine).articles:
        named[article.path if article.trait else FILLER].append(article)
    return named


def every_article(field: str) -> pytest.MarkDecorator:
    """Run a test for each written article, and once for the generated ones, of each magazine."""

    cases = []
    for magazine in NAMES:
        for name, articles in by_name(magazine).items():
            reason = reason_against(field, magazine, name, articles)
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            cases.append(pytest.param(magazine, articles, id=f"{magazine} {name}", marks=marks))
    return pytest.mark.parametrize(("magazine", "articles"), cases)


@every_article("body")
def test_body_is_what_an_editor_would_print(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).body == article.body


@every_article("headline")
def test_headline_is_the_printed_one(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).headline == article.headline


@every_article("standfirst")
def test_standfirst_is_the_printed_one(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).standfirst == article.standfirst


@every_article("authors")
def test_authors_are_those_who_wrote(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).authors == list(article.authors)


@every_article("people")
def test_people_have_the_role_they_are_credited_with(magazine, articles):
    for article in articles:
        credited = [(person.name, person.role) for person in read(magazine, article.path).people]
        assert credited == [(person.name, person.role) for person in article.people]


@every_article("date_published")
def test_date_is_as_exact_as_the_page_shows_it_and_none_is_made_up(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).date_published == article.date_published


@every_article("section")
def test_section_is_the_part_of_the_magazine_it_is_printed_in(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).section == article.section


@every_article("kind")
def test_kind_is_what_the_article_is(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).kind == article.kind


@every_article("language")
def test_language_is_that_of_the_text(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).language == article.language


@every_article("images")
def test_images_are_those_of_the_article_with_caption_and_credit(magazine, articles):
    base = load(magazine).base
    for article in articles:
        found = [(image.url, image.caption, image.credit) for image in read(magazine, article.path).images]
        assert found == [(base + picture.path, picture.caption, picture.credit) for picture in article.images]


@every_article("pull_quotes")
def test_pull_quotes_are_those_that_the_page_sets_apart(magazine, articles):
    for article in articles:
        assert read(magazine, article.path).pull_quotes == article.pull_quotes


@every_article("questions")
def test_questions_have_their_whole_answers_and_speakers(magazine, articles):
    for article in articles:
        found = [astuple(pair) for pair in read(magazine, article.path).questions]
        assert found == [astuple(pair) for pair in article.pairs]


@every_article("rating")
def test_rating_is_as_printed_and_between_zero_and_one(magazine, articles):
    for article in articles:
        review = read(magazine, article.path).review
        found = (review.rating_raw, review.rating) if review else None
        assert found == ((article.rating.raw, article.rating.value) if article.rating else None)


@every_article("work")
def test_review_names_its_work(magazine, articles):
    for article in articles:
        review, work = read(magazine, article.path).review, article.work
        found = (review.work_type, review.work_name, review.work_year, review.work_maker) if review else None
        year = str(work.year) if work and work.year else None
        assert found == ((work.type, work.name, year, work.maker) if work else None)


@every_article("entries")
def test_entries_are_in_the_order_and_with_the_numbers_of_the_page(magazine, articles):
    for article in articles:
        found = [(entry.title, entry.number) for entry in read(magazine, article.path).entries]
        assert found == [(item.title, item.number) for item in article.items]


@every_article("is_free")
def test_stub_before_a_wall_is_known_as_one(magazine, articles):
    for article in articles:
        assert (read(magazine, article.path).is_free is False) == article.stub


@every_article("is_sponsored")
def test_paid_article_is_known_as_one(magazine, articles):
    for article in articles:
        assert bool(read(magazine, article.path).is_sponsored) == bool(article.sponsor)


def test_gaps_name_only_articles_that_are_printed():
    for gap in (gap for gaps in GAPS.values() for gap in gaps):
        for magazine in gap.magazines:
            assert set(gap.names) <= set(by_name(magazine)), gap.reason
