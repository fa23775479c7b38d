"""How fast a host is asked: its Crawl-delay, the pace AutoThrottle finds, and the pauses it asks for.

Scrapy keeps one downloader slot for each host, and throws it away after a minute without requests; settings for
slots to come are in `downloader.per_slot_settings`, so both are set.
"""

from time import monotonic

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser


def slot_key(crawler: Crawler, request: Request) -> str:
    """The name of the host's downloader slot."""
    return crawler.engine.downloader.get_slot_key(request)


def pause(crawler: Crawler, request: Request, seconds: float) -> None:
    """Send nothing more to the request's host for `seconds`. Other hosts go on."""
    slot = crawler.engine.downloader.slots.get(slot_key(crawler, request))
    if slot is not None:
        # A slot sends one delay after its last request: pretend that one will only be sent when the pause ends.
        slot.lastseen = max(slot.lastseen, monotonic() + seconds)


def wanted_delay(robots: RobotParser, name: str) -> float | None:
    """Seconds between requests that robots.txt asks of `name`, by Crawl-delay or Request-rate, None if by neither."""
    wishes = [robots.crawl_delay(name)]
    rate = robots.rp.request_rate(name) if hasattr(robots.rp, "request_rate") else None
    if rate is not None:
        wishes.append(rate.seconds / rate.requests)
    return max((wish for wish in wishes if wish is not None and wish >= 0), default=None)


class CrawlDelay:
    """Extension: a site's Crawl-delay takes the place of DOWNLOAD_DELAY for its host, be it longer or shorter.

    No longer than CRAWL_DELAY_MAX seconds, and without jitter, which would make it shorter now and then. A slower
    delay that the user gives the host in DOWNLOAD_SLOTS stays.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._name = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CrawlDelay":
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        wish = wanted_delay(robotparser, self._name)
        if wish is None:
            return
        downloader = self._crawler.engine.downloader
        key = slot_key(self._crawler, request)
        given = downloader.per_slot_settings.get(key, {})
        delay = max(min(wish, self._longest), given.get("delay", 0.0))
        downloader.per_slot_settings[key] = {**given, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = delay, 0.0


class PoliteThrottle(AutoThrottle):
    """Scrapy's AutoThrottle, which knows one lower bound for all hosts, with each host's own delay as its bound."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        own = self.crawler.engine.downloader.per_slot_settings.get(slot_key(self.crawler, request), {})
        self.mindelay = own.get("delay", self._min_delay())
        self.maxdelay = max(self.mindelay, self._max_delay())
        super()._response_downloaded(response, request, spider)
