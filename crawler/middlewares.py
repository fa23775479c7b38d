"""Downloader middlewares: inside the magazine only, whole answers only, and no sooner than a host asks."""

import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from crawler import politeness
from crawler.compression import ACCEPTED, CutAnswer, decode
from crawler.robots import IS_ROBOTS_TXT

END_TAG = re.compile(rb"</(body|html)", re.IGNORECASE)

MEANS_IT = 3  # answers; one page may be closed for an hour, after three it is the host


class OutOfScope(IgnoreRequest):
    """The address, often the end of a redirect, is not one of the magazine."""


class AskedToWait(IgnoreRequest):
    """The host asked for a longer pause than a run has. `status` is its answer, `seconds` how long it asked for."""

    def __init__(self, status: int, seconds: int):
        super().__init__(f"{status}, asked to wait {seconds} s")
        self.status = status
        self.seconds = seconds


class HostRests(AskedToWait):
    """The page was not asked for, as its host wants to be left alone."""


class ScopeGate:
    """Stops requests for which the spider's `in_scope(url) -> bool` says no, at every hop. Raises OutOfScope.

    A spider without the method may go anywhere. robots.txt may be redirected to another host (RFC 9309). Redirects
    to an address longer than URLLENGTH_LIMIT are stopped too; Scrapy only looks at the length of links.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._longest = crawler.settings.getint("URLLENGTH_LIMIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ScopeGate":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise."""
        if 0 < self._longest < len(request.url):
            raise OutOfScope(f"leads to an address of {len(request.url)} characters")
        in_scope = getattr(self._crawler.spider, "in_scope", None)
        if in_scope is None or IS_ROBOTS_TXT in request.meta or in_scope(request.url):
            return
        raise OutOfScope(f"leads out of the magazine: {urlparse_cached(request).hostname}")


class WholeAnswer:
    """Undoes compression, in place of Scrapy's HttpCompressionMiddleware, which delivers cut streams as pages.

    A cut, damaged or partial answer (206 or Content-Range without being asked) is fetched again and then fails
    with CutAnswer. Bodies shorter than announced are Scrapy's matter (DOWNLOAD_FAIL_ON_DATALOSS). A body of no
    announced length ends with the connection, broken or not: an HTML page must then have its end tag.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "WholeAnswer":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say what we can decompress."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer decompressed, or the request once more. Raises CutAnswer and TooLarge."""
        if request.method == "HEAD":
            return response
        try:
            return _whole(request, response, self._limit)
        except CutAnswer as cut:
            # Exceptions of process_response do not reach the retry middleware.
            again = None
            if not request.meta.get("dont_retry"):
                again = get_retry_request(request, spider=self._crawler.spider, reason=str(cut))
            if again is None:
                raise
            return again


def _whole(request: Request, response: Response, limit: int) -> Response:
    is_part = response.status == 206 or (response.status == 200 and "Content-Range" in response.headers)
    if is_part and "Range" not in request.headers:
        raise CutAnswer(f"{response.status}, a part that nobody asked for")
    response = _decompressed(request, response, limit)
    if "partial" in response.flags and isinstance(response, HtmlResponse) and not END_TAG.search(response.body):
        raise CutAnswer("the connection ended before the page did")
    return response


def _decompressed(request: Request, response: Response, limit: int) -> Response:
    labels = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    encodings = [label.strip() for label in labels.split(",") if label.strip()]
    if not encodings:
        return response
    body, left = decode(response.body, encodings, request.meta.get("download_maxsize") or limit)
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    if left:
        headers["Content-Encoding"] = ", ".join(left)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    kwargs = {"encoding": None} if issubclass(kind, TextResponse) else {}  # None: find out anew from the real text
    return response.replace(cls=kind, body=body, headers=headers, **kwargs)


class RetryAfter(RetryMiddleware):
    """Scrapy's retries, and Retry-After: the host rests for as long as it asks, others go on.

    A page that may only be asked for again after more than RETRY_AFTER_MAX seconds fails at once, with AskedToWait.
    A host that says so MEANS_IT times running is left alone until then: HostRests is raised for its pages.
    When retries are used up the last response goes to the spider.
    """

    def __init__(self, settings: BaseSettings):
        super().__init__(settings)
        self._longest = settings.getint("RETRY_AFTER_MAX")
        self._refusals: Counter[str] = Counter()  # running, of each host
        self._resting: dict[str, tuple[float, AskedToWait]] = {}  # until when, and what it said

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise HostRests."""
        until, refusal = self._resting.get(politeness.slot_key(self.crawler, request), (0.0, None))
        if refusal is not None and monotonic() < until:
            raise HostRests(refusal.status, refusal.seconds)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The request once more, or the response when there is nothing to retry. Raises AskedToWait."""
        host = politeness.slot_key(self.crawler, request)
        seconds = retry_after(response) if response.status in self.retry_http_codes else None
        if seconds is None or seconds <= self._longest:
            del self._refusals[host]
            if seconds:
                politeness.pause(self.crawler, request, seconds)
            return super().process_response(request, response)
        refusal = AskedToWait(response.status, seconds)
        self._refusals[host] += 1
        if self._refusals[host] >= MEANS_IT:
            self._resting[host] = monotonic() + seconds, refusal
        raise refusal


def retry_after(response: Response) -> int | None:
    """Seconds from now that the Retry-After header asks for, 0 for a time that has passed, None if it says nothing."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if re.fullmatch(r"[0-9]{1,12}", value):
        return int(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0, round((date - datetime.now(UTC)).total_seconds()))
