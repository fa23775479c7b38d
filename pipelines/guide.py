"""What is known of a site before a page of it is read, on its way to the worker that reads the page."""

from dataclasses import dataclass, field

from pipelines.rules import Rules


@dataclass(frozen=True, slots=True)
class Guide:
    """What a page of a site is read with.

    memory  what is remembered of the site, packed (pipelines.memory)
    rules   what people say about the page's host
    """

    memory: bytes | None = field(default=None, repr=False)
    rules: Rules | None = field(default=None, repr=False)


NO_GUIDE = Guide()
"""Nothing is known: the page is read by itself."""
