"""Links in a sitemap: plain, news, index or a text file."""

import io

from lxml import etree

from crawler import addresses
from crawler.announced import read_date
from crawler.xmltext import mended
from pipelines import shapes
from pipelines.items import Link, PageKind

MAX_ENTRIES = 50_000  # the protocol's own limit for one file
LINES_TO_JUDGE = 5  # first lines that must all be addresses for a text file to be a sitemap


def read_sitemap(text: str, url: str) -> tuple[Link, ...]:
    """The addresses a sitemap or sitemap index announces, newest first, undated ones last in the file's order.

    Entries of an index are of kind SITEMAP, of a news sitemap ARTICLE; other pages are guessed by their address.
    Addresses of images and videos are no pages and are left out.
    """
    links: dict[str, Link] = {}
    source = io.BytesIO(mended(text).encode("utf-8", "replace"))
    entries = etree.iterparse(
        source, events=("end",), tag=("{*}url", "{*}sitemap"), recover=True, encoding="utf-8",
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        for count, (_, entry) in enumerate(entries, start=1):
            link = _link(entry, url)
            if link and link.url not in links:
                links[link.url] = link
            if count == MAX_ENTRIES:
                break
            entry.clear()
            while entry.getprevious() is not None:
                del entry.getparent()[0]
    except etree.XMLSyntaxError:  # past mending from here on: what was read stands
        pass
    return newest_first(links.values())


def read_text_sitemap(text: str, url: str) -> tuple[Link, ...]:
    """The addresses of a text sitemap, one a line, in the file's order."""
    cleaned = (addresses.clean(line, base=url) for line in text.splitlines()[:MAX_ENTRIES] if line.strip())
    return tuple(Link(address, shapes.kind_of(address)) for address in dict.fromkeys(cleaned) if address)


def is_text_sitemap(text: str) -> bool:
    """Whether a text is a list of absolute addresses, one a line."""
    lines = [line.strip() for line in text[:20_000].splitlines() if line.strip()][:LINES_TO_JUDGE]
    return bool(lines) and all(line.startswith(("http://", "https://")) and len(line.split()) == 1 for line in lines)


def newest_first(links) -> tuple[Link, ...]:
    """Links by date, newest first; the undated follow in the order given."""
    return tuple(sorted(links, key=lambda link: link.date or "", reverse=True))


def _link(entry: etree._Element, url: str) -> Link | None:
    """One `<url>` or `<sitemap>` as a link, None when it has no address we could crawl."""
    address = addresses.clean(entry.findtext("{*}loc") or "", base=url)
    if address is None:
        return None
    changed = read_date(entry.findtext("{*}lastmod"))
    if etree.QName(entry).localname == "sitemap":
        return Link(address, PageKind.SITEMAP, changed)
    if not addresses.is_page(address):
        return None
    news = entry.find("{*}news")
    if news is None:
        return Link(address, shapes.kind_of(address), changed)
    published = read_date(news.findtext("{*}publication_date"))
    dates = [date for date in (published, changed) if date]
    return Link(address, PageKind.ARTICLE, max(dates, default=None))
