"""The reviewed work: its name, maker, year and kind, as structured data state it and as reviews print it.

Structured data come first, then a table of facts ("Director: Ada Lark"), then the headline and the first paragraphs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.structured import MAX_NAME, line, name_of, types
from pipelines.wording import count, fold, stands_in

FIRST = 3
"""Paragraphs, the first of the text, that introduce the work."""

INTRODUCTION = 3_000
"""Characters of them that are looked at."""

FACT_WORDS = 12
"""Words of a line in a table of facts."""

MAKERS = ("author", "director", "byArtist", "creator", "brand")
YEARS = ("datePublished", "dateCreated", "releaseDate", "copyrightYear")

YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?!\d)")
NAME = r"([A-ZÄÖÜÉ][\w.'’-]{1,40}(?: (?:de |von |van |du |di )?[A-ZÄÖÜÉ][\w.'’-]{1,40}){1,3})"
REVIEW = (
    r"(?:(?:film|movie|book|album|music|tv|theatre|theater|restaurant|game|exhibition|concert)[ -])?review"
    r"|(?:film|buch|album|theater|restaurant)?kritik|rezension|critique|crítica|reseña|recensione|recensie|anmeldelse"
)
HEADLINES = (
    re.compile(rf"(?:{REVIEW})\s*(?::|–|—|\|)\s*(?P<name>.+)", re.IGNORECASE),
    re.compile(rf"(?P<name>.{{2,80}}?)\s*[-–—|:,]?\s+(?:{REVIEW})(?:\s*[:–—|-]\s.+)?", re.IGNORECASE),
)
"""Headlines that name what is reviewed: "Review: The Hedge", "The Hedge Review", "The Hedge review – a quiet book"."""

BOOK = re.compile(rf"([A-ZÄÖÜÉ][^.!?():]{{2,80}}?),? (?:by|von|par|de|di|door) {NAME},? \(([^()]{{4,80}})\)")
PAGES = re.compile(r"\bpages\b|\bpp\b|Seiten|páginas|pagine|bladzijden", re.IGNORECASE)
DIRECTED = re.compile(rf"(?:dir(?:ected)?\.?(?: by)?|r(?:egie|éal)?[.:]|regia|by|von|de|di)\s*:?\s*{NAME}|^{NAME}$")

FACTS = {
    "name": r"title|titel|titre|título|titolo",
    "maker": r"director|directed by|regie|réalisat(?:eur|rice|ion)|dirección|dirigida por|regia|regista|author"
    r"|autor(?:in)?|auteure?|autrice|autore|artist|künstler(?:in)?|artiste|artista|composer|developer|entwickler|architects?|designer",
    "year": r"year|jahr|erscheinungsjahr|année|año|anno|jaar|released?|release date|published|erschienen|publication",
}
FACT = {field: re.compile(rf"(?:{label})\s*:?", re.IGNORECASE) for field, label in FACTS.items()}

NOUNS = {
    "Movie": r"film|feature|movie|documentary|comedy|kinofilm|película|spielfilm",
    "Book": r"novel|book|memoir|collection|biography|roman|buch|novela|libro|romanzo",
    "MusicAlbum": r"album|record|lp|ep|disco|platte",
    "TVSeries": r"series|serie|série",
    "Play": r"play|stück|pièce",
    "VideoGame": r"video ?game|videospiel",
}
OWN = re.compile(
    rf"{NAME}(?:['’]s|s['’]) (?:(?:first|second|third|fourth|fifth|sixth|new|latest|debut|last|final|\w+ing) )"
    rf"(?:\w+ )?(?P<noun>{'|'.join(NOUNS.values())})\b"
)
"""How a text introduces who made the work: "Ada Lark’s second feature"."""

SUBJECTS = {
    "Movie": r"films?|movies?|cinema|kino|cinéma|cine",
    "Book": r"books?|bücher|livres|libros|libri|boeken|literature|fiction",
    "MusicAlbum": r"albums?|records|alben",
    "Restaurant": r"restaurants?|eating out|gastro(?:nomie)?|restaurantes|ristoranti",
    "TVSeries": r"tv|television|series|fernsehen",
    "Play": r"theat(?:re|er)|théâtre|teatro|stage",
    "VideoGame": r"(?:video ?)?games?|jeux vidéo|videojuegos|spiele",
}
"""What sections and keywords call works of a type, schema.org's name before."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of a work; `type` is a schema.org type. Unknown is None."""

    name: str | None = None
    maker: str | None = None
    year: str | None = None
    type: str | None = None

    def completed(self, other: "Work") -> "Work":
        """This work, with what only the other one knows."""
        return Work(
            self.name or other.name, self.maker or other.maker, self.year or other.year, self.type or other.type
        )


def work_of(stated: dict | None, blocks: Sequence[Block], headline: str | None, subjects: Iterable[str]) -> Work:
    """The work that a page reviews. `stated` is it in JSON-LD, `subjects` are the page's section and keywords."""
    kept = [block for block in blocks if block.kept]
    work = _stated(stated or {}).completed(_marked_up(blocks)).completed(_facts(blocks))
    text = " ".join(block.text for block in kept)
    work = work.completed(Work(name=_name_in(headline, text)))
    work = work.completed(_around(work.name, text))
    if work.name is None:
        work = work.completed(_bibliographic(text)).completed(_set_apart(kept[:FIRST]))
    work = work.completed(_introduced(" ".join(block.text for block in kept[:FIRST])[:INTRODUCTION]))
    return work.completed(Work(type=work.type or _type_by([*subjects, *_tags(blocks)])))


def _stated(work: dict) -> Work:
    """The work by JSON-LD."""
    year = next((match[0] for field in YEARS if (match := YEAR.match(str(work.get(field) or "")))), None)
    maker = next((name for field in MAKERS if (name := name_of(work.get(field)))), None)
    return Work(name_of(work), maker, year, next(iter(types(work)), None))


def _marked_up(blocks: Sequence[Block]) -> Work:
    """The work by microdata."""
    root = blocks[0].element.getroottree().getroot() if blocks else None
    element = None if root is None else next(iter(root.xpath("//*[@itemprop='itemReviewed']")), None)
    if element is None:
        return Work()
    if element.get("itemscope") is None:
        return Work(name=_value(element))
    known = {inner.get("itemprop"): _value(inner) for inner in reversed(list(element.iter())) if inner.get("itemprop")}
    year = YEAR.search(next((known[field] or "" for field in YEARS if field in known), ""))
    maker = next((known[field] for field in MAKERS if known.get(field)), None)
    kind = (element.get("itemtype") or "").rstrip("/").rpartition("/")[2]
    return Work(known.get("name"), maker, year and year[0], kind or None)


def _tags(blocks: Sequence[Block]) -> list[str]:
    """The tags that the page prints, by the relation of their links."""
    root = blocks[0].element.getroottree().getroot() if blocks else None
    links = [] if root is None else root.iter("a")
    return [link.text_content()[:MAX_NAME] for link in links if "tag" in (link.get("rel") or "").lower().split()]


def _value(element: HtmlElement) -> str | None:
    return line(element.get("content") or element.text_content(), MAX_NAME)


def _facts(blocks: Sequence[Block]) -> Work:
    """The work by a table of facts; a single fact may be a sentence, two make a table."""
    found: dict[str, str] = {}
    for label, value in _pairs(blocks):
        for field, pattern in FACT.items():
            if pattern.fullmatch(label):
                found.setdefault(field, value)
    if len(found) < 2:
        return Work()
    year = YEAR.search(found.get("year", ""))
    return Work(found.get("name"), found.get("maker"), year and year[0])


def _pairs(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Lines such as "Director: Ada Lark", in one block or, in the cells of a table, in two."""
    for place, block in enumerate(blocks):
        for said in block.text.split("\n"):
            label, colon, value = said.partition(":")
            if colon and value.strip() and count(said) <= FACT_WORDS:
                yield label.strip(), value.strip()
        if block.tag in ("dt", "th", "td") and place + 1 < len(blocks):
            value = blocks[place + 1]
            if value.tag in ("dd", "td") and count(value.text) <= FACT_WORDS:
                yield block.text.strip(), value.text


def _name_in(headline: str | None, text: str) -> str | None:
    """The work that a headline names, without the town behind a restaurant's name: "Review: The Hedge, Marlow"."""
    match = next((match for pattern in HEADLINES if (match := pattern.fullmatch(headline or ""))), None)
    if not match:
        return None
    name = match["name"].strip(" :–—-|‘’“”\"'")
    short, comma, town = name.rpartition(", ")
    is_place = comma and count(town) <= 2 and not stands_in(fold(name), fold(text))
    return short if is_place else name


def _bibliographic(text: str) -> Work:
    """A book that a text begins with as bibliographies do: "The Hedge, by Ada Lark (Lowe & Sons, 2025, 412 pages)"."""
    match = BOOK.match(text)
    if not match:
        return Work()
    year = YEAR.search(match[3])
    return Work(match[1], match[2], year and year[0], "Book" if PAGES.search(match[3]) else None)


def _set_apart(first: Sequence[Block]) -> Work:
    """A name in italics that the first paragraphs print with a year behind it: "The Hedge (Ada Lark, 2024)"."""
    for block in first:
        for run in block.runs:
            name = " ".join(run.text.split()).strip(",. ") if run.italic else ""
            work = _around(name, block.text) if name else Work()
            if work.year:
                return Work(name, work.maker, work.year)
    return Work()


def _around(name: str | None, text: str) -> Work:
    """What is printed behind the name of a work: "The Hedge (2025)", "The Hedge, by Ada Lark"."""
    if not name:
        return Work()
    bracket = re.search(rf"{re.escape(name)}\W{{0,2}} ?\(([^()]{{0,80}})\)", text)
    maker = re.search(rf"{re.escape(name)}\W{{1,3}}(?:by|von|de|par|di|door) {NAME}", text)
    year = YEAR.search(bracket[1]) if bracket else None
    if year is None:
        return Work(maker=maker and maker[1])
    inside = (DIRECTED.search(part.strip()) for part in bracket[1].split(","))
    named = next((match[1] or match[2] for match in inside if match), None)
    return Work(maker=maker[1] if maker else named, year=year[0])


def _introduced(text: str) -> Work:
    """Who made the work, and what it is, where a text says "Ada Lark’s second novel"."""
    match = OWN.search(text)
    if not match:
        return Work()
    kind = next(kind for kind, nouns in NOUNS.items() if re.fullmatch(nouns, match["noun"]))
    return Work(maker=match[1], type=kind)


def _type_by(subjects: Iterable[str]) -> str | None:
    """The type of work that the first telling section or keyword speaks of."""
    for subject in subjects:
        for kind, words in SUBJECTS.items():
            if re.fullmatch(rf"(?:{words})(?: reviews?)?", subject.strip(), re.IGNORECASE):
                return kind
    return None
