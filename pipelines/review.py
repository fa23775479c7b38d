"""Reviews: what is judged, and how."""

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.items import Review
from pipelines.rating import rating_in, share
from pipelines.structured import listed, name_of, types

YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
REVIEW_OF = re.compile(
    r"(?:review|kritik|critique|crítica|recensione|recensie)\s*:\s*(.+)|(.+?)\s*[-–—|:]?\s+review$", re.IGNORECASE
)
NAME = r"([A-ZÄÖÜÉ][\w.'’-]+(?: [A-ZÄÖÜÉ][\w.'’-]+){1,3})"
BOOK = re.compile(rf"([A-ZÄÖÜÉ][^.!?():]{{2,80}}?),? (?:by|von|par|de|di) {NAME},? \(([^()]{{4,80}})\)")
PAGES = re.compile(r"\bpages\b|\bpp\b|Seiten|páginas|pagine", re.IGNORECASE)
STAR_NAMES = re.compile(r"stars?|rating|sterne|note", re.IGNORECASE)


def review_of(
    blocks: Sequence[Block], objects: Iterable[dict], headline: str | None, printed: str | None
) -> Review | None:
    """The review that a page is; None when nothing says so.

    `objects` is the page's JSON-LD, `printed` the rating in its text if there is one. A headline that says "review" is
    not enough: without a rating it may tell about one.
    """
    said, work = _said(objects)
    raw, rating = _rating(said)
    if rating is None and printed:
        raw, rating = rating_in(printed) or (None, None)
    if rating is None:
        raw, rating = _stars(blocks) or (None, None)
    name = name_of(work) if work else None
    if rating is None and not said:
        return None
    text = " ".join(block.text for block in blocks if block.kept)
    kind = next(iter(types(work)), None) if work else None
    name = name or _name_in(headline)
    year, maker = _around(name, text)
    if name is None:
        name, maker, year, kind = _printed_work(text) or (None, None, None, None)
    return Review(
        rating=rating,
        rating_raw=raw,
        work_type=kind,
        work_name=name,
        work_year=_year(work) or year,
        work_maker=_maker(work) or maker,
    )


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


def _pictures(element: HtmlElement) -> Iterable[HtmlElement]:
    """Pictures in the elements around the text, up to its `<article>`."""
    around = next((one for one in element.iterancestors("article", "main")), None)
    return (around if around is not None else element.getparent()).iter("img")


def _name_in(headline: str | None) -> str | None:
    """The work that a headline names: "Review: The Hedge", "The Hedge Review"."""
    match = REVIEW_OF.fullmatch(headline or "")
    return (match[1] or match[2]).strip(" :–—-|") if match else None


def _printed_work(text: str) -> tuple[str, str, str | None, str | None] | None:
    """Name, maker, year and type of a book that a text begins with as bibliographies do:
    "The Hedge, by Ada Lark (Lowe & Sons, 2025, 412 pages)"."""
    match = BOOK.match(text)
    if not match:
        return None
    year = YEAR.search(match[3])
    return match[1], match[2], year and year[0], "Book" if PAGES.search(match[3]) else None


def _around(name: str | None, text: str) -> tuple[str | None, str | None]:
    """Year and maker printed behind the name of a work: "The Hedge (2025)", "The Hedge, by Ada Lark"."""
    if not name:
        return None, None
    year = re.search(rf"{re.escape(name)}\W{{0,2}} \([^()]{{0,60}}?((?:1[5-9]|20)\d\d)[^()]{{0,40}}\)", text)
    maker = re.search(rf"{re.escape(name)}\W{{1,3}}(?:by|von|de|par|di) {NAME}", text)
    return year and year[1], maker and maker[1]


def _year(work: dict | None) -> str | None:
    """The year of a work by JSON-LD."""
    for field in ("datePublished", "dateCreated", "releaseDate", "copyrightYear"):
        match = YEAR.match(str((work or {}).get(field) or ""))
        if match:
            return match[0]
    return None


def _maker(work: dict | None) -> str | None:
    """Who made a work by JSON-LD."""
    return next(
        (
            name
            for role in ("author", "director", "byArtist", "creator", "brand")
            if (name := name_of((work or {}).get(role)))
        ),
        None,
    )
