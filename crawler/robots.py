"""robots.txt after RFC 9309: what may be fetched, where the sitemaps are, and what a failure there means.

In place of Scrapy's RobotsTxtMiddleware, which reads rules out of error pages and takes a failure for consent.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler import addresses
from crawler.reasons import reason_of

IS_ROBOTS_TXT = "robots_txt_bytes"  # key in the meta of our own requests for robots.txt: bytes received so far
READ_AT_MOST = 500 * 1024  # bytes, the least a crawler must read after RFC 9309; longer files are abuse
MAX_SITEMAPS = 100  # sitemaps taken from one robots.txt; large publishers name a few dozen
PRIORITY = 1000  # before every page, as in Scrapy: pages are waiting for it


class ForbiddenByRobots(IgnoreRequest):
    """The site's robots.txt does not want us to fetch this address."""


class RobotsUnavailable(IgnoreRequest):
    """The site's robots.txt could not be had, so nothing of the site may be fetched in this run.

    `status` is the server's answer (5xx, 429), None when there was none.
    """

    def __init__(self, reason: str, status: int | None = None):
        super().__init__(f"robots.txt unavailable ({reason})")
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class _Rules:
    """One robots.txt. Without `parser` everything is allowed, with `unavailable` nothing."""

    parser: ProtegoRobotParser | None = None
    sitemaps: tuple[str, ...] = ()
    unavailable: RobotsUnavailable | None = None


class Robots:
    """Downloader middleware that obeys robots.txt. Raises ForbiddenByRobots and RobotsUnavailable.

    The file is fetched once a run for each scheme, host and port. 2xx: its rules hold. 5xx, 429 and no answer at
    all: nothing may be fetched. Any other status: there are no rules.
    """

    def __init__(self, crawler: Crawler):
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._name = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._tasks: dict[str, asyncio.Task[_Rules]] = {}
        crawler.signals.connect(self._stop_when_enough, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise."""
        if IS_ROBOTS_TXT in request.meta:
            request.meta[IS_ROBOTS_TXT] = 0  # a retry or redirect starts anew
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules(request)
        if rules.unavailable:
            raise RobotsUnavailable(rules.unavailable.reason, rules.unavailable.status)
        if rules.parser and not rules.parser.allowed(request.url, self._name):
            raise ForbiddenByRobots("forbidden by robots.txt")

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of this URL's site names, as cleaned addresses. Fetches it when needed."""
        return (await self._rules(Request(url))).sitemaps

    async def _rules(self, request: Request) -> _Rules:
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._tasks:
            self._tasks[origin] = asyncio.ensure_future(self._fetch(origin, request))
        # Shielded: one waiting page that is cancelled must not take the rules from the others.
        return await asyncio.shield(self._tasks[origin])

    async def _fetch(self, origin: str, page: Request) -> _Rules:
        request = Request(
            f"{origin}/robots.txt",
            callback=NO_CALLBACK,
            priority=PRIORITY,
            meta={"dont_obey_robotstxt": True, IS_ROBOTS_TXT: 0, "download_maxsize": 0},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except IgnoreRequest:
            # Refused on our side: the guard, too many redirects. The guard refuses the page as well, and says why.
            return _Rules()
        except Exception as error:  # noqa: BLE001 whatever it was, there was no answer: RFC 9309, 2.3.1.4
            return _Rules(unavailable=RobotsUnavailable(reason_of(error)))
        if response.status >= 500 or response.status == 429:
            return _Rules(unavailable=RobotsUnavailable(str(response.status), response.status))
        if not 200 <= response.status < 300:
            return _Rules()
        parser = ProtegoRobotParser(rules_text(response), self._crawler.spider)
        await self._crawler.signals.send_catch_log_async(signal=signals.robots_parsed, robotparser=parser, request=page)
        return _Rules(parser, sitemaps_of(parser.rp.sitemaps, response.url))

    def _stop_when_enough(self, data: bytes, request: Request) -> None:
        """Take the beginning of an endless robots.txt; any other answer of that size would be thrown away."""
        if IS_ROBOTS_TXT not in request.meta:
            return
        request.meta[IS_ROBOTS_TXT] += len(data)
        if request.meta[IS_ROBOTS_TXT] > READ_AT_MOST:
            raise StopDownload(fail=False)


def sitemaps_of(lines: Iterable[str], url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, each once, cleaned. What is no address is left out.

    `lines` are the values of its Sitemap lines, `url` is the address at which it answered.
    """
    cleaned = (addresses.clean(line, base=url) for line in islice(lines, MAX_SITEMAPS))
    return tuple(dict.fromkeys(address for address in cleaned if address))


def rules_text(response: Response) -> bytes:
    """The part of a robots.txt answer that counts: the first 500 kB in whole lines, nothing of an HTML page."""
    body = response.body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body.startswith(b"<"):
        return b""
    if len(body) > READ_AT_MOST:
        body = body[:READ_AT_MOST]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    return body
