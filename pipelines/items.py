"""What travels along the road of one page: what was seen, what was fetched, what was read.

Plain dataclasses without Scrapy or SQLAlchemy, so that worker processes start fast. Fields that hold a page or a
text have `repr=False`: Scrapy logs items, and nobody wants a whole page in the log.
"""

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.guide import NO_GUIDE, Guide
from storage.states import Link, Outcome, PageKind, Taken

__all__ = [
    "WRITERS",
    "ArticleItem",
    "HubItem",
    "Image",
    "Link",
    "ListEntry",
    "Look",
    "Metadata",
    "Note",
    "Noted",
    "Outcome",
    "PageItem",
    "PageKind",
    "Part",
    "Person",
    "QuestionAnswer",
    "ReadItem",
    "Reading",
    "Rejected",
    "Review",
    "Taken",
    "VisitItem",
]


@dataclass(frozen=True, slots=True)
class Look:
    """What one answer is, at a glance, and where it leads.

    `kind` and `reason` are stored. `links` are in the order of the page (a feed's or sitemap's: newest first).
    For an article `next_page` is the next page of the same article and `single_page` its one-page view, both None
    when there is none; for a listing `next_page` is the next page of the listing. `headline` and `canonical` let
    the spider check that a fetched part belongs to the same article.
    """

    kind: PageKind
    reason: str
    links: tuple[Link, ...] = field(default=(), repr=False)
    next_page: str | None = None
    single_page: str | None = None
    headline: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One fetched page of an article, as it came: `body` is the bytes after content decoding (gzip and the like)."""

    url: str
    status: int
    content_type: str | None
    body: bytes = field(repr=False)
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class VisitItem:
    """A visit that brought nothing to read: `outcome` and `reason` say why."""

    page: Taken
    outcome: Outcome
    reason: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class HubItem:
    """A listing, feed or sitemap, with the links to follow. `url` is where it answered, `links` are in scope."""

    page: Taken
    url: str
    look: Look
    links: tuple[Link, ...] = field(repr=False)
    depth_of_links: int
    http_status: int = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a byline. `role` is author, interviewer, photographer, translator ...; `raw` as printed."""

    name: str
    role: str = "author"
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article. Absolute address; alt, caption and credit as printed, None when there is none."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """A question of an interview and the answer to it. Paragraphs of the answer are separated by one blank line."""

    question: str
    answer: str
    interviewer: str | None = None
    interviewee: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a review judges and how. `rating` lies in 0..1, `rating_raw` is as printed ("4/5", "★★★☆☆").

    `work_type` is a schema.org type: Movie, Book, MusicAlbum, Restaurant ... `work_maker` made the work.
    """

    rating: float | None = None
    rating_raw: str | None = None
    work_type: str | None = None
    work_name: str | None = None
    work_year: str | None = None
    work_maker: str | None = None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An entry of a listicle: its number where one is printed, its title, and the text under it."""

    title: str
    number: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that is not an article. `reason` is a sentence for people, stored with the page."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about an article besides its text. Unknown is None.

    headline        the article's title, without the magazine's name
    standfirst      the summary printed under the headline; not part of the body
    people          everybody credited, in the order of the byline
    date_published  ISO 8601: a day, or a time in UTC; likewise date_modified
    section         the part of the magazine, as printed
    kind            news, feature, interview, review, list, gallery
    canonical       the address the page itself names as its own: evidence, often wrong
    issue           the issue of the magazine, as printed
    is_free         False when the page says that the rest is behind a paywall
    is_sponsored    True when the page says that somebody paid for the article
    sources         for each field where it came from: JSON-LD, meta, microdata, byline element, text, address
    """

    headline: str | None = None
    standfirst: str | None = None
    people: tuple[Person, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    section: str | None = None
    kind: str | None = None
    publisher: str | None = None
    canonical: str | None = None
    keywords: tuple[str, ...] = ()
    images: tuple[Image, ...] = field(default=(), repr=False)
    issue: str | None = None
    is_free: bool | None = None
    is_sponsored: bool | None = None
    sources: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleItem(Metadata):
    """One article as it was read: the editor's text and, as `Metadata`, what is known about it. Unknown is None.

    url             the address given to the reader
    body            plain text, paragraphs separated by one blank line
    markdown        the body with its structure: headings, lists, quotes, emphasis, links, tables
    language        ISO 639-1 code
    pull_quotes     quotes that the page sets apart and that repeat a sentence of the body
    questions       of an interview: questions and answers, in order
    review          of a review: rating and reviewed work
    entries         of a list: its entries, in order
    """

    url: str
    body: str = field(repr=False)
    markdown: str | None = field(default=None, repr=False)
    language: str | None = None
    pull_quotes: tuple[str, ...] = field(default=(), repr=False)
    questions: tuple[QuestionAnswer, ...] = field(default=(), repr=False)
    review: Review | None = None
    entries: tuple[ListEntry, ...] = field(default=(), repr=False)

    @property
    def authors(self) -> list[str]:
        """Names of those who wrote: authors and interviewers, not photographers or translators."""
        return [person.name for person in self.people if person.role in WRITERS]

    @property
    def word_count(self) -> int:
        """Words of the body, separated by white space."""
        return len(self.body.split())


@dataclass(frozen=True, slots=True)
class Noted:
    """What reading a page leaves for the memory of its site.

    `template` is the page's (pipelines.places). `entries` are those of a memory that may have a say on the page.
    `observation` is packed; None where the memory alone decided. `fits` tells whether the page is as the memory knows
    the site's pages; None without a memory.
    """

    template: str
    entries: frozenset[int] = field(repr=False)
    observation: bytes | None = field(default=None, repr=False)
    fits: bool | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What one rule of a person did on a page: `what` in words, `texts` the beginnings of the texts it took out."""

    rule: str
    what: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a page: the article or why it is none, what it leaves for the memory of its site, and what
    the rules for the site did on it."""

    outcome: ArticleItem | Rejected
    noted: Noted | None = None
    notes: tuple[Note, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PageItem:
    """An article as fetched, in all its parts. `url` is where page 1 answered.

    `etag` and `last_modified` are those of page 1, None when a part is missing (`is_complete` is False): a partial
    article is fetched whole again. `links` are followed too when the crawl was asked to follow articles. `guide` is
    that to the site. `reading` is set where the look at a single page has read it already.
    """

    page: Taken
    url: str
    look: Look
    parts: tuple[Part, ...] = field(repr=False)
    is_complete: bool = True
    etag: str | None = None
    last_modified: str | None = None
    links: tuple[Link, ...] = field(default=(), repr=False)
    guide: Guide = NO_GUIDE
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An article page after reading: what was fetched and what was read, or why it could not be."""

    fetched: PageItem
    reading: Reading


WRITERS = frozenset({"author", "interviewer"})
