"""The address guard: nothing on a private network is fetched, unless a start address names it.

Two walls. `AddressGuard` judges every request just before it would leave (redirects, retries and robots.txt included)
by the numbers its host stands for. `PinnedResolver` then lets the connection go to those numbers only, so a name
that answers differently the second time gains nothing. Holds for Scrapy's default handlers, not for a browser.
"""

import asyncio
import ipaddress
import socket
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.url import add_http_if_no_scheme
from twisted.internet import address as twisted_address
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from zope.interface import implementer

from crawler.addresses import NO_ORIGIN, ascii_host, origin_of

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# What `ipaddress` of Python 3.11 takes for public, though nothing public is there.
SPECIAL_IPV4 = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata service is at 192.0.0.192
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "168.63.129.16/32",  # the host's own services, on every virtual machine of one cloud
    )
)
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")  # the only block from which public addresses are given out
SPECIAL_IPV6 = (ipaddress.ip_network("3fff::/20"),)  # documentation, younger than Python 3.11
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # public IPv4 as seen from a network that has only IPv6


class AddressRefused(IgnoreRequest):
    """The address is not one we fetch: private network, not http(s), not an address. The message says which."""


def is_special(ip: IP) -> bool:
    """Whether `ip` is anything but a public host: private, loopback, link-local, multicast, reserved and so on.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is what that address is.
    """
    if isinstance(ip, ipaddress.IPv4Address):
        return not ip.is_global or ip.is_multicast or ip.is_reserved or any(ip in net for net in SPECIAL_IPV4)
    if ip.ipv4_mapped:
        return is_special(ip.ipv4_mapped)
    if ip.sixtofour:
        return is_special(ip.sixtofour)
    if ip in NAT64:
        return is_special(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return not ip.is_global or ip not in PUBLIC_IPV6 or any(ip in net for net in SPECIAL_IPV6)


def literal_address(host: str) -> IP | None:
    """The number `host` spells, or None when it is a name that must be looked up.

    Any spelling that the system's C library would take for a number: `127.1`, `2130706433`, `0x7f.0.0.1`,
    `0177.0.0.1`, full-width digits, brackets, a trailing dot, a scope (`fe80::1%eth0`). `localhost` and the
    names under it are 127.0.0.1, as RFC 6761 wants, whatever a name server says.
    """
    host = unicodedata.normalize("NFKC", unquote(host)).replace("\u3002", ".").lower()
    host = host.strip("[]").partition("%")[0].removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


async def look_up(host: str, seconds: float) -> tuple[IP, ...]:
    """All numbers of a name, by the system's resolver in a thread. CannotResolveHostError when there are none."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            answers = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # TimeoutError is an OSError; UnicodeError: a label of 64 letters
        raise CannotResolveHostError(f"no address found for {host}") from error
    return tuple(dict.fromkeys(ipaddress.ip_address(answer[4][0]) for answer in answers))


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str):
        self.name = name

    def cancel(self) -> None:
        """There is nothing to cancel: answers are given at once."""


@implementer(IHostnameResolver)
class PinnedResolver:
    """The reactor's resolver: answers with the numbers the guard has judged, for the whole run, and with no others.

    Hosts of proxies go to the resolver that was there before.
    """

    def __init__(self, before: IHostnameResolver):
        self._before = before
        self._pins: dict[str, tuple[IP, ...]] = {}
        self._proxies: set[str] = set()

    @classmethod
    def installed(cls, reactor: IReactorPluggableNameResolver) -> "PinnedResolver":
        """The resolver of this reactor, put in place now if it was not yet. Spiders of one process share it."""
        if not isinstance(reactor.nameResolver, cls):
            reactor.installNameResolver(cls(reactor.nameResolver))
        return reactor.nameResolver

    def pinned(self, host: str) -> tuple[IP, ...]:
        """The numbers `host` is pinned to, none when it was not judged yet."""
        return self._pins.get(_ascii(host), ())

    def pin(self, host: str, numbers: Iterable[IP]) -> None:
        """Connections to `host` go to `numbers` from now on."""
        self._pins[_ascii(host)] = tuple(numbers)

    def exempt(self, proxy_host: str) -> None:
        """Let the proxy's own name be looked up, whatever it stands for."""
        self._proxies.add(_ascii(proxy_host))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Twisted's interface: tell the receiver each address, none for a host that was not judged."""
        numbers = self.pinned(hostName)
        if not numbers and _ascii(hostName) in self._proxies:
            return self._before.resolveHostName(
                resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics
            )
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        for number in numbers:
            kind = twisted_address.IPv4Address if number.version == 4 else twisted_address.IPv6Address
            if addressTypes is None or kind in addressTypes:
                resolutionReceiver.addressResolved(kind("TCP", str(number), portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


class AddressGuard:
    """Downloader middleware that refuses requests to private addresses, and all but http and https.

    A spider may have `permitted_origins`, a set of what `addresses.origin_of` says of its start addresses: those
    may be private, other ports of the same host may not. Of a spider without, its `start_urls` are permitted. A
    start address that was public when the run first looked stays so. Raises AddressRefused, or
    CannotResolveHostError (retried).

    With a proxy the name is the proxy's to look up: only addresses spelled as numbers, and localhost, are judged.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("DNS_TIMEOUT")
        crawler.signals.connect(self._spider_opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressGuard":
        return cls(crawler)

    def _spider_opened(self, spider: Spider) -> None:
        from twisted.internet import reactor  # the import installs a reactor, and Scrapy chooses which

        self._resolver = PinnedResolver.installed(reactor)
        self._permitted = permitted_origins(spider)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise."""
        host = _host(request)
        permitted = origin_of(request.url) in self._permitted
        literal = literal_address(host)
        if literal and is_special(literal) and not permitted:
            raise AddressRefused(f"{host} is a private address")
        if proxy := request.meta.get("proxy"):
            self._resolver.exempt(urlsplit(add_http_if_no_scheme(proxy)).hostname or "")
            return
        numbers = (literal,) if literal else self._resolver.pinned(host) or await look_up(host, self._seconds)
        # Another request may have pinned the host meanwhile: judge what the connection will really use.
        numbers = self._resolver.pinned(host) or numbers
        private = next((number for number in numbers if is_special(number)), None)
        if private and not permitted:
            raise AddressRefused(f"{host} is at the private address {private}")
        self._resolver.pin(host, numbers)


def permitted_origins(spider: Spider) -> set[tuple[str, str, int]]:
    """The origins of a spider that may be private: those it says, else those of its `start_urls`."""
    said = getattr(spider, "permitted_origins", None)
    return {origin_of(url) for url in spider.start_urls} - {NO_ORIGIN} if said is None else set(said)


def _host(request: Request) -> str:
    """The host of a request we could send at all, or AddressRefused."""
    parts = urlparse_cached(request)
    if parts.scheme not in ("http", "https"):
        raise AddressRefused(f"only http and https are fetched, not {parts.scheme}")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise AddressRefused("the address has a port that cannot be")
    if not parts.hostname:
        raise AddressRefused("the address names no host")
    return parts.hostname


def _ascii(host: str) -> str:
    """One spelling for a name: Twisted asks for `münchen.de`, requests say `xn--mnchen-3ya.de`."""
    return ascii_host(host) or host
