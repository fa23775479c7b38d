"""A single worker process for a command, with the limits that pages are read under in a crawl."""

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.settings import BaseSettings

from pipelines.workers import Workers


@contextmanager
def one_worker(settings: BaseSettings, module: str) -> Iterator[Workers]:
    """A process that has `module` loaded, for one command; it is ended afterwards."""
    workers = Workers(
        1,
        seconds=settings.getfloat("READ_SECONDS"),
        memory_mb=settings.getint("READ_MEMORY_MB"),
        preload=[module],
    )
    try:
        yield workers
    finally:
        workers.close()
