"""The author of a blog that names nobody because it is one person's: the address is the name, the text says "I"."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.items import Person
from pipelines.names import HOUSE, NAME, is_name
from pipelines.printed import SENTENCE, Line

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


def owner_of(tree: HtmlElement, lines: Sequence[Line], url: str) -> list[Person]:
    """The person whose name, without spaces, is the address of the site; nobody where the text does not say "I"."""
    labels = {label.replace("-", "") for label in (urlsplit(url).hostname or "").split(".") if len(label) >= SHORTEST}
    told = [line for line in lines if FIRST_PERSON.search(line.text) and not line.text.startswith(QUOTES)]
    sentences = sum(len(line.text) >= SENTENCE for line in lines)
    if not labels or len(told) < max(SAYS_I, OF_THE_TEXT * sentences):
        return []
    for text in tree.itertext():
        for match in NAME.finditer(" ".join(text.split())):
            name = match[0].removeprefix("About ")
            is_theirs = re.sub(r"\W", "", name).casefold() in labels and is_name(name)
            if is_theirs and not HOUSE.search(name) and not INITIALS.search(name):
                return [Person(name, raw=match[0])]
    return []
