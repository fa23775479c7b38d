"""How a page was read, for people: as a page of its own, and on a terminal.

The page that is explained is hostile. Of it there is text and nothing else: no markup, no link, no address to load.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from shlex import quote
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.standalone import standalone
from crawler.terminal import TEXT_WIDTH, counted, in_one_line, plain
from crawler.versions import Difference, Version, difference, pieces_of, unchanged, versions
from pipelines.explained import Explained, Shown
from pipelines.items import ArticleItem, Rejected
from storage.models import Revision

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SHORT = 40  # characters of a block beside which its reason has room
NUMBER = re.compile(r"\d[\d,.]*")
CHANGES = 10  # versions of an article whose changes are shown
UNQUOTED = re.compile(r'["$`\\!]')
"""What would mean something to a shell between double quotes, which read better around an XPath than single ones."""

COMPARED = ("headline", "standfirst", "authors", "date_published", "section", "kind", "body")
"""Fields whose stored values are held against the reading."""

FIELDS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "people": "People",
    "date_published": "Published",
    "date_modified": "Modified",
    "section": "Section",
    "kind": "Kind",
    "language": "Language",
    "publisher": "Publisher",
    "issue": "Issue",
    "keywords": "Keywords",
    "review": "Review",
    "images": "Pictures",
    "questions": "Questions",
    "entries": "Entries",
    "is_free": "Free to read",
    "is_sponsored": "Sponsored",
    "canonical": "Canonical address",
    "body": "Words",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the article, and what is different in it from the one before."""

    version: Version
    difference: Difference


@dataclass(frozen=True, slots=True)
class Subject:
    """What is explained.

    address  of the page, or the name of the file
    site     as `scrapy memory` takes it; None where there is none to write rules for
    stored   the values of the article's COMPARED fields in the database; None where none is stored
    changes  what later versions of the stored article changed, the newest first
    """

    address: str
    site: str | None = None
    stored: dict[str, str | None] | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the article as it is printed, and where it comes from ("" where the reading does not say)."""

    name: str
    value: str
    source: str


def page_of(explained: Explained, subject: Subject) -> str:
    """The explanation as an HTML page that needs nothing else and asks nobody for anything."""
    outcome = explained.outcome
    article = outcome if isinstance(outcome, ArticleItem) else None
    groups = _groups(explained.blocks)
    kept = sum(block.kept for block in explained.blocks)
    return standalone(
        "explain",
        title=(article and article.headline) or subject.address,
        address=subject.address,
        rejected=None if article else outcome.reason,
        article=article,
        notes=notes_of(explained, subject),
        counts={"all": len(explained.blocks), "kept": kept, "removed": len(explained.blocks) - kept},
        pages=[
            (number, [_for_page(block, groups, subject) for block in blocks])
            for number, blocks in groupby(explained.blocks, key=lambda block: block.page)
        ],
        kept_groups=_options(explained.blocks, groups, kept=True),
        removed_groups=_options(explained.blocks, groups, kept=False),
        byline=article and _byline(article),
        rating=article and article.review and article.review.rating_raw,
        paragraphs=list(_paragraphs(article)) if article else [],
        fields=fields_of(article) if article else [],
        changes=subject.changes,
        pieces_of=pieces_of,
        unchanged=unchanged,
    )


def changes_of(revisions: Sequence[Revision], current: int) -> tuple[Change, ...]:
    """What the last CHANGES revisions of an article changed. `current` is the id of the one that it is now."""
    changed = list(zip(versions(revisions, current)[1:], pairwise(revisions), strict=True))
    return tuple(Change(version, difference(*pair)) for version, pair in reversed(changed[-CHANGES:]))


def print_on(out: Console, explained: Explained, subject: Subject) -> None:
    """Print the explanation in lines of 80 columns at most."""
    width = min(out.width, TEXT_WIDTH)
    outcome = explained.outcome
    if isinstance(outcome, Rejected):
        _print(out, f"No article. {outcome.reason}", width, "bold red")
    else:
        _print(out, outcome.headline or "(no headline)", width, "bold")
    out.print(Text(in_one_line(subject.address), style="dim"), soft_wrap=True)
    kept = sum(block.kept for block in explained.blocks)
    _print(out, f"{kept:,} of {counted(len(explained.blocks), 'block')} kept.", width)
    for note in notes_of(explained, subject):
        _print(out, note, width, "dim")
    for block in explained.blocks:
        out.print()
        sign, style = ("+", "green") if block.kept else ("-", "red")
        _print(out, f"{sign} {block.number}  {block.reason}", width, style)
        _print(out, block.text, width, "" if block.kept else "dim", indent=4)
        _print(out, _evidence(block), width, "dim", indent=4)
        command = command_for(block, subject)
        if command:
            out.print(Text(f"    {plain(command)}", style="cyan"), soft_wrap=True)  # in one piece, to be copied
    if isinstance(outcome, ArticleItem):
        out.print()
        for field in fields_of(outcome):
            source = f" ({field.source})" if field.source else ""
            _print(out, f"{field.name}: {in_one_line(field.value)}{source}", width)


def as_json(explained: Explained, subject: Subject) -> dict[str, Any]:
    """All of the explanation, to be printed as one line."""
    return {"address": subject.address} | asdict(explained)


def command_for(block: Shown, subject: Subject) -> str | None:
    """The line to type that would always drop a kept block, or always keep a removed one; None where none can."""
    if block.xpath is None or subject.site is None:
        return None
    xpath = quote(block.xpath) if UNQUOTED.search(block.xpath) else f'"{block.xpath}"'
    return f"scrapy memory {quote(subject.site)} {'--drop' if block.kept else '--keep'} {xpath}"


def notes_of(explained: Explained, subject: Subject) -> list[str]:
    """What a reader should know about the whole reading."""
    notes = []
    if explained.remembered:
        notes.append(f"Read with what is remembered of {counted(explained.remembered, 'page')} of this site.")
    if explained.fits is False:
        notes.append("The memory of the site does not fit this page.")
    for note in explained.notes:
        texts = "".join(f' "{in_one_line(text)}"' for text in note.texts)
        notes.append(f"Rule {note.rule}: {note.what}{':' if texts else ''}{texts}")
    outcome = explained.outcome
    if isinstance(outcome, ArticleItem) and outcome.sources.get("body"):
        notes.append(f"The text: {outcome.sources['body']}.")
    if isinstance(outcome, ArticleItem) and subject.stored is not None:
        read = {name: getattr(outcome, name) for name in COMPARED} | {"authors": "; ".join(outcome.authors) or None}
        other = [name for name in COMPARED if read[name] != subject.stored[name]]
        if other:
            names = ", ".join(name.replace("date_published", "date") for name in other)
            notes.append(f"The stored article was read otherwise; different are: {names}.")
    return notes


def fields_of(article: ArticleItem) -> list[Field]:
    """The fields that the article has, in the order in which they are shown."""
    values = {name: _in_words(name, article) for name in FIELDS}
    sources = article.sources
    return [
        Field(label, values[name], sources.get(name, "")) for name, label in FIELDS.items() if values[name] is not None
    ]


def _in_words(name: str, article: ArticleItem) -> str | None:
    """The value of a field as it is printed; None where the article has none."""
    value = getattr(article, name)
    if name == "body":
        return f"{article.word_count:,}"
    if name == "people":
        return "\n".join(f"{person.name}, {person.role}" for person in value) or None
    if name == "review":
        return ", ".join(str(part) for part in asdict(value).values() if part is not None) if value else None
    if name == "keywords":
        return ", ".join(value) or None
    if isinstance(value, tuple):
        return str(len(value)) if value else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _byline(article: ArticleItem) -> str | None:
    said = [", ".join(article.authors), (article.date_published or "")[:10]]
    return " · ".join(filter(None, said)) or None


def _paragraphs(article: ArticleItem) -> Iterator[tuple[str, str]]:
    """The paragraphs of the body, each with how it is set: questions and titles stand out."""
    standing_out = {pair.question for pair in article.questions} | {entry.title for entry in article.entries}
    for paragraph in article.body.split("\n\n"):
        unnamed = paragraph.partition(": ")[2]  # without the printed speaker
        yield ("standout" if {paragraph, unnamed} & standing_out else "", paragraph)


def _groups(blocks: Sequence[Shown]) -> dict[tuple[bool, str], int]:
    """A number for each ruling and reason; reasons that differ only in their numbers are one."""
    groups: dict[tuple[bool, str], int] = {}
    for block in blocks:
        groups.setdefault(_group(block), len(groups))
    return groups


def _group(block: Shown) -> tuple[bool, str]:
    return block.kept, NUMBER.sub("…", block.reason)


def _options(blocks: Sequence[Shown], groups: dict[tuple[bool, str], int], *, kept: bool) -> list[dict[str, Any]]:
    """What can be chosen to see: the reasons for keeping or removing, the most frequent first."""
    counts = Counter(_group(block) for block in blocks if block.kept is kept)
    return [{"number": groups[group], "label": group[1], "count": count} for group, count in counts.most_common()]


def _for_page(block: Shown, groups: dict[tuple[bool, str], int], subject: Subject) -> dict[str, Any]:
    """A block as the template has it."""
    looks = {"short": len(block.text) <= SHORT and "\n" not in block.text, "typed": block.tag == "pre"}
    looks |= {"heading": block.tag in HEADINGS, "kept": block.kept, "removed": not block.kept}
    return {name: getattr(block, name) for name in Shown.__slots__} | {
        "text": block.text,
        "place": block.place,
        "group": groups[_group(block)],
        "look": " ".join(look for look, is_so in looks.items() if is_so),
        "counted_words": counted(block.words, "word"),
        "command": command_for(block, subject),
        "reach": _reach(block),
    }


def _reach(block: Shown) -> str:
    """What else the line to type would be about."""
    if block.found == 1:
        return "On this page it finds this block alone."
    return f"On this page it finds {block.found:,} blocks: all that stands there."


def _evidence(block: Shown) -> str:
    """The evidence about a block in one line."""
    others = [name for name, keeps in (("trafilatura", block.trafilatura), ("readability", block.readability)) if keeps]
    told = [f"<{block.tag}> in {in_one_line(block.place)}", counted(block.words, "word")]
    if block.links:
        told.append(f"links {block.links:.0%}")
    told.append(f"kept by {' and '.join(others)}" if others else "kept by no other reader")
    if block.found:
        told.append(f"{counted(block.found, 'block')} at this place")
    if block.echoes:
        told.append(f"its words stand in block {block.echoes}")
    return "; ".join(told)


def _print(out: Console, text: str, width: int, style: str = "", indent: int = 0) -> None:
    for line in Text(plain(text), style=style).wrap(out, width - indent):
        line.rstrip()
        line.pad_left(indent)
        out.print(line)
