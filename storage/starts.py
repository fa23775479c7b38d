"""What a run began with: runs that have it in common are those of one magazine."""

from collections.abc import Mapping


def start_of(spider: str, arguments: Mapping[str, str]) -> str:
    """The spider, and the address or file that it was given: `magazine https://owls.example/`. Other arguments say how
    much is crawled from there, and may be others at every run, such as `since`."""
    given = arguments.get("url") or arguments.get("urls")
    return f"{spider} {given}" if given else spider
