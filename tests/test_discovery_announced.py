"""Feeds and sitemaps, with their everyday faults and with malice."""

import gzip

import pytest

from crawler.discovery import look
from pipelines.items import Link, PageKind

URL = "https://example.org/feed"
ITEM = (
    "<item><title>Owls</title><link>https://example.org/owls</link>"
    "<pubDate>Wed, 04 Mar 2026 05:06:07 +0100</pubDate></item>"
)
OWLS = Link("https://example.org/owls", PageKind.ARTICLE, "2026-03-04T04:06:07Z")


def rss(items: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def urlset(urls: str, name: str = "urlset") -> str:
    return f'<?xml version="1.0"?><{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</{name}>'


def urls(body: str | bytes) -> list[str]:
    return [link.url for link in look(body.encode() if isinstance(body, str) else body, URL, "text/html").links]


def test_a_feed_is_known_by_its_bytes():
    seen = look(rss(ITEM).encode(), URL, "text/html")
    assert (seen.kind, seen.links) == (PageKind.FEED, (OWLS,))


@pytest.mark.parametrize(
    "faulty",
    [
        "\n\n" + rss(ITEM),
        rss("<item><title>Q & A</title><link>https://example.org/qa?x=1&y=2</link></item>" + ITEM),
        rss("<item><title>caf&eacute;&nbsp;</title></item>" + ITEM),
        rss("<item><title>a\x00\x08\x1b</title></item>" + ITEM),
        rss(ITEM).removesuffix("</channel></rss>"),
        rss(ITEM).replace("UTF-8", "UTF-16"),
    ],
)
def test_everyday_faults_lose_no_entry(faulty):
    assert OWLS in look(faulty.encode(), URL).links


def test_a_bare_ampersand_stays_in_the_address():
    assert urls(rss("<item><link>https://example.org/qa?x=1&y=2</link></item>")) == ["https://example.org/qa?x=1&y=2"]


def test_a_wrong_encoding_label_loses_no_entry():
    assert OWLS in look(rss(ITEM.replace("Owls", "“Café”")).encode("cp1252"), URL).links


def test_the_newest_entry_comes_first():
    old = ITEM.replace("2026", "2020").replace("/owls<", "/old<")
    assert urls(rss("<item><link>/undated</link></item>" + old + ITEM)) == [
        f"https://example.org/{n}" for n in ("owls", "old", "undated")
    ]


def test_atom_links_start_from_its_base():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/blog/"><link rel="next" href="?p=2"/>'
        '<entry><link rel="self" href="x.atom"/><link rel="alternate" href="post/1"/>'
        "<updated>2026-03-04T05:06:07Z</updated></entry></feed>"
    )
    seen = look(atom.encode(), URL)
    assert seen.links == (Link("https://example.org/blog/post/1", PageKind.ARTICLE, "2026-03-04T05:06:07Z"),)
    assert seen.next_page == "https://example.org/blog/?p=2"


@pytest.mark.parametrize(
    ("links", "next_page"),
    [
        ('<link rel="prev-archive" href="/2025.atom"/>', "https://example.org/2025.atom"),
        ('<link rel="next" href="http://example.org/feed?p=2"/>', "http://example.org/feed?p=2"),
        ('<link rel="self" href="?p=1"/><link rel="previous" href="?p=0"/><link rel="last" href="?p=9"/>', None),
        ('<link rel="next" href="/feed#top"/>', None),
        ('<link rel="next" href="https://elsewhere.example/feed?p=2"/>', None),
        ('<link rel="next" href="javascript:more()"/>', None),
        ('<link rel="next"/>', None),
        ('<link rel="next" href="/feed"/><link rel="prev-archive" href="a/2"/>', "https://example.org/a/2"),
        ('<entry><link rel="next" href="?p=2"/><link href="/owls"/></entry>', None),
    ],
)
def test_a_feed_goes_on_at_older_entries_of_its_own_host(links, next_page):
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{links}</feed>'
    assert look(atom.encode(), URL).next_page == next_page


def test_an_rss_feed_may_have_archives_too():
    older = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="https://example.org/feed?paged=2"/>'
    assert look(rss(older + ITEM).encode(), URL).next_page == "https://example.org/feed?paged=2"


def test_an_entry_without_a_web_address_is_left_out():
    assert (
        urls(
            rss(
                "".join(
                    f"<item><link>{u}</link></item>" for u in ("javascript:1", "file:///etc/passwd", "ftp://x.example/")
                )
            )
        )
        == []
    )


def test_a_date_in_the_future_is_no_date():
    assert look(rss(ITEM.replace("2026", "2099")).encode(), URL).links[0].date is None


LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "document", [rss(f"<item><title>&b;&f;</title><link>https://example.org/a</link></item>{ITEM}")]
)
def test_entities_of_the_document_are_inert(document):
    assert OWLS in look(document.replace("?>", f"?>{LAUGHS}", 1).encode(), URL).links


def test_a_sitemap_tells_what_is_new():
    text = urlset(
        "<url><loc>https://example.org/a</loc><lastmod>2020-01-02</lastmod></url>"
        "<url><loc> https://example.org/b \n</loc><lastmod>2026-03-04T05:06:07+01:00</lastmod></url>"
        "<url><loc>https://example.org/c</loc><lastmod>0000-00-00</lastmod></url>"
    )
    seen = look(text.encode(), URL)
    assert seen.kind is PageKind.SITEMAP
    assert [(link.url[-1], link.date) for link in seen.links] == [
        ("b", "2026-03-04T04:06:07Z"),
        ("a", "2020-01-02"),
        ("c", None),
    ]


def test_pictures_of_a_sitemap_are_no_pages():
    image = '<image:image xmlns:image="i"><image:loc>https://example.org/owl</image:loc></image:image>'
    assert urls(urlset(f"<url><loc>https://example.org/a</loc>{image}</url>")) == ["https://example.org/a"]


def test_a_news_sitemap_announces_articles():
    news = '<n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><n:publication_date>2026-03-04</n:publication_date></n:news>'
    seen = look(urlset(f"<url><loc>https://example.org/a</loc>{news}</url>").encode(), URL)
    assert seen.links == (Link("https://example.org/a", PageKind.ARTICLE, "2026-03-04"),)


def test_an_index_leads_to_sitemaps_also_when_packed():
    index = urlset("<sitemap><loc>https://example.org/s1.xml.gz</loc></sitemap>", "sitemapindex")
    assert look(gzip.compress(index.encode()), URL).links == (Link("https://example.org/s1.xml.gz", PageKind.SITEMAP),)


def test_a_sitemap_may_be_a_text_file():
    assert urls("https://example.org/a\nhttps://example.org/b\n") == ["https://example.org/a", "https://example.org/b"]


@pytest.mark.parametrize(
    "faulty",
    [
        rss("<item><Dc:Creator>Ada</Dc:Creator><link>https://example.org/a</link></item>" + ITEM),
        rss("</category><category term='x'>" + ITEM),
        rss("<title>never closed " + ITEM),
        rss("<item><title>&#xD800;&#xFFFFFF;&#0;</title></item>" + ITEM),
    ],
    ids=["an undeclared namespace", "a stray end tag", "an element around all", "characters that are none"],
)
def test_faults_that_trip_parsers_lose_no_entry(faulty):
    assert OWLS in look(faulty.encode(), URL).links


def test_a_character_that_is_none_leaves_a_sitemap_whole():
    body = urlset("<url><loc>https://example.org/a&#xD800;</loc></url><url><loc>https://example.org/b</loc></url>")
    assert urls(body) == ["https://example.org/a", "https://example.org/b"]
