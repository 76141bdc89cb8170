"""The stages of one check, each timed where the engine calls it, and the floor that they are held against."""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from statistics import median

import ahocorasick

from lawlint import engine
from lawlint.model import Source

STAGES = {"fold": "折叠", "parse": "划分", "scan": "扫描", "Scene": "场面", "judge": "判断"}
"""What the engine calls, and how each is called in tables."""

Hit = tuple[int, int, int]
"""Line and column of an occurrence, and the number of its phrase."""


def source_of(text: str) -> Source:
    return Source("report.txt", text, "utf-8", "text/plain", "")


@contextmanager
def staged() -> Iterator[dict[str, float]]:
    """Let the engine time its stages, and give the CPU seconds that each has taken so far.

    Raises:
        AttributeError: the engine has no such stage any more; `STAGES` has to follow it.
    """
    spent = dict.fromkeys(STAGES, 0.0)
    plain = {name: getattr(engine, name) for name in STAGES}

    def timed(name: str) -> Callable[..., object]:
        function = plain[name]

        def run(*values: object, **named: object) -> object:
            begin = time.process_time()
            try:
                return function(*values, **named)
            finally:
                spent[name] += time.process_time() - begin

        return run

    for name in STAGES:
        setattr(engine, name, timed(name))
    try:
        yield spent
    finally:
        for name, function in plain.items():
            setattr(engine, name, function)


def check_by_stages(source: Source, checklist: engine.Checklist) -> dict[str, float]:
    """Check once; return the CPU seconds of each stage, of the rest as `answer`, and of all as `check`."""
    with staged() as spent:
        begin = time.process_time()
        engine.check(source, checklist)
        whole = time.process_time() - begin
    return {**spent, "answer": whole - sum(spent.values()), "check": whole}


def medians_of(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each value of some rounds."""
    return {name: median(values[name] for values in rounds) for name in rounds[0]}


def floor(phrases: Sequence[str]) -> Callable[[bytes], list[Hit]]:
    """Return what finds every phrase with line and column and does nothing else: the least that such a tool can do.

    It scans UTF-8 seen as latin-1, the quickest that this automaton can do, and has an index of the lines.
    """
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    keys = [phrase.encode().decode("latin-1") for phrase in phrases]
    for number, key in enumerate(keys):
        automaton.add_word(key, number)
    automaton.make_automaton()
    before = [len(key) - 1 for key in keys]

    def hits(data: bytes) -> list[Hit]:
        starts = [0, *accumulate(len(line) + 1 for line in data.split(b"\n"))]
        found = []
        for end, number in automaton.iter(data.decode("latin-1")):
            start = end - before[number]
            line = bisect_right(starts, start)
            found.append((line, len(data[starts[line - 1] : start].decode()) + 1, number))
        return found

    return hits


def seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of a call."""
    begin = time.process_time()
    run()
    return time.process_time() - begin
