from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.article import read_article
from pipelines.blocks import blocks_of
from pipelines.decoding import parse
from pipelines.items import ArticleItem
from pipelines.memory import Known, Memory, changed, entries_of, learn, learn_packed, recall, unpacked
from pipelines.observation import MOST_PLACES, MOST_SEEN, Observation, Seen, fingerprint, fingerprints, observe
from pipelines.places import container, is_links, places_of, template_of, wider
from tests.sites import observed, page, paragraphs, part_of, read, remembered, story

SITE = [page(story(number), number) for number in range(8)]
STORY = "div.column/div.story/p text"


def blocks_at(body: str):
    """The blocks of a page with a body of markup, and their places."""
    blocks = blocks_of(parse(f"<html><body>{body}</body></html>"))
    return blocks, places_of(blocks)


def noted(html: str, memory: Memory | None = None):
    """What reading a page leaves for the memory."""
    return read_article([part_of(html)], memory).noted


def recalled(html: str, memory: Memory):
    """What a memory says of a page."""
    blocks = blocks_of(parse(html))
    places = places_of(blocks)
    return recall(memory, blocks, places, fingerprints(blocks, places))


# Places


def test_place_is_named_by_the_elements_around_it_and_the_form_of_the_text():
    _, places = blocks_at(
        '<div id="c7"><div class="story wide"><p>A line</p><p><a href="/">Elsewhere</a></p></div></div>'
    )
    assert places == ["div#c#/div.story/p line", "div#c#/div.story/p links"]


def test_next_of_two_containers_that_look_the_same_has_a_place_of_its_own():
    _, places = blocks_at('<div class="story"><p>One</p></div><div class="story"><p>Two</p></div>')
    assert places == ["div.story/p line", "div.story+/p line"]


def test_second_paragraph_has_the_place_of_the_first():
    _, places = blocks_at('<div class="story"><p>One</p><p>Two</p></div>')
    assert len(set(places)) == 1


def test_columns_of_a_layout_without_names_are_told_apart():
    _, places = blocks_at("<table><tr><td>Menu</td><td>Text</td></tr></table>")
    assert places == ["table[0]/tr/td[0] line", "table[0]/tr/td[1] line"]


def test_wider_place_leaves_out_the_outermost_element():
    assert wider("div#a/div.b/div.c/p text") == "div.b/div.c/p text"
    assert wider("div.c/p text") == "div.c/p text"


def test_container_is_what_holds_the_paragraphs_and_tables_at_a_place():
    assert container("div#a/div.story/ul/li line") == "div#a/div.story *"
    assert container("div.story/table[1]/tr/td[0] text") == "div.story *"
    assert container("table[0]/tr/td[0]/p text") is None


def test_pages_of_one_template_share_what_holds_most_text():
    templates = {observation.template for observation in observed(SITE)}
    assert templates == {"div.column/div.story"}
    assert template_of([], []) == ""


# Observations


def test_observation_tells_what_was_kept():
    kept = {seen.place for seen in observed(SITE[:1])[0].seen if seen.kept}
    assert kept == {STORY}


def test_observation_does_not_depend_on_a_memory():
    memory = Memory(pages=9, usual=512, places={STORY: Known(9, 0.0)})
    assert noted(SITE[0], memory).observation == noted(SITE[0]).observation is not None
    assert noted(SITE[0], memory).template == noted(SITE[0]).template


def test_same_article_at_two_addresses_has_the_same_body():
    one, two = observed([page(story(1), 1), page(story(1), 1, below='<div class="ads"><p>Buy a hat.</p></div>')])
    assert one.body == two.body


def test_observation_of_a_long_page_is_bounded():
    sections = "".join(f'<div class="s{chr(97 + n // 26)}{chr(97 + n % 26)}"><p>{n}</p></div>' for n in range(400))
    blocks, places = blocks_at(sections + story(3, 300))
    for block in blocks:
        block.kept = True
    observation = observe(blocks, places, fingerprints(blocks, places))
    assert len(observation.seen) <= MOST_SEEN
    assert len({seen.place for seen in observation.seen}) <= MOST_PLACES


def test_fingerprint_is_of_words_not_of_signs():
    assert fingerprint("Read on, dear Reader!") == fingerprint("read on  dear “reader”")


SEEN = st.builds(
    Seen,
    place=st.sampled_from(["div.a/div.b/div.c/p text", "div.b/div.c/p text", "div.a/p line", "ul/li links", "p text"]),
    text=st.integers(0, 9),
    size=st.integers(1, 900),
    kept=st.booleans(),
)
OBSERVATIONS = st.lists(
    st.builds(
        Observation,
        template=st.sampled_from(["div.b/div.c", "div.a"]),
        body=st.integers(0, 30),
        seen=st.lists(SEEN, min_size=1, max_size=8).map(tuple),
    ),
    max_size=14,
)


@given(OBSERVATIONS)
def test_packed_observation_is_the_same_when_unpacked(observations):
    assert [Observation.unpacked(each.packed()) for each in observations] == observations


# Learning


def test_nothing_is_remembered_before_five_pages():
    assert remembered(SITE[:4]) == Memory()
    assert remembered(SITE[:5]).pages == 5


def test_empty_memory_reads_as_none():
    assert read(SITE[0], Memory()) == read(SITE[0])


def test_place_of_the_article_and_places_of_furniture_are_learned():
    memory = remembered(SITE)
    assert memory.advice(STORY).keep is True
    assert memory.advice("div.foot/p text").keep is False


def test_article_at_two_addresses_counts_once():
    assert remembered([*SITE[:4], SITE[3], SITE[3]]) == Memory()
    assert remembered([*SITE[:5], SITE[3]]) == remembered(SITE[:5])


@given(OBSERVATIONS, st.randoms(use_true_random=False))
def test_what_is_learned_does_not_depend_on_the_order(observations, random: Random):
    shuffled = list(observations)
    random.shuffle(shuffled)
    assert learn(shuffled) == learn(observations)


@given(OBSERVATIONS)
def test_packed_memory_is_the_same_when_unpacked(observations):
    memory = learn(observations)
    assert unpacked(memory.packed()) == memory
    again = learn_packed([each.packed() for each in observations])
    assert (again.version, again.data, again.pages) == (memory.version, memory.packed(), memory.pages)


def test_template_change_half_way_leaves_both_templates_known():
    old = [page(story(number), number) for number in range(6)]
    new = [page(story(number), number).replace('"story"', '"prose"') for number in range(6, 12)]
    memory = remembered(old + new)
    assert memory.templates == {"div.column/div.prose": 6, "div.column/div.story": 6}
    assert memory.advice(STORY).keep is memory.advice("div.column/div.prose/p text").keep is True
    for html in (old[0], new[0]):
        assert recalled(html, memory).settled


def test_one_badly_read_page_does_not_teach_the_others():
    first, *others = observed(SITE)
    wrong = replace(first, seen=tuple(replace(seen, kept=not seen.kept) for seen in first.seen))
    memory = learn([wrong, *others])
    assert memory.advice(STORY).keep is True
    assert memory.advice("div.foot/p text").keep is False


def test_memory_that_fits_its_own_pages_badly_is_not_trusted():
    """Every page keeps one text at a place where it drops twenty others: the place says nothing."""
    kept, dropped = Seen("div.a/p text", 1, 100, True), Seen("div.a/p text", 2, 4000, False)
    pages = [Observation("div.a", number, (replace(kept, text=number + 10), dropped)) for number in range(8)]
    assert learn(pages) == Memory()


# Legitimate repeats, and others


NOTE = "Prices were checked in the week before this was printed and may have changed since at any of the sellers named."
REFRAIN = "O carry me over the weir."


def test_refrain_is_read_each_time_it_stands():
    poems = [
        page("".join(f"<p>{text}</p><p>{REFRAIN}</p>" for text in paragraphs(number)), number) for number in range(8)
    ]
    article = read(poems[2], remembered(poems))
    assert article.body.count(REFRAIN) == read(poems[2]).body.count(REFRAIN) == 6


def test_heading_that_many_articles_have_is_read():
    parts = [page(f"<h2>Introduction</h2>{story(number)}", number) for number in range(8)]
    assert "Introduction" in read(parts[0], remembered(parts)).body


def test_note_of_the_author_that_stands_in_each_article_is_read():
    articles = [page(f"<p>{NOTE}</p>{story(number)}", number) for number in range(8)]
    assert NOTE in read(articles[0]).body
    assert NOTE in read(articles[0], remembered(articles)).body


def test_text_that_most_pages_drop_is_dropped_on_all():
    observations = observed([page(f"{story(number)}<p>{NOTE}</p>", number) for number in range(8)])
    text = fingerprint(NOTE)
    only_once = [
        replace(each, seen=tuple(replace(seen, kept=seen.kept and (seen.text != text or not at)) for seen in each.seen))
        for at, each in enumerate(observations)
    ]
    memory = learn(only_once)
    assert memory.repeats[text] == 8
    html = page(f"{story(9)}<p>{NOTE}</p>", 9)
    assert NOTE in read(html).body
    assert NOTE not in read(html, memory).body


# Reading


def test_settled_page_is_read_by_memory_alone_and_says_the_same():
    memory = remembered(SITE)
    html = page(story(30), 30)
    assert noted(html, memory).observation is None
    assert read(html, memory) == read(html)


def test_comments_at_their_known_place_are_dropped_though_they_are_longer_than_the_article():
    def below(number: int, count: int) -> str:
        return '<div class="talk">' + "".join(f"<p>{text}</p>" for text in paragraphs(number, count)) + "</div>"

    pages = [page(story(number), number, below=below(number + 50, 1)) for number in range(8)]
    taught = [
        replace(each, seen=tuple(replace(seen, kept="div.story" in seen.place) for seen in each.seen))
        for each in observed(pages)
    ]
    html = page(story(30), 30, around="<p>A line of its own.</p>" * 3, below=below(80, 60))
    article = read(html, learn(taught))
    assert "visit 30-5" in article.body
    assert "visit 80-" not in article.body


def test_standfirst_outside_the_container_is_not_lost():
    def lead(number: int) -> str:
        return (
            f'<div class="lead"><p>What visit {number} to the birds taught us about patience, rain and tea.</p></div>'
        )

    pages = [page(story(number), number, around=lead(number)) for number in range(8)]
    html = page(story(30), 30, around=lead(30))
    with_memory, plain = read(html, remembered(pages)), read(html)
    assert "What visit 30" in f"{plain.standfirst} {plain.body}"
    assert (with_memory.standfirst, with_memory.body) == (plain.standfirst, plain.body)


def test_list_in_the_container_that_no_page_had_before_belongs_to_the_article():
    html = page(f"{story(30)}<ol><li>Boots, a flask</li></ol>{story(31)}", 30)
    memory = remembered(SITE)
    assert noted(html, memory).observation is None
    assert "Boots, a flask" in read(html, memory).body


def test_page_without_the_container_is_read_as_without_memory():
    html = page(story(30), 30).replace('class="story"', 'class="special"')
    memory = remembered(SITE)
    assert read(html, memory) == read(html)
    assert noted(html, memory).fits is False


def test_text_far_from_the_usual_length_is_looked_at():
    html = page("<p>The heron was not seen at the weir on the eleventh, and nobody went to look for it there.</p>", 30)
    memory = remembered([page(story(number, 30), number) for number in range(8)])
    assert not recalled(html, memory).settled
    assert noted(html, memory).observation is not None


def test_page_with_the_container_twice_is_looked_at():
    deep = '<div class="{}"><div class="in"><div class="mid"><div class="story">{}</div></div></div></div>'
    memory = remembered([page(deep.format("first", story(number)), number) for number in range(8)])
    twice = page(deep.format("first", story(30)) + deep.format("next", story(31)), 30)
    assert recalled(page(deep.format("first", story(30)), 30), memory).settled
    assert not recalled(twice, memory).settled


def endless(*numbers: int) -> str:
    """A page that goes on with the next articles."""
    articles = "".join(
        f'<article class="entry"><h1>Visit {number} to the birds</h1><div class="story">{story(number)}</div></article>'
        for number in numbers
    )
    return f"<html><head><title>Visit {numbers[0]} to the birds</title></head><body>{articles}</body></html>"


@pytest.mark.parametrize("learned_from", [[endless(n) for n in range(8)], [endless(n, n + 1, n + 2) for n in range(8)]])
def test_next_article_of_an_endless_page_does_not_leak_in(learned_from):
    memory = remembered(learned_from)
    body = read(endless(3, 4, 5), memory).body
    assert "visit 3-" in body
    assert "visit 4-" not in body
    assert "visit 5-" not in body


def test_article_that_follows_on_its_neighbours_pages_is_read_on_its_own():
    """Its text stands on three pages, and on two of them it is dropped."""
    pages = [endless(n, n + 1, n + 2) for n in range(8)]
    memory = remembered(pages)
    for html in pages:
        assert read(html, memory).body == read(html).body


def test_wrong_memory_does_not_cost_an_article():
    memory = Memory(pages=9, usual=512, places={STORY: Known(9, 0.0), "div.foot/p text": Known(9, 1.0)})
    assert isinstance(read_article([part_of(SITE[0])], memory).outcome, ArticleItem)
    assert read(SITE[0], memory).body == read(SITE[0]).body


# What a new memory changes


SHARES = st.sampled_from([0.0, 0.04, 0.05, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.8, 0.95, 1.0])
PAGES_SEEN = st.sampled_from([3, 4, 5, 9])
NAMES = [STORY, wider(STORY), "div.column/div.story *", "div.column/div.story/h2 line", "div.foot/p text", "div.foot *"]
TEXTS = [fingerprint(text) for text in (*paragraphs(1)[:2], "A second visit", NOTE)]
MEMORIES = st.builds(
    Memory,
    pages=st.just(9),
    usual=st.sampled_from([256, 512]),
    places=st.dictionaries(st.sampled_from(NAMES), st.builds(Known, pages=PAGES_SEEN, share=SHARES)),
    repeats=st.dictionaries(st.sampled_from(TEXTS), st.just(5), max_size=2),
)
BODIES = st.lists(
    st.sampled_from([*(f"<p>{text}</p>" for text in paragraphs(1)), "<h2>A second visit</h2>", f"<p>{NOTE}</p>"]),
    min_size=1,
)


@settings(deadline=None)
@given(MEMORIES, MEMORIES, BODIES)
def test_page_without_a_changed_entry_is_ruled_alike_by_both_memories(old, new, bodies):
    different = changed(old, new)
    html = page("".join(bodies))
    blocks = blocks_of(parse(html))
    places = places_of(blocks)
    texts = fingerprints(blocks, places)
    if different is not None and different.isdisjoint(entries_of(places, texts)):
        one, two = (recall(memory, blocks, places, texts) for memory in (old, new))
        assert replace(one, reasons=()) == replace(two, reasons=())


@given(MEMORIES, MEMORIES)
def test_memories_of_one_version_change_nothing(old, new):
    assert (old.version == new.version) == (changed(old, new) == frozenset())


def test_entries_of_later_pages_count_for_the_article():
    later = page(f"<p>{NOTE}</p>{story(2)}")
    noted_of_both = read_article([part_of(SITE[0]), part_of(later)]).noted
    assert fingerprint(NOTE) in noted_of_both.entries


def test_links_have_no_fingerprint():
    blocks, places = blocks_at('<ul><li><a href="/">A menu entry</a></li></ul><p>A line</p>')
    assert [bool(text) for text in fingerprints(blocks, places)] == [not is_links(place) for place in places]
    assert 0 not in entries_of(places, fingerprints(blocks, places))


def test_more_pages_that_say_the_same_do_not_change_the_version():
    assert remembered(SITE).version == remembered(SITE[:6]).version
