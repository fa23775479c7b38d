"""What a database holds, how its crawls go, and what needs a person: in numbers and in words, for `scrapy report`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from shlex import quote

from sqlalchemy.orm import Session

from crawler import summary
from crawler.exits import INTERRUPTED, NO_START, WRONG_USE
from crawler.runrow import RunRow, row_of
from crawler.terminal import counted, in_one_line
from storage import queries, reporting
from storage.models import Site
from storage.queries import HeldRow
from storage.reporting import Counted, Drift, FailingPage, Refused
from storage.silence import Silence, SilenceKind, silences
from storage.states import Outcome

DAYS = 30
"""Days that are looked back on, the last one today."""

LENGTHS = (0, 100, 200, 400, 800, 1_600, 3_200, 6_400)
"""Words from which an article counts as longer. Each step doubles: news have a few hundred, long reads thousands."""

REASONS = 8
"""Reasons that are told of a site and an outcome; what is left is summed up."""

TOLD = 5
"""Held versions, and failing pages of a site, that are told one by one."""

UNWELL = (NO_START, WRONG_USE, INTERRUPTED, None)
"""Exit statuses of a run that needs a person; one without any was killed. Failed pages and drift are told by site."""

NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a person should look at.

    kind     held, drift, silent, failing or run
    site     of which site; None where it is not of one
    what     in a sentence
    details  what it is about, one by one
    command  what to type next; None where there is nothing
    """

    kind: str
    site: str | None
    what: str
    details: tuple[str, ...] = ()
    command: str | None = None


@dataclass(frozen=True, slots=True)
class SiteReport:
    """A site in numbers.

    first_day     when it was first seen; what came on that day is its past, and no news
    words         of all its articles
    median_words  of an article; None where there are none
    lengths       how many articles have as many words as each of LENGTHS, or more, but fewer than the next
    filled        for each of storage.reporting.FIELDS the share of articles that have it, 0 to 1
    duplicates    articles with the same text as another one
    shared        articles that stand nearly the same on another site
    new           for each of the last DAYS how many articles were seen for the first time
    past          how many of them were on the first day
    last_new      the day on which an article was last seen for the first time
    pages         how many pages there are whose last visit brought nothing, by its outcome
    reasons       why, for those that were rejected or failed: each reason with its pages, the most frequent first
    drift         the last report that the site had changed
    runs          of the last DAYS that read it, and the seconds they took; those that read other sites too count whole
    """

    key: str
    first_day: date
    articles: int
    words: int
    median_words: int | None
    lengths: tuple[int, ...]
    filled: dict[str, float]
    duplicates: int
    shared: int
    new: tuple[int, ...]
    past: int
    last_new: date | None
    pages: dict[str, int]
    reasons: dict[str, list[tuple[str, int]]]
    drift: Drift | None
    runs: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day of all sites: new articles, without those of a site's first day; addresses that were rejected and that
    failed; seconds of crawling, counted on the day on which a run began."""

    day: date
    new: int
    rejected: int
    failed: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Report:
    """A database at the moment `made`: what is to be said of it, the last DAYS, its sites, and the runs of those days,
    the newest first."""

    made: datetime
    summary: tuple[str, ...]
    needs: tuple[Need, ...]
    days: tuple[Day, ...]
    sites: tuple[SiteReport, ...]
    runs: tuple[RunRow, ...]


def report_of(session: Session, made: datetime, *, alive: bool) -> Report:
    """What is to be said of a database. `alive` says that its newest run is under way."""
    days = [made.date() - timedelta(days=back) for back in reversed(range(DAYS))]
    runs = reporting.runs_since(session, datetime.combine(days[0], time(), UTC))
    rows = [row_of(run, alive=alive and run is runs[-1]) for run in runs]
    sites = _sites(session, days, rows)
    needs = [
        *_held(queries.held(session)),
        *_drifting(sites),
        *map(_silent, silences(session, made)),
        *_failing(sites, reporting.failing_pages(session, TOLD)),
        *_unwell(rows),
    ]
    newest = tuple(reversed(rows))
    return Report(
        made, tuple(_summary(sites, newest, len(needs))), tuple(needs), tuple(_days(days, sites, rows)), sites, newest
    )


def day_in_words(day: date) -> str:
    """`22 November 2026`."""
    return f"{day.day} {day:%B %Y}"


# --- numbers ------------------------------------------------------------------------------------------------------


def _sites(session: Session, days: Sequence[date], rows: Sequence[RunRow]) -> tuple[SiteReport, ...]:
    articles = reporting.counted_articles(session)
    new = reporting.new_articles(session, datetime.combine(days[0], time(), UTC))
    refused = reporting.refused_pages(session)
    drifts = reporting.drifts(session)
    shared = reporting.shared_articles(session)
    of_starts = reporting.sites_of_starts(session)
    read = [(row, of_starts.get(row.start, ())) for row in rows]
    return tuple(
        _site(
            site,
            articles.get(id),
            shared.get(site.key, 0),
            {day: new.get(id, {}).get(day.isoformat(), 0) for day in days},
            refused.get(id, []),
            drifts.get(site.key),
            [row for row, ids in read if id in ids],
        )
        for id, site in reporting.sites(session).items()
    )


def _site(
    site: Site,
    articles: Counted | None,
    shared: int,
    new: dict[date, int],
    refused: Sequence[Refused],
    drift: Drift | None,
    runs: Sequence[RunRow],
) -> SiteReport:
    pages: Counter[str] = Counter()
    for group in refused:
        pages[group.state] += group.pages
    lengths = articles.lengths if articles else {}
    total = sum(lengths.values())
    return SiteReport(
        key=site.key,
        first_day=site.first_seen.date(),
        articles=total,
        words=sum(words * count for words, count in lengths.items()),
        median_words=_median(lengths),
        lengths=_by_length(lengths),
        filled={name: count / total for name, count in articles.filled.items()} if articles else {},
        duplicates=articles.duplicates if articles else 0,
        shared=shared,
        new=tuple(new.values()),
        past=new.get(site.first_seen.date(), 0),
        last_new=articles.newest.date() if articles else None,
        pages=dict(pages),
        reasons={state: _reasons(refused, state) for state in (Outcome.REJECTED, Outcome.FAILED) if pages[state]},
        drift=drift,
        runs=len(runs),
        seconds=sum(row.seconds or 0 for row in runs),
    )


def _median(lengths: dict[int, int]) -> int | None:
    """The length in the middle, the lower one of two; None of nothing."""
    left = (sum(lengths.values()) + 1) // 2
    for words in sorted(lengths):
        left -= lengths[words]
        if left <= 0:
            return words
    return None


def _by_length(lengths: dict[int, int]) -> tuple[int, ...]:
    bounds = pairwise([*LENGTHS, float("inf")])
    return tuple(sum(count for words, count in lengths.items() if low <= words < high) for low, high in bounds)


def _reasons(refused: Sequence[Refused], state: Outcome) -> list[tuple[str, int]]:
    """The reasons, those that differ only in what they quote of the page or in numbers of words as one."""
    counts: Counter[str] = Counter()
    for group in refused:
        if group.state is state:
            reason = (group.reason or "no reason is known").partition(": ")[0]
            counts[NUMBER.sub("…", reason) if state is Outcome.REJECTED else reason] += group.pages
    told = counts.most_common(REASONS)
    others = counts.total() - sum(pages for _, pages in told)
    return [*told, ("other reasons", others)] if others else told


def _days(days: Sequence[date], sites: Sequence[SiteReport], rows: Sequence[RunRow]) -> Iterator[Day]:
    for place, day in enumerate(days):
        began = [row for row in rows if row.started.date() == day]
        yield Day(
            day=day,
            new=sum(site.new[place] for site in sites if site.first_day != day),
            rejected=sum(row.outcomes[Outcome.REJECTED] for row in began),
            failed=sum(row.outcomes[Outcome.FAILED] for row in began),
            seconds=sum(row.seconds or 0 for row in began),
        )


# --- what needs a person ------------------------------------------------------------------------------------------


def _held(held: Sequence[HeldRow]) -> Iterator[Need]:
    if held:
        told = [f"{row.headline or row.url}: {row.reason}, since {day_in_words(row.since)}" for row in held]
        what = "A new version of an article is" if len(held) == 1 else f"New versions of {len(held):,} articles are"
        yield Need("held", None, f"{what} held back until somebody has looked.", _first(told), "scrapy reread --held")


def _drifting(sites: Sequence[SiteReport]) -> Iterator[Need]:
    for site in sites:
        if site.drift and site.drift.is_open:
            what = f"{site.key} seems to have changed its template on {day_in_words(site.drift.since)}."
            yield Need("drift", site.key, what, (site.drift.what,), f"scrapy articles --site {quote(site.key)} -n 20")


def _silent(silence: Silence) -> Need:
    site = None if silence.kind is SilenceKind.NO_RUN else silence.subject
    return Need("silent", site, f"{silence.subject}: {silence.words}.", command="scrapy runs --check")


def _failing(sites: Sequence[SiteReport], pages: dict[str, list[FailingPage]]) -> Iterator[Need]:
    for site in sites:
        if site.key in pages:
            longest = pages[site.key][0].failures
            times = f", one of them {longest} times in a row" if longest > 1 else ""
            what = f"{site.key}: {counted(site.pages[Outcome.FAILED], 'page')} failed at the last visit{times}."
            told = [f"{page.url}: {page.reason or 'no reason is known'}" for page in pages[site.key]]
            yield Need("failing", site.key, what, _first(told, of=site.pages[Outcome.FAILED]))


def _unwell(rows: Sequence[RunRow]) -> Iterator[Need]:
    """Of each magazine the last run, where it did not end well."""
    last = {row.start: row for row in rows if row.status != "running"}
    for start, row in last.items():
        if row.exit_status in UNWELL:
            when = f"{day_in_words(row.started)} at {row.started:%H:%M}"
            what = f"The last run of {start}, on {when}, ended so: {row.status}."
            yield Need("run", None, what, command="scrapy runs")


def _first(told: Sequence[str], of: int | None = None) -> tuple[str, ...]:
    """The first TOLD, and how many more there are."""
    more = (len(told) if of is None else of) - TOLD
    return (*map(in_one_line, told[:TOLD]), *([f"and {more:,} more"] if more > 0 else []))


# --- the summary --------------------------------------------------------------------------------------------------


def _summary(sites: Sequence[SiteReport], rows: Sequence[RunRow], needs: int) -> Iterator[str]:
    """Sentences that say the most important in words."""
    articles, words = sum(site.articles for site in sites), sum(site.words for site in sites)
    yield f"{counted(len(sites), 'site')} with {counted(articles, 'article')} of {counted(words, 'word')} together."
    if not rows:
        yield f"Nothing was crawled in the last {DAYS} days."
    else:
        yield _lately(sites, rows)
        yield _last_run(rows[0])
    if needs:
        yield f"{counted(needs, 'thing')} {'needs' if needs == 1 else 'need'} a person."
    else:
        yield "Nothing needs a person."


def _lately(sites: Sequence[SiteReport], rows: Sequence[RunRow]) -> str:
    past = sum(site.past for site in sites)
    new = sum(sum(site.new) for site in sites) - past
    bad = sum(row.exit_status != 0 for row in rows if row.status != "running")
    ended = f"{bad:,} did not end well" if bad else "all ended well"
    found = f"{counted(new, 'new article')}{f' and {past:,} older ones of new sites' if past else ''}"
    return f"In the last {DAYS} days {counted(len(rows), 'run')} brought {found}; {ended}."


def _last_run(row: RunRow) -> str:
    did = summary.counts(row.outcomes) or "nothing was due"
    when = f"{day_in_words(row.started)} at {row.started:%H:%M} (UTC)"
    return f"The last run, {row.start} on {when}: {did}; {row.status}."
