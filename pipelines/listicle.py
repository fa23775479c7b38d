"""Listicles: the entries of a list that is printed as an article."""

import itertools
import re
from collections.abc import Sequence

from pipelines.blocks import Block
from pipelines.items import ListEntry
from pipelines.wording import fold

FEWEST = 3
"""Entries of a numbered list."""

MANY = 5
"""Entries without numbers from which the number may stand anywhere in the headline."""

BEGINS = 2
"""Words with which a headline begins: "The Three", "Drei Eulen"."""

TITLE_WORDS = 20
"""Words of an entry's title; more is a paragraph that begins with a number."""

NUMBERED = re.compile(r"(?:#|no\.? ?|nr\.? ?)?(\d{1,3})\s?(?:[.):–—-]|\s(?=\S))\s*(\S.*)", re.IGNORECASE | re.DOTALL)
WORDS = {
    word: number
    for number, words in {
        3: "three drei trois tres tre drie", 4: "four vier quatre cuatro quattro",
        5: "five fünf cinq cinco cinque vijf",
        6: "six sechs seis sei zes", 7: "seven sieben sept siete sette zeven", 8: "eight acht huit ocho otto",
        9: "nine neun neuf nueve nove negen", 10: "ten zehn dix diez dieci tien", 11: "eleven elf onze once undici",
        12: "twelve zwölf douze doce dodici twaalf", 13: "thirteen", 15: "fifteen quinze",
        20: "twenty zwanzig vingt veinte",
        25: "twenty-five", 30: "thirty", 50: "fifty", 100: "hundred",
    }.items()
    for word in words.split()
}  # fmt: skip
LISTED = re.compile(
    r"\b(?:best|top|tips|ways|reasons|things|ideas|lessons|facts|myths|mistakes|tricks|trends|examples|essentials"
    r"|besten?|tipps|gründe|dinge|ideen|meilleure?s|conseils|raisons|choses|façons|idées|mejores|consejos|razones"
    r"|cosas|migliori|consigli|motivi|cose|modi|idee|melhores|dicas|beste|redenen|dingen|manieren)\b",
    re.IGNORECASE,
)
"""What headlines of listicles promise."""

THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
HEADINGS = ("h2", "h3", "h4")


def entries_of(blocks: Sequence[Block], headline: str | None) -> tuple[ListEntry, ...]:
    """The entries in order, as the magazine counts them, up or down; none when the text is no list.

    Titles are headings or bold lines with numbers that count, or as many of a kind as the headline promises.
    """
    kept = [block for block in blocks if block.kept]
    for is_title in (*(lambda block, tag=tag: block.tag == tag for tag in HEADINGS), _is_bold):
        titles = [place for place, block in enumerate(kept) if block.words <= TITLE_WORDS and is_title(block)]
        numbered = [place for place in titles if NUMBERED.match(kept[place].text)]
        numbers = [int(NUMBERED.match(kept[place].text)[1]) for place in numbered]
        if len(numbered) >= FEWEST and _counts(numbers):
            if _is_announced(headline, len(numbered)) or _is_countdown(numbers):
                return _entries(kept, numbered, titles)
        elif len(titles) >= FEWEST and _is_promised(headline, [kept[place].text for place in titles]):
            return _entries(kept, titles, titles)
    return ()


def _entries(kept: Sequence[Block], chosen: Sequence[int], titles: Sequence[int]) -> tuple[ListEntry, ...]:
    entries = []
    for place in chosen:
        end = next((other for other in titles if other > place), len(kept))
        text = "\n\n".join(block.text for block in kept[place + 1 : end]) or None
        numbered = NUMBERED.match(kept[place].text)
        title = " ".join(kept[place].text.split())
        if numbered:
            entries.append(ListEntry(" ".join(numbered[2].split()), int(numbered[1]), text))
        else:
            entries.append(ListEntry(title, None, text))
    return tuple(entries)


def _counts(numbers: Sequence[int]) -> bool:
    """Whether numbers count up or down one by one."""
    steps = {after - before for before, after in itertools.pairwise(numbers)}
    return steps in ({1}, {-1}) and min(numbers) <= 1


def _is_countdown(numbers: Sequence[int]) -> bool:
    """Whether the best comes last; steps and chapters never count down."""
    return numbers[0] > numbers[-1]


def _is_announced(headline: str | None, entries: int) -> bool:
    """Whether the headline of a text in numbered parts speaks of a list: the parts may be steps or chapters."""
    return LISTED.search(headline or "") is not None or bool({entries - 1, entries, entries + 1} & _numbers(headline))


def _is_promised(headline: str | None, titles: Sequence[str]) -> bool:
    """Whether the headline says how many entries there are. Of a few it must begin with it: "The Hedge: Three new
    pictures" has three parts by chance."""
    if len(set(titles)) < len(titles):
        return False
    is_few = len(titles) < MANY
    return len(titles) in _numbers(" ".join((headline or "").split()[: BEGINS + 1]) if is_few else headline)


def _numbers(headline: str | None) -> set[int]:
    """The numbers in a headline, but for its last word: that of "Flying with Kit 5" counts no entries."""
    words = fold(THOUSANDS.sub("", headline or "")).split()[:-1]
    return {WORDS[word] for word in words if word in WORDS} | {
        int(word) for word in words if word.isdecimal() and len(word) <= 3
    }


def _is_bold(block: Block) -> bool:
    said = [run for run in block.runs if run.text.strip()]
    return block.tag not in HEADINGS and all(run.bold for run in said) and block.text[-1] not in "?.!:,"
