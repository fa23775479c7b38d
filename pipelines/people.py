"""Who is credited in a line such as "Words: Ines Calloway. Photography: Tomas Brandvold", and as what.

Labels of the common European languages, as they are printed at the head or the foot of an article.
"""

import re

from pipelines.items import Person
from pipelines.names import names_in

MAX_CREDIT = 220
"""Characters of a line that may be a credit; what is longer is running text."""

BY = r"by|von|vom|par|por|di|door|af|av|przez|de la mano de"

# A noun needs a colon or a "by" after it, a participle a "by"; both as they are printed at the head or foot of a page.
NOUNS = {
    "author": r"words|text[eos]?|testo|testi|tekst(?:en)?|story|report(?:age)?|essay|authors?|autor(?:e|en|in|a|es)?"
    r"|auteure?s?|verfasser(?:in)?|writers?|contributors?|review|rezension|kritik|recensione|reseña|recensie|anmeldelse|article"
    r"|artikel|kuvitus ja teksti|teksti|guest post|posted|ord|текст|автор[ыи]?|авторка|κείμενο|συντάκτης",
    "photographer": r"photo(?:s|graph(?:s|y|ies|er|ies)?|grafie)?|pictures?|images?|portraits?|porträts?|foto['’]?s?"
    r"|fotografi[aeo]|fotografí?as?|bild(?:er)?|beeld|kuvat|zdjęcia|imagens|фото(?:графии)?|φωτογραφίες",
    "illustrator": r"illustration(?:s|en)?|illustrazioni|ilustraci(?:ón|ones)|ilustra[cç](?:ão|ões|je)|art(?:work)?",
    "interviewer": r"interview|intervista|entrevista|entretien|entrevue|rozmowa|the interview|интервью|συνέντευξη",
    "translator": r"translat(?:ion|or)|übersetzung|traduction|traducción|traduzione|tradução|vertaling|oversættelse"
    r"|översättning|oversettelse|tłumaczenie|käännös|перевод|μετάφραση",
    "editor": r"editors?|redaktion|edition|edición|redactie",
}
PARTICIPLES = {
    "author": r"written|authored|analysis|opinion|commentary|column|contributed|posted|published|created"
    r"|submitted|compiled|reported|story"
    r"|geschrieben|verfasst|veröffentlicht|erstellt|écrit|rédigé|publié|posté|proposé|scritto|pubblicato|escrito|publicado"
    r"|redactado|geschreven|geplaatst|skrevet|skriven|publicerad|napisan[ey]|opublikowan[ey]|a cura",
    "photographer": r"photograph(?:s|ed|y)|photos taken|fotografiert|fotografato|fotografiado",
    "illustrator": r"illustrat(?:ed|ions?)|illustriert|illustré|ilustrado",
    "interviewer": r"interview(?:ed)?|propos recueillis|interview geführt|das gespräch führte|entrevistado|intervistato"
    r"|rozmawiała?|interview und text",
    "translator": r"translated(?: from(?: the)? [A-Z]\w+)?|übersetzt|aus dem \w+(?: übersetzt)?|traduit(?: d\S+ \w+)?"
    r"|tradotto|traducido|traduzido|vertaald|oversat|översatt",
    "editor": r"edited|redigiert|bearbeitet|bewerkt|redigeret",
    "reviewer": r"(?:medically |clinically |expert |legally )?(?:reviewed|fact[- ]?checked|checked|verified|approved)",
}
AND = r"\s*(?:&|\+|/|,|\band\b|\bund\b|\bet\b|\be\b|\by\b|\ben\b|\bog\b|\boch\b|\bi\b)\s*"

_nouns = "|".join(NOUNS.values())
_participles = "|".join(pattern for pattern in PARTICIPLES.values())
LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[\s.,;|·•()—–-]))(?P<label>"
    rf"(?P<nouns>(?:{_nouns})(?:{AND}(?:{_nouns})){{0,2}})\s*(?:(?:{BY})?\s*:|\s(?:{BY})\b:?)"
    rf"|(?P<participle>(?:{_participles})(?:{AND}(?:{_participles})){{0,2}})\s?(?:{BY})\b:?"
    rf"|das gespräch führten?\b:?|rozmawiała?\b:?|беседовал[аи]?\b:?|as told to\b:?|(?P<by>\b(?:{BY})\b:?))"
    r"(?:(?<=:)|(?=\s|$))",
    re.IGNORECASE,
)
LONE_LABEL = re.compile(
    r"(?:authors?|author\(s\)|autor(?:e|en|in|a|es)?|auteure?s?|verfasser(?:in)?|автор)", re.IGNORECASE
)
"""A label that needs no colon where the names stand on the next line."""

POSTED_IN = re.compile(r"(?:posted|published|filed|submitted) (?:in|to|under)\b[^.]{1,80}", re.IGNORECASE)
"""What may stand before a "by" besides marks: "Posted in River Life by Ada Barn"."""

GUEST = re.compile(
    r"(?:this|the following|today['’]s)(?: \w+){0,3} guest \w+ (?:is |was )?(?:written )?by\b", re.IGNORECASE
)
"""How a note begins that introduces a guest: "This is a guest post by Ada Barn"."""

TALKED_TO = re.compile(
    r"^.{2,60}? (?:was|were) (?:talking|speaking|in conversation|interviewed|spoken) (?:to|with|by) (?P<names>.{3,80})$"
)


def credits(text: str, default: str | None = None) -> list[Person]:
    """The people credited in a line, in order, each with the role that the words before the name say.

    `default` is the role of names before the first label; None when there can be none. A line without a credit has no
    people; nor has running text, however many names stand in it.
    """
    text = text.strip()
    if len(text) > MAX_CREDIT:
        return []
    talked = TALKED_TO.match(text)
    if talked:
        return [Person(name, "interviewer", text) for name in names_in(talked["names"].rstrip(". "))]
    labels = [label for label in LABEL.finditer(text) if _is_label(label, text)]
    people: list[Person] = []
    ends = [label.start() for label in labels] + [len(text)]
    if default and ends[0] > 0:
        people += [Person(name, default, text) for name in names_in(text[: ends[0]])]
    for label, end in zip(labels, ends[1:], strict=True):
        role = role_of(label)
        people += [Person(name, role, text) for name in names_in(text[label.end() : end])]
    return people


def is_label(text: str) -> bool:
    """Whether the text is nothing but the label of a credit, such as "Written by" or "Photos:"."""
    label = LABEL.match(text.strip())
    return bool(LONE_LABEL.fullmatch(text.strip())) or (bool(label) and label.end() == len(text.strip()))


def begins_with_label(text: str) -> bool:
    """Whether the line begins with the label of a credit."""
    label = LABEL.match(text)
    return bool(label and _is_label(label, text)) or bool(GUEST.match(text) or POSTED_IN.match(text))


def behind_label(text: str) -> str | None:
    """What stands behind the label of an author with which a line begins; None where there is no such label."""
    label = LABEL.match(text)
    return text[label.end() :] if label and role_of(label) == "author" else None


def role_of(label: re.Match[str]) -> str:
    """What a label makes of those named after it. Who did words and pictures is an author."""
    words = label["label"].rstrip(": ").casefold()
    if label["by"]:
        return "author"
    roles = [
        role for role, pattern in (*NOUNS.items(), *PARTICIPLES.items()) if re.search(rf"\b(?:{pattern})\b", words)
    ]
    for role in ("interviewer", "author"):
        if role in roles and not (role == "author" and "reviewer" in roles):
            return role
    return roles[0] if roles else "interviewer"


def _is_label(label: re.Match[str], text: str) -> bool:
    """A bare "by" or "di" in the middle of a line is a label only where a name follows and no word goes before."""
    if not label["by"]:
        return True
    before = text[: label.start()].rstrip()
    word = label["by"].rstrip(":").casefold()
    if not before or before[-1] in ".,;|·•:—–-)" or before[-1].isdigit() or POSTED_IN.fullmatch(before):
        return True
    return word == "by" and not re.search(r"[a-z]$", before)
