"""Is a page an article or a listing? Decided from structured data, address, links and text, with the reason."""

import json
import re
from dataclasses import dataclass, field

from lxml import html

from pipelines import shapes
from pipelines.items import PageKind
from pipelines.outline import Outline

MAX_SCRIPT = 500_000  # characters of a JSON-LD script that is read; an article's has some thousand
MAX_SCRIPTS = 30  # JSON-LD scripts looked at
MAX_NODES = 2_000  # JSON-LD objects looked at

ARTICLE_TYPES = frozenset(
    "Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle "
    "ReportageNewsArticle ReviewNewsArticle AdvertiserContentArticle BlogPosting LiveBlogPosting TechArticle "
    "ScholarlyArticle SatiricalArticle Report Review CriticReview Recipe HowTo".split()
)
LISTING_TYPES = frozenset("CollectionPage SearchResultsPage ItemList ProfilePage".split())

HEADLINES_OF_A_LISTING = 5  # headline links; related links under an article are often as many, hence the next two
HEADLINES_WITHOUT_CLAIM = 2  # enough where neither address nor structured data speak of an article: a short section
TEASER = 400  # characters between two headlines; teasers run to 300, the shortest news has some 500
ALMOST_NOTHING = 120  # characters of one stretch that are enough where the address is an article's; a photo's caption
FULL_POST = 500  # characters under a heading that make it a post and not a teaser
POSTS_OF_A_BLOG = 3  # full posts under headings that are links: a blog's front page or archive
DENSE = 0.75  # share of the text in links; articles, menus included, reach .6
LINK_TEXT_OF_A_LISTING = 400  # characters in links from which density says something; below, the text was not found


@dataclass(slots=True)
class Claims:
    """What a page says about itself in structured data."""

    articles: list[str] = field(default_factory=list)
    listing: str | None = None
    open_graph: str | None = None
    published: bool = False


def decide(
    tree: html.HtmlElement, outline: Outline, url: str, article_pattern: str | None = None
) -> tuple[PageKind, str]:
    """ARTICLE or LISTING, and why, as a short sentence.

    When in doubt it is an article: the reader has a gate of its own. `article_pattern` is a named magazine's regular
    expression for addresses of articles; given one, it alone decides.
    """
    if article_pattern is not None:
        if re.search(article_pattern, url):
            return PageKind.ARTICLE, "the address is that of the magazine's articles"
        return PageKind.LISTING, "the address is not that of the magazine's articles"
    if shapes.is_front(url):
        return PageKind.LISTING, "the address is a front page"
    claims = read_claims(tree)
    longest = max(outline.stretches)
    # Where the address is an article's, only a page with next to no text is a listing.
    has_address = shapes.looks_like_article(url)
    enough = ALMOST_NOTHING if has_address else TEASER
    if len(claims.articles) == 1 and not (shapes.looks_like_listing(url) and longest < FULL_POST):
        return PageKind.ARTICLE, f"JSON-LD says {claims.articles[0]}"
    if shapes.looks_like_listing(url):
        return PageKind.LISTING, "the address is that of a listing"
    if claims.listing and not claims.articles and longest < 2 * FULL_POST:
        return PageKind.LISTING, f"JSON-LD says {claims.listing}"
    says_nothing = not (claims.articles or claims.published or claims.open_graph == "article" or has_address)
    few = HEADLINES_WITHOUT_CLAIM if says_nothing else HEADLINES_OF_A_LISTING
    if outline.headlines >= few and longest < enough:
        return PageKind.LISTING, f"{outline.headlines} headlines with at most {longest} characters of text between"
    if outline.link_density > DENSE and outline.link_text >= LINK_TEXT_OF_A_LISTING and longest < enough:
        return PageKind.LISTING, f"links hold {outline.link_density:.0%} of the text"
    if claims.articles:
        return PageKind.ARTICLE, f"JSON-LD says {claims.articles[0]}"
    if claims.published:
        return PageKind.ARTICLE, "the page names its time of publication"
    if _is_blog(outline) and not has_address:
        return PageKind.LISTING, "several full posts under headings that are links"
    if claims.open_graph == "article":
        return PageKind.ARTICLE, "Open Graph says article"
    if has_address:
        return PageKind.ARTICLE, "the address is that of an article"
    return PageKind.ARTICLE, f"{longest} characters of text in one piece"


def _is_blog(outline: Outline) -> bool:
    """Whether several full posts stand under headings that are links, and no text of that length before them."""
    posts = sum(
        length >= FULL_POST and heading
        for length, heading in zip(outline.stretches, outline.under_heading, strict=True)
    )
    return posts >= POSTS_OF_A_BLOG and outline.stretches[0] < FULL_POST


def read_claims(tree: html.HtmlElement) -> Claims:
    """JSON-LD and Open Graph of a page. Broken JSON-LD says nothing; nothing here is slower than linear."""
    claims = Claims()
    scripts = (s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower())
    for script, _ in zip(scripts, range(MAX_SCRIPTS), strict=False):
        source = script.text or ""
        if len(source) <= MAX_SCRIPT:
            try:
                _read_nodes(json.loads(source, strict=False), claims)
            except (ValueError, RecursionError):  # cut short, or nested to bring us down
                continue
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "og:type":
            claims.open_graph = (meta.get("content") or "").strip().lower()
        elif name == "article:published_time":
            claims.published = True
    return claims


def _read_nodes(data: object, claims: Claims) -> None:
    """Collect types of the objects that stand for the page itself, not those listed in it."""
    waiting = [data]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            types = node.get("@type")
            for name in [types] if isinstance(types, str) else types if isinstance(types, list) else []:
                if name in ARTICLE_TYPES:
                    claims.articles.append(name)
                elif name in LISTING_TYPES:
                    claims.listing = name
            waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)
