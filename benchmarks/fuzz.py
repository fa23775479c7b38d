"""Made-up pages, feeds, sitemaps, robots.txt and rule files, broken in ways that know their structure.

    python -m benchmarks.fuzz --count 50000 --seed 1 [--kind page] [--only 4711]

Every input is made from seed, kind and number, and can be had again by --only. It must be read without an exception, a
crash, a lone surrogate or control character in what comes out, an address that is none, and in SECONDS of processor
time. What breaks that is printed; the exit status is then 1. Inputs are read in processes of their own, BATCH by BATCH.
"""

import argparse
import multiprocessing
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random

from scrapy.http import TextResponse
from scrapy.robotstxt import ProtegoRobotParser

from crawler.addresses import clean
from crawler.discovery import look, look_and_read
from crawler.politeness import wanted_delay
from crawler.robots import rules_text, sitemaps_of
from fixtures.magazines import NAMES, load
from pipelines.article import read_html
from pipelines.items import Part
from pipelines.rules import parse

URL = "https://magazine.example/2026/story/owls"
SECONDS = 10
"""Of processor time for one input; most need a hundredth of it."""

MEMORY = 2_000_000_000
"""Bytes of address space of a reading process."""

BATCH = 500
"""Inputs that one process reads."""

LONGEST = 200_000
"""Characters of an input. Long ones are another measurement; here it is their number that counts."""

PIECES = re.compile(r"<!--.*?-->|<[^<>]*>|[^<>]+|[<>]", re.DOTALL)
TEXT_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NASTY = (
    *(
        "",
        "\0",
        "\x1b[2J",
        "\ud800",
        "\u202e",
        "\ufeff",
        "\U000e0041",
        "é\u0301" * 9,
        "&#0;",
        "&#xD800;",
        "&lt;script&gt;",
    ),
    *("<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "<p>", "</p>", "</body>", "<body>", "<plaintext>"),
    *(
        "<table>",
        "<tr>",
        "<svg>",
        "<math>",
        "<template>",
        "<noscript>",
        "<title>",
        "<base href='//x'>",
        "<h1>",
        "</html>",
    ),
    *(
        "javascript:alert(1)",
        "data:,x",
        "//",
        "http://[",
        "http://0x7f.1/",
        "?" * 99,
        "/a" * 99,
        "%00",
        "%ff",
        "#",
        "@",
    ),
    *("9" * 99, "-1", "1e309", "2026-02-30", "0000-00-00", "99999-12-31", "٣٤", "½", "By " * 40, "a " * 500, "." * 500),
    *('{"@type":"NewsArticle"', '{"@type":["Person",null],"name":{}}', "[" * 500, '"' * 9, "\\ud800", "null", "true"),
    *("display:none", "next", "article", "comment", "paywall", "author", "og:title", "article:published_time"),
)
CODECS = ("utf-8", "utf-16", "utf-16-le", "latin-1", "cp1252", "gb18030", "shift_jis", "koi8-r", "utf-7", "utf-32")
TYPES = (
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=x",
    "text/html;charset=utf-16",
    "=;=",
    "a" * 99,
)
ROBOTS = """User-agent: *
Disallow: /private/
Allow: /private/*.html$
Crawl-delay: 2
Request-rate: 1/5
User-agent: Offprint
Disallow: /*?print=
Sitemap: https://magazine.example/sitemap.xml
"""
RULES = """title: //h1[@class='headline']
body: //article | //div[contains(@class, 'story')]
author: substring-after(//p[@class='byline'], 'By ')
date: //time/@datetime
strip: //aside
strip_id_or_class: share
strip_image_src: /ads/
prune: yes
tidy: no
autodetect_on_failure: yes
find_string: <br><br>
replace_string: </p><p>
replace_string(owls): mice
next_page_link: //a[@rel='next']
if_page_contains: //div[@id='pages']
single_page_link: concat(//link[@rel='canonical']/@href, '?print=1')
test_url: https://magazine.example/2026/story/owls
test_contains: Owls
# offprint keep: //aside[@class='recipe']
"""


class Wrong(Exception):
    """What came out is not fit to be stored or followed."""


@cache
def sheets() -> tuple[str, ...]:
    """All pages, feeds and sitemaps of the made-up magazines."""
    answers = [answer for name in NAMES for answer in load(name).pages().values()]
    return tuple(
        sorted({answer.body.decode("utf-8", "replace")[:LONGEST] for answer in answers if answer.status == 200})
    )


@cache
def of_kind(is_xml: bool) -> tuple[str, ...]:
    return tuple(sheet for sheet in sheets() if sheet.lstrip().startswith("<?xml") == is_xml)


def broken(source: str, random: Random, others: tuple[str, ...]) -> str:
    """A document with a few of its tags and texts dropped, doubled, swapped, nested, changed, or taken from another."""
    pieces = PIECES.findall(source)
    for _ in range(random.choice((1, 2, 3, 5, 9, 30))):
        at, to = random.randrange(len(pieces) or 1), random.randrange(len(pieces) or 1)
        some = slice(min(at, to), min(at, to) + random.choice((1, 1, 3, 20)))
        match random.randrange(11) if pieces else 0:
            case 0:
                pieces.insert(at, random.choice(NASTY))
            case 1:
                del pieces[some]
            case 2:
                pieces[at:at] = pieces[some] * random.choice((1, 2, 50))
            case 3:
                pieces[at], pieces[to] = pieces[to], pieces[at]
            case 4:
                pieces[at] = within(pieces[at], random)
            case 5:
                pieces[at:at] = PIECES.findall(random.choice(others))[some]
            case 6:
                tag = random.choice(("div", "p", "b", "a", "table", "li", "article", "blockquote", "figure"))
                pieces[at] = f"<{tag}>" * (many := random.choice((1, 5, 300))) + pieces[at] + f"</{tag}>" * many
            case 7:
                pieces = pieces[: max(at, 1)]
            case 8:
                pieces[at] = re.sub(r"=(\"[^\"]*\"|'[^']*')", lambda _: f'="{random.choice(NASTY)}"', pieces[at])
            case 9:
                pieces[at] = re.sub(r"[\w-]+", lambda _: random.choice(NASTY), pieces[at], count=1)
            case 10:
                pieces[some] = [random.choice((str.upper, str.title, str.swapcase))(piece) for piece in pieces[some]]
    return "".join(pieces)[:LONGEST]


def within(text: str, random: Random) -> str:
    """A text with something nasty in it, in place of some of it."""
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(NASTY) + text[at + random.choice((0, 0, 1, 9)) :]


def as_bytes(text: str, random: Random) -> bytes:
    """The bytes of a text: nearly always UTF-8, at times in another encoding, cut or with a few bytes changed."""
    codec = random.choice(CODECS) if random.random() < 0.1 else "utf-8"
    try:
        data = bytearray(text.encode(codec, "surrogatepass"))
    except UnicodeError:
        data = bytearray(text.encode("utf-8", "surrogatepass"))
    if random.random() < 0.2:
        for _ in range(random.choice((1, 3, 30))):
            data[random.randrange(len(data) or 1) : random.randrange(len(data) or 1)] = random.randbytes(
                random.randrange(4)
            )
    return bytes(data[: random.randrange(len(data) + 1)] if random.random() < 0.1 else data)[:LONGEST]


def page(random: Random) -> None:
    """A page is looked at and read, as in a crawl or by itself."""
    source = random.choice(of_kind(False))
    data, said = as_bytes(broken(source, random, of_kind(False)), random), random.choice(TYPES)
    rules = parse(RULES, "owls") if random.random() < 0.1 else None
    if random.random() < 0.3:
        check(read_html(data, URL, said, rules=rules))
        return
    seen, reading = look_and_read(Part(URL, 200, said, data, datetime.now(UTC)), with_links=True)
    check(reading)
    check_links(seen)


def announced(random: Random) -> None:
    """A feed or a sitemap is looked at."""
    source = random.choice(of_kind(True))
    check_links(look(as_bytes(broken(source, random, sheets()), random), URL, random.choice(TYPES)))


def robots(random: Random) -> None:
    """A robots.txt is obeyed."""
    lines = [line for line in ROBOTS.splitlines() for _ in range(random.choice((0, 1, 1, 2)))]
    random.shuffle(lines)
    data = as_bytes(
        random.choice("\n\r").join(within(line, random) if random.random() < 0.5 else line for line in lines), random
    )
    parser = ProtegoRobotParser(rules_text(TextResponse("https://magazine.example/robots.txt", body=data)), None)
    parser.allowed(clean(within(URL, random)) or URL, "Offprint")
    delay = wanted_delay(parser, "Offprint")
    if delay is not None and not delay >= 0:
        raise Wrong(f"a delay of {delay}")
    for address in sitemaps_of(parser.rp.sitemaps, URL):
        check_address(address)


def ruled(random: Random) -> None:
    """A rule file is read, and obeyed on a page."""
    lines = RULES.splitlines()
    lines = [within(random.choice(lines), random) if random.random() < 0.6 else line for line in lines]
    rules = parse(as_bytes("\n".join(lines), random).decode("utf-8-sig", "replace"), "owls.txt")
    source = random.choice(of_kind(False))
    check(read_html(source.encode(), URL, rules=rules))
    check_links(look(source.encode(), URL, rules=rules))


def check(value: object) -> None:
    """Raise Wrong for a text that no database, XML file or terminal should get."""
    if isinstance(value, str):
        if found := TEXT_UNFIT.search(value):
            raise Wrong(f"U+{ord(found[0]):04X} in {value[max(0, found.start() - 20) : found.end()]!r}")
    elif is_dataclass(value):
        for field in fields(value):
            check(getattr(value, field.name))
    elif isinstance(value, dict):
        check(list(value) + list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            check(one)


def check_links(seen) -> None:
    """Raise Wrong for what a look says, and for links that are no addresses."""
    check((seen.reason, seen.headline))
    for link in seen.links:
        check_address(link.url)
    for address in (seen.next_page, seen.single_page, seen.canonical):
        if address is not None:
            check_address(address)


def check_address(address: str) -> None:
    if clean(address) != address:
        raise Wrong(f"an address that is not clean: {address!r:.200}")


KINDS: dict[str, Callable[[Random], None]] = {"page": page, "announced": announced, "robots": robots, "rules": ruled}


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise Wrong when it takes longer, in processor time."""

    def end(*_: object) -> None:
        raise Wrong(f"more than {seconds} s")

    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def attempt(kind: str, seed: int, number: int) -> str | None:
    """What is wrong with the reading of one input; None when it is as it should be."""
    try:
        with bounded(SECONDS):
            KINDS[kind](Random(f"{seed} {kind} {number}"))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        where = error.__traceback__
        while where.tb_next:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename.rpartition('/')[2]}:{where.tb_lineno}"
        return f"{type(error).__name__}: {error} ({place})"
    return None


def _batch(kind: str, seed: int, numbers: range, at, told) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number in numbers:
        at.value = number
        if wrong := attempt(kind, seed, number):
            told.put((number, wrong))


def run(kind: str, seed: int, count: int) -> Iterator[tuple[int, str]]:
    """Read `count` inputs; yields number and reason of those that went wrong, a crash of the process among them."""
    context = multiprocessing.get_context("fork")
    start = 0
    while start < count:
        at, told = context.Value("q", start), context.SimpleQueue()
        stop = min(start + BATCH, count)
        process = context.Process(target=_batch, args=(kind, seed, range(start, stop), at, told))
        process.start()
        process.join()
        while not told.empty():
            yield told.get()
        if process.exitcode:
            yield at.value, f"the process ended with {process.exitcode}"
            stop = at.value + 1
        start = stop
        print(f"{kind}: {start} read", file=sys.stderr, flush=True)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__.partition("\n")[0])
    options.add_argument("--count", type=int, default=1000, help="of each kind")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kind", choices=KINDS, action="append")
    options.add_argument("--only", type=int, help="one input, with its traceback")
    asked = options.parse_args()
    found = 0
    for kind in asked.kind or KINDS:
        if asked.only is not None:
            KINDS[kind](Random(f"{asked.seed} {kind} {asked.only}"))
            continue
        began, here = time.perf_counter(), 0
        for number, wrong in run(kind, asked.seed, asked.count):
            here += 1
            print(f"{kind} {number}: {wrong}", flush=True)
        print(f"{kind}: {asked.count} read, {here} wrong, {time.perf_counter() - began:.0f} s", flush=True)
        found += here
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
