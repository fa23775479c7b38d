"""The clock is wrong: set back or forward for one crawl, or in the middle of one (with libfaketime)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import Watched, asked
from tests.crawling import Crawls

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
SHIFTS = ("-400d", "+400d", "-2d", "+2d")
"""What the clock is wrong by: a battery that died, a year mistyped, a wrong day."""


@dataclass(frozen=True)
class WrongCrawls(Crawls):
    """Crawls under a clock that is wrong by what stands in the file `shift`; it may be changed meanwhile."""

    def environment(self) -> dict[str, str]:
        wrong = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "shift"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # nor does a clock that is set
        }
        return super().environment() | wrong

    def set(self, shift: str) -> None:
        """Set the clock."""
        (self.folder / "shift").write_text(f"{shift}\n")


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """A crawl under the wrong clock, and one when it is right again, which must find what was edited meanwhile."""
    if not LIBRARIES:
        raise Missed
    shift = SHIFTS[number % len(SHIFTS)]
    in_the_middle = number % 8 >= 4
    trial = Trial(f"clock {shift}" + (", in the middle" if in_the_middle else ""))
    wrong = WrongCrawls(crawls.folder)
    wrong.set("+0d" if in_the_middle else shift)
    crawl = Watched(wrong, wrong.start(scene.front, settings=SMALL_STEPS), len(scene.server.log), scene)
    crawl.until(asked(2, 15)(chance))
    wrong.set(shift)
    trial.expect(crawl.ended(), 0)
    scene.compare(trial, crawls)
    path = chance.choice([path for path in sorted(scene.expected) if scene.server.magazine.article(path).pages == 1])
    before = scene.server.magazine.article(path)
    scene.server.change(path, append="The clock of the town hall has been wrong since the summer before last.")
    try:
        trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS | {"REVISIT_MIN": 0, "REVISIT_MAX": 86_400}), 0)
    finally:
        scene.server.change(path, sheets=before.sheets)
    if "The clock of the town hall" not in crawls.articles()[path]["body"]:
        trial.losses.append(f"an edit was not seen when the clock was right again: {path}")
    return [trial]


PART = Part("clock", act, 8)
