"""How a page was read, block by block: what was kept, what was removed, and why. For people who want to look.

The page is read by the recipe itself (pipelines.article), which hands out its blocks. Nothing is decided here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lxml.html import HtmlElement

from pipelines.alike import around
from pipelines.article import read_closely, read_single
from pipelines.blocks import Block, blocks_of
from pipelines.guide import NO_GUIDE, Guide
from pipelines.items import ArticleItem, Note, Part, Reading, Rejected
from pipelines.memory import Memory, unpacked
from pipelines.placepath import in_words, later_steps, way_of, xpath_of
from pipelines.places import places_of
from pipelines.tracing import Trace, trace
from pipelines.wording import fold, stands_in
from pipelines.xpath import XPathRefused, evaluate, parse

ECHO_WORDS = 5
"""Words of a removed block that are worth pointing out when another block holds them; shorter ones are phrases."""

MOST_PLACES = 1_000
"""Places of a page whose XPaths are tried. Pages of 30 sites have 6 to 104; trying 3,000 takes seven seconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a page with all that is known about it.

    number       counts the blocks of all pages from 1
    page         the page of the article it stands on, from 1
    text         as on the page: white space single, a newline where the page breaks the line
    reason       why it was kept or removed, in words for people
    tag          the element it stands in
    place        where that stands in the template, in words: "div.story > p"
    xpath        finds what stands at that place, for a rule; None where the names on the way cannot be written,
                 or the page has too many places
    found        how many blocks of its page that XPath finds, this one among them
    links        share of its letters that stand in links, 0 to 1
    words        how many it has
    trafilatura  whether trafilatura keeps it; likewise readability
    echoes       for a removed block the number of the kept one that holds the same words, if any
    """

    number: int
    page: int
    text: str = field(repr=False)
    kept: bool
    reason: str
    tag: str
    place: str
    xpath: str | None
    found: int
    links: float
    words: int
    trafilatura: bool
    readability: bool
    echoes: int | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A page, or the pages of an article, explained.

    outcome     the article as it is read now, or why the page is none
    blocks      all blocks in the order of the page. Missing are lines and sentences that were cut out of a block, such
                as a pull quote printed within a paragraph
    remembered  from how many pages the memory of the site was learned that was used; 0 without one
    fits        whether the page is as that memory knows the pages of its site; None without one
    notes       what the rules for the site did on these pages. What they strip is gone before the page is read, and
                no block
    """

    outcome: ArticleItem | Rejected
    blocks: tuple[Shown, ...] = field(repr=False)
    remembered: int = 0
    fits: bool | None = None
    notes: tuple[Note, ...] = ()


def explain_parts(parts: Sequence[Part], guide: Guide = NO_GUIDE) -> Explained:
    """How an article is read from its fetched pages, with what is known of its site: the work of a worker process."""
    memory = unpacked(guide.memory) if guide.memory else None
    return _explained(*read_closely(parts, memory, guide.rules), parts[0].url, memory)


def explain_file(part: Part, guide: Guide = NO_GUIDE) -> Explained:
    """How a page is read that nobody has looked at yet: as by `read_html`, which refuses listings."""
    memory = unpacked(guide.memory) if guide.memory else None
    return _explained(*read_single(part, memory, guide.rules), part.url, memory)


def _explained(reading: Reading, blocks: Sequence[Block], url: str, memory: Memory | None = None) -> Explained:
    shown: list[Shown] = []
    echoes = _echoes(blocks)
    pages = groupby(enumerate(blocks, 1), key=lambda numbered: numbered[1].element.getroottree().getroot())
    for page, (tree, numbered) in enumerate(pages, 1):
        shown += _shown(tree, page, list(numbered), url, echoes)
    fits = reading.noted.fits if reading.noted else None
    return Explained(reading.outcome, tuple(shown), memory.pages if memory else 0, fits, reading.notes)


def _shown(
    tree: HtmlElement, page: int, numbered: Sequence[tuple[int, Block]], url: str, echoes: dict[int, int]
) -> Iterator[Shown]:
    """The blocks of one page, each with its number."""
    blocks = [block for _, block in numbered]
    ways = list(map(way_of, places_of(blocks)))
    xpaths = _xpaths(ways)
    found = _found(tree, blocks, xpaths)
    opinion = _opinion(tree, url)
    for (number, block), way in zip(numbered, ways, strict=True):
        yield Shown(
            number=number,
            page=page,
            text=block.text,
            kept=block.kept,
            reason=block.reason,
            tag=block.tag,
            place=in_words(way),
            xpath=xpaths.get(way) if found[way] else None,
            found=found[way],
            links=min(block.link_chars / max(len(block.text.replace(" ", "")), 1), 1),
            words=block.words,
            trafilatura=block.index in opinion.kept,
            readability=block.index in opinion.readable,
            echoes=echoes.get(number),
        )


def _opinion(tree: HtmlElement, url: str) -> Trace:
    """What trafilatura and readability keep of a page, whoever ruled on it in the end. The recipe leaves the tree as
    it read it, so its blocks have the same numbers still."""
    return trace(tree, blocks_of(tree), url)


def _xpaths(ways: Sequence[str]) -> dict[str, str | None]:
    """By way the XPath that a rule may hold; None where there is none. Ways beyond MOST_PLACES are left out."""
    later = later_steps(set(ways))
    distinct = list(dict.fromkeys(ways))[:MOST_PLACES]
    return {way: _permitted(xpath_of(way, later)) for way in distinct}


def _permitted(xpath: str | None) -> str | None:
    """The XPath, where it may be evaluated and shows as what it is in a terminal."""
    if xpath is None or not xpath.isprintable():
        return None
    try:
        parse(xpath)
    except XPathRefused:
        return None
    return xpath


def _found(tree: HtmlElement, blocks: Sequence[Block], xpaths: dict[str, str | None]) -> Counter[str]:
    """By way, how many blocks its XPath finds: those that stand in what it finds, however deep."""
    ways_at: defaultdict[HtmlElement, list[str]] = defaultdict(list)
    for way, xpath in xpaths.items():
        try:
            elements = evaluate(parse(xpath), tree) if xpath else []
        except XPathRefused:
            continue  # too large a page for it
        for element in elements:
            ways_at[element].append(way)
    found: Counter[str] = Counter()
    for block in blocks:
        found.update({way for element in around(block) for way in ways_at.get(element, ())})
    return found


def _echoes(blocks: Sequence[Block]) -> dict[int, int]:
    """For removed blocks, by number, the number of the first kept block that holds all of their words."""
    kept = [(number, fold(block.text)) for number, block in enumerate(blocks, 1) if block.kept]
    whole = " | ".join(f" {text} " for _, text in kept)
    echoes: dict[int, int] = {}
    for number, block in enumerate(blocks, 1):
        if block.kept or block.words < ECHO_WORDS:
            continue
        words = fold(block.text)
        if words and f" {words} " in whole:
            echoes[number] = next(other for other, text in kept if stands_in(words, text))
    return echoes
