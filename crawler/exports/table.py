"""CSV (RFC 4180), a row for each article, for spreadsheets."""

import csv
import io
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from crawler.terminal import moment, plain
from storage.exporting import Stored
from storage.queries import ArticleRow

FORMULA = tuple("=+-@\t\r＝＋－＠")  # what a spreadsheet may run when a cell begins with it (OWASP)


def write(articles: Iterable[Stored], out: BinaryIO) -> None:
    """Write the columns of the view `articles` in UTF-8, under their names. A text that a spreadsheet could take for a
    formula has a `'` before it, which spreadsheets do not show."""
    names = [field.name for field in fields(ArticleRow)]
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="")
    rows = csv.writer(text)
    rows.writerow(names)
    for article in articles:
        rows.writerow(cell(getattr(article.row, name)) for name in names)
    text.detach()  # flushes, and leaves the file open


def cell(value: object) -> object:
    """A value as it may stand in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    text = plain(value) if isinstance(value, str) else moment(value)
    return f"'{text}" if text.startswith("\t") or text.lstrip().startswith(FORMULA) else text
