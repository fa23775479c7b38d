"""The author's box that templates put into the margin, where the lines of the article do not go."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from pipelines.items import Person
from pipelines.names import clean_name, is_name, only_names
from pipelines.signoff import OVER_A_NAME
from pipelines.structured import clean_line

NAMED = (
    ".//*[contains(@class, 'uthor') and (contains(@class, 'ame') or contains(@class, 'itle'))] | .//*[@rel='author']"
)
"""Elements for an author's name in the templates of the corpora: "elementor-author-box__name", "post_author-name"."""

LONGEST = 60
"""Characters of the text of such an element; others hold the writer's life."""

OTHERS = re.compile(
    r"comment|respond|related|recommend|popular|trending|recent|latest|read-?next|up-?next|teaser|(?<!\bh-)(?<!\bv)card|testimonial",
    re.IGNORECASE,
)
"""What elements are called that hold the authors of other texts."""


LABELS = 5
"""Labels of an author that are looked at; a page with more is a list of articles."""

BESIDE_LABEL = 6
"""Texts behind a label in which names may stand: "Authors", "Ada Barn", "and", "Ben Tawny"."""

AND = re.compile(r"(?:and|&|und|et|y|,|;|/)", re.IGNORECASE)


def under_a_label(tree: HtmlElement) -> list[Person]:
    """The people whose names stand behind a label such as "Author(s)" beside the article; nobody when the labels
    disagree, as in lists of articles."""
    found = {tuple(names) for label in islice(_labels(tree), LABELS) if (names := _names_behind(label))}
    return [Person(name, raw=name) for name in next(iter(found))] if len(found) == 1 else []


def _labels(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with nothing but a label in them."""
    for element in tree.iter("h2", "h3", "h4", "h5", "h6", "div", "span", "p", "strong", "b", "dt", "th", "li"):
        text = (element.text or "").strip()
        if text and OVER_A_NAME.fullmatch(text) and not len(element) and not _is_of_another(element):
            yield element


def _names_behind(label: HtmlElement) -> list[str]:
    """The names in the texts behind a label, up to the first text that is none."""
    names: list[str] = []
    for text in label.xpath(f"(following::text()[normalize-space()])[position() <= {BESIDE_LABEL}]"):
        found = only_names(clean_line(text)) if len(text) <= LONGEST else []
        if not found and not AND.fullmatch(text.strip()):
            break
        names += found
    return list(dict.fromkeys(names))


def in_a_box(tree: HtmlElement) -> list[Person]:
    """The one author whom boxes beside the article name; nobody when they name several, as lists of articles do."""
    found: dict[str, Person] = {}
    for element in tree.xpath(NAMED):
        text = clean_line(element.text_content())
        name = clean_name(text)
        if len(text) <= LONGEST and is_name(name) and not _is_of_another(element):
            found.setdefault(name.casefold(), Person(name, raw=text))
    return list(found.values()) if len(found) == 1 else []


def _is_of_another(element: HtmlElement) -> bool:
    around = (f"{outer.get('class') or ''} {outer.get('id') or ''}" for outer in (element, *element.iterancestors()))
    return any(map(OTHERS.search, around))
