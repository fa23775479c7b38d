"""What was read, as it is written down: the fields of a revision and the rows that belong to it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from pipelines.items import ArticleItem, Part
from storage import writing
from storage.frontier import now
from storage.models import Byline, Image, Keyword, ListEntry, PullQuote, Question, Review, Revision

SAME_NAME = (
    "headline",
    "standfirst",
    "date_published",
    "date_modified",
    "section",
    "kind",
    "language",
    "publisher",
    "canonical",
    "word_count",
    "body",
    "markdown",
    "issue",
    "is_free",
    "is_sponsored",
)


def written(session: Session, reading: ArticleItem) -> dict[str, Any]:
    """The part of a Revision that the reading fills. People are looked up by name; nothing is added to the session."""
    names = dict.fromkeys(person.name for person in reading.people)
    known = {name: writing.person_named(session, name) for name in names}
    return {name: getattr(reading, name) for name in SAME_NAME} | {
        "text_hash": writing.text_hash(reading.body),
        "authors": "; ".join(reading.authors) or None,
        "sources": dict(sorted(reading.sources.items())) or None,
        "bylines": [
            Byline(position=place, person=known[person.name], role=person.role, raw=person.raw)
            for place, person in enumerate(reading.people)
        ],
        "keywords": [Keyword(position=place, word=word) for place, word in enumerate(reading.keywords)],
        "images": [
            Image(position=place, url=image.url, alt=image.alt, caption=image.caption, credit=image.credit)
            for place, image in enumerate(reading.images)
        ],
        "pull_quotes": [PullQuote(position=place, quote=quote) for place, quote in enumerate(reading.pull_quotes)],
        "questions": [
            Question(
                position=place,
                question=pair.question,
                answer=pair.answer,
                interviewer=pair.interviewer,
                interviewee=pair.interviewee,
            )
            for place, pair in enumerate(reading.questions)
        ],
        "review": _review(reading),
        "entries": [
            ListEntry(position=place, number=entry.number, title=entry.title, text=entry.text)
            for place, entry in enumerate(reading.entries)
        ],
    }


def rewrite(session: Session, revision: Revision, reading: ArticleItem) -> bool:
    """Put another reading of the same fetched version into its revision; whether text or metadata are different now."""
    new = written(session, reading)
    is_different = any(getattr(revision, name) != new[name] for name in (*SAME_NAME, "text_hash", "authors"))
    if revision.questions:  # they have numbers of their own: the old ones go before new ones take their positions
        revision.questions = []
        session.flush()
    for name, value in new.items():
        setattr(revision, name, value)
    if is_different:
        revision.article.last_changed = now()
    return is_different


def version_of(parts: Sequence[Part]) -> str:
    """The name of one fetched version of an article: the sha256 (hex) over the sha256 of each part."""
    return hashlib.sha256(b"".join(hashlib.sha256(part.body).digest() for part in parts)).hexdigest()


def _review(reading: ArticleItem) -> Review | None:
    read = reading.review
    if read is None:
        return None
    return Review(
        rating=read.rating,
        rating_raw=read.rating_raw,
        work_type=read.work_type,
        work_name=read.work_name,
        work_year=read.work_year,
        work_maker=read.work_maker,
    )
