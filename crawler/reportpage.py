"""A report as a page of its own, with plots."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from crawler import charts
from crawler.charts import Bar
from crawler.reporting import DAYS, LENGTHS, Day, Report, SiteReport, day_in_words
from crawler.runrow import address_of, took
from crawler.standalone import standalone
from crawler.terminal import counted
from storage.reporting import FIELDS
from storage.states import Outcome

LABELLED = 7  # days from one label under a plot to the next, counted back from the last day
NAMES = {"date_published": "Date"}  # fields that are called otherwise than their columns


def page_of(report: Report, database: str) -> str:
    """The report as an HTML page that needs nothing else. `database` is what people call it."""
    days = [day.day for day in report.days]
    return standalone(
        "report",
        database=database,
        report=report,
        made=f"{day_in_words(report.made)} at {report.made:%H:%M} (UTC)",
        days=DAYS,
        plots=list(_plots_of_days(report.days)),
        sites=[_for_page(site, days, number) for number, site in enumerate(report.sites, 1)],
        outcomes=[outcome for outcome in Outcome if any(run.outcomes[outcome] for run in report.runs)],
        took=took,
        address_of=address_of,
    )


def _for_page(site: SiteReport, days: Sequence[date], number: int) -> dict[str, Any]:
    """A site as the template has it."""
    return {name: getattr(site, name) for name in SiteReport.__slots__} | {
        "anchor": f"site{number}",
        "recent": sum(site.new) - site.past,
        "shown_first_day": day_in_words(site.first_day),
        "shown_last_new": day_in_words(site.last_new) if site.last_new else None,
        "days_silent": (days[-1] - site.last_new).days if site.last_new else None,
        "took": took(site.seconds),
        "plots": list(_plots_of_site(site, days)) if site.articles else [],
    }


def _plots_of_days(days: Sequence[Day]) -> list[tuple[str, Markup]]:
    dates = [day.day for day in days]
    refused = [day.rejected + day.failed for day in days]
    told = [f"{day.rejected:,} rejected, {day.failed:,} failed" for day in days]
    minutes = [day.seconds / 60 for day in days]
    return [
        _by_day("New articles a day", dates, [day.new for day in days]),
        _by_day("Addresses rejected or failed a day", dates, refused, told),
        _by_day("Minutes of crawling a day", dates, minutes, [took(day.seconds) for day in days]),
    ]


def _plots_of_site(site: SiteReport, days: Sequence[date]) -> list[tuple[str, Markup]]:
    news = [0 if day == site.first_day else count for day, count in zip(days, site.new, strict=True)]
    lengths = [
        Bar(count, f"{counted(count, 'article')} of {_range(place)} words", f"{LENGTHS[place]:,}")
        for place, count in enumerate(site.lengths)
    ]
    filled = [
        Bar(site.filled[name], f"{site.filled[name]:.0%} of the articles", NAMES.get(name, name.capitalize()))
        for name in FIELDS
    ]
    by_length, shares = "Articles by length, in words from", "Share of articles that have the field"
    return [
        _by_day("New articles a day", days, news),
        (by_length, charts.columns(lengths, by_length)),
        (shares, charts.shares(filled, shares)),
    ]


def _by_day(
    name: str, days: Sequence[date], values: Sequence[float], told: Sequence[str] | None = None
) -> tuple[str, Markup]:
    """A plot of a value for each day, with its name. `told` is what is said of each; the value, unless given."""
    bars = [
        Bar(
            value,
            f"{day_in_words(day)}: {told[place] if told else format(value, ',')}",
            f"{day.day} {day:%b}" if (len(days) - 1 - place) % LABELLED == 0 else "",
        )
        for place, (day, value) in enumerate(zip(days, values, strict=True))
    ]
    return name, charts.columns(bars, name)


def _range(place: int) -> str:
    """The lengths that stand in a bar: `100 to 199`."""
    return (
        f"{LENGTHS[place]:,} to {LENGTHS[place + 1] - 1:,}"
        if place + 1 < len(LENGTHS)
        else f"{LENGTHS[place]:,} or more"
    )
