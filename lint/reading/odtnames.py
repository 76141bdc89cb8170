"""The names that elements and attributes of OpenDocument files have."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    "office": f"{_BASE}office:1.0",
    "text": f"{_BASE}text:1.0",
    "table": f"{_BASE}table:1.0",
    "style": f"{_BASE}style:1.0",
    "draw": f"{_BASE}drawing:1.0",
    "meta": f"{_BASE}meta:1.0",
    "manifest": f"{_BASE}manifest:1.0",
    "svg": f"{_BASE}svg-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}
_NATURAL = re.compile(r"[0-9]{1,9}")


@lru_cache(maxsize=1024)
def tag(name: str) -> str:
    """Return the full form of a name such as `text:p`."""
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


@lru_cache(maxsize=1024)
def _named(full: str) -> str:
    space, brace, local = full.rpartition("}")
    return f"{_PREFIXES.get(space[1:], '?') if brace else '?'}:{local}"


def name_of(element: "_Element") -> str:
    """Return the short form of the name of an element; `?:name` in a namespace that is of no interest."""
    full = element.tag
    return _named(full) if isinstance(full, str) else "?:"


def attribute(element: "_Element | None", name: str) -> str | None:
    """Return an attribute, None where there is none."""
    value = None if element is None else element.get(tag(name))
    return None if value is None else str(value)


def natural(text: str | None) -> int | None:
    """Return a number as far as it is one, of nine digits at most."""
    return int(text) if text is not None and _NATURAL.fullmatch(text) else None
