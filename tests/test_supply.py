"""What Offprint is made of: every dependency bounded and pinned, its licence listed, and nothing run on installing."""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
ASKED_FOR = [*PROJECT["project"]["dependencies"], *(line for lines in EXTRAS.values() for line in lines)]
BUILT_WITH = PROJECT["build-system"]["requires"]
PINNED = {
    canonicalize_name(line.partition("==")[0])
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
}
OF_THE_ENVIRONMENT = {"pip", "setuptools"}  # Datasette asks for them; `python -m venv` and the build bring them
LICENCES = (ROOT / "docs/licences.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", [*ASKED_FOR, *BUILT_WITH])
def test_every_dependency_is_bounded_on_both_sides_and_comes_from_the_index(line: str) -> None:
    requirement = Requirement(line)
    assert {specifier.operator for specifier in requirement.specifier} == {">=", "<"}, line
    assert requirement.url is None


def test_every_dependency_of_a_dependency_is_pinned() -> None:
    needed = set(closure(ASKED_FOR))
    assert {"scrapy", "twisted", "lxml"} <= needed
    assert needed - PINNED <= OF_THE_ENVIRONMENT


def closure(lines: Iterable[str]) -> Iterable[str]:
    """The names of all packages that these requirements bring, as far as they are installed here."""
    waiting, seen = [(Requirement(line), "") for line in lines], set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in (requirement.extras or {""}) | {""}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                try:
                    brought = distribution(name).requires or []
                except PackageNotFoundError:
                    continue
                waiting += [(Requirement(line), wanted) for line in brought]
                yield name


def test_the_licence_of_every_package_is_listed_once() -> None:
    table = re.findall(r"^\| [^|]+ \| ([^|]+) \|$", LICENCES, re.MULTILINE)[1:]
    listed = [canonicalize_name(name) for cell in table for name in cell.split(", ")]
    assert sorted(listed) == sorted(PINNED)


def test_no_package_is_under_a_licence_that_would_become_ours() -> None:
    for name in closure(ASKED_FOR):
        about = distribution(name).metadata
        said = " ".join(filter(None, [about.get("License-Expression"), *about.get_all("Classifier", [])]))
        assert "Affero" not in said, name
        assert "AGPL" not in said, name
        assert not re.search(r"(?<!L)GPL", said.partition(" OR ")[0]) or "Lesser" in said, name


def test_nothing_of_ours_runs_while_it_is_installed() -> None:
    assert not [name for name in ("setup.py", "setup.cfg", "MANIFEST.in", "conftest.py") if (ROOT / name).exists()]
    assert [Requirement(line).name for line in BUILT_WITH] == ["setuptools"]
    assert PROJECT["build-system"].keys() == {"requires", "build-backend"}
    assert PROJECT["build-system"]["build-backend"] == "setuptools.build_meta"
    assert PROJECT["tool"]["setuptools"].keys() == {"packages", "package-data"}
    assert not PROJECT["project"].keys() & {"scripts", "gui-scripts", "entry-points", "dynamic"}
    assert not [path for path in ROOT.glob("*/**/*.pth") if ".venv" not in path.parts]


def test_every_file_that_the_papers_link_to_is_there() -> None:
    for paper in ("SECURITY.md", "docs/licences.md"):
        text = (ROOT / paper).read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r"`(\w+/\w+\.\w+)`", text)
        assert links
        for link in links:
            assert ((ROOT / paper).parent / link).is_file() or (ROOT / link).is_file(), link
