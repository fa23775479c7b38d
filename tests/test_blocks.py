import pytest
from trafilatura import external

from pipelines.blocks import blocks_of, drop_unread
from pipelines.decoding import parse
from pipelines.tracing import MAX_COMPARED, trace

OWLS = "Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper."
MICE = "Their feathers are so soft that no mouse hears them coming, and their ears hear a heart beat under snow."


def texts(html: str) -> list[str]:
    return [block.text for block in blocks_of(parse(f"<body>{html}</body>"))]


@pytest.mark.parametrize(
    "text", ["Owls", "Owls  hunt\n at night", "Owls<br>hunt at<br> night", "<pre>\n owl\n\nmouse </pre>"]
)
def test_words_of_a_block_stand_between_spaces_and_new_lines(text):
    (block,) = blocks_of(parse(f"<body><div>{text}</div></body>"))
    assert block.words == len(block.text.split())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Owls</p><p>Mice</p>", ["Owls", "Mice"]),
        ("<div>Owls<p>hunt</p>at night</div>", ["Owls", "hunt", "at night"]),
        ("<font>Owls<br><br>Mice<br>run</font>", ["Owls", "Mice\nrun"]),
        ("Owls<br> <br><br>Mice", ["Owls", "Mice"]),
        ("<p>The <b>barn</b>\n  <i>owl</i></p>", ["The barn owl"]),
        ("<p>An <img src=owl.gif> owl</p>", ["An owl"]),
        ("<ul><li>barn owl<ul><li>young</li></ul></li></ul>", ["barn owl", "young"]),
        ("<pre>owl\n  mouse</pre>", ["owl\nmouse"]),
        ("<p>Owls<script>mice()</script> hunt</p>", ["Owls hunt"]),
        ("<p> \n </p><hr>&nbsp;", []),
    ],
)
def test_page_is_cut_where_a_reader_sees_a_new_paragraph(html, expected):
    assert texts(html) == expected


def test_styles_and_links_of_a_block_are_counted_in_characters():
    (block,) = blocks_of(parse('<body><p><b>Who?</b> The <a href="/owl">owl</a>, <em>of course</em></p></body>'))
    assert (block.bold_chars, block.link_chars, block.italic_chars) == (4, 3, 9)
    assert block.lead == "Who?"


def test_heading_within_a_link_is_a_link():
    (block,) = blocks_of(parse('<body><a href="/owl"><h3>The owl</h3></a></body>'))
    assert block.link_chars == len("The owl")


def test_deeply_nested_page_is_cut_without_recursion():
    assert texts("<div>" * 5_000 + "Owls") == ["Owls"]


def test_trace_tells_which_blocks_trafilatura_kept_and_leaves_the_page_as_it_was():
    menu = "<nav><ul><li><a href='/'>Home</a></li></ul></nav>"
    tree = parse(f"<body>{menu}<article><p>{OWLS}</p><p>{MICE} 🌲🌳</p><p>{OWLS}</p></article></body>")
    drop_unread(tree)
    before = tree.text_content()
    blocks = blocks_of(tree)
    kept = trace(tree, blocks, "https://magazine.example/owls").kept
    assert {blocks[index].text for index in kept} == {OWLS, f"{MICE} 🌲🌳"}
    assert tree.text_content() == before


def test_trace_of_a_page_without_an_article_is_empty():
    tree = parse("<body><p>Owls</p></body>")
    assert trace(tree, [], "https://magazine.example/owls").kept == frozenset()


def test_what_is_never_kept_is_not_traced_and_stands_in_the_page_afterwards():
    unseen = "<nav><a href='/'>Home</a></nav><noscript>Turn it on.</noscript><select><option>Owls</option></select>"
    tree = parse(f"<head><title>Owls</title></head><body>{unseen}<article><p>{OWLS}</p><p>{MICE}</p></article></body>")
    drop_unread(tree)
    blocks = blocks_of(tree)
    found = trace(tree, blocks, "https://magazine.example/owls")
    assert {blocks[index].text for index in found.kept | found.readable} == {OWLS, MICE}
    assert [tree.find(f".//{tag}") is None for tag in ("head", "nav", "noscript", "select")] == [False] * 4


def test_of_many_short_paragraphs_only_the_first_are_compared_with_their_neighbours(monkeypatch):
    compared: list[int] = []
    monkeypatch.setattr(external, "revise_paragraph_classification", lambda found, _: compared.append(len(found)))
    notes = "<div>" + "<div>Ho.</div>" * (MAX_COMPARED + 1) + "</div>"
    tree = parse(f"<body><article><p>{OWLS}</p><p>{MICE}</p></article>{notes}</body>")
    trace(tree, blocks_of(tree), "https://magazine.example/owls")
    assert set(compared) == {MAX_COMPARED}


def test_scripts_without_spaces_have_words_too():
    found = blocks_of(parse("<p>橋は十九の灯りを持つ。</p><p>The lamps – nineteen of them</p>"))
    assert [block.words for block in found] == [6, 6]
