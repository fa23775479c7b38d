"""Rules for a site, as people write them: the format of ftr-site-config (docs/rules.md), a directive a line.

    title: //h1
    body: //div[@class='story']
    strip: //aside
    # offprint keep: //aside[@class='recipe']

Rules are data from strangers. Nothing in a file raises; what is not understood or not allowed becomes a remark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.xpath import XPath, XPathRefused
from pipelines.xpath import parse as parse_xpath

MAX_CHARACTERS = 200_000
"""Characters of a file that are read: ten times the longest file seen in the public collection."""

MAX_RULES = 1_000
"""Rules of one file; the longest file seen has some hundred."""

MAX_REMARKS = 100
"""Remarks about one file: a file that is no rule file has as many as lines."""

MAX_SHOWN = 200
"""Characters of a line that are shown in a remark."""

XPATHS = frozenset("title body author date strip single_page_link next_page_link native_ad_clue".split())
LINKS = frozenset(("single_page_link", "next_page_link"))
OWN = frozenset(("keep", "standfirst"))  # behind "# offprint", so that other readers of the format skip them
TEXTS = frozenset(("strip_id_or_class", "strip_image_src"))
SWITCHES = frozenset(("prune", "autodetect_on_failure", "skip_json_ld"))
YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}

# Directives of the format that have no effect here, and why.
WITHOUT_EFFECT = {
    "tidy": "pages are always repaired while they are parsed",
    "parser": "there is one parser",
    "http_header": "Offprint sends no headers but its own",
    "single_page_link_in_feed": "articles are read from their pages, not from feeds",
    "autodetect_next_page": "further pages are always looked for",
    "insert_detected_image": "pictures are not put into the text",
    "src_lazy_load_attr": "pictures that load late are always found",
}
WITHOUT_EFFECT |= dict.fromkeys(
    "requires_login login_uri login_username_field login_password_field login_extra_fields not_logged_in_xpath".split(),
    "nothing is logged in to",
)
WITHOUT_EFFECT |= dict.fromkeys(
    "strip_attr post_strip_attr strip_comments convert_double_br_tags footnotes skip_id_or_class wrap_in move_into "
    "dissolve".split(),
    "it changes how a text looks, which is not kept",
)

DIRECTIVE = re.compile(r"(?P<name>[A-Za-z_]+)\s*(?:\((?P<argument>.*?)\)\s*)?:(?P<value>.*)", re.DOTALL)
OWN_DIRECTIVE = re.compile(r"#\s*offprint\s+(?P<name>\w+)\s*:(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line that says what to find on a page.

    name    the directive, such as `strip`
    value   what the file says behind the colon
    where   file and line, such as `owls.example.txt:4`
    xpath   what to find; None for `strip_id_or_class` and `strip_image_src`, whose `value` is a part of an attribute
    only_if for links to further pages: what must be found, too (`if_page_contains`)
    """

    name: str
    value: str
    where: str
    xpath: XPath | None = None
    only_if: XPath | None = None

    def __str__(self) -> str:
        return f"{self.where} {self.name}: {self.value}"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text that is replaced in a page's source before it is parsed."""

    find: str
    replace: str
    where: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A line without effect, and why. `is_mistake`: the line cannot be used; otherwise Offprint does without it."""

    where: str
    line: str
    reason: str
    is_mistake: bool


@dataclass(frozen=True, slots=True)
class Test:
    """A page of the site, and texts that its article holds when the rules are right."""

    __test__ = False  # pytest takes classes of this name for its own

    url: str
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What files say about a site. Rules of one name stand in the order in which they are tried.

    prune                   False: no block of the body is dropped but by a rule; None: the files do not say
    autodetect_on_failure   False: a page on which the body's rules find nothing has no article
    skip_json_ld            True: structured data of the page is not to be trusted
    """

    rules: tuple[Rule, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    prune: bool | None = None
    autodetect_on_failure: bool | None = None
    skip_json_ld: bool | None = None
    tests: tuple[Test, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def of(self, name: str) -> Iterator[Rule]:
        """The rules of a directive, in order."""
        return (rule for rule in self.rules if rule.name == name)


def parse(text: str, name: str) -> Rules:
    """The rules in the text of a file. `name` is the file's, for remarks. Nothing is raised."""
    file = _File(name)
    for number, line in enumerate(text[:MAX_CHARACTERS].split("\n"), 1):
        file.read(number, line.strip().removeprefix("\ufeff"))
    if len(text) > MAX_CHARACTERS:
        file.remark("", f"The file is cut after {MAX_CHARACTERS:,} characters.")
    return file.rules()


def merged(first: Rules, then: Rules) -> Rules:
    """Rules of two files as one; where both say something, `first` is tried first.

    With `autodetect_on_failure: no` the first stands alone. Remarks and tests of both are kept.
    """
    both = {"tests": first.tests + then.tests, "remarks": first.remarks + then.remarks}
    if first.autodetect_on_failure is False:
        return Rules(first.rules, first.replacements, first.prune, False, first.skip_json_ld, **both)
    known = {(rule.name, rule.value) for rule in first.rules}
    return Rules(
        first.rules + tuple(rule for rule in then.rules if (rule.name, rule.value) not in known),
        first.replacements + then.replacements,
        first.prune if first.prune is not None else then.prune,
        first.autodetect_on_failure if first.autodetect_on_failure is not None else then.autodetect_on_failure,
        first.skip_json_ld if first.skip_json_ld is not None else then.skip_json_ld,
        **both,
    )


class _File:
    """A file while it is read, line by line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.where = name
        self.found: dict[tuple[str, str], Rule] = {}
        self.finds: list[tuple[str, str]] = []  # what to replace, and where that stands
        self.replaces: list[str] = []
        self.switches: dict[str, bool] = {}
        self.tests: list[Test] = []
        self.remarks: list[Remark] = []
        self.last: Rule | None = None  # the link that `if_page_contains` in the next line belongs to

    def read(self, number: int, line: str) -> None:
        """Take one line, without white space around it."""
        self.where = f"{self.name}:{number}"
        last, self.last = self.last, None
        own = OWN_DIRECTIVE.match(line)
        if not line or (line.startswith("#") and not own):
            self.last = last
            return
        directive = own or DIRECTIVE.match(line)
        if directive is None:
            self.remark(line, "It is no directive, which is a word and a colon.")
            return
        name, value = directive["name"].lower(), directive["value"].strip()
        argument = None if own else directive["argument"]
        if own and name not in OWN:
            self.remark(line, f"There is no {name!r} behind # offprint, only {' and '.join(sorted(OWN))}.")
        elif name == "replace_string" and argument != "":
            self._take_replacement(argument, value)
        elif name in WITHOUT_EFFECT:
            self.remark(line, f"Not used: {WITHOUT_EFFECT[name]}.", is_mistake=False)
        elif argument is not None:
            self.remark(line, f"There is no directive {name}({argument[:MAX_SHOWN]}).")
        elif not value:
            self.remark(line, "Nothing stands behind the colon.")
        elif name == "find_string":
            self.finds.append((value, self.where))
        elif name in XPATHS or own:
            self._take_xpath(name, value, line)
        elif name == "if_page_contains":
            self._take_condition(last, value, line)
        elif name in TEXTS:
            self._take(Rule(name, value.replace("'", "").replace('"', ""), self.where))
        elif name in SWITCHES:
            self._take_switch(name, value, line)
        elif name in ("test_url", "test_urls"):
            self.tests.append(Test(value))
        elif name == "test_contains" and self.tests:
            test = self.tests[-1]
            self.tests[-1] = Test(test.url, (*test.contains, value))
        else:
            self.remark(line, f"There is no directive {name!r}.")

    def remark(self, line: str, reason: str, *, is_mistake: bool = True) -> None:
        """Note why a line has no effect."""
        if len(self.remarks) < MAX_REMARKS:
            self.remarks.append(Remark(self.where, line[:MAX_SHOWN], reason, is_mistake))

    def rules(self) -> Rules:
        """All that was read."""
        replacements: tuple[Replacement, ...] = ()
        if len(self.finds) == len(self.replaces):
            pairs = zip(self.finds, self.replaces, strict=True)
            replacements = tuple(Replacement(find, replace, where) for (find, where), replace in pairs)
        else:
            self.where = self.name
            self.remark("find_string, replace_string", "None is used: there are not as many of one as of the other.")
        return Rules(
            tuple(self.found.values()),
            replacements[:MAX_RULES],
            **self.switches,
            tests=tuple(self.tests),
            remarks=tuple(self.remarks),
        )

    def _take(self, rule: Rule) -> None:
        if len(self.found) < MAX_RULES:
            self.found.setdefault((rule.name, rule.value), rule)
        else:
            self.remark(str(rule), f"The file has more than {MAX_RULES:,} rules.")

    def _take_xpath(self, name: str, value: str, line: str) -> None:
        try:
            rule = Rule(name, value, self.where, parse_xpath(value))
        except XPathRefused as refused:
            self.remark(line, str(refused))
            return
        self._take(rule)
        self.last = rule if name in LINKS else None

    def _take_condition(self, link: Rule | None, value: str, line: str) -> None:
        """A link is only followed where a page holds something. A condition that is refused takes its link along."""
        if link is None:
            self.remark(line, "It belongs behind a line with single_page_link or next_page_link.")
            return
        self.found.pop((link.name, link.value), None)
        try:
            self._take(Rule(link.name, link.value, link.where, link.xpath, parse_xpath(value)))
        except XPathRefused as refused:
            self.remark(line, f"{refused} The link before it is not used either.")

    def _take_replacement(self, argument: str | None, value: str) -> None:
        if argument is not None:
            self.finds.append((argument, self.where))
        self.replaces.append(value)

    def _take_switch(self, name: str, value: str, line: str) -> None:
        if value.lower() in YES_OR_NO:
            self.switches[name] = YES_OR_NO[value.lower()]
        else:
            self.remark(line, "It is yes or no.")
