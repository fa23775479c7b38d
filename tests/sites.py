"""A made-up site as tests of the memory see it: pages, what they teach, what is read from them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pipelines.article import observe_parts, read_article
from pipelines.items import ArticleItem, Part
from pipelines.memory import Memory, learn
from pipelines.observation import Observation

BIRDS = "owl heron swift kestrel wagtail plover curlew dipper siskin redstart linnet dunlin".split()
PLACES = "barn weir steeple quarry millpond estuary moor ford hedge gravel pit marsh harbour".split()
SENTENCES = (
    "The {bird} came back to the {place} in spring, as the oldest people of the village had always said it would.",
    "Nobody had counted the {bird} at the {place} since the bridge was built, and so the number came as a surprise.",
    "She keeps a notebook in which each {bird} of the {place} has a page of its own, with dates and weather.",
    "When the wind turned, the {bird} left the {place} within an hour, and it did not come back before the frost.",
    "There is, he says, no better morning than one at the {place} with a {bird} in sight and coffee in the flask.",
)


def paragraphs(number: int, count: int = 6) -> list[str]:
    """The paragraphs of one article, found in no other."""
    bird, place = BIRDS[number % len(BIRDS)], PLACES[number // len(BIRDS) % len(PLACES)]
    return [
        f"{SENTENCES[at % len(SENTENCES)].format(bird=bird, place=place)} That was visit {number}-{at}."
        for at in range(count)
    ]


def page(body: str, number: int = 0, around: str = "", below: str = "") -> str:
    """A page with a body of markup between the site's furniture; `around` stands before it, `below` behind it."""
    return f"""<html><head><title>Visit {number} to the birds - The Field Post</title></head><body>
    <div class="masthead"><ul class="menu"><li><a href="/">Home</a></li><li><a href="/birds">Birds</a></li></ul></div>
    <div class="column"><h1 class="title">Visit {number} to the birds</h1>{around}
    <div class="story">{body}</div>{below}</div>
    <div class="foot"><p>The Field Post, 1 Mill Lane. Printed on paper, read in the open air by all.</p></div>
    </body></html>"""


def story(number: int, count: int = 6) -> str:
    """The body of one article."""
    return "".join(f"<p>{text}</p>" for text in paragraphs(number, count))


def part_of(html: str, number: int = 0) -> Part:
    """A page as it was fetched."""
    return Part(f"https://field.example/{number}", 200, "text/html", html.encode(), datetime(2026, 5, 1, tzinfo=UTC))


def observed(pages: Sequence[str]) -> list[Observation]:
    """What pages teach."""
    notes = [observe_parts([part_of(html, number)]) for number, html in enumerate(pages)]
    return [Observation.unpacked(noted.observation) for noted in notes]


def remembered(pages: Sequence[str]) -> Memory:
    """The memory of the site that consists of these pages."""
    return learn(observed(pages))


def read(html: str, memory: Memory | None = None) -> ArticleItem:
    """The article of a page, read with what is remembered of its site."""
    article = read_article([part_of(html)], memory).outcome
    assert isinstance(article, ArticleItem), article
    return article
