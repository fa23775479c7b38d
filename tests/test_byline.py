"""Who wrote the article, on pages that name several people, or hide the one they name."""

import json

import pytest

from pipelines.metadata import Metadata
from tests.pages import metadata_of

URL = "https://meadow.example/story/owls"
TEXT = (
    "<p>Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper, and "
    "nobody but the forester is there to hear them, who has counted them every spring since the big storm.</p>"
) * 4
HEADLINE = "<h1>Night of the Owls</h1>"


def read(top: str, bottom: str = "", head: str = "", url: str = URL, body: str = TEXT) -> Metadata:
    title = "<title>Night of the Owls - Meadow</title>"
    body = f"<main>{HEADLINE}{top}{body}</main>{bottom}"
    return metadata_of(f"<html lang=en><head>{title}{head}</head><body>{body}</body></html>", url)


def authors(found: Metadata) -> list[str]:
    return [person.name for person in found.people if person.role == "author"]


def meta(**names: str) -> str:
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in names.items())


def test_all_printed_authors_count_where_the_page_states_only_the_first():
    top = '<div><a href="/author/ada">Ada Barn, Ben Tawny &amp; Cid Uhu</a></div>'
    assert authors(read(top, head=meta(author="Ada Barn"))) == ["Ada Barn", "Ben Tawny", "Cid Uhu"]


def test_authors_stand_in_elements_of_a_kind():
    top = (
        '<span class="author">Ada Barn1</span><span class="author">Ben Tawny2</span>'
        '<span class="author-place">Meadow College</span>'
    )
    assert authors(read(top, head=meta(author="Ada Barn"))) == ["Ada Barn", "Ben Tawny"]


def test_names_under_the_headline_are_the_authors():
    found = read("<p>Ada Barn, Ben A. Tawny and Cid Uhu</p>")
    assert (authors(found), found.sources["people"]) == (["Ada Barn", "Ben A. Tawny", "Cid Uhu"], "text")


@pytest.mark.parametrize(
    "top",
    [
        "<figure><figcaption>Grey Mountain from the train</figcaption></figure>",
        "<p>Open Day</p><p>Tickets</p><p>Open Day</p><p>Hours</p><p>Open Day</p><p>Food</p><p>Open Day</p>",
    ],
)
def test_captions_and_repeated_lines_under_the_headline_are_no_names(top):
    assert authors(read(top)) == []


def test_printed_name_ends_where_the_stated_one_does():
    found = read('<div class="meta">by Ada Barn Meadow Notes May 2nd 2021</div>', head=meta(author="Ada Barn"))
    assert authors(found) == ["Ada Barn"]


def test_handle_in_the_byline_gives_way_to_the_name():
    found = read('<p class="byline">By <a href="/author/ada">OwlAda</a></p>', head=meta(author="Ada Barn"))
    assert authors(found) == ["Ada Barn"]


def test_pen_name_in_the_byline_is_the_author_where_nobody_else_is_named():
    assert authors(read('<p class="byline">By OwlAda</p>')) == ["OwlAda"]


def test_address_in_the_byline_is_nobody():
    assert authors(read('<p class="byline">By night@meadow.example</p><p class="byline">By Ada Barn</p>')) == [
        "Ada Barn"
    ]


def test_author_of_a_book_named_below_the_byline_did_not_write_the_article():
    top = '<p class="byline">by Ada</p><p>The Owls</p><p>A novel</p><p>Author: Ben Tawny</p>'
    assert authors(read(top)) == ["Ada"]


def test_maker_named_in_the_text_did_not_write_the_article():
    found = read('<a href="/author/ada">Ada Barn</a>', "<p>Publisher: Owl Games</p><p>Author: Ben Tawny</p>")
    assert authors(found) == ["Ada Barn"]


def test_links_above_the_headline_are_no_credits():
    body = f'<p><a href="/review-grey-lodge">Review: Grey Lodge</a></p>{HEADLINE}{TEXT}'
    found = metadata_of(f"<html><head>{meta(author='Owl Traveller')}</head><body>{body}</body></html>", URL)
    assert authors(found) == ["Owl Traveller"]


def test_bylines_below_that_link_to_other_articles_are_not_the_articles():
    bottom = '<div><div class="author"><a href="/story/mice">Ben Tawny</a></div></div>'
    assert authors(read('<div class="author">Meadow</div>', bottom)) == ["Meadow"]


def test_microdata_of_related_articles_are_not_the_articles():
    card = (
        '<div itemscope itemtype="https://schema.org/BlogPosting"><h3>Mice</h3>'
        '<div itemprop="author" itemscope><meta itemprop="name" content="Ben Tawny"></div></div>'
    )
    assert authors(read("", card)) == []
    assert authors(read('<p class="author">by Ada Barn</p>', card)) == ["Ada Barn"]


def test_byline_stands_in_a_page_that_is_called_about_something():
    byline = '<div class="date-author">3 May 2021 · Ada Barn for the Meadow</div>'
    page = f'<html><body><div class="about-owls">{HEADLINE}{byline}{TEXT}</div></body></html>'
    assert authors(metadata_of(page, URL)) == ["Ada Barn"]


def test_author_with_degrees_stands_above_her_life():
    bottom = "<h3>Ada Barn, MD, PhD</h3><p>Dr Ada Barn is a physician and writes on sleep and on birds at night.</p>"
    assert authors(read("", TEXT + bottom)) == ["Ada Barn"]


def test_author_stands_in_a_box_in_the_margin():
    found = read("", '<aside class="sidebar"><h4 class="author-box__name">Ada Barn</h4></aside>')
    assert (authors(found), found.sources["people"]) == (["Ada Barn"], "author's box")


@pytest.mark.parametrize(
    "box",
    [
        '<ol id="comments"><b class="comment-author-name">Ada Barn</b></ol>',
        '<div class="related"><b class="author-name">Ada Barn</b></div>',
        '<aside class="sidebar"><b class="author-name">Ada Barn</b><b class="author-name">Ben Tawny</b></aside>',
    ],
)
def test_commenters_and_authors_of_other_articles_are_not_the_author(box):
    assert authors(read("", box)) == []


def test_owner_of_a_personal_site_is_its_author():
    diary = "<p>I saw an owl.</p><p>Then my coat was wet.</p><p>So I'm at home.</p><footer>About Ada Barn</footer>"
    found = read("", diary, url="https://www.adabarn.example/owls")
    assert (authors(found), found.sources["people"]) == (["Ada Barn"], "address")
    assert authors(read("", "<p>© Ada Barn</p>", url="https://www.adabarn.example/owls")) == []


def test_photographer_in_an_element_named_for_the_author_is_no_author():
    assert authors(read('<p class="byline">Photograph: Tomas Tawny</p>')) == []


@pytest.mark.parametrize(
    "top",
    [
        '<div><img src="owl.jpg"><span class="credit">Ben Tawny/Getty Images</span></div>',
        '<div class="lead"><img src="owl.jpg"><span class="credit">Ben Tawny</span></div>',
        "<p>Ben Tawny/Unsplash</p>",
        "<p>SEE ALSO</p>",
        "<p>Night Owls</p>",
        '<p class="author">Posted to News on 3 May 2021</p>',
    ],
)
def test_credits_of_pictures_headings_of_boxes_and_words_of_the_headline_are_nobody(top):
    assert authors(read(top)) == []


@pytest.mark.parametrize(
    "top",
    [
        '<footer class="entry-footer"><span class="byline"><span class="author vcard">Ada Barn</span></span></footer>',
        '<div class="post-footer-line post-footer-line-1"><span class="vcard">Posted by Ada Barn</span></div>',
        '<p><a href="/@ada?source=post">Ada Barn</a></p>',
        "<p>By Ada Barn in Grey Lodge</p>",
        "<p>By ADA BARN Meadow Press</p>",
        '<p class="byline">By BARN, Ada</p>',
        "<p>By Ada Barn, MP Special Correspondent</p>",
        "<p>Posted May 3, 2021 by Ada Barn</p>",
        "<p>Opinion by Ada Barn</p>",
        "<p>Ada Barn · 3 min read</p>",
        "<h4>Author(s)</h4><p>Ada Barn</p>",
    ],
)
def test_author_is_found_in_the_bylines_of_many_templates(top):
    assert authors(read(top)) == ["Ada Barn"]


def test_name_that_marks_the_whole_article_marks_no_line_of_it():
    quote = "<p>So it goes.</p><p>--Ben Tawny</p>"
    page = f'<html><body><div class="hentry author-ada">{HEADLINE}{quote}{TEXT}</div></body></html>'
    assert authors(metadata_of(page, URL)) == []


def test_life_at_the_end_names_the_writer():
    life = "<p><em>Ada Barn is a staff writer at the Meadow, where she has covered birds since the spring.</em></p>"
    assert authors(read("", life)) == ["Ada Barn"]
    assert (
        authors(read("<p>Ask Ada Barn, who wrote to us: she has seen all of them and knows them well.</p>", life)) == []
    )


def test_comments_below_the_text_are_not_signed_by_the_author():
    comments = '<div class="commentbody"><p>Hoot.</p><p class="posted">Posted by: Ben Tawny at May 3, 2021</p></div>'
    assert authors(read("", comments)) == []


def test_magazine_in_common_words_is_no_person_though_its_address_is_its_name():
    diary = "<p>I saw an owl.</p><p>Then my coat was wet.</p><p>So I'm at home.</p><footer>About Night Hunt</footer>"
    assert authors(read("", diary, url="https://www.nighthunt.example/owls")) == []


@pytest.mark.parametrize("byline", ['<span class="byline">By Ben Tawny</span>', "<p>Ben Tawny</p>"])
def test_cards_of_related_articles_have_bylines_of_their_own(byline):
    card = (
        f'<div class="item"><a href="/story/mice"><h4>Mice by Day</h4></a>{byline}<i class="date">3 May 2021</i></div>'
    )
    found = read("", card)
    assert (authors(found), found.date_published) == ([], None)


def test_byline_may_share_its_element_with_buttons():
    top = (
        '<div class="post-share social"><a href="https://friends.example/">Hoot</a><p class="by">By Ada Barn</p></div>'
    )
    assert authors(read(top)) == ["Ada Barn"]


def json_ld(*objects: dict) -> str:
    return f'<script type="application/ld+json">{json.dumps(objects)}</script>'


@pytest.mark.parametrize(
    "said",
    [
        [{"@type": "NewsArticle", "author": {"@type": "Person", "name": ["Ada Barn", "Ben Tawny"]}}],
        [{"@type": "NewsArticle", "creator": ["Ada Barn", "Ben Tawny"]}],
        [{"@type": "NewsArticle", "author": "Ada Barn and Ben Tawny"}],
        [
            {"@type": "NewsArticle", "headline": "Mice by Day", "author": "Cid Uhu", "datePublished": "2021-05-03"},
            {"@type": "NewsArticle", "headline": "Night of the Owls", "author": ["Ada Barn", "Ben Tawny"]},
        ],
        [
            {"@type": "WebPage", "author": [{"@id": "#ada"}, {"@id": "#ben"}]},
            {"@type": "Person", "@id": "#ada", "name": "Ada Barn"},
            {"@type": "Person", "@id": "#ben", "name": "Ben Tawny"},
        ],
    ],
)
def test_authors_in_json_ld_are_those_of_the_article_however_they_are_given(said):
    assert authors(read("", head=json_ld(*said))) == ["Ada Barn", "Ben Tawny"]


@pytest.mark.parametrize(
    "top",
    [
        "<div>March 3, 2015 · 3 min · Ada Barn</div>",
        "<p>3.3.2015 - Ada Barn</p>",
        "<p>By Ada Barn ada.barn@meadow.example</p>",
        "<p>By Ada Barn Special to The Meadow</p>",
        "<p>March 3, 2015 by Ada Barn Leave a Comment</p>",
        '<p>Ada Barn <a href="/nature">in Grey Lodge</a>, 3 March 2015</p>',
        "<p>By Ada Barn / Photography by Ben Tawny</p>",
        "<p>By: Ada Barn • Reviewed by: Ben Tawny • Updated: March 3, 2015</p>",
        '<dl><dt>Details</dt><dd class="createdby">Written by Ada Barn</dd><dd><a href="/n">Birds</a></dd></dl>',
        '<address><a rel="author" href="https://meadow.example/profile/ada">Ada Barn</a> in Grey Lodge</address>',
    ],
)
def test_author_stands_among_days_minutes_places_and_buttons(top):
    assert authors(read(top)) == ["Ada Barn"]


@pytest.mark.parametrize(
    "top",
    ['<div class="byline">Presented by Meadow Bank</div>', "<p>Photography Ben Tawny</p>", "<p>Mr Tawny</p>"],
)
def test_sponsors_photographers_and_people_of_the_story_are_no_authors(top):
    assert authors(read(top)) == []


def test_byline_of_a_teaser_above_the_headline_is_not_the_articles():
    teaser = '<div class="slide"><a href="/mice">Mice by day</a><span class="author">Ben Tawny</span></div>'
    assert authors(metadata_of(f"<html><body>{teaser}{HEADLINE}{TEXT}</body></html>", URL)) == []


@pytest.mark.parametrize(
    "line",
    [
        "10 Min Read",
        "7:47 am EST",
        "∙ Paid",
        "Prefer to watch?",
        "Get in touch",
        "Topics: Owls",
        "Related Topics",
        "Updated",
    ],
)
def test_buttons_and_times_in_an_element_named_for_the_author_are_nobody(line):
    assert authors(read(f'<div class="author">{line}</div>')) == []


@pytest.mark.parametrize("name", ["April Barn", "Min Jin Uhu", "Ben al-Tawny", "Beate St. Uhu"])
def test_names_that_look_like_months_minutes_and_articles_are_names(name):
    assert authors(read(f"<p>By {name}</p>")) == [name]


def test_sections_behind_the_day_are_no_authors():
    assert authors(read("<p>by Ada Barn | May 3, 2021 | Barn Owls, Grey Lodge</p>")) == ["Ada Barn"]


def test_magazine_that_calls_itself_the_author_as_a_company_is_none():
    company = '{"@type": "Organization", "name": "Meadow"}'
    script = '<script type="application/ld+json">{"@type": "Article", "author": %s, "publisher": %s}</script>'
    assert authors(read("", head=script % (company, company))) == []
    agency = '{"@type": "Organization", "name": "Owl Wire"}'
    assert authors(read("", head=script % (agency, company))) == ["Owl Wire"]


def test_pen_name_under_the_headline_needs_no_class():
    assert authors(read("<p>By ibby</p>")) == ["ibby"]
    assert authors(read("<p>By nobody</p>")) == []  # the text has that word


def test_firm_that_quotes_a_customer_is_not_the_owner_of_its_pages():
    words = "<p>I like the owls.</p><p>My coat is wet.</p><p>I came home.</p><footer>Barn Lamps</footer>"
    assert authors(read("", words + TEXT * 20, url="https://barnlamps.example/owls")) == []
    short = words.replace("Barn Lamps", "UC Barn")
    assert authors(read("", short, url="https://ucbarn.example/owls")) == []


@pytest.mark.parametrize("signature", ["By Ada Barn", "<em>By Ada Barn</em>", "— Ada Barn", "–Ada Barn"])
def test_line_that_signs_the_text_names_its_author(signature):
    assert authors(read(f"{TEXT}<p>{signature}</p><p>Thanks for reading.</p>", "<p>Related</p>", body="")) == [
        "Ada Barn"
    ]
    assert authors(read("", f"<p>{signature}</p>")) == []  # not where the text stands


def test_last_sentence_is_signed_behind_a_dash():
    end = "<p>And so the owls of the meadow were counted once again, and none of them was missing. —Ada Barn</p>"
    assert authors(read(TEXT + end, body="")) == ["Ada Barn"]


def test_somebody_who_is_quoted_signs_no_text():
    quote = "<blockquote><p>Who?</p></blockquote><p>— Wise Uhu</p>"
    assert authors(read(quote)) == []
    assert authors(read(TEXT + quote, body="")) == []


@pytest.mark.parametrize(
    "standfirst",
    [
        "The owls are back and hunt at night. By Ada Barn",
        "The owls are back and nobody knows why, writes Ada Barn",
        "Die Eulen sind zurück. Von Ada Barn",
        "The owls are back! Words by Ada Barn",
    ],
)
def test_standfirst_ends_with_the_name_of_the_writer(standfirst):
    assert authors(read(f"<p>{standfirst}</p>")) == ["Ada Barn"]


@pytest.mark.parametrize("heading", ["About the author", "Author", "Written by:", "Über die Autorin", "Sobre el autor"])
def test_author_stands_under_a_heading_below_the_text(heading):
    bottom = f"<h3>{heading}</h3><p>Ada Barn</p><p>Walks by the sea.</p>"
    assert authors(read("", TEXT + bottom)) == ["Ada Barn"]


def test_several_names_under_such_headings_are_of_other_articles():
    cards = "<b>Written by</b><p>Ada Barn</p><b>Written by</b><p>Ben Tawny</p>"
    assert authors(read("", TEXT + cards)) == []


@pytest.mark.parametrize(
    "path", ["/our-experts/ada-barn", "/blog-authors/17", "/blog?author=17", "/columnists/barn", "/person/ada"]
)
def test_name_in_a_link_to_an_authors_page_is_the_author(path):
    assert authors(read(f'<p class="x">3 May 2021</p><div><a href="{path}">Ada Barn</a></div>')) == ["Ada Barn"]


def test_staff_listed_behind_the_text_did_not_all_write_it():
    staff = "".join(f'<li class="author"><a href="/author/x">{name} Barn</a></li>' for name in ("Ada", "Ben", "Cid"))
    foot = "<p>Posted by Olga Uhu | Permalink | 6 Comments</p>"
    assert authors(read("", f"{TEXT}{foot}<ul>{staff}</ul>")) == ["Olga Uhu"]


def test_reporter_in_capitals_stands_before_her_agency():
    assert authors(read("<h4>ADA BARN, Meadow News Service</h4>")) == ["Ada Barn"]


def test_reporter_stands_before_her_place():
    assert authors(read("<p>Ada Barn in Rio de Janeiro</p>")) == ["Ada Barn"]


def test_photographer_of_an_agency_is_no_author():
    assert authors(read('<div class="photo_credit">Ada Barn/AP Photo</div>')) == []


def test_name_that_stands_twice_is_one():
    assert authors(read('<p class="byline">By <b>Ada Barn</b> <i>Ada Barn</i></p>')) == ["Ada Barn"]
    assert authors(read('<p class="byline">By BOB</p>')) == ["BOB"]


@pytest.mark.parametrize(
    "top",
    [
        '<p>3 May 2021</p><p class="term">Winter Birds</p><p class="term">Wings</p>',
        '<div class="author"><a href="/birds/winter">Winter &amp; Birds</a></div>',
        "<p>Request Service</p>",
    ],
)
def test_sections_and_services_under_the_headline_are_no_people(top):
    assert authors(read(top)) == []


def test_author_of_a_place_in_print_is_not_joined_by_her_paper():
    assert authors(read("<p>Ada Barn, Meadow Press</p>")) == ["Ada Barn"]


@pytest.mark.parametrize("byline", ["By:Ada Barn", "Author:Ada Barn", "By Xu Bo"])
def test_label_may_touch_the_name(byline):
    assert authors(read(f"<p>{byline}</p>")) == [byline.removeprefix("By").removeprefix("Author").strip(": ")]
