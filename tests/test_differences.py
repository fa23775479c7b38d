"""Two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.differences import Piece, Side, whole_difference

TEXTS = st.lists(st.lists(st.sampled_from("owls hunt at night".split()), min_size=1), max_size=6).map(
    lambda paragraphs: "\n\n".join(" ".join(words) for words in paragraphs)
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    pieces = [piece for stretch in whole_difference(old, new) for piece in stretch]
    for text, other in ((old, Side.ADDED), (new, Side.LOST)):
        words = [word for piece in pieces if piece.side != other for word in piece.text.split()]
        assert words == text.split()


def test_a_word_is_replaced_in_its_paragraph() -> None:
    assert list(whole_difference("Same.\n\nOwls hunt mice.", "Same.\n\nOwls hunt voles.")) == [
        [Piece(Side.BOTH, "Same.")],
        [Piece(Side.BOTH, "Owls hunt"), Piece(Side.LOST, "mice."), Piece(Side.ADDED, "voles.")],
    ]


def test_a_paragraph_that_is_divided_shows_where() -> None:
    (pieces,) = whole_difference("Owls hunt. They sleep.", "Owls hunt.\n\nThey sleep.")
    assert pieces == [Piece(Side.BOTH, "Owls hunt."), Piece(Side.ADDED, "\n\n"), Piece(Side.BOTH, "They sleep.")]
