"""An example: a made-up magazine that `python -m fixtures.server` serves."""

from crawler.magazine import MagazineSpider


class AshlarSpider(MagazineSpider):
    """Crawled from its feed alone: what the magazine announces, and nothing of its archive."""

    name = "ashlar"
    feeds = ["http://127.0.0.1:8472/atom.xml"]
    every = None
