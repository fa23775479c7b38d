"""Full-text search over headlines, standfirsts, authors and bodies."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import sqlite
from storage.models import Article
from storage.queries import ARTICLES

START, END = "\x02", "\x03"  # around what matches in an excerpt; control characters stand in no article

_PIECES = re.compile(r'"([^"]*)"?|([^\s"]+)')


class NothingToSearchFor(ValueError):
    """The text has no word in it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found. `excerpt` is the passage that matches best, the matches between START and END."""

    id: int
    url: str
    site: str
    headline: str | None
    authors: str | None
    date_published: str | None
    excerpt: str


def search(session: Session, text: str, limit: int | None = None, offset: int = 0) -> list[Hit]:
    """The articles in which all words of `text` stand, the best match first.

    "Words in quotes" stand side by side in that order; `owl*` is any word that begins so. Nothing else has a meaning.
    Case and accents do not matter. Only texts as they are now are found, and of equal texts the first. Raises
    NothingToSearchFor.
    """
    found = sqlite.matching(phrases(text))
    columns = [ARTICLES.c[name] for name in ("id", "url", "site", "headline", "authors", "date_published")]
    question = (
        select(*columns, sqlite.excerpt(START, END))
        .select_from(sqlite.ARTICLE_TEXT)
        .join(Article, Article.current_revision_id == sqlite.ARTICLE_TEXT.c.rowid)
        .join(ARTICLES, ARTICLES.c.id == Article.id)
        .where(found, Article.same_as_id.is_(None))
        .order_by(sqlite.relevance(), ARTICLES.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [Hit(*row) for row in session.execute(question)]


def phrases(text: str) -> list[tuple[str, bool]]:
    """What a person's text asks for: words and quoted phrases, and whether the last word of each may go on (`*`)."""
    text = text.replace("\0", " ").encode(errors="replace").decode()  # SQLite takes neither NUL nor half a character
    found = []
    for match in _PIECES.finditer(text):
        quoted, word = match.groups()
        goes_on = (word or "").endswith("*") or text.startswith("*", match.end())
        phrase = (quoted or word or "").strip("* ")
        if any(character.isalnum() for character in phrase):
            found.append((phrase, goes_on))
    if not found:
        raise NothingToSearchFor(text)
    return found
