"""Which blocks of a page do trafilatura and its readability keep? Each block is marked before they read, and the
marks that come out are counted.

Comparing texts instead would lose what stands twice on a page, what is short and what changes place.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from lxml.etree import XPath, _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction, external

from pipelines.blocks import Block, Run
from pipelines.quickpaths import remembered

FIRST, LAST = 0x1F300, 0x1F5FF
"""The symbols that marks are made of, two for each block: pictographs, which trafilatura takes for printable text
(private characters it removes) and which count as no letters."""

UNSEEN = ".//head | .//noscript | .//select | .//iframe | .//nav[not(.//p)]"
"""Elements that neither trafilatura nor readability keeps, a quarter of most pages, which they would copy and search
several times. A menu with paragraphs in it is left: nobody closed it, and an article follows. Buttons are left, too:
some pages print the questions of a list in them."""

MAX_COMPARED = 2_000
"""Paragraphs that justext compares with their neighbours, in time that grows with the square of their number: 7,000
list items take 7 seconds. The most that it was given of some 500 pages were 700."""

TEXT = XPath("string()", smart_strings=False)

COUNT = LAST - FIRST + 1
SYMBOL = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
MARK = re.compile(f"([{chr(FIRST)}-{chr(LAST)}])([{chr(FIRST)}-{chr(LAST)}])")


ONE_AT_A_TIME = Lock()
"""Held while trafilatura reads with parts of ours in it, which are there for the whole process. Another thread that
reads a page waits. One that asks trafilatura itself is answered as ever: what is overheard of it bears no marks."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The numbers of the blocks that were kept: by trafilatura in the end, and by the readability it compares with."""

    kept: frozenset[int] = frozenset()
    readable: frozenset[int] = frozenset()


def trace(tree: HtmlElement, blocks: Sequence[Block], url: str) -> Trace:
    """What trafilatura and readability keep of the page's blocks. The tree is left as it was.

    `blocks` are those of this very tree; after `blocks.drop_unread`, not before it.
    """
    with ONE_AT_A_TIME, _marked(blocks), remembered(), _bounded(), _overheard() as summaries:
        # as XML, because as "python" it would also be written as plain text, which nobody reads
        document = bare_extraction(tree, url, include_comments=False, output_format="xml", prune_xpath=UNSEEN)
    return Trace(
        kept=_marks_in(document.body) if document else frozenset(),
        readable=frozenset().union(*map(_marks_in, summaries)),
    )


@contextmanager
def _marked(blocks: Sequence[Block]) -> Iterator[None]:
    """The blocks' texts begin with their marks meanwhile. Symbols of the page itself are left out as long."""
    changed = []
    for block in blocks[: COUNT * COUNT]:
        longest = max(block.runs, key=lambda run: len(run.text.strip())) if len(block.runs) > 1 else block.runs[0]
        symbols = not block.text.isascii()
        for run in block.runs:
            text = SYMBOL.sub("", run.text) if symbols else run.text
            if run is longest:
                bare = text.lstrip()
                mark = chr(FIRST + block.index // COUNT) + chr(FIRST + block.index % COUNT)
                text = text[: len(text) - len(bare)] + mark + bare
            if text != run.text:
                _write(run, text)
                changed.append(run)
    try:
        yield
    finally:
        for run in changed:
            _write(run, run.text)


def _write(run: Run, text: str) -> None:
    if run.is_tail:
        run.holder.tail = text
    else:
        run.holder.text = text


@contextmanager
def _overheard() -> Iterator[list[HtmlElement]]:
    """What readability answers trafilatura meanwhile; asking it ourselves would take its time twice."""
    summaries: list[HtmlElement] = []
    ask = external.try_readability

    def listen(tree: HtmlElement) -> HtmlElement:
        summary = ask(tree)
        summaries.append(summary)
        return summary

    external.try_readability = listen
    try:
        yield summaries
    finally:
        external.try_readability = ask


@contextmanager
def _bounded() -> Iterator[None]:
    """Meanwhile justext, which trafilatura asks on odd pages, compares the first MAX_COMPARED and drops the others."""
    revise = external.revise_paragraph_classification
    external.revise_paragraph_classification = lambda found, distance: revise(found[:MAX_COMPARED], distance)
    try:
        yield
    finally:
        external.revise_paragraph_classification = revise


def _marks_in(tree: _Element) -> frozenset[int]:
    """The numbers of the blocks whose marks stand in the text of a tree."""
    marks = MARK.findall(TEXT(tree))
    return frozenset((ord(high) - FIRST) * COUNT + ord(low) - FIRST for high, low in marks)
