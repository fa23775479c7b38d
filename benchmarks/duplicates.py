"""How surely texts of two sites are told to be nearly the same: pairs made of marked pages, found or not.

    python -m benchmarks.duplicates --pages ../shared/corpora/pages --sites ../shared/corpora/sites

Each article stands beside itself as another site could have it: read by trafilatura alone from the same page, cut to
its first 30 to 80 %, with another opening, with one word in 20, 10 or 5 another, and cut and changed at once. The table
has the part of these pairs that is found at each threshold, for the hosts that the threshold was chosen on and for
those that it was checked on. Wrong links are counted over all pairs of different articles, over pairs of which both
carry the same notice, and over the pages of each of the sites, read by trafilatura alone, with what the site prints
under all of them.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from trafilatura import bare_extraction

from benchmarks.quality import marked_pages
from benchmarks.scoring import third
from pipelines.article import read_html
from pipelines.items import ArticleItem
from storage.shingles import SHARED, fingerprint, overlap, shingles

CHOSEN_ON, CHECKED_ON = 1, 2  # thirds of the hosts; the other is kept for measuring how well pages are read
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
CUTS = (0.3, 0.8)
CHANGED = (20, 10, 5)  # one word in so many is another
NOTICE = (60, 150)  # words of a notice that two articles share
SITE_PAGES = 15  # of each site


@dataclass(frozen=True, slots=True)
class Text:
    """A text in shingles, with its fingerprint."""

    address: str
    shingles: frozenset[int]
    fingerprint: frozenset[int]

    @classmethod
    def of(cls, address: str, text: str) -> "Text":
        found = shingles(text)
        return cls(address, found, frozenset(fingerprint(found)))


def likeness(one: Text, other: Text) -> float:
    """How much of the shorter stands in the other; 0 where their fingerprints have too little in common."""
    is_compared = len(one.fingerprint & other.fingerprint) >= SHARED
    return overlap(one.shingles, other.shingles) if is_compared else 0.0


def main(words: Sequence[str] | None = None) -> int:
    """Run with the words of a command line; its exit status."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, required=True, help="single pages: ID.html.gz and truth.jsonl.gz")
    options.add_argument("--sites", type=Path, help="a folder of such folders")
    arguments = options.parse_args(words)
    read = defaultdict(list)
    for truth, html in marked_pages(arguments.pages):
        number = third(truth.get("url") or "")
        article = read_html(html, truth.get("url") or "") if number in (CHOSEN_ON, CHECKED_ON) else None
        if isinstance(article, ArticleItem):
            read[number].append((truth["url"], article.body, plain(html)))
    print(f"{'':40s}{'pairs':>9s}" + "".join(f"{threshold:>8.1f}" for threshold in THRESHOLDS))
    for number in (CHOSEN_ON, CHECKED_ON):
        print("chosen on" if number == CHOSEN_ON else "checked on")
        print_pages(read[number])
    if arguments.sites:
        folders = sorted(folder for folder in arguments.sites.iterdir() if folder.is_dir())
        print("sites")
        print_wrong("the same site", (pair for folder in folders for pair in combinations(texts_of(folder), 2)))
    return 0


def print_pages(pages: list[tuple[str, str, str]]) -> None:
    """Lines for the pairs of a list of pages: address, body, and body as trafilatura alone reads it."""
    pages = [page for page in pages if Text.of(*page[:2]).fingerprint]
    found = defaultdict(list)
    for place, (address, body, alone) in enumerate(pages):
        chance = random.Random(address)
        other = pages[place - 1][1].split()
        text = Text.of(address, body)
        for sort, again in altered(body.split(), alone.split(), other, chance):
            found[sort].append(likeness(text, Text.of(address, " ".join(again))))
    for sort, values in found.items():
        print_line(sort, len(values), [sum(value >= at for value in values) / len(values) for at in THRESHOLDS])
    print_wrong("different articles", combinations([Text.of(address, body) for address, body, _ in pages], 2))
    print_wrong("different articles, one notice", sharing_a_notice(pages))


def altered(
    body: list[str], alone: list[str], other: list[str], chance: random.Random
) -> Iterator[tuple[str, list[str]]]:
    """The words of an article as another site could have them, by sort; `other` are the words of another article."""
    yield "read by trafilatura alone", alone
    part = chance.uniform(*CUTS)
    yield "cut to its first 30 to 80 %", body[: round(len(body) * part)]
    yield "cut to its first 30 %", body[: round(len(body) * CUTS[0])]
    yield "another opening of 40 words", other[:40] + body
    for every in CHANGED:
        yield f"one word in {every} another", changed(body, other, every, chance)
    yield "alone, cut, one word in 20 another", changed(alone[: round(len(alone) * part)], other, 20, chance)


def changed(words: list[str], other: list[str], every: int, chance: random.Random) -> list[str]:
    """The words, of which one in so many, by chance, is one of the others."""
    return [chance.choice(other) if chance.random() < 1 / every else word for word in words]


def sharing_a_notice(pages: list[tuple[str, str, str]]) -> Iterator[tuple[Text, Text]]:
    """Neighbours in the list, with a passage of the article after them at the end of both."""
    for (one, body, _), (two, second, _), (_, third_body, _) in zip(pages, pages[1:], pages[2:], strict=False):
        notice = " ".join(third_body.split()[: random.Random(one).randint(*NOTICE)])
        yield Text.of(one, f"{body} {notice}"), Text.of(two, f"{second} {notice}")


def texts_of(folder: Path) -> list[Text]:
    """The first pages of a site, read by trafilatura alone."""
    pages = list(marked_pages(folder))[:SITE_PAGES]
    return [Text.of(truth.get("url") or truth["id"], plain(html)) for truth, html in pages]


def plain(html: bytes) -> str:
    """The text of a page as trafilatura alone reads it."""
    read = bare_extraction(html, include_comments=False, with_metadata=False)
    return (read.text if read else None) or ""


def print_wrong(sort: str, pairs: Iterable[tuple[Text, Text]]) -> None:
    """How many of the pairs would be linked; none of them should. The most alike are named, to be looked at."""
    values = [(likeness(one, two), one.address, two.address) for one, two in pairs]
    print_line(f"WRONG: {sort}", len(values), [sum(value >= at for value, *_ in values) for at in THRESHOLDS])
    for value, one, two in sorted(values, reverse=True)[:5]:
        if value >= THRESHOLDS[0]:
            print(f"    {value:.2f} {one} {two}")


def print_line(name: str, pairs: int, values: Sequence[float]) -> None:
    """A line of the table: parts of the pairs, or how many."""
    cells = (f"{value:>8d}" if isinstance(value, int) else f"{value:>8.3f}" for value in values)
    print(f"{name:40s}{pairs:>9,}" + "".join(cells))


if __name__ == "__main__":
    sys.exit(main())
