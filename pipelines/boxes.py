"""Boxes and lines that stand in the text without being it: sharing, sign-up, "read more", tags, page numbers.

A box is recognised by what its elements are called, a line by what it says. A name counts only for a small part of the
page, as templates name whole pages "has-newsletter".
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.blocks import Block
from pipelines.paywall import is_note

BOX_SHARE = 0.25
"""Part of the words kept of a page that a named box may hold; more is the article in a template of that name."""

OTHER_TEXTS = frozenset({"links to other articles", "comments"})
"""Boxes that may be larger than the article."""

FREE_TEXT, FREE_PROSE = 50, 15
"""Words in no box that are a text by themselves, and of its paragraphs: what stands behind it in a box is none of it,
however large."""

LINE_WORDS = 40
"""Words of a line that may be furniture by what it says; sign-up texts are the longest, with some 35."""

READ_MORE_LINKED = 0.4
"""Part of a "read more" line that must be a link; "See also" in running text has none."""

PAYWALL = "a note that the rest is not free"

IDENTIFIED = frozenset({"div", "aside", "ul", "ol", "form"})
"""Elements whose id names a box; that of a heading or section is its title ("social-media")."""

NAMES = {
    "a newsletter box": r"newsletter|mailing-?list|sign-?up|signup|mc4wp|opt-?in",
    "an advertisement": r"advert\w*|ads?|ad-?(?:slot|unit|container|wrapper|banner)|sponsored|outbrain"
    r"|taboola",
    "a sharing box": r"share|sharing|share-?(?:\w+)|sharedaddy|social-?\w*|addtoany|addthis|socials",
    "links to other articles": r"related\w*|also-?read|read-?(?:more|next)|recirc\w*|most-?(?:read|popular)|trending"
    r"|jp-relatedposts|yarpp\w*|recommended\w*|(?:up-?)?next-?(?:article|post|story)",
    "comments": r"comments?|comment-?(?:list|area|form)s?|disqus\w*|respond",
    "the author's note": r"author-?(?:bio|box|info|card|profile)|about-?(?:the-?)?author|post-?author|bio",
    "tags": r"tags|tags?-?(?:links|list|cloud)|(?:post|article|entry)-?tags",
    "page numbers": r"pagination|page-?links|pager|page-?numbers",
    "a cookie notice": r"cookie\w*|consent|gdpr",
    PAYWALL: r"paywall|members-?only|regwall|subscribers?-?only",
}
MADE = re.compile(r"(?:^|\s)[a-z]{1,2}\s[a-z]{1,2}(?:$|\s)")
"""Names that a program gave, as in "ab ac ad": they mean nothing."""

NAMED = {reason: re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-])", re.IGNORECASE) for reason, names in NAMES.items()}
ANY_NAME = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(NAMES.values())})(?:$|[\s_-])", re.IGNORECASE)
"""Most names are of no box."""

LINES = {
    "an advertisement": r"[-–—\s]*(?:advertise?ment|anzeige|publicité|publicidad|pubblicità|advertentie)\b.{0,60}$"
    r"|(?:story|article) continues (?:below|after)|(?:sponsored|promoted)(?: by| content)?:|werbung$",
    "a newsletter box": r"(?:sign|signing) up (?:to|for|now|here|today)\b|join our (?:mailing list|newsletter)"
    r"|subscribe (?:now|today|to (?:our|the .{0,40}newsletter))|get (?:our|the) .{0,60}(?:inbox|newsletter)"
    r"|(?:abonnieren sie|newsletter abonnieren|inscrivez-vous|suscríbete|iscriviti)\b",
    "a sharing box": r"share (?:this|on|via)\b|share:?$|submit to reddit|(?:print|e-?mail) this\b"
    r"|print(?:er)?[- ]friendly|(?:view|read) (?:as|on) (?:a )?single page|copy link$|save for later$"
    r"|follow (?:us|me) on\b|tweet(?: this)?$|pin it$|(?:teilen|partager|compartir|condividi|delen):?$",
    "page numbers": r"(?:pages?|seiten?|página|pagina)\s*:?\s*\d+(?:\s+\d+)+\b|.{0,12}\bpage \d+ of \d+"
    r"|(?:next|previous) page\b|\d{1,3}(?:[\s|·]+\d{1,3})+(?:\s+next.{0,8})?$",
    "tags": r"(?:tags?|filed under|tagged(?: with)?|posted in|keywords|topics"
    r"|schlag(?:wörter|worte)|étiquettes|etiquetas)\s*:"
    r"|filed under\b|tagged\b.{0,80}$",
    "a legal line": r"(?:©|\(c\)\s|copyright\b\s*(?:©|\d{4}|\(c\)|by\b))|all rights reserved"
    r"|(?:we|.{2,40}) may (?:earn|receive) (?:a|an) .{0,20}commission|printed from http"
    r"|.{0,60}\b(?:views|opinions)\b.{0,60}\bexpressed\b.{0,80}\b(?:not necessarily (?:reflect|represent)"
    r"|(?:are|is) (?:solely |entirely )?(?:those of|(?:their|his|her|my) own))",
    "comments": r"(?:leave|post|add|write) a (?:comment|reply)|\d+ (?:comments|responses)$"
    r"|comments(?: are closed)?\.?$",
}
SAYS = {reason: re.compile(rf"(?:{says})", re.IGNORECASE) for reason, says in LINES.items()}
READ_MORE = re.compile(
    r"[\s>»•▶-]*(?:(?:read more|also read|see also|read next|read also|don't miss|"
    r"lesen sie auch|mehr (?:dazu|zum thema)|"
    r"siehe auch|(?:à )?lire aussi|voir aussi|lee también|le puede interesar|leggi anche|"
    r"lees ook|leia (?:também|mais))\b"
    r"|(?:more|related|read|watch|recommended)\b[^.!?:]{0,25}:)",
    re.IGNORECASE,
)
APPEAL = re.compile(
    r"consider (?:supporting (?:us|our)\b|donating\b|(?:becoming|being) an? (?:member|subscriber|supporter|patron)"
    r"|making an? (?:\w+ )?(?:donation|contribution))|become an? (?:member|supporter|patron)\b.{0,30}(?:today|now|help)"
    r"|(?:unterstützen sie|unterstütze) (?:uns|unsere|unabhängigen)|soutenez(?:-nous| notre| le journalisme)"
    r"|apoy[ae] (?:nuestro|el) (?:trabajo|periodismo)|sostieni(?:ci| il nostro)|steun ons"
)
"""How a magazine asks its readers for money, in lower case: to ignore case takes five times as long."""

SPONSORED = re.compile(
    r"(?:advertisement|advertising|sponsored|promotional) (?:feature|content|post|story)"
    r"|paid (?:for|partnership|post|content)\b"
    r"|(?:sponsored|presented|brought to you) by\b|in partnership with|advertisement:\s*\S|anzeige:\s*\S|advertorial"
    r"|contenu sponsorisé|contenido patrocinado",
    re.IGNORECASE,
)


def named_boxes(blocks: Sequence[Block]) -> dict[int, str]:
    """Places in `blocks` of the kept ones in a box by the name of an element around them, with what the box is.

    A box that is large is one only behind the end of the text, and if it holds other texts.
    """
    names: dict[HtmlElement, str | None] = {}
    words: Counter[HtmlElement] = Counter()
    begins: dict[HtmlElement, int] = {}
    found: list[tuple[int, list[HtmlElement]]] = []
    total = free = end = 0
    for place, block in enumerate(blocks):
        if not block.kept:
            continue
        length = block.words
        total += length
        around = []
        element = block.element
        while element is not None and element.tag not in ("body", "html"):
            if element not in names:
                names[element] = box_name(element)
                begins[element] = place
            if names[element]:
                around.append(element)
                words[element] += length
            element = element.getparent()
        if around:
            found.append((place, around))
        elif length >= FREE_PROSE:
            free, end = free + length, place
    small = {
        element
        for element, held in words.items()
        if held <= BOX_SHARE * total or (names[element] in OTHER_TEXTS and free >= FREE_TEXT and begins[element] > end)
    }
    return {
        place: names[next(box for box in reversed(around) if box in small)]
        for place, around in found
        if not small.isdisjoint(around)
    }


def box_around(element: HtmlElement | None, outer: HtmlElement | None = None) -> str | None:
    """What kind of box an element stands in, by the names of those around it, up to `outer` or the page's body."""
    while element is not None and element is not outer and element.tag not in ("body", "html"):
        name = box_name(element)
        if name:
            return name
        element = element.getparent()
    return None


def box_name(element: HtmlElement) -> str | None:
    """What kind of box an element's class or id names."""
    name = element.get("class") or ""
    if element.tag in IDENTIFIED:
        name = f"{name} {element.get('id') or ''}"
    return _named(name) if name else None


@lru_cache(maxsize=10_000)  # templates repeat a few hundred names
def _named(name: str) -> str | None:
    if not ANY_NAME.search(name) or MADE.search(name):
        return None
    return next((reason for reason, pattern in NAMED.items() if pattern.search(name)), None)


def furniture_line(block: Block) -> str | None:
    """What a short line is that is no text by what it says; None for text."""
    text = block.text
    if block.words > LINE_WORDS or block.tag == "pre":
        return None
    if is_note(block):
        return PAYWALL
    for reason, says in SAYS.items():
        if says.match(text):
            return reason
    if APPEAL.search(text.lower()):
        return "an appeal for support"
    if block.link_chars >= READ_MORE_LINKED * len(text) and READ_MORE.match(text) and block.link_chars < len(text):
        return "links to other articles"
    return None
