"""The named magazines that come as examples, crawled by their names from their fixed ports."""

import pytest

from fixtures.server import MagazineServer


@pytest.mark.parametrize("name", ["halyard", "ashlar", "kettle"])
def test_a_named_magazine_is_crawled_by_its_name(crawls, name):
    with MagazineServer(name, port=None) as server:
        ended = crawls.crawl(spider=name, max_articles=5)
        truth = {article.path for article in server.original.articles}
    assert ended.status == 0, ended.err
    stored = set(crawls.articles())
    assert len(stored) == 5
    assert stored <= truth
