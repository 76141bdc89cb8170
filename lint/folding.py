"""Bring text into one form for matching, with a map back to where each character stood.

Width, case, list marks, dashes and title brackets take one form each; white space, quotation marks, zero-width
characters and the residue of word processors disappear. The length changes only by deletion, so the map is a short
list of kept stretches.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

_DASHES = "-—–―－‐‑‒−~～〜─"
# Commas: the list mark 、 is folded with them, since converters turn it into an ASCII comma.
_ONE_TO_ONE = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{code: code + 32 for code in range(ord("A"), ord("Z") + 1)},
    **{0xFF21 + i: ord("a") + i for i in range(26)},
    **dict.fromkeys(map(ord, "、，﹐､"), ord(",")),
    **dict.fromkeys(map(ord, _DASHES), ord("-")),
    **dict.fromkeys(map(ord, "•・‧∙⋅"), ord("·")),
    **dict.fromkeys(map(ord, "<〈＜«"), ord("《")),
    **dict.fromkeys(map(ord, ">〉＞»"), ord("》")),
    **dict.fromkeys(map(ord, "【〔﹝［"), ord("[")),
    **dict.fromkeys(map(ord, "】〕﹞］"), ord("]")),
    **dict.fromkeys(map(ord, "｡﹒"), ord("。")),
}

_GONE = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f"
    r"“”‘’「」『』\"'`＂＇〝〞´"
)
# What disappears: the second half of a doubled dash or bracket, also behind what else disappears; white space,
# zero-width and control characters, quotation marks; Word's bookmark residue.
_DELETED = re.compile(
    rf"(?<=[{_DASHES}])[{_GONE}]*[{_DASHES}]+|(?<=[<〈＜])[{_GONE}]*[<＜]|(?<=[>〉＞])[{_GONE}]*[>＞]"
    rf"|[{_GONE}]+|\[(?:bookmark|超链接|hyperlink)[:：][^\]\n]{{0,40}}\]",
    re.IGNORECASE,
)
CHANGING = f"{_GONE}{re.escape(''.join(map(chr, _ONE_TO_ONE)))}"
"""The characters that folding changes or deletes, for a class of a regular expression."""


class Folded(NamedTuple):
    """Folded text with its map: stretch i of `text` begins at `folded_starts[i]` and came from `raw_starts[i]`."""

    text: str
    folded_starts: tuple[int, ...]
    raw_starts: tuple[int, ...]

    def raw(self, offset: int) -> int:
        """Return the original offset of the folded character at `offset`."""
        i = bisect_right(self.folded_starts, offset) - 1
        return self.raw_starts[i] + offset - self.folded_starts[i]

    def raw_end(self, offset: int) -> int:
        """Return the original end of a stretch that ends, exclusively, at the folded `offset` (at least 1)."""
        return self.raw(offset - 1) + 1

    def folded(self, offset: int) -> int:
        """Return the folded offset of the first kept character at or after the original `offset`."""
        i = bisect_right(self.raw_starts, offset) - 1
        if i < 0:
            return 0
        end = self.folded_starts[i + 1] if i + 1 < len(self.folded_starts) else len(self.text)
        return min(self.folded_starts[i] + offset - self.raw_starts[i], end)


def fold(text: str) -> Folded:
    """Fold `text`; see the module for what that does."""
    pieces: list[str] = []
    folded_starts: list[int] = []
    raw_starts: list[int] = []
    last = length = 0
    for gone in _DELETED.finditer(text):
        start, end = gone.span()
        if start > last:
            folded_starts.append(length)
            raw_starts.append(last)
            pieces.append(text[last:start])
            length += start - last
        last = end
    if last < len(text) or not pieces:
        folded_starts.append(length)
        raw_starts.append(last)
        pieces.append(text[last:])
    return Folded("".join(pieces).translate(_ONE_TO_ONE), tuple(folded_starts), tuple(raw_starts))


def fold_phrase(phrase: str) -> str:
    """Fold a phrase of a check: the same form as text, without a map."""
    return _DELETED.sub("", phrase).translate(_ONE_TO_ONE)


def line_starts(text: str) -> list[int]:
    r"""Return the offset at which each line starts; lines break at `\n`, `\r\n` and `\r` only."""
    return [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]


def place(starts: list[int], offset: int) -> tuple[int, int]:
    """Return the 1-based line and column of `offset`, given the starts of all lines."""
    line = bisect_left(starts, offset + 1)
    return line, offset - starts[line - 1] + 1
