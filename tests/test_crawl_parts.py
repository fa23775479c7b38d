"""Articles of several pages: followed to the last one, never beyond the article."""

import pytest

from fixtures.magazines import load
from fixtures.server import MagazineServer

MANY_PAGES = [
    (name, article.path)
    for name in ("halyard", "ashlar", "kettle")
    for article in load(name).articles
    if len(article.sheets) > 1
]


@pytest.mark.parametrize(("name", "path"), MANY_PAGES)
def test_an_article_of_several_pages_is_one_article(crawls, name, path):
    with MagazineServer(name) as server:
        crawls.crawl(server.url(path))
        truth = server.original.article(path)
    stored = crawls.articles()[path]
    assert stored["is_complete"] == int(truth.missing is None)
    # the one-page view is one page
    assert stored["pages"] == (1 if truth.single and truth.missing is None else truth.pages)
    read = " ".join(stored["body"].split())
    from_each_page = [any(" ".join(b.plain.split()) in read for b in sheet) for sheet in truth.sheets[: truth.pages]]
    assert from_each_page == [True] * truth.pages


def test_a_missing_page_is_tried_again_and_completes_the_article(crawls, ashlar):
    article = next(article for article in ashlar.original.articles if article.pages > 1 and article.is_complete)
    second = ashlar.original.page_path(article, 2)
    ashlar.fail(second, status=500)
    ended = crawls.crawl(ashlar.url(article.path))
    assert crawls.articles()[article.path]["is_complete"] == 0
    ashlar.heal(second)
    crawls.crawl(ashlar.url(article.path))
    assert crawls.articles()[article.path]["is_complete"] == 1
    assert ended.status == 0


def test_a_page_lost_later_does_not_take_the_complete_text_away(crawls, ashlar):
    article = next(article for article in ashlar.original.articles if article.pages > 1 and article.is_complete)
    crawls.crawl(ashlar.url(article.path))
    whole = crawls.articles()[article.path]["body"]
    ashlar.change(article.path, headline="Another Headline")
    ashlar.fail(ashlar.original.page_path(article, 2), status=500)
    crawls.crawl(ashlar.url(article.path), settings={"REVISIT_MIN": 0, "REVISIT_MAX": 0})
    assert crawls.articles()[article.path]["body"] == whole
    assert crawls.states()[article.path][0] == "failed"
