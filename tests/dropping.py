"""A pipeline of somebody else's, for a test."""

from scrapy.exceptions import DropItem


class DropEverything:
    """Lets nothing through."""

    def process_item(self, item):
        raise DropItem("not wanted")
