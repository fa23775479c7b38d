"""`kill -9` of a crawl and its workers, at random and at named moments; every second trial again in the rerun."""

import random
from collections.abc import Sequence

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import (
    Moment,
    after,
    asked,
    counted,
    log_grows,
    log_is_emptied,
    watched,
)
from tests.crawling import Crawls

ARTICLES = "SELECT count(*) FROM article"
SETTLED = "SELECT count(*) FROM page WHERE state <> 'queued'"
LEARNED = "SELECT count(*) FROM memory"
RUNS_ENDED = "SELECT count(*) FROM run WHERE ended IS NOT NULL"

CRAWLING: dict[str, Moment] = {
    "at random": after(0.2, 8),
    "as the database is made": log_grows(1),
    "as the first addresses are asked": asked(1, 3),
    "between two commits": counted(SETTLED, 0.1, 0.9),
    "as a commit is written": log_grows(8),
    "as articles come in": counted(ARTICLES, 0.1, 0.9),
}
SETTLING: dict[str, Moment] = {
    "when all is fetched": counted(SETTLED, 1),
    "when the memory has learned": counted(LEARNED, 1),
    "when the run has ended": counted(RUNS_ENDED, 1),
    "as the log is emptied": log_is_emptied(),
}
REREAD = after(0.0, 1.0)  # seconds after the memory has learned in which pages are read again


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """Kill a crawl, kill the next one too every second time, and run to the end."""
    named = CRAWLING if number % 3 else SETTLING
    moment = list(named)[(number // 3 if named is SETTLING else number - number // 3) % len(named)]
    where = "crawling" if named is CRAWLING else "settling"
    trials = [Trial(f"kill -9, {where}")]
    _killed(scene, crawls, chance, named[moment], moment)
    if number % 2:
        try:
            _killed(scene, crawls, chance, CRAWLING["at random"], "at random")
            trials.append(Trial("kill -9, in the rerun"))
        except Missed:
            pass
    last = crawls.crawl(scene.front, settings=SMALL_STEPS)
    for trial in trials:
        trial.expect(last, 0)
        scene.compare(trial, crawls)
    return trials


def _killed(scene: Scene, crawls: Crawls, chance: random.Random, moment: Moment, name: str) -> None:
    crawl = watched(scene, crawls, **SMALL_STEPS)
    crawl.until(moment(chance))
    if name == "when the memory has learned":
        crawl.until(REREAD(chance))
    crawl.kill()


PART = Part("kills", act, 200)
