"""Questions about what is remembered of sites, and how it is forgotten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.memories import LEARNING
from storage.models import Article, Observed, Page, RawPage, Site, SiteMemory


def remembered_sites(session: Session) -> Sequence[tuple[str, SiteMemory]]:
    """The sites of which something is remembered, by their keys."""
    rows = select(Site.key, SiteMemory).join(SiteMemory, SiteMemory.site_id == Site.id).order_by(Site.key)
    return [(key, memory) for key, memory in session.execute(rows)]


def memory_of_site(session: Session, key: str) -> SiteMemory | None:
    """What is remembered of the site with this key."""
    return session.scalar(select(SiteMemory).join(Site, Site.id == SiteMemory.site_id).where(Site.key == key))


def first_seen_by_template(session: Session, site_id: int) -> dict[str, datetime]:
    """For each template of a site when the first article made from it was first stored."""
    rows = (
        select(Observed.template, func.min(Article.first_seen))
        .join(Article, Article.page_id == Observed.page_id)
        .where(Observed.site_id == site_id)
        .group_by(Observed.template)
        .order_by(Observed.template)
    )
    return dict(session.execute(rows).all())


def sample_pages(session: Session, site_id: int, most: int) -> list[tuple[int, str]]:
    """Ids and addresses of pages that a memory was learned from, and that are kept as they were fetched."""
    rows = (
        select(Page.id, Page.url)
        .join(Observed, Observed.page_id == Page.id)
        .where(Observed.site_id == site_id, Observed.observation.is_not(None))
        .where(select(RawPage.id).where(RawPage.page_id == Page.id).exists())
        .order_by(Observed.rank)
        .limit(most)
    )
    return [(page_id, url) for page_id, url in session.execute(rows)]


def forget_memory(session: Session, key: str) -> int:
    """Forget what is remembered of a site and what its pages taught; returns how many pages will be learned from anew.
    Its articles stay as they are."""
    site_id = session.scalar(select(Site.id).where(Site.key == key))
    session.execute(delete(SiteMemory).where(SiteMemory.site_id == site_id))
    forgotten = update(Observed).where(Observed.site_id == site_id).values(observation=None, waits_for=LEARNING)
    return session.execute(forgotten).rowcount
