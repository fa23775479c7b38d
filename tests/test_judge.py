import numpy as np

from pipelines.blocks import Block, blocks_of, drop_unread
from pipelines.decoding import parse
from pipelines.evidence import evidence, summary_of
from pipelines.judge import judge, model, read_model, ruling
from pipelines.tracing import Trace, trace

URL = "https://magazine.example/story/owls"
SENTENCES = [
    "Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper.",
    "Their feathers are so soft that no mouse hears them coming, and their ears hear a heart beat under snow.",
    "By day they sit in old trees, where crows find them and shout until the whole forest knows who tries to sleep.",
    "Nobody has counted them since the big storm, but the old forester says there were never more than now.",
    "He climbs up to their holes every spring, a ladder on his shoulder and a torch between his teeth, and looks.",
    "Last year there were nine young ones in a single beech, he says, and all of them learned to fly by June.",
]


def judged(body: str) -> list[Block]:
    tree = parse(f"<html><head><title>Night of the Owls</title></head><body>{body}</body></html>")
    drop_unread(tree)
    blocks = blocks_of(tree)
    judge(blocks, trace(tree, blocks, URL), "Night of the Owls", summary_of(tree))
    return blocks


def article(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def test_paragraphs_are_kept_and_menus_dropped_with_reasons():
    menu = '<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/birds">Birds</a></li></ul></nav>'
    footer = '<footer class="footer"><p>© 2019 Meadow Press. All rights reserved.</p></footer>'
    blocks = judged(f"{menu}<h1>Night of the Owls</h1><article>{article(*SENTENCES)}</article>{footer}")
    rulings = {block.text: (block.kept, block.reason) for block in blocks}
    assert all(rulings[text] == (True, "trafilatura took it") for text in SENTENCES)
    assert rulings["Birds"] == (False, "stands in the navigation")
    assert rulings["© 2019 Meadow Press. All rights reserved."] == (False, "stands in the footer")


def test_article_in_two_containers_comes_out_whole_and_in_order():
    halves = (article(*SENTENCES[:3]), '<div class="ad">Advertisement</div>', article(*SENTENCES[3:]))
    blocks = judged(
        f"<h1>Night of the Owls</h1><main>{''.join(f'<div class=body>{half}</div>' for half in halves)}</main>"
    )
    assert [block.text for block in blocks if block.kept and block.text in SENTENCES] == SENTENCES


def test_every_block_has_a_reason():
    blocks = judged(f"<div>Menu</div><article>{article(*SENTENCES)}</article><div>The End</div>")
    assert all(block.reason for block in blocks)


def test_page_without_text_has_nothing_to_judge():
    assert judged("") == []


def columns(traced: list[float]) -> dict[str, np.ndarray]:
    """The evidence that the ruling asks for, of a short and two long blocks, of which trafilatura kept some."""
    words, outside = np.array([40.0, 400.0, 400.0]), np.array([30.0, 30.0, 30.0])
    return {"words": words, "trafilatura": np.array(traced), "in preformatted": outside}


def test_only_what_is_sure_is_added_to_a_reading_of_far_less():
    assert ruling(np.array([0.6, 0.9, 0.6]), columns([1.0, 0.0, 0.0])).tolist() == [True, True, False]


def test_only_what_is_surely_not_the_article_is_dropped_from_a_reading_of_far_more():
    assert ruling(np.array([0.6, 0.1, 0.4]), columns([1.0, 1.0, 1.0])).tolist() == [True, False, True]


def test_reading_of_trafilatura_stands_where_the_model_would_leave_nothing():
    tree = parse(f"<body><ul>{'<li><a href=/x>Share this</a></li>' * 20}</ul></body>")
    blocks = blocks_of(tree)
    judge(blocks, Trace(kept=frozenset({3, 4})), None, None)
    assert any(block.kept for block in blocks)


def test_all_evidence_that_the_model_asks_for_is_gathered():
    tree = parse(f"<body>{article(*SENTENCES)}</body>")
    blocks = blocks_of(tree)
    columns = evidence(blocks, Trace(), None, None)
    assert set(model().names) <= set(columns)
    assert all(column.shape == (len(blocks),) and np.isfinite(column).all() for column in columns.values())


def test_leaf_is_found_by_the_answers_the_first_being_the_lowest_bit():
    trees = [{"if": [["words", 5], ["links", 0.5]], "then": [-1, 1, -10, -20]}]
    small = read_model({"evidence": ["words", "links"], "trees": trees, "bias": 0})
    chances = small.chances({"words": np.array([3, 9, 3, 9]), "links": np.array([0, 0, 1, 1])})
    assert np.allclose(np.log(chances / (1 - chances)), [-1, 1, -10, -20])


def test_long_text_without_spaces_is_evidence_of_many_words():
    blocks = blocks_of(
        parse("<body><p>番人は小屋に住みつづけ、舟の名を書きとめている。</p><p>橋</p><p>Écoute la pluie</p></body>")
    )
    assert evidence(blocks, Trace(), None, None)["words"].tolist() == [13, 1, 3]
