"""How well articles are read: scores pages that people marked, compares with the floors, shows where words differ.

    python -m benchmarks.quality --pages ../shared/corpora/pages --sites ../shared/corpora/sites
    python -m benchmarks.quality --pages ../shared/corpora/pages --thirds 1 2 --worst 10

The table has a line for the pages that rules and weights were tuned on beside one for the third that is kept for
measuring, one for each site, and one for the mean of sites; behind a figure stands its floor, if it has one. Exits
with 1 when a figure lies below its floor in benchmarks/floors.json. A floor goes up with the figures; lower one only
with the reason stated in the commit. Differences are shown for pages that are tuned on, never for the sealed third.
"""

import argparse
import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from trafilatura import bare_extraction

from benchmarks.scoring import FIELDS, body_as_marked, mean, score, third, words
from pipelines.article import read_html
from pipelines.items import ArticleItem

FLOORS = Path(__file__).with_name("floors.json")
SEALED = 0
TUNED, UNTUNED, SITES = "pages tuned on", "pages kept for measuring", "mean of sites"
"""Names of lines in the table and in the floors; a site's line has the name of its folder."""

SHOWN = 12
"""Passages of a page's difference that are printed, the longest first."""

PASSAGE = 25
"""Words of a passage that are printed."""

Page = tuple[dict, ArticleItem | None, dict[str, float]]
"""A page's truth, its article (None when it was rejected), its scores."""


def main(words_of_command: Sequence[str] | None = None) -> int:
    """Run with the words of a command line; its exit status."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, help="single pages: ID.html.gz and truth.jsonl.gz")
    options.add_argument("--sites", type=Path, help="a folder of such folders")
    options.add_argument("--thirds", type=int, nargs="*", default=[0, 1, 2], choices=[0, 1, 2])
    options.add_argument("--worst", type=int, default=0, help="pages whose difference is shown")
    options.add_argument("--speed", action="store_true", help="time against trafilatura with metadata, page by page")
    arguments = options.parse_args(words_of_command)
    clock = Clock(arguments.speed)
    read: dict[str, list[Page]] = defaultdict(list)
    if arguments.pages:
        for truth, html in marked_pages(arguments.pages):
            number = third(truth.get("url") or "")
            if number in arguments.thirds:
                read[UNTUNED if number == SEALED else TUNED].append(clock.read(truth, html))
    figures = {name: summary(pages) for name, pages in read.items()}
    if arguments.sites:
        folders = sorted(path.parent for path in arguments.sites.glob("*/truth.jsonl.gz"))
        for folder in folders:
            read[folder.name] = [clock.read(truth, html) for truth, html in marked_pages(folder)]
            figures[folder.name] = summary(read[folder.name])
        figures[SITES] = {field: mean([figures[folder.name] for folder in folders], field) for field in FIELDS}
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    print_table(figures, floors)
    clock.report()
    shown = [page for name, pages in read.items() if name != UNTUNED for page in pages]
    for truth, article, _ in sorted(shown, key=lambda page: page[2]["f1"])[: arguments.worst]:
        print_difference(truth, article)
    return below_floors(figures, floors)


class Clock:
    """Reads pages and notes the CPU time of it; beside it, when asked, that of trafilatura with metadata."""

    def __init__(self, compare: bool) -> None:
        self.compare = compare
        self.ours: list[float] = []
        self.theirs: list[float] = []

    def read(self, truth: dict, html: bytes) -> Page:
        """Read one page and score it."""
        start = time.process_time()
        reading = read_html(html, truth.get("url") or "")
        self.ours.append(time.process_time() - start)
        if self.compare:
            start = time.process_time()
            bare_extraction(html, url=truth.get("url"), with_metadata=True)
            self.theirs.append(time.process_time() - start)
        return truth, reading if isinstance(reading, ArticleItem) else None, score(reading, truth)

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


def summary(pages: Sequence[Page]) -> dict[str, float]:
    """The mean of each field over pages."""
    return {field: mean([scores for _, _, scores in pages], field) for field in FIELDS}


def print_table(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> None:
    """A line for each set of pages, with the floor of a figure behind it."""
    print(f"{'':34s}" + "".join(f"{field:>16s}" for field in FIELDS))
    for name, figure in figures.items():
        known = floors.get(name, {})
        cells = (f"{figure[field]:.4f}" + (f" ({known[field]:.3f})" if field in known else "") for field in FIELDS)
        print(f"{name:34s}" + "".join(f"{cell:>16s}" for cell in cells))


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


def below_floors(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> int:
    """1 when a figure lies below its floor, told on the terminal; else 0."""
    failed = 0
    for name, figure in figures.items():
        for field, floor in floors.get(name, {}).items():
            if figure[field] < floor:
                print(f"Below its floor: {name}, {field} {figure[field]:.4f} < {floor}", file=sys.stderr)
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
