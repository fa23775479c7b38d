"""`scrapy runs`: what each crawl did, how many addresses wait, and what has fallen silent."""

import argparse
from dataclasses import asdict

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler import summary
from crawler.exits import SILENT
from crawler.reading import ReadingCommand, whole_number
from crawler.runrow import KILLED, RunRow, row_of, took
from crawler.terminal import console, counted, in_one_line, is_terminal, new_table, print_json, print_lines
from storage import queries
from storage.frontier import now
from storage.session import being_written
from storage.silence import Silence, SilenceKind, silences

SHOWN = 20  # runs, about one screen


class Command(ReadingCommand):
    """Lists runs, newest first: a table on a terminal; in a pipe id, start, spider, seconds, status, and each count.

    With --check it tells only what is silent, or that the last run was killed, and ends with exits.SILENT if so.
    """

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List what each crawl did, how many addresses wait, and what has fallen silent"

    def long_desc(self) -> str:
        return f"Exit status with --check: 0 nothing is silent, {SILENT} something is or the last run was killed."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-n", "--limit", type=whole_number, default=SHOWN, metavar="N", help=f"at most N ({SHOWN})")
        parser.add_argument("--check", action="store_true", help="tell only what is silent, a line each")

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if words:
            raise UsageError("runs takes no words, only options.")
        crawling = being_written(self.settings["DATABASE_URL"])
        found = queries.runs(session, opts.limit)
        rows = [row_of(run, alive=crawling and place == 0) for place, run in enumerate(found)]
        silent = silences(session, now())
        if opts.check:
            killed = [_killed(row) for row in rows[:1] if row.status == KILLED]
            _print_silent([*silent, *killed], as_json=opts.json)
            self.exitcode = SILENT if silent or killed else 0
            return
        waiting = queries.waiting(session)
        if opts.json:
            for row in rows:
                print_json(asdict(row) | {"waiting_now": sum(waiting.values())})
        elif is_terminal():
            _print_table(rows)
            console().print(f"\n{_waiting_in_words(waiting)}", style="dim")
            for line in summary.of_silence(silent):
                console().print(line, style="yellow", soft_wrap=True)
        else:
            print_lines(
                (row.id, f"{row.started:%Y-%m-%dT%H:%M:%SZ}", row.spider, row.seconds, row.status, _in_words(row))
                for row in rows
            )
            print(_waiting_in_words(waiting))
            _print_silent(silent, as_json=False)


def _killed(row: RunRow) -> Silence:
    """The last run, which was killed: nobody was told of it then."""
    words = f"run {row.id}, begun {row.started:%Y-%m-%d %H:%M}, was killed; the next one goes on where it ended"
    return Silence(row.spider, SilenceKind.NO_RUN, row.started, None, words)


def _print_silent(silent: list[Silence], *, as_json: bool) -> None:
    if as_json:
        for silence in silent:
            seconds = None if silence.usual is None else int(silence.usual.total_seconds())
            print_json(asdict(silence) | {"usual": seconds})
    else:
        print_lines((line,) for line in summary.of_silence(silent))


def _in_words(row: RunRow) -> str:
    """`12 addresses: 3 new, 9 unchanged; 3 read again`: the counts that are not zero, and the sum of the outcomes."""
    counts = summary.counts(row.outcomes)
    again = f"; {row.read_again:,} read again" if row.read_again else ""
    return f"{counted(row.addresses, 'address')}{': ' if counts else ''}{counts}{again}"


def _waiting_in_words(waiting: dict[str, int]) -> str:
    if not waiting:
        return "No address waits."
    sites = ", ".join(f"{in_one_line(site)} {count:,}" for site, count in waiting.items())
    total = sum(waiting.values())
    return f"{counted(total, 'address')} {'waits' if total == 1 else 'wait'} to be fetched: {sites}"


def _print_table(rows: list[RunRow]) -> None:
    table = new_table()
    table.add_column("Run", justify="right", no_wrap=True)
    table.add_column("Started (UTC)", no_wrap=True)
    table.add_column("Spider", max_width=12, overflow="fold")
    table.add_column("Took", justify="right", no_wrap=True)
    table.add_column("What it did", ratio=1)
    table.add_column("Ended", max_width=14)
    for row in rows:
        started = f"{row.started:%Y-%m-%d %H:%M}"
        table.add_row(str(row.id), started, in_one_line(row.spider), took(row.seconds), _in_words(row), row.status)
    if rows:
        console().print(table)
