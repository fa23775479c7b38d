"""robots.txt and the pace at which a host is asked."""

from itertools import pairwise
from runpy import run_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.test import get_crawler

from crawler.politeness import CrawlDelay, PoliteThrottle, wanted_delay
from crawler.robots import MAX_SITEMAPS, READ_AT_MOST, rules_text, sitemaps_of
from tests.raw_server import drip, raw_server, reset_after, response
from tests.small_crawl import crawl


def test_user_agent_names_the_tool_and_the_contact(monkeypatch):
    monkeypatch.setenv("OFFPRINT_CONTACT", "editor@a.example")
    settings = run_module("crawler.settings")
    assert settings["USER_AGENT"] == f"Offprint/{settings['VERSION']} (+editor@a.example)"
    monkeypatch.delenv("OFFPRINT_CONTACT")
    assert run_module("crawler.settings")["USER_AGENT"] == f"Offprint/{settings['VERSION']}"


def robots(text):
    return ProtegoRobotParser(text.encode(), None)


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: 0", 0),
        ("User-agent: *\nCrawl-delay: 7\n\nUser-agent: offprint\nCrawl-delay: 2", 2),
        ("User-agent: other\nCrawl-delay: 7", None),
        ("User-agent: *\nRequest-rate: 1/10", 10),
        ("User-agent: *\nRequest-rate: 1/10\nCrawl-delay: 3", 10),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("", None),
    ],
)
def test_delay_is_the_one_robots_txt_asks_of_us(text, delay):
    assert wanted_delay(robots(text), "Offprint") == delay


def test_html_page_has_no_rules():
    assert (
        rules_text(Response("http://a.example/robots.txt", body=b"\xef\xbb\xbf \n<!doctype html>\nDisallow: /")) == b""
    )


def test_only_whole_lines_of_the_first_500_kb_are_read():
    line = b"Disallow: /abcdefg/\n"
    read = rules_text(Response("http://a.example/robots.txt", body=line * 100_000))
    assert READ_AT_MOST - len(line) < len(read) <= READ_AT_MOST
    assert read.endswith(line)


ROBOTS_URL = "https://example.org/robots.txt"
FIELDS = ["user-agent", "disallow", "allow", "sitemap", "crawl-delay", "request-rate", "visit-time", "host", "clean"]
ROBOTS_LINES = st.lists(
    st.tuples(
        st.sampled_from(FIELDS), st.text() | st.sampled_from(["*", "//[bad", "http://[", "0/0", "1/10 99-0", "1e9"])
    )
)


def test_sitemaps_are_addresses_each_once():
    text = "\ufeffSitemap: /s.xml\nUser-agent: *\nsitemap : https://example.org/t.xml # new\n"
    text += "Sitemap: http://[bad\nSitemap: javascript:1\nSitemap: /s.xml\n"
    assert sitemaps_of(robots(text).rp.sitemaps, ROBOTS_URL) == (
        "https://example.org/s.xml",
        "https://example.org/t.xml",
    )


def test_no_more_sitemaps_are_taken_than_a_site_may_have():
    many = "".join(f"Sitemap: /{number}.xml\n" for number in range(5_000))
    assert len(sitemaps_of(robots(many).rp.sitemaps, ROBOTS_URL)) == MAX_SITEMAPS


@given(ROBOTS_LINES)
def test_no_robots_txt_brings_its_reading_down(lines):
    text = "User-agent: *\n" + "\n".join(f"{field}: {value}" for field, value in lines)
    body = rules_text(Response(ROBOTS_URL, body=text.encode("utf-8", "surrogatepass")))
    parser = ProtegoRobotParser(body, None)
    sitemaps_of(parser.rp.sitemaps, ROBOTS_URL)
    wanted_delay(parser, "Offprint")
    assert parser.allowed("https://example.org/owls?[", "Offprint") in (True, False)


class Slots:
    """As much of Scrapy's engine as knows about slots."""

    def __init__(self, crawler):
        self.downloader = self
        self.slots = {"a.example": Slot(concurrency=4, delay=1.0, jitter=0.5)}
        self.per_slot_settings = {}
        crawler.engine = self

    def get_slot_key(self, request):
        return request.meta.get("download_slot", "a.example")


@pytest.fixture
def crawler():
    crawler = get_crawler(
        settings_dict={
            "CRAWL_DELAY_MAX": 60,
            "AUTOTHROTTLE_ENABLED": True,
            "AUTOTHROTTLE_MAX_DELAY": 30,
            "DOWNLOAD_DELAY": 1.0,
            "ROBOTSTXT_USER_AGENT": "Offprint",
        }
    )
    Slots(crawler)
    return crawler


@pytest.mark.parametrize(("wish", "delay"), [(5, 5), (0.2, 0.2), (0, 0), (100_000, 60)])
def test_crawl_delay_takes_the_place_of_ours(crawler, wish, delay):
    CrawlDelay(crawler)._robots_parsed(robots(f"User-agent: *\nCrawl-delay: {wish}"), Request("http://a.example/"))
    slot = crawler.engine.slots["a.example"]
    assert (slot.delay, slot.jitter) == (delay, 0)
    assert crawler.engine.per_slot_settings["a.example"] == {"delay": delay, "jitter": 0}  # for the slot's next life


def test_slower_delay_of_the_user_stays(crawler):
    crawler.engine.per_slot_settings["a.example"] = {"delay": 9.0, "concurrency": 1}
    CrawlDelay(crawler)._robots_parsed(robots("User-agent: *\nCrawl-delay: 2"), Request("http://a.example/"))
    assert crawler.engine.per_slot_settings["a.example"] == {"delay": 9.0, "concurrency": 1, "jitter": 0}


@pytest.mark.parametrize(
    ("own", "latency", "delay"),
    [
        (None, 0.01, 1.0),  # DOWNLOAD_DELAY is the lower bound of a host that asks for nothing
        (5.0, 0.01, 5.0),
        (0.0, 0.01, 0.01),
        (0.0, 4.0, 4.0),  # a slow host is asked less often than it asks for
        (50.0, 0.01, 50.0),  # beyond AUTOTHROTTLE_MAX_DELAY
    ],
)
def test_throttle_stays_above_the_hosts_own_delay(crawler, own, latency, delay):
    slot = crawler.engine.slots["a.example"]
    if own is not None:
        crawler.engine.per_slot_settings["a.example"] = {"delay": own}
        slot.delay = own
    request = Request("http://a.example/", meta={"download_slot": "a.example", "download_latency": latency})
    throttle = PoliteThrottle(crawler)
    for _ in range(20):
        throttle._response_downloaded(Response(request.url), request, None)
    assert slot.delay == pytest.approx(delay, abs=0.02)


def test_pages_are_as_far_apart_as_robots_txt_asks():
    with raw_server() as server:
        server.answers["/robots.txt"] = response(b"User-agent: *\nCrawl-delay: 0.4\n")
        paths = ["/a", "/b", "/c"]
        server.answers |= {path: response(b"page") for path in paths}
        crawl(*map(server.url, paths), permit=server.url("/"))
        times = [when for when, _ in server.asked]
        assert len(times) == 4
        assert min(later - earlier for earlier, later in pairwise(times)) > 0.35


def test_rules_and_sitemaps_of_robots_txt_are_used():
    with raw_server() as server:
        server.answers["/robots.txt"] = response(
            b"User-agent: Offprint\nDisallow: /private\n\n"
            b"Sitemap: /news.xml\nSitemap: http://[bad\nSitemap: http://b.example/all.xml\n"
        )
        server.answers["/"] = response(b"open")
        done = crawl(server.url("/"), server.url("/private"), permit=server.url("/"))
        assert done.answers[server.url("/private")].error == "ForbiddenByRobots"
        assert done.answers[server.url("/")].sitemaps == [server.url("/news.xml"), "http://b.example/all.xml"]
        assert server.paths == ["/robots.txt", "/"]


@pytest.mark.parametrize("status", ["500 Broken", "503 Closed", "429 Slow down"])
def test_without_robots_txt_nothing_is_fetched_when_the_server_fails(status):
    with raw_server() as server:
        server.answers["/robots.txt"] = response(b"", status=status)
        server.answers["/"] = response(b"page")
        answer = crawl(server.url("/"), permit=server.url("/"), RETRY_TIMES=1).answers[server.url("/")]
        assert (answer.error, answer.message) == ("RobotsUnavailable", f"robots.txt unavailable ({status[:3]})")
        assert server.paths == ["/robots.txt", "/robots.txt"]


def test_without_robots_txt_nothing_is_fetched_when_the_connection_breaks():
    with raw_server() as server:
        server.answers["/robots.txt"] = reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nUser")
        answer = crawl(server.url("/"), permit=server.url("/"), RETRY_TIMES=0).answers[server.url("/")]
        assert (answer.error, answer.message) == ("RobotsUnavailable", "robots.txt unavailable (answer cut short)")


def test_without_robots_txt_nothing_is_fetched_when_nobody_listens():
    with raw_server() as server:
        url = server.url("/")
    answer = crawl(url, permit=url, RETRY_TIMES=0).answers[url]
    assert answer.message == "robots.txt unavailable (connection refused)"


@pytest.mark.parametrize("status", ["401 No", "403 No", "404 Not Found", "410 Gone"])
def test_error_page_is_no_robots_txt(status):
    with raw_server() as server:
        server.answers["/robots.txt"] = response(b"User-agent: *\nDisallow: /\n", status=status)
        server.answers["/"] = response(b"page")
        assert crawl(server.url("/"), permit=server.url("/")).answers[server.url("/")].body == "page"


def test_only_the_beginning_of_an_endless_robots_txt_is_read():
    with raw_server() as server:
        server.answers["/robots.txt"] = drip(
            b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /private\n", b"# nothing\n" * 20_000
        )
        server.answers["/"] = response(b"open")
        done = crawl(server.url("/"), server.url("/private"), permit=server.url("/"))
        assert done.answers[server.url("/")].body == "open"
        assert done.answers[server.url("/private")].error == "ForbiddenByRobots"
