"""Links in a feed: RSS, RDF and Atom, with their everyday faults.

The text is mended and its XML recovered first, so that feedparser, which knows the dialects and their dates, only
ever sees a well-formed and bounded document. Nothing is fetched, no entity of the feed's own is expanded.
"""

import io
import re
from calendar import timegm
from datetime import UTC, datetime
from time import struct_time

import feedparser
from lxml import etree

from crawler import addresses
from crawler.announced import as_date
from crawler.xmltext import mended
from pipelines.items import Link, PageKind

ENTRIES = ("{*}item", "{*}entry")
MAX_ENTRIES = 1_000  # entries of one feed; busy magazines announce fifty, complete archives a few hundred
MAX_ATTRIBUTES = 50  # of one element; feedparser compares each with each, so that 200,000 would take minutes
NEEDED = frozenset(  # what is read of a feed and its entries; the rest is long, or trips feedparser
    "rss feed rdf channel items item entry link id guid origlink "
    "created issued modified published updated date pubdate".split()
)


def read_feed(text: str, url: str) -> tuple[tuple[Link, ...], str | None]:
    """The articles a feed announces, newest first, and its next archive page (RFC 5005) or None.

    `url` is where the feed was fetched; relative links are made absolute by it or by `xml:base`. Entries without a
    crawlable page address are left out, undated ones come after the dated ones in the feed's order.
    """
    source = _well_formed(text)
    if source is None:
        return (), None
    feed = feedparser.parse(io.BytesIO(source), response_headers={"content-location": url}, sanitize_html=False)
    links: dict[str, Link] = {}
    for entry in feed.entries:
        address = addresses.clean(entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry), base=url)
        if address and addresses.is_page(address) and address not in links:
            links[address] = Link(address, PageKind.ARTICLE, _date(entry))
    ordered = sorted(links.values(), key=lambda link: link.date or "", reverse=True)
    return tuple(ordered), _next_archive(feed.feed.get("links", ()), url)


def _well_formed(text: str) -> bytes | None:
    """The feed as well-formed XML, of which only what is NEEDED is left, with MAX_ENTRIES entries at most."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(mended(text).encode("utf-8", "replace"), parser)
    if root is None:
        return None
    for element in root.iter():
        if len(element.attrib) > MAX_ATTRIBUTES:
            element.attrib.clear()
    for entry in list(root.iter(*ENTRIES))[MAX_ENTRIES:]:
        entry.getparent().remove(entry)
    for element in list(root.iter("*"))[1:]:
        if _name(element) in NEEDED:
            continue
        if next(element.iter(*ENTRIES), None) is None:
            element.getparent().remove(element)
        else:
            element.tag = "items"  # an element that was never closed, around entries that count
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _name(element: etree._Element) -> str:
    """What an element is called, without its namespace; `dc:date` where that was not declared is `date`."""
    return re.split("[}:]", element.tag)[-1].lower()


def _permalink(entry: feedparser.FeedParserDict) -> str:
    """The entry's id when it is an address: a guid is the permalink unless it says otherwise."""
    name = entry.get("id") or ""
    return name if name.startswith(("http://", "https://")) else ""


def _date(entry: feedparser.FeedParserDict) -> str | None:
    """The later of publication and change: an updated article is news again."""
    # dict.get: feedparser's own answers "updated" with "published", under a warning.
    found: list[struct_time | None] = [dict.get(entry, key) for key in ("published_parsed", "updated_parsed")]
    times = [time for time in found if time]
    try:
        return as_date(datetime.fromtimestamp(timegm(max(times)), UTC)) if times else None
    except (ValueError, OverflowError, OSError):  # a year that datetime does not know
        return None


def _next_archive(links: list[dict], url: str) -> str | None:
    """The first link to older entries: on the feed's own host, by whatever scheme, and not to the feed itself."""
    for link in links:
        if link.get("rel") in ("next", "prev-archive"):
            address = addresses.clean(link.get("href", ""), base=url)
            if address and address != addresses.clean(url) and _host(address) == _host(url):
                return address
    return None


def _host(url: str) -> str:
    return addresses.origin_of(url)[1]
