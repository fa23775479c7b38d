"""Units of a page: elements of one make beside each other, such as the comments below a text or the cards of other
articles. A template prints them in a loop, so they are alike whatever their names are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.blocks import Block

Make = tuple[HtmlElement | None, str, str | None]


def units_around(signs: Sequence[Block], apart_from: Block, few: int) -> set[HtmlElement]:
    """The elements around the blocks `signs`, each beside others of its make around other signs, at least `few` in
    all. Those around the block `apart_from` are none; units may hold units."""
    outer = set(around(apart_from))
    alike: defaultdict[Make, set[HtmlElement]] = defaultdict(set)
    for sign in signs:
        for element in around(sign):
            if element in outer:
                break
            alike[_make(element)].add(element)
    return {unit for units in alike.values() if len(units) >= few for unit in units}


def held_by(units: set[HtmlElement], blocks: Sequence[Block]) -> dict[HtmlElement, list[Block]]:
    """By unit the blocks in it."""
    held: defaultdict[HtmlElement, list[Block]] = defaultdict(list)
    for block in blocks:
        for element in around(block):
            if element in units:
                held[element].append(block)
    return held


def beside(element: HtmlElement) -> list[HtmlElement]:
    """The elements of the same make with the same parent, without the element itself."""
    return [other for other in element.itersiblings(element.tag) if _make(other) == _make(element)]


def around(block: Block) -> Iterator[HtmlElement]:
    """The element that a block stands in and those around it, the innermost first."""
    yield block.element
    yield from block.element.iterancestors()


def _make(element: HtmlElement) -> Make:
    return element.getparent(), element.tag, element.get("class")
