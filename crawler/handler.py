"""Scrapy's download handler with a limit on headers, the one part of an answer it takes without end."""

import logging

from scrapy.core.downloader.handlers import http11
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol

HEAD_MAX = 256 * 1024  # bytes, as in browsers; endless headers filled 1.3 GB in 5 seconds


class ShortHeadHandler(HTTP11DownloadHandler):
    """Breaks the connection off (DownloadFailedError) when status line and headers are longer than HEAD_MAX."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._fail_on_dataloss_warned = True  # Scrapy's warning advises to take cut answers for whole
        http11.logger.addFilter(_is_no_failed_page)  # added once, however many handlers there are

        class Factory(self._pool._factory):
            def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
                return _with_short_head(super().buildProtocol(addr))

        self._pool._factory = Factory


def _is_no_failed_page(record: logging.LogRecord) -> bool:
    """Leaves out that an answer was too large: the page has failed, and its reason is in the database."""
    return "larger than download max size" not in record.getMessage()


def _with_short_head(protocol: HTTP11ClientProtocol) -> HTTP11ClientProtocol:
    receive = protocol.dataReceived
    reading, received = None, 0

    def count_and_receive(data: bytes) -> None:
        nonlocal reading, received
        parser = protocol._parser  # a new one for each answer on the connection
        if parser is not reading:
            reading, received = parser, 0
        if parser is not None and parser.state in (STATUS, HEADER):
            received += len(data)
        if received > HEAD_MAX:
            protocol.transport.abortConnection()
        else:
            receive(data)

    protocol.dataReceived = count_and_receive
    return protocol
