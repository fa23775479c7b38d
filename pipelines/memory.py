"""What is remembered of a site: at which places of its templates the article stands, and at which it does not.

A memory is a value: `learn` builds it from observations, whatever their order; it never changes while pages are read.

    memory = learn(observations)
    recalled = recall(memory, blocks, places, fingerprints(blocks, places))
"""

import json
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import nextafter
from statistics import median_low

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.observation import Observation
from pipelines.packing import Damaged, pack, unpack
from pipelines.places import ANY, LINE, container, holder_of, is_named, look_of, names_of, wider

ALL, NOTHING = 0.75, 0.05
"""Shares of the text at a place from which, and up to which, a page says that all of it is the article's, or nothing.
Between lies a place where text and furniture stand beside each other."""

PAGES = 5
"""Pages that must have been seen of a site, and of a place where they disagree. With two or three a vote does more
harm than good."""

REPEAT = -1
"""The entry of a text that is dropped; those of places are their grades."""

AGREED_PAGES = 3
"""Pages that are enough for a place where all of them agree."""

KEPT, DROPPED = 0.65, 0.3
"""Share of a place's text from which it is kept, and up to which it is dropped; between lies what pages decide for
themselves. On 59 sites .65 reads better than .7, as what stands above the text is often missed; a share of .35 to be
dropped loses captions that belong."""

SURE = 0.95
"""Share from which a place is kept on a page whose own reading drops it; below, what is dropped has its reasons, such
as a note in an ordinary paragraph. A container must be as sure, or as surely none, to speak for its unknown places."""

REPEATED = 3
"""Pages on which a text stands at one place to be furniture of the site, and no text of an article."""

REPEATED_SHARE = 0.3
"""The same for a line, as a share of the pages that have the place: "Introduction" may stand on many; and for any text
that is dropped as it is on most pages: on an endless page each article stands below a few others."""

IN_CONTAINER = 0.5
"""What a repeated text counts that pages keep within the container of their article. A heading, refrain or notice that
belongs there stands on many pages, too, so each page decides; outside the container it counts nothing."""

OPEN = 0.07
"""Share of a page's text at places that are not known, up to which the memory alone decides. At .1 a twentieth more
pages are read without a second look, and one of 27 sites loses .009 of its F1."""

LEFT = 0.2
"""Part of what the page's own reading keeps that must be left where no text of usual length stands at the article's
places; where it is less, the memory does not fit the page."""

MISFITS = 1 / 3
"""Share of the pages learned from that may fit so badly; with more the pages taught nothing that can be relied on."""

GRADES = (nextafter(1 - SURE, 1), nextafter(DROPPED, 1), 1 / 2, KEPT, SURE)
"""Shares at which something is decided otherwise. The first two still belong to what is dropped."""

USUAL = 0.25
"""Part of the site's usual length that a page must have to be read by memory alone; what is shorter is looked at."""

SEEN = {"links": "links at this place were", "line": "short lines at this place were", "text": "text at this place was"}
"""How what the pages say of a place begins, for people, by the form of what stands there."""

NOT_SEEN = "stands at none of the places where text of this site's articles was seen"


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
        if self.share >= KEPT:
            return True
        return False if self.share <= DROPPED else None

    @property
    def grade(self) -> int:
        """All that share and number of pages decide, as one number: two memories that know a place with the same grade
        read it alike."""
        return bisect(GRADES, self.share) + (len(GRADES) + 1) * (self.is_enough + (self.pages >= PAGES))


@dataclass(frozen=True, slots=True)
class Advice:
    """What a memory says of a place.

    keep     whether what stands there belongs to the article; None where the memory does not know
    guess    the same, decided by half where it does not know
    is_sure  whether hardly any page was otherwise
    why      in words for people
    """

    keep: bool | None
    guess: bool
    is_sure: bool
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a site.

    pages      how many articles were learned from
    usual      characters of an article of usual length, as a power of two: it shall seldom change
    places     by place, the wider ones and the containers among them
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

    def advice(self, place: str) -> Advice:
        """What is known of a place; where it was not seen before, of the container around it."""
        known = self.known(place)
        if known is not None:
            sure = not 1 - SURE < known.share < SURE
            return Advice(known.verdict, known.share >= 1 / 2, sure, _why(place, known))
        around = self.places.get(container(place) or "")
        if around is None:
            return Advice(None, False, False, NOT_SEEN)
        guess = around.share >= 1 / 2
        sure = around.pages >= PAGES and not 1 - SURE < around.share < SURE
        why = f"text around this place was the article's on {_part(around)} pages of this site"
        return Advice(guess if sure else None, guess, sure, why)

    def entries(self) -> dict[int, int]:
        """What the memory decides, by the fingerprint of place or text: two memories with equal entries, and equal
        usual length, read alike."""
        grades = {fingerprint_of_place(place): known.grade for place, known in self.places.items()}
        return grades | dict.fromkeys(self.repeats, REPEAT)

    @property
    def version(self) -> str:
        """A name of what the memory decides: equal for memories that read alike."""
        return blake2b(json.dumps([self.usual, sorted(self.entries().items())]).encode(), digest_size=8).hexdigest()

    def packed(self) -> bytes:
        """The memory as bytes, some kilobytes."""
        places = {place: [known.pages, known.share] for place, known in sorted(self.places.items())}
        data = [self.pages, self.usual, places, sorted(self.repeats.items()), sorted(self.templates.items())]
        return pack(json.dumps(data, separators=(",", ":")).encode())


@dataclass(frozen=True, slots=True)
class Learned:
    """A new memory of a site: its version, the memory packed, and from how many pages it was learned."""

    version: str
    data: bytes = field(repr=False)
    pages: int


def learn_packed(observations: Sequence[bytes]) -> Learned:
    """`learn`, for observations and a memory that are packed: the work of a worker process."""
    memory = learn(_intact(observations))
    return Learned(memory.version, memory.packed(), memory.pages)


def _intact(observations: Iterable[bytes]) -> Iterator[Observation]:
    """The observations that are packed here, without damaged ones."""
    for data in observations:
        with suppress(Damaged):
            yield Observation.unpacked(data)


@lru_cache(maxsize=32)
def unpacked(data: bytes) -> Memory:
    """The memory that was packed; an empty one when it is damaged, as the site will be learned again. Remembered, as a
    worker reads many pages of one site."""
    try:
        pages, usual, places, repeats, templates = json.loads(unpack(data))
        known = {place: Known(*values) for place, values in places.items()}
        return Memory(pages, usual, known, dict(repeats), dict(templates))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Memory()


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
        kept: defaultdict[str, float] = defaultdict(float)
        home = container(f"{page.template} {ANY}")
        for seen in page.seen:
            fresh = float(seen.kept)
            if seen.kept and (wider(seen.place), seen.text) in repeated:
                fresh = IN_CONTAINER if container(seen.place) == home else 0.0
            for place in set(names_of(seen.place)):
                sizes[place] += seen.size
                kept[place] += seen.size * fresh
        for place, size in sizes.items():
            shares[place].append(_vote(kept[place] / size))
    lengths = [sum(seen.size for seen in page.seen if seen.kept) for page in pages]
    memory = Memory(
        pages=len(pages),
        usual=1 << (median_low(lengths).bit_length() - 1),
        places={
            place: Known(len(found), round(sum(sorted(found)) / len(found), 4))
            for place, found in sorted(shares.items())
            if len(found) >= AGREED_PAGES and is_named(place)
        },
        repeats=mostly_dropped,
        templates=dict(sorted(Counter(page.template for page in pages).items())),
    )
    misfits = sum(_left(memory, page) < LEFT for page in pages)
    return memory if misfits <= MISFITS * len(pages) else Memory()


def _why(place: str, known: Known) -> str:
    """In words for people what the pages say of a place."""
    what = SEEN.get(place.rpartition(" ")[2], SEEN["text"])
    return f"{what} the article's on {_part(known)} pages of this site"


def _part(known: Known) -> str:
    """On how many of the pages: `none of 8`, `all 8`, `40% of 8`."""
    part = {0: "none of", 1: "all"}.get(known.share, f"{known.share:.0%} of")
    return f"{part} {known.pages}"


def _vote(share: float) -> float:
    """What a page says of a place of whose text it keeps this share: 1 for the article's, 0 for none of it, between
    the two for a place where both stand, as in the one cell of an old layout."""
    if share >= ALL:
        return 1.0
    return 0.0 if share <= NOTHING else 0.5


def _left(memory: Memory, page: Observation) -> float:
    """The part of what was kept of a page that its site's memory keeps."""
    kept = [seen for seen in page.seen if seen.kept]
    left = sum(seen.size for seen in kept if memory.advice(seen.place).keep is not False)
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
    dropped = {
        text: on[place, text]
        for place, text in sorted(repeated)
        if 2 * kept_on[place, text] <= on[place, text] and on[place, text] >= REPEATED_SHARE * with_place[place]
    }
    return repeated, dropped


def changed(old: Memory, new: Memory) -> frozenset[int] | None:
    """The entries on which two memories decide differently: pages that hold none of them read alike with both. None
    where every page may read differently."""
    if old.usual != new.usual:
        return None
    before, after = old.entries(), new.entries()
    return frozenset(entry for entry in before.keys() | after.keys() if before.get(entry) != after.get(entry))


def entries_of(places: Sequence[str], texts: Sequence[int]) -> frozenset[int]:
    """The entries of a memory that may have a say on a page whose blocks stand at these places, with these
    fingerprints of their texts."""
    names = {name for place in set(places) for name in names_of(place)}
    return frozenset(texts) - {0} | frozenset(map(fingerprint_of_place, names))


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a memory says of the blocks of a page.

    verdicts    for each block whether it belongs to the article whatever the page's own reading says; None where that
                stands
    leaning     for each block whether it does when the memory alone decides
    reasons     for each block why, in words for people
    settled     whether the memory alone may decide: it knows nearly all of the page
    fits        whether the page has text where the memory knows articles: else its template is another
    is_article  whether that text is as long as an article of this site
    """

    verdicts: tuple[bool | None, ...]
    leaning: tuple[bool, ...]
    reasons: tuple[str, ...] = field(repr=False)
    settled: bool
    fits: bool
    is_article: bool

    def decide(self, blocks: Sequence[Block]) -> None:
        """Rule on each block by the memory alone."""
        for block, keep, reason in zip(blocks, self.leaning, self.reasons, strict=True):
            block.kept, block.reason = keep, reason

    def correct(self, blocks: Sequence[Block]) -> None:
        """Rule on the blocks that the memory is sure of, others keep the ruling they have. All keep it where hardly
        anything would be left, and no article either: then the memory does not fit the page."""
        now = [block.kept if keep is None else keep for block, keep in zip(blocks, self.verdicts, strict=True)]
        before = sum(len(block.text) for block in blocks if block.kept)
        left = sum(len(block.text) for block, keep in zip(blocks, now, strict=True) if keep)
        if left < LEFT * before and not self.is_article:
            return
        for block, keep, reason in zip(blocks, now, self.reasons, strict=True):
            if keep is not block.kept:
                block.kept, block.reason = keep, reason


def recall(memory: Memory, blocks: Sequence[Block], places: Sequence[str], texts: Sequence[int]) -> Recalled | None:
    """What the memory says of a page's blocks, which stand at these places, with these fingerprints of their texts;
    None when it knows too few pages."""
    if memory.pages < PAGES:
        return None
    advised = {place: memory.advice(place) for place in set(places)}
    verdicts: list[bool | None] = []
    leaning: list[bool] = []
    reasons: list[str] = []
    held: Counter[HtmlElement] = Counter()
    unknown = kept = 0
    for block, place, text in zip(blocks, places, texts, strict=True):
        advice = advised[place]
        keep, guess, reason = advice.keep, advice.guess, advice.why
        times = memory.repeats.get(text) if text and keep is not False else None
        if times is not None:
            keep = guess = False
            reason = f"seen on {times} of {memory.pages} pages of this site, and dropped on most"
        verdicts.append(keep if keep is not True or advice.is_sure else None)
        leaning.append(guess)
        reasons.append(reason)
        size = len(block.text)
        if guess:
            kept += size
        if keep:
            held[holder_of(block.element)] += size
        elif keep is None and text:
            unknown += size
    sure = held.total()
    enough = USUAL * memory.usual
    settled = unknown <= OPEN * kept and kept >= enough and not _stands_twice(held, enough)
    fits = settled or sure >= min(unknown, enough)
    return Recalled(tuple(verdicts), tuple(leaning), tuple(reasons), settled, fits, is_article=sure >= enough)


def _stands_twice(held: Counter[HtmlElement], enough: float) -> bool:
    """Whether two containers that look the same hold an article each, by the characters that elements hold: the next
    article of an endless page follows its neighbour."""
    full = Counter(look_of(element) for element, size in held.items() if size >= enough)
    return any(times > 1 for times in full.values())
