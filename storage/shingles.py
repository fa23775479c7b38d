"""Texts as sets of runs of words, for finding those that share much of each other: a story printed by two magazines.

A *shingle* is a run of words, case and marks aside, as a number. How much of the shorter of two texts stands in the
other is the part of its shingles that the other has, so that a text that was cut is all in the whole one. A text's
*fingerprint* is its smallest shingles: the numbers are spread evenly, so two texts that share a part of their shingles
are likely to share some of the smallest (bottom-k sketch of Broder's resemblance, 1997).

The figures were chosen by benchmarks/duplicates.py.
"""

import re
from collections.abc import Set
from hashlib import blake2b
from heapq import nsmallest
from itertools import islice

RUN = 5
"""Words of a shingle. With four, seven times as many texts share one by chance, and as many more must be compared."""

KEPT = 24
"""Shingles of a fingerprint."""

SHARED = 2
"""Shingles that the fingerprints of two texts must share to be compared. Texts of which one is 30 % of the other share
fewer once in 400 times, two unrelated ones once in a million."""

ALIKE = 0.5
"""Overlap from which on two texts are nearly the same: half of the shorter stands in the other. A text in which one
word in ten is another has about 0.6; a notice under both seldom is half of one."""

LEAST = 40
"""Shingles of a text that is compared at all; shorter ones are often notices."""

MOST_WORDS = 20_000
"""Words of a text that are looked at, against pages without end."""

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # written without spaces; each is taken for a word
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+")


def shingles(text: str) -> frozenset[int]:
    """The shingles of a text, as numbers below 2**63; the same in every process."""
    words = [match[0] for match in islice(_WORD.finditer(text.casefold()), MOST_WORDS)]
    runs = {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    return frozenset(int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> 1 for run in runs)


def fingerprint(text: Set[int]) -> list[int]:
    """The fingerprint of a text's shingles; empty for a text that is too short."""
    return nsmallest(KEPT, text) if len(text) >= LEAST else []


def overlap(one: Set[int], other: Set[int]) -> float:
    """How much of the shorter text stands in the other: from 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
