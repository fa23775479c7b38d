"""The schema's history: one file in versions/ for each step.

A new step is written by hand, from the model's change; a test says what models and migrations do not agree on.
"""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from storage import sqlite
from storage.errors import CRAWL_FIRST, DatabaseUnusable

_VERSION_TABLE = "alembic_version"
_OURS = frozenset({_VERSION_TABLE, "site", "page", "article"})
"""Tables that every database of Offprint has had. Other programs keep their versions with Alembic too."""


def migrate(engine: Engine, name: str) -> None:
    """Bring a database to the newest schema, in one transaction. An empty one gets all tables.

    `name` is what messages call the database. Raises DatabaseUnusable if it was written by a newer Offprint or by
    another program; it is left as it is then.
    """
    with engine.begin() as connection:
        version = _version(connection, name)
        newest = _is_newest(version, name)
        if version is not None:
            _refuse_strange_programs(connection, version, name)
        if not newest:
            upgrade(connection, "head")


def recognise(engine: Engine, name: str) -> None:
    """Raise DatabaseUnusable unless a database is empty or one that `migrate` can bring up to date. Changes nothing."""
    with engine.connect() as connection:
        _is_newest(_version(connection, name), name)


def upgrade(connection: Connection, version: str) -> None:
    """Take the steps to a version of the schema, "head" for the newest."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def check(engine: Engine, name: str) -> None:
    """Raise DatabaseUnusable unless a database has the newest schema. Changes nothing."""
    with engine.connect() as connection:
        version = _version(connection, name)
        if version is None:
            raise DatabaseUnusable(f"{name}: an empty database. {CRAWL_FIRST}")
        if not _is_newest(version, name):
            raise DatabaseUnusable(f"{name}: made by an older Offprint. The next crawl brings it up to date.")
        _refuse_strange_programs(connection, version, name)


def _refuse_strange_programs(connection: Connection, version: str, name: str) -> None:
    """Raise DatabaseUnusable for a trigger on one of our tables that Offprint did not make, and for a view in the place
    of one of them: the database would run it whenever we ask or write. Other views and triggers are left alone."""
    if connection.dialect.name != "sqlite":
        return
    ours, names = _schema(version)
    for on, what, _ in sqlite.programs(connection) - ours:
        if on in names:
            raise DatabaseUnusable(
                f"{name}: {what!r}, a trigger or view on {on!r}, was not made by Offprint. Drop it, or set "
                "DATABASE_URL to another file."
            )


@cache
def _schema(version: str) -> tuple[frozenset[tuple[str, str, str]], frozenset[str]]:
    """The views and triggers that a version of the schema has, and the names of its tables and views."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, version)
        found = inspect(connection)
        return frozenset(sqlite.programs(connection)), frozenset((*found.get_table_names(), *found.get_view_names()))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _version(connection: Connection, name: str) -> str | None:
    """The version of the schema; None for an empty database. Raises DatabaseUnusable for one of another program."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if not tables >= _OURS:
        raise DatabaseUnusable(f"{name}: a database of another program. Set DATABASE_URL to another file.")
    return connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))


def _is_newest(version: str | None, name: str) -> bool:
    """Whether this is the newest schema version. Raises DatabaseUnusable for one that this Offprint does not know."""
    script = ScriptDirectory.from_config(_config())
    known = {revision.revision for revision in script.walk_revisions()}
    if version is not None and version not in known:
        raise DatabaseUnusable(f"{name}: made by a newer Offprint (schema {version}). Update Offprint to use it.")
    return version == script.get_current_head()
