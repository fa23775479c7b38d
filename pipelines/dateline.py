"""When the article appeared: the day printed at its head, with the time that the page states for machines.

Who says it, the surest first; measured on 410 pages whose day people marked:

1. The day printed under the headline as that of the publication (right on 94 %; where structured data say another day,
   print is right on 17 pages, they on 8: templates state the day a page was rebuilt, moved or imported).
2. A stated publication, where only an update is printed (see RENEWED).
3. The update that is printed: the day of pages that are renewed every year and state nothing else.
4. What is stated, where nothing is printed.
5. A date elsewhere on the page, if it is labelled as that of the last change or is the only one beside a byline.
6. The only day under a label of its own beside the text (labelled.py).

Of printed days the one that is told to be that of the first publication comes first, also from the foot of the text.

A day in the address, right on all of 24 pages, takes a printed one out that is another: mastheads print today's.

Nothing is taken from running text, footers, comments or other articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from pipelines.dates import PrintedDay, days_in, is_next_to, moment, moment_of_clock
from pipelines.datewords import (
    CHANGED_ALONE,
    CHANGED_BELOW,
    FIRST,
    LABEL_WORDS,
    LABELS,
    NOTE,
    OTHER_DAY,
    OTHER_LINE,
    PUBLISHED,
    PUBLISHED_ALONE,
    PUBLISHED_BELOW,
    RANGE,
    UPDATED,
)
from pipelines.headline import HOME
from pipelines.people import credits
from pipelines.printed import AUTHOR, DATE, LONG, Line
from pipelines.profiles import is_on_card, is_on_teaser
from pipelines.stateddates import Stated, Told

MAX_DATELINE = 90
"""Characters of a line with a date; marked ones may be three times as long, they hold byline and reading time, too."""

LONG_LINE = 2_000
"""Characters of a line that may hold a date line beside other words; a longer one is running text, or a trap."""

MAX_LABEL = 30
"""Characters of a label, such as "Published on", that stands on the line before its date."""

ABOVE = 6
"""Lines above the headline in which the article's date is looked for; today's date stands further up."""

OTHER_WORDS = 4
"""Words besides the date, its label and a byline in a line that is not marked as a date."""

MAX_PART = 12
"""Characters of a day, month or year that stands on a line of its own."""

BESIDE = 2
"""Lines between a byline and its date, outside of the head."""

RENEWED = timedelta(days=30)
"""From when on an update makes a page a new one. Corrections come within days; guides are renewed after months, print
that day alone, and are of that day for their readers: people marked it on 12 of 15 pages with an older day in JSON-LD.
Not so where the older one stands in the meta tag `article:published_time`: there it is right on 13 of 14 pages."""

EXACT = ("datetime", "data-datetime", "data-timestamp", "data-time", "data-date", "data-published", "content", "title")
"""Attributes in which an element marked as a date states its moment; `title` is that of hAtom's `abbr`."""

PLACE = re.compile(
    r"[^\W\d_a-zß-ÿ][^a-zß-ÿ\d()]{2,30}[,–—-]? ?(?:[^\W\d_]\w{0,20}\.?,? [–—-]? ?)?"
    r"|(?:[A-ZÀ-Þ][\w.'’-]{1,20},? ){0,3}[A-ZÀ-Þ][\w.'’-]{1,20}(?:,| [–—-]) (?:den )?"
)
OPENS = re.compile(r" ?(?:\([^()]{1,30}\)|/[^/]{1,30}/)? ?(?:--?|[–—]) ")
"""What stands before and after the day that opens a report."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A day or moment printed on the page.

    swapped    the day if day and month change places, None when the text leaves no doubt
    is_update  whether its label says that it is the day of the last change; None without a label
    lines      where it stands: one line, or those of day, month and year
    """

    moment: str
    swapped: str | None
    is_update: bool | None
    lines: tuple[Line, ...]

    @property
    def day(self) -> str:
        """The day of the moment."""
        return self.moment[:10]


@dataclass(frozen=True, slots=True)
class Dateline:
    """Both moments in ISO 8601, each with where it comes from."""

    published: str | None = None
    modified: str | None = None
    source: str = ""
    modified_source: str = ""


def read_dateline(
    lines: Sequence[Line], head: range, heading_at: int | None, stated: Stated, month_first: bool
) -> Dateline:
    """The article's dates, from its lines and from what the page states for machines."""
    shown = list(_shown(lines, head, heading_at, month_first))
    if not shown and not stated.published:
        shown = list(_elsewhere(lines, head, month_first)) or list(_opening(lines, head, heading_at, month_first))
    shown = [_in_month(found, stated.month) for found in shown]
    updated = [found for found in shown if _is_update(found, stated)]
    published = [found for found in shown if not _is_update(found, stated) and _fits(found, stated.day_in_address)]
    published.sort(key=lambda found: not _is_original(found))
    original = _outlasting(updated[0], stated) if updated and not published else None
    if published:
        told = _agreed(published, stated.published)
    elif updated and not original:
        told = _agreed(updated, (*stated.published, *stated.modified))
    else:
        told = original or next(iter(stated.published), None)
    changed = next(iter(stated.modified), None)
    if not changed and updated and (published or original):
        changed = Told(_source(updated[0]), updated[0].moment)
    return Dateline(
        told.moment if told else None,
        changed.moment if changed else None,
        told.source if told else "",
        changed.source if changed else "",
    )


def _in_month(shown: Shown, month: str | None) -> Shown:
    """The date with day and month changed over, if only so it lies in the month that the address names."""
    if month and shown.swapped and shown.swapped.startswith(month) and not shown.day.startswith(month):
        return replace(shown, moment=shown.swapped, swapped=None)
    return shown


def _fits(shown: Shown, day: str | None) -> bool:
    """Whether a printed day is that of the address, if there is one: mastheads print today's."""
    return day is None or is_next_to(shown.day, day) or shown.swapped == day


def _is_update(shown: Shown, stated: Stated) -> bool:
    """Whether a printed day is that of the last change: its label says so; without a label, the name of its element, or
    the page for machines, if it states for sure that another day is that of the publication."""
    if shown.is_update is not None:
        return shown.is_update
    if any(told.day == shown.day for told in stated.published):
        return False
    is_change = any(told.day == shown.day for told in stated.modified)
    return bool(_says_update(_name(shown.lines[0]))) or (is_change and any(told.is_sure for told in stated.published))


def _is_original(shown: Shown) -> bool:
    """Whether a line tells the first publication, and here: another magazine would be named between label and day."""
    text = shown.lines[0].text
    label = _publication(text)
    if not label or not re.search(FIRST, label[0], re.IGNORECASE):
        return False
    day = next(days_in(text[label.end() : label.end() + MAX_LABEL * 2]), None)
    return day is not None and not re.search(r"\w", LABEL_WORDS.sub(" ", text[label.end() :][: day.start]))


def _outlasting(update: Shown, stated: Stated) -> Told | None:
    """The stated publication that stays the day of the article though an update is printed."""
    printed = date.fromisoformat(update.day)
    for told in sorted(stated.published, key=lambda told: not told.is_sure):
        if told.is_sure or timedelta(0) <= printed - date.fromisoformat(told.day) < RENEWED:
            return told
    return None


def _agreed(shown: Sequence[Shown], stated: Sequence[Told]) -> Told:
    """The first of the printed days, more exactly where the page states its time, too."""
    for told in stated:
        for found in shown:
            if told.day in (found.day, found.swapped):
                return told if len(told.moment) >= len(found.moment) else Told(_source(found), found.moment)
    return Told(_source(shown[0]), shown[0].moment)


def _source(shown: Shown) -> str:
    return "time element" if shown.lines[0].element.tag == "time" else "date line"


def _shown(lines: Sequence[Line], head: range, heading_at: int | None, month_first: bool) -> Iterator[Shown]:
    """Dates in the head of the article, those under the headline first: above it some pages print today's. Then dates
    below that say that they are the article's. Behind running text, only what is marked or labelled is a date line."""
    at = heading_at or 0
    running = 0.0
    for place in (*range(at, head.stop), *reversed(range(max(head.start, at - ABOVE), at))):
        line = lines[place]
        if place < at and line.href and HOME.fullmatch(line.href):
            break  # what stands above the link to the front page is the masthead, which prints today's date
        running += line.running if place > at else 0
        labelled = bool(PUBLISHED.match(line.text) or UPDATED.match(line.text) or line.element.tag == "time")
        if running < 2 or labelled or place < at:
            found = list(_dates_of(_whole(lines, place), _label_before(lines, place), month_first))
            label = None if found or len(line.text) > LONG_LINE else _publication(line.text)
            yield from _told_at_once(line, label.end(), month_first) if label else found
    for place in range(head.stop, len(lines)):
        line, before = lines[place], _label_before(lines, place)
        label = _publication(line.text)
        if not (label or PUBLISHED_ALONE.fullmatch(before)) or is_on_teaser(lines, place):
            continue
        found = list(_dates_of((line,), before, month_first)) if len(line.text) <= MAX_DATELINE else []
        if label and not found and len(line.text) <= LONG_LINE:
            found = list(_told_at_once(line, label.end(), month_first))
        yield from found


def _publication(text: str) -> re.Match[str] | None:
    """The words for the publication here with which a line begins, also behind a title such as "Editor's note:"."""
    title = NOTE.match(text)
    label = PUBLISHED_BELOW.match(text) or (PUBLISHED_BELOW.match(text, title.end()) if title else None)
    return None if label and OTHER_LINE.search(text[: label.end() + 2 * MAX_LABEL]) else label


def _told_at_once(line: Line, label_ends: int, month_first: bool) -> Iterator[Shown]:
    """The date in a sentence that tells it right behind its label: "This entry was posted on 3 May 2021 and is"."""
    day = next(days_in(line.text[: label_ends + MAX_LABEL * 2], month_first), None)
    if day and day.start - label_ends <= MAX_LABEL:
        yield Shown(day.day, day.swapped, False, (line,))


def _elsewhere(lines: Sequence[Line], head: range, month_first: bool) -> Iterator[Shown]:
    """A date outside the head: labelled as that of the last change, or the only one beside a byline or in the article's
    own footer."""
    changed: list[Shown] = []
    signed: list[Shown] = []
    for place in (*range(head.start), *range(head.stop, len(lines))):
        line, before = lines[place], _label_before(lines, place)
        if len(line.text) > MAX_DATELINE:
            continue
        if CHANGED_BELOW.match(line.text) or CHANGED_ALONE.fullmatch(before):
            changed += _dates_of((line,), before, month_first)
        elif (_is_signed(lines, place) or _is_in_footer(line)) and not is_on_card(lines, place):
            signed += _dates_of((line,), before, month_first)
    if changed or len({shown.day for shown in signed}) == 1:
        yield (changed or signed)[0]


def _is_signed(lines: Sequence[Line], place: int) -> bool:
    """Whether a line is marked as a date beside a byline."""
    near = lines[max(0, place - BESIDE) : place + BESIDE + 1]
    return DATE in lines[place].marks and any(AUTHOR in other.marks for other in near)


def _is_in_footer(line: Line) -> bool:
    """Whether a line stands in a footer: that of the article, as those of pages have no lines."""
    return next(line.element.iterancestors("footer"), None) is not None


def _opening(lines: Sequence[Line], head: range, heading_at: int | None, month_first: bool) -> Iterator[Shown]:
    """The date that opens the first sentence of a report, behind the place: "GREY LODGE, 3 May 2021 -- The owls"."""
    for line in lines[(heading_at or 0) + 1 : head.stop]:
        day = next(days_in(line.text[:MAX_DATELINE], month_first), None)
        if day and PLACE.fullmatch(line.text[: day.start]) and OPENS.match(line.text[day.end :]):
            yield Shown(day.day, day.swapped, False, (line,))
            return


def _label_before(lines: Sequence[Line], place: int) -> str:
    """The line before, where it is short enough to be a label."""
    before = lines[place - 1].text if place else ""
    return before if len(before) < MAX_LABEL else ""


def _whole(lines: Sequence[Line], place: int) -> tuple[Line, ...]:
    """The line at a place, with the next ones where templates print day, month and year each in its own element."""
    for count in (3, 2):
        parts = tuple(lines[place : place + count])
        if all(len(part.text) <= MAX_PART for part in parts):
            text = " ".join(part.text for part in parts)
            if any(found.end - found.start == len(text) for found in days_in(text)):
                return parts
    return (lines[place],)


def _dates_of(lines: tuple[Line, ...], before: str, month_first: bool) -> Iterator[Shown]:
    """The dates in a line, or in lines that are parts of one date, each with what its label says; `before` is the label
    on the line before."""
    line, text = lines[0], " ".join(line.text for line in lines)
    if len(text) > LONG_LINE or OTHER_LINE.search(text):
        return
    found = list(days_in(text, month_first))
    is_caption = line.element.tag == "figcaption" or next(line.element.iterancestors("figcaption"), None) is not None
    if is_caption or (line.heading and (not found or _words_beside(text))):
        return
    label = text[: found[0].start] if found else text
    if not re.search(r"\w", label):
        label = before
    if OTHER_DAY.search(label) and len(found) < 2:
        return
    exact = _exact_moment(line)
    if exact and (not found or exact[:10] in (found[0].day, found[0].swapped)):
        yield Shown(exact, None, _says_update(label), lines)
        return
    if not found or not (_is_dateline(text, line.marks) or _begins_with(found[0], text)):
        return
    between = [text[one.end : other.start] for one, other in pairwise(found)]
    if any(RANGE.fullmatch(mark) for mark in between):
        return
    for day, said in zip(found, (label, *between), strict=True):
        if not OTHER_DAY.search(said):
            yield Shown(day.day, day.swapped, _says_update(said), lines)


def _exact_moment(line: Line) -> str | None:
    """The moment that the element of a date states beside the words it prints, such as "3 hours ago"."""
    element = line.element
    if element.tag != "time" and DATE not in line.marks and element.get("datetime") is None:
        return None
    values = [value for name in EXACT if (value := element.get(name))]
    return next((found for value in values if (found := moment_of_clock(value) or moment(value))), None)


def _says_update(label: str) -> bool | None:
    """Whether a label says that its date is that of the last change; None when it says nothing."""
    if PUBLISHED.search(label):
        return False
    return True if UPDATED.search(label) else None


def _name(line: Line) -> str:
    """What microdata and the stylesheet call the element of a line."""
    return f"{line.element.get('itemprop') or ''} {line.element.get('class') or ''}"


def _is_dateline(text: str, marks: frozenset[str]) -> bool:
    """Whether a text with a date is there to tell it, and no sentence or event."""
    marked = bool(marks & {AUTHOR, DATE})
    if len(text) > MAX_DATELINE * (3 if marked else 1):
        return False
    return _words_beside(text) <= OTHER_WORDS * (3 if marked else 1)


def _begins_with(day: PrintedDay, text: str) -> bool:
    """Whether a line begins with a label and its date: "Updated: 3 May 2021 by Ada Barn. This post may contain"."""
    is_labelled = PUBLISHED.match(text) or UPDATED.match(text)
    return bool(is_labelled) and day.start <= MAX_LABEL and len(text) <= LONG


def _words_beside(text: str) -> int:
    """How many words stand in a text besides dates, weekdays, times, labels and a byline."""
    by = sum(len(person.name.split()) for person in credits(text))
    return _other_words(text) - by


def _other_words(text: str) -> int:
    """How many words stand in a text besides dates, weekdays, times and labels."""
    rest = LABELS.sub(" ", re.sub(r"[|·•]", " ", text))
    for day in reversed(list(days_in(rest))):
        rest = rest[: day.start] + " " + rest[day.end :]
    return len(re.findall(r"\w+", LABEL_WORDS.sub(" ", rest)))
