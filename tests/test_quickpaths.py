"""Expressions that remember what they said of each kind of element."""

import pytest
from lxml.etree import XPath
from trafilatura import xpaths

from pipelines.decoding import parse
from pipelines.quickpaths import quick, remembered

PAGE = parse(
    """<body><div class="share-bar" id="top"><p class="lead">Owls.</p></div><div id="comments"><p>Nice owls.</p></div>
    <div class="infinite-scroll"><h1>Another story</h1></div><div class="infinite-scroll"><p>More of this.</p></div>
    <section class="article-body" id="story"><p>Owls hunt at night.</p><p class="lead" style="color: red">At dusk.</p>
    <span role="navigation">Home</span><p class="wp-caption">An owl.</p><span class="TeaserBox">Mice, too.</span>
    <div class="article-body"><p aria-hidden="true">Hush.</p></div></section>"""
)
TRIED = [
    *xpaths.RAW_TREE_PRUNE_XPATH, *xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH, *xpaths.OVERALL_DISCARD_XPATH,
    *xpaths.DISCARD_IMAGE_ELEMENTS, *xpaths.TEASER_DISCARD_XPATH,
]  # fmt: skip


@pytest.mark.parametrize("expression", TRIED, ids=range(len(TRIED)))
def test_the_same_elements_are_found_the_first_time_and_the_second(expression):
    find = quick(expression)
    assert find is not expression
    assert find(PAGE) == find(PAGE) == expression(PAGE)


@pytest.mark.parametrize("expression", xpaths.BODY_XPATH, ids=range(len(xpaths.BODY_XPATH)))
def test_of_containers_the_same_is_found_first(expression):
    assert list(quick(expression)(PAGE))[:1] == expression(PAGE)[:1]


def test_a_test_of_what_stands_in_an_element_is_not_remembered():
    find = quick(XPath(".//*[self::div][@class='infinite-scroll'][not(.//h1)]"))
    assert [element.text_content() for element in find(PAGE)] == ["More of this."]


def test_an_expression_of_another_form_is_left_as_it_is():
    expression = XPath("(.//article)[1]|(.//main)[1]")
    assert quick(expression) is expression


def test_the_expressions_of_trafilatura_are_its_own_again_afterwards():
    before = list(xpaths.OVERALL_DISCARD_XPATH)
    with pytest.raises(RuntimeError), remembered():
        assert before != xpaths.OVERALL_DISCARD_XPATH
        raise RuntimeError
    assert before == xpaths.OVERALL_DISCARD_XPATH
