"""Which blocks of a page are its article? A learned model rules on each, by the evidence for and against it.

The model is a sum of small trees, all of one shape: each asks the same few questions of every block, and the answers,
read as a binary number, name the leaf whose value is added. `judge.json` holds them in readable form;
benchmarks/train.py made it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipelines.blocks import Block
from pipelines.evidence import FAR, evidence
from pipelines.tracing import Trace

MODEL = Path(__file__).with_name("judge.json")

THRESHOLD = 0.5
"""A block is kept from here on. The cross-validated F1 hardly changes between .4 and .55, nor when each page takes the
threshold with the best F1 to be expected."""

TOO_LITTLE, TOO_MUCH = 0.6, 3.0
"""Words kept for each word that trafilatura kept. Outside these bounds model and trafilatura part, and the model has
its way only where it is sure."""

SURE = 0.8
"""A block is surely of the article from here on, and surely not below 1 - SURE. Where trafilatura took a comment for
the article, the article is; comments are not. Cross-validated, F1 is .001 higher than without bounds, on pages of other
makes .010, and .004 higher there than with trafilatura's whole reading outside of them."""

ENOUGH = 20
"""Words that trafilatura must have kept for its reading to be a measure at all."""


@dataclass(frozen=True, slots=True)
class Model:
    """The questions, each once, and the trees that ask them: one row of `asked` for each level of the trees, one of
    `leaves` for each tree.

    Question q is whether evidence `names[feature[q]]` is greater than `above[q]`; `asked[d, t]` is the number of the
    question that tree t asks at level d.
    """

    names: tuple[str, ...]
    feature: np.ndarray
    above: np.ndarray
    asked: np.ndarray
    leaves: np.ndarray
    bias: float

    def chances(self, columns: dict[str, np.ndarray]) -> np.ndarray:
        """For each block how likely it belongs to the article, from 0 to 1."""
        table = np.array([columns[name] for name in self.names], np.float32)
        answers = (table[self.feature] > self.above[:, None]).view(np.uint8)
        trees, leaves = self.leaves.shape
        leaf = np.zeros((trees, table.shape[1]), np.uint8)
        for level, questions in enumerate(self.asked):
            leaf += answers[questions] * np.uint8(1 << level)
        first = np.arange(0, trees * leaves, leaves)
        score = self.bias + self.leaves.take(first[:, None] + leaf).sum(axis=0)
        return 1 / (1 + np.exp(-score))


@cache
def model() -> Model:
    """The model in judge.json, read once for each process."""
    return read_model(json.loads(MODEL.read_text(encoding="utf-8")))


def read_model(data: dict) -> Model:
    """The model from its readable form: trees of {"if": [[evidence, threshold], ...], "then": [leaf, ...]}."""
    names = tuple(data["evidence"])
    trees = [[(names.index(name), above) for name, above in tree["if"]] for tree in data["trees"]]
    questions = sorted({question for tree in trees for question in tree})
    number = {question: index for index, question in enumerate(questions)}
    return Model(
        names=names,
        feature=np.array([feature for feature, _ in questions], np.intp),
        above=np.array([above for _, above in questions], np.float32),
        asked=np.array([[number[question] for question in tree] for tree in trees], np.intp).T,
        leaves=np.array([tree["then"] for tree in data["trees"]], np.float32),
        bias=data["bias"],
    )


def judge(blocks: Sequence[Block], trace: Trace, headline: str | None, summary: str | None) -> None:
    """Decide for each block whether it belongs to the article: sets `kept` and `reason`.

    `headline` and `summary` are what the page says of its article. Where the model keeps far less or more than
    trafilatura did, it has its way only where it is sure.
    """
    if not blocks:
        return
    columns = evidence(blocks, trace, headline, summary)
    kept = ruling(model().chances(columns), columns)
    told = {name: columns[name].tolist() for name in TOLD}  # single numbers are slow to take from an array
    for block, is_kept in zip(blocks, kept.tolist(), strict=True):
        block.kept = is_kept
        block.reason = _reason(block.index, told, is_kept)


def ruling(chances: np.ndarray, columns: dict[str, np.ndarray]) -> np.ndarray:
    """For each block whether it is kept, by its chance to belong to the article and by what trafilatura kept."""
    kept = chances > THRESHOLD
    words, traced = columns["words"], columns["trafilatura"] > 0
    kept |= traced & (columns["in preformatted"] == 0)  # examples of code: people mark them or not, we hold them
    before, now = words[traced].sum(), words[kept].sum()
    if before >= ENOUGH and now > TOO_MUCH * before:
        kept &= traced | (chances > SURE)
    elif before >= ENOUGH and now < TOO_LITTLE * before:
        kept |= traced & (chances > 1 - SURE)
    return kept if words[kept].any() else traced


# Why a block is dropped, for people: the nearest of its surroundings that are near enough, the first of several. Where
# there are none, the first of those that tell less.
NEAR = 4
SURROUNDINGS = (
    ("in nav", NEAR, "stands in the navigation"),
    ("named navigation", NEAR, "stands in the navigation"),
    ("in footer", FAR - 1, "stands in the footer"),
    ("named related", NEAR, "stands among related articles"),
    ("named popular", NEAR, "stands among popular or recent articles"),
    ("named newsletter", NEAR, "stands in a newsletter box"),
    ("named share", NEAR, "stands among the share buttons"),
    ("named cookie", NEAR, "stands in the cookie notice"),
    ("named promo", NEAR, "stands in a promotion"),
    ("named advert", NEAR, "stands in an advertisement"),
    ("in figcaption", NEAR, "is a caption"),
    ("named byline", NEAR, "stands where authors are named"),
    ("named tags", NEAR, "stands among the tags"),
)
VAGUE = (
    ("named caption", 1, "is a caption"),
    ("in form", NEAR, "stands in a form"),
    ("in aside", NEAR, "stands aside"),
    ("named sidebar", NEAR, "stands in a box or column of its own"),
)
SAYINGS = (
    ("says rights", "speaks of rights"),
    ("says share", "asks to share"),
    ("says subscribe", "asks to subscribe"),
    ("says more", "leads on to other texts"),
    ("says comments", "speaks of comments"),
    ("says cookies", "speaks of cookies"),
    ("says advert", "is a notice of the publisher"),
    ("says credit", "is a credit"),
    ("says byline", "is a byline"),
    ("says filed", "lists tags"),
    ("says account", "speaks of the site's services"),
    ("says date", "speaks of a date"),
)
TOLD = (
    "trafilatura", "readability", "kept in container 1", "kept within 4", "invisible", "named comments", "links",
    "words", "times on page", "blocks after last kept", "blocks after first kept",
    *(name for name, *_ in (*SURROUNDINGS, *VAGUE, *SAYINGS)),
)  # fmt: skip
"""The evidence that reasons are told from."""

LINE = 25
"""Words of a block whose first words say what it is; longer ones are paragraphs."""

MOSTLY = 0.5


def _reason(index: int, told: dict[str, list[float]], kept: bool) -> str:
    """In words for people what spoke for or against the block `index`: the plainest of its evidence in `told`."""

    def value(name: str) -> float:
        return told[name][index]

    if kept:
        if value("trafilatura"):
            return "trafilatura took it"
        if value("readability"):
            return "readability took it"
        if value("kept in container 1") > MOSTLY:
            return "most of what stands in the same container is the article's"
        if value("kept within 4") > MOSTLY:
            return "the paragraphs around it are the article's"
        return "it looks like the article's text"
    if value("invisible") < FAR:
        return "is hidden on the page"
    if value("named comments") < FAR:
        return "stands among the comments"
    near = [(value(name), words) for name, within, words in SURROUNDINGS if value(name) <= within]
    if near:
        return min(near, key=lambda place: place[0])[1]
    for name, within, words in VAGUE:
        if value(name) <= within:
            return words
    if value("links") > MOSTLY:
        return f"links are {value('links'):.0%} of its text"
    if value("words") <= LINE:
        for name, words in SAYINGS:
            if value(name):
                return words
    if value("times on page") > 1:
        return "stands on the page more than once"
    if value("blocks after last kept") > 0:
        return "stands below the article"
    if value("blocks after first kept") < 0:
        return "stands above the article"
    return "neither trafilatura nor its neighbours speak for it"
