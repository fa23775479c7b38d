"""Settings checked before anything starts; else a wrong one ends the crawl in its middle, with a traceback."""

from math import isfinite

from scrapy.settings import BaseSettings

from crawler.arguments import WrongUse

LARGEST = 1_000_000_000
"""No number may be more, of settings and of options: it is as good as no limit (seconds of 31 years, bytes of a
gigabyte), and moments, SQLite's integers and the waiting of threads still hold it, also a few times over."""

# The least each may be.
WHOLE_NUMBERS = {
    "ARTICLE_MAXSIZE": 1,
    "ARTICLE_PAGES": 1,
    "COMMIT_PAGES": 1,
    "CONCURRENT_ITEMS": 1,
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DATABASE_MB": 0,
    "DOWNLOAD_MAXSIZE": 0,
    "DOWNLOAD_WARNSIZE": 0,
    "FOLLOW_DEPTH": 0,
    "HOST_MB": 0,
    "HOST_REQUESTS": 0,
    "HUB_DEPTH": 0,
    "LISTING_PAGES": 1,
    "METAREFRESH_MAXDELAY": 0,
    "RAW_VERSIONS": 0,
    "READ_MEMORY_MB": 1,
    "READ_WORKERS": 1,
    "REDIRECT_MAX_TIMES": 0,
    "RETRY_AFTER_MAX": 0,
    "RETRY_TIMES": 0,
    "REVISIT_MAX": 0,
    "REVISIT_MIN": 0,
    "SITE_ADDRESSES": 1,
    "SITE_PAGES": 1,
    "URLLENGTH_LIMIT": 0,
}
NUMBERS = {
    "AUTOTHROTTLE_MAX_DELAY": 0,
    "AUTOTHROTTLE_START_DELAY": 0,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 0.1,
    "COMMIT_SECONDS": 0,
    "CRAWL_DELAY_MAX": 0,
    "DNS_TIMEOUT": 0.1,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 0.1,
    "LOCK_WAIT": 0,
    "READ_SECONDS": 0.1,
}
SWITCHES = (
    "AUTOTHROTTLE_ENABLED",
    "COOKIES_ENABLED",
    "DOWNLOAD_FAIL_ON_DATALOSS",
    "DOWNLOAD_VERIFY_CERTIFICATES",
    "HTTPERROR_ALLOW_ALL",
    "REMOTE_CONTROL_ENABLED",
    "ROBOTSTXT_OBEY",
    "TELNETCONSOLE_ENABLED",
)


def check(settings: BaseSettings) -> None:
    """Raise WrongUse, which names the setting and what it may be, for the first value that cannot be used."""
    for name, least in WHOLE_NUMBERS.items():
        value = _number(int, settings[name])
        if value is None or not least <= value <= LARGEST:
            raise WrongUse(f"{name} is a whole number from {least} to {LARGEST:,}, not {settings[name]!r}.")
    for name, least in NUMBERS.items():
        value = _number(float, settings[name])
        if value is None or not least <= value <= LARGEST:
            raise WrongUse(f"{name} is a number from {least} to {LARGEST:,}, not {settings[name]!r}.")
    for name in SWITCHES:
        try:
            settings.getbool(name)
        except ValueError:
            raise WrongUse(f"{name} is True or False, not {settings[name]!r}.") from None


def _number(kind: type[int] | type[float], value: object) -> int | float | None:
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
