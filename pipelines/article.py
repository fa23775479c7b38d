"""The recipe: from a fetched page to the article an editor would print.

Neither Scrapy nor a database is needed; worker processes run this, and so can anybody else:

    article = read_html(html, "https://magazine.example/story/owls")
"""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

import py3langid
from lxml.etree import _Element, iterwalk
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from pipelines import gate
from pipelines.decoding import decode, parse
from pipelines.items import ArticleItem, Part, Rejected
from pipelines.metadata import clean_line, read_metadata

NOT_READ = ("script", "style", "svg", "template", "object", "embed", "applet")
"""Elements that hold no text of the article, only time and memory of those who search them."""

LANGUAGE_WITHIN = 1_500
"""Characters of the body shown to the language detector: more cost ten times as much and say the same."""

REPEATED = 2
"""Paragraphs at the beginning and the end of a later page that are dropped when an earlier page has them: the repeated
standfirst above, the author's note below. In between a repetition is meant."""

BLOCKS = frozenset({"p", "head", "quote", "list", "item", "table", "row", "code", "div", "body"})

CELL = "\x1f"
"""Stands between the cells of a row until the text is cut into lines; no XML text can hold it."""


def read_html(html: bytes, url: str, content_type: str | None = None) -> ArticleItem | Rejected:
    """Read one page. `url` is its address, `content_type` the HTTP header's value if there was one."""
    return read_article([Part(url, 200, content_type, html, datetime.now(UTC))])


def read_article(parts: Sequence[Part], tree: HtmlElement | None = None) -> ArticleItem | Rejected:
    """Read an article from its pages, in order. What is known about it comes from the first, its text from all.

    `tree` is the first page where it was parsed already; it is changed. Rejected when the first page is no article; a
    later page that is none is left out.
    """
    first, *later = parts
    if tree is None:
        text = decode(first.body, first.content_type)
        reason = gate.refuse_file(text)
        tree = None if reason else parse(text)
        if tree is None:
            return Rejected(reason or "The page is empty.")
    metadata = read_metadata(tree, first.url)
    paragraphs = read_paragraphs(tree, first.url)
    reason = gate.refuse_text(tree, " ".join(paragraphs))
    if reason:
        return Rejected(reason)
    for part in later:
        tree = parse(decode(part.body, part.content_type))
        paragraphs += new_paragraphs(read_paragraphs(tree, part.url), paragraphs) if tree is not None else []
    body = "\n\n".join(paragraphs)
    language, _ = py3langid.classify(body[:LANGUAGE_WITHIN])
    known = {field.name: getattr(metadata, field.name) for field in fields(metadata)}
    return ArticleItem(url=first.url, body=body, language=language, **known)


def read_paragraphs(tree: HtmlElement, url: str) -> list[str]:
    """The paragraphs of a page's article; none when nothing was found. Takes out of the tree what is never read."""
    for element in list(tree.iter(*NOT_READ)):
        element.drop_tree()
    document = bare_extraction(tree, url=url, include_comments=False, include_tables=True)
    return paragraphs_of(document.body) if document else []


def paragraphs_of(body: _Element) -> list[str]:
    """The text of trafilatura's tree in paragraphs: headings, list items, quotes and table rows are one each.

    Line breaks within a paragraph are kept (poems need them), two in a row end it.
    """
    pieces: list[str] = []
    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag in BLOCKS:
            pieces.append("\n\n")
        elif element.tag == "lb" and event == "start":
            pieces.append("\n")
        elif element.tag == "cell" and event == "start" and element.getprevious() is not None:
            pieces.append(CELL)
        text = element.text if event == "start" else element.tail
        if text:
            pieces.append(_one_line(text) if element.tag != "code" else text)
    paragraphs = "\n".join(_row(line) for line in "".join(pieces).split("\n")).split("\n\n")
    return [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]


def new_paragraphs(paragraphs: list[str], before: list[str]) -> list[str]:
    """What a later page adds: its paragraphs without the first and last ones that an earlier page has, too."""
    known = set(before)
    start, end = 0, len(paragraphs)
    while start < min(end, REPEATED) and paragraphs[start] in known:
        start += 1
    while end > max(start, len(paragraphs) - REPEATED) and paragraphs[end - 1] in known:
        end -= 1
    return paragraphs[start:end]


def _row(line: str) -> str:
    """A line with its cells set apart by a stroke, empty ones left out; most lines are a single cell."""
    return " | ".join(filter(None, map(clean_line, line.split(CELL))))


def _one_line(text: str) -> str:
    """The text with its white space made single spaces, also at both ends, where words of other elements follow."""
    return re.sub(r"\s+", " ", text)
