"""Files that are there whole or not at all, and names that every system takes."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from scrapy.exceptions import UsageError

from storage.queries import ArticleRow

STDOUT = "-"
SLUG = 60  # characters of a headline in a file's name; Windows takes paths of 260


@contextmanager
def new_file(target: str, *, force: bool) -> Iterator[BinaryIO]:
    """A file to write, `-` for the standard output. It is written beside its place and put there when it is whole.

    Raises UsageError where something is there already and not to be replaced, or nothing can be written.
    """
    if target == STDOUT:
        yield sys.stdout.buffer
        return
    path = Path(target)
    if path.is_dir():
        raise UsageError(f"{target} is a folder. Name a file.")
    if path.exists() and not force:
        raise UsageError(f"{target} is there already. --force replaces it.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{target}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def new_folder(target: str, *, force: bool) -> Path:
    """A folder for files, made when it is not there. Raises UsageError where it is not empty and `force` is not set."""
    folder = Path(target)
    if target == STDOUT or folder.is_file():
        raise UsageError("This format is a folder of files. Name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise UsageError(f"{target} is not empty. --force replaces the files of the same names.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{target}: {error.strerror}.") from error
    return folder


def name_of(row: ArticleRow) -> str:
    """A file's name without its ending: date, words of the headline, number. Lower-case ASCII, unique."""
    plain = unicodedata.normalize("NFKD", row.headline or "").encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG].strip("-")
    day = re.sub(r"[^0-9-]", "", (row.date_published or "undated")[:10]) or "undated"
    return "-".join(piece for piece in (day, slug, str(row.id)) if piece)
