"""Who made the article: what its bylines say, at the head and at the foot, and what the page states for machines.

A byline that is printed with a label ("By", "Words:") wins: it is what readers see. Stated authors follow, as long as
they are people; then unlabelled names in elements named as bylines; then stated companies and pen names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from pipelines.dates import PRINTED
from pipelines.items import WRITERS, Person
from pipelines.people import (
    COLLECTIVE,
    JOB,
    LABEL,
    NAMED_TEAM,
    TALKED_TO,
    begins_with_label,
    clean_name,
    credits,
    is_label,
    is_name,
    is_somebody,
    role_of,
    stated_names,
)
from pipelines.printed import AUTHOR, BIO, DATE, Line

NEAR_BEFORE = 14
"""Lines before the headline in which a byline or date is looked for."""

NEAR_AFTER = 60
"""Lines after it; galleries and share buttons come between."""

RUNNING_LINES = 3
"""Lines of running text after the headline at which the head of the article ends: a standfirst, a caption, a lead."""

LABELLED_NAMES = 8
"""Lines joined to a label that stands on a line of its own: "By", "Ada Barn", "and", "Ben Tawny"."""

NEIGHBOURS = 6
"""Lines after the first byline in which others are credited: photographer, translator, editor."""

UNDER = 3
"""Lines under the headline in which a name alone is that of the author."""

ASKED = 2
"""Lines that begin with a name and a colon at which its bearer is the interviewer: once may be a quotation."""

PROFILE = re.compile(
    r"/(?:authors?|contributors?|writers?|profiles?|people|staff|by|journalists?|autore?s?|auteurs?|@\w+)/?"
)
BIOGRAPHY = re.compile(r".{0,60}?\b(?:is|was|has|writes|covers|lives|works)\b")
CAPTION = frozenset({"figcaption", "figure"})
PROSE = 60
"""Characters of a line from which on its words in small letters are common words."""

SMALL = re.compile(r"\b[^\W\d_A-ZÀ-Þ]{3,}\b")
JOINED = re.compile(r"(?:and|&|und|et|y|e|og|och|,|with|/|\|)", re.IGNORECASE)


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
    """The people of an article. `stated` are names from structured data with where they stand, the best first."""
    head = head_of(lines, heading_at)
    words = _common_words(lines)
    labelled, from_labels = _labelled(lines, head, heading_at or 0)
    foot, from_foot = _at_the_foot(lines, heading_at + 1, words) if heading_at is not None else ([], [])
    marked, from_marks = _marked(lines, head, heading_at, words)
    others = {person.name for person in labelled if person.role not in WRITERS}
    marked = [person for person in marked if not any(name in person.name for name in others)]
    places = [(source, stated_names(names)) for source, names in stated]
    house = {_letters(name) for name in publisher}
    house |= {_letters(name) for source, names in places if source.endswith("organisation") for name in names}
    chosen = _first(
        ("byline", labelled if any(_is_outside(person, house) for person in labelled) else []),
        *((source, _persons(names, house)) for source, names in places),
        ("byline element", marked),
        ("text", _in_a_biography(lines, head.stop, words)),
        ("text", [person for person in foot if person.role in WRITERS]),
        ("byline", _editor_as_author(labelled)),
        ("byline", labelled if _has_writer(labelled) else []),
        ("byline element", [person for person in _pen_names(lines, head, words) if not others]),
        *((source, [Person(name) for name in names]) for source, names in places),
    )
    source, people = chosen
    if source == "byline":
        everybody = [person for _, names in places for person in _persons(names, house)]
        people = _completed(people, everybody)
    people = _distinct([*people, *(labelled if source != "byline" else []), *foot])
    people = [person for person in people if _letters(person.name) not in house] or people
    if any(person.role == "interviewer" for person in foot):
        source = source or "text"
    people = [_as_interviewer(person, lines) for person in people]
    used = [*(from_labels if labelled else []), *(from_foot if foot else []), *(from_marks if marked else [])]
    return Byline(tuple(people), source, used)


def _is_outside(person: Person, house: set[str]) -> bool:
    """Whether this is a writer who is not the magazine itself."""
    return person.role in WRITERS and _letters(person.name) not in house


def _first(*choices: tuple[str, Sequence[Person]]) -> tuple[str, list[Person]]:
    return next(((source, list(people)) for source, people in choices if people), ("", []))


def _persons(names: Sequence[str], house: set[str]) -> list[Person]:
    """Those of the names that are people's, not the magazine's (`house`, letters only)."""
    return [Person(name) for name in names if is_name(name) and _letters(name) not in house]


def _letters(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


def _common_words(lines: Sequence[Line]) -> set[str]:
    """The words that the page writes in small letters: "Video Production" is no name where it speaks of production."""
    return {word for line in lines if len(line.text) > PROSE for word in SMALL.findall(line.text)}


def _labelled(lines: Sequence[Line], head: range, heading_at: int) -> tuple[list[Person], list[Line]]:
    """People in lines of the head with a label; the first line that credits a writer, and its neighbours.

    Behind the first running line only marked ones count: authors of other works are named in the text.
    """
    people: list[Person] = []
    used: list[Line] = []
    credited_at, running = None, 0
    for place in head:
        found = lines[place]
        running += found.is_running and place > heading_at
        if (credited_at is not None and place > credited_at + NEIGHBOURS) or (
            running > 1 and AUTHOR not in found.marks
        ):
            break
        if found.is_running or (found.heading and AUTHOR not in found.marks):
            continue
        text, joined = _with_names_after(lines, place)
        marked = bool(found.marks & {AUTHOR, DATE})
        is_credit = marked or begins_with_label(text) or PRINTED.match(text) or TALKED_TO.match(text)
        credited = credits(text) if is_credit else []
        credited = credited or _labelled_pen_name(found, text)
        if _inside(found, CAPTION) and not found.marks & {AUTHOR}:
            continue
        if credited:
            credited_at = place if _has_writer(credited) and credited_at is None else credited_at
            people += credited
            used += lines[place : place + joined]
    return _distinct(people), used


def _has_writer(people: Sequence[Person]) -> bool:
    return any(person.role in WRITERS for person in people)


def _with_names_after(lines: Sequence[Line], place: int) -> tuple[str, int]:
    """The text of a line; of a label on its own line with the names on the lines after it. And how many lines."""
    text = lines[place].text
    if not is_label(text):
        return text, 1
    parts: list[str] = []
    for after in lines[place + 1 : place + 1 + LABELLED_NAMES]:
        is_next = (
            not parts
            or (AUTHOR in after.marks and BIO not in after.marks)
            or after.href
            or JOINED.fullmatch(after.text)
        )
        if not is_next or len(after.text) > 80 or is_label(after.text) or (PRINTED.search(after.text) and parts):
            break
        if parts and not JOINED.fullmatch(after.text) and not is_name(clean_name(after.text)):
            break
        parts.append(after.text)
    return f"{text} {', '.join(parts)}", 1 + len(parts)


def _marked(
    lines: Sequence[Line], head: range, heading_at: int | None, words: set[str]
) -> tuple[list[Person], list[Line]]:
    """People whose names stand alone in an element named as a byline, in a link to a profile, beside the date or the
    headline. First in the head of the article, then anywhere: many templates print the author in a box at the foot.
    """
    below = range(head.stop, len(lines))
    for places, tells in ((head, _is_byline), (head, _is_profile), (head, _is_beside), (below, _is_byline)):
        used = [lines[place] for place in places if tells(lines, place, heading_at, words)]
        people = [Person(name, raw=line.text) for line in used for name in _names_alone(line.text, words)]
        if people:
            all_of_them = places is head and tells in (_is_byline, _is_profile)
            return _distinct(people if all_of_them else people[:1]), used
    return [], []


def _names_alone(text: str, words: set[str]) -> list[str]:
    """The names in a text without a label, none made of words that the page uses otherwise."""
    names = [person.name for person in credits(text, "author")]
    return [name for name in names if not _is_common(name, words)]


def _is_common(name: str, words: set[str]) -> bool:
    return words.issuperset(SMALL.findall(name.casefold()))


def _is_byline(lines: Sequence[Line], place: int, heading_at: int | None, words: set[str]) -> bool:
    line = lines[place]
    return AUTHOR in line.marks and BIO not in line.marks and not line.is_running


def _is_profile(lines: Sequence[Line], place: int, heading_at: int | None, words: set[str]) -> bool:
    line = lines[place]
    path = urlsplit(line.href).path if line.href and "[" not in line.href else ""
    return bool(PROFILE.search(path))


def _is_beside(lines: Sequence[Line], place: int, heading_at: int | None, words: set[str]) -> bool:
    """Whether a name stands alone on a line next to one with a date, or under the headline."""
    line = lines[place]
    name = re.split(r" (?:in|on|from)\b", line.text.strip(" |·•,-–—"))[0]
    if line.heading or line.href or heading_at is None or not is_name(name) or len(name.split()) > 3:
        return False
    if words.intersection(SMALL.findall(name.casefold())):
        return False
    return _is_near_date(lines, place) or heading_at < place <= heading_at + UNDER


def _labelled_pen_name(line: Line, text: str) -> list[Person]:
    """A single word or a team after a label, in an element named for byline or date: "by ibby", "By Resy Staff"."""
    text = PRINTED.sub(" ", text).strip()
    label = LABEL.match(text) if line.marks & {AUTHOR, DATE} and BIO not in line.marks else None
    name = _first_name(text[label.end() :]) if label else ""
    is_author = label is not None and role_of(label) == "author"
    is_job = bool(JOB.search(name)) and not NAMED_TEAM.fullmatch(name)
    is_pen_name = is_author and is_somebody(name) and not is_job and len(name.split()) < 5
    return [Person(name, raw=line.text)] if is_pen_name else []


def _pen_names(lines: Sequence[Line], head: range, words: set[str]) -> list[Person]:
    """A single word or a company in an element named for the author, or a team beside the date: "ibby", "Help Net
    Security", "Podium Staff"."""
    for place in head:
        line = lines[place]
        own = AUTHOR in line.marks and BIO not in line.marks and len(line.text) < 50 and not is_label(line.text)
        if own or (COLLECTIVE.search(line.text) and not line.heading and _is_near_date(lines, place)):
            name = _first_name(PRINTED.split(line.text)[0])
            if is_somebody(name) and len(name.split()) < 5 and not (" " in name and _is_common(name, words)):
                return [Person(name, raw=line.text)]
    return []


def _first_name(text: str) -> str:
    """What stands before the first stroke, dot or "on", without words such as "Author" and "Posted by" before it."""
    first = re.split(r"\s[|·•]\s|\s(?:on)\s", text.strip(" |·•:,-"))[0]
    return clean_name(
        re.sub(r"^(?:(?:posted|written|published|author)\b[\s:]*(?:by\b)?\s*)+", "", first, flags=re.IGNORECASE)
    )


def _is_near_date(lines: Sequence[Line], place: int) -> bool:
    around = lines[max(0, place - 2) : place + 3]
    return any(PRINTED.search(other.text) and not other.is_running for other in around if other is not lines[place])


def _in_a_biography(lines: Sequence[Line], start: int, words: set[str]) -> list[Person]:
    """The name above the writer's life, below the text: it tells what she "is", "writes" or "covers"."""
    for place in range(start, len(lines)):
        line = lines[place]
        name = re.sub(r"^(?:about|written by|author:?)\s+", "", line.text, flags=re.IGNORECASE)
        if len(name) < 40 and is_name(name) and not words.intersection(SMALL.findall(name.casefold())):
            after = " ".join(other.text for other in lines[place + 1 : place + 3])[:200]
            if BIOGRAPHY.match(after) and JOB.search(after) and name.split()[0] in after:
                return [Person(name, raw=line.text)]
    return []


def _at_the_foot(lines: Sequence[Line], start: int, words: set[str]) -> tuple[list[Person], list[Line]]:
    """People credited in a line of its own below the text: "Interview by Ruben Achterberg"."""
    people: list[Person] = []
    used: list[Line] = []
    for line in lines[start:]:
        if line.is_running or len(line.text.split()) < 3 or _inside(line, CAPTION):
            continue
        if not (begins_with_label(line.text) or TALKED_TO.match(line.text)):
            continue
        credited = [person for person in credits(line.text) if _is_whole_line(line.text, person)]
        credited = [person for person in credited if not _is_common(person.name, words)]
        if credited and _has_writer(credited) and not re.match(r"(?:by|von|par|por|di|door|af|av)\b", line.text, re.I):
            people += credited
            used.append(line)
            break
    return people, used


def _is_whole_line(text: str, person: Person) -> bool:
    """Whether a credit ends its line or another one follows: "Interview by Ali Baba about caves" is none."""
    after = text[text.find(person.name) + len(person.name) :].strip(" .,;|·&")
    return len(after) < 3 or bool(credits(after)) or after.split()[0] in ("and", "und", "et", "y", "e")


def _inside(line: Line, tags: frozenset[str]) -> bool:
    return line.element.tag in tags or any(outer.tag in tags for outer in line.element.iterancestors())


def _editor_as_author(people: Sequence[Person]) -> list[Person]:
    """Who alone reviewed or edited is the author: of a book review, of a collection of letters."""
    alone = [person for person in people if person.role in ("editor", "reviewer")]
    if len(alone) != 1 or re.match(r"medical|clinical|fact|expert", alone[0].raw or "", re.IGNORECASE):
        return []
    return [replace(person, role="author") if person in alone else person for person in people]


def _completed(people: Sequence[Person], stated: Sequence[Person]) -> list[Person]:
    """The printed people, and stated ones where the byline names only some of them ("By Ada Barn and others")."""
    printed = {person.name.casefold() for person in people}
    known = {person.name.casefold() for person in stated}
    writers = {person.name.casefold() for person in people if person.role in WRITERS}
    return (
        [*people, *(person for person in stated if person.name.casefold() not in printed)]
        if writers < known
        else [*people]
    )


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
