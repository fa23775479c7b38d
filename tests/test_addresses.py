"""Addresses: one spelling each, the right site, no traps."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.addresses import MAX_LENGTH, clean, is_page, is_trap, origin_of, site_of


@pytest.mark.parametrize(
    ("given_address", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://EXAMPLE.org/Owls", "https://example.org/Owls"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://ÉTÉ.example./", "http://xn--t-9fab.example/"),
        ("http://日本。example/", "http://xn--wgv71a.example/"),
        ("http://XN--STRAE-OQA.example/", "http://xn--strae-oqa.example/"),
        ("http://xn--ls8h.example/", "http://xn--ls8h.example/"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a#part-2", "https://example.org/a"),
        ("https://example.org/#!/a", "https://example.org/"),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("https://example.org/a?", "https://example.org/a"),
        ("http://[::1]:8800/a", "http://[::1]:8800/a"),
        ("http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]/"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
    ],
)
def test_an_address_has_one_spelling(given_address, expected):
    assert clean(given_address) == expected


@pytest.mark.parametrize(
    "tracked",
    [
        "?utm_source=feed&utm_medium=rss",
        "?fbclid=IwAR0",
        "?ref=home",
        "?PHPSESSID=abc",
        ";jsessionid=0A1B",
        "?sid=0123abcd",
    ],
)
def test_tracking_and_sessions_are_taken_away(tracked):
    assert clean(f"https://example.org/owls{tracked}") == "https://example.org/owls"


@pytest.mark.parametrize(
    "meant",
    [
        "https://example.org/story.asp?12345",
        "https://example.org/story?cid=5&eid=6",
        "https://example.org/?gallery=3&reference=7",
        "https://example.org/list?empty=",
        "https://example.org/a//b",
        "https://example.org/a/",
        "https://example.org/Case",
        "https://example.org/news?sid=42",
        "https://example.org/?q=%E9t%E9",
        "https://example.org/go/https://example.net/a",
        "https://example.org/a%2Fb",
    ],
)
def test_what_the_server_tells_apart_stays_apart(meant):
    assert clean(meant) == meant


def test_relative_links_start_from_the_base():
    base = "https://example.org/news/today.html"
    assert clean("owls.html", base) == "https://example.org/news/owls.html"
    assert clean("/owls", base) == "https://example.org/owls"
    assert clean("//cdn.example.net/x", base) == "https://cdn.example.net/x"
    assert clean("?page=2", base) == "https://example.org/news/today.html?page=2"


@pytest.mark.parametrize(
    "garbage",
    [
        "", "#", "javascript:alert(1)", "mailto:a@b.example", "tel:1", "data:,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://", "http:///x", "http://[::1", "http://[zz]/", "http://a b/", "http://user:pw@example.org/",
        "http://example.org:99999/", "http://example.org:-1/", "http://example.org/%00", "http://example.org/a%0d%0ab",
        "http://example.org/\u202egpj.exe", "http://" + "a" * 300 + ".example/",
        "http://example.org/" + "x" * MAX_LENGTH,
        "http://☃.example/", "http://-é.example/", "http://" + "é" * 64 + ".example/",
        "about:blank", "view-source:http://example.org",
    ],
)  # fmt: skip
def test_what_cannot_be_crawled_is_no_address(garbage):
    assert clean(garbage) is None


@given(st.text(), st.sampled_from([None, "https://example.org/a/b?c=d"]))
def test_no_text_brings_cleaning_down(text, base):
    cleaned = clean(text, base)
    assert cleaned is None or (cleaned.startswith(("http://", "https://")) and cleaned.isascii())
    assert isinstance(site_of(text), str)


@example("?2& &")
@given(st.text(alphabet="abc/?&=%2F;.:#é +~\\", max_size=40))
def test_a_clean_address_is_clean(text):
    cleaned = clean(f"https://example.org/{text}")
    assert cleaned is None or clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("https://blog.example.com:8080/", "example.com"),
        ("https://owls.blogspot.com/", "owls.blogspot.com"),
        ("http://name.test/", "name.test"),
        ("http://www.name.test:8080/", "www.name.test:8080"),
        ("http://localhost:80/", "localhost"),
        ("http://127.0.0.1:8800/", "127.0.0.1:8800"),
        ("http://[::1]:8800/", "[::1]:8800"),
        ("no address", ""),
    ],
)
def test_a_site_is_what_can_be_registered(url, site):
    assert site_of(url) == site


def test_an_origin_knows_its_port():
    assert origin_of("https://Example.org/a") == ("https", "example.org", 443)
    assert origin_of("http://[::1]:8800/") == ("http", "[::1]", 8800)
    assert origin_of("http://[broken") == ("", "", 0)


@pytest.mark.parametrize(
    "trap",
    [
        "https://example.org/a/b/a/b/a/b",
        "https://example.org/x/x/x/x",
        "https://example.org/" + "/".join("abcdefghijklm"),
        "https://example.org/events/2087/05/",
        "https://example.org/calendar?month=5&year=1812",
        "https://example.org/2091/01/",
        "https://example.org/shop?" + "&".join(f"f{i}=1" for i in range(9)),
    ],
)
def test_a_trap_is_named(trap):
    assert is_trap(trap)


@pytest.mark.parametrize(
    "good",
    ["https://example.org/2024/05/owls-at-night", "https://example.org/archive?year=2019&month=5", "https://example.org/events/2024/",
     "https://example.org/history/1812-overture"],
)  # fmt: skip
def test_an_ordinary_address_is_no_trap(good):
    assert is_trap(good) is None


def test_pictures_and_archives_are_no_pages():
    assert not is_page("https://example.org/owl.JPG")
    assert not is_page("https://example.org/issue.pdf?download=1")
    assert is_page("https://example.org/owl.html")
    assert is_page("https://example.org/v1.2-released")
