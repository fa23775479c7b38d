"""Three crawls of a magazine that has not changed: no new row, no changed text."""

import random
from collections.abc import Sequence

from benchmarks.faults.scene import Part, Scene, Trial, texts
from tests.crawling import Crawls

TABLES = ("site", "page", "article", "revision", "raw_page", "byline", "question", "observed", "memory")
SETTINGS = ({}, {"REVISIT_MIN": 0, "REVISIT_MAX": 0}, {"REVISIT_MIN": 0, "REVISIT_MAX": 0})
"""Of the reruns: nothing is due, then all articles are asked for again."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """A crawl, and three more."""
    trial = Trial("three reruns without change")
    crawls.crawl(scene.front, settings=SETTINGS[number % len(SETTINGS)])
    before, rows = texts(crawls), _rows(crawls)
    for settings in SETTINGS:
        trial.expect(crawls.crawl(scene.front, settings=settings), 0)
    if texts(crawls) != before:
        trial.losses.append("a text has changed")
    if _rows(crawls) != rows:
        trial.losses.append(f"other rows: {_rows(crawls)} instead of {rows}")
    scene.compare(trial, crawls)
    return [trial]


def _rows(crawls: Crawls) -> dict[str, int]:
    return {table: crawls.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


PART = Part("reruns", act, 3)
