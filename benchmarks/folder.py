"""What a folder costs: by number of processes, by number of files, and again.

    python benchmarks/folder.py [--files N] [--size BYTES] [--many N] [--cache-files N]

Three tables. One process against two on a folder of text reports, in seconds of processor time (parent and children)
and on the clock, with the share of the parent. Peak memory of the parent and of all processes together by number of
files. A folder of Word files and one of text, without cache, with an empty one, and unchanged. On a machine with other
work, compare processor times: the clock tells what was left over.

Needs Linux for memory, which is read from /proc while a run goes on.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

from documents import documents

_MANY_SIZE = 4_000
_EVERY_SECONDS = 0.05
_WORD = '<w:p><w:r><w:t xml:space="preserve">{0}</w:t></w:r></w:p>'
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


class Cost(NamedTuple):
    """Seconds on the clock and of the processors, and peak MB of the first process and of all."""

    clock: float
    processors: float
    first_mb: float
    all_mb: float
    status: int


def run(folder: pathlib.Path, *options: str, kept: str = "") -> Cost:
    """Check a folder with its results thrown away, and return what it took."""
    command = [sys.executable, "-m", "lawlint", "--isolated", "-q", *options, str(folder)]
    environment = {**os.environ, "LAWLINT_CACHE_DIR": kept}
    before = os.times()
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        first = together = 0.0
        while process.poll() is None:
            first = max(first, _megabytes(process.pid, "Rss:"))
            together = max(together, sum(_megabytes(pid, "Pss:") for pid in _family(process.pid)))
            time.sleep(_EVERY_SECONDS)
    clock = time.perf_counter() - begin
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(clock, used, first, together, process.returncode)


def _family(pid: int) -> list[int]:
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in _family(int(child)))]


def _megabytes(pid: int, what: str) -> float:
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


def write(folder: pathlib.Path, count: int, size: int, word: bool = False) -> pathlib.Path:
    """Write so many reports into a folder, as text or as Word files, and return it."""
    for path, _, _, text in documents(count, size):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not word:
            target.write_text(text, encoding="utf-8")
            continue
        body = "".join(_WORD.format(line) for line in text.splitlines())
        with zipfile.ZipFile(target.with_suffix(".docx"), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", _TYPES)
            archive.writestr("_rels/.rels", _LINKS)
            archive.writestr(
                "word/document.xml", f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'
            )
    return folder


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as Markdown."""
    print(f"\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def processes(folder: pathlib.Path, count: int) -> None:
    rows = []
    for name in ("text", "jsonl", "json"):
        alone = run(folder, "-f", name, "-j", "1")
        pair = run(folder, "-f", name, "-j", "2")
        rows.append(
            (
                *(name, f"{alone.clock:.1f}", f"{alone.processors:.1f}", f"{1000 * alone.processors / count:.1f}"),
                *(f"{pair.clock:.1f}", f"{pair.processors:.1f}", f"{alone.clock / pair.clock:.2f}"),
                f"{2 * alone.processors / pair.processors:.2f}",
            )
        )
    head = ("format", "1: clock s", "1: CPU s", "ms each", "2: clock s", "2: CPU s", "gain, clock", "gain, CPU at most")
    table(head, rows)


def memory(place: pathlib.Path, counts: Sequence[int], size: int) -> None:
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            write(pathlib.Path(folder), count, size)
            for name, jobs in (("text", "1"), ("json", "2")):
                cost = run(pathlib.Path(folder), "-f", name, "-j", jobs)
                rows.append(
                    (str(count), name, jobs, f"{cost.first_mb:.0f}", f"{cost.all_mb:.0f}", f"{cost.processors:.1f}")
                )
    table(("files", "format", "processes", "first MB", "all MB", "CPU s"), rows)


def again(place: pathlib.Path, count: int, size: int) -> None:
    rows = []
    for word in (False, True):
        with tempfile.TemporaryDirectory(dir=place) as work:
            folder = write(pathlib.Path(work, "reports"), count, size, word)
            kept = str(pathlib.Path(work, "kept"))
            without = run(folder, "-f", "jsonl", "-j", "1", "--no-cache", kept=kept)
            runs = [run(folder, "-f", "jsonl", "-j", "1", "--cache", kept=kept) for _ in range(2)]
            size_mb = pathlib.Path(kept, "answers.sqlite3").stat().st_size / 2**20
            times = [f"{1000 * cost.processors / count:.1f}" for cost in (without, *runs)]
            rows.append(("docx" if word else "text", str(count), *times, f"{size_mb:.1f}"))
    table(("format", "files", "without, ms each", "cold", "unchanged", "kept MB"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--cache-files", type=int, default=200)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lawlint-folder-") as name:
        place = pathlib.Path(name)
        if told.files:
            processes(write(place / "reports", told.files, told.size), told.files)
        if told.many:
            memory(place, (told.many // 100, told.many // 10, told.many), _MANY_SIZE)
        if told.cache_files:
            again(place, told.cache_files, told.size)


if __name__ == "__main__":
    main()
