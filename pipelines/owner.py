"""The author of a blog that names nobody because it is one person's: the address is the name, the text says "I"."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.items import Person
from pipelines.names import NAME, is_name
from pipelines.printed import Line

SAYS_I = 3
"""Lines in the first person from which on this is somebody's own page; a magazine quotes others in one or two."""

FIRST_PERSON = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|my|ich|mein\w*|je|mon|yo|mis?|io|mio|eu|meu|ik|mijn|jeg|jag|я|мой)\b"
)
QUOTES = ('"', "“", "„", "«")
SHORTEST = 6
"""Letters of a part of the address that may be first name and surname."""


def owner_of(tree: HtmlElement, lines: Sequence[Line], url: str) -> list[Person]:
    """The person whose name, without spaces, is the address of the site; nobody where the text does not say "I"."""
    labels = {label.replace("-", "") for label in (urlsplit(url).hostname or "").split(".") if len(label) >= SHORTEST}
    told = sum(bool(FIRST_PERSON.search(line.text)) for line in lines if not line.text.startswith(QUOTES))
    if not labels or told < SAYS_I:
        return []
    for text in tree.itertext():
        for match in NAME.finditer(" ".join(text.split())):
            name = match[0].removeprefix("About ")
            if re.sub(r"\W", "", name).casefold() in labels and is_name(name):
                return [Person(name, raw=match[0])]
    return []
