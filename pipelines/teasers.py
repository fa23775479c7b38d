"""Other articles announced by teasers of one make, each in an element of its own: the linked title, a line or two, a
date. They may stand anywhere below the headline, and be more than the article itself where that is a short one.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.alike import held_by, units_around
from pipelines.blocks import Block
from pipelines.cards import CARDS, TITLE_WORDS, is_link

TEASER_WORDS = 80
"""Words of a teaser with its title, date and author; entries of a list have more to say."""

TEASER_BLOCKS = 6
"""Blocks of a teaser: section, title, text, date, author, "read more"."""

LINKS = 3
"""Addresses that a teaser leads to: the article, its section, its author."""

CELLS = frozenset({"td", "th"})
"""What rows of tables are made of, which are of one make, too."""


def teasers_below(blocks: Sequence[Block], at: int, url: str) -> list[Block]:
    """The blocks of the teasers below the headline, which is at the place `at`; empty when there are few.

    `url` is the page's address: teasers lead to pages of the same host, entries of a list to others.
    """
    below = blocks[at + 1 :]
    titles = [block for block in below if _is_title(block, url)]
    if len(titles) < CARDS:
        return []
    held = held_by(units_around(titles, blocks[at], CARDS), below)
    teasers = [within for within in held.values() if _is_teaser(within)]
    return [block for within in teasers for block in within] if len(teasers) >= CARDS else []


def _is_title(block: Block, url: str) -> bool:
    """Whether a block may be the title of another article of the host."""
    if not 2 <= block.words <= TITLE_WORDS or not is_link(block):
        return False
    href = next((run.href for run in block.runs if run.href is not None), "#")
    try:
        return not href.startswith("#") and urlsplit(href).netloc in ("", urlsplit(url).netloc)
    except ValueError:  # "http://[": no address at all
        return False


def _is_teaser(within: Sequence[Block]) -> bool:
    """Whether a unit with these blocks is a teaser: little text, and no links but those that are blocks."""
    if not 2 <= len(within) <= TEASER_BLOCKS or sum(block.words for block in within) > TEASER_WORDS:
        return False
    if any(block.tag in CELLS or (block.link_chars and not is_link(block)) for block in within):
        return False
    return len({run.href for block in within for run in block.runs} - {None}) <= LINKS
