"""JSON Lines: an object a line, with all that is stored of an article, as `scrapy show --json` prints it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import BinaryIO

from crawler.details import details
from crawler.terminal import as_json
from storage.exporting import Stored


def write(articles: Iterable[Stored], out: BinaryIO) -> None:
    """Write the articles, in UTF-8."""
    for article in articles:
        out.write(as_json(asdict(article.row) | details(article.revision)).encode() + b"\n")
