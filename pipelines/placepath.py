"""A place of a template (pipelines.places) in the words of people, and as the XPath that finds what stands there."""

from collections.abc import Collection

from pipelines.places import STEPS, TEXT_ELEMENTS, WIDE_STEPS

SIGNS = "#.[+"
"""What ends the name of an element in a step: id, class, number, "follows another"."""

MOST_CELLS = 9


def way_of(place: str) -> str:
    """The elements of a place, without what its text looks like: `div.story/p` of `div.story/p text`."""
    return place.rpartition(" ")[0]


def container_of(place: str) -> str:
    """The way to the element that holds the paragraphs, lists and cells at a place; "" for the page's body itself."""
    steps = way_of(place).split("/")
    while steps and _tag(steps[-1]) in TEXT_ELEMENTS:
        steps.pop()
    return "/".join(steps)


def without_wider(ways: Collection[str]) -> list[str]:
    """The ways, without those that are the wider name of another one."""
    whole = {"/".join(way.split("/")[-WIDE_STEPS:]) for way in ways if way.count("/") == STEPS - 1}
    return [way for way in ways if way not in whole]


def in_words(way: str) -> str:
    """A way as people read it: `div.story > p`."""
    return way.replace("/", " > ") or "body"


def xpath_of(way: str, later: Collection[str] = ()) -> str | None:
    """The XPath of the elements at the end of a way; None where their names cannot be written in one.

    `later` are the steps that are known to follow another of their name, without the "+": of these the first is meant.
    """
    steps = [_condition(step, later) for step in way.split("/")] if way else ["body"]
    return None if None in steps else f"//{'/'.join(filter(None, steps))}"


def later_steps(ways: Collection[str]) -> set[str]:
    """The steps of ways that follow another of their name, without their "+"."""
    return {step.removesuffix("+") for way in ways for step in way.split("/") if step.endswith("+")}


def _condition(step: str, later: Collection[str]) -> str | None:
    """One step of an XPath."""
    name = step.removesuffix("+")
    tag = _tag(name)
    rest = name[len(tag) :]
    if not tag.replace("-", "").isalnum():
        return None
    if rest.startswith("["):
        number = int(rest[1:-1])
        return f"{tag}[position() > {number}]" if number >= MOST_CELLS else f"{tag}[{number + 1}]"
    own, _, first_class = rest[1:].partition(".") if rest.startswith("#") else ("", "", rest[1:])
    conditions = [_holds("@id", "@id", own), _holds("@class", "concat(' ', normalize-space(@class), ' ')", first_class)]
    if None in conditions:
        return None
    found = tag + "".join(f"[{condition}]" for condition in conditions if condition)
    if step.endswith("+"):
        return f"{found}[preceding-sibling::{found}]"
    return f"{found}[not(preceding-sibling::{found})]" if name in later else found


def _holds(attribute: str, value: str, name: str) -> str | None:
    """The condition that an attribute is a name, in which # stands for digits; "" without a name, None where it cannot
    be written."""
    if not name:
        return ""
    if "'" in name or not name.isprintable():  # a line break would make another rule of it
        return None
    is_class = attribute == "@class"
    parts = name.split("#")
    if len(parts) == 1:
        return f"contains({value}, ' {name} ')" if is_class else f"{value}='{name}'"
    begins = f"contains({value}, ' {parts[0]}')" if is_class else f"starts-with({value}, '{parts[0]}')"
    told = [begins] if parts[0] else [attribute]
    return " and ".join([*told, *(f"contains({value}, '{part}')" for part in parts[1:] if part)])


def _tag(step: str) -> str:
    """The element of a step."""
    ends = [place for sign in SIGNS if (place := step.find(sign)) >= 0]
    return step[: min(ends)] if ends else step
