"""`scrapy rules test`: rule files' own tests on stored pages."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from crawler.commands import rules
from storage.models import Page
from storage.session import Store
from tests.shelf import put_article, put_raw

URL = "https://lamps.example/last"
LINE = "The lamp is trimmed at dusk, and nobody has missed it yet. "
PART = (
    "<html><body><h1>The Last Lamp</h1><div class=story><p>{0}</p><p>Part {1}.</p></div><p>Subscribe!</p></body></html>"
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Store.open(f"sqlite:///{tmp_path}/articles.db") as store:
        yield store.session


@pytest.fixture
def stored(session: Session) -> None:
    """An article of two parts, in two versions."""
    page = session.get_one(Page, put_article(session, URL).page_id)
    for version, text in ("old", "An old text. "), ("new", LINE):
        for part in (1, 2):
            html = PART.format(f"Night {part}. {text * 10}", part).encode()
            put_raw(session, page.id, html, version=version, part=part, url=f"{URL}?page={part}")
    session.commit()


@pytest.fixture
def test(tmp_path: Path, typed: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str, str]]:
    """Runs `scrapy rules`; returns its exit status, output and errors."""
    return partial(typed, rules, RULES=f"{tmp_path}/own,{tmp_path}/shared")


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.txt"
    file.write_text(text)
    return file


def test_a_test_passes_when_its_words_are_in_the_article(stored, test, tmp_path) -> None:
    body = "title: //h1\nbody: //div[@class='story']\n"
    tests = f"test_url: {URL}\ntest_contains: trimmed AT  dusk\ntest_contains: Part 2.\ntest_contains: The Last Lamp\n"
    write(tmp_path / "own", "lamps.example", body + tests)
    assert test("test", "www.lamps.example") == (0, f"passes\t{URL}\t248 words, found by the rules\n", "")


def test_a_test_fails_with_the_words_that_are_missing(stored, test, tmp_path) -> None:
    tests = f"test_url: {URL}\ntest_contains: An old text\ntest_contains: dusk\ntest_contains: Subscribe!\n"
    write(tmp_path / "own", "lamps.example", "body: //div[@class='story']\n" + tests)
    status, out, _ = test("test", "lamps.example")
    assert status == 1
    assert out == f"fails\t{URL}\t248 words, found by the rules; missing: An old text; Subscribe!\n"


def test_where_rules_find_no_body_the_page_is_read_as_without_them(stored, test, tmp_path) -> None:
    write(tmp_path / "own", "lamps.example", f"body: //table\ntest_url: {URL}\ntest_contains: dusk\n")
    status, out, _ = test("test", "lamps.example")
    assert status == 0
    assert out.endswith("words, read as without rules\n")


def test_without_a_second_attempt_there_is_no_article(stored, test, tmp_path) -> None:
    write(tmp_path / "own", "lamps.example", f"body: //table\nautodetect_on_failure: no\ntest_url: {URL}\n")
    assert test("test", "lamps.example")[:2] == (
        1,
        f"fails\t{URL}\tNo article was found. No body rule finds anything here (lamps.example.txt:1), and "
        "autodetect_on_failure is no.\n",
    )


def test_mistakes_and_pages_that_are_not_stored_are_told(stored, test, tmp_path) -> None:
    file = write(tmp_path / "own", "x", "body: //div[\ntidy: no\ntest_url: https://lamps.example/other\n")
    assert test("test", str(file))[:2] == (
        0,
        "mistake\tx.txt:1\tbody: //div[: It is not valid XPath.\n"
        "not stored\thttps://lamps.example/other\tFetch it: scrapy crawl magazine -a url=https://lamps.example/other\n",
    )


def test_without_a_name_all_files_with_stored_pages_are_tested(stored, test, tmp_path) -> None:
    write(tmp_path / "own", ".lamps.example", f"body: //div[@class='story']\ntest_url: {URL}\n")
    write(tmp_path / "shared", "owls.example", "lamp: x\ntest_url: https://owls.example/a\n")
    assert test("test")[:2] == (0, f"passes\t{URL}\t248 words, found by the rules\n")


def test_rules_of_all_folders_are_tested_together(stored, test, tmp_path) -> None:
    write(tmp_path / "own", "lamps.example", f"test_url: {URL}\n")
    write(tmp_path / "shared", "lamps.example", "body: //div[@class='story']\n")
    assert "found by the rules" in test("test", "lamps.example")[1]


def test_results_as_json(stored, test, tmp_path) -> None:
    write(tmp_path / "own", "lamps.example", f"body: //div[@class='story']\ntest_url: {URL}\n")
    what = "248 words, found by the rules"
    assert json.loads(test("test", "--json")[1]) == {"result": "passes", "where": URL, "what": what}


def test_results_on_a_terminal_are_a_table(stored, test, tmp_path) -> None:
    assert test("test", terminal=True)[1] == "No stored page is named in a rule file.\n"
    write(tmp_path / "own", "lamps.example", f"body: //div[@class='story']\ntest_url: {URL}\n")
    assert test("test", terminal=True)[1].split()[:5] == ["Result", "Where", "What", "passes", URL]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Try: scrapy rules test"),
        (["show"], "Try: scrapy rules test"),
        (["test", "a", "b"], "Try: scrapy rules test"),
        (["test", "nowhere.example"], "No rules for 'nowhere.example'"),
        (["test", "../../etc/passwd\0"], "No rules for"),
    ],
)
def test_wrong_use_is_told_in_one_line(stored, test, words, says) -> None:
    status, out, err = test(*words)
    assert (status, out) == (2, "")
    assert err.startswith(f"offprint: {says}")
