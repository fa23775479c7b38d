"""People credited with a label ("By", "Words:", "Interview by") in lines around the headline and below the text."""

import re
from collections.abc import Sequence

from pipelines.dates import PRINTED
from pipelines.items import WRITERS, Person
from pipelines.names import FIRST_NAMES, clean_name, is_name, is_pen_name, leading_name, only_names
from pipelines.people import LONE_LABEL, TALKED_TO, begins_with_label, behind_label, credits, is_label
from pipelines.printed import AUTHOR, BIO, DATE, Line
from pipelines.profiles import is_caption, is_on_card, leads_elsewhere
from pipelines.usage import Usage

LABELLED_NAMES = 8
"""Lines joined to a label that stands on a line of its own: "By", "Ada Barn", "and", "Ben Tawny"."""

LABELLED_NAME = 80
"""Characters of a line joined to a label; longer ones are the standfirst."""

NEIGHBOURS = 6
"""Lines after the first byline in which others are credited: photographer, translator, editor."""

BESIDE = 2
"""Lines after a byline in which another author is credited without markup. Further below "Author:" names that of a
book, "Published by" the maker of a game."""

UNDER = 3
"""Lines under the headline in which a pen name is one though nothing but its label tells it."""

PEN_NAME = 5
"""Words of a pen name or a team: "Laura from the House Plant House" has more, but so has every other line."""

JOINED = re.compile(r"(?:and|&|und|et|y|e|og|och|и|,|with|/|\|)", re.IGNORECASE)
AND = re.compile(rf"^(?:{JOINED.pattern})\s+", re.IGNORECASE)
ENDS_CREDIT = re.compile(rf"(?:{JOINED.pattern}|who|on|at|in|[·•(–—-]|\d)(?![^\W\d_])", re.IGNORECASE)
"""What may stand behind a name in a credit: another name, the day, the comments."""

OTHERS_BEGIN = re.compile(r"(?:by|von|par|por|di|door|af|av|od)\b", re.IGNORECASE)
"""A line that begins so below the text belongs to a related article."""


def labelled(lines: Sequence[Line], head: range, heading_at: int, usage: Usage) -> list[Person]:
    """People in lines of the head with a label: those of the first that credits a writer, and of its neighbours.

    Behind the first running line only marked ones count: authors of other works are named in the text.
    """
    people: list[Person] = []
    last, first_at, running = 0, None, 0.0
    for place in head:
        found = lines[place]
        marked = bool(found.marks & {AUTHOR, DATE})
        running += found.running if place > heading_at else 0
        is_below = running >= 1
        if (first_at is not None and place > first_at + NEIGHBOURS) or (running >= 2 and AUTHOR not in found.marks):
            break
        is_styled = first_at is None and not is_below and _is_byline_as_heading(found.text)
        if found.is_running or (found.heading and AUTHOR not in found.marks and not is_styled):
            continue
        if is_below and (is_on_card(lines, place) or (BIO in found.marks and AUTHOR not in found.marks)):
            continue  # related articles, signed comments
        if (is_caption(found) and AUTHOR not in found.marks) or (place < heading_at and leads_elsewhere(found)):
            continue
        text, joined = _with_names_after(lines, place)
        is_credit = marked or begins_with_label(text) or PRINTED.search(text) or TALKED_TO.match(text)
        credited = credits(text) if is_credit else []
        if not credited and _may_be_pen_name(found, text, place - heading_at, usage):
            credited = _pen_name(found, text)
        if first_at is not None and not marked and place > last + BESIDE:
            credited = [person for person in credited if person.role not in WRITERS]
        if credited:
            last = place + joined - 1
            first_at = place if has_writer(credited) and first_at is None else first_at
            people += credited
    return people


def at_the_foot(lines: Sequence[Line], start: int) -> list[Person]:
    """People credited in a line of its own below the text: "Interview by Ruben Achterberg"."""
    for line in lines[start:]:
        if line.is_running or len(line.text.split()) < 3 or OTHERS_BEGIN.match(line.text):
            continue
        if (begins_with_label(line.text) or TALKED_TO.match(line.text)) and not is_caption(line):
            credited = [person for person in credits(line.text) if _is_whole_line(line.text, person)]
            if has_writer(credited):
                return credited
    return []


def has_writer(people: Sequence[Person]) -> bool:
    """Whether one of the people wrote the article, rather than its pictures or its translation."""
    return any(person.role in WRITERS for person in people)


def _is_byline_as_heading(text: str) -> bool:
    """Whether a heading is a byline that was only styled as one: "Author", "By Ada Barn"."""
    return bool(LONE_LABEL.fullmatch(text)) or (
        begins_with_label(text) and bool(only_names((behind_label(text) or "").strip()))
    )


def _with_names_after(lines: Sequence[Line], place: int) -> tuple[str, int]:
    """The text of a line; of a label on its own line with the names on the lines after it. And how many lines."""
    text = lines[place].text
    if not is_label(text):
        return text, 1
    parts: list[str] = []
    for after in lines[place + 1 : place + 1 + LABELLED_NAMES]:
        is_and = bool(JOINED.fullmatch(after.text))
        is_marked = AUTHOR in after.marks and BIO not in after.marks
        if not (not parts or is_marked or after.href or is_and) or len(after.text) > LABELLED_NAME:
            break
        if is_label(after.text) or (parts and not is_and and not is_name(clean_name(AND.sub("", after.text)))):
            break
        parts.append(after.text)
    label = f"{text.removesuffix('(s)')}:" if LONE_LABEL.fullmatch(text) else text
    return f"{label} {', '.join(parts)}", 1 + len(parts)


def _may_be_pen_name(line: Line, text: str, behind_headline: int, usage: Usage) -> bool:
    """Whether a line may credit a pen name: in an element named for byline or date, or else right under the headline
    and in words that the page uses for nothing else: "By popular demand" is no name."""
    if line.marks & {AUTHOR, DATE}:
        return BIO not in line.marks
    return 0 < behind_headline <= UNDER and not usage.has_common_word(behind_label(text) or "")


def _pen_name(line: Line, text: str) -> list[Person]:
    """A single word or a team after a label: "by ibby", "By Resy Staff"."""
    text = PRINTED.sub(" ", text).strip()
    behind = behind_label(text)
    if behind is None or "@" in text:
        return []
    name = leading_name(behind)
    if couple := FIRST_NAMES.fullmatch(name):
        return [Person(one, raw=line.text) for one in couple.groups()]
    return [Person(name, raw=line.text)] if is_pen_name(name) and len(name.split()) < PEN_NAME else []


def _is_whole_line(text: str, person: Person) -> bool:
    """Whether a credit ends its line or another one follows: "Interview by Ali Baba about caves" is none."""
    after = text[text.find(person.name) + len(person.name) :].lstrip(" .,;&")
    return len(after) < 3 or bool(credits(after)) or bool(ENDS_CREDIT.match(after))
