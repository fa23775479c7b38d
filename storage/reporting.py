"""The numbers of a whole database: its sites, and what came in on which day. The questions of `scrapy report`.

All that grows with the articles is counted by the database, which reads the tables of articles and pages once each.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, or_, select
from sqlalchemy.orm import Session

from storage.errors import DatabaseUnusable
from storage.models import Article, Page, Revision, Run, Site
from storage.queries import NEAR_DUPLICATES
from storage.starts import start_of
from storage.states import Outcome
from storage.usual import ENOUGH

FIELDS = ("headline", "standfirst", "authors", "date_published", "section", "kind", "language")
"""What an article should have, and is counted."""

WITHOUT_TEXT = (Outcome.REJECTED, Outcome.FAILED, Outcome.GONE, Outcome.FORBIDDEN)
"""Outcomes of a visit that brought neither an article nor a listing."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The articles of a site as they are now.

    lengths     how many articles have so many words
    filled      for each of FIELDS how many have it
    duplicates  how many have the same text as another one, which stands for them
    newest      when the last one was seen for the first time
    """

    lengths: dict[int, int]
    filled: dict[str, int]
    duplicates: int
    newest: datetime

    @property
    def articles(self) -> int:
        """How many there are."""
        return sum(self.lengths.values())


@dataclass(frozen=True, slots=True)
class Refused:
    """Pages of a site whose last visit ended in the same way, one of WITHOUT_TEXT, for the same reason.

    `failures` is how many visits in a row have failed, at most.
    """

    state: Outcome
    reason: str | None
    pages: int
    failures: int


@dataclass(frozen=True, slots=True)
class Drift:
    """The last report that a site has changed: the run, since when and how. `is_open` until it is as usual again."""

    run: int
    since: datetime
    what: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class FailingPage:
    """A page whose last visits have failed, so many in a row, the last one for this reason."""

    url: str
    reason: str | None
    failures: int


def sites(session: Session) -> dict[int, Site]:
    """All sites by their numbers, in the order of their keys."""
    return {site.id: site for site in session.scalars(select(Site).order_by(Site.key))}


def counted_articles(session: Session) -> dict[int, Counted]:
    """The articles of each site, by its number. Sites without any are left out."""
    question = (
        select(
            Article.site_id,
            Revision.word_count,
            func.count(),
            func.count(Article.same_as_id),
            func.max(Article.first_seen),
            *(func.count(getattr(Revision, name)) for name in FIELDS),
        )
        .join(Revision, Revision.id == Article.current_revision_id)
        .group_by(Article.site_id, Revision.word_count)
    )
    lengths: defaultdict[int, dict[int, int]] = defaultdict(dict)
    filled: defaultdict[int, Counter[str]] = defaultdict(Counter)
    duplicates: Counter[int] = Counter()
    newest: dict[int, datetime] = {}
    for site, words, articles, same, last, *having in session.execute(question):
        lengths[site][words] = articles
        filled[site].update(dict(zip(FIELDS, having, strict=True)))
        duplicates[site] += same
        newest[site] = max(newest.get(site, last), last)
    return {site: Counted(lengths[site], dict(filled[site]), duplicates[site], newest[site]) for site in lengths}


def new_articles(session: Session, since: datetime) -> dict[int, dict[str, int]]:
    """How many articles of each site were seen for the first time, by day (ISO 8601, UTC)."""
    day = func.substr(Article.first_seen, 1, 10, type_=String)
    question = (
        select(Article.site_id, day, func.count()).where(Article.first_seen >= since).group_by(Article.site_id, day)
    )
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for site, date, articles in session.execute(question):
        found[site][date] = articles
    return dict(found)


def shared_articles(session: Session) -> dict[str, int]:
    """How many articles of each site, by its key, stand nearly the same on another site. Sites without any are left
    out."""
    pair = NEAR_DUPLICATES.c
    question = select(pair.site, func.count(pair.id.distinct())).group_by(pair.site)
    return dict(session.execute(question).all())


def refused_pages(session: Session) -> dict[int, list[Refused]]:
    """The pages of each site whose last visit brought nothing, the most frequent reason first."""
    question = (
        select(Page.site_id, Page.state, Page.reason, func.count(), func.max(Page.failures))
        .where(Page.state.in_(WITHOUT_TEXT))
        .group_by(Page.site_id, Page.state, Page.reason)
        .order_by(func.count().desc(), Page.reason)
    )
    found: defaultdict[int, list[Refused]] = defaultdict(list)
    for site, state, reason, pages, failures in session.execute(question):
        found[site].append(Refused(Outcome(state), reason, pages, failures))
    return dict(found)


def drifts(session: Session) -> dict[str, Drift]:
    """For each site, by its key, that was ever reported to have changed, the last report."""
    reports = select(Run.id, Run.drift).where(Run.drift.is_not(None)).order_by(Run.id)
    last = {site: (run, told) for run, drift in session.execute(reports) for site, told in (drift or {}).items()}
    try:
        return {
            site: Drift(run, datetime.fromisoformat(told["since"]), told["what"], not _is_usual(session, site, run))
            for site, (run, told) in last.items()
        }
    except (KeyError, TypeError, ValueError) as error:
        raise DatabaseUnusable(f"The database is damaged: a run tells of a change that is none ({error!r}).") from error


def _is_usual(session: Session, site: str, run: int) -> bool:
    """Whether enough articles of a site came after a run to say that it is as it was, by the rule of storage.usual."""
    later = (
        select(Revision.id)
        .join(Article, Revision.article_id == Article.id)
        .join(Site, Article.site_id == Site.id)
        .where(Site.key == site, Revision.hold.is_(None), Revision.run_id > run)
        .limit(ENOUGH)
    )
    return len(session.execute(later).all()) == ENOUGH


def runs_since(session: Session, since: datetime) -> list[Run]:
    """The runs that began since then, the first one first."""
    return list(session.scalars(select(Run).where(Run.started >= since).order_by(Run.id)))


def sites_of_starts(session: Session) -> dict[str, set[int]]:
    """Which sites a run reads, by what it began with.

    A page names its first run and its last one, so of other runs nothing is known but this: runs with the same start
    read the same sites.
    """
    question = (
        select(Run.spider, Run.arguments, Page.site_id)
        .join(Page, or_(Run.id == Page.first_run_id, Run.id == Page.settled_run_id))
        .distinct()
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for spider, arguments, site in session.execute(question):
        found[start_of(spider, arguments)].add(site)
    return dict(found)


def failing_pages(session: Session, each: int) -> dict[str, list[FailingPage]]:
    """Of each site, by its key, that has any: the pages that have failed longest, so many at most."""
    place = func.row_number().over(partition_by=Page.site_id, order_by=(Page.failures.desc(), Page.id))
    failed = (
        select(Site.key, Page.url, Page.reason, Page.failures, place.label("place"))
        .join(Site, Page.site_id == Site.id)
        .where(Page.state == Outcome.FAILED)
        .subquery()
    )
    question = select(failed).where(failed.c.place <= each).order_by(failed.c.key, failed.c.place)
    found: defaultdict[str, list[FailingPage]] = defaultdict(list)
    for site, url, reason, failures, _ in session.execute(question):
        found[site].append(FailingPage(url, reason, failures))
    return dict(found)
