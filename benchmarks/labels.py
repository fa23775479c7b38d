"""How much of each block of a page stands in the article as people marked it: what the judge learns from."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher

from pipelines.blocks import Block

GRAM = 4
"""Words in a row that are matched first: rare enough to be found at once, and seldom by chance."""

GAP = 400
"""Words between two matches that are compared word by word; larger gaps are different texts."""

WORD = re.compile(r"\w+")


def shares(blocks: Sequence[Block], truth: str) -> list[float]:
    """For each block the share of its words that stand in the truth, from 0 to 1. Words are matched in order, each
    word of the truth once."""
    words, starts = [], []
    for block in blocks:
        starts.append(len(words))
        words += WORD.findall(block.text.lower())
    wanted = WORD.findall(truth.lower())
    found = [0] * len(blocks)
    for start, _, size in _matches(words, wanted):
        for position in range(start, start + size):
            found[bisect_right(starts, position) - 1] += 1
    ends = [*starts[1:], len(words)]
    return [
        min(1.0, count / (end - start)) if end > start else 0.0
        for count, start, end in zip(found, starts, ends, strict=True)
    ]


def _matches(words: list[str], wanted: list[str]) -> list[tuple[int, int, int]]:
    """Ranges that stand in both, in order: first those of several words in a row, then single words between them."""
    anchors = _blocks([tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)],
                      [tuple(wanted[i : i + GRAM]) for i in range(len(wanted) - GRAM + 1)])  # fmt: skip
    matches = []
    at, want = 0, 0
    for start, there, size in [*anchors, (len(words), len(wanted), 0)]:
        start, there, size = start, there, size + GRAM - 1 if size else 0
        skip = max(0, at - start, want - there)
        start, there, size = start + skip, there + skip, size - skip
        if start < at or there < want or (size <= 0 and start < len(words)):
            continue
        if start - at > 0 and 0 < there - want <= GAP:
            # what is missing stands just behind the match before or just before the next
            places = [*range(at, min(at + GAP, start)), *range(max(at + GAP, start - GAP), start)]
            gap = [words[place] for place in places]
            for a, _, length in _blocks(gap, wanted[want:there]):
                matches += [(places[a + i], 0, 1) for i in range(length)]
        if size > 0:
            matches.append((start, there, size))
            at, want = start + size, there + size
    return matches


def _blocks(one: Sequence, other: Sequence) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [(a, b, size) for a, b, size in matcher.get_matching_blocks() if size]
