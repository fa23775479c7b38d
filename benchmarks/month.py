"""A database as thirty nights leave it: real crawls of the made-up magazines, which meanwhile print, fail and change.

    python -m benchmarks.month month
    DATABASE_URL=sqlite:///month/articles.db scrapy report

No clock is turned: after each night every moment in the database is moved a day into the past, so the next crawl finds
what a crawl a day later would find. The articles that are printed are generated, each dated on its night.
"""

import argparse
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from fixtures import filler
from fixtures.magazines import NAMES
from fixtures.server import MagazineServer
from storage.models import Base, Run, UtcDateTime
from storage.session import Store
from tests.crawling import Crawls

NIGHTS = 30
NO_CRON = 12  # the night on which nothing ran
CUT_SHORT = ("kettle", 9)  # the crawl that was stopped
SOON = b"<html><title>Away</title><body><p>Back soon.</p></body></html>"
TODAY = datetime.combine(datetime.now(UTC), time(8), UTC)
LAMP = "/features/the-last-lamp-trimmer"


class Press:
    """The magazines, and what their editors do night by night. `night` counts from 0 to NIGHTS - 1."""

    def __init__(self, servers: dict[str, MagazineServer]):
        self.servers = servers
        self.left = {name: filler.articles(f"{name} daily", 90, "", "/daily/{slug}", TODAY) for name in servers}

    def work(self, night: int) -> None:
        """What happens on the day before that night."""
        halyard, ashlar, kettle = (self.servers[name] for name in NAMES)
        if night:
            self.print("halyard", night, (night % 7 < 5) + night % 3)
        if 0 < night <= 21:  # then it falls silent
            self.print("kettle", night, 2)
        if night % 5 == 4:
            self.print("ashlar", night, 1)
        if night == 6:
            halyard.change("/film/tidal-room", append="Correction: there were four keys.", modified=_moment(night))
        if night == 15:  # printed twice, and three pages that hold nothing
            path = self.print("kettle", night, 1)[0]
            twin = kettle.magazine.article(path)
            kettle.add_article(f"{path}-again", twin.headline, "\n\n".join(b.text for b in twin.blocks), twin.date)
            for path in self.print("kettle", night, 3):
                kettle.add(path, SOON)
        if night == 24:  # a page that breaks
            whole = halyard.magazine.article(LAMP)
            halyard.change(LAMP, sheets=(whole.sheets[0][:2],), modified=_moment(night))
        if night == 26:
            for path in self.print("halyard", night, 2):
                halyard.fail(path)
        if night == 27:
            ashlar.switch_template("kettle")
            self.print("ashlar", night, 6)

    def print(self, name: str, night: int, articles: int) -> list[str]:
        """Prints the next articles of a magazine; their paths."""
        paths = []
        for _ in range(articles):
            article = self.left[name].pop()
            text = "\n\n".join(block.text for block in article.blocks)
            known = {"byline": article.byline, "people": article.people, "standfirst": article.standfirst}
            self.servers[name].add_article(article.path, article.headline, text, _moment(night), **known)
            paths.append(article.path)
        return paths


def _moment(night: int) -> datetime:
    """The morning before a night; the last night is today's."""
    return TODAY - timedelta(days=NIGHTS - 1 - night)


def age(database: str) -> None:
    """Move every moment in the database a day into the past."""
    with Store.open(database) as store:
        for table in Base.metadata.sorted_tables:
            moments = [column for column in table.columns if isinstance(column.type, UtcDateTime)]
            if moments:
                earlier = {c.name: func.strftime("%Y-%m-%dT%H:%M:%SZ", c, "-1 day") for c in moments}
                store.session.execute(update(table).values(earlier))
        for run in filter(lambda run: run.drift, store.session.scalars(select(Run))):
            run.drift = {site: told | {"since": _day_before(told["since"])} for site, told in run.drift.items()}


def _day_before(moment: str) -> str:
    return (datetime.fromisoformat(moment) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Let a month pass."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.month", description=__doc__.split("\n")[0])
    options.add_argument("folder", type=Path, help="where to make articles.db")
    crawls = Crawls(options.parse_args().folder.resolve())
    if crawls.database.exists():
        sys.exit(f"{crawls.database} is there already.")
    crawls.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(MagazineServer(name)) for name in NAMES}
        press = Press(servers)
        for night in range(NIGHTS):
            press.work(night)
            for name, server in servers.items():
                if night != NO_CRON:
                    cut_short = {"CLOSESPIDER_PAGECOUNT": 3} if (name, night) == CUT_SHORT else {}
                    ended = crawls.crawl(f"{server.base}/", settings=cut_short)
                    print(night, ended.status, ended.out.strip(), ended.err.strip(), flush=True)
            if night < NIGHTS - 1:
                age(f"sqlite:///{crawls.database}")


if __name__ == "__main__":
    main()
