"""The text of a page in blocks, in its order: what a reader would call a paragraph, a heading, a list item, a line.

A block is a run of text between two boundaries: the start or end of a block-level element, or two line breaks in a
row (`<br><br>`, as pages of tables and font tags separate their paragraphs). Each knows the element it stands in.
"""

import re
from dataclasses import dataclass, field

from lxml.etree import iterwalk
from lxml.html import HtmlElement

# Elements that stand within a line of text; all others separate blocks.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rp rt ruby s "
    "samp small source span strike strong sub sup time tt u var wbr".split()
)
# Elements whose content is no text of the page.
SILENT = frozenset(
    "applet audio canvas datalist embed head iframe noscript object script select style svg template textarea "
    "video".split()
)
NOT_READ = ("script", "style", "svg", "template", "object", "embed", "applet")
"""Elements that can be taken out of the tree: they cost time and memory, and hide the text behind them from some."""

UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""A letter of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

LETTERS = 2
"""Letters of such a script that say about as much as a word."""

BOLD = frozenset({"b", "strong"})
ITALIC = frozenset({"i", "em", "cite"})
NO_STYLE = (False, False, None)


@dataclass(slots=True)
class Run:
    """A piece of text in one style: the text node of an element, or the tail behind one. A line break is the text
    of its `br`.

    `text` is as it stands in the page, white space and all; `href` is the address of the link it stands in.
    """

    text: str
    holder: HtmlElement
    is_tail: bool
    bold: bool = False
    italic: bool = False
    href: str | None = None

    @property
    def is_break(self) -> bool:
        """Whether this is a line break, not text."""
        return self.text == "\n" and not self.is_tail and self.holder.tag == "br"


@dataclass(slots=True, eq=False)
class Block:
    """One piece of text of a page.

    index         counts the blocks of the page from 0
    element       the block-level element that the text stands in directly; tag is its name
    runs          the pieces the text is made of, with their styles
    text          plain text with single spaces, a newline where the page breaks the line
    words         how many words the text has, separated by white space
    link_chars    characters that stand in links; likewise bold_chars and italic_chars
    kept          whether the block belongs to the article, as far as has been decided
    reason        why, in words for people; "" while nothing has been decided
    """

    index: int
    element: HtmlElement
    runs: list[Run] = field(repr=False)
    text: str
    tag: str = field(init=False)
    words: int = field(init=False)
    link_chars: int = 0
    bold_chars: int = 0
    italic_chars: int = 0
    kept: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        self.tag = self.element.tag
        self.words = self.text.count(" ") + self.text.count("\n") + 1
        self.words += unspaced_words(self.text)

    @property
    def lead(self) -> str:
        """The bold text that the block begins with, empty when it begins otherwise."""
        lead = ""
        for run in self.runs:
            if not run.bold and run.text.strip():
                break
            lead += run.text
        return " ".join(lead.split())


def unspaced_words(text: str) -> int:
    """How many words the letters of scripts without spaces make up."""
    return 0 if text.isascii() else len(UNSPACED.findall(text)) // LETTERS


def drop_unread(tree: HtmlElement) -> None:
    """Take out of the tree what holds no text of the article, scripts with their data among it."""
    for element in list(tree.iter(*NOT_READ)):
        element.drop_tree()


def blocks_of(tree: HtmlElement) -> list[Block]:
    """All blocks of a page that hold text, in document order. The tree is not changed.

    Comments in the tree hide the text behind them; `decoding.parse` leaves them out.
    """
    body = tree.find("body")
    root = tree if body is None else body
    blocks: list[Block] = []
    runs: list[Run] = []
    holders = [root]  # the open block-level elements
    styles = [NO_STYLE]  # bold, italic, href of the open elements that have a style of their own

    def close() -> None:
        """Make a block of the runs so far."""
        if runs:
            text = text_of(runs, holders[-1].tag == "pre")
            if text:
                blocks.append(block_of(len(blocks), holders[-1], runs.copy(), text))
            runs.clear()

    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in SILENT:
                walk.skip_subtree()
                continue
            if tag in INLINE:
                bold, italic, href = styles[-1]
                if tag == "a":
                    styles.append((bold, italic, element.get("href") or href))
                elif tag in BOLD:
                    styles.append((True, italic, href))
                elif tag in ITALIC:
                    styles.append((bold, True, href))
            elif tag == "br":
                if runs and runs[-1].is_break:
                    close()
                elif runs:
                    runs.append(Run("\n", element, False, *styles[-1]))
            else:
                close()
                if tag != "hr":
                    holders.append(element)
            text = element.text
        else:
            if tag in INLINE:
                if tag == "a" or tag in BOLD or tag in ITALIC:
                    styles.pop()
            elif tag not in SILENT and tag != "br" and tag != "hr":
                close()
                holders.pop()
            if element is root:
                break
            text = element.tail
        if text and (not text.isspace() or (runs and tag != "br")):
            runs.append(Run(text, element, event == "end", *styles[-1]))
    return blocks


def text_of(runs: list[Run], as_typed: bool) -> str:
    """The plain text of runs: white space single, a newline where the page breaks the line."""
    text = "".join([run.text if as_typed or run.is_break else run.text.replace("\n", " ") for run in runs])
    text = text.replace("\u200b", " ")
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join([line for line in [" ".join(line.split()) for line in text.split("\n")] if line])


def block_of(index: int, element: HtmlElement, runs: list[Run], text: str) -> Block:
    block = Block(index, element, runs, text)
    for run in runs:
        if run.href is not None or run.bold or run.italic:
            length = len(run.text.strip())
            block.link_chars += length * (run.href is not None)
            block.bold_chars += length * run.bold
            block.italic_chars += length * run.italic
    return block
