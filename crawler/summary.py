"""What a crawl has to say for itself, in words."""

from collections.abc import Iterable, Mapping

from crawler import terminal
from crawler.terminal import counted
from storage import queries
from storage.models import Run
from storage.silence import Silence
from storage.states import Outcome

# Told in this order: what was stored, what was looked at, what went wrong.
WORDS = {
    Outcome.NEW: ("new", "new"),
    Outcome.CHANGED: ("changed", "changed"),
    Outcome.UNCHANGED: ("unchanged", "unchanged"),
    Outcome.LISTING: ("listing", "listings"),
    Outcome.DUPLICATE: ("duplicate", "duplicates"),
    Outcome.REJECTED: ("rejected", "rejected"),
    Outcome.GONE: ("gone", "gone"),
    Outcome.FORBIDDEN: ("forbidden", "forbidden"),
    Outcome.FAILED: ("failed", "failed"),
    Outcome.WAITING: ("waiting", "waiting"),
}
STARTS_TOLD = 5  # start addresses told of one by one; more would fill the screen
ADVICE = {
    Outcome.FAILED: "Check the address and the connection; the next run tries again.",
    Outcome.FORBIDDEN: "The magazine does not want this address crawled.",
    Outcome.GONE: "Check the address.",
    "forgotten by hand": "It is kept away since `scrapy forget`; `scrapy forget --undo` lets it in again.",
    Outcome.REJECTED: "Give the address of a magazine, a section, a feed, a sitemap or an article.",
}


def counts(outcomes: Mapping[str, int]) -> str:
    """The outcomes of a run that are not zero: `31 new, 4 listings, 1 gone`. Empty when there are none."""
    numbers = ((outcomes[outcome], words) for outcome, words in WORDS.items())
    return ", ".join(f"{number:,} {one if number == 1 else many}" for number, (one, many) in numbers if number)


def in_one_line(run: Run, database: str) -> str:
    """A whole run in one line, for cron's mail. `database` is what people call it."""
    seconds = round((run.ended - run.started).total_seconds())
    took = f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
    outcomes = queries.outcomes(run)
    addresses = counted(sum(outcomes.values()), "address")
    again = f"; {run.reread:,} read again" if run.reread else ""
    return f"{run.spider}: {counts(outcomes) or 'nothing due'} ({addresses} in {took}{again}) -> {database}"


def of_pages_not_kept(number: int) -> str:
    """That the memory of a site cannot reach the pages read before it was learned."""
    pages = "1 article keeps its text" if number == 1 else f"{number:,} articles keep their text"
    return (
        f"{pages}, though the memory of the site would read it otherwise now: the page is not kept as it was fetched "
        f"(see RAW_VERSIONS). The memory serves what is read from now on."
    )


def of_drift(run: Run) -> list[str]:
    """A line for each site that has changed: which one, since when, and how."""
    return [f"{site} has changed since {seen['since']}: {seen['what']}" for site, seen in (run.drift or {}).items()]


def of_silence(silences: Iterable[Silence]) -> list[str]:
    """A line for each site, feed or crawl that has stayed away for longer than usual."""
    return [terminal.in_one_line(f"{silence.subject}: {silence.words}") for silence in silences]


def of_bare_listings(starts: dict[str, tuple[str, str | None]]) -> list[str]:
    """That start addresses answered as listings and led nowhere: one line, none where no start was a listing."""
    bare = [url for url, (state, _) in starts.items() if state == Outcome.LISTING]
    if not bare:
        return []
    others = f" and {counted(len(bare) - 1, 'other start')}" if bare[1:] else ""
    return [
        f"{bare[0]}{others}: no link to an article was found. Pages that make their links with JavaScript have none; "
        f"give the address of a feed, a sitemap or a section."
    ]


def of_starts(starts: dict[str, tuple[str, str | None]]) -> list[str]:
    """Why the start addresses gave nothing, and what to do: a line each, as long as they can be read."""
    told = list(starts.items())[:STARTS_TOLD]
    lines = [
        f"{url}: {reason or state}. {ADVICE.get(reason or '') or ADVICE[Outcome(state)]}"
        for url, (state, reason) in told
    ]
    if len(starts) > len(told):
        lines.append(
            f"{len(starts) - len(told)} more start addresses gave nothing; the table `page` has their reasons."
        )
    return lines
