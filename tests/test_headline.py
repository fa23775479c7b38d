"""Which line of a page is the headline, on pages whose titles, headings and names disagree."""

import re

import pytest

from pipelines.headline import without_name
from pipelines.metadata import Metadata
from tests.pages import metadata_of

URL = "https://meadow.example/story/owls"
SENTENCE = (
    "<p>Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper.</p>"
)


def read(body: str, head: str = "<title>Night of the Owls</title>", url: str = URL) -> Metadata:
    return metadata_of(f"<html><head>{head}</head><body>{body}{SENTENCE * 6}</body></html>", url)


def test_heading_begins_with_white_space_and_links_to_the_article_itself():
    head = '<meta property="og:title" content="Notes from the Meadow"><title>Night of the Owls - Meadow</title>'
    body = '<p>Notes from the Meadow</p><h2>\n <a href="/story/owls">Night of the Owls</a></h2>'
    assert read(body, head).headline == "Night of the Owls"


def test_kicker_in_the_heading_is_no_part_of_the_headline():
    body = '<h2><span>Field notes</span><a href="/story/owls">Night of the Owls</a></h2>'
    assert read(body).headline == "Night of the Owls"
    assert read("<h1><span>Field notes</span> <span>Night of the Owls</span></h1>").headline == "Night of the Owls"


def test_headline_is_found_where_the_template_gives_it_as_the_name_of_the_site():
    head = (
        '<meta property="og:site_name" content="Night of the Owls"><meta name="application-name" content="Meadow">'
        "<title>Night of the Owls</title>"
    )
    found = read('<h4>Your friends</h4><div class="meta">Log in</div><h1>Night of the Owls</h1>', head)
    assert (found.headline, found.sources["headline"]) == ("Night of the Owls", "h1")


def test_name_of_the_magazine_that_only_its_address_tells_is_no_headline():
    head = "<title>Night of the Owls « The Quiet Meadow</title>"
    body = "<h2>The Quiet Meadow</h2><h2>Night of the Owls</h2>"
    assert read(body, head, "http://www.the-quiet-meadow.example/owls").headline == "Night of the Owls"


def test_paragraph_marked_as_a_heading_is_no_headline():
    head = "<title>Night of the Owls</title>"
    body = f"<h1>{'Learn which of the many birds of the meadow hunt when it is dark. ' * 4}</h1>"
    assert read(body, head).headline == "Night of the Owls"


def test_first_of_many_sections_is_no_headline():
    body = "".join(f"<h1>Day {number}</h1>{SENTENCE}" for number in range(1, 4))
    assert read(body, "<title>A week with the owls</title>").headline == "A week with the owls"


def test_day_above_the_entries_of_a_blog_is_no_headline():
    body = '<h2>Tuesday, November 13, 2012</h2><p class="date">Posted at 9:12</p>'
    assert read(body, "<title>The Meadow Blog</title>").headline == "The Meadow Blog"


@pytest.mark.parametrize("title", ["", "<title></title>"])
def test_heading_above_the_text_is_the_headline_of_a_page_without_a_title(title):
    body = (
        '<h4>Weather</h4><p><a href="/a">Home</a></p><p><a href="/b">Sport</a></p>'
        "<h2>Night of the Owls</h2><h4>Ada Barn, Meadow News</h4><div>Hoot</div>"
    )
    found = read(body, title)
    assert (found.headline, found.sources["headline"]) == ("Night of the Owls", "line above the text")


def test_line_above_the_text_is_the_headline_of_a_page_without_title_and_headings():
    body = (
        '<div><a href="/a">E-mail this</a></div><div><a href="/b">Printable version</a></div>'
        "<div>Night of the Owls</div><div>Two owls at dusk</div>"
    )
    assert read(body, "").headline == "Night of the Owls"


@pytest.mark.parametrize(
    "title",
    [
        "Night of the Owls | Meadow",
        "Meadow: Night of the Owls",
        "Night of the Owls_Meadow",
        "Meadow » Night of the Owls",
    ],
)
def test_name_of_the_magazine_is_taken_off_the_title(title):
    assert without_name(title, ["Meadow"]) == "Night of the Owls"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><small>Field notes:</small> Night of the Owls</h1>",
        "<h1>Night of the Owls<span>What they do when we are asleep</span></h1>",
        "<h1>Night of the Owls <small>by Ada Barn</small></h1>",
        '<h1>Night of the Owls<a href="#owls">¶</a></h1>',
        '<h1>Night of the Owls <span>[<a href="/edit">edit</a>]</span></h1>',
    ],
)
def test_what_else_stands_in_the_heading_is_no_part_of_the_headline(heading):
    assert read(heading, "<title>Night of the Owls - A Magazine of the Hills</title>").headline == "Night of the Owls"


def test_name_of_the_magazine_is_taken_off_with_its_article():
    assert without_name("Night of the Owls | The Meadow", ["meadow"]) == "Night of the Owls"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>Opinion</span> When the Owls Come</h1>",
        "<h1><div>Film Review</div><div>When the Owls Come</div></h1>",
    ],
)
def test_kicker_is_no_part_of_a_headline_that_the_title_words_otherwise(heading):
    assert read(heading, "<title>When Owls Came | Meadow</title>").headline == "When the Owls Come"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("<h1><span>How to</span> count owls at night</h1>", "Counting owls at night"),
        ("<h1><em>Owls</em> Count Their Young</h1>", "Owls count young"),
        ("<h1><span>Silent Wings</span> The Secret of Flight</h1>", "Something else | Meadow"),
    ],
)
def test_beginning_of_a_headline_is_no_kicker(heading, title):
    plain = re.sub(r"<[^>]+>", "", heading)
    assert read(heading, f"<title>{title}</title>").headline == plain


def test_section_in_the_title_is_no_headline():
    body = '<h1>Owls lose their wood - report</h1><h3><a href="/business">Business</a></h3>'
    assert read(body, "<title>Feed Article | Business | </title>").headline == "Owls lose their wood - report"


def test_headings_of_boxes_are_no_headlines():
    boxes = '<div id="related-stories"><h1>Related Stories</h1></div><div id="comments"><h1>Comments</h1></div>'
    body = f'<div class="cookie-banner"><h1>We value your privacy</h1></div><h1>Where they sleep</h1>{SENTENCE}{boxes}'
    assert read(body, "<title>Meadow | Everywhere</title>").headline == "Where they sleep"


def test_heading_in_a_box_is_the_headline_where_there_is_no_other():
    body = '<div class="newsletter-post"><h1>Where they sleep</h1></div>'
    assert read(body, "<title>Meadow | Everywhere</title>").headline == "Where they sleep"


def test_short_name_in_the_address_is_the_magazines():
    head = "<title>OWL: Wings heard in the north</title>"
    assert read("", head, "http://owl.meadow.example/1").headline == "Wings heard in the north"


PART = "<h2>What owls eat</h2>"


def test_title_that_repeats_a_heading_of_the_text_does_not_outdo_the_h1_above_it():
    body = f"<h1>Night of the Owls</h1>{SENTENCE * 2}{PART}"
    assert read(body, "<title>What owls eat | Meadow</title>").headline == "Night of the Owls"


def test_h1_above_what_a_site_says_about_itself_does_not_outdo_the_title():
    body = f"<h1>Hear more at night</h1><div>{SENTENCE * 3}</div><h2>What owls eat</h2>"
    assert read(body, "<title>What owls eat | Meadow</title>").headline == "What owls eat"


def test_h1_of_a_section_with_a_word_about_it_stands_above_the_headline():
    body = f"<h1>Birds of the Hills</h1>{SENTENCE}{PART}"
    assert read(body, "<title>What owls eat | Meadow</title>").headline == "What owls eat"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Night of the Owls <button>Share</button></h1>",
        '<h1>Night of the Owls <small><a href="#comments">3</a></small></h1>',
    ],
)
def test_button_or_link_to_a_place_on_the_page_does_not_make_the_h1_a_masthead(heading):
    found = read(f"{heading}{SENTENCE}", "<title>Owls at night | Meadow</title>")
    assert (found.headline, found.sources["headline"]) == ("Night of the Owls", "h1")


@pytest.mark.parametrize("mark", ["<", "‹"])
def test_name_of_the_magazine_may_stand_behind_an_arrow(mark):
    assert without_name(f"Night of the Owls {mark} Meadow", ["Meadow"]) == "Night of the Owls"


def test_h1_with_a_link_to_the_front_page_is_a_masthead_with_its_motto():
    body = f'<h1><a href="/">The Hills</a> What we hear at night</h1><h2>Night of the Owls</h2>{SENTENCE}'
    assert read(body).headline == "Night of the Owls"
