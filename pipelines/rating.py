"""Ratings as magazines print them: stars, "4/5", "7.5 out of 10"."""

import re

STARS = "★⭐"
NO_STARS = "☆✩"
HALF = "½"

NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
OF = rf"({NUMBER})\s*(?:/|out of|von|sur|su|de|av|van)\s*(\d{{1,3}})"
LABEL = (
    r"(?:(?:our |the |final |overall )?(?:verdict|rating|score|grade|note|wertung|bewertung|punteggio|nota)\s*:?\s*)?"
)
PRINTED = re.compile(
    rf"{LABEL}((?:{OF}(?:\s*(?:stars?|points?|sterne?n?|punkte?n?|étoiles?|estrellas|stelle))?)|[★⭐☆✩½\ufe0f\s]{{3,}}|"
    r"[0-5](?:[.,]5)?\s*stars?)\.?",
    re.IGNORECASE,
)
SCALES = frozenset({3, 4, 5, 6, 7, 10, 20, 100})
"""Highest marks that are printed; "1 / 12" counts slides."""

SLIDE = re.compile(r"1\s*/\s*\d+")
"""The first of several pictures as slide shows number them; it may be a rating, but seldom is one."""

HIGHEST = 100
"""The highest mark of a scale; what is above is a year or a page number."""


def is_rating(text: str) -> bool:
    """Whether a line is a rating and nothing else."""
    return rating_in(text) is not None


def rating_in(text: str) -> tuple[str, float] | None:
    """The rating that a line is, as printed and from 0 to 1; None for any other text."""
    match = PRINTED.fullmatch(text.strip())
    if not match:
        return None
    raw = match[1].strip()
    if SLIDE.fullmatch(text.strip()):
        return None
    if raw[0] in STARS + NO_STARS:
        return _stars(raw)
    if match[2]:
        return _share(raw, match[2], match[3])
    return _share(raw, re.match(NUMBER, raw)[0], "5")


def share(value: object, best: object = 5, worst: object = 0) -> float | None:
    """A mark on a scale as a number from 0 to 1; None when it is none or lies outside its scale.

    A scale that begins at 1 is read as if it began at 0: that is what "4 of 5 stars" means to readers.
    """
    try:
        mark, top = (float(str(number).replace(",", ".")) for number in (value, best))
    except ValueError:
        return None
    return round(mark / top, 4) if 0 < top <= HIGHEST and 0 <= mark <= top else None


def _share(raw: str, value: str, best: str) -> tuple[str, float] | None:
    part = share(value, best)
    return (raw, part) if part is not None and float(best) in SCALES else None


def _stars(raw: str) -> tuple[str, float] | None:
    full = sum(raw.count(star) for star in STARS)
    half = 0.5 * raw.count(HALF)
    empty = sum(raw.count(star) for star in NO_STARS)
    scale = full + empty + (half > 0 and empty == 0 and full < 5)
    best = 5 if scale <= 5 and not empty else scale
    # No star at all is a form that waits for the reader's rating.
    return (raw, round((full + half) / best, 4)) if 0 < full + half <= best else None
