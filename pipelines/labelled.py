"""A day that stands with its label somewhere beside the article: "Published" and below it "3 May 2021".

Pages with a column of facts print nothing else at their head. The column is often called a sidebar, as are the boxes of
other articles: only where one day alone is printed in this way is it the article's.
"""

import re
from collections.abc import Sequence

from pipelines.dateline import MAX_LABEL
from pipelines.dates import days_in
from pipelines.datewords import PUBLISHED_ALONE
from pipelines.printed import Line
from pipelines.profiles import is_on_teaser
from pipelines.stateddates import Told

DATE_ALONE = re.compile(
    r"(?:publish(?:ed|ing)?|publication|post(?:ed)?)? ?(?:date|datum|fecha|data)(?: published| posted"
    r"| de publica\w{1,6}| de publication| di pubblicazione)?:? ?|(?:veröffentlichungs|erscheinungs)datum:? ?",
    re.IGNORECASE,
)
"""The label of a day, where it does not speak of publishing."""

EVENT = re.compile(r"(?:time|venue|location|where|tickets?|uhrzeit|ort|lieu|hora|lugar|luogo)\b", re.IGNORECASE)
"""How the other labels begin in a box that tells when and where something takes place."""

IN_BOX = 4
"""Lines before and after a label that may stand in one box with it."""


def read_labelled_day(lines: Sequence[Line], month_first: bool) -> Told | None:
    """The only day behind or below such a label; None when there is none, or another one as well."""
    days = {
        day
        for place, found in enumerate(lines)
        if len(found.text) <= MAX_LABEL
        if (day := _labelled(found.text, lines[place + 1].text if place + 1 < len(lines) else "", month_first))
        if not is_on_teaser(lines, place) and not is_on_teaser(lines, place + 1)
        if not any(EVENT.match(near.text) for near in lines[max(0, place - IN_BOX) : place + IN_BOX + 1])
    }
    return Told("labelled day", days.pop()) if len(days) == 1 else None


def _labelled(text: str, below: str, month_first: bool) -> str | None:
    """The day that ends a line behind a label, or that is all of the line below the label; else None."""
    label = DATE_ALONE.match(text) or PUBLISHED_ALONE.match(text)
    day = (text[label.end() :] or below) if label else ""
    found = next(days_in(day[:MAX_LABEL], month_first), None)
    return found.day if found and (found.start, found.end) == (0, len(day)) else None
