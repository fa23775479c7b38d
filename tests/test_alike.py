"""Comments and teasers of other articles: units of one make, without names in the markup that tell."""

import pytest

from pipelines.blocks import blocks_of
from pipelines.decoding import parse
from pipelines.neighbours import drop_teasers
from tests.pages import paragraphs_of

LAMPS = [
    "The nineteen lamps on the bridge were lit by hand until the winter in which the river froze to its bed.",
    "Since then a clock has done it, and the keeper, who still lives in the hut, has time to count the boats.",
    "He writes their names into a book with a green cover, and nobody has ever asked him what he does it for.",
    "In March the town will sell the hut, the clock and the book, and the keeper will move in with his sister.",
    "She has promised him a window from which he can see at least four of the lamps, if the trees stay bare.",
]
SAID = [
    "I grew up beside that bridge, and I never once saw the keeper smile, but I am glad that he has a window.",
    "My uncle sold him the green book. It cost nine crowns, and he paid with a fish, which my aunt remembers.",
    "Four lamps are better than none. When they took ours down, we had to learn the way home by the smell of it.",
]
OTHERS = [
    ("Why the ferry waits for no dog", "Two captains, one timetable and a very patient animal called Bosun."),
    ("A shop that sells only string", "It opened in 1911, and business has never been better than this spring."),
    ("The last map without a railway", "A collector found it under a carpet. Now three museums want to have it."),
    ("How to cross a river of mud", "Take a plank, a friend and, above all, the whole of an afternoon in May."),
]


def text(*sentences: str) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def body(page: str) -> list[str]:
    html = f"<title>Nineteen Lamps</title><div><div><h1>Nineteen Lamps</h1>{page}</div></div>"
    return paragraphs_of(html, "https://courier.example/features/nineteen-lamps")


@pytest.mark.parametrize(
    "comment",
    [
        "<div class=k4><div>anna <i>2 days ago</i></div><p>{said}</p><button>Like</button><button>Reply</button></div>",
        "<div class=k4><b>anna</b><div>{said}</div><div>Gefällt mir · Antworten</div></div>",
        "<div><div><span>anna</span><div>{said}</div></div><a href=#r>Répondre</a> <a href=#s>Signaler</a></div>",
        "<section><p>{said}</p><ul><li>Ответить</li><li>Поделиться</li></ul></section>",
    ],
)
def test_units_that_ask_for_a_reply_are_comments(comment):
    thread = "".join(comment.format(said=said) for said in SAID)
    assert body(f"<div>{text(*LAMPS)}</div><div>{thread}</div>") == LAMPS


@pytest.mark.parametrize(
    ("heading", "comment"),
    [
        ("3 Comments", "<div class=k4><b>anna</b><i>March 3, 2024</i><p>{said}</p></div>"),
        ("Kommentare (3)", "<div class=k4><p>anna, 3.3.2024 um 10:02</p><p>{said}</p></div>"),
        ("Commentaires", "<li><p>anna, le 3 mars</p><div>{said}</div></li>"),
    ],
)
def test_dated_units_under_a_heading_for_comments_are_comments(heading, comment):
    thread = "".join(comment.format(said=said) for said in SAID)
    assert body(f"<div>{text(*LAMPS)}</div><div><h3>{heading}</h3>{thread}</div>") == LAMPS


def test_dated_units_of_the_text_are_its_own():
    entries = "".join(f"<div class=k4><p>3 March 19{n}1</p><p>{said}</p></div>" for n, said in enumerate(SAID))
    counted = "<p><a href=#c>12 comments</a></p>"
    assert SAID[1] in body(f"{counted}<div>{text(*LAMPS)}{entries}</div>")


def test_letters_that_are_replied_to_in_the_text_are_its_own():
    letters = "".join(f"<div class=l><p>{said}</p><p>Reply: that is so.</p></div>" for said in SAID)
    assert SAID[1] in body(f"<div>{text(*LAMPS)}{letters}</div>")


@pytest.mark.parametrize(
    "teaser",
    [
        "<div class=k4><h3><a href=/s/{n}>{title}</a></h3><p>{teaser}</p></div>",
        "<li><a href=/s/{n}><div>{title}</div><div>{teaser}</div></a></li>",
        "<article><h2><a href=https://courier.example/s/{n}>{title}</a></h2><p>{teaser}</p><i>3 May</i></article>",
    ],
)
@pytest.mark.parametrize("sentences", [2, 5])
def test_teasers_behind_the_text_are_dropped_even_if_they_are_more_than_it(teaser, sentences):
    teasers = "".join(teaser.format(n=n, title=title, teaser=said) for n, (title, said) in enumerate(OTHERS * 2))
    assert body(f"<div>{text(*LAMPS[:sentences])}</div><div>{teasers}</div>") == LAMPS[:sentences]


def cards(to: str) -> str:
    return "".join(
        f"<div class=k4><h3><a href={to}{n}>{title}</a></h3><p>{said}</p></div>"
        for n, (title, said) in enumerate(OTHERS[:3])
    )


def test_dated_teasers_between_two_halves_of_a_text_are_dropped():
    sentences = LAMPS + SAID
    dated = cards("/s/").replace("</p>", "</p><i>3 May 2024</i>")
    assert body(f"<div>{text(*sentences[:4])}<div>{dated}</div>{text(*sentences[4:])}</div>") == sentences


def test_entries_in_the_container_of_a_short_text_are_its_own():
    found = blocks_of(parse(f"<body><h1>Webcams</h1><div><p>{' '.join(LAMPS)}</p>{cards('/cam/')}</div></body>"))
    for block in found:
        block.kept = True
    drop_teasers(found, 0, "https://courier.example/webcams")
    assert all(block.kept for block in found)


def test_one_sentence_is_a_text_where_teasers_stand_outside_of_its_article():
    page = f"<article><h1>Lamps</h1><p>{LAMPS[0]}</p></article><div>{cards('/s/')}</div>"
    found = blocks_of(parse(f"<body>{page}</body>"))
    for block in found:
        block.kept = True
    drop_teasers(found, 0, "https://courier.example/lamps")
    assert [block.text for block in found if block.kept] == ["Lamps", LAMPS[0]]


@pytest.mark.parametrize(("above", "to"), [("From the valley.", "/s/"), (" ".join(LAMPS), "https://string.example/")])
def test_entries_under_hardly_a_line_or_of_other_sites_are_the_text(above, to):
    found = blocks_of(parse(f"<body><h1>Four stories</h1><p>{above}</p>{cards(to)}</body>"))
    for block in found:
        block.kept = True
    drop_teasers(found, 0, "https://courier.example/four-stories")
    assert all(block.kept for block in found)
