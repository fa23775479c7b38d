"""What the log holds of a database or a log that cannot be written: no tracebacks."""

import logging
import sqlite3
from collections.abc import Iterator

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.log import get_scrapy_root_handler, install_scrapy_root_handler
from scrapy.utils.test import get_crawler
from sqlalchemy.exc import OperationalError
from twisted.python.failure import Failure

from crawler.logs import LogCannotBeWritten, ShortLog

LOCKED = OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize(("error", "level"), [(LOCKED, logging.DEBUG), (ValueError("a fault"), logging.ERROR)])
def test_only_faults_of_the_program_are_logged_as_errors(error: Exception, level: int) -> None:
    request = Request("https://halyard.example/")
    response, spider = Response(request.url, request=request), Spider("magazine")
    assert ShortLog().spider_error(Failure(error), request, response, spider)["level"] == level
    assert ShortLog().item_error({}, error, response, spider)["level"] == level


@pytest.fixture
def log_on_a_full_disk(capsys) -> Iterator[logging.Handler]:
    before, level = logging.root.handlers[:], logging.root.level
    crawler = get_crawler()  # it opens a log of its own
    install_scrapy_root_handler(Settings({"LOG_FILE": "/dev/full"}))
    LogCannotBeWritten(crawler).watch()
    capsys.readouterr()
    yield get_scrapy_root_handler()
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def test_a_log_that_cannot_be_written_is_told_once(log_on_a_full_disk, capsys) -> None:
    for _ in range(3):
        log_on_a_full_disk.handle(logging.makeLogRecord({"msg": "a page has failed"}))
    told = "offprint: the log cannot be written: No space left on device. The crawl goes on.\n"
    assert capsys.readouterr().err == told


def test_a_wrong_line_for_the_log_is_still_shown(log_on_a_full_disk, capsys) -> None:
    log_on_a_full_disk.handle(logging.makeLogRecord({"msg": "%d pages", "args": ("three",)}))
    assert "TypeError" in capsys.readouterr().err
