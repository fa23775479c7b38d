"""Scrapy commands that start at once: each is forked from a process that has the modules loaded already.

Loading them is half the work of a small crawl, and there are thousands of crawls here. A command is a process of its
own all the same, in a session of its own, and its workers come from a fork server of its own. Only moments before the
command has begun cannot be met so.

Run as a program it is the process that forks. It reads one JSON object a line and answers with a process id; the exit
status of a command is left in a file.
"""

import gc
import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crawling import PROJECT, QUICK, Crawls, Ended

LOOK = 0.01  # seconds between two looks whether a command has ended


class Loader:
    """The process that forks, started with the first command."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None

    def fork(self, words: list[str], environment: dict[str, str], folder: Path) -> int:
        """Start `scrapy WORDS`; its output and its status go into files of the folder. Returns the process id."""
        if self._process is None:
            command = [sys.executable, "-m", "benchmarks.faults.loaded"]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self._process = subprocess.Popen(command, cwd=PROJECT, text=True, **pipes)
        print(json.dumps({"words": words, "environment": environment, "folder": str(folder)}), file=self._process.stdin)
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End the process; commands that run go on."""
        if self._process is not None:
            self._process.communicate()


@dataclass(slots=True)
class Command:
    """A running command; like `subprocess.Popen`."""

    pid: int
    folder: Path
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, None while the command runs."""
        status = self.folder / "status"
        if self.returncode is None and status.exists():
            self.returncode = int(status.read_text())
        return self.returncode

    def communicate(self, timeout: float = 600) -> tuple[str, str]:
        """Wait for the end; what the command has printed."""
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(LOOK)
        return (self.folder / "out").read_text(), (self.folder / "err").read_text()


@dataclass(frozen=True)
class LoadedCrawls(Crawls):
    """A database in a folder, and crawls into it that start at once. What they print is left in `printed`, if it shall
    not be in the same folder."""

    loader: Loader = field(default_factory=Loader)
    printed: Path | None = None

    def scrapy(self, *words: str, settings: dict[str, object] | None = None, seconds: float = 600) -> Ended:
        command = self.begin(*words, settings=settings)
        out, err = command.communicate(seconds)
        return Ended(command.returncode, out, err)

    def start(self, url: str, settings: dict[str, object] | None = None) -> Command:
        return self.begin("crawl", "magazine", "-a", f"url={url}", settings=QUICK | (settings or {}))

    def begin(self, *words: str, settings: dict[str, object] | None = None) -> Command:
        """Begin a scrapy command and do not wait for it."""
        printed = self.printed or self.folder
        number = 1 + sum(1 for _ in printed.glob("command*"))
        folder = printed / f"command{number}"
        folder.mkdir()
        return Command(
            self.loader.fork(self.command(*words, settings=settings)[1:], self.environment(), folder), folder
        )


def main() -> None:
    """Fork commands until standard input ends."""
    import crawler.commands.crawl
    import crawler.commands.reread  # noqa: F401

    gc.freeze()
    order = _orders()
    if order is not None:
        _become(**order)


def _orders() -> dict[str, Any] | None:
    """Returns in each forked process what it is to do, and None where input has ended."""
    running: dict[int, tuple[int, Path]] = {}
    with selectors.DefaultSelector() as events:
        events.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in events.select():
                if key.fileobj is not sys.stdin:
                    events.unregister(key.fileobj)
                    _leave_status(key.fileobj, *running.pop(key.fileobj))
                elif line := sys.stdin.readline():
                    order = json.loads(line)
                    if (pid := os.fork()) == 0:
                        return order
                    watch = os.pidfd_open(pid)
                    running[watch] = (pid, Path(order["folder"]))
                    events.register(watch, selectors.EVENT_READ)
                    print(pid, flush=True)
                else:
                    return None


def _leave_status(watch: int, pid: int, folder: Path) -> None:
    os.close(watch)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if folder.exists():
        (folder / "new").write_text(str(status))
        (folder / "new").rename(folder / "status")


def _become(words: list[str], environment: dict[str, str], folder: str) -> None:
    """Be the command."""
    from scrapy.cmdline import execute

    os.setsid()
    for name, stream in (("out", 1), ("err", 2)):
        os.dup2(os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["scrapy", *words]
    execute(sys.argv)


if __name__ == "__main__":
    main()
