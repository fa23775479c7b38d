"""`scrapy search`: the articles in which words stand and that fields choose, with the passage."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.text import Text
from sqlalchemy.orm import Session

from crawler.choosing import FIELDS, terms_of
from crawler.reading import ReadingCommand, whole_number
from crawler.terminal import TEXT_WIDTH, console, in_one_line, is_terminal, print_json, print_lines
from storage.search import END, START, Hit, search

SHOWN = 20  # articles; the best come first, and who needs more asks for more
MARK = "**"  # around what matches, where nothing can be printed bold


class Command(ReadingCommand):
    """Lists what was found, with the passage; in a pipe id, date, site, headline, address, passage by tabs, and with
    --revisions the number of the revision behind them."""

    def syntax(self) -> str:
        return "[options] <words and fields>"

    def short_desc(self) -> str:
        return "Find articles by words"

    def long_desc(self) -> str:
        return (
            "Finds articles in which all the words stand, the best match first. 'words in \"double quotes\"' stand "
            "side by side; 'owl*' is any word that begins with owl. Case and accents do not matter. Fields narrow the "
            f"search: {FIELDS} as in kind:review or 'section:\"Long Reads\"'. Without words the newest come first."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-n", "--limit", type=whole_number, default=SHOWN, metavar="N", help=f"at most N ({SHOWN})")
        parser.add_argument("--page", type=whole_number, default=1, metavar="P", help="the P-th N of them")
        parser.add_argument(
            "--revisions", action="store_true", help="also in earlier versions of articles, and in those held back"
        )

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        terms = terms_of(session, words)
        skipped = (opts.page - 1) * opts.limit
        hits = search(session, terms, opts.limit + 1, skipped, revisions=opts.revisions)
        has_more, hits = len(hits) > opts.limit, hits[: opts.limit]
        if opts.json:
            for hit in hits:
                print_json(asdict(hit) | {"excerpt": _marked(hit.excerpt)})
        elif is_terminal():
            _print(hits, opts.revisions)
            if not hits:
                console().print(
                    f"No {'more' if skipped else 'article'} has: {in_one_line(' '.join(words))}", style="dim"
                )
            elif has_more:
                console().print(f"There are more: --page {opts.page + 1}", style="dim")
        else:
            print_lines(_columns(hit, opts.revisions) for hit in hits)


def _columns(hit: Hit, revisions: bool) -> list[object]:
    columns = [hit.id, hit.date_published, hit.site, hit.headline, hit.url, _marked(hit.excerpt)]
    return [*columns, hit.revision] if revisions else columns


def _marked(excerpt: str) -> str:
    return excerpt.replace(START, MARK).replace(END, MARK)


def _print(hits: list[Hit], revisions: bool) -> None:
    out = console()
    width = min(out.width, TEXT_WIDTH)
    for hit in hits:
        _print_hit(out, hit, width, revisions)


def _print_hit(out: Console, hit: Hit, width: int, revisions: bool) -> None:
    out.print(Text(f"{hit.id}  {in_one_line(hit.headline or hit.url)}", style="bold"), width=width)
    version = f"revision {hit.revision}{' (now)' if hit.is_current else ''}" if revisions else None
    about = ((hit.date_published or "")[:10], hit.authors, hit.site, version)
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
