"""Atom (RFC 4287): a feed of the articles, with their text."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from crawler.exports.html import address, parts, xml_text
from crawler.terminal import moment
from storage.exporting import Stored

ATOM = "http://www.w3.org/2005/Atom"
E = ElementMaker(namespace=ATOM, nsmap={None: ATOM})


def write(articles: Iterable[Stored], out: BinaryIO, title: str) -> None:
    """Write the feed. `title` names it, and is what makes its id. It was updated when the last article changed."""
    updated = datetime(1970, 1, 1, tzinfo=UTC)
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(f"{{{ATOM}}}feed", nsmap={None: ATOM}):
            file.write(E.id(uuid5(NAMESPACE_URL, title).urn), E.title(xml_text(title)), E.generator("Offprint"))
            for article in articles:
                updated = max(updated, article.row.last_changed)
                file.write(entry(article))
            file.write(E.updated(moment(updated)))


def entry(article: Stored) -> etree._Element:
    """An article of the feed. One without authors is by its site, since Atom wants somebody."""
    row = article.row
    made = E.entry(
        E.id(xml_text(row.url)),
        E.title(xml_text(row.headline or row.url)),
        E.link(href=address(row.url)),
        E.updated(moment(row.last_changed)),
        *(E.author(E.name(xml_text(name))) for name in (row.authors or row.site).split("; ")),
    )
    if published := _moment(row.date_published):
        made.append(E.published(published))
    if row.section:
        made.append(E.category(term=xml_text(row.section)))
    if row.standfirst:
        made.append(E.summary(xml_text(row.standfirst)))
    text = "".join(etree.tostring(part, encoding="unicode", with_tail=False) for part in parts(article))
    made.append(E.content(text, type="html"))
    return made


def _moment(date: str | None) -> str | None:
    """A day or time as Atom writes it; a day begins at midnight UTC. None where it is neither."""
    try:
        known = datetime.fromisoformat(date or "")
    except ValueError:
        return None
    return moment(known if known.tzinfo else known.replace(tzinfo=UTC))
