"""An example: a made-up magazine that `python -m fixtures.server` serves."""

from crawler.magazine import MagazineSpider


class KettleSpider(MagazineSpider):
    """Crawled from its sitemap; every address of an article has a year and a month, and no other address does."""

    name = "kettle"
    sitemaps = ["http://127.0.0.1:8473/wp-sitemap.xml"]
    article = r"/20\d\d/\d\d/[^/]+/$"
    every = None
