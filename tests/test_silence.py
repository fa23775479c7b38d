"""What has fallen silent: sites without news, feeds that fail, runs that did not happen."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from storage.models import Page, Run, Site
from storage.session import Store
from storage.silence import ENOUGH, FAILING_AFTER, REACH, TOLD_FOR, Silence, SilenceKind, silences, usual_gap
from tests.shelf import MORNING, put_article, put_run

DAY = timedelta(days=1)
NIGHTS = 20
START = {"url": "https://owls.example/"}


@pytest.fixture
def session() -> Iterator[Session]:
    with Store.open("sqlite://") as store:
        yield store.session


def crawl(session: Session, night: float, news: int = 0, dated: bool = True, at: datetime = MORNING, **counts) -> Run:
    """A run on a night, counted from MORNING, that reads the front page and finds so many new articles."""
    began = at + night * DAY
    run = put_run(session, **({"arguments": START, "started": began, "exit_status": 0, "waiting": 0} | counts))
    for number in range(news):
        date = f"{began:%Y-%m-%d}" if dated else None
        put_article(
            session, f"https://owls.example/{run.id}/{number}", body=f"{run.id} {number}", date_published=date, run=run
        )
    front = hub(session, "https://owls.example/", "listing")
    front.state, front.fetched_at, front.settled_run_id = "listing", began, run.id
    session.flush()
    return run


def hub(session: Session, url: str, kind: str) -> Page:
    """A feed, a sitemap or a listing."""
    page = session.query(Page).filter_by(url=url).one_or_none()
    if page is None:
        site = session.query(Site).filter_by(key="owls.example").one_or_none() or Site(
            key="owls.example", first_seen=MORNING
        )
        page = Page(site=site, url=url, kind=kind)
        session.add(page)
    return page


def told(session: Session, night: float, kind: SilenceKind) -> list[Silence]:
    """What is silent of that kind on a night."""
    return [silence for silence in silences(session, MORNING + night * DAY) if silence.kind is kind]


def test_a_site_that_stops_to_print_is_told_of_until_it_is_known(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night, news=2)
    for night in range(NIGHTS, NIGHTS + 40):
        crawl(session, night)
        quiet_nights = night - (NIGHTS - 1)
        found = told(session, night, SilenceKind.NOTHING_NEW)
        assert bool(found) == (2.5 < quiet_nights <= 2.5 + TOLD_FOR.days), quiet_nights


def test_what_is_silent_is_told_in_one_line(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night, news=1)
    crawl(session, NIGHTS + 3)
    [silence] = silences(session, MORNING + (NIGHTS + 3.1) * DAY)
    assert silence == Silence(
        subject="owls.example",
        kind=SilenceKind.NOTHING_NEW,
        since=MORNING + (NIGHTS - 1) * DAY,
        usual=DAY,
        words="nothing new since 2026-12-11; usually something comes within a day",
    )


def test_a_magazine_that_rests_at_weekends_is_not_silent_on_sunday(session: Session) -> None:
    for night in range(60):
        crawl(session, night, news=night % 7 < 5)
        assert told(session, night, SilenceKind.NOTHING_NEW) == []


def test_a_site_of_which_little_is_known_is_never_silent(session: Session) -> None:
    for night in range(ENOUGH):
        crawl(session, night, news=1)
    crawl(session, ENOUGH + 20)
    assert told(session, ENOUGH + 20, SilenceKind.NOTHING_NEW) == []


def test_an_archive_read_piece_by_piece_is_no_news(session: Session) -> None:
    for night in range(NIGHTS):
        run = crawl(session, night)
        put_article(session, f"https://owls.example/old/{night}", body=str(night), date_published="2009-05-01", run=run)
        limited = crawl(session, night + 0.1, waiting=300)
        put_article(session, f"https://owls.example/undated/{night}", body=f"undated {night}", run=limited)
    crawl(session, NIGHTS + 6)
    assert told(session, NIGHTS + 6, SilenceKind.NOTHING_NEW) == []


def test_articles_without_dates_are_news_of_runs_that_read_everything(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night, news=1, dated=False)
    crawl(session, NIGHTS + 6)
    assert told(session, NIGHTS + 6, SilenceKind.NOTHING_NEW)


def test_a_site_that_nobody_reads_is_not_silent_but_its_runs_are_missing(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night, news=1)
    [missing] = silences(session, MORNING + (NIGHTS + 4) * DAY)
    assert missing.kind is SilenceKind.NO_RUN
    assert missing.subject == "magazine https://owls.example/"
    assert missing.words == "no run since 2026-12-11 03:00; usually the next comes within a day"


def test_runs_are_missed_for_each_start_by_itself_and_not_for_ever(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night)
        crawl(session, night, arguments={}, spider="owls")
    for night in range(NIGHTS, NIGHTS + 50):
        crawl(session, night, arguments={}, spider="owls")
        gap = night - (NIGHTS - 1)
        missing = [silence.subject for silence in told(session, night, SilenceKind.NO_RUN)]
        assert missing == (["magazine https://owls.example/"] if 2.5 < gap <= 2.5 + TOLD_FOR.days else []), gap


def test_runs_that_say_otherwise_how_much_they_crawl_are_of_one_start(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night, arguments=START | {"since": f"{MORNING + night * DAY:%Y-%m-%d}"})
        crawl(session, night + 0.1, arguments=START | {"max_articles": "5"})
    assert [silence.subject for silence in told(session, NIGHTS + 5, SilenceKind.NO_RUN)] == [
        "magazine https://owls.example/"
    ]


def test_crawls_by_hand_on_one_day_are_no_schedule(session: Session) -> None:
    for number in range(50):
        crawl(session, number / 100)
    assert silences(session, MORNING + 10 * DAY) == []


def test_a_crawl_every_hour_is_missed_in_days(session: Session) -> None:
    for hour in range(24 * NIGHTS):
        crawl(session, hour / 24)
    assert told(session, NIGHTS + 2, SilenceKind.NO_RUN) == []
    assert told(session, NIGHTS + 3, SilenceKind.NO_RUN)


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_a_feed_that_fails_for_days_is_told_of_with_its_reason(session: Session, kind: str) -> None:
    feed = hub(session, f"https://owls.example/{kind}", kind)
    for night in range(4):
        run = crawl(session, night)
        fail(session, feed, run, failures=night)
        found = told(session, night + 0.1, SilenceKind.FAILING)
        assert [silence.subject for silence in found] == ([] if night < 3 else ["owls.example"])
    assert found[0].words == f"{kind} https://owls.example/{kind} fails since 2026-11-23 (timed out)"
    assert (found[0].since, found[0].usual) == (MORNING + DAY, None)


def fail(session: Session, page: Page, run: Run, failures: int) -> None:
    """Let a page have failed so many times in a row, the last time in that run."""
    page.state, page.reason, page.failures = ("failed", "timed out", failures) if failures else ("listing", None, 0)
    page.settled_run_id, page.fetched_at = run.id, run.started
    session.flush()


def test_a_short_outage_is_none_however_often_the_feed_is_asked_for(session: Session) -> None:
    feed = hub(session, "https://owls.example/feed", "feed")
    for hour in range(1, int(FAILING_AFTER / timedelta(hours=1))):
        fail(session, feed, crawl(session, hour / 24), failures=hour)
    assert silences(session, MORNING + FAILING_AFTER) == []


def test_runs_from_elsewhere_and_later_ones_do_not_move_the_day_a_feed_began_to_fail(session: Session) -> None:
    feed = hub(session, "https://owls.example/feed", "feed")
    for night in range(4):
        run = crawl(session, night)
        for hour in range(1, 4):
            crawl(session, night + hour / 24, arguments={"url": "https://bats.example/"})
    fail(session, feed, run, failures=3)
    crawl(session, 5)
    [silence] = told(session, 5.1, SilenceKind.FAILING)
    assert silence.since == MORNING + DAY


def test_many_failing_feeds_of_a_site_are_one_line(session: Session) -> None:
    feeds = [hub(session, f"https://owls.example/feed/{number}", "feed") for number in range(5)]
    for night in range(4):
        run = crawl(session, night)
        for feed in feeds:
            fail(session, feed, run, failures=night + 1)
    [silence] = silences(session, MORNING + 4 * DAY)
    assert silence.words.endswith("feed/0 fails since 2026-11-22 (timed out), and 4 more of this site")


def test_a_feed_that_was_read_and_is_gone_is_told_of_but_not_one_that_never_was(session: Session) -> None:
    lost, guessed = hub(session, "https://owls.example/feed", "feed"), hub(session, "https://owls.example/rss", "feed")
    lost.kind_reason = "a feed"
    for page in (lost, guessed):
        page.state, page.http_status, page.fetched_at = "gone", 404, MORNING
    session.flush()
    [silence] = silences(session, MORNING + DAY)
    assert silence.words == "feed https://owls.example/feed is gone since 2026-11-22 (404)"


def test_failing_is_not_told_of_for_ever_where_nobody_crawls_any_more(session: Session) -> None:
    feed = hub(session, "https://owls.example/feed", "feed")
    for night in range(4):
        fail(session, feed, crawl(session, night), failures=night + 1)
    assert silences(session, MORNING + 3 * DAY + TOLD_FOR)
    assert silences(session, MORNING + 3.1 * DAY + TOLD_FOR) == []


@pytest.mark.parametrize("wrong", [-50 * 365 * DAY, -30 * DAY, +30 * DAY, +10 * 365 * DAY])
def test_a_night_with_a_wrong_clock_changes_nothing_else(session: Session, wrong: timedelta) -> None:
    feed = hub(session, "https://owls.example/feed", "feed")
    for night in range(NIGHTS):
        clock = wrong if night == NIGHTS // 2 else 0 * DAY
        fail(session, feed, crawl(session, night, news=1, at=MORNING + clock), failures=0)
        for silence in silences(session, MORNING + night * DAY):
            assert silence.since >= MORNING + night * DAY - REACH
    assert silences(session, MORNING + NIGHTS * DAY) == []
    crawl(session, NIGHTS + 5)
    found = {silence.kind for silence in silences(session, MORNING + (NIGHTS + 5) * DAY)}
    assert found == {SilenceKind.NOTHING_NEW}


def test_a_clock_set_back_for_good_says_nothing_wrong(session: Session) -> None:
    for night in range(NIGHTS):
        crawl(session, night, news=1)
    for night in range(NIGHTS):
        assert silences(session, MORNING + (night - 15) * DAY) == []
        crawl(session, night - 15, news=1)


def test_the_usual_gap_is_the_second_longest_of_the_last_ones() -> None:
    moments = [MORNING, MORNING + 100 * DAY, *(MORNING + (200 + number) * DAY for number in range(40))]
    assert usual_gap(moments[:12]) == 100 * DAY
    assert usual_gap(moments) == DAY
    assert usual_gap(moments[:ENOUGH]) is None
