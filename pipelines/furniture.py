"""What a magazine prints around the text of an article, recognised and taken out of it, some of it kept as fields.

The judge has decided which blocks of the page are the article's; here is decided what of them is not text: headline,
standfirst, bylines, captions, pull quotes, boxes, and what follows the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines import boxes, captions, headers, neighbours, pullquotes, scope, splitting, standfirst
from pipelines.blocks import Block
from pipelines.folds import unfold
from pipelines.items import Image, Metadata
from pipelines.paywall import is_walled
from pipelines.rating import is_rating
from pipelines.subheadings import drop_last_headings, keep_headings

NEAR = 8
"""Blocks before and behind the headline in which the page says that somebody paid for the article."""

RATING_NEAR = 6
"""Blocks at both ends of the kept text among which a rating is looked for; between are those of single dishes."""

LABEL_WORDS = 20
"""Words of a line that says so."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What was found around a text. Fields are those of `ArticleItem`.

    blocks   all blocks of the page with what is kept; those that held two things are cut in two, so there may be more
    rating   the printed rating, where the page shows one
    """

    blocks: list[Block] = field(repr=False)
    standfirst: str | None = None
    pull_quotes: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    rating: str | None = None
    is_free: bool | None = None
    is_sponsored: bool | None = None


def clear(blocks: Sequence[Block], metadata: Metadata, url: str) -> Furniture:
    """Take out of the kept blocks what is not text. `url` is the page's address.

    Sets `kept` and `reason` of the blocks; those of a line or sentence that is cut out of a block are lost with it.
    """
    blocks = splitting.split(blocks)
    unfold(blocks)
    keep_headings(blocks)
    at = scope.headline_at(blocks, metadata.headline)
    if at is not None:
        neighbours.keep_own_article(blocks, at)
        scope.cut_above(blocks, at)
        neighbours.drop_thread(blocks, at)
        neighbours.drop_teasers(blocks, at, url)
    for place, reason in boxes.named_boxes(blocks).items():
        scope.drop(blocks[place], reason)
    for block in blocks:
        reason = boxes.furniture_line(block) if block.kept else None
        if reason:
            scope.drop(block, reason)
    begin = 0 if at is None else at
    found = standfirst.take_out(blocks, begin, metadata.standfirst) if at is not None else metadata.standfirst
    scope.cut_below(blocks, begin)
    rating = _rating(blocks, begin)
    headers.take_out(blocks, begin, metadata.people)
    images = captions.pictures(blocks, begin, url, metadata.headline)
    is_free = False if is_walled(blocks) else None
    blocks, quotes = pullquotes.take_out(blocks)
    drop_last_headings(blocks)
    return Furniture(blocks, found, quotes, images, rating, is_free, _is_sponsored(blocks, begin) or None)


def joined(first: Furniture, later: Furniture) -> Furniture:
    """What was found on an article's pages so far, and on a later one. The standfirst is that of the first; a picture
    that stands on both counts once."""
    known = {image.url for image in first.images}
    return Furniture(
        blocks=[*first.blocks, *later.blocks],
        standfirst=first.standfirst,
        pull_quotes=first.pull_quotes + later.pull_quotes,
        images=first.images + tuple(image for image in later.images if image.url not in known),
        rating=first.rating or later.rating,
        is_free=False if later.is_free is False else first.is_free,
        is_sponsored=first.is_sponsored,
    )


def _rating(blocks: Sequence[Block], at: int) -> str | None:
    """The printed rating by the headline (the block at place `at`) or at the end of the text, dropped from it."""
    kept = [block for block in blocks[at:] if block.kept]
    for block in [*blocks[at : at + RATING_NEAR], *kept[:RATING_NEAR], *kept[-RATING_NEAR:]]:
        if is_rating(block.text) and not _is_cell(block, blocks):
            scope.drop(block, "the rating")
            return " ".join(block.text.split())
    return None


def _is_cell(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a block is an item or all of a cell, as marks in a table of results are."""
    if block.tag == "li":
        return True
    return block.tag in ("td", "th") and sum(other.element is block.element for other in blocks) == 1


def _is_sponsored(blocks: Sequence[Block], at: int) -> bool:
    """Whether a label by the headline says that somebody paid for the article."""
    near = blocks[max(at - NEAR, 0) : at + NEAR]
    return any(block.words <= LABEL_WORDS and boxes.SPONSORED.search(block.text) for block in near)
