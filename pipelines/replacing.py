"""Another reading of a fetched version that is stored takes the place of the one before.

No revision is added to an article: a revision is what one fetched version said, and this is the same version.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from pipelines.items import ArticleItem, Outcome, Part, Rejected
from pipelines.ties import tie
from pipelines.written import rewrite, version_of, written
from storage import writing
from storage.frontier import Frontier, now
from storage.models import Article, Page, Revision


class Again(StrEnum):
    """What became of a page that was to be read again.

    FOUND is an article now and was none; LOST the other way round. A page that is no article as before is UNCHANGED.
    """

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FOUND = "found"
    LOST = "lost"
    FAILED = "failed"
    NOT_KEPT = "not kept"


READ = (Again.CHANGED, Again.UNCHANGED, Again.FOUND, Again.LOST)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of a page: its article's headline and text, before and after. "" where it has no text."""

    again: Again
    page_id: int
    url: str
    headline: str | None = None
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


def replace(
    session: Session,
    page: Page,
    parts: Sequence[Part],
    read: ArticleItem | Rejected,
    memory: str | None,
    frontier: Frontier | None,
) -> Replaced:
    """Put what was read from the stored `parts` of a page in the place of what was read from them before.

    `memory` is the version of the memory it was read with. Where the page was visited in the run of the `frontier`,
    the outcome of that visit is corrected.
    """
    article = writing.article_of(session, page)
    current = article.current if article is not None else None
    if isinstance(read, Rejected):
        return _unchanged(page) if current is None else _withdraw(session, page, article, read.reason, frontier)
    if current is None:
        return _find(session, page, article, parts, read, memory, frontier)
    before, text = current.body, current.text_hash
    is_different = rewrite(session, current, read)
    current.memory = memory
    session.flush()
    if current.text_hash != text:
        tie(session, page.site_id, (text, current.text_hash), frontier)
    again = Again.CHANGED if is_different else Again.UNCHANGED
    return Replaced(again, page.id, page.url, current.headline, before, current.body)


def _unchanged(page: Page) -> Replaced:
    return Replaced(Again.UNCHANGED, page.id, page.url)


def _withdraw(session: Session, page: Page, article: Article, reason: str, frontier: Frontier | None) -> Replaced:
    """No reading of the page finds an article any more."""
    headline, before, text = article.current.headline, article.current.body, article.current.text_hash
    writing.withdraw(session, article)
    if page.redirects_to is None:
        _correct(page, Outcome.REJECTED, reason, frontier)
    tie(session, page.site_id, [text], frontier)
    return Replaced(Again.LOST, page.id, page.url, headline, before)


def _find(
    session: Session,
    page: Page,
    article: Article | None,
    parts: Sequence[Part],
    read: ArticleItem,
    memory: str | None,
    frontier: Frontier | None,
) -> Replaced:
    """A page on which no article was found is one after all."""
    since = frontier.limits.since if frontier is not None else None
    if article is None and since and read.date_published and read.date_published < since:
        frontier.put_off_before_since(page, read.date_published)
        return _unchanged(page)
    version = version_of(parts)
    revision = writing.bring_back(session, article, version) if article is not None else None
    if revision is not None:
        rewrite(session, revision, read)
        revision.memory = memory
        article.last_changed = now()
    else:
        revision = Revision(
            memory=memory,
            run_id=frontier.run.id if frontier is not None else None,
            fetched_at=parts[0].fetched_at,
            version=version,
            pages=len(parts),
            is_complete=True,
            **written(session, read),
        )
        writing.save_revision(session, page, article, revision)
    session.flush()
    if page.redirects_to is None:
        _correct(page, Outcome.NEW if revision.number == 1 else Outcome.CHANGED, None, frontier)
    tie(session, page.site_id, [revision.text_hash], frontier)
    return Replaced(Again.FOUND, page.id, page.url, revision.headline, "", revision.body)


def _correct(page: Page, outcome: Outcome, reason: str | None, frontier: Frontier | None) -> None:
    """Set what became of a page; the run counts it so, where it visited the page."""
    if frontier is not None and page.settled_run_id == frontier.run.id:
        frontier.settle_again(page, outcome, reason)
    else:
        page.state, page.reason = outcome, reason
