"""What is kept for the memory of a site: what its pages taught, the sample that is learned from, and the memory."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from storage.frontier import CHUNK, now
from storage.models import Observed, Page, RawPage, SiteMemory

SAMPLE = 40
"""Pages of each template that are learned from. Five are needed; with 40 a place on an eighth of the pages is known."""

SITE_SAMPLE = 1_000
"""Pages of all templates of a site together, against sites on which each page has a template of its own. Learning
from as many takes half a second."""

ROWS_AT_ONCE = 1_000

ENTRY_BYTES = 4

LEARNING, READING = "learning", "reading"  # what a page waits for


def rank_of(url: str) -> int:
    """A number that chooses the sample: spread evenly, the same in every crawl, whatever stands on the page."""
    return int.from_bytes(sha256(url.encode()).digest()[:8], "big") >> 1


def packed_entries(entries: frozenset[int]) -> bytes:
    """Entries of a memory (32-bit numbers) as they are stored."""
    return np.array(sorted(entries), np.uint32).tobytes()


def note(session: Session, page: Page, template: str, entries: frozenset[int], observation: bytes | None) -> None:
    """Note what a page taught when it was read just now. It waits until its site is settled.

    An observation that the sample has no room for is given up when the site is settled.
    """
    row = session.get(Observed, page.id)
    if row is None:
        row = Observed(page_id=page.id, site_id=page.site_id, rank=rank_of(page.url))
        session.add(row)
    elif row.template != template:
        miss(session, page.site_id, row.template, page.id)
    row.template, row.entries, row.observation = template, packed_entries(entries), observation
    row.waits_for = LEARNING


def is_noted(session: Session, page: Page) -> bool:
    """Whether it is noted what a page taught."""
    return session.get(Observed, page.id) is not None


def miss(session: Session, site_id: int, template: str, page_id: int) -> None:
    """Note that a page leaves its template: another one takes its place in the sample when the site is settled, which
    one of the pages that stay waits for."""
    session.flush()
    staying = (Observed.site_id == site_id, Observed.page_id != page_id)
    for which in ((*staying, Observed.template == template), staying):
        page = session.scalar(select(Observed).where(*which).order_by(Observed.rank).limit(1))
        if page is not None:
            page.waits_for = page.waits_for or LEARNING
            return


def memory_of(session: Session, site_id: int) -> SiteMemory | None:
    """What is remembered of a site, if it was learned."""
    return session.get(SiteMemory, site_id)


def sample_of(session: Session, site_id: int, template: str) -> list[Observed]:
    """The pages of a template that are learned from: those with the smallest ranks, smallest first. A page without an
    observation, of which nothing is kept either, cannot be one of them."""
    is_kept = exists().where(RawPage.page_id == Observed.page_id)
    return list(
        session.scalars(
            select(Observed)
            .where(Observed.site_id == site_id, Observed.template == template)
            .where(or_(Observed.observation.is_not(None), is_kept))
            .order_by(Observed.rank)
            .limit(SAMPLE)
        )
    )


def thin_out(session: Session, site_id: int, template: str) -> None:
    """Give up the observations of a template beyond its sample."""
    sample = sample_of(session, site_id, template)
    if len(sample) == SAMPLE:
        beyond = (Observed.site_id == site_id, Observed.template == template, Observed.rank > sample[-1].rank)
        session.execute(update(Observed).where(*beyond, Observed.observation.is_not(None)).values(observation=None))


def observations(session: Session, site_id: int) -> list[bytes]:
    """The observations of all pages of a site that are learned from, packed."""
    return list(
        session.scalars(
            select(Observed.observation)
            .where(Observed.site_id == site_id, Observed.observation.is_not(None))
            .order_by(Observed.rank)
            .limit(SITE_SAMPLE)
        )
    )


def save_memory(session: Session, site_id: int, version: str, data: bytes, pages: int) -> None:
    """Remember a site so from now on."""
    row = memory_of(session, site_id)
    if row is None:
        row = SiteMemory(site_id=site_id, since=now(), version=version, changed_at=now())
        session.add(row)
    if row.version != version:
        row.version, row.changed_at = version, now()
    row.data, row.pages = data, pages
    session.flush()


def unsettled_templates(session: Session, site_id: int) -> list[str]:
    """The templates of pages that the memory of a site has not learned from yet, or that are to be read again."""
    waiting = (Observed.site_id == site_id, Observed.waits_for.is_not(None))
    return list(session.scalars(select(Observed.template).where(*waiting).distinct().order_by(Observed.template)))


def learned(session: Session, site_id: int, concerned: Sequence[int]) -> None:
    """Note that the memory of a site has learned from all its pages, and that the `concerned` ones (ids of pages) are
    to be read again with it."""
    waiting = (Observed.site_id == site_id, Observed.waits_for == LEARNING)
    session.execute(update(Observed).where(*waiting).values(waits_for=None))
    for start in range(0, len(concerned), CHUNK):
        chunk = concerned[start : start + CHUNK]
        session.execute(update(Observed).where(Observed.page_id.in_(chunk)).values(waits_for=READING))


def read_again(session: Session, page_id: int, entries: frozenset[int] | None) -> None:
    """Note that a page was read again and which entries may have had a say; None where it could not be read."""
    values: dict[str, object] = {"waits_for": None}
    if entries is not None:
        values["entries"] = packed_entries(entries)
    session.execute(update(Observed).where(Observed.page_id == page_id).values(values))


def pages_with(session: Session, site_id: int, entries: frozenset[int] | None) -> list[int]:
    """The pages of a site on which one of the entries may have a say; all its noted pages where that is None."""
    if entries is None:
        return list(session.scalars(select(Observed.page_id).where(Observed.site_id == site_id)))
    wanted = np.array(sorted(entries), np.uint32)
    rows = select(Observed.page_id, Observed.entries).where(Observed.site_id == site_id)
    pages: list[int] = []
    for batch in session.execute(rows.execution_options(yield_per=ROWS_AT_ONCE)).partitions():
        ids, packed = zip(*batch, strict=True)
        owner = np.repeat(np.arange(len(ids)), [len(data) // ENTRY_BYTES for data in packed])
        found = np.isin(np.frombuffer(b"".join(packed), np.uint32), wanted)
        pages += [ids[at] for at in np.unique(owner[found]).tolist()]
    return pages


def pages_to_read(session: Session, site_id: int) -> list[int]:
    """The pages of a site that are to be read again."""
    waiting = (Observed.site_id == site_id, Observed.waits_for == READING)
    return list(session.scalars(select(Observed.page_id).where(*waiting).order_by(Observed.page_id)))


def unsettled(session: Session, site_ids: Sequence[int]) -> list[int]:
    """Those of the sites that have pages to learn from or to read again."""
    waiting = (Observed.site_id.in_(site_ids), Observed.waits_for.is_not(None))
    return list(session.scalars(select(Observed.site_id).where(*waiting).distinct().order_by(Observed.site_id)))
