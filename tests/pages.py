"""Pages as tests read them."""

from pipelines.decoding import parse
from pipelines.items import Metadata
from pipelines.metadata import read_metadata
from pipelines.structured import json_ld


def metadata_of(html: str, url: str) -> Metadata:
    """What a page says about its article."""
    tree = parse(html)
    return read_metadata(tree, url, json_ld(tree))
