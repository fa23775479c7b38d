"""Authors that the page states for machines, told apart: people, pen names and companies, and the magazine itself."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.items import WRITERS, Person
from pipelines.names import COMPANY, NAMED_TEAM, is_name, stated_names
from pipelines.printed import Line
from pipelines.structured import MAX_ENTRIES

ORGANISATION = "organisation"
"""How the name of a source ends in which companies stand."""

Source = tuple[str, list[Person]]
"""Where names stand ("JSON-LD", "meta author"), and whom they name."""


class Stated:
    """The authors in structured data, source by source, the best first.

    everybody  all that are names at all; not the magazine where it says of itself that it is a company: such a page
               has no author who is named
    people     only people, with their team ("Ada Barn and the Meadow Team")
    seen       those of the people whom the page prints somewhere, too
    unseen     the others: often who made the page, or once set up the site
    pen_names  people, companies and pen names without the magazine itself; seen_pen_names those that are printed
    """

    def __init__(
        self, stated: Sequence[tuple[str, Sequence[str]]], publisher: Sequence[str], lines: Sequence[Line]
    ) -> None:
        """`stated` are texts with where they stand, `publisher` what the magazine is called."""
        names = [(source, stated_names(values[:MAX_ENTRIES])) for source, values in stated]
        everybody: list[Source] = [(source, list(map(Person, found))) for source, found in names]
        self._house = {_letters(name) for name in publisher}
        self.everybody = [(source, people) for source, people in everybody if not source.endswith(ORGANISATION)]
        self.pen_names = [(source, self.outside(people)) for source, people in everybody]
        self.people = [(source, found) for source, people in self.pen_names if (found := _people(people))]
        page = "\n".join([line.text for line in lines]).casefold() if everybody else ""
        self.seen = [entry for entry in self.people if _is_on(page, entry[1])]
        self.unseen = [entry for entry in self.people if entry not in self.seen]
        self.seen_pen_names = [entry for entry in self.pen_names if _is_on(page, entry[1])]

    def outside(self, people: Sequence[Person]) -> list[Person]:
        """Those of the people who are not the magazine itself."""
        return [person for person in people if _letters(person.name) not in self._house]

    def spelled(self, person: Person) -> Person:
        """A printed person without the words that run on after a stated name: "Ada Barn Meadow Notes"."""
        for _, people in self.people:
            for known in people:
                if person.name.casefold().startswith(f"{known.name.casefold()} "):
                    return replace(person, name=known.name)
        return person

    def is_part_of(self, printed: Sequence[Person]) -> bool:
        """Whether the page prints the stated authors and others: many templates state only the first."""
        names = _folded(printed)
        return any(people and _folded(people) < names for _, people in self.people)

    def completed(self, printed: Sequence[Person]) -> list[Person]:
        """The printed people, and those stated with all their writers ("By Ada Barn and others")."""
        names = _folded(printed)
        writers = _folded([person for person in printed if person.role in WRITERS])
        more = next((people for _, people in self.people if writers < _folded(people)), [])
        return [*printed, *(person for person in more if person.name.casefold() not in names)]


def _people(people: Sequence[Person]) -> list[Person]:
    is_signed = any(_is_person(person) for person in people)
    return [person for person in people if _is_person(person) or (is_signed and NAMED_TEAM.fullmatch(person.name))]


def _is_person(person: Person) -> bool:
    return is_name(person.name) and not COMPANY.search(person.name)


def _is_on(page: str, people: Sequence[Person]) -> bool:
    """Whether one of the people is named in the text of a page in small letters."""
    return any(person.name.casefold() in page for person in people)


def _folded(people: Sequence[Person]) -> set[str]:
    return {person.name.casefold() for person in people}


def _letters(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()
