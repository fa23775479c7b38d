"""How an article gets into the database: revisions, raw pages, and articles that stand at two addresses."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from storage.frontier import now
from storage.models import Article, Page, Person, RawPage, Revision
from storage.states import Outcome

KEY_FIELDS = ("text_hash", "headline", "standfirst", "authors", "date_published", "is_complete")

HELD, REFUSED = "held", "refused"  # what became of a version that lost too much

MUCH_TEXT = 100
"""Words of an article that can lose much; short news are rewritten as often as cut."""

KEEPS = 0.5
"""Part of its words that a new version must keep: corrections take a paragraph, a broken template nearly all."""


def text_hash(body: str) -> str:
    """The sha256 (hex) of a text, whatever its white space."""
    return hashlib.sha256(" ".join(body.split()).encode()).hexdigest()


def article_of(session: Session, page: Page) -> Article | None:
    """The article that a page holds, if one was ever read from it."""
    if page.first_run_id is None:
        return None
    return session.scalar(select(Article).where(Article.page_id == page.id))


def save_revision(session: Session, page: Page, article: Article | None, revision: Revision) -> Outcome:
    """Keep what was read from a page: NEW, CHANGED, or UNCHANGED when text and key metadata are as they were.

    `article` is the page's, None when nothing was read from it before. `revision` is not in the session yet.
    """
    if article is None:
        article = Article(page=page, site_id=page.site_id, first_seen=now())
        outcome, revision.number = Outcome.NEW, 1
    elif article.current is not None and _says_the_same(article.current, revision):
        return Outcome.UNCHANGED
    else:
        outcome, revision.number = Outcome.CHANGED, _next_number(session, article)
    revision.article = article
    article.current = revision
    article.same_as_id = None  # its text is another now; see tie_same_text
    article.last_changed = now()
    session.add(article)
    return outcome


def loss(old: Revision, new: Revision) -> str | None:
    """What a new version of an article lost against the one before, in words; None where it lost nothing much."""
    if old.word_count >= MUCH_TEXT and new.word_count < KEEPS * old.word_count:
        return f"{new.word_count:,} words where there were {old.word_count:,}"
    if old.headline and not new.headline:
        return "it has no headline any more"
    if old.authors and not new.authors:
        return "it has no author any more"
    return None


def hold_back(session: Session, article: Article, revision: Revision, reason: str) -> str:
    """Keep a new version of an article beside the current one, until a person accepts or refuses it: HELD. One that
    says the same as a version that was held back before is not kept again; then what became of that one."""
    held = select(Revision).where(Revision.article_id == article.id, Revision.hold.is_not(None))
    for other in session.scalars(held.order_by(Revision.number.desc())):
        if other.version == revision.version or _says_the_same(other, revision):
            return other.hold
    revision.number = _next_number(session, article)
    revision.hold, revision.hold_reason = HELD, reason
    revision.article = article
    session.add(revision)
    return HELD


def drop_held(session: Session, article: Article) -> None:
    """Give up the versions of an article that wait for a person: a newer one has taken their place."""
    session.execute(delete(Revision).where(Revision.article_id == article.id, Revision.hold == HELD))


def accept(session: Session, revision: Revision) -> None:
    """Make a version that was held back the current one of its article; others that wait are given up."""
    article = revision.article
    before = article.current.text_hash if article.current else None
    revision.hold = None
    session.flush()
    drop_held(session, article)
    article.current, article.same_as_id, article.last_changed = revision, None, now()
    for text in (before, revision.text_hash):
        if text is not None:
            tie_same_text(session, article.site_id, text)


def refuse(session: Session, revision: Revision) -> None:
    """Leave a version that was held back aside for good."""
    revision.hold = REFUSED
    session.flush()


def withdraw(session: Session, article: Article) -> None:
    """Show an article no more, as no reading of its page finds it now. Its revisions are kept."""
    text = article.current.text_hash
    article.current, article.same_as_id = None, None
    tie_same_text(session, article.site_id, text)


def bring_back(session: Session, article: Article, version: str) -> Revision | None:
    """Show an article again that was withdrawn; None where what was read from that fetched version is not kept."""
    of_version = (Revision.article_id == article.id, Revision.version == version, Revision.hold.is_(None))
    article.current = session.scalar(select(Revision).where(*of_version).order_by(Revision.number.desc()).limit(1))
    return article.current


def read_from(current: Revision, same: Revision) -> None:
    """Note that the current revision was read from the fetched version from which `same`, which says the same, was."""
    current.version, current.pages, current.memory = same.version, same.pages, same.memory


def _next_number(session: Session, article: Article) -> int:
    latest = select(func.coalesce(func.max(Revision.number), 0)).where(Revision.article_id == article.id)
    return session.scalar(latest) + 1


def _says_the_same(old: Revision, new: Revision) -> bool:
    return all(getattr(old, field) == getattr(new, field) for field in KEY_FIELDS)


def person_named(session: Session, name: str) -> Person:
    """The person of this name, a new one if nobody was called so before."""
    person = session.scalar(select(Person).where(Person.name == name))
    if person is None:
        person = Person(name=name)
        session.add(person)
    return person


def save_raw(session: Session, page: Page, parts: Sequence[RawPage], keep: int, current: str | None) -> None:
    """Keep one fetched version of a page, and of its versions only the `keep` newest and the `current` article's."""
    if keep == 0:
        return
    known: list[str] = []
    if page.first_run_id is not None:
        question = select(RawPage.version).where(RawPage.page_id == page.id).group_by(RawPage.version)
        known = list(session.scalars(question.order_by(func.max(RawPage.id).desc())))
    if parts[0].version not in known:
        session.add_all(parts)
        known.insert(0, parts[0].version)
    old = [version for version in known[keep:] if version != current]
    if old:
        session.execute(delete(RawPage).where(RawPage.page_id == page.id, RawPage.version.in_(old)))


def raw_parts(session: Session, page_id: int) -> list[RawPage]:
    """The parts of one fetched version of a page, in order: the version that its article was read from, or else the
    newest. Empty where nothing is kept."""
    current = (
        select(Revision.version)
        .join(Article, Article.current_revision_id == Revision.id)
        .where(Article.page_id == page_id)
    )
    held = (
        select(Revision.id)
        .join(Article, Revision.article_id == Article.id)
        .where(Article.page_id == page_id, Revision.version == RawPage.version, Revision.hold.is_not(None))
    )
    newest = select(RawPage.version).where(RawPage.page_id == page_id, ~held.exists()).order_by(RawPage.id.desc())
    version = session.scalar(current) or session.scalar(newest.limit(1))
    parts = select(RawPage).where(RawPage.page_id == page_id, RawPage.version == version).order_by(RawPage.part)
    return list(session.scalars(parts.options(undefer(RawPage.body))))


def is_known_text(session: Session, text: str) -> bool:
    """Whether a stored revision has this text; `text` is its hash."""
    return session.scalar(select(Revision.id).where(Revision.text_hash == text).limit(1)) is not None


def tie_same_text(session: Session, site_id: int, text: str) -> list[Article]:
    """Tie the articles of a site whose text is equal (`text` is its hash); returns them, the first one first.

    The first stands for all: one that still answers at its own address, the shortest of these, then by alphabet,
    whatever order they came in.
    """
    session.flush()
    same = (
        select(Article)
        .join(Revision, Article.current_revision_id == Revision.id)
        .join(Page, Article.page_id == Page.id)
        .where(Article.site_id == site_id, Revision.text_hash == text)
        .order_by(Page.redirects_to.is_not(None), func.length(Page.url), Page.url)
    )
    articles = list(session.scalars(same))
    for place, article in enumerate(articles):
        article.same_as_id = articles[0].id if place else None
    session.flush()
    return articles
