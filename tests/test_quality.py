"""The measuring of quality, on a corpus of three made-up pages."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.scoring import third, words

TUNED, SEALED = "https://magazine.example/story/hedge", "https://owls.example/story/mill"
TEXT = "\n\n".join(
    f"The {thing} grows behind the old mill, where nobody has cut it since the miller left for the coast in spring."
    for thing in ("hedge", "nettle", "elder")
)


def write_corpus(folder: Path, *pages: tuple[str, str, str]) -> Path:
    """A folder of pages: each has an address, the text it prints, and the text that people marked."""
    folder.mkdir(parents=True)
    truths = []
    for number, (url, printed, marked) in enumerate(pages):
        paragraphs = "".join(f"<p>{text}</p>" for text in printed.split("\n\n"))
        html = f"<html><title>The Hedge</title><body><article><h1>The Hedge</h1>{paragraphs}</article></body></html>"
        (folder / f"{number}.html.gz").write_bytes(gzip.compress(html.encode()))
        truths.append(json.dumps({"id": str(number), "url": url, "title": "The Hedge", "body": marked}))
    (folder / "truth.jsonl.gz").write_bytes(gzip.compress("\n".join(truths).encode()))
    return folder


@pytest.fixture(autouse=True)
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Floors of the test's own; none at first."""
    path = tmp_path / "floors.json"
    path.write_text("{}")
    monkeypatch.setattr(quality, "FLOORS", path)
    return path


def test_the_two_addresses_lie_in_the_parts_they_are_named_after():
    assert (third(SEALED), third(TUNED) in (1, 2)) == (0, True)


def test_tuned_and_untuned_pages_have_a_line_each(tmp_path, capsys):
    pages = write_corpus(tmp_path / "pages", (TUNED, TEXT, TEXT), (SEALED, TEXT, TEXT))
    assert quality.main(["--pages", str(pages)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:24].strip() for line in lines[1:3]] == [quality.TUNED, quality.UNTUNED]
    assert lines[1].split()[3:5] == ["1.0000", "1.0000"]


def test_thirds_that_are_not_asked_for_are_not_read(tmp_path, capsys):
    pages = write_corpus(tmp_path / "pages", (TUNED, TEXT, TEXT), (SEALED, TEXT, TEXT))
    quality.main(["--pages", str(pages), "--thirds", "1", "2"])
    assert quality.UNTUNED not in capsys.readouterr().out


def test_each_site_has_a_line_and_counts_once_in_their_mean(tmp_path, capsys):
    write_corpus(tmp_path / "sites" / "good", (TUNED, TEXT, TEXT), (TUNED, TEXT, TEXT))
    write_corpus(tmp_path / "sites" / "lost", (TUNED, "Sorry.", TEXT))
    quality.main(["--sites", str(tmp_path / "sites")])
    figures = {line[:34].strip(): line[34:].split()[0] for line in capsys.readouterr().out.splitlines()[1:4]}
    assert figures == {"good": "1.0000", "lost": "0.0000", quality.SITES: "0.5000"}


def test_figure_below_its_floor_fails_and_is_named(tmp_path, capsys, floors):
    floors.write_text(json.dumps({"lost": {"f1": 0.9}, "good": {"f1": 0.9}}))
    write_corpus(tmp_path / "sites" / "good", (TUNED, TEXT, TEXT))
    write_corpus(tmp_path / "sites" / "lost", (TUNED, "Sorry.", TEXT))
    assert quality.main(["--sites", str(tmp_path / "sites")]) == 1
    printed = capsys.readouterr()
    assert printed.err == "Below its floor: lost, f1 0.0000 < 0.9\n"
    assert "1.0000 (0.900)" in printed.out


def test_worst_pages_show_what_was_lost_and_what_was_too_much(tmp_path, capsys):
    first, _, rest = TEXT.partition("\n\n")
    pages = write_corpus(
        tmp_path / "pages", (TUNED, TEXT, TEXT), (TUNED, TEXT, rest), (TUNED, rest, TEXT), (SEALED, "Sorry.", TEXT)
    )
    quality.main(["--pages", str(pages), "--worst", "2"])
    shown = capsys.readouterr().out.partition("maximum")[2]
    passage = " ".join(words(first))
    assert {f"  + {len(words(first)):5d}  {passage}", f"  - {len(words(first)):5d}  {passage}"} <= set(
        shown.splitlines()
    )
    assert [line.split()[0] for line in shown.splitlines() if "https:" in line] == ["1", "2"]


def test_sealed_pages_are_never_shown(tmp_path, capsys):
    pages = write_corpus(tmp_path / "pages", (SEALED, TEXT, "Something else was marked."))
    quality.main(["--pages", str(pages), "--worst", "5"])
    assert "marked" not in capsys.readouterr().out


def test_speed_is_told_as_median_p99_and_maximum(tmp_path, capsys):
    pages = write_corpus(tmp_path / "pages", (TUNED, TEXT, TEXT))
    quality.main(["--pages", str(pages), "--speed"])
    lines = [line for line in capsys.readouterr().out.splitlines() if "median" in line]
    assert [line.partition(":")[0] for line in lines] == ["read_html", "trafilatura with metadata"]
    assert all("p99" in line and "maximum" in line for line in lines)
