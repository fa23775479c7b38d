"""The links of an HTML page, each with a guess at what it leads to."""

from lxml import html

from crawler import addresses
from crawler.utility import is_utility
from pipelines import shapes
from pipelines.items import Link, PageKind
from pipelines.outline import Anchor, Outline

MAX_LINKS = 2_000  # links of one page; the longest archive pages of magazines have some hundred
MAX_SECTION_TEXT = 24  # characters of a menu entry
FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml", "text/xml+rss"))
COMMENT_PLACES = ("comment", "disqus", "respond")  # parts of id and class under which readers write
LEVELS_UP = 8  # ancestors searched for such a place
REFUSED_SCHEMES = ("javascript:", "mailto:", "tel:", "sms:", "whatsapp:", "data:", "file:", "ftp:", "about:", "#")


def base_of(tree: html.HtmlElement, url: str) -> str:
    """The address that relative links of a page start from: its `<base href>`, or its own."""
    for base in tree.iter("base"):
        if base.get("href"):
            return addresses.clean(base.get("href"), base=url) or url
    return url


def links_of(tree: html.HtmlElement, outline: Outline, url: str) -> tuple[Link, ...]:
    """The feeds a page names, then the pages it links to, each address once and in the page's order.

    A link in a heading or long enough for a headline is guessed an article, a short one in a menu a listing, unless
    the address says otherwise. Left out: the page itself, files that are no pages, logins, shops and the like,
    social networks, links among readers' comments, and `nofollow` links (advertising and readers' links). At most
    MAX_LINKS.
    """
    base = base_of(tree, url)
    itself = addresses.clean(url)
    links: dict[str, Link] = {}
    for link in feeds_of(tree, base):
        links[link.url] = link
    for anchor in outline.anchors:
        if len(links) >= MAX_LINKS:
            break
        address = address_of(anchor, base)
        if address is None or address == itself:
            continue
        known = links.get(address)
        if (known and known.kind is not PageKind.UNKNOWN) or _is_unwanted(anchor, address):
            continue
        links[address] = Link(address, _kind(anchor, address))
    return tuple(links.values())


def feeds_of(tree: html.HtmlElement, base: str) -> list[Link]:
    """RSS and Atom feeds that a page names with `<link rel=alternate>`, without those of comments."""
    feeds = []
    for element in tree.iter("link"):
        if "alternate" not in (element.get("rel") or "").lower().split():
            continue
        if (element.get("type") or "").partition(";")[0].strip().lower() not in FEED_TYPES:
            continue
        address = addresses.clean(element.get("href") or "", base=base)
        if address and "/comments/" not in address and "comment" not in (element.get("title") or "").lower():
            feeds.append(Link(address, PageKind.FEED))
    return feeds


def address_of(anchor: Anchor, base: str) -> str | None:
    """Where a link leads, cleaned; None for mail, scripts, places on the page itself and garbage."""
    href = anchor.href.strip()
    return None if href[:12].lower().startswith(REFUSED_SCHEMES) else addresses.clean(href, base=base)


def is_among_comments(anchor: Anchor) -> bool:
    """Whether a link stands where readers comment."""
    element = anchor.element
    for _ in range(LEVELS_UP):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        place = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
        if any(name in place for name in COMMENT_PLACES):
            return True
        element = element.getparent()
    return False


def _is_unwanted(anchor: Anchor, address: str) -> bool:
    if not addresses.is_page(address) or is_utility(address):
        return True
    return "nofollow" in (anchor.element.get("rel") or "").lower() or is_among_comments(anchor)


def _kind(anchor: Anchor, address: str) -> PageKind:
    by_address = shapes.kind_of(address)
    if by_address is not PageKind.UNKNOWN:
        return by_address
    if anchor.is_headline:
        return PageKind.ARTICLE
    if anchor.in_furniture and 0 < len(anchor.text) <= MAX_SECTION_TEXT:
        return PageKind.LISTING
    return PageKind.UNKNOWN
