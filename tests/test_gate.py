"""What is no article is refused with a sentence, what only tells of such things is kept."""

import random

import pytest

from crawler.discovery import look
from fixtures.magazines import NAMES, load
from pipelines.article import read_html
from pipelines.blocks import Block
from pipelines.decoding import parse
from pipelines.gate import refuse_file, refuse_text
from pipelines.items import ArticleItem, PageKind, Rejected

URL = "https://magazine.example/story/owls"
MENU = '<nav><ul><li><a href="/nature">Nature</a></li><li><a href="/books">Books</a></li></ul></nav>'
FOOTER = '<footer><p>Copyright 2026 Meadow Press. <a href="/privacy">Privacy</a></p></footer>'
OWLS = (
    "Owls hunt at night, when the meadow belongs to mice and the farmer has long gone to bed after his supper.",
    "Their feathers are so soft that no mouse hears them coming, and their ears hear a heart beat under snow.",
    "By day they sit in old trees, where crows find them and shout until the whole forest knows who is asleep.",
    "Nobody has counted them since the big storm, but the old forester says there were never more than now.",
)


def page(title: str, text: str, *, head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title} | Meadow</title>{head}</head><body>{MENU}"
        f"<main><h1>{title}</h1>{text}</main>{FOOTER}</body></html>"
    ).encode()


def prose(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def refusal(html: bytes) -> str:
    reading = read_html(html, URL)
    assert isinstance(reading, Rejected), reading
    return reading.reason


def body(html: bytes) -> str:
    reading = read_html(html, URL)
    assert isinstance(reading, ArticleItem), reading
    return reading.body


@pytest.mark.parametrize(
    ("what", "title", "text"),
    [
        ("an error page", "404 Not Found", "The address was not found on this server. Perhaps it was mistyped."),
        ("an error page", "Page not found", "We couldn’t find the page that you were looking for. Try the front page."),
        ("an error page", "Meadow", "The page you asked for could not be found. Please try the front page instead."),
        ("an error page", "Seite nicht gefunden", "Die Seite, die Sie suchen, gibt es nicht mehr oder gab es nie."),
        ("an error page", "Page introuvable", "La page que vous recherchez n’existe plus ou a changé d’adresse."),
        ("an error page", "Página no encontrada", "La página que buscas no existe o ha cambiado de dirección."),
        ("an error page", "Pagina niet gevonden", "De pagina die u zoekt bestaat niet meer of is verplaatst."),
        ("an error page", "Sidan kunde inte hittas", "Sidan du söker finns inte längre eller har flyttats."),
        ("an error page", "Internal Server Error", "Something went wrong on our side. Please try again later on."),
        ("a refusal", "Access denied", "You don't have permission to access this document on our server. Reference 7."),
        ("a refusal", "Too many requests", "You have made too many requests. Please slow down and come back later."),
        ("a refusal", "Meadow", "Sorry, this content is not available in your region. We are working on it."),
        ("a refusal", "Accès refusé", "Ce contenu n’est pas disponible dans votre pays pour des raisons légales."),
        ("a test for robots", "Just a moment...", "Please verify you are human. This may take a few seconds."),
        ("a test for robots", "Einen Moment", "Bitte bestätigen Sie, dass Sie ein Mensch sind. Das dauert kurz."),
        ("a login form", "Sign in", "Please sign in to continue reading. It is free and takes one minute."),
        ("a login form", "Anmelden", "Bitte melden Sie sich an, um weiterzulesen. Passwort vergessen? Hier klicken."),
        ("a login form", "Iniciar sesión", "Inicia sesión para seguir leyendo. Es gratis y solo lleva un minuto."),
        ("a consent form", "Before you continue", "We and our 842 partners store information on your device."),
        ("a consent form", "Ihre Privatsphäre", "Wir und unsere 842 Partner speichern Informationen auf Ihrem Gerät."),
        (
            "a consent form",
            "Votre vie privée",
            "Nous et nos 842 partenaires stockons des informations sur votre appareil.",
        ),
        ("an age gate", "Age verification", "You must be 18 or older to view this. Enter your date of birth to go on."),
        ("an age gate", "Altersprüfung", "Geben Sie bitte Ihr Geburtsdatum ein, bevor es zum Magazin weitergeht."),
        ("a maintenance notice", "Maintenance", "We are down for scheduled maintenance and will be back shortly."),
        ("a maintenance notice", "Wartungsarbeiten", "Wegen Wartungsarbeiten ist das Magazin heute nicht zu lesen."),
    ],
)
def test_notice_is_refused_by_name(what: str, title: str, text: str):
    assert refusal(page(title, prose(text))).startswith(f"This is {what}: ")


def test_error_page_that_offers_popular_stories_is_refused():
    text = prose("We could not find the page you are looking for. It may have been moved or deleted.")
    popular = "".join(f'<p><a href="/story/{number}">{text}</a></p>' for number, text in enumerate(OWLS))
    assert refusal(page("Page not found", text + popular)).startswith("This is an error page")


def test_form_that_asks_for_a_password_is_refused_in_any_language():
    form = '<form><label>Tölvupóstur <input name="a"></label><label>Lykilorð <input type="password"></label></form>'
    assert "password" in refusal(page("Meadow", form + prose("Velkomin aftur í dag.")))


@pytest.mark.parametrize(
    "title", ["Culture", "Search results for owls", "Suchergebnisse für Eulen", "Résultats de recherche"]
)
def test_headlines_with_teasers_are_a_listing(title: str):
    cards = "".join(
        f'<div class="card"><h2><a href="/story/{number}">Story {number}: {text[:60]}</a></h2><p>{text}</p></div>'
        for number, text in enumerate(OWLS * 5)
    )
    reason = refusal(page(title, cards))
    assert "20 headlines lead to other pages" in reason
    assert ("search results" in reason) == (title != "Culture")


def test_short_section_front_that_calls_itself_a_website_is_a_listing():
    cards = "".join(f'<h3><a href="/story/{text[:4]}">{text[:40]}</a></h3><p>{text}</p>' for text in OWLS)
    head = '<meta property="og:type" content="website">'
    assert "4 headlines" in refusal(page("Nature", cards, head=head))


def test_headlines_alone_are_a_listing():
    items = "".join(f'<li><a href="/story/{number}">{number}. {OWLS[number % 4]}</a></li>' for number in range(30))
    assert "30 headlines" in refusal(page("Archive", f"<ul>{items}</ul>"))


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "The page is empty."),
        (" \n\t " * 100, "The page is empty."),
        ('{"headline": "Owls"}', "This is a file of another kind, not a page."),
        ("%PDF-1.7 and so on", "This is a file of another kind, not a page."),
    ],
)
def test_what_is_no_page_is_refused(html: str, reason: str):
    assert refuse_file(html) == reason


@pytest.mark.parametrize(
    "noscript",
    [
        "You need to enable JavaScript to run this app.",
        "Bitte aktivieren Sie JavaScript, um fortzufahren.",
        "Veuillez activer JavaScript.",
    ],
)
def test_shell_that_needs_a_browser_is_refused(noscript: str):
    html = f"<title>Meadow</title><div id=root></div><script src=app.js></script><noscript>{noscript}</noscript>"
    assert refusal(html.encode()) == "The page shows its text only with JavaScript."


def test_page_that_leads_on_is_refused():
    html = b'<title>Meadow</title><meta http-equiv="refresh" content="0;url=/real"><body>One moment, we lead you on.'
    assert refusal(html) == "The page only leads on to another."


def test_menu_advertisement_and_copyright_line_are_no_text():
    advertisement = '<div class="ad-slot"><p>Subscribe now and save fifty percent on your first year.</p></div>'
    assert "text" in refusal(page("Night of the Owls", advertisement))


def refusal_of_text(text: str) -> str | None:
    """Why a page of which this text was read, as one paragraph, is no article."""
    tree = parse("<title>Owls</title><p>x")
    block = Block(0, tree.find(".//p"), [], text, kept=True)
    return refuse_text(tree, [block], text, URL)


def test_noise_is_no_text():
    noise = random.Random(3).randbytes(50_000).decode("cp1252", "ignore")
    assert refusal_of_text(noise) == "What was found on the page is no readable text."


def test_nothing_but_signs_is_no_text():
    assert refusal_of_text("< < & >" * 100) == "No text was found on the page."
    for signs in ("< < & >", "<", "&"):
        assert refusal_of_text(signs * 7_000) == "What was found on the page is no readable text."


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Page not found: a short history of error 404", "Everybody has met the error page that says not found."),
        ("Why captchas annoy us", "Click on all traffic lights: the little test that asks whether you are human."),
        ("Cookies", "Sixty grams of butter, a little sugar, and patience: cookies as our grandmothers made them."),
        ("Die neue Cookie-Richtlinie", "Cookies speichern, was wir lesen: Das Gericht hat die Richtlinie bestätigt."),
        ("Logging in, dropping out", "For a year the students had to log in at seven each morning, and many did not."),
        ("At the age of eighteen", "Whoever is younger than eighteen may not enter the cellar; nobody has ever asked."),
        ("Access denied: life at the fence", "Those who live by the fence know the sign by heart: access denied."),
        (
            "Down for maintenance",
            "The old lift in the museum has been down since May, and nobody knows how to mend it.",
        ),
        (
            "Searching for the last owl",
            "The search results of the expedition were meagre: one feather and one footprint.",
        ),
    ],
)
def test_article_about_such_a_thing_is_kept(title: str, first: str):
    assert first in body(page(title, prose(first, *OWLS)))


def test_news_of_sixty_words_is_kept():
    text = " ".join(OWLS[:3])
    assert len(text.split()) < 65
    assert text in body(page("Owls return", prose(text)))


def test_short_news_between_login_box_and_headlines_of_others_is_kept():
    box = '<header><form><h2>Sign in</h2><input name=user><input type="password" name=word></form></header>'
    others = "".join(
        f'<li><a href="/story/{number}">{number} things that nobody told you about owls</a></li>' for number in range(9)
    )
    html = page("Owls return", prose(*OWLS[:3])).replace(b"<main>", f"{box}<main>".encode())
    assert OWLS[2] in body(html.replace(b"</main>", f"</main><aside><ul>{others}</ul></aside>".encode()))


def test_short_post_with_comments_that_need_javascript_is_kept():
    noscript = "<noscript>Please enable JavaScript to view the comments.</noscript>"
    assert OWLS[0] in body(page("Owls return", prose(*OWLS[:2]) + noscript))


def test_round_up_of_links_to_other_sites_is_kept():
    links = "".join(
        f'<h2><a href="https://other{number}.example/">Link number {number} of the week</a></h2><p>{text}</p>'
        for number, text in enumerate(OWLS * 2)
    )
    assert "Link number 7" in body(page("Links of the week", links))


@pytest.mark.parametrize("name", NAMES)
def test_listing_of_the_crawl_is_no_article_when_read_alone(name: str):
    magazine = load(name)
    articles = {path for article in magazine.articles for path in magazine.paths(article)}
    articles |= {"/walks/drove_p3.htm"}  # page 3 of an article whose page 2 is gone
    for path, answer in magazine.pages().items():
        if path not in articles and look(answer.body, magazine.base + path).kind is PageKind.LISTING:
            assert isinstance(read_html(answer.body, magazine.base + path), Rejected), path


def test_page_of_a_tag_with_a_single_teaser_is_a_listing():
    card = f'<h3><a href="/story/owls-of-the-meadow">Owls of the meadow</a></h3><p>{OWLS[0]} {OWLS[1]}</p>'
    reading = read_html(page("Tag: owls", card), "https://magazine.example/tag/owls")
    assert reading == Rejected("This is a listing: the address is that of a listing.")


def test_article_at_the_address_of_a_listing_is_kept():
    reading = read_html(page("Owls", prose(*OWLS * 2)), "https://magazine.example/topic/owls")
    assert isinstance(reading, ArticleItem)


def test_article_of_some_length_among_many_headlines_is_kept():
    others = "".join(f'<h3><a href="/a/{n}">Story number {n} of the meadow</a></h3><p>{n} owls.</p>' for n in range(9))
    text = prose(*(text for part in OWLS for text in part.split(", ")), *OWLS)
    reading = read_html(page("Owls return", others + text + others), "https://magazine.example/owls")
    assert isinstance(reading, ArticleItem)


def test_article_is_kept_where_its_address_is_not_known():
    assert isinstance(read_html(page("Owls return", prose(*OWLS[:3])), ""), ArticleItem)


def test_introduction_makes_an_article_of_headlines_below():
    cards = "".join(f'<h3><a href="/story/{text[:4]}">{text[:40]}</a></h3><p>{text}</p>' for text in OWLS * 2)
    assert OWLS[1] in body(page("Where to see owls", prose(OWLS[0] + " " + OWLS[1]) + cards))


def test_bare_links_to_other_sites_are_the_text_of_a_round_up():
    links = "".join(f'<li><a href="https://other.example/{n}">{n} {text[:40]}</a></li>' for n, text in enumerate(OWLS))
    assert OWLS[3][:40] in body(page("Links of the week", f"<ul>{links}</ul>"))


def test_lines_drawn_with_signs_are_no_noise():
    line = "—" * 300
    assert OWLS[2] in body(page("Owls return", prose(OWLS[0], line, OWLS[1], line, OWLS[2], line)))


def test_letters_under_many_accents_are_read():
    marked = "".join(letter + "\u0301\u0302\u0303" * 5 for letter in OWLS[0])
    assert refusal_of_text(marked * 2) is None


def test_writing_without_spaces_is_counted_by_its_characters():
    text = "森の梟は夜に狩りをする。羽根はとても柔らかく、鼠には何も聞こえない。"
    assert refusal_of_text(text) is None
