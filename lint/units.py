"""Which unit a report is of: by the document, else by its page, else by the name of the file; and which names are one.

Knows no names of its own: the words with which names of bodies end come with the vocabulary.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from .folding import fold
from .model import DocumentReport, Vocabulary

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_ORDER = re.compile(r"^(?:(?!20\d\d)[\s\d._\-—、.,()（）\[\]【】])+")
# What follows the name of a unit in the name of a file: the year, the subject, or a remark in brackets.
_REST = re.compile(r"[\s_\-—.,]*(?:(?<!\d)20\d\d|二[〇○零0]|关于|[(（\[【《]).*", re.DOTALL)
_SHORTEST = 2


class From(StrEnum):
    """Where the name, the level or the year of a unit comes from."""

    TOLD = "told"
    DOCUMENT = "document"
    PAGE = "page"
    FILE = "file"
    NOWHERE = "nowhere"


class Naming(NamedTuple):
    """How bodies are named: the endings that say nothing, and for each level what its names match."""

    ends: re.Pattern[str]
    levels: tuple[tuple[str, re.Pattern[str]], ...]


class Identity(NamedTuple):
    """Who reports of which year at which level, and where each of that was told; `year` may be None."""

    unit: str
    unit_from: From
    level: str
    level_from: From
    year: int | None
    year_from: From


@lru_cache(maxsize=4)
def naming_of(vocabulary: Vocabulary) -> Naming:
    """Return what a vocabulary says of the names of bodies."""
    ends = "|".join(map(re.escape, sorted(vocabulary.issuer_ends, key=len, reverse=True)))
    levels = tuple(
        (level, re.compile("|".join(f"(?:{each})" for each in found))) for level, found in vocabulary.issuers
    )
    return Naming(re.compile(f"(?:{ends})+$" if ends else "(?!)"), levels)


def identify(report: DocumentReport, naming: Naming) -> Identity:
    """Return the identity of a report; what the document leaves open is taken from its page or its file name."""
    stem = _stem(report)
    unit, unit_from = unit_of(report)
    level, level_from = report.level, From.TOLD if report.level_told else From.DOCUMENT
    if not level:
        level = level_in(unit, naming)
        level_from = From.FILE if level else From.NOWHERE
    year, year_from = report.year, From.TOLD if report.year_told else From.DOCUMENT
    if year is None:
        found = _YEAR.search(stem)
        year, year_from = (int(found[1]), From.FILE) if found else (None, From.NOWHERE)
    return Identity(unit, unit_from, level, level_from, year, year_from)


def unit_of(report: DocumentReport) -> tuple[str, From]:
    """Return the unit of a report, and where that was told: in the document, by its page, or by its file name."""
    publisher = dict(report.document.source.metadata).get("publisher", "")
    stem = _stem(report)
    for name, told in ((report.document.issuer, From.DOCUMENT), (publisher, From.PAGE), (name_in(stem), From.FILE)):
        if unit := " ".join(name.split()):
            return unit, told
    return stem, From.FILE


def _stem(report: DocumentReport) -> str:
    return os.path.splitext(os.path.basename(report.document.source.path))[0]


def name_in(stem: str) -> str:
    """Return what the name of a file says of the unit: what stands before year and subject, without numbers before."""
    return _REST.sub("", _ORDER.sub("", stem)).strip()


def level_in(name: str, naming: Naming) -> str:
    """Return the level that a name tells, empty where it tells none."""
    folded = fold(name).text
    return next((level for level, pattern in naming.levels if pattern.search(folded)), "")


def key_of(name: str, naming: Naming) -> str:
    """Return a name as it is compared: folded, without the endings that say nothing."""
    folded = fold(name).text
    return naming.ends.sub("", folded) or folded


def is_same(one: str, other: str, naming: Naming) -> bool:
    """Tell whether two keys name one unit: they are equal, or one is the other with the bodies above it before."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or not long.endswith(short):
        return False
    above = long[: -len(short)]
    return any(pattern.search(above) for _, pattern in naming.levels)


def chosen(name: str, names: Sequence[Iterable[str]], naming: Naming, is_file: bool = False) -> int | None:
    """Return which of several units a name means, None where it is none or could be more than one.

    Args:
        name: of a unit as a report tells it.
        names: all names of each unit, as they stand in a list.
        naming: how bodies are named.
        is_file: whether `name` is that of a file, which may hold more than the unit.
    """
    key = key_of(name, naming)
    keys = [[key_of(each, naming) for each in unit] for unit in names]
    ways: list[Callable[[str], bool]] = [lambda each: each == key, lambda each: is_same(each, key, naming)]
    if is_file:
        ways.append(lambda each: len(each) >= _SHORTEST and each in key)
    for way in ways:
        found = [number for number, unit in enumerate(keys) if any(way(each) for each in unit)]
        if len(found) == 1:
            return found[0]
        if found and is_file:
            # 新城区 stands in 新城区司法局: the longest says most.
            longest = max(found, key=lambda number: max(len(each) for each in keys[number] if way(each)))
            if all(any(each in other for other in keys[longest]) for number in found for each in keys[number]):
                return longest
        if found:
            return None
    return None
