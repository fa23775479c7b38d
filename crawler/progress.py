"""A line on the terminal that tells how far the crawl is. Nothing of it appears in logs and pipes."""

import sys
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.status import Status
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.utils.asyncio import create_looping_call

from crawler.summary import counts
from storage.queries import outcomes

SECONDS = 0.5  # between two updates; faster is not read


class Progress:
    """Shows counts and the last address on standard error, when that is a terminal."""

    def __init__(self, crawler: Crawler):
        if not sys.stderr.isatty():
            raise NotConfigured
        self.console = Console(stderr=True)
        self.status = Status("starting", console=self.console)
        self.ticking = create_looping_call(self.update)
        self.last = ""
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.received, signals.response_received)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        self.run = getattr(spider, "run", None)
        if self.run is not None:
            self.status.start()
            self.ticking.start(SECONDS)

    def received(self, response: Response, request: Request, spider: Spider) -> None:
        self.last = response.url

    def update(self) -> None:
        """Write the line anew, cut to the terminal's width."""
        text = f"{counts(outcomes(self.run))}  {self.last}"
        self.status.update(escape(text[: max(20, self.console.width - 4)]))

    def closed(self, spider: Spider) -> None:
        if self.run is not None:
            self.ticking.stop()
            self.status.stop()
