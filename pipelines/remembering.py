"""What a memory remembers of a site, in words for people, with examples from the pages that it was learned from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from pipelines.article import first_page, opened
from pipelines.blocks import Block, blocks_of
from pipelines.items import Part, Rejected
from pipelines.memory import Memory, unpacked
from pipelines.observation import fingerprint
from pipelines.placepath import container_of, in_words, later_steps, way_of, without_wider, xpath_of
from pipelines.places import is_links, places_of
from pipelines.rules import Rules
from pipelines.scope import headline_at
from pipelines.xpath import XPathRefused, evaluate, parse

SHOWN = 120
"""Characters of an example."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the site's templates: on how many pages it was seen, which share of its text was kept there.

    way      its elements, as pipelines.places names them
    words    the same, to be read
    xpath    finds its elements; None where it cannot be written
    example  the beginning of a text that stands there, from a page that is kept
    inside   whether it stands within a container of the article, on a page that is kept
    """

    way: str
    words: str
    pages: int
    share: float
    xpath: str | None = None
    example: str | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A text that stands on many pages and is dropped on most; None where no kept page holds it any more."""

    pages: int
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a site.

    pages       articles learned from
    usual       characters that an article usually has at least; a power of two
    containers  the elements that hold the article's paragraphs, those of most pages first
    kept        places that hold text of the article
    dropped     places whose text is dropped, although it was kept on some pages or stands among that of the article
    repeats     texts that are dropped wherever they stand
    headline    XPath of the headline, where the pages that are kept agree on one
    """

    pages: int
    usual: int
    containers: tuple[Spot, ...] = field(repr=False)
    kept: tuple[Spot, ...] = field(repr=False)
    dropped: tuple[Spot, ...] = field(repr=False)
    repeats: tuple[Repeat, ...] = field(repr=False)
    headline: str | None = None


def remembered(data: bytes, pages: Sequence[Sequence[Part]], rules: Rules | None = None) -> Remembered:
    """What a packed memory says, with examples from the first parts of `pages`, read with `rules`. Runs in a worker."""
    memory = unpacked(data)
    later = later_steps({way_of(place) for place in memory.places})
    containers = _containers(memory, later)
    kept, dropped = _spots(memory, later)
    examples: dict[str, str] = {}
    repeats: dict[int, str] = {}
    inside: set[str] = set()
    headlines: list[str | None] = []
    for parts in pages:
        tree = opened(parts[0], rules)
        if isinstance(tree, Rejected):
            continue
        headline = first_page(tree, parts[0].url, rules).metadata.headline
        blocks = blocks_of(tree)
        places = places_of(blocks)
        within = _elements_within(tree, containers)
        for block, place in zip(blocks, places, strict=True):
            examples.setdefault(way_of(place), block.text)
            if not is_links(place):
                repeats.setdefault(fingerprint(block.text), block.text)
            if block.element in within:
                inside.add(way_of(place))
        headlines.append(_headline_way(blocks, places, headline))
    return Remembered(
        memory.pages,
        memory.usual,
        containers,
        tuple(_with_example(spot, examples, inside) for spot in kept),
        tuple(
            spot
            for spot in (_with_example(spot, examples, inside) for spot in dropped)
            if spot.share > 0 or spot.inside
        ),
        tuple(
            Repeat(count, shortened(repeats.get(text)))
            for text, count in sorted(memory.repeats.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        _agreed(headlines),
    )


def shortened(text: str | None) -> str | None:
    """The beginning of a text, in one line."""
    line = " ".join((text or "").split())
    return (f"{line[: SHOWN - 1]}…" if len(line) > SHOWN else line) or None


def _spots(memory: Memory, later: set[str]) -> tuple[list[Spot], list[Spot]]:
    """The places that are kept and those that are dropped, as ways: where one way has texts of several forms, it is
    kept if one of them is, and dropped if all of them are."""
    forms: dict[str, list] = {}
    for place, known in memory.places.items():
        forms.setdefault(way_of(place), []).append(known)
    kept, dropped = [], []
    for way in without_wider(forms):
        verdicts = [known.verdict for known in forms[way]]
        most = max(forms[way], key=lambda known: (known.share, known.pages))
        spot = Spot(way, in_words(way), most.pages, most.share, xpath_of(way, later))
        if True in verdicts:
            kept.append(spot)
        elif None not in verdicts:
            dropped.append(spot)
    for spots in (kept, dropped):
        spots.sort(key=lambda spot: (-spot.pages, spot.way))
    return kept, dropped


def _containers(memory: Memory, later: set[str]) -> tuple[Spot, ...]:
    """The elements around the places whose running text is the article's."""
    pages: dict[str, tuple[int, float]] = {}
    texts = {
        way_of(place): known for place, known in memory.places.items() if place.endswith(" text") and known.verdict
    }
    for way in without_wider(texts):
        container = container_of(f"{way} text")
        seen = (texts[way].pages, texts[way].share)
        pages[container] = max(pages.get(container, seen), seen)
    spots = [Spot(way, in_words(way), *seen, xpath_of(way, later)) for way, seen in pages.items()]
    return tuple(sorted(spots, key=lambda spot: (-spot.pages, spot.way)))


def _elements_within(tree: HtmlElement, containers: Sequence[Spot]) -> set[HtmlElement]:
    """All elements of a page that stand in a container."""
    within: set[HtmlElement] = set()
    for spot in containers:
        try:
            found = evaluate(parse(spot.xpath), tree) if spot.xpath else []
        except XPathRefused:
            continue
        within.update(inner for one in found if isinstance(one, HtmlElement) for inner in one.iter())
    return within


def _headline_way(blocks: Sequence[Block], places: Sequence[str], headline: str | None) -> str | None:
    at = headline_at(blocks, headline)
    return way_of(places[at]) if at is not None else None


def _agreed(headlines: Sequence[str | None]) -> str | None:
    """The XPath of the headline that stands at one place on all pages; None without such a place."""
    ways = set(headlines)
    return xpath_of(next(iter(headlines)) or "") if len(ways) == 1 and None not in ways else None


def _with_example(spot: Spot, examples: dict[str, str], inside: set[str]) -> Spot:
    return replace(spot, example=shortened(examples.get(spot.way)), inside=spot.way in inside)
