"""Content-Encoding undone, all or nothing: a stream that was cut is an error, never a shorter page."""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError

from pipelines.packing import zstd

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ACCEPTED = b"gzip, deflate, br, zstd"  # what `decode` understands, as an Accept-Encoding header


class CutAnswer(ResponseDataLossError):
    """Not the whole answer: a stream cut short or damaged, or a part nobody asked for."""


class TooLarge(IgnoreRequest):
    """More than DOWNLOAD_MAXSIZE bytes after decompression."""


class _Decompressor(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def decode(body: bytes, encodings: list[str], limit: int) -> tuple[bytes, list[str]]:
    """Undo `encodings` (in the order of the header). Returns the bytes, and the encodings that are left.

    From the first unknown encoding on all are left as they are, as browsers do: "utf-8" and "none" are common.
    A body labelled gzip or zstd that is neither is taken as it stands: servers forget to take the label off.
    `limit` is in bytes. Raises CutAnswer and TooLarge.
    """
    left = list(encodings)
    while left and body and left[-1] in DECODERS:
        body = DECODERS[left.pop()](body, limit)
    return body, left if body else []


def _gunzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    return _decompress(body, limit, lambda: zlib.decompressobj(wbits=31), GZIP_MAGIC, "gzip")


def _inflate(body: bytes, limit: int) -> bytes:
    # "deflate" means zlib's format, but some servers send it bare; the first two bytes tell them apart (RFC 1950).
    zlib_format = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _decompress(body, limit, lambda: zlib.decompressobj(wbits=15 if zlib_format else -15), None, "deflate")


def _unzstd(body: bytes, limit: int) -> bytes:
    if not body.startswith(ZSTD_MAGIC):
        return body
    return _decompress(body, limit, zstd.ZstdDecompressor, ZSTD_MAGIC, "zstd")


def _decompress(body: bytes, limit: int, new: Callable[[], _Decompressor], magic: bytes | None, name: str) -> bytes:
    """Every member of a stream. What follows the last one without its `magic` is padding, and dropped."""
    whole = bytearray()
    while True:
        member = new()
        try:
            whole += member.decompress(body, limit + 1 - len(whole))
        except (zlib.error, zstd.ZstdError) as error:
            raise CutAnswer(f"{name} stream damaged") from error
        _check_size(whole, limit)
        if not member.eof:
            raise CutAnswer(f"{name} stream cut short")
        body = member.unused_data
        if magic is None or not body.startswith(magic):
            return bytes(whole)


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    whole = bytearray()
    try:
        chunk = stream.process(body, output_buffer_limit=limit + 1)
        while chunk:
            whole += chunk
            _check_size(whole, limit)
            chunk = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=limit + 1)
    except brotli.error as error:
        raise CutAnswer("br stream damaged") from error
    if not stream.is_finished():
        raise CutAnswer("br stream cut short")
    return bytes(whole)


def _check_size(whole: bytearray, limit: int) -> None:
    if len(whole) > limit:
        raise TooLarge(f"more than {limit} bytes after decompression")


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
