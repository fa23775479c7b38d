"""What is different between two texts, word by word."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

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


def _shortened(words: list[str]) -> str:
    if len(words) <= LONGEST:
        return " ".join(words)
    half = LONGEST // 2
    return f"{' '.join(words[:half])} ... {len(words) - LONGEST:,} words ... {' '.join(words[-half:])}"
