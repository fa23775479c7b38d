"""When the article appeared: the day printed at its head, with the time that the page states for machines.

The printed day wins where both are known and differ: templates state the day a page was rebuilt, moved or imported.
Nothing is taken from running text, footers, comments or other articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.dates import days_in, is_next_to, moment
from pipelines.people import credits
from pipelines.printed import AUTHOR, DATE, Line

MAX_DATELINE = 90
"""Characters of a line with a date; marked ones may be three times as long, they hold byline and reading time, too."""

LONG_LINE = 2_000
"""Characters of a line that may hold a date line beside other words; a longer one is running text, or a trap."""

ABOVE = 6
"""Lines above the headline in which the article's date is looked for; today's date stands further up."""

OTHER_WORDS = 4
"""Words besides the date, its label and a byline in a line that is not marked as a date."""

UPDATED = re.compile(
    r"updat|modif|revis|aktualisiert|mis à jour|actualizado|aggiornato|bijgewerkt|opdateret|uppdaterad|atualizado"
    r"|edited|geändert|reviewed|zaktualizowano",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"publi|posted|written|veröffentlicht|erschienen|created|geplaatst|gepubliceerd|udgivet|opublikowano|pubblicato"
    r"|first|stand:",
    re.IGNORECASE,
)
LABEL_WORDS = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|satur|sat|sun)(?:day)?\b|\b\w*tag\b"
    r"|\b(?:lun|mar|mercre|jeu|vendre|same)di\b"
    r"|\b\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?|\b[ap]\.?m\.?\b|\b[A-Z]{2,4}T\b|\bmin(?:ute)?s?\b|\bread(?:ing)?\b"
    r"|\b(?:on|at|am|le|el|il|by|in|of|last|first|date|time|uhr|gmt|utc|posted|published|updated?|on|comments?)\b|\d+",
    re.IGNORECASE,
)
PUBLISHED_BELOW = re.compile(
    r"(?:this \w+ was )?(?:(?:first|originally|article) )?(?:published|posted|veröffentlicht|publié"
    r"|publicado|pubblicato)\b",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights|expires|deadline|event|sale ends|valid", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A day or moment printed on the page, and the line it stands in."""

    moment: str
    swapped: str | None
    is_update: bool
    line: Line


@dataclass(frozen=True, slots=True)
class Dateline:
    """Both moments in ISO 8601, each with where it comes from, and the lines of the page that print them."""

    published: str | None = None
    modified: str | None = None
    source: str = ""
    modified_source: str = ""
    lines: tuple[Line, ...] = ()


def read_dateline(
    lines: Sequence[Line],
    head: range,
    heading_at: int | None,
    stated: Sequence[tuple[str, str]],
    modified: Sequence[tuple[str, str]],
    month_first: bool,
) -> Dateline:
    """The article's dates. `stated` and `modified` are possible moments from structured data, each after its source.

    Where only an update is printed, as on pages renewed every year, its day is the day of the article.
    """
    shown = list(_shown(lines, head, heading_at, month_first))
    published = [date for date in shown if not date.is_update]
    updated = [date for date in shown if date.is_update]
    used = tuple(date.line for date in shown)
    source, day = _agreed(published or updated, stated, modified)
    changed_source, changed = modified[0] if modified else ("", None)
    if not changed and published and updated:
        changed_source, changed = "date line", updated[0].moment
    return Dateline(day, changed, source, changed_source, used)


def _agreed(
    shown: Sequence[Shown], stated: Sequence[tuple[str, str]], modified: Sequence[tuple[str, str]]
) -> tuple[str, str | None]:
    """The printed day, more exactly where the page states its time, too; what is stated where nothing is printed."""
    if not shown:
        return stated[0] if stated else ("", None)
    first = shown[0]
    known = [*stated, *(modified if first.is_update else [])]
    for source, told in known:
        for date in shown:
            if told[:10] == date.moment[:10] or told[:10] == date.swapped:
                return (source, told) if len(told) >= len(date.moment) else (_source(date), date.moment)
    return _source(first), first.moment


def _source(date: Shown) -> str:
    return "time element" if date.line.element.tag == "time" else "date line"


def _shown(lines: Sequence[Line], head: range, heading_at: int | None, month_first: bool) -> Iterator[Shown]:
    """Dates in the head of the article, those under the headline first: above it some pages print today's. Then dates
    below that say that they are the article's. Behind running text, only what is marked or labelled is a date line."""
    at = heading_at or 0
    running = 0
    for place in (*range(at, head.stop), *reversed(range(max(head.start, at - ABOVE), at))):
        line = lines[place]
        running += line.is_running and place > at
        before = lines[place - 1].text if place and len(lines[place - 1].text) < 30 else ""
        labelled = bool(PUBLISHED.match(line.text) or UPDATED.match(line.text) or line.element.tag == "time")
        if running <= 1 or labelled or place < at:
            yield from _dates_of(line, before, month_first)
    for place in range(head.stop, len(lines)):
        line, before = lines[place], lines[place - 1].text
        label = PUBLISHED_BELOW.match(line.text) or PUBLISHED_BELOW.fullmatch(before.rstrip(": "))
        if label and len(line.text) <= MAX_DATELINE:
            yield from _dates_of(line, before, month_first)


def _dates_of(line: Line, before: str, month_first: bool) -> Iterator[Shown]:
    text = line.text
    if len(text) > LONG_LINE:
        return
    found = list(days_in(text, month_first))
    if COPYRIGHT.search(text) or (line.heading and not (found and found[0].start == 0 and found[0].end == len(text))):
        return
    label = text[: found[0].start] if found else text
    if not re.search(r"\w", label):
        label = before
    is_update = bool(UPDATED.search(label)) and not PUBLISHED.search(label)
    time = line.element if line.element.tag == "time" else None
    exact = moment(time.get("datetime")) if time is not None else None
    if exact and (not found or is_next_to(exact, found[0].day)):
        yield Shown(exact, None, is_update, line)
        return
    if not found or not _is_dateline(line):
        return
    start = 0
    for day in found:
        label = text[start : day.start] if start else label
        yield Shown(day.day, day.swapped, bool(UPDATED.search(label)) and not PUBLISHED.search(label), line)
        start = day.end


def _is_dateline(line: Line) -> bool:
    """Whether a line with a date is there to tell it, and no sentence or event."""
    marked = bool(line.marks & {AUTHOR, DATE})
    if len(line.text) > MAX_DATELINE * (3 if marked else 1):
        return False
    rest = re.sub(r"[|·•]", " ", line.text)
    for day in reversed(list(days_in(rest))):
        rest = rest[: day.start] + " " + rest[day.end :]
    words = len(re.findall(r"\w+", LABEL_WORDS.sub(" ", rest)))
    by = sum(len(person.name.split()) for person in credits(line.text))
    return words - by <= OTHER_WORDS * (3 if marked else 1)
