"""Names that stand alone, without "By": in elements named for the author, in links to a profile, beside the date, above
the writer's life.

Such a line may hold anything. What speaks against a name is that the page uses its words otherwise ("Video Production",
where the text speaks of production).
"""

import re
from collections.abc import Callable, Sequence

from pipelines.dates import PRINTED
from pipelines.items import WRITERS, Person
from pipelines.names import (
    COLLECTIVE,
    HOUSE,
    HOUSE_TEAM,
    JOB,
    NAME,
    NAMED_TEAM,
    clean_name,
    is_name,
    is_pen_name,
    leading_name,
    only_names,
)
from pipelines.people import behind_label, credits, is_label
from pipelines.printed import AUTHOR, BIO, SENTENCE_ENDS, Line
from pipelines.profiles import is_caption, is_on_card, is_profile, leads_elsewhere, spells
from pipelines.usage import PROSE, Usage, words_of

UNDER = 3
"""Lines under the headline in which a name alone is that of the author."""

TEXT_BEGINS = 2
"""Lines of running text from which on names beside dates are those of other articles."""

BESIDE = 2
"""Lines between a name and the date beside it."""

PEN_NAME = 50
"""Characters of a line that holds nothing but a pen name or a team."""

PEN_NAME_WORDS = 5
"""Words of a pen name or a team, and no more."""

REPEATED = 3
"""Times that such a line may stand on the page: at the head, the foot and in a list of articles."""

FIRST_AND_LAST = 3
"""Words of a name that only its place tells, without "de la" and the like."""

HEADS_A_LIFE = 60
"""Characters of the line above the writer's life: name and degrees."""

LIFE = 200
"""Characters of a life in which it names the writer and what she does."""

BIOGRAPHY = re.compile(
    r".{0,60}?\b(?:is|was|has|writes|covers|lives|works|ist|schreibt|est|écrit|es|escribe|è|scrive)\b"
)
ABOUT = re.compile(r"^(?:about|written by|author:?|über|à propos d\w+|sobre)\s+", re.IGNORECASE)

LIVES_BY_WRITING = re.compile(
    rf"(?P<name>{NAME.pattern}),? (?:(?:is|was) (?:an?|the|our) (?:[\w’'-]+ ){{0,4}}?(?:writer|journalist|reporter"
    r"|editor|columnist|correspondent|contributor|critic|blogger|novelist|author|professor|lecturer|researcher|historian"
    r"|scientist|lawyer|attorney|consultant|freelancer)\b|(?:writes|reports|covers)\b"
    r"|ist (?:freie[r]? |Redakteur|Journalist|Autor)|est journaliste|es periodista)"
)
"""A line about the writer: "Ada Barn is a staff writer at The Meadow." """

TITLE = re.compile(
    r"\b(?:advocate|analyst|architect|associate|attorney|coach|consultant|correspondent|counsel|designer|developer"
    r"|director|editor|engineer|executive|founder|head of|journalist|lawyer|lead|lecturer|manager|marketer|officer"
    r"|partner|president|producer|professor|reporter|researcher|scientist|specialist|strategist|writer)\b",
    re.IGNORECASE,
)
"""A word of a person's job, as it is printed under her name."""

JOB_LINE = 80
"""Characters of such a line."""

DASHED = re.compile(r"[–—-]")
"""How the name begins of somebody who is quoted above."""

PLACE = re.compile(r" (?:in|on|from) (?=[^\Wa-z]\S*(?: (?:[^\Wa-z]\S*|[a-z]{1,3})){0,5}$)")
"""What stands between a name and a place or a day, all in capitalised words: "Ada Barn in Grey Lodge"."""


class Names:
    """The lines of a page, its head, and the words that it uses in small letters."""

    def __init__(self, lines: Sequence[Line], head: range, heading_at: int | None) -> None:
        self.lines = lines
        self.head = head
        self.heading_at = heading_at
        self.usage = Usage(lines)

    def signed(self) -> list[Person]:
        """People whose names stand alone above the text, in an element named for the author or in a link to a
        profile."""
        above = self._above_text()
        return self._people(above, self._is_byline) or self._people(above, self._is_profile)

    def boxed(self) -> list[Person]:
        """The person whose name stands so first behind the beginning of the text; the others there are authors of other
        articles."""
        start = self._above_text().stop
        people = self._people(range(start, len(self.lines)), self._is_named)
        return (people or self._people(range(start, self.head.stop), self._is_profile))[:1]

    def beside(self) -> list[Person]:
        """People whose names stand alone over their jobs, beside the date, under the headline, or with the date."""
        if titled := self._people(self._above_text(), self._is_over_a_job):
            return titled
        lines = [self.lines[place] for place in self._above_text() if self._is_beside(place)]
        alike = [line for line in lines if _is_alike(line, lines[0])]
        return [Person(name, raw=line.text) for line in alike for name in self._alone(line)]

    def _above_text(self) -> range:
        """The places of the head before the text, without the standfirst."""
        running = 0.0
        for place in range(self.heading_at or 0, self.head.stop):
            running += self.lines[place].running
            if running >= TEXT_BEGINS:
                return range(self.head.start, place)
        return self.head

    def pen_names(self, places: range) -> list[Person]:
        """A single word or a company in an element named for the author, or a team beside the date: "ibby", "Help Net
        Security", "Podium Staff"."""
        for place in places:
            line = self.lines[place]
            is_section = place in self.head and leads_elsewhere(line)
            own = self._is_named(place) and not is_section and len(line.text) < PEN_NAME and not is_label(line.text)
            is_free = not line.is_running and not line.heading
            if own or (is_free and COLLECTIVE.search(line.text) and self._is_near_date(place)):
                text = ABOUT.sub("", PRINTED.split(line.text)[0])
                name = leading_name(behind_label(text) or text)
                is_phrase = " " in name and (self.usage.is_common(name) or _is_sentence_case(name))
                is_long = len(name.split()) >= PEN_NAME_WORDS or "," in name
                if is_pen_name(name) and not is_long and not is_phrase:
                    return [Person(name, raw=line.text)]
        return []

    def house_team(self) -> list[Person]:
        """The team of the house that signs the article, in a byline with a label or in an element named for it:
        "By Editorial Team"."""
        for place in self._above_text():
            line = self.lines[place]
            name = PRINTED.split(behind_label(line.text) or (line.text if self._is_byline(place) else ""))[0]
            name = leading_name(name)
            if HOUSE_TEAM.fullmatch(name) and not line.is_running:
                return [Person(name, raw=line.text)]
        return []

    def with_a_life(self) -> list[Person]:
        """The name above the writer's life, below the text: it tells what she "is", "writes" or "covers"."""
        for place in range(self.head.stop, len(self.lines)):
            line = self.lines[place]
            if len(line.text) > HEADS_A_LIFE:
                continue
            life = " ".join([other.text for other in self.lines[place + 1 : place + 3]])[:LIFE]
            if not BIOGRAPHY.match(life) or not JOB.search(life) or leads_elsewhere(line):
                continue
            name = clean_name(ABOUT.sub("", line.text).partition(",")[0])
            if is_name(name) and name.split()[0] in life and not self.usage.has_common_word(name):
                return [Person(name, raw=line.text)]
        return []

    def in_a_life(self) -> list[Person]:
        """Who writes for a living, as a line below says that begins with her name; nobody of whom the text tells."""
        for place in range(self.head.stop, len(self.lines)):
            line = self.lines[place]
            life = LIVES_BY_WRITING.match(line.text)
            if life and is_name(life["name"]) and not self.usage.is_common(life["name"]):
                surname = re.compile(rf"\b{re.escape(life['name'].split()[-1])}\b")
                if not any(surname.search(other.text) for other in self.lines[:place] if len(other.text) > PROSE):
                    return [Person(life["name"], raw=line.text)]
        return []

    def _people(self, places: range, tells: Callable[[int], bool]) -> list[Person]:
        """The people named alone in those lines of which that tells, in lines like the first of them."""
        found = [
            (line, names) for place in places if tells(place) and (names := self._names_in(line := self.lines[place]))
        ]
        return [Person(name, raw=line.text) for line, names in found if _is_alike(line, found[0][0]) for name in names]

    def _names_in(self, line: Line) -> list[str]:
        writers = [person.name for person in credits(line.text, "author") if person.role in WRITERS]
        return self._likely(writers)

    def _alone(self, line: Line) -> list[str]:
        """The names of a line that holds nothing else but a place or a day."""
        return self._likely(only_names(PLACE.split(line.text)[0]))

    def _likely(self, names: Sequence[str]) -> list[str]:
        """The names whose words the page does not use otherwise, and its headline not at all."""
        return [name for name in names if not self.usage.is_common(name) and not self._is_in_headline(name)]

    def _is_in_headline(self, name: str) -> bool:
        """Whether the headline has all words of a name: "Paris Meetup" under "Paris Meetup and other news"."""
        if self.heading_at is None:
            return False
        return set(words_of(self.lines[self.heading_at].text)).issuperset(words_of(name))

    def _is_byline(self, place: int) -> bool:
        line = self.lines[place]
        if AUTHOR not in line.marks or BIO in line.marks or line.is_running or place == self.heading_at:
            return False
        return not is_on_card(self.lines, place, self.heading_at)

    def _is_named(self, place: int) -> bool:
        """Whether this is a line in an element named for the author. Below the head those of related articles link to
        them, but the author's own page, or feed, has her name in its address."""
        line = self.lines[place]
        is_elsewhere = place not in self.head and leads_elsewhere(line) and not spells(line)
        return not is_elsewhere and self._is_byline(place)

    def _is_profile(self, place: int) -> bool:
        return is_profile(self.lines[place])

    def _is_beside(self, place: int) -> bool:
        """Whether a name stands alone on a line next to one with a date, or under the headline."""
        line = self.lines[place]
        if line.href or self.heading_at is None or is_caption(line) or DASHED.match(line.text):
            return False
        if (line.heading or line.text.isupper()) and not HOUSE.search(line.text):
            return False
        if sum(other.text == line.text for other in self.lines) > REPEATED or is_on_card(
            self.lines, place, self.heading_at
        ):
            return False
        names = self._alone(line)
        if not names or any(len(_capitalised(name)) > FIRST_AND_LAST for name in names):
            return False
        if self.usage.has_common_word(names[0]) or HOUSE.search(names[0]) or self._is_term(place):
            return False
        return self._is_near_date(place) or self.heading_at < place <= self.heading_at + UNDER

    def _is_over_a_job(self, place: int) -> bool:
        """Whether a name stands alone on a line under the headline, and the job of its bearer on the next."""
        if self.heading_at is None or not self.heading_at < place < len(self.lines) - 1:
            return False
        line, job = self.lines[place], self.lines[place + 1].text
        is_free = not (is_caption(line) or is_on_card(self.lines, place) or self._is_term(place))
        if (
            len(job) > JOB_LINE
            or job.endswith(SENTENCE_ENDS)
            or not TITLE.search(job)
            or not is_free
            or (line.href or "").startswith("#")
        ):
            return False
        names = self._alone(line)
        return len(names) == 1 and not self.usage.has_common_word(names[0])

    def _is_term(self, place: int) -> bool:
        """Whether a line is one of a list of sections or tags: those beside it in such elements hold no names."""
        line = self.lines[place]
        around = self.lines[max(0, place - BESIDE) : place + BESIDE + 1] if line.element.get("class") else []
        around = [other for other in around if not other.running and not PRINTED.search(other.text)]
        alike = [other for other in around if _is_alike(line, other)]
        return any(not self._alone(other) and not JOB.search(other.text) for other in alike)

    def _is_near_date(self, place: int) -> bool:
        around = self.lines[max(0, place - BESIDE) : place + BESIDE + 1]
        return any(PRINTED.search(other.text) and not other.is_running for other in around)


def _is_sentence_case(name: str) -> bool:
    """Whether only the first of several words is capitalised, as in "Get in touch", and no team is named."""
    first, *others = name.split()
    return first[0].isupper() and all(map(str.islower, others)) and not NAMED_TEAM.fullmatch(name)


def _capitalised(name: str) -> list[str]:
    """The words of a name without its particles."""
    return [word for word in name.split() if not word.islower()]


def _is_alike(line: Line, other: Line) -> bool:
    """Whether two lines stand in elements of a kind: two authors do, author and photographer or related author not."""
    one, two = line.element, other.element
    return one.tag == two.tag and one.get("class") == two.get("class")
