"""Find every phrase of every element in one pass over folded text.

Phrases come in as written; each is folded, and split at `…` into parts. All parts of all phrases go into one
Aho-Corasick automaton, so a document is scanned once, however many elements there are.
"""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

import ahocorasick

from .folding import fold_phrase

GAP_LONGEST = 12

Pattern = tuple[str, ...]
"""A phrase in folded form: its parts, in order."""


def pattern(phrase: str) -> Pattern:
    """Return the folded parts of a phrase.

    Raises:
        ValueError: a part is empty, so that the phrase would match everywhere.
    """
    parts = tuple(map(fold_phrase, phrase.split("…"))) if "…" in phrase else (fold_phrase(phrase),)
    if not all(parts):
        raise ValueError(f"empty phrase: {phrase!r}")
    return parts


class Lexicon(NamedTuple):
    """All phrase parts in one automaton; `parts[i]` is the part that the automaton reports as i."""

    automaton: Any
    parts: tuple[str, ...]


def build(patterns: Iterable[Pattern]) -> Lexicon:
    """Build the automaton of all parts of all patterns."""
    parts = sorted({part for parts in patterns for part in parts})
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for number, part in enumerate(parts):
        automaton.add_word(part, number)
    if parts:
        automaton.make_automaton()
    return Lexicon(automaton, tuple(parts))


def scan(lexicon: Lexicon, text: str) -> dict[str, list[int]]:
    """Return the start offsets, ascending, of every part that occurs in `text`."""
    found: dict[str, list[int]] = {}
    if not lexicon.parts:
        return found
    parts = lexicon.parts
    for end, number in lexicon.automaton.iter(text):
        part = parts[number]
        start = end - len(part) + 1
        if part in found:
            found[part].append(start)
        else:
            found[part] = [start]
    return found


def occurrences(wanted: Pattern, hits: dict[str, list[int]]) -> list[tuple[int, int]]:
    """Return start and end of every occurrence of a pattern, its parts in order with at most a gap between them."""
    starts = hits.get(wanted[0])
    if starts is None:
        return []
    length = len(wanted[0])
    if len(wanted) == 1:
        return [(start, start + length) for start in starts]
    found = []
    for start in starts:
        end = start + length
        for part in wanted[1:]:
            places = hits.get(part, [])
            at = bisect_left(places, end)
            if at == len(places) or places[at] - end > GAP_LONGEST:
                break
            end = places[at] + len(part)
        else:
            found.append((start, end))
    return found
