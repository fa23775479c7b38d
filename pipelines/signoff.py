"""Who signs the text where it ends or begins: "By Ada Barn" or "—Ada Barn" below it, "... writes Ada Barn" above it, or
the words "About the author" over her name.

No element is named for the author there. What tells such a line is that it stands among the paragraphs themselves.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from lxml.html import HtmlElement

from pipelines.items import WRITERS, Person
from pipelines.names import NAME, is_name, only_names
from pipelines.people import BY, LONE_LABEL, begins_with_label, credits
from pipelines.printed import Line
from pipelines.profiles import is_caption, is_on_card, leads_elsewhere
from pipelines.usage import Usage

NEAR_END = 3
"""Lines before and behind the last paragraph in which the text may be signed: an appeal or a note may follow."""

PARAGRAPHS = 3
"""Paragraphs that tell where the text stands."""

ABOVE = 3
"""Lines below the headline in which a standfirst stands."""

SIGNATURE = 60
"""Characters of the end of a paragraph in which a signature stands."""

SIGNED = re.compile(rf"(?:(?:{BY})\s+|[-–—~]\s*)(?P<names>\S.{{2,80}})", re.IGNORECASE)
"""A line that signs a text, whole."""

DASHED = re.compile(r"[.!?…”\"’)]\s*[–—]\s?(?P<names>[^\s.–—][^.–—]{2,40})\.?$")
"""The end of a last paragraph with a signature behind a dash."""

CREDIT_BEHIND = re.compile(
    rf"[.!?…:”\"’)]\s+(?P<credit>(?:(?:words|text|story|interview)\s+)?(?:{BY})\s+\S.{{2,80}})$", re.IGNORECASE
)
REPORTS = re.compile(r",?\s(?:writes|reports|schreibt|berichtet|écrit|escribe|scrive)\s(?P<names>\S.{2,60}?)\.?$")
"""How a standfirst ends that names the writer."""

OVER_A_NAME = re.compile(
    rf"(?:{LONE_LABEL.pattern}|(?:written|posted|published) (?:{BY})"
    r"|(?:about|meet) (?:the|this|our) (?:authors?|writers?)|(?:the )?author(?:['’]s)? (?:bio|info|profile)\w*"
    r"|über (?:den|die) autor(?:in|en|innen)?|à propos de l['’]aut(?:eur|rice)"
    r"|(?:sobre|acerca de) (?:el|la|o|a) autora?|l['’](?:autore|autrice|auteure?)"
    r"|over de auteur|om forfatteren|om författaren|об авторе|o autorze)\s*:?",
    re.IGNORECASE,
)
"""A heading below the text with the author's name under it."""

QUOTES = ('"', "“", "„", "«", "‘")


def signed_off(lines: Sequence[Line], start: int, usage: Usage) -> list[Person]:
    """Who signs the text, which begins after the line `start`; nobody where no line says so."""
    return _below(lines, start, usage) or _under_a_heading(lines, start, usage)


def in_standfirst(lines: Sequence[Line], heading_at: int, usage: Usage) -> list[Person]:
    """Who is named as the writer at the end of the standfirst under the headline."""
    for line in lines[heading_at + 1 : heading_at + 1 + ABOVE]:
        credit, reports = CREDIT_BEHIND.search(line.text[-200:]), REPORTS.search(line.text[-100:])
        if credit:
            people = [person for person in credits(credit["credit"]) if not usage.is_common(person.name)]
            if any(person.role in WRITERS for person in people):
                return people
        if reports:
            return _people(reports["names"], line, usage)
    return []


def _below(lines: Sequence[Line], start: int, usage: Usage) -> list[Person]:
    """Who signs in a line near the last paragraph, among the paragraphs, or at the end of that itself."""
    last, container = _last_paragraph(lines, start)
    if container is None:
        return []
    near = lines[max(last - NEAR_END, start) : last + 1 + NEAR_END]
    for before, line in pairwise(near):
        signed = SIGNED.fullmatch(line.text) or DASHED.search(line.text[-SIGNATURE:])
        is_free = container in line.element.iterancestors() and not leads_elsewhere(line) and not is_caption(line)
        is_of_a_quote = _is_quote(before) and not begins_with_label(line.text)
        if signed and is_free and not line.heading and not is_of_a_quote:
            return _people(signed["names"], line, usage)
    return []


def _under_a_heading(lines: Sequence[Line], start: int, usage: Usage) -> list[Person]:
    """Whose name stands under a heading such as "About the author", below the text; nobody where there are several."""
    found: dict[str, list[Person]] = {}
    for place in range(start + 1, len(lines) - 1):
        name_line = lines[place + 1]
        if len(lines[place].text) > len(name_line.text) + 40 or not OVER_A_NAME.fullmatch(lines[place].text):
            continue
        if not leads_elsewhere(name_line) and not is_on_card(lines, place + 1):
            found[name_line.text] = _people(name_line.text, name_line, usage) or _who_begins(name_line, usage)
    return next(iter(found.values())) if len(found) == 1 else []


def _who_begins(line: Line, usage: Usage) -> list[Person]:
    """The person with whose name a line begins that tells her life: "Ada Barn joined the paper in 2012"."""
    name = NAME.match(line.text)
    if name is None or not line.text[name.end() :].startswith((" ", ",")) or not is_name(name[0]):
        return []
    return [] if usage.has_common_word(name[0]) else [Person(name[0], raw=line.text)]


def _last_paragraph(lines: Sequence[Line], start: int) -> tuple[int, HtmlElement | None]:
    """The place of the last paragraph of the text, and the element that holds its paragraphs."""
    paragraphs = [place for place in range(start + 1, len(lines)) if lines[place].running]
    holders = Counter(lines[place].element.getparent() for place in paragraphs)
    holder, count = holders.most_common(1)[0] if holders else (None, 0)
    if holder is None or count < PARAGRAPHS:
        return 0, None
    return max(place for place in paragraphs if lines[place].element.getparent() is holder), holder


def _people(text: str, line: Line, usage: Usage) -> list[Person]:
    """The people in a text that names nobody and nothing else."""
    names = only_names(text)
    return [Person(name, raw=line.text) for name in names] if names and not any(map(usage.is_common, names)) else []


def _is_quote(line: Line) -> bool:
    """Whether a line is somebody's words: what stands below is their name."""
    return line.text.startswith(QUOTES) or any(outer.tag == "blockquote" for outer in line.element.iterancestors())
