"""What an answer is and where it leads. Pure: bytes in, links out; made to run in a worker process."""

import re
from dataclasses import replace

from lxml import html

from crawler import addresses
from crawler.feeds import read_feed
from crawler.links import base_of, links_of
from crawler.nextpage import next_of_article, next_of_listing, ruled_link, single_page_of
from crawler.sitemaps import is_text_sitemap, read_sitemap, read_text_sitemap
from crawler.xmltext import HEAD, root_of
from pipelines.article import read_article
from pipelines.decoding import decode, gunzipped, is_file, parse
from pipelines.guide import NO_GUIDE, Guide
from pipelines.items import Look, PageKind, Part, Reading
from pipelines.memory import unpacked
from pipelines.outline import Outline, read_outline
from pipelines.pagekind import decide
from pipelines.ruled import next_page_of, prepare
from pipelines.ruled import single_page_of as ruled_single_page_of
from pipelines.rules import Rules

MARKUP = re.compile(r"<[a-zA-Z!]")


def look(
    body: bytes,
    url: str,
    content_type: str | None = None,
    article_pattern: str | None = None,
    rules: Rules | None = None,
) -> Look:
    """What an answer is, at a glance, and where it leads.

    `body` is the answer after content decoding, `url` the address that gave it, `content_type` its header if any,
    `article_pattern` a named magazine's regular expression for addresses of articles, `rules` what people say about
    the host, such as where an article goes on. The bytes decide, not the label: a feed sent as HTML is a feed. What
    holds no page at all is of kind UNKNOWN. Never raises for what a server may send; takes time linear in it.
    """
    return _look(body, url, content_type, article_pattern, rules, with_links=True)[0]


def look_and_read(
    part: Part, guide: Guide = NO_GUIDE, article_pattern: str | None = None, with_links: bool = False
) -> tuple[Look, Reading | None]:
    """A look at an answer and, where it is an article on a single page, its reading: the page is parsed once for both.

    `guide` is that to the site. The reading is None for a hub, and where further pages are to be fetched
    first. The look at an article has its links only when they are asked for.
    """
    seen, tree, outline = _look(part.body, part.url, part.content_type, article_pattern, guide.rules, with_links)
    if seen.kind is not PageKind.ARTICLE or seen.next_page or seen.single_page:
        return seen, None
    memory = unpacked(guide.memory) if guide.memory else None
    return seen, read_article([part], memory, guide.rules, tree, outline)


def _look(
    body: bytes,
    url: str,
    content_type: str | None,
    article_pattern: str | None,
    rules: Rules | None,
    with_links: bool,
) -> tuple[Look, html.HtmlElement | None, Outline | None]:
    body = gunzipped(body)
    if is_file(body):
        return Look(PageKind.UNKNOWN, "the answer is a file and no page"), None, None
    text = decode(body, content_type)
    root = root_of(text)
    if root is None and (root := root_of(body[:HEAD].decode("latin-1"))):
        text = body.decode("cp1252", "replace")  # short feeds mislead the detector; their tags are ASCII all the same
    if root in ("urlset", "sitemapindex"):
        return Look(PageKind.SITEMAP, f"the document is a {root}", read_sitemap(text, url)), None, None
    if root is not None:
        links, next_page = read_feed(text, url)
        return Look(PageKind.FEED, f"the document is a feed ({root})", links, next_page), None, None
    if is_text_sitemap(text):
        return Look(PageKind.SITEMAP, "the document is a list of addresses", read_text_sitemap(text, url)), None, None
    text = prepare(text, rules) if rules else text
    tree = parse(text) if MARKUP.search(text) else None
    if tree is None:
        return Look(PageKind.UNKNOWN, "the answer holds no HTML"), None, None
    outline = read_outline(tree)
    seen = _look_at_page(tree, outline, url, article_pattern, with_links)
    if rules and seen.kind is PageKind.ARTICLE:
        seen = _with_ruled_links(seen, tree, url, rules)
    return seen, tree, outline


def _look_at_page(
    tree: html.HtmlElement, outline: Outline, url: str, article_pattern: str | None, with_links: bool
) -> Look:
    kind, reason = decide(tree, outline, url, article_pattern)
    if kind is PageKind.LISTING:
        return Look(kind, reason, links_of(tree, outline, url), next_of_listing(tree, outline, url))
    return Look(
        kind,
        reason,
        links_of(tree, outline, url) if with_links else (),
        next_page=next_of_article(tree, outline, url),
        single_page=single_page_of(tree, outline, url),
        headline=headline_of(tree, outline),
        canonical=canonical_of(tree, url),
    )


def _with_ruled_links(seen: Look, tree: html.HtmlElement, url: str, rules: Rules) -> Look:
    """The look with the links to further pages that rules find; where they find none it stays as it is."""
    return replace(
        seen,
        next_page=ruled_link(next_page_of(tree, rules), tree, url) or seen.next_page,
        single_page=ruled_link(ruled_single_page_of(tree, rules), tree, url) or seen.single_page,
    )


def headline_of(tree: html.HtmlElement, outline: Outline) -> str | None:
    """The first h1, or what the page calls itself in Open Graph or its title: enough to tell two articles apart."""
    if outline.h1:
        return outline.h1[0]
    for meta in tree.iter("meta"):
        if (meta.get("property") or "").lower() == "og:title" and (meta.get("content") or "").strip():
            return " ".join(meta.get("content").split())
    title = tree.findtext(".//title")
    return " ".join(title.split()) or None if title else None


def canonical_of(tree: html.HtmlElement, url: str) -> str | None:
    """The address the page names as its own, cleaned. Evidence only: often another's, or broken."""
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return addresses.clean(element.get("href") or "", base=base_of(tree, url))
    return None
