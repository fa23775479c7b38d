"""`scrapy articles`: what is stored, newest first."""

import argparse
from dataclasses import asdict
from itertools import chain, islice

from rich.text import Text
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.choosing import add_filter_options, filters_of
from crawler.reading import ReadingCommand, whole_number
from crawler.terminal import console, counted, in_one_line, is_terminal, new_table, print_json, print_lines
from storage import queries
from storage.filters import Filters
from storage.queries import ArticleRow, NearDuplicateRow

SHOWN = 50  # articles on a terminal unless told otherwise, about two screens


class Command(ReadingCommand):
    """Lists articles: a table on a terminal; in a pipe id, date, site, kind, headline, authors, address by tabs."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the stored articles, newest first"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_filter_options(parser)
        parser.add_argument(
            "--duplicates",
            action="store_true",
            help="only articles with equal text at several addresses of a site, or nearly equal text on another site",
        )
        parser.add_argument(
            "-n", "--limit", type=whole_number, metavar="N", help=f"at most N ({SHOWN} on a terminal, else all)"
        )

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if words:
            raise UsageError(f"articles takes no words, only options. To find words: scrapy search {words[0]}")
        filters = filters_of(session, opts)
        if opts.duplicates:
            self._answer_duplicates(session, filters, opts)
        elif opts.json:
            for row in queries.articles(session, filters, opts.limit):
                print_json(asdict(row))
        elif is_terminal():
            rows = list(queries.articles(session, filters, opts.limit or SHOWN))
            _print_table(rows)
            total = queries.count_articles(session, filters)
            more = f"{len(rows):,} of " if len(rows) < total else ""
            console().print(f"\n{more}{counted(total, 'article')}", style="dim")
        else:
            print_lines(
                (row.id, row.date_published, row.site, row.kind, row.headline, row.authors, row.url)
                for row in queries.articles(session, filters, opts.limit)
            )

    def _answer_duplicates(self, session: Session, filters: Filters, opts: argparse.Namespace) -> None:
        """Print articles with several addresses, then pairs of nearly equal texts on two sites, each at most the limit;
        in a pipe id, address, the address that stands for it or has nearly the same, headline, of pairs the overlap."""
        groups = islice(queries.same_texts(session, filters), opts.limit)
        pairs = islice(queries.near_duplicates(session, filters), opts.limit)
        if opts.json:
            for row in chain(chain.from_iterable(groups), pairs):
                print_json(asdict(row))
        elif is_terminal():
            _print_groups(list(groups))
            _print_pairs(list(pairs))
        else:
            print_lines((row.id, row.url, row.same_as, row.headline) for group in groups for row in group)
            print_lines((pair.id, pair.url, pair.other_url, pair.headline, pair.overlap) for pair in pairs)


def _print_groups(groups: list[list[ArticleRow]]) -> None:
    out = console()
    for first, *others in groups:
        out.print(Text(f"{first.id}  {in_one_line(first.headline or first.url)}", style="bold"))
        for row in (first, *others):
            print(in_one_line(row.url))  # in one piece, so that it can be clicked and copied
        print()
    total = sum(len(group) - 1 for group in groups)
    out.print(f"{counted(total, 'duplicate')} of {counted(len(groups), 'article')}", style="dim")


def _print_pairs(pairs: list[NearDuplicateRow]) -> None:
    """Two headlines and two addresses for each pair, and how much of the shorter text stands in the other."""
    if not pairs:
        return
    out = console()
    print()
    for pair in pairs:
        for id, headline, url in (
            (pair.id, pair.headline, pair.url),
            (pair.other_id, pair.other_headline, pair.other_url),
        ):
            out.print(Text(f"{id}  {in_one_line(headline or url)}", style="bold"))
            print(in_one_line(url))
        print(f"{pair.overlap:.0%} of the shorter text\n")
    out.print(f"{counted(len(pairs), 'pair')} of nearly equal texts on two sites", style="dim")


def _print_table(rows: list[ArticleRow]) -> None:
    """The headline has all the room that is left and is never cut; authors may be. The site is named if it differs."""
    several_sites = len({row.site for row in rows}) > 1
    table = new_table()
    table.add_column("Id", justify="right", no_wrap=True)
    table.add_column("Date", no_wrap=True, min_width=10)
    table.add_column("Headline", ratio=1, overflow="fold")
    table.add_column("Authors", max_width=16)
    if several_sites:
        table.add_column("Site", max_width=14, overflow="fold")
    for row in rows:
        cells = [str(row.id), (row.date_published or "")[:10], row.headline or row.url, row.authors]
        if several_sites:
            cells.append(row.site)
        table.add_row(*(in_one_line(cell) for cell in cells))
    if rows:
        console().print(table)
