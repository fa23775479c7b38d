"""How much of a page is read. What finds the article takes time that grows with the square of the page's elements."""

from lxml.html import HtmlElement

MAX_READ = 7_000
"""Elements that are read. The largest of some 1,600 saved pages has 6,000. At 12,000 trafilatura needs 9 to 17 seconds
for links, bold words or headings side by side, at 6,000 under 4."""

CUT = f"text, of the first {MAX_READ:,} elements of the page only"
"""The source that an article's body names where its page was cut."""

UNCOUNTED = frozenset("meta link script style option img source br hr path use".split())
"""Elements without text of their own: they cost next to nothing, and a page may have thousands before its article."""


def cut_end(tree: HtmlElement) -> bool:
    """Take everything after the first MAX_READ elements out of the tree; whether there was anything.

    No page written for readers is as long: what is cut are readers' comments, archives, and pages made to stop us. An
    article that goes on behind the cut is read without its end, so tell whoever will read it.
    """
    counted = 0
    for element in tree.iter():
        if element.tag in UNCOUNTED:
            continue
        counted += 1
        if counted > MAX_READ:
            _remove_from(element)
            return True
    return False


def _remove_from(element: HtmlElement) -> None:
    """Remove an element and all that follows it in the document."""
    following = [element, *element.itersiblings()]
    for ancestor in element.iterancestors():
        following += ancestor.itersiblings()
        ancestor.tail = None
    for one in following:
        one.getparent().remove(one)
