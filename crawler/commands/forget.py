"""`scrapy forget`: remove an address or a site, and keep it away."""

import argparse

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.offline import OfflineCommand
from crawler.reading import address_meant, known_site
from crawler.terminal import counted
from storage.forgetting import Removed, forget_address, forget_site, let_in
from storage.session import Store, read_only


class Command(OfflineCommand):
    """Removes all that is kept of an address (something with a slash) or a site, in one step, without asking."""

    def syntax(self) -> str:
        return "<address or site>"

    def short_desc(self) -> str:
        return "Remove an address or a whole site from the database, and keep it away"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--undo", action="store_true", help="let it in again; what was removed is not brought back")

    def do(self, words: list[str], opts: argparse.Namespace) -> None:
        if len(words) != 1:
            raise UsageError("Name one address or site: scrapy forget https://magazine.example/story")
        print(self._undo(words[0]) if opts.undo else self._forget(words[0]))

    def _forget(self, name: str) -> str:
        """What was forgotten, by its key or address, and how much it was."""
        database_url = self.settings["DATABASE_URL"]
        with read_only(database_url) as session:  # a database that is not there is not to be made
            is_site = "/" not in name
            what = known_site(session, name) if is_site else _address(session, name)
        with Store.open(database_url, self.settings.getfloat("LOCK_WAIT")) as store:
            forget = forget_site if is_site else forget_address
            removed = forget(store.session, what)
        return f"Forgot {what}: {_in_words(removed)}. It is kept away from now on."

    def _undo(self, name: str) -> str:
        """What is let in again. Raises UsageError when it was not kept away."""
        database_url = self.settings["DATABASE_URL"]
        with read_only(database_url) as session:
            what = name if "/" not in name else _address(session, name)
        with Store.open(database_url, self.settings.getfloat("LOCK_WAIT")) as store:
            if not let_in(store.session, what):
                raise UsageError(f"{what} is not kept away.")
        return f"{what} is let in again, from the next crawl on."


def _address(session: Session, name: str) -> str:
    url = address_meant(session, name)
    if url is None:
        raise UsageError(f"Not an address: {name!r}. Try one like https://magazine.example/story")
    return url


def _in_words(removed: Removed) -> str:
    if not removed.pages:
        return "nothing of it was stored"
    return (
        f"{counted(removed.pages, 'address')}, {counted(removed.articles, 'article')} and "
        f"{counted(removed.raw_pages, 'raw page')} removed"
    )
