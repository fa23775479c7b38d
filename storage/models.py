"""What is kept: the tables, typed.

    site       a magazine, as far as addresses tell
    page       an address: the frontier and the state of every page
    raw_page   what was fetched, compressed, so that it can be read again
    article    an address that holds an article; its current revision is the article as it is now
    revision   what one fetched version of an article said
    person, byline, keyword, image, pull_quote    what belongs to a revision
    question, review, list_entry      what belongs to an interview, a review, a list
    run        one crawl and its counts
    fingerprint, shingle, near_duplicate    which articles of different sites say nearly the same
    observed   what a page teaches about its site, for the memory
    memory     what is remembered of a site
    forgotten  what was removed by hand and is kept away

The view `articles` (storage/migrations) is the door for people who query. Times are UTC and stored as ISO 8601.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from storage.errors import DatabaseUnusable

# Numbers that people write down: SQLite would give those of removed rows to the next ones.
NEVER_REUSED = {"sqlite_autoincrement": True}

_ISO_UTC = "%(year)04d-%(month)02d-%(day)02dT%(hour)02d:%(minute)02d:%(second)02dZ"
_ISO_UTC_PARTS = r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, to the second. SQLite holds it as `2026-11-22T03:00:00Z`, which sorts as text."""

    impl = DateTime(timezone=True).with_variant(
        sqlite.DATETIME(storage_format=_ISO_UTC, regexp=_ISO_UTC_PARTS), "sqlite"
    )
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A stored time needs its time zone: {value!r}")
        return value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """What SQLAlchemy reads values with: DatabaseUnusable for one that is no time."""
        return _or_unusable(super().result_processor(dialect, coltype), "time")


class Json(TypeDecorator[dict]):
    """An object, as JSON; None is NULL. Reading raises DatabaseUnusable where something else stands."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dict | None] | None:
        """What SQLAlchemy reads values with."""
        return _or_unusable(super().result_processor(dialect, coltype), "JSON")


def _or_unusable(process: Callable[[Any], Any] | None, what: str) -> Callable[[Any], Any] | None:
    """The processor with DatabaseUnusable in place of what it raises for a value that nobody wrote here."""

    def careful(value: Any) -> Any:
        try:
            return process(value)
        except (ValueError, TypeError, RecursionError) as error:
            raise DatabaseUnusable(f"The database is damaged: it holds {value!r:.40} in place of a {what}.") from error

    return process and careful


class Base(DeclarativeBase):
    """Every table. Constraints are named by rule, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict: Json}


class Site(Base):
    """A magazine: a registrable domain, or a host (with port) where there is no public suffix."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    first_seen: Mapped[datetime]


class Run(Base):
    """One crawl. The counts of outcomes add up to the addresses taken; `waiting` were left by a limit.

    `ended` and `exit_status` are NULL while it runs, and stay so when it was killed. `reread` counts stored pages that
    were read again because the memory of their site changed. `drift` says of sites whose pages no longer fit their
    memory what changed, by site.
    """

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    spider: Mapped[str]
    arguments: Mapped[dict]
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    exit_status: Mapped[int | None]
    finish_reason: Mapped[str | None]
    requests: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    listing: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    forbidden: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    reread: Mapped[int] = mapped_column(default=0, server_default="0")
    drift: Mapped[dict | None]


class Page(Base):
    """An address of the frontier: what it is, how the last visit ended, when it is due.

    `state` is `queued` before the first visit, then the outcome of the last one (pipelines.items.Outcome).
    A page is due when `next_check` lies in the past. A hub (listing, feed, sitemap) has no `next_check` once it was
    read: it is due again when a run announces it. `settled_run_id` is the run of the last visit, `first_run_id` the
    run of the first.
    A listing of several pages is walked: its pages carry the first page's id in `listing_id` and their place in
    `listing_number`; `walked_at` on the first page says when a walk last reached its end or its limit.
    `announced_date` is the newest date a feed or sitemap gave it, `article_date` the
    one an article older than `since` gave itself (ISO 8601). `redirects_to` is the address at which
    this one answered last. `depth` counts the hubs between a front page and this address.
    """

    __tablename__ = "page"
    __table_args__ = (
        Index(None, "site_id", "next_check"),
        Index(None, "site_id", "state"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="unknown")
    kind_reason: Mapped[str | None]
    depth: Mapped[int] = mapped_column(default=0)
    announced_date: Mapped[str | None]
    article_date: Mapped[str | None]

    state: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None]
    http_status: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    first_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    settled_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    fetched_at: Mapped[datetime | None]
    next_check: Mapped[datetime | None]
    revisit_seconds: Mapped[int | None]

    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    redirects_to: Mapped[str | None]

    listing_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="SET NULL"), index=True)
    listing_number: Mapped[int | None]
    walked_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship()


class RawPage(Base):
    """One fetched version of a page, or of one part of an article of several pages.

    `version` is the sha256 (hex) over all parts of the fetch; `body` the bytes of this part, zstd-compressed.
    """

    __tablename__ = "raw_page"
    __table_args__ = (UniqueConstraint("page_id", "version", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    version: Mapped[str] = mapped_column(String(64))
    part: Mapped[int]
    url: Mapped[str]
    http_status: Mapped[int]
    content_type: Mapped[str | None]
    fetched_at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Article(Base):
    """An address that holds an article. `current_revision_id` names the text as it is now.

    `same_as_id` names the article of the same site whose text is equal and which stands for both.
    """

    __tablename__ = "article"
    __table_args__ = NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", ondelete="SET NULL", use_alter=True), index=True
    )
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("article.id", ondelete="SET NULL"), index=True)
    first_seen: Mapped[datetime]
    last_changed: Mapped[datetime]

    page: Mapped[Page] = relationship()
    current: Mapped["Revision | None"] = relationship(foreign_keys=[current_revision_id], post_update=True)


class Revision(Base):
    """What one fetched version of an article said. A new one only when the text or key metadata changed.

    `version` is the sha256 of the raw page it was read from (see RawPage), `text_hash` of the folded body.
    `authors` repeats the writers' names ('; ' between) for the view and the full-text index. `markdown` is the body
    with its structure. `sources` says for each field where it came from. `is_free` is False behind a paywall.
    `memory` names the memory of the site that it was read with. `hold` is "held" for a version that lost so much
    against the one before that it waits for a person (`hold_reason` says why), "refused" when that person said no.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_revision_hold", "hold", sqlite_where=text("hold IS NOT NULL")),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    number: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"), index=True)
    fetched_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(64))
    text_hash: Mapped[str] = mapped_column(String(64), index=True)
    headline: Mapped[str | None]
    standfirst: Mapped[str | None]
    authors: Mapped[str | None]
    date_published: Mapped[str | None] = mapped_column(index=True)
    date_modified: Mapped[str | None]
    section: Mapped[str | None]
    kind: Mapped[str | None]
    language: Mapped[str | None]
    publisher: Mapped[str | None]
    canonical: Mapped[str | None]
    word_count: Mapped[int]
    pages: Mapped[int]
    is_complete: Mapped[bool]
    body: Mapped[str]
    markdown: Mapped[str | None]
    issue: Mapped[str | None]
    is_free: Mapped[bool | None]
    is_sponsored: Mapped[bool | None]
    sources: Mapped[dict | None]
    memory: Mapped[str | None] = mapped_column(String(16))
    hold: Mapped[str | None]
    hold_reason: Mapped[str | None]

    article: Mapped[Article] = relationship(foreign_keys=[article_id])
    bylines: Mapped[list["Byline"]] = relationship(
        order_by="Byline.position", cascade="all, delete-orphan", passive_deletes=True
    )
    keywords: Mapped[list["Keyword"]] = relationship(
        order_by="Keyword.position", cascade="all, delete-orphan", passive_deletes=True
    )
    images: Mapped[list["Image"]] = relationship(
        order_by="Image.position", cascade="all, delete-orphan", passive_deletes=True
    )
    pull_quotes: Mapped[list["PullQuote"]] = relationship(
        order_by="PullQuote.position", cascade="all, delete-orphan", passive_deletes=True
    )
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", cascade="all, delete-orphan", passive_deletes=True
    )
    review: Mapped["Review | None"] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    entries: Mapped[list["ListEntry"]] = relationship(
        order_by="ListEntry.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Person(Base):
    """Somebody who is credited, by name."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Byline(Base):
    """A person's part in a revision: author, interviewer, photographer ... `raw` is the credit as printed."""

    __tablename__ = "byline"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    raw: Mapped[str | None]

    person: Mapped[Person] = relationship()


class Keyword(Base):
    """A keyword or tag that the page itself gives the article."""

    __tablename__ = "keyword"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(index=True)


class Image(Base):
    """A picture of the article, with what was printed beside it."""

    __tablename__ = "image"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    alt: Mapped[str | None]
    caption: Mapped[str | None]
    credit: Mapped[str | None]


class PullQuote(Base):
    """A sentence that the page prints a second time, set apart."""

    __tablename__ = "pull_quote"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    quote: Mapped[str]


class Question(Base):
    """A question of an interview, and the answer to it. `id` is what the full-text index calls it."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("revision_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    position: Mapped[int]
    question: Mapped[str]
    answer: Mapped[str]
    interviewer: Mapped[str | None]
    interviewee: Mapped[str | None]


class Review(Base):
    """What a review judges and how: `rating` in 0..1, `rating_raw` as printed, `work_type` a schema.org type."""

    __tablename__ = "review"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    rating: Mapped[float | None]
    rating_raw: Mapped[str | None]
    work_type: Mapped[str | None]
    work_name: Mapped[str | None] = mapped_column(index=True)
    work_year: Mapped[str | None]
    work_maker: Mapped[str | None]


class ListEntry(Base):
    """An entry of a listicle, with its number where one is printed."""

    __tablename__ = "list_entry"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    title: Mapped[str]
    text: Mapped[str | None]


class Observed(Base):
    """What was noted of an article's page for the memory of its site (pipelines.observation, pipelines.memory).

    `rank` is a number made from the address: the pages of each `template` with the smallest ones are the sample that
    is learned from, and keep their `observation`, packed. `entries` says which entries of a memory may have a say on
    the page, as 32-bit numbers. `waits_for` is "learning" when the memory has not learned from the page yet, "reading"
    when the memory changed what it says of the page, which was not read again yet, else NULL.
    """

    __tablename__ = "observed"
    __table_args__ = (
        Index(None, "site_id", "template", "rank"),
        Index("ix_observed_sample", "site_id", "rank", sqlite_where=text("observation IS NOT NULL")),
        Index("ix_observed_waiting", "site_id", "waits_for", sqlite_where=text("waits_for IS NOT NULL")),
    )

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    template: Mapped[str]
    rank: Mapped[int] = mapped_column(BigInteger)
    observation: Mapped[bytes | None]
    entries: Mapped[bytes]
    waits_for: Mapped[str | None]


class SiteMemory(Base):
    """What is remembered of a site. `version` names what it decides, `data` is the memory, packed; `since` is when
    the site was first learned, `changed_at` when the memory last came to decide something else."""

    __tablename__ = "memory"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))
    data: Mapped[bytes]
    pages: Mapped[int]
    since: Mapped[datetime]
    changed_at: Mapped[datetime]


class Fingerprint(Base):
    """That an article's text was fingerprinted (storage.shingles): the one whose hash is `text_hash`."""

    __tablename__ = "fingerprint"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64))


class Shingle(Base):
    """A number of an article's fingerprint."""

    __tablename__ = "shingle"
    __table_args__ = (Index(None, "hash", "article_id"), {"sqlite_with_rowid": False})

    article_id: Mapped[int] = mapped_column(ForeignKey("fingerprint.article_id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class NearDuplicate(Base):
    """Two articles of different sites whose fingerprints have much in common; `article_id` is the smaller number.

    `overlap` is the part of the shorter text that stands in the other, NULL until they were compared. A small one is
    kept too, so that they are not compared again.
    """

    __tablename__ = "near_duplicate"

    article_id: Mapped[int] = mapped_column(ForeignKey("fingerprint.article_id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("fingerprint.article_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    overlap: Mapped[float | None]


class Forgotten(Base):
    """An address or a site that was removed by hand and is kept away. `what` is an address or a site's key."""

    __tablename__ = "forgotten"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(unique=True)
    since: Mapped[datetime]
