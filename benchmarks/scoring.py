"""How well a reading agrees with what people marked: words of the body, headline, authors, day."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from pipelines.items import ArticleItem, Rejected

WORD = re.compile(r"\w+")
FIELDS = ("f1", "precision", "recall", "headline", "author", "date", "invented")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def words(text: str | None) -> list[str]:
    """The words of a text in lower case."""
    return WORD.findall((text or "").lower())


def third(url: str) -> int:
    """The third of the hosts that a page belongs to: 0 is kept out of all training and tuning."""
    return int(sha256((urlsplit(url).hostname or "").encode()).hexdigest(), 16) % 3


def score(reading: ArticleItem | Rejected, truth: Mapping) -> dict[str, float]:
    """The FIELDS of one page, each from 0 to 1; those that its truth does not tell are left out.

    Where the truth begins with the standfirst, standfirst and body count as the body. `invented` is 1 for a date on
    a page that has none.
    """
    article = reading if isinstance(reading, ArticleItem) else None
    scores = _overlap(body_as_marked(article, truth["body"]), truth["body"])
    if truth.get("title"):
        scores["headline"] = float(_same_line(article.headline if article else None, truth["title"]))
    if truth.get("author"):
        scores["author"] = _same_names(article.authors if article else [], truth["author"])
    day = (article.date_published or "")[:10] if article else ""
    if DAY.match(truth.get("date") or ""):
        scores["date"] = float(day == truth["date"][:10])
    elif not truth.get("date"):
        scores["invented"] = float(bool(day))
    return scores


def body_as_marked(article: ArticleItem | None, truth: str) -> str:
    """The body, with the standfirst before it when the truth begins with that."""
    if article is None:
        return ""
    standfirst = words(article.standfirst)
    begins = standfirst and words(truth)[: len(standfirst)] == standfirst
    if begins and words(article.body)[: len(standfirst)] != standfirst:
        return f"{article.standfirst}\n\n{article.body}"
    return article.body


def mean(rows: Sequence[Mapping[str, float]], name: str) -> float:
    """The mean of a field over the pages that have it; 0 when none has."""
    values = [row[name] for row in rows if name in row]
    return sum(values) / len(values) if values else 0.0


def _overlap(got: str, wanted: str) -> dict[str, float]:
    got_words, wanted_words = Counter(words(got)), Counter(words(wanted))
    both = (got_words & wanted_words).total()
    precision, recall = both / max(1, got_words.total()), both / max(1, wanted_words.total())
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return {"f1": f1, "precision": precision, "recall": recall}


def _same_line(got: str | None, wanted: str) -> bool:
    """Whether the two lines are equal or one holds the other."""
    one, other = " ".join(words(got)), " ".join(words(wanted))
    return bool(one) and (one in other or other in one)


def _same_names(got: Sequence[str], wanted: str | Sequence[str]) -> float:
    """F1 of two sets of names."""
    if isinstance(wanted, str):
        wanted = re.split(r"\s*(?:,|;|\band\b|&|\|)\s*", wanted)
    one, other = ({" ".join(words(name)) for name in names} - {""} for names in (got, wanted))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
