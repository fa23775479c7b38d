"""All that belongs to a revision, for other programs."""

from typing import Any

from storage.models import Base, Revision


def details(revision: Revision) -> dict[str, Any]:
    """What the view `articles` does not hold, as values that JSON can write."""
    review = revision.review
    return {
        "publisher": revision.publisher,
        "issue": revision.issue,
        "is_free": revision.is_free,
        "is_sponsored": revision.is_sponsored,
        "people": [{"name": line.person.name, "role": line.role, "raw": line.raw} for line in revision.bylines],
        "keywords": [keyword.word for keyword in revision.keywords],
        "images": [_values(image, "url", "alt", "caption", "credit") for image in revision.images],
        "pull_quotes": [quote.quote for quote in revision.pull_quotes],
        "questions": [_values(pair, "question", "answer", "interviewer", "interviewee") for pair in revision.questions],
        "review": review
        and _values(review, "rating", "rating_raw", "work_type", "work_name", "work_year", "work_maker"),
        "entries": [_values(entry, "number", "title", "text") for entry in revision.entries],
        "markdown": revision.markdown,
        "sources": revision.sources,
    }


def _values(row: Base, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
