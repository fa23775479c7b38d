"""Does the article go on behind a wall? Told by a note under the text or a box under it, in words or by its name.

An invitation to subscribe is no wall: it must say that this very text is not, or not wholly, for everybody.
"""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.blocks import Block

BEHIND = 8
"""Blocks behind the text among which the note is looked for."""

NOTE_WORDS = 60
"""Words of a note; the longest also tell what a subscription costs."""

WALL = re.compile(
    r"(?:^|[\s_-])(?:pay-?wall\w*|reg-?wall\w*|subscriber-?wall|meter-?wall|members-?only|subscribers?-?only"
    r"|(?:premium|article|content)-?(?:gate|barrier|upsell))(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of walls."""

THIS = r"(?:story|article|content|post|piece|newsletter|issue|episode|feature)"
PAYING = r"(?:(?:our|paid|paying|premium|digital|print) )*(?:subscribers?|members?|supporters?|subscriptions?)"
NOT_FREE = re.compile(
    rf"this (?:is )?(?:an? )?(?:exclusive |premium )?{THIS} (?:is )?(?:only )?(?:exclusive(?:ly)? |reserved |available "
    rf"|open )?(?:for|to) (?:\w+ )?{PAYING}"
    rf"|(?:the )?(?:rest|remainder|full version) of this {THIS} is (?:only )?(?:available )?(?:for|to) {PAYING}"
    r"|the full (?:article|story|text) is (?:only )?(?:available )?(?:in|to) (?:our|the) (?:printed|print|subscribers)"
    rf"|(?:subscribe|sign up|register|log in|sign in|join)(?: now| today)?,? to (?:read|continue|keep reading|unlock)"
    r"(?!.{0,40} full archive)"  # what blogs say under free posts
    r"|(?:to|want to) (?:continue|keep|go on) reading[,:?]? .{0,40}(?:subscri|register|log in|sign in|account|member)"
    rf"|(?:continue|keep) reading (?:this {THIS} )?(?:with|by) .{{0,30}}(?:subscri|account|trial|registering|member)"
    rf"|(?:continue|keep) reading this {THIS} for free"
    rf"|(?:you(?:['’]ve| have) (?:reached|read|used) (?:your|all|the) .{{0,40}}(?:limit|free|articles))"
    rf"|(?:you(?:['’]re| are) reading|this is) a (?:free )?preview\b"
    rf"|already an? (?:\w+ )?(?:subscriber|member)\?"
    r"|(?:dieser|der (?:ganze|vollständige)) (?:artikel|text|beitrag) (?:ist|gibt es) (?:nur|exklusiv)? ?(?:für|mit)"
    r"|(?:weiterlesen|jetzt weiterlesen|lesen sie weiter) mit|sie (?:möchten|wollen) weiterlesen\?"
    r"|(?:bereits|schon) abonnent|mit .{2,20}(?:abo|plus|\+) weiterlesen"
    r"|(?:cet|la suite de cet|l['’]intégralité de cet) article (?:est )?réservée? (?:à|aux)|réservée? aux abonnés"
    r"|il vous reste .{1,20} de cet article|pour lire la suite,? |déjà abonné"
    r"|(?:este|contenido|artículo) .{0,20}exclusivo para (?:nuestros )?(?:suscriptores|socios|abonados)|exclusivo para "
    r"(?:suscriptores|assinantes)|suscríbe(?:te|se) para (?:seguir|continuar|leer)|¿ya eres (?:suscriptor|socio)"
    r"|(?:questo )?(?:articolo|contenuto) (?:è )?riservato agli abbonati|abbonati per (?:continuare|leggere)"
    r"|sei già abbonato"
    r"|(?:este )?(?:conteúdo|artigo) (?:é )?exclusivo para (?:os )?assinantes|já é assinante"
    r"|(?:dit artikel is )?(?:alleen|exclusief) voor (?:abonnees|leden)|verder lezen\?|al abonnee\?"
    r"|(?:denne|den här) (?:artikkelen|artikeln) er? (?:bare )?for (?:abonnenter|prenumeranter)"
    r"|för att läsa (?:vidare|hela artikeln)",
    re.IGNORECASE,
)
"""How a note begins that says that the rest is not for everybody."""


def is_walled(blocks: Sequence[Block]) -> bool:
    """Whether the text ends at a wall. `blocks` are all of the page; those kept are its text."""
    kept = [place for place, block in enumerate(blocks) if block.kept]
    if not kept:
        return False
    behind = blocks[kept[-1] + 1 : kept[-1] + 1 + BEHIND]
    if any(is_note(block) for block in (blocks[kept[-1]], *behind)):
        return True
    around_text = {element for place in kept for element in blocks[place].element.iterancestors()}
    return any(_is_in_wall(block.element, around_text) for block in behind)


def is_note(block: Block) -> bool:
    """Whether a block says that the rest is not for everybody."""
    return NOT_FREE.match(block.text) is not None and block.words <= NOTE_WORDS


def _is_in_wall(element: HtmlElement | None, around_text: set[HtmlElement]) -> bool:
    """Whether an element stands in a box that is named a wall and holds nothing of the text: where it does, the whole
    article is called so, and can be read all the same."""
    while element is not None and element not in around_text:
        if WALL.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False
