"""What is usual on a site before a run, and since when it has been as it is."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from storage.models import Page, Run
from storage.session import Store
from storage.states import Outcome
from storage.usual import ENOUGH, drifting_since, usual_before
from tests.shelf import put_article, put_run

FIRST_NIGHT = {"owls.example": {"since": "2026-11-20T03:17:00Z", "what": "all is new"}}


@pytest.fixture
def session() -> Iterator[Session]:
    with Store.open("sqlite://") as store:
        yield store.session


def print_articles(session: Session, run: Run, words: int, count: int = ENOUGH, **fields: object) -> int:
    """Store articles of so many words, each at an address of its own; the id of their site."""
    for number in range(count):
        body = f"{run.id}-{number}" + " owl" * (words - 1)
        article = put_article(session, f"https://owls.example/{run.id}/{number}", body=body, run=run, **fields)
        article.page.first_run_id = run.id
    return article.site_id


def test_what_is_usual_is_what_earlier_runs_stored(session: Session) -> None:
    first, second = put_run(session), put_run(session)
    site = print_articles(session, first, words=300, date_published="2026-11-01")
    print_articles(session, second, words=10, authors=())
    usual = usual_before(session, site, second)
    assert (usual.words, usual.headline, usual.authors, usual.date, usual.published) == (300, 1, 1, 1, "2026-11-01")
    assert usual_before(session, site, first) is None


def test_pages_that_held_no_article_count_but_not_those_before_since(session: Session) -> None:
    first, second = put_run(session), put_run(session)
    site = print_articles(session, first, words=300, count=6)
    for number in range(3):
        page = Page(site_id=site, url=f"https://owls.example/about/{number}", state=Outcome.REJECTED, http_status=200)
        page.first_run_id, page.article_date = first.id, "2001-01-01" if number == 2 else None
        session.add(page)
    session.flush()
    assert usual_before(session, site, second).rejected == 2 / 8


def test_after_a_change_the_usual_is_what_came_with_it(session: Session) -> None:
    before, changed, after = put_run(session), put_run(session, drift=FIRST_NIGHT), put_run(session)
    site = print_articles(session, before, words=300, count=20)
    assert usual_before(session, site, after).words == 300
    print_articles(session, changed, words=30)
    assert usual_before(session, site, after).words == 30


def test_a_site_drifts_since_the_first_report_until_it_was_as_usual_again(session: Session) -> None:
    before, _, quiet, after = (put_run(session, drift=drift) for drift in (None, FIRST_NIGHT, None, None))
    site = print_articles(session, before, words=300)
    assert drifting_since(session, site, quiet) == datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
    assert drifting_since(session, site, after) == datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
    print_articles(session, quiet, words=300)
    assert drifting_since(session, site, after) is None
    assert drifting_since(session, site, before) is None
