"""Numbers of lists as browsers show them: start, direction, ways of counting, and the lists of a common editor."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from .numerals import numeral

if TYPE_CHECKING:
    from lxml.etree import _Element


class _Counting(NamedTuple):
    """A way of counting, named as in `numerals`, with what stands before and after the number."""

    style: str
    before: str = ""
    after: str = "."


_DECIMAL = _Counting("decimal")
_NOTHING = _Counting("none", "", "")
_WORDS = _Counting("chineseCountingThousand", "", "、")
# Ways of counting as CSS names them; those that it does not know count in digits.
_OF_CSS = {
    **dict.fromkeys(("none", "disc", "circle", "square", "disclosure-open", "disclosure-closed"), _NOTHING),
    **dict.fromkeys(("lower-alpha", "lower-latin"), _Counting("lowerLetter")),
    **dict.fromkeys(("upper-alpha", "upper-latin"), _Counting("upperLetter")),
    "lower-roman": _Counting("lowerRoman"),
    "upper-roman": _Counting("upperRoman"),
    "decimal-leading-zero": _Counting("decimalZero"),
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"), _WORDS),
    "simp-chinese-formal": _Counting("chineseLegalSimplified", "", "、"),
    "trad-chinese-formal": _Counting("ideographLegalTraditional", "", "、"),
    "japanese-informal": _Counting("japaneseCounting", "", "、"),
    "cjk-decimal": _Counting("ideographDigital", "", "、"),
    "cjk-heavenly-stem": _Counting("ideographTraditional", "", "、"),
    "cjk-earthly-branch": _Counting("ideographZodiac", "", "、"),
}
# The attribute `type`, in which case matters.
_OF_TYPE = {
    "1": _DECIMAL,
    "a": _Counting("lowerLetter"),
    "A": _Counting("upperLetter"),
    "i": _Counting("lowerRoman"),
    "I": _Counting("upperRoman"),
    **dict.fromkeys(("disc", "circle", "square", "none"), _NOTHING),
}
# UEditor, the editor in most systems of government sites, shows these numbers as pictures.
_OF_EDITOR = {
    "custom_num": _Counting("decimal", "", "、"),
    "custom_num1": _Counting("decimal", "", ")"),
    "custom_num2": _Counting("decimal", "(", ")"),
    "custom_cn": _WORDS,
    "custom_cn1": _Counting("chineseCountingThousand", "", ")"),
    "custom_cn2": _Counting("chineseCountingThousand", "(", ")"),
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;!]+)", re.IGNORECASE)
_ALL_ITEMS = frozenset(("li", "ol", "ol li", "ol > li", "ol>li", "*"))
_WHOLE = re.compile(r"\s*([+-]?\d{1,6})")


class ListLevel:
    """A list that is being read: how it counts, and the number of its next item."""

    def __init__(self, counting: _Counting, number: int, step: int) -> None:
        self._counting = counting
        self._number = number
        self._step = step

    def label(self, item: "_Element") -> str:
        """Return the number of the next item, empty where none is shown."""
        self._number = _number(item.get("value"), self._number)
        counting = _own(item, self._counting)
        written = numeral(self._number, counting.style)
        self._number += self._step
        return f"{counting.before}{written}{counting.after}"


def list_level(element: "_Element", tag: str, unlisted: bool) -> ListLevel:
    """Return the state of a list at its start.

    Args:
        element: the list.
        tag: its name in lower case.
        unlisted: whether the page itself says that its lists show no numbers.
    """
    counting = _own(element, _DECIMAL if tag == "ol" and not unlisted else _NOTHING)
    back = element.get("reversed") is not None
    start = sum(1 for _ in element.iterchildren("li")) if back else 1
    return ListLevel(counting, _number(element.get("start"), start), -1 if back else 1)


def says_unlisted(sheets: Iterable[str]) -> bool:
    """Tell whether style sheets switch off the numbers of all lists."""
    for sheet in sheets:
        first, *rest = sheet.split("/*")
        bare = first + "".join(part.partition("*/")[2] for part in rest)
        for rule in bare.split("}"):
            before, _, body = rule.rpartition("{")
            style = _STYLE.search(body)
            if style is None or "none" not in style[1].lower():
                continue
            selectors = before.rpartition("{")[2].lower()
            if any(" ".join(one.split()) in _ALL_ITEMS for one in selectors.split(",")):
                return True
    return False


def _own(element: "_Element", inherited: _Counting) -> _Counting:
    """Return the way of counting that an element names, else what it inherits."""
    if told := _STYLE.search(element.get("style") or ""):
        words = told[1].lower().split()
        known = next((_OF_CSS[word] for word in words if word in _OF_CSS), None)
        return known or _DECIMAL
    for name in (element.get("class") or "").split():
        if name in _OF_EDITOR:
            return _OF_EDITOR[name]
    return _OF_TYPE.get((element.get("type") or "").strip(), inherited)


def _number(told: str | None, otherwise: int) -> int:
    found = _WHOLE.match(told or "")
    return int(found[1]) if found else otherwise
