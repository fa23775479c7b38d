"""Markdown: a file for each article, its metadata as front matter in YAML."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from crawler.exports.files import name_of, new_file
from crawler.terminal import moment, plain
from pipelines.markdown import SPECIAL
from storage.exporting import Stored

FRONT = (
    "headline",
    "standfirst",
    "date_published",
    "date_modified",
    "site",
    "section",
    "kind",
    "language",
    "url",
    "canonical",
    "id",
    "word_count",
    "is_complete",
    "same_as",
)
WEB = ("http://", "https://", "mailto:")
SUSPECT = re.compile(r"(?<!\\)<|\](?:\(|:)\s{0,9}(?!https?://)")  # HTML, or a link that leads elsewhere: look closely


def write(articles: Iterable[Stored], folder: Path) -> None:
    """Write the articles into a folder; files of the same names are replaced."""
    for article in articles:
        with new_file(str(folder / f"{name_of(article.row)}.md"), force=True) as file:
            file.write(page(article).encode(errors="replace"))


def page(article: Stored) -> str:
    """An article as Markdown. Front matter has what is known, each value as JSON, which YAML reads alike."""
    row, revision = article.row, article.revision
    known = {name: getattr(row, name) for name in FRONT if getattr(row, name) is not None}
    known["authors"] = row.authors.split("; ") if row.authors else []
    known["keywords"] = [keyword.word for keyword in revision.keywords]
    if revision.review:
        known |= {"reviewed": revision.review.work_name, "rating": revision.review.rating_raw}
    known["last_changed"] = moment(row.last_changed)
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in known.items() if value not in (None, []))
    headline = f"# {escaped(row.headline)}\n\n" if row.headline else ""
    standfirst = f"*{escaped(row.standfirst)}*\n\n" if row.standfirst else ""
    return f"---\n{front}---\n\n{headline}{standfirst}{harmless(article)}\n"


def text(article: Stored) -> str:
    """The text of an article as Markdown."""
    revision = article.revision
    return plain(revision.markdown) if revision.markdown else _escaped_body(article)


def harmless(article: Stored) -> str:
    """The text of an article as Markdown that any program may show: without HTML, and with links to the web alone."""
    markdown = text(article)
    return markdown if _is_ours(markdown) else _escaped_body(article)


def _escaped_body(article: Stored) -> str:
    return "\n\n".join(escaped(paragraph) for paragraph in article.revision.body.split("\n\n"))


def _is_ours(markdown: str) -> bool:
    """Whether a Markdown text has neither HTML nor links to anything but the web. What Offprint writes has none; a
    database that somebody was handed may."""
    if not SUSPECT.search(markdown):
        return True
    tokens = [inner for token in _parser().parse(markdown) for inner in (token, *(token.children or ()))]
    targets = [str(token.attrGet("href") or token.attrGet("src") or "") for token in tokens if token.attrs]
    is_web = all(target.startswith(WEB) for target in targets if target)
    return is_web and not any(token.type in ("html_block", "html_inline") for token in tokens)


@cache
def _parser() -> MarkdownIt:
    """Markdown that takes every link for one, so that it can be looked at."""
    parser = MarkdownIt("commonmark")
    parser.validateLink = lambda _: True
    return parser


def escaped(line: str) -> str:
    """A text as one line in which Markdown and HTML mean nothing."""
    return SPECIAL.sub(r"\\\g<0>", " ".join(plain(line).split()))
