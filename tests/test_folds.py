"""What is folded up, and headings: short or hidden blocks that belong to the text around them."""

import pytest

from pipelines.blocks import Block, blocks_of
from pipelines.decoding import parse
from pipelines.folds import unfold
from pipelines.subheadings import drop_last_headings, keep_headings

BEFORE = "<p>The lamps were lit by hand until the winter in which the river froze to its bed, and then by a clock.</p>"
FOLDED = "It stands on nineteen arches, of which the flood took three in a night before the lamps were lit."
AFTER = "<p>In March the town will sell the hut and the clock, and the keeper will move in with his older sister.</p>"


def page(html: str) -> list[Block]:
    """The blocks of a page, of which the two paragraphs above were kept."""
    found = blocks_of(parse(f"<body>{html}</body>"))
    for block in found:
        block.kept = f"<p>{block.text}</p>" in (BEFORE, AFTER)
    return found


def kept(found: list[Block]) -> list[str]:
    return [block.text for block in found if block.kept and f"<p>{block.text}</p>" not in (BEFORE, AFTER)]


@pytest.mark.parametrize(
    "fold",
    [
        "<button aria-expanded=false>The arches</button><div hidden><p>{}</p></div>",
        "<h3><button aria-controls=p1>The arches</button></h3><div id=p1 hidden>{}</div>",
        "<div role=button tabindex=0>The arches</div><div style='height:0; display: none' aria-hidden=true>{}</div>",
        "<a href=#p1 aria-expanded=false>The arches</a><span></span><div id=p1 style='display:none'><p>{}</p></div>",
        "<h3>The arches</h3><div hidden><p>{}</p></div>",
    ],
)
def test_what_is_folded_up_within_the_text_is_text(fold):
    found = page(BEFORE + fold.format(FOLDED) + AFTER)
    unfold(found)
    assert kept(found) == [FOLDED]


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden><p>{}</p></div>",
        "<p>Menu</p><div style='display:none'>{}</div>",
        "<button>Login</button><div hidden><a href=/login>{}</a></div>",
        "<button>Login</button><div hidden>Your name</div>",
        "<button>The arches</button><div>{}</div>",
    ],
)
def test_what_nothing_in_the_text_unfolds_stays_hidden(hidden):
    found = page(BEFORE + hidden.format(FOLDED) + AFTER)
    unfold(found)
    assert kept(found) == []


def test_answers_below_the_text_are_kept_with_their_questions():
    found = page(BEFORE + AFTER + f"<button>How many arches has it?</button><div hidden><p>{FOLDED}</p></div>")
    unfold(found)
    assert kept(found) == ["How many arches has it?", FOLDED]


def test_menus_below_the_text_stay_hidden():
    found = page(BEFORE + AFTER + f"<button>About us</button><div hidden><p>{FOLDED}</p></div>")
    unfold(found)
    assert kept(found) == []


def test_text_that_is_hidden_and_shown_is_not_read_twice():
    found = page(BEFORE + f"<h3>The lamps</h3><div hidden>{BEFORE}</div>" + AFTER)
    found[2].kept = False
    unfold(found)
    assert [block.kept for block in found] == [True, False, False, True]


@pytest.mark.parametrize(
    ("heading", "is_kept"),
    [
        ("<div><h2>The clock</h2></div>", True),
        ("<h4>The clock</h4>", True),
        ("<h2><a href=/clock>The clock</a></h2>", False),
        ("<p>The clock</p>", False),
    ],
)
def test_heading_over_a_paragraph_of_the_article_is_its_own(heading, is_kept):
    found = page(BEFORE + heading + AFTER)
    keep_headings(found)
    assert kept(found) == ["The clock"] * is_kept


def test_heading_above_the_article_is_not_its_own():
    found = page("<h2>The Courier</h2>" + BEFORE + AFTER)
    keep_headings(found)
    assert kept(found) == []


def test_headings_that_head_nothing_are_dropped():
    found = page(BEFORE + "<h2>The clock</h2>" + AFTER + "<h2>Read on</h2><h3>Our best</h3><p>Lamps of Lunde</p>")
    for block in found[:-1]:
        block.kept = True
    drop_last_headings(found)
    assert kept(found) == ["The clock"]


def test_last_heading_stays_over_a_paragraph_that_was_dropped_by_mistake():
    found = page(BEFORE + AFTER + f"<h2>The arches</h2><p>{FOLDED}</p>")
    found[2].kept = True
    drop_last_headings(found)
    assert kept(found) == ["The arches"]


def test_headings_stay_where_there_is_nothing_else():
    found = page("<h2>The clock</h2><h2>The hut</h2>")
    for block in found:
        block.kept = True
    drop_last_headings(found)
    assert kept(found) == ["The clock", "The hut"]
