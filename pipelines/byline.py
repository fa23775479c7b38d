"""Who made the article: what its bylines say, at the head and at the foot, and what the page states for machines.

A byline that is printed with a label ("By", "Words:") wins: it is what readers see. Stated authors follow, as long as
they are people whom the page prints somewhere; then unlabelled names in elements named as bylines; then stated people
whom it does not print, stated companies and pen names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from pipelines.authorbox import in_a_box, under_a_label
from pipelines.credited import at_the_foot, has_writer, labelled
from pipelines.items import WRITERS, Person
from pipelines.names import is_name
from pipelines.owner import owner_of
from pipelines.printed import Line
from pipelines.signed import Names
from pipelines.signoff import in_standfirst, signed_off
from pipelines.statedpeople import Source, Stated

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
    """Who is credited, and where that was found."""

    people: tuple[Person, ...] = ()
    source: str = ""


def head_of(lines: Sequence[Line], heading_at: int | None) -> range:
    """Places of the lines around the headline, before the text begins. Without a headline: from the top."""
    start = 0 if heading_at is None else max(0, heading_at - NEAR_BEFORE)
    at = 0 if heading_at is None else heading_at
    end, running = at, 0.0
    while end < len(lines) and end - at <= NEAR_AFTER and running < RUNNING_LINES:
        running += lines[end].running
        end += 1
    return range(start, end)


def read_byline(
    tree: HtmlElement,
    lines: Sequence[Line],
    heading_at: int | None,
    stated: Sequence[tuple[str, Sequence[str]]],
    publisher: Sequence[str],
    url: str,
) -> Byline:
    """The people of an article, whose headline stands in the line `heading_at`.

    `stated` are names from structured data with where they stand, the best first; `publisher` is what the magazine is
    called: it is nobody's name where a person is credited, too.
    """
    head = head_of(lines, heading_at)
    names, known = Names(lines, head, heading_at), Stated(stated, publisher, lines)
    printed = labelled(lines, head, heading_at or 0, names.usage)
    printed = [known.spelled(person) for person in printed]
    foot = at_the_foot(lines, heading_at + 1) if heading_at is not None else []
    foot = [person for person in foot if not names.usage.is_common(person.name)]
    signed = _without_helpers(names.signed(), printed)
    beside = known.outside(_without_helpers(names.beside(), printed))

    def choices() -> Iterator[Source]:
        """Who may be the author, the best evidence first. What comes later is only looked for when that is none."""
        writers = [person for person in known.outside(printed) if person.role in WRITERS]
        yield "byline", printed if any(is_name(person.name) for person in writers) else []
        yield "byline element", signed if known.is_part_of(signed) else []
        yield from known.seen
        if known.unseen:
            yield "byline element", signed
            yield "text", names.with_a_life() or beside
            yield from known.unseen
        yield "byline", printed if writers else []
        yield "byline element", signed
        yield "text", names.with_a_life()
        yield "text", [person for person in foot if person.role in WRITERS]
        yield "byline element", _without_helpers(names.boxed(), printed)
        yield "text", in_standfirst(lines, heading_at, names.usage) if heading_at is not None else []
        yield "byline", _editor_as_author(printed)
        yield "byline", printed if has_writer(printed) else []
        yield "byline element", _without_helpers(names.pen_names(head), printed)
        yield from known.seen_pen_names
        yield "text", signed_off(lines, heading_at, names.usage) if heading_at is not None else []
        yield "text", names.in_a_life()
        yield "text", beside
        yield "author's box", in_a_box(tree) or under_a_label(tree)
        yield from known.pen_names
        yield from known.everybody
        yield "byline element", names.pen_names(range(head.stop, len(lines)))
        yield (
            "address",
            [person for person in owner_of(tree, lines, url) if not names.usage.has_common_word(person.name)],
        )
        yield "byline", names.house_team()

    source, people = next((choice for choice in choices() if choice[1]), ("", []))
    if source == "byline":
        people = known.completed(people)
    others = [*(printed if source != "byline" else []), *foot]
    people = _distinct([*people, *(person for person in others if person.role != "author" or not has_writer(people))])
    people = known.outside(people) or people
    if any(person.role == "interviewer" for person in foot):
        source = source or "text"
    return Byline(tuple(_as_interviewer(person, lines) for person in people), source)


def _without_helpers(people: Sequence[Person], printed: Sequence[Person]) -> list[Person]:
    """The people without those whom the byline credits with other things, such as the pictures."""
    helpers = [person.name for person in printed if person.role not in WRITERS]
    return [person for person in people if not any(helper in person.name for helper in helpers)]


def _editor_as_author(people: Sequence[Person]) -> list[Person]:
    """Who alone reviewed or edited is the author: of a book review, of a collection of letters."""
    alone = [person for person in people if person.role in ("editor", "reviewer")]
    if len(alone) != 1 or CHECKED.match(alone[0].raw or ""):
        return []
    return [replace(person, role="author") if person in alone else person for person in people]


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
