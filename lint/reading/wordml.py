"""The few words of WordprocessingML that its readers share, and the styles of a document."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    _MAIN: "",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
}
# What the strict variant of the format calls the namespaces that are looked at, and the usual names of them.
_TRANSITIONAL = (
    (_STRICT + b"wordprocessingml/main", _MAIN.encode()),
    (_STRICT + b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (_STRICT + b"drawingml/diagram", b"http://schemas.openxmlformats.org/drawingml/2006/diagram"),
    (_STRICT + b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_NO = frozenset({"0", "false", "off"})
# Word follows eleven; a line that is longer, or leads back to itself, would cost time for each paragraph.
_LINE_MOST = 32
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)


class Style(NamedTuple):
    """A style of paragraphs or characters; None is what it says nothing of.

    outline: the level of its headings from 0, 9 for body text; number and level: of the list that it belongs to.
    """

    kind: str
    parent: str
    outline: int | None
    number: str | None
    level: int | None
    hidden: bool | None


class Styles(NamedTuple):
    """The styles of a document by their ids, and the id of the one for paragraphs that name none."""

    by_id: Mapping[str, Style]
    default: str

    def line(self, name: str) -> Iterator[tuple[str, Style]]:
        """Yield a style and those that it is based on, nearest first, each with its id."""
        for _ in range(_LINE_MOST):
            style = self.by_id.get(name)
            if style is None:
                return
            yield name, style
            name = style.parent


def transitional(data: bytes) -> bytes:
    """Return an XML part with the usual namespaces in place of those of the strict variant (ISO/IEC 29500)."""
    if _STRICT in data:
        for strict, usual in _TRANSITIONAL:
            data = data.replace(strict, usual)
    return data


@lru_cache(maxsize=1024)
def _named(tag: str) -> str:
    space, brace, local = tag.rpartition("}")
    if not brace:
        return "?" + local
    prefix = _NAMESPACES.get(space[1:])
    return "?" + local if prefix is None else prefix + local


def name_of(element: "_Element") -> str:
    """Return `p` for w:p, `m:t` and `mc:Choice` with their prefixes, and `?name` for elements of other namespaces."""
    tag = element.tag
    return _named(tag) if isinstance(tag, str) else "?"


def tag(name: str) -> str:
    """Return the full tag of an element of the main namespace."""
    return f"{{{_MAIN}}}{name}"


def child(element: "_Element | None", name: str) -> "_Element | None":
    """Return the first child of that name, None where there is none."""
    return None if element is None else element.find(tag(name))


def attribute(element: "_Element | None", name: str = "val") -> str | None:
    """Return an attribute of the main namespace, None where there is none."""
    if element is None:
        return None
    value = element.get(tag(name))
    return None if value is None else str(value)


def integer(text: str | None) -> int | None:
    """Return a number as far as it is one, of nine digits at most."""
    return int(text) if text is not None and _INTEGER.fullmatch(text) else None


def switch(properties: "_Element | None", name: str) -> bool | None:
    """Return what a property that is on or off says, None where it is not there."""
    element = child(properties, name)
    return None if element is None else attribute(element) not in _NO


def read_styles(root: "_Element | None") -> Styles:
    """Return the styles of the styles part; none where there is no such part."""
    by_id: dict[str, Style] = {}
    default = ""
    for element in [] if root is None else root.iterfind(tag("style")):
        name = attribute(element, "styleId") or ""
        kind = attribute(element, "type") or "paragraph"
        properties = child(element, "pPr")
        numbering = child(properties, "numPr")
        outline = integer(attribute(child(properties, "outlineLvl")))
        if outline is None and kind == "paragraph":
            heading = _HEADING.fullmatch(attribute(child(element, "name")) or "")
            outline = int(heading[1]) - 1 if heading else None
        by_id[name] = Style(
            kind,
            attribute(child(element, "basedOn")) or "",
            outline,
            attribute(child(numbering, "numId")),
            integer(attribute(child(numbering, "ilvl"))),
            switch(child(element, "rPr"), "vanish"),
        )
        if kind == "paragraph" and attribute(element, "default") not in {None, *_NO}:
            default = name
    return Styles(by_id, default)
