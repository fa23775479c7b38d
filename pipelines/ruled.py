"""Rules applied to a page: what they change in its source and its tree, what they find, and which rule did it.

text = prepare(decode(body), rules)
tree = parse(text)
said = find_fields(tree, rules)  # of the tree as it was parsed: rules look for fields in scripts, too
ruled = apply(tree, rules, said)
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from pipelines.blocks import SILENT
from pipelines.headline import text_of
from pipelines.items import Note
from pipelines.rules import Rule, Rules
from pipelines.xpath import Found, XPath, XPathRefused, evaluate

MAX_GROWTH = 3
"""Times its length that a page may grow to when texts are replaced. Real rules change tags; a chain of replacements
that each make ten letters of one ends here."""

SECONDS = 2.5
"""Seconds of processor time for the fields of one page, and again for what is stripped and the body; rules left then
are not applied. A hundred rules take 0.05 on an ordinary page, one alone can take five seconds (`xpath.WORK`)."""

MAX_TEXT = 2_000_000
"""Characters of text on a page to which rules are applied: a long book. Beyond, comparing texts takes minutes."""

LEAST_WORDS = 50
"""Words that a page keeps whatever its rules strip. A rule that leaves less was made for another template."""

MAX_VALUE = 1_000
"""Characters of a title, name or date."""

MAX_AUTHORS = 20
"""Authors of one page."""

SHOWN = 80
"""Characters of a stripped text that a note shows."""

UNSTRIPPED = frozenset(("html", "head", "body"))
OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules find on a page. None and () where no rule found anything.

    date           as printed or stated
    body           the elements that hold the article, in the page's order, none within another
    kept           elements of which nothing may be dropped
    is_sponsored   True: the page says, by these rules, that somebody paid for it
    where          by directive, the file and line that found it: `owls.example.txt:4`
    notes          what was done, by which rule, in the order in which it was done
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    standfirst: str | None = None
    body: tuple[HtmlElement, ...] = ()
    kept: tuple[HtmlElement, ...] = ()
    is_sponsored: bool | None = None
    where: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def prepare(text: str, rules: Rules) -> str:
    """A page's source with the replacements of its rules made, one after another.

    Upper and lower case differ. A replacement that would make the page longer than MAX_GROWTH times what it was is
    left out.
    """
    limit = MAX_GROWTH * len(text)
    for one in rules.replacements:
        growth = len(one.replace) - len(one.find)
        if growth <= 0 or len(text) + text.count(one.find) * growth <= limit:
            text = text.replace(one.find, one.replace)
    return text


def find_fields(tree: HtmlElement, rules: Rules) -> Ruled:
    """What the rules say about an article besides its text. The tree is not changed, and nothing is raised: a rule that
    cannot be evaluated on this page is noted and left aside."""
    page = _Page(tree)
    title = page.first_text(rules.of("title"))
    authors = page.texts(rules.of("author"))
    date = page.first_text(rules.of("date"))
    standfirst = page.first_text(rules.of("standfirst"))
    is_sponsored = page.finds_any(rules.of("native_ad_clue")) or None
    return Ruled(title, authors, date, standfirst, (), (), is_sponsored, page.where, tuple(page.notes))


def apply(tree: HtmlElement, rules: Rules, said: Ruled | None = None) -> Ruled:
    """Take out of the tree what the rules strip, and find the body in what is left.

    `said` is what `find_fields` found; without it fields are found first. What else is read of the page's metadata
    must be read before. Nothing is raised, as there.
    """
    said = said or find_fields(tree, rules)
    page = _Page(tree)
    kept = page.all_elements(rules.of("keep"))
    page.protect(kept)
    for rule in rules.of("strip"):
        page.strip(rule, page.find(rule))
    page.strip_named(list(rules.of("strip_id_or_class")))
    for rule in rules.of("strip_image_src"):
        page.strip(rule, [image for image in tree.iter("img") if rule.value in (image.get("src") or "")])
    body = page.body(rules.of("body"))
    return replace(said, body=body, kept=kept, where=said.where | page.where, notes=(*said.notes, *page.notes))


def next_page_of(tree: HtmlElement, rules: Rules) -> str | None:
    """Where the rules find the next page of an article: an address as it is written in the page, perhaps relative.

    It is whatever the page's owner or the rules' author chose: check it like any other link. Never another scheme than
    http and https.
    """
    return _link(tree, rules.of("next_page_link"))


def single_page_of(tree: HtmlElement, rules: Rules) -> str | None:
    """Where the rules find the article on one page, as `next_page_of`."""
    return _link(tree, rules.of("single_page_link"))


def _link(tree: HtmlElement, rules: Iterable[Rule]) -> str | None:
    page = _Page(tree)
    for rule in rules:
        if rule.only_if and not page.evaluate(rule, rule.only_if):
            continue
        for one in page.find(rule):
            address = (one.get("href") or "") if isinstance(one, HtmlElement) else str(one)
            address = address.strip()
            if address and not OTHER_SCHEME.match(address):
                return address
    return None


class _Page:
    """A page while rules are applied to it."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.notes: list[Note] = []
        self.where: dict[str, str] = {}
        self.until = time.process_time() + SECONDS
        self.is_too_long = sum(map(len, tree.itertext())) > MAX_TEXT
        self.words: int | None = None  # of the page, once something is to be stripped
        self.protected: set[HtmlElement] = set()
        self.above_protected: set[HtmlElement] = set()

    def find(self, rule: Rule) -> list[Found]:
        """What a rule finds; nothing, and a note, where it cannot be evaluated on this page."""
        return self.evaluate(rule, rule.xpath) if rule.xpath else []

    def evaluate(self, rule: Rule, xpath: XPath) -> list[Found]:
        if self.is_too_long:
            self.note(rule, f"not applied: the page has more than {MAX_TEXT:,} characters of text")
        elif time.process_time() > self.until:
            self.note(rule, f"not applied: the rules before it took {SECONDS:g} seconds")
        else:
            try:
                return evaluate(xpath, self.tree)
            except XPathRefused as refused:
                self.note(rule, f"not applied: {refused}")
        return []

    def note(self, rule: Rule, what: str, texts: tuple[str, ...] = ()) -> None:
        self.notes.append(Note(str(rule), what, texts))

    def texts(self, rules: Iterable[Rule]) -> tuple[str, ...]:
        """The texts that the first rule finds that finds any, each once."""
        for rule in rules:
            texts = dict.fromkeys(text for one in self.find(rule) if (text := _text_of(one)))
            if texts:
                found = tuple(texts)[:MAX_AUTHORS]
                self.where[rule.name] = rule.where
                self.note(rule, f"found {'; '.join(found)[:SHOWN]}")
                return found
        return ()

    def finds_any(self, rules: Iterable[Rule]) -> bool:
        """Whether one of the rules finds anything."""
        rule = next((rule for rule in rules if self.find(rule)), None)
        if rule is not None:
            self.where[rule.name] = rule.where
            self.note(rule, "found it")
        return rule is not None

    def first_text(self, rules: Iterable[Rule]) -> str | None:
        return next(iter(self.texts(rules)), None)

    def all_elements(self, rules: Iterable[Rule]) -> tuple[HtmlElement, ...]:
        """The elements that any of the rules finds."""
        found: dict[HtmlElement, None] = {}
        for rule in rules:
            elements = [one for one in self.find(rule) if isinstance(one, HtmlElement)]
            if elements:
                self.where[rule.name] = rule.where
                self.note(rule, f"keeps {_counted(len(elements))}")
            found |= dict.fromkeys(elements)
        return tuple(found)

    def body(self, rules: Iterable[Rule]) -> tuple[HtmlElement, ...]:
        """The elements of the first rule that finds any with text."""
        for rule in rules:
            found = [one for one in self.find(rule) if isinstance(one, HtmlElement)]
            elements = tuple(element for element in _outermost(found) if _words_of(element))
            if elements:
                self.where[rule.name] = rule.where
                self.note(rule, f"found the body: {sum(map(_words_of, elements)):,} words")
                return elements
        return ()

    def protect(self, elements: Iterable[HtmlElement]) -> None:
        """Let nothing of these elements be stripped."""
        for element in elements:
            self.protected.add(element)
            self.above_protected.update(element.iterancestors())

    def strip(self, rule: Rule, found: Iterable[Found]) -> None:
        """Take what a rule found out of the tree, unless hardly anything would be left."""
        found = [one for one in found if self._may_go(one)]
        gone = list(_outermost(one for one in found if isinstance(one, HtmlElement)))
        gone += [one for one in found if not isinstance(one, HtmlElement)]
        if self.words is None:
            self.words = _words_of(self.tree)
        words = sum(map(_words_of, gone))
        if words and self.words - words < min(LEAST_WORDS, self.words):
            self.note(rule, f"not applied: it would leave {max(0, self.words - words):,} of {self.words:,} words")
            return
        self.words -= words
        for one in reversed(gone):  # texts first: an element that goes hands the text behind it on
            _take_out(one)
        if gone:
            self.note(
                rule, f"stripped {_counted(len(gone))}", tuple(text[:SHOWN] for text in map(_text_of, gone) if text)
            )

    def strip_named(self, rules: list[Rule]) -> None:
        """Strip the elements in whose class or id the value of a rule stands, in one walk for all rules."""
        if not rules:
            return
        found: dict[str, list[HtmlElement]] = {rule.value: [] for rule in rules}
        value_in = re.compile("|".join(map(re.escape, found)))
        for element in self.tree.iter("*"):
            names = f"{element.get('class', '')}\n{element.get('id', '')}"
            if value_in.search(names):
                for value in found:
                    if value in names:
                        found[value].append(element)
        for rule in rules:
            self.strip(rule, found[rule.value])

    def _may_go(self, found: Found) -> bool:
        """Whether something may be stripped: it is still in the page, and nothing protected stands in or around it."""
        element = found if isinstance(found, HtmlElement) else _element_of(found)
        if element is None or (element is found and (element.tag in UNSTRIPPED or element in self.above_protected)):
            return False
        around = {element, *element.iterancestors()}
        return self.tree in around and self.protected.isdisjoint(around)


def _counted(elements: int) -> str:
    return f"{elements:,} element{'' if elements == 1 else 's'}"


def _outermost(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The elements that stand in no other of them."""
    elements = list(elements)
    known = set(elements)
    return (element for element in elements if known.isdisjoint(element.iterancestors()))


def shown_words(element: HtmlElement) -> Iterator[str]:
    """The words of an element, without those of scripts and the like."""
    for one in element.iter("*"):
        if one.tag not in SILENT and one.text:
            yield from one.text.split()
        if one is not element and one.tail:
            yield from one.tail.split()


def _text_of(found: Found) -> str:
    """The text of what was found in one line, at most MAX_VALUE characters."""
    text = text_of(found) if isinstance(found, HtmlElement) else " ".join(found.split())
    return text[:MAX_VALUE].strip()


def _words_of(found: Found) -> int:
    """How many words are shown less without it; an attribute has none."""
    if isinstance(found, HtmlElement):
        return sum(1 for _ in shown_words(found))
    element = _element_of(found)
    is_shown = element is not None and not found.is_attribute and element.tag not in SILENT
    return len(found.split()) if is_shown else 0


def _element_of(text: Found) -> HtmlElement | None:
    """The element that a text or an attribute belongs to; None for a text that an expression made of others."""
    element = getattr(text, "getparent", lambda: None)()
    return element.getparent() if element is not None and text.is_tail else element


def _take_out(found: Found) -> None:
    """Take an element, a text or an attribute out of the tree."""
    if isinstance(found, HtmlElement):
        found.drop_tree()
    elif found.is_attribute:
        found.getparent().attrib.pop(found.attrname, None)
    elif found.is_tail:
        found.getparent().tail = None
    else:
        found.getparent().text = None
