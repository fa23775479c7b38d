"""Whether a site that changes its template is noticed, and one that does not is left alone.

    python -m benchmarks.drift ../shared/corpora/sites

Each folder of the given one holds the pages of a site, `ID.html.gz`, and what people marked on them, `truth.jsonl.gz`;
where that tells an era, the site had another template in each. Sites of fewer than 20 pages are left out.

Where all pages are of one template, one half is crawled before, the other is the night's crawl: the first and second
half as they lie in the folder, then halves by chance; five pages by chance of a second half stand for a night on which
little was printed. Changes of template are made by giving each template a night of five pages of each other one: of the
site's other eras, and of all other sites. Exits with 1 on an alarm of a whole half, and when a change was not found.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.quality import marked_pages
from pipelines.article import read_article
from pipelines.drift import PAGES, Drift, Sign, drift_of, sign_of
from pipelines.items import ArticleItem, Part, Reading
from pipelines.memory import Memory, learn
from pipelines.observation import Observation
from storage.usual import Printed, Usual, usual_values

NIGHT = datetime(2026, 11, 22, tzinfo=UTC)
SMALLEST = 20
"""Pages of a site that is measured."""

HALVES = 10
DRAWS = 200


@dataclass(frozen=True, slots=True)
class Template:
    """Pages made from one template, and what each is read as without a memory."""

    name: str
    parts: list[Part]
    readings: list[Reading]

    def history(self, chosen: Sequence[int]) -> tuple[Memory, Usual]:
        """What is remembered and usual where these pages were read before."""
        known = [self.readings[number] for number in chosen]
        known = [reading for reading in known if isinstance(reading.outcome, ArticleItem)]
        memory = learn(Observation.unpacked(reading.noted.observation) for reading in known)
        articles = [
            Printed(item.word_count, bool(item.headline), bool(item.authors), item.date_published)
            for item in (reading.outcome for reading in known)
        ]
        # the pages lie by chance: none is older than the site's history
        return memory, replace(usual_values(articles, 1 - len(known) / len(chosen)), published=None)

    def night(self, chosen: Sequence[int], memory: Memory) -> list[Sign]:
        """What these pages say where they are new, read with a memory."""
        return [sign_of(read_article([self.parts[number]], memory), NIGHT, is_new=True) for number in chosen]


def templates_in(folder: Path) -> list[Template]:
    """The templates of all sites in a folder, read page by page."""
    pages: dict[str, list[Part]] = defaultdict(list)
    for site in sorted(path.parent for path in folder.glob("*/truth.jsonl.gz")):
        marked = list(marked_pages(site))
        for truth, html in marked if len(marked) >= SMALLEST else ():
            name = f"{site.name} {truth['era']}" if truth.get("era") else site.name
            url = truth.get("url") or f"http://{site.name}.example/{truth['id']}"
            pages[name].append(Part(url, 200, None, html, NIGHT))
    return [Template(name, parts, [read_article([part]) for part in parts]) for name, parts in pages.items()]


def halves_of(template: Template, chance: random.Random) -> list[tuple[list[int], list[int]]]:
    """First and second half as the pages lie in the folder, and then by chance."""
    numbers = list(range(len(template.parts)))
    orders = [numbers, *(chance.sample(numbers, len(numbers)) for _ in range(HALVES))]
    middle = len(numbers) // 2
    return [(order[:middle], order[middle:]) for order in orders]


def false_alarms(template: Template, chance: random.Random) -> tuple[list[Drift], int]:
    """The alarms on second halves of a site that did not change, and the number of those on draws from them."""
    alarms, on_draws = [], 0
    for before, after in halves_of(template, chance):
        memory, usual = template.history(before)
        signs = template.night(after, memory)
        alarm = drift_of(signs, usual)
        alarms += [alarm] if alarm is not None else []
        on_draws += sum(drift_of(chance.sample(signs, PAGES), usual) is not None for _ in range(DRAWS))
    return alarms, on_draws


def main() -> int:
    """Measure and print; the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="a folder of sites")
    templates = templates_in(arguments.parse_args().folder)
    chance = random.Random(4)
    wrong = 0
    print(f"{'not changed':34s}{'pages':>8s}{'alarms':>12s}{f'on {PAGES} pages':>16s}")
    for template in templates:
        if len(template.parts) >= SMALLEST:
            alarms, on_draws = false_alarms(template, chance)
            wrong += len(alarms)
            halves, draws = f"{len(alarms)} of {1 + HALVES}", f"{on_draws} of {(1 + HALVES) * DRAWS}"
            print(f"{template.name:34s}{len(template.parts):8d}{halves:>12s}{draws:>16s}", flush=True)
    print(f"\n{'changed':34s}{'pages':>8s}{'found':>12s}")
    for template in templates:
        memory, usual = template.history(range(len(template.parts)))
        others = [other for other in templates if other is not template]
        missed = []
        for other in others:
            chosen = chance.sample(range(len(other.parts)), PAGES)
            if drift_of(other.night(chosen, memory), usual) is None:
                missed.append(other.name)
        wrong += len(missed)
        found = f"{len(others) - len(missed)} of {len(others)}"
        print(f"{template.name:34s}{len(template.parts):8d}{found:>12s}  {', '.join(missed)}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
