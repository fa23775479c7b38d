"""What stands beside an article on its page and reads like it: other articles, whole or announced, and comments.

They are known by their place and make. Of a page whose text is short they may be the larger part.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.alike import around, beside
from pipelines.blocks import Block
from pipelines.boxes import box_around
from pipelines.cards import is_link
from pipelines.dates import days_in
from pipelines.scope import ABOVE_PROSE, HEADINGS, drop
from pipelines.teasers import teasers_below
from pipelines.threads import thread_below

OWN_TEXT = 50
"""Words of paragraphs under the headline that make them the article, however little it is."""

SHORT_TEXT = 40
"""Words of the shortest news, two sentences, above teasers; less may be a line over a list that is the text itself."""

SENTENCE = 12
"""Words of text that are enough where teasers stand outside of the `<article>` of the headline."""

BESIDE_TEASERS = 5
"""Words of text for each word of teasers within it."""

MOST = 0.8
"""Part of the words of a text by which the element that holds it is known; some lines stand elsewhere."""

READABLE = frozenset({"p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "dt", "dd"})

SIGNED = re.compile(r"by-?line|author|date|time|meta", re.IGNORECASE)
"""What elements are called that name author or day."""


def keep_own_article(blocks: Sequence[Block], at: int) -> None:
    """Of several articles on a page, keep that of the headline, which is at the place `at`: others with a heading of
    the same level are neighbours of an endless page.

    When more was kept of others, all readable text of its own is taken instead.
    """
    own, others = _articles(blocks, at) if blocks[at].tag in HEADINGS else (None, set())
    if not others:
        return
    inside: list[Block] = []
    outside: list[Block] = []
    for block in blocks:
        nearest = next((outer for outer in around(block) if outer.tag == "article" or outer is own), None)
        if nearest is own:
            inside.append(block)
        elif not others.isdisjoint(around(block)):
            outside.append(block)
    taken = sum(block.words for block in outside if block.kept)
    paragraphs = [block for block in inside if block.tag == "p" and not is_link(block)]
    if not taken or sum(block.words for block in paragraphs) < OWN_TEXT:
        return
    for block in outside:
        drop(block, "another article")
    if taken > sum(block.words for block in paragraphs if block.kept):
        for block in _readable(inside[inside.index(blocks[at]) + 1 :], own):
            block.kept, block.reason = True, "in the article of the headline"


def drop_thread(blocks: Sequence[Block], at: int) -> None:
    """Drop what readers wrote below the headline, which is at the place `at`; where hardly more was kept, theirs is
    the text."""
    thread = set(thread_below(blocks, at))
    if thread and _kept_words(blocks, thread) >= OWN_TEXT:
        for block in thread:
            drop(block, "comments")


def drop_teasers(blocks: Sequence[Block], at: int, url: str) -> None:
    """Drop the teasers of other articles below the headline, which is at the place `at`, however many they are where
    they stand behind the text, in a container of their own or with a day. Others are dropped if they are few beside the
    text: else they are what it is about, such as the places in a list.

    When only teasers were kept, all readable text between them and the headline is taken instead. `url` is the page's
    address.
    """
    teasers = set(teasers_below(blocks, at, url))
    if not teasers:
        return
    first = next(place for place in range(at, len(blocks)) if blocks[place] in teasers)
    own, theirs = _kept_words(blocks, teasers), sum(block.words for block in teasers if block.kept)
    if theirs and not own:
        passed_over = list(_readable(blocks[at + 1 : first]))
        own = sum(block.words for block in passed_over)
        if own >= SHORT_TEXT:
            for block in passed_over:
                block.kept, block.reason = True, "between the headline and teasers of other articles"
    is_text_behind = any(
        block.kept and block not in teasers and block.words >= ABOVE_PROSE and not is_link(block)
        for block in blocks[first:]
    )
    article = _article_around(blocks[at])
    is_apart = article is not None and all(article not in around(block) for block in teasers)
    few = BESIDE_TEASERS * theirs
    if is_text_behind:
        enough = few
    elif is_apart:
        enough = SENTENCE
    else:
        enough = SHORT_TEXT if _is_apart(blocks, teasers) or _are_dated(teasers) else few
    if own >= enough:
        for block in teasers:
            drop(block, "announces another article")


def _is_apart(blocks: Sequence[Block], teasers: set[Block]) -> bool:
    """Whether one element, be it more than a paragraph, holds most of the kept text and none of the teasers."""
    held: Counter[HtmlElement] = Counter()
    for block in blocks:
        if block.kept and block not in teasers:
            held.update({element: block.words for element in around(block) if element.tag != "p"})
    around_teasers = {element for block in teasers for element in around(block)}
    most = MOST * max(held.values(), default=0)
    return any(words >= most and element not in around_teasers for element, words in held.items())


def _are_dated(teasers: set[Block]) -> bool:
    return any(any(days_in(block.text)) for block in teasers)


def _articles(blocks: Sequence[Block], at: int) -> tuple[HtmlElement | None, set[HtmlElement]]:
    """The element of the article under the headline, and those of its neighbours, each with a heading of that level.

    Without `<article>` they are elements of one make, each with author or day as the first has them: chapters of one
    article have headings alone.
    """
    headings = [block for block in blocks if block.tag == blocks[at].tag]
    own = _article_around(blocks[at])
    if own is not None:
        outer = set(own.iterancestors())
        headed = {_article_around(block) for block in headings} - {None, own} - outer
        return own, {article for article in headed if own not in article.iterancestors()}
    headed = {element for block in headings for element in around(block)} if len(headings) > 1 else set()
    for element in around(blocks[at]) if headed else ():
        alike = headed.intersection(beside(element))
        if alike:
            signed = {other for other in alike if _is_signed(other)} if _is_signed(element) else set()
            return element, signed
    return None, set()


def _is_signed(element: HtmlElement) -> bool:
    """Whether author or day are named in an element."""
    return any(inner.tag == "time" or SIGNED.search(inner.get("class") or "") for inner in element.iter())


def _article_around(block: Block) -> HtmlElement | None:
    return next((element for element in around(block) if element.tag == "article"), None)


def _readable(blocks: Sequence[Block], outer: HtmlElement | None = None) -> Iterator[Block]:
    """The blocks that may be text by their element, with no box named around them, up to the element `outer`."""
    for block in blocks:
        if block.tag in READABLE and not is_link(block) and box_around(block.element, outer) is None:
            yield block


def _kept_words(blocks: Sequence[Block], apart_from: set[Block]) -> int:
    return sum(block.words for block in blocks if block.kept and block not in apart_from)
