"""Two or five runs are started together; or the one that has the lock is killed while another waits."""

import random
from collections.abc import Sequence

from benchmarks.faults.scene import SMALL_STEPS, Part, Scene, Trial
from benchmarks.faults.watching import asked, watched
from tests.crawling import Crawls


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """One of the kinds."""
    if number % 4 == 3:
        return [killed_with_the_lock(scene, crawls, chance)]
    return [together(scene, crawls, 5 if number % 4 == 2 else 2, waiting=number % 4 == 1)]


def together(scene: Scene, crawls: Crawls, count: int, *, waiting: bool) -> Trial:
    """One has the database; the others end with 75, or wait for it."""
    trial = Trial(f"{count} runs together" + (", waiting" if waiting else ""))
    runs = [watched(scene, crawls, **SMALL_STEPS, LOCK_WAIT=300 if waiting else 0) for _ in range(count)]
    ended = [run.ended(300) for run in runs]
    well = [one for one in ended if one.status == 0]
    for one in ended:
        trial.expect(one, *((0,) if waiting else (0, 75)))
        if one.status == 75 and one.err.count("\n") != 1:
            trial.statuses.append(f"not one line: {one.err}")
    if not well:
        trial.statuses.append("no run ended with 0")
    if not waiting and len(well) != 1:
        trial.statuses.append(f"{len(well)} runs ended with 0")
    scene.compare(trial, crawls)
    return trial


def killed_with_the_lock(scene: Scene, crawls: Crawls, chance: random.Random) -> Trial:
    """The kernel gives the lock of a killed run to the one that waits, which completes the crawl."""
    trial = Trial("killed with the lock")
    first = watched(scene, crawls, **SMALL_STEPS)
    first.until(asked(1, 18)(chance))
    second = watched(scene, crawls, **SMALL_STEPS, LOCK_WAIT=300)
    first.kill()
    trial.expect(second.ended(300), 0)
    scene.compare(trial, crawls)
    return trial


PART = Part("overlap", act, 20)
