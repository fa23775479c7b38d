"""What a name is: names without the words around them, in running lines and in structured data.

Titles, jobs, degrees, dates and handles are no part of a name; "the editors" and administrators are nobody.
"""

import re
from collections.abc import Iterable

from pipelines.dates import MONTHS, PRINTED

MAX_NAME = 60
"""Characters of a name; longer ones are sentences and lists of jobs."""

MAX_WORDS = 5
"""Words of a name: "Gabriel José de la Concordia García" has more, but few people do."""

CAPITAL = "A-ZÀ-ÞĀ-ŽΑ-ΩΆ-ΏА-ЯЁЄІЇҐЎ"
DAY = "\ue000"
"""Stands for a day while names are looked for: a character that no language has."""

BEFORE_DAY = re.compile(rf"\b(?:le|am|el|il|den|the) +{DAY}", re.IGNORECASE)
"""A day with the article before it: "le 8 mars"."""

SEPARATOR = re.compile(
    rf"\s*(?:[{DAY},;|&•·⋅∙・●▪/\n\t–—]|\s-\s|\+|\b(?:and|und|with|mit|et|och|og|ja)\b|(?<=\w)\s+(?:y|e|en|i|и|і|та|και)\s+(?=[A-ZÀ-ÞΑ-ΩА-Я])"
    r"|\b(?:on|in|for|from|at|last|updated|published|posted|behalf|is|was|has|who|via|für|pour|para)\b|\d)\s*"
)
ADDRESS = re.compile(r"<?[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}>?")
DASH_BEHIND = re.compile(r"\|\s+[-–—]\s+")
MINUTES = re.compile(r"(?:min(?:ute)?s?|words?|views?)\b", re.IGNORECASE)
OF_A_PLACE = re.compile(r"\s*(?:on|in|for|from|at|via|für|pour|para)\s*", re.IGNORECASE)
"""What stands between a name and a place, a day or a paper, which may look like a name: "Ada Barn in Grey Lodge"."""

SURNAME_FIRST = re.compile(rf"^([{CAPITAL}]{{3,}}), ([{CAPITAL}][a-zß-ÿ]+(?: [{CAPITAL}]\.)?)$")
"""A name as in libraries: "BARN, Ada"."""

AFTER_SHOUTED = re.compile(rf"(?P<name>(?:[{CAPITAL}.'’-]{{2,}} ){{1,3}}[{CAPITAL}'’-]{{3,}}) [{CAPITAL}][a-zß-ÿ]")
"""A name in capitals, and what is printed behind it in small letters: "ADA BARN Meadow Press"."""

AFTER_NAME = re.compile(
    r"\s*(?:(?!\(\w+\) \w)[(\[<@].*|\bfor\b.*|['’]s\b.*|(?<=\w{3})\.\s+[A-ZΑ-ΩА-Я].*)$"
)  # a nickname may stand in brackets before the surname: "Ada (Owl) Barn"
PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ben|ter|ten|zu|zur|af|av|y|e|st\.?)"
NAME_WORD = rf"(?:(?:[ae]l-)?[{CAPITAL}](?:[\w'’.\-]*[\w.])?|[dDlLO]['’][{CAPITAL}][\w\-]*)"
NICKNAME = r"(?:\(\w{1,20}\) |[\"'“‘]\w{1,20}[\"'”’] )?"
NAME = re.compile(
    rf"{NAME_WORD}(?: (?:{PARTICLE} ){{0,3}}{NICKNAME}{NAME_WORD}){{0,{MAX_WORDS - 1}}}(?: (?:II|III|IV|Jr\.?|Sr\.?))?"
)
SHOUTED = 4
"""Letters of the longest word from which on a name in capitals is one in small letters; shorter ones are initials."""

FIRST_NAMES = re.compile(rf"([{CAPITAL}]\w+) (?:and|&|und|et|y) ([{CAPITAL}]\w+)")
"""A couple that signs with first names: "Ada and Ben"."""

AFTER_FIRST = re.compile(r"\s[|·•∙]\s|\s(?:on)\s")
LABELS = re.compile(r"^(?:(?:posted|written|published|author)\b[\s:]*(?:by\b)?\s*)+", re.IGNORECASE)
PARTS = re.compile(
    r"\s*[;|]\s*|\s*,\s+(?:(?:and|&|und|et|og|och)\s+)?(?=\S)|\s+(?:and|&|und|et|og|och|y|e|и)\s+(?=[A-ZÀ-ÞΑ-ΩА-Я])"
)
"""What stands between the names of several people in one text of structured data."""

CREDENTIALS = re.compile(
    r"^(?:(?:M\.?D|Ph\.?\s?D|R\.?D|R\.?N|M\.?S|M\.?A|B\.?A|M\.?Sc|MBA|LD|CPT|CSCS|DVM|DO|JD|CPA|CFP|CEPF|PE|Esq|FACLM"
    r"|FOMA|DABOM|E-RYT|LPC|LCSW|PharmD|DDS|DMD|MPH|RYT|CFA|CNC|Ed\.?D)[.®]?\b[\s\d.®]*)+$"
)
TITLES = re.compile(r"^(?:(?:Mr|Mrs|Ms|Prof|Professor|Sir|Dame|Herr|Frau)\.?\s+)+(?=\S+ \S)")
JOB = re.compile(
    r"\b(?:editors?|writers?|reporters?|correspondents?|contributors?|contributing|director|manager|analyst|specialist"
    r"|founder|co-?founder|ceo|cto|cmo|coo|chief|head|president|expert|strategist|marketer|columnist|critic|journalist"
    r"|photographer|photography|producer|engineer|developer|consultant|author|authors|coach|officer|lead|associate|assistant"
    r"|senior|intern|fellow|redakteur(?:in)?|redakteure|redaktion|autor(?:in)?|rédacteur|redactor|professor|teacher|therapist|dietitian"
    r"|nutritionist|attorney|physician|partner|owner|executive|freelancer?|guest|agent|curator|copywriter|blogger"
    r"|translated|words|updated|published|posted|shares?|follow|comments?|read|minutes?|subscribe|sponsored|today"
    r"|yesterday|more|leave|special|photos?|images?|getty|shutterstock|unsplash|pexels|learn|view|profile|bio|email|twitter|linkedin"
    r"|facebook|instagram|january|february|march|july|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|news|guide|tips|home|blog|about|contact|reviewed|edited"
    r"|written|fact|checked|logo|sponsored|size|info|article|articles|category|tags?|print|save|table|contents?|advertisement|disclosure|last|date|time|menu"
    r"|related|recent|latest|popular|topics?|posts|blogs|connected|newsletters?)\b",
    re.IGNORECASE,
)
COLLECTIVE = re.compile(
    r"\b(?:Staff|Team|Editors|Editorial|Desk|Group|Newsroom|Contributors?|Bureau|Agency|Department)\b"
)
HOUSE = re.compile(
    r"\b(?:Press|News|Newspapers?|Agency|Service|Media|University|Institute|Magazine|Times|Gazette|Tribune|Herald|Chronicle"
    r"|Weekly|Telegraph|AP|AFP|Reuters)$"
)
"""How the names of agencies and papers end that stand behind a person's: "By Ada Barn, Meadow Press"."""

COMPANY = re.compile(
    r"\b(?:Inc|LLC|LLP|Ltd|Limited|GmbH|Corp|Corporation|Company|Digital|Web ?[Dd]esign|Studios?|Agency|Solutions|Group"
    r"|Technologies|Systems|Marketing|Consulting|Software|Services|Foundation|Association|University|College|Clinic"
    r"|Hospital|Labs)\.?$"
)
"""How the names of companies end that are stated as if they were people."""

NAMED_TEAM = re.compile(
    r"(?:[Tt]he )?(?!The|Our|Editorial|Staff)[A-Z][\w’']*(?: [A-Z&][\w’']*)* "
    r"(?:(?:Editorial )?(?:Team|Staff|Desk|Editors|Group|Newsroom|Contributors?|Bureau)|editors)|Team [A-Z]\w+"
)
"""A team with a name of its own: "The Meadow Team", "Podium Staff"."""

HOUSE_TEAM = re.compile(
    r"(?:the |our )?(?:(?:editorial|content|marketing|news|blog|web) )?(?:editors|team|staff|desk)"
    r"|(?:staff|news) reports?|(?:die |la |de )?(?:redaktion|rédaction|redacción|redazione|redactie)",
    re.IGNORECASE,
)
"""A team without a name of its own, as it signs an article that nobody else does."""

NOBODY = re.compile(
    r"(?:the |our |unsere |die |la |le )?(?:\w+[ _-])?(?:admin(?:istrator)?|editors?|editorial(?: (?:staff|team))?"
    r"|staff(?: (?:writer|reporter)s?)?|team|redaktion|rédaction|redacción|redazione|redactie|anonymous|guest|unknown"
    r"|user|author|webmaster|root|none|null|undefined|contributors?|default|n/?a)\d*|the team at .*|.* staff|by"
    r"|(?:powered|hosted|sponsored|presented) by .*",
    re.IGNORECASE,
)
"""What templates print where no author is named."""


NO_BEGINNING = re.compile(r"(?:to|in|on|at|from|under|of|for|with|and|is|was)\b|[^\w@(\"“'‘.]")
"""How no pen name begins, but what is left of "Posted to News" and of lists with strokes and dots."""

NO_PART = re.compile(r"\d[:.]\d\d ?(?:[ap]\.?m\b|[A-Z]{2,4}\b|$)|\d ?min(?:ute)?s?\b|[?:#]", re.IGNORECASE)
"""What no pen name holds: the time of day or of reading, a question, the label of something else."""


def names_in(text: str) -> list[str]:
    """The names that a text begins with, up to what is no name: a job, a place, a date."""
    text = BEFORE_DAY.sub(DAY, PRINTED.sub(f" {DAY} ", text)).lstrip(" :|–—-")
    text = ADDRESS.sub(" | ", text)
    text = SURNAME_FIRST.sub(lambda match: f"{match[2]} {match[1].capitalize()}", text)
    found: list[str] = []
    separators = ["", *SEPARATOR.findall(text), ""]
    is_of_a_place = False
    for before, part, after in zip(separators, SEPARATOR.split(text), separators[1:], strict=False):
        if found and DAY in before:
            break  # what stands behind the day are sections and tags
        is_listed = is_of_a_place and before.strip() == "," and not OF_A_PLACE.fullmatch(after)
        is_of_a_place = bool(OF_A_PLACE.fullmatch(before)) or is_listed
        if is_of_a_place:
            continue  # "in Stories, River Life"; but "in Grey Lodge, Ben Tawny in Owlham" are two reporters
        name = clean_name(part)
        job = JOB.search(name)
        if job and not found and len(name[: job.start()].split()) > 1:
            name = clean_name(name[: job.start()])  # "Ada Barn View Profile"
        if agency := AFTER_SHOUTED.match(name):
            name = agency["name"]
        if is_name(name) and not (found and HOUSE.search(name)):
            found.append(_as_spelled(name))
        elif part.strip() and not (found and _goes_with_a_name(part)):
            break
    return list(dict.fromkeys(found))


def only_names(text: str) -> list[str]:
    """The names of a text that holds nothing else but what goes with them, such as the day; none of any other text."""
    undated = DASH_BEHIND.sub("|", PRINTED.sub("|", text))
    parts = [part for part in SEPARATOR.split(undated) if part.strip(" .") and not MINUTES.match(part)]
    is_plain = bool(parts) and is_name(parts[0]) and all(is_name(part) or _goes_with_a_name(part) for part in parts)
    if not is_plain:
        return []
    names = [clean_name(part) for part in parts]
    return [
        _as_spelled(name)
        for place, name in enumerate(names)
        if is_name(name) and (place == 0 or not HOUSE.search(name))
    ]


def _goes_with_a_name(text: str) -> bool:
    """Whether this may stand between two names: a job, a degree, the agency or paper of the one before."""
    return bool(JOB.search(text) or CREDENTIALS.match(text.strip()) or HOUSE.search(text.strip()))


def _as_spelled(name: str) -> str:
    """A name printed in capitals as it is spelled elsewhere: "ADA BARN" is Ada Barn, "A. J. Neal" stays."""
    if not name.isupper() or max(map(len, name.split())) < SHOUTED:
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)


def leading_name(text: str) -> str:
    """What stands before the first stroke, dot or "on", without words such as "Author" and "Posted by" before it."""
    return clean_name(LABELS.sub("", AFTER_FIRST.split(text.strip(" |·•:,-"))[0]))


def clean_name(text: str) -> str:
    """A name without "By", titles, handles, brackets and what follows it in its sentence; once, where it stands twice,
    for the eyes and for screen readers."""
    name = _bare(AFTER_NAME.sub("", _bare(text)))
    half = len(name) // 2
    return name[:half] if name == f"{name[:half]} {name[:half]}" else name


def _bare(text: str) -> str:
    """A name without the marks and words before it."""
    name = re.sub(r"^(?:by|von|par|por|di|door)\s+", "", text.strip(' \u00a0.,:;|·•*"“”'), flags=re.IGNORECASE)
    return TITLES.sub("", " ".join(name.split())).strip(" ,;:|-–—")


def is_name(name: str) -> bool:
    """Whether this may be the name of a person: at least two capitalised words, none of them a job."""
    if (
        " " not in name
        or len(name) > MAX_NAME
        or name.startswith(("The ", "Our ", "A ", "Mr "))
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
        parts = PARTS.split(value)
        people = [clean_name(part) for part in parts]
        if couple := FIRST_NAMES.fullmatch(value):
            found += couple.groups()
        elif len(parts) > 1 and is_name(people[0]):
            found += [name for name in people if is_name(name) or NAMED_TEAM.fullmatch(name)]
        else:
            whole = _bare(re.sub(r"\s*<?\S+@\S+>?", "", value))
            found.append(whole if is_somebody(whole) else "")
    return [name for name in dict.fromkeys(found) if name]


def is_somebody(name: str) -> bool:
    """Whether a stated name is one: not an address, not a description of a job or of everybody in the house."""
    if not name or len(name) > MAX_NAME or len(name.split()) > MAX_WORDS + 2 or "://" in name or "@" in name:
        return False
    if name.isdigit() or _is_month_and_day(name) or NO_BEGINNING.match(name) or NO_PART.search(name):
        return False
    return bool(NAMED_TEAM.fullmatch(name)) or not NOBODY.fullmatch(name)


def is_pen_name(name: str) -> bool:
    """Whether a printed name that is no person's is one at all: neither a job nor a button, such as "Read more"."""
    is_house = bool(NAMED_TEAM.fullmatch(name)) or (" " in name and bool(HOUSE.search(name)))
    return is_somebody(name) and (is_house or not JOB.search(name))


def _is_month_and_day(text: str) -> bool:
    words = text.casefold().replace(".", "").split()
    return any(word in MONTHS for word in words) and any(word.isdigit() for word in words)
