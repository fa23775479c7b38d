"""How pages are kept in the database: compressed with zstd, each by itself, and never unpacked without a bound.

`zstd` is the module of that name, wherever this Python has it.
"""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Of compression: 5 times smaller for under a millisecond a page; higher levels gain little."""

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of a page, unpacked: six times what a crawl fetches by default (DOWNLOAD_MAXSIZE). A few kilobytes in a file
that somebody was handed could otherwise become gigabytes."""


class Damaged(ValueError):
    """What the database holds is not what was packed, or far more of it. The message is a sentence for people."""


def pack(body: bytes, level: int = LEVEL) -> bytes:
    """A page, or what was learned from it, as it is kept."""
    return zstd.compress(body, level)


def unpack(data: bytes) -> bytes:
    """The page that was packed. Raises Damaged for anything else, and for more than MAX_UNPACKED bytes."""
    body, rest = unpack_first(data)
    if rest:
        raise Damaged("The kept page is damaged: something stands behind its end.")
    return body


def unpack_first(data: bytes) -> tuple[bytes, bytes]:
    """What was packed at the beginning of `data`, and the bytes behind it. Raises Damaged as `unpack` does."""
    frame = zstd.ZstdDecompressor()
    try:
        body = frame.decompress(data, MAX_UNPACKED)
    except (zstd.ZstdError, TypeError) as error:  # TypeError: no bytes, a database takes any value in any column
        raise Damaged(f"The kept page is damaged: {error}") from error
    if not frame.eof:
        raise Damaged(f"The kept page is cut, or longer than {MAX_UNPACKED:,} bytes.")
    return body, frame.unused_data
