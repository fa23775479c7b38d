"""What a page says about its article: headline, people, dates, section and the like, each with its source.

What readers see wins over what machines are told, where both are known: structured data are often broken, copied or the
work of a plug-in. What is not said stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.byline import head_of, read_byline
from pipelines.dateline import read_dateline
from pipelines.dates import reads_month_first
from pipelines.headline import (
    MAX_HEADLINE,
    find_heading,
    heading_before_byline,
    headline_in,
    line_above_text,
    text_of,
    without_name,
)
from pipelines.items import Image, Metadata
from pipelines.labelled import read_labelled_day
from pipelines.printed import Line, lines_of
from pipelines.stateddates import read_stated
from pipelines.structured import (
    MAX_NAME,
    article_of,
    clean_line,
    first_line,
    keywords_of,
    line,
    listed,
    marked_up,
    metas,
    name_of,
    types,
)

SHORTEST_NAME = 3
"""Letters of a part of the host's name that may be the magazine's, but for NO_NAMES."""

NO_NAMES = frozenset({"www", "com", "org", "net", "gov", "edu", "the"})

MAX_ADDRESS = 2_000
"""Characters of an address; browsers and servers take no longer ones."""

STANDFIRST_NEAR = 30
"""Elements after the headline in which a standfirst is looked for."""

AUTHOR = (
    "citation_author", "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "byl",
    "dc.creator", "dcterms.creator", "twitter:data1",
)  # fmt: skip
SECTION = ("article:section", "og:article:section", "parsely-section", "section")
ISSUE = ("citation_issue", "prism.issue", "issue")
STANDFIRST = re.compile(r"(^|[\s_-])(standfirst|dek|deck|subtitle|sub-?headline|article-?summary)($|[\s_-])", re.I)
CATEGORY_LINK = re.compile(r"\bcategory\b")
MAX_TRAIL = 300
"""Characters of a breadcrumb; what is longer is text."""

MAX_STEP = 40
"""Characters of a part of a breadcrumb."""

STEPS = re.compile("[>»›]")
SURNAME_FIRST = re.compile(r"^([\w'’-]+), ([^,\W]+\.?(?: \w\.?)*)$")  # as in libraries: "Barn, Ada B."
SPONSORED = re.compile(
    r"^(?:advertisement feature|advertorial|paid (?:partnership|post|content)|sponsored (?:by|content|post)|promoted by"
    r"|brought to you by|in partnership with|anzeige\b|advertisement:|publireportage|contenido patrocinado)",
    re.IGNORECASE,
)
ISSUE_LINE = re.compile(
    r"(?:from |in )?(?:the |our )?(?:(?:[A-Z]\w+ ?){0,3}\d{0,4} (?:print )?issue|issue (?:no\.? ?)?#?\d{1,5}.{0,30})",
    re.IGNORECASE,
)


def read_metadata(tree: HtmlElement, url: str, objects: Sequence[dict]) -> Metadata:
    """Everything the page says about its article. `url` is its address, `objects` is its JSON-LD, which its tree need
    not hold any more; the tree is not changed."""
    meta, markup = metas(tree), marked_up(tree)
    said = article_of(objects, _titles({}, meta, tree))
    titles = _titles(said, meta, tree)
    names = [*_magazine_names(said, objects, meta, titles), *_host_names(url)]
    heading, told = find_heading(tree, titles, names)
    lines = lines_of(tree, heading)
    if heading is None:
        heading, told = heading_before_byline(lines), "heading above the byline"
    if heading is None and not titles:
        heading, told = line_above_text(lines), "line above the text"
    heading_at = _place_of(heading, lines)
    head = head_of(lines, heading_at)

    sources: dict[str, str] = {}
    if heading is not None:
        headline = headline_in(heading, [*titles, *(without_name(title, names) for title in titles)])
    else:
        headline = without_name(titles[0], names) if titles else None
    sources["headline"] = told if heading is not None else "title of the page"
    byline = read_byline(tree, lines, heading_at, _stated_people(said, meta, markup, heading), names, url)
    language = tree.get("lang") or first_line(meta.get("og:locale", ()))
    month_first = reads_month_first(language, url)
    stated = read_stated(said, meta, markup, url, month_first)
    when = read_dateline(lines, head, heading_at, stated, month_first)
    if not when.published:
        beside = read_labelled_day(lines_of(tree, heading, with_sidebars=True), month_first)
        when = replace(when, published=beside.moment, source=beside.source) if beside else when
    section, sources["section"] = _section(said, meta, lines, head, names)
    standfirst, sources["standfirst"] = _standfirst(heading, said)
    sources |= {"people": byline.source, "date_modified": when.modified_source}
    sources["date_published"] = when.source or stated.impossible
    return Metadata(
        headline=line(headline.replace("<", "&lt;")) if headline else None,
        standfirst=standfirst,
        people=byline.people,
        date_published=when.published,
        date_modified=when.modified,
        section=section,
        kind="review" if any("Review" in kind for kind in types(said)) else None,
        publisher=name_of(said.get("publisher")) or first_line(meta.get("og:site_name", ())),
        canonical=_canonical(tree, url),
        keywords=keywords_of(said.get("keywords") or (meta.get("keywords") or [None])[0]),
        images=_lead_image(said, meta, url),
        issue=_issue(said, meta, lines, head),
        is_free=_is_free(said, meta),
        is_sponsored=any(SPONSORED.match(lines[place].text) for place in head) or None,
        sources={name: source for name, source in sources.items() if source},
    )


def _titles(said: dict, meta: dict[str, list[str]], tree: HtmlElement) -> list[str]:
    """The titles that the page announces, each once."""
    element = next(tree.iter("title"), None)
    values = [said.get("headline"), *(meta.get(name, [None])[0] for name in ("og:title", "twitter:title", "title"))]
    values.append(text_of(element) if element is not None else None)
    return list(dict.fromkeys(title for value in values if (title := line(value, MAX_HEADLINE))))


def _magazine_names(
    said: dict, objects: Sequence[dict], meta: dict[str, list[str]], titles: Sequence[str]
) -> list[str]:
    """What the magazine is called, wherever the page says so; not the title, which some templates give as its name."""
    values = [name_of(said.get("publisher"))]
    values += [name_of(entry.get("name")) for entry in objects if {"WebSite", "Organization"} & set(types(entry))]
    values += [first_line(meta.get(name, ())) for name in ("og:site_name", "application-name", "twitter:site")]
    names = [name for name in dict.fromkeys(values) if name]
    return [name for name in names if name not in titles] or names


def _host_names(url: str) -> list[str]:
    """The host's name and its parts: often the magazine's name without spaces."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    parts = (host, host.rpartition(".")[0], *host.split("."))
    return [part for part in parts if len(part) >= SHORTEST_NAME and part not in NO_NAMES]


def _place_of(heading: HtmlElement | None, lines: Sequence[Line]) -> int | None:
    """Where the headline stands among the lines: its last line."""
    if heading is None:
        return None
    inside, text = set(heading.iter()), text_of(heading)
    places = [place for place, found in enumerate(lines) if found.element in inside]
    return max(places, default=next((place for place, found in enumerate(lines) if found.text == text), None))


def _stated_people(
    said: dict, meta: dict[str, list[str]], markup: dict[str, list[HtmlElement]], heading: HtmlElement | None
) -> list[tuple[str, list[str]]]:
    """Names of authors in structured data, the best first."""
    people, companies = [], []
    for entry in listed(said.get("author") or said.get("creator")):
        is_company = isinstance(entry, dict) and {"Organization", "NewsMediaOrganization"} & set(types(entry))
        names = listed(entry.get("name")) if isinstance(entry, dict) else [entry]
        (companies if is_company else people).extend(name_of(name) or "" for name in names)
    found = [("JSON-LD", people)]
    found += [
        (f"meta {name}", [SURNAME_FIRST.sub(r"\2 \1", text) for value in meta[name] if (text := line(value))])
        for name in AUTHOR
        if name in meta and (name != "twitter:data1" or "by" in meta.get("twitter:label1", [""])[0].lower())
    ]
    own = [element for element in markup.get("author", ()) if _is_of(element, heading)]
    found += [("microdata", [name for element in own[:5] if (name := _marked_name(element))])]
    return [*found, ("JSON-LD organisation", companies)]


def _is_of(element: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether microdata describe the article under that headline, not a related one with a scope of its own."""
    scope = next((outer for outer in element.iterancestors() if outer.get("itemscope") is not None), None)
    return heading is None or scope is None or scope in set(heading.iterancestors())


def _marked_name(element: HtmlElement) -> str | None:
    """The name in an element that microdata call the author."""
    for inner in element.iter():
        if "name" in (inner.get("itemprop") or "").split():
            return line(inner.get("content") or inner.text_content(), MAX_NAME)
    return line(element.get("content") or element.text_content(), MAX_NAME)


def _section(
    said: dict, meta: dict[str, list[str]], lines: Sequence[Line], head: range, names: Sequence[str]
) -> tuple[str | None, str]:
    """The part of the magazine, as printed or stated."""
    section = first_line(listed(said.get("articleSection")))
    if section:
        return section, "JSON-LD"
    for name in SECTION:
        section = first_line(meta.get(name, ()))
        if section:
            return section, f"meta {name}"
    for place in head:
        found = lines[place]
        trail = None if found.heading else _end_of_trail(found.text)
        if trail:
            return line(trail, MAX_NAME), "breadcrumb"
        if found.href and any(CATEGORY_LINK.search(link.get("rel") or "") for link in _links(found.element)):
            return line(found.text, MAX_NAME), "category link"
    return None, ""


def _end_of_trail(text: str) -> str | None:
    """The last part of a breadcrumb, as in "Home > Film > Reviews"; None for another line."""
    if len(text) > MAX_TRAIL:
        return None
    *before, last = (step.strip() for step in STEPS.split(text))
    is_trail = all(0 < len(step) <= MAX_STEP and "/" not in step for step in before)
    return last if before and is_trail and 2 <= len(last) <= MAX_STEP else None


def _links(element: HtmlElement) -> list[HtmlElement]:
    """The links in an element, or the one around it."""
    return list(element.iter("a")) or list(element.iterancestors("a"))


def _standfirst(heading: HtmlElement | None, said: dict) -> tuple[str | None, str]:
    """The summary under the headline, where the template names it as one."""
    if heading is not None:
        for element in islice(_following(heading), STANDFIRST_NEAR):
            if STANDFIRST.search(element.get("class") or "") or STANDFIRST.search(element.get("itemprop") or ""):
                return line(element.text_content(), 2 * MAX_HEADLINE), "standfirst element"
    stated = line(said.get("alternativeHeadline"), 2 * MAX_HEADLINE)
    return stated, "JSON-LD" if stated else ""


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that begin behind the end of one, in order."""
    for outer in (element, *element.iterancestors()):
        for sibling in outer.itersiblings():
            yield from sibling.iter()


def _issue(said: dict, meta: dict[str, list[str]], lines: Sequence[Line], head: range) -> str | None:
    """The issue of the magazine: "June 2024", "Issue 47"."""
    for entry in listed(said.get("isPartOf")):
        if isinstance(entry, dict) and "PublicationIssue" in types(entry):
            return line(str(entry.get("issueNumber") or entry.get("name") or ""), MAX_NAME)
    stated = next((text for name in ISSUE if (text := first_line(meta.get(name, ())))), None)
    printed = (lines[place].text for place in head if not lines[place].heading)
    return stated or next((text for text in printed if len(text) <= MAX_NAME and ISSUE_LINE.fullmatch(text)), None)


def _is_free(said: dict, meta: dict[str, list[str]]) -> bool | None:
    """What the page says about a paywall; None when it says nothing."""
    parts = [part for part in listed(said.get("hasPart")) if isinstance(part, dict)]
    stated = [value for entry in (said, *parts) if (value := entry.get("isAccessibleForFree")) is not None]
    if stated:  # an article of which a part is not free is not free
        return all(str(value).casefold().rpartition("/")[2] in ("true", "1", "yes") for value in stated)
    tier = (first_line(meta.get("article:content_tier", ())) or "").casefold()
    return {"free": True, "locked": False, "metered": False}.get(tier)


def _canonical(tree: HtmlElement, url: str) -> str | None:
    """The address in `<link rel=canonical>`, absolute; None when it is not one of the web."""
    for link in tree.iter("link"):
        if link.get("href") is not None and "canonical" in (link.get("rel") or "").lower().split():
            return _web_address(link.get("href"), url)
    return None


def _web_address(address: object, base: str) -> str | None:
    """The address made absolute; None when it is none, too long or not of the web."""
    if not isinstance(address, str) or len(address) > MAX_ADDRESS or not address.strip():
        return None
    try:
        absolute = urljoin(base, clean_line(address))
        return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
    except ValueError:  # "http://[": no address at all
        return None


def _lead_image(said: dict, meta: dict[str, list[str]], url: str) -> tuple[Image, ...]:
    """The picture that the page announces for its article."""
    announced = meta.get("og:image", [None])[0]
    for entry in [announced, *listed(said.get("image"))]:
        address = _web_address(entry.get("url") if isinstance(entry, dict) else entry, url)
        if address:
            alt = first_line(meta.get("og:image:alt", ())) if entry == announced else None
            return (Image(address, alt=alt),)
    return ()
