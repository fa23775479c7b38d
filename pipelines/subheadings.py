"""Headings within the text belong to what stands below them: with it they are kept, without it they head nothing.

They are short, often in an element of their own, and repeated in the table of contents, so that the judge takes one or
the other for something beside the text.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from pipelines.blocks import Block
from pipelines.cards import is_link
from pipelines.scope import drop

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})

UNDER_HEADING = 15
"""Words of the paragraph under a heading that make it one of the text. Of 109 such headings that the judge dropped on
marked pages, 84 are the article's."""


def keep_headings(blocks: Sequence[Block]) -> None:
    """Keep the headings over kept paragraphs, from the first kept block on; those that are links stay as they are."""
    begun = False
    for block, below in pairwise(blocks):
        begun |= block.kept
        is_heading = block.tag in HEADINGS and not is_link(block)
        if begun and is_heading and not block.kept and below.kept and below.words >= UNDER_HEADING:
            block.kept, block.reason = True, "stands over a paragraph of the article"


def drop_last_headings(blocks: Sequence[Block]) -> None:
    """Drop the headings that the kept text ends with: they stand over something that is not kept. A paragraph right
    below, in the same container, may have been dropped by mistake; its heading stays."""
    kept = [place for place, block in enumerate(blocks) if block.kept]
    ending = list(takewhile(lambda place: blocks[place].tag in HEADINGS, reversed(kept)))
    if not ending or len(ending) == len(kept):
        return
    below = blocks[ending[0] + 1] if ending[0] + 1 < len(blocks) else None
    is_headed = below is not None and below.element.getparent() is blocks[ending[0]].element.getparent()
    if not (is_headed and below.tag == "p" and below.words >= UNDER_HEADING):
        for place in ending:
            drop(blocks[place], "a heading over nothing of the article")
