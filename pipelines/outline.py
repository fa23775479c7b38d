"""One reading of an HTML page: its links and its stretches of prose, in the order in which they stand.

Links, kind and next page are all decided from this outline, so that the tree is walked once, in time linear in its
size.
"""

from dataclasses import dataclass, field

from lxml import etree, html

from pipelines.blocks import INLINE, SILENT

MAX_ANCHORS = 5_000  # links looked at; pages of a magazine have some hundred, generated ones any number
MAX_ANCHOR_TEXT = 300  # characters of a link's text that are kept; headlines have up to 150
PROSE_LENGTH = 40  # characters of text outside links from which a block is prose and not a label
MOSTLY_LINK = 4  # times as much text in links as outside: a headline with its date, not a sentence with a link
HEADLINE_LENGTH = 25  # characters of a link that is a headline; sections and labels are shorter
HEADING_LINK_LENGTH = 8  # the same for a link inside a heading, where "More" and "Sport" stand too

UNREAD = SILENT | {"button"}
FURNITURE = frozenset("nav footer aside menu".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())


@dataclass(slots=True)
class Anchor:
    """A link as it stands on the page; `href` is as written.

    `is_block`: its text is nearly all of its block's text, as a headline's or a menu entry's is.
    """

    href: str
    element: html.HtmlElement = field(repr=False)
    in_heading: bool
    in_furniture: bool
    text: str = ""
    is_block: bool = False

    @property
    def is_headline(self) -> bool:
        """Whether it reads like an article's headline: in a heading, or long and alone in its block."""
        if self.in_furniture:
            return False
        return len(self.text) >= (HEADING_LINK_LENGTH if self.in_heading else HEADLINE_LENGTH) and (
            self.in_heading or self.is_block
        )


@dataclass(slots=True)
class Outline:
    """What a page holds outside its menus and footers. Lengths are characters of text with single spaces.

    `stretches` are the lengths of prose between one headline link and the next; the first stands before any headline.
    `under_heading` says of each whether its headline is a heading, not merely a link on a line of its own.
    """

    anchors: list[Anchor] = field(default_factory=list)
    stretches: list[int] = field(default_factory=lambda: [0])
    under_heading: list[bool] = field(default_factory=lambda: [False])
    text: int = 0
    link_text: int = 0
    h1: list[str] = field(default_factory=list)

    @property
    def headlines(self) -> int:
        """How many headline links there are."""
        return len(self.stretches) - 1

    @property
    def link_density(self) -> float:
        """The share of the text that is in links, 0 to 1."""
        return self.link_text / self.text if self.text else 0.0


@dataclass(slots=True)
class _Block:
    """The block of text that is being read."""

    text: int = 0
    link_text: int = 0
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.text or self.link_text or self.anchors)


def read_outline(tree: html.HtmlElement) -> Outline:
    """The outline of a parsed page. Linear in the page's size, whatever its nesting."""
    outline = Outline()
    block = block_of_anchor = _Block()
    anchor: Anchor | None = None
    anchor_words: list[str] = []
    anchor_length = 0  # beyond MAX_ANCHOR_TEXT a link was left open: what follows is text
    h1_words: list[str] | None = None
    furniture = headings = 0
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag
        words = None
        if event == "start":
            if tag in UNREAD:
                walk.skip_subtree()
                continue
            if tag not in INLINE and block.begun:
                _end(block, outline, furniture > 0)
                block = _Block()
            if tag in FURNITURE:
                furniture += 1
            elif tag in HEADINGS:
                headings += 1
                if anchor is not None:
                    anchor.in_heading = True
                if tag == "h1" and h1_words is None:
                    h1_words = []
            elif tag == "a" and len(outline.anchors) < MAX_ANCHORS and element.get("href"):
                anchor = Anchor(element.get("href"), element, headings > 0, furniture > 0)
                anchor_words, anchor_length = [], 0
                outline.anchors.append(anchor)
                block.anchors.append(anchor)
                block_of_anchor = block
            words = element.text
        else:
            if event == "end" and tag not in UNREAD:
                if anchor is not None and tag == "a":
                    _close(anchor, anchor_words)
                    anchor.is_block = block_of_anchor is not block  # it holds blocks itself: a card
                    if anchor.is_headline:
                        _new_stretch(outline, anchor)
                    anchor = None
                if tag in HEADINGS:
                    headings = max(headings - 1, 0)
                    if tag == "h1" and h1_words:
                        outline.h1.append(" ".join(h1_words)[: 2 * MAX_ANCHOR_TEXT])
                        h1_words = None
                if tag not in INLINE and block.begun:
                    _end(block, outline, furniture > 0)
                    block = _Block()
                if tag in FURNITURE:
                    furniture -= 1
            words = element.tail
        if words and (words := " ".join(words.split())):
            if h1_words is not None:
                h1_words.append(words)
            if anchor is not None and anchor_length < MAX_ANCHOR_TEXT:
                anchor_words.append(words)
                anchor_length += len(words) + 1
                block.link_text += len(words) + 1
            else:
                block.text += len(words) + 1
    return outline


def _close(anchor: Anchor, words: list[str]) -> None:
    """Give a link its text: its words, or what it or its picture is labelled with."""
    text = " ".join(words)
    if not text:
        picture = anchor.element.find(".//img")
        text = anchor.element.get("aria-label") or anchor.element.get("title") or ""
        if not text and picture is not None:
            text = picture.get("alt") or ""
    anchor.text = text[:MAX_ANCHOR_TEXT].strip()


def _new_stretch(outline: Outline, anchor: Anchor) -> None:
    outline.stretches.append(0)
    outline.under_heading.append(anchor.in_heading)


def _end(block: _Block, outline: Outline, in_furniture: bool) -> None:
    """Count the block that ends here as headline, prose or label."""
    if in_furniture or not (block.text or block.link_text):
        return
    outline.text += block.text + block.link_text
    outline.link_text += block.link_text
    if block.link_text > MOSTLY_LINK * block.text:
        for anchor in block.anchors:
            anchor.is_block = True
            if anchor.is_headline and not anchor.in_heading:
                _new_stretch(outline, anchor)
                break
    elif block.text >= PROSE_LENGTH:
        outline.stretches[-1] += block.text
