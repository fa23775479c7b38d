"""SIGINT and SIGTERM, once and twice, to the crawl alone and to its whole group, as a terminal sends them."""

import os
import random
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import product

import psutil

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import asked, watched
from tests.crawling import Crawls

KINDS = tuple(product((signal.SIGINT, signal.SIGTERM), (1, 2), (os.kill, os.killpg)))
STARTED = "SELECT count(*) FROM run"
LATER = 0.5
"""Seconds after a random request within which the signal comes."""

SECONDS_TO_END = 15
"""Within which nothing of a crawl is left."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """Interrupt a crawl in one of the ways, and let the next one complete it."""
    which, times, send = KINDS[number % len(KINDS)]
    trial = Trial(f"{which.name} {'once' if times == 1 else 'twice'}, {'process' if send is os.kill else 'group'}")
    crawl = watched(scene, crawls, **SMALL_STEPS)
    crawl.until(lambda seen: seen.committed(STARTED) == 1)
    crawl.until(asked(0, 18)(chance))
    time.sleep(chance.uniform(0, LATER))
    family = crawl.family()
    for _ in range(times):
        with suppress(ProcessLookupError):
            send(crawl.process.pid, which)
        time.sleep(chance.uniform(0.05, 0.6))
    ended = crawl.ended()
    if crawls.last_run()["finish_reason"] == "finished":
        raise Missed
    trial.expect(ended, 3)
    _, alive = psutil.wait_procs(family, timeout=SECONDS_TO_END)
    trial.statuses += [f"still there: {process}" for process in alive]
    run = crawls.last_run()
    if times == 1 and run["finish_reason"] != "shutdown":
        trial.statuses.append(f"the run ended with {run['finish_reason']}")
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls)
    return [trial]


PART = Part("signals", act, 48)
