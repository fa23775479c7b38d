"""The next page: of the same article only, of a listing step by step."""

import pytest

from crawler.discovery import look

PARAGRAPH = "<p>Owls hunt at night, when the fields are quiet and the mice believe that nobody listens to them. </p>"
STORY = "https://example.org/2024/05/owls-hunt-at-night"


def seen(url: str, links: str, head: str = ""):
    return look(f"<html><head>{head}</head><body><h1>Owls</h1>{PARAGRAPH * 10}{links}</body></html>".encode(), url)


@pytest.mark.parametrize(
    ("here", "there", "label"),
    [
        (STORY, f"{STORY}?page=2", "2"),
        (STORY, f"{STORY}/2", "Next"),
        (f"{STORY}/", f"{STORY}/2/", "Next page »"),
        (STORY, f"{STORY}/page/2/", "Nächste Seite"),
        (STORY, f"{STORY}?page=1", "2"),
        (f"{STORY}.html", f"{STORY}-2.html", "2"),
        (f"{STORY}.html", f"{STORY}_2.html", "Page suivante"),
        (f"{STORY}.html", f"{STORY}-page-2.html", "Weiter"),
        ("https://example.org/owls/article.html", "https://example.org/owls/article2.html", "Next page"),
        ("https://example.org/story?id=7", "https://example.org/story?id=7&page=2", "Next"),
        (f"{STORY}?page=2", f"{STORY}?page=3", "Next"),
        (f"{STORY}/page/2", f"{STORY}/page/3", "3"),
    ],
)
def test_the_same_article_goes_on(here, there, label):
    assert seen(here, f'<a href="{there}">{label}</a>').next_page == there


def test_a_later_page_with_a_bare_number_goes_on_when_the_first_is_linked():
    pager = f'<a href="{STORY}/">1</a> 2 <a href="{STORY}/3/">3</a>'
    assert seen(f"{STORY}/2/", pager).next_page == f"{STORY}/3/"


@pytest.mark.parametrize(
    ("here", "there", "label"),
    [
        (STORY, "https://example.org/2024/05/mice-fight-back", "Next"),
        (STORY, f"{STORY}-2", "Next"),
        (STORY, f"{STORY}/comment-page-2", "2"),
        (STORY, f"{STORY}?page=2#comments", "2"),
        (STORY, f"{STORY}?slide=2", "Next"),
        (STORY, f"{STORY}?image=2", "2"),
        (STORY, f"{STORY}/3", "3"),
        (STORY, f"{STORY}?page=2", "What the owls of the north do when the long night is over and done"),
        (f"{STORY}?page=3", f"{STORY}?page=2", "2"),
        (STORY, STORY.replace("example.org", "example.net") + "/2", "2"),
        ("https://example.org/news/14", "https://example.org/news/15", "Next"),
        ("https://example.org/owls/gallery/1", "https://example.org/owls/gallery/2", "Next"),
        ("https://example.org/diary-day-1", "https://example.org/diary-day-2", "Next"),
    ],
)
def test_another_address_is_not_a_page_of_the_article(here, there, label):
    assert seen(here, f'<a rel="next" href="{there}">{label}</a>').next_page is None


def test_rel_next_in_the_head_is_the_next_page_only_of_the_same_article():
    assert seen(STORY, "", f'<link rel="next" href="{STORY}?page=2">').next_page == f"{STORY}?page=2"
    assert seen(STORY, "", '<link rel="next" href="/2024/06/mice-fight-back">').next_page is None


def test_the_single_page_view_is_found():
    assert seen(STORY, f'<a href="{STORY}?page=all">View as single page</a>').single_page == f"{STORY}?page=all"
    assert seen(STORY, f'<a href="{STORY}?seite=alle">Auf einer Seite lesen</a>').single_page == f"{STORY}?seite=alle"
    assert seen(STORY, f'<a href="{STORY}?commentpage=all">View all</a>').single_page is None
    assert seen(STORY, '<a href="/other?page=all">View as single page</a>').single_page is None


@pytest.mark.parametrize(
    ("here", "there", "label"),
    [
        ("/", "/?page=2", "Older"),
        ("/?page=2", "/?page=3", "Older"),
        ("/", "/page/2/", "2"),
        ("/tag/owls", "/tag/owls/page/2", "Ältere Beiträge"),
        ("/tag/owls/page/2", "/tag/owls/page/3", "›"),
        ("/category/owls/", "/category/owls/?paged=2", "Suivant"),
        ("/category/owls/?start=20", "/category/owls/?start=40", "Siguiente"),
    ],
)
def test_a_listing_goes_on(here, there, label):
    assert (
        seen(f"https://example.org{here}", f'<a href="{there}">{label}</a>').next_page == f"https://example.org{there}"
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/", "/"),
        ("/page/3", "/page/2"),
        ("/", "https://example.net/?page=2"),
        ("/tag/owls", "/2024/05/mice-fight-back"),
    ],
)
def test_a_listing_never_goes_back_or_away(here, there):
    assert seen(f"https://example.org{here}", f'<a rel="next" href="{there}">Next</a>').next_page is None
