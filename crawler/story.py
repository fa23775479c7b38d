"""An article on its way: its parts are fetched one after the other, until there is no next one."""

import hashlib
import re
from dataclasses import dataclass, field

from scrapy.http import Response

from pipelines.items import Link, Look, PageItem, Part, Taken


@dataclass(slots=True)
class Story:
    """What was fetched of one article so far. `look` and the validators are those of page 1, which decides."""

    page: Taken
    url: str
    look: Look
    etag: str | None
    last_modified: str | None
    links: tuple[Link, ...] = field(default=(), repr=False)
    parts: list[Part] = field(default_factory=list, repr=False)
    seen: set[str] = field(default_factory=set, repr=False)

    def add(self, part: Part) -> None:
        """Take a fetched part. Its address and its bytes are known from now on."""
        self.parts.append(part)
        self.seen |= {part.url, _digest(part.body)}

    def leads_back(self, url: str) -> bool:
        """Whether an address was fetched for this article already: following it would go in circles."""
        return url in self.seen

    def belongs(self, part: Part, look: Look) -> bool:
        """Whether a fetched part is of this article: new bytes, and no other headline or canonical address."""
        if part.url in self.seen or _digest(part.body) in self.seen:
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
        )


def header(response: Response, name: str) -> str | None:
    """A header of an answer as text, None when it is missing or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _same_headline(one: str | None, other: str | None) -> bool:
    """Whether two headlines may head the same article; a later page often adds "Page 2", or has none."""
    a, b = (" ".join(re.findall(r"\w+", text or "")).casefold() for text in (one, other))
    return a in b or b in a
