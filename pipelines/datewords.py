"""What the words beside a date say about it, in the languages of Europe: publication, change, or something else."""

import re

UPDATED = re.compile(
    r"updat|modif|revis|aktualisiert|mis à jour|mise à jour|actualizado|actualización|aggiornato|aggiornamento"
    r"|bijgewerkt|opdateret|oppdatert|uppdaterad|atualizado|päivitetty|aktualizováno|обновлено|güncelle|更新"
    r"|edited|geändert|reviewed|fact.checked|zaktualizowano|last changed",
    re.IGNORECASE,
)
"""What says of a day that it is that of the last change."""

PUBLISHED = re.compile(
    r"publi|posted|written|veröffentlicht|erschienen|created|geplaatst|gepubliceerd|udgivet|opublikowano|pubblicato"
    r"|publicerad|publisert|julkaistu|first|stand:",
    re.IGNORECASE,
)
"""As UPDATED, for the publication."""

LABELS = re.compile(rf"\w{{0,20}}(?:{UPDATED.pattern}|{PUBLISHED.pattern})\w{{0,20}}", re.IGNORECASE)
"""Words of both, whole."""

LABEL_WORDS = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|satur|sat|sun)(?:day)?\b|\b\w*tag\b"
    r"|\b(?:lun|mar|mercre|jeu|vendre|same)di\b"
    r"|\b\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?|\b[ap]\.?m\.?\b|\b[A-Z]{2,4}T\b|\bmin(?:ute)?s?\b|\bread(?:ing)?\b"
    r"|\b(?:on|at|am|à|le|el|il|by|in|of|last|first|date|time|uhr|gmt|utc|posted|published|updated?|on|comments?)\b|\d+",
    re.IGNORECASE,
)
"""Words that stand around a date and say nothing: weekdays, times, how long it takes to read."""

FIRST = (
    r"(?:first|originally|initially|zuerst|erstmals|ursprünglich|initialement|originalmente|originariamente"
    r"|oorspronkelijk|ursprungligen|opprinnelig|oprindeligt"
    r"|(?:pour la |por |per la |pela )?(?:premi[eè]re fois|primei?ra vez|prima volta))"
)
"""What says that a publication is the first one, before or behind the word for it."""

THIS_WAS = (
    r"(?:this|the|dieser?s?|cet(?:te)?|est[ea]|quest[oa]|dit|den+[ae]) \w{1,20}"
    r"(?: (?:was|has been|wurde|ist|a été|fue|foi|è stat[oa]|is|werd|blev|ble))?"
)
"""How a sentence begins that tells when "this article was" published."""

PUBLISHED_BELOW = re.compile(
    rf"(?:{THIS_WAS} )?(?:(?:{FIRST}|article) )?"
    r"(?:published|posted|veröffentlicht|publiée?|publicad[oa]|pubblicat[oa]|gepubliceerd|publicerad|publisert|udgivet"
    rf"|erschien(?:en)?(?= {FIRST}? ?am\b))\b(?: {FIRST})?",
    re.IGNORECASE,
)
"""How a line begins that tells the publication wherever it stands."""

NOTE = re.compile(r"[^:.\d]{1,30}: ")
"""What may stand before a sentence that tells the publication: "Editor's note: "."""

PUBLISHED_ALONE = re.compile(rf"(?:{PUBLISHED_BELOW.pattern})(?: on| am| le)?:? ?", re.IGNORECASE)
"""Such a label on a line of its own."""

CHANGED_BELOW = re.compile(
    r"(?:this |the )?(?:page |article |post )?(?:was |is )?(?:last |zuletzt |laatst |sist |senast |última |ultimo )?"
    r"(?:updated|modified|revised|changed|reviewed|aktualisiert|geändert|bijgewerkt|gewijzigd|opdateret|oppdatert"
    r"|uppdaterad|actualización|aggiornamento|atualização|(?:dernière )?mise à jour)\b",
    re.IGNORECASE,
)
CHANGED_ALONE = re.compile(rf"(?:{CHANGED_BELOW.pattern})(?: on| am| le)?:? ?", re.IGNORECASE)
"""As PUBLISHED_BELOW and PUBLISHED_ALONE, for the last change."""

OTHER_DAY = re.compile(
    r"\b(?:received|accepted|accessed|retrieved|apply by|clos(?:es|ing)|due|born|died|starts|begins|joined|since"
    r"|next \w{1,20}|(?<!updated )as of):?(?: on)?\W{0,3}$",
    re.IGNORECASE,
)
"""The end of a label that tells something else than the publication."""

RANGE = re.compile(r"\s*(?:[-–—]|to|bis|au)\s*")
"""What stands between the first and the last day of something."""

OTHER_LINE = re.compile(
    r"©|\(c\)|copyright|all rights|expires|deadline|event|sale ends|valid|\buntil\b|\bbis (?:zum|\d)|jusqu|hasta el"
    r"|fino al|print edition|in print\b|^(?:photo|image|picture|foto|bild)\b",
    re.IGNORECASE,
)
"""What stands in lines whose days tell other things: rights, events, offers, prints, pictures."""
