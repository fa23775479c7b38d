"""Days and moments: as machines state them, as readers see them printed, in the languages of Europe and East Asia.

Whatever is impossible or lies in the future is no date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

MAX_WEEKDAY = 13
"""Characters before a date in which its weekday is looked for: "Wednesday, "."""

MAX_VALUE = 100
"""Characters of a stated date."""

EARLIEST = date(1700, 1, 1)
"""Magazines exist since 1663; what claims to be older is a default value."""

DEFAULTS = frozenset({date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
"""Days on which the clocks of machines begin: what a template prints that knows no date."""

CENTURY = 70
"""Years written with two digits: from here on they are of the 20th century, below of the 21st."""

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar januari janvier janv enero ene gennaio gen janeiro gener stycznia styczeń tammikuuta"
            " jänner ledna leden januára január ianuarie ocak января январь янв січня ιανουαρίου siječnja"
            " jaanuar јануар януари ιαν oca січ sty janúar"
            " يناير בינואר ינואר",
            "february feb febr februar februari février févr fév febrero febbraio febbr fevereiro fev febrer lutego"
            " luty helmikuuta února únor februára február februarie şubat февраля февраль фев лютого φεβρουαρίου"
            " veljače"
            " veebruar фебруар февруари φεβ şub лют lut febrúar"
            " فبراير בפברואר פברואר",
            "march mar mrz märz mars maart mrt marzo março marca març marzec maaliskuuta marts března březen március"
            " március martie mart марта март мар березня μαρτίου ožujka maret"
            " märts márc μαρ бер"
            " مارس במרץ מרץ",
            "april apr avril avr abril abr aprile kwietnia kwiecień huhtikuuta dubna duben apríla április aprilie nisan"
            " апреля апрель апр квітня απριλίου travnja"
            " aprill април ápr απρ nis кві kwi apríl"
            " أبريل ابريل إبريل באפריל אפריל",
            "may mai mei maj mayo maggio mag maio maig maja toukokuuta května květen mája május mayıs мая май травня"
            " μαΐου svibnja"
            " мај maí máj μαι тра"
            " مايو במאי מאי",
            "june jun juni juin junio giugno giu junho juny czerwca czerwiec kesäkuuta června červen júna június iunie"
            " haziran июня июнь июн червня ιουνίου lipnja"
            " juuni јун юни ιουν haz чер cze jún júní iun"
            " يونيو يونيه ביוני יוני",
            "july jul juli juillet juil julio luglio lug julho juliol lipca lipiec heinäkuuta července červenec júla"
            " július iulie temmuz июля июль июл липня ιουλίου srpnja"
            " juuli јул юли ιουλ tem лип lip júl júlí iul"
            " يوليو يوليه ביולי יולי",
            "august aug augustus augusti août agosto ago agost sierpnia sierpień elokuuta srpna srpen augusta augusztus"
            " ağustos августа август авг серпня αυγούστου kolovoza agustus"
            " avgust αυγ ağu сер sie agt ágúst aout"
            " أغسطس اغسطس באוגוסט אוגוסט",
            "september sep sept septembre septiembre settembre set setembro setembre września wrzesień syyskuuta září"
            " septembra szeptember septembrie eylül сентября сентябрь сен вересня σεπτεμβρίου rujna"
            " septembar септембар септември σεπ eyl вер wrz szept сент"
            " سبتمبر בספטמבר ספטמבר",
            "october oct okt oktober octobre octubre ottobre ott outubro out października październik lokakuuta října"
            " říjen októbra október octombrie ekim октября октябрь окт жовтня οκτωβρίου"
            " oktoober oktobar октобар октомври οκτ eki жов paź"
            " أكتوبر اكتوبر באוקטובר אוקטובר",
            "november nov novembre noviembre novembro listopada listopad marraskuuta novembra noiembrie kasım ноября"
            " ноябрь ноя νοεμβρίου studenoga"
            " novembar новембар ноември νοε kas лис листопада lis нояб nóvember"
            " نوفمبر בנובמבר נובמבר",
            "december dec dez dezember desember décembre déc diciembre dic dicembre dezembro desembre grudnia grudzień"
            " joulukuuta prosince prosinec decembra decembrie aralık декабря декабрь дек грудня δεκεμβρίου prosinca"
            " detsember decembar децембар декември δεκ ara гру gru des"
            " ديسمبر בדצמבר דצמבר",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months as dates name them, in the case that a date asks for; "listopad" is the Polish one, not the Croatian."""

ISO_DATE = re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)(?![\d-])")
NO_TIME = re.compile(r"[T ](?:2[5-9]|[3-9]\d):\d\d|[T ]\d\d:[6-9]\d")  # at such an hour nothing was published
CLOCK = re.compile(r"([1-9]\d{9})(?:\d{3})?")  # from 2001 on; shorter numbers are often something else
CLOCK_DATE = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d\d?) [\d:]{8} (?:[A-Z]{3,5} |[+-]\d{4} )?(\d{4})$")
"""How some languages print a moment: "Tue May 04 06:23:21 PDT 2021". Its zone may be any."""

ADDRESS_DATE = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>[01]?\d|[a-z]{3,9})[/-](?P<day>[0-3]?\d)(?=[/.+_-]|$)", re.IGNORECASE
)
ADDRESS_DIGITS = re.compile(r"[/_-](?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=[/._-]|$)")
ADDRESS_END = re.compile(r"[_-](?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:/|\.\w{2,5})?$")
ADDRESS_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>[01]\d)(?=/)")
WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\W{1,3}$", re.IGNORECASE)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRINTED = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?P<y1>\d{4})(?:[-/.]|\. )(?P<m1>\d\d?)(?:[-/.]|\. )(?P<d1>\d\d?)"
    r"|(?P<n1>\d\d?)(?: (?=/))?(?P<mark>[-/.]) ?(?P<n2>\d\d?)(?: (?=/))?(?P=mark) ?(?P<y2>\d{4}|\d\d(?![:.]\d))"
    r"|(?P<d3>\d\d?)(?:st|nd|rd|th|er|\.|º|ª)?[ -]?(?:of |de |d['’])?(?P<w3>[^\W\d_]{3,12})\.?[,،]?[ -]?(?:del? )?"
    r"(?P<y3>\d{4}|(?:(?<=[ -])|['’])\d\d(?![:.]\d))"
    r"|(?P<w4>[^\W\d_]{3,12})\.? ?(?P<d4>\d\d?)(?:st|nd|rd|th)? ?[,.]? ?(?P<y4>(?:19|20)\d\d|['’]\d\d)"
    r"|(?P<y5>(?:19|20)\d\d)\.? (?P<w5>[^\W\d_]{3,12})\.? (?P<d5>\d\d?)(?!,? ?(?:19|20)\d\d)"
    r")(?![\d/])"
    r"|(?<!\d)(?P<y6>\d{4}) ?[年년] ?(?P<m6>\d\d?) ?[月월] ?(?P<d6>\d\d?) ?[日일]"
    r"|(?<!\d)(?P<d7>\d\d?) tháng (?P<m7>\d\d?)(?:,| năm) (?P<y7>\d{4})",
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


def moment(value: object, month_first: bool = True) -> str | None:
    """A stated time in ISO 8601, in UTC with a final Z, which sorts as text; None when impossible.

    Only the day when the zone is not given, or when it is another day in UTC: readers know the day as printed.
    `month_first` is how to read "3/5/2021".
    """
    if not isinstance(value, str) or len(value) > MAX_VALUE or NO_TIME.search(value):
        return None
    value = CLOCK_DATE.sub(r"\2 \1 \3", value.strip())
    try:
        stated = datetime.fromisoformat(value)
    except ValueError:
        return _day(ISO_DATE.match(value)) or next((found.day for found in days_in(value, month_first)), None)
    if not _is_possible(stated.date()):
        return None
    if stated.tzinfo is None or stated.date() != stated.astimezone(UTC).date():
        return stated.date().isoformat()
    return stated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of_clock(value: str) -> str | None:
    """A moment written as the seconds or milliseconds that computers count from 1970 on; None for another text."""
    seconds = CLOCK.fullmatch(value.strip())
    return moment(datetime.fromtimestamp(int(seconds[1]), UTC).isoformat()) if seconds else None


def latest() -> date:
    """The last day that is not in the future anywhere on earth."""
    return datetime.now(UTC).date() + timedelta(days=1)


def days_in(text: str, month_first: bool = True) -> Iterator[PrintedDay]:
    """The days that a text names whole, with day, month and year. `month_first` is how to read "3/5/2021"."""
    for match in PRINTED.finditer(text):
        if match["n1"]:
            day, swapped = _numeric_day(match, month_first)
        else:
            day, swapped = possible_day(*_year_month_day(match)), None
        if day:
            yield PrintedDay(day, match.start(), match.end(), swapped)


def day_in_address(url: str) -> str | None:
    """The day in an address such as /2021/05/03/owls, /2021/may/03/owls, /20210503-owls or /owls-2021-05-03."""
    path = urlsplit(url).path
    found = ADDRESS_DATE.search(path) or ADDRESS_DIGITS.search(path) or ADDRESS_END.search(path)
    return possible_day(found["year"], _month(found["month"]), found["day"]) if found else None


def month_in_address(url: str) -> str | None:
    """The month in an address such as /2021/05/owls, as "2021-05"."""
    found = ADDRESS_MONTH.search(urlsplit(url).path)
    day = possible_day(found["year"], found["month"], 1) if found else None
    return day[:7] if day else None


def possible_day(year: object, month: object, day: object) -> str | None:
    """ISO 8601 of a day, None when there was none such yet. Takes numbers and texts of digits."""
    try:
        found = date(int(year), int(month), int(day))  # type: ignore[call-overload]
    except (ValueError, TypeError):
        return None
    return found.isoformat() if _is_possible(found) else None


def _is_possible(day: date) -> bool:
    return EARLIEST <= day <= latest() and day not in DEFAULTS


def is_next_to(one: str, other: str) -> bool:
    """Whether two moments are of the same day or of neighbouring days, as happens between time zones."""
    return abs(date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])) <= timedelta(days=1)


def reads_month_first(language: str | None, url: str) -> bool:
    """Whether "3/5/2021" is the fifth of March: only in American English."""
    host = urlsplit(url).hostname or ""
    return bool(MONTH_FIRST.match(language or "en")) and not re.search(r"\.(?:uk|au|nz|ie|in|za|eu|sg)$", host)


def _numeric_day(match: re.Match[str], month_first: bool) -> tuple[str | None, str | None]:
    """The day that three numbers name, and the one with day and month changed over, if that is possible, too. A weekday
    before the numbers decides between them."""
    year = _year(match["y2"])
    days = [possible_day(year, match["n2"], match["n1"]), possible_day(year, match["n1"], match["n2"])]
    if month_first and match["mark"] == "/":
        days.reverse()
    days = list(dict.fromkeys(day for day in days if day))
    named = WEEKDAY.search(match.string, max(0, match.start() - MAX_WEEKDAY), match.start())
    on_it = [day for day in days if named and WEEKDAYS[date.fromisoformat(day).weekday()] == named[1].lower()]
    if len(on_it) == 1:
        return on_it[0], None
    return days[0] if days else None, days[1] if len(days) > 1 else None


def _year_month_day(match: re.Match[str]) -> tuple[object, object, object]:
    """The parts of a date in which the order of day and month is plain."""
    for form in "134567":
        year = match[f"y{form}"]
        if year:
            month = match[f"w{form}"] if form in "345" else match[f"m{form}"]
            return _year(year.lstrip("'’")), _month(month), match[f"d{form}"]
    raise AssertionError("every form of PRINTED has a year")


def _month(text: str) -> object:
    """The month that a number or a name stands for; None for any other word."""
    return text if text.isdigit() else MONTHS.get(text.casefold())


def _day(match: re.Match[str] | None) -> str | None:
    return possible_day(*match.groups()) if match else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= CENTURY else 2000)
