"""Train the judge of blocks (pipelines/judge.json) on a folder of pages with their articles as people marked them.

    python -m benchmarks.train ../shared/corpora/pages            # cross-validates by host, then writes the weights
    python -m benchmarks.train ../shared/corpora/pages --only-check

Pages of the hosts whose SHA-256 is 0 mod 3 are left out: they are for measuring. Needs `pip install catboost`, whose
trees ask the same questions on each level and so are quick to evaluate with numpy.
"""

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoost, Pool

from benchmarks.labels import WORD, shares
from benchmarks.quality import SEALED, marked_pages
from benchmarks.scoring import third
from pipelines.article import cut
from pipelines.blocks import Block, blocks_of
from pipelines.decoding import decode, parse
from pipelines.evidence import evidence, summary_of
from pipelines.judge import MODEL, Model, read_model, ruling
from pipelines.metadata import read_metadata
from pipelines.structured import json_ld
from pipelines.tracing import trace

CREDIT = (
    "Trained on WCXB 1.0 (Web Content Extraction Benchmark), development part, articles; CC BY 4.0, "
    "https://creativecommons.org/licenses/by/4.0/. Changes: weights learned from its pages; no page is contained."
)
FOLDS = 5
SEEDS = (1, 2, 3)
"""Models whose mean is taken: each sees other evidence at each level, and their errors cancel out in part."""

TREES = 130
"""Trees of each model. More do not raise the cross-validated score."""

DEPTH = 6
SETTINGS = {
    "loss_function": "CrossEntropy", "iterations": TREES, "depth": DEPTH, "learning_rate": 0.1, "l2_leaf_reg": 10,
    "rsm": 0.3, "border_count": 32, "thread_count": 1, "verbose": 0, "allow_writing_files": False,
}  # fmt: skip
NEVER = 1e30
"""No evidence is greater."""

MATCHED = 0.75
"""F1 that the best choice of blocks must reach for a page to be learned from; below, truth and page do not fit."""

WORDS_OF_PAGE = 300
"""Weight of a whole article, shared among its words: scores are means of pages, so long ones must not rule."""

AT_LEAST = 0.3
"""Weight of a block besides: headings and list items are few words, but readers miss them."""


@dataclass(slots=True)
class Page:
    """One page to learn from: the evidence for its blocks and what share of each stands in the truth."""

    host: str
    blocks: list[Block]
    truth: str
    columns: dict[str, np.ndarray]
    shares: np.ndarray

    def f1(self, kept: np.ndarray) -> float:
        """Word F1 of the kept blocks against the truth."""
        got = Counter(WORD.findall("\n".join(b.text for b in self.blocks if kept[b.index]).lower()))
        want = Counter(WORD.findall(self.truth.lower()))
        return 2 * (got & want).total() / max(1, got.total() + want.total())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", type=Path)
    options.add_argument("--only-check", action="store_true", help="cross-validate, write nothing")
    arguments = options.parse_args()
    pages = read_pages(arguments.pages)
    plain = np.mean([page.f1(page.columns["trafilatura"] > 0) for page in pages])
    ideal = [page.f1(page.shares >= 0.5) for page in pages]
    print(f"{len(pages)} pages; trafilatura {plain:.4f}; best choice of blocks {np.mean(ideal):.4f}")
    learned_from = [page for page, best in zip(pages, ideal, strict=True) if best >= MATCHED]
    started = time.monotonic()
    scores = []
    for fold in range(FOLDS):
        trained = train([page for page in learned_from if _fold(page) != fold])
        model = read_model(trained)
        scores += [page.f1(_kept(model, page)) for page in pages if _fold(page) == fold]
    print(f"cross-validated by host: {np.mean(scores):.4f} ({time.monotonic() - started:.0f} s)")
    if not arguments.only_check:
        MODEL.write_text(written(train(learned_from)), encoding="utf-8")
        print(f"written: {MODEL}")


def read_pages(folder: Path) -> list[Page]:
    """The pages to learn from, read as the recipe reads them."""
    pages = []
    for row, html in marked_pages(folder):
        if third(row["url"]) == SEALED:
            continue
        tree = parse(decode(html))
        if tree is None:
            continue
        objects = json_ld(tree)
        cut(tree)
        headline, summary = read_metadata(tree, row["url"], objects).headline, summary_of(tree)
        blocks = blocks_of(tree)
        columns = evidence(blocks, trace(tree, blocks, row["url"]), headline, summary)
        host = urlsplit(row["url"]).hostname or ""
        pages.append(Page(host, blocks, row["body"], columns, np.array(shares(blocks, row["body"]))))
    return pages


def train(pages: list[Page]) -> dict:
    """The trees learned from pages, in the form that `pipelines.judge.read_model` reads."""
    names = list(pages[0].columns)
    table = np.concatenate([np.stack([page.columns[name] for name in names], axis=1) for page in pages])
    target = np.concatenate([page.shares for page in pages])
    weight = np.concatenate(
        [AT_LEAST + WORDS_OF_PAGE * page.columns["words"] / len(WORD.findall(page.truth)) for page in pages]
    )
    pool = Pool(table, target, weight=weight)
    models = [readable(CatBoost({**SETTINGS, "random_seed": seed}).fit(pool), names) for seed in SEEDS]
    trees = [tree for _, found in models for tree in found]
    for tree in trees:
        tree["then"] = [round(value / len(SEEDS), 4) for value in tree["then"]]
    used = {name for tree in trees for name, _ in tree["if"]}
    return {
        "credit": CREDIT,
        "evidence": [name for name in names if name in used],
        "bias": sum(bias for bias, _ in models) / len(SEEDS),
        "trees": trees,
    }


def readable(booster: CatBoost, names: list[str]) -> tuple[float, list[dict]]:
    """Catboost's bias and trees by the names of the evidence; in the number of a leaf the first question is the lowest
    bit. All trees get the same depth, with a question that is never true where one ran out of them."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        booster.save_model(str(path), format="json")
        saved = json.loads(path.read_text(encoding="utf-8"))
    scale, (bias,) = saved["scale_and_bias"]
    trees = []
    for tree in saved["oblivious_trees"]:
        questions = [[names[split["float_feature_index"]], _short(split["border"])] for split in tree["splits"]]
        missing = DEPTH - len(questions)
        leaves = [scale * value for value in tree["leaf_values"]] * 2**missing
        trees.append({"if": questions + [[names[0], NEVER]] * missing, "then": leaves})
    return bias, trees


def written(model: dict) -> str:
    """The model as text, a tree on each line."""
    trees = ",\n".join(json.dumps(tree, ensure_ascii=False) for tree in model["trees"])
    head = json.dumps({name: value for name, value in model.items() if name != "trees"}, ensure_ascii=False, indent=1)
    return f'{head[:-2]},\n "trees": [\n{trees}\n]}}\n'


def _short(number: float) -> float:
    """The border as the nearest 32-bit number, in the fewest digits that name it: blocks lie on the same side."""
    return float(str(np.float32(number)))


def _fold(page: Page) -> int:
    return int(sha256(f"fold {page.host}".encode()).hexdigest(), 16) % FOLDS


def _kept(model: Model, page: Page) -> np.ndarray:
    return ruling(model.chances(page.columns), page.columns)


if __name__ == "__main__":
    main()
