"""`scrapy articles`: what is stored, newest first."""

import argparse
import re
from dataclasses import asdict

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.reading import ReadingCommand, known_site, whole_number
from crawler.terminal import console, counted, in_one_line, is_terminal, new_table, print_json, print_lines
from storage import queries
from storage.queries import ArticleRow, Filters

KINDS = ("news", "feature", "interview", "review", "list", "gallery")
SHOWN = 50  # articles on a terminal unless told otherwise, about two screens


class Command(ReadingCommand):
    """Lists articles: a table on a terminal; in a pipe id, date, site, kind, headline, authors, address by tabs."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the stored articles, newest first"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", help="only this site: wired.com")
        parser.add_argument("--author", help="only writers with this in their name")
        parser.add_argument("--since", metavar="DATE", help="dated on or after: 2026-11-22, 2026-11 or 2026")
        parser.add_argument("--until", metavar="DATE", help="dated on or before, likewise")
        parser.add_argument("--date", metavar="DATE", help="dated on this day, or in this month or year")
        parser.add_argument("--section", help="only this section of the magazine")
        parser.add_argument("--kind", help=f"only one of {', '.join(KINDS)}")
        parser.add_argument(
            "--new", action="store_true", help="only what the last run, or the last crawl --all, saw for the first time"
        )
        parser.add_argument(
            "-n", "--limit", type=whole_number, metavar="N", help=f"at most N ({SHOWN} on a terminal, else all)"
        )

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if words:
            raise UsageError(f"articles takes no words, only options. To find words: scrapy search {words[0]}")
        if opts.kind is not None and opts.kind not in KINDS:
            raise UsageError(f"No kind {opts.kind!r}. There are: {', '.join(KINDS)}")
        filters = Filters(
            site=known_site(session, opts.site) if opts.site is not None else None,
            author=opts.author,
            since=_date(opts.since) or _date(opts.date),
            until=_date(opts.until) or _date(opts.date),
            section=opts.section,
            kind=opts.kind,
            new=opts.new,
        )
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


def _date(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
        raise UsageError(f"Not a date: {text!r}. Write 2026-11-22, 2026-11 or 2026.")
    return text


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
