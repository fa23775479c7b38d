"""WARC 1.1 (ISO 28500): the pages as they were fetched, for archives."""

import io
from collections.abc import Iterable
from http.client import responses
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.terminal import in_one_line, moment
from pipelines.packing import Damaged, unpack
from storage.errors import DatabaseUnusable
from storage.models import RawPage


def write(pages: Iterable[RawPage], out: BinaryIO) -> None:
    """Write the pages, each as a response record, compressed with gzip one by one.

    Address, status, Content-Type and time are those of the fetch; its other headers were not kept, and the body is as
    it was after transfer and content encoding were undone. DatabaseUnusable when a kept page is damaged.
    """
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    writer.write_record(
        writer.create_warcinfo_record("offprint.warc.gz", {"software": "Offprint", "format": "WARC/1.1"})
    )
    for page in pages:
        try:
            body = unpack(page.body)
        except Damaged as damaged:
            raise DatabaseUnusable(f"{in_one_line(page.url)}: {damaged}") from damaged
        headers = [("Content-Length", str(len(body)))]
        if page.content_type:
            headers.insert(0, ("Content-Type", in_one_line(page.content_type)))
        status = f"{page.http_status} {responses.get(page.http_status, '')}".strip()
        record = writer.create_warc_record(
            in_one_line(page.url),
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": moment(page.fetched_at)},
        )
        writer.write_record(record)
