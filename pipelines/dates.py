"""Days and moments: as machines state them, as readers see them printed, in the languages of Europe.

Whatever is impossible or lies in the future is no date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

MAX_VALUE = 100
"""Characters of a stated date."""

EARLIEST = date(1700, 1, 1)
"""Magazines exist since 1663; what claims to be older is a default value."""

CENTURY = 70
"""Years written with two digits: from here on they are of the 20th century, below of the 21st."""

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar januari janvier enero ene gennaio gen janeiro stycznia styczeń tammikuuta jänner",
            "february feb febr februar februari février févr fév febrero febbraio fevereiro fev lutego luty helmikuuta",
            "march mar mrz märz mars maart mrt marzo março marca marzec maaliskuuta maart marts",
            "april apr avril avr abril abr aprile kwietnia kwiecień huhtikuuta",
            "may mai mei maj mayo maggio mag maio maja toukokuuta",
            "june jun juni juin junio giugno giu junho czerwca czerwiec kesäkuuta",
            "july jul juli juillet juil julio luglio lug julho lipca lipiec heinäkuuta",
            "august aug augustus augusti août agosto ago sierpnia sierpień elokuuta",
            "september sep sept septembre septiembre settembre set setembro września wrzesień syyskuuta",
            "october oct okt oktober octobre octubre ottobre ott outubro out października październik lokakuuta",
            "november nov novembre noviembre novembro listopada listopad marraskuuta",
            "december dec dez dezember desember décembre déc diciembre dic dicembre dezembro grudnia grudzień",
        ),
        start=1,
    )
    for name in names.split()
}
ISO_DATE = re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)(?![\d-])")
ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=[/.+_-]|$)")
PRINTED = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?P<y1>\d{4})[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)"
    r"|(?P<n1>\d\d?)(?P<mark>[-/.]) ?(?P<n2>\d\d?)(?P=mark) ?(?P<y2>\d{4}|\d\d)"
    r"|(?P<d3>\d\d?)(?:st|nd|rd|th|er|\.|º|ª)?[ -](?:of |de |d['’])?(?P<w3>[^\W\d_]{3,12})\.?,?[ -](?:del? )?"
    r"(?P<y3>\d{4}|['’]?\d\d)"
    r"|(?P<w4>[^\W\d_]{3,12})\.? (?P<d4>\d\d?)(?:st|nd|rd|th)?,? ?(?P<y4>(?:19|20)\d\d)"
    r")(?![\d/])",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(r"en(?:-us|-ca|-ph)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day in a text: ISO 8601, and where in the text it stands. `swapped` is the day if day and month change places
    ("3/5/2021"), None when the text leaves no doubt."""

    day: str
    start: int
    end: int
    swapped: str | None = None


def moment(value: object) -> str | None:
    """A stated time in ISO 8601, in UTC with a final Z, which sorts as text; None when impossible.

    Only the day when the zone is not given, or when it is another day in UTC: readers know the day as printed.
    """
    if not isinstance(value, str) or len(value) > MAX_VALUE:
        return None
    value = value.strip()
    try:
        stated = datetime.fromisoformat(value)
    except ValueError:
        return _day(ISO_DATE.match(value)) or next((found.day for found in days_in(value)), None)
    if not EARLIEST <= stated.date() <= latest():
        return None
    if stated.tzinfo is None or stated.date() != stated.astimezone(UTC).date():
        return stated.date().isoformat()
    return stated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def latest() -> date:
    """The last day that is not in the future anywhere on earth."""
    return datetime.now(UTC).date() + timedelta(days=1)


def days_in(text: str, month_first: bool = True) -> Iterator[PrintedDay]:
    """The days that a text names whole, with day, month and year. `month_first` is how to read "3/5/2021"."""
    for match in PRINTED.finditer(text):
        swapped = None
        if match["y1"]:
            day = possible_day(match["y1"], match["m1"], match["d1"])
        elif match["n1"]:
            one, other = (possible_day(_year(match["y2"]), *order) for order in _orders(match))
            day, swapped = (other, one) if month_first and match["mark"] == "/" else (one, other)
            day, swapped = (day, swapped if swapped != day else None) if day else (swapped, None)
        else:
            word = (match["w3"] or match["w4"]).casefold()
            year = _year((match["y3"] or match["y4"]).lstrip("'’"))
            day = possible_day(year, MONTHS.get(word), match["d3"] or match["d4"])
        if day:
            yield PrintedDay(day, match.start(), match.end(), swapped)


def day_in_address(url: str) -> str | None:
    """The day in an address such as /2021/05/03/owls."""
    return _day(ADDRESS_DATE.search(urlsplit(url).path))


def possible_day(year: object, month: object, day: object) -> str | None:
    """ISO 8601 of a day, None when there was none such yet. Takes numbers and texts of digits."""
    try:
        found = date(int(year), int(month), int(day))  # type: ignore[call-overload]
    except (ValueError, TypeError):
        return None
    return found.isoformat() if EARLIEST <= found <= latest() else None


def is_next_to(one: str, other: str) -> bool:
    """Whether two moments are of the same day or of neighbouring days, as happens between time zones."""
    return abs(date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])) <= timedelta(days=1)


def reads_month_first(language: str | None, url: str) -> bool:
    """Whether "3/5/2021" is the fifth of March: only in American English."""
    host = urlsplit(url).hostname or ""
    return bool(MONTH_FIRST.match(language or "en")) and not re.search(r"\.(?:uk|au|nz|ie|in|za|eu|sg)$", host)


def _orders(match: re.Match[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """Month and day of a numeric date, day first and month first."""
    return (match["n2"], match["n1"]), (match["n1"], match["n2"])


def _day(match: re.Match[str] | None) -> str | None:
    return possible_day(*match.groups()) if match else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= CENTURY else 2000)
