"""The commands that answer from the database, as a person types them."""

import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from crawler.checks import LARGEST
from crawler.commands import articles, export, forget, runs, search, show
from crawler.reading import whole_number
from storage import queries
from storage.models import Question, Review
from storage.session import Store, read_only
from tests.shelf import MORNING, put_article, put_raw, put_run

ROOT = Path(__file__).parents[1]
ESCAPES = "\x1b[31mred\x1b]0;title\x07\x9b31m\u202eback"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.db"


@pytest.fixture
def session(url: str) -> Iterator[Session]:
    """A session to fill the database; nothing is seen by the commands before `session.commit()`."""
    with Store.open(url) as store:
        yield store.session


@pytest.fixture
def scrapy(typed: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str, str]]:
    return typed


def printed_json(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


# --- articles -----------------------------------------------------------------------------------------------------


def test_articles_in_a_pipe_are_whole_lines(session, scrapy) -> None:
    headline = "The long night of the great grey owl, " * 4
    put_article(session, headline=headline, date_published="2026-11-20", kind="feature")
    session.commit()
    assert scrapy(articles)[1] == (
        f"1\t2026-11-20\towls.example\tfeature\t{headline.strip()}\tAda Quill\thttps://owls.example/a\n"
    )


def test_articles_on_a_terminal_fit_80_columns_and_keep_their_headline(session, scrapy) -> None:
    words = [f"word{number}" for number in range(40)]
    put_article(session, headline=" ".join(words), authors=("A very long name " * 5,), date_published="2026-11-20")
    put_article(session, "https://a-magazine-with-a-very-long-name.example/b", body="2")
    session.commit()
    out = scrapy(articles, terminal=True)[1]
    assert max(len(line) for line in out.splitlines()) <= 80
    assert all(word in out for word in words)
    assert "2 articles" in out


def test_a_terminal_shows_the_newest_and_says_how_many_there_are(session, scrapy) -> None:
    for number in range(3):
        put_article(session, f"https://owls.example/{number}", body=str(number), headline=f"Number {number}")
    session.commit()
    assert "2 of 3 articles" in scrapy(articles, "--limit", "2", terminal=True)[1]


def test_json_holds_all_data_and_no_raw_control_characters(session, scrapy) -> None:
    put_article(session, headline=ESCAPES, body="Übermut\n\nund Eulen")
    session.commit()
    _, out, _ = scrapy(articles, "--json")
    (row,) = printed_json(out)
    assert row["headline"] == ESCAPES
    assert row["body"] == "Übermut\n\nund Eulen"
    assert row["is_complete"] is True
    assert row["first_seen"].endswith("Z")
    assert "Übermut" in out
    assert not set("\x1b\x07\x9b\u202e") & set(out)


def test_a_site_is_named_by_key_host_or_address(session, scrapy) -> None:
    put_article(session, "https://owls.example/a")
    put_article(session, "https://bats.example/b")
    session.commit()
    for name in ("owls.example", "OWLS.example", "https://owls.example/some/page"):
        assert scrapy(articles, "--site", name)[1].count("\n") == 1
        assert scrapy(search, f"site:{name}")[1].count("\n") == 1


def test_a_date_is_a_day_a_month_or_a_year_and_nothing_around_it(session, scrapy) -> None:
    for date in ("2025-12-31", "2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"):
        put_article(session, f"https://owls.example/{date}", body=date, date_published=date)
    session.commit()
    for date, found in (("2026", 4), ("2026-11", 2), ("2026-11-30", 1)):
        assert scrapy(articles, "--date", date)[1].count("\n") == found


def test_no_article_is_no_error(session, scrapy) -> None:
    session.commit()
    assert scrapy(articles, "--kind", "news") == (0, "", "")


@pytest.mark.parametrize(
    ("module", "words", "says"),
    [
        (articles, ["--site", "x"], "No site 'x'. Known: owls.example"),
        (articles, ["--since", "yesterday"], "Not a date: 'yesterday'"),
        (articles, ["--until", ""], "Not a date: ''"),
        (articles, ["--kind", "poem"], "No kind 'poem'. There are: news"),
        (articles, ["--colour", "red"], "No option '--colour'"),
        (articles, ["owls"], "articles takes no words"),
        (search, [], "Nothing to search for. Try: scrapy search owls"),
        (search, ["site:x"], "No site 'x'. Known: owls.example"),
        (search, ["after:yesterday"], "Not a date: 'yesterday'"),
        (search, ["kind:list", "kind:news"], "kind: can be asked for once."),
        (search, ['"', "*"], "Nothing to search for. Try: scrapy search owls"),
        (show, [], "Name one article"),
        (show, ["99"], "No article 99"),
        (show, ["9" * 40], "No article 999"),
        (show, ["https://owls.example/nothing"], "No article at https://owls.example/nothing"),
        (
            show,
            ["owls.example/no"],
            "No article at owls.example/no. Fetch it: scrapy crawl magazine -a url=https://owls",
        ),
        (show, ["http://"], "Neither a number nor an address: 'http://'"),
        (export, [], "Name a format: jsonl, csv, atom, warc, epub, markdown."),
        (export, ["pdf", "-o", "-"], "Name a format: jsonl"),
        (export, ["csv"], "Say where to: -o FILE"),
        (export, ["csv", "--kind", "list", "kind:news", "-o", "-"], "kind is asked for twice"),
        (export, ["csv", "-o", "/nowhere/a.csv"], "/nowhere/a.csv: No such file or directory"),
        (runs, ["1"], "runs takes no words"),
        (forget, [], "Name one address or site"),
        (forget, ["x"], "No site 'x'. Known: owls.example"),
        (forget, ["mailto://x"], "Not an address"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_to_do(session, scrapy, module, words, says) -> None:
    put_article(session)
    session.commit()
    status, out, err = scrapy(module, *words)
    assert (status, out) == (2, "")
    assert err.startswith(f"offprint: {says}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "many", "1000000001", "9" * 40])
def test_a_number_that_is_out_of_range_is_wrong_use(typed) -> None:
    with pytest.raises(ArgumentTypeError, match=f"a whole number from 1 to 1,000,000,000, not {typed}$"):
        whole_number(typed)


def test_the_largest_numbers_have_answers(session, scrapy) -> None:
    put_article(session)
    session.commit()
    most = str(LARGEST)
    assert scrapy(articles, "-n", most)[0] == 0
    assert scrapy(runs, "-n", most)[0] == 0
    assert scrapy(search, "owls", "-n", most, "--page", most)[0] == 0


@pytest.mark.parametrize("module", [articles, show, search, export, runs, forget])
def test_without_a_database_a_command_says_so_and_makes_none(scrapy, tmp_path, module) -> None:
    status, out, err = scrapy(module, "owls.example")
    assert (status, out) == (1, "")
    assert "no such database. Crawl something first: scrapy crawl magazine -a url=https://" in err
    assert list(tmp_path.iterdir()) == []


def test_duplicates_are_listed_below_the_article_that_stands_for_them(session, scrapy) -> None:
    put_article(session, "https://owls.example/a/print")
    put_article(session, "https://owls.example/a")
    put_article(session, "https://owls.example/b", body="Alone.")
    session.commit()
    assert scrapy(articles, "--duplicates")[1] == (
        "2\thttps://owls.example/a\t\tOwls\n1\thttps://owls.example/a/print\thttps://owls.example/a\tOwls\n"
    )
    assert scrapy(articles, "--duplicates", terminal=True)[1] == (
        "2  Owls\nhttps://owls.example/a\nhttps://owls.example/a/print\n\n1 duplicate of 1 article\n"
    )
    rows = printed_json(scrapy(articles, "--duplicates", "--json")[1])
    assert [row["same_as"] for row in rows] == [None, "https://owls.example/a"]


# --- show ---------------------------------------------------------------------------------------------------------


def test_show_prints_an_article_as_a_person_reads_it(session, scrapy) -> None:
    put_article(
        session,
        headline="Owls at night",
        standfirst="They hunt.",
        authors=("Ada Quill", "Flora Fauna", "Percy Byline"),
        date_published="2026-11-20T09:00:00Z",
        section="Nature",
        kind="feature",
        body="First paragraph. " * 20 + "\n\nSecond paragraph.",
    )
    session.commit()
    _, out, _ = scrapy(show, "1")
    assert out.startswith(
        "Owls at night\n\nThey hunt.\n\nBy Ada Quill, Flora Fauna and Percy Byline\n"
        "2026-11-20 · Nature · feature · 42 words, 1 min\nhttps://owls.example/a\n\nFirst paragraph."
    )
    assert out.endswith("First paragraph.\n\nSecond paragraph.\n")
    assert max(len(line) for line in out.splitlines()) <= 80


def test_show_says_what_kind_of_article_it_is(session, scrapy) -> None:
    article = put_article(
        session, body="A film.\n\nIs it good?\n\nYes.", kind="review", is_sponsored=True, is_free=False
    )
    revision = article.current
    revision.review = Review(rating=0.8, rating_raw="4/5", work_type="Movie", work_name="Owls", work_year="2026")
    revision.questions = [Question(position=0, question="Is it good?", answer="Yes.")]
    session.commit()
    _, out, _ = scrapy(show, "1")
    assert "Review of Owls (Movie, 2026): 4/5\nSponsored: somebody paid for this article.\nBehind a paywall" in out
    _, out, _ = scrapy(show, "1", "--json")
    shown = json.loads(out)
    assert shown["review"]["rating"] == 0.8
    assert shown["questions"] == [
        {"question": "Is it good?", "answer": "Yes.", "interviewer": None, "interviewee": None}
    ]


def test_show_takes_an_address_with_fragment_and_tracking(session, scrapy) -> None:
    put_article(session)
    session.commit()
    assert scrapy(show, "https://owls.example/a?utm_source=letter#top")[0] == 0
    assert scrapy(show, "owls.example/a")[0] == 0


def test_an_address_may_be_named_without_its_scheme(session, scrapy) -> None:
    for scheme in ("http", "https"):
        put_article(session, f"{scheme}://owls.example/{scheme}", body=scheme)
    session.commit()
    for scheme in ("http", "https"):
        assert f"{scheme}://owls.example/{scheme}\n" in scrapy(show, f"owls.example/{scheme}")[1]


def test_show_says_what_became_of_an_address_without_article(session, scrapy) -> None:
    article = put_article(session)
    article.page.state, article.page.reason = "rejected", "a wall"
    article.current_revision_id = None
    session.commit()
    assert (
        scrapy(show, "https://owls.example/a")[2]
        == "offprint: No article at https://owls.example/a: rejected, a wall.\n"
    )


@pytest.mark.parametrize("words", [("show", "1"), ("articles",), ("search", "owls")])
def test_nothing_that_a_page_says_reaches_the_terminal_as_an_escape(session, scrapy, words) -> None:
    hostile = f"owls {ESCAPES}"
    put_article(session, headline=hostile, standfirst=hostile, authors=(hostile,), section=hostile, body=hostile)
    session.commit()
    modules = {"show": show, "articles": articles, "search": search}
    status, out, _ = scrapy(modules[words[0]], *words[1:], terminal=True)
    assert status == 0
    assert not set("\x1b\x07\x9b\u202e\x02\x03") & set(out)


def put_two_versions(session: Session) -> None:
    same = "They live in barns.\n\nThey hunt mice."
    put_article(session, headline="Owls", body=f"Owls sleep by day.\n\n{same}\n\nThe end.")
    put_article(session, headline="Owls at night", body=f"Owls never sleep by \x1bnight.\n\n{same}")


def test_history_says_what_changed_in_each_version(session, scrapy) -> None:
    put_two_versions(session)
    session.commit()
    assert scrapy(show, "1", "--history")[1].splitlines() == [
        "1\t2026-11-22T03:00:00Z\t13\tearlier\t",
        "2\t2026-11-22T03:00:00Z\t12\tnow\theadline, text",
    ]
    first, second = printed_json(scrapy(show, "1", "--history", "--json")[1])
    assert (first["state"], second["changed"]) == ("earlier", ["headline", "text"])
    assert "headline, text" in scrapy(show, "1", "--history", terminal=True)[1]


def test_versions_that_wait_say_why(session, scrapy) -> None:
    article = put_article(session, body="Owls sleep by day. " * 40)
    short = put_article(session, body="Subscribe.").current
    short.hold, short.hold_reason = "held", "1 words where there were 160"
    session.flush()
    article.current = queries.revisions(session, article.id)[0]
    session.commit()
    out = scrapy(show, "1", "--history", terminal=True)[1]
    assert "held: 1 words where there were 160" in " ".join(out.split())
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_difference_is_shown_by_words_and_hides_what_is_the_same(session, scrapy) -> None:
    put_two_versions(session)
    session.commit()
    assert scrapy(show, "1", "--diff", "1", "2")[1] == (
        "Headline: [-Owls-] {+Owls at night+}\n\n"
        "Owls {+never+} sleep by [-day.-] {+night.+}\n\n(2 paragraphs unchanged)\n\n[-The end.-]\n\n"
    )
    (shown,) = printed_json(scrapy(show, "1", "--diff", "2", "1", "--json")[1])
    assert shown["fields"] == {"headline": ["Owls at night", "Owls"]}
    assert shown["text"][2] == [{"side": "added", "text": "The end."}]
    assert "\x1b" not in scrapy(show, "1", "--diff", "1", "2", terminal=True)[1]
    assert "No version 3 of article 1" in scrapy(show, "1", "--diff", "1", "3")[2]


# --- search -------------------------------------------------------------------------------------------------------


def test_search_in_a_pipe_marks_what_matches(session, scrapy) -> None:
    put_article(session, headline=None, body="Where they live,\n\nowls hunt at night.")
    session.commit()
    assert scrapy(search, "hunt")[1] == (
        "1\t\towls.example\t\thttps://owls.example/a\tWhere they live, owls **hunt** at night.\n"
    )
    assert printed_json(scrapy(search, "hunt", "--json")[1])[0]["excerpt"].endswith("owls **hunt** at night.")


def test_search_shows_page_by_page_and_says_when_there_is_more(session, scrapy) -> None:
    for number in range(3):
        put_article(session, f"https://owls.example/{number}", body=f"Owls {number}.")
    session.commit()
    first, second = (scrapy(search, "owls", "-n", "2", "--page", page, terminal=True)[1] for page in "12")
    assert "There are more: --page 2" in first
    assert "There are more" not in second
    assert second.startswith("3  Owls")
    assert scrapy(search, "owls", "--page", "9", terminal=True)[1] == "No more has: owls\n"


def test_search_names_the_revisions_it_is_asked_for(session, scrapy) -> None:
    put_article(session, body="Owls sleep.", headline="Before")
    put_article(session, body="Owls hunt.")
    session.commit()
    assert scrapy(search, "--revisions", "sleep")[1].split("\t")[-2:] == ["Owls **sleep**.", "1\n"]
    out = scrapy(search, "--revisions", "owls", terminal=True)[1]
    assert "owls.example · revision 1\n" in out
    assert "owls.example · revision 2 (now)\n" in out


def test_a_word_that_looks_like_an_option_can_be_searched_for(session, scrapy) -> None:
    put_article(session, body="The --force flag.")
    session.commit()
    assert scrapy(search, "--", "--force")[1].startswith("1\t")


def test_finding_nothing_is_no_error(session, scrapy) -> None:
    session.commit()
    assert scrapy(search, "wombats", terminal=True) == (0, "No article has: wombats\n", "")


# --- export -------------------------------------------------------------------------------------------------------


def test_export_writes_what_a_search_and_options_choose(session, scrapy, tmp_path) -> None:
    put_article(session, body="Owls hunt.", kind="news")
    put_article(session, "https://owls.example/b", body="Owls sleep.", kind="news", headline="Sleepy")
    put_article(session, "https://owls.example/c", body="Bats sleep.", kind="review")
    session.commit()
    file = tmp_path / "a.jsonl"
    assert scrapy(export, "jsonl", "owls", "sleep", "--kind", "news", "-o", str(file)) == (0, "", "")
    assert [row["headline"] for row in printed_json(file.read_text())] == ["Sleepy"]
    status, _, err = scrapy(export, "jsonl", "-o", str(file))
    assert (status, err) == (2, f"offprint: {file} is there already. --force replaces it.\n")
    assert scrapy(export, "jsonl", "-o", str(file), "--force")[0] == 0
    assert len(file.read_text().splitlines()) == 3


# --- runs ---------------------------------------------------------------------------------------------------------


def test_runs_add_up(session, scrapy) -> None:
    counts = {"new": 3, "unchanged": 5, "listing": 2, "duplicate": 1, "failed": 1, "waiting": 2}
    put_run(session, ended=MORNING + timedelta(seconds=90), exit_status=4, **counts)
    put_article(session).page.next_check = MORNING
    session.commit()
    (run,) = printed_json(scrapy(runs, "--json")[1])
    assert sum(run["outcomes"].values()) == run["addresses"] == 14
    assert (run["seconds"], run["status"], run["waiting_now"]) == (90, "some pages failed", 1)
    first, last = scrapy(runs)[1].splitlines()
    assert first.split("\t") == [
        "1",
        "2026-11-22T03:00:00Z",
        "magazine",
        "90",
        "some pages failed",
        "14 addresses: 3 new, 5 unchanged, 2 listings, 1 duplicate, 1 failed, 2 waiting",
    ]
    assert last == "1 address waits to be fetched: owls.example 1"


def test_a_run_that_never_ended_is_running_or_was_killed(url, scrapy) -> None:
    with Store.open(url) as store:
        put_run(store.session)
        put_run(store.session)
        store.commit()
        assert [run["status"] for run in printed_json(scrapy(runs, "--json")[1])] == ["running", "killed"]
    assert [run["status"] for run in printed_json(scrapy(runs, "--json")[1])] == ["killed", "killed"]


def test_runs_on_a_terminal_fit_80_columns(session, scrapy) -> None:
    put_run(session, spider="a-spider-with-a-long-name", ended=MORNING + timedelta(hours=30), exit_status=1, new=12_345)
    session.commit()
    out = scrapy(runs, terminal=True)[1]
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "30:00:00" in out
    assert "12,345 new" in " ".join(out.split())


# --- forget -------------------------------------------------------------------------------------------------------


def test_forget_removes_an_address_and_says_what_that_was(url, scrapy) -> None:
    with Store.open(url) as store:
        put_raw(store.session, put_article(store.session).page_id)
    assert scrapy(forget, "https://owls.example/a#comments") == (
        0,
        "Forgot https://owls.example/a: 1 address, 1 article and 1 raw page removed. It is kept away from now on.\n",
        "",
    )
    with read_only(url) as session:
        assert queries.page_at(session, "https://owls.example/a") is None


def test_forget_removes_a_site(url, scrapy) -> None:
    with Store.open(url) as store:
        put_article(store.session, "https://owls.example/a")
        put_article(store.session, "https://bats.example/b")
    assert "Forgot owls.example: 1 address, 1 article" in scrapy(forget, "owls.example")[1]
    with read_only(url) as session:
        assert queries.known_sites(session) == ["bats.example"]


def test_forget_waits_for_no_crawl(session, scrapy) -> None:
    put_article(session)
    session.commit()
    status, _, err = scrapy(forget, "owls.example")
    assert status == 75
    assert "another run" in err


# --- as typed -----------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's crawler, so that spiders can be written into it."""
    shutil.copytree(ROOT / "crawler", tmp_path / "crawler", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    return tmp_path


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs scrapy in a folder, with the packages that are not there from this clone."""
    environment = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "DATABASE_URL": "sqlite:///articles.db"}
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_genspider_writes_a_magazine_of_a_few_lines(project) -> None:
    typed(project, "genspider", "-t", "magazine", "owl-weekly", "https://owls.example/front?edition=uk")
    written = (project / "crawler" / "spiders" / "owl_weekly.py").read_text()
    assert "class OwlWeeklySpider(MagazineSpider):\n" in written
    assert 'name = "owl-weekly"\n' in written
    assert 'start_urls = ["https://owls.example/front?edition=uk"]\n' in written
    assert "owl-weekly" in typed(project, "list").stdout.split()
    again = typed(project, "genspider", "-t", "magazine", "owl-weekly", "https://owls.example/")
    assert "already exists" in again.stdout


@pytest.mark.parametrize(
    ("template", "name", "address", "says"),
    [
        ("magazine", "my mag", "https://owls.example/", "Not a name for a spider: 'my mag'."),
        ("basic", "my/mag", "owls.example", "Not a name for a spider: 'my/mag'."),
        ("magazine", "", "https://owls.example/", "Not a name for a spider: ''."),
        ("magazine", "owls", 'https://owls.example/"', "Not an address: 'https://owls.example/\"'."),
        ("magazine", "owls", "https://owls.example/\n", "Not an address: 'https://owls.example/"),
    ],
)
def test_genspider_refuses_what_would_be_no_python(project, template, name, address, says) -> None:
    before = set((project / "crawler" / "spiders").iterdir())
    done = typed(project, "genspider", "-t", template, name, address)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"offprint: {says}")
    assert done.stderr.count("\n") == 1
    assert set((project / "crawler" / "spiders").glob("*.py")) == {path for path in before if path.suffix == ".py"}


def test_scrapys_own_templates_stay_usable(project) -> None:
    listed = typed(project, "genspider", "--list").stdout
    assert {"basic", "crawl", "magazine"} <= set(listed.split())
    typed(project, "genspider", "plain", "owls.example")
    assert "scrapy.Spider" in (project / "crawler" / "spiders" / "plain.py").read_text()


def test_a_reader_that_leaves_early_is_no_error(project) -> None:
    with Store.open(f"sqlite:///{project}/articles.db") as store:
        for number in range(40):
            put_article(store.session, f"https://owls.example/{number}", body=f"{number} owls. " * 500)
    environment = os.environ | {"PYTHONPATH": f"{project}{os.pathsep}{ROOT}"}
    pipeline = f"{sys.executable} -m scrapy articles --json | head -c 10; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", pipeline], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.endswith("0\n")
    assert done.stderr == ""
