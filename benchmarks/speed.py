"""How long lawlint takes, as ratios of one run on one machine.

    python benchmarks/speed.py [--rounds N]

Three figures: a whole run on one report against a script that only imports typer; the check of a 20 KB report in
process, stage by stage, against the bare scan of its automaton; and the cost by length of the text. Times are medians
of interleaved rounds in milliseconds; quote the ratios.
"""

import argparse
import gc
import pathlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from lawlint.checks import CHECKS, VOCABULARY
from lawlint.engine import check, prepare
from lawlint.folding import fold
from lawlint.matching import scan
from lawlint.model import Source
from lawlint.structure import parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
REPORT = ROOT / "examples" / "county.txt"
SIZE = 20_000


def report_of(size: int) -> str:
    """Return a report of about `size` bytes of UTF-8, made of the example and its paragraphs again."""
    text = REPORT.read_text(encoding="utf-8")
    head, *body = text.split("\n")
    lines = [head]
    length = len(head.encode())
    while length < size:
        for line in body:
            lines.append(line)
            length += len(line.encode()) + 1
            if length >= size:
                break
    return "\n".join(lines)


def source_of(text: str) -> Source:
    return Source("report.txt", text, "utf-8", "text/plain", "")


def medians(rounds: int, **runs: Callable[[], object]) -> dict[str, float]:
    """Return the median of each in milliseconds, the rounds interleaved."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            begin = time.perf_counter()
            run()
            times[name].append(1000 * (time.perf_counter() - begin))
    return {name: statistics.median(found) for name, found in times.items()}


def start_up(rounds: int) -> None:
    def program(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)

    found = medians(
        rounds,
        nothing=program("-c", "pass"),
        typer=program("-c", "import typer"),
        lawlint=program("-m", "lawlint", "examples/township-weak.txt"),
        options=program("-m", "lawlint", "--quiet", "examples/township-weak.txt"),
    )
    for name, value in found.items():
        print(f"  {name:8} {value:7.1f} ms  {value / found['typer']:.2f} × import typer")


def in_process(rounds: int) -> None:
    checklist = prepare(CHECKS, VOCABULARY)
    gc.collect()
    gc.freeze()
    source = source_of(report_of(SIZE))
    folded = fold(source.text)
    for _ in range(3):
        check(source, checklist)
    found = medians(
        rounds,
        scan=lambda: sum(1 for _ in checklist.lexicon.automaton.iter(folded.text)),
        hits=lambda: scan(checklist.lexicon, folded.text),
        fold=lambda: fold(source.text),
        parse=lambda: parse(source, folded, checklist.compiled.patterns),
        check=lambda: check(source, checklist),
    )
    print(f"  {len(source.text.encode())} bytes, {len(checklist.lexicon.parts)} phrases")
    for name, value in found.items():
        print(f"  {name:8} {value:7.2f} ms  {value / found['scan']:.1f} × the bare scan")


def by_length(rounds: int) -> None:
    checklist = prepare(CHECKS, VOCABULARY)
    for size in (2_000, 20_000, 200_000):
        source = source_of(report_of(size))
        value = medians(max(3, rounds // 4), check=lambda source=source: check(source, checklist))["check"]
        length = len(source.text.encode())
        print(f"  {length:8} bytes {value:8.1f} ms  {1000 * value / length:.2f} ms/KB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    print("A whole run:")
    start_up(rounds)
    print("In process:")
    in_process(rounds)
    print("By length:")
    by_length(rounds)


if __name__ == "__main__":
    main()
