"""The processes that read pages are killed, hang, or run out of memory in the middle of a crawl.

Only the pages that they were reading may fail; the run says so, and the next one reads them.
"""

import random
import resource
from collections.abc import Callable, Sequence
from contextlib import suppress

import psutil

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import asked, watched
from tests.crawling import Crawls

SHORT = {"READ_SECONDS": 3, "READ_WORKERS": 2}
"""A worker that hangs is waited for no longer; honest pages take 0.1 seconds."""

PATIENCE = 180
"""Seconds within which a crawl with a worker that was stopped must end."""

ROOM = 2_000_000
"""Bytes of memory that a worker may still take when it runs out of memory."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """One of the three."""
    return [(killed, killed, stopped, out_of_memory)[number % 4](scene, crawls, chance)]


def killed(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """All workers are killed. Their pages are read by others."""
    return _met(Trial("worker killed"), scene, crawls, chance, psutil.Process.kill)


def stopped(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """All workers hang, for ever. They are ended, and their pages read by others."""
    return _met(Trial("worker hung"), scene, crawls, chance, psutil.Process.suspend)


def out_of_memory(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """The workers may take hardly any more memory. Those that replace them may."""
    return _met(Trial("worker out of memory"), scene, crawls, chance, _leave_no_memory)


def _leave_no_memory(worker: psutil.Process) -> None:
    limit = worker.memory_info().vms + ROOM
    with suppress(ProcessLookupError):
        resource.prlimit(worker.pid, resource.RLIMIT_AS, (limit, limit))


def _met(
    trial: Trial, scene: Scene, crawls: Crawls, chance: random.Random, harm: Callable[[psutil.Process], None]
) -> Trial:
    crawl = watched(scene, crawls, **SMALL_STEPS, **SHORT)
    crawl.until(asked(4, 18)(chance))
    crawl.until(lambda seen: bool(seen.workers()))
    for worker in crawl.workers():
        with suppress(psutil.NoSuchProcess):
            harm(worker)
    if crawl.process.poll() is not None:
        raise Missed
    first = crawl.ended(PATIENCE)
    if first.status not in (0, 4) or (first.status == 4) != (crawls.last_run()["failed"] > 0):
        trial.statuses.append(f"status {first.status} with {crawls.states()}: {first.err[-300:]}")
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls, but=["pages"])  # where its one-page view could not be read, an article has several
    return trial


PART = Part("workers", act, 50)
