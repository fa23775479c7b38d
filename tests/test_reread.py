"""`scrapy reread`: stored pages are read again, and people decide on versions that were held back."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from crawler.commands import reread
from crawler.differences import Side, differences, words_lost_and_added
from storage import queries
from storage.models import Article, Observed, Page, RawPage, Revision, SiteMemory
from storage.session import Store, read_only
from tests.made_up_site import BASE, WORDS, Crawling, page, story_page, stub_page

PAGES = [page(f"/stories/{number}", story_page(f"{WORDS[number]} {number}")) for number in range(8)]
PAGES += [page("/stories/soon", stub_page("soon"))]
FIRST = PAGES[0].url
CUT = page("/stories/0", story_page(f"{WORDS[0]} 0", length=1))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.db"


@pytest.fixture
def crawled(url: str) -> Iterator[None]:
    """A database with eight articles and a page that is none."""
    with Store.open(url) as store:
        Crawling(store).crawl(PAGES)


def crawl(url: str, *pages) -> None:
    with Store.open(url) as store:
        Crawling(store).crawl(pages)


@pytest.fixture
def scrapy(typed: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str, str]]:
    """Runs `scrapy reread`, which always takes a second; returns its exit status, output and errors."""

    def scrapy(*words: str) -> tuple[int, str, str]:
        status, out, error = typed(reread, *words, READ_WORKERS=1)
        return status, re.sub(r"in \d+ s\)", "in 1 s)", out), error

    return scrapy


def bodies(url: str) -> dict[str, str]:
    with read_only(url) as session:
        return dict(session.execute(text("SELECT url, body FROM articles")).all())


def spoil(url: str, body: str) -> None:
    """Let the first article have been read badly."""
    with Store.open(url) as store:
        article = store.session.scalar(select(Article).join(Page).where(Page.url == FIRST))
        article.current.body, article.current.text_hash = body, "0" * 64


# --- reading again ------------------------------------------------------------------------------------------------


def test_pages_are_read_again_with_the_present_code(url, crawled, scrapy) -> None:
    before = bodies(url)
    spoil(url, "Cookies, please.")
    assert scrapy() == (0, f"reread: 1 changed, 8 unchanged (9 pages in 1 s) -> {url[10:]}\n", "")
    assert bodies(url) == before
    with read_only(url) as session:
        assert session.scalars(select(Revision.number)).all() == [1] * 8


def test_the_memory_is_learned_anew(url, crawled, scrapy) -> None:
    with Store.open(url) as store:
        before = store.session.scalar(select(SiteMemory.data))
        store.session.execute(delete(SiteMemory))
        store.session.execute(delete(Observed))
    assert scrapy("reeds.example")[0] == 0
    with read_only(url) as session:
        assert session.scalar(select(SiteMemory.data)) == before
        assert session.scalars(select(Observed.waits_for)).all() == [None] * 9


def test_one_address_is_read_again(url, crawled, scrapy) -> None:
    spoil(url, "Cookies, please.")
    assert scrapy(FIRST)[1].startswith("reread: 1 changed (1 page in 1 s)")


def test_a_page_that_is_not_kept_is_told_of(url, crawled, scrapy) -> None:
    with Store.open(url) as store:
        kept = select(Page.id).where(Page.url == FIRST).scalar_subquery()
        store.session.execute(delete(RawPage).where(RawPage.page_id == kept))
    assert scrapy()[1].startswith("reread: 8 unchanged, 1 not kept as fetched (9 pages in 1 s)")


def test_a_dry_run_shows_the_differences_and_writes_nothing(url, crawled, scrapy) -> None:
    right = bodies(url)[FIRST]
    wrong = right.replace("nobody asked", "somebody asked", 1) + " Cookies, please."
    spoil(url, wrong)
    status, out, _ = scrapy("--dry-run")
    assert status == 0
    assert out.startswith(f"The {WORDS[0]} 0 story\n{FIRST}\nwords lost 3, words added 1\n")
    assert "[-somebody-] {+nobody+}" in out
    assert "[-Cookies, please.-]" in out
    assert out.endswith("reread: 1 changed, 8 unchanged (9 pages in 1 s); nothing was written\n")
    assert bodies(url)[FIRST] == wrong
    assert [json.loads(line)["words_lost"] for line in scrapy("--dry-run", "--json")[1].splitlines()] == [3]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["owls.example"], "No site 'owls.example'. Known: reeds.example"),
        (["https://owls.example/a"], "Nothing is kept of https://owls.example/a to read again"),
        (["--json"], "--json goes with --held or --dry-run"),
        (["--held", "reeds.example"], "go without an address or site"),
        (["--accept", "7"], "No version 7 is held back"),
        (["--refuse", "7"], "No version 7 is held back"),
    ],
)
def test_wrong_use_is_one_line(crawled, scrapy, words: list[str], said: str) -> None:
    status, out, error = scrapy(*words)
    assert (status, out, error.count("\n")) == (2, "", 1)
    assert said in error


def test_without_a_database_there_is_nothing_to_read(scrapy) -> None:
    status, _, error = scrapy()
    assert (status, error.count("\n")) == (1, 1)


def test_it_waits_for_no_crawl(url, crawled, scrapy) -> None:
    with Store.open(url):
        assert scrapy()[0] == 75
        assert scrapy("--held")[0] == 0


def test_differences_are_shown_with_a_few_words_around() -> None:
    before = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    after = before.replace("seven", "7").replace("fourteen", "fourteen fifteen")
    assert words_lost_and_added(before, after) == (1, 2)
    (pieces,) = differences(before, after)
    assert [piece.text for piece in pieces if piece.side is not Side.BOTH] == ["seven", "7", "fifteen"]
    assert pieces[0].text == "two three four five six"


# --- versions held back -------------------------------------------------------------------------------------------


@pytest.fixture
def held(url: str, crawled: None) -> int:
    """The number of a version of the first article that lost four fifths of its text."""
    crawl(url, CUT)
    with read_only(url) as session:
        (row,) = queries.held(session)
    return row.id


def test_a_version_that_lost_much_is_listed(url, held: int, scrapy) -> None:
    (row,) = [json.loads(line) for line in scrapy("--held", "--json")[1].splitlines()]
    assert (row["id"], row["url"]) == (held, FIRST)
    assert re.fullmatch(r"\d+ words where there were \d+", row["reason"])
    assert scrapy("--held")[1].split("\t")[3] == FIRST
    assert len(bodies(url)[FIRST].split()) > 300


def test_nothing_is_learned_from_a_held_version(url, crawled) -> None:
    with Store.open(url) as store:
        site = Crawling(store)
        before = site.memory().data, site.articles()
        site.crawl([CUT])
        assert (site.memory().data, site.articles()) == before
        assert site.states()["/stories/0"] == "unchanged"
        reason = store.session.scalar(select(Page.reason).where(Page.url == FIRST))
        assert reason.startswith("a new version is held back: ")


def test_a_held_version_is_listed_once(url, held: int, scrapy) -> None:
    crawl(url, CUT)
    assert len(scrapy("--held")[1].splitlines()) == 1


def test_an_accepted_version_is_the_article_and_is_learned_from(url, held: int, scrapy) -> None:
    assert scrapy("--accept", str(held)) == (0, f"{FIRST}: version {held} is the article now.\n", "")
    assert len(bodies(url)[FIRST].split()) < 200
    assert scrapy("--held")[1] == ""
    with Store.open(url) as store, Store.open("sqlite://") as other:
        directly = Crawling(other)
        directly.crawl([CUT, *PAGES[1:]])
        assert Crawling(store).articles() == directly.articles()
        assert Crawling(store).memory().data == directly.memory().data
        found = store.session.execute(text("SELECT count(*) FROM article_text WHERE article_text MATCH 'lantern'"))
        assert found.scalar() > 0


def test_a_refused_version_is_not_held_again(url, held: int, scrapy) -> None:
    assert scrapy("--refuse", str(held))[0] == 0
    crawl(url, CUT)
    assert scrapy("--held")[1] == ""
    assert len(bodies(url)[FIRST].split()) > 300


def test_a_whole_version_takes_the_place_of_the_article_and_of_what_was_held(url, held: int, scrapy) -> None:
    crawl(url, page("/stories/0", story_page("another", length=6)))
    assert bodies(url)[FIRST].startswith(story_text("another"))
    assert scrapy("--held")[1] == ""


def story_text(name: str) -> str:
    """The beginning of a story's text."""
    made = story_page(name).decode()
    return re.search(r'<div class="text"><p>\s*(.{40})', made)[1]


def test_a_page_as_it_was_before_ends_the_waiting(url, held: int, scrapy) -> None:
    crawl(url, PAGES[0])
    assert scrapy("--held")[1] == ""
    with read_only(url) as session:
        assert session.scalar(select(Page.reason).where(Page.url == FIRST)) is None


def test_a_version_without_its_author_is_held(url, crawled, scrapy) -> None:
    signed = page("/stories/signed", story_page("signed", author="Ada Quill"))
    crawl(url, signed)
    crawl(url, page("/stories/signed", story_page("signed")))
    assert scrapy("--held")[1].endswith("\tit has no author any more\n")


def test_the_address_is_as_it_is_kept(url, crawled, scrapy) -> None:
    assert scrapy(f"{BASE}/stories/0#comments")[0] == 0
