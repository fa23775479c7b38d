"""A crawl of a few addresses in a process of its own (a reactor runs once), with our settings and a plain spider.

Run as a program it reads what to do from standard input and writes what happened to standard output, as JSON.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.addresses import origin_of
from crawler.robots import Robots

ROOT = Path(__file__).parent.parent
QUICK = {
    "SPIDER_MODULES": [],
    "ITEM_PIPELINES": {},
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_START_DELAY": 0,
    "LOG_LEVEL": "CRITICAL",
    "DOWNLOAD_TIMEOUT": 20,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How one address ended: a status and a body, or the name of an exception and its message."""

    status: int | None = None
    body: str = ""
    url: str = ""
    flags: tuple[str, ...] = ()
    error: str | None = None
    message: str = ""
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crawl:
    """Answers by the address that was asked for, the numbers connections went to, and what was logged."""

    answers: dict[str, Answer]
    connected: list[str]
    log: str


def crawl(
    *urls: str,
    permit: str | None = None,
    start_urls: Sequence[str] = (),
    scope: str | None = None,
    dns: dict[str, list[list[str]]] | None = None,
    env: dict[str, str] | None = None,
    **settings: object,
) -> Crawl:
    """Fetch `urls`, each given one after another to the scheduler.

    permit      an address whose origin is permitted to be private
    start_urls  those of the spider's class
    scope       a host; others are out of scope
    dns         for each name the answers of successive look-ups; connections to public numbers end at 127.0.0.1
    env         additional environment, such as http_proxy
    """
    task = {"urls": urls, "permit": permit, "start_urls": start_urls, "scope": scope}
    task |= {"dns": dns or {}, "settings": settings}
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.small_crawl"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean | (env or {}),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    answers = {url: Answer(**answer) for url, answer in told["answers"].items()}
    return Crawl(answers, told["connected"], done.stderr)


class SmallSpider(Spider):
    """Notes how each address ended."""

    name = "small"

    def __init__(self, task: dict, answers: dict, **kwargs: object):
        super().__init__(**kwargs)
        self.task = task
        self.answers = answers
        self.start_urls = task["start_urls"]
        if task["permit"]:
            self.permitted_origins = {origin_of(task["permit"])}

    def in_scope(self, url: str) -> bool:
        return self.task["scope"] in (None, urlsplit(url).hostname)

    async def start(self):
        for url in self.task["urls"]:
            yield Request(url, self.parse, errback=self.failed, dont_filter=True, cb_kwargs={"asked": url})

    async def parse(self, response, asked):
        robots = self.crawler.get_downloader_middleware(Robots)
        self.answers[asked] = {
            "status": response.status,
            "body": response.body.decode("latin-1"),
            "url": response.url,
            "flags": response.flags,
            "sitemaps": await robots.sitemaps(response.url) if robots else (),
        }

    def failed(self, failure):
        asked = failure.request.cb_kwargs["asked"]
        self.answers[asked] = {"error": type(failure.value).__name__, "message": str(failure.value)}


def main() -> None:
    task = json.load(sys.stdin)
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(QUICK | task["settings"], priority="cmdline")
    answers: dict[str, dict] = {}
    connected: list[str] = []
    process = AsyncCrawlerProcess(settings)
    _pretend_internet(task["dns"], connected)
    process.crawl(SmallSpider, task=task, answers=answers)
    process.start()
    json.dump({"answers": answers, "connected": connected}, sys.stdout)


def _pretend_internet(dns: dict[str, list[list[str]]], connected: list[str]) -> None:
    """Name servers that say what `dns` says, and a network on which every public number is this machine."""
    from twisted.internet import reactor

    ask, connect = socket.getaddrinfo, reactor.connectTCP

    def getaddrinfo(host, *args, **kwargs):
        if host not in dns:
            return ask(host, *args, **kwargs)
        answers = dns[host].pop(0) if len(dns[host]) > 1 else dns[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 0)) for number in answers]

    def connect_tcp(host, port, *args, **kwargs):
        connected.append(host)
        return connect("::1" if ":" in host else "127.0.0.1", port, *args, **kwargs)

    socket.getaddrinfo, reactor.connectTCP = getaddrinfo, connect_tcp


if __name__ == "__main__":
    main()
