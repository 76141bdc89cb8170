"""The stages of the check of one 20 KB report, in process, against the bare scan of the same phrases.

    python benchmarks/speed.py -o after.json
    python -m pyperf compare_to before.json after.json --table

Run by pyperf, in processes of its own, by CPU time, so that what else the machine does counts little; all options of
pyperf can be given, `--rigorous` for more processes. Each stage is timed inside whole checks. At the end stand the
ratios to the floor, which finds the same phrases with line and column and does nothing else.
"""

import random
from collections.abc import Callable
from functools import cache

import pyperf
from documents import document, sentences
from phrases import everything
from stages import STAGES, Hit, check_by_stages, floor, seconds, source_of

from lawlint.engine import Checklist
from lawlint.garbage import settle

_SIZE = 20_000
_NUMBER = 7
_SOME = 1_000


@cache
def _text() -> str:
    return document(_NUMBER, _SIZE, sentences())[3]


@cache
def _checklist() -> Checklist:
    checklist = everything().checklist
    settle()
    return checklist


@cache
def _hits(some: bool) -> Callable[[bytes], list[Hit]]:
    phrases = sorted(everything().parts)
    return floor(random.Random(1).sample(phrases, _SOME) if some else phrases)


def stage(loops: int, name: str) -> float:
    """Check so many times; return the CPU seconds of one stage. What it needs is made on the first call, untimed."""
    source, checklist = source_of(_text()), _checklist()
    return sum(check_by_stages(source, checklist)[name] for _ in range(loops))


def bare(loops: int, some: bool) -> float:
    """Find all phrases, or a thousand of them, so many times; return the CPU seconds."""
    hits, data = _hits(some), _text().encode()
    return seconds(lambda: [hits(data) for _ in range(loops)])


def main() -> None:
    # Every stage is timed within whole checks: the least time that is measured must be short for these to be few.
    runner = pyperf.Runner(processes=5, values=4, warmups=1, min_time=0.005)
    found = {
        "floor": runner.bench_time_func("floor", bare, False),
        "floor 1000": runner.bench_time_func("floor 1000", bare, True),
        **{name: runner.bench_time_func(name, stage, name) for name in (*STAGES, "answer", "check")},
    }
    if runner.args.worker:
        return
    least = found["floor"].median()
    for name, benchmark in found.items():
        print(f"{name:12} {1000 * benchmark.median():8.3f} ms  {benchmark.median() / least:6.2f} × floor")


if __name__ == "__main__":
    main()
