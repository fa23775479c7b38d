"""`scrapy rules`: whether rule files do on stored pages what they say they do."""

import argparse
import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler import addresses
from crawler.reading import ReadingCommand
from crawler.terminal import console, in_one_line, is_terminal, new_table, plain, print_json, print_lines
from crawler.worker import one_worker
from pipelines import ruleset
from pipelines.items import Part
from pipelines.rules import Rules, Test
from pipelines.ruletest import Trial, run_test
from pipelines.settling import opened_parts
from pipelines.workers import WorkerFailed, Workers
from storage import queries

FAILED = 1  # exit status: a test failed
Row = tuple[str, str, str]  # result, where, what


class Command(ReadingCommand):
    """Runs the test lines of rule files (test_url, test_contains) on the pages that the database holds.

    With a file its lines alone are tested, with a host all that applies to the host, without either every file of the
    folders in the setting RULES.
    """

    def syntax(self) -> str:
        return "test [file or host]"

    def short_desc(self) -> str:
        return "Test the rule files of magazines on stored pages"

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if words[:1] != ["test"] or len(words) > 2:
            raise UsageError("Try: scrapy rules test, scrapy rules test HOST or scrapy rules test FILE")
        folders = [Path(folder) for folder in self.settings.getlist("RULES")]
        if len(words) == 2:
            rows = asyncio.run(self._test(session, [_named_rules(words[1], folders)], tells_all=True))
        else:
            files = [file for folder in folders for file in sorted(folder.glob("*.txt"))]
            every = [rules for file in files if (rules := ruleset.read(file))]
            rows = asyncio.run(self._test(session, every, tells_all=False))
        self._print(rows, opts)
        if any(result == "fails" for result, _, _ in rows):
            self.exitcode = FAILED

    async def _test(self, session: Session, every: list[Rules], *, tells_all: bool) -> list[Row]:
        """The results: for each of the rules its mistakes, then its tests. Rules without a stored page are left out
        unless `tells_all`. The tests run in a process with the limits that pages are read under."""
        rows: list[Row] = []
        with one_worker(self.settings, "pipelines.ruletest") as workers:
            for rules in every:
                results = [await _result(workers, rules, test, _stored(session, test.url)) for test in rules.tests]
                if not tells_all:
                    results = [row for row in results if row[0] != "not stored"]
                if tells_all or results:
                    mistakes = (remark for remark in rules.remarks if remark.is_mistake)
                    rows += [("mistake", one.where, f"{one.line}: {one.reason}") for one in mistakes]
                    rows += results
        return rows

    def _print(self, rows: list[Row], opts: argparse.Namespace) -> None:
        if opts.json:
            for result, where, what in rows:
                print_json({"result": result, "where": where, "what": what})
        elif is_terminal():
            table = new_table()
            for header in ("Result", "Where", "What"):
                table.add_column(header, overflow="fold")
            for row in rows:
                table.add_row(*(in_one_line(plain(cell)) for cell in row))
            console().print(table if rows else "No stored page is named in a rule file.")
        else:
            print_lines(rows)


def _named_rules(name: str, folders: list[Path]) -> Rules:
    """The rules of a file, or those for a host. Raises UsageError."""
    if Path(name).is_file():
        rules = ruleset.read(Path(name))
    else:
        host = urlsplit(name if "://" in name else f"//{name}").hostname or ""
        is_known = any(ruleset.file_for(host, folder) for folder in folders)
        rules = ruleset.rules_for(host, *folders) if is_known else None
    if rules is None:
        where = ", ".join(map(str, folders)) or "no folder: the setting RULES is empty"
        raise UsageError(f"No rules for {name!r}. Looked for them in {where}")
    return rules


def _stored(session: Session, url: str) -> list[Part]:
    """The newest version of the article at an address, as it was fetched; empty when none is kept."""
    for address in dict.fromkeys((url, addresses.clean(url))):
        parts = opened_parts(queries.raw_parts(session, address)) if address else []
        if parts:
            return parts
    return []


async def _result(workers: Workers, rules: Rules, test: Test, parts: list[Part]) -> Row:
    """How one test ends."""
    if not parts:
        return "not stored", test.url, f"Fetch it: scrapy crawl magazine -a url={test.url}"
    try:
        trial: Trial = await workers.run(run_test, rules, test, parts)
    except WorkerFailed as failure:
        return "fails", test.url, str(failure)
    return "passes" if trial.passes else "fails", test.url, _in_words(trial)


def _in_words(trial: Trial) -> str:
    """How a trial ended, in one line."""
    if not trial.words:
        return f"No article was found. {trial.reason or ''}".rstrip()
    found = f"{trial.words:,} words, {'found by the rules' if trial.by_rules else 'read as without rules'}"
    return f"{found}; missing: {'; '.join(trial.missing)}" if trial.missing else found
