"""`scrapy show`: one article, as a person would read it."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.text import Text
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.details import details
from crawler.history import print_difference, print_history
from crawler.reading import ReadingCommand, address_meant, whole_number
from crawler.terminal import TEXT_WIDTH, console, counted, in_one_line, plain, print_json
from storage import queries
from storage.models import Revision
from storage.queries import ArticleRow, NearDuplicateRow

WORDS_A_MINUTE = 238  # silent reading of English non-fiction, mean of 190 studies (Brysbaert 2019)
BY = {"author": "By", "interviewer": "Interview by"}  # roles that are said in other words than their names


class Command(ReadingCommand):
    """Prints headline, standfirst, byline, date, section and address, then the text in lines of 80 at most."""

    def syntax(self) -> str:
        return "[options] <id or address>"

    def short_desc(self) -> str:
        return "Read one stored article"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--history", action="store_true", help="list the versions of the article")
        parser.add_argument(
            "--diff", nargs=2, type=whole_number, metavar=("A", "B"), help="what changed from version A to B, by words"
        )

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if len(words) != 1:
            raise UsageError("Name one article by its number or address. `scrapy articles` lists them.")
        row = _find(session, words[0])
        revision = queries.current_revision(session, row.id)
        if opts.history:
            print_history(queries.revisions(session, row.id), revision.id, json=opts.json)
        elif opts.diff:
            old, new = (_numbered(session, row.id, number) for number in opts.diff)
            print_difference(old, new, json=opts.json)
        elif opts.json:
            print_json(asdict(row) | details(revision))
        else:
            _print(row, revision, queries.near_duplicates_of(session, row.id))


def _find(session: Session, name: str) -> ArticleRow:
    """The article of a number, or at an address as it stands or as it is kept. Raises UsageError."""
    if name.isascii() and name.isdecimal():
        row = queries.article(session, int(name)) if len(name) < 19 else None
        if row is None:
            raise UsageError(f"No article {name}. `scrapy articles` lists them.")
        return row
    url = address_meant(session, name)
    if url is None:
        raise UsageError(f"Neither a number nor an address: {name!r}. `scrapy articles` lists the articles.")
    if row := queries.article_at(session, url):
        return row
    if page := queries.page_at(session, url):
        reason = f", {in_one_line(page.reason)}" if page.reason else ""
        raise UsageError(f"No article at {name}: {page.state}{reason}.")
    raise UsageError(f"No article at {name}. Fetch it: scrapy crawl magazine -a url={url}")


def _numbered(session: Session, id: int, number: int) -> Revision:
    """The version of an article with that number. Raises UsageError."""
    known = {revision.number: revision for revision in queries.revisions(session, id)}
    if number not in known:
        raise UsageError(f"No version {number} of article {id}. `scrapy show {id} --history` lists them.")
    return known[number]


def _print(row: ArticleRow, revision: Revision, pairs: list[NearDuplicateRow]) -> None:
    out = console()
    width = min(out.width, TEXT_WIDTH)
    _paragraph(out, row.headline or "(no headline)", width, style="bold")
    if row.standfirst:
        _paragraph(out, row.standfirst, width, style="italic")
    for line in _byline(revision):
        _paragraph(out, line, width, space=False)
    minutes = max(1, round(row.word_count / WORDS_A_MINUTE))
    length = f"{counted(row.word_count, 'word')}, {minutes} min"
    about = (row.date_published and row.date_published[:10], row.section, row.kind, length)
    _paragraph(out, " · ".join(in_one_line(value) for value in about if value), width, space=False, style="dim")
    print(in_one_line(row.url))  # in one piece, so that it can be clicked and copied
    if row.same_as:
        print(f"The same text as {in_one_line(row.same_as)}")
    for pair in pairs:
        print(f"Nearly the same text ({pair.overlap:.0%}) as {in_one_line(pair.other_url)}")
    for note in _notes(row, revision):
        _paragraph(out, note, width, space=False)
    print()
    questions = {pair.question for pair in revision.questions}
    titles = {entry.title for entry in revision.entries}
    for number, paragraph in enumerate(row.body.split("\n\n")):
        if number:
            print()
        stands_out = paragraph in questions or paragraph in titles
        _paragraph(out, paragraph, width, space=False, style="bold" if stands_out else "")


def _byline(revision: Revision) -> list[str]:
    """Who is credited, by what they did: `By A and B`, `Photographer: C`."""
    people: dict[str, list[str]] = {}
    for line in revision.bylines:
        people.setdefault(line.role, []).append(line.person.name)
    others = [f"{role.capitalize()}: {_names(names)}" for role, names in people.items() if role not in BY]
    said = [f"{BY[role]} {_names(names)}" for role, names in people.items() if role in BY]
    return said + others


def _notes(row: ArticleRow, revision: Revision) -> list[str]:
    """What a reader should know before reading."""
    notes = []
    if revision.review:
        review = revision.review
        made = ", ".join(value for value in (review.work_type, review.work_maker, review.work_year) if value)
        work = f"{review.work_name or 'the work'}{f' ({made})' if made else ''}"
        notes.append(f"Review of {work}{f': {review.rating_raw}' if review.rating_raw else ''}")
    if revision.is_sponsored:
        notes.append("Sponsored: somebody paid for this article.")
    if revision.is_free is False:
        notes.append("Behind a paywall; this is what it shows to strangers.")
    if not row.is_complete:
        notes.append("Not all of its pages could be fetched; this is the beginning.")
    return notes


def _paragraph(out: Console, text: str, width: int, *, space: bool = True, style: str = "") -> None:
    """Print text in lines of `width` at most, with an empty line after it."""
    for line in Text(plain(text), style=style).wrap(out, width):
        line.rstrip()
        out.print(line)
    if space:
        out.print()


def _names(names: list[str]) -> str:
    """A, B and C."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
