"""The database: its schema, its one writer, its readers, and what leaves it."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import migrations, queries, sqlite
from storage.errors import DatabaseBusy, DatabaseUnusable
from storage.filters import Filters
from storage.models import Article, Base, Page, Run, Site
from storage.search import search
from storage.session import Store, being_written, read_only
from storage.terms import terms
from tests.shelf import MORNING, put_article, put_run

NOBODY = 65534  # the user without rights on every Linux
VIEW_COLUMNS = """
    id url site headline standfirst authors date_published date_modified section kind language word_count body pages
    is_complete first_seen last_changed canonical same_as
"""
HOLD = """
import sys, time
from storage.session import Store
store = Store.open(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as store:
        yield store


# --- the schema ---------------------------------------------------------------------------------------------------


def test_models_and_migrations_agree(store: Store) -> None:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not name.startswith(("article_text", "question_text"))

    context = MigrationContext.configure(store.session.connection(), opts={"include_name": ours})
    assert compare_metadata(context, Base.metadata) == []


def test_a_second_opening_changes_nothing(url: str) -> None:
    with Store.open(url) as store:
        put_article(store.session)
    with Store.open(url) as store:
        assert store.session.scalars(select(Article)).one()


def test_the_view_has_the_promised_columns_in_order(store: Store) -> None:
    put_article(store.session, date_published="2026-11-20")
    row = store.session.execute(text("SELECT * FROM articles")).mappings().one()
    assert list(row) == VIEW_COLUMNS.split()
    assert row["url"] == "https://owls.example/a"
    assert row["site"] == "owls.example"
    assert row["section"] is None
    assert row["first_seen"].endswith("Z")


def test_the_view_shows_an_articles_current_revision_only(store: Store) -> None:
    put_article(store.session, body="Owls sleep.")
    put_article(store.session, body="Owls hunt.")
    assert store.session.execute(text("SELECT body FROM articles")).all() == [("Owls hunt.",)]


def test_the_view_names_the_address_of_the_same_text(store: Store) -> None:
    put_article(store.session, "https://owls.example/a")
    put_article(store.session, "https://owls.example/a/amp")
    rows = store.session.execute(text("SELECT url, same_as FROM articles ORDER BY id")).all()
    assert rows == [("https://owls.example/a", None), ("https://owls.example/a/amp", "https://owls.example/a")]


def test_interviews_of_an_older_database_are_searchable_once_it_is_brought_up_to_date(url: str) -> None:
    engine = sqlite.writing_engine(make_url(url))
    with engine.begin() as connection:
        migrations.upgrade(connection, "0003")
        for insert in (
            "INSERT INTO site VALUES (1, 'owls.example', '2026-11-22T03:00:00Z')",
            "INSERT INTO page (id, site_id, url, kind, depth, state, failures)"
            " VALUES (1, 1, 'https://owls.example/a', 'article', 0, 'new', 0)",
            "INSERT INTO article VALUES (1, 1, 1, NULL, NULL, '2026-11-22T03:00:00Z', '2026-11-22T03:00:00Z')",
            "INSERT INTO revision (id, article_id, number, fetched_at, version, text_hash, word_count, pages,"
            " is_complete, body) VALUES (1, 1, 1, '2026-11-22T03:00:00Z', '', '', 4, 1, 1, 'Who? The keeper.')",
            "INSERT INTO question VALUES (1, 0, 'Who lights the lamp?', 'The keeper.', NULL, NULL)",
            "UPDATE article SET current_revision_id = 1",
        ):
            connection.exec_driver_sql(insert)
    engine.dispose()
    with Store.open(url) as store:
        (hit,) = search(store.session, terms("question:lamp"))
        assert hit.id == 1


def test_a_newer_database_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    Store.open(url).close()
    with sqlite3.connect(tmp_path / "articles.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match="newer Offprint"):
        Store.open(url)
    with pytest.raises(DatabaseUnusable, match="newer Offprint"), read_only(url):
        pass


def test_another_programs_database_is_refused(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "articles.db") as database:
        database.execute("CREATE TABLE recipes (name)")
    with pytest.raises(DatabaseUnusable, match="another program"):
        Store.open(url)
    with pytest.raises(DatabaseUnusable, match="another program"), read_only(url):
        pass


def test_another_programs_database_is_left_as_it_was(url: str, tmp_path: Path) -> None:
    file = tmp_path / "articles.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE alembic_version (version_num)")
        database.execute("INSERT INTO alembic_version VALUES ('5f2a9c81d3be')")
    before = file.read_bytes()
    with pytest.raises(DatabaseUnusable, match="another program"):
        Store.open(url)
    assert file.read_bytes() == before


# --- what cannot be opened ----------------------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_text("Dear diary, " * 1000)
    with pytest.raises(DatabaseUnusable, match="not a database"):
        Store.open(url)
    with pytest.raises(DatabaseUnusable, match="not a database"), read_only(url):
        pass


def test_a_damaged_database_is_refused_with_what_to_do(url: str, tmp_path: Path) -> None:
    Store.open(url).close()
    os.truncate(tmp_path / "articles.db", 10_000)
    with pytest.raises(DatabaseUnusable, match="recover"):
        Store.open(url)


def test_a_database_locked_by_another_program_is_busy(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 50)
    Store.open(url).close()
    other = sqlite3.connect(tmp_path / "articles.db")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="locked by another program"):
        Store.open(url)
    other.close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="no such folder"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/articles.db")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="a folder, not a database"):
        Store.open(f"sqlite:///{tmp_path}")
    with pytest.raises(DatabaseUnusable, match="a folder, not a database"), read_only(f"sqlite:///{tmp_path}"):
        pass


def test_words_that_are_no_address_of_a_database_are_refused() -> None:
    with pytest.raises(DatabaseUnusable, match="looks like sqlite:"):
        Store.open("articles.db")


def test_a_password_is_not_told() -> None:
    with pytest.raises(DatabaseUnusable) as error:
        Store.open("nosuchdatabase://owl:secret@localhost/articles")
    assert "secret" not in str(error.value)


def test_reading_before_the_first_crawl_says_what_to_do(url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="Crawl something first"), read_only(url):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_asks_for_a_crawl(url: str, tmp_path: Path) -> None:
    (tmp_path / "articles.db").touch()
    with pytest.raises(DatabaseUnusable, match="Crawl something first"), read_only(url):
        pass


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Root may write anywhere: give the folder away and be another user for a while. Others stay who they are."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own are for its user alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


def test_a_file_that_cannot_be_written_is_refused(open_folder: Path) -> None:
    url = f"sqlite:///{open_folder}/articles.db"
    Store.open(url).close()
    (open_folder / "articles.db").chmod(0o400)
    with as_nobody(open_folder), pytest.raises(DatabaseUnusable, match="no permission to write"):
        Store.open(url)


def test_a_database_in_a_folder_of_somebody_else_can_be_read(open_folder: Path) -> None:
    url = f"sqlite:///{open_folder}/articles.db"
    with Store.open(url) as store:
        put_article(store.session)
    open_folder.chmod(0o555)
    with as_nobody(open_folder), read_only(url) as session:
        assert session.scalars(select(Article)).one()


# --- one writer ---------------------------------------------------------------------------------------------------


def test_a_second_writer_is_turned_away_until_the_first_has_closed(url: str) -> None:
    first = Store.open(url)
    with pytest.raises(DatabaseBusy, match=f"process {os.getpid()}"):
        Store.open(url)
    first.close()
    Store.open(url).close()


def test_another_name_of_the_file_is_the_same_lock(url: str, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "articles.db")
    with Store.open(url), pytest.raises(DatabaseBusy):
        Store.open(f"sqlite:///{tmp_path}/link.db")


def test_the_kernel_gives_back_the_lock_of_a_killed_writer(url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "open\n"
        assert being_written(url)
        with pytest.raises(DatabaseBusy):
            Store.open(url)
        writer.send_signal(signal.SIGKILL)
    assert not being_written(url)
    Store.open(url).close()


def test_a_process_that_has_the_number_of_a_killed_writer_does_not_hold_the_lock(url: str, tmp_path: Path) -> None:
    lock = sqlite.WriterLock(tmp_path / "articles.db")
    lock.lock_file.write_text(f"{os.getpid()}\n")
    assert not being_written(url)
    with lock:
        assert lock.holder() == os.getpid()
        assert being_written(url)
    assert not being_written(url)


def test_readers_can_tell_case_apart_too(url: str) -> None:
    with Store.open(url) as store:
        put_article(store.session, section="ÉTÉ")
    with read_only(url) as session:
        assert queries.count_articles(session, Filters(section="été")) == 1


def test_a_program_started_by_the_writer_does_not_hold_the_lock(url: str) -> None:
    store = Store.open(url)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False) as child:
        store.close()
        Store.open(url).close()
        child.communicate(b"\n")


def test_a_writer_that_could_not_migrate_gives_its_lock_back(url: str, tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_text("Dear diary, " * 1000)
    with pytest.raises(DatabaseUnusable):
        Store.open(url)
    sqlite.WriterLock(tmp_path / "articles.db").acquire()


# --- transactions -------------------------------------------------------------------------------------------------


def test_an_error_undoes_its_own_page_and_no_other(url: str) -> None:
    with Store.open(url) as store:
        with store.savepoint() as session:
            put_article(session, "https://owls.example/good")
        with pytest.raises(ZeroDivisionError), store.savepoint() as session:
            put_article(session, "https://owls.example/bad", body="Bad owls.")
            raise ZeroDivisionError
    with read_only(url) as session:
        assert session.scalars(select(Page.url)).all() == ["https://owls.example/good"]


def test_an_error_in_the_block_of_a_store_undoes_what_was_not_committed(url: str) -> None:
    with pytest.raises(ZeroDivisionError), Store.open(url) as store:
        put_run(store.session)
        store.commit()
        put_article(store.session)
        raise ZeroDivisionError
    with read_only(url) as session:
        assert session.scalars(select(Run)).one()
        assert session.scalars(select(Page)).all() == []


def test_pages_are_committed_by_number_or_by_time(store: Store) -> None:
    for number in range(3):
        with store.savepoint() as session:
            session.add(Site(key=f"{number}.example", first_seen=MORNING))
        assert store.commit_when_due(pages=3, seconds=3600) == (number == 2)
    assert not store.commit_when_due(pages=3, seconds=3600)
    assert store.commit_when_due(pages=3, seconds=0)


def test_foreign_keys_are_enforced(store: Store) -> None:
    store.session.add(Page(site_id=99, url="https://nowhere.example/"))
    with pytest.raises(IntegrityError):
        store.session.flush()
    store.session.rollback()


def test_readers_see_what_was_committed_while_the_writer_goes_on(url: str) -> None:
    with Store.open(url) as store:
        put_article(store.session, "https://owls.example/a")
        store.commit()
        put_article(store.session, "https://owls.example/b")
        with read_only(url) as session:
            assert session.scalars(select(Page.url)).all() == ["https://owls.example/a"]


def test_readers_cannot_write(store: Store, url: str) -> None:
    store.commit()
    with read_only(url) as session:
        session.add(Site(key="owls.example", first_seen=MORNING))
        with pytest.raises(OperationalError, match="readonly"):
            session.flush()
        session.rollback()


def test_closing_leaves_one_file_and_the_lock(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        put_article(store.session)
    assert {file.name for file in tmp_path.iterdir()} == {"articles.db", "articles.db.lock"}


def test_a_name_with_odd_characters_is_a_file_like_any_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/50% of owls #1.db"
    with Store.open(url) as store:
        put_article(store.session)
    with read_only(url) as session:
        assert session.scalars(select(Article)).one()


def test_a_database_in_memory_works_for_tests() -> None:
    with Store.open("sqlite://") as store:
        put_article(store.session)
        assert store.session.scalars(select(Article)).one()
