"""Visits that brought no page to read: what the answer, or its absence, means for the address."""

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.guard import AddressRefused
from crawler.middlewares import AskedToWait, HostRests, OutOfScope
from crawler.quota import HostSpent
from crawler.reasons import reason_of
from crawler.robots import ForbiddenByRobots, RobotsUnavailable
from crawler.story import header
from pipelines.decoding import is_file
from pipelines.items import Outcome, Taken, VisitItem

GONE = frozenset({404, 410})
FORBIDDEN = frozenset({401, 402, 403, 407, 451})  # log in, pay, stay out, not in your country
TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf")
# Types that servers give to anything they do not know, and compressed sitemaps.
VAGUE_TYPES = ("application/octet-stream", "application/gzip", "application/x-gzip", "binary/octet-stream")


def visit_without_page(response: Response, page: Taken) -> VisitItem | None:
    """How a visit ends whose answer is no page: unchanged, gone, forbidden, failed, rejected. None for a page."""
    status = response.status
    if status == 200:
        kind = _not_a_page(response)
        return VisitItem(page, Outcome.REJECTED, f"not HTML: {kind}", status) if kind else None
    if status == 304 and (page.etag or page.last_modified):
        return VisitItem(page, Outcome.UNCHANGED, None, status)
    if status in GONE:
        return VisitItem(page, Outcome.GONE, f"answered {status}", status)
    if status in FORBIDDEN:
        return VisitItem(page, Outcome.FORBIDDEN, f"answered {status}", status)
    if 300 <= status < 400 and status != 304:
        return VisitItem(page, Outcome.REJECTED, f"answered {status}, and leads to no address that is fetched", status)
    return VisitItem(page, Outcome.FAILED, f"answered {status}", status)


def _not_a_page(response: Response) -> str | None:
    """What an answer is instead of HTML or XML, None when it may be either."""
    kind = (header(response, "Content-Type") or "").partition(";")[0].strip().lower()
    if is_file(response.body):
        return kind or "a binary file"
    if not kind or kind.startswith((*TEXT_TYPES, *VAGUE_TYPES)) or kind.endswith("+xml"):
        return None
    return kind


def visit_without_response(error: BaseException, page: Taken) -> VisitItem:
    """How a visit ends that got no answer, or was not allowed to ask. What could not be asked for at all waits."""
    match error:
        case ForbiddenByRobots():
            outcome = Outcome.FORBIDDEN
        case RobotsUnavailable() | HostRests() | HostSpent():
            outcome = Outcome.WAITING
        case AskedToWait():
            outcome = Outcome.FAILED
        case ValueError():
            return VisitItem(page, Outcome.REJECTED, f"leads to what is no address: {reason_of(error)}"[:200])
        case IgnoreRequest():
            outcome = Outcome.REJECTED
        case _:
            outcome = Outcome.FAILED
    return VisitItem(page, outcome, reason_of(error), getattr(error, "status", None))


def is_refused(error: BaseException) -> bool:
    """Whether it was we who did not want to go there."""
    return isinstance(error, AddressRefused | OutOfScope)
