"""The article's headline as it is printed on the page, and the element it stands in.

Pages announce a title in several places, with the magazine's name around it and often in other words than the headline
above the text. What is printed above the text counts; the announced titles tell which line of the page that is.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice

from lxml.html import HtmlElement

from pipelines.dates import PRINTED
from pipelines.printed import BIO, CHROME, DATE, INLINE, LONG, WHOLE, Line, is_away
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

LOWER = ("h2", "h3", "h4")
PRINTED_AS = (*LOWER, "font", "b", "strong", "p", "div", "span", "td", "big", "center", "a")
"""Elements that hold the headline on pages without an h1; links only within a heading, beside a kicker."""

SHORTEST_PART = 8
"""Characters of a part of the page's title that is looked for on the page; shorter ones are sections and menu items."""

RESEMBLES = 0.3
"""Share of letters that the first of several h1 must have in common with the announced title: below it they head the
sections of the text."""

PROSE = 80
"""Characters of a line from which on it may be a sentence of the text, on pages that name no headline."""

ABOVE_TEXT = 8
"""Lines above the text among which the headline is looked for then: byline, date and buttons come between."""

BYLINE_WITHIN = 3
"""Lines after a heading among which a byline or date must stand, where nothing else tells the headline."""

TEXT_BEGINS = 2
"""Paragraphs of at least PROSE characters between an h1 and a lower heading with the words of the title, from which on
the lower one heads a part of the text. One may be what a section says about itself."""

KICKER = 2
"""Words of a kicker, such as "Opinion" or "Film Review"; longer beginnings of a headline belong to it."""

UNPRINTED = ("script", "style", "button")
"""Elements in a heading that are no part of its text."""

STROKE = re.compile(r"\s+[|\-–—•·»«<]+\s+")
SEPARATOR = re.compile(r"\s+[|\-–—•·»«›‹:/<>~]+\s+|\s*[|»›]\s*|:\s+|_")
HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+|home|#\w*)?/?$", re.IGNORECASE)


def find_heading(tree: HtmlElement, announced: Sequence[str], names: Sequence[str]) -> tuple[HtmlElement | None, str]:
    """The element with the headline, and in words how it was told. None when the page prints none that is known.

    `announced` are titles from the page's metadata, `names` what the magazine is called.
    """
    house = {letters_of(name) for name in names}
    headings = [h1 for h1 in islice(tree.iter("h1"), H1_LOOKED_AT) if not _is_masthead(h1, house)]
    shares = [max((likeness(text_of(h1), title) for title in announced), default=0.0) for h1 in headings]
    share, best = max(zip(shares, headings, strict=True), key=lambda pair: pair[0], default=(0.0, None))
    if best is not None and share >= CLEARLY:
        return best, "h1"
    printed = _printed_title(tree, announced, house)
    short = [(share, h1) for share, h1 in zip(shares, headings, strict=True) if len(text_of(h1)) <= LONG]
    short = [(share, h1) for share, h1 in short if not _is_aside(h1)] or short
    is_only = len({fold(text_of(h1)) for _, h1 in short}) == 1
    if printed is not None and is_only and (_is_section(printed, announced) or _text_between(short[0][1], printed)):
        printed = None
    if best is not None and share >= SAME_HEADLINE and (printed is None or printed.tag[0] != "h"):
        return best, "h1"
    if printed is not None:
        return printed, "element with the text of the page's title"
    if short and (is_only or short[0][0] >= RESEMBLES):
        return short[0][1], "h1"
    return None, ""


def heading_before_byline(lines: Sequence[Line]) -> HtmlElement | None:
    """The first heading of the page that a marked byline or date follows, where no title tells the headline."""
    for place, found in enumerate(lines):
        after = lines[place + 1 : place + 1 + BYLINE_WITHIN]
        is_free = found.heading and found.element.tag != "h1" and not found.href and not PRINTED.search(found.text)
        if is_free and any(DATE in line.marks and not line.heading for line in after):
            return found.element
    return None


def line_above_text(lines: Sequence[Line]) -> HtmlElement | None:
    """The heading above the first sentences of the page; without a heading the topmost line there that is no link.

    For pages that announce no title at all.
    """
    starts = (place for place in range(len(lines)) if all(map(_is_sentence, lines[place : place + 2])))
    start = next(starts, 0)
    above = lines[max(0, start - ABOVE_TEXT) : start]
    menu = max((place for place in range(1, len(above)) if above[place].href and above[place - 1].href), default=-1)
    free = [
        found
        for found in above[menu + 1 :]
        if not found.href and BIO not in found.marks and " " in found.text and not PRINTED.search(found.text)
    ]
    headings = [found for found in free if found.heading]
    best = min(headings, key=lambda found: found.element.tag, default=next(iter(free), None))
    return best.element if best else None


def headline_in(heading: HtmlElement, announced: Sequence[str]) -> str:
    """The headline that stands in an element: without a kicker, a second line or a button, where the rest is announced
    as the title or as what stands before or after the magazine's name in it."""
    whole = text_of(heading)
    within = (link for link in heading.iter("a") if _leads_within(link) and 2 * len(text_of(link)) < len(whole))
    whole = text_of(heading, without=next(within, None)).rstrip(" ¶")
    titles = {letters_of(part) for title in announced for part in (title, *_ends(title))}
    if letters_of(whole) in titles:
        return whole
    inner = list(heading.iterdescendants("a", "span", "strong", "em", "b", "small", "div"))
    texts = (*map(text_of, inner), *(text_of(heading, without=element) for element in inner))
    return next((text for text in texts if letters_of(text) in titles), None) or _without_kicker(
        heading, whole, announced
    )


def _without_kicker(heading: HtmlElement, whole: str, announced: Sequence[str]) -> str:
    """The headline without a line or two words before it, of which no announced title has any, and that the rest, which
    resembles a title, does not go on."""
    first = next(heading.iterchildren("span", "div", "p", "small", "a", "strong"), None)
    if first is None or (heading.text or "").strip():
        return whole
    kicker, rest = text_of(first), text_of(heading, without=first)
    known = {word for title in announced for word in fold(title).split()}
    is_short = 0 < len(kicker.split()) <= KICKER and not rest[:1].islower()
    if not is_short or not known.isdisjoint(fold(kicker).split()):
        return whole
    return rest if max((likeness(rest, title) for title in announced), default=0.0) >= SAME_HEADLINE else whole


def _ends(title: str) -> Iterator[str]:
    """What stands before and after each stroke of a title."""
    for mark in STROKE.finditer(title):
        yield from (part for part in (title[: mark.start()], title[mark.end() :]) if len(part) >= SHORTEST_PART)


def without_name(title: str, names: Sequence[str]) -> str:
    """A title without the magazine's name before or after it."""
    house = {letters_of(name).removeprefix("the") for name in names}
    marks = list(SEPARATOR.finditer(title))
    for name, rest in (
        *((title[mark.end() :], title[: mark.start()]) for mark in reversed(marks)),
        *((title[: mark.start()], title[mark.end() :]) for mark in marks),
    ):
        if letters_of(name).removeprefix("the") in house:
            return rest.strip() or title
    return title


def text_of(element: HtmlElement, without: HtmlElement | None = None) -> str:
    """The text of an element on one line, with a space where a reader sees a new line; `without` that of an element in
    it."""
    pieces: list[str] = []
    left_out = set() if without is None else set(without.iter())
    for part in element.iter():
        if part in left_out:
            pieces.append((part.tail or "") if part is without else "")
            continue
        if part.tag in UNPRINTED:
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
    if one == other:
        return 1.0
    common = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return (common / min(len(one), len(other)) + common / max(len(one), len(other))) / 2


def fold(text: str) -> str:
    """The words of a text in lower case: what two prints of the same words have in common."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def letters_of(text: str) -> str:
    """The letters and digits of a text in lower case: hosts write names without spaces."""
    return re.sub(r"[\W_]", "", text).casefold()


def _is_sentence(line: Line) -> bool:
    return len(line.text) >= PROSE and not line.href and not line.heading and BIO not in line.marks


def _is_masthead(heading: HtmlElement, house: set[str]) -> bool:
    """Whether a heading is empty, the magazine's name, or has a link to its front page, with or without a motto."""
    text = text_of(heading)
    if letters_of(text) in house | {""}:
        return True
    links = [link for link in heading.iter("a") if fold(link.text_content())]
    links = [link for link in links if not _leads_within(link) or letters_of(link.text_content()) == letters_of(text)]
    links += list(heading.iterancestors("a"))[:1]
    return any(HOME.fullmatch((link.get("href") or "").strip()) for link in links)


def _leads_within(link: HtmlElement) -> bool:
    """Whether a link leads to a place on its page, as those to share, to comment, or to the heading itself."""
    return (link.get("href") or "").strip().startswith("#")


def _is_section(element: HtmlElement, announced: Sequence[str]) -> bool:
    """Whether an element with a part of the title links to a section: "Business", where the title is "Owls lose their
    wood | Business". A headline that links to the article itself is the longer part of its title."""
    shortest = min(map(len, announced)) if announced else 0
    is_link = next(element.iter("a"), None) is not None
    return is_link and len(text_of(element)) < shortest / 2


def _is_aside(heading: HtmlElement) -> bool:
    """Whether a heading stands in a dialog, a menu or a box named for other things: comments, cookies, related."""
    around = [outer for outer in (heading, *heading.iterancestors()) if outer.tag not in WHOLE]
    return any(
        outer.tag in CHROME or is_away(f"{outer.get('class') or ''} {outer.get('id') or ''}") for outer in around
    )


def _text_between(heading: HtmlElement, later: HtmlElement) -> bool:
    """Whether an article has begun between two elements: what stands below heads a part of it. Only paragraphs beside
    the lower one are its text; those in columns and boxes are what a site says about itself."""
    first = next(found for found in heading.getroottree().iter(heading.tag, later.tag) if found in (heading, later))
    above = (other for other in later.itersiblings("p", preceding=True) if len(text_of(other)) >= PROSE)
    return first is heading and len(list(islice(above, TEXT_BEGINS))) == TEXT_BEGINS


def _printed_title(tree: HtmlElement, announced: Sequence[str], house: set[str]) -> HtmlElement | None:
    """The element whose text is one of the titles or a part of one: a heading before others, then the longest.

    Links in menus and the magazine's name have such texts, too: a link only counts within a heading, and not to the
    front page.
    """
    wanted = {part for title in announced for part in _parts(title) if letters_of(part) not in house}
    longest = 2 * max(map(len, wanted), default=0) + 40  # folded texts are shorter than printed ones
    best, rank = None, (False, 0)
    for element in tree.iter(*PRINTED_AS) if wanted else ():
        start = (element.text or "").strip() or (len(element) and (element[0].text or "").strip())
        if not start or len(start) > longest:
            continue  # text further inside is that of an inner element
        text = element.text_content()
        if len(text) > longest or fold(text) not in wanted or _is_masthead(element, house):
            continue
        heading = element if element.tag in LOWER else next(element.iterancestors(*LOWER), None)
        is_heading = heading is not None
        is_link = next(element.iter("a"), None) is not None or next(element.iterancestors("a", "nav"), None) is not None
        if (is_heading or not is_link) and (is_heading, len(text)) > rank:
            best, rank = element if heading is None else heading, (is_heading, len(text))
    return best


def _parts(title: str) -> Iterator[str]:
    """The title and what stands before and after each of its separators, folded."""
    yield fold(title)
    for mark in SEPARATOR.finditer(title):
        for part in (title[: mark.start()], title[mark.end() :]):
            if len(part) >= SHORTEST_PART:
                yield fold(part)
