"""The pictures of an article, with the captions and credits that stand by them."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.boxes import box_name
from pipelines.items import Image
from pipelines.scope import common, drop
from pipelines.wording import count, fold

CAPTION_WORDS = 80
"""Words of a caption; more is text that a picture stands in."""

CAPTIONS_SHARE = 0.7
"""Part of the words kept that captions may hold to be dropped; where they hold more, they are the text."""

ITALIC = 0.8
"""Part of a line in italics that sets it apart from the text, with room for the credit."""

NEAR = 4
"""Elements around a caption in which its picture is looked for."""

SMALLEST = 80
"""Pixels of width and height below which a picture is an icon, a button or a counter."""

BANNERS = frozenset({"468x60", "728x90", "300x250", "160x600", "120x600", "300x600", "970x250", "320x50", "234x60"})
"""Sizes that only advertisements have."""

SOURCES = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-image", "src")
SETS = ("data-srcset", "srcset", "data-lazy-srcset")
NOT_A_PICTURE = re.compile(
    r"/(?:ads?|icons?|buttons?|smilies|emoji|avatars?)/|doubleclick|gravatar|[/_-](?:spacer|blank|pixel|placeholder|loading|1x1|"
    r"stars?|rating|logo|icon|avatar|sprite)(?:[_-]\w+)?\.(?:gif|png|svg|jpe?g)|\.svg(?:$|\?)",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"(?:^|[\s_-])(?:\w*caption\w*|cutline|legende?\b|image-?(?:text|description)|bildunterschrift)", re.IGNORECASE
)
CREDIT = re.compile(
    r"(?:^|[\s_-])(?:\w*credits?|copyright|photographer|(?:image|photo)-?(?:source|by)|source)(?:$|[\s_-])", re.I
)
CREDITED = re.compile(
    r"(?:photo(?:graph)?(?:s|y|er)?|picture|image|still|illustration|credit|source|foto(?:s|graf(?:ie|ía|in)?)?|bild|"
    r"©|\(c\)|courtesy)\b\s*(?::|by|of|/|©|courtesy|von|[A-Z])",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]{3,80})\)\s*$", re.DOTALL)
AT_END = re.compile(r"(.*?[.!?…\"”’])\s+([^.!?]{0,3}\S[^.!?]{0,80})$", re.DOTALL)
NO_CAPTION = frozenset({"h1", "h2", "h3", "blockquote", "li", "pre"})
SMALL = frozenset({"1", "2", "-1", "-2"})
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)|attachment", re.IGNORECASE)
BESIDE = frozenset({"em", "i", "small", "cite", "span"})


def pictures(blocks: Sequence[Block], at: int, url: str, headline: str | None) -> tuple[Image, ...]:
    """The pictures of the article in order, with absolute addresses; the blocks of their captions are dropped.

    They are those between the headline (the block at place `at`) and the last line of the text, and those in a
    `<figure>` in the same `<article>`. Icons, banners, teasers of other articles and what stands in a named box
    (an advertisement, the author's portrait) are none.
    """
    kept = [block for block in blocks[at:] if block.kept]
    if not kept:
        return ()
    region = common(blocks[at].element, kept[-1].element)
    if next(region.iter("img"), None) is None:
        return ()
    order = {element: number for number, element in enumerate(region.iter())}
    begin, end = _start(blocks[at], order), _start(kept[-1], order)
    images = [
        (element, address)
        for element in region.iter("img")
        if begin < (order[element], False) < end or _around(element, "figure") is not None
        if not _is_no_picture(element) and (address := _address(element, url))
    ]
    if not images:
        return ()
    starts = [(_start(block, order), block) for block in blocks if block.element in order]
    found: dict[str, Image] = {}
    beside: dict[int, Block] = {}
    for element, address in images:
        printed = _printed_by(element, starts, (order[element], False), headline)
        beside |= {id(block): block for block in printed if block.kept}
        caption, credit = _parted(printed)
        alt = " ".join((element.get("alt") or "").split()) or None
        found.setdefault(address, Image(address, alt, caption, credit))
    words = sum(block.words for block in beside.values())
    if words <= CAPTIONS_SHARE * sum(block.words for block in kept):
        for block in beside.values():
            drop(block, "a caption")
    return tuple(found.values())


def _printed_by(
    image: HtmlElement, starts: Sequence[tuple[tuple[int, bool], Block]], place: tuple[int, bool], headline: str | None
) -> list[Block]:
    """The blocks that are caption and credit of a picture."""
    frame = _frame(image)
    if frame is not None:
        elements = set(frame.iter())
        for quoted in frame.iter("blockquote"):
            elements.difference_update(quoted.iter())  # the portrait stands by what somebody says
        within = [block for _, block in starts if block.element in elements]
        return [block for block in within if block.words <= CAPTION_WORDS and block.tag not in NO_CAPTION]
    following = next((block for start, block in starts if start > place), None)
    if following is not None and _is_caption(following, image, headline):
        return [following]
    return []


def _frame(image: HtmlElement) -> HtmlElement | None:
    """The element that holds a picture and its caption and nothing else: a figure, an element named so, a small
    table at the side."""
    figure = _around(image, "figure")
    if figure is not None:
        return figure
    element = image.getparent()
    for _ in range(NEAR):
        if element is None or element.tag == "body":
            return None
        if CAPTION.search(element.get("class") or ""):
            return element
        if element.tag == "table":
            is_small = count(element.text_content()) <= CAPTION_WORDS
            return element if is_small and (element.get("align") or "").lower() in ("left", "right", "center") else None
        element = element.getparent()
    return None


def _is_caption(block: Block, image: HtmlElement, headline: str | None) -> bool:
    """Whether the block right behind a picture is its caption: named so, small, a credit, or the picture's own text."""
    if block.words > CAPTION_WORDS or block.tag in NO_CAPTION:
        return False
    if CAPTION.search(block.element.get("class") or "") or CREDITED.match(block.text):
        return True
    words = fold(block.text)
    if words and words in (fold(image.get("alt") or ""), fold(headline or "")):
        return True
    if _credit_behind(block.text) and (_is_small(block) or block.italic_chars >= ITALIC * len(block.text)):
        return True
    return _is_small(block) and next(block.element.iterancestors("td"), None) is not None


def _is_small(block: Block) -> bool:
    """Whether all of a block is set in small type."""
    said = [run for run in block.runs if run.text.strip()]
    return all(_size_around(run.holder) for run in said)


def _size_around(element: HtmlElement | None) -> bool:
    for _ in range(NEAR):
        if element is None:
            return False
        if element.tag == "small" or (element.tag == "font" and element.get("size")):
            return element.tag == "small" or element.get("size") in SMALL
        element = element.getparent()
    return False


def _parted(printed: Sequence[Block]) -> tuple[str | None, str | None]:
    """Caption and credit: by the element the credit stands in, by brackets, by its first word."""
    captions, credits = [], []
    for block in printed:
        for is_credit, text in _pieces(block):
            (credits if is_credit else captions).append(text)
    caption = " ".join(captions).strip() or None
    credit = " ".join(credits).strip() or None
    if caption and not credit:
        if CREDITED.match(caption):
            return None, caption
        parts = _credit_behind(caption)
        if parts:
            return parts
    return caption, credit


def _credit_behind(caption: str) -> tuple[str | None, str] | None:
    """A caption and the credit that it ends with, in brackets or as a sentence of its own; None where there is none."""
    for pattern in (IN_BRACKETS, AT_END):
        match = pattern.fullmatch(caption)
        if match and CREDITED.match(match[2]):
            return match[1] or None, match[2]
    return None


def _pieces(block: Block) -> list[tuple[bool, str]]:
    """The text of a caption in pieces, each with whether it is the credit."""
    if CREDIT.search(block.element.get("class") or ""):
        return [(True, block.text)]
    pieces: list[tuple[bool, str]] = []
    runs = [run for run in block.runs if run.text.strip()]
    for number, run in enumerate(runs):
        inline = run.holder if not run.is_tail else run.holder.getparent()
        is_last = number == len(runs) - 1
        ended = bool(pieces) and pieces[-1][1][-1] in '.!?…"”’'
        is_credit = inline is not block.element and bool(
            CREDIT.search(inline.get("class") or "") or (is_last and ended and inline.tag in BESIDE)
        )
        text = " ".join(run.text.split())
        if pieces and pieces[-1][0] == is_credit:
            text = f"{pieces.pop()[1]} {text}"
        pieces.append((is_credit, text))
    return pieces


def _address(image: HtmlElement, url: str) -> str | None:
    """The absolute address of a picture, also of one that is loaded later; None when it has none."""
    given = [image.get(name) for name in SOURCES]
    given += [(image.get(name) or "").split(",")[0].strip().split(" ")[0] for name in SETS]
    for address in given:
        if address and not address.startswith("data:") and not NOT_A_PICTURE.search(address):
            try:
                absolute = urljoin(url, address.strip())
                if urlsplit(absolute).scheme in ("http", "https"):
                    return absolute
            except ValueError:  # "http://[": no address at all
                continue
    return None


def _is_no_picture(image: HtmlElement) -> bool:
    """Whether it is an icon, a banner, a teaser's picture, or stands in a box that is not the article."""
    width, height = image.get("width") or "", image.get("height") or ""
    if f"{width}x{height}" in BANNERS:
        return True
    if any(size.isdigit() and int(size) < SMALLEST for size in (width, height)):
        return True
    element = image.getparent()
    while element is not None and element.tag not in ("body", "article", "main"):
        if box_name(element) or element.tag in ("nav", "footer"):
            return True
        if (
            element.tag == "a"
            and _around(image, "figure") is None
            and not PICTURE_FILE.search(element.get("href") or "")
        ):
            return True
        element = element.getparent()
    return False


def _start(block: Block, order: dict[HtmlElement, int]) -> tuple[int, bool]:
    """Where a block begins, in the order of the page; pictures are at (number, False)."""
    run = next(run for run in block.runs if run.text.strip())
    element = run.holder
    while run.is_tail and len(element):
        element = element[-1]  # a tail stands behind all that is in its element
    return order.get(element, -1), run.is_tail


def _around(element: HtmlElement, tag: str) -> HtmlElement | None:
    return next(element.iterancestors(tag), None)
