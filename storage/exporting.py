"""Articles with all that belongs to them, many, one after another.

The numbers of what is chosen are read first, a few megabytes for a hundred thousand; the articles themselves come
little by little, so that any number fits in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from storage.filters import Filters
from storage.models import Article, Byline, RawPage, Revision
from storage.queries import ARTICLES, NEWEST_FIRST, ROWS_AT_ONCE, ArticleRow, filtered

WHOLE = (
    selectinload(Revision.bylines).joinedload(Byline.person),
    selectinload(Revision.keywords),
    selectinload(Revision.images),
    selectinload(Revision.pull_quotes),
    selectinload(Revision.questions),
    selectinload(Revision.entries),
    joinedload(Revision.review),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it is now: its row of the view `articles`, and its current revision."""

    row: ArticleRow
    revision: Revision


def chosen(session: Session, filters: Filters) -> list[int]:
    """The numbers of the articles that pass the filters, newest first."""
    return list(session.scalars(filtered(session, select(ARTICLES.c.id), filters).order_by(*NEWEST_FIRST)))


def by_section(session: Session, numbers: Sequence[int]) -> list[int]:
    """The numbers in the order of a magazine: by site and section, the newest first."""
    wanted = set(numbers)
    order = (ARTICLES.c.site, ARTICLES.c.section.nulls_last(), *NEWEST_FIRST)
    return [number for number in session.scalars(select(ARTICLES.c.id).order_by(*order)) if number in wanted]


def stored(session: Session, numbers: Sequence[int]) -> Iterator[Stored]:
    """The articles of these numbers, in their order."""
    for few in _in_turn(numbers):
        question = (
            select(*ARTICLES.c, Revision)
            .join(Article, Article.id == ARTICLES.c.id)
            .join(Revision, Revision.id == Article.current_revision_id)
            .where(ARTICLES.c.id.in_(few))
            .options(*WHOLE)
        )
        found = {row[0]: Stored(ArticleRow(*row[:-1]), row[-1]) for row in session.execute(question)}
        yield from (found[number] for number in few)


def raw_pages(session: Session, numbers: Sequence[int]) -> Iterator[RawPage]:
    """All pages that are kept as fetched of the articles of these numbers."""
    for few in _in_turn(numbers):
        question = (
            select(RawPage)
            .join(Article, Article.page_id == RawPage.page_id)
            .where(Article.id.in_(few))
            .order_by(RawPage.id)
            .options(undefer(RawPage.body))
            .execution_options(yield_per=ROWS_AT_ONCE)
        )
        yield from session.scalars(question)


def _in_turn(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        yield numbers[start : start + ROWS_AT_ONCE]
