"""Text to paragraphs: lines that are not blank, with hard-wrapped ones joined again."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..folding import Folded, fold
from .forms import NUMBERS

_HAN_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
# What Markdown puts before a heading.
_HEADING_MARK = re.compile(r"#{1,6}[ \t]+(?=[^#\s])")
_BLANK = " \t\u3000\u00a0\u2002\u2003\ufeff\u200b\v\f"


class Paragraph(NamedTuple):
    """A paragraph in raw and folded offsets, with its folded text."""

    start: int
    end: int
    folded_start: int
    folded_end: int
    text: str
    indented: bool


class _Line(NamedTuple):
    """A line that is not blank: its stripped extent and whole length; whether a gap or an indent is before it."""

    start: int
    end: int
    length: int
    gap: bool
    indented: bool


def _lines(text: str) -> list[_Line]:
    lines = []
    gap = False
    for found in re.finditer(r"([^\r\n]*)(\r\n|\r|\n|$)", text):
        whole = found.group(1)
        stripped = whole.strip(_BLANK)
        if stripped:
            start = found.start() + whole.index(stripped)
            if mark := _HEADING_MARK.match(stripped):
                start, stripped = start + mark.end(), stripped[mark.end() :]
            lines.append(_Line(start, start + len(stripped), len(whole), gap, start - found.start() >= 2))
            gap = False
        else:
            gap = True
    return lines


def paragraphs_of(text: str, folded: Folded) -> list[Paragraph]:
    """Lines that are not blank, with hard-wrapped lines joined again."""
    lines = _lines(text)
    goes_on = _wrapping(text, lines)
    # Blank lines say nothing about paragraphs where one follows every line.
    spaced = sum(line.gap for line in lines) >= 0.9 * len(lines) - 1
    paragraphs: list[Paragraph] = []
    first = 0
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if (
            following is not None
            and goes_on is not None
            and (spaced or not following.gap)
            and not following.indented
            and goes_on(line)
            and not _starts_heading(text[following.start : following.end])
        ):
            continue
        paragraph = _paragraph(lines[first].start, line.end, lines[first].indented, folded)
        if paragraph.text:
            paragraphs.append(paragraph)
        first = i + 1
    return _parted(paragraphs, folded)


def _paragraph(start: int, end: int, indented: bool, folded: Folded) -> Paragraph:
    folded_start, folded_end = folded.folded(start), folded.folded(end)
    return Paragraph(start, end, folded_start, folded_end, folded.text[folded_start:folded_end], indented)


def _display(line: str) -> int:
    """Columns that a line takes on a terminal: as many as its bytes in GBK, none for what GBK lacks."""
    return len(line.encode("gbk", "ignore"))


def _wrapping(text: str, lines: Sequence[_Line]) -> Callable[[_Line], bool] | None:
    """Return what tells whether a line was broken off and goes on in the next; None where lines were not wrapped.

    Programs wrap at a number of characters, exactly; editors at a width, give or take what may not begin a line.
    """
    if len(lines) < 6:
        return None
    longest = max(line.length for line in lines)
    if 10 <= longest <= 200 and sum(line.length == longest for line in lines) >= max(4, 0.3 * len(lines)):
        return lambda line: line.length == longest
    widths = {line.start: _display(text[line.start : line.end]) for line in lines}
    ordered = sorted(widths.values())
    width = ordered[-max(1, len(ordered) // 50)]
    if ordered[-1] > width + 6 or not 20 <= width <= 160:
        return None
    if sum(value >= width - 6 for value in ordered) < max(4, 0.3 * len(ordered)):
        return None

    def goes_on(line: _Line) -> bool:
        mine = widths[line.start]
        return mine >= width - 4 or (mine >= 0.7 * width and text[line.end - 1] not in "。！？；：.!?;:")

    return goes_on


def _starts_heading(line: str) -> bool:
    text = fold(line[:12]).text
    return any(pattern.match(text) for rank, pattern in NUMBERS if rank < 5)


def _parted(paragraphs: list[Paragraph], folded: Folded) -> list[Paragraph]:
    """Cut paragraphs before the headings inside them, where lines were joined so that none stands at a beginning."""
    if any(pattern.match(paragraph.text) for paragraph in paragraphs for _, pattern in NUMBERS[:3]):
        return paragraphs
    parted = []
    for paragraph in paragraphs:
        cuts = [0, *_inner_headings(paragraph.text), len(paragraph.text)]
        for start, end in pairwise(cuts):
            if start < end:
                left, right = paragraph.folded_start + start, paragraph.folded_start + end
                parted.append(_paragraph(folded.raw(left), folded.raw_end(right), paragraph.indented, folded))
    return parted


def _inner_headings(text: str) -> list[int]:
    """Return where the headings 一、 二、 ... of a text begin, with the (一) (二) ... under each."""
    cuts = []
    at = 0
    for number in _HAN_NUMBERS:
        found = re.compile(rf"(?<![第(十]){number},(?!{number})").search(text, at)
        if found is None or (found.start() and text[found.start() - 1] not in "。;:!?)告结总况"):
            break
        cuts.append(found.start())
        at = found.end()
    under = []
    for start, end in pairwise([*cuts, len(text)]):
        at = start
        for number in _HAN_NUMBERS:
            at = text.find(f"({number})", at, end)
            if at < 0:
                break
            under.append(at)
    return sorted({*cuts, *under}) if len(cuts) + len(under) >= 3 else []
