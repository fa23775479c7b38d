"""The text of an article as XHTML, for formats that show it. Nothing of a page's own HTML is in it."""

from functools import cache

from lxml import etree
from lxml.builder import E
from markdown_it import MarkdownIt
from w3lib.url import safe_url_string

from crawler.exports.markdown import text
from crawler.terminal import in_one_line
from crawler.xmltext import CONTROL
from storage.exporting import Stored


def xml_text(value: object) -> str:
    """A value as one line that XML can hold."""
    return CONTROL.sub("", in_one_line(value))


def address(url: str) -> str:
    """An address as a link can hold it: what may not stand in one is written with `%`."""
    return xml_text(safe_url_string(url))


def parts(article: Stored) -> list[etree._Element]:
    """What stands under the headline: standfirst, byline, what a review judges, then the text.

    Questions of an interview are of class `question`, titles of a list's entries of class `entry`.
    """
    row, revision = article.row, article.revision
    found = []
    if row.standfirst:
        found.append(E.p(xml_text(row.standfirst), {"class": "standfirst"}))
    about = " · ".join(
        xml_text(value) for value in (row.authors, (row.date_published or "")[:10], row.section) if value
    )
    if about:
        found.append(E.p(about, {"class": "byline"}))
    if revision.review:
        review = revision.review
        work = ", ".join(xml_text(value) for value in (review.work_name, review.work_maker, review.work_year) if value)
        rating = xml_text(review.rating_raw)
        judged = E.p({"class": "review"}, work)
        if rating:
            judged.append(E.strong(f" {rating}" if work else rating))
        found.append(judged)
    return found + _text(article)


def _text(article: Stored) -> list[etree._Element]:
    rendered = CONTROL.sub("", _markdown().render(text(article)))  # Markdown can write characters as numbers, too
    elements = list(etree.fromstring(f"<div>{rendered}</div>", etree.XMLParser(resolve_entities=False, huge_tree=True)))
    marks = {xml_text(pair.question): "question" for pair in article.revision.questions}
    marks |= {xml_text(entry.title): "entry" for entry in article.revision.entries}
    for element in elements:
        said = " ".join("".join(element.itertext()).split())
        if mark := marks.get(said) or marks.get(said.partition(": ")[2]):  # behind the name of who asks
            element.set("class", mark)
    return elements


@cache
def _markdown() -> MarkdownIt:
    """Markdown without HTML and without images, to XHTML."""
    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table").disable("image")
