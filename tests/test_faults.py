"""Faults done to real crawls, a few of each kind: nothing is lost, and the exit status says it.

Many more are made by `python -m benchmarks.faults`, where it is told what they are.
"""

from collections.abc import Iterator

import pytest

from benchmarks.faults import files, kills, migration, rereads, signals
from benchmarks.faults.scene import Missed, Part, Scene, scene, tried

TRIES = 5
"""Chance may bring a fault too late, on a machine that is busy or quick."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    with scene() as stage:
        yield stage


def meet(stage: Scene, part: Part, *numbers: int) -> None:
    """Do these trials of a part; nothing may be lost, and no status wrong."""
    for number in numbers:
        for seed in range(TRIES):
            try:
                trials = tried(part, stage, seed, number)
            except Missed:
                continue
            assert [sentence for trial in trials for sentence in (*trial.losses, *trial.statuses)] == []
            break


def test_a_crawl_killed_as_it_settles_and_again_in_the_rerun_loses_nothing(stage):
    meet(stage, kills.PART, 3)


def test_a_migration_that_is_killed_has_happened_wholly_or_not_at_all(stage):
    meet(stage, migration.PART, 0)


def test_a_second_signal_leaves_neither_a_loss_nor_a_process(stage):
    meet(stage, signals.PART, 7)


def test_a_reread_that_is_interrupted_is_completed_by_the_next_one(stage):
    meet(stage, rereads.PART, 1)


def test_what_is_no_database_of_ours_is_told_in_one_line_and_left_as_it_was(stage):
    meet(stage, files.PART, 0, 2, 5, 6)
