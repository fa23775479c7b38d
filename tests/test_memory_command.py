"""`scrapy memory`: what is remembered of a site, in words and as a rule file, and how a person pins or forgets it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.commands import memory as command
from pipelines import ruled, rules
from pipelines.article import pare, read_html, read_parts
from pipelines.decoding import parse
from pipelines.items import ArticleItem
from pipelines.placepath import xpath_of
from pipelines.replacing import Replaced
from pipelines.settling import kept_parts, settle
from storage import memories
from storage.models import Observed, Page, Site, SiteMemory
from storage.session import Store
from tests.shelf import put_article, put_raw, put_run

SITE = "lamps.example"
STORY = (
    "The keeper trims lamp {0} at dusk and climbs down again before the tide comes in over the causeway.",
    "Nobody has missed night {0} since the harbour was built, although the ships have long gone elsewhere.",
    "In winter {0} the stairs freeze over, and the oil has to be carried up in small cans that do not spill.",
    "When light {0} was made automatic, the office forgot to tell her, and she did not ask for news of it.",
)
CALL = "Give us your address, and a letter with the newest tales from the coast will come to you each Friday."
PAGE = """<html lang=en><head><title>Lamp {0}</title></head><body><div id="page-{1}"><main class="site wide">
<article class="post post-{1}"><h1 class=name>Lamp {0}</h1><div class="text long">{2}
<div class=letter><p>{3}</p></div></div></article>
<article class="post"><h2>Lamp {0}, the end</h2><div class="text long"><p>{4}</p></div></article>
</main></div></body></html>"""


def html(number: int) -> str:
    name = "ABCDEFGHIJKLMNOP"[number]
    text = "".join(f"<p>{sentence.format(name)}</p>" for sentence in STORY)
    return PAGE.format(name, 100 + number, text, CALL, f"Elsewhere the lamp of {name} is out, and nobody knows why.")


async def work(function: Callable, *arguments: object) -> object:
    return function(*arguments)


def ignore(_replaced: Replaced) -> None: ...


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/articles.db") as store:
        yield store


@pytest.fixture
def site(store: Store) -> int:
    """A site of twelve pages that was learned; its number."""
    session = store.session
    run = put_run(session)
    for number in range(12):
        page = session.get_one(Page, put_article(session, f"https://{SITE}/lamp-{number}", run=run).page_id)
        put_raw(session, page.id, html(number).encode())
        noted = read_parts(kept_parts(session, page.id)).noted
        assert noted is not None
        memories.note(session, page, noted.template, noted.entries, noted.observation)
    site_id = session.scalars(select(Site.id)).one()
    store.commit()
    asyncio.run(settle(store, work, site_id, ignore))
    return site_id


@pytest.fixture
def memory(tmp_path: Path, typed: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str, str]]:
    """Runs `scrapy memory`; returns its exit status, output and errors."""
    return partial(typed, command, RULES=f"{tmp_path}/own,{tmp_path}/shared")


def test_without_a_site_the_sites_are_listed(site, memory) -> None:
    status, out, _ = memory()
    assert status == 0
    assert out.startswith(f"{SITE}\t12\t")
    assert json.loads(memory("--json")[1])["pages"] == 12
    assert memory(terminal=True)[1].split()[:6] == ["Site", "Pages", "Since", "Changed", "(UTC)", "Version"]


def test_what_is_remembered_is_told_in_words(site, memory) -> None:
    status, out, err = memory(SITE, terminal=True)
    assert (status, err) == (0, "")
    assert f"{SITE}: learned from 12 articles" in out
    container = "main.site > article.post > div.text"
    told = out.partition("The article stands in\n")[2]
    assert told.startswith(f"  {container}\n    12 pages, 100% of the text kept, since 20")
    assert "The keeper trims lamp" in out
    assert CALL[:40] in out.partition("\nDropped")[2]
    assert all(len(line) <= 80 for line in out.splitlines())


def test_what_is_remembered_as_json_has_all(site, memory) -> None:
    told = json.loads(memory(SITE, "--json")[1])
    assert (told["site"], told["pages"]) == (SITE, 12)
    assert told["headline"].endswith("/h1[contains(concat(' ', normalize-space(@class), ' '), ' name ')]")
    assert told["containers"][0]["way"] == "main.site/article.post/div.text"
    assert told["containers"][0]["since"].endswith("Z")


def test_a_memory_is_written_as_rules_that_find_the_container(site, memory, tmp_path) -> None:
    status, out, _ = memory(SITE, "--write")
    file = tmp_path / "own" / f"{SITE}.txt"
    assert (status, out) == (0, f"Wrote {file}, from 12 pages.\n")
    written = rules.parse(file.read_text(), file.name)
    assert not [remark for remark in written.remarks if remark.is_mistake]
    for number in range(12):
        tree = parse(html(number))
        pare(tree)
        found = ruled.apply(tree, written)
        assert [element.get("class") for element in found.body] == ["text long"]
        assert STORY[0].format("ABCDEFGHIJKLMNOP"[number]) in found.body[0].text_content()
        assert found.title == f"Lamp {'ABCDEFGHIJKLMNOP'[number]}"
        article = read_html(html(number).encode(), f"https://{SITE}/lamp-{number}", rules=written)
        assert isinstance(article, ArticleItem)
        assert STORY[3].format("ABCDEFGHIJKLMNOP"[number]) in article.body
        assert CALL not in article.body


def test_a_file_of_the_command_is_written_anew(site, memory, tmp_path) -> None:
    memory(SITE, "--write")
    file = tmp_path / "own" / f"{SITE}.txt"
    strips = [line for line in file.read_text().splitlines() if line.startswith("strip:")]
    assert memory(SITE, "--write")[0] == 0
    assert [line for line in file.read_text().splitlines() if line.startswith("strip:")] == strips


@pytest.mark.parametrize("line", ["title: //h1\n", "# mine\n"])
def test_a_file_of_a_person_is_never_overwritten(site, memory, tmp_path, line) -> None:
    file = tmp_path / "own" / f"{SITE}.txt"
    memory(SITE, "--write")
    file.write_text(file.read_text() + line)
    before = file.read_text()
    status, _, err = memory(SITE, "--write")
    assert status == 2
    assert "is a person's file, or was changed by one" in err
    assert file.read_text() == before
    assert memory(SITE, "--write", str(tmp_path / "other"))[0] == 0
    assert (tmp_path / "other" / f"{SITE}.txt").is_file()


def test_a_line_pins_what_is_dropped_or_kept(site, memory, tmp_path) -> None:
    assert memory(SITE, "--drop", "//div[@class='letter']")[0] == 0
    assert memory(SITE, "--keep", "//h2")[0] == 0
    text = (tmp_path / "own" / f"{SITE}.txt").read_text()
    assert text == "strip: //div[@class='letter']\n# offprint keep: //h2\n"
    status, _, err = memory(SITE, "--drop", "//div[")
    assert status == 2
    assert "It is not valid XPath." in err


def test_a_memory_is_forgotten_and_learned_anew(site, memory, store, tmp_path) -> None:
    def counts(session: Session) -> tuple[int, int]:
        session.expire_all()
        seen = session.scalars(select(Observed.observation).where(Observed.observation.is_not(None)))
        return len(session.scalars(select(SiteMemory)).all()), len(seen.all())

    before = memories.memory_of(store.session, site).version
    store.close()
    status, out, _ = memory(SITE, "--forget")
    assert status == 0
    assert out.startswith(f"Forgot what was learned from 12 pages of {SITE}. The articles stay as they are.")
    with Store.open(f"sqlite:///{tmp_path}/articles.db") as again:
        assert counts(again.session) == (0, 0)
        asyncio.run(settle(again, work, site, ignore))
        assert counts(again.session) == (1, 12)
        assert memories.memory_of(again.session, site).version == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["owls.example"], "No site 'owls.example'"),
        (["--forget"], "Name one site"),
        (["a", "b"], "Name one site"),
    ],
)
def test_wrong_use_is_told_in_one_line(site, memory, words, says) -> None:
    status, out, err = memory(*words)
    assert (status, out) == (2, "")
    assert err.startswith(f"offprint: {says}")


def test_a_site_that_was_not_learned_yet_is_told(store, memory) -> None:
    put_article(store.session, f"https://{SITE}/lamp")
    store.commit()
    assert memory(SITE)[2].startswith(f"offprint: Nothing is remembered of {SITE} yet")


@pytest.mark.parametrize("name", ["a\nstrip: //*", "a\rstrip: //*", "a\u2028b", "it's"])
def test_a_name_that_could_be_another_rule_is_written_in_none(name):
    assert xpath_of(f"div#{name}/p") is None
    assert xpath_of("div#story/p") == "//div[@id='story']/p"
