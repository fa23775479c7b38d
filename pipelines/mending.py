"""Text that was encoded twice, or read in the wrong encoding before it was written in the right one.

Such a page says that it is UTF-8, and so it is, but holds "Itâ\\x80\\x99s" or "Itâ€™s" for "It’s": somebody's UTF-8 was
taken for Latin-1 or windows-1252. What gives it away are the control characters \\x80 to \\x9f, which no text has, and
the pair "â€", which no language has. "It\\x92s" was windows-1252 that was taken for Latin-1.
"""

import re

CONTROL = "\x80-\x9f"
WINDOWS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What windows-1252 has in the place of the control characters."""

BEHIND = rf"[{CONTROL}\xa0-\xbf{WINDOWS}]"
TWICE = re.compile(rf"(?:[\xc2-\xdf]{BEHIND}|[\xe0-\xef]{BEHIND}{{2}}|[\xf0-\xf4]{BEHIND}{{3}})+")
"""What UTF-8 looks like where each byte was taken for a character."""

CONTROLS = re.compile(b"\xc2[\x80-\x9f]")
"""The control characters in UTF-8: among bytes they are found ten times faster than among characters."""

PAIR = "â€"

LATIN = ("Â", "Ã")
"""How the letters and signs of western languages begin that were encoded twice: "Ã©", "Â©". They are mended where
something else tells that the page was encoded twice."""

MEANT = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What windows-1252 has for each control character, nothing for the five that are none there either."""


def mended(text: str) -> str:
    """The text as it was meant, where it was encoded twice; any other text as it is."""
    if text.isascii() or not _is_damaged(text):
        return text
    is_twice = any(_is_damaged(found[0]) and _once(found[0]) for found in TWICE.finditer(text))

    def mend(found: re.Match[str]) -> str:
        may_be_meant = not _is_damaged(found[0]) and not found[0].startswith(LATIN)
        return found[0] if may_be_meant else _once(found[0]) or found[0]

    return (TWICE.sub(mend, text) if is_twice else text).translate(MEANT)


def _is_damaged(text: str) -> bool:
    """Whether a text holds what no text does."""
    return PAIR in text or bool(CONTROLS.search(text.encode("utf-8", "ignore")))


def _once(text: str) -> str | None:
    """The text that was encoded once more; None where it was not."""
    try:
        return b"".join(map(_byte, text)).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _byte(character: str) -> bytes:
    return character.encode("cp1252" if character in WINDOWS else "latin-1")
