"""Lines by the headline and under the text that say who and when: bylines, dates, the note about the author."""

import re
from collections.abc import Iterable, Sequence

from pipelines import scope
from pipelines.blocks import Block
from pipelines.dates import PrintedDay, days_in
from pipelines.items import Person
from pipelines.wording import count, fold

BYLINE_WORDS = 20
"""Words of a byline, with the names of three people and the date."""

HEADER = 8
"""Blocks behind the headline among which bylines and dates are looked for."""

FOOTER = 6
"""Blocks at the end of the text among which an end byline is looked for."""

AROUND_DATE = 5
"""Words beside a date in a date line: a day of the week, a time, "The Editors"."""

LINE = 300
"""Characters of a line in which a date is looked for; longer ones are running text."""

BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|words|text|texte|story|interview|interviewed|photos?|photograph\w*|photography|fotos?|"
    r"illustrations?|reviewed|edited|translated|compiled|written|reported|posted|published|updated|"
    r"last updated|as told to)\b"
    r"(?: by\b| on\b|\s*[:|])?\s+\S",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"(?:originally |first |last )?(?:published|posted|updated|reviewed)\b[^.]{0,40}\b(?:19|20)\d\d\b", re.IGNORECASE
)
TALKED = re.compile(r"[\w .'’-]{3,60} (?:was|were) (?:talking|speaking) to [\w .'’-]{3,60}\.?$")
ABOUT = re.compile(r"(?:is|was|are|has|lives|writes|works|ist|schreibt|est|es)\b", re.IGNORECASE)


def take_out(blocks: Sequence[Block], at: int, people: Iterable[Person]) -> None:
    """Drop bylines and dates behind the headline (the block at place `at`), and the byline at the end with what
    follows it."""
    names = [fold(person.name) for person in people]
    printed = {fold(person.raw) for person in people if person.raw}
    for block in blocks[at + 1 : at + 1 + HEADER]:
        if block.kept and block.words >= scope.PROSE:
            break
        if is_byline(block, names, printed):
            scope.drop(block, "the byline")
        elif _is_date(block):
            scope.drop(block, "the date")
    end = scope.last_prose(blocks)
    kept = [place for place, block in enumerate(blocks) if block.kept and place > at]
    for place in kept:
        block = blocks[place]
        if not block.kept or (place < end and place not in kept[-FOOTER:]):
            continue
        if is_byline(block, names, printed):
            scope.drop(block, "the byline")
            scope.cut_from(blocks, place + 1)
        elif _is_about(block, names):
            scope.drop(block, "the author's note")


def is_byline(block: Block, names: Sequence[str], printed: Iterable[str]) -> bool:
    """Whether a block is a byline: as metadata print it, or a short line that names one of the people after "by"."""
    text = block.text
    if block.words > BYLINE_WORDS or text[-1] in ":?" or block.tag == "li":
        return False
    words = fold(text)
    if words in printed or words in names or TALKED.match(text):
        return True
    begins = BYLINE.match(text) is not None
    return begins and (any(name and name in words for name in names) or _first_day(text) is not None)


def _is_date(block: Block) -> bool:
    """Whether a block is a date, alone or with the name of who wrote before it."""
    day = _first_day(block.text)
    if day is None or block.text[-1] in ".!?:":
        return False
    return count(block.text[: day.start]) + count(block.text[day.end :]) <= AROUND_DATE


def _first_day(text: str) -> PrintedDay | None:
    """The first day that a line names."""
    return next(days_in(text), None) if len(text) <= LINE else None


def is_date_line(text: str) -> bool:
    """Whether a line tells when the article appeared or was changed."""
    return PUBLISHED.match(text) is not None or (BYLINE.match(text) is not None and _first_day(text) is not None)


def _is_about(block: Block, names: Sequence[str]) -> bool:
    """Whether a block at the end tells who the author is: it begins with the name, in italics or not, and says so."""
    words = fold(block.text)
    for name in names:
        if name and " " in name and words.startswith(name + " ") and block.words <= 80:
            return ABOUT.match(words[len(name) + 1 :]) is not None and not any(mark in block.text for mark in '“”«»"')
    return False
