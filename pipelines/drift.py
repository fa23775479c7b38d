"""Whether a site has changed: what the pages of one run look like, against what is remembered and usual there.

Pages that were new to the run and pages that it knew are judged apart. A new template may be for new articles only,
and then the archive, read again beside them, is as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from pipelines.items import ArticleItem, Reading
from storage.usual import Usual

PAGES = 5
"""Pages of a run that are enough to judge by: a few odd ones are none."""

UNLIKE = 3 / 4
"""Share of the pages that are not as remembered, from which on the site has changed. In 550 changes of template, made
from 11 sites of corpora/sites, it was 1 in all but one (.8); in 14,400 draws of five pages of one template it was as
much 6 times, "more than half" 116 times; benchmarks/drift.py makes the like."""

LENGTH_PAGES = 10
"""Articles whose length is compared: fewer are by chance a fortnight of short news."""

TIMES = 5
"""How many times as long, or as short, the articles must be. Ten of one template were three times as short in 91 of
14,400 draws, four times in 2, five times in none."""

FIELD_PAGES = 20
"""Articles that must all lack a field. A new editor who signs as "admin" took the authors from fifteen in a row."""

FIELD_USUAL = 0.9
"""Share of the articles that usually have the field."""

FIELDS = {"headline": "a headline", "authors": "an author", "date": "a date"}


@dataclass(frozen=True, slots=True)
class Sign:
    """What a page says of its site.

    is_new    whether the run saw it for the first time
    read_at   when it was fetched
    fits      whether it is as the memory of the site knows its pages
    is_held   whether the page lost so much that this version of it is held back
    article   whether it holds an article; what follows is that article's: `words`, whether it has headline and
              authors, and its date
    """

    is_new: bool
    read_at: datetime
    fits: bool = True
    is_held: bool = False
    article: bool = True
    words: int = 0
    headline: bool = False
    authors: bool = False
    date: str | None = None

    @property
    def is_unlike(self) -> bool:
        """Whether the page is not as remembered."""
        return self.is_held or not (self.fits and self.article)


@dataclass(frozen=True, slots=True)
class Drift:
    """That a site has changed: when the first of the pages was read that show it, and in words what is different."""

    since: datetime
    what: str


def sign_of(reading: Reading, read_at: datetime, *, is_new: bool, is_held: bool = False) -> Sign:
    """What a page that was read says of its site."""
    article = reading.outcome
    if not isinstance(article, ArticleItem):
        return Sign(is_new, read_at, article=False)
    return Sign(
        is_new,
        read_at,
        fits=reading.noted is None or reading.noted.fits is not False,
        is_held=is_held,
        words=article.word_count,
        headline=bool(article.headline),
        authors=bool(article.authors),
        date=article.date_published,
    )


def drift_of(signs: Sequence[Sign], usual: Usual) -> Drift | None:
    """Whether the pages of a run say that their site has changed.

    New pages that are older than most of what is known count for nothing: an archive has templates of its time.
    """
    new = [
        sign for sign in signs if sign.is_new and not (sign.date and usual.published and sign.date < usual.published)
    ]
    known = [sign for sign in signs if not sign.is_new]
    found = [_drift(new, usual, "new pages"), _drift(known, usual, "pages known before")]
    drifts = [drift for drift in found if drift is not None]
    if not drifts:
        return None
    return Drift(min(drift.since for drift in drifts), "; ".join(drift.what for drift in drifts))


def _drift(signs: Sequence[Sign], usual: Usual, name: str) -> Drift | None:
    unlike = [sign for sign in signs if sign.is_unlike]
    articles = [sign for sign in signs if sign.article]
    said = [*_unlike(signs, unlike, usual, name), *_length(articles, usual, name), *_fields(articles, usual, name)]
    if not said:
        return None
    return Drift(min(sign.read_at for sign in unlike or signs), "; ".join(said))


def _unlike(signs: Sequence[Sign], unlike: Sequence[Sign], usual: Usual, name: str) -> list[str]:
    """Pages that are not as remembered. As many pages without an article as usual are left out of the count."""
    none_there = sum(not sign.article for sign in signs)
    expected = min(none_there, usual.rejected * len(signs))
    counted = len(signs) - expected
    if counted < PAGES or len(unlike) - expected < UNLIKE * counted:
        return []
    held = sum(sign.is_held for sign in unlike)
    moved = len(unlike) - held - none_there
    how = [
        f"{count} {words}"
        for count, words in (
            (moved, "with the text in other places"),
            (held, "that lost text, headline or author"),
            (none_there, "without an article"),
        )
        if count
    ]
    return [f"{len(unlike)} of {len(signs)} {name} are not as remembered ({', '.join(how)})"]


def _length(articles: Sequence[Sign], usual: Usual, name: str) -> list[str]:
    """Articles that are far from the usual length."""
    if len(articles) < LENGTH_PAGES:
        return []
    words = median(sign.words for sign in articles)
    if usual.words / TIMES <= words <= usual.words * TIMES:
        return []
    return [f"{name} have {words:,.0f} words, usually {usual.words:,.0f}"]


def _fields(articles: Sequence[Sign], usual: Usual, name: str) -> list[str]:
    """Fields that no article has any more."""
    if len(articles) < FIELD_PAGES:
        return []
    return [
        f"none of {len(articles)} {name} has {words}, usually {getattr(usual, field):.0%}"
        for field, words in FIELDS.items()
        if getattr(usual, field) >= FIELD_USUAL and not any(getattr(sign, field) for sign in articles)
    ]
