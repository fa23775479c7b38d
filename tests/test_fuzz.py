"""A short round of `python -m benchmarks.fuzz`: inputs that are broken at random, but the same every time."""

import pytest

from benchmarks.fuzz import KINDS, attempt

SHORT = {"page": 25, "announced": 100, "robots": 200, "rules": 25}


@pytest.mark.parametrize("kind", KINDS)
def test_broken_input_is_read_without_an_exception_and_comes_out_fit_to_be_kept(kind):
    wrong = {number: attempt(kind, 7, number) for number in range(SHORT[kind])}
    assert {number: reason for number, reason in wrong.items() if reason} == {}


def test_what_goes_wrong_is_found(monkeypatch):
    monkeypatch.setitem(KINDS, "page", lambda random: [].pop())
    assert attempt("page", 1, 1).startswith("IndexError")
