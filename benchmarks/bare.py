"""The floor as a program: print every phrase of a list in every file, with line and column, and nothing else.

    python benchmarks/bare.py PHRASES FILE...

What `grep -o` prints, by the automaton that lawlint uses; `stages.floor` is the same in process.
"""

import sys
from bisect import bisect_right
from itertools import accumulate

import ahocorasick


def main() -> None:
    listed, *paths = sys.argv[1:]
    with open(listed, encoding="utf-8") as file:
        phrases = file.read().split("\n")
    keys = [phrase.encode().decode("latin-1") for phrase in phrases]
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for number, key in enumerate(keys):
        automaton.add_word(key, number)
    automaton.make_automaton()
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        starts = [0, *accumulate(len(line) + 1 for line in data.split(b"\n"))]
        found = []
        for end, number in automaton.iter(data.decode("latin-1")):
            start = end - len(keys[number]) + 1
            line = bisect_right(starts, start)
            found.append(f"{path}:{line}:{len(data[starts[line - 1] : start].decode()) + 1}:{phrases[number]}\n")
        sys.stdout.write("".join(found))


if __name__ == "__main__":
    main()
