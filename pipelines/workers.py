"""Worker processes for work on pages: whatever a page does to its reader, the crawl goes on.

A page can take minutes, gigabytes or the whole process with it. So it is read in a process with a limit for time and
memory; one that dies or hangs is replaced, and the page tried once more. Neither Scrapy nor SQLAlchemy is loaded there.
"""

import asyncio
import fcntl
import gc
import multiprocessing
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import Any

from pebble import ProcessExpired, ProcessPool

SECONDS = 30.0
"""Seconds of processor time for one task: on a busy machine, a page shall not fail because others had their turn. An
article takes 0.05, the worst honest page of some 4,000 took 3."""

PATIENCE = 4
"""Times as long as that may pass on the clock, for a process that does nothing or hardly ever has its turn."""

MEMORY_MB = 600
"""Megabytes of address space for one process. It starts with about 240 mapped, of which it uses 140, so that it never
uses more than 512; a page of 10 MB needs 300 more."""

TASKS = 500
"""Tasks after which a process is replaced, as the caches of the libraries grow: by 60 MB in 700 pages. A new process
is forked in milliseconds."""

TASKS_OUT = 2
"""Tasks handed out for each process: one it works on and one that waits, so that no process waits for the program."""

TRIES = 2
"""A process may die by no fault of the page; a page that kills two has shown what it is."""

GRACE = 60.0
"""Seconds above the limit until a task that nobody reports on is given up and all processes are started anew. This
happens when a process is killed in the instant between taking a task and saying so."""

FOR_ALL = {signal.SIGINT, signal.SIGTERM}
"""Signals that are meant for the program but may reach all of its processes."""

OUT_OF_MEMORY = 86
"""Exit status of a process that met its memory limit. It ends, as what it holds by then is never given back."""


class WorkerFailed(Exception):
    """The task could not be finished, though tried again. The message is a sentence that says why."""


class Workers:
    """A few processes that run functions for an asyncio program.

        workers = Workers(2)
        article = await workers.run(read_article, parts)
        workers.close()

    `processes` are started with the first task; a task may take `seconds` of processor time, and a process `memory_mb`
    megabytes of address space. `preload` names modules imported once, before the first process, so that each has them
    at once.
    The processes ignore Ctrl-C and end when this program ends, however it ends.
    """

    def __init__(
        self,
        processes: int,
        *,
        seconds: float = SECONDS,
        memory_mb: int = MEMORY_MB,
        preload: Sequence[str] = ("pipelines.article",),
    ) -> None:
        self.seconds = seconds
        self.memory_mb = memory_mb
        self._processes = processes
        self._context = _Context()
        self._context.set_forkserver_preload(list(preload))
        self._pool: ProcessPool | None = None
        self._free = asyncio.Semaphore(processes * TASKS_OUT)
        self._starting = asyncio.Lock()

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """What `function(*args)` returns in a process; function, arguments and result must be picklable.

        An exception that the function raises is raised here. WorkerFailed when it took too long, needed too much
        memory or ended its process, twice.
        """
        reason = ""
        for _ in range(TRIES):
            async with self._free:
                pool = None
                try:
                    pool = await self._started()
                    work, patience = pickle.dumps((function, args)), PATIENCE * self.seconds
                    task = pool.schedule(_outcome, [work, self.seconds], timeout=patience)
                    outcome = await asyncio.wait_for(asyncio.wrap_future(task), TASKS_OUT * patience + GRACE)
                except TimeoutError as expired:
                    reason = f"It took longer than {self.seconds:g} seconds."
                    if not expired.args:  # our patience ended, not the pool's limit: the pool has lost the task
                        await self._abandon(pool)
                except ProcessExpired as expired:
                    reason = self._death(expired.exitcode)
                except (BrokenProcessPool, RuntimeError):  # the latter by a pool that was broken before it got the task
                    reason = "The worker processes could not be reached."
                    await self._abandon(pool)
                else:
                    result, error = pickle.loads(outcome)
                    if error is not None:
                        raise error
                    return result
        raise WorkerFailed(reason)

    def close(self) -> None:
        """End all processes at once, whatever they do, and wait for it: seconds at most. May be called again."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    async def _started(self) -> ProcessPool:
        """The pool. Its first processes take a third of a second to start, which the program need not wait for."""
        async with self._starting:
            if self._pool is None:
                os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread of numpy takes address space
                self._pool = ProcessPool(self._processes, TASKS, _set_limits, [self.memory_mb], self._context)
                try:  # known before it is started, so that `close` ends it also while it starts
                    await asyncio.to_thread(_start, self._pool)
                except (OSError, RuntimeError):
                    self._pool = None
                    raise
            return self._pool

    async def _abandon(self, pool: ProcessPool | None) -> None:
        """Stop a pool, if it was started at all; the next task starts a new one.

        Only the first task that finds it broken does so: stopped twice, it closes files that are others' by then.
        """
        if pool is None or self._pool is not pool:
            return
        self._pool = None
        pool.stop()
        await asyncio.to_thread(pool.join)

    def _death(self, status: int | None) -> str:
        if status == -signal.SIGPROF:
            return f"It took longer than {self.seconds:g} seconds."
        if status == OUT_OF_MEMORY:
            return f"It needed more than {self.memory_mb} MB of memory."
        if status is not None and status < 0:
            return f"The process was killed by {signal.Signals(-status).name}."
        return f"The process ended with status {status}."


class _Process(ForkServerProcess):
    def start(self) -> None:
        """Start without the program's main module, which multiprocessing would import again in the new process.

        For `scrapy crawl` that would bring all of Scrapy along.
        """
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main


class _Context(ForkServerContext):
    """Processes are forked from a small server that has the modules loaded, never from the crawler with its threads."""

    Process = _Process


def _start(pool: ProcessPool) -> None:
    """Start the first processes of a pool, and the server that they are forked from.

    The server is deaf to signals for the whole group, by Ctrl-C or by a service that is stopped: without it no process
    could be replaced, and pages that are being read when a crawl is interrupted would fail.
    """
    resource_tracker.ensure_running()  # which else is started on the way, and unblocks both
    signal.pthread_sigmask(signal.SIG_BLOCK, FOR_ALL)  # of this thread, and of what it starts
    try:
        pool.schedule(int)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, FOR_ALL)


def _set_limits(memory_mb: int) -> None:
    """Runs first in each new process."""
    gc.freeze()  # the loaded modules stay: no need to search them for garbage with every page
    limit = memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no file as large as its memory
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the crawler decides what ends
    signal.pthread_sigmask(signal.SIG_UNBLOCK, FOR_ALL)  # it is by SIGTERM that the pool ends a process
    _end_with(multiprocessing.parent_process().sentinel)


def _end_with(program: int) -> None:
    """Let the kernel end this process, whatever it does, as soon as the program is gone, also after kill -9.

    `program` is the reading end of a pipe whose other end only the program holds. When it closes, SIGIO is sent.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(program, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(program, fcntl.F_SETFL, fcntl.fcntl(program, fcntl.F_GETFL) | os.O_ASYNC)
    if connection.wait([program], 0):  # gone before we listened
        os._exit(1)


def _outcome(task: bytes, seconds: float) -> bytes:
    """What the pickled function and arguments come to: the result or the exception, pickled with None for the other.

    After `seconds` of processor time the kernel ends the process by SIGPROF, whatever it does.
    Pickling is done here and not left to the pool, which is broken by an object that cannot be unpickled.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        function, args = pickle.loads(task)
        return pickle.dumps((function(*args), None))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
        return pickle.dumps((None, _sendable(error)))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _sendable(error: Exception) -> Exception:
    """The exception, or a plain one with its text when it does not survive the way between processes."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - any class may fail here in its own way
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
