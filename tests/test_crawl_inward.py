"""A magazine that points inward, to what only this machine can reach: nothing of it is ever asked for."""

import pytest

from tests.raw_server import RawServer, raw_server, response

PROSE = (
    "<p>The harbour was quiet when the first ferry came, and nobody on the quay could say whose ship it was.</p>" * 12
)
HTML, XML = "Content-Type: text/html", "Content-Type: application/xml"
SPELLINGS = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://user:word@127.0.0.1:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http://127.0.0.1:{own}@127.0.0.1:{port}/",
)


def story(number: int, head: str = "", end: str = "") -> bytes:
    top = f"<html><head><title>Ferry {number}</title>{head}</head><body><article><h1>Ferry {number} came in late</h1>"
    return f"{top}{PROSE}</article>{end}</body></html>".encode()


def each(pattern: str, targets: list[str]) -> str:
    return "".join(pattern.format(number, target) for number, target in enumerate(targets))


def pointing_inward(server: RawServer, targets: list[str]) -> None:
    """Answers of a magazine, in which every address that a crawler may follow is one of these."""
    first = targets[0]
    feeds = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}feed">' for link in ("/", first))
    stories = each('<h2><a href="/story/{0}">The ferry came in late, part {0}</a></h2>', targets)
    links = each('<h2><a href="{1}news/{0}">A ferry came in late again {0}</a></h2>', targets)
    items = each("<item><title>Ferry</title><link>{1}feed/{0}</link></item>", targets)
    maps = each("<sitemap><loc>{1}map/{0}.xml</loc></sitemap>", targets)
    refresh = f'<html><head><meta http-equiv="refresh" content="0;url={first}"></head><body>Wait</body></html>'
    front = (
        f'<html><head><link rel="next" href="{first}2">{feeds}</head><body>{stories}{links}'
        f'<a rel="next" href="{first}page/2">Next</a></body></html>'
    )
    server.answers |= {
        "/robots.txt": response(f"User-agent: *\nSitemap: {first}map.xml\nSitemap: {server.url('/map.xml')}".encode()),
        "/": response(front.encode(), HTML),
        "/feed": response(f"<rss version='2.0'><channel><title>Ferries</title>{items}</channel></rss>".encode(), XML),
        "/map.xml": response(f"<sitemapindex>{maps}</sitemapindex>".encode(), XML),
        "/moved": response(b"", f"Location: {first}", status="301 Moved Permanently"),
        "/refreshed": response(refresh.encode(), HTML),
    }
    for number, target in enumerate(targets):
        head = f'<link rel="canonical" href="{target}"><base href="{target}">'
        pictures = f'<img src="{target}a.png" alt="A ferry"><iframe src="{target}"></iframe>'
        further = (
            f'<a rel="next" href="{target}2">Next page</a><a href="{target}?print=1&amp;page=all">View as one page</a>'
        )
        server.answers[f"/story/{number}"] = response(story(number, head, pictures + further), HTML)
    ends = f'<a id="more" href="{first}">more</a><a id="one" href="{first}">one</a>'
    server.answers["/ruled"] = response(story(99, end=ends), HTML)


RULES = """
next_page_link: //a[@rel='next'] | //a[@id='more']
single_page_link: //a[@id='one']
http_header(Host): owls.example
"""


@pytest.mark.parametrize("rules", ["", RULES], ids=["plain", "with rules"])
def test_nothing_inward_is_ever_asked_for(crawls, rules):
    (crawls.folder / "rules").mkdir()
    (crawls.folder / "rules/127.0.0.1.txt").write_text(rules)
    with raw_server() as magazine, raw_server() as neighbour:
        port = neighbour.port
        pointing_inward(magazine, [spelling.format(port=port, own=magazine.port) for spelling in SPELLINGS])
        starts = crawls.folder / "starts.txt"
        starts.write_text("\n".join(map(magazine.url, ("/", "/map.xml", "/moved", "/refreshed", "/ruled"))))
        ended = crawls.crawl(
            urls=starts,
            # That it is another site shall not be all that stands before it.
            domains=",".join(
                f"{host}:{port}" for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001")
            ),
            settings={"RULES": crawls.folder / "rules", "RETRY_TIMES": 0},
        )
    assert neighbour.asked == []
    assert "Traceback" not in ended.err
    assert len(crawls.articles()) == len(SPELLINGS) + 1
    refused = crawls.rows("SELECT 1 FROM page WHERE reason LIKE '%is a private address'")
    assert len(refused) > 9
