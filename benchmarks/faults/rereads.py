"""`scrapy reread` is interrupted and killed; the next one, or the next crawl, completes it."""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import psutil

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import Watched, after, log_grows
from storage.sqlite import WriterLock
from tests.crawling import Crawls

SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
MOMENTS = (log_grows(2), after(0, 1.5))
"""In which the signal comes: as something is committed, or some time after the lock was taken."""

OTHERWISE = """
UPDATE revision SET body = 'What an older Offprint read.', text_hash = 'older', word_count = 5, headline = 'Older'
"""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """All texts are other ones, and reread must bring them back."""
    which = SIGNALS[number % len(SIGNALS)]
    trial = Trial(f"reread, {which.name}")
    shutil.copy(scene.undisturbed.database, crawls.database)
    with closing(sqlite3.connect(crawls.database)) as database:
        database.execute(OTHERWISE)
        database.commit()
    lock = WriterLock(crawls.database).lock_file
    lock.write_text("")
    reread = Watched(crawls, crawls.begin("reread"), 0, scene)
    reread.until(lambda _: lock.stat().st_size > 0)
    family = reread.family()
    reread.until(MOMENTS[number // len(SIGNALS) % len(MOMENTS)](chance))
    if reread.process.poll() is not None:
        raise Missed
    os.killpg(reread.process.pid, which)
    ended = reread.ended()
    if ended.status == 0:
        raise Missed
    trial.expect(ended, -9 if which == signal.SIGKILL else 3)
    _, alive = psutil.wait_procs(family, timeout=15)
    trial.statuses += [f"still there: {process}" for process in alive]
    trial.expect(crawls.scrapy("reread"), 0)
    if number % 2:
        trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls)
    return [trial]


PART = Part("rereads", act, 15)
