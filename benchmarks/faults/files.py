"""The database is not what it was: cut, overwritten, not to be written, or something else altogether."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.faults.scene import Part, Scene, Trial
from tests.crawling import Crawls

PAGE = 4096  # bytes of a page of SQLite


def cut(file: Path, chance: random.Random) -> None:
    """The end is missing."""
    os.truncate(file, chance.randrange(1, file.stat().st_size))


def overwritten(file: Path, chance: random.Random) -> None:
    """Garbage over a third of it, but not over its first page."""
    with file.open("r+b") as database:
        size = file.stat().st_size
        database.seek(chance.randrange(PAGE, size // 2))
        database.write(chance.randbytes(size // 3))


def overwritten_at_the_start(file: Path, chance: random.Random) -> None:
    """Garbage over its first page."""
    with file.open("r+b") as database:
        database.write(chance.randbytes(PAGE))


def text(file: Path, _: random.Random) -> None:
    """Somebody's letters."""
    file.write_text("My letters, please keep.\n" * 100)


def folder(file: Path, _: random.Random) -> None:
    """A folder of this name."""
    file.unlink()
    file.mkdir()


def of_another_program(file: Path, _: random.Random) -> None:
    """A database of SQLite, but not ours."""
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE recipes (name)")
        database.commit()


def of_another_program_with_versions(file: Path, _: random.Random) -> None:
    """A database of another program that keeps its versions with Alembic too."""
    of_another_program(file, _)
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE alembic_version (version_num)")
        database.execute("INSERT INTO alembic_version VALUES ('5f2a9c81d3be')")
        database.commit()


def newer(file: Path, _: random.Random) -> None:
    """Made by an Offprint of the future."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


WRONG: dict[str, tuple[Callable[[Path, random.Random], None], tuple[int, ...]]] = {
    "database cut": (cut, (2,)),
    "database overwritten": (overwritten, (2, 3)),
    "database overwritten at its start": (overwritten_at_the_start, (2,)),
    "a text": (text, (2,)),
    "a folder": (folder, (2,)),
    "another program's database": (of_another_program, (2,)),
    "another program's database, with Alembic": (of_another_program_with_versions, (2,)),
    "a newer Offprint's database": (newer, (2,)),
}
"""What is done to the database, and the exit statuses of a crawl then. Garbage in the middle of a file is met only
when the crawl comes to it."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """One of them: one line that tells, and the file as it was."""
    name = list(WRONG)[number % len(WRONG)]
    change, statuses = WRONG[name]
    trial = Trial(name)
    shutil.copy(scene.undisturbed.database, crawls.database)
    change(crawls.database, chance)
    before = _fingerprint(crawls.database)
    ended = crawls.crawl(scene.front)
    trial.expect(ended, *statuses)
    if ended.err.count("\n") != 1:
        trial.statuses.append(f"not one line: {ended.err}")
    if ended.status == 2 and _fingerprint(crawls.database) != before:
        trial.losses.append("the file was changed")
    reading = crawls.scrapy("articles")
    if ended.status == 2:
        trial.expect(reading, 0, 1)
    return [trial]


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "no file"


PART = Part("files", act, 24)
