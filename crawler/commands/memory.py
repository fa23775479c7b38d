"""`scrapy memory`: what is remembered of a site, in words and as a rule file; forgets it, and pins it by a rule."""

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.reading import ReadingCommand, known_site
from crawler.terminal import (
    console,
    counted,
    in_one_line,
    is_terminal,
    new_table,
    print_json,
    print_lines,
)
from crawler.worker import one_worker
from pipelines import memoryfile, ruleset
from pipelines.remembering import Remembered, Spot, remembered
from pipelines.settling import kept_parts
from pipelines.workers import WorkerFailed
from storage import remembered as stored
from storage.models import SiteMemory
from storage.session import Store

EXAMPLE_PAGES = 10
"""Pages that examples are looked for on: most places stand on all pages of a template."""

SHOWN = 12
"""Places or texts of each sort that are printed for people; `--json` has all."""


class Command(ReadingCommand):
    """Says what is remembered of a site: containers of the article, what is dropped, texts that repeat. Without a site
    it lists the sites. Options forget it, write it as a rule file, or write one line into the rules for the site."""

    def syntax(self) -> str:
        return "[site] [options]"

    def short_desc(self) -> str:
        return "Show what is remembered of a site, forget it, or write it as rules"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--forget", action="store_true", help="forget it; it is learned anew by the next crawl")
        one.add_argument("--write", nargs="?", const="", metavar="FOLDER", help="write it as a rule file, HOST.txt")
        one.add_argument("--drop", metavar="XPATH", help="write a rule: these elements are always dropped")
        one.add_argument("--keep", metavar="XPATH", help="write a rule: these elements are never dropped")

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if len(words) > 1 or (not words and (opts.forget or opts.drop or opts.keep or opts.write is not None)):
            raise UsageError("Name one site: scrapy memory magazine.example")
        if not words:
            _print_sites(session, opts)
            return
        site = known_site(session, words[0])
        host = urlsplit(words[0] if "://" in words[0] else f"//{words[0]}").hostname or site
        if opts.drop or opts.keep:
            line = f"strip: {opts.drop}" if opts.drop else f"# offprint keep: {opts.keep}"
            print(self._add_line(line, host))
            return
        memory = stored.memory_of_site(session, site)
        if memory is None:
            raise UsageError(f"Nothing is remembered of {site} yet: it is learned at the end of a crawl.")
        if opts.forget:
            print(self._forget(site))
            return
        pages = stored.sample_pages(session, memory.site_id, EXAMPLE_PAGES)
        found = self._remembered(session, memory, pages)
        if opts.write is not None:
            print(self._write(found, site, _host_of(pages, host), opts.write))
            return
        since = stored.first_seen_by_template(session, memory.site_id)
        if opts.json:
            print_json(_as_json(site, memory, found, since))
        else:
            for line in _in_words(site, memory, found, since):
                console().print(line, soft_wrap=not is_terminal())

    def _remembered(self, session: Session, memory: SiteMemory, pages: list[tuple[int, str]]) -> Remembered:
        """What is remembered, with examples from these pages, which are read in a worker: they are from strangers."""
        parts = [kept_parts(session, page_id)[:1] for page_id, _ in pages]
        rules = self._rules(pages[0][1]) if pages else None

        async def ask() -> Remembered:
            with one_worker(self.settings, "pipelines.remembering") as workers:
                try:
                    return await workers.run(remembered, memory.data, [part for part in parts if part], rules)
                except WorkerFailed:  # without examples, rather than not at all
                    return await workers.run(remembered, memory.data, [], rules)

        return asyncio.run(ask())

    def _rules(self, url: str) -> object:
        return ruleset.rules_of(url, self.settings.getlist("RULES"))

    def _folder(self) -> Path:
        """The folder whose rules have the last word. Raises UsageError."""
        folders = self.settings.getlist("RULES")
        if not folders:
            raise UsageError("The setting RULES names no folder for rules.")
        return Path(folders[0])

    def _add_line(self, line: str, host: str) -> str:
        try:
            file = ruleset.add_line(line, host, self._folder())
        except (ValueError, OSError) as error:
            raise UsageError(str(error)) from error
        return f"{file}: {line}\nIt holds for every page read from now on; scrapy reread reads the stored ones again."

    def _write(self, found: Remembered, site: str, host: str, folder: str) -> str:
        try:
            file = memoryfile.write(found, site, host, Path(folder) if folder else self._folder())
        except (ValueError, OSError) as error:
            raise UsageError(str(error)) from error
        return f"Wrote {file}, from {counted(found.pages, 'page')}."

    def _forget(self, site: str) -> str:
        with Store.open(self.settings["DATABASE_URL"], self.settings.getfloat("LOCK_WAIT")) as store:
            pages = stored.forget_memory(store.session, site)
        return (
            f"Forgot what was learned from {counted(pages, 'page')} of {site}. The articles stay as they are. It is "
            "learned anew by the next crawl or by scrapy reread, from the pages that are kept as they were fetched."
        )


def _host_of(pages: list[tuple[int, str]], host: str) -> str:
    """The host of most pages that were learned from."""
    hosts = Counter(urlsplit(url).hostname for _, url in pages)
    return next((str(most) for most, _ in hosts.most_common(1) if most), host)


def _print_sites(session: Session, opts: argparse.Namespace) -> None:
    rows = [
        {
            "site": site,
            "pages": memory.pages,
            "since": memory.since,
            "changed_at": memory.changed_at,
            "version": memory.version,
        }
        for site, memory in stored.remembered_sites(session)
    ]
    if opts.json:
        for row in rows:
            print_json(row)
    elif is_terminal():
        table = new_table()
        for header in ("Site", "Pages", "Since", "Changed (UTC)", "Version"):
            table.add_column(header, overflow="fold")
        for row in rows:
            when = f"{row['since']:%Y-%m-%d}", f"{row['changed_at']:%Y-%m-%d %H:%M}"
            table.add_row(in_one_line(row["site"]), str(row["pages"]), *when, row["version"])
        console().print(table if rows else "Nothing is remembered yet: sites are learned at the end of a crawl.")
    else:
        print_lines(
            (
                row["site"],
                row["pages"],
                f"{row['since']:%Y-%m-%dT%H:%M:%SZ}",
                f"{row['changed_at']:%Y-%m-%dT%H:%M:%SZ}",
                row["version"],
            )
            for row in rows
        )


def _as_json(site: str, memory: SiteMemory, found: Remembered, since: dict[str, datetime]) -> dict:
    containers = [asdict(spot) | {"since": _since(spot, since)} for spot in found.containers]
    known = {"site": site, "version": memory.version, "since": memory.since, "changed_at": memory.changed_at}
    return known | asdict(found) | {"containers": containers}


def _in_words(site: str, memory: SiteMemory, found: Remembered, since: dict[str, datetime]) -> Iterator[str]:
    """What is remembered, line by line."""
    yield f"{in_one_line(site)}: learned from {counted(found.pages, 'article')}, version {memory.version}"
    yield f"first {memory.since:%Y-%m-%d}, last changed {memory.changed_at:%Y-%m-%d %H:%M} UTC"
    if not found.pages:
        yield "Too few pages, or too different ones: nothing is known of their template."
        return
    yield f"An article has {found.usual:,} to {2 * found.usual:,} characters, as most do here."
    yield from _section("The article stands in", found.containers, since)
    yield from _section("Text of the article", found.kept, {})
    yield from _section("Dropped", found.dropped, {})
    if found.repeats:
        yield ""
        yield "Dropped wherever it stands"
        for repeat in found.repeats[:SHOWN]:
            example = f'"{in_one_line(repeat.example)}"' if repeat.example else "a text that no kept page holds"
            yield f"  {counted(repeat.pages, 'page')}: {example}"
        yield from _rest(len(found.repeats))


def _section(title: str, spots: tuple[Spot, ...], since: dict[str, datetime]) -> Iterator[str]:
    if not spots:
        return
    yield ""
    yield title
    for spot in spots[:SHOWN]:
        seen = _since(spot, since)
        first = f", since {seen:%Y-%m-%d}" if seen else ""
        yield f"  {in_one_line(spot.words)}"
        yield f"    {counted(spot.pages, 'page')}, {spot.share:.0%} of the text kept{first}"
        if spot.example:
            yield f'    "{in_one_line(spot.example)}"'
    yield from _rest(len(spots))


def _since(spot: Spot, since: dict[str, datetime]) -> datetime | None:
    """When the first article was stored of the templates that have this container; their names are longer ways."""
    return min((first for way, first in since.items() if f"/{way}".endswith(f"/{spot.way}")), default=None)


def _rest(number: int) -> Iterator[str]:
    if number > SHOWN:
        yield f"  and {number - SHOWN:,} more; --json has all"
