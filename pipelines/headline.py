"""The article's headline as it is printed on the page, and the element it stands in.

Pages announce a title in several places, with the magazine's name around it and often in other words than the headline
above the text. What is printed above the text counts; the announced titles tell which line of the page that is.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.printed import DATE, HEADINGS, INLINE, Line
from pipelines.structured import line

MAX_HEADLINE = 500
"""Characters of a headline; nobody prints a longer one, but broken templates put whole pages there."""

SAME_HEADLINE = 0.5
"""Share of letters that an h1 must have in common with the announced title to be taken for the headline. Below are
section names and the magazine's own name, above are shorter and longer versions of the headline."""

CLEARLY = 0.8
"""As SAME_HEADLINE, but not even a lower heading with the very words of the title can be the headline then."""

H1_LOOKED_AT = 20
"""First-level headings that are compared; templates that use h1 for everything have the headline among the first."""

PRINTED_AS = ("h2", "h3", "h4", "font", "b", "strong", "p", "div", "span", "td", "big", "center")
"""Elements that hold the headline on pages without an h1."""

SHORTEST_PART = 8
"""Characters of a part of the page's title that is looked for on the page; shorter ones are sections and menu items."""

BYLINE_WITHIN = 3
"""Lines after a heading among which a byline or date must stand, where nothing else tells the headline."""

SEPARATOR = re.compile(r"\s+[|\-–—•·»«›:/>~]+\s+|\s*[|»›]\s*|:\s+|\s+::\s+")
HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+|home|#\w*)?/?$", re.IGNORECASE)


def find_heading(tree: HtmlElement, announced: Sequence[str], names: Sequence[str]) -> tuple[HtmlElement | None, str]:
    """The element with the headline, and in words how it was told. None when the page prints none that is known.

    `announced` are titles from the page's metadata, `names` what the magazine is called.
    """
    headings = [h1 for h1 in islice(tree.iter("h1"), H1_LOOKED_AT) if not _is_masthead(h1, names)]
    if announced:
        likest = [(max(likeness(text_of(h1), title) for title in announced), h1) for h1 in headings]
        share, best = max(likest, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and share >= CLEARLY:
            return best, "h1"
        printed = _printed_title(tree, announced, names)
        if best is not None and share >= SAME_HEADLINE and (printed is None or printed.tag[0] != "h"):
            return best, "h1"
        if printed is not None:
            return printed, "element with the text of the page's title"
    if headings and (len(headings) == 1 or announced):
        return headings[0], "h1"
    return None, ""


def heading_before_byline(lines: Sequence[Line]) -> HtmlElement | None:
    """The first heading of the page that a marked byline or date follows, where no title tells the headline."""
    for place, found in enumerate(lines):
        after = lines[place + 1 : place + 1 + BYLINE_WITHIN]
        is_free = found.heading and found.element.tag != "h1" and not found.href
        if is_free and any(DATE in line.marks and not line.heading for line in after):
            return found.element
    return None


def without_name(title: str, names: Sequence[str], url: str) -> str:
    """A title without the magazine's name before or after it."""
    host = re.sub(r"^www\.|\.[a-z]+$", "", urlsplit(url).hostname or "")
    known = {fold(name) for name in names if name}
    marks = list(SEPARATOR.finditer(title))
    for _mark, name, rest in (
        *((mark, title[mark.end() :], title[: mark.start()]) for mark in reversed(marks)),
        *((mark, title[: mark.start()], title[mark.end() :]) for mark in marks),
    ):
        letters = re.sub(r"\W", "", name).casefold()
        if fold(name) in known or (letters and len(letters) > 3 and letters == re.sub(r"\W", "", host)):
            return rest.strip() or title
    return title


def text_of(element: HtmlElement) -> str:
    """The text of an element on one line, with a space where a reader sees a new line."""
    pieces: list[str] = []
    for part in element.iter():
        if part.tag in ("script", "style"):
            continue
        pieces += [" " if part.tag not in INLINE else "", part.text or ""]
        if part is not element:
            pieces += [" " if part.tag not in INLINE else "", part.tail or ""]
    return line("".join(pieces).replace("<", "&lt;"), MAX_HEADLINE) or ""


def likeness(text: str, announced: str) -> float:
    """How much of the shorter line stands in the other, from 0 to 1."""
    one, other = (line(text.lower()) or "" for text in (text, announced))
    if not one or not other:
        return 0.0
    common = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return (common / min(len(one), len(other)) + common / max(len(one), len(other))) / 2


def fold(text: str) -> str:
    """The words of a text in lower case: what two prints of the same words have in common."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_masthead(heading: HtmlElement, names: Sequence[str]) -> bool:
    """Whether a heading is empty, the magazine's name, or nothing but a link to its front page."""
    text = text_of(heading)
    if not text or fold(text) in {fold(name) for name in names}:
        return True
    links = [link for link in heading.iter("a") if fold(link.text_content())]
    links += list(heading.iterancestors("a"))[:1]
    return any(HOME.fullmatch((link.get("href") or "").strip()) for link in links)


def _printed_title(tree: HtmlElement, announced: Sequence[str], names: Sequence[str]) -> HtmlElement | None:
    """The element whose text is one of the titles or a part of one: a heading before others, then the longest.

    Links in menus and the magazine's name have such texts, too: a link only counts within a heading, and not to the
    front page.
    """
    wanted = {part for title in announced for part in _parts(title)} - {fold(name) for name in names}
    longest = 2 * max(map(len, wanted), default=0) + 40  # folded texts are shorter than printed ones
    best, rank = None, (False, 0)
    for element in tree.iter(*PRINTED_AS):
        start = element.text or (element[0].text if len(element) else None)
        if not start or not start.strip() or len(start) > longest:
            continue
        text = element.text_content()
        if len(text) > longest or fold(text) not in wanted or _is_masthead(element, names):
            continue
        is_heading = element.tag in HEADINGS
        is_link = next(element.iter("a"), None) is not None or next(element.iterancestors("a", "nav"), None) is not None
        if (is_heading or not is_link) and (is_heading, len(fold(text))) > rank:
            best, rank = element, (is_heading, len(fold(text)))
    return best


def _parts(title: str) -> Iterator[str]:
    """The title and what stands before and after each of its separators, folded."""
    yield fold(title)
    for mark in SEPARATOR.finditer(title):
        for part in (title[: mark.start()], title[mark.end() :]):
            if len(part) >= SHORTEST_PART:
                yield fold(part)
