"""`scrapy crawl`: one run, under the database's lock, with an exit status that cron can trust."""

import argparse
import asyncio
import gc
import logging
import sys
from typing import Any

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from sqlalchemy.exc import DBAPIError

from crawler import exits, summary
from crawler.arguments import WrongUse, asked
from crawler.checks import check
from crawler.interrupts import interruptible
from crawler.magazine import MagazineSpider
from pipelines.replacing import Again
from storage import queries
from storage.errors import DatabaseBusy, DatabaseUnusable
from storage.frontier import now
from storage.session import Store, database_name
from storage.silence import silences

NO_CLASS = (
    "no magazine is due: none has a class that --all crawls. `scrapy genspider -t magazine NAME ADDRESS` writes one; "
    "`scrapy crawl magazine -a urls=FILE` crawls a list of addresses"
)

logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Crawls magazines; other spiders run as Scrapy runs them."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = 0
        self.statuses: list[int] = []
        self.sites: set[str] = set()  # that were crawled

    def syntax(self) -> str:
        return "[options] <spider> | --all"

    def short_desc(self) -> str:
        return "Crawl a magazine by the name of its spider, or all that are due"

    def long_desc(self) -> str:
        meanings = "; ".join(f"{status} {meaning}" for status, meaning in exits.MEANINGS.items())
        return f"For example: scrapy crawl magazine -a url=https://magazine.example/. Exit status: {meanings}."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="crawl every named magazine that is due, in turn")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            with interruptible():
                self._run(args, opts)
        except KeyboardInterrupt:
            self._refuse("interrupted. What was stored before is kept, and the next run goes on.", exits.INTERRUPTED)

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.all == bool(args) or len(args) > 1:
            self._refuse("Name one spider (`scrapy list` shows them), or --all for every magazine that is due.")
            return
        if opts.all and opts.spargs.keys() & {"url", "urls"}:
            self._refuse("--all crawls the named magazines; to crawl an address: scrapy crawl magazine -a url=ADDRESS")
        elif opts.all:
            self._crawl_in_turn(self._magazines(), opts.spargs, only_due=True)
        else:
            self._crawl_by_name(args, opts)

    def _crawl_by_name(self, args: list[str], opts: argparse.Namespace) -> None:
        loader = self.crawler_process.spider_loader
        if args[0] not in loader.list():
            self._refuse(f"No spider {args[0]!r}. There are: {', '.join(sorted(loader.list()))}.")
        elif issubclass(loader.load(args[0]), MagazineSpider):
            self._crawl_in_turn([args[0]], opts.spargs, only_due=False)
        else:
            super().run(args, opts)

    def _magazines(self) -> list[str]:
        """The names of all magazines that want to be crawled by `--all`."""
        loader = self.crawler_process.spider_loader
        classes = {name: loader.load(name) for name in sorted(loader.list())}
        return [name for name, cls in classes.items() if issubclass(cls, MagazineSpider) and cls.every is not None]

    def _crawl_in_turn(self, names: list[str], arguments: dict[str, Any], *, only_due: bool) -> None:
        """Crawl the magazines one after another in one process, under one lock."""
        loader = self.crawler_process.spider_loader
        try:
            check(self.settings)
            for name in names:
                if not asked(arguments).starts and not loader.load(name).named_starts():
                    raise WrongUse(f"Say which magazine: scrapy crawl {name} -a url=https://magazine.example/")
            wait, most = self.settings.getfloat("LOCK_WAIT"), self.settings.getint("DATABASE_MB")
            store = Store.open(self.settings["DATABASE_URL"], wait, most)
        except (WrongUse, DatabaseUnusable) as error:
            self._refuse(str(error))
            return
        except DatabaseBusy as error:
            self._refuse(str(error), exits.BUSY)
            return
        try:
            with store:
                self._crawl_all(names, arguments, store, only_due)
                if exits.INTERRUPTED not in self.statuses:
                    self._tell_silence(store)
        except (DBAPIError, DatabaseUnusable) as error:
            logger.debug("closing the database", exc_info=error)  # the crawl has told what is wrong with it
        self.exitcode = exits.together(self.statuses)

    def _crawl_all(self, names: list[str], arguments: dict[str, Any], store: Store, only_due: bool) -> None:
        if only_due:
            loader = self.crawler_process.spider_loader
            names = [name for name in names if _is_due(store, loader.load(name))]
        if not names:
            print("no magazine is due" if self._magazines() else NO_CLASS)
            return
        self._crawl_next(names, arguments, store)
        gc.freeze()  # what is loaded stays; searching it for garbage stopped the crawl for 0.1 s at a time
        self.crawler_process.start()
        if len(self.statuses) < self.begun:  # a second Ctrl-C stops Scrapy before the crawl has ended
            raise KeyboardInterrupt

    def _crawl_next(self, names: list[str], arguments: dict[str, Any], store: Store) -> None:
        if not names:
            return
        self.begun += 1
        crawler = self._create_crawler(names[0])
        task = self.crawler_process.crawl(crawler, store=store, **arguments)

        def ended(task: asyncio.Task[None]) -> None:
            self.statuses.append(self._report(crawler, task))
            if self.statuses[-1] != exits.INTERRUPTED:
                self._crawl_next(names[1:], arguments, store)

        task.add_done_callback(ended)

    def _report(self, crawler: Crawler, task: asyncio.Task[None]) -> int:
        """Tell how a crawl ended; returns its exit status."""
        spider = crawler.spider
        problem = spider.problem if spider is not None else None
        error = None if task.cancelled() else task.exception()
        if isinstance(error, DBAPIError):
            problem = str(error.orig)
        elif error is not None:
            logger.error("the crawl ended with an error", exc_info=error)
        if problem:
            said = problem.rstrip(".")
            print(f"offprint: {said}. What was stored before is kept; mend it and run again.", file=sys.stderr)
        run = getattr(spider, "run", None)
        if run is None or problem or run.exit_status is None:
            return exits.INTERRUPTED
        print(summary.in_one_line(run, database_name(self.settings["DATABASE_URL"])))
        if not_kept := spider.again[Again.NOT_KEPT]:
            print(f"{run.spider}: {summary.of_pages_not_kept(not_kept)}")
        self.sites |= {queries.site_key(spider.store.session, site_id) for site_id in spider.frontier.site_ids()}
        for line in (*self._told_of_starts(spider), *summary.of_drift(run)):
            print(f"offprint: {line}", file=sys.stderr)
        return run.exit_status

    def _told_of_starts(self, spider: MagazineSpider) -> list[str]:
        """Why a crawl brought nothing: its start addresses did not answer, or they led to no page but listings."""
        starts = spider.start_outcomes()
        if spider.run.exit_status == exits.NO_START:
            return summary.of_starts(starts)
        session, sites = spider.store.session, spider.frontier.site_ids()
        if spider.run.exit_status != exits.ALL_WELL or any(queries.has_pages(session, site_id) for site_id in sites):
            return []
        return summary.of_bare_listings(starts)

    def _tell_silence(self, store: Store) -> None:
        """Tell which of the sites that were crawled have stayed silent for longer than usual."""
        found = (silence for silence in silences(store.session, now()) if silence.subject in self.sites)
        for line in summary.of_silence(found):
            print(f"offprint: {line}", file=sys.stderr)

    def _refuse(self, message: str, status: int = exits.WRONG_USE) -> None:
        print(f"offprint: {message}", file=sys.stderr)
        self.exitcode = status


def _is_due(store: Store, magazine: type[MagazineSpider]) -> bool:
    last = queries.last_start(store.session, magazine.name)
    return last is None or not last <= now() < last + magazine.every  # a crawl of tomorrow had a wrong clock
