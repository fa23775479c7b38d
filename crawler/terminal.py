"""What commands print: text without what a hostile page put into it, tables on a terminal, lines in a pipe, JSON."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

TEXT_WIDTH = 80  # columns; longer lines are hard to read

# Control characters could move the cursor or set the title of a terminal, bidirectional ones make text read backwards,
# and nobody sees characters without width. Those that join letters stay, and the tags that make the flag of a region.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
)
_ESCAPED = re.compile(rf"{_CONTROL.pattern}|[\u2028\u2029]")  # the last two end a line for some programs


def is_terminal() -> bool:
    """Whether a person is looking. Otherwise output is for other programs: nothing is cut and nothing is drawn."""
    return sys.stdout.isatty()


def console() -> Console:
    """Where to print for people; what is printed is text and never rich's markup."""
    return Console(markup=False, emoji=False, highlight=False, width=None if is_terminal() else TEXT_WIDTH)


def plain(text: str) -> str:
    """The text without control characters; line breaks stay."""
    return _CONTROL.sub("", text)


def in_one_line(value: object) -> str:
    """A value as one piece of a line: None is empty, white space is one space."""
    return "" if value is None else " ".join(plain(str(value)).split())


def as_json(row: dict[str, Any]) -> str:
    """One object on one line. Nothing is left out: control characters are escaped, moments are ISO 8601 in UTC."""
    text = json.dumps(row, ensure_ascii=False, default=moment)
    return _ESCAPED.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    r"""Characters as JSON writes them, `\u200b`."""
    return re.sub("....", r"\\u\g<0>", found[0].encode("utf-16-be", "surrogatepass").hex())


def print_json(row: dict[str, Any]) -> None:
    """Print one object on one line, as `as_json` writes it."""
    print(as_json(row))


def print_lines(rows: Iterable[Sequence[object]]) -> None:
    """Rows for other programs: a line each, tabs between the values."""
    for row in rows:
        print("\t".join(in_one_line(value) for value in row))


def refuse(error: Exception, status: int) -> int:
    """Say on stderr, in one line, why a command does nothing; returns the exit status."""
    print(f"offprint: {in_one_line(error)}", file=sys.stderr)
    return status


def new_table() -> Table:
    """An empty table without frames."""
    return Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")


def counted(number: int, thing: str) -> str:
    """`1 article`, `1,204 articles`; `addresses` where the thing ends in s."""
    plural = f"{thing}es" if thing.endswith("s") else f"{thing}s"
    return f"{number:,} {thing if number == 1 else plural}"


def moment(value: object) -> str:
    """A moment, in UTC, or a day as ISO 8601. Raises TypeError for anything else."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
