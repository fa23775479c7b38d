"""XPaths from strangers: only what can be evaluated in bounded time, and reads nothing but the page.

XPath 1.0 as lxml has it, without what reaches beyond the page (functions of other libraries, variables, namespaces).
What makes an expression slow are its *wide* steps: those that lead from one element to any number of others, up, down
or sideways in the page. A page of 7,000 elements, lxml 6.1: `//p` takes 0.01 s, `//div//div` up to 1.5 s,
`//*[following::*[following::*]]` and `//*/following::*` minutes. So wide steps are counted:

- A path is cut before every further wide step. libxml2 evaluates the pieces, each from all that the piece before has
  found; in one go it compares every find with every other. So a long chain of steps costs no more than its pieces.
- What cannot be cut, as it stands in brackets, has a *degree*: the wide steps that multiply each other. It is two at
  most: `//li[.//a]` has degree two, `//li[.//a[.//b]]` three and is refused.
- While a page is read, every piece must keep below WORK: elements to the power of the degree, for each start.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

MAX_LENGTH = 1_000
"""Characters of an expression. The longest of 260 read from the public collection has 265."""

MAX_TOKENS = 250
"""Names, signs and literals of an expression; it also bounds how long a joined text can grow."""

MAX_NESTING = 10
"""Brackets in brackets. A class test as it is written, `[contains(concat(' ', normalize-space(@class)...`, has four."""

MAX_DEGREE = 2
"""Wide steps that multiply each other: the third makes a page of 7,000 elements a matter of minutes."""

WORK = 50_000_000
"""Elements looked at by one piece of an expression, at worst: a second, or five where it compares the text of each. It
is degree two on 7,000 elements, which is more than the largest of some 1,600 saved pages has."""

MAX_FINDS = 1_000_000
"""Elements found by one piece, those found from several starts counted as often: 0.1 seconds."""

FUNCTIONS = frozenset(
    "last position count local-name name string concat starts-with contains substring-before substring-after substring "
    "string-length normalize-space translate boolean not true false number sum floor ceiling round".split()
)
NODE_TESTS = frozenset(("text", "node", "comment"))
NARROW = frozenset(("child", "attribute", "self"))
DOWN = frozenset(("//", "descendant", "descendant-or-self"))
UP_ONE = frozenset(("..", "parent"))
SIDEWAYS = frozenset("following following-sibling preceding preceding-sibling ancestor ancestor-or-self".split())

OPENING = frozenset("([")
CLOSING = frozenset(")]")
OPERATORS = frozenset("| + - = != < <= > >=".split())
OPERATOR_NAMES = frozenset(("*", "and", "or", "div", "mod"))  # behind an operand; elsewhere they are elements
ENDS_OPERAND = frozenset((")", "]", ".", "..", "*"))

TOKEN = re.compile(
    r"""\s*+(?:
      (?P<literal>"[^"]*"|'[^']*')
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<sign>::|//|\.\.|!=|<=|>=|[]/|()[@,.+=<>*-])
    | (?P<name>[^\W\d][\w.-]*)
    )""",
    re.VERBOSE,
)
BEHIND_NAME = re.compile(r"\s*+(::|\(|)")

Found = HtmlElement | str
"""What an expression finds: elements, and text or attributes as lxml's strings, which know where they stand."""


class XPathRefused(ValueError):
    """An expression that is not evaluated, in general or on this page. The message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a path that is evaluated in one go. `goes_down`: it finds only what lies below its start."""

    source: str
    degree: int
    goes_down: bool


@dataclass(frozen=True, slots=True)
class XPath:
    """An expression that may be evaluated: one or more paths (`|` between them), each of one or more pieces."""

    source: str
    paths: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """A part of an expression. `begins`: no step stands before it, so that a "/" here is the root of the page."""

    text: str
    kind: str  # literal, number, sign, name, operator, axis, function
    start: int
    begins: bool


@dataclass(slots=True)
class _Bracket:
    """What is read between two brackets, or outside all of them."""

    before: int  # wide steps that lead to it: what stands in it is evaluated for each of their finds
    wide: int = 0  # of the path that is read
    widest: int = 0  # of all its paths


def parse(source: str) -> XPath:
    """Check an expression and cut it into pieces. Raises XPathRefused."""
    if len(source) > MAX_LENGTH:
        raise XPathRefused(f"It is longer than {MAX_LENGTH} characters.")
    tokens = list(_tokens(source))
    if len(tokens) > MAX_TOKENS:
        raise XPathRefused(f"It has more than {MAX_TOKENS} parts.")
    _check(tokens)
    try:
        _compiled(source)
        paths = _paths(source, tokens)
        for piece in chain.from_iterable(paths):
            _compiled(piece.source)
    except (etree.XPathSyntaxError, ValueError):  # ValueError: a control character in a literal
        raise XPathRefused("It is not valid XPath.") from None
    if any(piece.degree > MAX_DEGREE for piece in chain.from_iterable(paths)):
        raise XPathRefused("It would take too long: brackets within brackets that search the page.")
    return XPath(source, paths)


def evaluate(xpath: XPath, tree: HtmlElement) -> list[Found]:
    """What an expression finds on a page, each once; elements in the page's order.

    A result that is a text is one find, an empty one or False none, True the word "true"; numbers find nothing.
    Raises XPathRefused where the page is too large for the expression, or the expression makes no sense, such as
    `count('a')`.
    """
    try:
        found = _each_once(one for path in xpath.paths for one in _walk(path, tree))
    except etree.XPathError as error:
        raise XPathRefused(f"It cannot be evaluated: {error}.") from None
    is_in_order = len(xpath.paths) == len(xpath.paths[0]) == 1
    if not is_in_order and all(isinstance(one, HtmlElement) for one in found):
        elements = set(found)
        return [element for element in tree.getroottree().iter("*") if element in elements]
    return found


def _walk(path: tuple[Piece, ...], tree: HtmlElement) -> list[Found]:
    """What one path finds: every piece is evaluated from each find of the one before."""
    first, *others = path
    _check_work([tree], first, tree)
    found = _results(_compiled(first.source)(tree))
    for piece in others:
        if not all(isinstance(start, HtmlElement) for start in found):
            raise XPathRefused("It goes on from a text or an attribute.")
        _check_work(found, piece, tree)
        evaluate_piece = _compiled(piece.source)
        finds: list[Found] = []
        for start in found:
            finds += _results(evaluate_piece(start))
            if len(finds) > MAX_FINDS:
                raise XPathRefused("It finds too much on this page.")
        found = _each_once(finds)
    return found


def _each_once(found: Iterable[Found]) -> list[Found]:
    """The finds without those that are there already; texts and attributes are told apart by where they stand."""
    known: dict[object, Found] = {}
    for one in found:
        place = one
        if not isinstance(one, HtmlElement) and hasattr(one, "getparent"):
            place = (one.getparent(), one.attrname, one.is_tail)
        known.setdefault(place, one)
    return list(known.values())


def _check_work(starts: list[HtmlElement], piece: Piece, tree: HtmlElement) -> None:
    """Raise XPathRefused when a piece could look at more than WORK elements."""
    if piece.degree < MAX_DEGREE and len(starts) == 1:
        return
    elements = int(_compiled("count(//*)")(tree))
    below = _compiled("count(descendant-or-self::*)")
    work = 0
    for start in starts:
        work += int(below(start) if piece.goes_down else elements) ** piece.degree
        if work > WORK:
            raise XPathRefused(f"It would take too long on this page of {elements:,} elements.")


def _results(result: object) -> list[Found]:
    if isinstance(result, list):
        return result
    if isinstance(result, bool):
        return ["true"] if result else []
    return [result] if isinstance(result, str) and result.strip() else []


@lru_cache(maxsize=2_048)
def _compiled(source: str) -> etree.XPath:
    return etree.XPath(source, regexp=False)


def _tokens(source: str) -> Iterator[_Token]:
    """The parts of an expression. `*` and names such as `div` are operators behind an operand, as XPath has it."""
    at, operand, begins = 0, False, True
    end = len(source.rstrip())
    while at < end:
        match = TOKEN.match(source, at)
        if match is None:
            raise XPathRefused(f"It holds {source[at:].strip()[:1]!r}, which no expression here may.")
        kind = str(match.lastgroup)
        text, start, at = match[kind], match.start(kind), match.end()
        behind = BEHIND_NAME.match(source, at)[1]
        if text in OPERATORS or (operand and text in OPERATOR_NAMES):
            kind = "operator"
        elif kind == "name" and behind:
            kind = "axis" if behind == "::" else "function"
        yield _Token(text, kind, start, begins)
        operand = kind in ("literal", "number", "name") or (kind == "sign" and text in ENDS_OPERAND)
        begins = kind == "operator" or text in OPENING or text == ","


def _check(tokens: list[_Token]) -> None:
    """Refuse functions and axes that are not listed, and brackets nested too deep or not closed."""
    depth = 0
    for token in tokens:
        if token.kind == "function" and token.text not in FUNCTIONS | NODE_TESTS:
            raise XPathRefused(f"The function {token.text}() is not allowed.")
        if token.kind == "axis" and token.text not in NARROW | DOWN | UP_ONE | SIDEWAYS:
            raise XPathRefused(f"There is no axis {token.text}.")
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth > MAX_NESTING:
            raise XPathRefused(f"Its brackets are nested more than {MAX_NESTING} deep.")


def _paths(source: str, tokens: list[_Token]) -> tuple[tuple[Piece, ...], ...]:
    """The paths of an expression, each cut before every wide step but the first outside all brackets.

    What is not made of paths alone, such as `concat(//a, 'b')`, is one piece.
    """
    outside = set(_outside(tokens))
    if any(token.kind == "operator" and token.text != "|" for token in outside):
        return ((_piece(source, tokens, len(source)),),)
    paths: list[list[Piece]] = [[]]
    start = wide = 0
    for place, token in enumerate(tokens):
        if token not in outside:
            continue
        if token.kind == "operator":
            paths[-1].append(_piece(source, tokens[start:place], token.start))
            paths.append([])
            start, wide = place + 1, 0
        elif token.text == "(" and token.begins:
            wide = 1
        elif token.text in DOWN or token.text in SIDEWAYS:
            if wide and tokens[place - 1].text != "//":
                paths[-1].append(_piece(source, tokens[start:place], token.start))
                start = place
            wide += 1
    paths[-1].append(_piece(source, tokens[start:], len(source)))
    return tuple(tuple(path) for path in paths)


def _outside(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens that stand in no bracket."""
    depth = 0
    for token in tokens:
        depth -= token.text in CLOSING
        if depth == 0:
            yield token
        depth += token.text in OPENING


def _piece(source: str, tokens: list[_Token], end: int) -> Piece:
    """The piece of an expression that is made of these tokens and ends before `end`."""
    first, last = tokens[0], tokens[-1]
    goes_on = not first.begins
    text = source[first.start : last.start if last.text == "/" and len(tokens) > 1 else end].strip()
    goes_down = goes_on and first.text in DOWN
    for token in tokens[1:]:
        is_elsewhere = token.text in SIDEWAYS or (token.begins and token.text in ("/", "//"))
        goes_down = goes_down and not is_elsewhere
    return Piece(f".{text}" if goes_on and first.text == "//" else text, _degree(tokens), goes_down)


def _degree(tokens: list[_Token]) -> int:
    """How many wide steps multiply each other at most.

    Those of a path in brackets count besides those that lead to the brackets. A second step sideways counts twice, as
    libxml2 then compares all finds with each other once more.
    """
    degree = 0
    brackets = [_Bracket(0)]
    for token in tokens:
        inner = brackets[-1]
        if token.text in OPENING:
            brackets.append(_Bracket(inner.before + inner.wide))
        elif token.text in CLOSING:
            brackets.pop()
            if token.text == ")":  # what the brackets found is where the path goes on from
                brackets[-1].wide = max(brackets[-1].wide, inner.widest)
        elif token.kind == "operator" or token.text == ",":
            inner.wide = 0
        elif token.text in DOWN or (token.text in UP_ONE and len(brackets) > 1):
            inner.wide += 1
        elif token.text in SIDEWAYS:
            inner.wide += 2 if inner.wide else 1
        inner = brackets[-1]
        inner.widest = max(inner.widest, inner.wide)
        degree = max(degree, inner.before + inner.wide)
    return degree
