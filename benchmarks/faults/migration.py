"""`kill -9` while a database of an older version is brought up to date; every second trial again in the rerun."""

import random
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.faults.scene import SMALL_STEPS, Missed, Part, Scene, Trial, damage
from benchmarks.faults.watching import Watched, watched
from storage import migrations, sqlite
from tests.crawling import Crawls

OLDER = ("0002", "0003")
"""Versions of the schema: the first that keeps questions, and the last that does not number them."""

QUESTIONS = 40_000
"""That an older database holds besides, so that bringing it up to date takes a second: they are copied and indexed."""

WITHOUT_QUESTIONS = "SELECT id FROM revision WHERE id NOT IN (SELECT revision_id FROM question)"

LONGEST = 2.5
"""Seconds after the lock was taken within which a kill falls."""


def act(scene: Scene, crawls: Crawls, chance: random.Random, number: int) -> Sequence[Trial]:
    """Kill the crawl that finds an older database, kill the next one too every second time, and run to the end."""
    shutil.copy(_older(scene, OLDER[number % len(OLDER)]), crawls.database)
    trials = [Trial("kill -9, migration")]
    _killed(scene, crawls, chance)
    trials[0].losses += _neither_old_nor_new(crawls)
    if number % 2:
        try:
            _killed(scene, crawls, chance)
            trials.append(Trial("kill -9, migration, in the rerun"))
        except Missed:
            pass
    last = crawls.crawl(scene.front, settings=SMALL_STEPS)
    for trial in trials:
        trial.expect(last, 0)
        scene.compare(trial, crawls)
        if crawls.rows("SELECT count(*) FROM question WHERE question LIKE 'Question %'")[0][0] != QUESTIONS:
            trial.losses.append("questions were lost")
    return trials


def _killed(scene: Scene, crawls: Crawls, chance: random.Random) -> None:
    lock = sqlite.WriterLock(crawls.database).lock_file
    lock.write_text("")
    wait = chance.uniform(0, LONGEST)
    crawl = watched(scene, crawls, **SMALL_STEPS)
    crawl.until(lambda _: lock.stat().st_size > 0)
    time.sleep(wait)
    if _is_newest(crawl):
        crawl.end()
        raise Missed
    crawl.kill()


def _is_newest(crawl: Watched) -> bool:
    return crawl.committed("SELECT version_num NOT IN ('0001', '0002', '0003') FROM alembic_version") == 1


def _neither_old_nor_new(crawls: Crawls) -> list[str]:
    """What is wrong with a database of which nobody knows whether it has been brought up to date."""
    with closing(sqlite3.connect(crawls.database)) as database:
        version = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        whole = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    if version not in OLDER:
        return damage(crawls.database)
    return whole + (["half a migration"] if "question_text" in tables else [])


def _older(scene: Scene, version: str) -> Path:
    """What the undisturbed crawl stored, as an older Offprint would have, and many questions more."""
    file = scene.undisturbed.folder / f"{version}.db"
    if file.exists():
        return file
    engine = sqlite.writing_engine(make_url(f"sqlite:///{file}"))
    with engine.begin() as connection:
        migrations.upgrade(connection, version)
    engine.dispose()
    with closing(sqlite3.connect(file)) as database:
        database.execute("ATTACH ? AS newer", [str(scene.undisturbed.database)])
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith(("article_text", "sqlite_", "alembic_")):
                continue
            columns = ", ".join(row[1] for row in database.execute(f"PRAGMA table_info({table})"))
            database.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}")
        (revision,) = database.execute(
            "SELECT id FROM revision WHERE id NOT IN (SELECT revision_id FROM question)"
        ).fetchone()
        database.executemany(
            "INSERT INTO question (revision_id, position, question, answer) VALUES (?, ?, ?, ?)",
            (
                (revision, position, f"Question {position}?", f"The answer to it has {position} words. " * 8)
                for position in range(QUESTIONS)
            ),
        )
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


PART = Part("migration", act, 40)
