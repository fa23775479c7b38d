"""What a person asks of a crawl: the arguments after `-a`, checked before anything starts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crawler import addresses


class WrongUse(ValueError):
    """An argument that cannot be used. The message is one line and says what to do instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of one crawl. Empty `starts` means those that the magazine's class names."""

    starts: tuple[str, ...] = ()
    max_articles: int | None = None
    since: str | None = None
    domains: tuple[str, ...] = ()
    follows_articles: bool = False


KNOWN = frozenset({"url", "urls", "max_articles", "since", "domains", "follow"})


def asked(arguments: dict[str, Any]) -> Asked:
    """Check the arguments of `scrapy crawl`. Raises WrongUse."""
    unknown = sorted(set(arguments) - KNOWN)
    if unknown:
        raise WrongUse(f"No argument {unknown[0]!r}. There are: {', '.join(sorted(KNOWN))}.")
    return Asked(
        starts=_starts(arguments.get("url"), arguments.get("urls")),
        max_articles=_max_articles(arguments.get("max_articles")),
        since=_since(arguments.get("since")),
        domains=_domains(arguments.get("domains")),
        follows_articles=_follow(arguments.get("follow")),
    )


def start_address(text: str) -> str:
    """An address to start from, in the form in which it is stored. Raises WrongUse."""
    text = text.strip()
    if not re.match(r"https?://", text, re.IGNORECASE):
        if re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
            raise WrongUse(f"Cannot crawl {text!r}: only http:// and https:// addresses.")
        raise WrongUse(f"The address {text!r} has no scheme. Try: https://{text.lstrip('/')}")
    url = addresses.clean(text)
    if url is None:
        raise WrongUse(f"Not an address that can be crawled: {text!r}. Try one like https://magazine.example/")
    return url


def _starts(url: str | None, urls: str | None) -> tuple[str, ...]:
    if url is not None and urls is not None:
        raise WrongUse("Give either url=ADDRESS or urls=FILE, not both.")
    if url is not None:
        return (start_address(url),)
    if urls is None:
        return ()
    try:
        lines = Path(urls).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"Cannot read {urls!r}: {error}. It should hold an address a line.") from error
    found = tuple(_addresses_in(lines, urls))
    if not found:
        raise WrongUse(
            f"No address in {urls!r}. It should hold an address a line; lines that begin with # are skipped."
        )
    return tuple(dict.fromkeys(found))


def _addresses_in(lines: Iterable[str], name: str) -> Iterable[str]:
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                yield start_address(line)
            except WrongUse as error:
                raise WrongUse(f"{name}, line {number}: {error}") from None


def _max_articles(text: str | None) -> int | None:
    if text is None:
        return None
    if not str(text).isdecimal() or int(text) < 1:
        raise WrongUse(f"max_articles is a whole number from 1 on, not {text!r}.")
    return int(text)


def _since(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise WrongUse(f"since is a day like 2026-11-01, not {text!r}.") from None


def _domains(text: str | None) -> tuple[str, ...]:
    domains = tuple(part for part in re.split(r"[\s,]+", text or "") if part)
    for domain in domains:
        if "/" in domain or addresses.clean(f"http://{domain}/") is None:
            raise WrongUse(f"domains is a list like example.org,example.net, not {domain!r}.")
    return domains


def _follow(text: str | None) -> bool:
    if text not in (None, "articles"):
        raise WrongUse(f"follow knows only follow=articles, not {text!r}.")
    return text == "articles"
