"""Which files are for a host, and lines that a person has written into them."""

from pathlib import Path

import pytest

from pipelines.ruleset import add_line, file_for, rules_for


def write(folder: Path, **files: str) -> None:
    """Files by name; `_` stands for the dot."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.txt").write_text(text)


def titles(host: str, *folders: Path) -> list[str]:
    rules = rules_for(host, *folders)
    return [rule.value for rule in rules.of("title")] if rules else []


@pytest.mark.parametrize("host", ["lamps.example", "www.lamps.example", "WWW.Lamps.Example."])
def test_a_file_is_for_its_host_with_and_without_www(tmp_path: Path, host: str) -> None:
    write(tmp_path, lamps_example="title: //h1\n")
    assert titles(host, tmp_path) == ["//h1"]


def test_a_file_may_have_www_in_its_name(tmp_path: Path) -> None:
    write(tmp_path, www_lamps_example="title: //h1\n")
    assert titles("lamps.example", tmp_path) == titles("www.lamps.example", tmp_path) == ["//h1"]


def test_a_wildcard_is_for_all_hosts_below_and_not_for_the_host_itself(tmp_path: Path) -> None:
    write(tmp_path, _lamps_example="title: //h1\n")
    assert titles("blog.lamps.example", tmp_path) == titles("old.blog.lamps.example", tmp_path) == ["//h1"]
    assert titles("lamps.example", tmp_path) == titles("www.lamps.example", tmp_path) == []
    assert titles("glamps.example", tmp_path) == []


def test_the_exact_name_goes_before_the_wildcard(tmp_path: Path) -> None:
    write(tmp_path, _lamps_example="title: //h1\n", blog_lamps_example="title: //h2\n")
    assert titles("blog.lamps.example", tmp_path) == ["//h2"]


def test_what_global_says_comes_last(tmp_path: Path) -> None:
    write(tmp_path, lamps_example="title: //h1\n", **{"global": "title: //title\n"})
    assert titles("lamps.example", tmp_path) == ["//h1", "//title"]
    assert titles("owls.example", tmp_path) == ["//title"]


def test_the_first_folder_has_the_last_word(tmp_path: Path) -> None:
    write(tmp_path / "own", lamps_example="title: //h1\n")
    write(tmp_path / "shared", lamps_example="title: //h2\n", **{"global": "title: //title\n"})
    assert titles("lamps.example", tmp_path / "own", tmp_path / "shared") == ["//h1", "//h2", "//title"]


def test_a_host_without_file_or_folder_has_no_rules(tmp_path: Path) -> None:
    assert rules_for("lamps.example", tmp_path, tmp_path / "nowhere") is None
    assert rules_for("lamps.example") is None


@pytest.mark.parametrize("host", ["../etc/passwd", "a/../../b", "lamps.example\0", "", ".", "a" * 300, "[::1]", "a b"])
def test_a_name_that_is_no_host_reaches_no_file(tmp_path: Path, host: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "b.txt").write_text("title: //h1\n")
    assert rules_for(host, tmp_path / "rules") is None
    with pytest.raises(ValueError, match="Not a host"):
        add_line("strip: //aside", host, tmp_path / "rules")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, lamps_example="title: //h1\n")
    assert titles("lamps.example", tmp_path) == ["//h1"]
    write(tmp_path, lamps_example="title: //h1[@id]\n")
    assert titles("lamps.example", tmp_path) == ["//h1[@id]"]


def test_files_of_other_systems_are_read(tmp_path: Path) -> None:
    (tmp_path / "lamps.example.txt").write_bytes(
        "title: //h1\r\nstrip: //p[.='\u00e9']\r\n".encode("utf-8-sig") + b"\xff\xfe"
    )
    assert titles("lamps.example", tmp_path) == ["//h1"]


def test_a_line_is_written_at_the_end_of_the_file_once(tmp_path: Path) -> None:
    write(tmp_path, lamps_example="title: //h1")
    for _ in range(2):
        file = add_line("strip: //aside", "www.lamps.example", tmp_path)
    assert file.read_text() == "title: //h1\nstrip: //aside\n"
    assert list(tmp_path.iterdir()) == [file]


def test_a_line_makes_file_and_folder_where_there_is_none(tmp_path: Path) -> None:
    file = add_line("# offprint keep: //aside", "lamps.example", tmp_path / "rules")
    assert file == tmp_path / "rules" / "lamps.example.txt"
    assert file.read_text() == "# offprint keep: //aside\n"
    rules = rules_for("lamps.example", tmp_path / "rules")
    assert rules is not None
    assert [rule.value for rule in rules.of("keep")] == ["//aside"]


def test_a_line_goes_where_the_rules_of_the_host_are(tmp_path: Path) -> None:
    write(tmp_path, _lamps_example="title: //h1\n")
    assert add_line("strip: //aside", "blog.lamps.example", tmp_path).name == ".lamps.example.txt"
    assert file_for("lamps.example", tmp_path) is None


def test_a_line_keeps_the_line_ends_rights_and_links_of_a_file(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.txt"
    target.write_bytes(b"title: //h1\r\n")
    target.chmod(0o600)
    (tmp_path / "rules").mkdir()
    link = tmp_path / "rules" / "lamps.example.txt"
    link.symlink_to(target)
    add_line("strip: //aside", "lamps.example", tmp_path / "rules")
    assert target.read_bytes() == b"title: //h1\r\nstrip: //aside\r\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert link.is_symlink()


@pytest.mark.parametrize("line", ["", "  ", "strip: //aside\nbody: //p", "strip: //a\rx"])
def test_only_one_line_is_written(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match="Not one line"):
        add_line(line, "lamps.example", tmp_path)


def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "global.txt").mkdir()
    assert rules_for("lamps.example", tmp_path) is None


@pytest.mark.parametrize(
    "line", ["lamp: //h1", "strip: document('x')", "http_header(Cookie): a=b", "# offprint lit: //p"]
)
def test_a_line_without_effect_is_not_written(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match="Not a rule"):
        add_line(line, "lamps.example", tmp_path)
    assert not list(tmp_path.iterdir())
