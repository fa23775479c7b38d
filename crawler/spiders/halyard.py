"""An example: a made-up magazine that `python -m fixtures.server` serves."""

from crawler.magazine import MagazineSpider


class HalyardSpider(MagazineSpider):
    """Crawled from its front page; feeds and sitemaps are found by themselves."""

    name = "halyard"
    start_urls = ["http://127.0.0.1:8471/"]
    every = None  # a real magazine leaves this line out, so that `scrapy crawl --all` takes it
