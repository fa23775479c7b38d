"""`scrapy report`: what a database holds, how its crawls go, and what needs a person."""

import argparse
from dataclasses import asdict

from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.reading import ReadingCommand
from crawler.reporting import report_of
from crawler.reportpage import page_of
from crawler.standalone import put_page
from crawler.terminal import print_json
from storage.frontier import now
from storage.session import being_written, database_name

FILE = "report.html"


class Command(ReadingCommand):
    """Writes an HTML page about a whole database: a summary, what needs a person, each site, the last runs."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show how the crawls go, site by site, and what needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", default=FILE, help=f"the file to write ({FILE}); - prints it"
        )

    def answer(self, session: Session, words: list[str], opts: argparse.Namespace) -> None:
        if words:
            raise UsageError("report takes no words, only options.")
        url = self.settings["DATABASE_URL"]
        report = report_of(session, now(), alive=being_written(url))
        if opts.json:
            print_json(asdict(report))
        else:
            put_page(page_of(report, database_name(url)), opts.output)
