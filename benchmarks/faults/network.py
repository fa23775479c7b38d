"""Answers are dropped, cut, mislabelled and late; then the network is well, and a rerun completes the crawl."""

import random
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.faults.scene import SMALL_STEPS, Part, Scene, Trial
from benchmarks.faults.weather import Weather
from tests.crawling import Crawls

WEATHERS = {
    "answers dropped, 5 %": Weather(drops=0.05),
    "answers dropped, 30 %": Weather(drops=0.3),
    "answers dropped, 60 %": Weather(drops=0.6),
    "answers cut, 30 %": Weather(cuts=0.3),
    "answers mislabelled, 30 %": Weather(mislabels=0.3),
    "answers late": Weather(seconds=0.7),
}
NEXT_DAY = {"REVISIT_MIN": 0, "REVISIT_MAX": 0}
"""What was rejected is asked for again by the next run, as it would be a day later."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """Crawl in one of the weathers, and again when it is over."""
    name = list(WEATHERS)[number % len(WEATHERS)]
    trial = Trial(name)
    scene.server.weather = replace(WEATHERS[name], chance=chance)
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS | NEXT_DAY), 0, 1, 4)
    scene.server.calm()
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS | NEXT_DAY), 0)
    scene.compare(trial, crawls)
    return [trial]


PART = Part("network", act, 24)
