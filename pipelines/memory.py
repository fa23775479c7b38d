"""What is remembered of a site: at which places of its templates the article stands, and at which it does not.

A memory is a value: `learn` builds it from observations, whatever their order; it never changes while pages are read.

    memory = learn(observations)
    recalled = recall(memory, blocks, places_of(blocks))
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from statistics import median_low

from pipelines.blocks import Block
from pipelines.observation import Observation, fingerprint
from pipelines.places import LINE, is_links, wider

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGES = 5
"""Pages that must have been seen of a site, and of a place where they disagree. With two or three a vote does more
harm than good."""

AGREED_PAGES = 3
"""Pages that are enough for a place where all of them agree."""

MOSTLY = 0.7
"""Share of a place's text that must be kept, or dropped, for the place to be known; between lies what pages decide
for themselves. .7 and .8 read equally well on 59 sites, .6 loses captions that belong."""

REPEATED = 3
"""Pages on which a text stands at one place to be furniture of the site, and no text of an article."""

REPEATED_SHARE = 0.3
"""The same for a line, as a share of the pages that have the place: "Introduction" may stand on many."""

OPEN = 0.05
"""Share of a page's text at places that are not known, up to which the memory alone decides. At .1 a sixth more pages
are read without a second look, and three of 27 sites lose .005 to .01 of their F1."""

LEFT = 0.2
"""Part of what the page's own reading keeps that must be left; where it is less, the memory does not fit the page."""

MISFITS = 1 / 3
"""Share of the pages learned from that may fit so badly; with more the pages taught nothing that can be relied on."""

USUAL = 0.25
"""Part of the site's usual length that a page must have to be read by memory alone; what is shorter is looked at."""


@dataclass(frozen=True, slots=True)
class Known:
    """A place of a template: on how many pages it was seen, and what share of its text was the article's."""

    pages: int
    share: float

    @property
    def is_enough(self) -> bool:
        """Whether it was seen often enough to say anything."""
        return self.pages >= PAGES or (self.pages >= AGREED_PAGES and self.share in (0, 1))

    @property
    def verdict(self) -> bool | None:
        """Whether what stands there belongs to the article; None where the pages do not agree."""
        if not self.is_enough:
            return None
        if self.share >= MOSTLY:
            return True
        return False if self.share <= 1 - MOSTLY else None

    @property
    def says(self) -> tuple[bool, bool | None, bool]:
        """All of it that reading depends on: whether it was seen often enough, the verdict, and the guess."""
        return self.is_enough, self.verdict, self.share >= 1 / 2


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a site.

    pages      how many articles were learned from
    usual      characters of an article of usual length, as a power of two: it shall seldom change
    places     by place, the wider ones among them
    repeats    by fingerprint, texts that most pages drop: on how many pages they stand
    templates  by template, how many of the pages are made from it
    """

    pages: int = 0
    usual: int = 0
    places: dict[str, Known] = field(default_factory=dict, repr=False)
    repeats: dict[int, int] = field(default_factory=dict, repr=False)
    templates: dict[str, int] = field(default_factory=dict, repr=False)

    def known(self, place: str) -> Known | None:
        """What is known of a place, or else of the wider one around it."""
        found = self.places.get(place)
        if found is None or not found.is_enough:
            found = self.places.get(wider(place), found)
        return found

    def entries(self) -> dict[int, tuple[bool, bool | None, bool]]:
        """What the memory says, by the fingerprint of place or text: two memories with equal entries read alike."""
        places = {fingerprint_of_place(place): known.says for place, known in self.places.items()}
        return places | dict.fromkeys(self.repeats, (True, False, False))

    @property
    def version(self) -> str:
        """A name of what the memory decides: equal for memories that read alike."""
        return blake2b(json.dumps([self.usual, sorted(self.entries().items())]).encode(), digest_size=8).hexdigest()

    def packed(self) -> bytes:
        """The memory as bytes, some kilobytes."""
        places = {place: [known.pages, known.share] for place, known in sorted(self.places.items())}
        data = [self.pages, self.usual, places, sorted(self.repeats.items()), sorted(self.templates.items())]
        return zstd.compress(json.dumps(data, separators=(",", ":")).encode())


@dataclass(frozen=True, slots=True)
class Learned:
    """A new memory of a site: its version, the memory packed, and from how many pages it was learned."""

    version: str
    data: bytes = field(repr=False)
    pages: int


def learn_packed(observations: Sequence[bytes]) -> Learned:
    """`learn`, for observations and a memory that are packed: the work of a worker process."""
    memory = learn(map(Observation.unpacked, observations))
    return Learned(memory.version, memory.packed(), memory.pages)


@lru_cache(maxsize=32)
def unpacked(data: bytes) -> Memory:
    """The memory that was packed. Remembered, as a worker reads many pages of one site."""
    pages, usual, places, repeats, templates = json.loads(zstd.decompress(data))
    known = {place: Known(*values) for place, values in places.items()}
    return Memory(pages, usual, known, dict(repeats), dict(templates))


def fingerprint_of_place(place: str) -> int:
    """32 bits that stand for a place."""
    return int.from_bytes(blake2b(place.encode(), digest_size=4).digest(), "big")


def learn(observations: Iterable[Observation]) -> Memory:
    """What pages of one site teach together, the same whatever their order. An article that stands at two addresses
    counts once. An empty memory when there are too few."""
    distinct: dict[int, Observation] = {}
    for observation in observations:
        other = distinct.get(observation.body)
        if other is None or observation.packed() < other.packed():
            distinct[observation.body] = observation
    pages = [page for page in distinct.values() if any(seen.kept for seen in page.seen)]
    if len(pages) < PAGES:
        return Memory()
    repeated, mostly_dropped = _repeats(pages)
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for page in pages:
        sizes: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        for seen in page.seen:
            fresh = seen.kept and (wider(seen.place), seen.text) not in repeated
            for place in {seen.place, wider(seen.place)}:
                sizes[place] += seen.size
                kept[place] += seen.size * fresh
        for place, size in sizes.items():
            shares[place].append(kept[place] / size)
    lengths = [sum(seen.size for seen in page.seen if seen.kept) for page in pages]
    memory = Memory(
        pages=len(pages),
        usual=1 << (median_low(lengths).bit_length() - 1),
        places={
            place: Known(len(found), round(sum(sorted(found)) / len(found), 4))
            for place, found in sorted(shares.items())
            if len(found) >= AGREED_PAGES
        },
        repeats=mostly_dropped,
        templates=dict(sorted(Counter(page.template for page in pages).items())),
    )
    misfits = sum(_left(memory, page) < LEFT for page in pages)
    return memory if misfits <= MISFITS * len(pages) else Memory()


def _left(memory: Memory, page: Observation) -> float:
    """The part of what was kept of a page that its site's memory keeps."""
    kept = [seen for seen in page.seen if seen.kept]
    left = sum(seen.size for seen in kept if (known := memory.known(seen.place)) is None or known.verdict is not False)
    return left / sum(seen.size for seen in kept)


def _repeats(pages: Sequence[Observation]) -> tuple[set[tuple[str, int]], dict[int, int]]:
    """Texts that stand at one (wider) place on so many pages that they are the site's own, by place and fingerprint;
    and those of them that most pages drop, with the number of pages."""
    on, kept_on, with_place = Counter(), Counter(), Counter()
    lines: set[int] = set()
    for page in pages:
        with_place.update({wider(seen.place) for seen in page.seen})
        spots = {(wider(seen.place), seen.text) for seen in page.seen if seen.text}
        on.update(spots)
        kept_on.update({(wider(seen.place), seen.text) for seen in page.seen if seen.text and seen.kept})
        lines.update(seen.text for seen in page.seen if seen.size < LINE)
    repeated = {
        (place, text)
        for (place, text), count in on.items()
        if count >= max(REPEATED, REPEATED_SHARE * with_place[place] if text in lines else 0)
    }
    dropped = {text: on[place, text] for place, text in sorted(repeated) if 2 * kept_on[place, text] <= on[place, text]}
    return repeated, dropped


def changed(old: Memory, new: Memory) -> frozenset[int] | None:
    """The entries on which two memories decide differently: pages that hold none of them read alike with both. None
    where every page may read differently."""
    if old.usual != new.usual:
        return None
    before, after = old.entries(), new.entries()
    return frozenset(entry for entry in before.keys() | after.keys() if before.get(entry) != after.get(entry))


def entries_of(blocks: Sequence[Block], places: Sequence[str]) -> frozenset[int]:
    """The entries of a memory that may have a say on a page with these blocks, at these places."""
    texts = {fingerprint(block.text) for block, place in zip(blocks, places, strict=True) if not is_links(place)}
    names = {name for place in set(places) for name in (place, wider(place))}
    return frozenset(texts | {fingerprint_of_place(name) for name in names})


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a memory says of the blocks of a page.

    verdicts  for each block whether it belongs to the article; None where the memory does not know
    leaning   the same, with a guess where it does not know
    reasons   for each block why, in words for people
    settled   whether the memory alone may decide: it knows nearly all of the page
    fits      whether the page has text where the memory knows articles: else its template is another
    """

    verdicts: tuple[bool | None, ...]
    leaning: tuple[bool, ...]
    reasons: tuple[str, ...] = field(repr=False)
    settled: bool
    fits: bool

    def decide(self, blocks: Sequence[Block]) -> None:
        """Rule on each block by the memory alone."""
        for block, keep, reason in zip(blocks, self.leaning, self.reasons, strict=True):
            block.kept, block.reason = keep, reason

    def correct(self, blocks: Sequence[Block]) -> None:
        """Rule on the blocks that the memory knows, others keep the ruling they have; where hardly anything would be
        left, the memory does not fit the page, and all keep it."""
        now = [block.kept if keep is None else keep for block, keep in zip(blocks, self.verdicts, strict=True)]
        before = sum(len(block.text) for block in blocks if block.kept)
        if sum(len(block.text) for block, keep in zip(blocks, now, strict=True) if keep) < LEFT * before:
            return
        for block, keep, reason in zip(blocks, now, self.reasons, strict=True):
            if keep is not block.kept:
                block.kept, block.reason = keep, reason


def recall(memory: Memory, blocks: Sequence[Block], places: Sequence[str]) -> Recalled | None:
    """What the memory says of a page's blocks, which stand at these places; None when it knows too few pages."""
    if memory.pages < PAGES:
        return None
    verdicts: list[bool | None] = []
    leaning: list[bool] = []
    reasons: list[str] = []
    unknown = kept = sure = 0
    for block, place in zip(blocks, places, strict=True):
        known = memory.known(place)
        verdict = known.verdict if known is not None else None
        reason = _in_words(known)
        if verdict is not False and memory.repeats and not is_links(place):
            times = memory.repeats.get(fingerprint(block.text))
            if times is not None:
                verdict, reason = False, f"seen on {times} of {memory.pages} pages of this site, and dropped on most"
        guess = verdict if verdict is not None else known is not None and known.share >= 1 / 2
        verdicts.append(verdict)
        leaning.append(guess)
        reasons.append(reason)
        kept += len(block.text) * guess
        sure += len(block.text) * (verdict is True)
        unknown += len(block.text) * (verdict is None and not is_links(place))
    settled = unknown <= OPEN * kept and kept >= USUAL * memory.usual
    fits = settled or sure >= min(unknown, USUAL * memory.usual)
    return Recalled(tuple(verdicts), tuple(leaning), tuple(reasons), settled, fits)


def _in_words(known: Known | None) -> str:
    """Why the memory keeps or drops what stands at a place."""
    if known is None:
        return "this place was not seen on this site before"
    return f"this place held text of the article on {known.share:.0%} of {known.pages} pages of this site"
