"""What trafilatura and readability keep of a page, asked from several threads."""

from concurrent.futures import ThreadPoolExecutor

from trafilatura import external, xpaths

from pipelines.blocks import blocks_of
from pipelines.decoding import parse
from pipelines.tracing import Trace, trace
from tests.sites import page, story

PAGES = [page(story(number, count=2 + number), number, below="<p>Read more</p>" * number) for number in range(12)]
LISTS = (xpaths.RAW_TREE_PRUNE_XPATH, xpaths.BODY_XPATH, xpaths.OVERALL_DISCARD_XPATH)


def traced(html: str) -> Trace:
    tree = parse(html)
    return trace(tree, blocks_of(tree), "https://field.example/a")


def test_pages_are_traced_in_threads_as_one_after_another():
    before = [list(expressions) for expressions in LISTS], external.try_readability
    expected = [traced(html) for html in PAGES]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(traced, PAGES)) == expected
    assert ([list(expressions) for expressions in LISTS], external.try_readability) == before
