"""Addresses: made clean, told apart, and kept out of traps.

Pure functions, safe in any process. Nothing is downloaded: the public-suffix list is the one bundled with tldextract.
"""

import ipaddress
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache, lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

import idna
import tldextract
from w3lib.url import canonicalize_url, safe_url_string

from pipelines.shapes import segments_of

MAX_LENGTH = 2_000  # characters; what browsers and sitemaps (2,048) agree on, longer ones are generated
MAX_SEGMENTS = 12  # path segments; deep archives (/section/sub/2007/01/31/slug/page/2) use up to nine
MAX_SAME_SEGMENT = 3  # times one segment may stand in a path; relative links gone wrong repeat it without end
MAX_PARAMETERS = 8  # query parameters; pages of magazines get by with five, faceted search does not
FIRST_WEB_YEAR = 1990  # calendars on the web announce nothing earlier
YEARS_AHEAD = 2  # programmes are announced that far ahead; later calendar pages are empty
DEFAULT_PORTS = {"http": 80, "https": 443}
NO_ORIGIN = ("", "", 0)  # of what is no address

# Parameters that say where a reader came from, never which page is meant. courlan's `clean_url` drops more (cid, eid,
# gallery, `?12345`) and rewrites paths, so that another page or none would answer.
TRACKING = re.compile(
    r"(utm|mtm|matomo|pk|piwik|itm|oly|vero|hsa|mkt|mc|_hs|ns)_\w+|_ga|_gl|__hs\w+|_openstat|at_(medium|campaign|custom\d)"
    r"|(fbc|gc|dc|twc|yc|ysc|msclk|wbra|gbra|igsh|ttc|partner)l?id|igshid|igsh|mkt_tok|mibextid|cmpid|cmp|xtor|wt_mc|s_cid"
    r"|ref|ref_src|ref_url|referr?er|ftag|ncid|smid|smtyp|spm|guccounter|guce_\w+|ocid|icid|sr_share|share_source",
    re.IGNORECASE,
)
SESSION = re.compile(r"(jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|session_?id|sess(ion)?|s?sid)", re.IGNORECASE)
CERTAIN_SESSION = re.compile(r"jsessionid|phpsessid|aspsessionid\w*|cftoken", re.IGNORECASE)
SESSION_VALUE = re.compile(r"[0-9a-f]{8,}|[0-9a-z]{20,}", re.IGNORECASE)
PATH_SESSION = re.compile(r";(jsessionid|phpsessid)=[^/?;]*", re.IGNORECASE)
ASP_SESSION = re.compile(r"/\(([A-Z]\([0-9a-z_-]{20,}\))+\)(?=/)", re.IGNORECASE)

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufffe\uffff\ud800-\udfff]")
UNSAFE_ENCODED = re.compile(r"%(0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
# Clean as they stand: most links of most pages, at a tenth of the time.
PLAIN = re.compile(r"https?://(?:[a-z0-9]{1,63}\.){1,5}[a-z]{2,24}/[A-Za-z0-9._~/-]*")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")

NOT_PAGES = frozenset(
    "jpg jpeg png gif webp avif svg ico bmp tif tiff heic psd eps mp3 m4a ogg oga wav flac aac mp4 m4v mov avi "
    "wmv webm mkv flv swf m3u8 pdf ps epub mobi doc docx xls xlsx ppt pptx odt ods odp rtf csv tsv zip gz tgz bz2 "
    "xz 7z rar tar dmg exe msi apk iso bin css js mjs json map woff woff2 ttf otf eot ics vcf torrent".split()
)

CALENDAR_QUERY = re.compile(r"(month|mois|monat|cal(endar)?|tribe-bar-date|eventdate|cal_\w+|day)", re.IGNORECASE)
CALENDAR_PATH = re.compile(
    r"/(calendar|calendario|calendrier|kalender|events?|agenda|termine|veranstaltungen)(/|$)", re.IGNORECASE
)
YEAR_AND_MONTH = re.compile(r"/([12][0-9]{3})/(?:0?[1-9]|1[0-2])(?=/|$)")
YEAR = re.compile(r"(?<!\d)([12][0-9]{3})(?!\d)")


def clean(url: str, base: str | None = None) -> str | None:
    """The one spelling of an address under which it is kept, or None when it cannot be crawled.

    `url` may be relative to `base`. Absolute, http or https, host in lower-case IDNA, no default port, no fragment,
    no tracking and session parameters, query sorted. Never raises. The server answers the cleaned address as it
    answers the given one: case, trailing slash, doubled slashes and blank values stay, and a query that is not made
    of pairs (`?12345`) is left alone. Addresses with a user name, control characters, a host that cannot exist or
    more than MAX_LENGTH characters are None.
    """
    try:
        return _clean(url, base)
    except (ValueError, UnicodeError):  # urllib's and w3lib's answers to a port, host or bracket that is none
        return None


def _clean(url: str, base: str | None) -> str | None:
    url = re.sub(r"[\t\r\n]", "", url.strip())  # as browsers do
    if not url or len(url) > 2 * MAX_LENGTH or UNSAFE.search(url) or UNSAFE_ENCODED.search(url):
        return None
    if base is not None:
        url = urljoin(base, url.replace("\\", "/") if url.startswith("\\") else url)
    if len(url) <= MAX_LENGTH and PLAIN.fullmatch(url) and "/." not in url:
        return url
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    host = _host(parts)
    if scheme not in DEFAULT_PORTS or host is None or "@" in parts.netloc:
        return None
    port = parts.port
    if port == 0:
        return None
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = ASP_SESSION.sub("", PATH_SESSION.sub("", parts.path)) or "/"
    query = _query(parts.query)
    if all("=" in piece for piece in query.split("&")):
        cleaned = canonicalize_url(urlunsplit((scheme, netloc, path, query, "")))
    else:  # canonicalize_url would make `?12345` into `?12345=`, which is another address
        cleaned = canonicalize_url(urlunsplit((scheme, netloc, path, "", "")))
        query = urlsplit(safe_url_string(f"http://query/?{query}")).query
        cleaned += f"?{query}" if query else ""
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def _host(parts: SplitResult) -> str | None:
    """The host as it goes over the wire: lower-case IDNA, an IPv6 address in brackets. None when it is no host."""
    host = (parts.hostname or "").strip()
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host).compressed}]"
    host = ascii_host(host)
    return host.rstrip(".") if host and len(host) <= 253 and HOST.fullmatch(host) else None


def ascii_host(name: str) -> str | None:
    """A host's name as it goes over the wire: lower-case ASCII, None when no such name can be registered.

    By UTS 46 as browsers do it: `straße.example` is a host of its own, and not `strasse.example` as in Python's codec.
    """
    if name.isascii():
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return None


def _query(query: str) -> str:
    """The query without parameters that only track."""
    return "&".join(piece for piece in query.split("&") if piece.strip() and not _only_tracks(piece))


def _only_tracks(piece: str) -> bool:
    name, equals, value = piece.partition("=")
    name = unquote(name)
    if not equals:
        return False
    if TRACKING.fullmatch(name) or CERTAIN_SESSION.fullmatch(name):
        return True
    return bool(SESSION.fullmatch(name) and SESSION_VALUE.fullmatch(value))


@cache
def _suffixes() -> tldextract.TLDExtract:
    """Splits hosts by the bundled suffix list. Blogs on a shared host (name.blogspot.com) are sites of their own."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def site_of(url: str) -> str:
    """The key of the site an address belongs to: its registrable domain, as in `example.co.uk`.

    An IP address, localhost or a host without a known suffix (`name.test`) is its own site: the host, with `:port`
    unless the port is the scheme's own. Never raises; an address without host gives an empty string.
    """
    scheme, host, port = origin_of(url)
    return _site_of_host(host) or (host if port == DEFAULT_PORTS.get(scheme, port) else f"{host}:{port}")


@lru_cache(maxsize=4096)  # hosts; a crawl meets few, a hostile page many
def _site_of_host(host: str) -> str:
    if not host or host.startswith("["):
        return ""
    return _suffixes()(host).top_domain_under_public_suffix


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port. The port is the scheme's own when none is written, 0 when there is none to know.

    An IPv6 host keeps its brackets. Never raises; what is no address gives NO_ORIGIN.
    """
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
        port = parts.port
    except (ValueError, UnicodeError):
        return NO_ORIGIN
    scheme = parts.scheme.lower()
    if host is None:
        return NO_ORIGIN
    return scheme, host, DEFAULT_PORTS.get(scheme, 0) if port is None else port


def is_page(url: str) -> bool:
    """Whether an address can be a page: False for pictures, sound, archives, scripts and the like, by their ending."""
    name = urlsplit(url).path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending not in NOT_PAGES


def is_trap(url: str) -> str | None:
    """Why an address looks like one of an endless family, as a short reason, or None when it does not.

    For cleaned addresses. Bounds what relative links gone wrong, calendars and faceted search can make up.
    """
    parts = urlsplit(url)
    segments = segments_of(url)
    if len(segments) > MAX_SEGMENTS:
        return f"the path is {len(segments)} segments deep"
    if repeated := _repetition([segment.lower() for segment in segments]):
        return f"the path repeats {repeated!r}"
    pairs = [piece for piece in parts.query.split("&") if piece]
    if len(pairs) > MAX_PARAMETERS:
        return f"the query has {len(pairs)} parameters"
    return _calendar(parts, pairs)


def _repetition(segments: list[str]) -> str | None:
    """The segment or run of segments that a path repeats too often."""
    if segments:
        segment, times = Counter(segments).most_common(1)[0]
        if times > MAX_SAME_SEGMENT:
            return segment
    for width in (2, 3, 4):
        for start in range(len(segments) - 3 * width + 1):
            run = segments[start : start + width]
            if segments[start : start + 3 * width] == run * 3:
                return "/".join(run)
    return None


def _calendar(parts: SplitResult, pairs: list[str]) -> str | None:
    """Why an address is a page of a calendar far from the present."""
    latest = datetime.now(UTC).year + YEARS_AHEAD
    by_query = any(CALENDAR_QUERY.fullmatch(piece.partition("=")[0]) for piece in pairs)
    if by_query or CALENDAR_PATH.search(parts.path):
        years = [int(year) for year in YEAR.findall(f"{parts.path}?{parts.query}")]
    else:
        years = [int(year) for year in YEAR_AND_MONTH.findall(parts.path) if int(year) > latest]
    for year in years:
        if not FIRST_WEB_YEAR <= year <= latest:
            return f"a calendar page of the year {year}"
    return None
