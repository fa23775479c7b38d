"""What the commands that fetch nothing have in common."""

import argparse
import os
import sys
from abc import abstractmethod
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.arguments import WrongUse
from crawler.exits import BUSY, WRONG_USE
from crawler.terminal import refuse
from storage.errors import DatabaseBusy, DatabaseUnusable

NO_DATABASE = 1  # exit status


class OfflineCommand(ScrapyCommand):
    """A command that fetches nothing.

    A subclass says what it does in `do`. Wrong use (UsageError, WrongUse) is one line and status 2, a database that
    cannot be used one line and status 1, and one that another run holds one line and status 75. A reader that closes
    the pipe (`| head`) is no error.
    """

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    @abstractmethod
    def do(self, words: list[str], opts: argparse.Namespace) -> None:
        """Do what `words`, the command line without options, ask for, and set `exitcode` where it is not 0. Raises
        UsageError, WrongUse, DatabaseUnusable, DatabaseBusy."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.do(words_of(args), opts)
            sys.stdout.flush()
        except (UsageError, WrongUse) as error:
            self.exitcode = refuse(error, WRONG_USE)
        except DatabaseUnusable as error:
            self.exitcode = refuse(error, NO_DATABASE)
        except DatabaseBusy as error:
            self.exitcode = refuse(error, BUSY)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it ends


def words_of(args: list[str]) -> list[str]:
    """The words of a command line. Behind `--` everything is a word; before it, Scrapy hands over as words the options
    that it does not know: UsageError for those."""
    end = args.index("--") if "--" in args else len(args)
    for arg in args[:end]:
        if arg.startswith("-") and len(arg) > 1:
            raise UsageError(f"No option {arg!r}. The options are shown by -h.")
    return args[:end] + args[end + 1 :]
