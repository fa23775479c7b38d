"""The pages of `explain` and `report` in a real browser: what can be done there, and that nothing else happens."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.explanation import Subject
from crawler.explanation import page_of as explanation_of
from crawler.reporting import report_of
from crawler.reportpage import page_of as page_of_report
from pipelines.explained import explain_file
from storage.models import Page, Site
from storage.session import Store
from storage.states import Outcome
from storage.writing import HELD
from tests.shelf import put_article, put_run
from tests.test_explain import HOSTILE, SENTENCE, explained, page_with

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
DESK, PHONE = (1280, 900), (390, 844)
ATTACK = "</script><script>window.ran = true</script><img src=https://spy.example/x.gif onerror='window.ran = true'>"
INTERVIEW = "/books/binder.htm"


@dataclass
class Opened:
    """A page in the browser, and what it did that it should not do."""

    page: "playwright.Page"
    complaints: list[str] = field(default_factory=list)

    def shown(self, selector: str) -> list[str]:
        """The ids of the elements that can be seen."""
        return self.page.eval_on_selector_all(
            selector, "all => all.filter(one => one.checkVisibility()).map(one => one.id)"
        )

    def current(self) -> str:
        """The id of the block at which the reader is."""
        return self.page.evaluate("document.querySelector('.current')?.id")

    def overflows(self) -> bool:
        """Whether the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def ran(self) -> bool:
        """Whether a script of an attacker did."""
        return self.page.evaluate("window.ran === true")


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    """Chromium, without a window."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: "playwright.Browser", tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens the text of a page. At the end of the test it must have asked for nothing and complained of nothing."""
    contexts, all_opened = [], []

    def opened(html: str, size: tuple[int, int] = DESK, scheme: str = "light") -> Opened:
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        window = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=window, color_scheme=scheme, reduced_motion="reduce")  # scroll at once
        contexts.append(context)
        new = Opened(context.new_page())
        all_opened.append(new)
        new.page.on("console", lambda message: new.complaints.append(message.text))
        new.page.on("pageerror", lambda error: new.complaints.append(str(error)))
        new.page.on("dialog", lambda dialog: (new.complaints.append(dialog.message), dialog.dismiss()))
        new.page.on("request", lambda asked: asked.url == file.as_uri() or new.complaints.append(asked.url))
        new.page.goto(file.as_uri())
        return new

    yield opened
    complaints = [complaint for one in all_opened for complaint in one.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def interview() -> str:
    """An interview of the magazine of the 2000s, explained."""
    return explanation_of(
        explained("ashlar", INTERVIEW), Subject(f"https://ashlar.example{INTERVIEW}", "ashlar.example")
    )


@pytest.fixture(scope="module")
def hostile() -> str:
    """A page full of scripts and event handlers, explained."""
    source = HOSTILE.replace(
        "<h1>", f"<p>{ATTACK.replace('<', '&lt;')} {SENTENCE * 4}</p><h1 onclick='window.ran = true'>"
    )
    return explanation_of(explain_file(page_with(source)), Subject("https://lamps.example/<b>", "lamps.example"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of three sites, one of them with a name and texts that attack the page."""
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('report') / 'articles.db'}") as store:
        session, now = store.session, datetime.now(UTC)
        told = {"since": "2026-11-20T03:00:00Z", "what": ATTACK}
        run = put_run(
            session, started=now - timedelta(days=1), ended=now, exit_status=5, new=7, drift={"owls.example": told}
        )
        put_run(session, started=now, ended=now, exit_status=3, spider=ATTACK, arguments={"url": ATTACK})
        for site, articles in (("owls.example", 2), ("lamps.example", 10), (ATTACK.replace("/", ""), 1)):
            for number in range(articles):
                article = put_article(session, f"https://{site}/{number}", body=f"{site} {number}", run=run)
        article.current.headline, article.current.hold, article.current.hold_reason = ATTACK, HELD, ATTACK
        site = session.get_one(Site, article.site_id)
        for state in (Outcome.FAILED, Outcome.REJECTED):
            session.add(Page(site=site, url=f"https://x.example/{state}", state=state, reason=ATTACK, failures=1))
        session.flush()
        return page_of_report(report_of(session, now, alive=False), ATTACK)


# --- explain ------------------------------------------------------------------------------------------------------


def test_blocks_are_shown_by_their_reason(opened, interview) -> None:
    page = opened(interview)
    everything = page.shown(".blocks > li")
    reason = page.page.locator("#reason optgroup[label=Removed] option").first
    label = reason.text_content()
    page.page.select_option("#reason", reason.get_attribute("value"))
    chosen = page.shown(".blocks > li")
    assert label.endswith(f"({len(chosen)})")
    assert 0 < len(chosen) < len(everything)
    assert set(chosen) <= set(page.shown(".blocks > li.removed"))
    page.page.select_option("#reason", "")
    assert page.shown(".blocks > li") == everything


def test_kept_and_removed_blocks_are_shown_apart(opened, interview) -> None:
    page = opened(interview)
    everything = page.shown(".blocks > li")
    page.page.click("[data-view=kept]")
    kept = page.shown(".blocks > li")
    page.page.click("[data-view=removed]")
    removed = page.shown(".blocks > li")
    assert kept and removed and sorted(kept + removed) == sorted(everything)


def test_steps_go_from_one_removed_block_to_the_next_and_round_the_end(opened, interview) -> None:
    page = opened(interview)
    removed = page.shown(".blocks > li.removed")
    for button in ("#next", "#next", "#previous", "#previous"):
        page.page.click(button)
    assert page.current() == removed[-1]
    page.page.click("#next")
    assert page.current() == removed[0]
    assert page.page.evaluate("document.activeElement.id") == removed[0]


def test_all_of_it_works_from_the_keyboard(opened, interview) -> None:
    page = opened(interview)
    removed, keys = page.shown(".blocks > li.removed"), page.page.keyboard
    keys.press("n")
    keys.press("n")
    assert page.current() == removed[1]
    keys.press("p")
    assert page.current() == removed[0]
    keys.press("e")
    assert page.page.locator(f"#{removed[0]} details").get_attribute("open") is not None
    keys.press("r")
    assert page.shown(".blocks > li") == removed
    keys.press("k")
    assert not set(page.shown(".blocks > li")) & set(removed)
    keys.press("a")
    assert set(removed) < set(page.shown(".blocks > li"))
    keys.press("?")
    assert page.page.locator("#help").is_visible()
    keys.press("Escape")
    assert not page.page.locator("#help").is_visible()


def test_the_block_that_the_reader_goes_to_can_be_seen(opened, interview) -> None:
    page = opened(interview, PHONE)
    for _ in range(12):
        page.page.keyboard.press("n")
        box = page.page.locator(f"#{page.current()} .text").bounding_box()
        assert 0 <= box["y"] < PHONE[1]


def test_a_page_full_of_scripts_shows_as_text_and_nothing_of_it_runs(opened, hostile) -> None:
    page = opened(hostile)
    text = page.page.locator(".blocks").inner_text()
    assert ATTACK in text
    assert "</script><script>alert(2)</script> <img src=x onerror=alert(3)>" in text
    for block in page.page.locator(".blocks > li .text").all():
        block.click()
    assert not page.ran()


# --- report -------------------------------------------------------------------------------------------------------


def columns(page: Opened, table: str, place: int) -> list[str]:
    return page.page.locator(f"{table} tbody tr > :nth-child({place})").all_text_contents()


def test_tables_sort_by_the_heading_that_is_pressed(opened, report) -> None:
    page = opened(report)
    for articles in (["10", "2", "1"], ["1", "2", "10"]):
        page.page.click("#sites thead th:nth-child(2) button")
        assert columns(page, "#sites", 2) == articles
    page.page.click("#sites thead th:nth-child(1) button")
    names = columns(page, "#sites", 1)
    assert names[1:] == ["lamps.example", "owls.example"]
    assert page.page.locator("#sites [aria-sort]").count() == 1


def test_tables_sort_from_the_keyboard_and_what_is_not_known_stays_at_the_end(opened, report) -> None:
    page = opened(report)
    header = page.page.locator("#sites thead th").last
    header.locator("button").focus()
    for order in ("ascending", "descending"):
        page.page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == order
        assert [changed == "–" for changed in columns(page, "#sites", 13)] == [False, True, True]


def test_hostile_names_show_as_text(opened, report) -> None:
    page = opened(report)
    assert page.page.locator("h1").text_content() == ATTACK
    needs = page.page.locator("#needs").inner_text()
    assert needs.count(ATTACK) >= 4
    assert not page.ran()


# --- both ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE, (320, 640)], ids=["desk", "phone", "small phone"])
@pytest.mark.parametrize("name", ["interview", "hostile", "report"])
def test_no_page_is_wider_than_its_window(opened, request, name, size, scheme) -> None:
    page = opened(request.getfixturevalue(name), size, scheme)
    assert not page.overflows()
    background = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 3 * 128) == (scheme == "dark")
