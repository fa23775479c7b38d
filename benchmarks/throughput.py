"""How fast a crawl of real pages is, against the same crawl with trafilatura inline.

    python -m benchmarks.throughput SHARED [--rounds 3]

SHARED holds tools/replay.py and corpora/sites. Both crawls run against the same replay server, one after the other,
in turn; the ratio of the medians is the figure, since machines are noisy and shared.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SCRAPY = str(Path(sys.executable).with_name("scrapy"))


@contextmanager
def replayed(shared: Path) -> Iterator[tuple[int, list[str]]]:
    """Serve the corpora's sites through a loopback proxy; yields its port and the sites' front pages."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sites = sorted(
        folder.name for folder in (shared / "corpora/sites").iterdir() if (folder / "truth.jsonl.gz").exists()
    )
    server = subprocess.Popen(
        [sys.executable, str(shared / "tools/replay.py"), "--port", str(port), "--seconds", "7200"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        server.stdout.readline()  # it is up
        yield port, [f"http://{site}.test/" for site in sites]
    finally:
        server.terminate()
        server.wait()


def crawl(folder: Path, words: list[str], settings_module: str, port: int) -> dict:
    """Run a crawl in `folder` and return what the meter measured."""
    meter = folder / "meter.json"
    environment = os.environ | {
        "http_proxy": f"http://127.0.0.1:{port}",
        "SCRAPY_SETTINGS_MODULE": settings_module,
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": f"sqlite:///{folder / 'articles.db'}",
        "METER_FILE": str(meter),
    }
    done = subprocess.run([SCRAPY, *words], cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if not meter.exists():
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(meter.read_text()) | {"status": done.returncode, "said": done.stdout.strip()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    rounds = {"naive": [], "offprint": []}
    with replayed(options.shared.resolve()) as (port, fronts):
        for _ in range(options.rounds):
            for name, results in rounds.items():
                with tempfile.TemporaryDirectory() as folder:
                    folder = Path(folder)
                    (folder / "urls.txt").write_text("\n".join(fronts))
                    if name == "naive":
                        words = ["runspider", str(PROJECT / "benchmarks/naive.py"), "-a", "urls=urls.txt"]
                        results.append(crawl(folder, words, "benchmarks.plain", port))
                    else:
                        words = ["crawl", "magazine", "-a", f"urls={folder / 'urls.txt'}"]
                        results.append(crawl(folder, words, "benchmarks.settings", port))
                    print(f"{name:9s}", results[-1], flush=True)
    speed = {
        name: statistics.median(result["pages_per_second"] for result in results) for name, results in rounds.items()
    }
    ours = rounds["offprint"]
    ratio = speed["offprint"] / speed["naive"]
    print(f"pages per second: naive {speed['naive']}, offprint {speed['offprint']}: ratio {ratio:.2f}")
    print(f"worst event-loop stall of offprint: {max(result['worst_stall'] for result in ours)} s")
    print(f"largest crawl process of offprint: {max(result['rss_mb'] for result in ours)} MB")


if __name__ == "__main__":
    main()
