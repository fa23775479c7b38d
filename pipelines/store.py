"""What was read goes into the database: article, page state, raw page and links, in one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.asyncio import create_looping_call
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pipelines.drift import Sign, sign_of
from pipelines.items import (
    ArticleItem,
    HubItem,
    Link,
    Outcome,
    PageItem,
    PageKind,
    Reading,
    ReadItem,
    Rejected,
    Taken,
    VisitItem,
)
from pipelines.packing import pack
from pipelines.ties import tie
from pipelines.written import rewrite, version_of, written
from storage import memories, writing
from storage.errors import DatabaseUnusable
from storage.frontier import now
from storage.models import Article, Page, RawPage, Revision

PATIENCE = 3  # times in a row that a part of an article is missing before the shorter text is believed
LINKS_AT_ONCE = 1_000  # announced in one step; a sitemap of 50,000 would otherwise stop the crawl for seconds


class StorePipeline:
    """Stores what a visit brought. Items of other spiders pass as they are.

    Every item is one savepoint: what fails in it harms no other page. Commits are batched by number and by time.
    Articles go on to Scrapy's exports (`-O articles.jsonl`); what else was stored ends here, as a dropped item.

    `signs` holds, for each site (by id) that is remembered, what the pages of this run say of its template.
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.raw_versions = crawler.settings.getint("RAW_VERSIONS")
        self.commit_pages = crawler.settings.getint("COMMIT_PAGES")
        self.commit_seconds = crawler.settings.getfloat("COMMIT_SECONDS")
        self.ticking = create_looping_call(self.commit)
        self.signs: defaultdict[int, list[Sign]] = defaultdict(list)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        self.store = getattr(self.crawler.spider, "store", None)
        self.frontier = getattr(self.crawler.spider, "frontier", None)
        if self.store is not None:
            self.ticking.start(self.commit_seconds, now=False)

    def close_spider(self) -> None:
        if self.store is not None:
            self.crawler.spider.stop_settling()  # before the worker processes end
            self.ticking.stop()
            self.commit()

    @property
    def broken(self) -> bool:
        """Whether the crawl ends because its database cannot be written."""
        return self.crawler.spider.problem is not None

    def commit(self) -> None:
        """Make what was stored so far last."""
        if self.broken:
            return
        try:
            self.store.commit()
        except (DBAPIError, DatabaseUnusable) as error:
            self._stop(error)

    async def process_item(self, item: object) -> object:
        if not isinstance(item, HubItem | ReadItem | VisitItem):
            return item
        if self.broken:
            raise DropItem(f"the database cannot be written: {item!r}")
        try:
            stored = await self._settle(item)
            self.store.commit_when_due(pages=self.commit_pages, seconds=self.commit_seconds)
        except (DBAPIError, DatabaseUnusable) as error:
            self._stop(error)
            raise DropItem(f"the database cannot be written: {item!r}") from error
        if stored:
            return item.reading.outcome
        raise DropItem(f"no article: {item!r}")

    async def _settle(self, item: HubItem | ReadItem | VisitItem) -> bool:
        """Settle an item's page, whatever it is; whether an article was stored, or found unchanged."""
        match item:
            case HubItem():
                children = await self._announce(item.links, item.depth_of_links)
                self._settle_hub(item, children)
                return False
            case ReadItem():
                await self._announce(item.fetched.links, item.fetched.page.depth + 1)
                return self._settle_article(item)
            case VisitItem():
                self._settle_visit(item)
                return False

    def _stop(self, error: Exception) -> None:
        """End the crawl, as its database cannot be written. What was committed stays; the rest is still due."""
        if not self.broken:
            self.crawler.spider.end_for(error)
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="database"))

    async def _announce(self, links: Sequence[Link], depth: int) -> list[int]:
        ids: list[int] = []
        for start in range(0, len(links), LINKS_AT_ONCE):
            with self.store.savepoint():
                ids += self.frontier.announce(links[start : start + LINKS_AT_ONCE], depth)
            await asyncio.sleep(0)
        return ids

    def _settle_hub(self, item: HubItem, children: list[int]) -> None:
        with self.store.savepoint():
            page = self._arrive(item.page, item.url)
            if page is None:
                return
            if page.first_run_id is not None:
                self._sign_without_article(page)
            page.kind, page.kind_reason = item.look.kind, item.look.reason
            if item.look.kind is not PageKind.SITEMAP:
                self.frontier.continue_walk(page, item.look.next_page, children)
            self.frontier.settle(page, Outcome.LISTING, None, item.http_status)

    def _settle_visit(self, item: VisitItem) -> None:
        with self.store.savepoint() as session:
            page = session.get_one(Page, item.page.id)
            outcome, reason = item.outcome, item.reason
            if outcome is Outcome.WAITING:
                self.frontier.leave(page)
                return
            if outcome is Outcome.UNCHANGED and page.state in (Outcome.REJECTED, Outcome.UNCHANGED):
                outcome, reason = Outcome(page.state), page.reason  # what was no article is still none
            elif outcome is Outcome.REJECTED and item.http_status == 200:
                self._sign_without_article(page)
            self.frontier.settle(page, outcome, reason, item.http_status)

    def _settle_article(self, item: ReadItem) -> bool:
        with self.store.savepoint() as session, session.no_autoflush:
            page = self._arrive(item.fetched.page, item.fetched.url)
            return page is not None and self._store(session, page, item.fetched, item.reading)

    def _store(self, session: Session, page: Page, fetched: PageItem, reading: Reading) -> bool:
        """Settle a page by what was read from it. Asks first and changes then, so that one flush writes it all."""
        article = writing.article_of(session, page)
        current = article.current if article is not None else None
        since, status = self.frontier.limits.since, fetched.parts[0].status
        page.kind, page.kind_reason = fetched.look.kind, fetched.look.reason
        if current is not None and self._is_worse(fetched, current) and page.failures < PATIENCE:
            reason = "a page of the article is missing; the text from before is kept"
            self.frontier.settle(page, Outcome.FAILED, reason, status)
            return False
        read = reading.outcome
        if isinstance(read, Rejected):
            self._keep(session, page, fetched, current)
            if current is not None:
                page.etag = page.last_modified = None  # what stands in for an article is fetched whole until it is gone
            else:
                self._note(session, page, reading)  # the site's memory may find an article there after all
            self._sign_without_article(page)
            self.frontier.settle(page, Outcome.REJECTED, read.reason, status)
            return False
        if article is None and since and read.date_published and read.date_published < since:
            self.frontier.settle_before_since(page, read.date_published, status)
            return False
        if current is not None and current.version == version_of(fetched.parts):
            self._read_again(session, page, current, fetched, reading)
        else:
            self._store_article(session, page, article, fetched, reading)
        return True

    def _is_worse(self, fetched: PageItem, current: Revision) -> bool:
        """Whether a page of the article is missing now that was there before."""
        return not fetched.is_complete and (current.is_complete or len(fetched.parts) < current.pages)

    def _read_again(
        self, session: Session, page: Page, revision: Revision, fetched: PageItem, reading: Reading
    ) -> None:
        """The very version of the article that is stored was fetched again: its reading takes the old one's place."""
        before = revision.text_hash
        rewrite(session, revision, reading.outcome)
        revision.memory = self._memory_of(page)
        writing.drop_held(session, revision.article)
        if not memories.is_noted(session, page):
            self._note(session, page, reading)
        page.etag, page.last_modified = fetched.etag, fetched.last_modified
        self.frontier.settle(page, Outcome.UNCHANGED, None, fetched.parts[0].status)
        if revision.text_hash != before:
            tie(session, page.site_id, [before, revision.text_hash], self.frontier)

    def _store_article(
        self, session: Session, page: Page, article: Article | None, fetched: PageItem, reading: Reading
    ) -> None:
        revision = self._revision(page, fetched, reading.outcome)
        current = article.current if article is not None else None
        status = fetched.parts[0].status
        loss = writing.loss(current, revision) if current is not None and fetched.is_complete else None
        sign = sign_of(reading, revision.fetched_at, is_new=article is None, is_held=bool(loss))
        self._sign(page, sign)
        if loss:
            hold = writing.hold_back(session, article, revision, loss)
            self._keep(session, page, fetched, current)
            said = "is held back" if hold == writing.HELD else "was refused"
            self.frontier.settle(page, Outcome.UNCHANGED, f"a new version {said}: {loss}", status)
            return
        if article is not None and fetched.is_complete:
            writing.drop_held(session, article)
        texts = [revision.text_hash] if writing.is_known_text(session, revision.text_hash) else []
        if current is not None:
            texts.append(current.text_hash)
        outcome = writing.save_revision(session, page, article, revision)
        if outcome is Outcome.UNCHANGED and sign.fits:
            page.etag, page.last_modified = fetched.etag, fetched.last_modified
        else:
            if outcome is Outcome.UNCHANGED:  # the same text in another template, which the memory shall learn
                writing.read_from(current, revision)
            self._keep(session, page, fetched, revision)
            self._note(session, page, reading)
        self.frontier.settle(page, outcome, None, status, is_partial=not fetched.is_complete)
        if outcome is not Outcome.UNCHANGED:
            tie(session, page.site_id, texts, self.frontier)

    def _note(self, session: Session, page: Page, reading: Reading) -> None:
        """Note what a page taught for the memory of its site."""
        noted = reading.noted
        if noted is not None:
            memories.note(session, page, noted.template, noted.entries, noted.observation)

    def _sign(self, page: Page, sign: Sign) -> None:
        """Note what a page says of its site, where that is remembered."""
        memory = memories.memory_of(self.store.session, page.site_id)
        if memory is not None and memory.pages:
            self.signs[page.site_id].append(sign)

    def _sign_without_article(self, page: Page) -> None:
        """Note a page that holds no article, before it is settled; a known one that never held any says nothing."""
        is_new = page.first_run_id is None
        if is_new or writing.article_of(self.store.session, page) is not None:
            self._sign(page, Sign(is_new, read_at=now(), article=False))

    def _memory_of(self, page: Page) -> str | None:
        """The version of the memory with which the pages of a site are read in this run."""
        memory = memories.memory_of(self.store.session, page.site_id)
        return memory.version if memory is not None else None

    def _keep(self, session: Session, page: Page, fetched: PageItem, current: Revision | None) -> None:
        """Keep the page as fetched, and its validators; the raw page of the `current` revision is never given up."""
        raw = self._raw(page, fetched)
        writing.save_raw(session, page, raw, self.raw_versions, current.version if current else None)
        page.etag, page.last_modified = fetched.etag, fetched.last_modified

    def _arrive(self, taken: Taken, url: str) -> Page | None:
        """The page to settle with an answer: the one taken, or, after a redirect, the one it led to.

        The address that redirects is then a duplicate. None when the other page has its own visit in this run.
        """
        page = self.store.session.get_one(Page, taken.id)
        if url == page.url:
            if page.redirects_to is not None:
                page.redirects_to = None
            return page
        page.redirects_to = url
        self.frontier.settle(page, Outcome.DUPLICATE, f"redirects to {url}")
        return self.frontier.redirected_to(url, taken.depth)

    def _revision(self, page: Page, fetched: PageItem, reading: ArticleItem) -> Revision:
        return Revision(
            memory=self._memory_of(page),
            run_id=self.frontier.run.id,
            fetched_at=fetched.parts[0].fetched_at,
            version=version_of(fetched.parts),
            pages=len(fetched.parts),
            is_complete=fetched.is_complete,
            **written(self.store.session, reading),
        )

    def _raw(self, page: Page, fetched: PageItem) -> list[RawPage]:
        version = version_of(fetched.parts)
        return [
            RawPage(
                page_id=page.id,
                version=version,
                part=number,
                url=part.url,
                http_status=part.status,
                content_type=part.content_type,
                fetched_at=part.fetched_at,
                body=pack(part.body),
            )
            for number, part in enumerate(fetched.parts, start=1)
        ]
