"""Markdown: a file for each article, its metadata as front matter in YAML."""

import json
from collections.abc import Iterable
from pathlib import Path

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
    return f"---\n{front}---\n\n{headline}{standfirst}{text(article)}\n"


def text(article: Stored) -> str:
    """The text of an article as Markdown."""
    revision = article.revision
    if revision.markdown:
        return plain(revision.markdown)
    return "\n\n".join(escaped(paragraph) for paragraph in revision.body.split("\n\n"))


def escaped(line: str) -> str:
    """A text as one line in which Markdown and HTML mean nothing."""
    return SPECIAL.sub(r"\\\g<0>", " ".join(plain(line).split()))
