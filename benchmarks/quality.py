"""How well articles are read: scores pages that people marked, compares with the floors, shows where words differ.

    python -m benchmarks.quality --pages ../shared/corpora/pages --sites ../shared/corpora/sites
    python -m benchmarks.quality --pages ../shared/corpora/pages --thirds 1 2 --worst 10

Exits with 1 when a figure lies below its floor in benchmarks/floors.json. A floor goes up with the figures; lower one
only with the reason stated in the commit. Differences are shown for pages that are tuned on, never for the third that
is kept for measuring.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from trafilatura import bare_extraction

from benchmarks.scoring import FIELDS, body_as_marked, mean, score, third, words
from pipelines.article import read_html
from pipelines.items import ArticleItem

FLOORS = Path(__file__).with_name("floors.json")
SEALED = 0
SHOWN = 12
"""Passages of a page's difference that are printed, the longest first."""

PASSAGE = 25
"""Words of a passage that are printed."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, help="single pages: ID.html.gz and truth.jsonl.gz")
    options.add_argument("--sites", type=Path, help="a folder of such folders")
    options.add_argument("--thirds", type=int, nargs="*", default=[0, 1, 2], choices=[0, 1, 2])
    options.add_argument("--worst", type=int, default=0, help="pages whose difference is shown")
    options.add_argument("--speed", action="store_true", help="time against trafilatura with metadata, page by page")
    arguments = options.parse_args()
    figures: dict[str, dict[str, float]] = {}
    worst = []
    clock = Clock(arguments.speed)
    if arguments.pages:
        rows: dict[int, list[dict[str, float]]] = {number: [] for number in arguments.thirds}
        for truth, html in marked_pages(arguments.pages):
            number = third(truth.get("url") or "")
            if number not in rows:
                continue
            article, scores = clock.read(truth, html)
            rows[number].append(scores)
            if number != SEALED:
                worst.append((scores["f1"], truth, article))
        figures |= {f"pages, third {number}": summary(found) for number, found in rows.items()}
    if arguments.sites:
        sites = []
        for folder in sorted(path.parent for path in arguments.sites.glob("*/truth.jsonl.gz")):
            readings = [(truth, *clock.read(truth, html)) for truth, html in marked_pages(folder)]
            sites.append(summary([scores for _, _, scores in readings]))
            print_line(folder.name, sites[-1])
            worst += [(scores["f1"], truth, article) for truth, article, scores in readings]
        figures["sites"] = {name: mean(sites, name) for name in FIELDS}
    print_line("", dict.fromkeys(FIELDS))
    for name, figure in figures.items():
        print_line(name, figure)
    clock.report()
    for _, truth, article in sorted(worst, key=lambda page: page[0])[: arguments.worst]:
        print_difference(truth, article)
    return below_floors(figures)


class Clock:
    """Reads pages and notes the CPU time of it; beside it, when asked, that of trafilatura with metadata."""

    def __init__(self, compare: bool) -> None:
        self.compare = compare
        self.ours: list[float] = []
        self.theirs: list[float] = []

    def read(self, truth: dict, html: bytes) -> tuple[ArticleItem | None, dict[str, float]]:
        """The article of a page, None when it was rejected, and its scores."""
        start = time.process_time()
        reading = read_html(html, truth.get("url") or "")
        self.ours.append(time.process_time() - start)
        if self.compare:
            start = time.process_time()
            bare_extraction(html, url=truth.get("url"), with_metadata=True)
            self.theirs.append(time.process_time() - start)
        return (reading if isinstance(reading, ArticleItem) else None), score(reading, truth)

    def report(self) -> None:
        """Median, p99 and maximum, in milliseconds for each page."""
        for name, times in (("read_html", self.ours), ("trafilatura with metadata", self.theirs)):
            if times:
                times = sorted(times)
                median, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
                print(f"{name}: median {median * 1e3:.1f} ms, p99 {p99 * 1e3:.0f} ms, maximum {times[-1] * 1e3:.0f} ms")


def marked_pages(folder: Path) -> Iterator[tuple[dict, bytes]]:
    """The pages of a folder that have a truth: its row and the page's bytes."""
    with gzip.open(folder / "truth.jsonl.gz", "rt", encoding="utf-8") as lines:
        for truth in map(json.loads, lines):
            if truth.get("body"):
                yield truth, gzip.decompress((folder / f"{truth['id']}.html.gz").read_bytes())


def summary(rows: list[dict[str, float]]) -> dict[str, float]:
    """The mean of each field over pages."""
    return {name: mean(rows, name) for name in FIELDS}


def print_line(name: str, figures: dict) -> None:
    """A line of the table; of the names of the fields where a figure is None."""
    cells = (field if value is None else f"{value:.4f}" for field, value in figures.items())
    print(f"{name:34s}" + "".join(f"{cell:>11s}" for cell in cells))


def print_difference(truth: dict, article: ArticleItem | None) -> None:
    """What was read and is not wanted (+), and what is wanted and was not read (-)."""
    got, wanted = words(body_as_marked(article, truth["body"])), words(truth["body"])
    print(f"\n{truth['id']} {truth.get('url') or ''}: {len(got)} words read, {len(wanted)} marked")
    passages = []
    for what, a, b, c, d in SequenceMatcher(None, got, wanted, autojunk=False).get_opcodes():
        if what != "equal":
            passages += [("+", got[a:b])] * (b > a) + [("-", wanted[c:d])] * (d > c)
    for sign, passage in sorted(passages, key=lambda passage: -len(passage[1]))[:SHOWN]:
        print(f"  {sign} {len(passage):5d}  {' '.join(passage[:PASSAGE])}{' ...' if len(passage) > PASSAGE else ''}")


def below_floors(figures: dict[str, dict[str, float]]) -> int:
    """1 when a figure lies below its floor, told on the terminal; else 0."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    failed = 0
    for name, figure in figures.items():
        for field, floor in floors.get(name, {}).items():
            if figure[field] < floor:
                print(f"Below its floor: {name}, {field} {figure[field]:.4f} < {floor}", file=sys.stderr)
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
