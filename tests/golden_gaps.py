"""What is not yet read as written of the made-up magazines, and why: the expected failures of test_golden.py.

They are strict: as soon as a gap is closed, its tests fail until it is taken out of this table. Articles are named by
their path; FILLER are a magazine's generated articles, all together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fixtures.articles import Article

FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Gap:
    """A cause, where it strikes: in these magazines, these articles (none named: all), if they have what it takes."""

    reason: str
    magazines: tuple[str, ...]
    names: tuple[str, ...] = ()
    having: Callable[[Article], object] = lambda article: True

    def strikes(self, magazine: str, name: str, articles: Sequence[Article]) -> bool:
        """Whether one of the articles called `name` is not read as written because of this."""
        named = name in self.names or not self.names
        return magazine in self.magazines and named and any(self.having(article) for article in articles)


NO_MARKUP = "a page of tables and <font> names neither headline nor byline, and has no metadata"
COMPANY = "a company or a team in the byline is taken for a person"

GAPS = {
    "body": (
        Gap("the note for those without a subscription is read as text", ("halyard",), ("/features/who-owns-the-fog",)),
        Gap("the byline at the end is read as text", ("halyard",), ("/film/tidal-room",)),
        Gap("trafilatura takes the whole page of tables: menu, byline, teasers, copyright", ("ashlar",)),
        Gap("trafilatura loses <li> without a list, and the subheading after it", ("ashlar",), ("/walks/lunch.htm",)),
        Gap("trafilatura loses text between two <blockquote>", ("ashlar",), ("/books/mason.htm",)),
        Gap(
            "the pull quote is read a second time, at the end",
            ("ashlar",),
            ("/books/binder.htm", "/books/tall-grass.htm", "/buildings/stairs.htm"),
        ),
        Gap(
            "the caption is read as a paragraph, at the end",
            ("ashlar",),
            ("/buildings/glass.htm", "/buildings/stairs.htm", "/walks/drove.htm"),
        ),
        Gap(
            "the standfirst is read as the first paragraph",
            ("kettle",),
            (
                FILLER,
                "/2026/07/das-brot-der-nachtschicht/",
                "/2026/05/the-drowned-spoon-review/",
                "/2026/01/the-cheese-that-came-back/",
                "/how-to-keep-a-starter-alive/",
            ),
        ),
        Gap(
            "trafilatura takes an article printed below this one instead of it",
            ("kettle",),
            (
                FILLER,
                "/2026/10/thornby-fair-moves-indoors/",
                "/2026/09/a-year-in-eleven-colours/",
                "/2026/08/five-minutes-with-your-flour/",
                "/2026/08/the-hat-cartel/",
                "/2026/06/loom-with-a-view/",
                "/2026/04/the-quince-that-would-not-set/",
                "/2026/02/a-tin-of-buttons/",
            ),
        ),
        Gap("trafilatura takes the articles printed below, too", ("kettle",), ("/how-to-keep-a-starter-alive/",)),
        Gap("the page numbers are read as text", ("kettle",), ("/2026/09/a-year-in-eleven-colours/",)),
        Gap("the advertisement is read as text", ("kettle",), ("/2026/03/seven-things-worth-mending/",)),
    ),
    "headline": (Gap("without an h1 the title keeps the magazine's name in front", ("ashlar",)),),
    "standfirst": (
        Gap(NO_MARKUP, ("ashlar",), having=lambda article: article.standfirst),
        Gap(
            "the standfirst is a paragraph of the text and of no known class",
            ("kettle",),
            having=lambda article: article.standfirst,
        ),
    ),
    "authors": (
        Gap(COMPANY, ("halyard",), ("/news/ferry-film-prize",)),
        Gap(COMPANY, ("kettle",), ("/2026/08/five-minutes-with-your-flour/",)),
        Gap("the byline at the end is not read", ("halyard",), ("/film/tidal-room",)),
        Gap("'Photographs by' is taken for part of a name", ("halyard",), ("/features/harbour-doors-gallery",)),
        Gap("'Photographs by' is taken for part of a name", ("kettle",), ("/2026/06/loom-with-a-view/",)),
        Gap("'Photos and words' is taken for a name", ("kettle",), ("/2026/02/a-tin-of-buttons/",)),
        Gap(NO_MARKUP, ("ashlar",), having=lambda article: article.authors),
    ),
    "people": (
        Gap("the byline at the end is not read", ("halyard",), ("/film/tidal-room",)),
        Gap(
            "roles are not read: some who are no authors are taken for authors, others are left out",
            ("halyard", "kettle"),
            having=lambda article: any(person.role != "author" for person in article.people),
        ),
        Gap(COMPANY, ("halyard",), ("/news/ferry-film-prize",)),
        Gap(COMPANY, ("kettle",), ("/2026/08/five-minutes-with-your-flour/",)),
        Gap("'Photos and words' is taken for a name", ("kettle",), ("/2026/02/a-tin-of-buttons/",)),
        Gap(NO_MARKUP, ("ashlar",), having=lambda article: article.people),
    ),
    "date_published": (
        Gap("no h1 says where a date line would stand", ("ashlar",), having=lambda article: article.date),
    ),
    "kind": (
        Gap("the only kind known is JSON-LD's Review", ("halyard",), having=lambda article: article.kind != "review"),
        Gap("the only kind known is JSON-LD's Review, and there is no JSON-LD", ("ashlar", "kettle")),
    ),
    "images": (
        Gap(
            "only the announced picture is read, without caption and credit",
            ("halyard",),
            having=lambda article: article.images,
        ),
        Gap(
            "no picture is announced, those in the text are not read",
            ("ashlar", "kettle"),
            having=lambda article: article.images,
        ),
    ),
}


def reason_against(field: str, magazine: str, name: str, articles: Sequence[Article]) -> str | None:
    """Why a field of these articles is not read as written; None when it is."""
    gaps = (gap for gap in GAPS.get(field, ()) if gap.strikes(magazine, name, articles))
    return "; ".join(gap.reason for gap in gaps) or None
