"""Where a block stands in the template of its site. The same place is called the same on every page of the template,
whatever is printed there: `div.story/div.body/p text`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.blocks import Block

STEPS = 4
"""Elements that name a place: the block's own and those around it. On 27 sites with ten pages or more 3, 4 and 5 read
equally well; the whole way down from the top of the page knows fewer places again, as sections differ up there."""

WIDE_STEPS = 3
"""Elements that name the wider place, which is asked where the place itself is not known yet."""

CONTAINER_STEPS = 2
"""Elements that name the container around a place. On 59 sites one finds its own namesakes elsewhere on the page; with
the whole way down to the container too few are known."""

ANY = "*"
"""Stands for the form of a block in the name of a container, which holds blocks of every form."""

LINKED = 0.8
"""Part of a block's letters in links that makes it a link: a menu entry, not a sentence with a link."""

LINE = 60
"""Characters; what is shorter is a line (a label, a date, a button) and told apart from running text."""

CELLS = frozenset({"td", "th", "table"})
"""Elements of old layouts without names, told apart by their number among their kind."""

MOST_CELLS = 9
"""Columns that are counted. Later ones are one place: data, no layout."""

TEXT_ELEMENTS = frozenset(
    "p li ul ol dl dt dd blockquote h1 h2 h3 h4 h5 h6 pre center tr tbody td th table section figure".split()
)
"""Elements that an article consists of; around them stands what holds the article."""

LOOK_BACK = 3
"""Siblings before an element among which one of the same name is looked for."""

DIGITS = re.compile(r"\d+")
TAG = re.compile(r"[^#.+\[]*")


def places_of(blocks: Sequence[Block]) -> list[str]:
    """The place of each block of a page, in order."""
    steps: dict[HtmlElement, str] = {}
    ways: dict[HtmlElement, str] = {}
    return [f"{_way(block.element, steps, ways)} {form_of(block)}" for block in blocks]


@lru_cache(maxsize=4096)
def wider(place: str) -> str:
    """The wider place around a place: without its outermost element where it has all STEPS of them."""
    way, _, form = place.rpartition(" ")
    steps = way.split("/")
    return f"{'/'.join(steps[-WIDE_STEPS:])} {form}"


@lru_cache(maxsize=4096)
def container(place: str) -> str | None:
    """The name of the element around the paragraphs, lists and cells at a place, as far as the place tells; None where
    it does not."""
    steps = place.rpartition(" ")[0].split("/")
    while steps and TAG.match(steps[-1])[0] in TEXT_ELEMENTS:
        steps.pop()
    return f"{'/'.join(steps[-CONTAINER_STEPS:])} {ANY}" if steps else None


def names_of(place: str) -> list[str]:
    """A place and what is asked where it is not known: the wider place, the container."""
    around = container(place)
    return [place, wider(place)] if around is None else [place, wider(place), around]


def is_named(place: str) -> bool:
    """Whether a place is told from others by a name that its makers gave it. In old layouts of tables it is not: one
    cell without a name holds menu, text and footer, each a line after a line."""
    steps = place.rpartition(" ")[0].split("/")
    return "[" not in steps[-1] and any("." in step or "#" in step for step in steps)


def is_links(place: str) -> bool:
    """Whether nothing but links stands at a place. Menus do, which differ from page to page; texts do not."""
    return place.endswith(" links")


def form_of(block: Block) -> str:
    """What a block looks like: links, line or text."""
    length = len(block.text)
    if block.link_chars > LINKED * length:
        return "links"
    return "line" if length < LINE else "text"


def template_of(blocks: Sequence[Block], places: Sequence[str]) -> str:
    """What pages of one template share: the place of the element that holds most running text, "" without text.

    It depends on the page alone, not on how it is read.
    """
    sizes: Counter[str] = Counter()
    names: dict[HtmlElement, str] = {}
    steps: dict[HtmlElement, str] = {}
    ways: dict[HtmlElement, str] = {}
    for block, place in zip(blocks, places, strict=True):
        if place.endswith(" text"):
            element = block.element
            if element not in names:
                names[element] = _way(holder_of(element), steps, ways)
            sizes[names[element]] += len(block.text)
    return max(sizes, key=lambda name: (sizes[name], name), default="")


def holder_of(element: HtmlElement) -> HtmlElement:
    """The element around the paragraphs, lists and cells that an element is part of."""
    while element.tag in TEXT_ELEMENTS and element.getparent() is not None:
        element = element.getparent()
    return element


def look_of(element: HtmlElement) -> tuple[str, str]:
    """The names of an element and of the one around it, without what tells siblings apart."""
    around = element.getparent()
    return _name(element), "" if around is None else _name(around)


def _way(element: HtmlElement, steps: dict[HtmlElement, str], ways: dict[HtmlElement, str]) -> str:
    """The names of an element and of those around it, outermost first."""
    if element not in ways:
        names: list[str] = []
        at: HtmlElement | None = element
        while at is not None and at.tag not in ("body", "html") and len(names) < STEPS:
            if at not in steps:
                steps[at] = _step(at)
            names.append(steps[at])
            at = at.getparent()
        ways[element] = "/".join(reversed(names))
    return ways[element]


def _step(element: HtmlElement) -> str:
    """The name of one element: tag, id and first class, with # for numbers; a cell's number where it has no name; "+"
    for one that follows another of its name, as the next article of an endless page does."""
    name = _name(element)
    if element.tag in CELLS and name == element.tag:
        return f"{name}[{_number(element)}]"
    if element.tag in TEXT_ELEMENTS:
        return name
    before = element.getprevious()
    for _ in range(LOOK_BACK):
        if before is None:
            return name
        if before.tag == element.tag and _name(before) == name:
            return f"{name}+"
        before = before.getprevious()
    return name


def _name(element: HtmlElement) -> str:
    name = str(element.tag)
    if element.attrib:
        own, classes = element.get("id"), element.get("class")
        if own:
            name += f"#{DIGITS.sub('#', own)}"
        if classes and not classes.isspace():
            name += f".{DIGITS.sub('#', classes.split(None, 1)[0])}"
    return name.replace("/", "_").replace(" ", "_")[:80]


def _number(element: HtmlElement) -> int:
    number = 0
    before = element.getprevious()
    while before is not None and number < MOST_CELLS:
        number += before.tag == element.tag
        before = before.getprevious()
    return number
