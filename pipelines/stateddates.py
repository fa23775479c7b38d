"""When the article appeared and was changed, as the page states it for machines.

What is impossible or in the future is no date; its raw value is kept, so that readers of the database see why.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.dates import day_in_address, moment, moment_of_clock, month_in_address
from pipelines.structured import ARTICLE_TYPE, MAX_NAME, line, listed

META_PUBLISHED = (
    re.compile(r"(?:og|shareaholic)?article(?:first)?published(?:time|date)?|ogpublished(?:time|date)|ogpublishdate"),
    re.compile(r"(?!.*last)(?:.*(?:publish(?:ed)?|publication|pub)(?:date|time|at|on)?|.*datepublished|p(?:ub)?date)"),
    re.compile(
        r".*(?:issued|posted|created?|creation)(?:date|time|at|on)?|.*date(?:issued|posted|created|original)"
        r"|(?:og)?(?:release|display)date"
    ),
    re.compile(r"(?:dc|dcterms|sailthru|citation(?:online)?)?date"),
)
"""Names of meta tags that tell the publication, their letters only, in lower case: the surest first. Written after the
names in use on 1,300 pages; the plain `date` is often that of the last change."""

META_MODIFIED = re.compile(r"(?!.*publish).*(?:modified|updated?|revised|lastmod)(?:date|time|at|on)?")
"""As META_PUBLISHED, for the last change."""

ADDRESS = "URL"
"""The source of a date in the address of the page."""

MAX_META = 60
"""Characters of the name of a meta tag."""


@dataclass(frozen=True, slots=True)
class Told:
    """A moment in ISO 8601, and where the page states it."""

    source: str
    moment: str

    @property
    def day(self) -> str:
        """The day of the moment."""
        return self.moment[:10]

    @property
    def is_sure(self) -> bool:
        """Whether it stands in what publishing systems make once, when an article appears: the meta tag
        `article:published_time` and its like, and the address."""
        kind, _, name = self.source.partition(" ")
        return kind == ADDRESS or (kind == "meta" and bool(META_PUBLISHED[0].fullmatch(_letters(name))))


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states for machines, the surest first. `month` is that of its address, as in "2021-05"; `impossible`
    tells the first value that is no date."""

    published: tuple[Told, ...] = ()
    modified: tuple[Told, ...] = ()
    month: str | None = None
    impossible: str = ""

    @property
    def day_in_address(self) -> str | None:
        """The day in the address of the page."""
        return next((told.day for told in self.published if told.source == ADDRESS), None)


def read_stated(
    said: dict,
    meta: Mapping[str, Sequence[str]],
    markup: Mapping[str, Sequence[HtmlElement]],
    url: str,
    month_first: bool,
) -> Stated:
    """The dates in the article's JSON-LD (`said`), in meta tags, microdata and the address.

    `month_first` is how to read "3/5/2021". Not that of the page in JSON-LD: it is the day on which somebody made the
    page, be it an article or an offer.
    """
    marked = {name.lower() for name in markup}  # a meta element with `itemprop` is read as microdata
    meta = {name: contents for name, contents in meta.items() if name not in marked}
    published = [
        *_in_json(said, "datePublished", "dateCreated"),
        *_in_meta(meta, META_PUBLISHED),
        *_in_markup(markup.get("datePublished", ())),
        *_in_markup(markup.get("dateCreated", ())),
        (ADDRESS, day_in_address(url)),
    ]
    modified = [
        *_in_json(said, "dateModified"),
        *_in_meta(meta, (META_MODIFIED,)),
        *_in_markup(markup.get("dateModified", ())),
    ]
    impossible = (
        f"{source}: impossible {line(str(value), MAX_NAME)!r}"
        for source, value in published
        if value and not _moment(value, month_first)
    )
    return Stated(
        tuple(_possible(published, month_first)),
        tuple(_possible(modified, month_first)),
        month_in_address(url),
        next(impossible, ""),
    )


def _in_json(said: dict, *names: str) -> Iterator[tuple[str, object]]:
    for name in names:
        for value in listed(said.get(name))[:1]:
            yield "JSON-LD", value.get("@value") if isinstance(value, dict) else value


def _in_meta(meta: Mapping[str, Sequence[str]], patterns: Iterable[re.Pattern[str]]) -> Iterator[tuple[str, object]]:
    """What the meta tags say whose names match, by pattern; of one pattern the earliest first: the others tell when the
    page was built anew."""
    names = [(name, _letters(name)) for name in meta if len(name) <= MAX_META]
    for pattern in patterns:
        matching = [name for name, letters in names if pattern.fullmatch(letters)]
        names = [pair for pair in names if pair[0] not in matching]
        yield from sorted(
            ((f"meta {name}", meta[name][0]) for name in matching), key=lambda pair: moment(pair[1]) or ""
        )


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _in_markup(elements: Sequence[HtmlElement]) -> Iterator[tuple[str, object]]:
    """The date in the article's own microdata; outside of an article only one that nothing on the page contradicts:
    cards of other articles and comments have dates, too."""
    own = [element for element in elements if ARTICLE_TYPE.search(_type_around(element))]
    values = [_marked_date(element) for element in own or elements]
    if values and (own or len({str(value)[:10] for value in values}) == 1):
        yield "microdata", values[0]


def _type_around(element: HtmlElement) -> str:
    """The last part of the schema.org type of the thing that a property belongs to."""
    scope = next((outer for outer in element.iterancestors() if outer.get("itemscope") is not None), None)
    return "" if scope is None else (scope.get("itemtype") or "").rpartition("/")[2]


def _marked_date(element: HtmlElement) -> str | None:
    return element.get("content") or element.get("datetime") or line(element.text_content(), MAX_NAME)


def _possible(values: Iterable[tuple[str, object]], month_first: bool) -> Iterator[Told]:
    return (Told(source, found) for source, value in values if (found := _moment(value, month_first)))


def _moment(value: object, month_first: bool) -> str | None:
    """A stated moment, also as computers count it."""
    return moment(value, month_first) or (moment_of_clock(str(value)) if isinstance(value, str | int) else None)
