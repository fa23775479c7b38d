"""How an article gets into the database: revisions, raw pages, and articles that stand at two addresses."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.frontier import now
from storage.models import Article, Byline, Page, Person, RawPage, Revision
from storage.states import Outcome

KEY_FIELDS = ("text_hash", "headline", "standfirst", "authors", "date_published", "is_complete")


def text_hash(body: str) -> str:
    """The sha256 (hex) of a text, whatever its white space."""
    return hashlib.sha256(" ".join(body.split()).encode()).hexdigest()


def article_of(session: Session, page: Page) -> Article | None:
    """The article that a page holds, if one was ever read from it."""
    return session.scalar(select(Article).where(Article.page_id == page.id))


def save_revision(session: Session, page: Page, revision: Revision) -> Outcome:
    """Keep what was read from a page: NEW, CHANGED, or UNCHANGED when text and key metadata are as they were."""
    article = article_of(session, page)
    if article is None:
        article = Article(page_id=page.id, site_id=page.site_id, first_seen=now(), last_changed=now())
        session.add(article)
        session.flush()
        outcome, number = Outcome.NEW, 1
    elif article.current is not None and _says_the_same(article.current, revision):
        return Outcome.UNCHANGED
    else:
        latest = select(func.coalesce(func.max(Revision.number), 0)).where(Revision.article_id == article.id)
        outcome, number = Outcome.CHANGED, session.scalar(latest) + 1
    revision.article_id, revision.number = article.id, number
    session.add(revision)
    session.flush()
    article.current_revision_id = revision.id
    article.last_changed = now()
    session.flush()
    session.refresh(article, ["current"])
    return outcome


def _says_the_same(old: Revision, new: Revision) -> bool:
    return all(getattr(old, field) == getattr(new, field) for field in KEY_FIELDS)


def byline(session: Session, position: int, name: str, role: str, raw: str | None) -> Byline:
    """A line of the byline; the person is looked up by name, or is new."""
    person = session.scalar(select(Person).where(Person.name == name))
    if person is None:
        person = Person(name=name)
        session.add(person)
        session.flush()
    return Byline(position=position, person_id=person.id, role=role, raw=raw)


def save_raw(session: Session, page: Page, parts: Sequence[RawPage], keep: int) -> None:
    """Keep one fetched version of a page, and of its versions only the `keep` newest."""
    if keep == 0 or not parts:
        return
    known = select(RawPage.id).where(RawPage.page_id == page.id, RawPage.version == parts[0].version).limit(1)
    if session.scalar(known) is None:
        session.add_all(parts)
        session.flush()
    newest_first = (
        select(RawPage.version)
        .where(RawPage.page_id == page.id)
        .group_by(RawPage.version)
        .order_by(func.max(RawPage.id).desc())
    )
    old = session.scalars(newest_first).all()[keep:]
    if old:
        session.execute(delete(RawPage).where(RawPage.page_id == page.id, RawPage.version.in_(old)))


def tie_same_text(session: Session, site_id: int, text: str) -> list[Article]:
    """Tie the articles of a site whose text is equal (`text` is its hash); returns them, the first one first.

    The first stands for all: the one with the shortest address, then by alphabet, whatever order they came in.
    """
    same = (
        select(Article)
        .join(Revision, Article.current_revision_id == Revision.id)
        .join(Page, Article.page_id == Page.id)
        .where(Article.site_id == site_id, Revision.text_hash == text)
        .order_by(func.length(Page.url), Page.url)
    )
    articles = list(session.scalars(same))
    for place, article in enumerate(articles):
        article.same_as_id = articles[0].id if place else None
    session.flush()
    return articles
