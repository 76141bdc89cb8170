"""What a check costs by the length of the text, by the number of phrases, and on texts that nobody writes.

    python benchmarks/growth.py [--limit SECONDS] [--longest BYTES] [-o FILE]

Measures in process, by CPU time, the stages apart, and writes what it measured as JSON; `page.py` draws it. A length
that would take longer than the limit is left out, and so are those above it; the page says which.
"""

import argparse
import json
import os
import pathlib
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

from documents import document, sentences
from hostile import TEXTS
from phrases import Searching, everything, padded, sampled
from stages import check_by_stages, floor, medians_of, seconds, source_of

from lawlint.engine import Checklist, check
from lawlint.garbage import settle

MEASURED = pathlib.Path(__file__).resolve().parent.parent / "docs" / "pictures" / "speed-growth.json"
SHORTEST = 2_000
REPORT = 20_000
FEWEST, MOST = 1_000, 20_000
_NUMBER = 7
_ENOUGH = 0.6
"""Seconds of measuring after which a figure needs no more rounds."""
_ROUNDS = 15

Row = dict[str, Any]


def told(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def machine() -> Row:
    """Return what a figure depends on beside the code."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "pyahocorasick": version("pyahocorasick"),
        "day": time.strftime("%Y-%m-%d"),
    }


def rounds_of(run: Callable[[], Row]) -> list[Row]:
    """Run until there are rounds or seconds enough; the first warms up and counts only where it is the only one."""
    begin = time.process_time()
    rounds = [run()]
    while len(rounds) <= _ROUNDS and time.process_time() - begin < _ENOUGH:
        rounds.append(run())
    return rounds[1:] or rounds


def row_of(text: str, searching: Searching) -> Row:
    """Measure the check of one text, its stages and its floor; in CPU seconds."""
    source, data = source_of(text), text.encode()
    bare = floor(searching.parts)
    rounds = rounds_of(lambda: {**check_by_stages(source, searching.checklist), "floor": seconds(lambda: bare(data))})
    return {
        "bytes": len(data),
        "phrases": len(searching.parts),
        "hits": len(bare(data)),
        **medians_of(rounds),
    }


def lengths(shortest: int, longest: int) -> Iterator[int]:
    while shortest <= longest:
        yield shortest
        shortest *= 10


def within(limit: float, times: Sequence[float]) -> bool:
    """Tell whether a text ten times as long will be done in time, if it goes on as it has begun."""
    if not times:
        return True
    grown = times[-1] / times[-2] if len(times) > 1 else 10.0
    return times[-1] * max(10.0, grown) <= limit


def by_length(searching: Searching, longest: int, limit: float) -> list[Row]:
    pool = sentences()
    rows: list[Row] = []
    for length in lengths(SHORTEST, longest):
        if not within(limit, [row["check"] for row in rows]):
            break
        rows.append(row_of(document(_NUMBER, length, pool)[3], searching))
        told(f"  {rows[-1]['bytes']:>10,} 字节  {rows[-1]['check']:.4f} 秒")
    return rows


def by_phrases(counts: Sequence[int], length: int) -> dict[str, list[Row]]:
    """Measure one report by fewer and fewer phrases of ours, and by a thousand with ever more that it does not hold."""
    text = document(_NUMBER, length, sentences())[3]
    made: dict[str, Callable[[int], Searching]] = {
        "sampled": sampled,
        "padded": lambda count: padded(counts[0], count, text),
    }
    rows: dict[str, list[Row]] = {}
    for name, make in made.items():
        rows[name] = []
        for count in counts:
            rows[name].append(row_of(text, make(count)))
            told(f"  {name} {rows[name][-1]['phrases']:>6,} 词  {rows[name][-1]['check']:.4f} 秒")
    return rows


def by_kind(checklist: Checklist, longest: int, limit: float) -> dict[str, list[Row]]:
    """Measure every hostile text, each length but the first once: there is much of it."""
    rows: dict[str, list[Row]] = {}
    for name, make in TEXTS.items():
        rows[name] = []
        for length in lengths(SHORTEST, longest):
            if not within(limit, [row["check"] for row in rows[name]]):
                break
            source = source_of(make(length))
            taken = rounds_of(lambda source=source: {"check": seconds(lambda: check(source, checklist))})  # type: ignore[misc]
            rows[name].append({"bytes": len(source.text.encode()), "check": median(each["check"] for each in taken)})
        told(f"  {name}  {' '.join(format(row['check'], '.4f') for row in rows[name])} 秒")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=float, default=20.0, help="seconds that one text may take (20)")
    parser.add_argument("--longest", type=int, default=2_000_000, help="bytes of the longest hostile text (2000000)")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=MEASURED)
    given = parser.parse_args()
    searching = everything()
    settle()
    told("按长度：")
    # One report may be ten times as long and take longer: it is one and not threescore.
    sizes = by_length(searching, 10 * given.longest, 5 * given.limit)
    told("按词语数：")
    phrases = by_phrases((FEWEST, 2_000, 5_000, 10_000, MOST), REPORT)
    told("极端的文本：")
    kinds = by_kind(searching.checklist, given.longest, given.limit)
    measured = {"machine": machine(), "limit": given.limit, "length": sizes, "phrases": phrases, "hostile": kinds}
    given.output.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    told(f"写入 {given.output}")


if __name__ == "__main__":
    main()
