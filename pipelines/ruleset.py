"""Which rule files of a folder are for a host, and how a person's line gets into one.

The names are those of ftr-site-config: `magazine.example.txt` is for magazine.example and www.magazine.example,
`.magazine.example.txt` for all other hosts below it, `global.txt` for every host.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.rules import MAX_CHARACTERS, Rules, merged, parse

MAX_BYTES = 4 * MAX_CHARACTERS
"""Bytes of a file that are read: UTF-8 takes four for a character at most."""

MAX_HOST = 200
"""Characters of a host's name; with `www.` and `.txt` it is still a file name everywhere."""

HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
GLOBAL = "global.txt"


def rules_for(host: str, *folders: Path) -> Rules | None:
    """The rules for a host such as `www.magazine.example`, or None when no file is for it.

    The first folder has the last word: its rules are tried first. In each folder the exact name goes before the next
    wildcard, and only one of them is read. What the `global.txt` of the folders say comes last. Files that cannot be
    read are as good as not there. They are looked at with every call, and parsed again only when they have changed.
    """
    files = [file for folder in folders if (file := file_for(host, folder))]
    files += [folder / GLOBAL for folder in folders]
    rules: Rules | None = None
    for file in files:
        more = read(file)
        if more is not None:
            rules = more if rules is None else merged(rules, more)
    return rules


def rules_of(url: str, folders: Iterable[str | Path]) -> Rules | None:
    """`rules_for` the host of an address; None for what is no address."""
    try:
        host = urlsplit(url).hostname
    except ValueError:  # "http://[": no address at all
        return None
    return rules_for(host, *map(Path, folders)) if host else None


def file_for(host: str, folder: Path) -> Path | None:
    """The file of a folder that is for a host, without `global.txt`; None where there is none."""
    return next((folder / name for name in _names(host) if (folder / name).is_file()), None)


def new_file_for(host: str, folder: Path) -> Path:
    """Where a new file for a host belongs. Raises ValueError for what is no host."""
    names = list(_names(host))
    if not names:
        raise ValueError(f"Not a host: {host!r}")
    return folder / names[0]


def read(file: Path) -> Rules | None:
    """The rules of one file; None when it cannot be read."""
    try:
        status = file.stat()
        return _parsed(file, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError):
        return None


def add_line(line: str, host: str, folder: Path) -> Path:
    """Write a line at the end of the file for a host, unless it stands there already; returns the file.

    It is the file that the folder has for the host, be it a wildcard; where there is none, HOST.txt is made, and the
    folder, too. The file is replaced in one step: nobody ever reads half of it. Raises ValueError for what is no host
    or not a line that has an effect by itself, and OSError.
    """
    if not line.strip() or line.splitlines() != [line]:
        raise ValueError(f"Not one line: {line!r}")
    if remarks := parse(line, host).remarks:
        raise ValueError(f"Not a rule: {line!r}. {remarks[0].reason}")
    file = (file_for(host, folder) or new_file_for(host, folder)).resolve()
    before = file.read_bytes() if file.exists() else b""
    if line.strip() in (known.strip() for known in before.decode("utf-8-sig", "replace").split("\n")):
        return file
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gap = end if before and not before.endswith(b"\n") else b""
    replace_file(file, before + gap + line.encode() + end)
    return file


def _names(host: str) -> Iterator[str]:
    """The names that a host's file may have, the first that exists is taken. None for what is no host."""
    host = host.lower().rstrip(".").removeprefix("www.")
    if len(host) > MAX_HOST or not HOST.fullmatch(host):
        return
    yield f"{host}.txt"
    yield f"www.{host}.txt"
    labels = host.split(".")
    for level in range(1, len(labels) - 1):
        yield f".{'.'.join(labels[level:])}.txt"


@lru_cache(maxsize=256)
def _parsed(file: Path, changed: int, size: int) -> Rules:
    """The rules of a file in the state that its time and size tell apart."""
    with file.open("rb") as opened:
        return parse(opened.read(MAX_BYTES).decode("utf-8-sig", "replace"), file.name)


def replace_file(file: Path, content: bytes) -> None:
    """Write a file in one step, with the rights it had; its folder is made where there is none. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(new).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(new).replace(file)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise
