"""The processes that read pages are killed, stopped, or run out of memory in the middle of a crawl."""

import random
import signal
import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import asked, watched
from tests.crawling import Crawls

SHORT = {"READ_SECONDS": 3, "READ_WORKERS": 2}
"""A worker that hangs is waited for no longer; honest pages take 0.1 seconds."""

PATIENCE = 180
"""Seconds within which a crawl with a worker that was stopped must end."""

HUGE = b"<html><body>" + b"<p>a" * 2_000_000
"""A page of 8 MB, less than an answer may have, but of elements that take a hundred times the memory."""

SMALL_MEMORY = {"READ_MEMORY_MB": 600}


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """One of the three."""
    return [(killed, killed, stopped, out_of_memory)[number % 4](scene, crawls, chance)]


def killed(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """All workers are killed once or twice. Their pages are read by others."""
    return _met(Trial("worker killed"), scene, crawls, chance, signal.SIGKILL)


def stopped(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """A worker hangs, for ever. It is ended, and its page read by another."""
    return _met(Trial("worker hung"), scene, crawls, chance, signal.SIGSTOP)


def _met(trial: Trial, scene: Scene, crawls: Crawls, chance: random.Random, number: signal.Signals) -> Trial:
    crawl = watched(scene, crawls, **SMALL_STEPS, **SHORT)
    crawl.until(asked(4, 18)(chance))
    for _ in range(chance.randint(1, 2) if number == signal.SIGKILL else 1):
        crawl.until(lambda seen: bool(seen.workers()))
        for worker in crawl.workers()[: None if number == signal.SIGKILL else 1]:
            with suppress(psutil.NoSuchProcess):
                worker.send_signal(number)
        time.sleep(chance.uniform(0, 0.5))
    if crawl.process.poll() is not None:
        raise Missed
    first = crawl.ended(PATIENCE)
    trial.expect(first, 0, 4)
    if (first.status == 0) != all(state != "failed" for state, _ in crawls.states().values()):
        trial.statuses.append(f"status {first.status} with {crawls.states()}")
    if first.status == 4:
        trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls)
    return trial


def out_of_memory(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """A page needs more memory than a worker may have. It alone fails, and is read when it is as it was."""
    trial = Trial("worker out of memory")
    path = chance.choice(sorted(scene.expected))
    page = scene.server.answer(path).body
    scene.server.add(path, HUGE)
    try:
        trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS | SMALL_MEMORY), 4)
    finally:
        scene.server.add(path, page)
    failed = {address: reason for address, (state, reason) in crawls.states().items() if state == "failed"}
    if set(failed) != {path} or "memory" not in failed[path]:
        trial.losses.append(f"failed: {failed} instead of {path}")
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls)
    return trial


PART = Part("workers", act, 50)
