"""Interviews, reviews and lists are known by what they are; what is unknown stays unknown."""

import pytest

from pipelines.blocks import Block, blocks_of
from pipelines.decoding import parse
from pipelines.interview import questions_of
from pipelines.items import Person
from pipelines.listicle import entries_of
from pipelines.rating import rating_in
from pipelines.review import review_of


def kept(html: str) -> list[Block]:
    blocks = blocks_of(parse(f"<html><body>{html}</body></html>"))
    for block in blocks:
        block.kept = True
    return blocks


def pairs(html: str, headline: str | None = None, people: tuple[Person, ...] = ()) -> list[tuple[str, str]]:
    return [(pair.question, pair.answer) for pair in questions_of(kept(html), headline, people)]


ASKED = (
    "<p>She lives in a mill.</p><p><b>Do you sleep?</b></p><p>No.</p><p>Would you?</p>"
    "<p><b>And your owls?</b></p><p>I hope they do.</p>"
    "<p><b>Tell me about the mill. Is it old?</b></p><p>My father built it.</p>"
)
ANSWERED = [
    ("Do you sleep?", "No.\n\nWould you?"),
    ("And your owls?", "I hope they do."),
    ("Tell me about the mill. Is it old?", "My father built it."),
]


def test_questions_in_bold_have_answers_of_several_paragraphs_that_may_ask_back():
    assert pairs(ASKED) == ANSWERED


def test_questions_on_the_line_above_the_answer_are_told_by_their_bold_type():
    lines = "".join(f"<p><b>{asked}</b><br>{said}</p>" for asked, said in ANSWERED)
    assert [asked for asked, _ in pairs(lines)] == [asked for asked, _ in ANSWERED]


def test_printed_speakers_are_taken_off_and_named():
    html = "".join(f"<p>Lark: Do you {n}?</p><p>Brandt: I do {n}. Do you?</p>" for n in ("sing", "dance", "sleep"))
    found = questions_of(kept(html), None, (Person("Ada Lark", "interviewer"),))
    assert (found[0].question, found[0].answer) == ("Do you sing?", "I do sing. Do you?")
    assert (found[0].interviewer, found[0].interviewee) == ("Lark", "Brandt")


def test_q_and_a_are_no_names():
    html = "".join(f"<p><b>Q:</b> Why {n}?</p><p><b>A:</b> I do not know.</p>" for n in range(3))
    (first, *_) = questions_of(kept(html), None, ())
    assert (first.question, first.interviewer) == ("Why 0?", None)


def test_advice_under_questions_is_no_interview():
    html = "".join(
        f"<h2>{q}</h2><p>Once a day.</p>" for q in ("Must I feed it?", "Has it died?", "What is the liquid?")
    )
    assert pairs(html) == []


def test_two_questions_make_no_interview():
    assert pairs("<p><b>Do you sleep?</b></p><p>No.</p><p><b>Would you?</b></p><p>No.</p>") == []


def test_interviewee_stands_in_the_headline():
    found = questions_of(kept(ASKED), "Ottilie Brandt On Her Owls", ())
    assert {pair.interviewee for pair in found} == {"Ottilie Brandt"}


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("4/5", 0.8),
        ("7.5 out of 10", 0.75),
        ("★★★☆☆", 0.6),
        ("★★★½", 0.7),
        ("3 out of 5 stars", 0.6),
        ("7,5 von 10", 0.75),
    ],
)
def test_rating_is_a_part_of_its_scale(printed, value):
    assert rating_in(printed) == (printed, value)


@pytest.mark.parametrize("text", ["6/5", "24/7", "1/2", "2024", "9 out of 10 people agree", "★", "", "12/05/2024"])
def test_what_is_no_rating_is_none(text):
    assert rating_in(text) is None


def test_review_has_rating_and_work_of_json_ld():
    work = {"@type": "Movie", "name": "Owls", "director": {"name": "Ada Lark"}, "dateCreated": "2024"}
    rating = {"ratingValue": "4", "bestRating": "5"}
    review = review_of(
        kept("<p>Fine.</p>"), [{"@type": "Review", "itemReviewed": work, "reviewRating": rating}], None, None
    )
    assert (review.rating, review.rating_raw, review.work_type) == (0.8, "4/5", "Movie")
    assert (review.work_name, review.work_maker, review.work_year) == ("Owls", "Ada Lark", "2024")


def test_rating_above_its_scale_is_none():
    said = {"@type": "Review", "reviewRating": {"ratingValue": 9, "bestRating": 5}}
    assert review_of(kept("<p>Fine.</p>"), [said], None, None).rating is None


def test_rating_is_read_from_the_stars_of_a_picture():
    blocks = kept('<article><img src="/stars.png" alt="3 out of 5 stars"><p>Fine.</p></article>')
    assert review_of(blocks, [], None, None).rating == 0.6


def test_article_without_rating_is_no_review():
    assert review_of(kept("<p>Fine.</p>"), [], "The Owls Review", None) is None


def test_list_may_count_downwards():
    html = "".join(f"<h3>{n}. Owl {n}</h3><p>It hoots.</p>" for n in (3, 2, 1))
    found = entries_of(kept(html), None)
    assert (found[0].number, found[0].title, found[0].text) == (3, "Owl 3", "It hoots.")


def test_titles_without_numbers_are_entries_when_the_headline_promises_as_many():
    html = "".join(f"<h3>{name}</h3><p>It hoots.</p>" for name in ("Barn owl", "Snowy owl", "Tawny owl"))
    assert [entry.title for entry in entries_of(kept(html), "Three Owls")] == ["Barn owl", "Snowy owl", "Tawny owl"]
    assert entries_of(kept(html), "On Owls") == ()


def test_chapters_with_years_are_no_list():
    html = "".join(f"<h3>{year} in the barn</h3><p>It was cold.</p>" for year in (190, 191, 192))
    assert entries_of(kept(html), "In the Barn") == ()
