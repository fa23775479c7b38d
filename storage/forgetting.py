"""What was removed by hand, and stays away."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session, aliased

from storage import memories
from storage.frontier import now
from storage.models import Article, Byline, Forgotten, Observed, Page, Person, RawPage, Revision, Site
from storage.writing import tie_same_text


@dataclass(frozen=True, slots=True)
class Removed:
    """How much was removed."""

    pages: int
    articles: int
    raw_pages: int


def forget_site(session: Session, key: str) -> Removed:
    """Remove a site with everything that was kept of it, and keep it away."""
    removed = _count(session, select(Page.id).join(Site).where(Site.key == key))
    session.execute(delete(Site).where(Site.key == key))  # the rest goes by cascade, the full-text index by trigger
    _clear_up(session, [key])
    return removed


def forget_address(session: Session, url: str) -> Removed:
    """Remove an address with its article, and keep it away; also the address it leads to, when it is a redirect.

    An address that was never met is kept away too.
    """
    target = session.scalar(select(Page.redirects_to).where(Page.url == url))
    urls = [url, target] if target else [url]
    pages = select(Page.id).where(Page.url.in_(urls))
    removed = _count(session, pages)
    orphans = _texts_without_their_first(session, pages)
    for row in session.scalars(select(Observed).where(Observed.page_id.in_(pages))).all():
        memories.miss(session, row.site_id, row.template, row.page_id)
    session.execute(delete(Page).where(Page.url.in_(urls)))
    for site_id, text in orphans:
        tie_same_text(session, site_id, text)
    _clear_up(session, urls)
    return removed


def let_in(session: Session, what: str) -> bool:
    """No longer keep an address or a site away. False when it was not kept away."""
    row = session.scalar(select(Forgotten).where(Forgotten.what == what))
    if row is not None:
        session.delete(row)
    return row is not None


def _count(session: Session, pages: Select) -> Removed:
    def rows(of: type[Page | Article | RawPage], page_id: object) -> int:
        return session.scalar(select(func.count()).select_from(of).where(page_id.in_(pages))) or 0

    return Removed(rows(Page, Page.id), rows(Article, Article.page_id), rows(RawPage, RawPage.page_id))


def _texts_without_their_first(session: Session, pages: Select) -> list[tuple[int, str]]:
    """Site and text of articles that stand behind an article of `pages`; one of them must stand for them now."""
    first = aliased(Article)
    return [
        (site_id, text)
        for site_id, text in session.execute(
            select(Article.site_id, Revision.text_hash)
            .join(first, Article.same_as_id == first.id)
            .join(Revision, Article.current_revision_id == Revision.id)
            .where(first.page_id.in_(pages))
            .distinct()
        )
    ]


def _clear_up(session: Session, forgotten: Iterable[str]) -> None:
    """Remember what is forgotten, and remove the people who wrote nothing else."""
    session.execute(delete(Person).where(~select(Byline).where(Byline.person_id == Person.id).exists()))
    for what in forgotten:
        if session.scalar(select(Forgotten.id).where(Forgotten.what == what)) is None:
            session.add(Forgotten(what=what, since=now()))
    session.flush()
