"""Only whole answers, only the magazine's, and no sooner than a host asks."""

import gzip
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from types import SimpleNamespace

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from scrapy.http import Request, Response
from scrapy.settings import Settings

from crawler.compression import CutAnswer, TooLarge, decode, zstd
from crawler.middlewares import MEANS_IT, AskedToWait, HostRests, RetryAfter, retry_after
from tests.raw_server import drip, raw_server, reset_after, response, silence
from tests.small_crawl import crawl

TEXT = b"Owls hunt at night, and sleep by day. " * 500
LIMIT = 1_000_000
HTML = "Content-Type: text/html"


def bare_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("encoding", PACKERS)
def test_compressed_body_is_unpacked(encoding):
    assert decode(PACKERS[encoding](TEXT), [encoding], LIMIT) == (TEXT, [])


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_cut_stream_is_no_body(encoding, share):
    packed = PACKERS[encoding](TEXT)
    with pytest.raises(CutAnswer):
        decode(packed[: int(len(packed) * share)], [encoding], LIMIT)


@pytest.mark.parametrize("encoding", PACKERS)
def test_bomb_is_too_large(encoding):
    with pytest.raises(TooLarge):
        decode(PACKERS[encoding](b"0" * (LIMIT + 1)), [encoding], LIMIT)


@pytest.mark.parametrize("encoding", PACKERS)
def test_body_of_just_the_limit_is_not_too_large(encoding):
    assert len(decode(PACKERS[encoding](b"0" * LIMIT), [encoding], LIMIT)[0]) == LIMIT


def test_deflate_may_be_bare():
    assert decode(bare_deflate(TEXT), ["deflate"], LIMIT) == (TEXT, [])
    with pytest.raises(CutAnswer):
        decode(bare_deflate(TEXT)[:-20], ["deflate"], LIMIT)


def test_gzip_may_have_several_members_and_padding():
    assert decode(gzip.compress(TEXT) + gzip.compress(b"end") + b"\0" * 8, ["gzip"], LIMIT)[0] == TEXT + b"end"


def test_damaged_gzip_is_no_body():
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF  # in the checksum
    with pytest.raises(CutAnswer):
        decode(bytes(packed), ["gzip"], LIMIT)


def test_encodings_are_undone_from_the_last_to_the_first():
    assert decode(brotli.compress(gzip.compress(TEXT)), ["gzip", "br"], LIMIT) == (TEXT, [])


def test_double_bomb_is_too_large():
    with pytest.raises(TooLarge):
        decode(gzip.compress(gzip.compress(b"0" * 20 * LIMIT)), ["gzip", "gzip"], LIMIT)


@pytest.mark.parametrize("label", ["gzip", "zstd"])
def test_plain_text_with_a_wrong_label_is_taken_as_it_stands(label):
    assert decode(TEXT, [label], LIMIT) == (TEXT, [])


def test_unknown_encoding_is_left_alone():
    assert decode(TEXT, ["utf-8"], LIMIT) == (TEXT, ["utf-8"])
    assert decode(gzip.compress(TEXT), ["x-foo", "gzip"], LIMIT) == (TEXT, ["x-foo"])


def test_empty_body_is_empty_whatever_its_label():
    assert decode(b"", ["gzip"], LIMIT) == (b"", [])


def test_retry_after_is_understood_as_seconds_and_as_a_date():
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    headers = {"7": 7, "0": 0, soon: pytest.approx(90, abs=5), "Wed, 21 Oct 2015 07:28:00 GMT": 0}
    for value, seconds in headers.items():
        assert retry_after(Response("http://a.example/", headers={"Retry-After": value})) == seconds
    for value in ("", "soon", "-5", "1.5", "9" * 5000, "Wed, 99 Oct 9999"):
        assert retry_after(Response("http://a.example/", headers={"Retry-After": value})) is None


@pytest.fixture(scope="module")
def answers():
    """What a crawl makes of answers right and wrong, and how often it asked for each."""
    page = b"<html><body>" + TEXT + b"</body></html>"
    with raw_server() as server:
        server.answers |= {
            "/plain": response(page, HTML),
            "/gzip": response(gzip.compress(page), HTML, "Content-Encoding: gzip"),
            "/gzip-cut": response(gzip.compress(page)[:-30], HTML, "Content-Encoding: gzip"),
            "/gzip-cut-once": [
                response(gzip.compress(page)[:-30], HTML, "Content-Encoding: gzip"),
                response(gzip.compress(page), HTML, "Content-Encoding: gzip"),
            ],
            "/gzip-lie": response(page, HTML, "Content-Encoding: gzip"),
            "/bomb": response(gzip.compress(b"0" * 11 * 1024 * 1024), HTML, "Content-Encoding: gzip"),
            "/large": response(b"0" * 11 * 1024 * 1024, HTML),
            "/endless": drip(f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode(), b"0" * 1024 * 1024),
            "/short": response(page, HTML, length=len(page) + 1),
            "/chunks-cut": f"HTTP/1.1 200 OK\r\n{HTML}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n".encode(),
            "/reset": reset_after(b""),
            "/reset-mid": reset_after(response(page[:50], HTML, length=len(page))),
            "/no-length": f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode() + page,
            "/no-length-cut": reset_after(f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode() + page[:500]),
            "/part": response(page, HTML, "Content-Range: bytes 0-9/90000", status="206 Partial Content"),
            "/part-as-200": response(page, HTML, "Content-Range: bytes 0-9/90000"),
            "/204": b"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n",
            "/404": response(b"gone", HTML, status="404 Not Found"),
            "/500": response(b"broken", HTML, status="500 Oh"),
            "/500-once": [response(b"", status="500 Oh"), response(page, HTML)],
            "/loop": response(b"", "Location: /loop", status="302 Found"),
        }
        done = crawl(*map(server.url, server.answers), permit=server.url("/"), RETRY_TIMES=1)
        yield {path: (done.answers[server.url(path)], server.paths.count(path)) for path in server.answers}, page


@pytest.mark.parametrize("path", ["/plain", "/gzip", "/gzip-cut-once", "/gzip-lie", "/no-length", "/500-once"])
def test_whole_answer_becomes_a_page(answers, path):
    answer, _ = answers[0][path]
    assert (answer.status, answer.body.encode("latin-1")) == (200, answers[1])


@pytest.mark.parametrize(
    ("path", "error"),
    {
        "/gzip-cut": "CutAnswer",
        "/short": "ResponseDataLossError",
        "/chunks-cut": "ResponseDataLossError",
        "/reset": "DownloadFailedError",
        "/reset-mid": "ResponseDataLossError",
        "/no-length-cut": "CutAnswer",
        "/part": "CutAnswer",
        "/part-as-200": "CutAnswer",
    }.items(),
)
def test_cut_answer_is_asked_for_again_and_then_fails(answers, path, error):
    answer, times = answers[0][path]
    assert (answer.error, times) == (error, 2)


@pytest.mark.parametrize(
    ("path", "error"),
    {"/bomb": "TooLarge", "/large": "DownloadCancelledError", "/endless": "DownloadCancelledError"}.items(),
)
def test_answer_that_is_too_large_is_asked_for_once(answers, path, error):
    answer, times = answers[0][path]
    assert (answer.error, times) == (error, 1)


def test_answer_that_is_too_large_is_no_warning():
    with raw_server() as server:
        server.answers["/large"] = response(b"0" * 2_000, HTML)
        server.answers["/endless"] = drip(b"HTTP/1.1 200 OK\r\n\r\n", b"0" * 2_000)
        urls = [server.url(path) for path in server.answers]
        done = crawl(*urls, permit=server.url("/"), DOWNLOAD_MAXSIZE=1_000, RETRY_TIMES=0, LOG_LEVEL="WARNING")
        assert {answer.error for answer in done.answers.values()} == {"DownloadCancelledError"}
        assert done.log == ""


def test_last_bad_status_reaches_the_spider(answers):
    answer, times = answers[0]["/500"]
    assert (answer.status, answer.body, times) == (500, "broken", 2)
    assert (answers[0]["/404"][0].status, answers[0]["/404"][1]) == (404, 1)
    assert answers[0]["/204"][0].status == 204


def test_redirects_end(answers):
    answer, times = answers[0]["/loop"]
    assert (answer.error, times) == ("IgnoreRequest", 6)


def test_answer_that_drips_or_never_comes_ends_at_the_time_limit():
    with raw_server() as server:
        server.answers["/headers"] = drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
        server.answers["/body"] = drip(b"HTTP/1.1 200 OK\r\n\r\n", b"word ")
        server.answers["/nothing"] = silence
        urls = [server.url(path) for path in ("/headers", "/body", "/nothing")]
        done = crawl(*urls, permit=server.url("/"), DOWNLOAD_TIMEOUT=1, RETRY_TIMES=0)
        assert [done.answers[url].error for url in urls] == ["DownloadTimeoutError"] * 3


def test_redirect_out_of_the_magazine_is_not_followed():
    with raw_server() as server, raw_server() as other:
        server.answers["/"] = response(b"", f"Location: http://other.example:{other.port}/", status="302 Found")
        server.answers["/long"] = response(b"", "Location: /" + "a" * 3000, status="302 Found")
        server.answers["/robots.txt"] = response(
            b"", f"Location: http://other.example:{other.port}/robots.txt", status="301 Moved"
        )
        other.answers["/robots.txt"] = response(b"User-agent: *\nDisallow: /private\n")
        done = crawl(
            *map(server.url, ["/", "/long", "/private"]),
            permit=server.url("/"),
            scope="127.0.0.1",
            dns={"other.example": [["93.184.216.34"]]},
        )
        told = {url.removeprefix(server.url("")): answer for url, answer in done.answers.items()}
        assert told["/"].message == "leads out of the magazine: other.example"
        assert told["/long"].error == "OutOfScope"
        assert told["/private"].error == "ForbiddenByRobots"  # its robots.txt may be elsewhere: RFC 9309
        assert other.paths == ["/robots.txt"]


def test_host_is_left_alone_for_as_long_as_it_asks_and_others_go_on():
    with raw_server() as tired, raw_server() as awake:
        tired.answers["/"] = [
            response(b"", "Retry-After: 1", status="429 Slow down"),
            response(b"rested"),
        ]
        awake.answers["/"] = response(b"awake")
        other = f"http://awake.example:{awake.port}/"
        done = crawl(
            tired.url("/"), other, permit=tired.url("/"), dns={"awake.example": [["93.184.216.34"]]}, DOWNLOAD_DELAY=0
        )
        assert done.answers[tired.url("/")].body == "rested"
        assert done.answers[other].body == "awake"
        first, second = (when for when, path in tired.asked if path == "/")
        assert second - first >= 0.99
        assert awake.asked[-1][0] < second


def test_page_that_is_closed_for_an_hour_fails_at_once():
    with raw_server() as server:
        server.answers["/closed"] = response(b"", "Retry-After: 3600", status="503 Closed")
        server.answers["/open"] = response(b"open")
        done = crawl(server.url("/closed"), server.url("/open"), permit=server.url("/"), CONCURRENT_REQUESTS=1)
        assert done.answers[server.url("/closed")].message == "503, asked to wait 3600 s"
        assert done.answers[server.url("/open")].body == "open"
        assert server.paths.count("/closed") == 1


def test_host_that_says_so_again_and_again_is_left_alone():
    with raw_server() as server:
        urls = [server.url(f"/{number}") for number in range(6)]
        server.answers |= {f"/{number}": response(b"", "Retry-After: 3600", status="429 No") for number in range(6)}
        done = crawl(*urls, permit=server.url("/"), CONCURRENT_REQUESTS=1)
        assert {answer.message for answer in done.answers.values()} == {"429, asked to wait 3600 s"}
        assert len(done.answers) == 6
        assert len(server.paths) == 1 + 3  # robots.txt, and three pages


def test_an_answer_that_was_under_way_does_not_end_the_rest_of_a_host():
    downloader = SimpleNamespace(get_slot_key=lambda request: "owls.example")
    middleware = RetryAfter(Settings())
    middleware.crawler = SimpleNamespace(engine=SimpleNamespace(downloader=downloader))
    request = Request("https://owls.example/")
    for _ in range(MEANS_IT):
        with pytest.raises(AskedToWait):
            middleware.process_response(request, Response(request.url, 429, headers={"Retry-After": "3600"}))
    middleware.process_response(request, Response(request.url, 200))
    with pytest.raises(HostRests, match="429, asked to wait 3600 s"):
        middleware.process_request(request)


def certificate(folder):
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    form = serialization.Encoding.PEM
    secret = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(secret + signed.public_bytes(form))
    return path


def test_certificates_are_verified(tmp_path):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(tmp_path))
    with raw_server(tls=context) as server:
        server.answers["/"] = server.answers["/robots.txt"] = response(b"")
        url = server.url("/")
        careless = crawl(url, permit=url, RETRY_TIMES=0, DOWNLOAD_VERIFY_CERTIFICATES=False)
        assert careless.answers[url].status == 200
        answer = crawl(url, permit=url, RETRY_TIMES=0).answers[url]
        assert answer.error == "RobotsUnavailable"
        assert "certificate verify failed" in answer.message
