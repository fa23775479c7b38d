"""When the memory of a site has changed, the pages that it speaks of are read again, from what was fetched of them.

So articles and memory end the same, in whatever order the pages came and however many crawls brought them. Nothing
is fetched. A run that is killed on the way leaves its pages marked, and the next one goes on with them.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from pipelines.article import observe_parts, read_parts
from pipelines.guide import Guide
from pipelines.items import ArticleItem, Part, Reading
from pipelines.memory import Memory, changed, learn_packed, unpacked
from pipelines.rules import Rules
from pipelines.workers import WorkerFailed
from pipelines.written import rewrite
from storage import memories, writing
from storage.models import Page, RawPage
from storage.session import Store

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

AT_ONCE = 8
"""Pages read at the same time: enough for the workers of four processors."""

Work = Callable[..., Awaitable[Any]]
"""Runs a function with its arguments in a worker process and gives what it returns. Raises WorkerFailed."""

RulesOf = Callable[[str], Rules | None]
"""What people say about the host of an address (pipelines.ruleset.rules_of)."""


def no_rules(_url: str) -> None:
    """Rules of nobody."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a site did: pages read again, how many of them changed, and how many could not be read again
    because nothing is kept of them."""

    reread: int = 0
    changed: int = 0
    out_of_reach: int = 0


async def settle(store: Store, work: Work, site_id: int, rules_of: RulesOf = no_rules) -> Settled:
    """Learn the memory of a site from the pages noted since the last time, and read the pages again that it now reads
    otherwise. `rules_of` gives the rules that its pages are read with."""
    session = store.session
    for template in memories.unlearned_templates(session, site_id):
        await _complete_sample(store, work, site_id, template, rules_of)
    learned = await work(learn_packed, memories.observations(session, site_id))
    with store.savepoint():
        remembered = memories.memory_of(session, site_id)
        before = unpacked(remembered.data) if remembered else Memory()
        different = changed(before, unpacked(learned.data))
        concerned = [] if different == frozenset() else memories.pages_with(session, site_id, different)
        memories.save_memory(session, site_id, learned.version, learned.data, learned.pages)
        memories.learned(session, site_id, concerned)
    store.commit()
    return await _read_again(store, work, site_id, learned.data, learned.version, rules_of)


async def _complete_sample(store: Store, work: Work, site_id: int, template: str, rules_of: RulesOf) -> None:
    """See that the pages of a template with the smallest ranks, and no others, have their observation."""
    session = store.session
    sample = memories.sample_of(session, site_id, template)
    for row in sample:
        if row.observation is None and (parts := kept_parts(session, row.page_id)):
            try:
                seen = await work(observe_parts, parts, rules_of(parts[0].url))
            except WorkerFailed:
                continue  # as a page that was not fetched: the others teach enough
            if seen is not None:
                with store.savepoint():
                    row.template, row.observation = seen.template, seen.packed()
    if sample:
        with store.savepoint():
            memories.thin_out(session, site_id, template, sample[-1].rank)


async def _read_again(store: Store, work: Work, site_id: int, data: bytes, version: str, rules_of: RulesOf) -> Settled:
    """Read the pages of a site that wait for it with its memory."""
    waiting = memories.pages_to_read(store.session, site_id)
    reread = different = out_of_reach = 0
    for start in range(0, len(waiting), AT_ONCE):
        pages = [store.session.get_one(Page, page_id) for page_id in waiting[start : start + AT_ONCE]]
        found = [kept_parts(store.session, page.id) for page in pages]
        readings = await asyncio.gather(*(_read(work, parts, data, rules_of) for parts in found))
        for page, parts, reading in zip(pages, found, readings, strict=True):
            with store.savepoint() as session:
                if reading is not None:
                    different += replace(session, page, reading, version)
                memories.read_again(session, page.id)
            reread += reading is not None
            out_of_reach += not parts
        store.commit_when_due(pages=4 * AT_ONCE, seconds=5)
    store.commit()
    return Settled(reread, different, out_of_reach)


async def _read(work: Work, parts: Sequence[Part], memory: bytes, rules_of: RulesOf) -> Reading | None:
    if not parts:
        return None
    try:
        return await work(read_parts, parts, Guide(memory, rules_of(parts[0].url)))
    except WorkerFailed:
        return None


def replace(session: Session, page: Page, reading: Reading, version: str) -> bool:
    """Put a new reading of the same fetched version in the place of the old one; whether anything is different.

    No revision is added. A page that no article could be read from keeps what it has.
    """
    article = writing.article_of(session, page)
    if article is None or article.current is None or not isinstance(reading.outcome, ArticleItem):
        return False
    revision = article.current
    before = revision.text_hash
    is_different = rewrite(session, revision, reading.outcome)
    revision.memory = version
    session.flush()
    if revision.text_hash != before:
        for text in (before, revision.text_hash):
            writing.tie_same_text(session, page.site_id, text)
    return is_different


def kept_parts(session: Session, page_id: int) -> list[Part]:
    """The pages of an article as they were fetched, from storage: the version that its text was read from, or the
    newest where it has none. Empty where nothing is kept."""
    return [_part(raw) for raw in writing.raw_parts(session, page_id)]


def _part(raw: RawPage) -> Part:
    return Part(raw.url, raw.http_status, raw.content_type, zstd.decompress(raw.body), raw.fetched_at)
