"""MagazineSpider: from the address of a magazine to its articles. A named magazine is a short class on top of it."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from sqlalchemy.exc import DBAPIError
from twisted.python.failure import Failure

from crawler import addresses
from crawler.arguments import Asked, WrongUse, asked, start_address
from crawler.discovery import look, look_and_read
from crawler.exits import exit_status
from crawler.robots import Robots
from crawler.story import Story, header
from crawler.visits import is_refused, visit_without_page, visit_without_response
from pipelines.drift import PAGES, drift_of
from pipelines.extract import ExtractPipeline
from pipelines.guide import Guide
from pipelines.items import HubItem, Link, Look, Outcome, PageItem, PageKind, Part, Taken, VisitItem
from pipelines.replacing import READ, Again, Replaced
from pipelines.rules import Rules
from pipelines.settling import settle
from pipelines.shapes import is_front
from pipelines.store import StorePipeline
from pipelines.workers import WorkerFailed
from storage import memories
from storage.errors import DatabaseUnusable
from storage.frontier import Frontier, Limits, now
from storage.models import Page, Run, Site
from storage.neighbours import compare_in_steps
from storage.queries import page_at
from storage.session import Store
from storage.usual import drifting_since, usual_before

USUAL_FEEDS = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml")  # WordPress, then the names generators use most
USUAL_SITEMAPS = ("/sitemap.xml",)  # the one place that every generator agrees on
SITEMAP_DEPTH = 3  # indexes that lead to indexes; the protocol allows one, some publishers use two


class MagazineSpider(Spider):
    """Crawls one magazine: start addresses lead to feeds, sitemaps and listings, and those to articles.

    A subclass says where articles are announced:

    start_urls  front pages, sections or articles to begin with
    feeds       addresses of RSS or Atom feeds
    sitemaps    addresses of sitemaps
    article     a regular expression that the address of every article matches, and no other address does
    domains     further domains that belong to the magazine
    every       how long `scrapy crawl --all` leaves it alone after a crawl; None: only crawled by its name
    """

    start_urls: ClassVar[list[str]] = []
    feeds: ClassVar[list[str]] = []
    sitemaps: ClassVar[list[str]] = []
    article: ClassVar[str | None] = None
    domains: ClassVar[list[str]] = []
    every: ClassVar[timedelta | None] = timedelta(0)

    store: Store
    run: Run
    frontier: Frontier

    def __init__(self, store: Store | None = None, **arguments: Any):
        super().__init__()
        self.asked: Asked = asked(arguments)
        self.arguments = arguments
        self.given_store = store
        self.starts = dict.fromkeys(self.asked.starts, PageKind.UNKNOWN) or self.named_starts()
        self.permitted_origins = {addresses.origin_of(url) for url in self.starts}
        self.scope = {addresses.site_of(url) for url in self.starts}
        self.scope |= {addresses.site_of(f"http://{domain}/") for domain in (*self.domains, *self.asked.domains)}
        self.start_ids: set[int] = set()
        self.forgotten_starts: list[str] = []
        self.problem: str | None = None
        self.settling: asyncio.Future[None] | None = None
        self.again: Counter[Again] = Counter()  # what became of the pages that were read again

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("SCHEDULER", "crawler.scheduler.FrontierScheduler", priority="spider")

    @classmethod
    def named_starts(cls) -> dict[str, PageKind]:
        """The start addresses that the class names, and what they are said to be.

        Raises WrongUse for an address that cannot be crawled, and for an `article` that is no regular expression.
        """
        try:
            re.compile(cls.article or "")
        except re.error as error:
            raise WrongUse(f"The `article` of {cls.name} is no regular expression: {error}.") from error
        starts = {start_address(url): PageKind.UNKNOWN for url in cls.start_urls}
        starts |= {start_address(url): PageKind.FEED for url in cls.feeds}
        return starts | {start_address(url): PageKind.SITEMAP for url in cls.sitemaps}

    # --- the run ------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the database and the frontier for this run. Called by the scheduler, before anything is fetched."""
        settings = self.crawler.settings
        wait, most = settings.getfloat("LOCK_WAIT"), settings.getint("DATABASE_MB")
        self.store = self.given_store or Store.open(settings["DATABASE_URL"], wait, most)
        try:
            self._begin_run(settings)
        except DBAPIError as error:
            self.end_for(error)  # Scrapy itself cannot end a crawl that has not opened
        self.crawler.signals.connect(self.give_up_item, signals.item_error)
        self.crawler.signals.connect(self.give_up_item, signals.item_dropped)
        self.crawler.signals.connect(self.give_up_response, signals.spider_error)
        self.crawler.signals.connect(self.settle_memory, signals.spider_idle)

    def _begin_run(self, settings: BaseSettings) -> None:
        session = self.store.session
        self.run = Run(spider=self.name, arguments=self.arguments, started=now())
        session.add(self.run)
        session.flush()
        limits = Limits(
            revisit_min=settings.getint("REVISIT_MIN"),
            revisit_max=settings.getint("REVISIT_MAX"),
            site_pages=settings.getint("SITE_PAGES"),
            listing_pages=settings.getint("LISTING_PAGES"),
            at_once=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            max_articles=self.asked.max_articles,
            since=self.asked.since,
            site_addresses=settings.getint("SITE_ADDRESSES"),
        )
        self.frontier = Frontier(session, self.run, limits, addresses.site_of)
        for url, kind in self.starts.items():
            page_id = self.frontier.start(url, kind, depth=0 if is_front(url) else 1)
            if page_id is None:
                self.forgotten_starts.append(url)
            else:
                self.start_ids.add(page_id)
        for domain in (*self.domains, *self.asked.domains):
            self.frontier.include(f"http://{domain}/")
        self.store.commit()

    def end_for(self, error: DBAPIError | DatabaseUnusable) -> None:
        """Write nothing more, and tell why at the end: the database is full, locked or broken."""
        self.problem = str(getattr(error, "orig", None) or error)
        self.store.give_up()

    async def start(self) -> AsyncIterator[Request]:
        """Yields nothing: the start addresses are in the frontier, and the scheduler hands out what is due."""
        for request in ():
            yield request

    def closed(self, reason: str) -> None:
        """End the run: what was handed out and did not come back is settled, the counts and the status are stored."""
        try:
            if self.problem is None:
                self._end_run(reason)
        except (DBAPIError, DatabaseUnusable) as error:
            self.end_for(error)
        if self.given_store is None:
            self.store.close()

    def settle_memory(self) -> None:
        """When all is fetched: let the memory learn from it, before the run ends. Scrapy asks again and again."""
        if self.settling is None:
            self.settling = asyncio.ensure_future(self._settle_memory())
            self.settling.add_done_callback(self._close_settled)
        if not self.settling.done():
            raise DontCloseSpider

    async def _settle_memory(self) -> None:
        if self.problem is not None:
            return
        try:
            self.store.commit()
            for site_id in memories.unsettled(self.store.session, self.frontier.site_ids()):
                try:
                    again, rules_of = self._count_again, self.rules_of
                    await settle(self.store, self._work, site_id, again, frontier=self.frontier, rules_of=rules_of)
                except WorkerFailed as failure:
                    self.logger.error("The memory of a site could not be learned: %s", failure)
            for _step in compare_in_steps(self.store):
                await asyncio.sleep(0)
        except (DBAPIError, DatabaseUnusable) as error:
            self.end_for(error)

    def _count_again(self, replaced: Replaced) -> None:
        self.again[replaced.again] += 1
        self.run.reread += replaced.again in READ

    def _close_settled(self, settling: asyncio.Future[None]) -> None:
        if not settling.cancelled():
            reason = "finished" if self.problem is None else "database"
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    def stop_settling(self) -> None:
        """Stop reading pages again, as the run ends before its time: the pages stay marked for the next one."""
        if self.settling is not None:
            self.settling.cancel()

    def _end_run(self, reason: str) -> None:
        if reason == "finished":
            for page in self.frontier.unsettled():
                self.frontier.settle(page, Outcome.FAILED, "an error in the crawl itself; see the log")
        if self.frontier.left_out:
            said = "%d new addresses were left out: the most that are kept of a site (SITE_ADDRESSES) are known"
            self.logger.warning(said, self.frontier.left_out)
        self._note_drift()
        self.run.waiting = self.frontier.waiting()
        self.run.requests = self.crawler.stats.get_value("downloader/request_count", 0)
        self.run.ended, self.run.finish_reason = now(), reason
        self.run.exit_status = exit_status(self.run, reason, self.start_outcomes())
        self.store.commit()

    def _note_drift(self) -> None:
        """Note of each site whether its pages say that it has changed, since when, and how."""
        session, found = self.store.session, {}
        for site_id, signs in self.crawler.get_item_pipeline(StorePipeline).signs.items():
            usual = usual_before(session, site_id, self.run) if len(signs) >= PAGES else None
            drift = drift_of(signs, usual) if usual is not None else None
            if drift is not None:
                since = drifting_since(session, site_id, self.run) or drift.since
                found[session.get_one(Site, site_id).key] = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}", "what": drift.what}
        if found:
            self.run.drift = found

    def give_up_item(self, item: object) -> None:
        """Settle the page of an item that never reached the database: an error, or another pipeline dropped it."""
        page = getattr(item, "page", None) or getattr(getattr(item, "fetched", None), "page", None)
        self._give_up(page, "lost on its way to the database; see the log")

    def give_up_response(self, response: Response | Failure) -> None:
        """Settle the page of an answer that `parse` or an errback failed on."""
        arguments = response.request.cb_kwargs
        page = arguments["page"] if "page" in arguments else arguments["story"].page
        self._give_up(page, "an error in the crawl itself; see the log")

    def _give_up(self, taken: Taken | None, reason: str) -> None:
        page = self.frontier.in_flight(taken.id) if taken is not None and self.problem is None else None
        if page is not None:
            with self.store.savepoint():
                self.frontier.settle(page, Outcome.FAILED, reason)

    def start_outcomes(self) -> dict[str, tuple[str, str | None]]:
        """State and reason of each start address that this run visited; of one that redirects, where it led."""
        outcomes = dict.fromkeys(self.forgotten_starts, (Outcome.REJECTED, "forgotten by hand"))
        for page_id in self.start_ids:
            page = self.store.session.get_one(Page, page_id)
            end = page if page.redirects_to is None else page_at(self.store.session, page.redirects_to) or page
            if page.settled_run_id == self.run.id:
                outcomes[page.url] = (end.state, end.reason)
        return outcomes

    def in_scope(self, url: str) -> bool:
        """Whether an address belongs to the magazine. The address guard asks this at every hop."""
        return addresses.site_of(url) in self.scope

    # --- one page -----------------------------------------------------------------------------------------------

    def request(self, page: Taken) -> Request:
        """The request for a page of the frontier; an article is asked for only if it has changed."""
        headers = {}
        if page.kind is PageKind.ARTICLE:
            headers = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        return Request(
            page.url,
            callback=self.parse,
            errback=self.parse_failure,
            headers={name: value for name, value in headers.items() if value},
            cb_kwargs={"page": page},
            dont_filter=True,
        )

    async def parse(self, response: Response, page: Taken) -> AsyncIterator[Request | HubItem | PageItem | VisitItem]:
        """Look at an answer: a hub leads on, an article is fetched to its last page."""
        if response.status == 304 and response.meta.get("redirect_urls"):
            yield self.request(replace(page, etag=None, last_modified=None))  # it moved: the validators are another's
            return
        visit = visit_without_page(response, page)
        if visit is not None:
            yield visit
            return
        part = _part(response)
        try:
            guide = self._guide_to(page, part.url)
            seen, reading = await self._work(look_and_read, part, guide, self.article, self.asked.follows_articles)
        except WorkerFailed as failure:
            yield VisitItem(page, Outcome.FAILED, str(failure), response.status)
            return
        if seen.kind is PageKind.ARTICLE:
            story = Story(page, part, seen, header(response, "ETag"), header(response, "Last-Modified"), guide)
            story.links = self._links_to_articles(page, seen)
            yield self._begin(story) if reading is None else replace(story.item(is_complete=True), reading=reading)
        elif seen.kind is PageKind.UNKNOWN:
            yield VisitItem(page, Outcome.REJECTED, seen.reason, response.status)
        else:
            yield await self._hub(page, part, seen)

    def parse_failure(self, failure: Failure) -> VisitItem:
        """An address that gave no answer at all. A start address that could not be asked for has failed."""
        visit = visit_without_response(failure.value, failure.request.cb_kwargs["page"])
        if visit.outcome is Outcome.WAITING and visit.page.id in self.start_ids:
            return replace(visit, outcome=Outcome.FAILED)
        return visit

    def _guide_to(self, page: Taken, url: str) -> Guide:
        """What a page that answered at `url` is read with: what is remembered of its site, the same from the beginning
        of a run to its end, and the rules for its host."""
        memory = memories.memory_of(self.store.session, page.site_id)
        return Guide(memory.data if memory is not None else None, self.rules_of(url))

    def rules_of(self, url: str) -> Rules | None:
        """What people say about the host of an address."""
        return self.crawler.get_item_pipeline(ExtractPipeline).rules_of(url)

    async def _work(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await self.crawler.get_item_pipeline(ExtractPipeline).work(function, *arguments)

    # --- hubs ---------------------------------------------------------------------------------------------------

    async def _hub(self, page: Taken, part: Part, seen: Look) -> HubItem:
        links, depth = self._leads(page, seen)
        if page.id in self.start_ids and page.depth == 0:
            links = (*links, *await self._announcements(part.url, seen))
        here = {part.url, seen.next_page}
        links = tuple(link for link in links if link.url not in here and self._is_wanted(link))
        return HubItem(page, part.url, seen, links, depth, part.status)

    def _is_wanted(self, link: Link) -> bool:
        """Whether a link is queued: of this magazine, and no trap. Refused traps are counted by their reason."""
        if not self.in_scope(link.url):
            return False
        trap = addresses.is_trap(link.url)
        if trap:
            self.crawler.stats.inc_value(f"offprint/traps/{trap}")
        return trap is None

    def _leads(self, page: Taken, seen: Look) -> tuple[tuple[Link, ...], int]:
        """The links of a hub that are followed, and how deep they lie.

        A front page leads to sections and articles, a section to articles, what lies deeper to nothing more.
        """
        hub_depth = self.settings.getint("HUB_DEPTH")
        if seen.kind is PageKind.SITEMAP:
            nested = tuple(link for link in seen.links if link.kind is PageKind.SITEMAP)
            if nested:
                return (nested, page.depth + 1) if page.depth < SITEMAP_DEPTH else ((), 0)
            return seen.links, hub_depth
        if seen.kind is PageKind.FEED:
            return seen.links, hub_depth
        pages = tuple(link for link in seen.links if link.kind not in (PageKind.FEED, PageKind.SITEMAP))
        if page.depth == 0:
            return pages, 1
        articles = tuple(link for link in pages if link.kind is not PageKind.LISTING)
        return (articles, page.depth + 1) if page.depth < hub_depth else ((), 0)

    async def _announcements(self, url: str, seen: Look) -> list[Link]:
        """The feeds and sitemaps of a front page: those it names, those of robots.txt, else the usual places."""
        feeds = [link for link in seen.links if link.kind is PageKind.FEED]
        robots = self.crawler.get_downloader_middleware(Robots)
        named = await robots.sitemaps(url) if robots else ()
        sitemaps = [Link(place, PageKind.SITEMAP) for place in named]
        if not feeds:
            feeds = [Link(urljoin(url, place), PageKind.FEED) for place in USUAL_FEEDS]
        if not sitemaps:
            sitemaps = [Link(urljoin(url, place), PageKind.SITEMAP) for place in USUAL_SITEMAPS]
        return feeds + sitemaps

    # --- articles -----------------------------------------------------------------------------------------------

    def _links_to_articles(self, page: Taken, seen: Look) -> tuple[Link, ...]:
        """The links of an article that are followed: none, unless the crawl was asked to follow articles."""
        deepest = self.settings.getint("HUB_DEPTH") + self.settings.getint("FOLLOW_DEPTH")
        if not self.asked.follows_articles or page.depth >= deepest:
            return ()
        return tuple(link for link in seen.links if link.kind is PageKind.ARTICLE and self._is_wanted(link))

    def _begin(self, story: Story) -> Request | PageItem:
        """Ask for the one-page view of an article, or else for its next page."""
        single = story.look.single_page
        if single and not story.leads_back(single):
            return self._part_request(single, story, self.parse_single_page, self.parse_single_page_failure)
        return self._read_on(story, story.look)

    def _read_on(self, story: Story, seen: Look) -> Request | PageItem:
        """Ask for the article's next page, or hand the article over when there is none."""
        if seen.next_page is None or story.leads_back(seen.next_page):
            return story.item(is_complete=True)
        is_full = story.size >= self.settings.getint("ARTICLE_MAXSIZE")
        if is_full or len(story.parts) >= self.settings.getint("ARTICLE_PAGES"):
            return story.item(is_complete=False)
        return self._part_request(seen.next_page, story, self.parse_part, self.parse_part_failure)

    def _part_request(self, url: str, story: Story, callback: Any, errback: Any) -> Request:
        return Request(url, callback=callback, errback=errback, cb_kwargs={"story": story}, dont_filter=True)

    async def parse_part(self, response: Response, story: Story) -> AsyncIterator[Request | PageItem]:
        """The next page of an article. One that cannot be had leaves a partial article."""
        part = _part(response)
        seen = await self._look_at_part(part, story)
        if seen is None:
            yield story.item(is_complete=False)
        elif story.belongs(part, seen):
            story.add(part)
            yield self._read_on(story, seen)
        else:
            yield story.item(is_complete=True)

    def parse_part_failure(self, failure: Failure) -> PageItem:
        """A next page that gave no answer leaves a partial article; one that leads out of the magazine was none."""
        return failure.request.cb_kwargs["story"].item(is_complete=is_refused(failure.value))

    async def parse_single_page(self, response: Response, story: Story) -> AsyncIterator[Request | PageItem]:
        """The article on one page replaces its first page; where it does not hold, the pages are followed."""
        part = _part(response)
        seen = await self._look_at_part(part, story)
        if seen is not None and seen.kind is PageKind.ARTICLE and story.belongs(part, seen):
            story.parts = [part]
            yield story.item(is_complete=True)
        else:
            yield self._read_on(story, story.look)

    def parse_single_page_failure(self, failure: Failure) -> Request | PageItem:
        """Without its one-page view an article is followed page by page."""
        story = failure.request.cb_kwargs["story"]
        return self._read_on(story, story.look)

    async def _look_at_part(self, part: Part, story: Story) -> Look | None:
        if part.status != 200:
            return None
        try:
            return await self._work(look, part.body, part.url, part.content_type, self.article, story.guide.rules)
        except WorkerFailed:
            return None


def _part(response: Response) -> Part:
    url = addresses.clean(response.url) or response.url
    return Part(url, response.status, header(response, "Content-Type"), response.body, datetime.now(UTC))
