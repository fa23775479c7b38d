"""A running crawl seen from outside: the moments at which a fault is to fall."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass

import psutil

from benchmarks.faults.scene import Missed, Scene
from tests.crawling import Crawls, Ended

LOOK = 0.002  # seconds between two looks; a commit takes longer
PATIENCE = 120  # seconds until a crawl that does not come to its moment is given up


@dataclass(frozen=True, slots=True)
class Watched:
    """A crawl that runs, and the moments it passes."""

    crawls: Crawls
    process: subprocess.Popen
    asked_before: int
    scene: Scene

    def until(self, moment: Callable[["Watched"], bool]) -> None:
        """Wait for a moment. Raises Missed when the crawl ends before."""
        end = time.monotonic() + PATIENCE
        while not moment(self):
            if self.process.poll() is not None or time.monotonic() > end:
                self.end()
                raise Missed
            time.sleep(LOOK)

    def kill(self) -> None:
        """End the crawl and its workers, as `kill -9` does. Raises Missed when it had ended before."""
        missed = self.process.poll() is not None
        self.end()
        if missed:
            raise Missed

    def end(self) -> None:
        """See that nothing of the crawl is left."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def ended(self, seconds: float = 120) -> Ended:
        """How the crawl ended, when it has."""
        out, err = self.process.communicate(timeout=seconds)
        return Ended(self.process.returncode, out, err)

    def family(self) -> list[psutil.Process]:
        """The processes that the crawl has started."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def workers(self) -> list[psutil.Process]:
        """The processes that read pages: children of the crawl's fork server."""
        try:
            return [worker for server in psutil.Process(self.process.pid).children() for worker in server.children()]
        except psutil.NoSuchProcess:
            return []

    def asked(self) -> int:
        """How many requests it has made."""
        return len(self.scene.server.log) - self.asked_before

    def committed(self, sql: str) -> int:
        """What the committed database answers to a question for a number; 0 while there is none."""
        try:
            with closing(sqlite3.connect(f"file:{self.crawls.database}?mode=ro", uri=True)) as database:
                return database.execute(sql).fetchone()[0] or 0
        except sqlite3.Error:
            return 0

    def log_size(self) -> int:
        """Bytes in the database's write-ahead log."""
        try:
            return self.crawls.database.with_name("articles.db-wal").stat().st_size
        except FileNotFoundError:
            return 0


def watched(scene: Scene, crawls: Crawls, **settings: object) -> Watched:
    """Begin a crawl of the scene's magazine."""
    before = len(scene.server.log)
    return Watched(crawls, crawls.start(scene.front, settings=settings), before, scene)


Moment = Callable[[random.Random], Callable[[Watched], bool]]
"""Makes a moment; where it is not always the same, by chance."""


def after(least: float, most: float) -> Moment:
    """Between two numbers of seconds from now on."""

    def moment(chance: random.Random) -> Callable[[Watched], bool]:
        end = time.monotonic() + chance.uniform(least, most)
        return lambda _: time.monotonic() >= end

    return moment


def counted(sql: str, least: float, most: float = 1) -> Moment:
    """When a number in the committed database has come between two parts (0 to 1) of what it is in the end."""

    def moment(chance: random.Random) -> Callable[[Watched], bool]:
        part = chance.uniform(least, most)
        return lambda seen: seen.committed(sql) >= max(1, part * seen.scene.in_the_end(sql))

    return moment


def asked(least: int, most: int) -> Moment:
    """When some requests were made."""

    def moment(chance: random.Random) -> Callable[[Watched], bool]:
        wanted = chance.randint(least, most)
        return lambda seen: seen.asked() >= wanted

    return moment


def log_grows(times: int) -> Moment:
    """In the moment in which the write-ahead log grows for the nth time: a commit is being written."""

    def moment(chance: random.Random) -> Callable[[Watched], bool]:
        sizes = {0}
        wanted = chance.randint(1, times)

        def grown(seen: Watched) -> bool:
            sizes.add(seen.log_size())
            return len(sizes) > wanted

        return grown

    return moment


def log_is_emptied() -> Moment:
    """When the log was moved into the database, at the end."""

    def moment(_: random.Random) -> Callable[[Watched], bool]:
        sizes = [0]

        def emptied(seen: Watched) -> bool:
            sizes.append(seen.log_size())
            return sizes[-1] < sizes[-2]

        return emptied

    return moment
