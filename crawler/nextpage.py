"""The next page: of an article only where the address is the same article's, of a listing wherever it goes on.

On most sites `rel=next` is the next *post*. So an article's next page needs two things: an address that is this
article's with the next page number, and words or a form that say page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler import addresses
from crawler.links import address_of, base_of, is_among_comments
from pipelines import shapes
from pipelines.outline import Anchor, Outline

MAX_PAGES = 60  # pages of one article; higher numbers at the end of an address are ids
MAX_LABEL = 60  # characters of a link that is a pager's and not a headline

PAGE_QUERY = frozenset("page pg pagenum pageno page_no pagenumber page_number currentpage pagina seite pn".split())
LISTING_QUERY = PAGE_QUERY | frozenset("p paged start offset from skip first begin".split())
PAGE_WORD = r"(?:page|pg|pagina|página|seite|p)"

# Words for the next page in the languages magazines are most often written in. "Next" alone may mean the next post.
SAYS_PAGE = re.compile(
    r"(go to |continue (reading )?(on|to) )?(next page|page suivante|nächste seite|naechste seite|página siguiente|"
    r"siguiente página|pagina successiva|próxima página|volgende pagina|nästa sida|næste side|następna strona|"
    r"следующая страница|下一页|下一頁|次のページ|다음 페이지|continued on next page|weiter auf seite \d+)"
    r"|(continue (reading )?(on|to) |go to |to |weiter zu |auf )?(page|seite|página|pagina|p\.) ?\d+( of \d+)?",
    re.IGNORECASE,
)
SAYS_NEXT = re.compile(
    r"next|continue|continued|continue reading|more|weiter|weiterlesen|nächste|suivant|suivante|la suite|siguiente|"
    r"continuar|avanti|successiva|seguinte|próxima|próximo|volgende|nästa|næste|dalej|następna|далее|вперед|次へ|다음",
    re.IGNORECASE,
)
SAYS_OLDER = re.compile(
    r"(older|earlier|previous|more|next|load more|show more|view more|see more)"
    r"( posts| entries| articles| stories| news)?|"
    r"ältere|ältere (beiträge|artikel|einträge)|mehr|articles plus anciens|plus anciens|articles précédents|voir plus|"
    r"entradas antiguas|entradas más antiguas|anteriores|más|mostrar más|post più vecchi|oudere berichten|äldre inlägg",
    re.IGNORECASE,
)
SAYS_SINGLE = re.compile(
    r"(view|read|show|print|see)?( (this|the))?( (article|story))?( (as|on|in))?( an?| one)? ?"
    r"(single[- ]page( view| version| format)?|one[- ]page( view| version)?|one page|all pages|full page)|"
    r"view all|(article )?auf einer seite( lesen| anzeigen)?|artikel auf einer seite( lesen)?|alles auf einer seite|"
    r"(lire |afficher )?sur une (seule )?page|(ver |leer )?en una (sola )?página|(leggi )?in un'?unica pagina",
    re.IGNORECASE,
)
ARROWS = " \t\n\xa0«»‹›<>→←↦⟩▶►❯·|[]().…:;-–—"
SINGLE_QUERY = re.compile(r"(.*[?&])?(page|pagewanted|pages)=(all|single|full)(&.*)?", re.IGNORECASE)
SINGLE_SEGMENT = re.compile(r"(all|single|single-?page|one-?page|full|komplettansicht|view-?all)", re.IGNORECASE)

SLIDES = re.compile(
    r"(galler(y|ies|ia)|galerie|slide-?shows?|slides?|photos?|pictures|images?|bilder|fotos?(trecke)?|pics)",
    re.IGNORECASE,
)

NUMBERED_SEGMENT = re.compile(rf"({PAGE_WORD}[-_]?)?(\d{{1,2}})", re.IGNORECASE)
NUMBERED_NAME = re.compile(
    rf"(?P<stem>.*?[^\d])(?P<mark>[-_.,]{PAGE_WORD}[-_]?|{PAGE_WORD}|[-_.,])?(?P<number>\d{{1,2}})(?P<ending>\.[a-z]{{2,5}})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """An address taken apart into the one of page 1 and a page number.

    `says_page` is whether the form itself means pages (`?page=2`, `/story/page-2`) rather than any number.
    """

    first: str
    number: int
    form: str
    says_page: bool


def next_of_article(tree: html.HtmlElement, outline: Outline, url: str) -> str | None:
    """The next page of the same article, or None.

    It is the address of this page with the page number one higher, and a numbered link, "Next page" or, where the
    address itself says page, `rel=next` or "Next" leads to it. The next post, comment pages, slides and listings
    are none of this.
    """
    if shapes.is_front(url) or any(SLIDES.fullmatch(segment) for segment in shapes.segments_of(url)):
        return None
    base = base_of(tree, url)
    here = addresses.clean(url) or url
    seen = {address for anchor in outline.anchors if _label(anchor).isdigit() and (address := address_of(anchor, base))}
    for anchor in outline.anchors:
        label = _label(anchor)
        is_rel = "next" in (anchor.element.get("rel") or "").lower().split()
        if len(label) > MAX_LABEL or not (
            label.isdigit() or is_rel or _says(SAYS_PAGE, label) or _says(SAYS_NEXT, label)
        ):
            continue
        address = address_of(anchor, base)
        if address is None or "comment" in anchor.href.lower() or not addresses.is_page(address):
            continue
        certain = _says(SAYS_PAGE, label) or label.isdigit() or address in seen
        number = int(label) if label.isdigit() and len(label) < 4 else None
        if is_next_page(here, address, certain=certain, number=number, known=seen) and not is_among_comments(anchor):
            return address
    for element in tree.iter("link"):
        if "next" in (element.get("rel") or "").lower().split():
            address = addresses.clean(element.get("href") or "", base=base)
            if address and is_next_page(here, address, certain=address in seen, number=None, known=seen):
                return address
    return None


def is_next_page(here: str, address: str, *, certain: bool, number: int | None, known: set[str]) -> bool:
    """Whether an address is the page after `here` of the same article. Both are clean.

    `certain`: the link says so by its number or words. `number`: the number it is labelled with. `known`: where the
    page's numbered links lead. They tell a page of an article from a post of a series once `here` has a number.
    """
    if here == address or addresses.origin_of(here)[1:2] != addresses.origin_of(address)[1:2]:
        return False
    current = list(numbered(here))
    for there in numbered(address):
        if number is not None and number not in (there.number, there.number + 1):
            continue
        begins = _same(there.first, here)
        if not (certain or there.says_page or (begins and there.form == "segment")):
            continue
        from_zero = there.number == 1 and there.form == "query" and number != 1  # the second page is ?page=1
        if begins and (there.number == 2 or from_zero):
            return True
        for now in current:
            if now.form != there.form or not _same(now.first, there.first) or now.number + 1 != there.number:
                continue
            if there.says_page or now.first in known or (number == there.number and _goes_back(now, known)):
                return True
    return False


def _goes_back(now: Numbered, known: set[str]) -> bool:
    """Whether numbered links lead to page 1 of the same, as they do on later pages of an article."""
    return any(
        _same(address, now.first) or any(_same(n.first, now.first) and n.number == 1 for n in numbered(address))
        for address in known
    )


def numbered(url: str) -> Iterator[Numbered]:
    """Every way to read an address as a page number and the address of page 1."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in PAGE_QUERY and value.isdigit() and len(value) <= 2:
            rest = "&".join(f"{n}={v}" for n, v in pairs if n != name)
            yield Numbered(f"{origin}{parts.path}" + (f"?{rest}" if rest else ""), int(value), "query", True)
    query = f"?{parts.query}" if parts.query else ""
    head, _, last = parts.path.rstrip("/").rpartition("/")
    if found := NUMBERED_SEGMENT.fullmatch(last):
        says_page = bool(found[1])
        if head.endswith("/page"):
            head, says_page = head.removesuffix("/page"), True
        # What stands before must be the name of a story: a year, a section or a gallery numbers something else.
        name = head.rpartition("/")[2]
        if name and not name.isdigit() and not SLIDES.fullmatch(name) and 1 <= int(found[2]) <= MAX_PAGES:
            yield Numbered(f"{origin}{head}{query}", int(found[2]), "segment", says_page)
    elif (found := NUMBERED_NAME.fullmatch(last)) and 1 <= int(found["number"]) <= MAX_PAGES:
        mark = found["mark"] or ""
        says_page = any(letter.isalpha() for letter in mark) and mark[:1] in "-_.,"
        first = f"{origin}{head}/{found['stem']}{found['ending'] or ''}{query}"
        yield Numbered(first, int(found["number"]), "name", says_page)


def single_page_of(tree: html.HtmlElement, outline: Outline, url: str) -> str | None:
    """The view of the same article on one page, or None. Its path is the article's, or that and one word more."""
    base = base_of(tree, url)
    here = addresses.clean(url) or url
    for anchor in outline.anchors:
        label = _label(anchor)
        if len(label) > MAX_LABEL or not (_says(SAYS_SINGLE, label) or SINGLE_QUERY.fullmatch(anchor.href)):
            continue
        address = address_of(anchor, base)
        if address and address != here and "comment" not in anchor.href.lower() and _is_single(here, address):
            return address
    return None


def ruled_link(href: str | None, tree: html.HtmlElement, url: str) -> str | None:
    """The address of a further page of an article that a person's rule found, cleaned, or None: it leads to another
    page of the same site, by http or https, as any link of the page may."""
    address = addresses.clean(href, base=base_of(tree, url)) if href else None
    if address is None or address == (addresses.clean(url) or url) or not addresses.is_page(address):
        return None
    return address if addresses.site_of(address) == addresses.site_of(url) else None


def _is_single(here: str, address: str) -> bool:
    now, there = urlsplit(here), urlsplit(address)
    if now.netloc != there.netloc:
        return False
    firsts = [here, *(n.first for n in numbered(here))]
    if there.query and there.query != now.query:
        return any(urlsplit(first).path.rstrip("/") == there.path.rstrip("/") for first in firsts)
    head, _, last = there.path.rstrip("/").rpartition("/")
    return bool(SINGLE_SEGMENT.fullmatch(last)) and any(urlsplit(first).path.rstrip("/") == head for first in firsts)


def next_of_listing(tree: html.HtmlElement, outline: Outline, url: str) -> str | None:
    """The page of a listing that goes on where this one ends, or None.

    By a page number, offset or date one step on, found by `rel=next`, "Older", "Next", an arrow or the next number.
    Never the page itself, an earlier one, an article or another site.
    """
    base = base_of(tree, url)
    here = addresses.clean(url) or url
    candidates: list[tuple[int, str]] = []
    for element in tree.iter("link"):
        if "next" in (element.get("rel") or "").lower().split():
            address = addresses.clean(element.get("href") or "", base=base)
            if address:
                candidates.append((0, address))
    position = _position(here)
    for anchor in outline.anchors:
        label = _label(anchor)
        is_rel = "next" in (anchor.element.get("rel") or "").lower().split()
        says = _says(SAYS_OLDER, label) or _says(SAYS_NEXT, label) or _says(SAYS_PAGE, label) or _is_arrow(anchor)
        if not (is_rel or says or label.isdigit()) or len(label) > MAX_LABEL:
            continue
        address = address_of(anchor, base)
        if address:
            candidates.append((0 if is_rel else 1 if says else 2, address))
    for _, address in sorted(candidates, key=lambda candidate: candidate[0]):
        if _goes_on(here, position, address):
            return address
    return None


def _goes_on(here: str, position: tuple[str, int] | None, address: str) -> bool:
    """Whether an address is the next step of the same listing."""
    if address == here or addresses.origin_of(address)[1] != addresses.origin_of(here)[1]:
        return False
    there = _position(address)
    if there is None:
        return False
    stem, number = there
    if position is None:
        return _same(stem, here) and number >= 1
    if not _same(stem, position[0]):
        return False
    is_offset = number > 1 and position[1] > MAX_PAGES
    return number == position[1] + 1 or (number > position[1] and (is_offset or _is_offset(address)))


def _is_offset(url: str) -> bool:
    names = {name.lower() for name, _ in parse_qsl(urlsplit(url).query)}
    return bool(names & {"start", "offset", "from", "skip", "first", "begin"})


def _position(url: str) -> tuple[str, int] | None:
    """A listing's page as the address without number, and the number or offset."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in LISTING_QUERY and value.isdigit() and len(value) <= 6:
            rest = "&".join(f"{n}={v}" for n, v in pairs if n != name)
            return f"{origin}{parts.path}" + (f"?{rest}" if rest else ""), int(value)
    query = f"?{parts.query}" if parts.query else ""
    if found := re.fullmatch(
        rf"(.*?)/(?:page/|{PAGE_WORD}[-_]?)?(\d{{1,5}})(?:\.[a-z]{{2,5}})?/?", parts.path, re.IGNORECASE
    ):
        return f"{origin}{found[1] or '/'}{query}", int(found[2])
    if found := re.fullmatch(
        r"(.*?/)([\w-]*?)[-_]?(?:page|p)?[-_]?(\d{1,4})(\.[a-z]{2,5})/?", parts.path, re.IGNORECASE
    ):
        return f"{origin}{found[1]}{found[2]}{found[4]}{query}", int(found[3])
    return None


def _same(one: str, other: str) -> bool:
    """Whether two addresses are the same but for scheme, a final slash and an index file."""
    return _plain(one) == _plain(other)


def _plain(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    head, _, last = parts.path.rstrip("/").rpartition("/")
    path = head if shapes.INDEX.fullmatch(last) else f"{head}/{last}"
    return parts.netloc.removeprefix("www."), path.rstrip("/"), "&".join(sorted(p for p in parts.query.split("&") if p))


def _label(anchor: Anchor) -> str:
    """The words of a link without arrows; of a link that only shows one, its label or title."""
    label = anchor.text.strip(ARROWS)
    return label or (anchor.element.get("aria-label") or anchor.element.get("title") or "").strip(ARROWS)


def _is_arrow(anchor: Anchor) -> bool:
    return anchor.text.strip() in ("»", "›", ">", ">>", "→", "▶", "❯")


def _says(words: re.Pattern[str], label: str) -> bool:
    return words.fullmatch(label) is not None
