"""Is a text written as news are? By whom it quotes, from where it reports, and that nobody says "I" or "you" in it."""

import re
from collections.abc import Sequence

from pipelines.blocks import Block

ATTRIBUTIONS = 2
"""Times that somebody is named as the source, at least."""

PERSONAL = 0.005
"""Part of the words outside quotation marks that may be "I", "we" or "you". Reports have next to none, columns and
advice from .01 on."""

BEGINNING = 200
"""Characters of a paragraph in which a dateline stands."""

FIRST = 3
"""Paragraphs, the first of the text, in which a dateline or an agency is looked for: above may stand the date."""

CITY = r"[^\W\d_a-z][\w.'’-]*(?:[ ,/]+[^\W\d_a-z][\w.'’-]*){0,3}"
AGENCY = (
    r"(?:AP|AFP|dpa|AFX|ANSA|EFE|APA|ANP|TT|NTB|CNN|UPI|PTI|IANS|KNA|epd|Xinhua|Reuters|Lusa|Belga|Bloomberg"
    r"|Associated Press|Agence France-Presse)"
)
DATELINE = re.compile(
    rf"(?:(?:{CITY}(?:, [^()–—]{{1,30}})? ?)?\({AGENCY}[^()]{{0,20}}\)"
    rf"|[^\W\d_a-z]{{3,}}(?:[ ,.]+[^\W\d_a-z][\w.]*){{0,3}} ?(?:–|—|--) ?[^\W\d_])"
)
"""A place before a dash or an agency in parentheses: "LIMA – ", "Lima (AFP) –", "LIMA, Peru (AP) —"."""

SOURCE = re.compile(
    r"\b(?:said|says|told|according to|reported|announced|confirmed"
    r"|sagte|erklärte|teilte|laut|a (?:déclaré|annoncé|indiqué|affirmé)|selon|dijo|según|anunció|informó|declaró"
    r"|ha (?:detto|dichiarato|annunciato)|secondo|disse|segundo|afirmou|zei|volgens|meldt|sade|enligt|sagde|ifølge"
    r"|sa|ifølge)\b"
)
SPEECH = re.compile('“[^”]{0,1000}”|"[^"]{0,1000}"|„[^“”]{0,1000}[“”]|«[^»]{0,1000}»|‘[^’]{0,300}’(?!\\w)')
WORD = re.compile(r"\w+")
PERSON = re.compile(
    r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur|[Yy]ou|[Yy]our|[Ii]ch|[Mm]eine?[rmns]?|[Ww]ir|[Uu]nsere?[rmns]?|[Dd]u|[Dd]eine?[rmns]?"
    r"|[Jj]e|[Nn]ous|[Vv]ous|[Nn]otre|[Vv]otre|[Yy]o|[Nn]osotros|[Nn]uestr[oa]s?|[Tt]ú|[Nn]oi|[Nn]ostr[oaie]|[Ii]k|[Ww]ij"
    r"|[Oo]nze|[Jj]ij|[Jj]ouw)\b"
)


def is_reported(kept: Sequence[Block], is_called_news: bool) -> bool:
    """Whether the kept blocks are written as news: with a dateline, or, where the page calls it news, with sources."""
    said = SPEECH.sub(" ", " ".join(block.text for block in kept))
    if len(PERSON.findall(said)) > PERSONAL * len(WORD.findall(said)):
        return False
    if any(DATELINE.match(block.text[:BEGINNING]) for block in kept[:FIRST]):
        return True
    return is_called_news and len(SOURCE.findall(said)) >= ATTRIBUTIONS
