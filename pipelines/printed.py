"""The lines of a page, as a reader sees them, each with the words its template has for it.

Bylines and dates have no markup of their own; what tells them is what they say, where they stand and what their
element is called. One walk over the tree collects all three.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.blocks import SILENT

INLINE = frozenset("a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark nobr q s samp small".split())
INLINE |= frozenset("span strike strong sub sup tt u var wbr".split())
CHROME = frozenset({"nav", "menu", "dialog", "button"})
WHOLE = frozenset({"body", "main", "article"})  # what they are called says nothing of a line in them
NAMING = frozenset({"class", "id", "itemprop", "property", "rel", "data-testid"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

NEAR = 4
"""Elements around a line whose marks are its own, and one of which is its heading."""

NO_MARKS: frozenset[str] = frozenset()
AUTHOR, DATE, BIO, CREDIT = "author", "date", "bio", "credit"
MARKED = {
    AUTHOR: re.compile(
        r"by-?_?line|(?<!co)author(?!i[tz])|(?<![a-z])(?:post(?:ed)?-?by|written-?_?by|writers?|contributors?"
        r"|journalists?|columnists?|reporters?|autore?s?|auteurs?|verfasser|redakteur|firma|creator|vcard"
        r"|attribution)(?![a-z])"
    ),
    DATE: re.compile(
        r"(?<![a-z])dates?(?![a-z])|dateline|datum|fecha|timestamp|publish|pubdate|(?:post|entry|article)[_-]*"
        r"(?:date|meta|info|details)|posted|updated|modified|(?<![a-z])(?:time|meta|byline|ago)(?![a-z])|by-?line"
    ),
    BIO: re.compile(r"bio(?![a-z])|biograph|about|avatar|description|image|photo|(?<!no)follow|(?<![a-z])more|comment"),
    CREDIT: re.compile(r"caption|(?<![a-z])credits?(?![a-z])"),
}
"""What elements that hold such lines are called, in class, id, itemprop or rel. BIO takes AUTHOR back: such a box has
the writer's life in it, and names of others. CREDIT is that of a picture, where one is near."""

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
AWAY = re.compile(
    r"(?:^|\s)(?:[\w-]*[_-])?(?:comment(?!ary|ator)\w*|respond|disqus\w*|navigation|navbar|nav|menu|footer"
    r"|sidebar|related\w*|recommend\w*|popular|trending|most-?read|read-?more|read-?next|recent(?:-?posts?)?|latest"
    r"|newsletter\w*|cookie\w*|consent|promo\w*|teasers?|breadcrumbs?|signup|modal|popup|up-?next|testimonials?"
    r"|widget-area|widget_\w+|pagination|toc)(?:[_-][\w-]*)?(?=\s|$)"
)
"""What elements are called that hold other things than the article and what is printed around it."""

SIDEBAR = re.compile(r"sidebar", re.IGNORECASE)
"""A column beside the text, for what is around an article, and in some templates for its facts."""

OWN_FOOTER = re.compile(r"(?<![\w-])(?:entry|post|article|story|node)[_-]+footer", re.IGNORECASE)
"""The foot of the article, where some templates print its author and day."""

APART = " | "
"""Stands between texts of one line that run into each other without a space."""

RUN_TOGETHER = re.compile(r".{0,3}[^\W\dA-ZÀ-ÞΑ-ΩА-Я_][A-ZÀ-ÞΑ-ΩА-Я]|\d{4}[\dA-ZÀ-Þ]")
"""Characters that do not stand together in a word: the end of one, or a year, and the beginning of another."""

LONG = 160
"""Characters of a line that is running text: headlines, bylines and dates are shorter."""

SENTENCE = 60
"""Characters from which on a line that ends like a sentence is one of the text."""

SENTENCE_ENDS = tuple('.!?…”"»。')

LONGEST = 10_000
"""Characters of a line that are kept; the longest paragraphs have as many. What looks for names and dates in lines
takes time that grows with them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page.

    text     on one line, without white space at its ends
    element  the innermost element that began a new line or is marked
    marks    what it and the elements close around it are called: AUTHOR, DATE, BIO, CREDIT
    href     where it leads when it begins with a link
    heading  whether it stands in h1 to h6
    """

    text: str
    element: HtmlElement
    marks: frozenset[str]
    href: str | None
    heading: bool

    @property
    def running(self) -> float:
        """How many lines of running text this is: many short sentences are as much text as a few long ones."""
        if self.is_running:
            return 1
        return len(self.text) / (2 * LONG) if len(self.text) >= SENTENCE and self.text.endswith(SENTENCE_ENDS) else 0

    @property
    def is_running(self) -> bool:
        """Whether this is text to read rather than a line around it."""
        return len(self.text) > LONG


def lines_of(tree: HtmlElement, heading: HtmlElement | None, *, with_sidebars: bool = False) -> list[Line]:
    """The lines of a page in order, without menus, comments, related articles, the page's footer and articles other
    than the one that `heading` belongs to; without what is called a sidebar, too, unless asked for. The tree is not
    changed."""
    return _Walk(heading, with_sidebars).lines(tree)


class _Walk:
    """One walk over a page: the lines so far, and the one being put together."""

    def __init__(self, heading: HtmlElement | None, with_sidebars: bool) -> None:
        self.with_sidebars = with_sidebars
        self.around = set() if heading is None else {heading, *heading.iterancestors()}
        self.in_article = any(element.tag == "article" for element in self.around)
        self.found: list[Line] = []
        self.text: list[str] = []
        self.open: list[tuple[HtmlElement, frozenset[str], bool]] = []
        self.links: list[str] = []
        self.href: str | None = None

    def lines(self, tree: HtmlElement) -> list[Line]:
        body = tree.find("body")
        walk = iterwalk(tree if body is None else body, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                names = _names(element)
                marks, is_named_away = _called(names) if names and tag not in WHOLE else (NO_MARKS, False)
                is_around = element in self.around
                if tag in SILENT or (not is_around and self._is_away(tag, names, is_named_away)):
                    self._end_line()
                    self.open.append((element, NO_MARKS, True))
                    walk.skip_subtree()
                    continue
                if is_around:
                    marks = NO_MARKS  # `hentry author-ada` holds the whole article, `about-owls` a whole section
                breaks = tag not in INLINE or bool(marks)
                if breaks:
                    self._end_line()
                if tag == "a":
                    self.links.append(element.get("href") or "")
                self.open.append((element, marks, breaks))
                text = element.text
            else:
                if self.open[-1][2]:
                    self._end_line()
                self.open.pop()
                if tag == "a" and self.links:
                    self.links.pop()
                text = element.tail if self.open else None  # behind the body: on broken pages alone
            if text:
                self._add(text)
        self._end_line()
        return self.found

    def _is_away(self, tag: str, names: str, is_named_away: bool) -> bool:
        """Whether an element holds other things than this article. What the headline stands in never does."""
        if tag in CHROME or (tag == "footer" and not any(outer.tag == "article" for outer, _, _ in self.open)):
            away = True
        elif tag == "article" and self.in_article:
            away = not any(outer in self.around and outer.tag == "article" for outer, _, _ in self.open)
        else:
            away = is_named_away and not (self.with_sidebars and SIDEBAR.search(names))
        return away and not OWN_FOOTER.search(names)

    def _add(self, text: str) -> None:
        if self.text or not text.isspace():
            if not self.text:
                self.href = self.links[-1] if self.links else None
            elif RUN_TOGETHER.fullmatch(self.text[-1][-4:] + text[0]):
                self.text.append(APART)  # styled apart: <span>By</span><span>Ada Barn</span>
            elif text[0].isdigit() and self.text[-1][-1:].islower():
                self.text.append(" ")  # <span>Ada Barn</span><span>3 May 2021</span>
            self.text.append(text)

    def _end_line(self) -> None:
        if not self.text:
            return
        text = " ".join("".join(self.text)[:LONGEST].split())
        self.text.clear()
        if text:
            element = next((element for element, _, breaks in reversed(self.open) if breaks), self.open[-1][0])
            near = self.open[-NEAR:]
            marks = NO_MARKS.union(*[marks for _, marks, _ in near])
            heading = not HEADINGS.isdisjoint([outer.tag for outer, _, _ in near])
            self.found.append(Line(text, element, marks, self.href, heading))


def _names(element: HtmlElement) -> str:
    """Everything an element is called."""
    return " ".join([value for name, value in element.items() if name in NAMING])


def is_away(names: str) -> bool:
    """Whether an element with these names holds other things than the article."""
    return _called(names)[1]


@lru_cache(maxsize=20_000)
def _called(names: str) -> tuple[frozenset[str], bool]:
    """What an element with these names is marked as, and whether it holds other things than the article."""
    apart = CAMEL.sub("-", names[:400]).lower()
    return frozenset(mark for mark, pattern in MARKED.items() if pattern.search(apart)), bool(AWAY.search(apart))
