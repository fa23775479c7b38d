"""How long searches take in a database of many articles, and how much memory.

    python -m benchmarks.search [--articles 100000] [--database FILE]

FILE is kept and used again. Each search is made as `scrapy search` makes it, 20 articles with their passages.
"""

import random
import resource
import statistics
import time
from collections.abc import Iterator

from benchmarks.library import filled, name_of, word
from storage.search import search
from storage.session import read_only
from storage.terms import terms

ROUNDS = 40  # searches of each sort, none twice the same words
SHOWN = 20


def searches(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Searches as people type them, by sort. Rank 10 stands in nearly every article, 100 in a third, 5,000 in few."""

    def some(low: int, high: int) -> str:
        return word(chance.randint(low, high))

    yield "a rare word", some(2_000, 30_000)
    yield "a usual word", some(200, 2_000)
    yield "a common word", some(50, 200)
    yield "three words", f"{some(50, 500)} {some(200, 2_000)} {some(500, 5_000)}"
    yield "a phrase", f'"{some(5, 50)} {some(50, 500)}"'
    yield "the beginning of a word", f"{some(2_000, 30_000)[:-1]}*"
    yield "an author", f'author:"{name_of(chance.randrange(500))}"'
    yield "a word and a site", f"site:site{chance.randrange(20)}.example {some(200, 2_000)}"
    yield "a word, kind and year", f"kind:review after:2020 before:2021 {some(200, 2_000)}"
    yield "a question", f"question:{some(200, 2_000)}"
    yield "a question and a word", f"question:{some(200, 2_000)} {some(200, 2_000)}"
    yield "the newest of a kind", f"kind:interview site:site{chance.randrange(20)}.example"


def main() -> None:
    with filled(__doc__) as (url, _):
        measure(url)


def measure(url: str) -> None:
    """Print milliseconds of CPU time by sort of search, and the growth of memory over all of them."""
    chance = random.Random(2)
    taken: dict[str, list[float]] = {}
    with read_only(url) as session:
        search(session, terms(word(1_000)), SHOWN)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(ROUNDS):
            for sort, text in searches(chance):
                began = time.process_time()
                search(session, terms(text), SHOWN)
                taken.setdefault(sort, []).append(1_000 * (time.process_time() - began))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    everything = [one for some in taken.values() for one in some]
    for sort, some in [*taken.items(), ("all", everything)]:
        print(
            f"{sort:24s} median {statistics.median(some):6.1f} ms  p95 {statistics.quantiles(some, n=20)[-1]:6.1f} ms"
        )
    print(f"memory: {before / 1024:.0f} MB, after all searches {after / 1024:.0f} MB")


if __name__ == "__main__":
    main()
