"""The worker pool of a crawl: pages are read there, never in the process that fetches them."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from pipelines import ruleset
from pipelines.article import read_parts
from pipelines.items import Outcome, PageItem, ReadItem, VisitItem
from pipelines.rules import Rules
from pipelines.workers import WorkerFailed, Workers

logger = logging.getLogger(__name__)


class ExtractPipeline:
    """Reads fetched articles in worker processes. Items that hold no page to read pass as they are.

    The spider has its answers looked at in the same processes, by `work`; what is an article on a single page comes
    from there read already, since it was parsed by then. The processes start with the first task.
    """

    def __init__(self, workers: Workers, rule_folders: Sequence[str] = ()):
        self.workers = workers
        self.rule_folders = rule_folders

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls.from_settings(crawler.settings)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(
            Workers(
                settings.getint("READ_WORKERS"),
                seconds=settings.getfloat("READ_SECONDS"),
                memory_mb=settings.getint("READ_MEMORY_MB"),
                preload=settings.getlist("READ_MODULES"),
            ),
            settings.getlist("RULES"),
        )

    async def process_item(self, item: object) -> object:
        if not isinstance(item, PageItem):
            return item
        if item.reading is not None:
            return ReadItem(item, item.reading)
        try:
            reading = await self.work(read_parts, item.parts, item.guide)
        except WorkerFailed as failure:
            return VisitItem(item.page, Outcome.FAILED, str(failure), item.parts[0].status)
        return ReadItem(item, reading)

    def rules_of(self, url: str) -> Rules | None:
        """What people say about the host of an address, in the folders of the setting RULES."""
        return ruleset.rules_of(url, self.rule_folders)

    async def work(self, function: Callable[..., Any], *args: Any) -> Any:
        """What `function(*args)` returns in a worker. WorkerFailed, with the reason, whatever went wrong there."""
        try:
            return await self.workers.run(function, *args)
        except WorkerFailed:
            raise
        except Exception as error:  # a page may break its reader in any way; that is the page's outcome
            logger.exception("%s failed", function.__name__)
            raise WorkerFailed(f"It could not be read: {type(error).__name__}: {error}"[:300]) from error

    def close_spider(self) -> None:
        self.workers.close()
