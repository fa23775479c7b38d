"""A command that writes can be interrupted at any moment, and ends with one line and a status."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Take SIGTERM, by which services are stopped, as Ctrl-C is: both raise KeyboardInterrupt in this block.

    While a crawl runs, Scrapy has handlers of its own, which end it in order. Behind the block the program ends:
    nothing can be interrupted any more, and both are ignored, so that they do not take the place of its exit status.
    """
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
