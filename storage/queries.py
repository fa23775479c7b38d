"""The questions that are asked of the database, by name. They read; storage.writing and storage.frontier write."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Boolean, Select, column, exists, func, or_, select, table
from sqlalchemy.orm import Session, undefer

from storage.filters import Filters
from storage.frontier import now
from storage.models import Article, Page, RawPage, Revision, Run, Site, UtcDateTime
from storage.sqlite import folded
from storage.states import Outcome
from storage.writing import HELD

ROWS_AT_ONCE = 100  # articles read ahead; a long read has 100 kB, so a listing holds a few megabytes at most
PAUSE_IN_BATCH = timedelta(seconds=60)  # between two runs of one `crawl --all`; closing a large database takes seconds
GOOD = (0, 4, 5)  # exit statuses of runs that read their magazine: all well, pages failed, it changed (crawler.exits)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A row of the view `articles`: an address's article as it is now. Unknown is None.

    `authors` are the writers' names with '; ' between; the dates of publication and modification are ISO 8601, as
    precise as they are known; `same_as` is the address of the article whose text is equal and which stands for both.
    """

    id: int
    url: str
    site: str
    headline: str | None
    standfirst: str | None
    authors: str | None
    date_published: str | None
    date_modified: str | None
    section: str | None
    kind: str | None
    language: str | None
    word_count: int
    body: str = field(repr=False)
    pages: int
    is_complete: bool
    first_seen: datetime
    last_changed: datetime
    canonical: str | None
    same_as: str | None


_TYPES = {"is_complete": Boolean(), "first_seen": UtcDateTime(), "last_changed": UtcDateTime()}
ARTICLES = table("articles", *(column(f.name, _TYPES.get(f.name)) for f in fields(ArticleRow)))
NEWEST_FIRST = (ARTICLES.c.date_published.desc().nulls_last(), ARTICLES.c.first_seen.desc(), ARTICLES.c.id.desc())


def articles(session: Session, filters: Filters, limit: int | None = None) -> Iterator[ArticleRow]:
    """The articles, newest first, undated ones last; read little by little, so that any number fits in memory."""
    question = filtered(session, select(ARTICLES), filters).order_by(*NEWEST_FIRST).limit(limit)
    for row in session.execute(question.execution_options(yield_per=ROWS_AT_ONCE)):
        yield ArticleRow(*row)


def same_texts(session: Session, filters: Filters) -> Iterator[list[ArticleRow]]:
    """The articles of a site with equal text, group by group: first the one that stands for all, then the others.

    A group is left out as a whole only where none of its articles passes the filters.
    """
    first = func.coalesce(ARTICLES.c.same_as, ARTICLES.c.url)
    shared = select(ARTICLES.c.same_as).where(ARTICLES.c.same_as.is_not(None))
    wanted = filtered(session, select(first).where(first.in_(shared)), filters)
    in_groups = (first, ARTICLES.c.same_as.is_not(None), ARTICLES.c.url)
    question = select(ARTICLES).where(first.in_(wanted)).order_by(*in_groups)
    rows = (ArticleRow(*row) for row in session.execute(question.execution_options(yield_per=ROWS_AT_ONCE)))
    for _url, group in groupby(rows, key=lambda row: row.same_as or row.url):
        yield list(group)


@dataclass(frozen=True, slots=True)
class NearDuplicateRow:
    """A row of the view `near_duplicates`: two articles of different sites that say nearly the same.

    `overlap` is the part of the shorter text that stands in the other, from 0 to 1.
    """

    id: int
    site: str
    url: str
    headline: str | None
    other_id: int
    other_site: str
    other_url: str
    other_headline: str | None
    overlap: float


NEAR_DUPLICATES = table("near_duplicates", *(column(f.name) for f in fields(NearDuplicateRow)))


def near_duplicates(session: Session, filters: Filters) -> Iterator[NearDuplicateRow]:
    """The pairs of which an article passes the filters, each pair once."""
    wanted = filtered(session, select(ARTICLES.c.id), filters)
    pair = NEAR_DUPLICATES.c
    once = (pair.id < pair.other_id) | pair.other_id.not_in(wanted)
    question = select(NEAR_DUPLICATES).where(pair.id.in_(wanted), once).order_by(pair.id, pair.other_id)
    for row in session.execute(question.execution_options(yield_per=ROWS_AT_ONCE)):
        yield NearDuplicateRow(*row)


def near_duplicates_of(session: Session, id: int) -> list[NearDuplicateRow]:
    """The pairs of the article of that number, the most alike first."""
    pair = NEAR_DUPLICATES.c
    question = select(NEAR_DUPLICATES).where(pair.id == id).order_by(pair.overlap.desc(), pair.other_id)
    return [NearDuplicateRow(*row) for row in session.execute(question)]


def count_articles(session: Session, filters: Filters) -> int:
    """How many articles there are."""
    return session.scalar(filtered(session, select(func.count()).select_from(ARTICLES), filters)) or 0


def filtered(session: Session, question: Select, filters: Filters) -> Select:
    """A question that selects from ARTICLES, narrowed to the articles that pass the filters."""
    day = ARTICLES.c.date_published
    if filters.site:
        question = question.where(ARTICLES.c.site == filters.site)
    if filters.author:
        question = question.where(folded(ARTICLES.c.authors).contains(filters.author.casefold(), autoescape=True))
    if filters.since:
        question = question.where(day >= filters.since)
    if filters.until:
        question = question.where(func.substr(day, 1, len(filters.until)) <= filters.until)
    if filters.before:
        question = question.where(day < filters.before)
    if filters.section:
        question = question.where(folded(ARTICLES.c.section) == filters.section.casefold())
    if filters.kind:
        question = question.where(ARTICLES.c.kind == filters.kind)
    if filters.new:
        of_these = Revision.run_id.in_(run.id for run in last_runs(session))
        first = exists().where(Revision.article_id == ARTICLES.c.id, Revision.number == 1, of_these)
        question = question.where(first)
    return question


def article(session: Session, id: int) -> ArticleRow | None:
    """The article of that number."""
    row = session.execute(select(ARTICLES).where(ARTICLES.c.id == id)).one_or_none()
    return ArticleRow(*row) if row else None


def article_at(session: Session, url: str) -> ArticleRow | None:
    """The article at an address, or at the address to which that one leads."""
    leads_to = select(Page.redirects_to).where(Page.url == url).scalar_subquery()
    for address in (url, leads_to):
        row = session.execute(select(ARTICLES).where(ARTICLES.c.url == address)).one_or_none()
        if row:
            return ArticleRow(*row)
    return None


def current_revision(session: Session, id: int) -> Revision:
    """The current revision of the article of that number, with all that belongs to it."""
    return session.scalars(
        select(Revision).join(Article, Article.current_revision_id == Revision.id).where(Article.id == id)
    ).one()


def revisions(session: Session, id: int) -> list[Revision]:
    """All versions of the article of that number, the first one first."""
    return list(session.scalars(select(Revision).where(Revision.article_id == id).order_by(Revision.number)))


def page_at(session: Session, url: str) -> Page | None:
    """What is known of an address, whether it holds an article or not."""
    return session.scalar(select(Page).where(Page.url == url))


def raw_parts(session: Session, url: str) -> list[RawPage]:
    """The newest fetched version of the article at an address, its parts in order. None where no raw page is kept."""
    at_address = exists().where(Page.id == RawPage.page_id, Page.url == url)
    newest = select(RawPage.page_id, RawPage.version).where(at_address).order_by(RawPage.id.desc()).limit(1)
    version = session.execute(newest).one_or_none()
    if version is None:
        return []
    parts = select(RawPage).where(RawPage.page_id == version.page_id, RawPage.version == version.version)
    return list(session.scalars(parts.order_by(RawPage.part).options(undefer(RawPage.body))))


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A version of an article that is held back: its number, the article's number and address, why, and since when."""

    id: int
    article: int
    url: str
    headline: str | None
    reason: str
    since: datetime


def held(session: Session) -> list[HeldRow]:
    """The versions of articles that wait for a person, oldest first."""
    question = (
        select(Revision.id, Article.id, Page.url, Revision.headline, Revision.hold_reason, Revision.fetched_at)
        .join(Article, Revision.article_id == Article.id)
        .join(Page, Article.page_id == Page.id)
        .where(Revision.hold == HELD)
        .order_by(Revision.id)
    )
    return [HeldRow(*row) for row in session.execute(question)]


def held_revision(session: Session, id: int) -> Revision | None:
    """The version of that number, if it waits for a person."""
    return session.scalar(select(Revision).where(Revision.id == id, Revision.hold == HELD))


@dataclass(frozen=True, slots=True)
class Kept:
    """The pages of a site of which an article was read, or may be: ids of those that are kept as they were fetched, and
    how many are not."""

    site_id: int
    page_ids: list[int]
    not_kept: int


def kept_pages(session: Session, site: str | None = None, url: str | None = None) -> list[Kept]:
    """The pages that can be read again: of all sites, of one (its key), or at one address and where it leads."""
    is_kept = exists().where(RawPage.page_id == Page.id)
    question = (
        select(Page.site_id, Page.id, is_kept)
        .where(or_(is_kept, exists().where(Article.page_id == Page.id)))
        .order_by(Page.site_id, Page.id)
    )
    if site is not None:
        question = question.join(Site, Page.site_id == Site.id).where(Site.key == site)
    if url is not None:
        leads_to = select(Page.redirects_to).where(Page.url == url).scalar_subquery()
        question = question.where(or_(Page.url == url, Page.url == leads_to))
    found: dict[int, list[tuple[int, bool]]] = {}
    for site_id, page_id, kept in session.execute(question):
        found.setdefault(site_id, []).append((page_id, kept))
    return [
        Kept(site_id, [page_id for page_id, kept in pages if kept], sum(not kept for _, kept in pages))
        for site_id, pages in found.items()
    ]


def known_sites(session: Session) -> list[str]:
    """The keys of all sites, by alphabet."""
    return list(session.scalars(select(Site.key).order_by(Site.key)))


def has_pages(session: Session, site_id: int) -> bool:
    """Whether of a site anything else was found than listings and addresses at which there is nothing."""
    found = select(Page.id).where(Page.site_id == site_id, Page.state.not_in((Outcome.LISTING, Outcome.GONE)))
    return session.scalar(found.limit(1)) is not None


def site_key(session: Session, site_id: int) -> str:
    """The key of a site that there is."""
    return session.get_one(Site, site_id).key


def runs(session: Session, limit: int | None = None) -> list[Run]:
    """The runs, newest first."""
    return list(session.scalars(select(Run).order_by(Run.id.desc()).limit(limit)))


def last_runs(session: Session) -> list[Run]:
    """The newest run, and with it the earlier ones of the same `scrapy crawl --all`; newest first.

    Those follow one another at once, have the same arguments and no start address among them, and are each of another
    spider. When `--all` is called twice within a minute, the second time stands alone.
    """
    batch: list[Run] = []
    for run in session.scalars(select(Run).order_by(Run.id.desc()).execution_options(yield_per=ROWS_AT_ONCE)):
        if batch and not _is_followed_by(run, batch):
            break
        batch.append(run)
    return batch


def _is_followed_by(run: Run, batch: list[Run]) -> bool:
    """Whether the oldest run of a batch was begun by the process that had just ended `run`."""
    if run.ended is None or run.arguments != batch[-1].arguments or run.arguments.keys() & {"url", "urls"}:
        return False
    at_once = batch[-1].started - run.ended <= PAUSE_IN_BATCH
    return at_once and run.spider not in {later.spider for later in batch}


def outcomes(run: Run) -> dict[Outcome, int]:
    """How the visits of a run ended; the sum is the number of addresses it took."""
    return {outcome: getattr(run, outcome.value) for outcome in Outcome}


def last_start(session: Session, spider: str) -> datetime | None:
    """When the last run of a spider began that read the magazine: it ended well and had no start address of its own."""
    began_elsewhere = (Run.arguments[name].as_string().is_not(None) for name in ("url", "urls"))
    good = select(func.max(Run.started)).where(Run.spider == spider, Run.exit_status.in_(GOOD), ~or_(*began_elsewhere))
    return session.scalar(good)


def waiting(session: Session) -> dict[str, int]:
    """How many addresses are due now, for each site that has some; the site with the most first."""
    due = (
        select(Site.key, func.count())
        .join(Page, Page.site_id == Site.id)
        .where(Page.next_check <= now())
        .group_by(Site.key)
        .order_by(func.count().desc(), Site.key)
    )
    return dict(session.execute(due).all())
