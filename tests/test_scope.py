"""What is taken for the end of an article, of blocks that were all kept."""

import pytest

from pipelines.blocks import Block, blocks_of
from pipelines.cards import cards_below
from pipelines.decoding import parse
from pipelines.scope import cut_below, cut_from

FERRY = "<p>" + "The ferry had been late for eleven years, and nobody on the island had complained. " * 4 + "</p>"
HEADING = "<h3>More from the harbour</h3>"
PIERS = "".join(f"<p><a href=/pier/{number}>Pier {number}</a></p>" for number in range(2))
LISTED = "<ul>" + "".join(f"<li><a href=/pier/{number}>Pier {number}</a></li>" for number in range(2)) + "</ul>"


def blocks(html: str) -> list[Block]:
    found = blocks_of(parse(f"<body>{html}</body>"))
    for block in found:
        block.kept = True
    return found


def kept(found: list[Block]) -> str:
    return " | ".join(block.text[:21] for block in found if block.kept)


def test_a_heading_over_links_ends_the_text():
    found = blocks(FERRY + HEADING + PIERS)
    cut_below(found, 0)
    assert kept(found) == "The ferry had been la"


@pytest.mark.parametrize("table", ["<table><tr><th>Day</th></tr></table>", "<pre>Mon 9:15</pre>"])
def test_a_heading_over_a_table_is_the_articles_own(table):
    found = blocks(FERRY + HEADING + table + LISTED)
    cut_below(found, 0)
    assert all(block.kept for block in found)


def test_the_end_is_cut_off_unless_prose_follows_or_more_than_stands_above():
    lines = "<p>The wind had taken three of the nails.</p>" * 3
    short, prose, long = blocks(FERRY + lines), blocks(FERRY * 3 + lines + FERRY), blocks(lines + lines * 2)
    assert [cut_from(short, 1), cut_from(prose, 4), cut_from(long, 3)] == [True, False, False]
    assert kept(short) == "The ferry had been la"
    assert all(block.kept for block in prose + long)


def test_linked_sentences_are_no_titles_of_cards():
    title, sentence = (
        "A short war over a garden gate",
        "It began with a hinge, nine years later it is cake. " * 2,
    )
    cards = [f"<h4><a href=/{number}>{title}</a></h4><p>Nine years.</p>" for number in range(3)]
    sentences = [f"<h4><a href=/{number}>{sentence}</a></h4><p>Nine years.</p>" for number in range(3)]
    assert len(cards_below(blocks(FERRY * 4 + "".join(cards)), 0)) == 6
    assert cards_below(blocks(FERRY * 4 + "".join(sentences)), 0) == []


def test_two_linked_titles_with_a_teaser_between_end_the_text_whatever_they_are_made_of():
    teasers = (
        "<div><a href=/pier>Pier repaired</a></div><p>The planks came by boat.</p>"
        "<div><a href=/bell>Bell lost</a></div>"
    )
    found = blocks(FERRY * 2 + teasers)
    cut_below(found, 0)
    assert kept(found) == "The ferry had been la | The ferry had been la"
