"""A Scrapy extension that measures the crawl it runs in: pages, seconds, stalls of the event loop, memory, CPU."""

import asyncio
import json
import os
import resource
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

ARTICLE = "/a/"  # stands in the address of every article that replay.py serves
LOOK = 0.25  # seconds between two looks at the workers; what a worker uses after the last look is not counted
BEAT = 0.01  # seconds between two looks at the clock: a stall is measured this exactly


class Meter:
    """Writes one JSON object to the file named by the environment variable METER_FILE when the crawl ends.

    pages_per_second  answered articles (ARTICLE in the address) over the time from opening to closing the spider
    worst_stall       seconds, the longest time the event loop answered nothing
    rss_mb            largest resident memory of the crawl process itself
    cpu_seconds       user and system time of the crawl process and of all processes it started
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.received, signals.response_received)
        crawler.signals.connect(self.stopped, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        self.began = time.monotonic()
        self.worst = 0.0
        self.pages = 0
        self.workers: dict[int, float] = {}
        self.tasks = [asyncio.ensure_future(self.beat()), asyncio.ensure_future(self.watch())]

    def received(self, response: Response, request: Request, spider: Spider) -> None:
        self.pages += ARTICLE in response.url

    async def beat(self) -> None:
        """Look at the clock for ever; what lies between two looks beyond the beat is a stall."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(BEAT)
            self.worst = max(self.worst, time.monotonic() - before - BEAT)

    async def watch(self) -> None:
        """Note the CPU time of each worker for as long as it lives."""
        while True:
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    self.workers[process.pid] = times.user + times.system
            await asyncio.sleep(LOOK)

    def stopped(self) -> None:
        for task in self.tasks:
            task.cancel()
        seconds = time.monotonic() - self.began
        own = resource.getrusage(resource.RUSAGE_SELF)
        figures = {
            "pages": self.pages,
            "seconds": round(seconds, 2),
            "pages_per_second": round(self.pages / seconds, 2),
            "worst_stall": round(self.worst, 3),
            "rss_mb": round(own.ru_maxrss / 1024),
            "cpu_seconds_of_workers": round(sum(self.workers.values()), 2),
            "cpu_seconds": round(own.ru_utime + own.ru_stime + sum(self.workers.values()), 2),
        }
        Path(os.environ["METER_FILE"]).write_text(json.dumps(figures))
