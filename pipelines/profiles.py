"""Where the link of a line leads, and whether it stands under a picture: what tells a byline from other short lines."""

import re
from urllib.parse import urlsplit

from pipelines.printed import CREDIT, Line

PROFILE = re.compile(
    r"/(?:authors?|contributors?|writers?|profiles?|people|staff|team|by|bio|journalists?|autor(?:e|en|es)?|auteurs?"
    r"|redakt\w+|@[\w.-]+)(?:[/?]|$)"
)
CAPTION = frozenset({"figcaption", "figure"})
PICTURES = ("img", "picture", "video", "amp-img")
NEAR = 3
"""Elements around a credit in one of which its picture stands."""

AGENCY = re.compile(r"\b(?:Getty|Shutterstock|Unsplash|Pexels|Pixabay|iStock|Alamy|Adobe Stock)\b", re.IGNORECASE)
"""Who lends pictures: a name beside it is a photographer's."""


def is_profile(line: Line) -> bool:
    """Whether a line begins with a link to an author's page."""
    return bool(PROFILE.search(_path(line)))


def leads_elsewhere(line: Line) -> bool:
    """Whether a line is a link to a page that is not an author's: a menu item, a teaser, a tag."""
    return bool(line.href) and len(_path(line)) > 1 and not is_profile(line)


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
