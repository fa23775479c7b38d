"""The recipe: from a fetched page to the article an editor would print.

Neither Scrapy nor a database is needed; worker processes run this, and so can anybody else:

    article = read_html(html, "https://magazine.example/story/owls")
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import py3langid
from lxml.html import HtmlElement

from pipelines import gate, limits
from pipelines.blocks import Block, blocks_of, drop_unread
from pipelines.decoding import decode, parse
from pipelines.evidence import summary_of
from pipelines.furniture import clear, joined
from pipelines.items import ArticleItem, Metadata, Part, Rejected
from pipelines.judge import judge
from pipelines.kinds import Kind, kind_of
from pipelines.markdown import body_of, markdown_of
from pipelines.metadata import read_metadata
from pipelines.outline import Outline, read_outline
from pipelines.scope import drop
from pipelines.structured import json_ld
from pipelines.tracing import trace

LANGUAGE_WITHIN = 1_500
"""Characters of the body shown to the language detector: more cost ten times as much and say the same."""

REPEATED = 2
"""Blocks at the beginning and the end of a later page that are dropped when an earlier page has them: the repeated
standfirst above, the author's note below. In between a repetition is meant."""


def read_html(html: bytes, url: str, content_type: str | None = None) -> ArticleItem | Rejected:
    """Read one page. `url` is its address, `content_type` the HTTP header's value if there was one.

    Unlike `read_article`, which is given pages that somebody has looked at, this refuses listings by their outline.
    """
    part = Part(url, 200, content_type, html, datetime.now(UTC))
    tree = opened(part)
    if isinstance(tree, Rejected):
        return tree
    outline = read_outline(tree)
    reason = gate.refuse_listing(tree, outline, url)
    reading = read_article([part], tree, outline)  # it may tell an error page from the listing under it
    is_short = isinstance(reading, ArticleItem) and reading.word_count < gate.LISTED_WORDS
    return Rejected(reason) if reason and is_short else reading


def read_article(
    parts: Sequence[Part], tree: HtmlElement | None = None, outline: Outline | None = None
) -> ArticleItem | Rejected:
    """Read an article from its pages, in order. What is known about it comes from the first, its text from all.

    `tree` is the first page where it was parsed already (it is changed), `outline` its outline. Rejected when the
    first page is no article; a later page that is none is left out.
    """
    first, *later = parts
    if tree is None:
        tree = opened(first)
        if isinstance(tree, Rejected):
            return tree
    objects = json_ld(tree)
    is_cut = cut(tree)
    metadata = read_metadata(tree, first.url, objects)
    found = clear(read_blocks(tree, first.url, metadata.headline), metadata, first.url)
    body = body_of(found.blocks)
    reason = gate.refuse_text(tree, body.split("\n\n"), first.url, outline)
    if reason:
        return Rejected(reason)
    for part in later:
        tree = parse(decode(part.body, part.content_type))
        if tree is not None:
            is_cut |= cut(tree)
            page = clear(read_blocks(tree, part.url, metadata.headline), metadata, part.url)
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
        "sources": metadata.sources | ({"body": limits.CUT} if is_cut else {}),
    }
    return ArticleItem(
        url=first.url,
        body=body,
        markdown=markdown_of(found.blocks, first.url),
        language=language,
        pull_quotes=found.pull_quotes,
        **known,
    )


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


def cut(tree: HtmlElement) -> bool:
    """Take out of the tree what is never read: scripts and the like, and what lies beyond the limits. Whether anything
    lay beyond them."""
    drop_unread(tree)
    return limits.cut_end(tree)


def read_blocks(tree: HtmlElement, url: str, headline: str | None) -> list[Block]:
    """The blocks of a page, each with the ruling whether it belongs to the article under that headline."""
    blocks = blocks_of(tree)
    judge(blocks, trace(tree, blocks, url), headline, summary_of(tree))
    return blocks
