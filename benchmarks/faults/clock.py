"""The clock is wrong during a crawl, set back or forward (with libfaketime), and right again for the next one."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from tests.crawling import Crawls

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
IN_THE_FUTURE = ("date_published", "kind")
"""Columns that a clock set back may change: a date that has not come yet is not believed, and news are known by one."""

SHIFTS = ("-400d", "+400d", "-2d", "+2d")
"""What the clock is wrong by: a battery that died, a year mistyped, a wrong day."""


@dataclass(frozen=True)
class WrongCrawls(Crawls):
    """Crawls under a clock that is wrong by `shift`, as libfaketime writes it."""

    shift: str = "+0d"

    def environment(self) -> dict[str, str]:
        return super().environment() | {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME": self.shift}


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """A crawl under the wrong clock, and one when it is right again, which must find what was edited meanwhile.

    In half of the trials the magazine was crawled before, by a clock that was right.
    """
    if not LIBRARIES:
        raise Missed
    shift = SHIFTS[number % len(SHIFTS)]
    trial = Trial(f"clock wrong by {shift}")
    always = SMALL_STEPS | {"REVISIT_MIN": 0, "REVISIT_MAX": 86_400}
    if number % 8 >= 4:
        crawls.crawl(scene.front, settings=always)
    trial.expect(WrongCrawls(crawls.folder, shift).crawl(scene.front, settings=always), 0)
    scene.compare(trial, crawls, but=IN_THE_FUTURE if shift.startswith("-") else ())
    path = chance.choice([path for path in sorted(scene.expected) if scene.server.magazine.article(path).pages == 1])
    before = scene.server.magazine.article(path)
    scene.server.change(path, append="The clock of the town hall has been wrong since the summer before last.")
    try:
        trial.expect(crawls.crawl(scene.front, settings=always), 0)
    finally:
        scene.server.change(path, sheets=before.sheets)
    if "The clock of the town hall" not in crawls.articles()[path]["body"]:
        trial.losses.append(f"an edit was not seen when the clock was right again: {path}")
    return [trial]


PART = Part("clock", act, 8)
