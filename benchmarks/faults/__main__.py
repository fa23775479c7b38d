"""Runs the parts and prints the table. See the package."""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.faults import (
    clock,
    disk,
    files,
    kills,
    locks,
    migration,
    network,
    overlap,
    rereads,
    reruns,
    signals,
    workers,
)
from benchmarks.faults.scene import Missed, Part, Scene, Trial, scene, tried

MODULES = (kills, migration, workers, disk, locks, overlap, network, signals, rereads, clock, files, reruns)
PARTS: dict[str, Part] = {part.PART.name: part.PART for part in MODULES}
HEADS = ("fault", "trials", "losses", "wrong statuses", "a failure rate still allowed")
MISSES = 3
"""Faults that may come too late, for each one that is to count: after that the part is ended."""


def main() -> int:
    """Runs what the command line names; 1 when anything was lost or a status was wrong."""
    options = _options()
    shown: defaultdict[str, list[Trial]] = defaultdict(list)
    started = time.monotonic()
    for name in options.parts or PARTS:
        with scene() as stage:
            for trial in _trials(PARTS[name], stage, options):
                shown[trial.fault].append(trial)
    _print_table(shown)
    print(f"{time.monotonic() - started:.0f} s: python -m benchmarks.faults {' '.join(sys.argv[1:])}")
    return int(any(trial.losses or trial.statuses for trials in shown.values() for trial in trials))


def _trials(part: Part, stage: Scene, options: argparse.Namespace) -> Iterator[Trial]:
    """The trials of a part, until enough of them met something; what was wrong is told at once."""
    wanted = part.trials if options.trials is None else options.trials
    numbers = range(wanted * (1 + MISSES)) if options.trial is None else [options.trial]
    met = 0
    for number in numbers:
        if met == wanted:
            return
        try:
            results = tried(part, stage, options.seed, number)
        except Missed:
            print(f"{part.name} {number}: the fault came too late", flush=True)
            continue
        met += 1
        for trial in results:
            for sentence in (*trial.losses, *trial.statuses):
                print(f"{part.name} {number}: {trial.fault}: {sentence}", flush=True)
            yield trial
        if met % 10 == 0:
            print(f"{part.name}: {met} of {wanted}", file=sys.stderr, flush=True)


def _print_table(shown: dict[str, list[Trial]]) -> None:
    rows = [HEADS]
    for fault, trials in sorted(shown.items()):
        lost = sum(bool(trial.losses) for trial in trials)
        wrong = sum(bool(trial.statuses) for trial in trials)
        allowed = "" if lost or wrong else f"{3 / len(trials):.1%}"  # the rule of three, with 95 % confidence
        rows.append((fault, str(len(trials)), str(lost), str(wrong), allowed))
    print("\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ("---",) * len(HEADS), *rows[1:])))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; none: all of them")
    parser.add_argument("--trials", type=int, help="trials of each part; each part has its own usual number")
    parser.add_argument("--trial", type=int, metavar="NUMBER", help="only the trial with this number")
    parser.add_argument("--seed", type=int, default=1, help="of chance (default 1)")
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
