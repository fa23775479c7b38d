"""What is different between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

BREAK = "\n\n"  # between paragraphs
WORDS = re.compile(r"\n\n|\S+")

AROUND = 5
"""Words shown before and after a difference, so that one sees where it is."""

LONGEST = 40
"""Words of a difference that are shown; of a longer one the beginning and the end."""

COMPARED = 4_000
"""Words of each text that are compared, from the first difference on: the time grows with the square, here to a
second."""


class Side(StrEnum):
    """What a piece of text is: in both, only in the old one, only in the new one."""

    BOTH = "both"
    LOST = "lost"
    ADDED = "added"


STYLES = {Side.BOTH: "", Side.LOST: "red strike", Side.ADDED: "green"}
"""How a terminal shows each side, in the words of rich."""

MARKS = {Side.BOTH: ("", ""), Side.LOST: ("[-", "-]"), Side.ADDED: ("{+", "+}")}
"""What stands before and after the words of each side where there are no colours, as wdiff prints them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together."""

    side: Side
    text: str


def words_lost_and_added(before: str, after: str) -> tuple[int, int]:
    """How many words of the one text are not in the other, wherever they stand."""
    old, new = Counter(before.split()), Counter(after.split())
    return (old - new).total(), (new - old).total()


def differences(before: str, after: str) -> Iterator[list[Piece]]:
    """The places at which two texts differ, each with a few words around it."""
    old, new = before.split(), after.split()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = max(0, same - AROUND)
    old, new = old[start : start + COMPARED], new[start : start + COMPARED]
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        pieces: list[Piece] = []
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                pieces.append(Piece(Side.BOTH, " ".join(old[old_from:old_to])))
                continue
            if old_to > old_from:
                pieces.append(Piece(Side.LOST, _shortened(old[old_from:old_to])))
            if new_to > new_from:
                pieces.append(Piece(Side.ADDED, _shortened(new[new_from:new_to])))
        yield pieces


def whole_difference(before: str, after: str) -> Iterator[list[Piece]]:
    """Both texts in order, nothing left out: paragraphs that are in both, as one piece, or such as differ, by words.

    Paragraphs are compared first, so a text of 10,000 words takes no longer than its changed paragraphs do. Among more
    than 200 words, one that stands everywhere is not found again for itself (difflib); so the time stays in bounds.
    Between two pieces stands a space, or the break between paragraphs in one of them.
    """
    old, new = before.split(BREAK), after.split(BREAK)
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield [Piece(Side.BOTH, BREAK.join(old[old_from:old_to]))]
        else:
            yield list(_by_words(BREAK.join(old[old_from:old_to]), BREAK.join(new[new_from:new_to])))


def _by_words(before: str, after: str) -> Iterator[Piece]:
    """All words of two texts; a break between paragraphs counts as one."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece(Side.BOTH, _joined(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece(Side.LOST, _joined(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece(Side.ADDED, _joined(new[new_from:new_to]))


def _joined(words: list[str]) -> str:
    return " ".join(words).replace(f" {BREAK} ", BREAK)


def _shortened(words: list[str]) -> str:
    if len(words) <= LONGEST:
        return " ".join(words)
    half = LONGEST // 2
    return f"{' '.join(words[:half])} ... {len(words) - LONGEST:,} words ... {' '.join(words[-half:])}"
