"""Whole crawls for tests: the real command in a process of its own, and questions to the database it leaves."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRAPY = str(Path(sys.executable).with_name("scrapy"))
PROJECT = Path(__file__).resolve().parent.parent
# A crawl of a test need not be polite to itself; one reader, since tests run beside each other.
QUICK = {"AUTOTHROTTLE_ENABLED": 0, "DOWNLOAD_DELAY": 0, "CRAWL_DELAY_MAX": 0, "READ_WORKERS": 1, "RETRY_TIMES": 1}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Crawls:
    """A database in a folder, and crawls into it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "articles.db"

    def environment(self) -> dict[str, str]:
        """The environment of every command: this database, and no proxy."""
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        return kept | {"DATABASE_URL": f"sqlite:///{self.database}", "SCRAPY_PROJECT": "default"}

    def command(self, *words: str, settings: dict[str, object] | None = None) -> list[str]:
        """The words of a scrapy command with settings."""
        options = [option for name, value in (settings or {}).items() for option in ("-s", f"{name}={value}")]
        return [SCRAPY, *words, *options]

    def scrapy(self, *words: str, settings: dict[str, object] | None = None, seconds: float = 120) -> Ended:
        """Run a scrapy command to its end."""
        done = subprocess.run(
            self.command(*words, settings=settings),
            cwd=PROJECT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def crawl(self, url: str | None = None, spider: str = "magazine", settings=None, **arguments: object) -> Ended:
        """`scrapy crawl SPIDER -a url=URL -a ...`, as quick as possible."""
        words = {"url": url, **arguments} if url else arguments
        pairs = [word for name, value in words.items() for word in ("-a", f"{name}={value}")]
        return self.scrapy("crawl", spider, *pairs, settings=QUICK | (settings or {}))

    def start(self, url: str, settings=None) -> subprocess.Popen:
        """Begin a crawl and do not wait for it."""
        return subprocess.Popen(
            self.command("crawl", "magazine", "-a", f"url={url}", settings=QUICK | (settings or {})),
            cwd=PROJECT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """What the database answers to a question in SQL."""
        with sqlite3.connect(self.database) as database:
            database.row_factory = sqlite3.Row
            return database.execute(sql, values).fetchall()

    def articles(self) -> dict[str, sqlite3.Row]:
        """The view `articles` by the path of the address."""
        rows = self.rows("SELECT * FROM articles")
        return {"/" + row["url"].split("/", 3)[3]: row for row in rows}

    def states(self) -> dict[str, tuple[str, str | None]]:
        """State and reason of every page, by the path of its address."""
        rows = self.rows("SELECT url, state, reason FROM page")
        return {"/" + row["url"].split("/", 3)[3]: (row["state"], row["reason"]) for row in rows}

    def last_run(self) -> sqlite3.Row:
        """The row of the newest run."""
        return self.rows("SELECT * FROM run ORDER BY id DESC LIMIT 1")[0]

    def json(self, *words: str) -> list[dict]:
        """What a command with --json prints."""
        return [json.loads(line) for line in self.scrapy(*words, "--json").out.splitlines()]
