"""How much of a page is read. What finds the article takes time that grows with the square of the page's elements, and
memory that is a dozen times its text."""

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

MAX_READ = 7_000
"""Elements that are read. The largest of some 1,600 saved pages has 6,000. At 12,000 trafilatura needs 9 to 17 seconds
for links, bold words or headings side by side, at 6,000 under 4."""

MAX_TEXT = 1_000_000
"""Characters of text that are read, white space left aside. The longest of some 500 articles has 50,000; a page with 9
million in one paragraph took 400 MB."""

MAX_PIECE = 100_000
"""Characters of text without a tag in it; only read where a page has more than MAX_TEXT, as an article may still follow
a piece that was made to fill it."""

CUT = f"text, of the first {MAX_READ:,} elements and {MAX_TEXT:,} characters of the page only"
"""The source that an article's body names where its page was cut."""

UNCOUNTED = frozenset("meta link script style option img source br hr path use".split())
"""Elements without text of their own: they cost next to nothing, and a page may have thousands before its article."""


LENGTH = XPath("string-length(.)")
ELEMENTS = XPath("count(descendant-or-self::*)")


def cut_end(tree: HtmlElement) -> bool:
    """Take everything after the first MAX_READ elements, or MAX_TEXT characters, out of the tree; whether there was
    anything.

    No page written for readers is as long: what is cut are readers' comments, archives, and pages made to stop us. An
    article that goes on behind the cut is read without its end, so tell whoever will read it.
    """
    is_cut = LENGTH(tree) > MAX_TEXT and _cut_text(tree)
    if ELEMENTS(tree) <= MAX_READ:
        return is_cut
    counted = 0
    for element in tree.iter():
        if element.tag in UNCOUNTED:
            continue
        counted += 1
        if counted > MAX_READ:
            _remove_after(element)
            element.getparent().remove(element)
            return True
    return is_cut


def _cut_text(tree: HtmlElement) -> bool:
    """Shorten pieces of text to MAX_PIECE, and take everything after the first MAX_TEXT characters out of the tree."""
    room, is_cut = MAX_TEXT, False
    for event, element in iterwalk(tree, events=("start", "end")):
        piece = "text" if event == "start" else "tail"
        text = getattr(element, piece) or ""
        length = sum(map(len, text.split()))
        if length > (most := min(room, MAX_PIECE)):
            setattr(element, piece, text[:most])
            length, is_cut = most, True
        room -= length
        if not room:
            if piece == "text":
                del element[:]
                element.tail = None
            _remove_after(element)
            break
    return is_cut


def _remove_after(element: HtmlElement) -> None:
    """Remove all that follows an element in the document, but comments behind its end, which hold no text."""
    following = [*element.itersiblings()]
    for ancestor in element.iterancestors():
        following += ancestor.itersiblings()
        ancestor.tail = None
    for one in following:
        if (parent := one.getparent()) is not None:
            parent.remove(one)
