"""The made-up magazines read with their memory: never worse than page by page."""

import pytest

from pipelines.article import read_article
from pipelines.items import ArticleItem, Part
from pipelines.memory import learn
from pipelines.observation import Observation
from tests.test_golden import FETCHED, load, pages_of


@pytest.mark.parametrize("magazine", ["halyard", "ashlar", "kettle"])
def test_a_magazine_reads_the_same_with_its_memory(magazine):
    printed, pages = load(magazine), pages_of(magazine)
    stories = [[_part(printed.base, path, pages[path]) for path in printed.paths(told)] for told in printed.articles]
    alone = [read_article(parts) for parts in stories]
    memory = learn(Observation.unpacked(reading.noted.observation) for reading in alone if reading.noted)
    assert memory.pages >= len(stories) / 2
    for parts, before in zip(stories, alone, strict=True):
        after = read_article(parts, memory).outcome
        assert isinstance(after, ArticleItem), parts[0].url
        assert (parts[0].url, after.body) == (parts[0].url, before.outcome.body)
        assert after.people == before.outcome.people
        assert after.standfirst == before.outcome.standfirst
        assert after.questions == before.outcome.questions


def _part(base, path, answer) -> Part:
    return Part(base + path, answer.status, answer.headers["Content-Type"], answer.body, FETCHED)
