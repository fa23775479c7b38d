"""Nearly the same text on two sites is told of, in whatever order and however often it came."""

import random
from collections.abc import Iterator
from itertools import combinations

import pytest
from sqlalchemy import delete, func, select

from fixtures.server import MagazineServer
from storage import neighbours, queries
from storage.filters import Filters
from storage.forgetting import forget_address
from storage.models import Article, Fingerprint, NearDuplicate, Page, Shingle
from storage.neighbours import COMMON, compare, compare_in_steps
from storage.session import Store
from storage.shingles import ALIKE, KEPT, LEAST, fingerprint, overlap, shingles
from storage.writing import text_hash
from tests.crawling import Crawls
from tests.shelf import put_article

WORDS = [
    f"{first}{last}" for first in ("ow", "lam", "kee", "har", "sil") for last in ("l", "ps", "per", "bour", "t", "nd")
]


def story(name: str, words: int = 300) -> str:
    """A made-up text of its own for each name."""
    chance = random.Random(name)
    return " ".join(f"{chance.choice(WORDS)}{chance.randrange(40)}" for _ in range(words))


def reworded(text: str, every: int) -> str:
    """A text in which each so many-th word is another."""
    return " ".join("other" if place % every == 0 else word for place, word in enumerate(text.split()))


OWLS = story("owls")
OWLS_ELSEWHERE = {
    "whole": OWLS,
    "cut to its first third": " ".join(OWLS.split()[:100]),
    "with another opening": f"{story('opening', 40)}\n\n{OWLS}",
    "with a notice": f"{OWLS}\n\n{story('notice', 60)}",
    "in capitals and with other marks": OWLS.upper().replace(" ", ", "),
    "one word in ten another": reworded(OWLS, 10),
}


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as store:
        yield store


def pairs(store: Store) -> set[tuple[str, str]]:
    """The addresses of the pairs that are told of."""
    return {tuple(sorted((row.url, row.other_url))) for row in queries.near_duplicates(store.session, Filters())}


def kept(store: Store) -> list[list[tuple]]:
    """All that is kept for the pairs, by address: their overlaps, the fingerprints, and the texts they are of."""
    rows = store.session.execute
    url = dict(rows(select(Article.id, Page.url).join(Page, Page.id == Article.page_id)).all())
    near = rows(select(NearDuplicate.article_id, NearDuplicate.other_id, NearDuplicate.overlap)).all()
    return [
        sorted((*sorted((url[one], url[two])), share) for one, two, share in near),
        sorted((url[id], number) for id, number in rows(select(Shingle.article_id, Shingle.hash))),
        sorted((url[id], text) for id, text in rows(select(Fingerprint.article_id, Fingerprint.text_hash))),
    ]


@pytest.mark.parametrize("elsewhere", OWLS_ELSEWHERE.values(), ids=OWLS_ELSEWHERE)
def test_a_story_on_another_site_is_told_of(store: Store, elsewhere: str) -> None:
    put_article(store.session, "https://owls.example/a", body=OWLS)
    put_article(store.session, "https://bats.example/b", body=elsewhere, headline="Another headline")
    put_article(store.session, "https://bats.example/c", body=story("bats"))
    compare(store)
    assert pairs(store) == {("https://bats.example/b", "https://owls.example/a")}


def test_the_share_is_that_of_the_shorter_text() -> None:
    text = shingles(OWLS)
    assert overlap(text, shingles(OWLS_ELSEWHERE["cut to its first third"])) == 1
    assert overlap(text, shingles(story("bats"))) == 0
    assert 0.5 < overlap(text, shingles(reworded(OWLS, 10))) < 0.7
    assert overlap(text, frozenset()) == 0


def test_a_notice_that_two_sites_print_makes_no_pair(store: Store) -> None:
    notice = story("notice", 90)
    put_article(store.session, "https://owls.example/a", body=f"{OWLS} {notice}")
    put_article(store.session, "https://bats.example/b", body=f"{story('bats')} {notice}")
    compare(store)
    assert pairs(store) == set()


def test_a_text_that_stands_everywhere_costs_nothing(store: Store) -> None:
    """It would make a pair of each two articles."""
    for number in range(COMMON + 1):
        put_article(store.session, f"https://site{number}.example/a", body=OWLS)
    compare(store)
    assert store.session.scalar(select(func.count()).select_from(NearDuplicate)) == 0


def test_articles_of_one_site_make_no_pair(store: Store) -> None:
    put_article(store.session, "https://owls.example/a", body=OWLS)
    put_article(store.session, "https://owls.example/b", body=reworded(OWLS, 20))
    compare(store)
    assert pairs(store) == set()


def test_of_equal_texts_on_a_site_the_first_is_told_of(store: Store) -> None:
    put_article(store.session, "https://owls.example/a", body=OWLS)
    put_article(store.session, "https://owls.example/a/print", body=OWLS)
    put_article(store.session, "https://bats.example/b", body=OWLS)
    compare(store)
    assert pairs(store) == {("https://bats.example/b", "https://owls.example/a")}


def test_short_texts_are_not_compared(store: Store) -> None:
    short = story("short", LEAST)
    put_article(store.session, "https://owls.example/a", body=short)
    put_article(store.session, "https://bats.example/b", body=short)
    compare(store)
    assert pairs(store) == set()
    assert fingerprint(shingles(short)) == []


def test_pairs_do_not_depend_on_order_and_runs() -> None:
    texts = {f"https://site{number % 4}.example/{number}": text for number, text in enumerate(OWLS_ELSEWHERE.values())}
    texts |= {f"https://site{number % 3}.example/other{number}": story(f"{number}") for number in range(6)}
    outcomes = []
    for seed in range(4):
        order = sorted(texts)
        random.Random(seed).shuffle(order)
        with Store.open("sqlite://") as store:
            for place, url in enumerate(order):
                if seed % 2:  # it said something else before, and each came in a run of its own
                    put_article(store.session, url, body=story(f"before {place // 2}"))
                    compare(store)
                put_article(store.session, url, body=texts[url])
            compare(store)
            outcomes.append((kept(store), pairs(store)))
    assert len(outcomes[0][1]) > 5
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_a_text_that_is_read_again_is_compared_again(store: Store) -> None:
    article = put_article(store.session, "https://owls.example/a", body=OWLS)
    put_article(store.session, "https://bats.example/b", body=OWLS)
    compare(store)
    article.current.body, article.current.text_hash = story("bats"), text_hash(story("bats"))
    store.session.flush()
    assert pairs(store) == set(), "an outdated pair is not told of"
    compare(store)
    assert store.session.scalar(select(func.count()).select_from(NearDuplicate)) == 0
    article.current.body, article.current.text_hash = OWLS, text_hash(OWLS)
    store.session.flush()
    compare(store)
    assert len(pairs(store)) == 1


def test_what_is_forgotten_or_withdrawn_leaves_nothing(store: Store) -> None:
    for host in ("owls", "bats", "hares"):
        article = put_article(store.session, f"https://{host}.example/a", body=OWLS)
    compare(store)
    assert len(pairs(store)) == 3
    forget_address(store.session, "https://owls.example/a")
    assert len(pairs(store)) == 1
    article.current = None
    store.session.flush()
    assert pairs(store) == set()
    compare(store)
    left = [store.session.scalar(select(func.count()).select_from(of)) for of in (Fingerprint, Shingle, NearDuplicate)]
    assert left == [1, KEPT, 0]


def test_an_interrupted_comparison_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "AT_ONCE", 1)
    for host in ("owls", "bats", "hares", "moles"):
        put_article(store.session, f"https://{host}.example/a", body=OWLS)
    steps = sum(1 for _ in compare_in_steps(store))
    whole = kept(store)
    for stop in range(1, steps):
        store.session.execute(delete(Fingerprint))
        for place, _step in enumerate(compare_in_steps(store), start=1):
            if place == stop:
                break
        compare(store)
        assert kept(store) == whole, f"stopped after step {stop} of {steps}"
    assert len(pairs(store)) == len(list(combinations(range(4), 2)))


def test_nothing_is_compared_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put_article(store.session, "https://owls.example/a", body=OWLS)
    put_article(store.session, "https://bats.example/b", body=OWLS)
    compare(store)
    monkeypatch.setattr(neighbours, "overlap", lambda *_: pytest.fail("compared again"))
    put_article(store.session, "https://hares.example/c", body=story("hares"))
    compare(store)
    assert len(pairs(store)) == 1


def test_text_without_spaces_is_taken_apart() -> None:
    text = "".join(chr(0x4E00 + random.Random(place).randrange(3000)) for place in range(200))
    assert len(shingles(text)) > 150
    assert overlap(shingles(text), shingles(text[50:])) == 1


def test_the_view_shows_pairs_from_the_threshold_on(store: Store) -> None:
    one = put_article(store.session, "https://owls.example/a", body=OWLS)
    two = put_article(store.session, "https://bats.example/b", body=OWLS)
    compare(store)
    pair = store.session.get_one(NearDuplicate, (one.id, two.id))
    for share, is_told in ((ALIKE, True), (ALIKE - 0.001, False)):
        pair.overlap = share
        store.session.flush()
        assert bool(pairs(store)) is is_told


def test_commands_tell_of_them(crawls: Crawls) -> None:
    with Store.open(f"sqlite:///{crawls.database}") as store:
        put_article(store.session, "https://owls.example/a", body=OWLS, headline="Owls")
        put_article(store.session, "https://bats.example/b", body=reworded(OWLS, 20), headline="All about owls")
        put_article(store.session, "https://bats.example/c", body=story("bats"))
        compare(store)
    (line,) = crawls.scrapy("articles", "--duplicates").out.splitlines()
    assert line.split("\t")[:4] == ["1", "https://owls.example/a", "https://bats.example/b", "Owls"]
    (row,) = crawls.json("articles", "--duplicates", "--site", "bats.example")
    assert (row["url"], row["other_url"], row["other_headline"]) == (
        "https://bats.example/b",
        "https://owls.example/a",
        "Owls",
    )
    assert ALIKE < row["overlap"] < 1
    assert f"Nearly the same text ({row['overlap']:.0%}) as https://bats.example/b" in crawls.scrapy("show", "1").out


def test_a_crawl_and_a_reread_compare(crawls: Crawls, halyard: MagazineServer) -> None:
    crawls.crawl(f"{halyard.base}/", max_articles=3)
    fingerprints = crawls.rows("SELECT * FROM fingerprint")
    assert len(fingerprints) == len(crawls.articles()) > 2
    with Store.open(f"sqlite:///{crawls.database}") as store:
        store.session.execute(delete(Fingerprint))
    assert crawls.scrapy("reread", "--dry-run").status == 0
    assert crawls.rows("SELECT * FROM fingerprint") == []
    assert crawls.scrapy("reread").status == 0
    assert crawls.rows("SELECT * FROM fingerprint") == fingerprints
