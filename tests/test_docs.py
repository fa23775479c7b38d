"""README and docs are true: what they name exists, what they list is complete, what they show to type works.

The documents on cron, rules, bounds and licences have tests of their own.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from runpy import run_path
from typing import ClassVar, get_origin

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings, default_settings
from sqlalchemy import text

from crawler import exits, summary
from crawler.arguments import KNOWN
from crawler.commands.export import FORMATS
from crawler.magazine import MagazineSpider
from fixtures.magazines import load
from storage.models import Base, Page, Question, Run
from storage.neighbours import compare
from storage.session import Store, read_only
from storage.states import Outcome
from tests.shelf import MORNING, put_article, put_raw

ROOT = Path(__file__).parents[1]
DOCUMENTS = {path: path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}
README = DOCUMENTS[ROOT / "README.md"]
MANUAL = README + "".join(
    DOCUMENTS[ROOT / f"docs/{name}.md"] for name in ("commands", "crawling", "database", "memory", "settings")
)
OWN_COMMANDS = sorted(path.stem for path in (ROOT / "crawler/commands").glob("[a-z]*.py"))
READING_COMMANDS = ("articles", "show", "search", "explain", "export", "report", "runs", "memory SITE")
COMPUTED = {"READ_WORKERS": "one for each processor"}  # settings whose default depends on the machine
OWLS = b"<html><head><title>Owls</title></head><body><article><h1>Owls</h1><p>%s</p></article></body></html>" % (
    b"Owls hunt at night, and the lamp of the keeper does not trouble them. " * 10
)


def blocks(language: str) -> list[str]:
    """The manual's fenced blocks of a language; of none for an empty one."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
    return [block for name, block in fenced if name == language]


def code() -> str:
    """All that the manual sets as code: fenced and indented blocks, and what stands between backticks."""
    fenced = re.findall(r"^```\w*\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```$", "", MANUAL, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"^    (.*)$", prose, re.MULTILINE), *re.findall(r"`([^`\n]+)`", prose)])


def rows(first_header: str) -> list[list[str]]:
    """The cells of all tables whose first column has this header."""
    tables = re.findall(r"((?:^\|.*\|\n)+)", MANUAL, re.MULTILINE)
    lines = [
        line for table in tables if table.startswith(f"| {first_header} |") for line in table.strip().split("\n")[2:]
    ]
    assert lines, f"no table of {first_header}"
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def names(first_header: str) -> list[str]:
    """The names between backticks in the first column of the tables with this header, `x` for `x=VALUE`."""
    return [name.partition("=")[0] for cells in rows(first_header) for name in re.findall(r"`([^`]+)`", cells[0])]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A working directory with a page to read and a database in which every question has an answer; its address."""
    monkeypatch.chdir(tmp_path)
    Path("owls.html").write_bytes(OWLS)
    today = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    url = "sqlite:///articles.db"
    with Store.open(url) as store:
        article = put_article(store.session, date_published=today, section="Night")
        corrected = put_article(store.session, date_published=today, section="Night", headline="The lamp, the keeper")
        corrected.current.questions = [Question(position=0, question="Who lights the lamp?", answer="The keeper.")]
        put_raw(store.session, article.page_id, OWLS, content_type="text/html")
        page = store.session.get_one(Page, article.page_id)
        store.session.add(Page(site_id=page.site_id, url=f"{page.url}/b", state="gone", reason="answered 404"))
        for host in ("owls", "bats"):
            put_article(store.session, f"https://{host}.example/long", body=" ".join(map(str, range(99))))
        compare(store)
    return url


# --- what is named exists -----------------------------------------------------------------------------------------


def test_every_command_named_exists_and_every_own_command_is_named(crawls) -> None:
    listed = set(re.findall(r"^  (\w+) {2,}\S", crawls.scrapy("--help").out, re.MULTILINE))
    named = set(re.findall(r"\bscrapy ([a-z]+)", code()))
    assert named <= listed
    assert set(OWN_COMMANDS) <= named
    for table in ("Command", "Command and options"):
        in_table = " ".join(cells[0] for cells in rows(table))
        assert set(OWN_COMMANDS) <= set(re.findall(r"`scrapy (\w+)", in_table)), table


def test_spiders_are_those_that_are_listed(crawls) -> None:
    shown = next(block.partition("$ scrapy list\n")[2] for block in blocks("") if "$ scrapy list\n" in block)
    assert shown.partition("\n\n")[0] + "\n" == crawls.scrapy("list").out


@pytest.mark.parametrize("name", READING_COMMANDS)
def test_every_option_of_a_command_is_named_and_no_other(name: str) -> None:
    entry = next(cells[1] for cells in rows("Command and options") if cells[0].startswith(f"`scrapy {name}"))
    named = set(re.findall(r"`(-[-a-z]+)", entry)) | ({"--json"} if name != "export" else set())
    assert "`--json`" in MANUAL
    assert named == {option for option in options_of(name.split()[0]) if option != "--limit"}


def options_of(name: str) -> set[str]:
    """The options that a command has beside those of every Scrapy command."""

    def options(command: ScrapyCommand) -> set[str]:
        command.settings = Settings()
        parser = ScrapyArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        return {option for action in parser._actions for option in action.option_strings}

    class Plain(ScrapyCommand):
        def short_desc(self) -> str:
            return ""

        def run(self, args: list[str], opts: object) -> None: ...

    return options(import_module(f"crawler.commands.{name}").Command()) - options(Plain())


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", code()))
    assert {"crawl", "test"} <= named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_heading_linked_to_exists(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", DOCUMENTS[document]):
        name, _, heading = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.is_file(), target
        assert not heading or heading in headings(file), target


def headings(document: Path) -> set[str]:
    """What links call the headings of a document."""
    return {words.lower().replace(" ", "-") for words in re.findall(r"^#+ (.*)$", DOCUMENTS[document], re.MULTILINE)}


def test_the_readme_leads_to_every_document() -> None:
    assert set(re.findall(r"\]\(docs/(\w+\.md)\)", README)) == {path.name for path in (ROOT / "docs").glob("*.md")}


def test_every_folder_is_there() -> None:
    assert all((ROOT / folder).is_dir() for folder in names("Folder"))


# --- what is listed is complete -----------------------------------------------------------------------------------


def test_settings_are_listed_with_their_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("OFFPRINT_CONTACT", raising=False)
    settings = {name: value for name, value in run_path(str(ROOT / "crawler/settings.py")).items() if name.isupper()}
    ours = {name for name in settings if not hasattr(default_settings, name)}
    listed = {cells[0].strip("`"): cells[1] for cells in rows("Setting")}
    assert ours <= set(listed) <= set(settings)
    for name, default in listed.items():
        assert default == COMPUTED.get(name, f"`{json_like(settings[name])}`"), name
    assert f"`{settings['USER_AGENT']} (+CONTACT)`" in MANUAL


def json_like(value: object) -> str:
    """A default as the manual writes it: Python's form with double quotes."""
    return repr(value).replace("'", '"')


def test_exit_statuses_are_listed_with_their_meanings() -> None:
    assert {int(cells[0]): cells[1] for cells in rows("Status")} == exits.MEANINGS


def test_arguments_of_a_crawl_are_listed() -> None:
    assert sorted(names("Argument")) == sorted(KNOWN)


def test_attributes_of_a_magazine_are_listed() -> None:
    attributes = [name for name, hint in MagazineSpider.__annotations__.items() if get_origin(hint) is ClassVar]
    assert sorted(names("Attribute")) == sorted(attributes)


def test_columns_of_the_view_are_listed_in_their_order(shelf: str) -> None:
    with read_only(shelf) as session:
        columns = list(session.execute(text("SELECT * FROM articles")).keys())
    assert names("Column") == columns
    assert list(json.loads(blocks("json")[0])) == columns


def test_tables_are_listed() -> None:
    assert sorted(names("Table")) == sorted([*Base.metadata.tables, "article_text", "question_text"])


def test_formats_of_exports_are_listed() -> None:
    assert names("Format") == list(FORMATS)


def test_outcomes_are_listed() -> None:
    assert names("Outcome") == [outcome.value for outcome in Outcome]


# --- what is shown works ------------------------------------------------------------------------------------------


SQL = [*blocks("sql"), *re.findall(r'sqlite3 articles.db "(SELECT .*)"', code())]


@pytest.mark.parametrize("question", SQL, ids=lambda sql: sql.split("\n")[0][:40])
def test_every_question_in_sql_has_an_answer(shelf: str, question: str) -> None:
    with read_only(shelf) as session:
        assert session.execute(text(question)).all()


@pytest.mark.parametrize("program", blocks("python"), ids=lambda program: program.split("\n")[2][:40])
def test_every_python_block_runs(shelf: str, program: str, capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, object] = {"__name__": "manual"}
    exec(compile(program, "the manual", "exec"), space)
    if "print(" in program:
        assert "Owls" in capsys.readouterr().out


@pytest.mark.parametrize("line", re.findall(r"^magazine: .*$", MANUAL, re.MULTILINE))
def test_the_line_of_a_crawl_is_as_crawls_print_it(line: str) -> None:
    form = r"magazine: (.*) \(\d+ addresses in (\d+) s(?:; (\d+) read again)?\) -> (.*)"
    told, seconds, again, database = re.fullmatch(form, line).groups()
    run = Run(spider="magazine", started=MORNING, ended=MORNING + timedelta(seconds=int(seconds)))
    run.reread = int(again or 0)
    outcomes = {words: outcome for outcome, both in summary.WORDS.items() for words in both}
    counts = {outcomes[words]: int(number) for number, words in re.findall(r"(\d+) (\w+)", told)}
    for outcome in Outcome:
        setattr(run, outcome.value, counts.get(outcome, 0))
    assert summary.in_one_line(run, database) == line


def test_the_bundled_magazine_has_the_articles_that_are_shown() -> None:
    articles = len(load("halyard").articles)
    assert f"magazine: {articles} new, " in README
    assert f"\n{articles} articles\n" in README
