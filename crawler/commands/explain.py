"""`scrapy explain`: what was kept of a page, what was removed, and why."""

import argparse
import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.explanation import COMPARED, Change, Subject, as_json, changes_of, page_of, print_on
from crawler.reading import ReadingCommand, address_meant
from crawler.standalone import put_page
from crawler.terminal import console, in_one_line, print_json, refuse
from crawler.worker import one_worker
from pipelines import ruleset
from pipelines.explained import Explained, explain_file, explain_parts
from pipelines.guide import Guide
from pipelines.items import Part
from pipelines.rules import Rules
from pipelines.settling import kept_parts
from pipelines.workers import WorkerFailed
from storage import memories, queries
from storage.models import Page

UNREADABLE = 1  # exit status: the page broke its reader


class Command(ReadingCommand):
    """Writes an HTML page that shows a saved page in blocks, each kept or removed and why, beside the article. It is
    read by the same recipe as in a crawl, from what is kept of the page; nothing is fetched."""

    def syntax(self) -> str:
        return "[options] <id, address or file>"

    def short_desc(self) -> str:
        return "Show what was kept of a page, what was removed, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="the file to write (explain-ID.html); - prints it")
        parser.add_argument("--terminal", action="store_true", help="print it here instead")
        parser.add_argument("--url", metavar="ADDRESS", help="the address at which a saved file stood")

    def do(self, words: list[str], opts: argparse.Namespace) -> None:
        if len(words) != 1:
            raise UsageError("Name one page by the number or address of its article, or by a file.")
        file = Path(words[0])
        is_number = words[0].isascii() and words[0].isdecimal()
        if not is_number and file.is_file():
            self._explain_file(file, opts)
        elif opts.url:
            raise UsageError(f"No file {words[0]}; --url tells where a file stood.")
        else:
            super().do(words, opts)

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        page = _page_named(session, words[0])
        parts = kept_parts(session, page.id)
        if not parts:
            reason = f", {in_one_line(page.reason)}" if page.reason else ""
            raise UsageError(f"Nothing is kept of {page.url} as it was fetched ({page.state}{reason}).")
        row = queries.article_at(session, page.url)
        stored = {name: getattr(row, name) for name in COMPARED} if row else None
        changes = _changes(session, row.id) if row else ()
        memory = memories.memory_of(session, page.site_id)
        name = f"explain-{row.id if row else f'page-{page.id}'}.html"
        subject = Subject(page.url, _site(page.url), stored, changes)
        guide = Guide(memory.data if memory else None, self._rules(page.url))
        self._explain(subject, name, opts, explain_parts, parts, guide)

    def _explain_file(self, file: Path, opts: argparse.Namespace) -> None:
        try:
            part = Part(opts.url or "", 200, None, file.read_bytes(), datetime.now(UTC))
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror}") from error
        subject = Subject(opts.url or file.name, _site(opts.url))
        guide = Guide(rules=self._rules(part.url))
        self._explain(subject, f"explain-{file.stem}.html", opts, explain_file, part, guide)

    def _rules(self, url: str) -> Rules | None:
        """What people say about the host of an address."""
        return ruleset.rules_of(url, self.settings.getlist("RULES"))

    def _explain(
        self, subject: Subject, name: str, opts: argparse.Namespace, function: Callable[..., Explained], *args: Any
    ) -> None:
        """Explain and print, or write to the file of that name."""
        try:
            explained = asyncio.run(self._read(function, *args))
        except WorkerFailed as failure:
            self.exitcode = refuse(failure, UNREADABLE)
            return
        if opts.json:
            print_json(as_json(explained, subject))
        elif opts.terminal:
            print_on(console(), explained, subject)
        else:
            put_page(page_of(explained, subject), opts.output or name)

    async def _read(self, function: Callable[..., Explained], *args: Any) -> Explained:
        """Run a function in a process with the limits that pages are read under. WorkerFailed, whatever goes wrong."""
        with one_worker(self.settings, "pipelines.explained") as workers:
            try:
                return await workers.run(function, *args)
            except WorkerFailed:
                raise
            except Exception as error:  # a page may break its reader in any way
                raise WorkerFailed(f"It could not be read: {type(error).__name__}: {error}"[:300]) from error


def _changes(session: Session, id: int) -> tuple[Change, ...]:
    """What the versions of the article of that number changed."""
    return changes_of(queries.revisions(session, id), queries.current_revision(session, id).id)


def _page_named(session: Session, name: str) -> Page:
    """The page of an article's number, or at an address as it stands, as it is kept, or that leads to it. Raises
    UsageError."""
    if name.isascii() and name.isdecimal():
        row = queries.article(session, int(name)) if len(name) < 19 else None
        if row is None:
            raise UsageError(f"No article {name}. `scrapy articles` lists them.")
        name = row.url
    url = address_meant(session, name)
    page = queries.page_at(session, url) if url else None
    if page is None:
        raise UsageError(f"No page {name}: neither a file nor an address that was fetched.")
    return queries.page_at(session, page.redirects_to) or page if page.redirects_to else page


def _site(url: str | None) -> str | None:
    """The host of an address, with its port if it has one, as `scrapy memory` takes it."""
    return urlsplit(url).netloc.rpartition("@")[2] or None if url else None
