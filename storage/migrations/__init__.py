"""The schema's history: one file in versions/ for each step.

A new step is written by hand, from the model's change; a test says what models and migrations do not agree on.
"""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

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
        if not _is_newest(_version(connection, name), name):
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
