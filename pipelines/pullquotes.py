"""Pull quotes: sentences of the text that the page prints a second time, set apart, to catch the eye.

A pull quote is known by what it repeats, in other case, with another final mark, before or after the sentence itself.
Where editors shortened it, it is known by how it is set. A sentence that only echoes another stays.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.scope import HEADINGS, drop
from pipelines.splitting import without
from pipelines.wording import count, fold, stands_in

FEWEST, MOST = 5, 60
"""Words of a pull quote. Shorter ones are phrases that any text repeats, longer ones paragraphs."""

FEWEST_STYLED = 6
"""Words of one that is set apart only by bold or italic type, as titles and terms are, too."""

SURE = 8
"""Words that no text repeats by accident: a block of so many that stand in another one is a pull quote however it is
set, between a question and its answer. Shorter ones must be set apart."""

GLUED = 10
"""Words of a sentence at the start of a block that, standing elsewhere too, make it a pull quote without a break."""

ALIKE = 0.6
"""Part of a set quotation's words that stand in one paragraph in the same order, when editors changed the others. Below
are quotations of other people on the same subject."""

NEAR = 4
"""Elements around a block that may set it apart."""

LONGER = 1.3
"""How much longer than the quote the block must be that holds its sentence; equal ones are repeated paragraphs."""

ENDINGS = ".!?…\"'”’»"
"""Last characters of a sentence; titles have none."""

CALLED = re.compile(r"pull[\s_-]*quote|(?:^|[\s_-])(?:quote|callout|blockquote)(?:$|[\s_-])", re.IGNORECASE)
PULLED = re.compile(r"pull[\s_-]*quote", re.IGNORECASE)
SET = frozenset({"aside", "blockquote", "q", "figure"})
FLOATING = re.compile(r"float\s*:\s*(?:left|right)", re.IGNORECASE)
SENTENCE = re.compile(r".+?[.!?…]+[\"'”’»]*(?=\s|$)", re.DOTALL)


def take_out(blocks: list[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks with their pull quotes dropped, and the quotes as printed, in order.

    Also those that were not kept, in the midst of the text. A quote within a block is cut out of it: the block is
    replaced by one without.
    """
    text = _Text([fold(block.text) if block.kept else "" for block in blocks])
    kept = [place for place, block in enumerate(blocks) if block.kept]
    quotes: list[str] = []
    left: list[Block] = []
    question = False
    for place, block in enumerate(blocks):
        if not block.kept:
            if kept and kept[0] < place < kept[-1] and _was_quote(block, text):
                quotes.append(block.text)
        elif block.tag != "pre" and _is_quote(block, place, text, question):
            drop(block, "a pull quote")
            quotes.append(block.text)
        else:
            answers, question = question, block.text.endswith("?") or _is_styled(block)
            for glued in _glued(block, place, text, answers):
                quotes.append(glued.strip())
                block = without(block, glued) or block
        left.append(block)
    return left, tuple(quotes)


class _Text:
    """The folded texts of the kept blocks, by place, made to be searched many times."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.whole = "".join(f" {text} |" for text in texts)

    def repeats(self, words: str, place: int | None = None) -> bool:
        """Whether words stand in a block that has more than them, other than the one at `place`."""
        if self.whole.count(f" {words} ") < (1 if place is None else 2):
            return False
        return any(
            other != place and len(text) >= LONGER * len(words) and stands_in(words, text)
            for other, text in enumerate(self.texts)
        )


def _was_quote(block: Block, text: _Text) -> bool:
    """Whether a block that was not kept is a pull quote: set apart, and called so or repeating the text."""
    around = _around(block)
    if not around or not FEWEST <= block.words <= MOST or block.tag == "li":
        return False
    if _is_pulled(around):
        return True
    return block.text[-1] in ENDINGS and text.repeats(fold(block.text))


def _is_quote(block: Block, place: int, text: _Text, question: bool) -> bool:
    """Whether a kept block is a pull quote. `question`: whether the text before it is one, or a title."""
    words = text.texts[place]
    length = count(words)
    if not FEWEST <= length <= MOST or block.text[-1] == ":":
        return False
    around = _around(block)
    if _is_pulled(around):
        return True
    is_styled = length >= FEWEST_STYLED and _is_styled(block)
    is_between = length >= SURE and question
    if block.tag in ("li", "dt", "dd", "th") or block.text[-1] not in ENDINGS:
        return False
    if (around or ((is_styled or is_between) and block.tag not in HEADINGS)) and text.repeats(words, place):
        return True
    if is_styled and any(map(_is_floating, around)):
        return any(
            other != place and _likeness(words, given) >= ALIKE for other, given in enumerate(text.texts) if given
        )
    return False


def _around(block: Block) -> list[HtmlElement]:
    """The elements around a block that set it apart."""
    found = []
    element: HtmlElement | None = block.element
    for _ in range(NEAR):
        if element is None or element.tag in ("body", "article", "main"):
            break
        if element.tag in SET or _is_called(element.get("class") or "") or _is_floating(element):
            found.append(element)
        element = element.getparent()
    return found


def _is_floating(element: HtmlElement) -> bool:
    style = element.get("style")
    if style and FLOATING.search(style):
        return True
    return element.tag in ("table", "div") and (element.get("align") or "").lower() in ("left", "right")


@lru_cache(maxsize=10_000)  # templates repeat a few hundred names
def _is_called(name: str) -> bool:
    return CALLED.search(name) is not None


def _is_pulled(around: Sequence[HtmlElement]) -> bool:
    """Whether one of the elements is called a pull quote."""
    return any(PULLED.search(element.get("class") or "") for element in around)


def _is_styled(block: Block) -> bool:
    """Whether all of a block is bold or italic."""
    styled = max(block.bold_chars, block.italic_chars)
    return styled > 0 and styled >= 0.9 * sum(len(run.text.strip()) for run in block.runs)


def _likeness(words: str, text: str) -> float:
    """Part of the words that stand in the text in the same order."""
    wanted, given = words.split(), text.split()
    same = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    return sum(match.size for match in same) / len(wanted)


def _glued(block: Block, place: int, text: _Text, answers: bool) -> list[str]:
    """Pull quotes that stand in a block with other text: a line or a styled piece of it, or the first sentence of
    what `answers` a question."""
    pieces = block.text.split("\n") if "\n" in block.text else []
    if block.bold_chars or block.italic_chars:
        pieces += [run.text for run in block.runs if run.bold or run.italic]
    first = SENTENCE.match(block.text) if answers else None
    found: list[str] = []
    for piece, fewest in [*((piece, SURE) for piece in pieces), *([(first[0], GLUED)] if first else [])]:
        if not fewest <= count(piece) <= MOST or piece in found or len(piece) >= len(block.text):
            continue
        words = fold(piece)
        if text.repeats(words, place) or text.texts[place].count(words) > 1:
            found.append(piece)
    return found
