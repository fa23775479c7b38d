"""`scrapy report`: what is said of a whole database."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler import charts
from crawler.charts import Bar
from crawler.commands import report as command
from crawler.reporting import Report, SiteReport, report_of
from crawler.reportpage import page_of
from storage.errors import CRAWL_FIRST
from storage.models import Article, Page, Run, Site
from storage.session import Store
from storage.states import Outcome
from storage.writing import HELD
from tests.shelf import put_article, put_run

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
URL = "sqlite:///articles.db"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def session() -> Iterator[Session]:
    """An empty database."""
    with Store.open("sqlite://") as store:
        yield store.session


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def put(session: Session, url: str, seen: int = 0, **fields: Any) -> Article:
    """An article that was first seen so many days ago, on a site that has been known for a hundred days."""
    article = put_article(session, url, **({"body": f"Owls hunt at {url}."} | fields))
    article.first_seen = days_ago(seen)
    session.get_one(Site, article.site_id).first_seen = days_ago(100)
    session.flush()
    return article


def put_page(session: Session, url: str, state: Outcome, reason: str | None = None, failures: int = 0) -> Page:
    """A page whose last visit brought nothing."""
    key = url.split("/")[2]
    site = session.scalar(select(Site).where(Site.key == key)) or Site(key=key, first_seen=days_ago(100))
    page = Page(site=site, url=url, state=state, reason=reason, failures=failures)
    session.add(page)
    session.flush()
    return page


def put_ended(session: Session, days: int = 0, status: int = 0, seconds: int = 60, **fields: Any) -> Run:
    """A run that began so many days ago and ended."""
    started = days_ago(days)
    ended = started + timedelta(seconds=seconds)
    return put_run(session, started=started, ended=ended, exit_status=status, finish_reason="finished", **fields)


def made(session: Session, *, alive: bool = False) -> Report:
    session.flush()
    return report_of(session, NOW, alive=alive)


def only_site(session: Session) -> SiteReport:
    (site,) = made(session).sites
    return site


def needs(session: Session) -> list[tuple[str, str | None]]:
    return [(need.kind, need.site) for need in made(session).needs]


# --- sites --------------------------------------------------------------------------------------------------------


def test_new_articles_are_counted_on_the_day_they_were_first_seen(session: Session) -> None:
    for path, seen in (("a", 0), ("b", 0), ("c", 2), ("d", 29), ("e", 30)):
        put(session, f"https://owls.example/{path}", seen)
    site = only_site(session)
    assert (site.new[-1], site.new[-3], site.new[0], sum(site.new)) == (2, 1, 1, 4)
    assert site.articles == 5
    assert site.last_new == NOW.date()


def test_the_past_of_a_site_is_no_news(session: Session) -> None:
    for path in "abc":
        article = put(session, f"https://owls.example/{path}", 5)
        session.get_one(Site, article.site_id).first_seen = days_ago(5)
    put(session, "https://owls.example/d", 1)
    session.get_one(Site, article.site_id).first_seen = days_ago(5)
    assert [day.new for day in made(session).days if day.new] == [1]


def test_lengths_have_their_median_and_stand_in_steps_that_double(session: Session) -> None:
    for words in (99, 100, 199, 400, 7000):
        put(session, f"https://owls.example/{words}", body=f"{words} " * words)
    site = only_site(session)
    assert site.lengths == (1, 2, 0, 1, 0, 0, 0, 1)
    assert (site.median_words, site.words) == (199, 7798)


def test_filled_fields_are_shares_of_the_articles(session: Session) -> None:
    put(session, "https://owls.example/a", date_published="2026-11-01", kind="review")
    put(session, "https://owls.example/b", headline=None, authors=())
    filled = only_site(session).filled
    assert (filled["headline"], filled["authors"], filled["date_published"], filled["section"]) == (0.5, 0.5, 0.5, 0)


def test_only_articles_as_they_are_now_count(session: Session) -> None:
    put(session, "https://owls.example/a", body="One two three.")
    put(session, "https://owls.example/a", body="One two.")
    site = only_site(session)
    assert (site.articles, site.words) == (1, 2)


def test_duplicates_are_counted(session: Session) -> None:
    for path in "abc":
        put(session, f"https://owls.example/{path}", body="The same owls.")
    assert only_site(session).duplicates == 2


def test_reasons_that_differ_only_in_numbers_or_in_words_of_the_page_are_one(session: Session) -> None:
    for number, reason in enumerate(
        ["Only 12 words of text.", "Only 7 words of text.", "This is an error page: Gone fishing", "Answered: 3"]
    ):
        put_page(session, f"https://owls.example/{number}", Outcome.REJECTED, reason)
    put_page(session, "https://owls.example/5", Outcome.FAILED, "answered 503")
    site = only_site(session)
    assert site.reasons == {
        "rejected": [("Only … words of text.", 2), ("Answered", 1), ("This is an error page", 1)],
        "failed": [("answered 503", 1)],
    }
    assert site.pages == {"rejected": 4, "failed": 1}


def test_time_is_that_of_runs_which_read_the_site_also_of_those_that_found_nothing(session: Session) -> None:
    first = put_ended(session, 2, seconds=100, arguments={"url": "https://owls.example/"})
    put(session, "https://owls.example/a", 2, run=first)
    put_ended(session, 1, seconds=20, arguments={"url": "https://owls.example/"})
    other = put_ended(session, 1, seconds=500, arguments={"url": "https://lamps.example/"})
    put(session, "https://lamps.example/a", 1, run=other)
    lamps, owls = made(session).sites
    assert (owls.runs, owls.seconds) == (2, 120)
    assert (lamps.runs, lamps.seconds) == (1, 500)


# --- what needs a person ------------------------------------------------------------------------------------------


def test_nothing_needs_a_person_where_all_is_well(session: Session) -> None:
    put(session, "https://owls.example/a", run=put_ended(session))
    assert made(session).needs == ()
    assert made(session).summary[-1] == "Nothing needs a person."


def test_held_versions_need_a_person(session: Session) -> None:
    article = put(session, "https://owls.example/a")
    article.current.hold, article.current.hold_reason = HELD, "70 words where there were 729"
    (need,) = made(session).needs
    assert (need.kind, need.command) == ("held", "scrapy reread --held")
    assert need.details == ("Owls: 70 words where there were 729, since 22 November 2026",)


def test_failing_pages_need_a_person_the_longest_first(session: Session) -> None:
    for failures in range(1, 8):
        put_page(session, f"https://owls.example/{failures}", Outcome.FAILED, "timed out", failures)
    (need,) = made(session).needs
    assert need.what == "owls.example: 7 pages failed at the last visit, one of them 7 times in a row."
    assert need.details[0] == "https://owls.example/7: timed out"
    assert need.details[-1] == "and 2 more"
    assert len(need.details) == 6


def test_a_changed_site_needs_a_person_until_enough_articles_came_after_it(session: Session) -> None:
    put(session, "https://owls.example/a")
    told = {"since": "2026-11-20T03:00:00Z", "what": "6 of 6 new pages are not as remembered"}
    put_ended(session, 2, status=5, drift={"owls.example": told})
    assert needs(session) == [("drift", "owls.example")]
    later = put_ended(session, 1)
    for path in "bcdef":
        put(session, f"https://owls.example/{path}", run=later)
    assert needs(session) == []
    drift = only_site(session).drift
    assert (drift.what, drift.is_open) == (told["what"], False)


@pytest.mark.parametrize("told", [{"owls.example": {"since": "soon", "what": "it"}}, {"owls.example": 3}, {"a": {}}])
def test_damaged_reports_of_change_are_said_in_one_line(report, told) -> None:
    with Store.open(URL) as store:
        put_ended(store.session, drift=told)
    status, out, error = report()
    assert (status, out, error.count("\n")) == (1, "", 1)
    assert error.startswith("offprint: The database is damaged: ")


def test_the_last_run_of_a_magazine_needs_a_person_when_it_did_not_end_well(session: Session) -> None:
    put_ended(session, 3, status=3, spider="owls")
    put_ended(session, 2, spider="owls")
    assert needs(session) == []
    put_ended(session, 1, status=1, spider="lamps")
    put_run(session, started=NOW, spider="owls")
    assert [need.what for need in made(session).needs] == [
        "The last run of owls, on 22 November 2026 at 18:00, ended so: killed.",
        "The last run of lamps, on 21 November 2026 at 18:00, ended so: no start address answered.",
    ]


def test_a_run_under_way_needs_nobody(session: Session) -> None:
    put_run(session, started=NOW)
    report = made(session, alive=True)
    assert report.needs == ()
    assert report.runs[0].status == "running"


def test_a_silent_site_needs_a_person(session: Session) -> None:
    for days in range(25, 8, -1):
        run = put_ended(session, days, spider=f"owls {days}")
        put(session, f"https://owls.example/{days}", days, run=run, date_published=f"{days_ago(days):%Y-%m-%d}")
    put_page(session, "https://owls.example/", Outcome.LISTING).fetched_at = NOW
    (need,) = made(session).needs
    assert need.what == "owls.example: nothing new since 2026-11-13; usually something comes within a day."


# --- runs ---------------------------------------------------------------------------------------------------------


def test_outcomes_of_a_run_add_up_to_its_addresses(session: Session) -> None:
    counts = {outcome.value: number for number, outcome in enumerate(Outcome, 1)}
    put_ended(session, **counts)
    tree = html.fromstring(page_of(made(session), "articles.db"))
    head = [cell.text_content() for cell in tree.xpath("//section[@id='runs']//thead//th")]
    cells = [cell.text_content() for cell in tree.xpath("//section[@id='runs']//tbody/tr/*")]
    row = dict(zip(head, cells, strict=True))
    assert sum(int(row[outcome.capitalize()]) for outcome in Outcome) == int(row["Addresses"]) == sum(counts.values())


def test_outcomes_that_no_run_had_are_left_out(session: Session) -> None:
    put_ended(session, new=1)
    put_ended(session, failed=2)
    tree = html.fromstring(page_of(made(session), "articles.db"))
    head = [cell.text_content() for cell in tree.xpath("//section[@id='runs']//thead//th")]
    assert head == ["Run", "Began (UTC)", "What was crawled", "Ended", "Took", "Addresses", "New", "Failed"]


def test_runs_before_the_last_days_are_left_out_and_the_newest_comes_first(session: Session) -> None:
    for days in (30, 29, 1):
        put_ended(session, days)
    assert [run.id for run in made(session).runs] == [3, 2]


def test_the_summary_says_the_most_important_in_words(session: Session) -> None:
    put(session, "https://owls.example/a", 40)
    put(session, "https://owls.example/b", 1, run=put_ended(session, 1, new=1, listing=3))
    put_page(session, "https://owls.example/x", Outcome.FAILED, "timed out", 1)
    put_ended(session, 0, status=4, failed=1, listing=3)
    assert made(session).summary == (
        "1 site with 2 articles of 8 words together.",
        "In the last 30 days 2 runs brought 1 new article; 1 did not end well.",
        "The last run, magazine on 22 November 2026 at 18:00 (UTC): 3 listings, 1 failed; some pages failed.",
        "1 thing needs a person.",
    )


# --- the page -----------------------------------------------------------------------------------------------------


def test_nothing_that_a_magazine_says_is_markup(session: Session) -> None:
    article = put(session, f"https://{HOSTILE.replace('/', '')}/a", headline=f"{HOSTILE}\u202e\x1b[31m")
    article.current.hold, article.current.hold_reason = HELD, HOSTILE
    key = session.get_one(Site, article.site_id).key
    put_page(session, f"https://{key}/x", Outcome.FAILED, HOSTILE)
    put_page(session, f"https://{key}/y", Outcome.REJECTED, HOSTILE)
    drift = {key: {"since": "2026-11-20T03:00:00Z", "what": HOSTILE}}
    put_ended(session, status=1, spider=HOSTILE, arguments={"url": HOSTILE}, drift=drift)
    page = page_of(made(session), HOSTILE)
    tree = html.fromstring(page)
    assert len(tree.xpath("//script")) == page.count("</script>") == 1
    assert not tree.xpath("//img | //*[@onerror or @src or @style]")
    assert tree.xpath("string(//h1)") == HOSTILE
    assert "\x1b" not in page and "\u202e" not in page


def test_page_leads_and_asks_nowhere(session: Session) -> None:
    put(session, "https://owls.example/a", run=put_ended(session))
    tree = html.fromstring(page_of(made(session), "articles.db"))
    assert {address[:1] for address in tree.xpath("//@href")} == {"#"}
    anchors = set(tree.xpath("//@id"))
    assert {address[1:] for address in tree.xpath("//@href")} <= anchors
    assert not tree.xpath("//link | //img | //iframe | //object | //form | //base")


def test_the_same_database_gives_the_same_page(session: Session) -> None:
    put(session, "https://owls.example/a", run=put_ended(session))
    assert page_of(made(session), "articles.db") == page_of(made(session), "articles.db")


def test_an_empty_database_has_a_page(session: Session) -> None:
    report = made(session)
    assert report.summary[1] == "Nothing was crawled in the last 30 days."
    assert "There were none." in page_of(report, "articles.db")


# --- plots --------------------------------------------------------------------------------------------------------


def test_plots_hold_a_shape_for_each_value_and_no_style_or_script() -> None:
    for plot in (charts.columns, charts.shares):
        tree = html.fromstring(plot([Bar(0.5, "half & half", "A"), Bar(0, "nothing"), Bar(1, "all", "C")], "a < b"))
        assert tree.get("aria-label") == "a < b"
        assert {title.text for title in tree.iter("title")} == {"half & half", "nothing", "all"}
        assert len(tree.xpath("//rect")) == 3
        assert not tree.xpath("//style | //script | //@style | //comment()")


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (5, [0, 2, 4, 6]),
        (40, [0, 10, 20, 30, 40]),
        (0.2, [0, 1]),
        (1234, [0, 500, 1000, 1500]),
    ],
)
def test_lines_of_a_plot_are_round_and_few(most: float, lines: list[int]) -> None:
    assert charts.scale(most) == lines


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def report(
    tmp_path: Path, typed: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Runs `scrapy report` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return partial(typed, command, DATABASE_URL=URL)


def test_report_is_a_file_whose_path_is_printed(report, tmp_path: Path) -> None:
    with Store.open(URL) as store:
        put(store.session, "https://owls.example/a")
    assert report() == (0, f"{tmp_path / 'report.html'}\n", "")
    assert report("-o", "sub/r.html") == (0, f"{tmp_path / 'sub/r.html'}\n", "")
    assert report() == (0, f"{tmp_path / 'report.html'}\n", "")  # a later one takes its place
    assert '<h1 dir="auto">articles.db</h1>' in Path("report.html").read_text()
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "sub"}
    assert not list(tmp_path.glob(".report*"))


def test_json_is_all_of_it_on_one_line(report) -> None:
    with Store.open(URL) as store:
        put(store.session, "https://owls.example/a", run=put_ended(store.session, new=1))
    status, out, _ = report("--json")
    told = json.loads(out)
    assert (status, out.count("\n")) == (0, 1)
    assert told["sites"][0]["key"] == "owls.example"
    assert told["sites"][0]["last_new"] == "2026-11-22"
    assert told["runs"][0]["outcomes"]["new"] == 1
    assert set(told) == set(Report.__slots__)


def test_wrong_use_and_a_missing_database_are_one_line(report) -> None:
    assert report() == (1, "", f"offprint: articles.db: no such database. {CRAWL_FIRST}\n")
    with Store.open(URL):
        pass
    assert report("owls") == (2, "", "offprint: report takes no words, only options.\n")
    status, out, error = report("-o", ".")
    assert (status, out, error.count("\n")) == (2, "", 1)


def test_a_report_is_made_while_a_crawl_writes(report) -> None:
    with Store.open(URL) as store:
        put_run(store.session, started=datetime.now(UTC))
        store.commit()
        assert json.loads(report("--json")[1])["runs"][0]["status"] == "running"
