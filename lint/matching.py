"""Find every phrase of every element in one pass over folded text.

Phrases come in as written; each is folded, and split at `…` into parts. All parts of all phrases go into one
Aho-Corasick automaton, so a document is scanned once, however many elements there are.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable
from itertools import count
from typing import Any, NamedTuple

import ahocorasick

from .folding import CHANGING, fold_phrase

GAP_LONGEST = 12
_ODD = re.compile(f"[…{CHANGING}]")
_BETWEEN = "\uffff"
"""What stands between phrases that are looked at together: no character."""

Pattern = tuple[str, ...]
"""A phrase in folded form: its parts, in order."""


def pattern(phrase: str) -> Pattern:
    """Return the folded parts of a phrase.

    Raises:
        ValueError: a part is empty, so that the phrase would match everywhere; the second argument is the phrase.
    """
    parts = tuple(map(fold_phrase, phrase.split("…")))
    if not all(parts):
        raise ValueError(f"empty phrase: {phrase!r}", phrase)
    return parts


def odd_ones(phrases: Iterable[str]) -> set[str]:
    """Return those of some phrases that are not, as they are written, their own only part.

    All of them are looked at in one go: most of many thousand phrases are plain.
    """
    joined = _BETWEEN.join(("", *phrases, ""))
    odd = {""} if 2 * _BETWEEN in joined else set()
    for found in _ODD.finditer(joined):
        odd.add(joined[joined.rindex(_BETWEEN, 0, found.start()) + 1 : joined.index(_BETWEEN, found.start())])
    return odd


class Lexicon(NamedTuple):
    """All phrase parts in one automaton; `parts[i]` is the part that the automaton reports as i."""

    automaton: Any
    parts: tuple[str, ...]


Hits = dict[str, list[int]]
"""The start offsets, ascending, of every part that occurs."""


def build(parts: Iterable[str]) -> Lexicon:
    """Build the automaton of some parts, each different from the others."""
    known = tuple(parts)
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    deque(map(automaton.add_word, known, count()), maxlen=0)
    if known:
        automaton.make_automaton()
    return Lexicon(automaton, known)


def scan(lexicon: Lexicon, text: str) -> Hits:
    """Return the start offsets of every part that occurs in `text`."""
    ends: dict[int, list[int]] = {}
    if lexicon.parts:
        for end, number in lexicon.automaton.iter(text):
            if number in ends:
                ends[number].append(end)
            else:
                ends[number] = [end]
    found: Hits = {}
    for number, places in ends.items():
        part = lexicon.parts[number]
        before = len(part) - 1
        found[part] = [end - before for end in places] if before else places
    return found


def occurrences(wanted: Pattern, hits: Hits) -> list[tuple[int, int]]:
    """Return start and end of every occurrence of a pattern, its parts in order with at most a gap between them."""
    places = []
    for part in wanted:
        starts = hits.get(part)
        if starts is None:
            return []
        places.append(starts)
    first, *others = places
    found = []
    length = len(wanted[0])
    for start in first:
        end = start + length
        for part, starts in zip(wanted[1:], others, strict=True):
            at = bisect_left(starts, end)
            if at == len(starts) or starts[at] - end > GAP_LONGEST:
                break
            end = starts[at] + len(part)
        else:
            found.append((start, end))
    return found
