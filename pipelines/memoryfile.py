"""A memory written as a rule file (docs/rules.md), for other readers of the format and for people to go on from."""

from hashlib import sha256
from pathlib import Path

from pipelines import rules
from pipelines.remembering import Remembered, Spot
from pipelines.ruleset import file_for, new_file_for, replace_file
from pipelines.xpath import MAX_LENGTH, XPathRefused, parse

MARK = "# Written by `scrapy memory`, and by nobody since: "
"""Begins the first line of a file; behind it the checksum of all other lines."""


class NotOurs(ValueError):
    """A file that somebody wrote or changed. The message says which."""


def write(found: Remembered, site: str, host: str, folder: Path) -> Path:
    """Write what is remembered of a site as the file for a host; returns the file.

    Raises NotOurs when there is a file that this function did not write, or that was changed since, and OSError. What
    an earlier file of its own strips, the new one does, too: with that file in force, the memory no longer sees it.
    """
    file = file_for(host, folder) or new_file_for(host, folder)
    before = file.read_text(encoding="utf-8", errors="replace") if file.exists() else None
    if before is not None and not is_ours(before):
        raise NotOurs(f"{file} is a person's file, or was changed by one. Move it away, or name another folder.")
    strips = [rule.value for rule in rules.parse(before or "", file.name).of("strip")]
    text = "\n".join(_lines(found, site, strips)) + "\n"
    replace_file(file, f"{MARK}{_checksum(text)}\n{text}".encode())
    return file


def is_ours(text: str) -> bool:
    """Whether a file was written by `write`, and not changed since."""
    first, _, rest = text.partition("\n")
    return first == f"{MARK}{_checksum(rest)}"


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _lines(found: Remembered, site: str, strips: list[str]) -> list[str]:
    """The lines of a file, without the first."""
    lines = [f"# What Offprint remembers of {_plain(site)}, from {found.pages} pages. Change it, and it is yours."]
    if found.headline and _is_allowed(found.headline):
        lines += ["", f"title: {found.headline}"]
    bodies = [spot for spot in found.containers if spot.xpath and _is_allowed(spot.xpath)]
    for alternatives in _in_lines(bodies):
        lines += ["", *(f"# {_counted(spot)}: {spot.words}" for spot in alternatives)]
        lines.append(f"body: {' | '.join(str(spot.xpath) for spot in alternatives)}")
    for spot in found.dropped:
        if spot.inside and spot.xpath and spot.xpath not in strips and _is_allowed(spot.xpath):
            example = f": {_plain(spot.example)}" if spot.example else ""
            lines += ["", f"# {_counted(spot)}{example}", f"strip: {spot.xpath}"]
    if strips:
        lines += ["", "# From the file before", *(f"strip: {xpath}" for xpath in strips)]
    return lines


def _in_lines(spots: list[Spot]) -> list[list[Spot]]:
    """The containers of each `body` line: all that one line has room for, since one page may have several of them."""
    lines: list[list[Spot]] = []
    for spot in spots:
        if lines and _is_allowed(" | ".join(str(one.xpath) for one in [*lines[-1], spot])):
            lines[-1].append(spot)
        else:
            lines.append([spot])
    return lines


def _is_allowed(xpath: str) -> bool:
    if len(xpath) > MAX_LENGTH:
        return False
    try:
        parse(xpath)
    except XPathRefused:
        return False
    return True


def _counted(spot: Spot) -> str:
    return f"{spot.pages} pages, {spot.share:.0%} of the text kept"


def _plain(text: str) -> str:
    """A text for a comment: in one line, whatever stands in it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
