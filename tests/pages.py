"""Pages as tests read them."""

from pipelines.article import read_html
from pipelines.decoding import parse
from pipelines.items import ArticleItem, Metadata
from pipelines.metadata import read_metadata
from pipelines.structured import json_ld


def metadata_of(html: str, url: str) -> Metadata:
    """What a page says about its article."""
    tree = parse(html)
    return read_metadata(tree, url, json_ld(tree))


def paragraphs_of(html: str, url: str) -> list[str]:
    """The paragraphs of the article on a page; fails where there is none."""
    article = read_html(html.encode(), url)
    assert isinstance(article, ArticleItem)
    return article.body.split("\n\n")
