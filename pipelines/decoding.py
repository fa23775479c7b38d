"""From the bytes of a page to its text and its tree. Everything that reads HTML here reads it through this file.

All functions take whatever a server may send and never raise for it; they take time linear in its size.
"""

import codecs
import html
import re
import zlib
from collections.abc import Iterator
from itertools import dropwhile

import lxml.etree
import lxml.html
from charset_normalizer import from_bytes
from lxml.etree import ParserError
from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

from pipelines.mending import mended

MAX_HTML = 32_000_000
"""Characters of a page that are parsed; the rest is cut off. The longest page of some 4,000 saved ones has 6 million
characters, and a tree of 32 million still fits the memory of a reading process."""

META_WITHIN = 64 * 1024
"""Bytes at the start of a page in which its `<meta charset>` is looked for. Browsers look at 1,024, but large inline
scripts before it are common."""

SAMPLE = 20_000
"""Bytes shown to the detector: its answer no longer changes with more, its time does."""

MAX_DEPTH = 200
"""Levels of nesting that are kept; deeper tags are left out and their text moves up. libxml2 drops what lies deeper
than 2,048 levels without a word, and tools that walk the tree by recursion give up at 1,000 calls. Pages written for
readers stay below 60."""

MAX_OPEN_INLINE = 50
"""Elements within a line (bold, font, span ...) that are kept open in one another; further ones are left out. Tag soup
forgets to close them, and counted as levels they would use up MAX_DEPTH for the blocks that follow."""

MAX_ELEMENTS = 100_000
"""Elements of a page that are parsed; the rest of the page is cut off. The largest of some 1,600 saved pages has 6,000,
the longest archives some ten thousand links. A tree of a million elements takes a gigabyte in what reads it."""

MAX_TEXTLESS = 20_000
"""Elements without text (TEXTLESS) that are kept; further ones are left out, as an article may still follow them."""

MAX_ATTRIBUTES = 1_000
"""Attributes of one tag; a tag with more loses them all. libxml2 compares each with each: 50,000 take 20 seconds."""

LONG_TAG = 2 * MAX_ATTRIBUTES
"""Characters of a tag from which on it may have as many: an attribute takes two, a letter and what is before it."""

DAMAGED = 0.1
"""Share of the non-ASCII characters that may be broken in a text that is still taken for what it says it is: a page
cut in the middle of a character, a teaser pasted in from elsewhere. Text in a wrong encoding is broken nearly
everywhere."""

# The encodings of the WHATWG standard by Python's name. Python knows others that have no business in a page, such
# as UTF-7 or unicode_escape.
SINGLE_BYTE = frozenset(
    codecs.lookup(name).name
    for name in (
        *(f"cp{number}" for number in (866, 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    )
)
MULTI_BYTE = frozenset(
    codecs.lookup(name).name
    for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "euc-jp", "cp932", "iso2022-jp", "cp949")
)

FILES = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"ID3", b"OggS", b"\x1aE\xdf\xa3", b"wOF"),
    b"\x00\x00\x00",  # films
)
"""How files begin that are no pages."""

GZIP = b"\x1f\x8b\x08"
"""How a gzip file begins."""

MAX_UNPACKED = 52_428_800
"""Bytes of a gzip file that are read, unpacked: the sitemap protocol's limit for one file."""

META_CHARSET = re.compile(
    rb"""<!--.*?(?:-->|\Z) | <meta\b[^<>]*?\bcharset\s*=\s*["']?\s*(?P<label>[\w-]{1,40})""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
TAGS = re.compile(rb"<[^<>]*>")
NON_ASCII_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")

LEGAL = "\t\n\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff"
"""Characters of a text: those that XML allows, without control characters and those that are none."""

IS_LEGAL = re.compile(f"[{LEGAL}]*+")  # half the time of looking for others
CONTROLS = re.compile(f"[^{LEGAL}]")
NUMERIC_REFERENCE = re.compile(r"&#(?:x[0-9a-f]{1,12}+|[0-9]{1,12}+);?", re.IGNORECASE)
TAG = re.compile(
    r"""<(?:
      (?P<end>/?)(?P<name>(?!(?i:script|style)\b)[a-zA-Z][^\s/>]*+)
      (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(?:>|\Z)        # a ">" in quotes ends no tag
    | !--[^-]*+(?:-(?!->)[^-]*+)*+                                             # a comment, to its end
    | (?P<raw>(?i:script|style))\b[^<]*+(?:<(?!/(?i:(?P=raw))\b)[^<]*+)*+      # their content is not markup
    )
    """,
    re.VERBOSE,
)
CLOSED = re.compile(
    r"""(?:\s+[^\s"'=<>/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+\s*+/"""
)  # in `a=b/>` the stroke is value
UNCLOSED_TITLE = re.compile(r"<title\b[^<>]*>[^<]*+", re.IGNORECASE)
END_OF_TITLE = re.compile(r"</title", re.IGNORECASE)
END_OF_ATTRIBUTE = re.compile(r"""(?:"[^"]*"|'[^']*'|[\s/])[\s/]*+""")
# Tags that close themselves or each other; counting them as levels would see depth in a long list.
NO_LEVEL = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"})
NO_LEVEL |= {"track", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th", "tbody", "thead", "a", "html", "body"}
WHOLE = frozenset({"html", "body"})
"""They end where the file ends, as in browsers, wherever their end tags stand: libxml2 leaves out what follows those of
an advertisement that was pasted in as a page of its own."""
FORMATTING = frozenset("b i u s q em strong font span big small tt code strike sub sup nobr abbr cite mark".split())
TEXTLESS = frozenset("meta link option img source param input hr br path use".split())
PARSER = lxml.html.HTMLParser(
    encoding="utf-8", huge_tree=True, collect_ids=False, default_doctype=False, remove_comments=True, remove_pis=True
)
# One class for all elements: choosing among lxml's classes for forms and the like took a tenth of the time of reading.
PARSER.set_element_class_lookup(
    lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment)
)


def is_file(body: bytes) -> bool:
    """Whether bytes are a picture, a document or the like, whatever their label says."""
    return body.startswith(FILES)


HEAD_ELEMENTS = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template"})


def gunzipped(body: bytes) -> bytes:
    """The content of a gzip file, as far as it goes and no further than MAX_UNPACKED; other bytes as they are.

    Some servers hand out packed files without saying that they are packed.
    """
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_UNPACKED)
    except zlib.error:
        return body


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page. `content_type` is the HTTP header's value, with or without a charset.

    Tried in this order, each only believed when the bytes agree: byte order mark, HTTP header, UTF-8, the page's own
    `<meta charset>`, a detector. Labels mean what the WHATWG standard says (iso-8859-1 is windows-1252, gb2312 is
    gb18030). A single-byte label in the header fits any bytes and so proves nothing: valid UTF-8 wins over it.
    Broken characters become U+FFFD, text that was encoded twice is mended. Nothing is raised; an empty page is "".
    """
    return mended(_decoded(body, content_type))


def _decoded(body: bytes, content_type: str | None) -> str:
    encoding, mark = read_bom(body)
    if encoding and mark:
        return body[len(mark) :].decode(encoding, "replace")
    candidates = list(_candidates(body, content_type))
    for encoding in candidates:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    for encoding in candidates:
        text = body.decode(encoding, "replace")
        foreign = sum(not character.isascii() for character in text)
        if text.count("\ufffd") <= DAMAGED * foreign:
            return text
    return body.decode(_detect(body) or "cp1252", "replace")


def parse(text: str) -> lxml.html.HtmlElement | None:
    """The tree of a page, or None when it holds no markup and no text. Comments are left out.

    Control characters are removed, also when written as character references (one `&#x1b;` makes trafilatura lose
    the article). Nesting deeper than MAX_DEPTH, the attributes of tags with more than MAX_ATTRIBUTES, text beyond
    MAX_HTML characters and what follows the first MAX_ELEMENTS elements are cut off. A title that is never closed
    ends with its text; browsers show an empty page, as all the rest is title to them.
    """
    text = text[:MAX_HTML]
    if not IS_LEGAL.fullmatch(text):
        text = CONTROLS.sub("", text)
    if "&#" in text:
        text = NUMERIC_REFERENCE.sub(_legal_character, text)
    if not END_OF_TITLE.search(text):
        text = UNCLOSED_TITLE.sub(r"\g<0></title>", text, count=1)
    text = _within_limits(text)
    if not text.strip():
        return None
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=PARSER)
    except ParserError:  # "Document is empty": nothing but a comment or a doctype
        return None
    _end_head(tree)
    for template in tree.iter("template"):
        if template.get("shadowrootmode"):
            template.tag = "div"  # browsers show what such a template holds in the place where it stands
    return tree


def _end_head(tree: lxml.html.HtmlElement) -> None:
    """Move out of the head what is none of it.

    A page need not write the end of its head and the start of its body. Where it goes on with an element of HTML 5,
    such as `<header>` or `<article>`, which libxml2 does not know, that stands in the head then.
    """
    head = tree.find("head")
    stray = [] if head is None else list(dropwhile(lambda element: element.tag in HEAD_ELEMENTS, head))
    if not stray:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        head.addnext(body)
    body[:0] = stray


def _candidates(body: bytes, content_type: str | None) -> Iterator[str]:
    """The encodings to try, the most trustworthy first."""
    if body[:1] == b"<" and body[1:2] == b"\0":
        yield "utf-16-le"
    if body[:2] == b"\0<":
        yield "utf-16-be"
    header = http_content_type_encoding(content_type)
    if header in MULTI_BYTE:
        yield header
    meta = _meta_charset(body[:META_WITHIN])
    if meta == "iso2022_jp" and b"\x1b$" in body:
        yield meta  # made of ASCII bytes only, it would pass for UTF-8
    if body.isascii() or header not in SINGLE_BYTE or _is_utf8(body):
        yield "utf-8"
    if header in SINGLE_BYTE:
        yield header
    if meta in SINGLE_BYTE or meta in MULTI_BYTE:
        yield meta


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _meta_charset(start: bytes) -> str | None:
    """The encoding that the page names itself; None when it names none that Python knows."""
    for match in META_CHARSET.finditer(start):
        if match["label"]:
            return resolve_encoding(match["label"].decode("ascii", "replace"))
    return None


def _detect(body: bytes) -> str | None:
    """The detector's guess from the lines that hold more than ASCII, without their tags."""
    text = b"\n".join(NON_ASCII_LINE.findall(TAGS.sub(b"\n", body)))
    best = from_bytes(text[:SAMPLE], cp_isolation=sorted(SINGLE_BYTE | MULTI_BYTE)).best()
    return best.encoding if best else None


def _legal_character(reference: re.Match[str]) -> str:
    """A numeric character reference, unless it names a character that no text may hold."""
    character = html.unescape(reference[0])
    return reference[0] if character and not CONTROLS.search(character) else ""


def _within_limits(text: str) -> str:
    """The page without what goes beyond the limits on nesting, elements and attributes."""
    kept: list[str] = []
    at = depth = inline = elements = textless = 0
    for tag in TAG.finditer(text):
        end, name = tag.group(1, 2)
        if name is None:
            continue
        start, stop = tag.span()
        name = name.lower()
        is_over = bool(end) and name in WHOLE
        if name in TEXTLESS:
            textless += not end
            is_over = textless > MAX_TEXTLESS
        else:
            if text.startswith("/>", stop - 2) and CLOSED.fullmatch(tag["attributes"]):
                pass  # opened and closed at once: shapes in a drawing, icons
            elif name in NO_LEVEL:
                pass
            elif name in FORMATTING:
                is_over = inline + (not end) > MAX_OPEN_INLINE
                inline = max(inline - 1, 0) if end else inline + 1
            else:
                is_over = depth + (not end) > MAX_DEPTH
                depth = max(depth - 1, 0) if end else depth + 1
            if not end and not is_over:
                elements += 1
                if elements > MAX_ELEMENTS:
                    kept.append(text[at:start])
                    return "".join(kept)
        if is_over or (stop - start > LONG_TAG and _has_too_many_attributes(tag)):
            kept += text[at:start], "" if is_over else f"<{end}{name}>"
            at = stop
    kept.append(text[at:])
    return "".join(kept)


def _has_too_many_attributes(tag: re.Match[str]) -> bool:
    """Whether a tag has more than MAX_ATTRIBUTES; what stands in quotes is not counted."""
    return len(END_OF_ATTRIBUTE.findall(tag["attributes"])) > MAX_ATTRIBUTES
