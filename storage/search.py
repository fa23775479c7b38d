"""Full-text search over what articles say, and over the questions and answers of interviews."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from sqlalchemy import Select, Subquery, func, null, select
from sqlalchemy.orm import Session

from storage import sqlite
from storage.models import Article, Question, Revision
from storage.queries import ARTICLES, NEWEST_FIRST, filtered
from storage.sqlite import ARTICLE_TEXT, QUESTION_TEXT
from storage.terms import Terms

START, END = "\x02", "\x03"  # around what matches in an excerpt; control characters stand in no article
OPENING = 160  # characters of the body where no word is looked for; about two lines of a terminal


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, or a revision of it: `revision` counts them from 1, the current one `is_current`.

    `excerpt` is the passage that matches best, the matches between START and END; where only fields were asked for, the
    question that matches best, or the beginning.
    """

    id: int
    url: str
    site: str
    headline: str | None
    authors: str | None
    date_published: str | None
    revision: int
    is_current: bool
    excerpt: str


def search(
    session: Session, terms: Terms, limit: int | None = None, offset: int = 0, *, revisions: bool = False
) -> list[Hit]:
    """The articles for which all terms hold, the best match first; the newest, where no words are looked for.

    Only texts as they are now are found, and of equal texts the first; with `revisions` every revision of every
    article, also earlier ones and such as are held back. Filters always speak of the article as it is now. Case and
    accents do not matter.
    """
    opening = func.substr(Revision.body, 1, OPENING + 1)
    columns = (
        Article.id,
        ARTICLES.c.url,
        ARTICLES.c.site,
        Revision.headline,
        Revision.authors,
        Revision.date_published,
        Revision.number,
        Revision.id == Article.current_revision_id,
        sqlite.excerpt(ARTICLE_TEXT, START, END) if _in_text(terms) else opening,
    )
    pairs = _matching_questions(terms)
    best = pairs.c.question_id if _in_questions(terms) and not _in_text(terms) else null()
    question = _found(session, select(*columns, best), terms, pairs, revisions=revisions).limit(limit).offset(offset)
    hits = []
    for *values, question_id in session.execute(question):
        hit = Hit(*values)
        if question_id is not None:
            hit = replace(hit, excerpt=_passage_of_question(session, terms, question_id))
        elif not _in_text(terms):
            hit = replace(hit, excerpt=shorten(hit.excerpt, OPENING, placeholder="…"))
        hits.append(hit)
    return hits


def found(session: Session, terms: Terms) -> list[int]:
    """The numbers of all articles for which the terms hold, in the order of `search`."""
    return list(
        session.scalars(_found(session, select(Article.id), terms, _matching_questions(terms), revisions=False))
    )


def _found(session: Session, question: Select, terms: Terms, pairs: Subquery, *, revisions: bool) -> Select:
    """The question, narrowed to what the terms hold for, in order.

    SQLite sorts the matches of an index by rank before it looks at any other table, and stops at the limit; so a word
    of half the articles costs no more than one look at each entry of the index.
    """
    if _in_text(terms):
        question = (
            question.select_from(ARTICLE_TEXT)
            .join(Revision, Revision.id == sqlite.given(ARTICLE_TEXT.c.rowid))
            .where(sqlite.matching(ARTICLE_TEXT, _phrases_in_text(terms)), sqlite.weighted(ARTICLE_TEXT))
        )
    else:
        question = question.select_from(Revision)
    question = question.join(Article, Article.id == Revision.article_id).join(ARTICLES, ARTICLES.c.id == Article.id)
    if not revisions:
        question = question.where(Article.current_revision_id == Revision.id, Article.same_as_id.is_(None))
    question = filtered(session, question, terms.filters)
    if _in_text(terms):
        order = [sqlite.rank(ARTICLE_TEXT)]
        if _in_questions(terms):  # asked of the index's number, so before any other table is looked at
            question = question.where(sqlite.given(ARTICLE_TEXT.c.rowid).in_(select(pairs.c.revision_id)))
    elif _in_questions(terms):
        order = [pairs.c.rank, Revision.id]
        question = question.join(pairs, pairs.c.revision_id == Revision.id)
    else:
        order = [*NEWEST_FIRST, Revision.id.desc()]
    return question.order_by(*order)


def _in_text(terms: Terms) -> bool:
    return bool(terms.words or terms.authors)


def _in_questions(terms: Terms) -> bool:
    return bool(terms.questions or terms.answers)


def _phrases_in_text(terms: Terms) -> Sequence[sqlite.Sought]:
    return [(None, phrase) for phrase in terms.words] + [("authors", phrase) for phrase in terms.authors]


def _phrases_in_questions(terms: Terms) -> Sequence[sqlite.Sought]:
    return [("question", phrase) for phrase in terms.questions] + [("answer", phrase) for phrase in terms.answers]


def _matching_questions(terms: Terms) -> Subquery:
    """The revisions with a question that matches; how well the best of them does, and its number.

    Beside min(), SQLite takes other columns from the row in which it found the least.
    """
    rank = func.min(sqlite.rank(QUESTION_TEXT)).label("rank")
    return (
        select(Question.revision_id, rank, Question.id.label("question_id"))
        .select_from(QUESTION_TEXT)
        .join(Question, Question.id == sqlite.given(QUESTION_TEXT.c.rowid))
        .where(sqlite.matching(QUESTION_TEXT, _phrases_in_questions(terms)))
        .group_by(Question.revision_id)
        .subquery()
    )


def _passage_of_question(session: Session, terms: Terms, question_id: int) -> str:
    """The passage of a question, or of the answer to it, that matches best."""
    matches = sqlite.matching(QUESTION_TEXT, _phrases_in_questions(terms))
    passage = select(sqlite.excerpt(QUESTION_TEXT, START, END)).select_from(QUESTION_TEXT)
    return session.scalars(passage.where(matches, QUESTION_TEXT.c.rowid == question_id)).one()
