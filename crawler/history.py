"""The versions of an article on a terminal, in a pipe and as JSON: all of them, or two side by side."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise

from rich.text import Text

from crawler.differences import BREAK, STYLES, Piece, Side, whole_difference
from crawler.terminal import (
    TEXT_WIDTH,
    console,
    counted,
    in_one_line,
    is_terminal,
    moment,
    new_table,
    plain,
    print_json,
    print_lines,
)
from storage.models import Revision

COMPARED = ("headline", "standfirst", "authors", "date_published", "date_modified", "section", "kind", "is_complete")
MARKS = {
    Side.BOTH: ("", ""),
    Side.LOST: ("[-", "-]"),
    Side.ADDED: ("{+", "+}"),
}  # as `git diff --word-diff` writes them


def print_history(revisions: Sequence[Revision], current: int, *, json: bool) -> None:
    """Print a line for each revision, the first one first. `current` is the id of the one that is the article now."""
    befores = [None, *(before for before, _ in pairwise(revisions))]
    rows = [
        {
            "revision": revision.number,
            "fetched_at": revision.fetched_at,
            "word_count": revision.word_count,
            "headline": revision.headline,
            "changed": _changed(before, revision) if before else [],
            "state": "now" if revision.id == current else revision.hold or "earlier",
            "hold_reason": revision.hold_reason,
        }
        for before, revision in zip(befores, revisions, strict=True)
    ]
    if json:
        for row in rows:
            print_json(row)
    elif is_terminal():
        _print_table(rows)
    else:
        print_lines(
            [row["revision"], moment(row["fetched_at"]), row["word_count"], row["state"], ", ".join(row["changed"])]
            for row in rows
        )


def print_difference(old: Revision, new: Revision, *, json: bool) -> None:
    """Print what changed from one revision to another: fields, then the text word by word."""
    fields = {name: [getattr(old, name), getattr(new, name)] for name in _changed(old, new) if name != "text"}
    stretches = list(whole_difference(old.body, new.body))
    if json:
        text = [[asdict(piece) for piece in stretch] for stretch in stretches]
        print_json({"from": old.number, "to": new.number, "fields": fields, "text": text})
        return
    width = min(console().width, TEXT_WIDTH)
    for name, (before, after) in fields.items():
        pieces = [
            Piece(how, str(value)) for how, value in ((Side.LOST, before), (Side.ADDED, after)) if value is not None
        ]
        console().print(Text(f"{name.replace('_', ' ').capitalize()}: ").append(_text(pieces)), width=width)
    if fields:
        console().print()
    for stretch in stretches:
        console().print(_unchanged(stretch) or _text(stretch), width=width)
        console().print()


def _changed(old: Revision, new: Revision) -> list[str]:
    """What two revisions differ in; `text` is the body."""
    fields = [name for name in COMPARED if getattr(old, name) != getattr(new, name)]
    return fields + ["text"] * (old.text_hash != new.text_hash)


def _unchanged(stretch: list[Piece]) -> Text | None:
    """What is said of paragraphs that are the same; None for others."""
    if any(piece.side != Side.BOTH for piece in stretch):
        return None
    return Text(f"({counted(stretch[0].text.count(BREAK) + 1, 'paragraph')} unchanged)", style="dim")


def _text(pieces: list[Piece]) -> Text:
    """The pieces in colours on a terminal, between marks elsewhere."""
    text = Text()
    for piece in pieces:
        if text and not text.plain.endswith("\n") and not piece.text.startswith("\n"):
            text.append(" ")
        before, after = ("", "") if is_terminal() else MARKS[piece.side]
        text.append(f"{before}{plain(piece.text)}{after}", style=STYLES[piece.side])
    return text


def _print_table(rows: list[dict]) -> None:
    table = new_table()
    table.add_column("Revision", justify="right", no_wrap=True)
    table.add_column("Fetched (UTC)", no_wrap=True)
    table.add_column("Words", justify="right", no_wrap=True)
    table.add_column("Changed", ratio=1)
    table.add_column("State", max_width=24)
    for row in rows:
        state = f"{row['state']}: {in_one_line(row['hold_reason'])}" if row["hold_reason"] else row["state"]
        changed = ", ".join(row["changed"]).replace("_", " ")
        fetched = f"{row['fetched_at']:%Y-%m-%d %H:%M}"
        table.add_row(str(row["revision"]), fetched, f"{row['word_count']:,}", changed, state)
    console().print(table)
