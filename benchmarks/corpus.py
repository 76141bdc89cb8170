"""A corpus checked undisturbed, and again with `kill -9` at random moments: rate, memory, and whether both are equal.

    python benchmarks/corpus.py [--count N] [--size BYTES] [--jobs N] [--kills N] [--folder FOLDER]

Writes synthetic reports as Parquet, runs `lawlint corpus` on them to its end, then once more into another folder,
killing the whole group of processes at moments drawn over the time of the first run, and compares every part by its
hash. Memory is that of all processes of the run together, looked at ten times a second: once as resident, where what
several share counts for each of them, and once as the largest single process.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator

import psutil
import pyarrow
import pyarrow.parquet
from documents import documents

_ROWS = 500
"""Documents that are written at once, and stand in a row group."""


def write(path: pathlib.Path, count: int, size: int) -> None:
    """Write so many reports of about `size` bytes."""
    schema = pyarrow.schema(
        [
            ("path", pyarrow.string()),
            ("unit", pyarrow.string()),
            ("year", pyarrow.int32()),
            ("text", pyarrow.string()),
        ]
    )
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, count, _ROWS):
            rows = list(documents(min(_ROWS, count - first), size, first))
            writer.write_table(pyarrow.table([list(column) for column in zip(*rows, strict=True)], schema=schema))


def started(source: pathlib.Path, output: pathlib.Path, arguments: argparse.Namespace) -> psutil.Popen:
    command = [sys.executable, "-m", "lawlint", "corpus", str(source), "-o", str(output), "--isolated"]
    command += ["--jobs", str(arguments.jobs), "--part-size", str(arguments.part_size)]
    command += ["-f", arguments.output_format]
    return psutil.Popen(command, start_new_session=True)


def watched(process: psutil.Popen, seconds: float = float("inf")) -> tuple[int, int]:
    """Wait for a process, or so long; return the most memory of it with its children, and of any one of them."""
    together = single = 0
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        held = list(_held(process))
        together, single = max(together, sum(held)), max(single, max(held, default=0))
        time.sleep(min(0.1, max(0.0, end - time.monotonic())))
    return together, single


def _held(process: psutil.Popen) -> Iterator[int]:
    try:
        for each in (process, *process.children(recursive=True)):
            yield each.memory_info().rss
    except psutil.Error:
        return


def spent() -> float:
    """Return the processor time of all children that have ended, and of theirs, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def kill(process: psutil.Popen) -> None:
    """Kill the whole group, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def content(output: pathlib.Path) -> dict[str, str]:
    """Return the hash of everything in a folder by its name; the lock, which is empty, is left out."""
    return {
        str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def done(output: pathlib.Path) -> int:
    try:
        return json.loads((output / "run.json").read_text(encoding="utf-8"))["progress"]["documents"]
    except FileNotFoundError:
        return 0


def measure(folder: pathlib.Path, arguments: argparse.Namespace) -> bool:
    source = folder / f"reports-{arguments.count}-{arguments.size}.parquet"
    if not source.exists():
        write(source, arguments.count, arguments.size)
    print(f"{arguments.count} documents of {arguments.size} bytes, {source.stat().st_size / 2**20:.0f} MB of Parquet")
    undisturbed, disturbed = folder / "undisturbed", folder / "disturbed"
    begin, before = time.monotonic(), spent()
    process = started(source, undisturbed, arguments)
    together, single = watched(process)
    seconds, cpu = time.monotonic() - begin, spent() - before
    if process.returncode:
        return False
    written = sum(path.stat().st_size for path in undisturbed.rglob("*") if path.is_file())
    print(f"undisturbed: {seconds:.1f} s, {arguments.count / seconds:.1f} documents a second", end="")
    print(f", {1000 * cpu / arguments.count:.2f} ms of processor time each", end="")
    print(f", {together / 2**20:.0f} MB together, {single / 2**20:.0f} MB the largest process", end="")
    print(f", {written / 2**20:.1f} MB written")

    chance = random.Random(arguments.seed)
    # Together the runs that are killed are shorter than the whole: none of them comes to the end.
    moments = sorted(chance.uniform(0, 0.9 * seconds) for _ in range(arguments.kills))
    for number, (before, moment) in enumerate(zip([0.0, *moments], moments, strict=False), 1):
        process = started(source, disturbed, arguments)
        watched(process, moment - before)
        alive = process.poll() is None
        if alive:
            kill(process)
        told = "killed" if alive else f"had ended with {process.returncode}"
        print(f"run {number}: {told} after {moment - before:.2f} s, {done(disturbed)} documents recorded")
    begin = time.monotonic()
    process = started(source, disturbed, arguments)
    watched(process)
    print(f"last run: {time.monotonic() - begin:.1f} s")
    begin = time.monotonic()
    again = started(source, disturbed, arguments)
    again.wait()
    print(f"once more, with nothing to do: {time.monotonic() - begin:.2f} s")
    first, second = content(undisturbed), content(disturbed)
    equal = process.returncode == again.returncode == 0 and first == second
    print(f"{len(first)} files, {'equal' if equal else 'NOT EQUAL'}")
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            print(f"  {name} differs")
    return equal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--part-size", type=int, default=2_000)
    parser.add_argument("--output-format", default="parquet")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=pathlib.Path, help="where to write; kept. Default: a temporary folder")
    arguments = parser.parse_args()
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        equal = measure(arguments.folder, arguments)
    else:
        with tempfile.TemporaryDirectory() as folder:
            equal = measure(pathlib.Path(folder), arguments)
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
