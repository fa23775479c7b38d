"""Crawls with rule files: what a person wrote is in the database, and tests that files bring along are run on it."""

from pathlib import Path

from fixtures.server import MagazineServer
from tests.crawling import Crawls

LAMP = "/features/the-last-lamp-trimmer"


def write_rules(folder: Path, text: str) -> dict[str, object]:
    """A file of rules for the served magazine; the settings of a crawl that obeys it."""
    folder.mkdir()
    (folder / "127.0.0.1.txt").write_text(text)
    return {"RULES": str(folder)}


def paragraphs_found(crawls: Crawls, served: MagazineServer) -> int:
    """How many paragraphs of the magazine's articles are in the database."""
    stored = crawls.articles()
    return sum(
        text in stored[article.path]["body"] for article in served.original.articles for text in article.paragraphs
    )


def test_a_crawl_reads_with_rules_and_their_tests_pass(crawls: Crawls, halyard: MagazineServer, tmp_path: Path) -> None:
    url = f"{halyard.base}{LAMP}"
    tests = f"test_url: {url}\ntest_contains: Skarra Point\n"
    settings = write_rules(tmp_path / "rules", f"title: concat('Pinned: ', //h1)\n{tests}")
    assert crawls.crawl(url, settings=settings).status == 0
    assert [row["headline"] for row in crawls.articles().values()] == ["Pinned: The Last Lamp Trimmer of Skarra Point"]
    sources = crawls.rows("SELECT sources FROM revision")[0]["sources"]
    assert '"headline": "rule 127.0.0.1.txt:1"' in sources
    ended = crawls.scrapy("rules", "test", "127.0.0.1", settings=settings)
    assert ended.status == 0, ended.err
    assert ended.out.startswith(f"passes\t{url}\t")
    (tmp_path / "rules" / "127.0.0.1.txt").write_text(f"{tests}test_contains: no such words\n")
    ended = crawls.scrapy("rules", "test", settings=settings)
    assert (ended.status, "missing: no such words" in ended.out) == (1, True)


def test_a_crawl_rejects_what_rules_say_is_no_article(crawls: Crawls, halyard: MagazineServer, tmp_path: Path) -> None:
    settings = write_rules(tmp_path / "rules", "body: //table[@class='none']\nautodetect_on_failure: no\n")
    crawls.crawl(f"{halyard.base}{LAMP}", settings=settings)
    states = [reason for state, reason in crawls.states().values() if state == "rejected"]
    assert states == ["No body rule finds anything here (127.0.0.1.txt:1), and autodetect_on_failure is no."]


def test_what_a_crawl_remembers_is_written_and_obeyed(crawls: Crawls, kettle: MagazineServer, tmp_path: Path) -> None:
    settings = {"RULES": str(tmp_path / "rules")}
    assert crawls.crawl(f"{kettle.base}/", settings=settings).status == 0
    site = crawls.rows("SELECT key FROM site")[0]["key"]
    shown = crawls.scrapy("memory", site, settings=settings)
    assert shown.status == 0, shown.err
    assert "The article stands in" in shown.out
    assert crawls.scrapy("memory", site, "--write", settings=settings).status == 0
    text = (tmp_path / "rules" / "127.0.0.1.txt").read_text()
    assert "\nbody: //" in text
    other = Crawls(tmp_path / "second")
    other.folder.mkdir()
    assert other.crawl(f"{kettle.base}/", settings=settings).status == 0
    assert other.articles().keys() == crawls.articles().keys()
    assert paragraphs_found(other, kettle) >= paragraphs_found(crawls, kettle)
