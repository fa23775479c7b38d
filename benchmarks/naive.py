"""What Offprint is measured against: Scrapy with trafilatura called in `process_item` and one commit an item."""

import sqlite3
from pathlib import Path

import trafilatura
from scrapy import Request, Spider

TABLE = "CREATE TABLE IF NOT EXISTS article (url TEXT PRIMARY KEY, title TEXT, author TEXT, date TEXT, body TEXT)"


class NaiveSpider(Spider):
    """Front pages to articles, a page after the other, as a first version would do it."""

    name = "naive"
    custom_settings = {
        "ITEM_PIPELINES": {"benchmarks.naive.InlinePipeline": 300},
        "EXTENSIONS": {"benchmarks.meter.Meter": 0},
        "AUTOTHROTTLE_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "WARNING",
    }

    def __init__(self, urls: str):
        super().__init__()
        self.start_urls = Path(urls).read_text().split()

    def parse(self, response):
        for link in response.css("main a::attr(href)").getall():
            callback = self.parse_article if "/a/" in link else self.parse
            yield Request(response.urljoin(link), callback)

    def parse_article(self, response):
        yield {"url": response.url, "html": response.text}


class InlinePipeline:
    """Reads in the event loop and commits every article."""

    def open_spider(self):
        self.database = sqlite3.connect("naive.db")
        self.database.execute(TABLE)

    def process_item(self, item):
        document = trafilatura.bare_extraction(
            item["html"], url=item["url"], with_metadata=True, include_comments=False
        )
        if document:
            row = (item["url"], document.title, document.author, document.date, document.text)
            self.database.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?)", row)
            self.database.commit()
        return {"url": item["url"]}

    def close_spider(self):
        self.database.close()
