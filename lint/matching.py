"""Find every phrase of every element in one pass over folded text.

Phrases come in as written; each is folded, and split at `…` into parts. All parts of all phrases go into one
Aho-Corasick automaton, so a document is scanned once, however many elements there are.
"""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, NamedTuple

import ahocorasick

from .folding import CHANGING, fold_phrase

GAP_LONGEST = 12
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
    changing = re.compile(f"[…{CHANGING}]")
    joined = _BETWEEN.join(("", *phrases, ""))
    odd = {""} if 2 * _BETWEEN in joined else set()
    for found in changing.finditer(joined):
        odd.add(joined[joined.rindex(_BETWEEN, 0, found.start()) + 1 : joined.index(_BETWEEN, found.start())])
    return odd


class Lexicon(NamedTuple):
    """All phrase parts in one automaton, which reports each by its number; `lengths[i]` is the length of part i.

    wide: whether some part holds a character that UTF-16 writes as two, so that parts and text are searched as they
        are.
    """

    automaton: Any
    lengths: tuple[int, ...]
    wide: bool


Hits = dict[int, list[int]]
"""The end offsets, exclusive and ascending, of every part that occurs, by its number."""

_WIDE = re.compile("[\uffff-\U0010ffff]")
"""The characters that UTF-16 writes as two, and the one that stands for them in text: no character at all."""


def build(parts: Iterable[str]) -> Lexicon:
    """Build the automaton of some parts, each different from the others; their numbers follow their order.

    The automaton looks for the next character among the children of a node one by one, and at the root of Chinese
    phrases these are more than a thousand. It is built of the two bytes of each character of UTF-16, taken for two
    characters of Latin-1, of which the first has some eighty values: half as much again is found in the same time, and
    four times as much where little is found. In the bytes of UTF-8 the search is as quick, but telling which character
    a byte belongs to takes longer than what was gained; here it is half the offset.
    """
    known = tuple(parts)
    wide = any(map(_WIDE.search, known))
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    deque(map(automaton.add_word, known if wide else map(_view, known), count()), maxlen=0)
    if known:
        automaton.make_automaton()
    return Lexicon(automaton, tuple(map(len, known)), wide)


def scan(lexicon: Lexicon, text: str) -> Hits:
    """Return where every part that occurs in `text` ends."""
    ends: defaultdict[int, list[int]] = defaultdict(list)
    if not lexicon.lengths:
        return ends
    if lexicon.wide:
        for end, number in lexicon.automaton.iter(text):
            ends[number].append(end + 1)
    else:
        for end, number in lexicon.automaton.iter(_view(text)):
            # What ends in the middle of a character is made of the halves of two.
            if end & 1:
                ends[number].append(end + 1 >> 1)
    # From here on a part that does not occur is missing.
    ends.default_factory = None
    return ends


def _view(text: str) -> str:
    """Return text as the bytes of UTF-16, each taken for a character; wider characters as one that is not searched."""
    if not text.isascii() and _WIDE.search(text):
        text = _WIDE.sub("\uffff", text)
    return text.encode("utf-16-be", "surrogatepass").decode("latin-1")


def occurrences(wanted: Sequence[int], hits: Hits, lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Return start and end of every occurrence of some parts, by number, in order with at most a gap between them."""
    places = []
    for part in wanted:
        ends = hits.get(part)
        if ends is None:
            return []
        places.append((lengths[part], ends))
    (length, first), *others = places
    found = []
    for begun in first:
        end = begun
        for long, ends in others:
            at = bisect_left(ends, end + long)
            if at == len(ends) or ends[at] - long - end > GAP_LONGEST:
                break
            end = ends[at]
        else:
            found.append((begun - length, end))
    return found
