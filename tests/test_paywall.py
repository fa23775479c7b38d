"""A text that ends at a wall is known as one, and a free text with offers around it is not."""

import json

import pytest

from pipelines.article import read_html
from pipelines.items import ArticleItem

OWLS = (
    "Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper.",
    "Their feathers are so soft that no mouse hears them coming, and their ears hear a heart beat under snow.",
    "By day they sit in old trees, where crows find them and shout until the whole forest knows who is asleep.",
)


def read(behind: str, head: str = "") -> ArticleItem:
    text = "".join(f"<p>{text}</p>" for text in OWLS)
    html = (
        f"<html><head><title>Night of the Owls</title>{head}</head><body><main><article>"
        f"<h1>Night of the Owls</h1>{text}{behind}</article></main>"
        "<footer><p>Copyright 2026 Meadow Press</p></footer></body></html>"
    )
    article = read_html(html.encode(), "https://magazine.example/story/owls")
    assert isinstance(article, ArticleItem), article
    return article


@pytest.mark.parametrize(
    "note",
    [
        "This article is for subscribers only.",
        "This post is for paid subscribers",
        "This is an exclusive story for our members.",
        "The rest of this story is only available to subscribers.",
        "Subscribe to continue reading",
        "Subscribe now to unlock this story.",
        "To continue reading, please log in or create an account.",
        "Continue reading this article with a digital subscription.",
        "You have reached your limit of free articles this month.",
        "You’re reading a free preview",
        "Dieser Artikel ist nur für Abonnenten.",
        "Weiterlesen mit Meadow Plus",
        "La suite de cet article est réservée aux abonnés.",
        "Il vous reste 75 % de cet article à lire.",
        "Contenido exclusivo para suscriptores",
        "Suscríbete para seguir leyendo",
        "Questo articolo è riservato agli abbonati",
        "Este conteúdo é exclusivo para assinantes",
        "Alleen voor abonnees",
    ],
)
def test_note_under_the_text_is_a_wall(note: str):
    article = read(f"<div><p>{note}</p></div>")
    assert article.is_free is False
    assert article.body == "\n\n".join(OWLS)


def test_box_under_the_text_that_is_named_a_wall_is_one():
    assert read('<div class="paywall-box paywall"><h3>Meadow Gold</h3><p>From £4 a month.</p></div>').is_free is False


@pytest.mark.parametrize(
    "offer",
    [
        "Subscribe to our newsletter",
        "Become a member and support our work.",
        "Sign up for more stories like this.",
        "Thanks to our subscribers, this story is free for everybody.",
        "Read more about owls",
        "Subscribe now to keep reading and get access to the full archive.",
    ],
)
def test_offer_under_a_whole_text_is_no_wall(offer: str):
    assert read(f"<div><p>{offer}</p></div>").is_free is None


def test_article_in_a_box_named_a_wall_can_be_read_all_the_same():
    text = "".join(f"<p>{text}</p>" for text in OWLS)
    html = f"<title>Night of the Owls</title><div class=paywall><h1>Night of the Owls</h1>{text}<p>Share</p></div>"
    article = read_html(html.encode(), "https://magazine.example/story/owls")
    assert isinstance(article, ArticleItem) and article.is_free is None


@pytest.mark.parametrize(
    ("said", "is_free"),
    [
        ({"isAccessibleForFree": False}, False),
        ({"isAccessibleForFree": "False"}, False),
        ({"isAccessibleForFree": "http://schema.org/True"}, True),
        ({"hasPart": {"isAccessibleForFree": False, "cssSelector": ".rest"}}, False),
        ({"isAccessibleForFree": True, "hasPart": [{"isAccessibleForFree": "false"}]}, False),
        ({"hasPart": ["part"]}, None),
        ({}, None),
    ],
)
def test_structured_data_say_whether_it_is_free(said: dict, is_free: bool | None):
    script = json.dumps({"@type": "NewsArticle", "headline": "Night of the Owls"} | said)
    assert read("", f'<script type="application/ld+json">{script}</script>').is_free is is_free
