"""What speaks for a block of a page and what against it, in numbers: what other readers kept, its text, its place in
the tree, its neighbours, what stands twice.

Nothing here decides; `judge` weighs the evidence. All of it is general: no word, class or address of a single site.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from lxml.html import HtmlElement

from pipelines.blocks import Block, unspaced_words
from pipelines.tracing import Trace

FAR = 30
"""Levels in the tree; what stands no nearer above a block says nothing about it."""

LEVELS = 5
"""Containers of a block that are looked at, from its own element upwards."""

WORDS_WITHIN = 24
"""Words at the start of a block in which phrases are looked for: what has more is running text."""

START = 60
"""Characters at the start of a block whose kind is looked at."""

NAMES_WITHIN = 500
"""Characters of a class attribute that are read."""

LINE = 8
"""Words of a block that is a label or a button, not a sentence."""

ENDING_LINES = ("comments", "more", "share", "subscribe", "byline", "date", "rights", "filed")

# What class names and the like say about an element, by parts of words that templates everywhere use.
NAMED = {
    "article": r"article|story|^posts?$|entry|blog",
    "content": r"content|body|text|main|copy|prose",
    "comments": r"comment|disqus|respond|reply|replies|discussion",
    "related": r"related|recommend|similar|^also$|recirc|more$|^next$|^prev|suggest|outbrain|taboola",
    "popular": r"popular|trending|^most|latest|recent|^top$",
    "share": r"shar(?:e|ing)|social|follow|facebook|twitter",
    "newsletter": r"newsletter|subscri|signup|mailing|optin|email",
    "promo": r"promo|banner|^cta|callout|teaser|^cards?$|^deals?$|offer|shop|product|^buy$",
    "advert": r"^ads?$|advert|sponsor|partner|affiliate|disclos|disclaim",
    "navigation": r"nav|menu|crumb|pagination|pager|^toc$|contents",
    "footer": r"foot|copyright|legal|bottom",
    "header": r"header|^head$|masthead|hero|title|headline",
    "sidebar": r"sidebar|^side$|aside|^rail$|widget|column",
    "caption": r"caption|credit|figure|photo|image|^img|gallery|media|video|slide",
    "byline": r"byline|author|^bio$|profile|contributor|avatar|writer",
    "date": r"date|time|publish|^meta|info|posted",
    "tags": r"^tags?$|categor|topic|keyword|label",
    "standfirst": r"standfirst|^deck?$|subtitle|subhead|summary|^lede?$|intro|excerpt|descri|abstract",
    "quote": r"quote",
    "box": r"modal|popup|overlay|lightbox|tooltip|drawer|^screen$|^sr$|visually|^box|inset|embed",
    "hidden": r"hidden|^hide|collapsed",
    "cookie": r"cookie|consent|gdpr|privacy",
    "list": r"list|grid|^items?$|feed|archive|loop",
    "faq": r"faq|accordion|question|answer|toggle|^tabs?$",
    "notes": r"footnote|reference|citation|^notes?$|bibliogra|source",
    "account": r"login|account|user|paywall|premium",
    "tool": r"print|tool|button|btn|icon",
}
NAMES = {name: re.compile(pattern) for name, pattern in NAMED.items()}
ANY_NAME = re.compile("|".join(NAMED.values()))  # most words say nothing
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
NAME_WORD = re.compile(r"[a-z]{2,}")

STANDS_IN = {
    "article": "article", "main": "main", "aside": "aside", "footer": "footer", "nav": "nav", "header": "header",
    "section": "section", "figure": "figure", "figcaption": "figcaption", "table": "table", "td": "cell", "th": "cell",
    "ul": "list", "ol": "list", "li": "item", "dl": "definitions", "dt": "definitions", "dd": "definitions",
    "blockquote": "quote", "form": "form", "details": "details", "summary": "details", "a": "link", "p": "paragraph",
    "button": "button", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading", "pre": "preformatted", "center": "center", "address": "address",
}  # fmt: skip
PLACES = tuple(dict.fromkeys(STANDS_IN.values()))
ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "header", "main": "main"}
COLUMN_OF = {f"named {name}": column for column, name in enumerate(NAMES)}
COLUMN_OF |= {f"in {place}": len(NAMES) + column for column, place in enumerate(PLACES)}
COLUMN_OF["invisible"] = len(COLUMN_OF)
PLACE_COLUMNS = {tag: (COLUMN_OF[f"in {place}"],) for tag, place in STANDS_IN.items()}
HIDDEN_COLUMNS = (COLUMN_OF["invisible"],)
NAMING = frozenset({"class", "id", "itemprop", "data-component"})
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Words and pairs of words of what surrounds articles, in some European languages; "^" stands before the first word.
SAID = {
    "share": "share, tweet, facebook, twitter, whatsapp, pinterest, linkedin, instagram, print, teilen, partager, "
    "compartir, condividi, compartilhar, delen",
    "subscribe": "newsletter, newsletters, subscribe, subscription, subscriber, subscribers, sign up, inbox, join us, "
    "follow us, abonnieren, anmelden, abonnez, inscrivez, suscríbete, iscriviti, assine, prenumerera, abonneer",
    "more": "^more, read more, read next, read also, read the, see also, also read, related, also like, recommended, "
    "more from, more on, continue reading, click here, learn more, find out, don t, check out, up next, read full, "
    "^read, ^see, ^watch, ^next, ^previous, mehr zum, lesen sie, weiterlesen, lire aussi, à lire, savoir plus, "
    "leer más, lee también, leggi anche, leia mais, leia também, lees ook, lees meer, läs också",
    "rights": "copyright, rights reserved, all rights, rechte vorbehalten, tous droits, derechos reservados, diritti "
    "riservati, terms of, privacy policy, reproduced, reprinted, republished",
    "credit": "photo, photos, image, images, picture, photograph, photographer, photography, video, illustration, "
    "credit, courtesy, getty, reuters, shutterstock, unsplash, foto, bild, crédit, fotografía, istock",
    "byline": "^by, ^von, ^par, ^por, ^di, ^door, ^av, written by, posted by, published by, reviewed by, edited by, "
    "words by, author, authors, editor, autor, auteur, contributor, correspondent",
    "writer": "is a, is an, is the, writer, journalist, columnist, blogger, freelance, lives in, the author, she is, "
    "he is, has written, award winning, about the",
    "date": "january, february, march, april, june, july, august, september, october, november, december, jan, feb, "
    "mar, apr, jun, jul, aug, sep, sept, oct, nov, dec, ago, updated, posted, published, min, minutes, januar, "
    "februar, märz, oktober, dezember, janvier, février, mars, avril, août, enero, febrero, marzo, abril, agosto",
    "comments": "comment, comments, reply, replies, leave a, kommentar, kommentare, commentaire, commentaires, "
    "comentario, comentarios, reacties, your email",
    "cookies": "cookie, cookies, consent, javascript, browser",
    "account": "log in, login, sign in, register, my account, account, cart, checkout, menu, search, skip to, "
    "back to, home, contact, contact us, about us, donate, download",
    "advert": "advertisement, advertising, sponsored, affiliate, commission, disclaimer, disclosure, anzeige, "
    "publicité, publicidad, purchase, purposes only, advice, earn",
    "filed": "^tags, ^tag, ^filed, ^category, ^categories, ^topics, ^topic, ^keywords, ^schlagwörter, ^etiquetas, "
    "posted in, filed under, in categories",
    "figure": "^fig, ^figure, ^table, ^source, ^sources, ^note, ^notes, ^chart, ^abbildung, ^quelle, ^references",
    "contents": "^contents, of contents, this article, on this, jump to, ^inhalt, key takeaways, ^summary, ^overview",
    "conversation": "^q, ^a, ^i, ^we, ^you, i ve, i m, it s, we re",
}
PHRASES = {
    (words[0] if len(words) == 1 else words): at
    for at, said in enumerate(SAID.values())
    for words in (tuple(phrase.replace("^", "^ ").split()) for phrase in said.split(", "))
}
"""The entry of SAID for a word, or for a pair of words."""

SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)]*(?:\s|$)")
ENDINGS = {".": 1, "!": 1, "?": 2, ":": 3, "…": 4, ",": 5, ";": 5, "”": 1, '"': 1, "»": 1, "’": 1, ")": 6}
WORD = re.compile(r"\w+")
NO_SMALL_LETTER = re.compile(r"[^a-z\s]")


def evidence(blocks: Sequence[Block], trace: Trace, headline: str | None, summary: str | None) -> dict[str, np.ndarray]:
    """Named columns of numbers, one for each block. `headline` and `summary` are what the page says of its article.

    Distances in the tree are levels, FAR when there is nothing; distances on the page are blocks or words.
    """
    columns = _texts(blocks, headline, summary)
    indices = range(len(blocks))
    columns["trafilatura"] = np.array([index in trace.kept for index in indices], np.float32)
    columns["readability"] = np.array([index in trace.readable for index in indices], np.float32)
    tree = _Tree(blocks)
    columns |= tree.columns()
    columns |= _containers(tree, columns)
    columns |= _alike(tree, columns)
    columns |= _neighbours(columns)
    columns |= _position(columns)
    columns |= _after_lines(columns)
    return columns


def summary_of(tree: HtmlElement) -> str | None:
    """What the page announces of its article in its meta tags; None when it does not."""
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or ""
        if name.lower() in {"description", "og:description", "twitter:description"} and meta.get("content"):
            return meta.get("content")
    return None


def _texts(blocks: Sequence[Block], headline: str | None, summary: str | None) -> dict[str, np.ndarray]:
    """What the text of each block shows by itself and beside the page's headline and summary."""
    headline_words, summary_words = set(_words(headline)), set(_words(summary))
    times = Counter(block.text for block in blocks)
    times_before: Counter[str] = Counter(dict.fromkeys(times, -1))
    rows = []
    said: list[int] = []  # for each phrase found the cell of the table that counts it
    for block in blocks:
        text = block.text
        chars = len(text)
        words = _words(text)
        count = len(words) + unspaced_words(text)
        start = text[:START]
        signs = NO_SMALL_LETTER.findall(start)
        times_before[text] += 1
        in_headline, in_summary = len(headline_words.intersection(words)), len(summary_words.intersection(words))
        distinct = len(set(words)) if in_headline or in_summary else 1
        said += [len(SAID) * len(rows) + column for column in _said(words[:WORDS_WITHIN])]
        rows.append(
            (
                count, chars, block.link_chars / chars, block.bold_chars / chars, block.italic_chars / chars,
                sum(map(str.isupper, signs)) / len(start), sum(map(str.isdigit, signs)) / len(start),
                text.count(",") / (count or 1), len(SENTENCE.findall(text)), ENDINGS.get(text[-1], 0),
                1 if text[0].islower() else 2 if text[0].isdigit() else 3 if text[0] in "\"'“‘«„" else 0,
                chars / (count or 1), text.count("\n"), text.count("?"), len(block.runs),
                in_headline / distinct, in_headline / (len(headline_words) or 1),
                in_summary / distinct, in_summary / (len(summary_words) or 1),
                times[text], times_before[text], HEADINGS.get(block.tag, 0),
                "©" in start, "@" in start, "http" in start or "www." in start, "|" in text,
            )
        )  # fmt: skip
    columns = dict(zip(TEXT_COLUMNS, np.array(rows, np.float32).T, strict=True))
    times_said = np.bincount(np.array(said, np.intp), minlength=len(SAID) * len(rows)).astype(np.float32)
    columns |= dict(zip(SAID_COLUMNS, times_said.reshape(len(rows), len(SAID)).T, strict=True))
    return columns


HEADINGS = {f"h{level}": level for level in range(1, 7)}
TEXT_COLUMNS = (
    "words", "characters", "links", "bold", "italic", "capitals", "digits", "commas", "sentences", "ending",
    "beginning", "word length", "lines", "questions", "styles", "from headline", "of headline", "from summary",
    "of summary", "times on page", "times above", "heading level", "has ©", "has @", "has address", "has stroke",
)  # fmt: skip
SAID_COLUMNS = tuple(f"says {name}" for name in SAID)


def _words(text: str | None) -> list[str]:
    return WORD.findall(text.lower()) if text else []


def _said(words: list[str]) -> list[int]:
    """The entries of SAID whose phrases are among the words, once for each phrase."""
    if not words:
        return []
    phrases = chain((("^", words[0]),), words, pairwise(words))
    return [PHRASES[phrase] for phrase in phrases if phrase in PHRASES]


class _Tree:
    """The elements above the blocks of a page, each once, by number: parents before their children.

    parent        number of the parent, that of the root its own
    nearest       for each block and column of COLUMN_OF how many levels above it the nearest such element stands
    signature     number of the element's tag and class
    of_block      number of the element that each block stands in
    first, last   range of the blocks within each element
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.signatures: dict[tuple[str, str | None], int] = {}
        numbers: dict[HtmlElement, int] = {}
        parents: list[int] = []
        depths: list[int] = []
        signature: list[int] = []
        shown: list[tuple[int, int]] = []  # number of an element and a column that it stands for
        shown_inline: list[tuple[int, int]] = []  # number of a block and a column
        of_block: list[int] = []
        first: list[int] = []
        for index, block in enumerate(blocks):
            chain = []
            element: HtmlElement | None = block.element
            while element is not None and element not in numbers:
                chain.append(element)
                element = element.getparent()
            number = numbers[element] if element is not None else 0
            for element in reversed(chain):
                above, number = number, len(parents)
                numbers[element] = number
                parents.append(above)
                depths.append(depths[above] + 1 if depths else 0)
                first.append(index)
                tag, attributes = element.tag, element.items()
                shown += [(number, column) for column in _shown_by(tag, attributes)]
                key = (tag, element.get("class") if attributes else None)
                signature.append(self.signatures.setdefault(key, len(self.signatures)))
            shown_inline += [(index, column) for column in _shown_inline(block)]
            of_block.append(number)
        self.parent = np.array(parents, np.intp)
        self.signature = np.array(signature, np.intp)
        self.of_block = np.array(of_block, np.intp)
        depth = np.array(depths, np.float32)
        self.depth = depth[self.of_block]
        nearest = _deepest(self.parent, depth, shown)[self.of_block]
        _mark(nearest, self.depth, shown_inline)
        self.nearest = np.minimum(self.depth[:, None] - nearest, FAR)
        last = [0] * len(parents)
        for index, number in enumerate(of_block):
            last[number] = index + 1
        for number in range(len(parents) - 1, 0, -1):
            last[parents[number]] = max(last[parents[number]], last[number])
        self.first, self.last = np.array(first, np.intp), np.array(last, np.intp)

    def columns(self) -> dict[str, np.ndarray]:
        """How near above each block the elements stand that tell something about it."""
        columns = dict(zip(COLUMN_OF, self.nearest.T, strict=True))
        columns["depth"] = self.depth
        return columns

    def containers(self) -> list[np.ndarray]:
        """For each block the numbers of its element, the element above it, and so on."""
        levels = [self.of_block]
        while len(levels) < LEVELS:
            levels.append(self.parent[levels[-1]])
        return levels


def _deepest(parent: np.ndarray, depth: np.ndarray, shown: Sequence[tuple[int, int]]) -> np.ndarray:
    """For each element and column the depth of the deepest element, of itself and those above it, that is shown there;
    -FAR without one. Each step looks twice as far up as the one before."""
    deepest = np.full((len(parent), len(COLUMN_OF)), -FAR, np.float32)
    _mark(deepest, depth, shown)
    above = parent
    while above.any():
        np.maximum(deepest, deepest[above], out=deepest)
        above = above[above]
    return np.maximum(deepest, deepest[:1])


def _mark(table: np.ndarray, depth: np.ndarray, shown: Sequence[tuple[int, int]]) -> None:
    """Write into the cells of a table the depth of their row."""
    if shown:
        rows, columns = np.array(shown, np.intp).T
        table[rows, columns] = depth[rows]


def _shown_by(tag: str, attributes: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """The columns of COLUMN_OF that an element itself stands for."""
    shown = PLACE_COLUMNS.get(tag, ())
    if tag == "body" or tag == "html":
        return shown
    for name, value in attributes:
        if name in NAMING:
            shown += _named(value)
        elif name == "role" and value in ROLES:
            shown += PLACE_COLUMNS[ROLES[value]]
        elif hides(name, value):
            shown += HIDDEN_COLUMNS
    return shown


def hides(name: str, value: str) -> bool:
    """Whether an attribute hides its element."""
    return (
        name == "hidden"
        or (name == "aria-hidden" and value == "true")
        or (name == "style" and INVISIBLE.search(value) is not None)
    )


def _shown_inline(block: Block) -> tuple[int, ...]:
    """The columns that the inline elements about the block's first text stand for."""
    run = block.runs[0]
    element = run.holder.getparent() if run.is_tail else run.holder
    shown: tuple[int, ...] = ()
    while element is not None and element is not block.element:
        shown += _shown_by(element.tag, element.items())
        element = element.getparent()
    return shown


@lru_cache(maxsize=10_000)
def _named(names: str) -> tuple[int, ...]:
    """The columns that the value of a class attribute or the like stands for. Remembered, as pages repeat theirs."""
    words = NAME_WORD.findall(CAMEL.sub("-", names[:NAMES_WITHIN]).lower())
    return tuple(dict.fromkeys(column for word in words for column in _named_by(word)))


@lru_cache(maxsize=20_000)
def _named_by(word: str) -> tuple[int, ...]:
    """The same for a single word: templates of all makers use the same."""
    if not ANY_NAME.search(word):
        return ()
    return tuple(COLUMN_OF[f"named {name}"] for name, pattern in NAMES.items() if pattern.search(word))


def _share(part: np.ndarray, whole: np.ndarray, otherwise: float = -1) -> np.ndarray:
    """`part` of `whole`, and `otherwise` where the whole is nothing."""
    return np.where(whole > 0, part / np.maximum(whole, 1e-6), otherwise).astype(np.float32)


def _sums(values: np.ndarray) -> np.ndarray:
    """Running totals with a zero in front: the sum over blocks a to b is sums[b] - sums[a]."""
    return np.concatenate(([0], np.cumsum(values, dtype=np.float64)))


def _containers(tree: _Tree, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the containers of each block hold beside it, and how far up the first is that holds something kept."""
    words, kept, readable = columns["words"], columns["trafilatura"], columns["readability"]
    total = {
        "words": _sums(words), "kept": _sums(words * kept), "readable": _sums(words * readable),
        "links": _sums(words * columns["links"]), "blocks": _sums(np.ones_like(words)),
        "sentences": _sums(columns["sentences"]),
    }  # fmt: skip
    inside = {name: (sums[tree.last] - sums[tree.first]).astype(np.float32) for name, sums in total.items()}
    containers = np.stack(tree.containers())
    held = inside["words"][containers]
    by_level = {
        "kept": _share(inside["kept"][containers] - words * kept, held - words),
        "readable": _share(inside["readable"][containers] - words * readable, held - words),
        "links": _share(inside["links"][containers], held),
        "words": held,
        "blocks": inside["blocks"][containers],
        "sentences": _share(inside["sentences"][containers], held),
    }
    found = {
        f"{name} in container {level}": column
        for name, columns_by_level in by_level.items()
        for level, column in enumerate(columns_by_level)
    }
    everything = inside["kept"][0] if len(inside["kept"]) else 0
    for name, least in (("something kept", 0), ("half of what is kept", everything / 2)):
        holds = inside["kept"] > least
        container, height = tree.of_block, np.zeros(len(words), np.float32)
        for _ in range(FAR):
            outside = ~holds[container] & (container != 0)
            if not outside.any():
                break
            height += outside
            container = np.where(outside, tree.parent[container], container)
        found[f"levels to {name}"] = height
        found[f"kept where there is {name}"] = _share(inside["kept"][container], inside["words"][container])
    return found


def _alike(tree: _Tree, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What was kept of the other blocks whose element, and the one above it, look the same in the markup."""
    words, kept = columns["words"], columns["trafilatura"]
    above = tree.parent[tree.of_block]
    kinds = len(tree.signatures)
    own = tree.signature[tree.of_block]
    found = {}
    for name, group in (("alike", own), ("alike in like parent", own * kinds + tree.signature[above])):
        _, group = np.unique(group, return_inverse=True)
        whole, part = np.bincount(group, words), np.bincount(group, words * kept)
        found[f"kept of {name}"] = _share(part[group] - words * kept, whole[group] - words)
        found[f"blocks {name}"] = np.bincount(group)[group].astype(np.float32)
    return found


def _neighbours(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same evidence for the blocks before and after, and what was kept around."""
    found = {}
    for name in ("trafilatura", "readability", "words", "links", "ending", "heading level"):
        values = columns[name]
        padded = np.concatenate(([-1, -1], values, [-1, -1])).astype(np.float32)
        for offset in (-2, -1, 1, 2):
            found[f"{name} at {offset:+d}"] = padded[2 + offset : 2 + offset + len(values)]
    words, kept = columns["words"], columns["trafilatura"]
    indices = np.arange(len(words))
    for reach in (4, 12):
        start, end = np.maximum(indices - reach, 0), np.minimum(indices + reach + 1, len(words))
        for name, values in (("kept", kept), ("links", columns["links"]), ("readable", columns["readability"])):
            part, whole = _sums(words * values), _sums(words)
            found[f"{name} within {reach}"] = _share(
                part[end] - part[start] - words * values, whole[end] - whole[start] - words
            )
    return found


def _position(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Where a block stands on the page, beside what was kept and beside the headline."""
    words, kept = columns["words"], columns["trafilatura"] > 0
    count = len(words)
    indices = np.arange(count, dtype=np.float32)
    before = _sums(words)
    total = before[-1]
    kept_at = np.flatnonzero(kept)
    first, last = (kept_at[0], kept_at[-1]) if len(kept_at) else (0, count - 1)
    headline = np.flatnonzero((columns["of headline"] > 0.8) & (columns["from headline"] > 0.8))
    title = np.flatnonzero(columns["heading level"] == 1)
    top = headline[0] if len(headline) else title[0] if len(title) else 0
    previous = np.maximum.accumulate(np.where(kept, indices, -np.inf)) if count else indices
    following = np.minimum.accumulate(np.where(kept, indices, np.inf)[::-1])[::-1] if count else indices
    return {
        "place on page": indices / max(count, 1),
        "words before": (before[:-1] / max(total, 1)).astype(np.float32),
        "blocks after first kept": indices - first,
        "blocks after last kept": indices - last,
        "words after first kept": (before[:-1] - before[first]).astype(np.float32),
        "words after last kept": (before[:-1] - before[min(last + 1, count)]).astype(np.float32),
        "blocks after headline": indices - top,
        "blocks since kept": np.minimum(indices - previous, 99).astype(np.float32),
        "blocks until kept": np.minimum(following - indices, 99).astype(np.float32),
        "words on page": np.full(count, total, np.float32),
        "kept of page": np.full(count, (words * kept).sum() / max(total, 1), np.float32),
        "words kept": np.full(count, (words * kept).sum(), np.float32),
        "readable of kept": np.full(
            count, (words * kept * columns["readability"]).sum() / max((words * kept).sum(), 1), np.float32
        ),
    }


def _after_lines(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """How many lines of each kind that often ends an article stand between the first kept block and each block."""
    words, after_first = columns["words"], columns["blocks after first kept"] >= 0
    found = {}
    for name in ENDING_LINES:
        lines = (columns[f"says {name}"] > 0) & (words <= LINE) & after_first
        found[f"lines above saying {name}"] = np.cumsum(lines, dtype=np.float32) - lines
    return found
