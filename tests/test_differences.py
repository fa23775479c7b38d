"""Two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.differences import Piece, differences

TEXTS = st.lists(st.lists(st.sampled_from("owls hunt at night".split()), min_size=1), max_size=6).map(
    lambda paragraphs: "\n\n".join(" ".join(words) for words in paragraphs)
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    pieces = [piece for stretch in differences(old, new) for piece in stretch]
    for text, other in ((old, "added"), (new, "removed")):
        words = [word for piece in pieces if piece.change != other for word in piece.text.split()]
        assert words == text.split()


def test_a_word_is_replaced_in_its_paragraph() -> None:
    assert list(differences("Same.\n\nOwls hunt mice.", "Same.\n\nOwls hunt voles.")) == [
        [Piece("same", "Same.")],
        [Piece("same", "Owls hunt"), Piece("removed", "mice."), Piece("added", "voles.")],
    ]


def test_a_paragraph_that_is_divided_shows_where() -> None:
    (pieces,) = differences("Owls hunt. They sleep.", "Owls hunt.\n\nThey sleep.")
    assert pieces == [Piece("same", "Owls hunt."), Piece("added", "\n\n"), Piece("same", "They sleep.")]
