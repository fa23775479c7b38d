"""What goes to the log, and what does not: errors that the end of a crawl tells in one line."""

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler
from sqlalchemy.exc import DBAPIError
from twisted.python.failure import Failure


class ShortLog(LogFormatter):
    """Logs with a traceback only what is a fault of the program: a database that is locked or full is none."""

    def spider_error(self, failure: Failure, *about: object) -> LogFormatterResult:
        return _short(failure.value, super().spider_error(failure, *about))

    def item_error(self, item: object, exception: BaseException, *about: object) -> LogFormatterResult:
        return _short(exception, super().item_error(item, exception, *about))


def _short(error: BaseException, said: LogFormatterResult) -> LogFormatterResult:
    return {**said, "level": logging.DEBUG} if isinstance(error, DBAPIError) else said


class LogCannotBeWritten:
    """Says once that the disk of LOG_FILE is full or gone. Python would print a traceback for each line of the log."""

    def __init__(self, crawler: Crawler):
        self.is_told = False
        crawler.signals.connect(self.watch, signals.spider_opened)  # the log is opened after the extensions

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def watch(self) -> None:
        """Stand in for the log's own way to tell of errors."""
        handler = get_scrapy_root_handler()
        if isinstance(handler, logging.FileHandler):
            handler.handleError = partial(self._tell, handler, handler.handleError)  # type: ignore[method-assign]

    def _tell(
        self, handler: logging.FileHandler, otherwise: Callable[[logging.LogRecord], None], record: logging.LogRecord
    ) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):
            otherwise(record)
            return
        stream, handler.stream, handler.mode = handler.stream, None, "a"  # with the next line the file is opened anew
        with suppress(OSError):
            stream.close()  # what it could not write would fail again when the next crawl opens its log
        if not self.is_told:
            self.is_told = True
            sys.stderr.write(f"offprint: the log cannot be written: {error.strerror}. The crawl goes on.\n")
