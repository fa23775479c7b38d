"""Reviews: what is judged, and how."""

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.items import Review
from pipelines.rating import rating_in, share
from pipelines.structured import listed, types
from pipelines.work import work_of

LONGEST_RATING = 40
"""Characters of a line that is a rating."""

STAR_NAMES = re.compile(r"stars?|rating|sterne|note", re.IGNORECASE)


def review_of(
    blocks: Sequence[Block],
    objects: Iterable[dict],
    headline: str | None,
    printed: str | None,
    is_said: bool = False,
    subjects: Iterable[str] = (),
) -> Review | None:
    """The review that a page is; None when nothing says so.

    `objects` is the page's JSON-LD, `printed` the rating in its text if there is one, `is_said`: the magazine calls the
    article a review, `subjects` are the page's section and keywords. A headline that says "review" is not enough:
    without a rating it may tell about one. Nor are several ratings: they are those of many things.
    """
    said, work = _said(objects)
    raw, rating = _rating(said)
    if rating is None and printed:
        raw, rating = rating_in(printed) or (None, None)
    if rating is None:
        raw, rating = _stars(blocks) or (None, None)
    if not (said or is_said) and (rating is None or _has_other_ratings(blocks, rating)):
        return None
    known = work_of(work, blocks, headline, subjects)
    return Review(rating, raw, known.type, known.name, known.year, known.maker)


def _said(objects: Iterable[dict]) -> tuple[dict, dict | None]:
    """The object that is or holds the review, and what it is about."""
    for entry in objects:
        kinds = types(entry)
        if any(kind.endswith("Review") for kind in kinds) or entry.get("reviewRating") or entry.get("itemReviewed"):
            work = next((thing for thing in listed(entry.get("itemReviewed")) if isinstance(thing, dict)), None)
            return entry, work
    return {}, None


def _rating(said: dict) -> tuple[str | None, float | None]:
    """JSON-LD's rating, as printed and from 0 to 1."""
    for rating in listed(said.get("reviewRating")):
        if not isinstance(rating, dict) or not isinstance(rating.get("ratingValue"), str | int | float):
            continue
        value, best = str(rating["ratingValue"]), str(rating.get("bestRating") or 5)
        whole = rating_in(value)
        if whole:
            return whole
        part = share(value, best)
        if part is not None:
            return f"{value}/{best}", part
    return None, None


def _stars(blocks: Sequence[Block]) -> tuple[str, float] | None:
    """The rating that a picture of stars tells by its alternative text, near the text."""
    kept = [block for block in blocks if block.kept]
    if not kept:
        return None
    for image in _pictures(kept[0].element):
        alt = (image.get("alt") or image.get("title") or "").strip()
        found = rating_in(alt) if STAR_NAMES.search(f"{alt} {image.get('src')} {image.get('class')}") else None
        if found:
            return found
    return None


def _has_other_ratings(blocks: Sequence[Block], rating: float) -> bool:
    """Whether another rating is printed in the text."""
    found = (rating_in(block.text) for block in blocks if len(block.text) <= LONGEST_RATING)
    return any(part != rating for _, part in filter(None, found))


def _pictures(element: HtmlElement) -> Iterable[HtmlElement]:
    """Pictures in the elements around the text, up to its `<article>`."""
    around = next((one for one in element.iterancestors("article", "main")), None)
    return (around if around is not None else element.getparent()).iter("img")
