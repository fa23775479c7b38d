"""What a page says about its article for machines: JSON-LD, meta tags, microdata and RDFa.

All of it is read tolerantly and in bounded time, and none of it is believed here: it is often broken, copied from
another page or the work of a plug-in. What wins over what is decided in metadata.py.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.wording import fold

MAX_JSON_LD = 2_000_000
"""Characters of one JSON-LD script that is still parsed; the longest seen on a real article has 300,000."""

MAX_LINE = 500
"""Characters of a headline; nobody prints a longer one, but broken templates put whole pages there."""

MAX_NAME = 100
"""Characters of a name, a section, a keyword."""

MAX_TEXT = 10_000
"""Characters of a list written as one text, such as keywords."""

MAX_ENTRIES = 50
"""People or keywords of one article."""

MAX_NESTING = 4
"""Levels of `@graph`, lists and `mainEntity` in which JSON-LD objects are looked for."""

ARTICLE_TYPE = re.compile(
    r"Article|BlogPosting|(?<!Job)Posting$|Review$|^Report$|^CreativeWork$|LiveBlog|Recipe$|^Interview$|^PodcastEpisode$|^HowTo$"
)
TEXT_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
MARKUP = re.compile(r"</?(?:em|i|b|strong|span|p|a)\b[^<>]{0,200}>|<br ?/?>$", re.IGNORECASE)
TRAILING_COMMA = re.compile(r",(\s*[}\]])")
MARKED_UP = XPath(".//@itemprop/.. | .//@property/..")
BROKEN_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')


def clean_line(text: str) -> str:
    """The text on one line, without characters that databases and terminals choke on."""
    return " ".join(TEXT_UNSAFE.sub(" ", text).split())


def line(value: object, longest: int = MAX_LINE) -> str | None:
    """A text on one line without escaped HTML (`Rock &amp; Roll`), at most `longest` characters; else None."""
    if not isinstance(value, str):
        return None
    text = clean_line(value[: 4 * longest])
    if "&" in text or "<" in text:
        text = clean_line(MARKUP.sub(" ", html.unescape(text)))
    return text[:longest].rstrip() or None


def listed(value: object) -> list:
    """JSON-LD gives one thing or a list of things; this is always a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def first_line(values: Iterable[object]) -> str | None:
    """The first of the values that is a short text."""
    return next((text for value in values if (text := line(value, MAX_NAME))), None)


def json_ld(tree: HtmlElement) -> list[dict]:
    """Every object in the page's JSON-LD scripts, also those in a `@graph` or a list.

    Of a script that is broken only the plain text fields that stand in it whole. Frameworks that can only make meta
    tags write `<meta name="script:ld+json" content="{...}">`, and it is read as if they had made a script.
    """
    found: list[dict] = []
    for element in tree.iter("script", "meta"):
        is_script = element.tag == "script"
        text = element.text if is_script else element.get("content")
        told = (element.get("type" if is_script else "name") or "").lower()
        if "ld+json" in told and text and len(text) <= MAX_JSON_LD:
            found.extend(_objects(_parsed(text), MAX_NESTING))
    return found


def article_of(objects: Sequence[dict], titles: Sequence[str] = ()) -> dict:
    """The object that describes the article; an empty one when there is none. References (`@id`) are followed.

    `titles` are those of the page: of several articles, one of them has that title, the others are related ones. A page
    with an author is an article, too: search engine plug-ins say so of the posts that they do not call articles.
    """
    articles = [entry for entry in objects if any(ARTICLE_TYPE.search(kind) for kind in types(entry))]
    articles = articles or [entry for entry in objects if "WebPage" in types(entry) and "author" in entry]
    known = [fold(title) for title in titles]

    def fitness(entry: dict) -> tuple[bool, int]:
        headline = fold(name_of(entry.get("headline")) or "")
        is_ours = bool(headline) and any(headline in title or title in headline for title in known)
        return is_ours, ("headline" in entry) + ("datePublished" in entry)

    article = max(articles, key=fitness, default={})
    named = {entry["@id"]: entry for entry in objects if isinstance(entry.get("@id"), str) and "name" in entry}
    followed = dict(article)
    for role in ("author", "creator", "editor", "publisher", "isPartOf"):
        if role in article:
            followed[role] = [_followed(entry, named) for entry in listed(article[role])]
    return followed


def types(entry: dict) -> list[str]:
    """The schema.org types of an object."""
    return [kind for kind in listed(entry.get("@type")) if isinstance(kind, str)]


def name_of(value: object) -> str | None:
    """The name of a person or an organisation, given as text, object or list of either."""
    for entry in listed(value):
        name = line(entry.get("name") if isinstance(entry, dict) else entry, MAX_NAME)
        if name and not name.startswith(("http:", "https:")):
            return name
    return None


def keywords_of(value: object) -> tuple[str, ...]:
    """Keywords given as a list or with commas between."""
    words = [part for entry in listed(value) if isinstance(entry, str) for part in entry[:MAX_TEXT].split(",")]
    return tuple(dict.fromkeys(word for part in words[:MAX_ENTRIES] if (word := line(part, MAX_NAME))))


def metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of the page's meta tags by lower-case name, in the order of the page; empty ones are left out."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def marked_up(tree: HtmlElement) -> dict[str, list[HtmlElement]]:
    """Elements by what microdata (`itemprop`) or RDFa (`property`) call them, without a prefix such as `schema:`."""
    found: dict[str, list[HtmlElement]] = {}
    for element in MARKED_UP(tree):
        if element.tag == "meta" and element.get("property") is not None:
            continue
        for name in (element.get("itemprop") or element.get("property") or "").split():
            found.setdefault(name.rpartition(":")[2], []).append(element)
    return found


def _parsed(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    if text[1:].lstrip().startswith("&quot;"):  # a template escaped it as if it were text
        text = html.unescape(text)
    for attempt in (text, TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except RecursionError:
            return None
        except ValueError:
            continue
    fields = {name: html.unescape(value.replace('\\"', '"')) for name, value in reversed(BROKEN_FIELD.findall(text))}
    return {"@type": "Article", **fields} if fields and ARTICLE_TYPE.search(text) else None


def _objects(data: object, nesting: int) -> Iterator[dict]:
    for entry in listed(data):
        if isinstance(entry, list) and nesting:
            yield from _objects(entry, nesting - 1)
        if isinstance(entry, dict):
            yield entry
            for inner in ("@graph", "mainEntity", "mainEntityOfPage") if nesting else ():
                if isinstance(entry.get(inner), dict | list):
                    yield from _objects(entry[inner], nesting - 1)


def _followed(entry: object, named: dict[str, dict]) -> object:
    """The object that a reference names; anything else is given back."""
    if isinstance(entry, dict) and "name" not in entry and isinstance(entry.get("@id"), str):
        return named.get(entry["@id"], entry)
    return entry
