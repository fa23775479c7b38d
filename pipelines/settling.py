"""When the memory of a site has changed, the pages that it speaks of are read again, from what was fetched of them.

So articles and memory end the same, in whatever order the pages came and however many crawls brought them. Nothing
is fetched. A run that is killed on the way leaves its pages marked, and the next one goes on with them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from pipelines.article import observe_parts, read_parts
from pipelines.guide import Guide
from pipelines.items import Noted, Part, Reading
from pipelines.memory import Learned, Memory, changed, learn_packed, unpacked
from pipelines.packing import Damaged, unpack
from pipelines.replacing import Again, Replaced, replace
from pipelines.rules import Rules
from pipelines.workers import WorkerFailed
from storage import memories, writing
from storage.frontier import Frontier
from storage.models import Page, RawPage
from storage.session import Store

AT_ONCE = 8
"""Pages read at the same time: enough for the workers of four processors."""

COMMIT_PAGES = 32
COMMIT_SECONDS = 5
"""As in a crawl: one commit for many pages is far cheaper, and what a crash takes with it is read again."""

Work = Callable[..., Awaitable[Any]]
"""Runs a function with its arguments in a worker process and gives what it returns. Raises WorkerFailed."""

RulesOf = Callable[[str], Rules | None]
"""What people say about the host of an address (pipelines.ruleset.rules_of)."""

Tell = Callable[[Replaced], None]
"""Is told of each page that was to be read again what became of it."""


def no_rules(_url: str) -> None:
    """Rules of nobody."""


async def settle(
    store: Store,
    work: Work,
    site_id: int,
    tell: Tell,
    *,
    frontier: Frontier | None = None,
    also: Sequence[int] = (),
    rules_of: RulesOf = no_rules,
) -> None:
    """Learn the memory of a site from the pages noted since the last time, and read the pages again that it now reads
    otherwise, and those whose ids are in `also`.

    `frontier` is that of the run which fetched pages, if it was one. `rules_of` gives the rules that pages are read
    with. Raises WorkerFailed when nothing can be learned;
    the pages wait for the next time then.
    """
    for template in memories.unsettled_templates(store.session, site_id):
        await _complete_sample(store, work, site_id, template, rules_of)
    learned = await work(learn_packed, memories.observations(store.session, site_id))
    _remember(store, site_id, learned, also)
    await _read_again(store, work, site_id, learned, tell, frontier, rules_of)


async def observe(store: Store, work: Work, page_ids: Sequence[int], rules_of: RulesOf = no_rules) -> None:
    """Note anew what the stored pages with these ids teach, read as if nothing was known of their sites but
    what people say."""
    for start in range(0, len(page_ids), AT_ONCE):
        ids = page_ids[start : start + AT_ONCE]
        found = [kept_parts(store.session, page_id) for page_id in ids]
        seen = await asyncio.gather(*(_worked(work, observe_parts, parts, rules_of) for parts in found))
        for page_id, noted in zip(ids, seen, strict=True):
            if noted is not None:
                with store.savepoint() as session:
                    page = session.get_one(Page, page_id)
                    memories.note(session, page, noted.template, noted.entries, noted.observation)
        store.commit_when_due(COMMIT_PAGES, COMMIT_SECONDS)


async def _complete_sample(store: Store, work: Work, site_id: int, template: str, rules_of: RulesOf) -> None:
    """See that the pages of a template with the smallest ranks, and no others, have their observation.

    A page that turns out to be of another template now leaves its place to the next one.
    """
    session = store.session
    tried: set[int] = set()
    while missing := [
        row
        for row in memories.sample_of(session, site_id, template)
        if row.observation is None and row.page_id not in tried
    ]:
        for row in missing:
            tried.add(row.page_id)
            parts = kept_parts(session, row.page_id)
            noted: Noted | None = await _worked(work, observe_parts, parts, rules_of)
            if noted is not None:
                with store.savepoint():
                    row.template, row.entries, row.observation = (
                        noted.template,
                        memories.packed_entries(noted.entries),
                        noted.observation,
                    )
    with store.savepoint():
        memories.thin_out(session, site_id, template)


def _remember(store: Store, site_id: int, learned: Learned, also: Sequence[int]) -> None:
    """Keep a new memory and mark the pages that are to be read with it, in one transaction."""
    with store.savepoint() as session:
        remembered = memories.memory_of(session, site_id)
        before = unpacked(remembered.data) if remembered else Memory()
        different = changed(before, unpacked(learned.data))
        concerned = [] if different == frozenset() else memories.pages_with(session, site_id, different)
        memories.save_memory(session, site_id, learned.version, learned.data, learned.pages)
        memories.learned(session, site_id, [*concerned, *also])
    store.commit()


async def _read_again(
    store: Store,
    work: Work,
    site_id: int,
    learned: Learned,
    tell: Tell,
    frontier: Frontier | None,
    rules_of: RulesOf,
) -> None:
    """Read the pages of a site that wait for it with its memory."""
    waiting = memories.pages_to_read(store.session, site_id)
    for start in range(0, len(waiting), AT_ONCE):
        pages = [store.session.get_one(Page, page_id) for page_id in waiting[start : start + AT_ONCE]]
        found = [kept_parts(store.session, page.id) for page in pages]
        readings = await asyncio.gather(*(_worked(work, read_parts, parts, rules_of, learned.data) for parts in found))
        for page, parts, reading in zip(pages, found, readings, strict=True):
            with store.savepoint() as session:
                replaced = _replaced(session, page, parts, reading, learned.version, frontier)
                noted = reading.noted if reading is not None else None
                memories.read_again(session, page.id, noted and noted.entries)
            tell(replaced)
        store.commit_when_due(COMMIT_PAGES, COMMIT_SECONDS)
    store.commit()


def _replaced(
    session: Session,
    page: Page,
    parts: Sequence[Part],
    reading: Reading | None,
    version: str,
    frontier: Frontier | None,
) -> Replaced:
    if reading is None:
        return Replaced(Again.FAILED if parts else Again.NOT_KEPT, page.id, page.url)
    return replace(session, page, parts, reading.outcome, version, frontier)


async def _worked(
    work: Work, function: Callable[..., Any], parts: Sequence[Part], rules_of: RulesOf, memory: bytes | None = None
) -> Any:
    """What a worker made of stored pages with a memory and the rules for their host; None where there are no pages, or
    it failed on them."""
    if not parts:
        return None
    try:
        return await work(function, parts, Guide(memory, rules_of(parts[0].url)))
    except WorkerFailed:
        return None


def kept_parts(session: Session, page_id: int) -> list[Part]:
    """The pages of an article as they were fetched, from storage: the version that its text was read from, or the
    newest where it has none. Empty where nothing is kept, or what is kept is damaged."""
    return opened_parts(writing.raw_parts(session, page_id))


def opened_parts(pages: Sequence[RawPage]) -> list[Part]:
    """The pages of one version of an article, unpacked. Empty when one of them is damaged."""
    try:
        return [_part(raw) for raw in pages]
    except Damaged:
        return []


def _part(raw: RawPage) -> Part:
    return Part(raw.url, raw.http_status, raw.content_type, unpack(raw.body), raw.fetched_at)
