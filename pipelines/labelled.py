"""A day that stands under its label somewhere beside the article: "Published" and below it "3 May 2021".

Pages with a column of facts print nothing else at their head. The column is often called a sidebar, as are the boxes of
other articles: only where one day alone is printed in this way is it the article's.
"""

import re
from collections.abc import Sequence

from pipelines.dateline import MAX_LABEL, PUBLISHED_ALONE
from pipelines.dates import days_in
from pipelines.printed import Line
from pipelines.profiles import is_on_card
from pipelines.stateddates import Told

DATE_ALONE = re.compile(
    r"(?:publish(?:ed|ing)?|publication|post(?:ed)?|release)? ?(?:date|datum|fecha|data)(?: published| posted"
    r"| de publica\w{1,6}| de publication| di pubblicazione)?:? ?|(?:veröffentlichungs|erscheinungs)datum:? ?",
    re.IGNORECASE,
)


def read_labelled_day(lines: Sequence[Line], month_first: bool) -> Told | None:
    """The only day that has a line of its own below such a label; None when there is none, or another one as well."""
    days = {
        day
        for place, label in enumerate(lines[:-1])
        if _is_label(label.text) and not is_on_card(lines, place)
        if (day := _day_alone(lines[place + 1].text, month_first))
    }
    return Told("labelled day", days.pop()) if len(days) == 1 else None


def _is_label(text: str) -> bool:
    return len(text) <= MAX_LABEL and bool(PUBLISHED_ALONE.fullmatch(text) or DATE_ALONE.fullmatch(text))


def _day_alone(text: str, month_first: bool) -> str | None:
    """The day that is all of a text."""
    found = next(days_in(text[:MAX_LABEL], month_first), None)
    return found.day if found and (found.start, found.end) == (0, len(text)) else None
