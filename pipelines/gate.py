"""Is this page an article at all? Error pages, walls, listings and empty shells come back as text, too.

Each check is narrow: an article lost is worse than a wall kept, which readers of the database see and can report.
"""

import re
from collections.abc import Iterator, Sequence
from unicodedata import combining
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines import shapes
from pipelines.blocks import Block
from pipelines.items import PageKind
from pipelines.notices import NOTICES, SEARCH
from pipelines.outline import Outline, read_outline
from pipelines.pagekind import FULL_POST, decide

FEWEST = 20
"""Words of the shortest article. The shortest of some 1,560 saved ones has 31; what is left of a page whose article is
missing, such as a copyright line and an advertisement, has up to 18."""

FORM = 40
"""Words up to which a page with a field for a password is a login form and no article with a login box beside it."""

BRIEF = 80
"""Words up to which a title or a sentence of a notice is enough: error pages and walls have 20 to 60."""

SHORT = 200
"""Words up to which a page may be a notice if both title and text say so. Longer is only what surrounds it, such as
popular stories, or an article that tells of notices."""

TEASER = 400
"""Characters of text under a headline link that still are a teaser. They run to 300, the shortest news to 350; other
short news are told from teasers by HEADLINES."""

PLENTY = 3_000
"""Characters outside links from which a text is not looked at any further, if a paragraph of it is longer than a
TEASER. It is twice as many as SHORT words have, with room for the entries of menus."""

HEADLINES = 5
"""Links to other articles of the same host that stand in the text read. In articles with no longer piece of text than
a teaser, at most 4 were seen."""

TEASERS = 5
"""Teasers under headline links that were read where the links were left out. Short news have up to 3 below them."""

TEASERS_OF_A_SITE = 3
"""The same where Open Graph says that the page is a website, as section fronts do and hardly any article."""

LISTED_WORDS = 125
"""Words read up to which the outline alone makes a listing. Teasers of more words are told by what was read, see
HEADLINES and TEASERS; short articles among many headlines have from 130 on."""

INTRODUCTION = 200
"""Characters of text before the first headline link from which a page is an article with links below; what stands
under the name of a section has up to 170."""

BEGINNING = 1_500
"""Characters of the text and of other places in which sentences of a notice are looked for."""

LONGEST_TITLE = 1_000
"""Characters of a title that are looked at; no notice has a longer one."""

OTHER_FILE = re.compile(
    r"\s*(?:%PDF-|.?PNG\r?\n|GIF8|PK\x03\x04|\{|\[\s*[{\[\"\d]|<\?xml(?!.{0,2000}<html))", re.IGNORECASE | re.DOTALL
)
MARKUP = re.compile(r"<(?:html|head|body|p|div|article|h1|br|span|title|meta)\b", re.IGNORECASE)
JAVASCRIPT = re.compile(
    r"javascript\b.{0,60}\b(?:app|site|page|website|continue|view|aktivieren|erforderlich|inschakelen|requis|activé|"
    r"necesario|necessario)\b|"
    r"(?:enable|turn on|requires?|need|without|aktivier|activ|attiv|habilit|inschakel|aktiver|włącz|povol)\w*\b"
    r".{0,40}\bjavascript",
    re.IGNORECASE | re.DOTALL,
)
"""What shells say to browsers without JavaScript."""

READABLE = 0.7
"""Share of letters, digits and spaces in readable text: random bytes reach .65, prose .95, programs and tables .75."""

SAMPLE = 10_000
"""Characters looked at to see whether they are writing."""

REPEATED_SIGN = re.compile(r"([^\w\s])\1+")
"""A sign several times in a row: a line drawn across the page."""

COMMENTS = re.compile(r"\b(?:comments?|kommentare?|commentaires?|comentarios?|commenti|disqus)\b", re.IGNORECASE)
"""What else needs JavaScript and is no reason to refuse a short article above it."""

# A word; where writing sets no spaces between words, a character.
WORD = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\\W_]+")
MARKS = re.compile(r"[^\w\s]|_")  # neither letters, digits nor spaces
SEPARATOR = re.compile(r"\s+[|–—·•»:/-]+\s+|\s*[|»]\s*")


def refuse_file(text: str) -> str | None:
    """Why a decoded file cannot be an article; None when it may hold a page."""
    if not text.strip():
        return "The page is empty."
    if OTHER_FILE.match(text) or not MARKUP.search(text):
        return "This is a file of another kind, not a page."
    return None


def refuse_listing(tree: HtmlElement, outline: Outline, url: str) -> str | None:
    """Why a page is a front page, a section or another listing, None when it may be an article.

    As the crawl decides, but more careful, since `url` may be any address that the page was saved under, even "": a
    text of some length makes an article, and so does what Open Graph says; so do, unless the address is a listing's,
    an introduction before the first headline, and headlines of other sites.
    """
    if not url or max(outline.stretches) >= FULL_POST or _is_typed(tree, "article"):
        return None
    kind, reason = decide(tree, outline, url)
    is_listing = shapes.looks_like_listing(url) or (outline.stretches[0] < INTRODUCTION and _leads_within(outline, url))
    return f"This is a listing: {reason}." if kind is PageKind.LISTING and is_listing else None


def refuse_text(
    tree: HtmlElement, blocks: Sequence[Block], body: str, url: str, outline: Outline | None = None
) -> str | None:
    """Why what was read is not an article, as a sentence for people; None when it may be one.

    `body` is the text of the kept ones among the `blocks` that were read, maybe none; `url` the page's address;
    `outline` the page's, where somebody has read it already.
    """
    text = _line(body)
    reason = None if _is_long(blocks) else _refuse_other(tree, text, url, outline or read_outline(tree))
    return reason or _refuse_noise(text[:SAMPLE])


def _is_long(blocks: Sequence[Block]) -> bool:
    """Whether the text is longer than a notice or a form, and a paragraph of it longer than a teaser."""
    prose = [len(block.text) - block.link_chars for block in blocks if block.kept]
    return sum(prose) >= PLENTY and max(prose) >= TEASER


def _refuse_other(tree: HtmlElement, text: str, url: str, outline: Outline) -> str | None:
    """Whether the text is that of a page of another kind."""
    words = _count_words(text) - _count_words(" ".join(_menu_in(text, outline, url)))
    titles = list(_titles(tree))
    return (
        (_refuse_notice(titles, text, words) if words < SHORT else None)
        or _refuse_listing(tree, outline, titles, text, url)
        or (_refuse_short(tree, text, words) if words < FORM else None)
    )


def _refuse_noise(text: str) -> str | None:
    """Whether the text is no writing at all, such as the bytes of a file that calls itself a page, or one sign over and
    over."""
    text = REPEATED_SIGN.sub("", text)
    readable = len(text) - sum(not combining(mark) for mark in MARKS.findall(text))
    return "What was found on the page is no readable text." if readable <= READABLE * len(text) else None


def _refuse_notice(titles: list[str], text: str, words: int) -> str | None:
    """Whether title and text, or with few words one of them, say that this is an error page, a wall or a form."""
    for notice in NOTICES:
        title = next((title for title in titles if notice.titles.fullmatch(title.rstrip(" .!?…:"))), None)
        sentence = notice.sentences.search(text[:BEGINNING])
        if (title or sentence) and (words < BRIEF or (title and sentence)):
            return f"This is {notice.what}: {(title or sentence[0])[:100]}"
    return None


def _refuse_short(tree: HtmlElement, text: str, words: int) -> str | None:
    """Why a page with next to no text is no article, None when it may be one."""
    if any((field.get("type") or "").lower() == "password" for field in tree.iter("input")):
        return "This is a login form: the page asks for a password and holds next to no text."
    if any((meta.get("http-equiv") or "").lower() == "refresh" for meta in tree.iter("meta")):
        return "The page only leads on to another."
    notices = [*(element.text_content() for element in tree.iter("noscript")), text]
    if any(JAVASCRIPT.search(notice[:BEGINNING]) and not COMMENTS.search(notice[:BEGINNING]) for notice in notices):
        return "The page shows its text only with JavaScript."
    if words <= 0:
        return "No text was found on the page."
    return f"Only {words} words of text were found on the page." if words < FEWEST else None


def _refuse_listing(tree: HtmlElement, outline: Outline, titles: list[str], text: str, url: str) -> str | None:
    """Whether the text is headlines of other articles, with teasers or without: a section front, search results."""
    longest = max(outline.stretches)
    if longest >= TEASER or _is_typed(tree, "article"):
        return None
    host = _host_of("", url)
    headlines = {anchor.text for anchor in outline.anchors if anchor.is_headline and _host_of(anchor.href, url) == host}
    read = sum(headline in text for headline in headlines)
    teasers = min(len(headlines), sum(length > 0 for length in outline.stretches[1:]))
    few = TEASERS_OF_A_SITE if _is_typed(tree, "website") else TEASERS
    is_cards = teasers >= few and outline.stretches[0] < INTRODUCTION and len(text) >= 2 * longest
    if read < HEADLINES and not is_cards:
        return None
    what = SEARCH.what if any(SEARCH.titles.fullmatch(title) for title in titles) else "a listing"
    return f"This is {what}: {len(headlines)} headlines lead to other pages, with no more than a teaser under them."


def _leads_within(outline: Outline, url: str) -> bool:
    """Whether most of the headline links lead to pages of the same host."""
    host = _host_of("", url)
    hosts = [_host_of(anchor.href, url) for anchor in outline.anchors if anchor.is_headline]
    return 2 * hosts.count(host) >= len(hosts)


def _is_typed(tree: HtmlElement, what: str) -> bool:
    """Whether Open Graph says that the page is this: "website" for the site itself or a part of it, "article" for a
    post, which publishing systems say of no front page or section."""
    return any(meta.get("property") == "og:type" and meta.get("content") == what for meta in tree.iter("meta"))


def _menu_in(text: str, outline: Outline, url: str) -> set[str]:
    """Links of the site that stand in the text but belong to no sentence: entries of menus and lists.

    Links to other sites are no menu, but what a round-up of links is made of.
    """
    host = _host_of("", url)
    return {
        anchor.text
        for anchor in outline.anchors
        if (anchor.in_furniture or anchor.is_block) and anchor.text in text and _host_of(anchor.href, url) == host
    }


def _host_of(href: str, url: str) -> str | None:
    """The host that a link on the page `url` leads to; None for a broken one."""
    try:
        return urlsplit(urljoin(url, href)).hostname
    except ValueError:
        return None


def _titles(tree: HtmlElement) -> Iterator[str]:
    """What the page calls itself, each on one line: its title, whole and without the magazine's name, and its h1.

    Without an h1 the first h2 counts, and also what stands last in the title.
    """
    headings = list(tree.iter("h1"))[:2]
    for title in list(tree.iter("title"))[:1]:
        line = _line(title.text_content()[:LONGEST_TITLE])
        pieces = [piece for piece in SEPARATOR.split(line) if piece]
        yield from dict.fromkeys([line, *pieces[:1], *([] if headings else pieces[-1:])])
    for heading in headings or list(tree.iter("h2"))[:1]:
        yield _line(heading.text_content()[:LONGEST_TITLE])


def _line(text: str) -> str:
    """The text on one line, with typewriter apostrophes, as the notices are written."""
    return " ".join(text.replace("’", "'").split())


def _count_words(text: str) -> int:
    return len(WORD.findall(text))
