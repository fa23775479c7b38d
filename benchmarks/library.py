"""A database full of made-up articles, for measuring what many cost. Words are as frequent as in any language."""

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

from pipelines.packing import pack
from storage.frontier import now
from storage.models import Article, Byline, Page, Person, Question, RawPage, Revision, Site
from storage.session import Store
from storage.writing import text_hash

WORDS = 50_000  # different words
LENGTH = 500  # words of an article, on average
SITES = 20
PEOPLE = 500
KINDS = ("news", "feature", "interview", "review", None)
SECTIONS = ("Books", "Film", "Long Reads", "Music", None)
BATCH = 1_000  # articles in one insert


def word(rank: int) -> str:
    """The word of that rank: 1 is the most frequent, twice as frequent as 2."""
    letters = "aeiostnr"
    return "w" + "".join(letters[(rank >> shift) & 7] for shift in (15, 12, 9, 6, 3, 0))


class Library:
    """Articles by the same numbers every time."""

    def __init__(self, seed: int = 1):
        self.random = random.Random(seed)
        self.words = [word(rank) for rank in range(1, WORDS + 1)]
        self.frequencies = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))

    def prose(self, length: int) -> str:
        """That many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self.frequencies, k=length))

    def paragraphs(self) -> list[str]:
        """The paragraphs of an article."""
        return [self.prose(50) for _ in range(self.random.randint(1, 2 * LENGTH // 50 - 1))]


@contextmanager
def filled(description: str) -> Iterator[tuple[str, Path]]:
    """The address of a database that is as the command line asks, and a folder that is there as long as it is needed.

    `--articles` says how many; `--database` names a file that stays, and is taken as it is when it is there.
    """
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--database", type=Path)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = options.database or folder / "articles.db"
        url = f"sqlite:///{file.resolve()}"
        if not file.exists():
            fill(url, options.articles)
        yield url, folder


def fill(database_url: str, articles: int) -> None:
    """Make a database of so many articles, every fifth an interview, each with its raw page."""
    library = Library()
    with Store.open(database_url) as store:
        session = store.session
        session.execute(insert(Site), [{"key": f"site{n}.example", "first_seen": now()} for n in range(SITES)])
        session.execute(insert(Person), [{"name": name_of(n)} for n in range(PEOPLE)])
        for first in range(1, articles + 1, BATCH):
            numbers = range(first, min(first + BATCH, articles + 1))
            rows = [row for number in numbers for row in _rows(library, number)]
            for table in (Page, RawPage, Article, Revision, Byline, Question):
                if values := [value for of, value in rows if of is table]:
                    session.execute(insert(table), values)
            store.commit()
        session.execute(
            update(Article).values(current_revision_id=Article.id).execution_options(synchronize_session=False)
        )


def name_of(number: int) -> str:
    """The name of a person."""
    return f"{word(number % 25 + 1).title()} {word(number + 1).title()}"


def _rows(library: Library, number: int) -> Iterator[tuple[type, dict[str, Any]]]:
    """The rows of one article, each with its table."""
    site = number % SITES + 1
    url = f"https://site{site - 1}.example/{number}"
    person = library.random.randrange(PEOPLE)
    paragraphs = library.paragraphs()
    body = "\n\n".join(paragraphs)
    kind = KINDS[number % len(KINDS)]
    day = date(2016, 1, 1) + timedelta(days=library.random.randrange(3_650))
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    yield Page, {"id": number, "site_id": site, "url": url, "kind": "article", "state": "new"}
    yield (
        RawPage,
        {
            "page_id": number,
            "version": "0" * 64,
            "part": 1,
            "url": url,
            "http_status": 200,
            "content_type": "text/html; charset=utf-8",
            "fetched_at": now(),
            "body": pack(html.encode()),
        },
    )
    yield (
        Article,
        {
            "id": number,
            "page_id": number,
            "site_id": site,
            "first_seen": now(),
            "last_changed": now(),
        },
    )
    yield (
        Revision,
        {
            "id": number,
            "article_id": number,
            "number": 1,
            "fetched_at": now(),
            "version": "0" * 64,
            "text_hash": text_hash(body),
            "headline": library.prose(7),
            "standfirst": library.prose(20),
            "authors": name_of(person),
            "date_published": day.isoformat(),
            "section": library.random.choice(SECTIONS),
            "kind": kind,
            "language": "en",
            "word_count": 50 * len(paragraphs),
            "pages": 1,
            "is_complete": True,
            "body": body,
            "markdown": body,
        },
    )
    yield Byline, {"revision_id": number, "position": 0, "person_id": person + 1, "role": "author"}
    if kind == "interview":
        for position, answer in enumerate(paragraphs):
            question = f"{library.prose(12)}?"
            yield Question, {"revision_id": number, "position": position, "question": question, "answer": answer}
