"""The disk is full: a small file system for database and log, or a limit for the size of files."""

import random
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial
from benchmarks.faults.watching import watched
from tests.crawling import Crawls

SIZES = (40, 700)
"""kB that are left; a whole crawl takes about 900, and more with its log."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """A full file system, one with a log on it, or a limit for files, in turn."""
    room = chance.randint(*SIZES)
    if number % 3 == 2:
        return [limited(scene, crawls, room)]
    with small_disk(crawls.folder / "disk") as is_small:
        if not is_small:
            return [limited(scene, crawls, room)]
        on_it = replace(crawls, folder=crawls.folder / "disk", printed=crawls.folder)
        return [full(scene, on_it, room, with_log=number % 3 == 1)]


def full(scene: Scene, crawls: Crawls, room: int, *, with_log: bool) -> Trial:
    """So little room is left; when there is more, the next run goes on."""
    trial = Trial("disk full, database and log" if with_log else "disk full, database")
    log = {"LOG_FILE": crawls.folder / "crawl.log", "LOG_LEVEL": "DEBUG"} if with_log else {}
    padding = crawls.folder / "padding"
    padding.write_bytes(bytes(DISK - room * 1000))
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS | log), 2, 3, says="full")
    padding.unlink()
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS | log), 0)
    scene.compare(trial, crawls)
    return trial


def limited(scene: Scene, crawls: Crawls, room: int) -> Trial:
    """No file may grow beyond so many kB (RLIMIT_FSIZE); without the limit, the next run goes on."""
    trial = Trial("disk full, limit for files")
    crawl = watched(scene, crawls, **SMALL_STEPS)
    limit = room * 1000 // 2
    resource.prlimit(crawl.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
    ended = crawl.ended()
    if ended.status == 0:
        raise Missed
    trial.expect(ended, 2, 3)
    trial.expect(crawls.crawl(scene.front, settings=SMALL_STEPS), 0)
    scene.compare(trial, crawls)
    return trial


DISK = 8_000_000
"""Bytes of the small file system."""


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A file system of DISK bytes in a folder; False where nobody may make one."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=False).returncode == 0
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", "--lazy", folder], check=True)


PART = Part("disk", act, 20)
