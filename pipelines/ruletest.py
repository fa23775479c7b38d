"""The tests that rule files bring along: a page, and words that its article holds when the rules are right."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.article import read_article
from pipelines.decoding import decode, parse
from pipelines.items import ArticleItem, Part
from pipelines.ruled import Note, Ruled, apply, prepare, shown_words
from pipelines.rules import Rules, Test


@dataclass(frozen=True, slots=True)
class Trial:
    """How a test ended: the texts that are missing, and what the rules did on all parts of the page.

    words       of the body
    by_rules    whether a rule found the body; otherwise it was read as without rules, from what the rules leave
    """

    words: int
    by_rules: bool
    missing: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def passes(self) -> bool:
        """Whether there is a body in which nothing is missing."""
        return self.words > 0 and not self.missing


def run_test(rules: Rules, test: Test, parts: Sequence[Part]) -> Trial:
    """Apply rules to the stored parts of a page and look for the test's texts in body, title and authors.

    Upper and lower case and white space do not matter. Runs in a worker: pages and rules are from strangers.
    """
    found: list[Ruled] = []
    bodies: list[str] = []
    for part in parts:
        tree = parse(prepare(decode(part.body, part.content_type), rules))
        if tree is None:
            continue
        ruled = apply(tree, rules)
        found.append(ruled)
        if ruled.body:
            bodies.append(" ".join(word for element in ruled.body for word in shown_words(element)))
        elif rules.autodetect_on_failure is not False:
            reading = read_article([part], tree=tree).outcome
            bodies.append(reading.body if isinstance(reading, ArticleItem) else "")
    body = " ".join(bodies)
    text = _folded(" ".join([body, *(said for ruled in found for said in (ruled.title or "", *ruled.authors))]))
    return Trial(
        len(body.split()),
        any(ruled.body for ruled in found),
        tuple(words for words in test.contains if _folded(words) not in text),
        tuple(note for ruled in found for note in ruled.notes),
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
