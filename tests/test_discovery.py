"""What an answer is: article, listing, feed, sitemap or nothing; and which links it has."""

import gzip

import pytest

from crawler.discovery import look
from pipelines.items import PageKind

HERE = "https://example.org/2024/05/owls-hunt-at-night"
PARAGRAPH = "<p>Owls hunt at night, when the fields are quiet and the mice believe that nobody listens to them. </p>"


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>T</title>{head}</head><body>{body}</body></html>".encode()


def kind(body: str, url: str = "https://example.org/owls", head: str = "") -> PageKind:
    return look(page(body, head), url).kind


def cards(number: int, teaser: str = "A teaser of one sentence about owls.") -> str:
    return "".join(
        f'<div><h2><a href="/owls-of-the-north-part-{i}">Owls of the north, {i}</a></h2><p>{teaser}</p></div>'
        for i in range(number)
    )


def test_json_ld_makes_an_article():
    seen = look(
        page(PARAGRAPH, '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'),
        "https://example.org/owls",
    )
    assert (seen.kind, seen.reason) == (PageKind.ARTICLE, "JSON-LD says NewsArticle")


def test_a_graph_is_read_too():
    graph = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": ["Article", "X"]}]}</script>'
    )
    assert look(page(PARAGRAPH, graph), "https://example.org/owls").reason == "JSON-LD says Article"


def test_broken_json_ld_says_nothing():
    cut = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ow</script>'
    assert kind(PARAGRAPH * 5, head=cut) is PageKind.ARTICLE
    assert kind(cards(12), head='<script type="application/ld+json">' + "[" * 100_000 + "</script>") is PageKind.LISTING


@pytest.mark.parametrize(
    "place", ["/", "/index.html", "/en/", "/?page=2", "/page/3/", "/category/owls", "/tag/night", "/2007/", "/2007/05/"]
)
def test_addresses_of_listings_are_listings(place):
    assert kind(PARAGRAPH * 20, f"https://example.org{place}") is PageKind.LISTING


def test_headlines_with_teasers_are_a_listing():
    assert kind(cards(12), "https://example.org/culture") is PageKind.LISTING


def test_a_listing_with_a_publication_time_stays_one():
    head = '<meta property="article:published_time" content="2026-03-04T05:06:07Z">'
    assert kind(cards(12), "https://example.org/culture", head) is PageKind.LISTING


def test_full_posts_under_their_headlines_are_a_blog():
    assert kind(cards(5, PARAGRAPH * 8), "https://example.org/blog-of-owls") is PageKind.LISTING


def test_short_news_is_an_article():
    assert kind(f"<h1>Owl found</h1>{PARAGRAPH * 5}{cards(8)}", HERE) is PageKind.ARTICLE


def test_related_links_do_not_make_a_listing():
    assert kind(f"<h1>Owls</h1>{PARAGRAPH * 10}{cards(20)}", "https://example.org/owls") is PageKind.ARTICLE


def test_several_whole_articles_in_one_page_are_an_article():
    body = "".join(f"<article><h1>Owls {i}</h1>{PARAGRAPH * 12}</article>" for i in range(4))
    assert kind(body, HERE) is PageKind.ARTICLE


def test_a_page_in_tables_is_an_article():
    cells = "Owls hunt at night, when the fields are quiet.<br><br>" * 20
    assert (
        kind(f"<table><tr><td><a href=/>Home</a></td><td>{cells}</td></tr></table>", "https://example.org/owl.htm")
        is PageKind.ARTICLE
    )


def test_a_link_left_open_does_not_swallow_the_text():
    assert kind(f"<a href=/x>{PARAGRAPH * 20}", "https://example.org/owls") is PageKind.ARTICLE


def test_a_named_magazine_knows_its_articles():
    body = page(PARAGRAPH)
    assert look(body, "https://example.org/story/owls", article_pattern="/story/").kind is PageKind.ARTICLE
    assert look(body, "https://example.org/about-owls", article_pattern="/story/").kind is PageKind.LISTING


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"%PDF-1.7 \xe2\xe3", b"\x89PNG\r\n", b'{"items": []}', b"\x1f\x8b\x08broken"]
)
def test_what_holds_no_page_is_unknown(body):
    assert look(body, HERE).kind is PageKind.UNKNOWN


def test_a_packed_page_is_unpacked():
    assert look(gzip.compress(page(PARAGRAPH * 10)), HERE).kind is PageKind.ARTICLE


def test_links_keep_their_order_and_their_kind():
    seen = look(
        page(
            '<nav><a href="/culture">Culture</a></nav><h2><a href="/x/owl">Owls hunt at night again</a></h2>'
            '<a href="/2024/06/mice-fight-back">Mice</a><a href="/x/owl?utm_source=a">Again</a>',
            '<link rel="alternate" type="application/rss+xml" href="/feed">',
        ),
        "https://example.org/",
    )
    assert [(link.url, link.kind) for link in seen.links] == [
        ("https://example.org/feed", PageKind.FEED),
        ("https://example.org/culture", PageKind.LISTING),
        ("https://example.org/x/owl", PageKind.ARTICLE),
        ("https://example.org/2024/06/mice-fight-back", PageKind.ARTICLE),
    ]


def test_logins_comments_and_files_are_not_followed():
    body = (
        '<a href="/login">Login</a><a href="mailto:a@b.example">Mail</a><a href="/owl.jpg">Picture</a>'
        '<a href="https://www.facebook.com/sharer?u=x">Share</a><a rel="nofollow" href="/ad">Ad</a>'
        '<a href="#top">Top</a>'
        '<div id="comments"><a href="/readers-own-page">Me</a></div><a href="javascript:void(0)">Menu</a>'
    )
    assert look(page(body), "https://example.org/").links == ()


def test_a_base_moves_relative_links():
    seen = look(page('<a href="owls">Owls</a>', '<base href="https://example.org/news/">'), "https://example.org/")
    assert [link.url for link in seen.links] == ["https://example.org/news/owls"]


def test_headline_and_canonical_are_told():
    seen = look(page(f"<h1>Owls <em>hunt</em></h1>{PARAGRAPH}", '<link rel="canonical" href="/owls">'), HERE)
    assert (seen.headline, seen.canonical) == ("Owls hunt", "https://example.org/owls")
