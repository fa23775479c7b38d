"""Hostile pages through a whole crawl, then every command and file format on what was stored.

    python -m benchmarks.hostile CORPUS [--database FILE] [--pages N]

CORPUS is a folder of pages, `NAME.html`, with a manifest.json that says of each whether it is an article ("expect":
"article", "reject" or "any") and which texts it must ("contains") and must not ("absent") bring. They are served on
this machine and crawled; with --database what was crawled before is used. Then all that shows or writes articles is
run, N articles one by one. Printed is what got through: a wrong verdict, an escape sequence or an invisible character
on a terminal, a formula in a spreadsheet, a path outside the folder, a script that runs in a browser (Chromium, where
it is there), a file that is not well-formed. The exit status is 1 when anything did.
"""

import argparse
import csv
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lxml import etree, html
from markdown_it import MarkdownIt

PROJECT = Path(__file__).resolve().parent.parent
SCRAPY = str(Path(sys.executable).with_name("scrapy"))
QUICK = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0, "DOWNLOAD_MAXSIZE": 42_000_000, "ROBOTSTXT_OBEY": 0}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # what rich itself writes
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|\t")
ACTIVE = frozenset("script iframe object embed svg math form input button link meta base style".split())
FORMATS = ("jsonl", "csv", "atom", "warc", "epub", "markdown")
LISTINGS = (
    ["articles", "-n", "100000"],
    ["articles", "--duplicates"],
    ["search", "harbour", "-n", "1000"],
    ["search", '"quiet when" OR NEAR(a b) AND * ^ :', "-n", "1000"],
    ["runs"],
    ["memory"],
    ["reread", "--held"],
)
ONE_BY_ONE = (["show", "{}"], ["show", "{}", "--history"], ["explain", "{}", "--terminal"])


@contextmanager
def served(corpus: Path) -> Iterator[str]:
    """Serve the pages of a corpus on this machine; yields where."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = corpus / f"{self.path.rpartition('/')[2]}.html"
            found = file.is_file() and file.parent == corpus
            body = file.read_bytes() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The crawl tells what it asked for."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/story/"
    server.shutdown()


def scrapy(database: Path, *words: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[bytes]:
    """Run a command on a database, its output in a pipe."""
    return subprocess.run([SCRAPY, *words], env=environment(database), cwd=folder, capture_output=True, check=False)


def environment(database: Path) -> dict[str, str]:
    project = {"SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    return os.environ | project | {"DATABASE_URL": f"sqlite:///{database}"}


def on_a_terminal(database: Path, *words: str) -> str:
    """Run a command on a terminal and give what it got, without colours."""
    screen, keyboard = pty.openpty()
    process = subprocess.Popen(
        [SCRAPY, *words], env=environment(database), cwd=PROJECT, stdout=keyboard, stderr=keyboard
    )
    os.close(keyboard)
    told = bytearray()
    while True:
        try:
            told += (more := os.read(screen, 65_536))
        except OSError:  # the other side is closed
            break
        if not more:
            break
    process.wait()
    os.close(screen)
    return COLOURS.sub("", told.decode("utf-8", "replace")).replace("\r\n", "\n")


def crawl(database: Path, corpus: Path, cases: list[dict]) -> Iterator[str]:
    """Crawl the pages of a corpus; yields the wrong verdicts."""
    with served(corpus) as base:
        starts = database.with_name("starts.txt")
        starts.write_text("".join(f"{base}{case['name']}\n" for case in cases))
        settings = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
        done = scrapy(database, "crawl", "magazine", "-a", f"urls={starts}", *settings)
    print(done.stdout.decode(), done.stderr.decode(), sep="")
    yield from unfit("crawl", done.stdout.decode() + done.stderr.decode())
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as asked:
        states = {url.rpartition("/")[2]: told for url, *told in asked.execute("SELECT url, state, reason FROM page")}
        told = (
            "SELECT url, coalesce(headline, '') || char(10) || coalesce(authors, '') || char(10) || body FROM articles"
        )
        texts = {url.rpartition("/")[2]: text for url, text in asked.execute(told)}
    for case in cases:
        name, text = case["name"], texts.get(case["name"])
        state, reason = states.get(name, ("never visited", None))
        if state in ("queued", "never visited") or (text is None and not reason):
            yield f"{name}: {state}, for no reason"
        elif case["expect"] == "reject" and text is not None:
            yield f"{name}: stored, and is no article"
        elif case["expect"] == "article" and (text is None or not all(one in text for one in case["contains"])):
            yield f"{name}: the article is {'not whole' if text else f'{state}, {reason}'}"
        if text is not None and any(one in text for one in case["absent"]):
            yield f"{name}: stored with what is none of it"


def unfit(name: str, text: str) -> Iterator[str]:
    """What of a text may not reach a terminal."""
    if found := UNFIT.search(text):
        yield f"{name}: U+{ord(found[0]):04X} in {text[max(0, found.start() - 30) : found.end() + 10]!r}"
    if "Traceback (most recent call last)" in text:
        yield f"{name}: a traceback"


def commands(database: Path, numbers: list[str]) -> Iterator[str]:
    """What gets through every command that prints, in a pipe, on a terminal and as JSON."""
    for words in (*LISTINGS, *([word.format(number) for word in one] for one in ONE_BY_ONE for number in numbers)):
        name = " ".join(words)
        piped = scrapy(database, *words)
        yield from unfit(f"{name} in a pipe", (piped.stdout + piped.stderr).decode())
        yield from unfit(f"{name} on a terminal", on_a_terminal(database, *words))
        told = scrapy(database, *words, "--json").stdout.decode()
        yield from unfit(f"{name} --json", told)
        if len(told.splitlines()) != told.count("\n") or not all(map(is_json, told.splitlines())):
            yield f"{name} --json: not one object a line"


def is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def exports(database: Path, folder: Path) -> Iterator[str]:
    """What gets through the file formats."""
    for form in FORMATS:
        done = scrapy(database, "export", form, "-o", str(folder / form), folder=folder)
        if done.returncode:
            yield f"export {form}: status {done.returncode}, {done.stderr.decode()[-300:]}"
            return
    yield from files(folder)


def files(folder: Path) -> Iterator[str]:
    """What got into the files of a folder, each named as its format."""
    lines = (folder / "jsonl").read_bytes().decode().split("\n")
    if not all(map(is_json, lines[:-1])) or lines[-1]:
        yield "export jsonl: not one object a line"
    with (folder / "csv").open(encoding="utf-8", newline="") as file:
        csv.field_size_limit(sys.maxsize)
        for row in csv.reader(file):
            yield from (f"export csv: a formula, {cell[:60]!r}" for cell in row if FORMULA.match(cell))
            yield from unfit("export csv", "".join(row))
    feed = etree.parse(folder / "atom", etree.XMLParser(resolve_entities=False, huge_tree=True))
    for content in feed.iter("{*}content"):
        yield from active("export atom", content.text or "")
    with zipfile.ZipFile(folder / "epub") as book:
        for name in book.namelist():
            if name.startswith("/") or ".." in name.split("/"):
                yield f"export epub: {name!r} leaves the book"
            if name.endswith("xhtml"):
                etree.fromstring(book.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True))
                yield from active(f"export epub {name}", book.read(name).decode(), whole=True)
    for file in (folder / "markdown").iterdir():
        if file.is_symlink() or not file.is_file() or len(os.fsencode(file.name)) > 200:
            yield f"export markdown: {file.name!r}"
        _, _, text = file.read_text(encoding="utf-8").partition("\n---\n")
        yield from active(f"export markdown {file.name}", MarkdownIt("commonmark", {"html": True}).render(text))
        yield from unfit(f"export markdown {file.name}", text)
    if strange := {path.name for path in folder.iterdir()} - set(FORMATS):
        yield f"export: wrote {strange}"


def active(name: str, source: str, *, whole: bool = False) -> Iterator[str]:
    """What of a piece of HTML could run, load or lead to a script."""
    for element in html.fromstring(f"<div>{source}</div>" if not whole else source.encode()).iter("*"):
        if element.tag in ACTIVE and not whole:
            yield f"{name}: <{element.tag}>"
        for attribute, value in element.items():
            is_link = attribute in ("href", "src") and re.match(
                r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE
            )
            if attribute.startswith("on") or is_link:
                yield f"{name}: {attribute}={value[:60]!r}"


def browser(database: Path, folder: Path, numbers: list[str]) -> Iterator[str]:
    """What runs or is loaded when the report and the explanations are opened in a browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("no playwright here: nothing is opened in a browser")
        return
    told: list[str] = []
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for words in (["report"], *(["explain", number] for number in numbers)):
            name, file = " ".join(words), folder / f"{'-'.join(words)}.html"
            scrapy(database, *words, "-o", str(file), folder=folder)
            page = chromium.new_page()
            page.on("dialog", lambda dialog, name=name: (told.append(f"{name}: a script runs"), dialog.dismiss()))
            page.on("request", lambda asked, name=name: told.append(f"{name}: loads {asked.url[:80]}"))
            page.goto(f"file://{file}")
            page.wait_for_timeout(50)
            page.close()
        chromium.close()
    yield from (line for line in told if "loads file:" not in line)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__.partition("\n")[0])
    options.add_argument("corpus", type=Path)
    options.add_argument("--database", type=Path)
    options.add_argument("--pages", type=int, default=20)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = [case for case in json.loads((asked.corpus / "manifest.json").read_text()) if case["kind"] == "html"]
        found = []
        database = (asked.database or folder / "articles.db").resolve()
        if asked.database is None:
            found += report(crawl(database, asked.corpus.resolve(), cases))
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as stored:
            numbers = [str(number) for (number,) in stored.execute("SELECT id FROM articles ORDER BY id")]
        some = numbers[:: max(1, len(numbers) // asked.pages)]
        for written in ("files", "pages"):
            (folder / written).mkdir()
        found += report(exports(database, folder / "files"))
        found += report(commands(database, some))
        found += report(browser(database, folder / "pages", some))
    print(f"{len(cases)} cases, {len(numbers)} articles, {len(some)} one by one: {len(found)} got through")
    sys.exit(bool(found))


def report(found: Iterator[str]) -> list[str]:
    """Print each finding as it comes; returns them."""
    told = []
    for line in found:
        print(ascii(line)[1:-1], flush=True)
        told.append(line)
    return told


if __name__ == "__main__":
    main()
