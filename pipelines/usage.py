"""The words of a page as it uses them in its sentences: what speaks against a line being a name."""

import re
from collections.abc import Sequence
from functools import cached_property

from pipelines.printed import Line

PROSE = 60
"""Characters of a line from which on its words in small letters are common words."""

WORD = re.compile(r"[^\W\d_]{3,}")


class Usage:
    """The words that a page uses in small letters: "Video Production" is nobody where the text speaks of production."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @cached_property
    def _prose(self) -> str:
        return " ".join([line.text for line in self._lines if len(line.text) > PROSE])

    @cached_property
    def _common(self) -> set[str]:
        return set(filter(str.islower, set(WORD.findall(self._prose))))

    def _is_used(self, word: str) -> bool:
        """Whether a word stands in small letters on the page. Most words of names stand in no other either."""
        return word in self._prose and word in self._common

    def is_common(self, name: str) -> bool:
        """Whether all words of a name are used otherwise on the page."""
        return all(map(self._is_used, words_of(name)))

    def has_common_word(self, name: str) -> bool:
        """Whether a word of a name is used otherwise on the page."""
        return any(map(self._is_used, words_of(name)))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without those of a letter or two."""
    return WORD.findall(text.casefold())
