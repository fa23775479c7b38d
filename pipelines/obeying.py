"""What a person's rules found on a page is done: their fields, their body, and what they keep.

A person's word goes before what is remembered of a site, and that before what is done on every page.
"""

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from pipelines.blocks import Block, Run
from pipelines.dates import moment
from pipelines.items import Metadata, Person
from pipelines.people import credits
from pipelines.ruled import Ruled
from pipelines.rules import Rules

TRUSTED = 0.5
"""Part of the letters in a body that a rule names, links left out, that the page's own reading must keep there to be
believed. Whoever writes the rule does it where the reading errs: where it keeps less, all of the body is taken."""

LINKED = 0.8
"""Part of a block's letters in links that makes it a menu entry: not taken with the body, as nothing speaks for it."""


def with_fields(metadata: Metadata, ruled: Ruled, month_first: bool) -> Metadata:
    """What a page says about its article, with the rules' fields in the place of its own. Each names as its source the
    line that found it. `month_first` is how to read "3/5/2021"; a date that is none changes nothing."""
    people = tuple(person for text in ruled.authors for person in _people(text))
    date = moment(ruled.date, month_first)
    told = {
        "headline": ("title", ruled.title),
        "people": ("author", people),
        "date_published": ("date", date),
        "standfirst": ("standfirst", ruled.standfirst),
        "is_sponsored": ("native_ad_clue", ruled.is_sponsored),
    }
    told = {field: found for field, found in told.items() if found[1]}
    sources = {field: source(ruled, directive) for field, (directive, _) in told.items()}
    return replace(metadata, **{field: value for field, (_, value) in told.items()}, sources=metadata.sources | sources)


def source(ruled: Ruled, directive: str) -> str:
    """The line of a directive that found something, as the source of a field: `rule owls.example.txt:4`."""
    return f"rule {ruled.where[directive]}"


def refuse_without_body(ruled: Ruled, rules: Rules | None) -> str | None:
    """Why a page on which no `body` rule found anything has no article, where the rules say that it has none then; None
    otherwise. A body that no rule names, as the lines could not be used, is not missed."""
    if ruled.body or rules is None or rules.autodetect_on_failure is not False:
        return None
    lines = [rule.where for rule in rules.of("body")]
    if not lines:
        return None
    return f"No body rule finds anything here ({', '.join(lines[:3])}), and autodetect_on_failure is no."


def narrow(blocks: Sequence[Block], ruled: Ruled) -> None:
    """Look for the article only in the body that a rule names; what is hardly kept there at all is taken whole.

    Does nothing where no rule found a body. To be done before the text is cleared of what is printed around it.
    """
    if not ruled.body:
        return
    within = _drop_outside(blocks, ruled)
    texts = [block for block in within if block.link_chars <= LINKED * len(block.text)]
    kept = sum(len(block.text) for block in texts if block.kept)
    if kept < TRUSTED * sum(len(block.text) for block in texts):
        for block in texts:
            _keep(block, f"in the body that {source(ruled, 'body')} names")


def insist(blocks: Sequence[Block], ruled: Ruled, prune: bool | None) -> None:
    """After the text was cleared: nothing outside the body came back, and what may not be dropped is there.

    `prune` is what the rules say: False where nothing of the body is dropped.
    """
    if ruled.body:
        within = _drop_outside(blocks, ruled)
        for block in within if prune is False else ():
            _keep(block, f"in the body that {source(ruled, 'body')} names, of which nothing is dropped")
    if ruled.kept:
        for block in _within(blocks, ruled.kept):
            _keep(block, f"{source(ruled, 'keep')} keeps it")


def _people(text: str) -> list[Person]:
    """Who is credited in a text that a rule calls the author; a name that is not known as one is taken as it stands."""
    return credits(text, "author") or [Person(text, raw=text)]


def _keep(block: Block, reason: str) -> None:
    if not block.kept:
        block.kept, block.reason = True, reason


def _drop_outside(blocks: Sequence[Block], ruled: Ruled) -> list[Block]:
    """Drop the blocks outside the body; returns those within."""
    within = _within(blocks, ruled.body)
    known = set(within)
    for block in blocks:
        if block not in known and block.kept:
            block.kept, block.reason = False, f"outside the body that {source(ruled, 'body')} names"
    return within


def _within(blocks: Sequence[Block], elements: Sequence[HtmlElement]) -> list[Block]:
    """The blocks that stand in any of the elements, be it in a line of text."""
    inner = {one for element in elements for one in element.iter()}
    return [block for block in blocks if block.element in inner or any(_holder(run) in inner for run in block.runs)]


def _holder(run: Run) -> HtmlElement | None:
    """The element that a piece of text stands in."""
    return run.holder.getparent() if run.is_tail else run.holder
