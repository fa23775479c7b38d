"""Interviews, reviews and lists are known by what they are; what is unknown stays unknown."""

import pytest

from pipelines.blocks import Block, blocks_of
from pipelines.decoding import parse
from pipelines.furniture import Furniture
from pipelines.interview import questions_of
from pipelines.items import Metadata, Person
from pipelines.kinds import kind_of
from pipelines.listicle import entries_of
from pipelines.rating import rating_in
from pipelines.report import is_reported
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


def test_numbered_chapters_are_no_list_unless_the_headline_promises_one():
    html = "".join(f"<h3>{n}. Part {n}</h3><p>It is long.</p>" for n in (1, 2, 3, 4))
    assert entries_of(kept(html), "How a Mill Is Built") == ()
    assert len(entries_of(kept(html), "The Best Mills of the Valley")) == 4


@pytest.mark.parametrize(
    "headline", ["Owls: two films and three talks", "The mill sold 3,000 loaves", "Grinding with Kit 3"]
)
def test_a_number_that_happens_to_fit_promises_no_list(headline):
    html = "".join(f"<h3>{name}</h3><p>It hoots.</p>" for name in ("Barn owl", "Snowy owl", "Tawny owl"))
    assert entries_of(kept(html), headline) == ()


def test_questions_of_readers_at_the_end_make_no_interview():
    guide = "<p>" + "I bake every day and you can bake with me. " * 30 + "</p>"
    assert pairs(guide + ASKED) == []


def test_questions_between_many_chapters_make_no_interview():
    asked = "".join(
        f"<p><b>Do you like step {n}?</b></p><h3>One</h3><p>I do.</p><h3>Two</h3><h3>Three</h3>" for n in range(4)
    )
    assert pairs(asked) == []


def test_numbered_labels_are_no_speakers():
    html = "".join(f"<p>Quote {n % 2}: It is so.</p><p>Questions: Is it so?</p>" for n in range(6))
    assert pairs(html) == []


@pytest.mark.parametrize("text", ["1 / 12", "1/5", "☆☆☆☆☆", "3 / 8"])
def test_numbers_of_slides_and_empty_forms_are_no_ratings(text):
    assert rating_in(text) is None


def test_several_ratings_are_those_of_many_things():
    blocks = kept("<p>The first.</p><p>4/5</p><p>The second.</p><p>2/5</p>")
    assert review_of(blocks, [], None, "4/5") is None


def reviewed(html: str, headline: str | None = None, subjects: tuple[str, ...] = ()) -> tuple:
    review = review_of(kept(html), [], headline, "4/5", subjects=subjects)
    return review.work_name, review.work_maker, review.work_year, review.work_type


@pytest.mark.parametrize(
    "headline",
    ["The Hedge Review", "Film review: The Hedge", "The Hedge review – a quiet marvel", "Filmkritik: The Hedge",
     "Critique : The Hedge", "Review: The Hedge, Marlow", "‘The Hedge’ Review"],
)  # fmt: skip
def test_headline_names_the_work(headline):
    assert reviewed("<p>It grows.</p>", headline)[0] == "The Hedge"


def test_comma_that_belongs_to_the_name_stays():
    assert reviewed("<p>Leaves, Lightly grows on one.</p>", "Leaves, Lightly Review")[0] == "Leaves, Lightly"


def test_work_is_read_from_a_table_of_facts():
    lines = "<p>It grows.</p><p>Title: The Hedge</p><p>Regie: Ada Lark</p><p>Jahr: 2024</p>"
    cells = (
        "<table><tr><th>Title</th><td>The Hedge</td></tr><tr><th>Director</th><td>Ada Lark</td></tr>"
        "<tr><th>Year</th><td>2024</td></tr></table>"
    )
    assert reviewed(lines) == reviewed(cells) == ("The Hedge", "Ada Lark", "2024", None)


def test_work_is_read_from_microdata():
    html = (
        '<div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Book">'
        '<span itemprop="name">The Hedge</span>'
        '<span itemprop="author">Ada Lark</span><meta itemprop="datePublished" content="2024-05-01"></div>'
    )
    assert reviewed(html) == ("The Hedge", "Ada Lark", "2024", "Book")


def test_name_in_italics_with_a_year_behind_is_the_work():
    assert reviewed("<p>In <i>The Hedge</i> (Ada Lark, 2024) nothing grows.</p>")[:3] == (
        "The Hedge",
        "Ada Lark",
        "2024",
    )


def test_text_says_whose_second_feature_it_is():
    html = "<p>The Hedge (2024) grows, and the whole of Ada Lark’s second feature is about that.</p>"
    assert reviewed(html, "The Hedge Review") == ("The Hedge", "Ada Lark", "2024", "Movie")


def test_section_or_keywords_tell_the_type_of_work():
    assert reviewed("<p>It grows.</p>", "The Hedge Review", ("Table", "restaurants"))[3] == "Restaurant"


def test_what_no_page_prints_stays_unknown():
    assert reviewed("<p>It grows.</p>", "A Quiet Evening") == (None, None, None, None)


def kind(
    html: str, url: str = "https://magazine.example/a/hedge", objects: tuple[dict, ...] = (), **known
) -> str | None:
    blocks = kept(html)
    metadata = Metadata(**{"headline": "The Hedge", "date_published": "2026-05-01"} | known)
    return kind_of(blocks, metadata, Furniture(blocks), objects, url).kind


ESSAY = "<h1>The Hedge</h1><p>" + "It grows and nobody knows why. " * 60 + "</p>"
REPORT = (
    "<h1>The Hedge</h1><p>The council will cut the hedge, the mayor said on Monday.</p>"
    "<p>“I never liked it, and you did not either,” she told reporters. According to the gardener it is old.</p>"
)


def test_kind_of_a_long_text_is_unknown():
    assert kind(ESSAY, standfirst="Why it grows.") is None


def test_kind_of_a_short_text_is_unknown():
    assert kind("<h1>The Hedge</h1><p>It grows.</p>") is None


@pytest.mark.parametrize(
    ("section", "found"),
    [("Features", "feature"), ("Long Reads", "feature"), ("Reportage", "feature"), ("Interview", "interview"),
     ("Film Reviews", "review"), ("Filmkritik", "review"), ("Culture", None), ("Product features", None)],
)  # fmt: skip
def test_section_names_the_kind(section, found):
    assert kind(ESSAY, section=section) == found


def test_kicker_by_the_headline_names_the_kind_and_a_menu_does_not():
    assert kind("<p>Long read</p>" + ESSAY) == "feature"
    assert kind("<ul><li>Features</li></ul>" + ESSAY) is None


def test_address_names_the_kind_but_not_that_of_a_shop_or_blog():
    assert kind(ESSAY, "https://magazine.example/features/hedge") == "feature"
    assert kind(ESSAY, "https://magazine.example/mowers/features/hedge") is None
    assert kind(REPORT, "https://magazine.example/blogs/news/hedge") is None
    assert kind(REPORT, "https://magazine.example/news/hedge") == "news"
    assert kind(REPORT, "https://news.magazine.example/a/hedge") == "news"
    assert kind(ESSAY, "https://news.magazine.example/a/hedge") is None


def test_comparison_of_the_best_is_no_review():
    assert kind(ESSAY, section="Reviews", headline="The Best Hedges of 2026") is None


def test_news_article_of_json_ld_is_news_only_when_it_is_written_or_called_so():
    said = ({"@type": "NewsArticle"},)
    assert kind("<h1>The Hedge</h1><p>I grow it, and you should grow it, too.</p>", objects=said) is None
    assert kind(REPORT, objects=said) == "news"
    assert kind(ESSAY, objects=said, section="News") == "news"
    assert kind(ESSAY, objects=({"@type": "ReportageNewsArticle"},)) == "news"


def test_news_need_a_date():
    assert kind(REPORT, section="News", date_published=None) is None


@pytest.mark.parametrize(
    "begins",
    ["MARLOW (AFP) — The hedge", "MARLOW, England (AP) -- The hedge", "Marlow (dpa) - Die Hecke", "(CNN) -- The hedge",
     "MARLOW -- The hedge", "SAN MARLO – La haie"],
)  # fmt: skip
def test_dateline_makes_a_report(begins):
    assert is_reported(kept(f"<p>{begins} was cut on Monday.</p>"), is_called_news=False)


@pytest.mark.parametrize("begins", ["Marlow — the hedge", "The hedge (2024) — it", "I — who else? — cut the hedge"])
def test_dash_alone_is_no_dateline(begins):
    assert not is_reported(kept(f"<p>{begins} was cut on Monday.</p>"), is_called_news=False)
