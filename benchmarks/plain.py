"""Plain Scrapy, for the naive crawl."""
