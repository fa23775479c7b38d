"""Articles whose text is equal: one stands for all, and the visits to the others count as duplicates."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from storage import writing
from storage.frontier import Frontier
from storage.models import Page
from storage.states import Outcome


def tie(session: Session, site_id: int, texts: Iterable[str], frontier: Frontier | None) -> None:
    """Tie the articles of a site that have one of the texts (hashes). Outcomes of visits in the frontier's run are
    corrected; without a frontier there was no visit."""
    for text in dict.fromkeys(texts):
        tied = writing.tie_same_text(session, site_id, text)
        if not tied or frontier is None:
            continue
        first, *others = tied
        if _has_outcome(frontier, first.page, Outcome.DUPLICATE):
            frontier.settle_again(first.page, Outcome.NEW if first.current.number == 1 else Outcome.CHANGED, None)
        for other in others:
            if _has_outcome(frontier, other.page, Outcome.NEW, Outcome.CHANGED, Outcome.DUPLICATE):
                frontier.settle_again(other.page, Outcome.DUPLICATE, f"same text as {first.page.url}")


def _has_outcome(frontier: Frontier, page: Page, *outcomes: Outcome) -> bool:
    """Whether a page answered at its own address in this run, with one of these outcomes."""
    return page.settled_run_id == frontier.run.id and page.redirects_to is None and page.state in outcomes
