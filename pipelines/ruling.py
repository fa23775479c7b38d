"""Which blocks of a page belong to the article: ruled by the memory of the site where it knows, else by the judge."""

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.blocks import Block, blocks_of
from pipelines.evidence import summary_of
from pipelines.items import Noted
from pipelines.judge import judge
from pipelines.memory import Memory, entries_of, recall
from pipelines.observation import fingerprints, observe
from pipelines.places import places_of, template_of
from pipelines.tracing import trace


def ruled_blocks(
    tree: HtmlElement, url: str, headline: str | None, memory: Memory | None = None, *, noting: bool = True
) -> tuple[list[Block], Noted | None]:
    """The blocks of a pared page, each with the ruling whether it belongs to the article under that headline; and what
    is noted of the page for the memory of its site, None without `noting`.

    A memory that knows nearly all of the page rules alone, in half the time. Otherwise the judge rules first; what it
    says, and nothing else, is observed; then the memory has its say.
    """
    blocks = blocks_of(tree)
    if memory is None and not noting:
        _judge(tree, blocks, url, headline)
        return blocks, None
    places = places_of(blocks)
    texts = fingerprints(blocks, places)
    recalled = recall(memory, blocks, places, texts) if memory is not None else None
    seen = None
    if recalled is not None and recalled.settled:
        recalled.decide(blocks)
    else:
        _judge(tree, blocks, url, headline)
        seen = observe(blocks, places, texts) if noting else None
        if recalled is not None:
            recalled.correct(blocks)
    if not noting:
        return blocks, None
    template, observation = (template_of(blocks, places), None) if seen is None else (seen.template, seen.packed())
    fits = recalled.fits if recalled is not None else None
    return blocks, Noted(template, entries_of(places, texts), observation, fits)


def _judge(tree: HtmlElement, blocks: Sequence[Block], url: str, headline: str | None) -> None:
    """The page's own ruling."""
    judge(blocks, trace(tree, blocks, url), headline, summary_of(tree))
