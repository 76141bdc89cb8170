"""From text placed on pages to paragraphs: what PDF and OFD have in common.

Neither format knows paragraphs. Runs are put together into lines, lines in reading order; running heads and page
numbers go; a line is joined to the one before it unless something speaks for a new paragraph: the line before has room
left, this one is indented, the step down is wide, the size is another, or a heading number follows a full stop.

Lengths are in the unit of the page, whatever it is; y grows downwards. An em is the size of the characters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from .containers import over_limit
from .extracted import Limits, Piece
from .pagefurniture import slanted_of, without_furniture
from .pagelines import IS_HAN, LABEL, NUMERALS, Line, Page, are_latin, lines_of, overlap, tidy


class _Framed(NamedTuple):
    """A line in the column of text in which it stands, from `left` to `right`.

    block: the number of the stretch of lines, one below the other, to which it belongs.
    """

    line: Line
    left: float
    right: float
    block: int

    @property
    def indent(self) -> float:
        """How far from the left edge the line begins, in em."""
        return (self.line.x0 - self.left) / self.line.size

    @property
    def room(self) -> float:
        """How much of the column is left behind the line."""
        return self.right - self.line.x1


class _Layout(NamedTuple):
    """How the whole text is set: its em, the usual step from line to line in em, whether first lines are indented."""

    em: float
    step: float
    indented: bool


_COUNTED = re.compile(rf"[{NUMERALS}]{{1,4}}是")
_CUT_DATE, _DATE_END = re.compile(r"\d年(?:\d{1,2}(?:月\d{0,2})?)?$"), re.compile(r"\d{0,2}[月日]")
_SENTENCE_END = re.compile(r"[。；：！？.;:!?][”’）)』」》]*$")
_ASCII_WORD = re.compile(r"[!-~]+")
_OPENING = "《〈（([【“‘「『"
_CLOSING = "》〉）)]】”’」』、，。；：！？,.;:!?％%"
_SHORT = 0.33
"""The share of a column that a line leaves free which surely ends its paragraph, however ragged the lines are."""


def reflow(pages: Sequence[Page], limits: Limits) -> tuple[Piece, ...]:
    """Return the paragraphs of the pages, each with the page and line on which it begins.

    Raises:
        ReadingError: `limit` where there is more text than the limits allow.
    """
    lines = without_furniture([lines_of(page, number) for number, page in enumerate(pages, 1)], pages)
    pieces: list[Piece] = []
    for paragraph in _paragraphs(lines, [page.width for page in pages]):
        first = paragraph[0]
        if text := _joined(line.text for line in paragraph):
            pieces.append(Piece(text, where=f"第{first.page}页第{first.row}行"))
    for number, text in slanted_of(pages):
        pieces.append(Piece(text, where=f"第{number}页"))
    if len(pieces) > limits.paragraphs:
        raise over_limit("段落", f"{limits.paragraphs} 段", "paragraphs")
    return tuple(pieces)


def _paragraphs(pages: list[list[Line]], widths: Sequence[float]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph."""
    framed = _framed(pages, widths)
    if not framed:
        return
    layout = _layout(framed)
    paragraph: list[Line] = []
    first = before = framed[0]
    for after in framed:
        if paragraph and _begins(first, before, after, layout):
            yield paragraph
            paragraph = []
        first = first if paragraph else after
        paragraph.append(after.line)
        before = after
    yield paragraph


def _framed(pages: list[list[Line]], widths: Sequence[float]) -> list[_Framed]:
    """Return the lines, each with the column in which it stands.

    Lines alone on their rows stand in the column of the page. Those beside others are cells of a table or stand in one
    of several columns: what they make up, one below the other, is a column of its own.
    """
    columns = _page_columns(pages, widths)
    result: list[_Framed] = []
    number = 0
    for lines, column in zip(pages, columns, strict=True):
        for block in _blocks(lines):
            number += 1
            own = column if block[0].alone else _edges(block) if len(block) >= 8 else None
            left, right = own or (min(line.x0 for line in block), max(line.x1 for line in block))
            result += [_Framed(line, left, right, number) for line in block]
    return result


def _page_columns(pages: list[list[Line]], widths: Sequence[float]) -> list[tuple[float, float] | None]:
    """Return the left and right edge of the text of each page, None where nothing tells.

    On a page of headings and lists no line reaches the right edge, so pages of one width lend each other theirs.
    """
    alone = [[line for line in lines if line.alone] for lines in pages]
    told = [_edges(lines) if len(lines) >= 8 else None for lines in alone]
    widest: dict[int, float] = {}
    for edges, width in zip(told, widths, strict=True):
        if edges:
            widest[round(width)] = max(widest.get(round(width), 0.0), edges[1] - edges[0])
    everywhere = _edges([line for lines in alone for line in lines])
    columns = []
    for edges, width in zip(told, widths, strict=True):
        left, right = edges or everywhere or (0.0, 0.0)
        right = max(right, left + widest.get(round(width), 0.0))
        columns.append((left, right) if right > left else None)
    return columns


def _edges(lines: list[Line]) -> tuple[float, float] | None:
    """Return the edges that lines share, None where no two of them do."""
    if not lines:
        return None
    em = median(line.size for line in lines)
    left = _shared_edge([line.x0 for line in lines], em)
    right = _shared_edge([-line.x1 for line in lines], em)
    return None if left is None or right is None else (left, -right)


def _shared_edge(edges: list[float], em: float) -> float | None:
    """Return the outermost edge, to the left, that at least two lines in twenty share to half an em."""
    edges = sorted(edges)
    least = max(2, len(edges) // 10)
    for at in range(len(edges) - least + 1):
        if edges[at + least - 1] - edges[at] <= 0.5 * em:
            return median(edges[at : at + least])
    return None


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield lines that follow each other downwards in one column or one cell."""
    block: list[Line] = []
    right = 0.0
    for line in lines:
        if block and not _continues(block, right, line):
            yield block
            block = []
        right = max(right, line.x1) if block else line.x1
        block.append(line)
    if block:
        yield block


def _continues(block: list[Line], right: float, line: Line) -> bool:
    """Tell whether a line is the next of a block, which reaches to `right`."""
    before = block[-1]
    step = line.y - before.y
    if step < 0.4 * line.size or not overlap(line, before):
        return False
    if block[0].alone:
        return line.alone
    # The next line of a cell or of a column, not that of the next row.
    fits = abs(line.x0 - before.x0) <= 2.5 * line.size and line.x1 <= right + 0.6 * line.size
    return step <= 2.2 * line.size and fits


def _layout(framed: list[_Framed]) -> _Layout:
    """Tell how the text is set, by the lines that surely continue a paragraph and those that surely begin one."""
    steps: list[float] = []
    starts: list[bool] = []
    for before, after in pairwise(framed):
        if not _are_alike(before, after):
            continue
        if before.room > _SHORT * (before.right - before.left):
            starts.append(1.2 <= after.indent <= 3.2)
        elif after.block == before.block and not _has_room(before, after.line):
            steps.append(min((after.line.y - before.line.y) / after.line.size, 3.0))
    em = median(one.line.size for one in framed)
    return _Layout(em, median(steps) if steps else 2.0, sum(starts) > 0.5 * len(starts))


def _has_room(before: _Framed, line: Line) -> bool:
    """Tell whether the first word of a line would have fitted on the line before it."""
    return before.room > (_first_word(line.text) + 0.6) * before.line.size


def _first_word(text: str) -> float:
    """Return about how wide, in em, what cannot be parted at the beginning of a text is."""
    if word := _ASCII_WORD.match(text):
        return min(max(0.55 * len(word[0]), 1.0), 12.0)
    length = 1
    while length < len(text) and (text[length - 1] in _OPENING or text[length] in _CLOSING):
        length += 1
    return float(min(length, 4))


def _begins(first: _Framed, before: _Framed, after: _Framed, layout: _Layout) -> bool:
    """Tell whether a line begins a paragraph, given the line before it and the first line of the paragraph so far."""
    line, last = after.line, before.line
    if not 0.87 < line.size / last.size < 1.15 and IS_HAN.search(line.text) and IS_HAN.search(last.text):
        return True
    if after.block == before.block:
        if (line.y - last.y) / max(line.size, last.size) > 1.18 * layout.step + 0.05:
            return True
    elif not _are_alike(before, after):
        return True
    if _is_title(before, after) and (line.size > 1.15 * layout.em or not _has_room(before, line)):
        return False
    if _CUT_DATE.search(last.text) and _DATE_END.match(line.text):
        return False
    ended = _SENTENCE_END.search(last.text) is not None
    numbered = LABEL.match(first.line.text) is not None
    labelled = _is_item(line.text, first.line.text)
    if _has_room(before, line):
        # Where first lines are indented, a line that is not continues one that is ragged.
        continues = layout.indented and after.indent < 0.8 and before.room < _SHORT * (before.right - before.left)
        return not continues or (ended and labelled)
    if after.indent < 1.2:
        return ended and labelled and not layout.indented
    if first.indent < after.indent - 0.6 and numbered and not layout.indented:
        return labelled  # set in behind a hanging number
    return layout.indented or labelled or ended or after.indent > before.indent + 0.6


def _is_item(text: str, first: str) -> bool:
    """Tell whether a text begins as an item; 二是 also counts inside a paragraph, if that does not begin with 一是."""
    label = LABEL.match(text)
    return label is not None and (not label[0].endswith("是") or _COUNTED.match(first) is not None)


def _are_alike(before: _Framed, after: _Framed) -> bool:
    """Tell whether text could run on from one block to another: they are columns or pages, not cells."""
    widths = before.right - before.left, after.right - after.left
    return min(widths) >= 12 * after.line.size and abs(widths[0] - widths[1]) <= 2 * after.line.size


def _is_title(before: _Framed, after: _Framed) -> bool:
    """Tell whether two lines, both in the middle of a column, are one title broken by hand or for want of room."""
    return LABEL.match(after.line.text) is None and all(
        abs(one.line.x0 + one.line.x1 - one.left - one.right) < 1.2 * one.line.size and one.indent > 0.3
        for one in (before, after)
    )


def _joined(texts: Iterable[str]) -> str:
    """Return lines as one; between Latin words stays a space."""
    result = ""
    for text in texts:
        result += " " + text if are_latin(result[-1:], text[:1]) else text
    return tidy(result)
