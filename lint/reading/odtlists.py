"""The lists of OpenDocument texts: their levels, and the numbers that LibreOffice shows before their items."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from .numerals import numeral
from .odtnames import attribute, name_of, natural, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r"%([0-9]{1,2})%")
# The first sign of a way of counting, and the name of that way in WordprocessingML.
_WAYS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "１": "decimalFullWidth",
    "①": "decimalEnclosedCircle",
    "⑴": "decimalEnclosedParen",
    "⒈": "decimalEnclosedFullstop",
    "㊀": "ideographEnclosedCircle",
    "一": "chineseCountingThousand",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "壹, 贰": "chineseLegalSimplified",
    "壹, 貳": "ideographLegalTraditional",
    "壹": "chineseLegalSimplified",
}


class ListLevel(NamedTuple):
    """One level of a list.

    form: what is shown, with %1% for the number of the first level; empty for bullets.
    way: of counting, by its name in WordprocessingML; padding: the width of numbers such as 001, else 0.
    joined: whether nothing stands between the label and the text.
    """

    form: str
    way: str
    padding: int
    start: int
    joined: bool


class Label(NamedTuple):
    """What is shown before a paragraph, and whether nothing stands between it and the text."""

    text: str = ""
    joined: bool = False


class Counts:
    """The numbers that one list has reached, by level from 1."""

    def __init__(self) -> None:
        self._reached: dict[int, int] = {}

    def count(self, depth: int, levels: Mapping[int, ListLevel], start: int | None) -> Label:
        """Count one item at a depth, from `start` where it says so, and return its label."""
        level = levels.get(depth)
        if start is not None:
            self._reached[depth] = start
        elif depth in self._reached:
            self._reached[depth] += 1
        else:
            self._reached[depth] = 1 if level is None else level.start
        for below in [each for each in self._reached if each > depth]:
            del self._reached[below]
        if level is None:
            return Label()
        return Label(_PLACE.sub(lambda match: self._written(int(match[1]), levels), level.form), level.joined)

    def _written(self, depth: int, levels: Mapping[int, ListLevel]) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        value = self._reached.get(depth, level.start)
        return f"{value:0{level.padding}d}" if level.padding else numeral(value, level.way)


def read_lists(container: "_Element | None") -> dict[str, dict[int, ListLevel]]:
    """Return the levels of the list styles in an element by their names; `Outline` is that of the headings."""
    lists: dict[str, dict[int, ListLevel]] = {}
    for style in [] if container is None else container:
        name = name_of(style)
        if name in {"text:list-style", "text:outline-style"}:
            key = "Outline" if name == "text:outline-style" else attribute(style, "style:name") or ""
            levels = {}
            for element in style:
                depth = natural(attribute(element, "text:level"))
                if depth is not None and 1 <= depth <= 10:
                    levels[depth] = _level(element, depth)
            lists[key] = levels
    return lists


def _level(element: "_Element", depth: int) -> ListLevel:
    signs = attribute(element, "style:num-format") or ""
    first = signs.partition(",")[0].strip()
    way = _WAYS.get(signs[:4]) or _WAYS.get(first) or ("decimal" if signs else "none")
    form = attribute(element, "loext:num-list-format")
    if name_of(element).endswith("-bullet") or name_of(element).endswith("-image"):
        form = ""
    elif form is None:
        shown = natural(attribute(element, "text:display-levels")) or 1
        numbers = ".".join(f"%{each}%" for each in range(max(1, depth - shown + 1), depth + 1)) if signs else ""
        form = (attribute(element, "style:num-prefix") or "") + numbers + (attribute(element, "style:num-suffix") or "")
    alignment = next(element.iter(tag("style:list-level-label-alignment")), None)
    return ListLevel(
        form=form,
        way=way,
        padding=len(first) if first.isdecimal() and first.startswith("0") and len(first) < 10 else 0,
        start=1 if (start := natural(attribute(element, "text:start-value"))) is None else start,
        joined=attribute(alignment, "text:label-followed-by") == "nothing",
    )
