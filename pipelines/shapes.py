"""What the shape of an address says about the page behind it, even before it is fetched."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.items import PageKind

SLUG_WORDS = 4  # words with hyphens between that make a headline of a path segment; sections have three at most
SLUG_WORDS_WITH_ENDING = 3  # the same before .html, where sections seldom stand

INDEX = re.compile(
    r"(index|default|home|main|start|welcome)\d?(\.(x?html?|php\d?|aspx?|jsp|cfm|shtml))?", re.IGNORECASE
)
ENDING = re.compile(r"\.(x?html?|php\d?|aspx?|jspx?|cfm|shtml|stm|story|article|ece|do)$", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?", re.IGNORECASE)
YEAR = re.compile(r"(19|20)\d\d")
MONTH_OR_DAY = re.compile(r"\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec", re.IGNORECASE)
DATE_IN_PATH = re.compile(
    r"/(19|20)\d\d[/-](\d{1,2}|[a-z]{3})([/-]\d{1,2})?/[^/]|/(19|20)\d{6}[/-]?[^/]", re.IGNORECASE
)
NUMBER = re.compile(r"\d{4,}|(?:[a-z]+[-_])?[a-z]{0,3}[-_]?\d{5,}", re.IGNORECASE)
PAGE_SEGMENT = re.compile(r"(page|pagina|seite|p)[-_]?\d{1,5}", re.IGNORECASE)
PAGE_NAMES = frozenset("page paged pg pagina seite pagenum pageno page_num offset start".split())
ID_NAMES = frozenset(
    "p id article articleid article_id aid story storyid story_id newsid news_id nid postid post_id".split()
)

# A segment that announces a list: what follows it is a topic, a name or a number, not an article.
LISTS = frozenset(
    "category categories kategorie categoria categorie cat tag tags tagged stichwort etiqueta topic topics thema "
    "themen tema temas subject subjects author authors "
    "autor autoren auteur auteurs autore contributor contributors writer "
    "writers people profile profiles user users member members archive archives archiv archivo archivio section "
    "sections rubrik rubrique series channel channels label labels keyword keywords issue issues".split()
)
# A last segment that is a list by itself.
LIST_ENDS = LISTS | frozenset(
    "news blog blogs articles latest all stories features reviews magazine feed newsroom".split()
)


@lru_cache(maxsize=8192)  # the links of a site's menu come again with every page
def kind_of(url: str) -> PageKind:
    """A guess from the address alone: ARTICLE, LISTING or UNKNOWN."""
    if looks_like_listing(url):
        return PageKind.LISTING
    if looks_like_article(url):
        return PageKind.ARTICLE
    return PageKind.UNKNOWN


def is_front(url: str) -> bool:
    """Whether an address is a site's front page: no path, or only an index file or language, and no query."""
    parts = urlsplit(url)
    segments = segments_of(url)
    if parts.query or len(segments) > 2:
        return False
    rest = [segment for segment in segments if not INDEX.fullmatch(segment)]
    return not rest or (len(rest) == 1 and LANGUAGE.fullmatch(rest[0]) is not None)


def looks_like_listing(url: str) -> bool:
    """Whether the address has the shape of a front page, section, tag, author, archive or numbered list."""
    if is_front(url):
        return True
    segments = [segment.lower() for segment in segments_of(url)]
    names = {name.lower() for name, _ in parse_qsl(urlsplit(url).query)}
    if segments and INDEX.fullmatch(segments[-1]):
        segments = segments[:-1]
    if not segments:
        return bool(names & PAGE_NAMES) and not names & ID_NAMES
    last = segments[-1]
    if len(segments) == 1 and PAGE_SEGMENT.fullmatch(last) and last != "p":
        return True
    if len(segments) >= 2 and segments[-2] == "page" and last.isdigit():
        return looks_like_listing_path(segments[:-2]) or not looks_like_slug(segments[-3] if len(segments) > 2 else "")
    return looks_like_listing_path(segments)


def looks_like_listing_path(segments: list[str]) -> bool:
    """The same for a path in lower-case segments, without page number and index file."""
    if not segments:
        return True
    if all(YEAR.fullmatch(s) or MONTH_OR_DAY.fullmatch(s) for s in segments) and YEAR.fullmatch(segments[0]):
        return True
    if segments[-1] in LIST_ENDS:
        return True
    before_last = segments[-2] if len(segments) > 1 else ""
    if before_last in LISTS and not ENDING.search(segments[-1]) and not NUMBER.fullmatch(segments[-1]):
        return not looks_like_slug(segments[-1])
    dated = len(segments) > 1 and all(YEAR.fullmatch(s) or MONTH_OR_DAY.fullmatch(s) for s in segments[1:])
    return dated and segments[0] in LIST_ENDS and YEAR.fullmatch(segments[1]) is not None


def looks_like_article(url: str) -> bool:
    """Whether the address has a date and a name, a long slug, an article's number or a file's name like a headline."""
    parts = urlsplit(url)
    if DATE_IN_PATH.search(parts.path):
        return True
    segments = segments_of(url)
    if segments and (looks_like_slug(segments[-1]) or NUMBER.fullmatch(ENDING.sub("", segments[-1]))):
        return True
    if len(segments) > 1 and INDEX.fullmatch(segments[-1]) and looks_like_slug(segments[-2]):
        return True
    return any(name.lower() in ID_NAMES and value.isdigit() for name, value in parse_qsl(parts.query))


def looks_like_slug(segment: str) -> bool:
    """Whether a path segment is a headline in small letters: several words with hyphens or underscores between."""
    name = ENDING.sub("", segment)
    words = [word for word in re.split(r"[-_+ ]", name) if word]
    return len(words) >= (SLUG_WORDS if name == segment else SLUG_WORDS_WITH_ENDING)


def segments_of(url: str) -> list[str]:
    """The parts of the path between slashes, decoded, without empty ones."""
    return [unquote(segment) for segment in urlsplit(url).path.split("/") if segment]
