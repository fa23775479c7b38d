"""Other articles announced at the end of one: cards of a linked title and a teaser, one after another to the end.

They are known by their order, not by names in the markup: the teasers read like prose, and often only their titles
were seen to be no text of the article.
"""

from collections.abc import Sequence

from pipelines.blocks import Block

TITLE_WORDS = 20
"""Words of a title; a longer block of links is a list of sources."""

TEASER_WORDS = 35
"""Words of a teaser. An entry of a list has more to say about what it links to."""

TEASER_BLOCKS = 3
"""Blocks between two titles: teaser, date and author."""

CARDS = 3
"""Cards that make a list of other articles; two may be the sources of a text."""

AT_MOST = 0.3
"""Part of the words kept that cards may have: an article whose last chapter is a list of links has more there."""

LINKED = 0.8
"""Part of a block's letters in links that makes it a link, with room for an icon or a number."""


def cards_below(blocks: Sequence[Block], start: int) -> list[Block]:
    """The kept blocks of the cards that end a page's text, which begins at the place `start`; empty when there are too
    few cards, or when the text is made of them."""
    kept = [place for place in range(start, len(blocks)) if blocks[place].kept]
    last = next((place for place in range(kept[-1], start, -1) if _is_title(blocks[place])), None) if kept else None
    if last is None:
        return []
    alike = _make(blocks[last])
    titles = [
        place for place in range(start, len(blocks)) if _is_title(blocks[place]) and _make(blocks[place]) == alike
    ]
    ends = [*titles[1:], len(blocks)]
    begin = len(titles)
    while begin and _is_teaser(blocks[titles[begin - 1] + 1 : ends[begin - 1]]):
        begin -= 1
    if len(titles) - begin < CARDS:
        return []
    below = [blocks[place] for place in kept if place >= titles[begin]]
    words = sum(block.words for block in below)
    return below if words <= AT_MOST * sum(blocks[place].words for place in kept) else []


def is_link(block: Block) -> bool:
    """Whether a block is a link and little else."""
    return block.link_chars >= LINKED * len(block.text.replace(" ", ""))


def _make(block: Block) -> tuple[str | None, ...]:
    """What cards of one list have in common: the element of the title and the one around it."""
    element, around = block.element, block.element.getparent()
    own = (element.tag, element.get("class"))
    return own if around is None else (*own, around.tag, around.get("class"))


def _is_title(block: Block) -> bool:
    """Whether a block may be the title of another article: a link to another page and nothing else."""
    linked = [run for run in block.runs if run.href is not None]
    if not linked or not is_link(block):
        return False
    return block.tag not in ("li", "td") and block.words <= TITLE_WORDS and not linked[0].href.startswith("#")


def _is_teaser(between: Sequence[Block]) -> bool:
    """Whether what was kept between two titles is no more than a teaser."""
    kept = [block for block in between if block.kept]
    return len(kept) <= TEASER_BLOCKS and all(block.words <= TEASER_WORDS for block in kept)
