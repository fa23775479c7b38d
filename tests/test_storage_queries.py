"""The questions: lists of articles, searching, forgetting."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from crawler import exits
from storage import queries
from storage.filters import Filters
from storage.forgetting import forget_address, forget_site
from storage.models import Article, Byline, Forgotten, Page, Person, Question, RawPage, Revision
from storage.search import END, START, search
from storage.session import Store
from storage.states import Outcome
from storage.terms import NothingToSearchFor, SaidTwice, terms
from tests.shelf import MORNING, put_article, put_raw, put_run


@pytest.fixture
def session() -> Iterator[Session]:
    with Store.open("sqlite://") as store:
        yield store.session


def urls(session: Session, **filters: object) -> list[str]:
    return [row.url.rpartition("/")[2] for row in queries.articles(session, Filters(**filters))]


def found(session: Session, words: str) -> list[str]:
    return [hit.url.rpartition("/")[2] for hit in search(session, terms(words))]


# --- lists --------------------------------------------------------------------------------------------------------


def test_articles_come_newest_first_and_undated_last(session: Session) -> None:
    put_article(session, "https://owls.example/undated", body="1")
    put_article(session, "https://owls.example/day", body="2", date_published="2026-11-20")
    put_article(session, "https://owls.example/later-that-day", body="3", date_published="2026-11-20T09:00:00Z")
    put_article(session, "https://owls.example/next", body="4", date_published="2026-11-21")
    assert urls(session) == ["next", "later-that-day", "day", "undated"]


def test_dates_are_bounds_that_include_their_day_month_or_year(session: Session) -> None:
    for day in ("2025-12-31", "2026-10-31", "2026-11-01", "2026-11-20T09:00:00Z", "2026-12-01"):
        put_article(session, f"https://owls.example/{day[:10]}", body=day, date_published=day)
    put_article(session, "https://owls.example/undated")
    assert urls(session, since="2026-11-20", until="2026-11-20") == ["2026-11-20"]
    assert urls(session, since="2026-11", until="2026-11") == ["2026-11-20", "2026-11-01"]
    assert urls(session, until="2025") == ["2025-12-31"]


def test_filters_are_joined(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="1", section="Nature", kind="review", authors=("Ada Quill",))
    put_article(session, "https://owls.example/b", body="2", section="Nature", kind="news", authors=("Percy 100%",))
    put_article(session, "https://bats.example/c", body="3", section="Nature", kind="review", authors=())
    assert urls(session, site="owls.example", section="nature", kind="review") == ["a"]
    assert urls(session, author="quill") == ["a"]
    assert urls(session, author="%") == ["b"]


def test_new_articles_are_those_first_seen_by_the_last_run(session: Session) -> None:
    first = put_run(session)
    put_article(session, "https://owls.example/old", body="1", run=first)
    put_article(session, "https://owls.example/edited", body="2", run=first)
    second = put_run(session)
    put_article(session, "https://owls.example/edited", body="2, with a comma", run=second)
    put_article(session, "https://owls.example/new", body="3", run=second)
    assert urls(session, new=True) == ["new"]


def put_batch(session: Session, at: datetime, *spiders: str, **arguments: str) -> None:
    """Runs of ten minutes, one after another as `crawl --all` makes them; each stores an article of its own."""
    for spider in spiders:
        run = put_run(session, spider=spider, arguments=arguments, started=at, ended=at + timedelta(minutes=10))
        name = f"{spider}-{run.id}"
        put_article(session, f"https://owls.example/{name}", body=name, run=run)
        at = run.ended + timedelta(seconds=5)


def test_new_articles_are_those_of_all_magazines_that_were_crawled_in_turn(session: Session) -> None:
    put_batch(session, MORNING, "ashlar", "halyard")
    put_batch(session, MORNING + timedelta(hours=1), "ashlar", "halyard", "kettle")
    assert set(urls(session, new=True)) == {"ashlar-3", "halyard-4", "kettle-5"}


def test_crawling_in_turn_twice_running_is_told_apart(session: Session) -> None:
    put_batch(session, MORNING, "ashlar", "halyard")
    put_batch(session, MORNING + timedelta(minutes=20, seconds=30), "ashlar", "halyard")
    assert set(urls(session, new=True)) == {"ashlar-3", "halyard-4"}


def test_a_run_with_nothing_new_has_no_new_articles(session: Session) -> None:
    put_batch(session, MORNING, "ashlar")
    put_run(session, spider="ashlar", started=MORNING + timedelta(minutes=11))
    assert urls(session, new=True) == []


@pytest.mark.parametrize("arguments", [{"url": "https://owls.example/"}, {"max_articles": "3"}])
def test_a_crawl_by_hand_is_not_taken_for_one_of_several(session: Session, arguments: dict[str, str]) -> None:
    put_batch(session, MORNING, "magazine", **arguments)
    put_batch(session, MORNING + timedelta(minutes=10, seconds=5), "halyard")
    assert urls(session, new=True) == ["halyard-2"]


def test_addresses_crawled_by_hand_one_after_another_are_told_apart(session: Session) -> None:
    put_batch(session, MORNING, "ashlar", "halyard", url="https://owls.example/")
    assert urls(session, new=True) == ["halyard-2"]


def test_case_does_not_matter_in_any_alphabet(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="1", section="ÉTÉ", authors=("Émile Straßer",))
    put_article(session, "https://owls.example/b", body="2", section=None, authors=())
    assert urls(session, section="été") == urls(session, section="Été") == ["a"]
    assert urls(session, author="émile STRASSER") == ["a"]


def test_the_last_start_is_of_a_run_that_read_the_whole_magazine(session: Session) -> None:
    day = timedelta(days=1)
    assert queries.last_start(session, "owls") is None
    put_run(session, spider="owls", started=MORNING, exit_status=0, arguments={"max_articles": "3"})
    assert queries.last_start(session, "owls") == MORNING
    put_run(session, spider="owls", started=MORNING + day, exit_status=4)
    for status in (None, 1, 3):
        put_run(session, spider="owls", started=MORNING + 2 * day, exit_status=status)
    for arguments in ({"url": "https://owls.example/a"}, {"urls": "addresses.txt"}):
        put_run(session, spider="owls", started=MORNING + 2 * day, exit_status=0, arguments=arguments)
    put_run(session, spider="bats", started=MORNING + 2 * day, exit_status=0)
    assert queries.last_start(session, "owls") == MORNING + day
    assert queries.GOOD == (exits.ALL_WELL, exits.SOME_FAILED, exits.DRIFT)


def test_an_article_is_found_by_number_by_address_and_by_an_address_that_leads_to_it(session: Session) -> None:
    article = put_article(session, "https://owls.example/a")
    site = session.get_one(Page, article.page_id).site_id
    session.add(Page(site_id=site, url="https://owls.example/old", redirects_to="https://owls.example/a"))
    assert queries.article(session, article.id).headline == "Owls"
    assert queries.article_at(session, "https://owls.example/a").id == article.id
    assert queries.article_at(session, "https://owls.example/old").id == article.id
    assert queries.article_at(session, "https://owls.example/nothing") is None


def test_equal_texts_come_in_groups_of_one_site(session: Session) -> None:
    for url in (
        "owls.example/a/print",
        "owls.example/a",
        "bats.example/a",
        "bats.example/a?view=amp",
        "owls.example/b",
    ):
        put_article(session, f"https://{url}", body="Alone." if url.endswith("b") else "Owls hunt at night.")
    groups = [[row.url for row in group] for group in queries.same_texts(session, Filters())]
    assert groups == [
        ["https://bats.example/a", "https://bats.example/a?view=amp"],
        ["https://owls.example/a", "https://owls.example/a/print"],
    ]
    assert len(list(queries.same_texts(session, Filters(site="owls.example")))) == 1


def test_the_outcomes_of_a_run_are_all_its_counts(session: Session) -> None:
    run = put_run(session, new=3, listing=2, waiting=5)
    outcomes = queries.outcomes(run)
    assert set(outcomes) == set(Outcome)
    assert sum(outcomes.values()) == 10


def test_addresses_that_are_due_wait(session: Session) -> None:
    for name, next_check in (("due", MORNING), ("later", MORNING.replace(year=2999)), ("never", None)):
        article = put_article(session, f"https://owls.example/{name}", body=name)
        session.get_one(Page, article.page_id).next_check = next_check
    assert queries.waiting(session) == {"owls.example": 1}


# --- search -------------------------------------------------------------------------------------------------------


def test_all_words_must_stand_in_the_article(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="Owls hunt at night.")
    put_article(session, "https://owls.example/b", body="Owls sleep by day.")
    assert found(session, "owls hunt") == ["a"]
    assert found(session, "owls NOT hunt") == []
    assert sorted(found(session, "OWLS")) == ["a", "b"]


def test_quotes_hold_words_together_and_a_star_leaves_the_end_open(session: Session) -> None:
    put_article(session, "https://owls.example/a", headline=None, body="The great grey owl.")
    put_article(session, "https://owls.example/b", headline=None, body="A grey sky, a great night for owlets.")
    assert found(session, '"great grey"') == ["a"]
    assert found(session, "grey great owl*") == ["a", "b"] or found(session, "grey great owl*") == ["b", "a"]
    assert found(session, '"great gr"*') == ["a"]
    assert found(session, '"great gr') == []


def test_accents_and_apostrophes_do_not_matter(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="A café that doesn’t close.")
    assert found(session, "cafe doesn't") == ["a"]


def test_a_word_in_the_headline_weighs_more(session: Session) -> None:
    put_article(session, "https://owls.example/body", headline="Birds", body="An owl, and again an owl, was seen.")
    put_article(session, "https://owls.example/headline", headline="The owl", body="It was seen, with other birds.")
    assert found(session, "owl") == ["headline", "body"]


def test_only_the_text_as_it_is_now_is_found(session: Session) -> None:
    put_article(session, body="Owls sleep.")
    put_article(session, body="Owls hunt.")
    assert found(session, "sleep") == []
    assert found(session, "hunt") == ["a"]


def test_equal_texts_are_found_once(session: Session) -> None:
    put_article(session, "https://owls.example/a/amp")
    put_article(session, "https://owls.example/a")
    assert found(session, "hunt") == ["a"]


def test_the_excerpt_marks_what_matches(session: Session) -> None:
    put_article(session, headline=None, body="Where they live, owls hunt at night.")
    (hit,) = search(session, terms("hunt"))
    assert f"owls {START}hunt{END} at night" in hit.excerpt


@pytest.mark.parametrize("words", ["", "  ", '"', '""', "***", "--", "\0"])
def test_a_text_without_words_is_nothing_to_search_for(words: str) -> None:
    with pytest.raises(NothingToSearchFor):
        terms(words)


def put_interview(session: Session, name: str, *pairs: tuple[str, str], **fields: str) -> Article:
    body = "\n\n".join(part for pair in pairs for part in pair)
    article = put_article(session, f"https://owls.example/{name}", body=body, kind="interview", **fields)
    article.current.questions = [
        Question(position=place, question=question, answer=answer) for place, (question, answer) in enumerate(pairs)
    ]
    session.flush()
    return article


def test_fields_narrow_a_search(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="Owls hunt.", section="Long Reads", date_published="2025-12-31")
    put_article(session, "https://owls.example/b", body="Owls sleep.", kind="review", date_published="2026-01-01")
    put_article(session, "https://bats.example/c", body="Owls, too.", authors=("Noé Night",))
    assert found(session, "site:bats.example owls") == ["c"]
    assert found(session, 'owls section:"long reads"') == ["a"]
    assert found(session, "kind:review owls") == ["b"]
    assert found(session, "owls after:2026") == ["b"]
    assert found(session, "owls before:2026") == ["a"]
    assert found(session, 'author:"noe ni"*') == ["c"]
    assert found(session, "author:owls") == []


def test_without_words_the_newest_come_first_with_their_beginning(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="Owls hunt at night. " * 20, date_published="2025-12-31")
    put_article(session, "https://owls.example/b", body="Owls sleep.", date_published="2026-01-01")
    assert found(session, "site:owls.example") == ["b", "a"]
    newest, oldest = search(session, terms("site:owls.example"))
    assert newest.excerpt == "Owls sleep."
    assert oldest.excerpt.startswith("Owls hunt at night. Owls") and oldest.excerpt.endswith("…")


def test_questions_and_answers_of_interviews_are_searched(session: Session) -> None:
    put_interview(session, "lamps", ("Who lights the lamp?", "The keeper does."), ("And the lamp oil?", "It is old."))
    put_interview(session, "owls", ("Who hunts?", "Owls, by the lamp of the moon."))
    assert found(session, "question:lamp") == ["lamps"]
    assert found(session, "answer:lamp") == ["owls"]
    assert found(session, "question:who answer:keeper") == ["lamps"]
    assert found(session, "question:oil answer:keeper") == []
    assert found(session, "question:who moon") == ["owls"]
    (hit,) = search(session, terms("question:oil"))
    assert hit.excerpt == f"And the lamp {START}oil{END}?"


def test_questions_that_are_removed_are_found_no_more(session: Session) -> None:
    article = put_interview(session, "lamps", ("Who lights the lamp?", "The keeper does."))
    article.current.questions = []
    session.flush()
    assert found(session, "question:lamp") == []
    put_interview(session, "owls", ("Who hunts?", "Owls."))
    forget_site(session, "owls.example")
    session.execute(text("INSERT INTO question_text (question_text) VALUES ('integrity-check')"))
    assert found(session, "question:hunts") == []


def test_earlier_revisions_are_found_when_asked_for(session: Session) -> None:
    put_article(session, body="Owls sleep.", headline="Before")
    put_article(session, body="Owls hunt.", headline="Now")
    hits = search(session, terms("owls"), revisions=True)
    assert sorted((hit.revision, hit.headline, hit.is_current) for hit in hits) == [
        (1, "Before", False),
        (2, "Now", True),
    ]
    assert search(session, terms("sleep")) == []


def test_pages_of_a_search_follow_one_another(session: Session) -> None:
    for number in range(5):
        put_article(session, f"https://owls.example/{number}", body=f"Owls {number}.")
    pages = [search(session, terms("owls"), 2, offset) for offset in (0, 2, 4)]
    assert len({hit.id for page in pages for hit in page}) == 5
    assert [len(page) for page in pages] == [2, 2, 1]


def test_a_field_is_known_by_its_name_only() -> None:
    asked = terms('Section:"Long Reads" http://owls.example note:this author: KIND:list')
    assert (asked.filters.section, asked.filters.kind) == ("Long Reads", "list")
    assert [phrase.text for phrase in asked.words] == ["http://owls.example", "note:this", "author:"]
    with pytest.raises(SaidTwice, match="kind: can be asked for once"):
        terms("kind:list kind:news")


@pytest.fixture(scope="module")
def one_article() -> Iterator[Session]:
    with Store.open("sqlite://") as store:
        put_article(store.session)
        yield store.session


@given(
    words=st.text()
    | st.text(alphabet='owl"*^:()-+{}NEAR,AND OR\0\ud800é')
    | st.lists(st.sampled_from(["author:", "question:", "answer:", "kind:", "after:", '"', "owl", "*", " ", "\0"])).map(
        "".join
    )
)
def test_nothing_that_is_typed_is_an_error(one_article: Session, words: str) -> None:
    try:
        asked = terms(words)
    except NothingToSearchFor:
        assert not any(character.isalnum() for character in words) or ":" in words
    except SaidTwice:
        assert ":" in words
    else:
        search(one_article, asked)


def test_a_long_text_is_searched_for_like_a_short_one(session: Session) -> None:
    put_article(session)
    assert found(session, "owls hunt " * 2000) == ["a"]


# --- forgetting ---------------------------------------------------------------------------------------------------


def rows(session: Session, of: type) -> int:
    return session.scalar(select(func.count()).select_from(of))


def test_forgetting_an_address_leaves_nothing_of_it(session: Session) -> None:
    put_raw(session, put_article(session, "https://owls.example/a").page_id)
    put_article(session, "https://owls.example/b", body="Bats hunt too.", authors=("Somebody Else",))
    removed = forget_address(session, "https://owls.example/a")
    assert (removed.pages, removed.articles, removed.raw_pages) == (1, 1, 1)
    assert rows(session, RawPage) == 0
    assert rows(session, Revision) == rows(session, Byline) == rows(session, Article) == 1
    assert session.scalars(select(Person.name)).all() == ["Somebody Else"]
    assert found(session, "night") == []
    assert found(session, "hunt") == ["b"]
    assert session.scalars(select(Forgotten.what)).all() == ["https://owls.example/a"]


def test_the_full_text_index_is_sound_after_changes_and_removals(session: Session) -> None:
    put_article(session, "https://owls.example/a", body="Owls sleep.")
    put_article(session, "https://owls.example/a", body="Owls hunt.")
    put_article(session, "https://owls.example/b", body="Bats hunt.")
    session.scalars(select(Revision)).first().headline = "Another"
    session.flush()
    forget_address(session, "https://owls.example/b")
    session.execute(text("INSERT INTO article_text (article_text, rank) VALUES ('integrity-check', 1)"))


def test_forgetting_a_site_leaves_the_others(session: Session) -> None:
    put_raw(session, put_article(session, "https://owls.example/a").page_id)
    put_article(session, "https://bats.example/b", body="Bats hunt too.")
    removed = forget_site(session, "owls.example")
    assert (removed.pages, removed.articles, removed.raw_pages) == (1, 1, 1)
    assert queries.known_sites(session) == ["bats.example"]
    assert session.scalars(select(Forgotten.what)).all() == ["owls.example"]


def test_when_the_first_of_equal_texts_is_forgotten_the_next_stands_for_the_rest(session: Session) -> None:
    for name in ("a", "a/amp", "a/print"):
        put_article(session, f"https://owls.example/{name}")
    forget_address(session, "https://owls.example/a")
    same = {row.url: row.same_as for row in queries.articles(session, Filters())}
    assert same == {"https://owls.example/a/amp": None, "https://owls.example/a/print": "https://owls.example/a/amp"}


def test_forgetting_an_address_that_leads_elsewhere_forgets_both(session: Session) -> None:
    article = put_article(session, "https://owls.example/a")
    site = session.get_one(Page, article.page_id).site_id
    session.add(Page(site_id=site, url="https://owls.example/old", redirects_to="https://owls.example/a"))
    assert forget_address(session, "https://owls.example/old").pages == 2
    assert set(session.scalars(select(Forgotten.what))) == {"https://owls.example/old", "https://owls.example/a"}


def test_the_number_of_what_was_forgotten_is_not_given_again(session: Session) -> None:
    forgotten = put_article(session, "https://owls.example/a")
    numbers = {forgotten.id, forgotten.page_id, forgotten.current_revision_id}
    forget_address(session, "https://owls.example/a")
    article = put_article(session, "https://owls.example/b")
    assert numbers.isdisjoint({article.id, article.page_id, article.current_revision_id})


def test_what_was_never_met_is_kept_away_too_and_twice_is_once(session: Session) -> None:
    assert forget_address(session, "https://owls.example/never").pages == 0
    forget_address(session, "https://owls.example/never")
    assert rows(session, Forgotten) == 1
