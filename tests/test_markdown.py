"""The text keeps its structure as Markdown."""

from pipelines.blocks import Block, blocks_of
from pipelines.decoding import parse
from pipelines.markdown import body_of, markdown_of

URL = "https://magazine.example/story/owls"


def kept(html: str) -> list[Block]:
    blocks = blocks_of(parse(f"<html><body>{html}</body></html>"))
    for block in blocks:
        block.kept = True
    return blocks


def markdown(html: str) -> str:
    return markdown_of(kept(html), URL)


def test_headings_lists_and_quotes_have_their_marks():
    html = "<h2>Owls</h2><ul><li>Barn owl</li><li>Snowy owl</li></ul><ol><li>One</li><li>Two</li></ol>"
    assert markdown(html + "<blockquote><p>Hush.</p></blockquote>") == (
        "## Owls\n\n- Barn owl\n- Snowy owl\n\n1. One\n2. Two\n\n> Hush."
    )


def test_lists_in_lists_are_indented():
    assert markdown("<ul><li>Owls<ul><li>Barn owl</li></ul></li></ul>") == "- Owls\n\n  - Barn owl"


def test_emphasis_leaves_white_space_outside():
    assert markdown("<p>An <em>owl </em>and a <b>mouse</b>.</p>") == "An *owl* and a **mouse**."


def test_links_are_absolute_and_those_of_the_page_itself_are_text():
    assert markdown("<p>See <a href='/mice'>mice</a>, <a href='#top'>top</a>.</p>") == (
        "See [mice](https://magazine.example/mice), top."
    )


def test_script_addresses_are_no_links():
    assert markdown("<p><a href='javascript:alert(1)'>mice</a></p>") == "mice"


def test_characters_of_markdown_are_escaped():
    assert markdown("<p>2 * 3 [sic] &lt;b&gt; snake_case</p>") == "2 \\* 3 \\[sic\\] \\<b> snake\\_case"
    assert markdown("<p># not a heading</p>") == "\\# not a heading"
    assert markdown("<p>1968. That was the year.</p>") == "1968\\. That was the year."


def test_table_has_rows_and_text_has_strokes():
    table = "<table><tr><th>Owl</th><th>Weight</th></tr><tr><td>Barn</td><td>300 g</td></tr></table>"
    assert markdown(table) == "| Owl | Weight |\n| --- | --- |\n| Barn | 300 g |"
    assert body_of(kept(table)) == "Owl | Weight\n\nBarn | 300 g"


def test_table_that_lays_out_the_page_is_no_table():
    page = "<table><tr><td>First.<br><br>Second.</td><td>Third.</td></tr></table>"
    assert body_of(kept(page)) == "First.\n\nSecond.\n\nThird."


def test_line_breaks_of_a_poem_stay():
    assert body_of(kept("<p>The owl<br>the moon</p>")) == "The owl\nthe moon"
    assert markdown("<p>The owl<br>the moon</p>") == "The owl  \nthe moon"


def test_only_what_is_kept_is_printed():
    blocks = kept("<p>Owls.</p><p>Buy mice!</p>")
    blocks[1].kept = False
    assert (body_of(blocks), markdown_of(blocks, URL)) == ("Owls.", "Owls.")


def test_code_cannot_end_its_own_fence():
    assert markdown("<pre>one\n```\n&lt;b&gt;</pre>") == "````\none\n```\n<b>\n````"
