"""Many crawls in a row of a magazine that changes, behind a bad network, some of them killed: months of cron.

    python -m benchmarks.faults.unattended --crawls 200

Time is compressed: every page is due at every crawl. Before each crawl an article is edited, now and then one is
published or taken off the server; a part of the answers is dropped or cut; every third crawl is killed at a random
moment. In the end the network is well again, and two crawls go undisturbed. Then every article that stands on the
server must be stored as a fresh crawl stores it, and every one that was ever stored must still be there.

Prints how memory (MB of the crawl and its workers together, the most in each crawl) and the file (kB) went, in the
first and the last quarter. Exits with 1 when anything was lost.
"""

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.faults.loaded import LoadedCrawls
from benchmarks.faults.scene import Scene, Trial, damage, scene, texts
from benchmarks.faults.watching import Watched, watched
from benchmarks.faults.weather import Weather
from tests.crawling import Crawls

ALWAYS_DUE = {"REVISIT_MIN": 0, "REVISIT_MAX": 0, "RETRY_TIMES": 2}
KILLED = 1 / 3
"""Part of the crawls."""

LONGEST = 12
"""Seconds after which a crawl that is to be killed is killed at the latest."""

PUBLISHED_EVERY = 10
"""Crawls from one new article to the next; between two of them one is taken off the server."""

NEWS = "\n\n".join(
    (
        "The committee met again on Thursday and put the question off until the lamps of the harbour had been counted.",
        "Nobody on the quay would say how long the repair was going to take, though several had been asked to.",
        "A second bell was found under the floor of the chapel, smaller than the first and without a clapper.",
        "The ferry ran an hour late all week, and those who use it every day had begun to bring chairs.",
    )
)


@dataclass(slots=True)
class Editors:
    """What the people of the magazine do between two crawls."""

    scene: Scene
    chance: random.Random
    last_sentence: dict[str, str] = field(default_factory=dict)

    def work(self, number: int) -> None:
        """Edit an article; now and then publish one, or take one off."""
        server = self.scene.server
        if number % PUBLISHED_EVERY == PUBLISHED_EVERY // 2:
            text = f"This is the {number}th report from the harbour.\n\n{NEWS}"
            server.add_article(f"/news/report-{number}-from-the-harbour", f"Report {number} from the Harbour", text)
        if number and number % PUBLISHED_EVERY == 0:
            server.remove(self.chance.choice(server.magazine.articles).path)
        path = self.chance.choice([article for article in server.magazine.articles if article.pages == 1]).path
        sentence = f"The keepers of the tower now count {number} steps to the top."
        if path in self.last_sentence:
            server.change(path, replace=(self.last_sentence[path], sentence))
        else:
            server.change(path, append=sentence)
        self.last_sentence[path] = sentence


@dataclass(frozen=True, slots=True)
class Measured:
    """A crawl: how it ended, and what there was then."""

    status: int
    memory: float
    size: float
    versions: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the crawls and says what they show."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.faults.unattended", description=__doc__)
    options.add_argument("--crawls", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args(arguments)
    started = time.monotonic()
    with scene() as stage, TemporaryDirectory() as folder, TemporaryDirectory() as other:
        crawls = LoadedCrawls(Path(folder), stage.undisturbed.loader)
        measured = list(_crawled(stage, crawls, random.Random(chosen.seed), chosen.crawls))
        trial = _in_the_end(stage, crawls, LoadedCrawls(Path(other), stage.undisturbed.loader))
        versions = crawls.rows("SELECT count(*) FROM revision")[0][0]
    print(f"{chosen.crawls} crawls, {versions} versions of articles; ended with", _statuses(measured))
    quarter = max(1, len(measured) // 4)
    for name, part in (("first quarter", measured[:quarter]), ("last quarter", measured[-quarter:])):
        memory = statistics.median(one.memory for one in part)
        size = statistics.median(one.size for one in part)
        each = statistics.median(one.size / max(1, one.versions) for one in part)
        print(f"{name}: memory {memory:.0f} MB, file {size:,.0f} kB, {each:.0f} kB for each version")
    for sentence in (*trial.losses, *trial.statuses):
        print(sentence)
    print(f"{len(trial.losses)} losses, {len(trial.statuses)} wrong statuses")
    print(f"{time.monotonic() - started:.0f} s: python -m benchmarks.faults.unattended {' '.join(sys.argv[1:])}")
    return int(bool(trial.losses or trial.statuses))


def _crawled(stage: Scene, crawls: Crawls, chance: random.Random, wanted: int) -> Iterator[Measured]:
    editors = Editors(stage, chance)
    for number in range(wanted):
        editors.work(number)
        stage.server.weather = Weather(drops=chance.choice((0, 0.05, 0.3)), cuts=chance.choice((0, 0.1)), chance=chance)
        crawl = watched(stage, crawls, **ALWAYS_DUE)
        memory = _to_its_end(crawl, chance.uniform(0.5, LONGEST) if chance.random() < KILLED else None)
        versions = crawl.committed("SELECT count(*) FROM revision")
        files = [file for file in crawls.folder.glob("articles.db*") if file.exists()]
        size = sum(file.stat().st_size for file in files) / 1000
        yield Measured(crawl.process.returncode, memory, size, versions)
        if number % 10 == 9:
            print(f"{number + 1} of {wanted}", file=sys.stderr, flush=True)


def _to_its_end(crawl: Watched, kill_after: float | None) -> float:
    """Wait until a crawl ends, or end it; the most memory that it had, in MB."""
    most, started = 0.0, time.monotonic()
    while crawl.process.poll() is None:
        most = max(most, _memory(crawl))
        if kill_after is not None and time.monotonic() - started > kill_after:
            crawl.end()
        time.sleep(0.2)
    return most


def _memory(crawl: Watched) -> float:
    try:
        return sum(process.memory_info().rss for process in (psutil.Process(crawl.process.pid), *crawl.family())) / 1e6
    except psutil.NoSuchProcess:
        return 0


def _statuses(measured: Sequence[Measured]) -> str:
    counted = Counter(one.status for one in measured)
    return ", ".join(f"{status}: {number}" for status, number in sorted(counted.items()))


def _in_the_end(stage: Scene, crawls: Crawls, fresh: Crawls) -> Trial:
    """What is wrong when the network is well again and two crawls have ended."""
    trial = Trial("unattended")
    ever = set(crawls.articles())
    stage.server.calm()
    for _ in range(2):
        last = crawls.crawl(stage.front, settings=ALWAYS_DUE)
    trial.expect(last, 0)
    fresh.crawl(stage.front)
    stored, now = texts(crawls), texts(fresh)
    trial.losses += damage(crawls.database)
    trial.losses += [f"lost: {path}" for path in sorted((ever | now.keys()) - stored.keys())]
    for path in sorted(stored.keys() & now.keys()):
        different = [name for name, value in now[path].items() if stored[path][name] != value]
        trial.losses += [f"other {name}: {path}" for name in different]
    trial.losses += [f"twice the same: {row[0]}" for row in crawls.rows(TWICE_THE_SAME)]
    return trial


TWICE_THE_SAME = """
SELECT page.url || ' ' || later.number FROM revision AS later
JOIN revision AS earlier ON earlier.article_id = later.article_id AND earlier.number = later.number - 1
    AND earlier.text_hash = later.text_hash AND earlier.is_complete = later.is_complete
JOIN article ON article.id = later.article_id JOIN page ON page.id = article.page_id
"""

if __name__ == "__main__":
    sys.exit(main())
