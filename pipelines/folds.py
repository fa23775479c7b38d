"""Text that a page folds up until its reader asks for it: an answer behind its question, a chapter behind its heading.
It is hidden, as menus and dialogues are, but what unfolds it stands in the text.
"""

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.alike import around
from pipelines.blocks import Block
from pipelines.cards import is_link
from pipelines.evidence import hides

FOLDED_WORDS = 8
"""Words of a paragraph that makes a fold text; others hold forms and menus."""

MOST_FOLDS = 500
"""Folds of a page that are looked at; more are no article."""

CONTROLS = ("aria-controls", "data-target", "data-bs-target", "href")
"""Attributes that name what a control unfolds."""

HEADS = frozenset({"button", "summary", "dt", "h2", "h3", "h4", "h5", "h6"})


def unfold(blocks: Sequence[Block]) -> None:
    """Keep what is folded up between the first and the last kept block, and the answers to questions below them."""
    kept = [place for place, block in enumerate(blocks) if block.kept]
    if not kept:
        return
    read = {blocks[place].text for place in kept}
    folds: dict[HtmlElement, bool] = {}
    for place, block in enumerate(blocks[kept[0] :], kept[0]):
        if block.kept or block.words < FOLDED_WORDS or is_link(block) or block.text in read:
            continue
        fold = next(filter(_is_hidden, around(block)), None)
        if fold is not None:
            folds[fold] = folds.get(fold, False) or place < kept[-1]
    if not 0 < len(folds) <= MOST_FOLDS:
        return
    controls = _controls(blocks[0].element.getroottree().getroot())
    unfolded: set[HtmlElement] = set()
    questions: set[HtmlElement] = set()
    for fold, is_within in folds.items():
        control = _control_of(fold, controls)
        asks = control is not None and " ".join(control.text_content().split()).endswith("?")
        if asks:
            questions.add(control)
        if asks or (is_within and control is not None):
            unfolded.add(fold)
    for block in blocks[kept[0] :] if unfolded else ():
        outer = set(around(block))
        is_folded = not is_link(block) and not unfolded.isdisjoint(outer)
        if not block.kept and (is_folded or not questions.isdisjoint(outer)):
            block.kept, block.reason = True, "is folded up within the text"


def _controls(tree: HtmlElement) -> dict[str, HtmlElement]:
    """By id of an element what unfolds it."""
    return {
        name.lstrip("#"): element
        for element in tree.iter("a", "button", "div", "span", "summary", "h2", "h3", "h4", "h5", "h6")
        for attribute in CONTROLS
        for name in (element.get(attribute) or "").split()
        if attribute != "href" or (name.startswith("#") and element.get("aria-expanded"))
    }


def _control_of(fold: HtmlElement, controls: dict[str, HtmlElement]) -> HtmlElement | None:
    """What unfolds an element: what names its id, or the heading or button right above it."""
    named = controls.get(fold.get("id") or "")
    above = fold.getprevious()
    if named is not None or above is None:
        return named
    is_head = above.tag in HEADS or any(
        element.tag == "button" or element.get("aria-expanded") or element.get("role") == "button"
        for element in above.iter()
    )
    return above if is_head else None


def _is_hidden(element: HtmlElement) -> bool:
    return any(hides(name, value) for name, value in element.items())
