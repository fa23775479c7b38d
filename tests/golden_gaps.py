"""What is not yet read as written of the made-up magazines, and why: the expected failures of test_golden.py.

They are strict: as soon as a gap is closed, its tests fail until it is taken out of this table. Articles are named by
their path; FILLER are a magazine's generated articles, all together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fixtures.articles import Article

FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Gap:
    """A cause, where it strikes: in these magazines, these articles (none named: all), if they have what it takes."""

    reason: str
    magazines: tuple[str, ...]
    names: tuple[str, ...] = ()
    having: Callable[[Article], object] = lambda article: True

    def strikes(self, magazine: str, name: str, articles: Sequence[Article]) -> bool:
        """Whether one of the articles called `name` is not read as written because of this."""
        named = name in self.names or not self.names
        return magazine in self.magazines and named and any(self.having(article) for article in articles)


GAPS: dict[str, tuple[Gap, ...]] = {
    "work": (
        Gap("the record says only in passing who made it", ("halyard",), ("/music/low-tide-hymnal-review",)),
        Gap("the building is named only in the prose", ("ashlar",), ("/buildings/pumproom.htm",)),
    ),
}


def reason_against(field: str, magazine: str, name: str, articles: Sequence[Article]) -> str | None:
    """Why a field of these articles is not read as written; None when it is."""
    gaps = (gap for gap in GAPS.get(field, ()) if gap.strikes(magazine, name, articles))
    return "; ".join(gap.reason for gap in gaps) or None
