"""The magazine of all trials, a crawl of it that nobody disturbed, and what is compared with that."""

import random
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.faults.loaded import LoadedCrawls
from benchmarks.faults.weather import RoughServer
from tests.crawling import Crawls, Ended

SMALL_STEPS = {"COMMIT_PAGES": 3, "CONCURRENT_REQUESTS": 2}
"""More commits and fewer pages at once than in a usual crawl: more moments between which a kill can fall."""

SECTIONS = ("News", "Film", "Music")
"""Those of the magazine that are left to it: nine articles of several kinds, one of three pages. So a trial takes
seconds, most of them to start."""

OF_ONE_DATABASE = {"id", "first_seen", "last_changed"}
"""Columns of the view `articles` that are another in each database."""


class Missed(Exception):
    """The fault came too late to meet anything: no trial."""


@dataclass(slots=True)
class Trial:
    """What one trial has shown. `fault` is its row in the table; sentences tell what was wrong."""

    fault: str
    losses: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)

    def expect(self, ended: Ended, *statuses: int, says: str = "") -> None:
        """Note when a command ended with another status than one of these, in Python's words, or without ours."""
        if ended.status not in statuses:
            self.statuses.append(f"status {ended.status} instead of {statuses}: {ended.err.strip()[-500:]}")
        if says not in ended.err:
            self.statuses.append(f"does not say {says!r}: {ended.err.strip()[-500:]}")
        if "Traceback" in ended.err:
            self.statuses.append(f"a traceback: {ended.err.strip()[:500]}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A magazine, and what a crawl of it stores when nobody disturbs it."""

    server: RoughServer
    undisturbed: LoadedCrawls
    expected: dict[str, dict]

    @property
    def front(self) -> str:
        """The address of the front page."""
        return f"{self.server.base}/"

    def in_the_end(self, sql: str) -> int:
        """What the database of the undisturbed crawl answers to a question for a number."""
        return self.undisturbed.rows(sql)[0][0]

    def compare(self, trial: Trial, crawls: Crawls, but: Collection[str] = ()) -> None:
        """Note what a database lacks, has twice or has otherwise than a crawl that nobody disturbed, `but` not in these
        columns."""
        trial.losses += damage(crawls.database)
        stored = texts(crawls)
        trial.losses += [f"lost: {path}" for path in sorted(self.expected.keys() - stored.keys())]
        trial.losses += [f"never there: {path}" for path in sorted(stored.keys() - self.expected.keys())]
        for path in sorted(stored.keys() & self.expected.keys()):
            for name, value in self.expected[path].items():
                if stored[path][name] != value and name not in but:
                    trial.losses.append(f"other {name}: {path}")
        trial.losses += [f"twice: {row[0]}" for row in crawls.rows(TWICE)]
        trial.losses += [f"left over: {row[0]}" for row in crawls.rows(LEFT_OVER)]


TWICE = """
SELECT page.url FROM article JOIN page ON page.id = article.page_id JOIN revision ON revision.article_id = article.id
WHERE revision.is_complete GROUP BY article.id HAVING count(*) > 1
"""
"""An article of several pages, of which one could not be read at first, is rightly stored again when it is whole."""

LEFT_OVER = """
SELECT url || ' is still queued' FROM page WHERE state = 'queued'
UNION ALL SELECT url || ' waits for ' || waits_for FROM observed JOIN page ON page.id = page_id
          WHERE waits_for IS NOT NULL
UNION ALL SELECT url || ' has no raw page' FROM article JOIN page ON page.id = article.page_id
          WHERE page.id NOT IN (SELECT page_id FROM raw_page)
"""


def texts(crawls: Crawls) -> dict[str, dict]:
    """All that is stored of each article, by the path of its address."""
    return {
        path: {name: row[name] for name in set(row.keys()) - OF_ONE_DATABASE} for path, row in crawls.articles().items()
    }


def damage(file: Path) -> list[str]:
    """What SQLite finds wrong with a database: its pages, its references, its search index."""
    database = sqlite3.connect(file)
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key: {tuple(row)}" for row in database.execute("PRAGMA foreign_key_check")]
        for index in ("article_text", "question_text"):
            database.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        database.rollback()
    except sqlite3.DatabaseError as error:
        return [f"damaged: {error}"]
    finally:
        database.close()
    return found


@contextmanager
def scene() -> Iterator[Scene]:
    """The magazine, served, and crawled once undisturbed."""
    with RoughServer("halyard") as server, TemporaryDirectory() as folder:
        for article in server.original.articles:
            if article.section not in SECTIONS:
                server.remove(article.path)
        crawls = LoadedCrawls(Path(folder))
        ended = crawls.crawl(f"{server.base}/", settings=SMALL_STEPS)
        if ended.status != 0:
            raise RuntimeError(f"even undisturbed, the crawl ended with {ended.status}: {ended.err}")
        yield Scene(server, crawls, texts(crawls))
        crawls.loader.close()


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of fault: what a trial does, and how many trials are usual.

    `act` gets the scene, an empty folder, chance, and the number of the trial. It raises Missed where the fault came
    too late.
    """

    name: str
    act: Callable[[Scene, Crawls, random.Random, int], Sequence[Trial]]
    trials: int


def tried(part: Part, stage: Scene, seed: int, number: int) -> Sequence[Trial]:
    """One trial, in a folder of its own."""
    with TemporaryDirectory() as folder:
        stage.server.calm()
        crawls = LoadedCrawls(Path(folder), stage.undisturbed.loader)
        return part.act(stage, crawls, random.Random(f"{seed} {part.name} {number}"), number)
