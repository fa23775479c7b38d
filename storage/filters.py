"""Which articles, by what is known of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles. None is no condition.

    site       the site's key
    author     a part of a writer's name
    since      the first day, month or year (2026-11-22, 2026-11, 2026); undated articles are left out
    until      the last day, month or year, itself included; undated articles are left out
    before     the first day, month or year that is too late; undated articles are left out
    section    the section's name
    kind       news, feature, interview, review, list, gallery
    new        only articles that the last run, or the last `scrapy crawl --all`, saw for the first time

    Upper and lower case are the same where people choose it (author, section).
    """

    site: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    before: str | None = None
    section: str | None = None
    kind: str | None = None
    new: bool = False
