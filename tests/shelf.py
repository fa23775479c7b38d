"""Databases filled by hand, for tests that need articles and no crawl."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.packing import pack
from storage.models import Article, Byline, Page, RawPage, Revision, Run, Site
from storage.writing import person_named, save_revision, text_hash, tie_same_text

MORNING = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def put_run(session: Session, **counts: Any) -> Run:
    """A run that has just begun, or one with the given fields."""
    run = Run(**({"spider": "magazine", "arguments": {}, "started": MORNING} | counts))
    session.add(run)
    session.flush()
    return run


def put_article(
    session: Session,
    url: str = "https://owls.example/a",
    *,
    body: str = "Owls hunt at night.",
    headline: str | None = "Owls",
    authors: tuple[str, ...] = ("Ada Quill",),
    run: Run | None = None,
    **fields: Any,
) -> Article:
    """An article as a crawl would store it; a second one at the same address is a new revision."""
    page = _page(session, url, run)
    revision = Revision(
        run_id=run.id if run else None,
        fetched_at=MORNING,
        version="0" * 64,
        text_hash=text_hash(body),
        headline=headline,
        authors="; ".join(authors) or None,
        word_count=len(body.split()),
        pages=1,
        is_complete=True,
        body=body,
        **fields,
    )
    revision.bylines = [
        Byline(position=place, person=person_named(session, name), role="author") for place, name in enumerate(authors)
    ]
    known = session.scalar(select(Article).where(Article.page_id == page.id))
    save_revision(session, page, known, revision)
    tie_same_text(session, page.site_id, revision.text_hash)
    return revision.article


def put_raw(session: Session, page_id: int, html: bytes = b"<p>Owls</p>", **columns: Any) -> None:
    """A page as it was fetched; `columns` are those that are not usual."""
    page = session.get_one(Page, page_id)
    usual = {"version": "0" * 64, "part": 1, "url": page.url, "http_status": 200, "fetched_at": MORNING}
    session.add(RawPage(page_id=page_id, body=pack(html), **(usual | columns)))
    session.flush()


def _page(session: Session, url: str, run: Run | None) -> Page:
    page = session.scalar(select(Page).where(Page.url == url))
    if page is None:
        host = url.split("/")[2]
        site = session.scalar(select(Site).where(Site.key == host))
        if site is None:
            site = Site(key=host, first_seen=MORNING)
            session.add(site)
            session.flush()
        page = Page(site_id=site.id, url=url, kind="article", state="new", first_run_id=run.id if run else None)
        session.add(page)
        session.flush()
    return page
