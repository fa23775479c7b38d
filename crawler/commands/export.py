"""`scrapy export`: articles as files for other programs."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import BinaryIO

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.choosing import add_filter_options, filters_of, terms_of
from crawler.exports import atom, epub, jsonlines, markdown, table, warc
from crawler.exports.files import new_file, new_folder
from crawler.reading import ReadingCommand
from storage.exporting import by_section, chosen, raw_pages, stored
from storage.filters import Filters
from storage.search import found
from storage.terms import Terms

Writer = Callable[[Session, Sequence[int], BinaryIO, str], None]
FILES: dict[str, Writer] = {
    "jsonl": lambda session, numbers, out, _: jsonlines.write(stored(session, numbers), out),
    "csv": lambda session, numbers, out, _: table.write(stored(session, numbers), out),
    "atom": lambda session, numbers, out, title: atom.write(stored(session, numbers), out, title),
    "warc": lambda session, numbers, out, _: warc.write(raw_pages(session, numbers), out),
    "epub": lambda session, numbers, out, title: epub.write(stored(session, by_section(session, numbers)), out, title),
}
FOLDER = "markdown"
FORMATS = (*FILES, FOLDER)


class Command(ReadingCommand):
    """Writes the articles that options and words choose into a file, or a folder of files for Markdown."""

    def syntax(self) -> str:
        return "<format> [words and fields] [options] -o <file or folder>"

    def short_desc(self) -> str:
        return f"Write articles as {', '.join(FORMATS)}"

    def long_desc(self) -> str:
        return (
            "Writes the articles that the options choose, as `scrapy articles` lists them, or that a search finds: "
            "scrapy export epub kind:interview lamp -o lamps.epub"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        ScrapyCommand.add_options(self, parser)  # the format is the first word, so there is no --json
        add_filter_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="where to: a file, a folder for markdown, - for stdout"
        )
        parser.add_argument("--title", default="Offprint", help="of a feed or an issue (Offprint)")
        parser.add_argument("--force", action="store_true", help="replace what is there")

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if not words or words[0] not in FORMATS:
            raise UsageError(f"Name a format: {', '.join(FORMATS)}. Try: scrapy export csv -o articles.csv")
        if opts.output is None:
            raise UsageError("Say where to: -o FILE, or -o - for the standard output.")
        numbers = _numbers(session, words[1:], filters_of(session, opts))
        if words[0] == FOLDER:
            markdown.write(stored(session, numbers), new_folder(opts.output, force=opts.force))
            return
        with new_file(opts.output, force=opts.force) as out:
            FILES[words[0]](session, numbers, out, opts.title)


def _numbers(session: Session, words: list[str], filters: Filters) -> list[int]:
    """The articles that pass the filters, and for which all words hold if there are any."""
    if not words:
        return chosen(session, filters)
    terms = terms_of(session, words)
    return found(session, replace(terms, filters=_both(terms, filters)))


def _both(terms: Terms, filters: Filters) -> Filters:
    """The filters among the words, and those of the options. Raises UsageError where both speak of the same."""
    said = {name: value for name in Filters.__dataclass_fields__ if (value := getattr(filters, name))}
    for name in said:
        if getattr(terms.filters, name):
            raise UsageError(f"{name} is asked for twice, by an option and by a word.")
    return replace(terms.filters, **said)
