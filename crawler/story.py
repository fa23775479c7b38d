"""An article on its way: its parts are fetched one after the other, until there is no next one."""

import re

from scrapy.http import Response

from pipelines.guide import NO_GUIDE, Guide
from pipelines.items import Link, Look, PageItem, Part, Taken


class Story:
    """What was fetched of one article so far. Its first page decides on address, look and validators."""

    def __init__(
        self,
        page: Taken,
        first: Part,
        look: Look,
        etag: str | None,
        last_modified: str | None,
        guide: Guide = NO_GUIDE,
    ):
        self.page = page
        self.url = first.url
        self.look = look
        self.etag = etag
        self.last_modified = last_modified
        self.guide = guide
        self.links: tuple[Link, ...] = ()
        self.parts = [first]

    def add(self, part: Part) -> None:
        """Take the article's next part."""
        self.parts.append(part)

    @property
    def size(self) -> int:
        """Bytes of the parts fetched so far."""
        return sum(len(part.body) for part in self.parts)

    def leads_back(self, url: str) -> bool:
        """Whether an address was fetched for this article already: following it would go in circles."""
        return any(url == part.url for part in self.parts)

    def belongs(self, part: Part, look: Look) -> bool:
        """Whether a fetched part is of this article: new bytes, and no other headline or canonical address."""
        if self.leads_back(part.url) or any(part.body == known.body for known in self.parts):
            return False
        return _same_headline(self.look.headline, look.headline) and look.canonical in {
            None,
            part.url,
            self.url,
            self.look.canonical,
        }

    def item(self, *, is_complete: bool) -> PageItem:
        """The article as far as it was fetched. A partial one carries no validators, so that it is fetched again."""
        return PageItem(
            page=self.page,
            url=self.url,
            look=self.look,
            parts=tuple(self.parts),
            is_complete=is_complete,
            etag=self.etag if is_complete else None,
            last_modified=self.last_modified if is_complete else None,
            links=self.links,
            guide=self.guide,
        )


def header(response: Response, name: str) -> str | None:
    """A header of an answer as text, None when it is missing or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _same_headline(one: str | None, other: str | None) -> bool:
    """Whether two headlines may head the same article; a later page often adds "Page 2", or has none."""
    if not one or not other:
        return True
    a, b = (" ".join(["", *re.findall(r"\w+", text.casefold()), ""]) for text in (one, other))
    return a in b or b in a
