import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from fixtures.server import MagazineServer
from tests.crawling import Crawls


@pytest.fixture
def crawls(tmp_path):
    """An empty folder for a database, and crawls into it."""
    return Crawls(tmp_path)


@pytest.fixture
def halyard():
    """The magazine of today, served on a free port."""
    with MagazineServer("halyard") as server:
        yield server


@pytest.fixture
def ashlar():
    """The magazine of the 2000s, served on a free port."""
    with MagazineServer("ashlar") as server:
        yield server


@pytest.fixture
def kettle():
    """The WordPress-like magazine, served on a free port."""
    with MagazineServer("kettle") as server:
        yield server


@pytest.fixture
def typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command as when somebody types it, with the database articles.db in the folder of the test.

    `typed(search, "lamp", "--json", terminal=True, RULES="rules")`: the command's module, its words, whether it is on a
    terminal (of 80 columns) or in a pipe, and settings. Returns its exit status, what it printed, and what it printed
    as errors.
    """

    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")

    def typed(module: ModuleType, *words: str, terminal: bool = False, **settings: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        command: ScrapyCommand = module.Command()
        command.settings = Settings()
        command.settings.setmodule("crawler.settings")
        command.settings.update({"DATABASE_URL": f"sqlite:///{tmp_path}/articles.db"} | settings)
        parser = ScrapyArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        options, args = parser.parse_known_args(list(words))
        command.process_options(args, options)
        command.run(args, options)
        printed = capsys.readouterr()
        return command.exitcode or 0, printed.out, printed.err

    return typed
