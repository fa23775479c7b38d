"""Where the link of a line leads, and whether it stands under a picture: what tells a byline from other short lines."""

import re
from urllib.parse import urlsplit

from pipelines.printed import Line

PROFILE = re.compile(
    r"/(?:authors?|contributors?|writers?|profiles?|people|staff|team|by|bio|journalists?|autor(?:e|en|es)?|auteurs?"
    r"|redakt\w+|@\w+)(?:/|$)"
)
CAPTION = frozenset({"figcaption", "figure"})


def is_profile(line: Line) -> bool:
    """Whether a line begins with a link to an author's page."""
    return bool(PROFILE.search(_path(line)))


def leads_elsewhere(line: Line) -> bool:
    """Whether a line is a link to a page that is not an author's: a menu item, a teaser, a tag."""
    return bool(line.href) and len(_path(line)) > 1 and not is_profile(line)


def is_caption(line: Line) -> bool:
    """Whether a line stands under a picture."""
    return line.element.tag in CAPTION or any(outer.tag in CAPTION for outer in line.element.iterancestors())


def _path(line: Line) -> str:
    """The path and query of the line's link; empty when it has none, or one that leads to no page."""
    if not line.href or line.href.startswith(("#", "mailto:", "javascript:")):
        return ""
    try:
        parts = urlsplit(line.href)
    except ValueError:  # "http://[": no address at all
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
