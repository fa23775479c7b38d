"""What a person types to search, taken apart. Nothing here knows a database."""

import re
from dataclasses import dataclass, field, replace

from storage.filters import Filters

NARROWING = {"site": "site", "kind": "kind", "section": "section", "after": "since", "before": "before"}
"""Fields that say which articles, and what Filters calls them."""

TEXTS = ("author", "question", "answer")
"""Fields in whose text words are looked for."""

_PIECES = re.compile(rf'(?:({"|".join([*NARROWING, *TEXTS])}):(?=[^\s]))?(?:"([^"]*)"?|([^\s"]+))', re.IGNORECASE)


class NothingToSearchFor(ValueError):
    """The text has no word and no field in it."""


class SaidTwice(ValueError):
    """A field of which an article has only one is asked for twice. The message is one line for people."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side. `goes_on`: the last of them may be longer."""

    text: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What is searched for: all of it must hold.

    words      stand anywhere in the article, its headline, standfirst and authors
    authors    stand among the writers' names
    questions  stand in one question of an interview; `answers` in the answer to it
    filters    which articles
    """

    words: tuple[Phrase, ...] = ()
    authors: tuple[Phrase, ...] = ()
    questions: tuple[Phrase, ...] = ()
    answers: tuple[Phrase, ...] = ()
    filters: Filters = field(default_factory=Filters)


def terms(text: str) -> Terms:
    """Take a person's text apart into words, "phrases in quotes", `begin*` and `field:value` or `field:"a value"`.

    The values of site, kind, after and before are taken as typed and not checked. Nothing else has a meaning, so any
    text is safe to search for. Raises NothingToSearchFor, SaidTwice.
    """
    text = text.replace("\0", " ").encode(errors="replace").decode()  # SQLite takes neither NUL nor half a character
    phrases: dict[str, list[Phrase]] = {name: [] for name in ("words", *TEXTS)}
    filters = Filters()
    for match in _PIECES.finditer(text):
        name, quoted, word = match.groups()
        name = (name or "words").lower()
        said = (quoted or word or "").strip()
        if name in NARROWING:
            filters = _narrowed(filters, name, said)
            continue
        goes_on = (word or "").endswith("*") or text.startswith("*", match.end())
        phrase = said.strip("* ")
        if any(character.isalnum() for character in phrase):
            phrases[name].append(Phrase(phrase, goes_on))
    if not any(phrases.values()) and filters == Filters():
        raise NothingToSearchFor(text)
    words, *others = (tuple(found) for found in phrases.values())
    return Terms(words, *others, filters)


def _narrowed(filters: Filters, name: str, value: str) -> Filters:
    if not value:
        return filters
    if getattr(filters, NARROWING[name]) is not None:
        raise SaidTwice(f"{name}: can be asked for once.")
    return replace(filters, **{NARROWING[name]: value})
