"""What one host may be asked for in a run: neither endless requests nor endless bytes, whatever leads to them."""

from collections import Counter

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler import politeness


class HostSpent(IgnoreRequest):
    """The host was asked for as much as one run may ask. Its pages wait for the next one."""


class HostQuota:
    """Downloader middleware that counts each host's requests (retries, redirects and further pages included) and bytes
    as they came over the wire, and raises HostSpent beyond HOST_REQUESTS and HOST_MB. 0 is no limit.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._most_requests = crawler.settings.getint("HOST_REQUESTS")
        self._most_bytes = crawler.settings.getint("HOST_MB") * 1_000_000
        self._requests: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        crawler.signals.connect(self._count, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostQuota":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise HostSpent."""
        host = politeness.slot_key(self._crawler, request)
        if 0 < self._most_requests <= self._requests[host]:
            raise HostSpent(f"{self._most_requests:,} requests to {host} in this run")
        if 0 < self._most_bytes <= self._bytes[host]:
            raise HostSpent(f"{self._most_bytes // 1_000_000:,} MB from {host} in this run")
        self._requests[host] += 1

    def _count(self, data: bytes, request: Request) -> None:
        self._bytes[politeness.slot_key(self._crawler, request)] += len(data)
