"""What was read goes into the database: article, page state, raw page and links, in one transaction."""

import asyncio
import hashlib
import sys
from collections.abc import Sequence
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.asyncio import create_looping_call
from sqlalchemy.orm import Session

from pipelines.items import (
    ArticleItem,
    HubItem,
    Link,
    Outcome,
    PageItem,
    PageKind,
    Part,
    ReadItem,
    Rejected,
    Taken,
    VisitItem,
)
from storage import writing
from storage.models import Article, Byline, Image, Keyword, Page, RawPage, Revision

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZSTD_LEVEL = 3  # 5 times smaller for under a millisecond a page; higher levels gain little
LINKS_AT_ONCE = 1_000  # announced in one step; a sitemap of 50,000 would otherwise stop the crawl for seconds


class StorePipeline:
    """Stores what a visit brought. Items of other spiders pass as they are.

    Every item is one savepoint: what fails in it harms no other page. Commits are batched by number and by time.
    Articles go on to Scrapy's exports (`-O articles.jsonl`); what else was stored ends here, as a dropped item.
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.raw_versions = crawler.settings.getint("RAW_VERSIONS")
        self.commit_pages = crawler.settings.getint("COMMIT_PAGES")
        self.commit_seconds = crawler.settings.getfloat("COMMIT_SECONDS")
        self.ticking = create_looping_call(self.commit)

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
            self.ticking.stop()
            self.commit()

    def commit(self) -> None:
        """Make what was stored so far last."""
        self.store.commit()

    async def process_item(self, item: object) -> object:
        match item:
            case HubItem():
                children = await self._announce(item.links, item.depth_of_links)
                self._settle_hub(item, children)
            case ReadItem():
                self._settle_article(item)
                await self._announce(item.fetched.links, item.fetched.page.depth + 1)
            case VisitItem():
                self._settle_visit(item)
            case _:
                return item
        self.store.commit_when_due(pages=self.commit_pages, seconds=self.commit_seconds)
        if isinstance(item, ReadItem) and isinstance(item.reading, ArticleItem):
            return item.reading
        raise DropItem(f"no article: {item!r}")

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
            page.kind, page.kind_reason = item.look.kind, item.look.reason
            if item.look.kind is PageKind.LISTING:
                self.frontier.continue_walk(page, item.look.next_page, children)
            self.frontier.settle(page, Outcome.LISTING, None, item.http_status)

    def _settle_visit(self, item: VisitItem) -> None:
        with self.store.savepoint() as session:
            page = session.get_one(Page, item.page.id)
            outcome, reason = item.outcome, item.reason
            if outcome is Outcome.UNCHANGED and writing.article_of(session, page) is None:
                outcome, reason = Outcome.REJECTED, page.reason  # what was no article is still none
            self.frontier.settle(page, outcome, reason, item.http_status)

    def _settle_article(self, item: ReadItem) -> None:
        with self.store.savepoint() as session, session.no_autoflush:
            page = self._arrive(item.fetched.page, item.fetched.url)
            if page is not None:
                self._store(session, page, item.fetched, item.reading)

    def _store(self, session: Session, page: Page, fetched: PageItem, reading: ArticleItem | Rejected) -> None:
        """Settle a page by what was read from it. Asks first and changes then, so that one flush writes it all."""
        article = writing.article_of(session, page)
        since, status = self.frontier.limits.since, fetched.parts[0].status
        was_complete = article is not None and article.current is not None and article.current.is_complete
        page.kind, page.kind_reason = fetched.look.kind, fetched.look.reason
        if was_complete and not fetched.is_complete:
            reason = "a page of the article is missing; the complete text from before is kept"
            self.frontier.settle(page, Outcome.FAILED, reason, status)
        elif isinstance(reading, Rejected):
            self._keep(session, page, fetched)
            self.frontier.settle(page, Outcome.REJECTED, reading.reason, status)
        elif article is None and since and reading.date_published and reading.date_published < since:
            self.frontier.settle_before_since(page, reading.date_published, status)
        else:
            self._store_article(session, page, article, fetched, reading)

    def _store_article(
        self, session: Session, page: Page, article: Article | None, fetched: PageItem, reading: ArticleItem
    ) -> None:
        revision = self._revision(fetched, reading)
        texts = [revision.text_hash] if writing.is_known_text(session, revision.text_hash) else []
        if article is not None and article.current is not None:
            texts.append(article.current.text_hash)
        outcome = writing.save_revision(session, page, article, revision)
        if outcome is Outcome.UNCHANGED:
            page.etag, page.last_modified = fetched.etag, fetched.last_modified
        else:
            self._keep(session, page, fetched)
        self.frontier.settle(page, outcome, None, fetched.parts[0].status)
        if outcome is not Outcome.UNCHANGED:
            self._tie(page.site_id, texts)

    def _keep(self, session: Session, page: Page, fetched: PageItem) -> None:
        """Keep the page as fetched, and its validators."""
        writing.save_raw(session, page, self._raw(page, fetched), self.raw_versions)
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

    def _tie(self, site_id: int, texts: Sequence[str]) -> None:
        """Articles with equal text: one stands for all, and the others' visits in this run count as duplicates."""
        session = self.store.session
        for text in texts:
            tied = writing.tie_same_text(session, site_id, text)
            if not tied:
                continue
            first, *others = tied
            if first.page.settled_run_id == self.frontier.run.id and first.page.state == Outcome.DUPLICATE:
                self.frontier.settle_again(first.page, Outcome.NEW, None)
            for other in others:
                if other.page.settled_run_id == self.frontier.run.id and other.page.state != Outcome.UNCHANGED:
                    self.frontier.settle_again(other.page, Outcome.DUPLICATE, f"same text as {first.page.url}")

    def _revision(self, fetched: PageItem, reading: ArticleItem) -> Revision:
        session = self.store.session
        known = {
            name: writing.person_named(session, name)
            for name in dict.fromkeys(person.name for person in reading.people)
        }
        return Revision(
            run_id=self.frontier.run.id,
            fetched_at=fetched.parts[0].fetched_at,
            version=_version(fetched.parts),
            text_hash=writing.text_hash(reading.body),
            headline=reading.headline,
            standfirst=reading.standfirst,
            authors="; ".join(reading.authors) or None,
            date_published=reading.date_published,
            date_modified=reading.date_modified,
            section=reading.section,
            kind=reading.kind,
            language=reading.language,
            publisher=reading.publisher,
            canonical=reading.canonical,
            word_count=reading.word_count,
            pages=len(fetched.parts),
            is_complete=fetched.is_complete,
            body=reading.body,
            bylines=[
                Byline(position=place, person=known[person.name], role=person.role, raw=person.raw)
                for place, person in enumerate(reading.people)
            ],
            keywords=[Keyword(position=place, word=word) for place, word in enumerate(reading.keywords)],
            images=[
                Image(position=place, url=image.url, alt=image.alt, caption=image.caption, credit=image.credit)
                for place, image in enumerate(reading.images)
            ],
        )

    def _raw(self, page: Page, fetched: PageItem) -> list[RawPage]:
        version = _version(fetched.parts)
        return [
            RawPage(
                page_id=page.id,
                version=version,
                part=number,
                url=part.url,
                http_status=part.status,
                content_type=part.content_type,
                fetched_at=part.fetched_at,
                body=zstd.compress(part.body, ZSTD_LEVEL),
            )
            for number, part in enumerate(fetched.parts, start=1)
        ]


def _version(parts: tuple[Part, ...]) -> str:
    """The name of one fetched version of an article: the sha256 (hex) over the sha256 of each part."""
    return hashlib.sha256(b"".join(hashlib.sha256(part.body).digest() for part in parts)).hexdigest()
