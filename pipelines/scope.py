"""Where on its page an article begins and ends: from its headline to the first thing that comes after the text."""

import itertools
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.blocks import INLINE, Block
from pipelines.cards import cards_below, is_link
from pipelines.wording import fold

ABOVE = 0.25
"""Part of the words kept that may stand above the headline; when it is more, that line is not where the text begins."""

ABOVE_PROSE = 25
"""Words of a block above the headline that is text: some pages begin before the line that metadata call headline."""

PROSE = 40
"""Words of a block that no teaser, advertisement or legal line has: an article goes on where one stands."""

TITLE_WORDS = 15
"""Words of the title of another article; more is a sentence with a link."""

TEASER_WORDS = 30
"""Words of the text under the title of another article."""

BELOW = 0.25
"""Part of the words kept that may stand under a heading over other articles; more is a chapter so called."""

ELSEWHERE = 0.3
"""Part of the letters in links of what leads to other articles, where their titles are headings."""

TITLES = 2
"""Linked titles of other articles at the end that make a list of them; one may be the magazine's last word."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

AFTERWARDS = re.compile(
    r"(?:related\b|more (?:from|on|in|about|like|stories|articles|news|features|interviews|reviews)\b|"
    r"more (?:\w+ ){1,3}(?:articles|stories|posts|guides|recipes|reads)$|"
    r"you (?:might|may) "
    r"(?:also )?(?:like|enjoy)|(?:most|also) (?:read|popular)|read (?:next|more)|recommended|popular\b|trending\b|"
    r"what to read next|comments?\b|\d+ comments|leave a|about the authors?$|share this|don't miss|"
    r"latest (?:news|stories|"
    r"articles)|mehr (?:zum thema|von|aus)|das könnte|auch interessant|à lire aussi|sur le même sujet|lee también|"
    r"te puede interesar|leggi anche|lees ook|meer over)",
    re.IGNORECASE,
)
AFTERWARDS_WORDS = 8
"""Words of a heading over what follows an article."""


def headline_at(blocks: Sequence[Block], headline: str | None) -> int | None:
    """The place of the headline among the blocks: a first-level heading, else the first block that is not a link."""
    words = fold(headline or "")
    if not words:
        return None
    longest = 2 * len(headline)  # a headline and its punctuation; folding every block would take its time
    first = words.partition(" ")[0]
    same = [
        place
        for place, block in enumerate(blocks)
        if len(block.text) <= longest and first in block.text.casefold() and fold(block.text) == words
    ]
    ranked = sorted(same, key=lambda place: (_level(blocks[place]), is_link(blocks[place]), place))
    return ranked[0] if ranked else None


def cut_above(blocks: Sequence[Block], at: int) -> None:
    """Drop what stands above the headline, and the headline itself. Prose above may be text, but not where it stands
    outside of what holds a first-level heading and the prose below."""
    above = [block for block in blocks[:at] if block.kept]
    kept = sum(block.words for block in blocks if block.kept)
    prose = [block for block in above if block.words >= ABOVE_PROSE]
    below = next((block for block in blocks[at + 1 :] if block.kept and block.words >= ABOVE_PROSE), None)
    if prose and below is not None and blocks[at].tag == "h1":
        holder = common(blocks[at].element, below.element)
        prose = [block for block in prose if holder in block.element.iterancestors()]
    if sum(block.words for block in above) <= ABOVE * kept and not prose:
        for block in blocks[:at]:
            drop(block, "above the headline")
    blocks[at].kept, blocks[at].reason = False, "the headline"  # the plainest reason, whoever dropped it before


def cut_below(blocks: Sequence[Block], start: int) -> None:
    """Drop what follows the text: from a heading over other articles on, and a list of their titles and teasers.

    `start` is the place of the first block of the text. Nothing is dropped where prose follows, or too much.
    """
    kept = [block for block in blocks[start:] if block.kept]
    words = [block.words for block in kept]
    prose = [place for place, block in enumerate(kept) if words[place] >= PROSE and not is_link(block)]
    last = prose[-1] if prose else 0
    for place in range(last + 1, len(kept)):
        if _is_afterwards(kept[place]) and _is_elsewhere(kept[place:], sum(words)):
            for block in kept[place:]:
                drop(block, "after the end of the article")
            return
    begin = _first_teaser(kept, last + 1)
    if sum(words[begin:]) <= BELOW * sum(words):
        for block in kept[begin:]:
            drop(block, "links to other articles")
    for block in cards_below(blocks, start):
        drop(block, "announces another article")


def cut_from(blocks: Sequence[Block], place: int) -> bool:
    """Drop all from a place on that is known to be the end, unless prose follows or more than stands above (news are
    written in paragraphs too short to be known as prose); tells whether it was done."""
    rest = [block for block in blocks[place:] if block.kept]
    above = sum(block.words for block in blocks[:place] if block.kept)
    if sum(block.words for block in rest) > above:
        return False
    if any(block.words >= PROSE and not is_link(block) for block in rest):
        return False
    for block in rest:
        drop(block, "after the end of the article")
    return True


def last_prose(blocks: Sequence[Block]) -> int:
    """The place of the last kept block that only running text is as long as; -1 when there is none."""
    return max(
        (place for place, block in enumerate(blocks) if block.kept and block.words >= PROSE and not is_link(block)),
        default=-1,
    )


def drop(block: Block, reason: str) -> None:
    """Take a block out of the article; what was dropped before keeps its reason."""
    if block.kept:
        block.kept, block.reason = False, reason


def common(one: HtmlElement, other: HtmlElement) -> HtmlElement:
    """The innermost block-level element around both."""
    around = {one, *one.iterancestors()}
    while other not in around or other.tag in INLINE:
        other = other.getparent()
    return other


def _first_teaser(kept: Sequence[Block], start: int) -> int:
    """The place of the first of at least `TITLES` linked titles with no more than a teaser between; the number of
    blocks when there are none. They need not be of one make, as cards are."""
    titles = [place for place in range(start, len(kept)) if _is_title(kept[place])]
    for first, second in itertools.pairwise(titles):
        if second - first <= 2 and all(block.words <= TEASER_WORDS for block in kept[first:second]):
            return first
    return len(kept)


def _is_elsewhere(tail: Sequence[Block], words: int) -> bool:
    """Whether blocks lead to other articles: titles of them, or little text of `words` and much of it in links."""
    if any(block.tag in ("pre", "th") for block in tail):
        return False
    if sum(_is_title(block) and block.tag not in HEADINGS for block in tail) >= TITLES:
        return True
    linked = sum(block.link_chars for block in tail) >= ELSEWHERE * sum(len(block.text) for block in tail)
    return linked and sum(block.words for block in tail) <= BELOW * words


def _is_title(block: Block) -> bool:
    """Whether a block is a link and nothing else, as titles are; those in lists are sources."""
    return block.tag != "li" and is_link(block) and block.words <= TITLE_WORDS


def _level(block: Block) -> int:
    """The level of a heading, 7 for what is none."""
    return HEADINGS.index(block.tag) + 1 if block.tag in HEADINGS else 7


def _is_afterwards(block: Block) -> bool:
    """Whether a line is a heading over what follows an article."""
    return block.words <= AFTERWARDS_WORDS and block.text[-1] not in ".,;" and AFTERWARDS.match(block.text) is not None
