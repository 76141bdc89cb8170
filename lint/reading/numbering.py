"""The numbers that Word puts before paragraphs by itself: they stand nowhere in the file and are counted here.

A paragraph belongs to a list instance (w:num), which points to a list definition (w:abstractNum). Instances of one
definition count on together; an instance may start anew or change levels.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from .numerals import numeral
from .wordml import Styles, attribute, child, integer, switch, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
# A list style holds its definition itself; links that go on and on come from no word processor.
_LINKS_MOST = 4
_PLACE = re.compile(r"%([1-9])")
_HAN = re.compile(r"[〇㐀-䶿一-鿿]")
_ASCII_END = re.compile(r"[0-9A-Za-z.]\Z")
_ASCII_START = re.compile(r"[0-9A-Za-z]")


class Level(NamedTuple):
    """One level of a list.

    start: its first number.
    style: the way of counting; padding: the width of numbers such as 001, 0 where they are not padded.
    text: what is shown, with %1 for the number of the first level.
    restart: how many levels from the top start it anew, None for all above it.
    plain: all numbers of the label in digits.
    bound: the id of the paragraph style that it belongs to.
    shown: whether the label is seen; joined: whether nothing stands between the label and the text.
    """

    start: int
    style: str
    padding: int
    text: str
    restart: int | None
    plain: bool
    bound: str
    shown: bool
    joined: bool


class Numbered(NamedTuple):
    """A list instance: the key of what it counts with, its levels, and the levels that it starts anew with a number."""

    key: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


def read_numbering(root: "_Element | None", styles: Styles) -> dict[str, Numbered]:
    """Return the list instances of the numbering part by their ids.

    Args:
        root: the part, None where the document has none.
        styles: for lists that are kept in a list style.
    """
    if root is None:
        return {}
    definitions: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    for element in root.iterfind(tag("abstractNum")):
        key = attribute(element, "abstractNumId") or ""
        definitions[key] = _levels(element)
        if link := attribute(child(element, "numStyleLink")):
            links[key] = link
    instances = {attribute(element, "numId") or "": element for element in root.iterfind(tag("num"))}
    numbered = {}
    for number, element in instances.items():
        key = _definition(number, instances, links, styles)
        levels = dict(definitions.get(key, {}))
        starts = {}
        for override in element.iterfind(tag("lvlOverride")):
            index = integer(attribute(override, "ilvl"))
            if index is None or not 0 <= index < LEVELS:
                continue
            if (level := child(override, "lvl")) is not None:
                levels[index] = _level(level)
            if (start := integer(attribute(child(override, "startOverride")))) is not None:
                starts[index] = start
        numbered[number] = Numbered(key, levels, starts)
    return numbered


def place_in_list(
    properties: "_Element | None", style: str, styles: Styles, lists: Mapping[str, Numbered]
) -> tuple[str, int] | None:
    """Return the list instance and the level of a paragraph, None where it belongs to no list.

    Args:
        properties: of the paragraph.
        style: the id of its style.
        styles: of the document; a style may hand a list down to those based on it, and a paragraph may leave it.
        lists: of the document.
    """
    own = child(properties, "numPr")
    number = attribute(child(own, "numId"))
    level = integer(attribute(child(own, "ilvl")))
    line = list(styles.line(style))
    if number is None:
        number = next((each.number for _, each in line if each.number is not None), None)
    instance = lists.get(number) if number is not None else None
    # The number 0 takes a paragraph out of the list of its style.
    if number is None or number == "0" or instance is None:
        return None
    if level is None:
        bound = {each.bound: index for index, each in instance.levels.items() if each.bound}
        for name, each in line:
            level = bound.get(name, each.level)
            if level is not None:
                break
    return number, level or 0


class Counters:
    """The numbers reached so far in each list of a document; paragraphs are told in reading order."""

    def __init__(self, lists: Mapping[str, Numbered]) -> None:
        self._lists = lists
        self._reached: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def count(self, number: str, index: int) -> Level | None:
        """Count one paragraph of a list instance at a level, and return the level, None where the list has no such."""
        instance = self._lists[number]
        level = instance.levels.get(index)
        if level is None:
            return None
        reached = self._reached.setdefault(instance.key, {})
        if index in instance.starts and (number, index) not in self._started:
            self._started.add((number, index))
            reached[index] = instance.starts[index]
        else:
            reached[index] = reached[index] + 1 if index in reached else level.start
        for below in [each for each in reached if each > index]:
            lower = instance.levels.get(below)
            restart = below if lower is None or lower.restart is None else lower.restart
            if index < restart:
                del reached[below]
        return level

    def label(self, number: str, index: int) -> str:
        """Return the label of the paragraph that was counted last in a list instance at a level; empty for a bullet."""
        instance = self._lists[number]
        level = instance.levels[index]
        if not level.shown:
            return ""
        if level.style == "bullet":
            # Bullets are letters of symbol fonts, but some lists hold words, such as 附件, where a bullet would be.
            return level.text if _HAN.search(level.text) else ""
        reached = self._reached.get(instance.key, {})

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = instance.levels.get(at)
            if other is None:
                return ""
            value = reached.get(at, other.start)
            if other.padding:
                return f"{value:0{other.padding}d}"
            return numeral(value, "decimal" if level.plain and other.style not in {"none", "bullet"} else other.style)

        return _PLACE.sub(written, level.text)


def spaced(label: str, text: str, *, joined: bool = False) -> str:
    """Return a label, with a space where it would run into the text: `1.` before `2021年` is not 1.2021.

    joined: whether the reader of the document sees no gap either.
    """
    return f"{label} " if not joined and _ASCII_END.search(label) and _ASCII_START.match(text) else label


def _definition(number: str, instances: "Mapping[str, _Element]", links: Mapping[str, str], styles: Styles) -> str:
    """Return the key of the list definition of an instance, by way of the list style where it is kept in one."""
    key = ""
    for _ in range(_LINKS_MOST):
        key = attribute(child(instances.get(number), "abstractNumId")) or ""
        style = styles.by_id.get(links.get(key, ""))
        if style is None or style.number not in instances:
            break
        number = style.number or ""
    return key


def _levels(element: "_Element") -> dict[int, Level]:
    levels = {}
    for level in element.iterfind(tag("lvl")):
        index = integer(attribute(level, "ilvl"))
        if index is not None and 0 <= index < LEVELS:
            levels[index] = _level(level)
    return levels


def _level(element: "_Element") -> Level:
    # Word keeps ways of counting that are younger than the format in mc:AlternateContent, the proper one first.
    form = next(element.iter(tag("numFmt")), None)
    style = attribute(form) or "decimal"
    first = (attribute(form, "format") or "").partition(",")[0].strip() if style == "custom" else ""
    text = child(element, "lvlText")
    start = integer(attribute(child(element, "start")))
    return Level(
        start=0 if start is None else start,
        style=style,
        padding=len(first) if first.isdecimal() and len(first) < 10 else 0,
        text=attribute(text) or "",
        restart=integer(attribute(child(element, "lvlRestart"))),
        plain=switch(element, "isLgl") or False,
        bound=attribute(child(element, "pStyle")) or "",
        shown=not switch(child(element, "rPr"), "vanish"),
        joined=attribute(child(element, "suff")) == "nothing",
    )
