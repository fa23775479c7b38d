"""XPaths that choose elements by their names and attributes, asked once for each kind of element instead of once for
each element.

A third of the time of trafilatura goes into a dozen long expressions that are tried on every `<div>`, `<p>` and
`<span>`. Templates repeat their elements, and nearly all of those tests see nothing but an element's own attributes.

The expressions stand in lists that trafilatura has for the whole process, so meanwhile they are others for everybody
in it. That does no harm: they find the same, in any number of threads. Putting them in and out again is done by one
thread at a time (see `pipelines.tracing`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura import xpaths

MOST = 20_000
"""Kinds of elements that each expression remembers; a page has some hundred, most of them those of its neighbours."""

Find = Callable[[HtmlElement], Sequence[HtmlElement]]

# An expression of the form `.//*[test][test]`, maybe `(...)[1]` or `...[1]`, once its strings are masked; its parts.
NAMESPACES = {"re": xpaths.REGEXP_NS}
STRING = re.compile(r"'[^']*'")
FORM = re.compile(r"\s*(?P<open>\()?\.//\*(?P<tests>(?:\[[^\[\]]*\])+?)\s*(?P<first>(?(open)\))\[1\])?\s*")
TEST = re.compile(r"\[[^\[\]]*\]")
NAME = re.compile(r"self::(\w+)")
ATTRIBUTE = re.compile(r"@([\w-]+)")


@contextmanager
def remembered() -> Iterator[None]:
    """Meanwhile the expressions of trafilatura are those that remember. Not for two threads at once: the first to leave
    would put the plain ones back, and the last one the quick."""
    with ExitStack() as stack:
        for expressions, quick in _pairs():
            stack.callback(expressions.__setitem__, slice(None), list(expressions))
            expressions[:] = quick
        yield


@lru_cache(maxsize=1)
def _pairs() -> list[tuple[list, list[Find]]]:
    """The lists of expressions that trafilatura tries on an article, each with the same in the quick form."""
    tried = (
        xpaths.RAW_TREE_PRUNE_XPATH, xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH, xpaths.BODY_XPATH,
        xpaths.OVERALL_DISCARD_XPATH, xpaths.DISCARD_IMAGE_ELEMENTS, xpaths.TEASER_DISCARD_XPATH,
    )  # fmt: skip
    return [(expressions, [quick(expression) for expression in expressions]) for expressions in tried]


def quick(expression: XPath) -> Find:
    """The expression in the form that remembers; itself where it has another form than `.//*[test][test]`.

    Of an expression that ends in `[1]` only the first element is found, whatever stands before it.
    """
    path = expression.path
    masked = STRING.sub(lambda string: "'" + "x" * (len(string[0]) - 2) + "'", path)
    form = FORM.fullmatch(masked)
    if form is None:
        return expression
    tests = [path[test.start() : test.end()] for test in TEST.finditer(masked, *form.span("tests"))]
    own = [test for test in tests if "/" not in STRING.sub("", test)]
    tags = NAME.findall(own[0]) if own[0].startswith("[self::") else []
    names = sorted(set(ATTRIBUTE.findall(STRING.sub("", "".join(own)))))
    is_of_kind, is_wanted = _test(own), _test(tests)
    kinds: dict[tuple[str | None, ...], bool] = {}

    def chosen(tree: HtmlElement) -> Iterator[HtmlElement]:
        if len(kinds) > MOST:
            kinds.clear()
        for element in tree.iterdescendants(*tags):
            kind = (element.tag, *map(element.get, names))
            is_right = kinds.get(kind)  # asked once: another thread may clear them in between
            if is_right is None:
                is_right = kinds[kind] = bool(is_of_kind(element))
            if is_right and (len(own) == len(tests) or is_wanted(element)):
                yield element

    def find(tree: HtmlElement) -> list[HtmlElement]:
        found = chosen(tree)
        return [first for first in [next(found, None)] if first is not None] if form["first"] else list(found)

    return find


def _test(tests: Sequence[str]) -> XPath:
    """The tests of an expression, to be tried on one element."""
    return XPath(f"self::*{''.join(tests)}", namespaces=NAMESPACES, smart_strings=False)
