"""Who made the article: what its bylines say, at the head and at the foot, and what the page states for machines.

A byline that is printed with a label ("By", "Words:") wins: it is what readers see. Stated authors follow, as long as
they are people; then unlabelled names in elements named as bylines; then stated companies and pen names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.credited import at_the_foot, has_writer, labelled
from pipelines.items import WRITERS, Person
from pipelines.names import NAMED_TEAM, is_name, stated_names
from pipelines.printed import Line
from pipelines.signed import Names

NEAR_BEFORE = 14
"""Lines before the headline in which a byline or date is looked for."""

NEAR_AFTER = 60
"""Lines after it; galleries and share buttons come between."""

RUNNING_LINES = 3
"""Lines of running text after the headline at which the head of the article ends: a standfirst, a caption, a lead."""

ASKED = 2
"""Lines that begin with a name and a colon at which its bearer is the interviewer: once may be a quotation."""

CHECKED = re.compile(r"(?:medical|clinical|fact|expert|legal)", re.IGNORECASE)


@dataclass(slots=True)
class Byline:
    """Who is credited, where that was found, and the lines of the page that say so."""

    people: tuple[Person, ...] = ()
    source: str = ""
    lines: list[Line] = field(default_factory=list)


def head_of(lines: Sequence[Line], heading_at: int | None) -> range:
    """Places of the lines around the headline, before the text begins. Without a headline: from the top."""
    start = 0 if heading_at is None else max(0, heading_at - NEAR_BEFORE)
    at = 0 if heading_at is None else heading_at
    end, running = at, 0
    while end < len(lines) and end - at <= NEAR_AFTER and running < RUNNING_LINES:
        running += lines[end].is_running
        end += 1
    return range(start, end)


def read_byline(
    lines: Sequence[Line], heading_at: int | None, stated: Sequence[tuple[str, Sequence[str]]], publisher: Sequence[str]
) -> Byline:
    """The people of an article. `stated` are names from structured data with where they stand, the best first;
    `publisher` is what the magazine is called: it is nobody's name where a person is credited, too."""
    head = head_of(lines, heading_at)
    names = Names(lines, head, heading_at)
    printed, printed_lines = labelled(lines, head, heading_at or 0)
    foot, foot_lines = at_the_foot(lines, heading_at + 1) if heading_at is not None else ([], [])
    foot = [person for person in foot if not names.is_common(person.name)]
    signed, signed_lines = names.signed()
    helpers = [person.name for person in printed if person.role not in WRITERS]
    beside, beside_lines = names.beside() if not signed else ([], [])
    signed, beside, pen_names = (
        [person for person in people if not any(helper in person.name for helper in helpers)]
        for people in (signed, beside, names.pen_names(head))
    )

    places = [(source, stated_names(values)) for source, values in stated]
    house = {_letters(name) for name in publisher}
    house |= {_letters(name) for source, values in places if source.endswith("organisation") for name in values}
    given = [(source, [Person(name) for name in values]) for source, values in places]
    persons = [(source, [Person(name) for name in _persons(values, house)]) for source, values in places]
    printed = [_as_stated(person, persons) for person in printed]
    source, people = _first(
        ("byline", printed if any(_is_outside(person, house) and is_name(person.name) for person in printed) else []),
        ("byline element", signed if any(_names_more(signed, known) for _, known in persons) else []),
        *persons,
        ("byline", printed if any(_is_outside(person, house) for person in printed) else []),
        ("byline element", signed),
        ("text", names.with_a_life()),
        ("text", [person for person in foot if person.role in WRITERS]),
        ("byline", _editor_as_author(printed)),
        ("byline", printed if has_writer(printed) else []),
        ("byline element", pen_names),
        *((source, [person for person in known if _is_outside(person, house)]) for source, known in given),
        ("text", beside),
        *given,
        ("byline element", names.pen_names(range(head.stop, len(lines)))),
    )
    if source == "byline":
        people = _completed(people, persons)
    others = [*(printed if source != "byline" else []), *foot]
    people = _distinct([*people, *(person for person in others if person.role != "author" or not has_writer(people))])
    people = [person for person in people if _letters(person.name) not in house] or people
    if any(person.role == "interviewer" for person in foot):
        source = source or "text"
    used = [*(printed_lines if printed else []), *(foot_lines if foot else []), *(signed_lines if signed else [])]
    used += beside_lines if source == "text" and beside else []
    return Byline(tuple(_as_interviewer(person, lines) for person in people), source, used)


def _first(*choices: tuple[str, Sequence[Person]]) -> tuple[str, list[Person]]:
    return next(((source, list(people)) for source, people in choices if people), ("", []))


def _is_outside(person: Person, house: set[str]) -> bool:
    """Whether this is a writer who is not the magazine itself."""
    return person.role in WRITERS and _letters(person.name) not in house


def _persons(names: Sequence[str], house: set[str]) -> list[str]:
    """Those of the names that are people's, and their team's; not the magazine's (`house`, letters only)."""
    outside = [name for name in names if _letters(name) not in house]
    is_signed = any(map(is_name, outside))
    return [name for name in outside if is_name(name) or (is_signed and NAMED_TEAM.fullmatch(name))]


def _letters(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def _as_stated(person: Person, stated: Sequence[tuple[str, Sequence[Person]]]) -> Person:
    """A printed name that runs on into the next words, as structured data give it: "Ada Barn Meadow Notes"."""
    for _, people in stated:
        for known in people:
            if person.name.casefold().startswith(f"{known.name.casefold()} "):
                return replace(person, name=known.name)
    return person


def _names_more(printed: Sequence[Person], stated: Sequence[Person]) -> bool:
    """Whether the page prints the stated authors and others: many templates state only the first."""
    known = {person.name.casefold() for person in stated}
    return bool(known) and known < {person.name.casefold() for person in printed}


def _editor_as_author(people: Sequence[Person]) -> list[Person]:
    """Who alone reviewed or edited is the author: of a book review, of a collection of letters."""
    alone = [person for person in people if person.role in ("editor", "reviewer")]
    if len(alone) != 1 or CHECKED.match(alone[0].raw or ""):
        return []
    return [replace(person, role="author") if person in alone else person for person in people]


def _completed(people: Sequence[Person], stated: Sequence[tuple[str, Sequence[Person]]]) -> list[Person]:
    """The printed people, and those stated with them where the byline names only some ("By Ada Barn and others")."""
    printed = {person.name.casefold() for person in people}
    writers = {person.name.casefold() for person in people if person.role in WRITERS}
    for _, known in stated:
        if writers < {person.name.casefold() for person in known}:
            return [*people, *(person for person in known if person.name.casefold() not in printed)]
    return [*people]


def _distinct(people: Sequence[Person]) -> list[Person]:
    """Everybody once, with the role that says most: interviewer before author."""
    found: dict[str, Person] = {}
    for person in people:
        key = person.name.casefold()
        known = found.get(key)
        if known is None or (known.role == "author" and person.role == "interviewer"):
            found[key] = person
    return list(found.values())


def _as_interviewer(person: Person, lines: Sequence[Line]) -> Person:
    """An author who asks the questions in print is the interviewer."""
    if person.role != "author":
        return person
    asks = tuple(f"{name}:" for name in (person.name, person.name.split()[-1]))
    asked = sum(line.text.startswith(asks) for line in lines)
    return replace(person, role="interviewer") if asked >= ASKED else person
