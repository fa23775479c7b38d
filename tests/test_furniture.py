"""What is not text is taken out of it, and text stays."""

import pytest

from pipelines.blocks import blocks_of
from pipelines.decoding import parse
from pipelines.furniture import Furniture, clear
from pipelines.items import Metadata, Person
from pipelines.markdown import body_of

URL = "https://magazine.example/story/owls"
OWLS = (
    "Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper of bread "
    "and cheese. Nobody has ever heard one come, he says, and he has sat up for them with a lamp since he was a boy."
)
FEATHERS = (
    "Their feathers are so soft that no mouse hears them coming, and their ears hear a heart beat under snow. In the "
    "winter of the great frost, when even the brook was silent, they are said to have counted the sleepers in the barn."
)
PRINTED = f"<h1>Night of the Owls</h1><p>{OWLS}</p>{{}}<p>{FEATHERS}</p>"


def cleared(html: str, **known: object) -> Furniture:
    """The page with all of its blocks kept, after its furniture was taken out."""
    blocks = blocks_of(parse(f"<html><body>{html}</body></html>"))
    for block in blocks:
        block.kept = True
    return clear(blocks, Metadata(**{"headline": "Night of the Owls", **known}), URL)


def body(html: str, **known: object) -> str:
    return body_of(cleared(html, **known).blocks)


TEXT = f"{OWLS}\n\n{FEATHERS}"


def test_headline_and_what_stands_above_it_are_not_text():
    assert body("<p>Home &gt; Nature</p>" + PRINTED.format("")) == TEXT


def test_pull_quote_is_not_read_twice_and_kept_as_a_field():
    found = cleared(PRINTED.format("<blockquote>“NOBODY has ever heard one come.”</blockquote>"))
    assert body_of(found.blocks) == TEXT
    assert found.pull_quotes == ("“NOBODY has ever heard one come.”",)


def test_pull_quote_may_repeat_a_sentence_that_comes_later():
    quote = "<aside>No mouse hears them coming, and their ears hear a heart beat under snow!</aside>"
    assert body(PRINTED.format(quote)) == TEXT


def test_quotation_that_repeats_nothing_stays():
    assert "A hush with wings." in body(PRINTED.format("<blockquote>It is a hush. A hush with wings.</blockquote>"))


def test_sentence_that_echoes_another_stays():
    echo = "<p>Nobody has ever heard one come.</p>"
    assert "Nobody has ever heard one come." in body(PRINTED.format(echo)).split("\n\n")


def test_pull_quote_between_question_and_answer_is_dropped_without_any_markup():
    quote = "They are said to have counted the sleepers in the barn."
    html = PRINTED.format(f"<p><b>Do you count them?</b></p><p>{quote}</p><p>Every winter, as far as I can.</p>")
    assert quote not in body(html).split("\n\n")


def test_pull_quote_glued_to_an_answer_is_cut_out_of_it():
    glued = "<i>They are said to have counted the sleepers in the barn.</i>"
    found = cleared(PRINTED.format(f"<p><b>Do you?</b></p><p>{glued}<br>Every winter, as far as I can.</p>"))
    assert [block.text for block in found.blocks if block.kept][2] == "Every winter, as far as I can."
    assert len(found.pull_quotes) == 1


def test_standfirst_is_a_field_when_it_is_set_in_another_style():
    html = PRINTED.replace("</h1>", "</h1><p><i>What the farmer never heard, and why.</i></p>").format("")
    found = cleared(html)
    assert (found.standfirst, body_of(found.blocks)) == ("What the farmer never heard, and why.", TEXT)


def test_first_paragraph_that_a_description_repeats_stays_text():
    assert body(PRINTED.format(""), standfirst=OWLS) == TEXT


def test_caption_and_credit_go_to_the_picture():
    figure = '<figure><img src="/owl.jpg"><figcaption>An owl at noon. <em>Photo: Ada Lark</em></figcaption></figure>'
    found = cleared(PRINTED.format(figure))
    (image,) = found.images
    assert (image.url, image.caption, image.credit) == (
        "https://magazine.example/owl.jpg",
        "An owl at noon.",
        "Photo: Ada Lark",
    )
    assert body_of(found.blocks) == TEXT


def test_what_somebody_says_beside_a_portrait_is_text():
    said = "<blockquote><p>They sleep in my barn until March.</p></blockquote>"
    found = cleared(PRINTED.format(f'<figure><img src="/ada.jpg">{said}<figcaption>Ada Lark</figcaption></figure>'))
    assert "They sleep in my barn until March." in body_of(found.blocks)
    assert found.images[0].caption == "Ada Lark"


def test_line_behind_a_picture_that_repeats_the_headline_is_its_caption():
    html = PRINTED.format('<div><img src="/owl.jpg"></div><div>Night of the Owls</div>')
    assert (body(html), cleared(html).images[0].caption) == (TEXT, "Night of the Owls")


@pytest.mark.parametrize(
    "caption",
    [
        "<p><em>The barn in the great frost. Photo: Ada Lark</em></p>",
        "<div><small>The barn in the great frost (Picture: Ada Lark)</small></div>",
        "<p class=legend>The barn in the great frost</p>",
    ],
)
def test_line_set_apart_behind_a_picture_with_a_credit_or_called_a_legend_is_its_caption(caption):
    found = cleared(PRINTED.format(f"<p><img src='/barn.jpg' width=900></p>{caption}"))
    assert body_of(found.blocks) == TEXT
    assert found.images[0].caption.startswith("The barn in the great frost")


def test_picture_that_loads_later_is_found_and_an_icon_is_not():
    html = '<img src="data:image/gif;base64,R0" data-src="/owl.jpg"><img src="/x.png" width="16" height="16">'
    assert [image.url for image in cleared(PRINTED.format(html)).images] == ["https://magazine.example/owl.jpg"]


def test_captions_stay_when_they_are_the_text():
    slides = "".join(f"<figure><img src='/{n}.jpg'><figcaption>{OWLS} {n}</figcaption></figure>" for n in range(3))
    assert body(f"<h1>Night of the Owls</h1>{slides}").count("Owls hunt at night") == 3


def test_boxes_in_the_text_are_dropped_by_what_they_say():
    for line in (
        "Sign up for our Friday newsletter",
        "- advertisement -",
        "Story continues below",
        'Read more: <a href="/other">The winter of the mice</a>',
        "Pages: 1 2 3",
        "page 2 of 5 next page &gt;",
        "Filed under: birds, night",
        "We may earn a small commission from links.",
        "The views expressed by our authors are their own and do not reflect those of the magazine.",
        "Disclaimer: opinions expressed in letters do not necessarily represent our own.",
        "If you like this text, please consider supporting our work.",
        "We have no owner. Become a member today.",
    ):
        assert body(PRINTED.format(f"<p>{line}</p>")) == TEXT, line


def test_lines_that_only_sound_like_furniture_stay():
    for line in (
        "The views expressed in the barn that night were heard by nobody but the owls.",
        "The farmer will consider supporting the owls with a second barn.",
        "To become a member of the parliament of owls takes nine winters.",
    ):
        assert line in body(PRINTED.format(f"<p>{line}</p>")), line


def test_box_is_dropped_by_its_name_but_not_a_whole_page_of_that_name():
    assert body(PRINTED.format("<div class='inline-newsletter'><p>One letter each Friday.</p></div>")) == TEXT
    assert body(f"<div class='has-newsletter newsletter'>{PRINTED.format('')}</div>") == TEXT


def test_box_behind_the_text_is_dropped_however_large_it_is():
    others = "<div class=next-article><h2>The Mice</h2>" + f"<p>{OWLS} Again.</p>" * 4 + "</div>"
    assert body(PRINTED.format("") + others) == TEXT
    assert body(f"<h1>Night of the Owls</h1><p>By night.</p>{others}").count("Again.") == 4


def test_column_beside_the_headline_is_above_it_and_no_text():
    column = f"<div><p>{OWLS}</p></div>"
    text = f"<p>{FEATHERS}</p>" * 4
    assert "Owls" not in body(f"{column}<div><h1>Night of the Owls</h1>{text}</div>")
    assert "Owls" in body(f"<div><p>{OWLS}</p><div><h1>Night of the Owls</h1></div>{text}</div>")


def test_names_that_a_program_gave_are_no_names_of_boxes():
    line = "Nobody has counted them since the big storm."
    assert line in body(PRINTED.format(f"<div class='ab ac ad'><p>{line}</p></div>"))
    assert line in body(PRINTED.format(f"<p class='pp pq pr'>{line}</p>"))


def test_titles_and_teasers_of_other_articles_end_the_text():
    others = "".join(f"<p><a href='/{n}'>The winter of the mice {n}</a></p><p>It was long.</p>" for n in range(3))
    assert body(PRINTED.format("") + others) == TEXT


def test_sources_in_a_list_stay():
    sources = "<ul><li><a href='/a'>A book of owls</a></li><li><a href='/b'>A book of mice</a></li></ul>"
    assert "A book of mice" in body(PRINTED.format("") + sources)


def test_byline_at_the_end_ends_the_text():
    people = (Person("Ada Lark", "interviewer", "Interview by Ada Lark"),)
    html = PRINTED.format("") + "<p>Interview by Ada Lark</p><p>The winter of the mice</p><p>It was long.</p>"
    assert body(html, people=people) == TEXT


def test_note_about_the_author_is_dropped():
    html = PRINTED.format("") + "<p><i>Ada Lark is a writer who lives in a mill.</i></p>"
    assert body(html, people=(Person("Ada Lark"),)) == TEXT


def test_neighbour_on_an_endless_page_is_not_read_instead():
    blocks = blocks_of(
        parse(f"<article>{PRINTED.format('')}</article><article><h1>The Mice</h1><p>{OWLS} {OWLS}</p></article>")
    )
    for block in blocks:
        block.kept = block.index > 2  # only the neighbour was read
    assert body_of(clear(blocks, Metadata(headline="Night of the Owls"), URL).blocks) == TEXT


STORY = "<div class=story><h1>{}</h1>{}<div><p>{}</p></div></div>"


def test_neighbours_without_article_elements_are_known_by_their_make():
    stories = [
        STORY.format(title, "<time>3 May</time>", text)
        for title, text in (("Night of the Owls", f"{OWLS}</p><p>{FEATHERS}"), ("The Mice", f"{OWLS} {OWLS}"))
    ]
    assert FEATHERS in body("".join(stories))
    assert body("".join(stories)).count("Owls hunt at night") == 1


def test_chapters_of_one_make_are_no_neighbours():
    head = STORY.format("Night of the Owls", "<time>3 May</time>", f"{OWLS} {OWLS}")
    assert FEATHERS in body(head + STORY.format("Their feathers", "", FEATHERS))


def test_headline_in_an_article_element_of_its_own_leaves_the_text_alone():
    head = f"<article><h1>Night of the Owls</h1><p>{OWLS} {OWLS}</p></article>"
    assert FEATHERS in body(f"{head}<article><h2>Their feathers</h2><p>{FEATHERS}</p></article>")


def test_lines_of_one_cell_are_told_apart_by_their_style():
    html = (
        "<table><tr><td><b>Night of the Owls</b><br><i>What the farmer never heard, and why.</i><br>by Ada Lark | "
        f"3 May 2021<br><br>{OWLS}<br><br>{FEATHERS}</td></tr></table>"
    )
    found = cleared(html, people=(Person("Ada Lark"),))
    assert (found.standfirst, body_of(found.blocks)) == ("What the farmer never heard, and why.", TEXT)


def test_lines_of_a_poem_stay_together():
    assert "The owl\nThe mouse\nThe moon" in body(PRINTED.format("<p>The owl<br>The mouse<br>The moon</p>"))


def test_note_about_the_wall_says_that_the_rest_is_not_free():
    found = cleared(PRINTED.format("") + "<p>Subscribe to read the rest of this story.</p>")
    assert (found.is_free, body_of(found.blocks)) == (False, TEXT)


def test_label_by_the_headline_says_that_somebody_paid():
    assert cleared("<p>Paid partnership with Grindle Mill</p>" + PRINTED.format("")).is_sponsored
    assert cleared(PRINTED.format("")).is_sponsored is None


def test_rating_at_the_end_is_a_field():
    found = cleared(PRINTED.format("") + "<p>7.5 out of 10</p>")
    assert (found.rating, body_of(found.blocks)) == ("7.5 out of 10", TEXT)
