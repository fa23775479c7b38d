"""Texts compared as readers compare them: without case, quotation marks, dashes and final marks."""

import re
from functools import lru_cache

WORD = re.compile(r"\w+")


@lru_cache(maxsize=2_000)  # a page asks for the same texts several times
def fold(text: str) -> str:
    """The words of a text in lower case, a single space between them; "" when it has none."""
    return " ".join(WORD.findall(text.casefold()))


def count(text: str) -> int:
    """How many words a text has, separated by white space."""
    return len(text.split())


def stands_in(words: str, text: str) -> bool:
    """Whether folded words stand in a folded text, whole words only."""
    return f" {words} " in f" {text} "
