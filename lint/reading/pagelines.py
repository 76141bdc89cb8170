"""From text placed on pages to lines in reading order: what PDF and OFD have in common, first half; see `reflow`.

Lengths are in the unit of the page, whatever it is; y grows downwards. An em is the size of the characters.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from .lookalikes import fold_lookalikes


class Run(NamedTuple):
    """Text as placed on a page, from x0 to x1, on the baseline y; `size` is 0 where it is not known."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


class Page(NamedTuple):
    """A page: its runs in the order of the file, and text that does not run level, such as a watermark."""

    width: float
    height: float
    runs: Sequence[Run]
    slanted: Sequence[str] = ()


class Line(NamedTuple):
    """A run of text without wide gaps on one baseline.

    order: of its first run in the file. row: on the page, from 1. alone: nothing else stands on its row.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    order: int
    page: int
    row: int = 0
    alone: bool = True


_HAN = r"\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = rf"{_HAN}\u2014\u2018-\u201d\u2026\u3000-\u3006\u3008-\u303f\uff00-\uffef"
IS_HAN = re.compile(f"[{_HAN}]")
# A single space beside a Chinese character or mark comes from layout: between Latin words alone it means something.
_LAYOUT_SPACE = re.compile(rf"(?<=[{_WIDE}])[ \u00a0](?=\S)|(?<=\S)[ \u00a0](?=[{_WIDE}])")
NUMERALS = "一二三四五六七八九十百〇零"
LABEL = re.compile(
    rf"[{NUMERALS}]{{1,4}}[、.．是]|[（(](?:[{NUMERALS}]{{1,4}}|\d{{1,2}})[)）]|第[{NUMERALS}\d]{{1,4}}[条章节、，,]"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?!\d)|\d{1,2}[、．.](?!\d)|\d{1,2}[)）]|[①-⑳]|附件\d{0,3}|[甲乙丙丁]、|[A-Za-z][.)）]"
    r"|[ivxIVX]{1,4}[.)）]|[·•●○■□◆◇▪➢✓]"
)
_BARE_LABEL = re.compile(rf"(?:{LABEL.pattern})\s*")


def lines_of(page: Page, number: int) -> list[Line]:
    """Return the lines of a page in reading order, with their rows still unnumbered."""
    placed = _without_doubles(page.runs)
    lines = [line for row in _rows(placed) for line in _split(row, number)]
    lines.sort(key=lambda line: line.order)
    return _in_order(lines, page)


def tidy(text: str) -> str:
    """Return the text of a line without the spaces that layout puts beside Chinese, its look-alikes folded."""
    return _LAYOUT_SPACE.sub("", fold_lookalikes(text)).strip()


def _without_doubles(runs: Sequence[Run]) -> list[tuple[int, Run]]:
    """Return runs with their number, without those drawn twice at one place, which makes letters look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for order, run in enumerate(runs):
        unit = max(run.size, 1.0) / 3
        key = (run.text, round(run.x0 / unit), round(run.y / unit))
        if key not in seen or not run.text.strip():
            seen.add(key)
            kept.append((order, run))
    return kept


def _rows(placed: list[tuple[int, Run]]) -> Iterator[list[tuple[int, Run]]]:
    """Yield the runs that share a baseline, each row from left to right; raised and lowered signs belong to theirs."""
    usual = median([run.size for _, run in placed if run.text.strip()] or [1.0])
    rows: list[tuple[float, list[tuple[int, Run]]]] = []
    for item in sorted(placed, key=lambda item: (item[1].size < 0.75 * usual, item[1].y)):
        y, size = item[1].y, item[1].size
        if size >= 0.75 * usual:
            near = len(rows) - 1
        else:
            at = bisect_left(rows, y, key=lambda row: row[0])
            near = min((n for n in (at - 1, at) if 0 <= n < len(rows)), key=lambda n: abs(rows[n][0] - y), default=-1)
        if near >= 0 and abs(rows[near][0] - y) <= 0.4 * max(size, rows[near][1][0][1].size, 0.1):
            rows[near][1].append(item)
        else:
            rows.insert(bisect_left(rows, y, key=lambda row: row[0]), (y, [item]))
    for _, row in rows:
        yield sorted(row, key=lambda item: (item[1].x0, item[0]))


def _split(row: list[tuple[int, Run]], page: int) -> Iterator[Line]:
    """Yield the lines of a row, cut at wide gaps."""
    parts: list[list[tuple[int, Run]]] = []
    right = 0.0
    em = max(run.size for _, run in row)
    for item in row:
        if parts and _is_near(item, parts[-1], right, em):
            parts[-1].append(item)
            right = max(right, item[1].x1)
        else:
            parts.append([item])
            right = item[1].x1
    made = []
    for part in parts:
        seen = [item for item in part if item[1].text.strip()]
        if seen:
            size = median([run.size for _, run in seen if IS_HAN.search(run.text)] or [run.size for _, run in seen])
            made.append(
                Line(
                    tidy(_text(part)),
                    _start(seen[0][1]),
                    max(run.x1 for _, run in seen),
                    median(run.y for _, run in seen),
                    size or 1.0,
                    min(order for order, _ in seen),
                    page,
                )
            )
    yield from (line._replace(alone=len(made) == 1) for line in made)


def _is_near(item: tuple[int, Run], part: list[tuple[int, Run]], right: float, em: float) -> bool:
    """Tell whether a run goes on with what stands left of it, up to `right`."""
    order, run = item
    order_before, before = part[-1]
    gap = run.x0 - right
    return (
        gap <= 0.65 * em
        # Narrow signs may be set as wide as Chinese characters.
        or (order == order_before + 1 and run.x0 - before.x0 <= 1.1 * em)
        # A tab may follow a heading number.
        or (gap <= 4 * em and _BARE_LABEL.fullmatch(_text(part).strip()) is not None)
    )


def _start(run: Run) -> float:
    """Return where the first character of a run that shows stands: ideographic spaces before it are an indent."""
    blank = len(run.text) - len(run.text.lstrip())
    return run.x0 + (run.x1 - run.x0) * blank / len(run.text)


def _text(part: list[tuple[int, Run]]) -> str:
    """Return the text of runs; a gap between Latin letters that no space fills is one."""
    pieces: list[str] = []
    before: Run | None = None
    for _, run in part:
        if before and run.x0 - before.x1 > 0.15 * run.size and are_latin(before.text[-1:], run.text[:1]):
            pieces.append(" ")
        pieces.append(run.text)
        before = run
    return "".join(pieces)


def are_latin(left: str, right: str) -> bool:
    """Tell whether two characters are both Latin letters."""
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _in_order(lines: list[Line], page: Page) -> list[Line]:
    """Return lines in reading order: that of the file, where it goes down the page or to the next column or cell.

    A file that draws in another order, say by fonts, has lines that stand higher than earlier ones above which they
    lie. A few of them are put in their places; where they are many, the order of the file tells nothing.
    """
    strays = _strays(lines, page)
    if len(strays) > 0.3 * len(lines):
        return _by_place(lines, page)
    ordered = [line for at, line in enumerate(lines) if at not in strays]
    for at in sorted(strays):
        stray = lines[at]
        place = next((n for n, line in enumerate(ordered) if line.y > stray.y and overlap(line, stray)), len(ordered))
        ordered.insert(place, stray)
    return ordered


def _strays(lines: list[Line], page: Page) -> set[int]:
    """Return the positions of lines that stand above earlier ones.

    For each of 32 strips of the page the lowest line so far is kept, so that the time is that of reading the lines.
    """
    lowest = [float("-inf")] * 32
    strays = set()
    for at, line in enumerate(lines):
        first, last = (min(max(int(x / max(page.width, 1.0) * 32), 0), 31) for x in (line.x0, line.x1))
        strips = range(first, last + 1)
        if any(lowest[strip] > line.y + 0.5 * line.size for strip in strips):
            strays.add(at)
        for strip in strips:
            lowest[strip] = max(lowest[strip], line.y)
    return strays


def overlap(line: Line, other: Line) -> bool:
    """Tell whether two lines, one above the other, would touch."""
    return line.x0 < other.x1 and other.x0 < line.x1


def _by_place(lines: list[Line], page: Page) -> list[Line]:
    """Return lines by their place: from top to bottom, two columns of prose one after the other."""
    ordered = sorted(lines, key=lambda line: (line.y, line.x0))
    gutter = _gutter(ordered, page)
    if gutter is None:
        return ordered
    result: list[Line] = []
    waiting: list[Line] = []
    for line in ordered:
        if line.x0 < gutter < line.x1:
            result += waiting
            waiting.clear()
            result.append(line)
        elif line.x1 <= gutter:
            # The left column goes before what waits of the right one.
            at = next((i for i, other in enumerate(waiting) if other.x0 >= gutter), len(waiting))
            waiting.insert(at, line)
        else:
            waiting.append(line)
    return result + waiting


def _gutter(lines: list[Line], page: Page) -> float | None:
    """Return the middle between two columns of prose, None where there are none."""
    best = min(
        (page.width * tenth / 20 for tenth in range(6, 15)),
        key=lambda x: (sum(line.x0 < x < line.x1 for line in lines), abs(x - page.width / 2)),
    )
    sides = [line for line in lines if line.x1 <= best], [line for line in lines if line.x0 >= best]
    for side in sides:
        if len(side) < 5 or sum(len(line.text) for line in side) < 8 * len(side):
            return None
        widest = max(line.x1 - line.x0 for line in side)
        if sum(line.x1 - line.x0 > 0.85 * widest for line in side) < 0.4 * len(side):
            return None
    return best if sum(map(len, sides)) >= 0.7 * len(lines) else None
