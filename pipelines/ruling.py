"""Which blocks of a page belong to the article: ruled by the memory of the site where it knows, else by the judge."""

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
    tree: HtmlElement, url: str, headline: str | None, memory: Memory | None = None
) -> tuple[list[Block], Noted]:
    """The blocks of a pared page, each with the ruling whether it belongs to the article under that headline; and what
    is noted of the page for the memory of its site.

    A memory that knows nearly all of the page rules alone, in half the time. Otherwise the judge rules first; what it
    says, and nothing else, is observed; then the memory has its say.
    """
    blocks = blocks_of(tree)
    places = places_of(blocks)
    texts = fingerprints(blocks, places)
    entries = entries_of(places, texts)
    recalled = recall(memory, blocks, places, texts) if memory is not None else None
    if recalled is not None and recalled.settled:
        recalled.decide(blocks)
        return blocks, Noted(template_of(blocks, places), entries, fits=True)
    judge(blocks, trace(tree, blocks, url), headline, summary_of(tree))
    seen = observe(blocks, places, texts)
    if recalled is not None:
        recalled.correct(blocks)
    return blocks, Noted(seen.template, entries, seen.packed(), recalled.fits if recalled is not None else None)
