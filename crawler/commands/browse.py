"""`scrapy browse`: the database in a web browser."""

import argparse
import os
from contextlib import suppress

from scrapy.exceptions import UsageError

from crawler.offline import OfflineCommand
from storage.session import readable_file

PORT = 8001
"""As Datasette has it."""

NOT_INSTALLED = (
    "Datasette is not installed. Install it: .venv/bin/python -m pip install -c constraints.txt -e '.[browse]'"
)


class Command(OfflineCommand):
    """Shows the database to web browsers on this machine, by Datasette. Nothing can be changed there."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Look at the database in a web browser, with Datasette"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"0 is any free one (default: {PORT})")

    def do(self, words: list[str], opts: argparse.Namespace) -> None:
        if words:
            raise UsageError("browse takes no words, only options.")
        with suppress(KeyboardInterrupt):  # the way to end it
            self._serve(opts.port)

    def _serve(self, port: int) -> None:
        file = readable_file(self.settings["DATABASE_URL"])
        try:
            from crawler import browser
        except ModuleNotFoundError as error:
            raise UsageError(NOT_INSTALLED) from error
        try:
            listener = browser.listening(port)
        except OverflowError as error:
            raise UsageError(f"A port is a number from 0 to 65535, not {port}.") from error
        except OSError as error:
            what = os.strerror(error.errno)  # the error's own words name the address once more
            raise UsageError(f"Port {port}: {what}. Name another one: scrapy browse --port {PORT + 1}") from error
        print(f"{browser.address(listener)} shows {file.path}. Ctrl-C ends it.", flush=True)
        browser.serve(browser.datasette_of(file), listener)
