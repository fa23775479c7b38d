"""Who is credited in a line such as "Words: Ines Calloway. Photography: Tomas Brandvold", and as what.

Labels of the common European languages; names without the words around them: titles, jobs, dates, handles.
"""

import re
from collections.abc import Iterable

from pipelines.dates import MONTHS, PRINTED
from pipelines.items import Person

MAX_CREDIT = 220
"""Characters of a line that may be a credit; what is longer is running text."""

MAX_WORDS = 5
"""Words of a name: "Gabriel José de la Concordia García" has more, but few people do."""

BY = r"by|von|vom|par|por|di|door|af|av|przez|de la mano de"

# A noun needs a colon or a "by" after it, a participle a "by"; both as they are printed at the head or foot of a page.
NOUNS = {
    "author": r"words|text[eos]?|testo|testi|tekst(?:en)?|story|report(?:age)?|essay|authors?|autor(?:e|en|in|a|es)?"
    r"|auteure?s?|verfasser(?:in)?|writers?|contributors?|review|rezension|kritik|recensione|reseña|recensie|anmeldelse|article"
    r"|artikel|kuvitus ja teksti|teksti|guest post|posted|ord",
    "photographer": r"photo(?:s|graph(?:s|y|ies|er|ies)?|grafie)?|pictures?|images?|portraits?|porträts?|foto['’]?s?"
    r"|fotografi[aeo]|fotografí?as?|bild(?:er)?|beeld|kuvat|zdjęcia|imagens",
    "illustrator": r"illustration(?:s|en)?|illustrazioni|ilustraci(?:ón|ones)|ilustra[cç](?:ão|ões|je)|art(?:work)?",
    "interviewer": r"interview|intervista|entrevista|entretien|entrevue|rozmowa|the interview",
    "translator": r"translat(?:ion|or)|übersetzung|traduction|traducción|traduzione|tradução|vertaling|oversættelse"
    r"|översättning|oversettelse|tłumaczenie|käännös",
    "editor": r"editors?|redaktion|edition|edición|redactie",
}
PARTICIPLES = {
    "author": r"written|authored|contributed|posted|published|created|submitted|compiled|reported|presented|story"
    r"|geschrieben|verfasst|écrit|scritto|escrito|geschreven|skrevet|skriven|a cura",
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
    rf"|das gespräch führten?\b:?|rozmawiała?\b:?|(?P<by>\b(?:{BY})\b:?))(?=\s|$)",
    re.IGNORECASE,
)
TALKED_TO = re.compile(
    r"^.{2,60}? (?:was|were) (?:talking|speaking|in conversation|interviewed|spoken) (?:to|with|by) (?P<names>.{3,80})$"
)
SEPARATOR = re.compile(
    r"\s*(?:[,;|&•·⋅・●▪/\n\t–—]|\s-\s|\+|\b(?:and|und|with|mit|et|och|og|ja)\b|(?<=\w)\s+(?:y|e|en|i)\s+(?=[A-ZÀ-Þ])"
    r"|\b(?:on|in|for|from|at|last|updated|published|posted|behalf|is|was|has|who|via|für|pour|para)\b|\d)\s*"
)
AFTER_NAME = re.compile(r"\s*(?:[(\[<@].*|\bfor\b.*|['’]s\b.*|(?<=\w{3})\.\s+[A-Z].*)$")
PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ben|ter|ten|zu|zur|af|av|y|e|st\.?)"
NAME_WORD = r"(?:[A-ZÀ-ÞĀ-Ž](?:[\w'’.\-]*[\w.])?|[dDlLO]['’][A-ZÀ-Þ][\w\-]*)"
NAME = re.compile(
    rf"{NAME_WORD}(?: (?:{PARTICLE} ){{0,3}}{NAME_WORD}){{0,{MAX_WORDS - 1}}}(?: (?:II|III|IV|Jr\.?|Sr\.?))?"
)
CREDENTIALS = re.compile(
    r"^(?:(?:M\.?D|Ph\.?\s?D|R\.?D|R\.?N|M\.?S|M\.?A|B\.?A|M\.?Sc|MBA|LD|CPT|CSCS|DVM|DO|JD|CPA|CFP|CEPF|PE|Esq|FACLM"
    r"|FOMA|DABOM|E-RYT|LPC|LCSW|PharmD|DDS|DMD|MPH|RYT|CFA|CNC|Ed\.?D)[.®]?\b[\s\d.®]*)+$"
)
TITLES = re.compile(r"^(?:(?:Mr|Mrs|Ms|Prof|Professor|Sir|Dame|Herr|Frau)\.?\s+)+(?=\S+ \S)")
JOB = re.compile(
    r"\b(?:editors?|writers?|reporters?|correspondents?|contributors?|contributing|director|manager|analyst|specialist"
    r"|founder|co-?founder|ceo|cto|cmo|coo|chief|head|president|expert|strategist|marketer|columnist|critic|journalist"
    r"|photographer|producer|engineer|developer|consultant|author|authors|coach|officer|lead|associate|assistant"
    r"|senior|intern|fellow|redakteur(?:in)?|redakteure|redaktion|autor(?:in)?|rédacteur|redactor|professor|teacher|therapist|dietitian"
    r"|nutritionist|attorney|physician|partner|owner|executive|freelancer?|guest|agent|curator|copywriter|blogger"
    r"|translated|words|updated|published|posted|share|follow|comments?|read|min|minutes?|subscribe|sponsored|today"
    r"|yesterday|more|photos?|images?|getty|shutterstock|unsplash|pexels|learn|view|profile|bio|email|twitter|linkedin"
    r"|facebook|instagram|january|february|march|april|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|news|guide|tips|home|blog|about|contact|reviewed|edited"
    r"|written|fact|checked|logo|sponsored|size|info|article|articles|category|tags?|print|save|table|contents?|advertisement|disclosure|last|date|time|menu)\b",
    re.IGNORECASE,
)
COLLECTIVE = re.compile(
    r"\b(?:Staff|Team|Editors|Editorial|Desk|Group|Newsroom|Contributors?|Bureau|Agency|Department)\b"
)
NAMED_TEAM = re.compile(
    r"(?:[Tt]he )?(?!The|Our|Editorial|Staff)[A-Z][\w’']*(?: [A-Z&][\w’']*)* (?:(?:Editorial )?(?:Team|Staff"
    r"|Desk|Editors|Group"
    r"|Newsroom|Contributors?|Bureau)|editors)|Team [A-Z]\w+"
)
NOBODY = re.compile(
    r"(?:the |our |unsere |die |la |le )?(?:\w+[ _-])?(?:admin(?:istrator)?|editors?|editorial"
    r"|editorial (?:staff|team)|staff"
    r"|staff (?:writer|reporter)s?|team|redaktion|rédaction|redacción|redazione|redactie|anonymous|guest|unknown"
    r"|user|author"
    r"|webmaster|root|none|null|undefined|contributor|contributors|default|n/?a)\d*|the team at .*|.* staff|by",
    re.IGNORECASE,
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
    return bool(label) and label.end() == len(text.strip())


def begins_with_label(text: str) -> bool:
    """Whether the line begins with the label of a credit."""
    label = LABEL.match(text)
    return bool(label) and _is_label(label, text)


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


def names_in(text: str) -> list[str]:
    """The names that a text begins with, up to what is no name: a job, a place, a date."""
    text = PRINTED.sub(" | ", text).lstrip(" :|–—-")
    found: list[str] = []
    for part in SEPARATOR.split(text):
        name = clean_name(part)
        job = JOB.search(name)
        if job and len(name[: job.start()].split()) > 1:
            name = clean_name(name[: job.start()])  # "Ada Barn View Profile"
        if name and is_name(name):
            found.append(name)
        elif (found and part.strip() and not JOB.search(part) and not CREDENTIALS.match(part.strip())) or (
            not found and part.strip()
        ):
            break
    return list(dict.fromkeys(found))


def clean_name(text: str) -> str:
    """A name without "By", titles, handles, brackets and what follows it in its sentence."""
    return _bare(AFTER_NAME.sub("", _bare(text)))


def _bare(text: str) -> str:
    """A name without the marks and words before it."""
    name = re.sub(r"^(?:by|von|par|por|di|door)\s+", "", text.strip(' \u00a0.,:;|·•*"“”'), flags=re.IGNORECASE)
    return TITLES.sub("", " ".join(name.split())).strip(" ,;:|-–—")


def is_name(name: str, words: int = 2) -> bool:
    """Whether this may be the name of a person: at least so many capitalised words, none of them a job."""
    if (
        len(name.split()) < words
        or name.startswith(("The ", "Our ", "A "))
        or len(name) > 60
        or not NAME.fullmatch(name)
    ):
        return False
    return not JOB.search(name) and not COLLECTIVE.search(name) and not CREDENTIALS.match(name)


def stated_names(values: Iterable[str]) -> list[str]:
    """Names given as data: people, pen names and companies, without addresses, administrators and "the editors".

    A text may hold several names. A team counts when it has a name of its own ("Podium Staff").
    """
    found: list[str] = []
    for value in values:
        parts = re.split(r"\s*[;|]\s*|\s*,\s+(?:(?:and|&|und|et)\s+)?(?=\S)|\s+(?:and|&|und|et)\s+(?=[A-Z])", value)
        people = [clean_name(part) for part in parts]
        if len(parts) > 1 and is_name(people[0]):
            found += [name for name in people if is_name(name)]
        else:
            whole = _bare(re.sub(r"\s*<?\S+@\S+>?", "", value))
            found.append(whole if is_somebody(whole) else "")
    return [name for name in dict.fromkeys(found) if name]


def is_somebody(name: str) -> bool:
    """Whether a stated name is one: not an address, not a description of a job or of everybody in the house."""
    if not name or len(name) > 60 or len(name.split()) > MAX_WORDS + 2 or "://" in name or "@" in name:
        return False
    if name.isdigit() or _is_month_and_day(name):
        return False
    return bool(NAMED_TEAM.fullmatch(name)) or not NOBODY.fullmatch(name)


def _is_month_and_day(text: str) -> bool:
    words = text.casefold().replace(".", "").split()
    return any(word in MONTHS for word in words) and any(word.isdigit() for word in words)


def _is_label(label: re.Match[str], text: str) -> bool:
    """A bare "by" or "di" in the middle of a line is a label only where a name follows and no word goes before."""
    if not label["by"]:
        return True
    before = text[: label.start()].rstrip()
    word = label["by"].rstrip(":").casefold()
    return not before or before[-1] in ".,;|·•:—–-)" or (word == "by" and not re.search(r"[a-z]$", before))
