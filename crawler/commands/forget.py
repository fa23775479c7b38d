"""`scrapy forget`: remove an address or a site, and keep it away."""

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import addresses
from crawler.exits import BUSY, WRONG_USE
from crawler.reading import NO_DATABASE, known_site, words_of
from crawler.terminal import counted, refuse
from storage.errors import DatabaseBusy, DatabaseUnusable
from storage.forgetting import Removed, forget_address, forget_site
from storage.session import Store, read_only


class Command(ScrapyCommand):
    """Removes all that is kept of an address (something with a slash) or a site, in one step, without asking."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "<address or site>"

    def short_desc(self) -> str:
        return "Remove an address or a whole site from the database, and keep it away"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            words = words_of(args)
            if len(words) != 1:
                raise UsageError("Name one address or site: scrapy forget https://magazine.example/story")
            what, removed = self._forget(words[0])
        except UsageError as error:
            self.exitcode = refuse(error, WRONG_USE)
        except DatabaseUnusable as error:
            self.exitcode = refuse(error, NO_DATABASE)
        except DatabaseBusy as error:
            self.exitcode = refuse(error, BUSY)
        else:
            print(f"Forgot {what}: {_in_words(removed)}. It is kept away from now on.")

    def _forget(self, name: str) -> tuple[str, Removed]:
        """What was forgotten, by its key or address, and how much it was."""
        database_url = self.settings["DATABASE_URL"]
        with read_only(database_url) as session:  # a database that is not there is not to be made
            is_site = "/" not in name
            what = known_site(session, name) if is_site else _address(name)
        with Store.open(database_url, self.settings.getfloat("LOCK_WAIT")) as store:
            forget = forget_site if is_site else forget_address
            return what, forget(store.session, what)


def _address(name: str) -> str:
    url = addresses.clean(name if "://" in name else f"https://{name}")
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
