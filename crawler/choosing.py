"""Which articles a person means: the options of `articles`, the words of `search`, and both for `export`."""

import argparse
import re
from dataclasses import replace

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.reading import known_site
from storage.filters import Filters
from storage.terms import NothingToSearchFor, SaidTwice, Terms, terms

KINDS = ("news", "feature", "interview", "review", "list", "gallery")
FIELDS = "author: site: kind: section: after: before: question: answer:"
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """The options that narrow a list of articles."""
    parser.add_argument("--site", help="only this site: wired.com")
    parser.add_argument("--author", help="only writers with this in their name")
    parser.add_argument("--since", metavar="DATE", help="dated on or after: 2026-11-22, 2026-11 or 2026")
    parser.add_argument("--until", metavar="DATE", help="dated on or before, likewise")
    parser.add_argument("--date", metavar="DATE", help="dated on this day, or in this month or year")
    parser.add_argument("--section", help="only this section of the magazine")
    parser.add_argument("--kind", help=f"only one of {', '.join(KINDS)}")
    parser.add_argument(
        "--new", action="store_true", help="only what the last run, or the last crawl --all, saw for the first time"
    )


def filters_of(session: Session, opts: argparse.Namespace) -> Filters:
    """What the options say. Raises UsageError for a site, kind or date that cannot be."""
    filters = Filters(
        site=opts.site,
        author=opts.author,
        since=opts.date if opts.since is None else opts.since,
        until=opts.date if opts.until is None else opts.until,
        section=opts.section,
        kind=opts.kind,
        new=opts.new,
    )
    return _checked(session, filters)


def terms_of(session: Session, words: list[str]) -> Terms:
    """What the words of a command line search for. Raises UsageError where it is nothing or cannot be."""
    try:
        asked = terms(" ".join(words))
    except NothingToSearchFor:
        raise UsageError("Nothing to search for. Try: scrapy search owls") from None
    except SaidTwice as error:
        raise UsageError(str(error)) from None
    return replace(asked, filters=_checked(session, asked.filters))


def _checked(session: Session, filters: Filters) -> Filters:
    if filters.kind is not None and filters.kind not in KINDS:
        raise UsageError(f"No kind {filters.kind!r}. There are: {', '.join(KINDS)}")
    for date in (filters.since, filters.until, filters.before):
        if date is not None and not DATE.fullmatch(date):
            raise UsageError(f"Not a date: {date!r}. Write 2026-11-22, 2026-11 or 2026.")
    return replace(filters, site=known_site(session, filters.site)) if filters.site is not None else filters
