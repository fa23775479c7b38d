import json

import pytest
from lxml.html import tostring

from pipelines.decoding import parse
from pipelines.items import Metadata
from pipelines.metadata import read_metadata
from tests.pages import metadata_of

URL = "https://meadow.example/story/owls"
TEXT = (
    "<p>Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper, and "
    "nobody but the forester is there to hear them, who has counted them every spring since the big storm.</p>"
) * 4


def page(top: str = "<h1>Night of the Owls</h1>", head: str = "", bottom: str = "") -> str:
    title = "" if "<title" in head else "<title>Night of the Owls - Meadow</title>"
    return f"<html lang=en><head>{title}{head}</head><body><article>{top}{TEXT}{bottom}</article></body></html>"


def read(html: str, url: str = URL) -> Metadata:
    return metadata_of(html, url)


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def credited(metadata: Metadata) -> list[tuple[str, str]]:
    return [(person.name, person.role) for person in metadata.people]


def test_each_field_says_where_it_comes_from():
    head = json_ld(datePublished="2021-05-03T10:00:00Z", articleSection="Nature")
    found = read(page('<h1>Night of the Owls</h1><p class="byline">By Ada Barn</p>', head))
    assert found.sources == {
        "headline": "h1", "people": "byline", "date_published": "JSON-LD", "section": "JSON-LD",
    }  # fmt: skip


def test_headline_stands_in_a_cell_of_a_page_without_h1():
    head = "<title>The Meadow Review: Night of the Owls</title>"
    top = (
        "<table><tr><td><a href='/'>The Meadow Review</a></td><td><font size=5>"
        "<b>Night of the Owls</b></font></td></tr></table>"
    )
    assert read(page(top, head)).headline == "Night of the Owls"


def test_heading_that_is_the_name_of_the_magazine_is_no_headline():
    top = '<h1><a href="/">Meadow</a></h1><h2>Night of the Owls</h2>'
    assert read(page(top)).headline == "Night of the Owls"


def test_heading_above_the_date_is_the_headline_where_the_title_says_nothing():
    top = (
        '<h1><a href="/">Meadow</a></h1><h3>Latest</h3><p>-</p><p>-</p><p>-</p>'
        '<h2>Night of the Owls</h2><p class="date">3 May 2021</p>'
    )
    assert read(page(top, "<title>Meadow</title>")).headline == "Night of the Owls"


def test_title_of_the_page_is_the_headline_without_the_name_of_the_magazine():
    head = '<title>Night of the Owls | Meadow</title><meta property="og:site_name" content="Meadow">'
    assert read(page("", head)).headline == "Night of the Owls"


def test_byline_on_the_page_wins_over_the_name_that_structured_data_give():
    found = read(page("<h1>Night of the Owls</h1><p>By Ada Barn</p>", json_ld(author={"name": "Site Keeper"})))
    assert credited(found) == [("Ada Barn", "author")]
    assert found.people[0].raw == "By Ada Barn"


def test_label_and_names_on_lines_of_their_own_are_one_byline():
    top = (
        "<h1>Night of the Owls</h1><div>Words</div><div>by</div>"
        '<div class="author">Ada Barn</div><div>and</div><div class="author">Ben Tawny</div>'
    )
    assert credited(read(page(top))) == [("Ada Barn", "author"), ("Ben Tawny", "author")]


def test_interviewer_stands_at_the_end():
    assert credited(read(page(bottom="<p><em>Interview by Ada Barn</em></p>"))) == [("Ada Barn", "interviewer")]


def test_author_who_asks_in_print_is_the_interviewer():
    asked = "<p><b>Barn:</b> Why?</p><p>Uhu: So.</p><p><b>Barn:</b> And then?</p>"
    assert credited(read(page("<h1>Night of the Owls</h1><p>By Ada Barn</p>", bottom=asked))) == [
        ("Ada Barn", "interviewer")
    ]


def test_photographer_alone_is_no_author():
    found = read(page('<h1>Night of the Owls</h1><p class="byline">Photographs by Ada Barn</p>'))
    assert credited(found) == [("Ada Barn", "photographer")]


def test_the_only_one_who_reviewed_is_the_author():
    assert credited(read(page("<h1>Night of the Owls</h1><p>reviewed by Ada Barn</p>"))) == [("Ada Barn", "author")]


def test_reference_in_json_ld_is_followed():
    data = {"@graph": [{"@type": "Article", "author": {"@id": "#ada"}}, {"@id": "#ada", "name": "Ada Barn"}]}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert credited(read(page(head=head))) == [("Ada Barn", "author")]


@pytest.mark.parametrize(
    "script",
    ['{"@type": "Article", "datePublished": "2021-05-03",}', '{"@type":"Article","datePublished":"2021-05-03","x":"'],
)
def test_broken_json_ld_gives_the_fields_that_stand_in_it_whole(script):
    found = read(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert found.date_published == "2021-05-03"


def test_printed_day_wins_over_the_stated_one():
    top = '<h1>Night of the Owls</h1><p class="date">3 May 2021</p>'
    assert read(page(top, json_ld(datePublished="2024-01-01"))).date_published == "2021-05-03"


def test_stated_time_completes_the_printed_day():
    top = '<h1>Night of the Owls</h1><p class="date">3 May 2021</p>'
    assert read(page(top, json_ld(datePublished="2021-05-03T10:00:00Z"))).date_published == "2021-05-03T10:00:00Z"


def test_published_is_told_from_updated():
    found = read(page("<h1>Night of the Owls</h1><p>Updated 5 May 2022</p><p>Published 3 May 2021</p>"))
    assert (found.date_published, found.date_modified) == ("2021-05-03", "2022-05-05")


def test_impossible_date_is_kept_as_a_source():
    found = read(page(head='<meta property="article:published_time" content="0000-00-00">'))
    assert found.date_published is None
    assert found.sources["date_published"] == "meta article:published_time: impossible '0000-00-00'"


@pytest.mark.parametrize(
    "bottom",
    [
        "<footer>© 3 May 2021 Meadow Press</footer>",
        '<section id="comments"><p class="date">3 May 2021</p></section>',
        '<div class="related"><time datetime="2021-05-03">3 May 2021</time></div>',
        "<p>On 3 May 2021 the forester saw the first of them, and it stayed until the winter had come back again.</p>",
    ],
)
def test_dates_of_other_things_are_not_the_articles(bottom):
    assert read(page(bottom=bottom)).date_published is None


def test_section_is_the_last_of_the_trail():
    assert read(page("<p>Home &gt; Nature</p><h1>Night of the Owls</h1>")).section == "Nature"


@pytest.mark.parametrize("trail", ["Home &gt; ", "&gt; Nature", "1/2 &gt; Nature", f"{'Owl ' * 20} &gt; Nature"])
def test_a_line_with_an_arrow_that_leads_nowhere_is_no_trail(trail):
    assert read(page(f"<p>{trail}</p><h1>Night of the Owls</h1>")).section is None


def test_a_line_of_arrows_is_read_in_bounded_time():
    """With a regular expression that goes back it would not end."""
    assert read(page(f"<p>{'&gt; &#160; ' * 70}/</p><h1>Night of the Owls</h1>")).section is None


def test_sponsor_and_paywall_are_told():
    found = read(
        page(
            "<p>Paid partnership with Mousetraps Ltd</p><h1>Night of the Owls</h1>",
            json_ld(isAccessibleForFree="False"),
        )
    )
    assert found.is_sponsored
    assert found.is_free is False


def test_tree_is_not_changed():
    tree = parse(page('<h1>Night of the Owls</h1><p class="byline">By <b>Ada Barn</b></p>'))
    before = tostring(tree)
    read_metadata(tree, URL, [])
    assert tostring(tree) == before
