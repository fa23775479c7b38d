"""What kind of article it is: interview, review, list, gallery, news, feature. Unknown stays unknown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.blocks import Block
from pipelines.furniture import Furniture
from pipelines.interview import questions_of
from pipelines.items import ListEntry, Metadata, QuestionAnswer, Review
from pipelines.listicle import entries_of
from pipelines.review import review_of
from pipelines.structured import types
from pipelines.wording import count

PICTURES = 5
"""Pictures with captions of a gallery."""

PICTURE_WORDS = 40
"""Words of text for each picture of a gallery; an illustrated article has more."""

NOTICE = 130
"""Words of a whole text that is a notice, not a feature."""

FEATURE = 150
"""Words of a whole text that is printed as an article of its own."""

INTERVIEW = re.compile(
    r"\b(?:interview|in conversation|q\s?&\s?a|im gespräch|entretien|entrevista|intervista)\b", re.IGNORECASE
)
NEWS = re.compile(r"\b(?:news|nachrichten|actualités?|noticias|notizie|nieuws)\b", re.IGNORECASE)


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
    questions = questions_of(blocks, metadata.headline, metadata.people, _is_called_interview(metadata, url))
    if questions:
        return Kind("interview", questions=questions)
    review = review_of(blocks, objects, metadata.headline, furniture.rating)
    if review is not None:
        return Kind("review", review=review)
    entries = entries_of(blocks, metadata.headline)
    if entries:
        return Kind("list", entries=entries)
    words = sum(count(block.text) for block in blocks if block.kept)
    captioned = sum(image.caption is not None for image in furniture.images)
    if captioned >= PICTURES and words <= PICTURE_WORDS * captioned:
        return Kind("gallery")
    if _is_news(objects, metadata, url) or (words <= NOTICE and furniture.is_free is not False):
        return Kind("news" if words else None)
    return Kind("feature" if words >= FEATURE or furniture.standfirst else None)


def _is_called_interview(metadata: Metadata, url: str) -> bool:
    """Whether headline, section or address call the article an interview."""
    address = re.sub(r"[-_/]", " ", urlsplit(url).path)
    return any(INTERVIEW.search(text or "") for text in (metadata.headline, metadata.section, address))


def _is_news(objects: Iterable[dict], metadata: Metadata, url: str) -> bool:
    """Whether JSON-LD, section or address say that it is news."""
    if any(kind in ("NewsArticle", "ReportageNewsArticle") for entry in objects for kind in types(entry)):
        return True
    return bool(NEWS.search(metadata.section or "") or "/news/" in urlsplit(url).path)
