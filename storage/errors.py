"""What can be wrong with a database, in words for the person who typed the command."""

CRAWL_FIRST = "Crawl something first: scrapy crawl magazine -a url=https://..."


class DatabaseUnusable(Exception):
    """The database cannot be opened or used. The message is one line that says what is wrong and what to do."""


class DatabaseBusy(Exception):
    """Another process writes to this database, or has locked it. The message is one line for people."""
