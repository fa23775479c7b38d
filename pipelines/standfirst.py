"""The standfirst: the summary printed between headline and text, set in another style than the text."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.blocks import INLINE, Block
from pipelines.headers import is_date_line
from pipelines.scope import drop
from pipelines.splitting import SIZED
from pipelines.wording import fold

NEAR = 6
"""Blocks behind the headline among which the standfirst is looked for: byline, date and share buttons may stand
between."""

FEWEST, MOST = 4, 70
"""Words of a standfirst. Fewer are a rubric ("Film of the week"), more a first paragraph."""

STYLED = 45
"""Words of one that is known by its style alone; longer ones in italics are notes of the author."""

CALLED = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|deck|sub-?(?:title|head(?:line|ing)?)|article-?(?:summary|excerpt)|(?:entry|post)-?"
    r"(?:summary|excerpt|intro)|intro|lead-?in|chapo|chapeau|teaser-?text|vorspann|sottotitolo|summary|excerpt|kicker-text)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


def take_out(blocks: Sequence[Block], at: int, known: str | None) -> str | None:
    """The standfirst behind the headline (the block at place `at`), dropped from the text; None when there is none.

    `known` is what metadata say it is: it is believed where it stands on the page. A first paragraph that metadata
    repeat as a description is no standfirst while it is set like those that follow.
    """
    words = fold(known or "")
    for place in range(at + 1, min(at + 1 + NEAR, len(blocks))):
        block = blocks[place]
        if not FEWEST <= block.words <= MOST:
            if block.words > MOST:
                return known
            continue
        if is_date_line(block.text):
            continue
        is_known = bool(words) and fold(block.text) == words
        if _is_called(block) or (_is_set_apart(blocks, place) and (is_known or block.kept or place == at + 1)):
            drop(block, "the standfirst")
            return " ".join(block.text.split())
        if block.kept and _ends_like_prose(block):
            return known
    return known


def _is_called(block: Block) -> bool:
    near = [block.element, block.element.getparent()]
    return any(
        CALLED.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}")
        for element in near
        if element is not None and element.tag not in ("body", "article", "main")
    )


def _is_set_apart(blocks: Sequence[Block], place: int) -> bool:
    """Whether a block is a sentence in another style than the text: type, size, weight or place."""
    block = blocks[place]
    text = next((other for other in blocks[place + 1 :] if other.kept and other.words > 15), None)
    if text is None or block.words > STYLED or not _is_sentence(block) or block.link_chars > len(block.text) / 2:
        return False
    if _is_all(block, "bold") != _is_all(text, "bold") or _is_all(block, "italic") != _is_all(text, "italic"):
        return _is_all(block, "bold") or _is_all(block, "italic")
    if block.tag in ("h2", "h3", "h4") and text.tag not in ("h2", "h3", "h4"):
        return _ends_like_prose(block) and block.text[-1] not in "?:"
    return _size(block) != _size(text) and _size(block) is not None


def _is_sentence(block: Block) -> bool:
    return _ends_like_prose(block) or block.words >= 8


def _ends_like_prose(block: Block) -> bool:
    return block.text[-1] in '.!?…"”’»:'


def _is_all(block: Block, style: str) -> bool:
    said = [run for run in block.runs if run.text.strip()]
    return all(getattr(run, style) for run in said)


def _size(block: Block) -> str | None:
    """The size that the type of a block is given, if any."""
    run = next(run for run in block.runs if run.text.strip())
    element: HtmlElement | None = run.holder.getparent() if run.is_tail else run.holder
    while element is not None and element.tag in INLINE:
        if element.tag in SIZED and element.get("size"):
            return element.get("size")
        element = element.getparent()
    return None
