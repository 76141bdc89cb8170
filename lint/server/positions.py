r"""Between positions of the protocol and offsets of the text, and what an edit makes of a text.

The protocol counts lines from 0, and within a line the units of the encoding that both sides agreed on: of UTF-8,
UTF-16 or UTF-32. Offsets are code points. Lines break at `\n`, `\r\n` and `\r` only.
"""

import re
from bisect import bisect_right
from functools import partial
from typing import NamedTuple

from ..folding import line_starts

ENCODINGS = ("utf-8", "utf-16", "utf-32")
_BREAK = re.compile(r"[\r\n]*\Z")
_PAIR_FROM = 0x10000


class Point(NamedTuple):
    """A position of the protocol."""

    line: int
    character: int


class Lines(NamedTuple):
    """A text with the starts of its lines, and the encoding whose units count."""

    text: str
    starts: list[int]
    encoding: str

    def point(self, offset: int) -> Point:
        """Return the position of an offset; within the end of a line it is that before it."""
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        return Point(line, size(self.text[start : min(offset, self._end(line))], self.encoding))

    def offset(self, point: Point) -> int:
        """Return the offset of a position: no further than its line goes, and before a character that it divides."""
        return self._nearest(point)[0]

    def parts(self, point: Point) -> tuple[str, str]:
        """Return the text before and after a position; of a character that it divides, half a surrogate pair each."""
        offset, exact = self._nearest(point)
        text = self.text
        if exact or self.encoding != "utf-16":
            return text[:offset], text[offset:]
        above = ord(text[offset]) - _PAIR_FROM
        high, low = chr(0xD800 + (above >> 10)), chr(0xDC00 + (above & 0x3FF))
        return text[:offset] + high, low + text[offset + 1 :]

    def _nearest(self, point: Point) -> tuple[int, bool]:
        """Return the last offset that is not behind a position, and whether it is just there."""
        if point.line >= len(self.starts):
            return len(self.text), True
        start, end = self.starts[point.line], self._end(point.line)
        line = self.text[start:end]
        whole = size(line, self.encoding)
        if point.character >= whole:
            return end, True
        if whole == len(line):
            return start + point.character, True
        units = partial(_units, line, self.encoding)
        count = bisect_right(range(len(line) + 1), point.character, key=units) - 1
        return start + count, units(count) == point.character

    def _end(self, line: int) -> int:
        """Return where a line ends, without what breaks it."""
        following = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        found = _BREAK.search(self.text, max(self.starts[line], following - 2), following)
        return found.start() if found else following


def _units(line: str, encoding: str, count: int) -> int:
    return size(line[:count], encoding)


def size(text: str, encoding: str) -> int:
    """Return the length of a text in the units of an encoding."""
    if encoding == "utf-32":
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def lines_of(text: str, encoding: str) -> Lines:
    """Return a text with its lines."""
    return Lines(text, line_starts(text), encoding)


def edited(text: str, encoding: str, start: Point, end: Point, new: str) -> str:
    """Return a text in which what stands between two positions is replaced."""
    lines = lines_of(text, encoding)
    first, last = sorted((start, end))
    return whole(lines.parts(first)[0] + new + lines.parts(last)[1])


def whole(text: str) -> str:
    """Return a text in which halves of surrogate pairs that have come to stand side by side are one character."""
    try:
        text.encode("utf-16-le")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text
