"""A made-up site of as many pages as wanted, and crawls of it without a network: pages are handed to the pipelines."""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from sqlalchemy import select, text

from crawler.addresses import site_of
from crawler.discovery import look_and_read
from crawler.story import Story
from pipelines.article import read_parts
from pipelines.guide import Guide
from pipelines.items import PageKind, Part, ReadItem
from pipelines.replacing import Replaced
from pipelines.settling import settle
from pipelines.store import StorePipeline
from storage import memories
from storage.frontier import Frontier, Limits
from storage.models import Run, SiteMemory
from storage.session import Store
from tests.shelf import MORNING

BASE = "https://reeds.example"
WORDS = (
    "lantern harbour tide keeper winter bridge river orchard engine morning letter copper garden window paper stone "
    "silver ferry market carpenter station valley signal museum weather kitchen railway sailor bottle archive island"
).split()
VERBS = "carried kept found painted repaired crossed remembered counted followed opened".split()


def sentences(seed: str, number: int) -> str:
    """Sentences that nobody wrote, the same for the same seed."""
    chance = random.Random(seed)
    made = []
    for _ in range(number):
        one, two, three, four = chance.sample(WORDS, 4)
        made.append(
            f"The {one} by the {two} {chance.choice(VERBS)} what the {three} had left there, and nobody asked the "
            f"{four} why it took {chance.randint(2, 90)} days."
        )
    return " ".join(made)


def story_page(name: str, *, length: int = 5, author: str | None = None, next_page: str | None = None) -> bytes:
    """A story in the first template: an invitation and teasers in prose under its text; the teasers differ from page
    to page. `length` counts paragraphs."""
    paragraphs = "".join(f"<p>{sentences(f'{name} {place}', 3)}</p>" for place in range(length))
    teasers = "".join(f'<div class="more"><p>{sentences(f"teaser {name} {place}", 2)}</p></div>' for place in range(2))
    byline = f'<meta name="author" content="{author}">' if author else ""
    onward = f'<a rel="next" href="{BASE}{next_page}">Next page</a>' if next_page else ""
    return _page(
        name,
        f'<div class="story"><h1>The {name} story</h1><div class="text">{paragraphs}</div>'
        f'<div class="club"><p>Join the club of friends of the Reeds today, because a friend of the Reeds reads more '
        f"and better stories than anybody else in town, and that every week.</p></div>{teasers}{onward}</div>",
        byline,
    )


def column_page(name: str, length: int = 4) -> bytes:
    """A column in the second template."""
    lines = "".join(f"<p>{sentences(f'{name} {place}', 2)}</p>" for place in range(length))
    return _page(
        name,
        f'<section id="column"><h2 class="title">{name}, a column</h2><div class="words">{lines}</div>'
        f'<div class="about"><p>{sentences("about the columnist", 2)}</p></div></section>',
    )


def stub_page(name: str) -> bytes:
    """A page with hardly any text: no article."""
    return _page(name, f'<div class="story"><h1>{name}</h1><div class="text"><p>Soon.</p></div></div>')


def _page(title: str, body: str, head: str = "") -> bytes:
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in WORDS[:6])
    return (
        f"<html><head><title>{title} | Reeds</title>{head}</head><body><ul class='menu'>{menu}</ul>{body}"
        f'<footer><p class="legal">Reeds is printed on the island. All that stands here belongs to Reeds.</p></footer>'
        f"</body></html>"
    ).encode()


@dataclass(frozen=True)
class Fetched:
    """What a made-up server answers: the parts of one article, by the address of the first."""

    url: str
    bodies: tuple[bytes, ...]

    def parts(self) -> tuple[Part, ...]:
        urls = [self.url, *(f"{self.url}?page={number}" for number in range(2, len(self.bodies) + 1))]
        return tuple(Part(url, 200, "text/html", body, MORNING) for url, body in zip(urls, self.bodies, strict=True))


def page(path: str, *bodies: bytes) -> Fetched:
    return Fetched(BASE + path, bodies)


@dataclass
class Crawling:
    """Crawls of made-up pages into one database. `raw_versions` as in the settings."""

    store: Store
    raw_versions: int = 3
    told: list[Replaced] = field(default_factory=list)

    def crawl(
        self,
        pages: Sequence[Fetched],
        *,
        at_once: int = 1,
        settles: bool = True,
        work: Callable[..., Any] | None = None,
        **limits: Any,
    ) -> Run:
        """One run over the pages in this order, of which some `at_once` are read beside each other."""
        return asyncio.run(self._crawl(pages, at_once, settles, work or worked, limits))

    async def _crawl(
        self, pages: Sequence[Fetched], at_once: int, settles: bool, work: Callable[..., Any], limits: dict[str, Any]
    ) -> Run:
        session = self.store.session
        run = Run(spider="magazine", arguments={}, started=MORNING)
        session.add(run)
        session.flush()
        bounds = {"revisit_min": 86_400, "revisit_max": 864_000, "site_pages": 10_000, "listing_pages": 9}
        frontier = Frontier(session, run, Limits(at_once=at_once, **bounds, **limits), site_of)
        frontier.include(BASE)
        for each in pages:
            frontier.start(each.url, PageKind.ARTICLE, depth=1)
        pipeline = self._pipeline(frontier)
        by_url = {each.url: each for each in pages}
        chance = random.Random(len(pages))
        out = []
        while True:
            while len(out) < at_once and (taken := frontier.take()):
                out.append(await _read(taken, by_url[taken.url], memories.memory_of(session, taken.site_id)))
            if not out:
                break
            with suppress(DropItem):
                await pipeline.process_item(out.pop(chance.randrange(len(out))))
        self.store.commit()
        if settles:
            for site_id in memories.unsettled(session, frontier.site_ids()):
                await settle(self.store, work, site_id, self.told.append, frontier=frontier)
        run.ended = run.started
        self.store.commit()
        return run

    def _pipeline(self, frontier: Frontier) -> StorePipeline:
        settings = Settings({"RAW_VERSIONS": self.raw_versions, "COMMIT_PAGES": 50, "COMMIT_SECONDS": 60})
        spider = SimpleNamespace(store=self.store, frontier=frontier, problem=None)
        pipeline = StorePipeline(SimpleNamespace(settings=settings, spider=spider))
        pipeline.store, pipeline.frontier = self.store, frontier
        return pipeline

    def articles(self) -> list[tuple]:
        """The view `articles` without ids and times."""
        rows = self.store.session.execute(text("SELECT * FROM articles ORDER BY url")).mappings()
        left_out = {"id", "first_seen", "last_changed"}
        return [tuple((name, value) for name, value in row.items() if name not in left_out) for row in rows]

    def memory(self) -> SiteMemory | None:
        return self.store.session.scalar(select(SiteMemory))

    def states(self) -> dict[str, str]:
        """The state of every page, by the path of its address."""
        return dict(self.store.session.execute(text(f"SELECT substr(url, {len(BASE) + 1}), state FROM page")).all())


async def worked(function: Callable[..., Any], *arguments: Any) -> Any:
    """Work without worker processes; what was worked out before is remembered."""
    return _remembered(function, *(tuple(each) if isinstance(each, list) else each for each in arguments))


@cache
def _remembered(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)


async def _read(taken: Any, fetched: Fetched, memory: SiteMemory | None) -> ReadItem:
    """As the spider and the first pipeline read a page."""
    first, *later = fetched.parts()
    guide = Guide(memory.data if memory is not None else None)
    seen, reading = await worked(look_and_read, first, guide)
    story = Story(taken, first, seen, None, None, guide)
    for part in later:
        story.add(part)
    if reading is None or later:
        reading = await worked(read_parts, story.parts, guide)
    return ReadItem(story.item(is_complete=True), reading)
