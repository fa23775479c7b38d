"""What is usual on a site: length and fields of its articles and how many pages are none, before the run at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, median_low

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from storage.models import Article, Page, Revision, Run, Site
from storage.states import Outcome

NEWEST = 200
"""Articles of a site, and pages, that say what is usual there: the last ones. More say the same and take longer."""

ENOUGH = 5
"""Articles that are enough to say it, or to say that a site is as it was again after a change."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What counts of an article here: its words, whether it has a headline and authors, its date if it has one."""

    words: int
    headline: bool
    authors: bool
    date: str | None


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual on a site.

    words      of an article, the median
    headline   share of the articles that have one; likewise `authors` and `date`
    rejected   share of the pages that hold no article
    published  half of the articles are dated on or after this; None where hardly any has a date
    """

    words: float
    headline: float
    authors: float
    date: float
    rejected: float = 0.0
    published: str | None = None


def usual_values(articles: Sequence[Printed], rejected: float = 0.0) -> Usual:
    """What is usual where these articles, at least one, were printed, and that share of the pages was none."""
    dates = [article.date for article in articles if article.date]
    count = len(articles)
    return Usual(
        words=median(article.words for article in articles),
        headline=sum(article.headline for article in articles) / count,
        authors=sum(article.authors for article in articles) / count,
        date=len(dates) / count,
        rejected=rejected,
        published=median_low(dates) if 2 * len(dates) > count else None,
    )


def usual_before(session: Session, site_id: int, run: Run) -> Usual | None:
    """What was usual on a site before a run; None where no article of it was stored before.

    After a change of the site that a run reported, what is usual is what came with it and later.
    """
    reported = last_report(session, site_id, run)
    for since in (reported.id if reported else 0, 0):
        articles = _stored(session, site_id, since, run)
        if len(articles) >= ENOUGH or not since:
            return usual_values(articles, _share_rejected(session, site_id, since, run)) if articles else None
    return None


def drifting_since(session: Session, site_id: int, run: Run) -> datetime | None:
    """Since when a site has been as it is, if an earlier run reported that it had changed and it was not as usual
    again between that and this run."""
    reported = last_report(session, site_id, run)
    if reported is None or len(_stored(session, site_id, reported.id + 1, run)) >= ENOUGH:
        return None
    return datetime.fromisoformat(reported.drift[_key(session, site_id)]["since"])


def last_report(session: Session, site_id: int, run: Run) -> Run | None:
    """The last run before `run` that reported a change of the site."""
    reports = select(Run).where(Run.id < run.id, Run.drift.is_not(None)).order_by(Run.id.desc())
    key = _key(session, site_id)
    return next((earlier for earlier in session.scalars(reports) if key in (earlier.drift or {})), None)


def _key(session: Session, site_id: int) -> str:
    return session.get_one(Site, site_id).key


def _stored(session: Session, site_id: int, since: int, run: Run) -> list[Printed]:
    """The articles of a site stored last by the runs from number `since` to the one before `run`."""
    rows = (
        select(Revision.word_count, Revision.headline, Revision.authors, Revision.date_published)
        .join(Article, Revision.article_id == Article.id)
        .where(Article.site_id == site_id, Revision.hold.is_(None), Revision.run_id >= since, Revision.run_id < run.id)
        .order_by(Revision.id.desc())
        .limit(NEWEST)
    )
    return [
        Printed(words, bool(headline), bool(authors), date) for words, headline, authors, date in session.execute(rows)
    ]


def _share_rejected(session: Session, site_id: int, since: int, run: Run) -> float:
    """The share of a site's pages, first seen by those runs, that turned out to hold no article."""
    first_seen = (Page.site_id == site_id, Page.first_run_id >= since, Page.first_run_id < run.id)
    refused = and_(Page.state == Outcome.REJECTED, Page.http_status == 200, Page.article_date.is_(None))
    rows = (
        select(Article.id, refused)
        .select_from(Page)
        .outerjoin(Article, Article.page_id == Page.id)
        .where(*first_seen)
        .order_by(Page.id.desc())
        .limit(NEWEST)
    )
    found = session.execute(rows).all()
    articles = sum(article is not None for article, _ in found)
    rejected = sum(is_refused for article, is_refused in found if article is None)
    return rejected / (rejected + articles) if rejected else 0.0
