"""Which articles of different sites say nearly the same, kept in step with the articles.

The pairs are a function of the texts as they are now, so it does not matter in which order or how many runs they came,
nor where a run was interrupted: what is missing or out of date is found by comparing hashes of texts, and made anew.
"""

from collections.abc import Iterator

from sqlalchemy import Select, delete, exists, func, insert, select, tuple_
from sqlalchemy.orm import Session, aliased

from storage.models import Article, Fingerprint, NearDuplicate, Revision, Shingle
from storage.session import Store
from storage.shingles import SHARED, fingerprint, overlap, shingles

COMMON = 50
"""Articles that may have a shingle before it says nothing of them: a notice that sites of one publisher print under
every article would pair them all."""

AT_ONCE = 100
"""Texts fingerprinted or pairs compared in one step, about a tenth of a second."""


def compare_in_steps(store: Store) -> Iterator[None]:
    """Bring fingerprints and pairs in step with the articles, in steps of a tenth of a second, each one committed.

    A new text takes a millisecond. Where none is new, all fingerprints are looked at, a second and a half for 100,000
    articles. Memory stays flat.
    """
    with store.savepoint() as session:
        _drop_outdated(session)
    yield from _fingerprint(store)
    with store.savepoint() as session:
        _pair(session)
    yield from _compare(store)
    store.commit()


def compare(store: Store) -> None:
    """The same at once."""
    for _step in compare_in_steps(store):
        pass


def _current() -> Select:
    """Number, hash and body of the articles to compare: of equal texts on a site the first."""
    return (
        select(Article.id, Revision.text_hash, Revision.body)
        .join(Revision, Article.current_revision_id == Revision.id)
        .where(Article.same_as_id.is_(None))
    )


def _drop_outdated(session: Session) -> None:
    """Remove what is kept of texts that are no longer there, with their pairs."""
    current = _current().where(Article.id == Fingerprint.article_id, Revision.text_hash == Fingerprint.text_hash)
    session.execute(delete(Fingerprint).where(~current.exists()))


def _fingerprint(store: Store) -> Iterator[None]:
    """Fingerprint the texts that have none yet."""
    last = 0
    is_known = exists().where(Fingerprint.article_id == Article.id)
    while texts := store.session.execute(
        _current().where(Article.id > last, ~is_known).order_by(Article.id).limit(AT_ONCE)
    ).all():
        last = texts[-1].id
        numbers = [
            {"article_id": id, "hash": number} for id, _, body in texts for number in fingerprint(shingles(body))
        ]
        with store.savepoint() as session:
            session.execute(insert(Fingerprint), [{"article_id": id, "text_hash": text} for id, text, _ in texts])
            if numbers:
                session.execute(insert(Shingle), numbers)
        store.commit()
        yield


def _pair(session: Session) -> None:
    """Note the pairs whose fingerprints share enough that is not common, and drop those that no longer do."""
    pairs = _pairs()
    known = select(NearDuplicate.article_id, NearDuplicate.other_id)
    session.execute(delete(NearDuplicate).where(tuple_(NearDuplicate.article_id, NearDuplicate.other_id).not_in(pairs)))
    session.execute(insert(NearDuplicate).from_select(["article_id", "other_id"], pairs.except_(known)))


def _pairs() -> Select:
    one, two = aliased(Shingle), aliased(Shingle)
    first, second = aliased(Article), aliased(Article)
    telling = select(Shingle.hash).group_by(Shingle.hash).having(func.count().between(2, COMMON)).subquery()
    return (
        select(one.article_id, two.article_id)
        .select_from(telling)
        .join(one, one.hash == telling.c.hash)
        .join(two, (two.hash == telling.c.hash) & (two.article_id > one.article_id))
        .join(first, first.id == one.article_id)
        .join(second, second.id == two.article_id)
        .where(first.site_id != second.site_id)
        .group_by(one.article_id, two.article_id)
        .having(func.count() >= SHARED)
    )


def _compare(store: Store) -> Iterator[None]:
    """Compare the pairs that were not yet."""
    one, two = aliased(Revision), aliased(Revision)
    first, second = aliased(Article), aliased(Article)
    waiting = (
        select(NearDuplicate, one.body, two.body)
        .join(first, first.id == NearDuplicate.article_id)
        .join(second, second.id == NearDuplicate.other_id)
        .join(one, one.id == first.current_revision_id)
        .join(two, two.id == second.current_revision_id)
        .where(NearDuplicate.overlap.is_(None))
        .limit(AT_ONCE)
    )
    while pairs := store.session.execute(waiting).all():
        with store.savepoint():
            for pair, body, other in pairs:
                pair.overlap = round(overlap(shingles(body), shingles(other)), 3)
        store.commit()
        yield
