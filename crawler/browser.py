"""Datasette over a database of Offprint, on this machine only. It needs the extra `browse`."""

import asyncio
import socket
from pathlib import Path

import rich
import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from storage.session import ReadableFile

CONFIGURATION = Path(__file__).parent / "browsing"
NAME = "articles"
"""What addresses call the database, whatever its file is called; the configuration speaks of it by this name."""

HOST = "127.0.0.1"


def datasette_of(file: ReadableFile) -> Datasette:
    """A Datasette that shows the file and cannot write to it.

    It opens the file with SQLite's `mode=ro`, so that it sees what a crawl commits meanwhile, or as immutable.
    """
    datasette = Datasette(config_dir=CONFIGURATION)
    datasette.remove_database("_memory")  # an empty one, which it makes where it is given no file by name
    datasette.add_database(Database(datasette, path=str(file.path), is_mutable=not file.is_immutable), name=NAME)
    return datasette


def listening(port: int) -> socket.socket:
    """A socket that listens on a port of this machine, on any free one for 0. Raises OSError where it is taken,
    OverflowError where there is no such port."""
    return socket.create_server((HOST, port))


def address(listener: socket.socket) -> str:
    """Where the articles are shown."""
    return f"http://{HOST}:{listener.getsockname()[1]}/{NAME}"


def serve(datasette: Datasette, listener: socket.socket) -> None:
    """Answer until Ctrl-C or SIGTERM."""
    rich.get_console().quiet = True  # Datasette would print a page of Python for every mistake in a question
    configuration = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on")
    asyncio.run(uvicorn.Server(configuration).serve(sockets=[listener]))
