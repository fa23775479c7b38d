"""What the commands that only read have in common."""

import argparse
import os
import sys
from abc import abstractmethod
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler import addresses
from crawler.checks import LARGEST
from crawler.exits import BUSY, WRONG_USE
from crawler.terminal import refuse
from storage import queries
from storage.errors import DatabaseBusy, DatabaseUnusable
from storage.session import read_only

NO_DATABASE = 1  # exit status


class ReadingCommand(ScrapyCommand):
    """A command that answers from the database, also while a crawl is writing to it.

    A subclass says what it answers in `answer`. Wrong use (UsageError) is one line and status 2, a database that
    cannot be read one line and status 1. A reader that closes the pipe (`| head`) is no error.
    """

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    @abstractmethod
    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        """Print the answer to `words`, the command line without options. Raises UsageError."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON Lines: an object a line, with all data")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.ask(words_of(args), opts)
            sys.stdout.flush()
        except UsageError as error:
            self.exitcode = refuse(error, WRONG_USE)
        except DatabaseUnusable as error:
            self.exitcode = refuse(error, NO_DATABASE)
        except DatabaseBusy as error:
            self.exitcode = refuse(error, BUSY)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it ends

    def ask(self, words: list[str], opts: argparse.Namespace) -> None:
        """Answer from the database."""
        with read_only(self.settings["DATABASE_URL"]) as session:
            self.answer(session, words, opts)


def words_of(args: list[str]) -> list[str]:
    """The words of a command line. Behind `--` everything is a word; before it, Scrapy hands over as words the options
    that it does not know: UsageError for those."""
    end = args.index("--") if "--" in args else len(args)
    for arg in args[:end]:
        if arg.startswith("-") and len(arg) > 1:
            raise UsageError(f"No option {arg!r}. The options are shown by -h.")
    return args[:end] + args[end + 1 :]


def address_meant(session: Session, name: str) -> str | None:
    """The address that a person means: a stored one as it is written or as it is kept, without a scheme by https or by
    http. Where none is stored, the one under which it would be; None for what is no address."""
    written = (name,) if "://" in name else (f"https://{name}", f"http://{name}")
    kept = [url for url in map(addresses.clean, written) if url]
    stored = (url for url in (*written, *kept) if queries.page_at(session, url))
    return next(stored, kept[0] if kept else None)


def known_site(session: Session, name: str) -> str:
    """The key of the site that a person names by key, host or address. Raises UsageError for an unknown one."""
    sites = queries.known_sites(session)
    key = addresses.site_of(name if "://" in name else f"https://{name}/")
    for candidate in (name, name.lower(), key):
        if candidate in sites:
            return candidate
    raise UsageError(f"No site {name!r}. Known: {', '.join(sites) or 'none yet'}")


def whole_number(text: str) -> int:
    """A number from 1 to LARGEST, for options; argparse tells about others."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= LARGEST:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {LARGEST:,}, not {text}")
    return number
