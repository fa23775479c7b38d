"""`scrapy crawl magazine -a url=ADDRESS`: any magazine, by its address."""

from crawler.magazine import MagazineSpider


class AnyMagazineSpider(MagazineSpider):
    """A magazine that has no class of its own. Its start addresses come with the command."""

    name = "magazine"
    every = None
