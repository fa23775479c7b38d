"""`scrapy articles`: what is stored, newest first."""

import argparse
from dataclasses import asdict

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.choosing import add_filter_options, filters_of
from crawler.reading import ReadingCommand, whole_number
from crawler.terminal import console, counted, in_one_line, is_terminal, new_table, print_json, print_lines
from storage import queries
from storage.queries import ArticleRow

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
            "-n", "--limit", type=whole_number, metavar="N", help=f"at most N ({SHOWN} on a terminal, else all)"
        )

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if words:
            raise UsageError(f"articles takes no words, only options. To find words: scrapy search {words[0]}")
        filters = filters_of(session, opts)
        if opts.json:
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
