"""A database file that somebody was handed: it runs nothing, and what is wrong with it is said in one line."""

import sqlite3

import pytest
from sqlalchemy import select

from pipelines.packing import pack
from storage.errors import DatabaseUnusable
from storage.models import Article, Revision, Run
from storage.session import Store, read_only
from storage.sqlite import LONGEST_VALUE
from tests.crawling import Crawls
from tests.shelf import put_article, put_raw, put_run

TRIGGER = "CREATE TRIGGER mine AFTER INSERT ON run BEGIN UPDATE run SET spider = 'taken over'; END"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT x FROM n"
VIEW = f"DROP VIEW articles; CREATE VIEW articles AS {ENDLESS}"
IN_PLACE_OF_A_TABLE = "ALTER TABLE keyword RENAME TO was; CREATE VIEW Keyword AS SELECT * FROM was"


@pytest.fixture
def handed(crawls: Crawls) -> Crawls:
    """A database with an article, for somebody to change."""
    with Store.open(f"sqlite:///{crawls.database}") as store:
        article = put_article(store.session, run=put_run(store.session))
        put_raw(store.session, article.page_id)
    return crawls


def change(handed: Crawls, sql: str, *values: object) -> None:
    with sqlite3.connect(handed.database) as database:
        if values:
            database.execute(sql, values)
        else:
            database.executescript(sql)


@pytest.mark.parametrize("sql", [TRIGGER, VIEW, IN_PLACE_OF_A_TABLE])
def test_a_strange_trigger_or_view_on_our_tables_is_neither_run_nor_asked(handed, sql):
    change(handed, sql)
    url = f"sqlite:///{handed.database}"
    with pytest.raises(DatabaseUnusable, match="was not made by Offprint"), read_only(url):
        pass
    with pytest.raises(DatabaseUnusable, match="was not made by Offprint"):
        Store.open(url)


def test_views_and_tables_of_the_owner_are_left_alone(handed):
    change(handed, "CREATE VIEW mine AS SELECT * FROM articles; CREATE TABLE notes (id, note)")
    change(handed, "CREATE TRIGGER noted AFTER INSERT ON notes BEGIN SELECT 1; END")
    Store.open(f"sqlite:///{handed.database}").close()
    assert handed.scrapy("articles").status == 0


def test_a_schema_may_call_no_function_that_does_harm(handed):
    with read_only(f"sqlite:///{handed.database}") as session:
        assert session.connection().exec_driver_sql("PRAGMA trusted_schema").scalar() == 0


def test_no_value_grows_without_end(handed):
    with read_only(f"sqlite:///{handed.database}") as session, pytest.raises(Exception, match="too big"):
        session.connection().exec_driver_sql(f"SELECT length(hex(zeroblob({LONGEST_VALUE})))")


def test_what_is_not_known_is_null_and_no_json(handed):
    assert handed.rows("SELECT drift FROM run WHERE drift IS NULL")
    assert handed.rows("SELECT sources FROM revision WHERE sources IS NULL")


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE run SET arguments = '{broken'", Run),
        ("UPDATE revision SET sources = '[[['", Revision),
        ("UPDATE article SET first_seen = 'yesterday'", Article),
        ("UPDATE article SET first_seen = x'00'", Article),
    ],
)
def test_values_that_cannot_be_are_said_to_be_damage(handed, sql, table):
    change(handed, sql)
    with read_only(f"sqlite:///{handed.database}") as session, pytest.raises(DatabaseUnusable, match="damaged"):
        session.scalars(select(table)).all()


def test_what_is_wrong_with_a_file_is_one_line_without_its_escape_sequences(handed):
    change(handed, "UPDATE alembic_version SET version_num = '\x1b[2J'")
    ended = handed.scrapy("articles")
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1
    assert "\x1b" not in ended.err


@pytest.mark.parametrize("body", [b"no zstd", pack(bytes(80_000_000))], ids=["damaged", "bomb"])
def test_raw_pages_that_cannot_be_unpacked_are_told_and_read_no_further(handed, body):
    change(handed, "UPDATE raw_page SET body = ?", body)
    told = handed.scrapy("export", "warc", "-o", str(handed.folder / "out.warc.gz"))
    assert told.status == 1
    assert "Traceback" not in told.err
    assert "kept page is" in told.err
    again = handed.scrapy("reread")
    assert again.status in (0, 4)
    assert "Traceback" not in again.err
