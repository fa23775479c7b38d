"""The author of a blog that names nobody because it is one person's: the address is the name, the text says "I"."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.items import Person
from pipelines.names import HOUSE, NAME, clean_name, is_name
from pipelines.printed import SENTENCE, Line
from pipelines.structured import clean_line

SAYS_I = 3
"""Lines in the first person from which on this is somebody's own page; a magazine quotes others in one or two."""

OF_THE_TEXT = 0.06
"""Share of the sentences that say "I" on somebody's own page; firms that quote a customer or two have fewer."""

FIRST_PERSON = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|my|ich|mein\w*|je|mon|yo|mis?|io|mio|eu|meu|ik|mijn|jeg|jag|я|мой)\b"
)
QUOTES = ('"', "“", "„", "«")
SHORTEST = 6
"""Letters of a part of the address that may be first name and surname."""

INITIALS = re.compile(r"\b[A-Z]{2,4}\b(?=.*[a-z])")
"""The short form of an institution beside a name: "UC Davis"."""


HOME = "//a[@href='/']//text()"
"""The link to the front page, which holds the name of the site."""

YEARS = re.compile(r"\d{4}(?: ?[-–—] ?\d{4})?|copyright|©", re.IGNORECASE)
ALIKE = 5
"""Letters at the beginning of a word of a name that its address shares."""


def owner_of(tree: HtmlElement, lines: Sequence[Line], url: str) -> list[Person]:
    """The person whose name, without spaces, is the address of the site, or who signs its pages and has a part of her
    name in the address; nobody where the text does not say "I"."""
    labels = {label.replace("-", "") for label in (urlsplit(url).hostname or "").split(".") if len(label) >= SHORTEST}
    told = [line for line in lines if FIRST_PERSON.search(line.text) and not line.text.startswith(QUOTES)]
    sentences = sum(len(line.text) >= SENTENCE for line in lines)
    if not labels or len(told) < max(SAYS_I, OF_THE_TEXT * sentences):
        return []
    signed = [*tree.xpath(HOME), *(text for text in tree.itertext() if "©" in text or "copyright" in text.casefold())]
    for text in signed:
        for match in NAME.finditer(YEARS.sub("", clean_line(text))):
            name = clean_name(match[0])
            if is_name(name) and not HOUSE.search(name) and any(_resembles(name, label) for label in labels):
                return [Person(name, raw=match[0])]
    for text in tree.itertext():
        for match in NAME.finditer(" ".join(text.split())):
            name = match[0].removeprefix("About ")
            is_theirs = re.sub(r"\W", "", name).casefold() in labels and is_name(name)
            if is_theirs and not HOUSE.search(name) and not INITIALS.search(name):
                return [Person(name, raw=match[0])]
    return []


def _resembles(name: str, label: str) -> bool:
    """Whether a part of the address begins as a word of the name does: "cassidoo", "ellingsworth"."""
    words = [re.sub(r"\W", "", word).casefold() for word in name.split()]
    return any(len(word) >= ALIKE and label.startswith(word[:ALIKE]) for word in words)
