"""The versions of an article on a terminal, in a pipe and as JSON: all of them, or two side by side."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from crawler.differences import MARKS, STYLES, Piece
from crawler.terminal import (
    TEXT_WIDTH,
    console,
    in_one_line,
    is_terminal,
    moment,
    new_table,
    plain,
    print_json,
    print_lines,
)
from crawler.versions import Version, difference, pieces_of, unchanged, versions
from storage.models import Revision


def print_history(revisions: Sequence[Revision], current: int, *, json: bool) -> None:
    """Print a line for each revision, the first one first. `current` is the id of the one that is the article now."""
    rows = versions(revisions, current)
    if json:
        for row in rows:
            print_json(asdict(row))
    elif is_terminal():
        _print_table(rows)
    else:
        print_lines(
            [row.revision, moment(row.fetched_at), row.word_count, row.state, ", ".join(row.changed)] for row in rows
        )


def print_difference(old: Revision, new: Revision, *, json: bool) -> None:
    """Print what changed from one revision to another: fields, then the text word by word."""
    found = difference(old, new)
    if json:
        print_json({"from": old.number, "to": new.number} | asdict(found))
        return
    width = min(console().width, TEXT_WIDTH)
    for name, values in found.fields.items():
        label = f"{name.replace('_', ' ').capitalize()}: "
        console().print(Text(label).append(_text(pieces_of(values))), width=width)
    if found.fields:
        console().print()
    for stretch in found.text:
        same = unchanged(stretch)
        console().print(Text(same, style="dim") if same else _text(stretch), width=width)
        console().print()


def _text(pieces: Sequence[Piece]) -> Text:
    """The pieces in colours on a terminal, between marks elsewhere."""
    text = Text()
    for piece in pieces:
        if text and not text.plain.endswith("\n") and not piece.text.startswith("\n"):
            text.append(" ")
        before, after = ("", "") if is_terminal() else MARKS[piece.side]
        text.append(f"{before}{plain(piece.text)}{after}", style=STYLES[piece.side])
    return text


def _print_table(rows: Sequence[Version]) -> None:
    table = new_table()
    table.add_column("Revision", justify="right", no_wrap=True)
    table.add_column("Fetched (UTC)", no_wrap=True)
    table.add_column("Words", justify="right", no_wrap=True)
    table.add_column("Changed", ratio=1)
    table.add_column("State", max_width=24)
    for row in rows:
        state = f"{row.state}: {in_one_line(row.hold_reason)}" if row.hold_reason else row.state
        changed = ", ".join(row.changed).replace("_", " ")
        fetched = f"{row.fetched_at:%Y-%m-%d %H:%M}"
        table.add_row(str(row.revision), fetched, f"{row.word_count:,}", changed, state)
    console().print(table)
