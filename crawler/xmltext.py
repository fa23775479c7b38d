"""XML as magazines serve it, mended far enough for a parser to read all of it."""

import re
import sys
from html.entities import html5

ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE)
BEFORE_ROOT = re.compile(
    r"[^<]*(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s{0,20})?>)", re.DOTALL | re.IGNORECASE
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
CDATA_OR_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(#\d{1,7};|#x[0-9a-f]{1,6};|\w{1,32};)?", re.DOTALL | re.IGNORECASE
)
XML_ENTITIES = ("amp;", "lt;", "gt;", "quot;", "apos;")
HEAD = 65_536  # characters in which the root element must begin: room for comments, style sheets and a DTD
MAX_TEXT = 52_428_800  # characters; 50 MiB is the sitemap protocol's own limit


def root_of(text: str) -> str | None:
    """The name of the root element if it is rss, feed, rdf, urlset or sitemapindex, else None."""
    found = ROOT.match(text, _start(text[:HEAD]))
    return found[1].lower() if found else None


def mended(text: str) -> str:
    """The document from its root element on: no declaration, no DTD, no control characters, every `&` in order.

    Named characters of HTML become themselves; a bare `&` and entities of the document's own become `&amp;`. Numbers
    of characters that no XML may hold are left out.
    """
    text = CONTROL.sub("", text[:MAX_TEXT])
    return CDATA_OR_AMPERSAND.sub(_ampersand, text[_start(text) :])


def _start(text: str) -> int:
    """Where the root element begins, behind blank lines, declarations, comments and a DTD."""
    position = 0
    while found := BEFORE_ROOT.match(text, position, position + HEAD):
        position = found.end()
    return max(text.find("<", position), 0)


def _ampersand(found: re.Match[str]) -> str:
    if found[0].startswith("<"):
        return found[0]
    name = found[1]
    if not name:
        return "&amp;"
    if name.startswith("#"):
        return found[0] if _is_legal(name[1:-1]) else ""
    if name in XML_ENTITIES:
        return found[0]
    return html5.get(name, f"&amp;{name}")


def _is_legal(number: str) -> bool:
    """Whether a character that is written as a number, `8212` or `x2014`, may stand in XML."""
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return 0 < code <= sys.maxunicode and not CONTROL.match(chr(code))
