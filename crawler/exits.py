"""The exit status of a crawl, so that cron can trust it."""

from storage.models import Run
from storage.states import Outcome

ALL_WELL = 0
NO_START = 1
WRONG_USE = 2
INTERRUPTED = 3
SOME_FAILED = 4
DRIFT = 5
SILENT = 6  # of `scrapy runs --check`; a crawl never ends with it
BUSY = 75  # EX_TEMPFAIL of sysexits.h: try again later

MEANINGS = {
    ALL_WELL: "all well",
    NO_START: "no start address answered",
    WRONG_USE: "wrong use",
    INTERRUPTED: "interrupted",
    SOME_FAILED: "some pages failed",
    DRIFT: "a site has changed",
    BUSY: "another run holds the database",
}
UNANSWERED = frozenset({Outcome.FAILED, Outcome.FORBIDDEN, Outcome.GONE, Outcome.REJECTED})


def exit_status(run: Run, finish_reason: str, starts: dict[str, tuple[str, str | None]]) -> int:
    """The status of an ended run. `starts` holds state and reason of each start address that was visited."""
    if finish_reason != "finished":
        return INTERRUPTED
    if starts and all(state in UNANSWERED for state, _ in starts.values()):
        return NO_START
    if run.drift:
        return DRIFT
    return SOME_FAILED if run.failed else ALL_WELL


def together(statuses: list[int]) -> int:
    """One status for several crawls: an interruption first, then whether none of them went well, whether a site has
    changed, and whether some or all went well."""
    if INTERRUPTED in statuses:
        return INTERRUPTED
    if len(statuses) == 1:
        return statuses[0]
    if statuses and all(status == NO_START for status in statuses):
        return NO_START
    if DRIFT in statuses:
        return DRIFT
    return SOME_FAILED if any(statuses) else ALL_WELL
