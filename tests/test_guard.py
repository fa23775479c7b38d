"""The address guard: which numbers are private, how they may be spelled, and that nothing gets around it."""

import ipaddress
import socket

import pytest

from crawler.guard import PinnedResolver, is_special, literal_address
from tests.raw_server import raw_server, reset_after, response
from tests.small_crawl import crawl

PUBLIC = "93.184.216.34"
ORDINARY = f"""
    {PUBLIC} 1.1.1.1 172.32.0.1 192.169.0.1 100.128.0.1 2606:4700::1111 2a00:1450:4001::200e
    ::ffff:{PUBLIC} 64:ff9b::{PUBLIC} 2002:5db8:d822::1
"""
SPECIAL = """
    0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 127.0.0.1 127.9.9.9 168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:7f00:1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1
    2001:db8::1 2002:7f00:1:: 2002:a00:1::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
"""
LOOPBACK = """
    127.0.0.1 127.0.0.1. 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0X7F.0.0.1 0177.0.0.1 017700000001 127.0.0.0x1
    １２７.０.０.１ 127。0。0。1 ①②⑦.0.0.1 %31%32%37.0.0.1 localhost LOCALHOST localhost. printer.localhost ⓛocalhost
"""
INWARD = "/port /name /short /decimal /hex /wide /mapped /inward /mixed /metadata /tls /refresh"


@pytest.mark.parametrize("number", SPECIAL.split())
def test_special_number_is_refused(number):
    assert is_special(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", ORDINARY.split())
def test_public_number_is_let_through(number):
    assert not is_special(ipaddress.ip_address(number))


@pytest.mark.parametrize("spelling", LOOPBACK.split())
def test_loopback_is_known_in_any_spelling(spelling):
    assert literal_address(spelling) == ipaddress.ip_address("127.0.0.1")


@pytest.mark.parametrize("spelling", ["::1", "[::1]", "0:0:0:0:0:0:0:1", "[::ffff:127.0.0.1]", "fe80::1%25eth0"])
def test_ipv6_is_known_in_any_spelling(spelling):
    assert is_special(literal_address(spelling))


@pytest.mark.parametrize(
    "name", ["example.com", "127.0.0.1.example.com", "1.2.3.4.5", "256.1.1.1", "0x", "", ".", "localhost.com", "é" * 70]
)
def test_name_is_no_number(name):
    assert literal_address(name) is None


def has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


class Receiver:
    """What Twisted's endpoint does with a resolver's answers."""

    def __init__(self):
        self.addresses = []
        self.complete = False

    def resolutionBegan(self, resolution):
        pass

    def addressResolved(self, address):
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self):
        self.complete = True


def asked(resolver, host):
    receiver = Receiver()
    resolver.resolveHostName(receiver, host, 80)
    assert receiver.complete
    return receiver.addresses


def test_host_that_was_not_judged_has_no_address():
    assert asked(PinnedResolver(before=None), "magazine.example") == []


def test_pinned_host_is_found_under_its_unicode_name_too():
    resolver = PinnedResolver(before=None)
    resolver.pin("xn--mnchen-3ya.example", [ipaddress.ip_address(PUBLIC)])
    resolver.pin("straße.example", [ipaddress.ip_address(PUBLIC)])
    assert asked(resolver, "xn--strae-oqa.example") == [(PUBLIC, 80)]
    assert asked(resolver, "strasse.example") == []
    assert asked(resolver, "münchen.example") == asked(resolver, "XN--MNCHEN-3YA.example") == [(PUBLIC, 80)]


@pytest.fixture(scope="module")
def hops():
    """A magazine at two origins of one machine: only the first is a start address."""
    with raw_server() as magazine, raw_server() as neighbour:
        neighbour.answers["/"] = neighbour.answers["/robots.txt"] = response(b"secret")
        port = neighbour.port
        targets = {
            "/port": neighbour.url("/"),
            "/name": f"http://localhost:{port}/",
            "/short": f"http://127.1:{port}/",
            "/decimal": f"http://2130706433:{port}/",
            "/hex": f"http://0x7f.0.0.1:{port}/",
            "/wide": f"http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1:{port}/",
            "/mapped": f"http://[::ffff:127.0.0.1]:{port}/",
            "/inward": f"http://inward.example:{port}/",
            "/mixed": f"http://mixed.example:{port}/",
            "/metadata": "http://169.254.169.254/latest/meta-data/",
            "/tls": f"https://127.0.0.1:{magazine.port}/",
        }
        for path, target in targets.items():
            magazine.answers[path] = response(b"", f"Location: {target}", status="302 Found")
        magazine.answers["/file"] = response(b"", "Location: file:///etc/passwd", status="302 Found")
        magazine.answers["/refresh"] = response(
            f'<html><meta http-equiv="refresh" content="0; url={neighbour.url("/")}"></html>'.encode(),
            "Content-Type: text/html",
        )
        magazine.answers["/inside"] = response(b"", "Location: /end", status="302 Found")
        magazine.answers["/end"] = response(b"an article")
        paths = [*targets, "/file", "/refresh", "/inside"]
        done = crawl(
            *(magazine.url(path) for path in paths),
            permit=magazine.url("/"),
            dns={"inward.example": [["10.0.0.7"]], "mixed.example": [[PUBLIC, "127.0.0.1"]]},
        )
        yield {path: done.answers[magazine.url(path)] for path in paths}, neighbour.paths, done.connected


@pytest.mark.parametrize("path", INWARD.split())
def test_redirect_to_a_private_address_is_refused(hops, path):
    assert hops[0][path].error == "AddressRefused"
    assert "private address" in hops[0][path].message


def test_refused_hosts_are_not_even_asked_for_robots_txt(hops):
    assert hops[1] == []
    assert set(hops[2]) == {"127.0.0.1"}  # the magazine itself


def test_redirect_to_a_file_is_not_followed(hops):
    assert (hops[0]["/file"].status, hops[0]["/file"].body) == (302, "")


def test_start_address_on_a_private_host_is_crawled(hops):
    assert hops[0]["/inside"].body == "an article"


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_start_address_may_be_ipv6():
    with raw_server("::1") as server:
        server.answers["/"] = response(b"an article")
        assert crawl(server.url("/"), permit=server.url("/")).answers[server.url("/")].body == "an article"


def test_start_address_that_nobody_permitted_is_refused():
    with raw_server() as server:
        server.answers["/"] = response(b"secret")
        answers = crawl(server.url("/"), "http://inward.example/", dns={"inward.example": [["192.168.0.1"]]}).answers
        assert [answer.error for answer in answers.values()] == ["AddressRefused", "AddressRefused"]
        assert answers["http://inward.example/"].message == "inward.example is at the private address 192.168.0.1"
        assert server.paths == []


def test_start_urls_of_an_ordinary_spider_are_permission():
    with raw_server() as server, raw_server() as neighbour:
        server.answers["/"] = server.answers["/owls"] = response(b"an article")
        neighbour.answers["/"] = response(b"secret")
        starts = [server.url("/"), "http://[broken"]
        answers = crawl(server.url("/owls"), neighbour.url("/"), start_urls=starts).answers
        assert answers[server.url("/owls")].body == "an article"
        assert answers[neighbour.url("/")].error == "AddressRefused"
        assert neighbour.paths == []


def test_what_a_spider_permits_stands_above_its_start_urls():
    with raw_server() as server, raw_server() as neighbour:
        answers = crawl(neighbour.url("/"), permit=server.url("/"), start_urls=[neighbour.url("/")]).answers
        assert answers[neighbour.url("/")].error == "AddressRefused"


def test_name_that_turns_private_after_it_was_judged_still_leads_to_the_public_number():
    with raw_server() as server:
        server.answers["/"] = response(b"public")
        url = f"http://turns.example:{server.port}/"
        done = crawl(url, permit=url, dns={"turns.example": [[PUBLIC], ["127.0.0.1"]]})
        assert done.answers[url].body == "public"
        assert set(done.connected) == {PUBLIC}


def test_name_without_address_is_no_such_host():
    done = crawl("http://nowhere.example/", dns={"nowhere.example": [[]]}, RETRY_TIMES=0, ROBOTSTXT_OBEY=False)
    assert done.answers["http://nowhere.example/"].error == "CannotResolveHostError"


def test_proxy_on_a_private_host_is_used_and_looks_names_up_itself():
    with raw_server() as proxy:
        url = "http://only-the-proxy-knows.example/"
        proxy.answers[url] = response(b"through the proxy")
        private = "http://10.0.0.7/"
        done = crawl(url, private, env={"http_proxy": f"http://localhost:{proxy.port}"})
        assert done.answers[url].body == "through the proxy"
        assert done.answers[private].error == "AddressRefused"
        assert private not in proxy.paths


def test_no_proxy_hosts_are_judged_here():
    with raw_server() as proxy:
        url = f"http://inward.example:{proxy.port}/"
        done = crawl(
            url,
            f"http://localhost:{proxy.port}/admin",
            dns={"inward.example": [["127.0.0.1"]]},
            env={"http_proxy": f"http://localhost:{proxy.port}", "no_proxy": "inward.example,localhost"},
        )
        assert [answer.error for answer in done.answers.values()] == ["AddressRefused", "AddressRefused"]
        assert proxy.paths == []


def test_tls_through_a_proxy_opens_a_tunnel():
    with raw_server() as proxy:
        proxy.answers["magazine.example:443"] = response(b"", status="403 No")
        url = "https://magazine.example/"
        answer = crawl(url, env={"https_proxy": f"http://localhost:{proxy.port}"}, RETRY_TIMES=0).answers[url]
        assert answer.error == "RobotsUnavailable"
        assert set(proxy.paths) == {"magazine.example:443"}


def test_endless_headers_are_cut_off():
    with raw_server() as server:
        server.answers["/"] = reset_after(b"HTTP/1.1 200 OK\r\n" + b"X-Endless: header\r\n" * 50_000 + b"\r\n")
        answer = crawl(server.url("/"), permit=server.url("/"), RETRY_TIMES=0).answers[server.url("/")]
        assert answer.error == "DownloadFailedError"
