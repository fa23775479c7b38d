"""The door to the database: `Store` for the one writer, `read_only` for everybody who only asks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from storage import migrations, sqlite
from storage.errors import CRAWL_FIRST, DatabaseBusy, DatabaseUnusable


class Store:
    """The database, open for writing: locked, of the newest schema, with one session for one thread.

    Work is done in savepoints, one for each page, and committed in batches:

        with Store.open("sqlite:///articles.db") as store:
            with store.savepoint():
                store.session.add(...)
            store.commit_when_due(pages=50, seconds=5)
    """

    def __init__(self, engine: Engine, lock: sqlite.WriterLock | None, file: Path | None) -> None:
        self._file = file
        self._inode = file.stat().st_ino if file is not None else None
        self.session = Session(engine, expire_on_commit=False)
        self._engine = engine
        self._lock = lock
        self._pages = 0
        self._given_up = False
        self._rehearsing = False
        self._committed_at = time.monotonic()

    @classmethod
    def open(cls, database_url: str, lock_wait: float = 0.0, most_mb: int = 0) -> Self:
        """Lock the database, create or migrate it, and open it.

        `lock_wait` is how many seconds to wait for another writer, `most_mb` how many megabytes the file may grow to
        (0: no limit); it is "full" then, as on a full disk. Raises DatabaseBusy when the other one is still there, or
        when another program has locked the database; DatabaseUnusable for an address that is none, a missing folder, a
        file that cannot be written or is no database of ours, or a schema newer than this Offprint.
        """
        url = _parsed(database_url)
        file = sqlite.database_file(url) if _is_sqlite(url) else None
        lock = None
        if file is not None:
            sqlite.check_writable(file)
            lock = sqlite.WriterLock(file)
            lock.acquire(lock_wait)
        try:
            with _in_words(url):
                if file is not None and file.exists():
                    _recognise(url)
                engine = sqlite.writing_engine(url, most_mb) if _is_sqlite(url) else create_engine(url)
                migrations.migrate(engine, _name(url))
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return cls(engine, lock, file)

    @contextmanager
    def savepoint(self) -> Iterator[Session]:
        """All of a page's work, or nothing of it: an error inside undoes it and rises; earlier pages stay.

        On a full disk SQLite itself undoes the whole transaction, and the savepoint cannot be undone any more. What
        rises is the first error, which says what is wrong.
        """
        try:
            with self.session.begin_nested():
                yield self.session
        except DBAPIError as error:
            while isinstance(error.__context__, DBAPIError):
                error = error.__context__
            raise error from error.orig
        self._pages += 1

    def commit(self) -> None:
        """Make everything so far lasting. DatabaseUnusable when its file was removed or replaced meanwhile."""
        if self._file is not None and not (self._file.exists() and self._file.stat().st_ino == self._inode):
            raise DatabaseUnusable(f"{self._file}: removed or replaced while it was written to.")
        if self._rehearsing:
            self.session.flush()
        else:
            self._commit()
        self._pages = 0
        self._committed_at = time.monotonic()

    def _commit(self) -> None:
        """An error of the disk leaves nothing that could be committed later."""
        try:
            self.session.commit()
        except DBAPIError:
            self.give_up()
            raise

    def rehearse(self) -> None:
        """Keep nothing that is written from now on: it is seen until the database is closed, and undone then."""
        self.commit()
        self._rehearsing = True

    def commit_when_due(self, pages: int, seconds: float) -> bool:
        """Commit if `pages` savepoints were done or `seconds` have passed since the last commit. True if it did.

        One commit for many pages is far cheaper than one for each; what a crash takes with it is fetched again.
        """
        due = self._pages >= pages or time.monotonic() - self._committed_at >= seconds
        if due:
            self.commit()
        return due

    def give_up(self) -> None:
        """Undo what was not committed, after an error of the database; nothing more is written."""
        self.session.rollback()
        self._given_up = True

    def close(self) -> None:
        """Commit, leave everything in the one database file, and let the next writer in."""
        try:
            if not self._given_up:
                self.commit()
        finally:
            self._shut()

    def _shut(self) -> None:
        self.session.close()
        try:
            if _is_sqlite(self._engine.url):
                sqlite.finish_writing(self._engine)
        finally:
            self._engine.dispose()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; after an error, what was not committed is undone."""
        if error is None:
            self.close()
        else:
            self.session.rollback()
            self._shut()


@contextmanager
def read_only(database_url: str) -> Iterator[Session]:
    """A session that cannot write, for one question or many, also while a crawl is writing.

    Raises DatabaseUnusable when there is no database yet, or it is none of ours, or not of this Offprint's schema, and
    DatabaseBusy when another program lets nobody read it.
    """
    url = _parsed(database_url)
    if _is_sqlite(url):
        file = sqlite.database_file(url)
        if file is None or not file.exists():
            raise DatabaseUnusable(f"{_name(url)}: no such database. {CRAWL_FIRST}")
        sqlite.check_is_file(file)
    with _in_words(url):
        engine = sqlite.reading_engine(url) if _is_sqlite(url) else create_engine(url)
        try:
            migrations.check(engine, _name(url))
            with Session(engine) as session:
                yield session
        finally:
            engine.dispose()


@dataclass(frozen=True, slots=True)
class ReadableFile:
    """The file of an SQLite database, and whether it must be opened as immutable because nothing can be created
    beside it."""

    path: Path
    is_immutable: bool


def readable_file(database_url: str) -> ReadableFile:
    """The file of a database of this Offprint's schema, for another program that reads SQLite.

    Raises DatabaseUnusable as `read_only` does, and for a database that is no file of SQLite.
    """
    url = _parsed(database_url)
    if not _is_sqlite(url):
        raise DatabaseUnusable(f"{_name(url)}: only an SQLite database can be browsed.")
    with read_only(database_url):
        file = sqlite.database_file(url)
    return ReadableFile(file, sqlite.is_immutable(file))


def being_written(database_url: str) -> bool:
    """Whether some process holds the database for writing now. Looks without disturbing it."""
    url = _parsed(database_url)
    file = sqlite.database_file(url) if _is_sqlite(url) else None
    return file is not None and sqlite.WriterLock(file).holder() is not None


def database_name(database_url: str) -> str:
    """What messages call a database: its file as it was written, or its address without the password."""
    return _name(_parsed(database_url))


def _recognise(url: URL) -> None:
    """See that a file is ours before it is opened for writing, which alone changes a few bytes of it."""
    engine = sqlite.reading_engine(url)
    try:
        migrations.recognise(engine, _name(url))
    finally:
        engine.dispose()


def _parsed(database_url: str) -> URL:
    try:
        return make_url(database_url)
    except ArgumentError:
        raise DatabaseUnusable(
            f"{database_url!r} is not the address of a database. DATABASE_URL looks like sqlite:///articles.db"
        ) from None


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _name(url: URL) -> str:
    return url.database if _is_sqlite(url) and url.database else url.render_as_string(hide_password=True)


@contextmanager
def _in_words(url: URL) -> Iterator[None]:
    """Turn what the driver says into DatabaseUnusable or DatabaseBusy."""
    try:
        yield
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnusable(f"{_name(url)}: no driver for this kind of database ({error}).") from error
    except DBAPIError as error:
        if sqlite.is_busy(error.orig):
            raise DatabaseBusy(
                f"{_name(url)}: locked by another program. Close that one, or try again later."
            ) from error
        raise DatabaseUnusable(f"{_name(url)}: {error.orig}. {sqlite.remedy(error.orig)}".strip()) from error
