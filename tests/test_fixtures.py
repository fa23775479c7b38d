"""The made-up magazines say what their content files say, and the server does what it is told."""

import gzip
import http.client
import os
import signal
import socket
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import suppress

import feedparser
import pytest
from lxml import html

from fixtures.magazines import NAMES, Magazine, load
from fixtures.server import MagazineServer
from fixtures.site import routes
from tests.crawling import PROJECT

INTERVIEW = "/film/tidal-room"


@pytest.fixture(params=NAMES)
def magazine(request: pytest.FixtureRequest) -> Magazine:
    return load(request.param)


@pytest.fixture
def server() -> Iterator[MagazineServer]:
    with MagazineServer("halyard") as running:
        yield running


def ask(server: MagazineServer, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """The answer with its body read into `response.content`; a header's name is written with underscores."""
    connection = http.client.HTTPConnection("127.0.0.1", int(server.base.rsplit(":", 1)[1]), timeout=5)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    response.content = response.read()
    connection.close()
    return response


def shown(page: bytes, charset: str) -> str:
    """What a page shows, white space made one blank."""
    tree = html.document_fromstring(page.decode(charset).removeprefix("<?xml"))
    return " ".join(" ".join(tree.itertext()).split())


def test_two_renderings_are_the_same_bytes(magazine):
    assert magazine.pages() == {path: render() for path, render in routes(magazine, magazine.base).items()}


def test_every_truth_stands_on_the_pages_in_order(magazine):
    pages = magazine.pages()
    for article in magazine.articles:
        text = " ".join(shown(pages[path].body, magazine.charset) for path in magazine.paths(article))
        place = 0
        for paragraph in article.paragraphs:
            found = text.find(paragraph, place)
            assert found >= 0, (article.path, paragraph)
            place = found
        expected = [article.headline, article.standfirst, article.byline, article.end_byline, *article.pull_quotes]
        expected += [image.caption for image in article.images] + [person.name for person in article.people]
        assert [words for words in expected if words and words not in text] == [], article.path


def test_questions_and_answers_are_in_the_body_in_order(magazine):
    for article in magazine.articles:
        assert bool(article.pairs) == (article.kind == "interview")
        spoken = [words for pair in article.pairs for words in (pair.question, *pair.answer.split("\n\n"))]
        body = iter(article.paragraphs)
        assert all(any(paragraph.endswith(words) for paragraph in body) for words in spoken), article.path


def test_no_two_articles_share_an_address_or_a_text(magazine):
    assert len({article.path for article in magazine.articles}) == len(magazine.articles)
    assert len({article.body for article in magazine.articles}) == len(magazine.articles)


def test_no_two_generated_paragraphs_are_the_same():
    printed = [words for article in load("kettle").in_section("Diary") for words in article.paragraphs]
    assert len(set(printed)) == len(printed)


def test_reviews_lists_and_galleries_hold_their_truth(magazine):
    for article in magazine.articles:
        if article.kind == "review":
            assert 0 <= article.rating.value <= 1 and article.work.name
        if article.kind == "list":
            assert len(article.items) >= 6
        if article.kind == "gallery":
            assert len(article.images) >= 6 and all(image.caption for image in article.images)


def test_pull_quote_stands_before_the_sentence_it_repeats():
    interview = load("halyard").article(INTERVIEW)
    kinds = [block.kind for block in interview.blocks]
    quote = kinds.index("pull quote")
    assert (kinds[quote - 1], kinds[quote + 1]) == ("question", "answer")
    assert interview.body.count(interview.pull_quotes[0]) == 1
    assert max(len(pair.question.split()) for pair in interview.pairs) > 50
    assert min(len(pair.answer.split()) for pair in interview.pairs) == 3
    assert any(pair.answer.endswith("?") for pair in interview.pairs)


def test_old_magazine_tells_its_charset_only_in_a_meta_element():
    page = load("ashlar").pages()["/books/binder.htm"]
    assert page.headers["Content-Type"] == "text/html"
    assert b"windows-1252" in page.body
    assert "Lucian Færber".encode("windows-1252") in page.body


def test_pages_name_the_address_they_are_served_at(server):
    assert f'href="{server.base}/film"'.encode() in ask(server, "/").content


def test_feeds_announce_the_newest_articles(magazine):
    pages = magazine.pages()
    for path in filter(None, (magazine.rss, magazine.atom)):
        feed = feedparser.parse(pages[path].body)
        assert not feed.bozo
        links = [entry.link.removeprefix(magazine.base).split("?utm")[0] for entry in feed.entries]
        assert links == [article.path for article in magazine.articles[: len(links)]]


@pytest.mark.parametrize("name", ["halyard", "kettle"])
def test_sitemaps_hold_every_article(name):
    magazine = load(name)
    pages = magazine.pages()
    parts = [loc.text for loc in ElementTree.fromstring(pages[magazine.sitemap].body).findall(".//{*}loc")]
    found = {
        loc.text.removeprefix(magazine.base)
        for part in parts
        for loc in ElementTree.fromstring(pages[part.removeprefix(magazine.base)].body).findall(".//{*}loc")
    }
    assert found == {article.path for article in magazine.articles}


def test_listings_page_by_page_hold_every_article(magazine):
    pages = magazine.pages()
    listed = b"".join(page.body for path, page in pages.items() if path not in {a.path for a in magazine.articles})
    assert [a.path for a in magazine.articles if f'{magazine.base}{a.path}"'.encode() not in listed] == []


def test_both_conditions_are_answered_with_304(server):
    first = ask(server, INTERVIEW)
    assert ask(server, INTERVIEW, If_None_Match=first.headers["ETag"]).status == 304
    assert ask(server, INTERVIEW, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert [request.is_conditional for request in server.requests(INTERVIEW)] == [False, True, True]


def test_head_and_gzip(server):
    head = ask(server, INTERVIEW, method="HEAD")
    packed = ask(server, INTERVIEW, Accept_Encoding="gzip")
    assert (head.content, int(head.headers["Content-Length"])) == (b"", len(ask(server, INTERVIEW).content))
    assert gzip.decompress(packed.content) == ask(server, INTERVIEW).content


def test_changed_article_has_new_text_and_validators(server):
    before = ask(server, INTERVIEW)
    truth = server.change(INTERVIEW, replace=("an accident", "a mistake"), append="One more line.")
    after = ask(server, INTERVIEW, If_None_Match=before.headers["ETag"])
    assert after.status == 200 and b"a mistake" in after.content and truth.body.endswith("One more line.")
    assert ask(server, INTERVIEW, If_Modified_Since=before.headers["Last-Modified"]).status == 200
    other = ask(server, "/music/the-slowest-opera")
    assert other.headers["Last-Modified"] == "Fri, 17 Apr 2026 06:00:00 GMT"
    assert load("halyard").article(INTERVIEW).body != truth.body


def test_words_that_stand_nowhere_cannot_be_replaced(server):
    with pytest.raises(ValueError, match="nowhere"):
        server.change(INTERVIEW, replace=("no such words", ""))


def test_article_published_overnight_is_announced_everywhere(server):
    server.add_article("/film/overnight", "Overnight", "First.\n\nSecond.", section="Film", byline="By Ada Pelling")
    for path in ("/film/overnight", "/film", "/", "/feed.xml", "/sitemap-articles-1.xml", "/sitemap-news.xml"):
        assert b"Overnight" in ask(server, path).content or b"/film/overnight" in ask(server, path).content, path


def test_removed_article_is_gone_from_its_listing(server):
    server.remove(INTERVIEW, status=410)
    assert ask(server, INTERVIEW).status == 410
    assert INTERVIEW.encode() not in ask(server, "/film").content


def test_failure_ends_after_its_times(server):
    server.fail(INTERVIEW, times=2, status=503, headers={"Retry-After": "1"})
    answers = [ask(server, INTERVIEW) for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "1"


def test_dropped_connection_has_no_answer(server):
    server.drop(INTERVIEW, times=1)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(server, INTERVIEW)
    assert ask(server, INTERVIEW).status == 200
    assert [request.status for request in server.requests(INTERVIEW)] == [0, 200]


def test_cut_answer_is_shorter_than_announced(server):
    server.cut(INTERVIEW, times=2)
    for encoding in ("identity", "gzip"):
        with pytest.raises(http.client.IncompleteRead):
            ask(server, INTERVIEW, Accept_Encoding=encoding)


def test_delayed_answer_comes_whole_and_healing_ends_a_fault(server):
    server.delay(INTERVIEW, 0.01)
    server.fail("/film")
    server.heal("/film")
    assert ask(server, INTERVIEW).status == ask(server, "/film").status == 200


def test_new_template_keeps_the_words_and_changes_the_markup(server):
    before = ask(server, INTERVIEW).content
    server.switch_template("kettle")
    after = ask(server, INTERVIEW).content
    assert b"article-body" in before and b"article-body" not in after and b"entry-content" in after
    text = shown(after, "utf-8")
    assert all(paragraph in text for paragraph in server.magazine.article(INTERVIEW).paragraphs)


def test_any_page_can_be_added(server):
    server.add("/odd", b"\xff\x00", content_type="application/octet-stream")
    assert ask(server, "/odd").content == b"\xff\x00"


def test_old_and_dead_addresses():
    with MagazineServer("ashlar") as server:
        moved = ask(server, "/article.asp?id=417")
        assert (moved.status, moved.headers["Location"]) == (301, f"{server.base}/buildings/stairs.htm")
        assert ask(server, "/books/lending.htm").status == 404
        assert ask(server, "/books/forgery.htm").status == 410
        assert ask(server, "/walks/drove_p2.htm").status == 404
        assert ask(server, "/walks/drove_p3.htm").status == 200
        assert b"round_p2.htm" in ask(server, "/walks/round_p3.htm").content


def test_addresses_without_end(server):
    with MagazineServer("kettle") as kettle:
        assert b"/calendar/2027-01" in ask(kettle, "/calendar/2026-12").content
        assert ask(kettle, "/2026/04/the-quince-that-would-not-set/?utm_source=rss").status == 200
        assert ask(kettle, "/search?q=bread").status == 200
        assert b"Crawl-delay: 0.2" in ask(kettle, "/robots.txt").content


def test_the_bundled_magazine_says_when_its_port_is_taken() -> None:
    base = load("halyard").base
    with socket.socket() as other:
        with suppress(OSError):  # some other program has it: so much the better
            other.bind(("127.0.0.1", int(base.rpartition(":")[2])))
            other.listen()
        command = [sys.executable, "-m", "fixtures.demo"]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"offprint: the bundled magazine cannot be served at {base}/: Address already in use.\n"


def test_ctrl_c_is_answered_by_the_crawl_of_the_bundled_magazine() -> None:
    crawl = """
import sys, time
try:
    print("under way", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(1)  # a crawl stores what it has
    sys.exit(3)
"""
    demo = "import os, sys; from fixtures.demo import run_to_its_end as run; "
    demo += f"sys.exit(run([sys.executable, '-c', {crawl!r}], dict(os.environ)))"
    command = [sys.executable, "-c", demo]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout.readline() == b"under way\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 3
