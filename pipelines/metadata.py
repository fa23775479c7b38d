"""What a page says about its article: headline, people, dates, section and the like.

JSON-LD first, then meta tags, then what stands by the headline. What is not said stays unknown: no date is taken from
running text, footers or file times, and none is believed that is impossible or lies in the future.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import islice
from urllib.parse import urljoin, urlsplit

from htmldate.extractors import try_date_expr
from lxml.html import HtmlElement
from trafilatura.metadata import examine_meta, extract_author, extract_title

from pipelines.items import Image, Person

MAX_JSON_LD = 2_000_000
"""Characters of one JSON-LD script that is still parsed; the longest seen on a real article has 300,000."""

MAX_HEADLINE = 500
"""Characters of a headline; nobody prints a longer one, but broken templates put whole pages there."""

MAX_NAME = 100
"""Characters of a name, a section, a keyword."""

MAX_TEXT = 10_000
"""Characters of a list written as one text, such as keywords."""

MAX_ADDRESS = 2_000
"""Characters of an address; browsers and servers take no longer ones."""

MAX_ENTRIES = 50
"""People or keywords of one article."""

EARLIEST = date(1700, 1, 1)
"""Magazines exist since 1663; what claims to be older is a default value."""

SAME_HEADLINE = 0.5
"""Share of letters that an h1 must have in common with the announced title to be taken for the headline. Below are
section names and the magazine's own name, above are shorter and longer versions of the headline."""

H1_LOOKED_AT = 20
"""First-level headings that are compared; templates that use h1 for everything have the headline among the first."""

ARTICLE_TYPE = re.compile(r"Article|BlogPosting|Review$|^Report$|^CreativeWork$|LiveBlog|Recipe$|^Interview$")
PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "publication_date", "publish-date", "publishdate", "publish_date", "pubdate", "dc.date.issued",
    "dc.date.created", "dcterms.created", "dcterms.issued", "dcterms.date", "dc.date", "article.published",
    "citation_publication_date", "cxenseparse:recs:publishtime", "rnews:datepublished", "published_time",
    "published-date", "published_at", "article_date_original", "originalpublicationdate", "bt:pubdate", "date",
)  # fmt: skip
MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
SECTION = ("article:section", "og:article:section", "parsely-section", "section")
STANDFIRST = re.compile(r"(^|[\s_-])(standfirst|dek|deck|subtitle|sub-?headline|article-?summary)($|[\s_-])", re.I)
DATE_NEAR = 30
"""Elements before and after the headline in which a date line is looked for; further on are those of other articles."""

TIME_NEAR = 400
"""Elements after the headline in which a `<time>` is looked for: some templates have menus in between."""
STANDFIRST_NEAR = 30
"""Elements after the headline in which a standfirst is looked for."""

DATE_TEXT = 70
"""Characters of a text that may be a date line ("Published on Monday, 3 May 2021"); more is running text."""

ISO_DATE = re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)(?![\d-])")
ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=[/.-]|$)")
TEXT_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text. The fields are those of `ArticleItem`."""

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


def read_metadata(tree: HtmlElement, url: str) -> Metadata:
    """Everything the page says about its article. `url` is its address; the tree is not changed."""
    said = _article_of(list(json_ld(tree)))
    metas = _metas(tree)
    meta = examine_meta(tree)
    announced = _line(said.get("headline")) or _line(metas.get("og:title")) or _line(meta.title)
    heading = _heading(tree, announced)
    publisher = _name(said.get("publisher")) or _line(metas.get("og:site_name"), MAX_NAME)
    return Metadata(
        headline=_headline(tree, heading, announced, publisher),
        standfirst=_standfirst(heading) or _line(said.get("alternativeHeadline"), 2 * MAX_HEADLINE),
        people=_people(said, lambda: meta.author or extract_author(tree)),
        date_published=_published(said, metas, tree, heading, url),
        date_modified=_moment(said.get("dateModified")) or _first_moment(metas, MODIFIED),
        section=_first_line([*_list(said.get("articleSection")), *(metas.get(name) for name in SECTION)]),
        kind="review" if any("Review" in kind for kind in _types(said)) else None,
        publisher=publisher,
        canonical=_canonical(tree, url),
        keywords=_keywords(said.get("keywords") or metas.get("keywords")),
        images=_lead_image(said, metas, url),
    )


def json_ld(tree: HtmlElement) -> Iterator[dict]:
    """Every object that the page's JSON-LD scripts hold at the top or in a `@graph`. Broken scripts are passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > MAX_JSON_LD:
            continue
        try:
            data = json.loads(script.text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for entry in _list(data):
            if isinstance(entry, dict):
                yield entry
                yield from (part for part in _list(entry.get("@graph")) if isinstance(part, dict))


def clean_line(text: str) -> str:
    """The text on one line, without characters that databases and terminals choke on."""
    return " ".join(TEXT_UNSAFE.sub(" ", text).split())


def _article_of(objects: list[dict]) -> dict:
    """The object that describes the article; an empty one when there is none."""
    articles = [entry for entry in objects if any(ARTICLE_TYPE.search(kind) for kind in _types(entry))]
    return max(articles, key=lambda entry: ("headline" in entry) + ("datePublished" in entry), default={})


def _types(entry: dict) -> list[str]:
    return [kind for kind in _list(entry.get("@type")) if isinstance(kind, str)]


def _list(value: object) -> list:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _line(value: object, longest: int = MAX_HEADLINE) -> str | None:
    """A text on one line, at most `longest` characters; None for anything else."""
    if not isinstance(value, str):
        return None
    line = clean_line(value[: 4 * longest])
    if "&" in line or "<" in line:
        line = clean_line(_without_markup(line))
    return line[:longest].rstrip() or None


def _without_markup(line: str) -> str:
    """JSON-LD and meta tags often hold escaped HTML: `Rock &amp; Roll`."""
    return re.sub(r"</?(?:em|i|b|strong|span|br|p|a)\b[^<>]{0,200}>", " ", html.unescape(line), flags=re.IGNORECASE)


def _first_line(values: Iterable[object]) -> str | None:
    return next((line for value in values if (line := _line(value, MAX_NAME))), None)


def _name(value: object) -> str | None:
    """The name of a person or an organisation, given as text, object or list of either."""
    for entry in _list(value):
        name = _line(entry.get("name") if isinstance(entry, dict) else entry, MAX_NAME)
        if name and not name.startswith(("http:", "https:")):
            return name
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Content of the page's meta tags by lower-case name; the first one counts."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and content.strip():
            metas.setdefault(name.strip().lower(), content)
    return metas


def _heading(tree: HtmlElement, announced: str | None) -> HtmlElement | None:
    """The h1 most like the announced title; without a title, the only h1."""
    headings = [h1 for h1 in islice(tree.iter("h1"), H1_LOOKED_AT) if _line(h1.text_content())]
    if not announced:
        return headings[0] if len(headings) == 1 else None
    best = max(headings, key=lambda h1: _likeness(h1.text_content(), announced), default=None)
    return best if best is not None and _likeness(best.text_content(), announced) >= SAME_HEADLINE else None


def _likeness(text: str, announced: str) -> float:
    """How much of the shorter line stands in the other, from 0 to 1."""
    one, other = (_line(line.lower()) or "" for line in (text, announced))
    if not one or not other:
        return 0.0
    common = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return (common / min(len(one), len(other)) + common / max(len(one), len(other))) / 2


def _headline(
    tree: HtmlElement, heading: HtmlElement | None, announced: str | None, publisher: str | None
) -> str | None:
    """The h1 as printed, else the announced title without the magazine's name."""
    if heading is not None:
        return _line(heading.text_content())
    title = announced or _line(extract_title(tree))
    if title and publisher:
        title = re.sub(rf"\s+[-|–—•:]\s+{re.escape(publisher)}$", "", title, flags=re.IGNORECASE)
    return title


def _standfirst(heading: HtmlElement | None) -> str | None:
    """The summary under the headline, where the template names it as one."""
    if heading is None:
        return None
    for element in _following(heading, STANDFIRST_NEAR):
        if STANDFIRST.search(element.get("class") or "") or STANDFIRST.search(element.get("itemprop") or ""):
            return _line(element.text_content(), 2 * MAX_HEADLINE)
    return None


def _people(said: dict, find_byline: Callable[[], str | None]) -> tuple[Person, ...]:
    """Those who wrote: JSON-LD's authors, else the byline that trafilatura finds."""
    names = [name for name in (_name(entry) for entry in _list(said.get("author"))) if name]
    names = names or [_line(name, MAX_NAME) for name in (find_byline() or "").split(";")]
    distinct = dict.fromkeys(name for name in names[:MAX_ENTRIES] if name)
    return tuple(Person(name) for name in distinct)


def _published(
    said: dict, metas: dict[str, str], tree: HtmlElement, heading: HtmlElement | None, url: str
) -> str | None:
    """When the article appeared: JSON-LD, meta tags, the address, the date line by the headline."""
    return (
        _moment(said.get("datePublished"))
        or _moment(said.get("dateCreated"))
        or _first_moment(metas, PUBLISHED)
        or _date_in_address(url)
        or _date_line(tree, heading)
    )


def _first_moment(metas: dict[str, str], names: Iterable[str]) -> str | None:
    return next((moment for name in names if (moment := _moment(metas.get(name)))), None)


def _moment(value: object) -> str | None:
    """A stated time in ISO 8601, in UTC with a final Z, which sorts as text; None when impossible.

    Only the day when the zone is not given, or when it is another day in UTC: readers know the day as printed.
    """
    if not isinstance(value, str) or len(value) > MAX_NAME:
        return None
    value = value.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _day(ISO_DATE.match(value)) or _spelled_day(value)
    if not EARLIEST <= moment.date() <= _tomorrow():
        return None
    if moment.tzinfo is None or moment.date() != moment.astimezone(UTC).date():
        return moment.date().isoformat()
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tomorrow() -> date:
    """The last day that is not in the future anywhere on earth."""
    return datetime.now(UTC).date() + timedelta(days=1)


def _day(match: re.Match[str] | None) -> str | None:
    """Year, month and day of a match as a possible day."""
    if not match:
        return None
    try:
        day = date(*(int(group) for group in match.groups()))
    except ValueError:
        return None
    return day.isoformat() if EARLIEST <= day <= _tomorrow() else None


def _spelled_day(text: str) -> str | None:
    """A day written as readers read it ("3 May 2021", "Posted on May 3rd, 2021"), in a line that is not longer."""
    line = _line(text)
    if not line or len(line) > DATE_TEXT:
        return None
    earliest, latest = (datetime.combine(day, datetime.min.time()) for day in (EARLIEST, _tomorrow()))
    day = try_date_expr(line, "%Y-%m-%d", False, earliest, latest)
    numbers = {int(number) for number in re.findall(r"\d+", line)}
    return day if day and int(day[-2:]) in numbers else None  # "May 2021" would become the first


def _date_in_address(url: str) -> str | None:
    return _day(ADDRESS_DATE.search(urlsplit(url).path))


def _date_line(tree: HtmlElement, heading: HtmlElement | None) -> str | None:
    """The date printed by the headline: a `<time>`, or a short text in an element named as a date or byline."""
    for element in tree.iterfind(".//*[@itemprop='datePublished']"):
        return _moment(element.get("content") or element.get("datetime")) or _spelled_day(element.text_content())
    if heading is None:
        return None
    before = heading.xpath("preceding::*[position() <= $near]", near=DATE_NEAR)
    near = [*heading.iter(), *_following(heading, DATE_NEAR), *before]
    times = [element for element in [*near, *_following(heading, TIME_NEAR)] if element.tag == "time"]
    own_times = (time for time in times if not _in_another_article(time, heading))
    dates = (_moment(time.get("datetime")) or _spelled_day(time.text_content()) for time in own_times)
    own = (element for element in near if isinstance(element.tag, str) and not _in_another_article(element, heading))
    lines = (_spelled_day(element.text_content()) for element in own)
    return next(filter(None, dates), None) or next(filter(None, lines), None)


def _in_another_article(element: HtmlElement, heading: HtmlElement) -> bool:
    """Whether the heading stands in an `<article>` and the element in a different one: a teaser, a comment."""
    own = heading.xpath("ancestor::article")
    nearest = element.xpath("ancestor-or-self::article[1]")
    return bool(own and nearest) and nearest[0] not in own


def _following(element: HtmlElement, near: int) -> list[HtmlElement]:
    """The elements after the end of this one, in the order of the page."""
    return element.xpath("following::*[position() <= $near]", near=near)


def _canonical(tree: HtmlElement, url: str) -> str | None:
    """The address in `<link rel=canonical>`, absolute; None when it is not one of the web."""
    for link in tree.iterfind(".//link[@href]"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return _web_address(link.get("href"), url)
    return None


def _web_address(address: object, base: str) -> str | None:
    """The address made absolute; None when it is none, too long or not of the web."""
    if not isinstance(address, str) or len(address) > MAX_ADDRESS or not address.strip():
        return None
    try:
        absolute = urljoin(base, clean_line(address))
        return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
    except ValueError:  # "http://[": no address at all
        return None


def _keywords(value: object) -> tuple[str, ...]:
    """Keywords given as a list or with commas between."""
    words = [part for entry in _list(value) if isinstance(entry, str) for part in entry[:MAX_TEXT].split(",")]
    return tuple(dict.fromkeys(word for part in words[:MAX_ENTRIES] if (word := _line(part, MAX_NAME))))


def _lead_image(said: dict, metas: dict[str, str], url: str) -> tuple[Image, ...]:
    """The picture that the page announces for its article."""
    for entry in [metas.get("og:image"), *_list(said.get("image"))]:
        address = _web_address(entry.get("url") if isinstance(entry, dict) else entry, url)
        if address:
            alt = _line(metas.get("og:image:alt")) if entry == metas.get("og:image") else None
            return (Image(address, alt=alt),)
    return ()
