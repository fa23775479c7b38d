import json
from datetime import UTC, datetime
from html import escape

import pytest

from pipelines.article import read_article, read_html
from pipelines.items import ArticleItem, Part, Rejected

URL = "https://magazine.example/story/owls"
PARAGRAPHS = [
    "Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper.",
    "Their feathers are so soft that no mouse hears them coming, and their ears hear a heart beat under snow.",
    "By day they sit in old trees, where crows find them and shout until the whole forest knows who tries to sleep.",
    "Nobody has counted them since the big storm, but the old forester says there were never more than now.",
]


def page(*, head: str = "", top: str = "<h1>Night of the Owls</h1>", paragraphs: list[str] | None = None) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs or PARAGRAPHS)
    return (
        f"<!doctype html><html><head><title>Night of the Owls - Meadow</title>{head}</head><body>"
        f'<nav><a href="/">Home</a></nav><article>{top}{body}</article>'
        "<footer>© 2019 Meadow Press</footer></body></html>"
    ).encode()


def article(html: bytes, url: str = URL) -> ArticleItem:
    reading = read_html(html, url)
    assert isinstance(reading, ArticleItem), reading
    return reading


def json_ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def part(number: int, html: bytes) -> Part:
    return Part(f"{URL}?page={number}", 200, "text/html", html, datetime(2026, 5, 1, tzinfo=UTC))


def test_body_is_the_paragraphs_with_a_blank_line_between():
    assert article(page()).body.split("\n\n")[-4:] == PARAGRAPHS


def test_list_items_and_table_rows_are_paragraphs_without_marks():
    more = "<ul><li>barn owl</li><li>tawny owl</li></ul><table><tr><td>mice</td><td>seven</td></tr></table>"
    body = article(page(top="<h1>Night of the Owls</h1><p>" + PARAGRAPHS[0] + "</p>" + more)).body
    assert "barn owl\n\ntawny owl" in body
    assert "mice | seven" in body
    assert "- " not in body


def test_empty_cells_and_cells_of_blocks_leave_no_stroke():
    table = "<table><tr><td></td><td>mice</td><td></td><td>seven</td><td> </td></tr></table>"
    body = article(page(paragraphs=[*PARAGRAPHS, table])).body
    assert body.split("\n\n")[-1] == "mice | seven"


def test_headline_is_printed_without_the_name_of_the_magazine():
    assert article(page()).headline == "Night of the Owls"


def test_headline_is_the_h1_that_the_page_announces_not_the_first_one():
    head = '<meta property="og:title" content="Night of the Owls | Meadow">'
    assert article(page(head=head, top="<h1>Meadow</h1><h1>Night of the Owls</h1>")).headline == "Night of the Owls"


def test_people_and_dates_come_from_json_ld():
    said = json_ld(
        headline="Night of the Owls",
        author=[{"@type": "Person", "name": "Ada Barn"}, "Ben Tawny"],
        datePublished="2021-05-03T10:00:00+02:00",
        articleSection="Nature",
    )
    read = article(page(head=said))
    assert read.authors == ["Ada Barn", "Ben Tawny"]
    assert read.date_published == "2021-05-03T08:00:00Z"
    assert read.section == "Nature"
    assert read.language == "en"


def test_day_is_kept_when_utc_would_make_it_another_one():
    assert article(page(head=json_ld(datePublished="2021-05-03T22:00:00-05:00"))).date_published == "2021-05-03"


def test_years_of_footer_and_text_make_no_date():
    years = "In 2008 there were none; on 3 May 2011 the forester saw the first, and it stayed until winter."
    assert article(page(paragraphs=[*PARAGRAPHS, years])).date_published is None


@pytest.mark.parametrize("value", ["2099-01-01", "0000-00-00", "2021-02-30", "1", "99999-01-01", "soon", "-1", ""])
def test_impossible_date_is_no_date(value):
    head = f'<meta property="article:published_time" content="{value}">' + json_ld(datePublished=value)
    assert article(page(head=head)).date_published is None


def test_date_line_by_the_headline_is_read():
    top = '<h1>Night of the Owls</h1><div class="byline">Posted on 3 May 2021</div>'
    assert article(page(top=top)).date_published == "2021-05-03"


def test_date_of_a_further_article_on_the_page_is_not_taken():
    further = '<article><h1>Day of the Larks</h1><time datetime="2021-05-03">3 May 2021</time></article>'
    html = page(head='<meta property="og:title" content="Night of the Owls">')
    html = html.replace(b"</article>", b"</article>" + further.encode())
    assert article(html).date_published is None


def test_date_in_the_address_is_read():
    assert article(page(), "https://magazine.example/2021/05/03/owls").date_published == "2021-05-03"


@pytest.mark.parametrize("script", ['{"@type": "Article", "headline": "Ow', "[" * 100_000, "null", '{"@type": 3}'])
def test_broken_json_ld_does_no_harm(script):
    read = article(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert read.headline == "Night of the Owls"
    assert PARAGRAPHS[0] in read.body


def test_text_is_safe_for_a_database():
    said = json_ld(author="Ada \ud800\0 Barn")
    read = article(page(head=said, paragraphs=[text + "\x00&#x1b;\x9f" for text in PARAGRAPHS]))
    everything = repr(read) + read.body + "".join(read.authors)
    everything.encode("utf-8")
    assert not set(everything) & set("\x00\x1b\x9f")


def test_headline_is_bounded():
    assert len(article(page(top=f"<h1>{'Night of the Owls ' * 10_000}</h1>")).headline) <= 500


def test_pages_of_an_article_are_joined_and_the_repeated_standfirst_is_not():
    lead = "A report from the meadow about those who see and hear everything while the rest of us are fast asleep."
    first, second = page(paragraphs=[lead, *PARAGRAPHS[:2]]), page(paragraphs=[lead, *PARAGRAPHS[2:]])
    read = read_article([part(1, first), part(2, second)]).outcome
    assert read.body.count(lead) == 1
    assert read.body.count("Night of the Owls") <= 1
    assert all(text in read.body for text in PARAGRAPHS)
    assert read.url == f"{URL}?page=1"


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"   ",
        b"\x00" * 1000,
        b"%PDF-1.7 \xe2\xe3",
        b'{"headline": "Owls"}',
        b"<html><head><title>Owls</title></head><body></body></html>",
        b"<title>404 Not Found</title><h1>Not Found</h1><p>The requested address was not found on this server.</p>",
        b"<title>Just a moment...</title><p>Checking your browser before accessing magazine.example</p>",
        b"<title>Meadow</title><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
    ],
)
def test_what_is_no_article_is_rejected_with_a_sentence(html):
    reading = read_html(html, URL)
    assert isinstance(reading, Rejected)
    assert reading.reason[0].isupper()


def test_article_about_an_error_page_is_an_article():
    head = "<title>Page not found: a short history</title>"
    assert article(page(head=head, top="<h1>Page not found</h1>", paragraphs=PARAGRAPHS * 3))


def test_thousands_of_formatting_tags_that_are_closed_in_the_wrong_order_come_to_an_end():
    tags = "".join(f"<b><i>{number} </b></i>" for number in range(10_000))
    page = f"<html><body><h1>Owls</h1>{tags}</body></html>".encode()
    assert read_html(page, URL) is not None


def test_a_formula_that_is_never_closed_does_not_take_the_article_along():
    prose = "Owls hunt at night, when the mice are out and the wind has gone down. " * 5
    article = f"<article><h1>Owls</h1><p>{prose}</p><p>{prose}The end.</p></article>"
    page = f"<html><body><math><mi>x</mi>{article}</body></html>"
    article = read_html(page.encode(), URL)
    assert article.body.endswith("The end.")


def test_a_line_of_thousands_of_separators_comes_to_an_end():
    line = "Owls | " * 30_000
    page = f"<html><head><title>{line}</title></head><body><p>{line}</p><h1>Owls</h1><p>{line}</p></body></html>"
    assert read_html(page.encode(), URL) is not None


def test_json_ld_that_a_template_escaped_is_read():
    said = escape(json_ld(datePublished="2021-05-03").partition(">")[2].removesuffix("</script>"))
    head = f'<script type="application/ld+json">{said}</script>'
    assert article(page(head=head)).date_published == "2021-05-03"


def test_text_that_only_json_ld_holds_is_read():
    sentences = [
        f"Owl number {n} hunts at night, and its feathers make no sound at all in the dark." for n in range(12)
    ]
    said = json.dumps({"@type": "NewsArticle", "headline": "Night of the Owls", "articleBody": "\n\n".join(sentences)})
    page = f'<title>Night of the Owls</title><script type="application/ld+json">{said}</script><div id=root></div>'
    article = read_html(page.encode(), "https://meadow.example/owls")
    assert isinstance(article, ArticleItem)
    assert article.body.split("\n\n") == sentences
    assert article.sources["body"] == "JSON-LD"


def test_text_of_json_ld_is_left_where_the_page_shows_its_own():
    shown = [f"Owl number {n} hunts at night, and its feathers make no sound in the dark." for n in range(12)]
    said = json.dumps({"@type": "NewsArticle", "headline": "Owls", "articleBody": "Something else. " * 80})
    text = "".join(f"<p>{sentence}</p>" for sentence in shown)
    page = (
        f'<title>Owls</title><script type="application/ld+json">{said}</script><article><h1>Owls</h1>{text}</article>'
    )
    article = read_html(page.encode(), "https://meadow.example/owls")
    assert isinstance(article, ArticleItem)
    assert article.body.split("\n\n") == shown


@pytest.mark.parametrize("day", ["3rd May 2024", "3 de mayo de 2024", "3 maggio 2024", "3 maja 2024", "2024年5月3日"])
def test_date_under_the_headline_is_no_text_in_any_language(day):
    text = [f"Owl number {n} hunts at night, and its feathers make no sound in the dark." for n in range(8)]
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in text)
    page = f"<title>Night of the Owls</title><article><h1>Night of the Owls</h1><p>{day}</p>{paragraphs}</article>"
    article = read_html(page.encode(), "https://meadow.example/owls")
    assert isinstance(article, ArticleItem)
    assert article.date_published == "2024-05-03"
    assert article.body.split("\n\n") == text
