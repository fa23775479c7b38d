"""The recipe: from a fetched page to the article an editor would print.

Neither Scrapy nor a database is needed; worker processes run this, and so can anybody else:

    article = read_html(html, "https://magazine.example/story/owls")
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import py3langid
from lxml.html import HtmlElement

from pipelines import gate, limits
from pipelines.blocks import Block, drop_unread
from pipelines.decoding import decode, parse
from pipelines.furniture import clear, joined
from pipelines.items import ArticleItem, Metadata, Noted, Part, Reading, Rejected
from pipelines.kinds import Kind, kind_of
from pipelines.markdown import body_of, markdown_of
from pipelines.memory import Memory, unpacked
from pipelines.metadata import read_metadata
from pipelines.outline import Outline, read_outline
from pipelines.ruling import ruled_blocks
from pipelines.scope import drop
from pipelines.statedtext import stated_blocks
from pipelines.structured import json_ld

LANGUAGE_WITHIN = 1_500
"""Characters of the body shown to the language detector: more cost ten times as much and say the same."""

REPEATED = 2
"""Blocks at the beginning and the end of a later page that are dropped when an earlier page has them: the repeated
standfirst above, the author's note below. In between a repetition is meant."""


def read_html(
    html: bytes, url: str, content_type: str | None = None, memory: Memory | None = None
) -> ArticleItem | Rejected:
    """Read one page. `url` is its address, `content_type` the HTTP header's value if there was one, `memory` what is
    remembered of its site.

    Unlike `read_article`, which is given pages that somebody has looked at, this refuses listings by their outline.
    """
    part = Part(url, 200, content_type, html, datetime.now(UTC))
    tree = opened(part)
    if isinstance(tree, Rejected):
        return tree
    outline = read_outline(tree)
    reason = gate.refuse_listing(tree, outline, url)
    read = read_article([part], memory, tree, outline).outcome  # it may tell an error page from the listing under it
    is_short = isinstance(read, ArticleItem) and read.word_count < gate.LISTED_WORDS
    return Rejected(reason) if reason and is_short else read


def read_parts(parts: Sequence[Part], memory: bytes | None = None) -> Reading:
    """`read_article`, with a memory that is packed: the work of a worker process."""
    return read_article(parts, unpacked(memory) if memory else None)


def read_article(
    parts: Sequence[Part],
    memory: Memory | None = None,
    tree: HtmlElement | None = None,
    outline: Outline | None = None,
) -> Reading:
    """Read an article from its pages, in order. What is known about it comes from the first, its text from all.

    `memory` is what is remembered of the site. `tree` is the first page where it was parsed already (it is changed),
    `outline` its outline. Rejected when the first page is no article; a later page that is none is left out.
    """
    first, *later = parts
    if tree is None:
        tree = opened(first)
        if isinstance(tree, Rejected):
            return Reading(tree)
        outline = read_outline(tree)
    objects = json_ld(tree)
    is_cut = pare(tree)
    metadata = read_metadata(tree, first.url, objects)
    blocks, noted = ruled_blocks(tree, first.url, metadata.headline, memory)
    found = clear(blocks, metadata, first.url)
    body = body_of(found.blocks)
    reason = gate.refuse_text(tree, body.split("\n\n"), first.url, outline)
    if reason and memory is not None:
        return _without_memory(parts)
    stated = stated_blocks(objects) if reason else []
    if reason and not stated:
        return Reading(Rejected(reason), noted)
    if stated:
        found = clear(stated, metadata, first.url)
        body = body_of(found.blocks)
    for part in later:
        tree = opened(part)
        if not isinstance(tree, Rejected):
            is_cut |= pare(tree)
            blocks, on_it = ruled_blocks(tree, part.url, metadata.headline, memory)
            noted = replace(noted, entries=noted.entries | on_it.entries)
            page = clear(blocks, metadata, part.url)
            drop_repeated(page.blocks, found.blocks)
            found = joined(found, page)
            body = body_of(found.blocks)
    language, _ = py3langid.classify(body[:LANGUAGE_WITHIN])
    kind = kind_of(found.blocks, metadata, found, objects, first.url)
    known = fields_of(metadata) | fields_of(kind)
    known |= {
        "standfirst": found.standfirst,
        "images": found.images or metadata.images,
        "is_free": metadata.is_free if found.is_free is None else found.is_free,
        "is_sponsored": found.is_sponsored,
        "sources": metadata.sources | _source_of_body(is_stated=bool(stated), is_cut=is_cut),
    }
    article = ArticleItem(
        url=first.url,
        body=body,
        markdown=markdown_of(found.blocks, first.url),
        language=language,
        pull_quotes=found.pull_quotes,
        **known,
    )
    return Reading(article, noted)


def _without_memory(parts: Sequence[Part]) -> Reading:
    """The article read again as if nothing were known of its site: a memory that is wrong shall not cost an article."""
    reading = read_article(parts)
    return replace(reading, noted=reading.noted and replace(reading.noted, fits=False))


def observe_parts(parts: Sequence[Part]) -> Noted | None:
    """What the first page of an article teaches about its site; None when it holds no page."""
    first = parts[0]
    tree = opened(first)
    if isinstance(tree, Rejected):
        return None
    objects = json_ld(tree)
    pare(tree)
    _, noted = ruled_blocks(tree, first.url, read_metadata(tree, first.url, objects).headline)
    return noted


def _source_of_body(*, is_stated: bool, is_cut: bool) -> dict[str, str]:
    """Where the body comes from, where it is not just the text of the page."""
    if is_stated:
        return {"body": "JSON-LD"}
    return {"body": limits.CUT} if is_cut else {}


def fields_of(known: Metadata | Kind) -> dict[str, Any]:
    """The fields of what is known, by name."""
    return {field.name: getattr(known, field.name) for field in fields(known)}


def opened(part: Part) -> HtmlElement | Rejected:
    """The parsed page; Rejected when it holds none."""
    text = decode(part.body, part.content_type)
    reason = gate.refuse_file(text)
    tree = None if reason else parse(text)
    return Rejected(reason or "The page is empty.") if tree is None else tree


def drop_repeated(blocks: Sequence[Block], before: Sequence[Block]) -> None:
    """Drop the first and last blocks of a later page that an earlier page has, too."""
    known = {block.text for block in before if block.kept}
    kept = [block for block in blocks if block.kept]
    for ends in (kept[:REPEATED], kept[: -REPEATED - 1 : -1]):
        for block in ends:
            if block.text not in known:
                break
            drop(block, "stands on an earlier page")


def pare(tree: HtmlElement) -> bool:
    """Take out of the tree what is never read, and the end where it is too long; whether there was such an end."""
    drop_unread(tree)
    return limits.cut_end(tree)
