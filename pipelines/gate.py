"""Is this page an article at all? Error pages, walls and empty shells come back as text, too.

Each check is narrow: an article lost is worse than a wall kept, which readers of the database see and can report.
"""

import re

from lxml.html import HtmlElement

SHORT = 200
"""Words of a text that is short enough to be a notice. An article may be called "Page not found" and tell about it at
length; no error page of the hostile corpus has more than 80 words."""

OTHER_FILE = re.compile(
    r"\s*(?:%PDF-|.?PNG\r?\n|GIF8|PK\x03\x04|\{|\[\s*[{\[\"\d]|<\?xml(?!.{0,2000}<html))", re.IGNORECASE | re.DOTALL
)
MARKUP = re.compile(r"<(?:html|head|body|p|div|article|h1|br|span|title|meta)\b", re.IGNORECASE)

NOTICES = {
    "an error page": (
        r"(?:error\s+)?(?:40[0134]|410|5\d\d)\b(?!\s+\w+\s+\w+\s+\w+\s+\w+)|"
        r"(?:page|article|story|content) (?:was )?not found|"
        r"(?:page|article|story)(?: you.{1,40})? (?:can(?:no|')t be found|does(?: not|n't) exist|is (?:missing|gone))|"
        r"internal server error|bad gateway|service unavailable|gateway time-?out|oops|not found|"
        r"seite nicht gefunden|page introuvable|página no encontrada"
    ),
    "a refusal": (
        r"access denied|forbidden|too many requests|rate limit|you have been blocked|unauthori[sz]ed|"
        r"(?:not|un)available in your (?:country|region|location)|unavailable for legal reasons"
    ),
    "a test for robots": (
        r"just a moment|are you (?:a )?(?:human|robot)|"
        r"verify(?:ing)? (?:that )?you are (?:a )?human|attention required|"
        r"security check|checking your browser|press (?:&|and) hold|captcha|access to this page has been denied"
    ),
    "a login form": (
        r"(?:log|sign) ?in(?: to .*| required)?$|please (?:log|sign) in|(?:subscribe|register) to (?:continue|read)"
    ),
    "a consent form": (
        r"before you continue|we (?:value|respect|care about) your privacy|your privacy|"
        r"cookie (?:consent|settings|policy)|"
        r"(?:are you|you must be) (?:over|at least|of legal)|age (?:verification|check|gate)|how old are you"
    ),
    "a maintenance notice": (
        r"(?:down |under |scheduled )?(?:for )?maintenance\b|(?:we'll|we will|be) (?:be )?(?:right )?back soon"
    ),
    "a page of search results": r"search results\b|results for\b",
}
SAID = {what: re.compile(pattern, re.IGNORECASE) for what, pattern in NOTICES.items()}
JAVASCRIPT = re.compile(r"(?:enable|requires?|need|turn on|activate|without) (?:to )?(?:\w+ )?javascript", re.I)


def refuse_file(text: str) -> str | None:
    """Why a decoded file cannot be an article; None when it may hold a page."""
    if not text.strip():
        return "The page is empty."
    if OTHER_FILE.match(text) or not MARKUP.search(text):
        return "This is a file of another kind, not a page."
    return None


def refuse_text(tree: HtmlElement, body: str) -> str | None:
    """Why what was read is not an article; None when it may be one. `body` is the text that was read, maybe none."""
    words = len(body.split())
    if words < SHORT:
        for line in _titles(tree):
            for what, pattern in SAID.items():
                if pattern.match(line):
                    return f"This is {what}: {line[:100]}"
        notice = " ".join(element.text_content() for element in tree.iter("noscript")) + body
        if words < SHORT / 4 and any("refresh" in (meta.get("http-equiv") or "").lower() for meta in tree.iter("meta")):
            return "The page only leads on to another."
        if words < SHORT / 4 and JAVASCRIPT.search(notice[:5_000]):
            return "The page shows its text only with JavaScript."
    return None if words else "No text was found on the page."


def _titles(tree: HtmlElement) -> list[str]:
    """The page's title and its first headings, each on one line."""
    titles = [*tree.iter("title"), *tree.iter("h1"), *tree.iter("h2")][:5]
    return [line for title in titles if (line := " ".join(title.text_content()[:1_000].split()))]
