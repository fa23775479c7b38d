"""The text of an article as its JSON-LD holds it: for pages that show it only with JavaScript."""

import html
import re
from collections.abc import Sequence

from pipelines.blocks import Block, blocks_of
from pipelines.decoding import parse
from pipelines.structured import article_of
from pipelines.wording import count

FEWEST_WORDS = 100
"""Words of a text that is taken from JSON-LD. Shorter ones are its beginning, or a description."""

MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|li)\b", re.IGNORECASE)
BREAK = re.compile(r"\s*\n\s*")


def stated_blocks(objects: Sequence[dict]) -> list[Block]:
    """The paragraphs of `articleBody`, all kept; none when there is no such text or it is too short.

    It is taken only where nothing can be read from the page itself: it is cut as often as it is whole.
    """
    body = article_of(list(objects)).get("articleBody")
    if not isinstance(body, str) or count(body) < FEWEST_WORDS:
        return []
    tree = parse(_as_page(body))
    blocks = blocks_of(tree) if tree is not None else []
    for block in blocks:
        block.kept, block.reason = True, "stands in the page's JSON-LD"
    return blocks


def _as_page(body: str) -> str:
    """The text as a page: as it is where it holds markup, else with a paragraph for each of its lines."""
    if not MARKUP.search(body):
        lines = filter(None, BREAK.split(html.unescape(body).strip()))
        body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"<html><body>{body}</body></html>"
