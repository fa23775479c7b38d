"""The author's box that templates put into the margin, where the lines of the article do not go."""

import re

from lxml.html import HtmlElement

from pipelines.items import Person
from pipelines.names import clean_name, is_name
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
