"""docs/cron.md and the files beside it are true: what is to be copied works, as poor as cron's environment is."""

import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from crawler import exits
from crawler import settings as own
from fixtures.server import MagazineServer
from storage import silence
from tests.crawling import PROJECT, QUICK, SCRAPY, Crawls

DOCS = PROJECT / "docs"
TEXT = (DOCS / "cron.md").read_text(encoding="utf-8")
CRONTAB = (DOCS / "cron/crontab").read_text(encoding="utf-8")
UNITS = sorted((DOCS / "systemd").iterdir())
CRAWL, CHECK, BACKUP = (line.split(maxsplit=5)[5] for line in CRONTAB.splitlines() if re.match(r"\d", line))
HARBOUR = """
from crawler.magazine import MagazineSpider


class HarbourSpider(MagazineSpider):
    name = "harbour"
    start_urls = ["{base}/"]
    custom_settings = {settings}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with Offprint in it, as cron's lines expect it."""
    offprint = tmp_path / "offprint"
    for folder in ("crawler", "pipelines", "storage"):
        shutil.copytree(PROJECT / folder, offprint / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "scrapy.cfg", offprint)
    (offprint / ".venv").symlink_to(Path(sys.executable).parent.parent)
    return tmp_path


def cron(home: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line as cron does: /bin/sh, the home folder, and hardly any environment; `\\%` is `%`."""
    poor = {"HOME": str(home), "LOGNAME": "offprint", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
    command = ["/bin/sh", "-c", line.replace(r"\%", "%")]
    return subprocess.run(command, cwd=home, env=poor, capture_output=True, text=True, timeout=120, check=False)


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


# --- cron ---------------------------------------------------------------------------------------------------------


def test_the_lines_shown_are_those_of_the_crontab() -> None:
    lines = [line for line in CRONTAB.splitlines() if line and not line.startswith("#")]
    shown = [line for line in TEXT.split("```")[1].splitlines() if line]
    assert shown == lines


def test_a_night_by_cron_is_silent_when_all_is_well(home: Path, halyard: MagazineServer) -> None:
    spider = HARBOUR.format(base=halyard.base, settings=QUICK)
    (home / "offprint/crawler/spiders/harbour.py").write_text(spider, encoding="utf-8")
    for line in (CRAWL, CHECK):
        done = cron(home, line)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with sqlite3.connect(home / "offprint/articles.db") as database:
        assert database.execute("SELECT count(*) FROM articles").fetchone() == (29,)
    needs("sqlite3")
    done = cron(home, BACKUP)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(list((home / "offprint").glob("articles-????-??-??.db"))) == 1


def test_a_night_by_cron_that_goes_wrong_says_so(home: Path) -> None:
    spider = HARBOUR.format(base="http://127.0.0.1:9", settings=QUICK)
    (home / "offprint/crawler/spiders/harbour.py").write_text(spider, encoding="utf-8")
    done = cron(home, CRAWL)
    assert "http://127.0.0.1:9/: robots.txt unavailable (connection refused)" in done.stderr
    assert done.stdout == "scrapy crawl ended with status 1\n"


def test_without_a_magazine_of_its_own_the_crawl_of_all_says_what_to_do(home: Path) -> None:
    done = cron(home, CRAWL.partition(" >/dev/null")[0])
    assert done.returncode == 0
    assert "`scrapy genspider -t magazine NAME ADDRESS`" in done.stdout


# --- systemd ------------------------------------------------------------------------------------------------------


def unit(path: Path) -> dict[str, list[str]]:
    """The settings of a unit, each with all its values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    needs("systemd-analyze")
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/offprint/.venv/bin/scrapy", SCRAPY)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / path.name) for path in UNITS if "@" not in path.name]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["offprint", "offprint-check"])
def test_the_services_are_locked_down(name: str) -> None:
    needs("systemd-analyze")
    file = str(DOCS / f"systemd/{name}.service")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:]


def test_units_start_one_another_and_write_where_they_may() -> None:
    units = {path.name: unit(path) for path in UNITS}
    for timer in ("offprint.timer", "offprint-check.timer"):
        assert timer.replace(".timer", ".service") in units
    for name in ("offprint.service", "offprint-check.service"):
        service = units[name]
        assert service["OnFailure"] == ["offprint-failed@%n.service"]
        assert "DATABASE_URL=sqlite:////var/lib/offprint/articles.db" in service["Environment"]
        assert (service["StateDirectory"], service["ProtectSystem"]) == (["offprint"], ["strict"])
        assert "RemoveIPC" not in service
    assert units["offprint.service"]["SuccessExitStatus"] == [str(exits.BUSY)]
    assert units["offprint.service"]["ExecStart"][0].endswith(CRAWL.partition(".venv")[2].partition(" >")[0])


# --- the log, the backup ------------------------------------------------------------------------------------------


def test_logrotate_takes_the_log_and_the_next_crawl_begins_a_new_one(tmp_path: Path) -> None:
    needs("logrotate")
    text = (DOCS / "cron/logrotate.conf").read_text(encoding="utf-8")
    owner = f"{tmp_path.owner()} {tmp_path.group()}"
    text = text.replace("offprint offprint", owner).replace("/var/log/offprint", str(tmp_path))
    configuration, log = tmp_path / "logrotate.conf", tmp_path / "crawl.log"
    configuration.write_text(text, encoding="utf-8")
    configuration.chmod(0o644)
    for night in range(3):
        log.write_text(f"night {night}\n", encoding="utf-8")
        command = ["logrotate", "--force", "--state", str(tmp_path / "state"), str(configuration)]
        subprocess.run(command, check=True, capture_output=True)
    assert log.read_text(encoding="utf-8") == ""
    assert (tmp_path / "crawl.log.1").read_text(encoding="utf-8") == "night 2\n"
    assert sorted(path.name for path in tmp_path.glob("crawl.log.*")) == [
        "crawl.log.1",
        "crawl.log.2.gz",
        "crawl.log.3.gz",
    ]


def test_a_copy_made_during_a_crawl_is_whole_and_can_be_crawled_on(crawls: Crawls, halyard: MagazineServer) -> None:
    [program] = re.findall(r'^    \.venv/bin/python -c "(.*)"$', TEXT, re.MULTILINE)
    crawl = crawls.start(f"{halyard.base}/", settings={"DOWNLOAD_DELAY": 0.3, "COMMIT_PAGES": 1})
    while not (crawls.database.exists() and has_articles(crawls)):
        time.sleep(0.1)
        assert crawl.poll() is None, crawl.communicate()
    subprocess.run([sys.executable, "-c", program], cwd=crawls.folder, check=True)
    crawl.terminate()
    crawl.communicate()
    copy = crawls.folder / "backup.db"
    for stale in crawls.folder.glob("articles.db-*"):
        stale.unlink()
    copy.replace(crawls.database)
    assert 0 < len(crawls.articles()) < 29
    assert crawls.rows("PRAGMA integrity_check")[0][0] == "ok"
    assert crawls.crawl(f"{halyard.base}/").status == 0
    assert len(crawls.articles()) == 29


def has_articles(crawls: Crawls) -> bool:
    try:
        return len(crawls.rows("SELECT id FROM articles")) > 2
    except sqlite3.OperationalError:  # no tables yet
        return False


# --- what the text says -------------------------------------------------------------------------------------------


def test_every_exit_status_has_its_advice() -> None:
    table = TEXT.split("| Status of `scrapy crawl` |")[1].split("\n\n")[0]
    assert [int(status) for status in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == list(exits.MEANINGS)
    assert f"ends with status {exits.SILENT}" in TEXT


def test_the_rules_of_silence_are_those_of_the_program() -> None:
    assert TEXT.count(f"after {silence.PATIENCE} times its usual gap") == 2
    assert f"after {silence.FAILING_AFTER.total_seconds() / 3600:.0f} hours" in TEXT
    assert f"the last {silence.GAPS} between days" in TEXT
    assert silence.ENOUGH == 10
    assert "fewer than ten gaps" in TEXT
    assert f"for {silence.TOLD_FOR.days}\ndays" in TEXT


def test_every_file_linked_to_is_there_and_every_unit_is_explained() -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", TEXT)]
    assert all((DOCS / link).is_file() for link in links)
    assert {path.name for path in UNITS} <= {Path(link).name for link in links}


def test_every_command_and_setting_named_exists(crawls: Crawls) -> None:
    everything = TEXT + CRONTAB + "".join(path.read_text(encoding="utf-8") for path in UNITS)
    listed = set(re.findall(r"^  (\w+) {2,}\S", crawls.scrapy("--help").out, re.MULTILINE))
    assert set(re.findall(r"bin/scrapy ([a-z]+)|`scrapy ([a-z]+)", everything)) <= {
        pair for name in listed for pair in ((name, ""), ("", name))
    }
    settings = set(re.findall(r"-s ([A-Z_]+)=", everything))
    assert {name for name in settings if not (hasattr(default_settings, name) or hasattr(own, name))} == set()
