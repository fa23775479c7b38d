"""The recipe: from a fetched page to the article an editor would print.

Neither Scrapy nor a database is needed; worker processes run this, and so can anybody else:

    article = read_html(html, "https://magazine.example/story/owls")
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

import py3langid
from lxml.html import HtmlElement

from pipelines import gate, limits
from pipelines.blocks import Block, drop_unread
from pipelines.dates import reads_month_first
from pipelines.decoding import decode, gunzipped, parse
from pipelines.furniture import Furniture, clear, joined
from pipelines.guide import NO_GUIDE, Guide
from pipelines.items import ArticleItem, Metadata, Noted, Part, Reading, Rejected
from pipelines.kinds import Kind, kind_of
from pipelines.markdown import body_of, markdown_of
from pipelines.memory import Memory, unpacked
from pipelines.metadata import read_metadata
from pipelines.obeying import insist, narrow, refuse_without_body, source, with_fields
from pipelines.outline import Outline, read_outline
from pipelines.ruled import Ruled, apply, find_fields, prepare
from pipelines.rules import Rules
from pipelines.ruling import ruled_blocks
from pipelines.scope import drop
from pipelines.statedtext import stated_blocks
from pipelines.structured import json_ld

LANGUAGE_WITHIN = 700
"""Characters of the body shown to the language detector. With 1,500 it takes three times as long and says the same of
1,347 in 1,349 articles."""

REPEATED = 2
"""Blocks at the beginning and the end of a later page that are dropped when an earlier page has them: the repeated
standfirst above, the author's note below. In between a repetition is meant."""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page of an article says besides its text, once its tree is made ready to read the text.

    objects  its JSON-LD; none where rules say that it is not to be trusted
    ruled    what rules found on it, and took out of it
    is_cut   whether its end was left out, as it is too long
    held     all elements of the tree: lxml makes those anew that nobody holds each time that the tree is walked
    """

    objects: list[dict] = field(repr=False)
    metadata: Metadata
    ruled: Ruled
    is_cut: bool
    held: list[HtmlElement] = field(repr=False)


def read_html(
    html: bytes,
    url: str,
    content_type: str | None = None,
    memory: Memory | None = None,
    rules: Rules | None = None,
) -> ArticleItem | Rejected:
    """Read one page. `url` is its address, `content_type` the HTTP header's value if there was one, `memory` what is
    remembered of its site, `rules` what people say about its host (`pipelines.ruleset.rules_for`).

    Unlike `read_article`, which is given pages that somebody has looked at, this refuses listings by their outline.
    """
    part = Part(url, 200, content_type, html, datetime.now(UTC))
    return read_single(part, memory, rules, noting=False)[0].outcome


def read_single(
    part: Part, memory: Memory | None = None, rules: Rules | None = None, *, noting: bool = True
) -> tuple[Reading, list[Block]]:
    """`read_html`, with the blocks of the page as `read_closely` gives them."""
    tree = opened(part, rules)
    if isinstance(tree, Rejected):
        return Reading(tree), []
    reading, blocks = read_closely([part], memory, rules, tree, noting=noting)
    read = reading.outcome  # it may tell an error page from the listing under it
    is_short = isinstance(read, ArticleItem) and read.word_count < gate.LISTED_WORDS
    reason = refuse_listing(part, rules) if is_short else None
    return (replace(reading, outcome=Rejected(reason)) if reason else reading), blocks


def read_parts(parts: Sequence[Part], guide: Guide = NO_GUIDE) -> Reading:
    """`read_article`, with all that is known of the site: the work of a worker process."""
    return read_article(parts, unpacked(guide.memory) if guide.memory else None, guide.rules)


def read_article(
    parts: Sequence[Part],
    memory: Memory | None = None,
    rules: Rules | None = None,
    tree: HtmlElement | None = None,
    outline: Outline | None = None,
) -> Reading:
    """Read an article from its pages, in order. What is known about it comes from the first, its text from all.

    `memory` is what is remembered of the site, `rules` what people say about it. `tree` is the first page where it was
    opened already (it is changed), `outline` its outline. Rejected when the first page is no article; a later page that
    is none is left out.
    """
    return read_closely(parts, memory, rules, tree, outline)[0]


def read_closely(
    parts: Sequence[Part],
    memory: Memory | None = None,
    rules: Rules | None = None,
    tree: HtmlElement | None = None,
    outline: Outline | None = None,
    *,
    noting: bool = True,
) -> tuple[Reading, list[Block]]:
    """`read_article`, with all blocks of the pages in order, each kept or not and why. Those of a rejected page are as
    they were when it was refused; none where it was refused before its text was read.

    Without `noting` nothing is left for the memory of the site, which takes a tenth of the time.
    """
    first, *later = parts
    if tree is None:
        tree = opened(first, rules)
        if isinstance(tree, Rejected):
            return Reading(tree), []
    page = first_page(tree, first.url, rules)
    metadata, ruled, is_cut = page.metadata, page.ruled, page.is_cut
    reason = refuse_without_body(ruled, rules)
    if reason:
        return Reading(Rejected(reason), notes=ruled.notes), []
    found, noted = read_text(tree, first.url, metadata, memory, ruled, rules, noting=noting)
    body = body_of(found.blocks)
    reason = gate.refuse_text(tree, found.blocks, body, first.url, outline)
    if reason and memory is not None:
        return _without_memory(parts, rules, noting=noting)
    stated = stated_blocks(page.objects) if reason else []
    if reason and not stated:
        return Reading(Rejected(reason), noted, ruled.notes), found.blocks
    unused = found.blocks if stated else []
    if stated:
        for block in unused:
            drop(block, "the text is taken from the page's JSON-LD")
        found = clear(stated, metadata, first.url)
    notes = ruled.notes
    for part in later:
        tree = opened(part, rules)
        if isinstance(tree, Rejected):
            continue
        is_cut |= pare(tree)
        on_page = apply(tree, rules) if rules else Ruled()
        notes += on_page.notes
        if not refuse_without_body(on_page, rules):
            text, also = read_text(tree, part.url, metadata, memory, on_page, rules, noting=noting)
            if noted is not None and also is not None:
                noted = replace(noted, entries=noted.entries | also.entries)
            drop_repeated(text.blocks, found.blocks)
            found = joined(found, text)
    source_of_text = source_of_body(ruled, is_stated=bool(stated), is_cut=is_cut)
    return Reading(article_of(first.url, page, found, source_of_text), noted, notes), [*unused, *found.blocks]


def article_of(url: str, page: FirstPage, found: Furniture, source_of_text: dict[str, str]) -> ArticleItem:
    """The article of these blocks, with what its first page says about it and what stood around its text."""
    metadata, ruled, body = page.metadata, page.ruled, body_of(found.blocks)
    language, _ = py3langid.classify(body[:LANGUAGE_WITHIN])
    known = fields_of(metadata) | fields_of(kind_of(found.blocks, metadata, found, page.objects, url))
    known |= {
        "standfirst": ruled.standfirst or found.standfirst,
        "images": found.images or metadata.images,
        "is_free": metadata.is_free if found.is_free is None else found.is_free,
        "is_sponsored": ruled.is_sponsored or found.is_sponsored,
        "sources": metadata.sources | source_of_text,
    }
    return ArticleItem(
        url=url,
        body=body,
        markdown=markdown_of(found.blocks, url),
        language=language,
        pull_quotes=found.pull_quotes,
        **known,
    )


def _without_memory(parts: Sequence[Part], rules: Rules | None, *, noting: bool) -> tuple[Reading, list[Block]]:
    """The article read again as if nothing were known of its site: a memory that is wrong shall not cost an article."""
    reading, blocks = read_closely(parts, None, rules, noting=noting)
    return replace(reading, noted=reading.noted and replace(reading.noted, fits=False)), blocks


def observe_parts(parts: Sequence[Part], guide: Guide = NO_GUIDE) -> Noted | None:
    """What the first page of an article teaches about its site; None when it holds no page. Of the guide only the rules
    count: a memory does not teach itself."""
    first = parts[0]
    tree = opened(first, guide.rules)
    if isinstance(tree, Rejected):
        return None
    page = first_page(tree, first.url, guide.rules)
    _, noted = ruled_blocks(tree, first.url, page.metadata.headline)
    return noted


def first_page(tree: HtmlElement, url: str, rules: Rules | None) -> FirstPage:
    """What a page says about its article; the tree is left with what the text is read from."""
    objects = [] if rules and rules.skip_json_ld else json_ld(tree)
    said = find_fields(tree, rules) if rules else Ruled()
    is_cut = pare(tree)
    held = list(tree.iter())
    metadata = read_metadata(tree, url, objects)
    if rules:
        metadata = with_fields(metadata, said, reads_month_first(tree.get("lang"), url))
        said = apply(tree, rules, said)
    return FirstPage(objects, metadata, said, is_cut, held)


def read_text(
    tree: HtmlElement,
    url: str,
    metadata: Metadata,
    memory: Memory | None,
    ruled: Ruled,
    rules: Rules | None,
    *,
    noting: bool,
) -> tuple[Furniture, Noted | None]:
    """The blocks of one page, ruled on and cleared, with what stood around the text; and what it leaves for the memory.

    What rules strip is gone from the tree by now, as if the site did not print it: the memory neither sees nor needs
    it. The body that they name is marked afterwards, so that what is observed is the page's own reading: a memory
    shall not learn from a person what it would then hold against the next page, or against that person's next line.
    """
    blocks, noted = ruled_blocks(tree, url, metadata.headline, memory, noting=noting)
    narrow(blocks, ruled)
    found = clear(blocks, metadata, url)
    insist(found.blocks, ruled, rules.prune if rules else None)
    return found, noted


def source_of_body(ruled: Ruled, *, is_stated: bool, is_cut: bool) -> dict[str, str]:
    """Where the body comes from, where it is not just the text of the page: JSON-LD, a rule, a page that was cut."""
    if is_stated:
        return {"body": "JSON-LD"}
    told = [*([source(ruled, "body")] if ruled.body else []), *([limits.CUT] if is_cut else [])]
    return {"body": "; ".join(told)} if told else {}


def fields_of(known: Metadata | Kind) -> dict[str, Any]:
    """The fields of what is known, by name."""
    return {field.name: getattr(known, field.name) for field in fields(known)}


def opened(part: Part, rules: Rules | None = None) -> HtmlElement | Rejected:
    """The parsed page, with the texts replaced that rules replace; Rejected when it holds none."""
    text = decode(gunzipped(part.body), part.content_type)
    reason = gate.refuse_file(text)
    tree = None if reason else parse(prepare(text, rules) if rules else text)
    return Rejected(reason or "The page is empty.") if tree is None else tree


def refuse_listing(part: Part, rules: Rules | None) -> str | None:
    """Why a page is a listing by its outline, None when it may be an article. The page is opened anew: what was read
    has lost its scripts, and more."""
    tree = opened(part, rules)
    return None if isinstance(tree, Rejected) else gate.refuse_listing(tree, read_outline(tree), part.url)


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
