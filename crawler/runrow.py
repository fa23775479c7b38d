"""One run as people and programs are shown it."""

from dataclasses import dataclass
from datetime import datetime

from crawler.exits import MEANINGS
from storage import queries
from storage.models import Run
from storage.starts import start_of

KILLED = "killed"
"""How a run ended that never said so."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run as it is printed. `outcomes` add up to `addresses`; `read_again` counts stored pages, which were not
    fetched; `seconds` is None unless the run ended by itself, 0 where the clock was set back meanwhile. `drift` says
    of each site that had changed since when and how.
    """

    id: int
    spider: str
    arguments: dict[str, str]
    started: datetime
    ended: datetime | None
    seconds: int | None
    status: str
    exit_status: int | None
    requests: int
    addresses: int
    outcomes: dict[str, int]
    read_again: int
    drift: dict[str, dict[str, str]]

    @property
    def start(self) -> str:
        """What the run began with."""
        return start_of(self.spider, self.arguments)


def row_of(run: Run, *, alive: bool) -> RunRow:
    """A run as it is printed. `alive` says that it is under way, as only the newest one can be."""
    outcomes = queries.outcomes(run)
    return RunRow(
        id=run.id,
        spider=run.spider,
        arguments=run.arguments,
        started=run.started,
        ended=run.ended,
        seconds=max(int((run.ended - run.started).total_seconds()), 0) if run.ended else None,
        status=_status(run, alive=alive),
        exit_status=run.exit_status,
        requests=run.requests,
        addresses=sum(outcomes.values()),
        outcomes={outcome.value: count for outcome, count in outcomes.items()},
        read_again=run.reread,
        drift=run.drift or {},
    )


def address_of(run: RunRow) -> str:
    """The address that a run was given, without its scheme; empty where it was given none."""
    return run.arguments.get("url", "").rpartition("://")[2]


def took(seconds: int | None) -> str:
    """Hours, minutes and seconds: `1:02:03`. Empty for a run that has not ended."""
    if seconds is None:
        return ""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _status(run: Run, *, alive: bool) -> str:
    """How a run ended, in words; one that is not alive and never ended was killed."""
    if run.exit_status is None:
        return "running" if alive else KILLED
    return MEANINGS.get(run.exit_status, f"exit status {run.exit_status}")
