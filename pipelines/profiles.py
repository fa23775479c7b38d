"""Where the link of a line leads, and whether it stands under a picture: what tells a byline from other short lines."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.printed import CREDIT, Line

PROFILE = re.compile(
    r"/(?:\w{1,20}-)?(?:authors?|contributors?|writers?|columnists?|reporters?|journalists?|experts?|profiles?|people"
    r"|person|staff|team|by|bio|autor(?:e|en|es)?|auteurs?|redakt\w+|@[\w.-]+)(?:[/?]|$)|[?&]author="
)
CARD = 3
"""Lines of a card under its heading: the beginning of the text, the byline, the day."""

TEASER = 3
"""Words of a link that is the title of another article; sections and trails have fewer."""

CAPTION = frozenset({"figcaption", "figure"})
PICTURES = ("img", "picture", "video", "amp-img")
NEAR = 3
"""Elements around a credit in one of which its picture stands."""

AGENCY = re.compile(
    r"\b(?:Getty|Shutterstock|Unsplash|Pexels|Pixabay|iStock|Alamy|Adobe Stock|AP Photo|EPA|WireImage|Wikimedia"
    r"|Depositphotos|Dreamstime)\b",
    re.IGNORECASE,
)
"""Who lends pictures: a name beside it is a photographer's."""


def is_profile(line: Line) -> bool:
    """Whether a line begins with a link to an author's page."""
    return bool(PROFILE.search(_path(line))) or "author" in (line.element.get("rel") or "").split()


def leads_elsewhere(line: Line) -> bool:
    """Whether a line is a link to a page that is not an author's: a menu item, a teaser, a tag."""
    return bool(line.href) and len(_path(line)) > 1 and not is_profile(line)


def spells(line: Line) -> bool:
    """Whether the address of a line's link has the words of the line in it."""
    words = "".join(filter(str.isalnum, line.text.casefold()))
    return bool(words) and words in "".join(filter(str.isalnum, _path(line).casefold()))


def is_on_card(lines: Sequence[Line], place: int, headline_at: int | None = None) -> bool:
    """Whether a line stands under a heading that is a link to another page: on the card of a related article.

    Such a heading above the article's own, in the line `headline_at`, leads to its section, and that may link to
    itself; but a byline under the words of a link is that of another article there, too.
    """
    if headline_at is not None and place < headline_at:
        return place > 0 and leads_elsewhere(lines[place - 1]) and len(lines[place - 1].text.split()) >= TEASER
    start = max(0, place - CARD, 0 if headline_at is None else headline_at + 1)
    return any(line.heading and leads_elsewhere(line) for line in lines[start : place + 1])


def is_on_teaser(lines: Sequence[Line], place: int) -> bool:
    """Whether a line stands on a card, under or right above its heading: some print the day before the title."""
    below = lines[place + 1 : place + 2]
    return is_on_card(lines, place) or any(line.heading and leads_elsewhere(line) for line in below)


def is_caption(line: Line) -> bool:
    """Whether a line stands under a picture, or says where one comes from."""
    around = [line.element, *line.element.iterancestors()]
    if any(outer.tag in CAPTION for outer in around) or AGENCY.search(line.text):
        return True
    return CREDIT in line.marks and any(next(outer.iter(*PICTURES), None) is not None for outer in around[:NEAR])


def _path(line: Line) -> str:
    """The path and query of the line's link; empty when it has none, or one that leads to no page."""
    if not line.href or line.href.startswith(("#", "mailto:", "javascript:")):
        return ""
    try:
        parts = urlsplit(line.href)
    except ValueError:  # "http://[": no address at all
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
