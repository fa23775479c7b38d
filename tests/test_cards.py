"""Other articles announced below the text, without names in the markup that tell."""

import pytest

from tests.pages import paragraphs_of

FERRY = [
    "The ferry had been late for eleven years, and nobody on the island had ever complained about it aloud.",
    "On the morning the new timetable arrived, Marta Quill nailed it to the harbour wall with four brass nails.",
    "It was not a promise, she told the postman, it was only a list of hopes, and it was printed rather small.",
    "By noon the wind had taken three of the nails, and the timetable hung from the fourth like a tired flag.",
    "The harbour master, who had written it, came down to look and went home again without saying anything.",
    "In the evening the ferry arrived exactly on time, with no passengers, and left again before anyone saw.",
    "Since then the clock on the quay is wound every Sunday, and the captain is asked what time he would like.",
    "He says that eleven years are nothing to a boat, and that islands have always known how to wait for one.",
]
OTHERS = [
    ("Why the lighthouse keeper learned to knit", "Forty winters, nine hundred socks and one very patient dog."),
    ("The baker who sells only on Tuesdays", "A queue forms at dawn, and nobody has ever asked about Wednesday."),
    ("A short war over a garden gate", "It began with a hinge. Nine years later there is cake."),
]


def body(*below: str) -> list[str]:
    text = "".join(f"<p>{sentence}</p>" for sentence in FERRY)
    page = f"<title>The Ferry</title><div><h1>The Ferry</h1><div>{text}{''.join(below)}</div></div>"
    return paragraphs_of(page, "https://island.example/features/the-ferry")


@pytest.mark.parametrize(
    "card",
    [
        "<div><a href=/s/{n}>{title}</a><p>{teaser}</p></div>",
        "<h4><a href=/s/{n}>{title}</a></h4><p>{teaser}</p>",
        "<p><a href=/s/{n}><b>{title}</b></a></p><p>{teaser}</p><p>3 May</p>",
    ],
)
def test_cards_of_other_articles_end_the_text(card):
    cards = [card.format(n=n, title=title, teaser=teaser) for n, (title, teaser) in enumerate(OTHERS)]
    assert body(*cards) == FERRY


def test_entries_with_more_than_a_teaser_are_the_articles_own():
    entries = [
        f"<h3><a href=/p/{n}>{title}</a></h3><p>{' '.join(FERRY[:3])}</p>" for n, (title, _) in enumerate(OTHERS)
    ]
    assert len(body(*entries)) > len(FERRY)


def test_links_within_the_page_announce_nothing():
    notes = [f"<h4><a href=#{n}>{title}</a></h4><p>{said}</p>" for n, (title, said) in enumerate(OTHERS)]
    assert OTHERS[1][1] in body(*notes)
