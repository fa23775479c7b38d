"""What the commands that only read have in common."""

import argparse
from abc import abstractmethod

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler import addresses
from crawler.checks import LARGEST
from crawler.offline import OfflineCommand
from storage import queries
from storage.session import read_only


class ReadingCommand(OfflineCommand):
    """A command that answers from the database, also while a crawl is writing to it.

    A subclass says what it answers in `answer`.
    """

    @abstractmethod
    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        """Print the answer to `words`, the command line without options. Raises UsageError."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON Lines: an object a line, with all data")

    def do(self, words: list[str], opts: argparse.Namespace) -> None:
        """Answer from the database."""
        with read_only(self.settings["DATABASE_URL"]) as session:
            self.answer(session, words, opts)


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
