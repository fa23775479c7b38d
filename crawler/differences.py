"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

BREAK = "\n\n"  # between paragraphs, where it counts as a word
WORDS = re.compile(r"\n\n|\S+")

Change = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that have one fate. Between two pieces stands a space, or the paragraphs' break in one of them."""

    change: Change
    text: str


def differences(old: str, new: str) -> Iterator[list[Piece]]:
    """The texts in order as stretches: paragraphs that are the same, as one piece, or such as changed, by words.

    Paragraphs are compared first. So a text of 10,000 words takes no longer than its changed paragraphs do; and words
    that stand everywhere in a long paragraph do not count as found again where nothing near them is.
    """
    before, after = old.split(BREAK), new.split(BREAK)
    for how, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if how == "equal":
            yield [Piece("same", BREAK.join(before[i1:i2]))]
        else:
            yield list(_by_words(BREAK.join(before[i1:i2]), BREAK.join(after[j1:j2])))


def _by_words(old: str, new: str) -> Iterator[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    for how, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if how == "equal":
            yield Piece("same", _joined(before[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("removed", _joined(before[i1:i2]))
        if j1 < j2:
            yield Piece("added", _joined(after[j1:j2]))


def _joined(words: list[str]) -> str:
    return " ".join(words).replace(f" {BREAK} ", BREAK)
