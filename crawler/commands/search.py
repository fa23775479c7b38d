"""`scrapy search`: the articles in which words stand, with the passage."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.text import Text
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.reading import ReadingCommand, whole_number
from crawler.terminal import TEXT_WIDTH, console, in_one_line, is_terminal, print_json, print_lines
from storage.search import END, START, Hit, NothingToSearchFor, search

SHOWN = 20  # articles; the best come first, and who needs more asks for more
MARK = "**"  # around what matches, where nothing can be printed bold


class Command(ReadingCommand):
    """Lists what was found, with the passage; in a pipe id, date, site, headline, address, passage by tabs."""

    def syntax(self) -> str:
        return "[options] <words>"

    def short_desc(self) -> str:
        return "Find articles by words"

    def long_desc(self) -> str:
        return (
            "Finds articles in which all the words stand, the best match first. 'words in \"double quotes\"' stand "
            "side by side; 'owl*' is any word that begins with owl. Case and accents do not matter."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-n", "--limit", type=whole_number, default=SHOWN, metavar="N", help=f"at most N ({SHOWN})")

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        text = " ".join(words)
        try:
            hits = search(session, text, opts.limit)
        except NothingToSearchFor:
            raise UsageError("Nothing to search for. Try: scrapy search owls") from None
        if opts.json:
            for hit in hits:
                print_json(asdict(hit) | {"excerpt": _marked(hit.excerpt)})
        elif is_terminal():
            _print(hits, text)
        else:
            print_lines(
                (hit.id, hit.date_published, hit.site, hit.headline, hit.url, _marked(hit.excerpt)) for hit in hits
            )


def _marked(excerpt: str) -> str:
    return excerpt.replace(START, MARK).replace(END, MARK)


def _print(hits: list[Hit], text: str) -> None:
    out = console()
    width = min(out.width, TEXT_WIDTH)
    for hit in hits:
        _print_hit(out, hit, width)
    if not hits:
        out.print(f"No article has: {in_one_line(text)}", style="dim")


def _print_hit(out: Console, hit: Hit, width: int) -> None:
    out.print(Text(f"{hit.id}  {in_one_line(hit.headline or hit.url)}", style="bold"), width=width)
    about = ((hit.date_published or "")[:10], hit.authors, hit.site)
    out.print(Text(" · ".join(in_one_line(value) for value in about if value), style="dim"), width=width)
    out.print(_excerpt(hit.excerpt), width=width)
    out.print()


def _excerpt(excerpt: str) -> Text:
    text = Text()
    for piece in excerpt.split(START):
        match, end, rest = piece.partition(END)
        text.append(_spaced(match), style="bold yellow" if end else "")
        text.append(_spaced(rest))
    return text


def _spaced(text: str) -> str:
    """White space as one space, also at the ends, where the pieces of an excerpt meet."""
    return in_one_line(f"|{text}|")[1:-1]
