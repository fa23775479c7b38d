"""What commands print and write of a hostile text: nothing that acts, and nothing that misleads."""

import json

import pytest

from crawler.exports.table import cell
from crawler.terminal import as_json, in_one_line, plain

UNSEEN = ("\x1b[2J", "\x9b31m", "\x7f", "\u202egnp.exe", "\u2066", "\u200b", "\u2060", "\ufeff", "\U000e0041\U000e0042")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "\u202e=1", "\x00=1", "\u200b=1")


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_sees_is_not_printed(text):
    assert set(plain(f"Owls{text}")) & set(text) <= set("[2J31mgnp.exe")


def test_what_joins_letters_and_the_flag_of_a_region_stay():
    text = "می‌خواهم 👨‍👩‍👧 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert plain(text) == text


@pytest.mark.parametrize("text", [*UNSEEN, "a\u2028b\u2029c\x85d", "\ud800", "\\\u200b", '"\x1b'])
def test_json_is_one_line_of_visible_characters_and_loses_nothing(text):
    line = as_json({"headline": text})
    assert json.loads(line) == {"headline": text}
    assert plain(line) == line
    assert line.splitlines() == [line]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_no_formula_whatever_hides_it(text):
    assert cell(text).startswith("'")
    assert in_one_line(cell(text))[1:].lstrip() == in_one_line(text)


def test_other_cells_stay_as_they_are():
    assert [cell(value) for value in ("Owls = birds", 3, None, True)] == ["Owls = birds", 3, "", 1]
