from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from storage import frontier as frontier_module
from storage.frontier import Frontier, Limits, now
from storage.models import Base, Forgotten, Page, Run
from storage.states import Link, Outcome, PageKind

DAY = 86_400
FRONT = "https://magazine.example/"


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session


def limits(**changes):
    values = {"revisit_min": DAY, "revisit_max": 90 * DAY, "site_pages": 1000, "listing_pages": 50, "at_once": 8}
    return Limits(**(values | changes))


def begin(session, *starts, **changes):
    """A new run with these start addresses."""
    run = Run(spider="magazine", arguments={}, started=now())
    session.add(run)
    session.flush()
    frontier = Frontier(session, run, limits(**changes), lambda url: urlsplit(url).netloc)
    for url in starts:
        frontier.start(url, PageKind.UNKNOWN, depth=0)
    return frontier


def take_all(frontier):
    """Every page that is handed out while none comes back."""
    return [page.url for page in iter(frontier.take, None)]


def settle(frontier, url, outcome=Outcome.NEW, reason=None):
    page = page_of(frontier.session, url)
    frontier.settle(page, outcome, reason)
    return page


def page_of(session, url):
    return session.scalar(select(Page).where(Page.url == url))


def articles(*names, date=None):
    return [Link(FRONT + name, PageKind.ARTICLE, date) for name in names]


def pass_time(monkeypatch, **delta):
    moment = now() + timedelta(**delta)
    monkeypatch.setattr(frontier_module, "now", lambda: moment)


def test_a_start_address_is_due_at_every_run(session):
    for _ in range(2):
        frontier = begin(session, FRONT)
        assert take_all(frontier) == [FRONT]
        settle(frontier, FRONT, Outcome.LISTING)


def test_announced_articles_are_handed_out_newest_first(session):
    frontier = begin(session)
    frontier.announce([Link(FRONT + "old", PageKind.ARTICLE, "2026-01-01"), *articles("undated")], depth=1)
    frontier.announce([Link(FRONT + "new", PageKind.ARTICLE, "2026-11-01")], depth=1)
    assert take_all(frontier) == [FRONT + "new", FRONT + "old", FRONT + "undated"]


def test_hubs_go_before_articles_and_further_listing_pages_after_them(session):
    frontier = begin(session, FRONT)
    frontier.take()
    frontier.announce([*articles("owls"), Link(FRONT + "feed", PageKind.FEED)], depth=1)
    frontier.continue_walk(page_of(session, FRONT), FRONT + "?page=2", [])
    assert take_all(frontier) == [FRONT + "feed", FRONT + "owls", FRONT + "?page=2"]


def test_a_stored_article_is_not_asked_for_before_it_is_due(session, monkeypatch):
    frontier = begin(session)
    frontier.announce(articles("owls"), depth=1)
    frontier.take()
    settle(frontier, FRONT + "owls")
    again = begin(session, FRONT)
    again.announce(articles("owls"), depth=1)
    assert FRONT + "owls" not in take_all(again)
    pass_time(monkeypatch, days=1)
    assert FRONT + "owls" in take_all(begin(session, FRONT))


def test_a_page_that_never_changes_is_visited_less_and_less_often_up_to_a_bound(session):
    frontier = begin(session, revisit_max=4 * DAY)
    frontier.announce(articles("owls"), depth=1)
    waits = []
    for outcome in [Outcome.NEW, *[Outcome.UNCHANGED] * 3, Outcome.CHANGED]:
        waits.append(settle(frontier, FRONT + "owls", outcome).revisit_seconds // DAY)
    assert waits == [1, 2, 4, 4, 2]


def test_a_failed_page_is_tried_in_the_next_run_and_then_left_alone_longer_and_longer(session):
    frontier = begin(session)
    frontier.announce(articles("owls"), depth=1)
    waits = []
    for _ in range(4):
        page = settle(frontier, FRONT + "owls", Outcome.FAILED)
        waits.append((page.next_check - page.fetched_at).days)
    assert waits == [0, 1, 2, 4]
    assert page.failures == 4
    assert settle(frontier, FRONT + "owls", Outcome.NEW).failures == 0


def test_a_page_is_handed_out_once_in_a_run_even_when_it_failed(session):
    frontier = begin(session)
    frontier.announce(articles("owls"), depth=1)
    frontier.take()
    settle(frontier, FRONT + "owls", Outcome.FAILED)
    assert not frontier.has_due()
    assert begin(session, FRONT + "owls").has_due()


@pytest.mark.parametrize(
    ("announced", "is_due"),
    [(None, False), ("2020-01-01", False), ("2099-01-01", True), ("2099-01-01T10:00:00Z", True)],
)
def test_a_sitemap_date_is_news_when_it_is_not_older_than_the_last_fetch(session, announced, is_due):
    frontier = begin(session)
    frontier.announce(articles("owls"), depth=1)
    frontier.take()
    settle(frontier, FRONT + "owls")
    later = begin(session, FRONT)
    later.announce(articles("owls", date=announced), depth=1)
    assert (FRONT + "owls" in take_all(later)) is is_due


def test_the_same_date_announced_again_is_no_news(session):
    frontier = begin(session)
    frontier.announce(articles("owls", date="2099-01-01"), depth=1)
    frontier.take()
    settle(frontier, FRONT + "owls")
    later = begin(session, FRONT)
    later.announce(articles("owls", date="2099-01-01"), depth=1)
    assert take_all(later) == [FRONT]


def test_what_was_taken_and_never_came_back_is_due_again(session):
    frontier = begin(session)
    frontier.announce(articles("owls"), depth=1)
    frontier.take()
    assert take_all(begin(session, FRONT)) == [FRONT, FRONT + "owls"]


def test_a_run_takes_only_due_pages_of_its_own_sites(session):
    begin(session, "https://other.example/").announce([Link("https://other.example/a")], depth=1)
    assert take_all(begin(session, FRONT)) == [FRONT]


def test_sites_take_turns(session):
    frontier = begin(session)
    frontier.announce([Link(f"https://one.example/{n}") for n in range(3)], depth=1)
    frontier.announce([Link(f"https://two.example/{n}") for n in range(3)], depth=1)
    hosts = [urlsplit(url).netloc for url in take_all(frontier)]
    assert hosts == ["one.example", "two.example"] * 3


def test_no_site_has_more_pages_in_flight_than_allowed(session):
    frontier = begin(session, at_once=2)
    frontier.announce(articles("a", "b", "c"), depth=1)
    assert take_all(frontier) == [FRONT + "a", FRONT + "b"]
    settle(frontier, FRONT + "a")
    assert take_all(frontier) == [FRONT + "c"]


def test_a_run_stops_at_its_number_of_articles_and_the_rest_waits(session):
    frontier = begin(session, max_articles=2)
    frontier.announce(articles("a", "b", "c", "d"), depth=1)
    assert len(take_all(frontier)) == 2
    settle(frontier, FRONT + "a", Outcome.UNCHANGED)
    settle(frontier, FRONT + "b", Outcome.REJECTED)
    assert take_all(frontier) == [FRONT + "c"]
    settle(frontier, FRONT + "c", Outcome.NEW)
    assert not frontier.has_due()
    assert frontier.waiting() == 1


def test_a_run_takes_no_more_pages_of_a_site_than_its_limit(session):
    frontier = begin(session, site_pages=3)
    frontier.announce(articles(*"abcde"), depth=1)
    assert len(take_all(frontier)) == 3


def test_pages_announced_as_older_than_since_wait(session):
    frontier = begin(session, since="2026-06-01")
    frontier.announce(
        [*articles("old", date="2026-05-31"), *articles("new", date="2026-06-01"), *articles("undated")], 1
    )
    assert take_all(frontier) == [FRONT + "new", FRONT + "undated"]
    assert take_all(begin(session, FRONT)) == [FRONT, FRONT + "new", FRONT + "old", FRONT + "undated"]


def test_an_article_dated_before_since_is_rejected_and_stays_due_for_a_run_that_reaches_further_back(session):
    frontier = begin(session, since="2026-06-01")
    frontier.announce(articles("old"), depth=1)
    frontier.take()
    frontier.settle_before_since(page_of(session, FRONT + "old"), "2026-05-31T10:00:00Z", 200)
    assert take_all(begin(session, FRONT, since="2026-06-01")) == [FRONT]
    assert take_all(begin(session, FRONT)) == [FRONT, FRONT + "old"]


def test_forgotten_addresses_and_sites_are_kept_away(session):
    session.add_all([Forgotten(what=FRONT + "owls", since=now()), Forgotten(what="other.example", since=now())])
    frontier = begin(session, "https://other.example/")
    frontier.announce([*articles("owls", "bats"), Link("https://other.example/a")], depth=1)
    assert take_all(frontier) == [FRONT + "bats"]


def test_counts_add_up_when_a_page_turns_out_to_be_a_duplicate(session):
    frontier = begin(session)
    frontier.announce(articles("a", "b"), depth=1)
    settle(frontier, FRONT + "a")
    page = settle(frontier, FRONT + "b")
    frontier.settle_again(page, Outcome.DUPLICATE, "same text")
    assert (frontier.run.new, frontier.run.duplicate) == (1, 1)


def test_a_hub_is_due_again_when_it_is_announced_but_once_in_a_run(session):
    section = Link(FRONT + "film/", PageKind.LISTING)
    for _ in range(2):
        frontier = begin(session, FRONT)
        assert frontier.take().url == FRONT
        frontier.announce([section], depth=1)
        assert take_all(frontier) == [section.url]
        settle(frontier, section.url, Outcome.LISTING)
        frontier.announce([section], depth=1)
        assert not frontier.has_due()


class TestWalkingAListing:
    """An archive: page n announces the articles n0 and n1."""

    def read(self, frontier, number, last=4):
        url = FRONT if number == 1 else f"{FRONT}?page={number}"
        page = page_of(frontier.session, url)
        page.kind = PageKind.LISTING
        children = frontier.announce(articles(f"{number}0", f"{number}1"), depth=1)
        following = f"{FRONT}?page={number + 1}" if number < last else None
        frontier.continue_walk(page, following, children)
        frontier.settle(page, Outcome.LISTING)

    def walk(self, frontier, most=100):
        """Read the listing's pages as they are handed out, and store the articles."""
        walked = []
        while len(walked) < most and (page := frontier.take()):
            if page.kind is PageKind.ARTICLE:
                settle(frontier, page.url)
            else:
                walked.append(page.listing_number)
                self.read(frontier, page.listing_number)
        return walked

    def test_a_first_walk_goes_to_the_end(self, session):
        assert self.walk(begin(session, FRONT)) == [1, 2, 3, 4]
        assert page_of(session, FRONT).walked_at is not None

    def test_a_later_walk_stops_at_a_page_that_an_earlier_run_stored(self, session):
        self.walk(begin(session, FRONT))
        assert self.walk(begin(session, FRONT)) == [1]

    def test_a_later_walk_goes_on_while_there_is_something_new(self, session):
        self.walk(begin(session, FRONT))
        for name in ("10", "21"):
            session.delete(page_of(session, FRONT + name))
        assert self.walk(begin(session, FRONT)) == [1, 2, 3]

    def test_a_walk_that_was_cut_goes_on_where_it_stopped(self, session):
        self.walk(begin(session, FRONT), most=2)
        assert self.walk(begin(session, FRONT)) == [1, 3, 4]

    def test_a_walk_ends_at_its_limit_and_counts_as_done(self, session):
        assert self.walk(begin(session, FRONT, listing_pages=2)) == [1, 2]
        assert self.walk(begin(session, FRONT, listing_pages=2)) == [1]

    def test_a_listing_that_leads_back_to_itself_ends(self, session):
        frontier = begin(session, FRONT)
        frontier.take()
        page = page_of(session, FRONT)
        frontier.continue_walk(page, FRONT, [])
        frontier.settle(page, Outcome.LISTING)
        assert not frontier.has_due()

    def test_a_walk_with_since_stops_after_a_page_of_older_articles(self, session):
        frontier = begin(session, FRONT, since="2026-06-01")
        walked = []
        while page := frontier.take():
            if page.kind is PageKind.ARTICLE:
                frontier.settle_before_since(page_of(session, page.url), "2026-01-01", 200)
            else:
                walked.append(page.listing_number)
                self.read(frontier, page.listing_number)
        assert walked == [1]
        assert frontier.waiting() == 1


def test_a_site_that_announces_without_end_is_taken_in_up_to_a_number(session):
    frontier = begin(session, FRONT, site_addresses=3)
    assert len(frontier.announce(articles("a", "b", "c", "d"), depth=1)) == 2
    frontier.announce([Link("https://other.example/a", PageKind.ARTICLE)], depth=1)
    again = begin(session, site_addresses=3)
    again.announce(articles("a", "e"), depth=1)
    assert session.scalars(select(Page.url).where(Page.url.startswith(FRONT))).all() == [
        FRONT,
        f"{FRONT}a",
        f"{FRONT}b",
    ]
    assert page_of(session, "https://other.example/a")
    assert (frontier.left_out, again.left_out) == (2, 1)
