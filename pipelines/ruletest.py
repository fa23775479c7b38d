"""The tests that rule files bring along: a page, and words that its article holds when the rules are right."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.article import read_article
from pipelines.items import ArticleItem, Note, Part
from pipelines.rules import Rules, Test


@dataclass(frozen=True, slots=True)
class Trial:
    """How a test ended: the texts that are missing, and what the rules did on all parts of the page.

    words       of the body
    by_rules    whether a rule found the body; otherwise the text was looked for in all that the rules leave
    reason      why there is no article, where there is none
    """

    words: int
    by_rules: bool
    missing: tuple[str, ...]
    notes: tuple[Note, ...]
    reason: str | None = None

    @property
    def passes(self) -> bool:
        """Whether there is a body in which nothing is missing."""
        return self.words > 0 and not self.missing


def run_test(rules: Rules, test: Test, parts: Sequence[Part]) -> Trial:
    """Read the stored parts of a page with the rules and look for the test's texts in body, title and authors.

    Upper and lower case and white space do not matter. Runs in a worker: pages and rules are from strangers.
    """
    reading = read_article(parts, rules=rules)
    article = reading.outcome
    if not isinstance(article, ArticleItem):
        return Trial(0, False, test.contains, reading.notes, article.reason)
    text = _folded(" ".join([article.body, article.headline or "", *article.authors]))
    return Trial(
        article.word_count,
        article.sources.get("body", "").startswith("rule "),
        tuple(words for words in test.contains if _folded(words) not in text),
        reading.notes,
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
