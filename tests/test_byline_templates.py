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
