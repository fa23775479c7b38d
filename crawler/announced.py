"""What feeds and sitemaps say about an article: its date, in one spelling."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST_YEAR = 1900  # archives of old magazines carry real dates; earlier ones are zeros and defaults
AHEAD = timedelta(
    days=2
)  # time zones and clocks that are fast; later dates are mistakes and would stay newest for ever
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTH = re.compile(r"\d{4}(-\d\d)?")


def as_date(when: datetime) -> str | None:
    """A time as `2026-03-04T05:06:07Z`, or None when it cannot be when an article appeared. Naive times are UTC."""
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    if when.year < EARLIEST_YEAR or when > datetime.now(UTC) + AHEAD:
        return None
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_date(text: str | None) -> str | None:
    """An announced date: a day (`2026-03-04`) stays one, a time becomes UTC; what is no date or lies ahead is None."""
    text = (text or "").strip()[:64]
    if MONTH.fullmatch(text):
        text = f"{text}-01" if "-" in text else f"{text}-01-01"
    try:
        when = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        known = as_date(when)
    except (ValueError, OverflowError, TypeError, IndexError):  # the two parsers' answers to garbage
        return None
    return known[:10] if known and DAY.fullmatch(text) else known
