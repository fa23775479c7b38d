"""Scrapy's scheduler, fed from the frontier in the database."""

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler


class FrontierScheduler(Scheduler):
    """Hands out the pages that are due in the spider's frontier.

    Requests that belong to a page already taken (redirects, retries, further pages of an article) wait in memory and
    go first; after a crash the frontier still holds their page.
    """

    def open(self, spider: Spider) -> object:
        """Open the spider's frontier before anything is fetched."""
        spider.open()
        return super().open(spider)

    def next_request(self) -> Request | None:
        return super().next_request() or self._next_due()

    def has_pending_requests(self) -> bool:
        return super().has_pending_requests() or (self.spider.problem is None and self.spider.frontier.has_due())

    def _next_due(self) -> Request | None:
        page = self.spider.frontier.take() if self.spider.problem is None else None
        return None if page is None else self.spider.request(page)
