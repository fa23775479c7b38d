"""Bylines as publishing systems print them, beside what their plug-ins state for machines."""

import json

import pytest

from tests.pages import metadata_of

TEXT = (
    "<p>The ferry used to cross four times a day, and whoever lived on the island set the clock by its horn. Now it "
    "lies in the harbour from October to March, while the county looks for money and the mechanics for parts.</p>"
    "<p>Nobody can say what happens next. The engine is older than most of the crew, and the dock has asked for a "
    "survey before another winter; the school bus takes the long road around the bay instead.</p>"
) * 2


def authors(top: str = "", below: str = "", head: str = "", before: str = "", lang: str = "en") -> list[str]:
    """Who wrote the page with these pieces around its headline and text."""
    page = (
        f"<html lang={lang}><head><title>The Winter Ferry</title>{head}</head><body>{before}<main>"
        f"<h1>The Winter Ferry</h1>{top}<div class=body>{TEXT}{below}</div></main></body></html>"
    )
    found = metadata_of(page, "https://lantern.example/posts/the-winter-ferry")
    return [person.name for person in found.people if person.role == "author"]


def json_ld(author: object) -> str:
    said = {"@type": "Article", "headline": "The Winter Ferry", "author": author}
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


WEB_AGENCY = '<meta name="author" content="Blue Oak Digital">'
USER = json_ld({"@type": "Person", "name": "abarn"})
SOMEBODY_ELSE = json_ld({"@type": "Person", "name": "Tom Webber"})


@pytest.mark.parametrize("head", [WEB_AGENCY, USER, SOMEBODY_ELSE])
@pytest.mark.parametrize(
    "top",
    [
        '<span class="author vcard"><a href="/author/ada" rel="author">Ada Barn</a></span>',
        '<ul><li itemprop="author"><a href="/author/ada"><span>Ada Barn</span></a></li><li>March 8, 2024</li></ul>',
        '<div class="w1"><div class="t27">Ada Barn</div><div class="t28">March 8, 2024</div></div>',
        '<p class="sc-x">Ada Barn · March 8, 2024</p>',
        '<a href="/team/ada-barn">Ada Barn</a>',
    ],
)
def test_who_is_printed_wins_over_who_is_stated_and_printed_nowhere(top, head):
    assert authors(top, head=head) == ["Ada Barn"]


def test_stated_author_who_is_printed_somewhere_wins_over_an_unlabelled_name():
    top = '<div class="author-box">Ben Tawny</div><p class="credit">Ada Barn writes on ships.</p>'
    assert authors(top, head=json_ld({"@type": "Person", "name": "Ada Barn"})) == ["Ada Barn"]


def test_particles_do_not_make_a_name_too_long():
    assert authors('<p class="x1">Rafael de la Cruz</p><p class="x2">March 8, 2024</p>') == ["Rafael de la Cruz"]


@pytest.mark.parametrize(
    ("top", "lang"),
    [
        ('<p>Posted in <a href="/c">River Life</a> by <a href="/u/ada">Ada Barn</a> on March 8, 2024</p>', "en"),
        ('<p>March 8, 2024 by Ada Barn in <a href="/c">Stories</a>, <a href="/d">River Life</a></p>', "en"),
        ("<p>This is a guest post by Ada Barn, who runs a small workshop.</p>", "en"),
        ("<div>March 8, 2024 · <span>6 min</span> · <span>1173 words</span> · <span>Ada Barn</span></div>", "en"),
        ("<div>Publié le 8 mars 2024 par Ada Barn</div>", "fr"),
        ("<div>Rédigé par <strong>Ada Barn</strong></div>", "fr"),
        ("<div>8. März 2024 von Ada Barn</div>", "de"),
    ],
)
def test_byline_is_found_among_days_sections_and_counts(top, lang):
    assert authors(top, lang=lang) == ["Ada Barn"]


def test_second_author_may_share_a_line_with_the_word_and():
    top = '<div class="b-byline">By <a class="byline-link" href="/a">Ada Barn</a> and <a href="/b">Ben Tawny</a></div>'
    assert authors(top) == ["Ada Barn", "Ben Tawny"]


def test_writer_whose_life_follows_her_name_is_named_below_the_text():
    below = "<p>Written by <strong>Ada Barn</strong> who lives in Porto and builds boats.</p>"
    assert authors(below=below) == ["Ada Barn"]


def test_company_that_is_stated_as_a_person_gives_way_to_the_plugin_that_says_written_by():
    said = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Barn">'
    assert authors(head=WEB_AGENCY + said) == ["Ada Barn"]


def test_card_of_a_person_in_the_margin_is_not_one_of_another_article():
    box = '<aside class="sidebar"><div class="h-card"><h3 class="author__name">Ada Barn</h3></div></aside>'
    assert authors(before=box) == ["Ada Barn"]


@pytest.mark.parametrize("heading", ["h4", "h5"])
def test_byline_may_be_styled_as_a_heading(heading):
    assert authors(f"<{heading}>By Ada Barn</{heading}><{heading}>March 8, 2024</{heading}>") == ["Ada Barn"]


@pytest.mark.parametrize(
    "top",
    [
        "<div><h5>Ada Barn</h5><h6>Chief Technology Officer</h6></div><div><h6>March 8, 2024</h6></div>",
        '<div class="avatar"><div class="avatar__name"><a href="https://code.example/ada">Ada Barn</a></div>'
        "<small>Developer Advocate</small></div>",
    ],
)
def test_name_over_the_job_of_its_bearer_is_the_author(top):
    assert authors(top) == ["Ada Barn"]


def test_everybody_whose_name_stands_over_a_job_is_an_author():
    one, other = (
        f'<div><img alt=""><p class="text-sm font-medium">{name}</p><p class="text-xs">{job}</p></div>'
        for name, job in (("Ada Barn", "Product Manager"), ("Ben Tawny", "Staff Engineer"))
    )
    assert authors(one + other) == ["Ada Barn", "Ben Tawny"]


def test_paragraphs_of_the_same_class_do_not_make_the_byline_a_list_of_topics():
    top = '<p class="framer-text">Ada Barn</p><p class="framer-text">March 8, 2024</p>'
    text = TEXT.replace("<p>", '<p class="framer-text">')
    assert authors(top + text) == ["Ada Barn"]


@pytest.mark.parametrize(
    "below",
    [
        "<h3>About the Author</h3><p>Ada Barn joined the company in 2012 and looks after the north.</p>",
        "<p><em><strong>Ada Barn</strong> is a professor of economics and the author of two books.</em></p>",
        "<p>“It was a long winter, and we had bread for a week,” says the mayor.</p><p><em>By Ada Barn</em></p>",
        '<div>Posted by <a rel="author" href="https://profile.example/7">Ada Barn</a> on March 8, 2024 at 10:11</div>',
    ],
)
def test_author_is_told_below_the_text(below):
    assert authors(below=below) == ["Ada Barn"]


@pytest.mark.parametrize(
    "margin",
    [
        "<h6>Author(s)</h6><ul><li><a href='/a'>Ada Barn</a></li><li><a href='/b'>Ben Tawny</a></li></ul>",
        "<div>Written by</div><div><p>Ada Barn</p> and <p>Ben Tawny</p></div><div>Date</div><div>March 8, 2024</div>",
    ],
)
def test_authors_stand_behind_a_label_in_the_margin(margin):
    assert authors(before=f'<div class="l-sidebar">{margin}</div>') == ["Ada Barn", "Ben Tawny"]


def test_labels_in_the_margin_that_disagree_name_the_authors_of_other_articles():
    margin = "<div>Author</div><div>Ada Barn</div><div>Author</div><div>Ben Tawny</div>"
    assert authors(before=f'<div class="l-sidebar">{margin}</div>') == []


def test_customer_who_praises_the_firm_did_not_write_its_article():
    assert authors(below='<div class="testimonial"><p>Splendid!</p><div class="author">Ada Barn</div></div>') == []


@pytest.mark.parametrize("team", ["Editorial Team", "Our Editors", "Staff"])
def test_team_of_the_house_signs_where_nobody_else_does(team):
    assert authors(f"<p class=byline>By {team}</p>") == [team]
    assert authors(f"<p class=byline>By {team}</p><p>March 8, 2024</p><a href='/team/ada'>Ada Barn</a>") == ["Ada Barn"]


def test_whose_name_begins_the_address_and_ends_the_page_wrote_it():
    text = "<p>I like boats, and I have always lived by the sea.</p>" * 4
    foot = "<footer>© 2015–2024 Lanterna Barn. Built with care.</footer>"
    assert authors(below=text + foot) == ["Lanterna Barn"]
    assert authors(below=text + foot.replace("Lanterna", "Ada")) == []
