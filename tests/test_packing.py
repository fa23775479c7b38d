"""What the database keeps packed: unpacked as it was, and never without a bound."""

import gzip
import json

import pytest

from pipelines.article import read_html
from pipelines.items import ArticleItem
from pipelines.memory import Memory, learn_packed
from pipelines.memory import unpacked as unpacked_memory
from pipelines.observation import Observation, Seen
from pipelines.packing import MAX_UNPACKED, Damaged, pack, unpack

PAGE = "<html><title>Owls</title><h1>Owls</h1>" + "<p>Owls hunt at night, and hardly anybody sees them do it.</p>" * 9
SEEN = Observation("main p", 1, (Seen("main p", 7, 50, True),))
NOT_PACKED = [b"", b"zstd", pack(b"owls")[:-2], pack(b"owls") + b"!", pack(bytes(MAX_UNPACKED + 1)), "text", None]


def test_a_packed_page_is_the_same_when_unpacked():
    assert unpack(pack(PAGE.encode())) == PAGE.encode()


@pytest.mark.parametrize("data", NOT_PACKED, ids=range(len(NOT_PACKED)))
def test_what_was_not_packed_here_is_damaged(data):
    with pytest.raises(Damaged):
        unpack(data)


def test_a_page_that_was_fetched_as_a_gzip_file_is_read_again():
    assert isinstance(read_html(gzip.compress(PAGE.encode()), "https://owls.example/night"), ArticleItem)


@pytest.mark.parametrize("data", [b"zstd", pack(b"{}"), pack(b"[1, 2, [], [], []]"), pack(b"[" * 100_000)])
def test_a_damaged_memory_is_an_empty_one(data):
    assert unpacked_memory(data) == Memory()


@pytest.mark.parametrize("head", ["[]", '["main p", 1, [], [[0, 50]]]', '["main p", 1, ["main p"], 7]', "["])
def test_a_damaged_observation_teaches_nothing(head):
    damaged = pack(head.encode())
    assert learn_packed([damaged, b"zstd", SEEN.packed()]) == learn_packed([SEEN.packed()])


def test_a_packed_observation_is_the_same_when_unpacked():
    assert Observation.unpacked(SEEN.packed()) == SEEN
    assert json.loads(unpack(pack(b'["main p"]'))) == ["main p"]
