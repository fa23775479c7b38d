"""`scrapy show`: one article, as a person would read it."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.text import Text
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler import addresses
from crawler.reading import ReadingCommand
from crawler.terminal import TEXT_WIDTH, console, counted, in_one_line, plain, print_json
from storage import queries
from storage.queries import ArticleRow


class Command(ReadingCommand):
    """Prints headline, standfirst, byline, date, section and address, then the text in lines of 80 at most."""

    def syntax(self) -> str:
        return "[options] <id or address>"

    def short_desc(self) -> str:
        return "Read one stored article"

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if len(words) != 1:
            raise UsageError("Name one article by its number or address. `scrapy articles` lists them.")
        row = _find(session, words[0])
        if opts.json:
            print_json(asdict(row))
        else:
            _print(row)


def _find(session: Session, name: str) -> ArticleRow:
    """The article of a number, or at an address as it stands or as it is kept. Raises UsageError."""
    if name.isascii() and name.isdecimal():
        row = queries.article(session, int(name)) if len(name) < 19 else None
        if row is None:
            raise UsageError(f"No article {name}. `scrapy articles` lists them.")
        return row
    cleaned = addresses.clean(name if "://" in name else f"https://{name}")
    for url in dict.fromkeys((name, cleaned)):
        if url and (row := queries.article_at(session, url)):
            return row
    page = queries.page_at(session, cleaned) if cleaned else None
    if page is not None:
        reason = f", {in_one_line(page.reason)}" if page.reason else ""
        raise UsageError(f"No article at {name}: {page.state}{reason}.")
    raise UsageError(f"No article at {name}. Fetch it: scrapy crawl magazine -a url={name}")


def _print(row: ArticleRow) -> None:
    out = console()
    width = min(out.width, TEXT_WIDTH)
    _paragraph(out, row.headline or "(no headline)", width, style="bold")
    if row.standfirst:
        _paragraph(out, row.standfirst, width, style="italic")
    if row.authors:
        _paragraph(out, f"By {_names(row.authors)}", width, space=False)
    about = (row.date_published and row.date_published[:10], row.section, row.kind, counted(row.word_count, "word"))
    _paragraph(out, " · ".join(in_one_line(value) for value in about if value), width, space=False, style="dim")
    print(in_one_line(row.url))  # in one piece, so that it can be clicked and copied
    if row.same_as:
        print(f"The same text as {in_one_line(row.same_as)}")
    if not row.is_complete:
        _paragraph(out, "Not all of its pages could be fetched; this is the beginning.", width, space=False)
    print()
    _paragraph(out, row.body, width, space=False)


def _paragraph(out: Console, text: str, width: int, *, space: bool = True, style: str = "") -> None:
    """Print text in lines of `width` at most, with an empty line after it."""
    for line in Text(plain(text), style=style).wrap(out, width):
        line.rstrip()
        out.print(line)
    if space:
        out.print()


def _names(authors: str) -> str:
    """`A; B; C` as it is said: A, B and C."""
    *others, last = authors.split("; ")
    return f"{', '.join(others)} and {last}" if others else last
