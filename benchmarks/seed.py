"""The seed page, rebuilt as HTML in several ways: is it read as the record says it should be?

    python -m benchmarks.seed SHARED/seed

The folder holds the text of one old page line by line with the role of each line (seed_line_labels.tsv) and the record
an editor would make of it (seed_ideal_record.json). Only its text is known, so its markup is made up here: semantic,
soup of `<div>`, nested tables with `<br><br>`, and all of it in one cell. Prints a table; exits 1 when a way fails.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.article import read_html
from pipelines.items import ArticleItem

URL = "https://magazine.example/interviews/interview.asp?id=1"
LINKED = frozenset({"account_links", "social_follow", "trending_list", "section_links", "footer_nav", "share_widget"})
MARKED = ("headline", "standfirst", "intro", "question", "answer", "image_caption", "pull_quote", "end_byline")
"""Roles of the lines that are the article's; all others are boilerplate."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its text, and its role in the labels, or "title" and "teaser" of other articles."""

    role: str
    text: str


def lines_of(folder: Path) -> list[Line]:
    """The labelled lines of the page. Related articles are titles and teasers in turn."""
    with (folder / "seed_line_labels.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines, titles = [], 0
    for row in rows:
        role = row["role"]
        if role == "related_articles":
            role = "teaser" if titles % 2 else "title"
            titles += 1
        lines.append(Line(role, row["text"].strip()))
    return lines


def semantic(lines: Sequence[Line]) -> str:
    """As a page of today: article, h1, headings of questions, figures, asides."""
    shapes = {
        "headline": "<h1>{}</h1>",
        "standfirst": '<p class="standfirst">{}</p>',
        "question": "<h3>{}</h3>",
        "image_caption": '<figure><img src="/images/still.jpg" alt="{0}"><figcaption>{0}</figcaption></figure>',
        "pull_quote": "<blockquote><p>{}</p></blockquote>",
        "end_byline": '<p class="byline">{}</p>',
        "title": '<h4><a href="/other">{}</a></h4>',
    }
    body, begun = [], False
    for line in lines:
        if line.role == "headline":
            body.append("</header><main><article>")
            begun = True
        if line.role == "title" and begun:
            body.append("</article></main><aside>")
            begun = False
        body.append(shaped(line, shapes, "<p>{}</p>"))
    return "<header>" + "".join(body) + "</aside>"


def soup(lines: Sequence[Line]) -> str:
    """Nothing but div, span and made-up class names."""
    shapes = {
        "headline": '<div class="c1"><span class="big">{}</span></div>',
        "standfirst": '<div class="c2"><i>{}</i></div>',
        "question": '<div class="c3"><strong>{}</strong></div>',
        "image_caption": '<div class="c4"><img src="/images/still.jpg" alt="{0}"><div>{0}</div></div>',
        "pull_quote": '<div class="c5" style="float: right"><i>{}</i></div>',
        "end_byline": '<div class="c6">{}</div>',
        "title": '<div><a href="/other">{}</a></div>',
    }
    return "<div>" + "".join(shaped(line, shapes, "<div>{}</div>") for line in lines) + "</div>"


def tables(lines: Sequence[Line]) -> str:
    """As in the 2000s: columns of nested tables, text between double line breaks, questions in bold."""
    shapes = {
        "headline": '<font size="5"><b>{}</b></font><br>',
        "standfirst": '<font size="3"><i>{}</i></font><br><br>',
        "question": "<b>{}</b><br>",
        "image_caption": '<table align="left"><tr><td><img src="/images/still.jpg" alt="{0}"></td></tr><tr><td>'
        '<font size="1">{0}</font></td></tr></table>',
        "pull_quote": '<table align="right" width="160"><tr><td><font size="4"><i>{}</i></font></td></tr></table>',
        "end_byline": "<i>{}</i><br><br>",
        "title": '<a href="/other">{}</a><br>',
    }
    above, article, below = parted(lines)
    left, main, right = (
        "".join(shaped(line, shapes, "{}<br><br>") for line in part) for part in (above, article, below)
    )
    return (
        f'<table><tr><td><table width="760"><tr><td width="130">{left}</td><td width="500"><table><tr><td>'
        f'<font size="2">{main}</font></td></tr></table></td></tr><tr><td colspan="2">{right}</td></tr></table>'
        "</td></tr></table>"
    )


def one_cell(lines: Sequence[Line]) -> str:
    """Everything in one cell, a single line break after a question, the pull quote without any before the answer."""
    shapes = {
        "headline": "<b><big>{}</big></b><br>",
        "standfirst": "<i>{}</i><br><br>",
        "question": "<b>{}</b><br>",
        "image_caption": '<img src="/images/still.jpg" alt="{0}"><br>{0}<br><br>',
        "pull_quote": "<i>{}</i><br>",
        "title": '<a href="/other">{}</a><br>',
    }
    return "<table><tr><td>" + "".join(shaped(line, shapes, "{}<br><br>") for line in lines) + "</td></tr></table>"


WAYS: dict[str, Callable[[Sequence[Line]], str]] = {
    "semantic": semantic,
    "div soup": soup,
    "nested tables": tables,
    "one cell": one_cell,
}


def shaped(line: Line, shapes: dict[str, str], other: str) -> str:
    """A line in the shape of its role; menus, promotions and teasers' titles are links."""
    text = escape(line.text, quote=True)
    if line.role in LINKED:
        text = " | ".join(f'<a href="/menu">{part.strip()}</a>' for part in text.split("|") if part.strip())
    return shapes.get(line.role, other).format(text) + "\n"


def parted(lines: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines above, of, and below the article."""
    marked = [place for place, line in enumerate(lines) if line.role in MARKED]
    return list(lines[: marked[0]]), list(lines[marked[0] : marked[-1] + 1]), list(lines[marked[-1] + 1 :])


def page(body: str, title: str) -> str:
    """A page without metadata, as the seed page has none, but for the title that every page has."""
    return f"<html><head><title>{escape(title)}</title></head><body>{body}</body></html>"


def checks(got: ArticleItem, record: dict, lines: Sequence[Line]) -> dict[str, bool]:
    """What is read as the record has it, by name."""
    pairs = [(part["text"], part["acceptedAnswer"]["text"]) for part in record["hasPart"]]
    boilerplate = {line.text for line in lines if line.role not in MARKED}
    return {
        "headline": got.headline == record["headline"],
        "body": got.body == record["articleBody"],
        "12 pairs": [(pair.question, pair.answer) for pair in got.questions] == pairs,
        "author": [(person.name, person.role) for person in got.people]
        == [(person["name"], person["role"]) for person in record["author"]],
        "standfirst": got.standfirst == record["alternativeHeadline"],
        "no date": got.date_published is None,
        "pull quotes": list(got.pull_quotes) == [quote["text"] for quote in record["pullQuotes"]],
        "interviewee": {pair.interviewee for pair in got.questions} == set(record["interviewee"]),
        "kind": got.kind == record["genre"].lower(),
        "no boilerplate": not boilerplate & set(got.body.split("\n")),
    }


def main() -> int:
    """Rebuild, read, compare, print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder", type=Path, help="the folder with the seed page's text, labels and record")
    folder = arguments.parse_args().folder
    lines = lines_of(folder)
    record = json.loads((folder / "seed_ideal_record.json").read_text(encoding="utf-8"))
    title = f"{record['headline']} | {record['isPartOf']['name']}"
    results = {}
    for way, rebuild in WAYS.items():
        got = read_html(page(rebuild(lines), title).encode(), URL, "text/html; charset=utf-8")
        results[way] = checks(got, record, lines) if isinstance(got, ArticleItem) else {}
    table = Table("", *WAYS)
    for name in next(iter(results.values())):
        table.add_row(name, *("yes" if results[way].get(name) else "NO" for way in WAYS))
    Console().print(table)
    return 0 if all(result and all(result.values()) for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
