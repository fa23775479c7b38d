"""What has fallen silent: sites without news, feeds that fail, runs that did not happen. Only questions.

What is usual is learned from the moments at which something came: news of a site, runs from a start. One moment of
each day counts, so that a site read every hour and one read every night are judged alike. Something is silent when
it stays away for PATIENCE times the second longest of the last GAPS gaps. The longest does not count: it may be a
holiday, or a machine that was switched off. Fewer than ENOUGH gaps tell nothing.

Moments that lie in the future, or more than REACH back, were taken by a clock that was wrong, and do not count.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.models import Article, Page, Revision, Run, Site
from storage.starts import start_of
from storage.states import HUBS, Outcome, PageKind

GAPS = 30
"""Gaps that say what is usual. At one a day they reach over four weekends."""

ENOUGH = 10
"""Gaps that are enough to say it. With 7, a magazine that rests at weekends was called silent once a year."""

PATIENCE = 2.5
"""Times the usual gap. In 300 simulated sites each, magazines that print regularly were never called silent wrongly,
and those that print at random once a year (one article a day) to once in ten years (one in ten days). With 2 it was
twice as often; with 3 a weekly magazine is missed only after four weeks."""

FAILING_AFTER = timedelta(hours=36)
"""How long a feed fails before it is told of: a night's outage is none, the third night in a row is."""

TOLD_FOR = timedelta(days=30)
"""How long silence is told of. A magazine that has closed, or a crawl that somebody ended, is known by then."""

YOUNG = timedelta(days=31)
"""What was printed longer ago than this when it was first seen is no news but an archive. A crawl once a month finds
news of this age."""

REACH = timedelta(days=400)
"""How far back is looked: ten gaps of a monthly magazine, and a year's holidays."""


class SilenceKind(StrEnum):
    """What is silent."""

    NOTHING_NEW = "nothing new"
    FAILING = "failing"
    NO_RUN = "no run"


@dataclass(frozen=True, slots=True)
class Silence:
    """Something that has stayed away for longer than usual.

    `subject` is the key of a site or, of runs, what they began with. `since` is when it last came, of
    a feed when it was first seen to fail, `usual` how long it stays away at other times, None for feeds. `words` say
    all of it in a line, without the subject.
    """

    subject: str
    kind: SilenceKind
    since: datetime
    usual: timedelta | None
    words: str


def silences(session: Session, now: datetime) -> list[Silence]:
    """All that is silent at the moment `now`: sites first, then feeds, then runs, each by alphabet."""
    return [
        *sorted(_sites_without_news(session, now), key=lambda silence: silence.subject),
        *sorted(_failing_hubs(session, now), key=lambda silence: silence.subject),
        *sorted(_missing_runs(session, now), key=lambda silence: silence.subject),
    ]


def usual_gap(moments: Sequence[datetime]) -> timedelta | None:
    """How long something usually stays away that came at these moments; None where they are too few to tell."""
    gaps = sorted(later - earlier for earlier, later in pairwise(sorted(moments)[-GAPS - 1 :]))
    return gaps[-2] if len(gaps) >= ENOUGH else None


def _overdue(moments: Sequence[datetime], seen: datetime, now: datetime) -> timedelta | None:
    """The usual gap, if what came at these moments had stayed away for too long when it was looked for at `seen`."""
    usual = usual_gap(moments)
    if usual is None:
        return None
    silent_from = max(moments) + PATIENCE * usual
    return usual if silent_from < seen and now - silent_from <= TOLD_FOR else None


# --- sites ------------------------------------------------------------------------------------------------------------


def _sites_without_news(session: Session, now: datetime) -> Iterator[Silence]:
    """Sites that were read, but brought nothing new. A site whose feeds and listings all fail was not read."""
    read = dict(
        session.execute(
            select(Page.site_id, func.max(Page.fetched_at))
            .where(Page.state == Outcome.LISTING, Page.fetched_at <= now)
            .group_by(Page.site_id)
        ).all()
    )
    for (site_id, key), moments in _news(session, now).items():
        usual = _overdue(moments, read[site_id], now) if site_id in read else None
        if usual is not None:
            since = max(moments)
            words = f"nothing new since {since:%Y-%m-%d}; usually something comes within {_in_words(usual)}"
            yield Silence(key, SilenceKind.NOTHING_NEW, since, usual, words)


def _news(session: Session, now: datetime) -> dict[tuple[int, str], list[datetime]]:
    """When each site brought news: a moment for each day on which a run first saw an article that was young.

    An article without a date is young unless its run was limited: it may have walked an archive piece by piece.
    """
    undated = and_(Revision.date_published.is_(None), Run.waiting == 0)
    question = (
        select(
            Site.id, Site.key, func.min(Run.started), func.max(Revision.date_published), func.max(case((undated, 1)))
        )
        .select_from(Revision)
        .join(Run, Revision.run_id == Run.id)
        .join(Article, Revision.article_id == Article.id)
        .join(Site, Article.site_id == Site.id)
        .where(Revision.number == 1, _is_near(now))
        .group_by(Site.id, func.date(Run.started))
    )
    found = defaultdict(list)
    for site_id, key, began, newest, has_undated in session.execute(question):
        if has_undated or (newest is not None and newest >= (began - YOUNG).date().isoformat()):
            found[site_id, key].append(began)
    return found


# --- feeds, sitemaps and listings -------------------------------------------------------------------------------------


def _failing_hubs(session: Session, now: datetime) -> Iterator[Silence]:
    """Sites of which feeds, sitemaps or listings fail for days, or feeds that were read before are no more."""
    is_hub = and_(Page.kind.in_(HUBS), Page.state == Outcome.FAILED, Page.failures > 1)
    lost = (Outcome.GONE, Outcome.FORBIDDEN, Outcome.REJECTED)
    was_feed = and_(Page.kind == PageKind.FEED, Page.kind_reason.is_not(None), Page.state.in_(lost))
    question = (
        select(Page, Site.key)
        .join(Site, Page.site_id == Site.id)
        .where(or_(is_hub, was_feed), Page.fetched_at <= now, Page.fetched_at >= now - TOLD_FOR)
        .order_by(Page.kind, Page.id)
    )
    found = defaultdict(list)
    for page, key in session.execute(question):
        since = _failing_since(session, page, now) if page.state == Outcome.FAILED else page.fetched_at
        if page.state != Outcome.FAILED or page.fetched_at - since >= FAILING_AFTER:
            found[key].append((since, page))
    for key, hubs in found.items():
        since, page = hubs[0]
        state = "fails" if page.state == Outcome.FAILED else f"is {page.state}"
        more = f", and {len(hubs) - 1:,} more of this site" if len(hubs) > 1 else ""
        words = f"{page.kind} {page.url} {state} since {since:%Y-%m-%d} ({page.reason or page.http_status}){more}"
        yield Silence(key, SilenceKind.FAILING, since, None, words)


def _failing_since(session: Session, page: Page, now: datetime) -> datetime:
    """When a page began to fail, or a moment after it: when the earliest of as many runs began as it has failed in."""
    last = session.get_one(Run, page.settled_run_id)
    runs = (
        select(Run.arguments, Run.started)
        .where(Run.id <= last.id, Run.spider == last.spider, _is_near(now))
        .order_by(Run.id.desc())
    )
    start = start_of(last.spider, last.arguments)
    began = (moment for arguments, moment in session.execute(runs) if start_of(last.spider, arguments) == start)
    return min(islice(began, page.failures), default=page.fetched_at)


# --- runs -------------------------------------------------------------------------------------------------------------


def _missing_runs(session: Session, now: datetime) -> Iterator[Silence]:
    """Starts from which crawls began again and again, and none has begun for longer than usual."""
    question = (
        select(Run.spider, Run.arguments, func.min(Run.started), func.max(Run.started))
        .where(_is_near(now))
        .group_by(Run.spider, Run.arguments, func.date(Run.started))
    )
    found: defaultdict[str, dict[date, datetime]] = defaultdict(dict)
    last: dict[str, datetime] = {}
    for spider, arguments, first_of_day, last_of_day in session.execute(question):
        start, day = start_of(spider, arguments), first_of_day.date()
        found[start][day] = min(first_of_day, found[start].get(day, first_of_day))
        last[start] = max(last_of_day, last.get(start, last_of_day))
    for start, moments in found.items():
        usual = _overdue(list(moments.values()), now, now)
        if usual is not None:
            words = f"no run since {last[start]:%Y-%m-%d %H:%M}; usually the next comes within {_in_words(usual)}"
            yield Silence(start, SilenceKind.NO_RUN, last[start], usual, words)


def _is_near(now: datetime) -> ColumnElement[bool]:
    return Run.started.between(now - REACH, now)


def _in_words(gap: timedelta) -> str:
    """`a day`, `3 days`. There are no gaps of less than about a day, since one moment of each counts."""
    days = round(gap / timedelta(days=1))
    return "a day" if days <= 1 else f"{days:,} days"
