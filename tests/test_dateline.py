import json

import pytest

from pipelines.metadata import Metadata
from tests.pages import metadata_of

URL = "https://meadow.example/story/owls"
TEXT = (
    "<p>Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper, and "
    "nobody but the forester is there to hear them, who has counted them every spring since the big storm.</p>"
) * 4
FOOT = "<footer><p>© 2019 Meadow Press</p></footer>"


def read(top: str = "", head: str = "", bottom: str = "", url: str = URL, lang: str = "en") -> Metadata:
    html = (
        f"<html lang={lang}><head><title>Night of the Owls</title>{head}</head><body><article>"
        f"<h1>Night of the Owls</h1>{top}{TEXT}{bottom}</article>{FOOT}</body></html>"
    )
    return metadata_of(html, url)


def days(metadata: Metadata) -> tuple[str | None, str | None]:
    return (metadata.date_published or "")[:10] or None, (metadata.date_modified or "")[:10] or None


def meta(**contents: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">' for name, content in contents.items()
    )


def json_ld(**fields: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def test_printed_update_does_not_hide_the_stated_publication():
    found = read("<p>Updated on 3 May 2021</p>", meta(article__published_time="2015-07-14T10:00:00Z"))
    assert days(found) == ("2015-07-14", "2021-05-03")
    assert found.sources["date_published"] == "meta article:published_time"


def test_correction_after_some_days_leaves_the_day_of_publication():
    found = read("<p>Updated on 3 May 2021</p>", json_ld(datePublished="2021-04-28"))
    assert days(found) == ("2021-04-28", "2021-05-03")


def test_page_renewed_after_months_is_of_the_day_that_it_prints():
    found = read("<p>Updated on 3 May 2021</p>", json_ld(datePublished="2015-07-14", dateModified="2021-05-03"))
    assert days(found) == ("2021-05-03", "2021-05-03")


def test_day_without_a_label_is_the_update_where_the_page_says_so():
    stated = meta(article__published_time="2015-07-14T10:00:00Z", article__modified_time="2021-05-03T10:00:00Z")
    assert days(read('<p class="date">3 May 2021</p>', stated)) == ("2015-07-14", "2021-05-03")


def test_time_element_may_be_named_as_the_update():
    top = '<time class="updated">3 May 2021</time><time class="published">14 July 2015</time>'
    assert days(read(top)) == ("2015-07-14", "2021-05-03")


def test_theme_that_calls_every_date_an_update_is_not_believed():
    found = read('<p class="meta-date updated">14 July 2015</p>', json_ld(datePublished="2015-07-14"))
    assert days(found) == ("2015-07-14", None)


def test_only_an_update_is_the_day_of_the_article():
    assert days(read("<p>Last updated: 3 May 2021</p>")) == ("2021-05-03", None)
    assert (
        days(read(bottom="<p>Page last modified <time datetime='2021-05-03'>3 May 2021</time></p>"))[0] == "2021-05-03"
    )
    assert days(read(bottom="<p>Zuletzt aktualisiert am 3. Mai 2021</p>", lang="de"))[0] == "2021-05-03"


def test_stated_change_alone_is_no_publication():
    assert days(read(head=meta(article__modified_time="2021-05-03T10:00:00Z"))) == (None, "2021-05-03")


def test_day_in_the_address_wins_over_that_of_a_masthead():
    found = read('<p class="date">Friday, 7 May 2021</p>', url="https://meadow.example/2021/05/03/owls")
    assert days(found) == ("2021-05-03", None)


def test_month_in_the_address_tells_day_from_month():
    found = read("<p>Posted on: 08-6-2012</p>", url="https://meadow.example/2012/08/owls/")
    assert days(found)[0] == "2012-08-06"


def test_date_split_over_elements_is_put_together():
    found = read("<div><div>May</div><div>3</div><div>2021</div></div>")
    assert days(found)[0] == "2021-05-03"


def test_date_in_a_heading_of_its_own_may_name_its_weekday():
    html = f"<html lang=en><title>Night of the Owls</title><h2>Monday, May 3, 2021</h2><h1>Night of the Owls</h1>{TEXT}"
    assert days(metadata_of(html, URL))[0] == "2021-05-03"


@pytest.mark.parametrize(
    "element",
    [
        '<abbr class="published" title="2021-05-03T10:00:00Z">3 hours ago</abbr>',
        '<span class="date" data-datetime="2021-05-03T10:00:00Z">3 hours ago</span>',
        '<span class="timestamp" data-timestamp="1620036000">3 hours ago</span>',
        '<time datetime="2021-05-03T10:00:00Z">3 hours ago</time>',
    ],
)
def test_relative_time_is_exact_in_its_element(element):
    assert read(element).date_published == "2021-05-03T10:00:00Z"


def test_only_date_beside_a_byline_is_the_articles_wherever_it_stands():
    bottom = '<p class="author">Ada Barn</p><p class="date">3 May 2021</p>'
    assert days(read(bottom=TEXT + bottom))[0] == "2021-05-03"
    assert days(read(bottom=TEXT + bottom + '<p class="author">Ben Tawny</p><p class="date">4 May 2021</p>'))[0] is None


@pytest.mark.parametrize(
    "name", ["parsely-pub-date", "DC.date.issued", "og:publish_date", "w-published-date", "date", "creation_date"]
)
def test_meta_tags_tell_the_publication_under_many_names(name):
    found = read(head=f'<meta name="{name}" content="2021-05-03">')
    assert (found.date_published, found.sources["date_published"]) == ("2021-05-03", f"meta {name.lower()}")


@pytest.mark.parametrize(
    "name", ["article:publisher", "video:upload_date", "cdc:last_published", "expires", "update-id"]
)
def test_other_meta_tags_tell_none(name):
    assert read(head=f'<meta name="{name}" content="2021-05-03">').date_published is None


def test_of_like_meta_tags_the_earliest_tells_the_publication():
    head = (
        '<meta name="published-time" content="2026-03-09T08:45:32Z"><meta name="published-date" content="2021-05-03">'
    )
    assert read(head=head).date_published == "2021-05-03"


def test_microdata_of_other_articles_do_not_date_this_one():
    card = '<div class="card"><meta itemprop="datePublished" content="{}"></div>'
    assert read(bottom=card.format("2021-05-03") + card.format("2021-05-04")).date_published is None
    own = card.format("2021-05-01").replace("class", 'itemscope itemtype="https://schema.org/Article" class')
    assert read(own, bottom=card.format("2021-05-03")).date_published == "2021-05-01"


BAD = ("2099-01-01", "0000-00-00", "2021-02-31", "1970-01-01T00:00:00Z", "99999-12-31", "soon", "%d")


@pytest.mark.parametrize("bad", [*BAD, "2021-05-03T25:61:61", "1" * 99])
def test_bad_date_is_none_and_its_raw_value_is_kept(bad):
    for head in (meta(article__published_time=bad), json_ld(datePublished=bad)):
        found = read(head=head)
        assert found.date_published is None
        assert bad in found.sources["date_published"]


@pytest.mark.parametrize("bad", BAD)
def test_bad_printed_date_is_none(bad):
    assert read(f'<time datetime="{bad}">{bad}</time>').date_published is None
    assert read(f'<p class="date">Published {bad}</p>').date_published is None


@pytest.mark.parametrize(
    "bottom",
    [
        "<p>Update 11-4-12: Ada Barn leaves a comment that is far better than this whole story about the owls is.</p>",
        "<p>Mouse Tracker Update: Oct. 18, 2002</p>",
        '<div class="card"><p class="date">3 May 2021</p><a href="/mice">Mice by day</a></div>',
        "<p>The exhibition opens on May 3, 2021.</p>",
    ],
)
def test_other_dates_below_are_not_the_articles(bottom):
    assert read(bottom=bottom).date_published is None


@pytest.mark.parametrize(
    ("top", "lang"),
    [
        ("<p>Publié le 3 mai 2021 à 10h15, mis à jour le 4 juin 2021</p>", "fr"),
        ("<p>3 مايو، 2021</p>", "ar"),
        ("<p>3 במאי 2021</p>", "he"),
        ('<time datetime="May 3, 2021 10:15 AM">May 3</time>', "en"),
        ('<span class="ago" title="Monday, May 3, 2021 10:15 AM">3 years ago</span>', "en"),
        ('<div class="share social"><span class="publish-time">2021-05-03T08:10+02:00</span></div>', "en"),
    ],
)
def test_printed_day_is_read_as_templates_of_many_countries_write_it(top, lang):
    assert days(read(top, lang=lang))[0] == "2021-05-03"


@pytest.mark.parametrize(
    "bottom",
    [
        "<p>This entry was posted on Monday, May 3rd, 2021 at 9:12 am and is filed under Nature. You can follow any"
        " responses to this entry through the feed, or leave a comment of your own below.</p>",
        "<p>This article was first published on 3 May 2021 at 4:12pm but has been regularly brought up to date since,"
        " so that it tells what is known of the owls today.</p>",
        '<footer class="entry-footer"><span class="posted-on">Posted on <time class="published">May 3, 2021</time>'
        '<time class="updated">June 4, 2021</time></span><span class="byline">Ada Barn</span></footer>',
    ],
)
def test_day_at_the_foot_of_the_article_is_that_of_its_publication(bottom):
    assert days(read(bottom=bottom))[0] == "2021-05-03"


@pytest.mark.parametrize(
    "opening", ["GREY LODGE, May 3, 2021 (Meadow Wire) — ", "GREY LODGE, Hills, 3 May 2021 /MW/ -- "]
)
def test_report_opens_with_its_place_and_day(opening):
    assert days(read(f"<p>{opening}The owls of the old mill were seen again today.</p>"))[0] == "2021-05-03"
    assert (
        days(read("<p>The forester saw them on 3 May 2021 - nobody else did, as far as we know today.</p>"))[0] is None
    )


def test_date_of_the_masthead_stands_above_the_link_to_the_front_page():
    masthead = '<div class="date">Monday, May 3, 2021</div><a href="/">Meadow</a>'
    html = f"<html lang=en><title>Night of the Owls</title>{masthead}<h1>Night of the Owls</h1>{TEXT}"
    assert days(metadata_of(html, URL))[0] is None


def test_day_in_the_address_may_be_one_number():
    assert days(read(url="https://meadow.example/news/20210503/owls.html"))[0] == "2021-05-03"
    assert days(read(url="https://meadow.example/news/20219903/owls.html"))[0] is None


def test_page_with_an_author_is_an_article_in_json_ld_and_one_without_is_any_page():
    page = {"@type": "WebPage", "datePublished": "2021-05-03"}
    assert days(read(head=json_ld(**page)))[0] is None
    assert days(read(head=json_ld(**page, author="Ada Barn")))[0] == "2021-05-03"


def test_moment_may_be_stated_as_programs_print_it():
    assert days(read(head=meta(article__published_time="Mon May  3 06:23:21 PDT 2021")))[0] == "2021-05-03"


def test_signed_comments_on_a_page_of_short_paragraphs_are_no_date_lines():
    short = "<p>Owls hunt at night, when the meadow belongs to mice and the farmer is in bed.</p>" * 9
    comment = "<ul><li><b>Cid Uhu</b> <small>May 3, 2021 at 9:00 am</small><p>I like owls.</p></li></ul>"
    html = f"<html lang=en><title>Night of the Owls</title><h1>Night of the Owls</h1>{short}{comment}"
    assert days(metadata_of(html, URL))[0] is None


@pytest.mark.parametrize(
    "top",
    [
        "<time><span>May 3, 2021</span><span>10:15 AM UTC</span><span>Updated 3 hours ago</span></time>",
        "<p>Updated: May 3, 2021 by Ada Barn · This post may contain links that pay for our owls</p>",
    ],
)
def test_day_is_read_though_other_words_run_on(top):
    assert days(read(top))[0] == "2021-05-03"


def test_stated_moment_may_be_counted_in_seconds():
    assert days(read(head=meta(article__published_time="1620036000")))[0] == "2021-05-03"


def test_day_that_is_printed_wins_over_that_of_its_moment_in_another_zone():
    top = '<time datetime="2021-05-04T03:30:00+00:00">May 3, 2021</time>'
    assert days(read(top, meta(article__published_time="2021-05-04T03:30:00+00:00")))[0] == "2021-05-03"


def test_moment_in_an_element_tells_day_from_month():
    assert days(read('<time datetime="2021-05-03">3/5/2021</time>'))[0] == "2021-05-03"


def test_stated_numbers_are_read_as_the_country_writes_them():
    stated = meta(article__published_time="03/05/2021 10:15")
    assert days(read(head=stated, lang="de"))[0] == "2021-05-03"
    assert days(read(head=stated, lang="en-US"))[0] == "2021-03-05"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="script:ld+json" content="{&quot;@type&quot;:&quot;Article&quot;,&quot;datePublished&quot;:'
        '&quot;2021-05-03&quot;}">',
        '<script type="Application/LD+JSON">{"@type": "Article", "datePublished": "2021-05-03"}</script>',
        '<script type="application/ld+json">{"@type": "Article", "datePublished": {"@type": "Date", "@value":'
        ' "2021-05-03"}}</script>',
    ],
)
def test_json_ld_is_read_in_the_forms_that_frameworks_give_it(head):
    assert days(read(head=head))[0] == "2021-05-03"


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("This article was originally published on 3 May 2021.", "en"),
        ("This article was first published on Monday, 3 May 2021 and is brought up to date every spring.", "en"),
        ("Dieser Artikel erschien zuerst am 3. Mai 2021.", "de"),
        ("Cet article a été publié pour la première fois le 3 mai 2021.", "fr"),
        ("Este artículo fue publicado originalmente el 3 de mayo de 2021.", "es"),
    ],
)
def test_first_publication_told_at_the_foot_wins_over_a_later_day_at_the_head(sentence, lang):
    assert days(read('<p class="date">2022-06-04</p>', bottom=f"<p>{sentence}</p>", lang=lang))[0] == "2021-05-03"


def test_publication_elsewhere_told_at_the_foot_does_not_win():
    bottom = "<p>This article was first published in The Barn Door on 3 May 2021.</p>"
    assert days(read('<p class="date">2022-06-04</p>', bottom=bottom))[0] == "2022-06-04"


def test_day_that_page_and_head_agree_on_is_not_outdone_at_the_foot():
    bottom = "<p>First published on 3 May 2021</p>"
    found = read('<p class="date">4 June 2022</p>', json_ld(datePublished="2022-06-04"), bottom)
    assert days(found)[0] == "2022-06-04"


@pytest.mark.parametrize(
    "column",
    [
        '<div class="sidebar"><h4>Published</h4><div>May 3, 2021</div><h4>Topic</h4><div>Birds</div></div>',
        "<div><p>Date</p><p>3 May 2021</p><p>Category</p><p>Birds</p></div>",
        "<dl><dt>Publication date:</dt><dd>2021-05-03</dd></dl>",
    ],
)
def test_labelled_day_in_a_column_beside_the_text_is_the_articles(column):
    found = read(bottom=TEXT + column)
    assert (days(found)[0], found.sources["date_published"]) == ("2021-05-03", "labelled day")
    other = column.replace("3", "4")
    assert days(read(bottom=TEXT + column + other))[0] is None


@pytest.mark.parametrize(
    "column",
    [
        '<div class="related"><h4>Published</h4><div>May 3, 2021</div></div>',
        '<div class="sidebar"><h4><a href="/mice">Mice by day</a></h4><p>Published</p><div>May 3, 2021</div></div>',
        "<div><p>Date</p><p>3 May 2021, in the barn</p></div>",
        "<div><p>Next walk</p><p>3 May 2021</p></div>",
        "<dl><dt>Date</dt><dd>3 May 2021</dd><dt>Time</dt><dd>7 pm</dd><dt>Venue</dt><dd>Old mill</dd></dl>",
        "<dl><dt>Release date</dt><dd>3 May 2021</dd><dt>Director</dt><dd>Ada Barn</dd></dl>",
    ],
)
def test_day_in_a_box_about_other_things_is_not_the_articles(column):
    assert days(read(bottom=TEXT + column))[0] is None


def test_notice_until_when_something_lasts_is_no_date_line():
    assert days(read("<p>The exhibition runs until 3 May 2021.</p>"))[0] is None


def test_report_opens_with_a_town_in_small_letters_and_its_day():
    assert days(read("<p>Grey Lodge, 3 May 2021 - The owls of the old mill were seen again today.</p>"))[0] == (
        "2021-05-03"
    )


def test_label_of_an_update_ends_with_its_preposition():
    bottom = (
        "<div><span>Last updated<span> on <b><time datetime='2021-05-03'>May 3, 2021</time></b></span></span></div>"
    )
    assert days(read(bottom=bottom))[0] == "2021-05-03"


@pytest.mark.parametrize(
    "top",
    [
        "<div><span>Ada Barn</span><span>3 May 2021</span><span>7 min</span></div>",
        "<div><div>Received: 1 March 2021</div><div>Accepted: 2 April 2021</div><div>Published: 3 May 2021</div></div>",
        "<p>Received 1 March 2021 / Accepted 2 April 2021 / Published 3 May 2021</p>",
        "<p>Fact-checked 4 June 2022</p><p>Published 3 May 2021</p>",
        "<h4>By Ada Barn | 3 May 2021</h4>",
        "<p>Editor's note: This story was first published on 3 May 2021. The forester has looked at it again.</p>",
        '<time-ago datetime="2021-05-03T10:00:00Z">3 years ago</time-ago>',
    ],
)
def test_day_is_told_from_what_stands_beside_it(top):
    assert days(read(top))[0] == "2021-05-03"


@pytest.mark.parametrize(
    "top",
    [
        "<p>3 May 2021 – 5 June 2021</p>",
        "<p>Apply by 3 May 2021</p>",
        "<p>Born 3 May 1921</p>",
        "<p>5 March 10:22</p>",
        "<p>Prices as of 3 May 2021</p>",
        "<p>Joined 3 May 2021</p>",
        "<p>Photo: Ben Tawny, 3 May 2021</p>",
        "<figure><figcaption>The old mill, 3 May 2021</figcaption></figure>",
        "<p>Published in the print edition of the May 3, 2021, issue.</p>",
        "<p>5.3. 10.22</p>",
    ],
)
def test_other_days_at_the_head_are_no_publication(top):
    assert days(read(top))[0] is None


@pytest.mark.parametrize(
    "card",
    [
        '<h3><a href="/mice">Mice by day</a></h3><p>Published: 3 May 2021</p>',
        '<p>Published: 3 May 2021</p><h3><a href="/mice">Mice by day</a></h3>',
        '<p>Published</p><p>3 May 2021</p><h3><a href="/mice">Mice by day</a></h3>',
    ],
)
def test_labelled_day_on_the_card_of_another_article_is_not_this_ones(card):
    assert days(read(bottom=f"{TEXT}<h2>Latest</h2><div>{card}</div>"))[0] is None


def test_only_day_in_the_articles_own_footer_is_the_articles():
    assert days(read(bottom="<footer><p>Ada Barn</p><p>3 May 2021</p></footer>"))[0] == "2021-05-03"
    assert days(read(bottom="<footer><p>3 May 2021</p><p>4 June 2021</p></footer>"))[0] is None


@pytest.mark.parametrize("kind", ["PodcastEpisode", "DiscussionForumPosting", "HowTo"])
def test_other_works_with_a_day_are_articles_in_json_ld(kind):
    script = json_ld(datePublished="2021-05-03")
    assert days(read(head=script.replace("NewsArticle", kind)))[0] == "2021-05-03"
    assert days(read(head=script.replace("NewsArticle", "JobPosting")))[0] is None


def test_day_of_creation_is_told_in_rdfa():
    top = '<span property="schema:dateCreated" content="2021-05-03T10:00:00+00:00"></span>'
    assert days(read(top))[0] == "2021-05-03"
