"""Blocks taken apart: lines set in another style are blocks of their own, and a text can be taken out of a block.

Pages of the 2000s put headline, standfirst and byline, or a question and its answer, into one cell with single line
breaks between them. Only their style tells them apart; lines in one style stay together, as those of a poem do.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from pipelines.blocks import INLINE, Block, Run, block_of, text_of
from pipelines.wording import WORD

SIZED = frozenset({"font", "big", "small", "span"})

ENDED = re.compile(r"[.!?…][\"'”’»)]*\s*$")

Style = tuple[bool, bool, bool, HtmlElement | None]


def split(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, those with lines in several styles cut where the style changes. All parts keep the block's number
    and what has been decided about it."""
    parts: list[Block] = []
    for block in blocks:
        if "\n" in block.text and block.tag != "pre":
            parts.extend(_split(block))
        elif block.tag == "li" and block.bold_chars:
            parts.extend(_item_and_title(block))
        else:
            parts.append(block)
    return parts


def without(block: Block, text: str) -> Block | None:
    """The block without the first place in it that has these words, and without the marks and quotes around them.

    None when nothing but punctuation remains; the block itself when the words do not stand in it.
    """
    whole = "".join(run.text for run in block.runs)
    words = r"\W+".join(map(re.escape, WORD.findall(text)))
    found = re.search(rf"[\"'“”„‘’«»]*\b{words}\b[.!?…,;:]*[\"'“”„‘’«»]*", whole, re.IGNORECASE)
    if not found:
        return block
    runs, at = [], 0
    for run in block.runs:
        start, end = max(found.start() - at, 0), max(found.end() - at, 0)
        rest = run.text[:start] + run.text[end:]
        at += len(run.text)
        if rest:
            runs.append(replace(run, text=rest))
    left = remade(block, runs)
    return left if WORD.search(left.text) else None


def remade(block: Block, runs: Sequence[Run]) -> Block:
    """The block with other runs."""
    made = block_of(block.index, block.element, list(runs), text_of(list(runs), block.tag == "pre"))
    made.kept, made.reason = block.kept, block.reason
    return made


def _split(block: Block) -> list[Block]:
    groups: list[list[Run]] = [[]]
    last: Style | None = None
    for line in _lines(block.runs):
        style = _style(line)
        if style is not None and last is not None and style != last:
            groups.append([])
        groups[-1].extend(line)
        last = style if style is not None else last
    if len(groups) == 1:
        return [block]
    parts = [remade(block, group) for group in groups]
    return [part for part in parts if part.text]


def _item_and_title(block: Block) -> list[Block]:
    """A list item nobody closed, and the title behind it that begins what follows: "<li>A towel.<b>Day two</b>"."""
    runs = block.runs
    title = next(
        (
            number
            for number, run in enumerate(runs)
            if run.bold and all(later.bold for later in runs[number:] if later.text.strip())
        ),
        0,
    )
    if not title or not ENDED.search(runs[title - 1].text) or ENDED.search(runs[-1].text):
        return [block]
    return [remade(block, runs[:title]), remade(block, runs[title:])]


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs line by line, each line with the break that ends it."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        lines[-1].append(run)
        if run.is_break:
            lines.append([])
    return lines


def _style(line: Sequence[Run]) -> Style | None:
    """Whether all of a line is bold, italic, a link, and the element that sizes its type; None for an empty line."""
    said = [run for run in line if not run.is_break and run.text.strip()]
    if not said:
        return None
    return (
        all(run.bold for run in said),
        all(run.italic for run in said),
        all(run.href is not None for run in said),
        _sized(said[0]),
    )


def _sized(run: Run) -> HtmlElement | None:
    """The inline element that gives a run its size, if any."""
    element = run.holder.getparent() if run.is_tail else run.holder
    while element is not None and element.tag in INLINE:
        if element.tag in SIZED:
            return element
        element = element.getparent()
    return None
