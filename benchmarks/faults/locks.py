"""Another program has locked the database, for a second or for minutes, or reads it all the time."""

import random
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import asked, watched
from tests.crawling import Crawls

SECONDS = (1, 1, 10, 1, 0, 1, 10, 1, 0, 60)
"""How long the database is locked in each of ten trials; 0: it is read instead, until the crawl has ended."""

LONGEST = 300
"""How long it is locked in the last of the usual trials."""

PATIENT = 30
"""Seconds that a crawl waits for another program (storage.sqlite.BUSY_TIMEOUT); less must never end it."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """Lock or read the database in the middle of a crawl; every other time before it begins."""
    seconds = SECONDS[number % len(SECONDS)] if number != 19 else LONGEST
    if seconds == 0:
        return [read_long(scene, crawls, chance)]
    return [locked(scene, crawls, chance, seconds)]


def locked(scene: Scene, crawls: Crawls, chance: random.Random, seconds: float) -> Trial:
    """Locked for writing. A crawl that does not get through ends with 3, and the next one goes on."""
    trial = Trial(f"database locked, {seconds} s")
    crawl = watched(scene, crawls, **SMALL_STEPS)
    crawl.until(asked(2, 15)(chance))
    with closing(sqlite3.connect(crawls.database, timeout=60, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # it waits, too, and may wait until the crawl has ended
        if crawl.process.poll() is not None:
            raise Missed
        time.sleep(seconds)
        other.execute("ROLLBACK")
    first = crawl.ended()
    if seconds < PATIENT:
        trial.expect(first, 0)
    else:
        trial.expect(first, 3, says="locked")
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls)
    return trial


def read_long(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """Read from the first articles to the end of the crawl, in one transaction. The crawl does not mind."""
    trial = Trial("database read all the time")
    crawl = watched(scene, crawls, **SMALL_STEPS)
    crawl.until(asked(2, 15)(chance))
    with closing(sqlite3.connect(f"file:{crawls.database}?mode=ro", uri=True, isolation_level=None)) as other:
        other.execute("BEGIN")
        seen = other.execute("SELECT count(*) FROM page").fetchone()
        trial.expect(crawl.ended(), 0)
        if other.execute("SELECT count(*) FROM page").fetchone() != seen:
            trial.losses.append("the reader saw other rows in one transaction")
    scene.compare(trial, crawls)
    return trial


PART = Part("locks", act, 20)
