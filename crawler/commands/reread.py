"""`scrapy reread`: read the stored pages again, without the network; and decide on versions that were held back."""

import argparse
import asyncio
import heapq
import time
from collections import Counter
from dataclasses import asdict
from typing import Any

from rich.text import Text
from scrapy.exceptions import UsageError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crawler.checks import check
from crawler.differences import MARKS, STYLES, differences, words_lost_and_added
from crawler.exits import ALL_WELL, INTERRUPTED, SOME_FAILED
from crawler.interrupts import interruptible
from crawler.offline import OfflineCommand
from crawler.reading import address_meant, known_site, whole_number
from crawler.terminal import (
    TEXT_WIDTH,
    console,
    counted,
    in_one_line,
    is_terminal,
    new_table,
    print_json,
    print_lines,
    refuse,
)
from pipelines.extract import ExtractPipeline
from pipelines.replacing import Again, Replaced
from pipelines.settling import observe, settle
from pipelines.workers import WorkerFailed
from storage import queries, writing
from storage.models import Site
from storage.neighbours import compare
from storage.queries import HeldRow, Kept
from storage.session import Store, database_name, read_only

SHOWN = 10  # articles whose differences a dry run shows: those that differ most
PLACES = 8  # of one article that are shown
WORDS = {
    Again.CHANGED: ("changed", "changed"),
    Again.UNCHANGED: ("unchanged", "unchanged"),
    Again.FOUND: ("is an article now", "are articles now"),
    Again.LOST: ("is no article any more", "are no articles any more"),
    Again.FAILED: ("could not be read", "could not be read"),
    Again.NOT_KEPT: ("not kept as fetched", "not kept as fetched"),
}


class Told:
    """What became of the pages, and of a dry run the articles that differ most."""

    def __init__(self) -> None:
        self.again: Counter[Again] = Counter()
        self.read: set[int] = set()
        self.worst: list[tuple[int, int, Replaced]] = []

    def __call__(self, replaced: Replaced) -> None:
        if replaced.again is Again.NOT_KEPT:
            return  # counted before
        self.again[replaced.again] += 1
        self.read.add(replaced.page_id)
        if replaced.again not in (Again.UNCHANGED, Again.FAILED):
            weight = sum(words_lost_and_added(replaced.before, replaced.after))
            entry = (weight, -replaced.page_id, replaced)
            (heapq.heappush if len(self.worst) < SHOWN else heapq.heappushpop)(self.worst, entry)


class Command(OfflineCommand):
    """Reads the pages of all sites, of a site or at an address again, as they were fetched, with the present code.

    What the pages teach is learned anew first. Texts are replaced, and no versions are added.
    """

    def syntax(self) -> str:
        return "[options] [address or site ...]"

    def short_desc(self) -> str:
        return "Read stored pages again; decide on versions held back"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--dry-run", action="store_true", help="write nothing; show what would be different")
        one.add_argument("--held", action="store_true", help="list the new versions that lost much and are held back")
        one.add_argument("--accept", type=whole_number, metavar="ID", help="make this held version the article")
        one.add_argument("--refuse", type=whole_number, metavar="ID", help="leave this held version aside for good")
        parser.add_argument("--json", action="store_true", help="with --held and --dry-run: an object a line")

    def do(self, words: list[str], opts: argparse.Namespace) -> None:
        try:
            with interruptible():
                self.exitcode = self._run(words, opts)
        except DBAPIError as error:
            self.exitcode = refuse(Exception(f"{error.orig}. What was read before is kept."), INTERRUPTED)
        except KeyboardInterrupt:
            said = "interrupted. What was read is kept, and the next crawl or reread goes on with the rest."
            self.exitcode = refuse(Exception(said), INTERRUPTED)

    def _run(self, words: list[str], opts: argparse.Namespace) -> int:
        check(self.settings)
        if words and (opts.held or opts.accept is not None or opts.refuse is not None):
            raise UsageError("--held, --accept and --refuse go without an address or site.")
        if opts.json and not (opts.held or opts.dry_run):
            raise UsageError("--json goes with --held or --dry-run.")
        with read_only(self.settings["DATABASE_URL"]) as session:  # a database that is not there is not to be made
            if opts.held:
                _print_held(queries.held(session), opts)
                return ALL_WELL
            chosen = _chosen(session, words)
        with Store.open(self.settings["DATABASE_URL"], self.settings.getfloat("LOCK_WAIT")) as store:
            if opts.accept is not None:
                return asyncio.run(self._accept(store, opts.accept))
            if opts.refuse is not None:
                return self._refuse(store, opts.refuse)
            if opts.dry_run:
                store.rehearse()
            return asyncio.run(self._reread(store, chosen, opts))

    async def _reread(self, store: Store, chosen: list[Kept], opts: argparse.Namespace) -> int:
        """Read the chosen pages, and those that the memories learned from them speak of."""
        started = time.monotonic()
        told = Told()
        reader = ExtractPipeline.from_settings(self.settings)
        try:
            for kept in chosen:
                told.again[Again.NOT_KEPT] += kept.not_kept
                await _read(store, reader, kept, told)
        finally:
            reader.close_spider()
        if not opts.dry_run:
            compare(store)
        if opts.json:
            for _, _, replaced in sorted(told.worst, reverse=True):
                print_json(_as_json(replaced))
        else:
            if opts.dry_run:
                for _, _, replaced in sorted(told.worst, reverse=True):
                    _print_differences(replaced)
            seconds = round(time.monotonic() - started)
            print(_in_one_line(told.again, seconds, self.settings["DATABASE_URL"], is_dry=opts.dry_run))
        return SOME_FAILED if told.again[Again.FAILED] else ALL_WELL

    async def _accept(self, store: Store, id: int) -> int:
        """The article is read from the accepted version then, as the memory of today does."""
        revision = _held(store.session, id)
        page = revision.article.page
        writing.accept(store.session, revision)
        page.reason = None
        store.session.flush()
        reader = ExtractPipeline.from_settings(self.settings)
        try:
            for kept in queries.kept_pages(store.session, url=page.url):
                await _read(store, reader, kept, Told())
        finally:
            reader.close_spider()
        compare(store)
        print(f"{page.url}: version {id} is the article now.")
        return ALL_WELL

    def _refuse(self, store: Store, id: int) -> int:
        revision = _held(store.session, id)
        writing.refuse(store.session, revision)
        print(f"{revision.article.page.url}: version {id} is left aside, also when it is fetched again.")
        return ALL_WELL


async def _read(store: Store, reader: ExtractPipeline, kept: Kept, told: Told) -> None:
    """Learn anew from the kept pages of a site, and read them again."""
    await observe(store, reader.work, kept.page_ids, reader.rules_of)
    try:
        await settle(store, reader.work, kept.site_id, told, also=kept.page_ids, rules_of=reader.rules_of)
    except WorkerFailed as failure:
        site = store.session.get_one(Site, kept.site_id)
        refuse(Exception(f"{site.key}: nothing could be learned. {failure}"), SOME_FAILED)
    told.again[Again.FAILED] += len(set(kept.page_ids) - told.read)


def _chosen(session: Session, words: list[str]) -> list[Kept]:
    """The pages that a person names, or all. Raises UsageError for what is not stored."""
    if not words:
        return queries.kept_pages(session)
    chosen: dict[int, Kept] = {}
    for word in words:
        if "/" in word:
            url = address_meant(session, word)
            found = queries.kept_pages(session, url=url) if url else []
            if not found:
                raise UsageError(f"Nothing is kept of {word} to read again. `scrapy articles` lists what is stored.")
        else:
            found = queries.kept_pages(session, site=known_site(session, word))
        for kept in found:
            before = chosen.get(kept.site_id, Kept(kept.site_id, [], 0))
            page_ids = list(dict.fromkeys([*before.page_ids, *kept.page_ids]))
            chosen[kept.site_id] = Kept(kept.site_id, page_ids, max(before.not_kept, kept.not_kept))
    return list(chosen.values())


def _held(session: Session, id: int) -> Any:
    revision = queries.held_revision(session, id)
    if revision is None:
        raise UsageError(f"No version {id} is held back. `scrapy reread --held` lists those that are.")
    return revision


def _in_one_line(again: Counter[Again], seconds: int, database_url: str, *, is_dry: bool) -> str:
    told = ", ".join(
        f"{again[kind]:,} {one if again[kind] == 1 else many}" for kind, (one, many) in WORDS.items() if again[kind]
    )
    end = "; nothing was written" if is_dry else f" -> {database_name(database_url)}"
    return f"reread: {told or 'nothing stored'} ({counted(again.total(), 'page')} in {seconds} s){end}"


def _as_json(replaced: Replaced) -> dict[str, Any]:
    lost, added = words_lost_and_added(replaced.before, replaced.after)
    return {
        "url": replaced.url,
        "headline": replaced.headline,
        "what": replaced.again.value,
        "words_lost": lost,
        "words_added": added,
    }


def _print_differences(replaced: Replaced) -> None:
    """The article, how many words it would lose and gain, and where."""
    out = console()
    lost, added = words_lost_and_added(replaced.before, replaced.after)
    out.print(Text(in_one_line(replaced.headline or "(no headline)"), style="bold"))
    print(in_one_line(replaced.url))
    what = f"{WORDS[replaced.again][0]}; " if replaced.again is not Again.CHANGED else ""
    out.print(Text(f"{what}words lost {lost:,}, words added {added:,}", style="dim"))
    places = list(differences(replaced.before, replaced.after))
    if not places:
        print("  The text is the same; other fields are different.")
    for pieces in places[:PLACES]:
        line = Text("  ")
        for piece in pieces:
            before, after = MARKS[piece.side]
            line.append(f"{before}{in_one_line(piece.text)}{after}", style=STYLES[piece.side]).append(" ")
        for part in line.wrap(out, min(out.width, TEXT_WIDTH)):
            part.rstrip()
            out.print(part)
    if len(places) > PLACES:
        print(f"  ... and {len(places) - PLACES:,} more places")
    print()


def _print_held(rows: list[HeldRow], opts: argparse.Namespace) -> None:
    if opts.json:
        for row in rows:
            print_json(asdict(row))
    elif is_terminal():
        table = new_table()
        table.add_column("Id", justify="right", no_wrap=True)
        table.add_column("Since", no_wrap=True)
        table.add_column("Article", justify="right", no_wrap=True)
        table.add_column("Address and reason", ratio=1, overflow="fold")
        for row in rows:
            where = f"{in_one_line(row.url)}\n{in_one_line(row.reason)}"
            table.add_row(str(row.id), f"{row.since:%Y-%m-%d}", str(row.article), where)
        console().print(table if rows else "No version is held back.")
    else:
        print_lines((row.id, f"{row.since:%Y-%m-%dT%H:%M:%SZ}", row.article, row.url, row.reason) for row in rows)
