"""The words for what an address is and how a visit to it ended. No SQLAlchemy: worker processes use them too."""

from dataclasses import dataclass
from enum import StrEnum


class PageKind(StrEnum):
    """What an address is. UNKNOWN until it was fetched."""

    ARTICLE = "article"
    LISTING = "listing"
    FEED = "feed"
    SITEMAP = "sitemap"
    UNKNOWN = "unknown"


HUBS = frozenset({PageKind.LISTING, PageKind.FEED, PageKind.SITEMAP})


class Outcome(StrEnum):
    """How the visit to an address ended. The counts of a run add up to the addresses it took."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LISTING = "listing"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    FAILED = "failed"
    WAITING = "waiting"


QUEUED = "queued"  # the state of a page before its first visit; afterwards it is the outcome of the last one


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page announces.

    `kind` is a guess from where and how it was announced; the page itself decides when it is fetched.
    `date` is the announced publication or modification time (ISO 8601, UTC) or None.
    """

    url: str
    kind: PageKind = PageKind.UNKNOWN
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that the frontier handed out. `etag` and `last_modified` are sent back when they are set."""

    id: int
    site_id: int
    url: str
    kind: PageKind
    depth: int
    etag: str | None = None
    last_modified: str | None = None
    listing_id: int | None = None
    listing_number: int = 1
