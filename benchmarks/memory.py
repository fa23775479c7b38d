"""What the memory of a site is worth, page by page: the same pages read without it and with it.

    python -m benchmarks.memory ../shared/corpora/sites
    python -m benchmarks.memory ../shared/corpora/sites --only linuxgazette ucfnews
    python -m benchmarks.memory ../shared/corpora/sites --curve
    python -m benchmarks.memory --rows 1000000

For each site: the mean F1 without and with memory, CPU time with memory as a share of that without (pages are read both
ways in turn), the share of pages that the memory settled alone, and for these the CPU time against reading them
without it and against trafilatura with metadata. Below: the mean of sites, that of sites with ten pages or more, the
one that loses most, and what observations take in the database. `--curve` learns from the first pages of each site
only, in the order of the sample, and reads all of them. `--rows` measures what learning costs a crawl of an archive
of so many pages, made up, in a temporary database.

The memory learns from the pages it is measured on, as it does in a crawl; from what was read of them, never from what
people marked.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session
from trafilatura import bare_extraction

from benchmarks.quality import marked_pages
from benchmarks.scoring import score
from pipelines.article import read_html, read_parts
from pipelines.guide import Guide
from pipelines.items import Part
from pipelines.memory import Memory, changed, learn, learn_packed, unpacked
from pipelines.observation import Observation, Seen
from storage import memories
from storage.models import Base, Observed

MANY = 10
"""Pages of a site for its memory to be measured at all."""

SETTLED = 20
"""Pages of a site whose memory is as good as it gets."""

LEARNED_FROM = (2, 5, 10, 20)
"""Pages for the learning curve, before all of them."""

NEW = 200
"""Pages of the made-up archive that one crawl has noted and not learned from."""

SITE, BATCH, HIGHEST_RANK = 1, 10_000, 2**63


@dataclass(slots=True)
class Page:
    """A page of a site: its bytes, address and truth, and what it teaches; None when it holds no article."""

    html: bytes = field(repr=False)
    url: str
    truth: dict = field(repr=False)
    observation: bytes | None = field(repr=False)
    entries: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a site's pages were read like. Times are seconds of CPU for all of them; of the settled ones in `settled`:
    with memory, without, by trafilatura."""

    pages: int
    plain: float
    remembered: float
    seconds: tuple[float, float]
    settled: list[tuple[float, float, float]] = field(repr=False)

    @property
    def gain(self) -> float:
        """What the memory adds to F1."""
        return self.remembered - self.plain

    @property
    def ratio(self) -> float:
        """CPU time with memory as a share of that without."""
        return self.seconds[1] / self.seconds[0]

    @property
    def share_settled(self) -> float:
        """Share of the pages that the memory ruled on alone."""
        return len(self.settled) / self.pages


def main() -> int:
    """Run with the words of the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sites", type=Path, nargs="?", help="a folder of folders of marked pages")
    options.add_argument("--only", nargs="*", help="names of sites")
    options.add_argument("--curve", action="store_true", help="after 2, 5, 10, 20, all pages of each site")
    options.add_argument("--rows", type=int, help="noted pages of a made-up archive")
    arguments = options.parse_args()
    if arguments.rows:
        report_learning(arguments.rows)
    if arguments.sites:
        sites = {
            folder.name: pages_of(folder)
            for folder in sorted(path.parent for path in arguments.sites.glob("*/truth.jsonl.gz"))
            if not arguments.only or folder.name in arguments.only
        }
        report_curve(sites) if arguments.curve else report_sites(sites)
    return 0


def pages_of(folder: Path) -> list[Page]:
    """The marked pages of a site, in the order of its sample."""
    pages = []
    for truth, html in marked_pages(folder):
        url = f"http://{folder.name}.test/a/{truth['id']}.html"
        noted = read_parts([_part(html, url)]).noted
        pages.append(Page(html, url, truth, noted and noted.observation, len(noted.entries) if noted else 0))
    return sorted(pages, key=lambda page: memories.rank_of(page.url))


def learned_from(pages: Sequence[Page]) -> Memory:
    """What pages teach together."""
    return learn(Observation.unpacked(page.observation) for page in pages if page.observation)


def measured(pages: Sequence[Page]) -> Line:
    """Each page of a site read without and with the memory of all."""
    memory = learned_from(pages)
    packed = memory.packed()
    scores: list[tuple[float, float]] = []
    times: list[tuple[float, float]] = []
    settled: list[tuple[float, float, float]] = []
    for page in pages:
        plain, before = timed(lambda page=page: read_html(page.html, page.url))
        remembered, now = timed(lambda page=page: read_html(page.html, page.url, memory=memory))
        scores.append((score(plain, page.truth)["f1"], score(remembered, page.truth)["f1"]))
        times.append((before, now))
        noted = read_parts([_part(page.html, page.url)], Guide(packed)).noted
        if noted is not None and noted.observation is None:
            _, theirs = timed(lambda page=page: bare_extraction(page.html, url=page.url, with_metadata=True))
            settled.append((now, before, theirs))
    plain_f1, with_f1 = (fmean(column) for column in zip(*scores, strict=True))
    seconds = tuple(sum(column) for column in zip(*times, strict=True))
    return Line(len(pages), plain_f1, with_f1, seconds, settled)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What work gives, and its seconds of CPU time."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def report_sites(sites: dict[str, list[Page]]) -> None:
    """The table of sites, and what is below it."""
    print(f"{'':34s} pages   plain  memory    gain   CPU  settled")
    lines = {}
    for name, pages in sites.items():
        line = lines[name] = measured(pages)
        figures = (
            f"{line.plain:.4f}  {line.remembered:.4f} {line.gain:+.4f}  {line.ratio:.2f}  {line.share_settled:.2f}"
        )
        print(f"{name:34s} {line.pages:5d}  {figures}", flush=True)
    print_mean("mean of sites", list(lines.values()))
    for least in (MANY, SETTLED):
        print_mean(f"of sites with {least} pages or more", [line for line in lines.values() if line.pages >= least])
    worst = min((name for name in lines if lines[name].pages >= MANY), key=lambda name: lines[name].gain, default=None)
    if worst:
        print(f"loses most of these: {worst}, {lines[worst].gain:+.4f}")
    pages = [page for site in sites.values() for page in site if page.observation]
    sizes = sorted(len(page.observation) + 4 * page.entries for page in pages)
    print(f"observations: {fmean(sizes):.0f} bytes a page, p99 {sizes[int(len(sizes) * 0.99)]}, most {sizes[-1]}")


def print_mean(name: str, lines: Sequence[Line]) -> None:
    """The mean over some sites; for settled pages the CPU time of all of them together."""
    if not lines:
        return
    plain, remembered, gain, ratio, share = (
        fmean(getattr(line, figure) for line in lines)
        for figure in ("plain", "remembered", "gain", "ratio", "share_settled")
    )
    print(f"{name:34s} {len(lines):5d}  {plain:.4f}  {remembered:.4f} {gain:+.4f}  {ratio:.2f}  {share:.2f}", end="")
    settled = [times for line in lines for times in line.settled]
    if settled:
        now, before, theirs = (sum(column) for column in zip(*settled, strict=True))
        print(f"; settled pages {now / before:.2f}, against trafilatura {now / theirs:.2f}", end="")
    print()


def report_curve(sites: dict[str, list[Page]]) -> None:
    """The mean of sites, read with what the first pages of each have taught."""
    for count in (*LEARNED_FROM, None):
        figures = {name: fmean(remembered_scores(pages, pages[:count])) for name, pages in sites.items()}
        many = [figures[name] for name, pages in sites.items() if len(pages) >= MANY]
        of_many = f"; of those with {MANY} pages or more {fmean(many):.4f}" if many else ""
        print(f"learned from {count or 'all':>4}: mean of sites {fmean(figures.values()):.4f}{of_many}", flush=True)


def remembered_scores(pages: Sequence[Page], teachers: Sequence[Page]) -> list[float]:
    """The F1 of pages, read with what some of them have taught."""
    memory = learned_from(teachers)
    return [score(read_html(page.html, page.url, memory=memory), page.truth)["f1"] for page in pages]


def report_learning(rows: int) -> None:
    """What it costs to learn a site of so many noted pages, most of them learned from already."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "archive.db")
        engine = create_engine(f"sqlite:///{path}")
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            for batch in archive(rows):
                connection.execute(insert(Observed), batch)
        with Session(engine) as session:
            templates = memories.unlearned_templates(session, SITE)
            _, sampling = timed(lambda: [_sampled(session, template) for template in templates])
            observations, fetching = timed(lambda: memories.observations(session, SITE))
            learned, learning = timed(lambda: learn_packed(observations))
            memory = unpacked(learned.data)
            entry = frozenset(list(changed(Memory(usual=memory.usual), memory) or ())[:1])
            found, finding = timed(lambda: memories.pages_with(session, SITE, entry))
        engine.dispose()
        print(
            f"{rows} noted pages of {len(templates)} templates, {path.stat().st_size / rows:.0f} bytes a row: "
            f"samples {sampling / len(templates):.3f} s a template, {len(observations)} observations fetched in "
            f"{fetching:.2f} s and learned in {learning:.2f} s; {len(found)} pages with a changed entry found in "
            f"{finding:.2f} s"
        )


def _sampled(session: Session, template: str) -> None:
    """What settling asks for a template of which all observations are at hand."""
    sample = memories.sample_of(session, SITE, template)
    memories.thin_out(session, SITE, template, sample[-1].rank)


def archive(rows: int) -> Iterator[list[dict]]:
    """Rows of noted pages of a site that is made up: templates enough for the largest sample of a site."""
    chance = random.Random(4)
    templates = memories.SITE_SAMPLE // memories.SAMPLE
    sampled = int(2 * memories.SITE_SAMPLE / rows * HIGHEST_RANK)  # surely the sample, and a few more
    for start in range(0, rows, BATCH):
        ranks = {number: memories.rank_of(f"http://archive.test/{number}") for number in range(start, start + BATCH)}
        yield [
            {
                "page_id": number,
                "site_id": SITE,
                "template": f"div.page/div.story{number % templates}",
                "rank": rank,
                "observation": _made_up(chance, number, templates).packed() if rank <= sampled else None,
                "entries": memories.packed_entries(frozenset(chance.getrandbits(32) for _ in range(150))),
                "waits_for": memories.LEARNING if number >= rows - NEW else None,
            }
            for number, rank in ranks.items()
        ]


def _made_up(chance: random.Random, number: int, templates: int) -> Observation:
    """An observation as real ones are: 60 texts at some 30 places."""
    template = f"div.page/div.story{number % templates}"
    seen = tuple(
        Seen(
            f"div#main/{template}/div.part{chance.randrange(30)}/p {chance.choice(('text', 'line'))}",
            chance.getrandbits(32) if chance.random() < 0.8 else chance.randrange(1, 99),
            chance.randrange(20, 900),
            chance.random() < 0.7,
        )
        for _ in range(60)
    )
    return Observation(template, number, seen)


def _part(html: bytes, url: str) -> Part:
    return Part(url, 200, None, html, datetime.now(UTC))


if __name__ == "__main__":
    sys.exit(main())
