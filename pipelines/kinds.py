"""What kind of article it is: interview, review, list, gallery, news, feature. Unknown stays unknown.

First counts what an article is made of (questions, entries, pictures) and what structured data say of it, then what the
magazine itself calls it: in a kicker by the headline, in its section, in its address. News are also told by how they
are written. Nothing else makes a feature: a long text with a standfirst may as well be advice or a report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines import scope
from pipelines.blocks import Block
from pipelines.furniture import Furniture
from pipelines.interview import questions_of
from pipelines.items import ListEntry, Metadata, QuestionAnswer, Review
from pipelines.listicle import entries_of
from pipelines.report import is_reported
from pipelines.review import review_of
from pipelines.structured import types

PICTURES = 5
"""Pictures with captions of a gallery."""

PICTURE_WORDS = 40
"""Words of text for each picture of a gallery; an illustrated article has more."""

GALLERY_WORDS = 300
"""Words of text of a gallery, however many pictures it has; reports with a slide show of forty pictures have more."""

KICKER_NEAR = 3
"""Blocks above and below the headline among which a kicker is looked for."""

KICKER_WORDS = 3
"""Words of a kicker."""

NEWS_WORDS = 1_500
"""Words of the longest news; what is longer is background."""

LABELS = {
    kind: re.compile(rf"(?:the |our )?(?:{label})", re.IGNORECASE)
    for kind, label in {
        "interview": r"(?:\w+ )?interviews?|q ?& ?a|q and a|im gespräch|entretiens?|entrevistas?|intervist[ae]"
        r"|vraaggesprek(?:ken)?|intervjue?r?",
        "review": r"(?:\w+ )?reviews?|\w*kritik(?:en)?|rezension(?:en)?|critiques?|críticas?|reseñas?|recension[ei]"
        r"|\w*recensies?|recensioner|anmeldelser?",
        "news": r"(?:\w+ )?news|nachrichten|meldungen|actualités?|noticias|notizie|notícias|nieuws|nyheter|nyheder",
        "feature": r"features?|(?:feature|cover) (?:story|article)|long[ -]?reads?|longform|big read|essays?"
        r"|reportagen?|reportajes?|grands? formats?|grands? reportages?",
        "desk": r"world|politics|nation(?:al)?|u\.?s\.?a?|us (?:&|and) canada|u\.?k\.?|europe|africa|asia|middle east"
        r"|crime|politik|ausland|inland|politique|monde|international|política|mundo|internacional|sucesos|politica|mondo"
        r"|esteri|cronaca|politiek|buitenland|binnenland",
    }.items()
}
"""What magazines call their kinds, whole kickers, sections and parts of addresses. A news desk is no kind: columns
stand there, too."""

BLOG = re.compile(r"blogs?", re.IGNORECASE)
"""A part of an address from which on "news" and "reviews" are names that a shop or a writer gave to a blog."""

BEST = re.compile(r"\b(?:best|top|beste[nr]?|meilleure?s?|mejor(?:es)?|miglior[ei]|melhor(?:es)?)\b", re.IGNORECASE)
"""A headline that compares many things reviews none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind and what belongs to it; the fields are those of `ArticleItem`."""

    kind: str | None = None
    questions: tuple[QuestionAnswer, ...] = ()
    review: Review | None = None
    entries: tuple[ListEntry, ...] = ()


def kind_of(
    blocks: Sequence[Block], metadata: Metadata, furniture: Furniture, objects: Sequence[dict], url: str
) -> Kind:
    """The kind of an article. `blocks` are those of all its pages, `objects` the JSON-LD of the first."""
    labels = set(_labels(blocks, metadata, url))
    headline = metadata.headline
    questions = questions_of(blocks, headline, metadata.people, "interview" in labels)
    if questions:
        return Kind("interview", questions=questions)
    is_called_review = "review" in labels
    subjects = [*re.split(r"[,/|>»]", metadata.section or ""), *metadata.keywords]
    review = review_of(blocks, objects, headline, furniture.rating, is_called_review, subjects)
    if review is not None and not BEST.search(headline or ""):
        return Kind("review", review=review)
    entries = entries_of(blocks, headline)
    if entries:
        return Kind("list", entries=entries)
    kept = [block for block in blocks if block.kept]
    words = sum(block.words for block in kept)
    captioned = sum(image.caption is not None for image in furniture.images)
    if captioned >= PICTURES and words <= min(PICTURE_WORDS * captioned, GALLERY_WORDS):
        return Kind("gallery")
    if "interview" in labels:
        return Kind("interview")
    if "feature" in labels:
        return Kind("feature")
    is_news = metadata.date_published and words <= NEWS_WORDS and _is_news(kept, labels, objects)
    return Kind("news" if is_news else None)


def _is_news(kept: Sequence[Block], labels: set[str], objects: Sequence[dict]) -> bool:
    """Whether two of three say that it is news: structured data, the magazine's label, the way it is written.

    One alone is not enough: blogs and shops call everything news, in their templates and in their addresses.
    """
    stated = {kind for entry in objects for kind in types(entry)}
    if "ReportageNewsArticle" in stated:
        return True
    is_stated, is_labelled = "NewsArticle" in stated, "news" in labels
    if is_stated and is_labelled:
        return True
    return is_reported(kept, is_called_news=is_stated or is_labelled or "desk" in labels)


def _labels(blocks: Sequence[Block], metadata: Metadata, url: str) -> Iterator[str]:
    """The kinds that kicker, section and address name; of a host's name, only "news." at its beginning."""
    for text in (*_kickers(blocks, metadata.headline), *re.split(r"[,/|>»]", metadata.section or "")):
        yield from (kind for kind, label in LABELS.items() if label.fullmatch(text.strip()))
    address = urlsplit(url)
    if LABELS["news"].fullmatch((address.hostname or "").split(".")[0]):
        yield "news"
    for place, part in enumerate(address.path.strip("/").split("/")[:-1]):
        if BLOG.fullmatch(part):
            return
        found = (kind for kind, label in LABELS.items() if label.fullmatch(part.replace("-", " ")))
        yield from (kind for kind in found if kind != "feature" or place == 0)  # "dishwashers/features" are not ours


def _kickers(blocks: Sequence[Block], headline: str | None) -> list[str]:
    """The short lines around the headline that are no entries of a menu."""
    at = scope.headline_at(blocks, headline)
    near = [] if at is None else blocks[max(at - KICKER_NEAR, 0) : at + 1 + KICKER_NEAR]
    return [block.text for block in near if block.words <= KICKER_WORDS and block.tag not in ("li", "td")]
