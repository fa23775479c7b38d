"""What is SQLite's own: how a connection is set up, the writer's lock, full-text search. Everything behind a name.

Another database would need these names again: `writing_engine`, `reading_engine`, `WriterLock`, `finish_writing`,
`programs`, `folded`, `create_article_text`, `create_question_text`, and `matching`, `weighted`, `rank`, `given`,
`excerpt` for the search.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    String,
    TableClause,
    UnaryExpression,
    column,
    create_engine,
    event,
    func,
    literal_column,
    table,
)
from sqlalchemy.sql.operators import custom_op

from storage.errors import DatabaseBusy, DatabaseUnusable
from storage.terms import Phrase

CACHE = 32_768  # kilobytes of pages kept in memory; the default of 2,000 is less than one batch of a crawl touches
CHECKPOINT = (
    8_192  # pages (32 MB) in the log before it is copied into the file; the default of 1,000 comes every second
)
BUSY_TIMEOUT = 30_000  # milliseconds; another program (a browser for SQLite) may hold the file for a moment
LONGEST_VALUE = 256_000_000  # bytes of one value, 25 times the largest page; a strange file could make more
REMEDIES = {
    sqlite3.SQLITE_NOTADB: "Set DATABASE_URL to another file.",
    sqlite3.SQLITE_CORRUPT: "Put a copy in its place, or save what can be read of it with `sqlite3 FILE .recover`.",
    sqlite3.SQLITE_FULL: "Make room for it.",
    sqlite3.SQLITE_READONLY: "Let Offprint write there, or set DATABASE_URL to another file.",
    sqlite3.SQLITE_CANTOPEN: "Let Offprint read and write there, or set DATABASE_URL to another file.",
    sqlite3.SQLITE_IOERR: "Look at the disk: is it full, or broken?",
}
"""What to do, by the kind of error."""

LOCK_POLL = 0.1  # seconds between two looks at a lock that somebody else holds


def database_file(url: URL) -> Path | None:
    """The file of a database, absolute and without symbolic links; None for a database in memory."""
    if not url.database or url.database == ":memory:":
        return None
    return Path(url.database).resolve()


def check_writable(file: Path) -> None:
    """Raise DatabaseUnusable where no database can be written. SQLite would tell later, and in fewer words."""
    if not file.parent.is_dir():
        raise DatabaseUnusable(f"{file}: there is no such folder. Create it, or set DATABASE_URL.")
    check_is_file(file)
    if file.exists() and not os.access(file, os.W_OK):
        raise DatabaseUnusable(f"{file}: no permission to write. Change it, or set DATABASE_URL to another file.")


def check_is_file(file: Path) -> None:
    """Raise DatabaseUnusable where a folder stands in the place of a database."""
    if file.is_dir():
        raise DatabaseUnusable(f"{file}: a folder, not a database. Set DATABASE_URL to a file.")


def is_busy(error: BaseException | None) -> bool:
    """Whether an error of the driver says that another program has locked the database."""
    return _code(error) == sqlite3.SQLITE_BUSY


def remedy(error: BaseException | None) -> str:
    """What to do about an error of the driver, a sentence; empty where nothing is known to help."""
    return REMEDIES.get(_code(error), "")


def _code(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of the number says where it happened


def writing_engine(url: URL, most_mb: int = 0) -> Engine:
    """An engine for the one writer: WAL, foreign keys on, a file of at most `most_mb` megabytes (0: no limit). A
    transaction takes SQLite's write lock when it begins.

    Without BEGIN IMMEDIATE a transaction that reads first and writes later fails at once ("database is locked") when
    another program wrote in between; this way it waits up to `BUSY_TIMEOUT`.
    """
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        _set_up(connection)
        # The driver shall not begin transactions on its own: it would forget to before SAVEPOINT and before DDL.
        # `isolation_level` does this on every Python; `autocommit`, its successor, is missing from 3.11.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode safe against a crash of the program
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        if most_mb:
            (page_size,) = connection.execute("PRAGMA page_size").fetchone()
            connection.execute(f"PRAGMA max_page_count = {most_mb * 1_000_000 // page_size}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(url: URL) -> Engine:
    """An engine that cannot write. It works while another process writes and sees what was last committed."""
    file = database_file(url)
    if file is None:
        return create_engine(url)
    query = {"uri": "true", "mode": "ro"}
    if is_immutable(file):
        query["immutable"] = "1"
    engine = create_engine(URL.create(url.drivername, database=file.as_uri(), query=query))

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        _set_up(connection)
        # Its schema may call no function that could do harm. The writer must trust it: our triggers write to FTS5.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def is_immutable(file: Path) -> bool:
    """Whether a reader must open the file as immutable: it may not create files in the folder, and nobody is writing.
    SQLite could not make its shared-memory file there."""
    return not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists()


def folded(text: ColumnElement[str]) -> ColumnElement[str]:
    """A text as `str.casefold` makes it, for comparing without regard to case; SQLite's `lower` knows only ASCII."""
    return func.casefold(text, type_=String())


def programs(connection: Connection) -> set[tuple[str, str, str]]:
    """The views and triggers of a database: on what, by what name, and their SQL."""
    question = "SELECT lower(tbl_name), lower(name), sql FROM sqlite_master WHERE type IN ('view', 'trigger')"
    return set(map(tuple, connection.exec_driver_sql(question)))


def _set_up(connection: sqlite3.Connection) -> None:
    """What every connection needs, also to a file that somebody was handed: damaged pages are noticed, and no value
    grows without end."""
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)


def finish_writing(engine: Engine) -> None:
    """Move what the write-ahead log holds into the database file, unless a reader needs the log at this moment."""
    connection = engine.raw_connection()  # a checkpoint cannot be made inside a transaction
    try:
        connection.cursor().execute("PRAGMA busy_timeout = 0")
        with suppress(sqlite3.OperationalError):  # a full disk: the next writer tidies up
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


class WriterLock:
    """The right to write to a database file, for one process at a time: a kernel lock on `FILE.lock` beside it.

    A process that dies, however it dies, gives the lock back. Programs started by the holder do not inherit it (Python
    opens files close-on-exec). The lock file holds the process id of the last holder and is never removed: a removed
    file could be locked by two.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lock_file = Path(f"{file}.lock")
        self._descriptor: int | None = None

    def acquire(self, wait: float = 0.0) -> None:
        """Take the lock, waiting up to `wait` seconds. Raises DatabaseBusy, DatabaseUnusable."""
        try:
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise DatabaseUnusable(
                f"{self.lock_file}: {error.strerror}. Offprint must be able to write there."
            ) from None
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(descriptor)
                    raise DatabaseBusy(self._busy()) from None
            time.sleep(LOCK_POLL)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back. Without a lock nothing happens."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> int | None:
        """The process id of the holder, None when nobody holds the lock. Looks without disturbing a holder."""
        try:
            with self.lock_file.open() as file:
                process = int(file.read())
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # had only when the holder died; closing gives it back
        except BlockingIOError:
            return process
        except (OSError, ValueError):  # no file, or an empty one: the last holder gave the lock back
            return None
        return None

    def _busy(self) -> str:
        holder = self.holder()
        process = f" (process {holder})" if holder else ""
        return f"{self.file}: another run{process} holds this database. Wait for it, or set LOCK_WAIT (seconds)."

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


# Full-text search -----------------------------------------------------------------------------------------------------

Sought = tuple[str | None, Phrase]
"""A phrase, and the column of the index that it must stand in; None is any."""

ARTICLE_TEXT_COLUMNS = ("headline", "standfirst", "authors", "body")
ARTICLE_TEXT = table("article_text", column("rowid"), *(column(name) for name in ARTICLE_TEXT_COLUMNS))
QUESTION_TEXT_COLUMNS = ("question", "answer")
QUESTION_TEXT = table("question_text", column("rowid"), *(column(name) for name in QUESTION_TEXT_COLUMNS))

WEIGHTS = (10.0, 4.0, 4.0, 1.0)  # of ARTICLE_TEXT_COLUMNS: what an article is about stands in its headline
EXCERPT_WORDS = 24  # about two lines of a terminal


def create_article_text(connection: Connection) -> None:
    """Create the full-text index over all revisions. Part of the first migration."""
    _create_index(connection, "article_text", "revision", ARTICLE_TEXT_COLUMNS)


def create_question_text(connection: Connection) -> None:
    """Create the full-text index over the questions and answers of interviews, with those there are. Migration 0004."""
    _create_index(connection, "question_text", "question", QUESTION_TEXT_COLUMNS)
    connection.exec_driver_sql("INSERT INTO question_text (question_text) VALUES ('rebuild')")


def _create_index(connection: Connection, index: str, content: str, names: Sequence[str]) -> None:
    """Create a full-text index over columns of a table, and the triggers that keep it.

    The index holds no text of its own (external content): `rowid` is the id of the table's row. Case and accents do
    not matter. A change needs a migration that drops and makes it anew.
    """
    columns = ", ".join(names)
    new = ", ".join(f"new.{name}" for name in names)
    old = ", ".join(f"old.{name}" for name in names)
    add = f"INSERT INTO {index} (rowid, {columns}) VALUES (new.id, {new});"
    remove = f"INSERT INTO {index} ({index}, rowid, {columns}) VALUES ('delete', old.id, {old});"
    for statement in (
        f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='{content}', content_rowid='id', "
        'tokenize="unicode61 remove_diacritics 2")',
        f"CREATE TRIGGER {content}_text_added AFTER INSERT ON {content} BEGIN {add} END",
        f"CREATE TRIGGER {content}_text_removed AFTER DELETE ON {content} BEGIN {remove} END",
        f"CREATE TRIGGER {content}_text_changed AFTER UPDATE OF id, {columns} ON {content} BEGIN {remove} {add} END",
    ):
        connection.exec_driver_sql(statement)


def matching(index: TableClause, sought: Iterable[Sought]) -> ColumnElement[bool]:
    """The condition that a text of the index holds all phrases, each in its column.

    Phrases are quoted here: whatever they hold, it is looked for and not obeyed.
    """
    return literal_column(index.name).op("MATCH", is_comparison=True)(" AND ".join(_quoted(*one) for one in sought))


def _quoted(name: str | None, phrase: Phrase) -> str:
    text = phrase.text.replace('"', '""')
    return f'{name + " : " if name else ""}"{text}"{"*" if phrase.goes_on else ""}'


def weighted(index: TableClause) -> ColumnElement[bool]:
    """A condition that is always true and makes the `rank` of ARTICLE_TEXT heed WEIGHTS."""
    return rank(index).op("MATCH", is_comparison=True)(f"bm25({', '.join(map(str, WEIGHTS))})")


def rank(index: TableClause) -> ColumnElement[float]:
    """How well a text matches. Sort ascending: the best is the smallest. Alone in ORDER BY, FTS5 sorts by itself."""
    return literal_column(f"{index.name}.rank")


def given(number: ColumnElement[int]) -> ColumnElement[int]:
    """A number as it comes from an index: SQLite shall not look it up there, one query of the index for each row."""
    return UnaryExpression(number, operator=custom_op("+"))


def excerpt(index: TableClause, start: str, end: str) -> ColumnElement[str]:
    """The passage of a text that matches best, what matches between `start` and `end`."""
    return func.snippet(literal_column(index.name), -1, start, end, "…", EXCERPT_WORDS)
