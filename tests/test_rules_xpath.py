"""XPaths from strangers: what is evaluated finds what lxml finds; what could take long or reach out is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipelines import xpath
from pipelines.decoding import parse
from pipelines.xpath import XPathRefused

BLOCK = """
<div class="lamp lit" id="l{0}"><h2>Lamp {0}</h2><p class="byline">By <a href="/w/{0}">Writer {0}</a></p>
<ul><li>wick</li><li class="oil"><b>oil</b> and more</li></ul><p>Text <i>of</i> lamp {0}.</p></div><footer>f</footer>
"""
PAGE = "<html><head><meta name='author' content='Ada Quill'></head><body><article>{0}</article></body></html>"


def page(blocks: int = 3):
    tree = parse(PAGE.format("".join(BLOCK.format(number) for number in range(blocks))))
    assert tree is not None
    return tree


def found(expression: str, tree=None) -> list[object]:
    return xpath.evaluate(xpath.parse(expression), page() if tree is None else tree)


@pytest.mark.parametrize(
    "expression",
    [
        "//h2",
        "//meta[@name='author']/@content",
        "//div//p//a",
        "//article//div[2]//p",
        "//p[1] | //h2 | //div//b",
        "(//article//div)[2]",
        "(//article//div)[2]//li",
        "//footer/self::footer | //footer/following-sibling::*",
        "//p[contains(., 'Writer 1')]/following::*",
        "//b/ancestor::div",
        "//b/ancestor::div//a[@href and not(@rel)]",
        "//li[not(.//text()[normalize-space()])] | //li[not(*)]",
        "//div[contains(concat(' ', normalize-space(@class), ' '), ' lit ')]//p/text()",
        "//a/../../h2",
        "//*[@id='l1' or @id='l2']/ul/li[last()]",
        "//div [@id = 'l0']",
        "//div[count(ul/li) * 2 = 4 and 4 div 2 = 2]",
        "/html/body//p[preceding-sibling::h2]",
    ],
)
def test_what_is_found_is_what_lxml_finds(expression: str) -> None:
    tree = page()
    assert found(expression, tree) == etree.XPath(expression)(tree)


def test_a_text_is_one_find() -> None:
    assert found("substring-after(//p[@class='byline'], 'By ')") == ["Writer 0"]
    assert found("concat(//a/@href, '/print')") == ["/w/0/print"]


def test_no_text_no_number_and_no_truth_is_found() -> None:
    assert found("string(//table)") == found("count(//p)") == found("//table or //form") == []
    assert found("count(//p) > 5") == ["true"]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("document('file:///etc/passwd')", "document() is not allowed"),
        ("//p[unparsed-entity-uri('x')]", "unparsed-entity-uri() is not allowed"),
        ("id('x')", "id() is not allowed"),
        ("//p[re:test(., '^(a+)+$')]", "holds ':'"),
        ("//p[$x]", "holds '$'"),
        ("//namespace::x", "no axis namespace"),
        ("//div[", "not valid"),
        ("//div]", "not valid"),
        ("", "not valid"),
        ("//div, //p", "not valid"),
        ("(" * 500 + "//p" + ")" * 500, "longer than"),
        ("(" * 50 + "//p" + ")" * 50, "nested"),
        ("//*[" * 12 + "x" + "]" * 12, "nested"),
        ("|".join(["a"] * 300), "more than 250 parts"),
        ("//*[.//*[.//*]]", "too long"),
        ("//p[count(preceding::*//following::*) > 1]", "too long"),
        ("//*[../*[../*[@q]]]", "too long"),
        ("concat(//*/following::*, 'x')", "too long"),
    ],
)
def test_what_reaches_out_or_takes_long_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(XPathRefused, match=reason.replace("(", r"\(").replace(")", r"\)").replace("$", r"\$")):
        xpath.parse(expression)


@pytest.mark.parametrize("expression", ["//*[.//*]", "//*/following::*", "//*//*[count(.//*) > 3]"])
def test_what_takes_long_on_a_large_page_is_refused_there(expression: str) -> None:
    assert found(expression, page(3))
    with pytest.raises(XPathRefused, match="on this page"):
        found(expression, page(1_000))


def test_a_long_chain_is_evaluated_piece_by_piece() -> None:
    assert [len(path) for path in xpath.parse("//*" * 8).paths] == [8]
    assert found("//*" * 8, page(1_000)) == []


def test_no_step_goes_on_from_a_text() -> None:
    with pytest.raises(XPathRefused, match="from a text"):
        found("//text()/following::p")


PARTS = (
    "// / .. . * @class [ ] ( ) | and = 2 'l' , p li text() node() count( contains(., following::* ancestor::".split()
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_whatever_is_written_is_evaluated_or_refused(expression: str) -> None:
    try:
        found(expression)
    except XPathRefused as refused:
        assert str(refused)


def test_what_makes_no_sense_is_refused_on_the_page() -> None:
    with pytest.raises(XPathRefused, match="cannot be evaluated"):
        found("count('lamp')")


def test_texts_and_attributes_are_found_once_each() -> None:
    assert found("//div//li//text() | //li/text()") == found("//li//text()")
    assert len(found("//p/following::li/@class")) == 3
