"""Settings that cannot be used are refused by name."""

from pathlib import Path
from runpy import run_path

import pytest
from scrapy.settings import Settings

from crawler import checks
from crawler.arguments import WrongUse

SETTINGS = run_path(str(Path(__file__).parents[1] / "crawler/settings.py"))
OURS = {name: value for name, value in SETTINGS.items() if name.isupper()}


def settings_with(**values: object) -> Settings:
    return Settings(OURS | values)


@pytest.mark.parametrize(
    ("name", "value", "may_be"),
    [
        ("READ_WORKERS", "abc", "a whole number from 1 to 1,000,000,000"),
        ("READ_WORKERS", "0", "a whole number from 1 to 1,000,000,000"),
        ("RAW_VERSIONS", "-1", "a whole number from 0 to 1,000,000,000"),
        ("RAW_VERSIONS", "1.5", "a whole number from 0 to 1,000,000,000"),
        ("SITE_PAGES", "", "a whole number from 1 to 1,000,000,000"),
        ("RETRY_TIMES", None, "a whole number from 0 to 1,000,000,000"),
        ("LOCK_WAIT", "long", "a number from 0 to 1,000,000,000"),
        ("DOWNLOAD_DELAY", "-0.5", "a number from 0 to 1,000,000,000"),
        ("DOWNLOAD_TIMEOUT", "nan", "a number from 0.1 to 1,000,000,000"),
        ("REVISIT_MAX", "99999999999999", "a whole number from 0 to 1,000,000,000"),
        ("READ_SECONDS", "1e10", "a number from 0.1 to 1,000,000,000"),
        ("ROBOTSTXT_OBEY", "no", "True or False"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name, value, may_be):
    with pytest.raises(WrongUse, match=f"^{name} is {may_be}, not {value!r}.$"):
        checks.check(settings_with(**{name: value}))


def test_what_may_be_typed_is_taken():
    typed = {"RAW_VERSIONS": "0", "LOCK_WAIT": "0.5", "READ_SECONDS": "2", "ROBOTSTXT_OBEY": "False"}
    checks.check(settings_with())
    checks.check(settings_with(**typed))


def test_every_number_and_switch_is_checked():
    switches = {name for name, value in OURS.items() if isinstance(value, bool)}
    numbers = {name for name, value in OURS.items() if isinstance(value, int | float)} - switches
    assert numbers == set(checks.WHOLE_NUMBERS) | set(checks.NUMBERS)
    assert switches == set(checks.SWITCHES)
