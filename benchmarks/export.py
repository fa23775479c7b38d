"""What exports of many articles cost: CPU time, and the largest memory of the process.

    python -m benchmarks.export [--articles 100000] [--database FILE]

FILE is kept and used again, as benchmarks.search makes it. Each export is a process of its own, as `scrapy export`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.library import filled
from crawler.commands.export import FOLDER, FORMATS

SCRAPY = str(Path(sys.executable).with_name("scrapy"))
FEW = "site:site1.example section:Books"  # a hundredth, for comparison


def export(url: str, name: str, words: list[str], folder: Path) -> tuple[float, float]:
    """Export in a process of its own; returns its CPU seconds and its largest memory in megabytes."""
    target = folder / (name if name == FOLDER else f"out.{name}")
    command = [SCRAPY, "export", name, *words, "-o", str(target), "--force"]
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}")
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    with filled(__doc__) as (url, folder):
        for form in FORMATS:
            _, few = export(url, form, FEW.split(), folder)
            seconds, many = export(url, form, [], folder)
            print(f"{form:9s} {seconds:6.1f} s CPU, {many:5.0f} MB; for a hundredth {few:5.0f} MB", flush=True)


if __name__ == "__main__":
    main()
