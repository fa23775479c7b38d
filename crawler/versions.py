"""The versions of an article beside each other: which there are, and what is different between two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crawler.differences import BREAK, Piece, Side, whole_difference
from crawler.terminal import counted
from storage.models import Revision

COMPARED = ("headline", "standfirst", "authors", "date_published", "date_modified", "section", "kind", "is_complete")


@dataclass(frozen=True, slots=True)
class Version:
    """A revision as it is listed. `changed` names what differs from the one before, `text` is the body; `state` is
    now, earlier, held or refused."""

    revision: int
    fetched_at: datetime
    word_count: int
    headline: str | None
    changed: list[str]
    state: str
    hold_reason: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one revision to another: the fields that did, each with the old and the new value, and the
    whole text in stretches."""

    fields: dict[str, tuple[object, object]]
    text: list[list[Piece]]


def versions(revisions: Sequence[Revision], current: int) -> list[Version]:
    """The revisions of an article, the first one first. `current` is the id of the one that is the article now."""
    befores = [None, *(before for before, _ in pairwise(revisions))]
    return [
        Version(
            revision=revision.number,
            fetched_at=revision.fetched_at,
            word_count=revision.word_count,
            headline=revision.headline,
            changed=_changed(before, revision) if before else [],
            state="now" if revision.id == current else revision.hold or "earlier",
            hold_reason=revision.hold_reason,
        )
        for before, revision in zip(befores, revisions, strict=True)
    ]


def difference(old: Revision, new: Revision) -> Difference:
    """What changed from one revision to another."""
    fields = {name: (getattr(old, name), getattr(new, name)) for name in _changed(old, new) if name != "text"}
    return Difference(fields, list(whole_difference(old.body, new.body)))


def pieces_of(values: tuple[object, object]) -> list[Piece]:
    """The old and the new value of a field as pieces of text; None is nothing."""
    sides = zip((Side.LOST, Side.ADDED), values, strict=True)
    return [Piece(side, str(value)) for side, value in sides if value is not None]


def unchanged(stretch: Sequence[Piece]) -> str | None:
    """What is said of paragraphs that are the same; None for others."""
    if any(piece.side != Side.BOTH for piece in stretch):
        return None
    return f"({counted(stretch[0].text.count(BREAK) + 1, 'paragraph')} unchanged)"


def _changed(old: Revision, new: Revision) -> list[str]:
    fields = [name for name in COMPARED if getattr(old, name) != getattr(new, name)]
    return fields + ["text"] * (old.text_hash != new.text_hash)
