"""From text placed on pages to paragraphs: what PDF and OFD have in common.

Neither format knows paragraphs. Runs are put together into lines, lines in reading order; running heads and page
numbers go; a line is joined to the one before it unless something speaks for a new paragraph: the line before has room
left, this one is indented, the step down is wide, the size is another, or a heading number follows a full stop.

Lengths are in the unit of the page, whatever it is; y grows downwards. An em is the size of the characters.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeVar

from .containers import over_limit
from .extracted import Limits, Piece
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


class _Line(NamedTuple):
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


class _Framed(NamedTuple):
    """A line in the column of text in which it stands, from `left` to `right`.

    block: the number of the stretch of lines, one below the other, to which it belongs.
    """

    line: _Line
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


_HAN = r"\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = rf"{_HAN}\u2014\u2018-\u201d\u2026\u3000-\u3006\u3008-\u303f\uff00-\uffef"
_IS_HAN = re.compile(f"[{_HAN}]")
# A single space beside a Chinese character or mark comes from layout: between Latin words alone it means something.
_LAYOUT_SPACE = re.compile(rf"(?<=[{_WIDE}])[ \u00a0](?=\S)|(?<=\S)[ \u00a0](?=[{_WIDE}])")
_NUMBER = "一二三四五六七八九十百〇零"
_LABEL = re.compile(
    rf"[{_NUMBER}]{{1,4}}[、.．是]|[（(](?:[{_NUMBER}]{{1,4}}|\d{{1,2}})[)）]|第[{_NUMBER}\d]{{1,4}}[条章节、，,]"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?!\d)|\d{1,2}[、．.](?!\d)|\d{1,2}[)）]|[①-⑳]|附件\d{0,3}|[甲乙丙丁]、|[A-Za-z][.)）]"
    r"|[ivxIVX]{1,4}[.)）]|[·•●○■□◆◇▪➢✓]"
)
_COUNTED = re.compile(rf"[{_NUMBER}]{{1,4}}是")
_BARE_LABEL = re.compile(rf"(?:{_LABEL.pattern})\s*")
_CUT_DATE, _DATE_END = re.compile(r"\d年(?:\d{1,2}(?:月\d{0,2})?)?$"), re.compile(r"\d{0,2}[月日]")
_SENTENCE_END = re.compile(r"[。；：！？.;:!?][”’）)』」》]*$")
# 第2页 共9页, — 2 —, - 2 -, 2/9, 2; the last three may also be the cell of a table.
_PAGE_NUMBER = re.compile(r"[—–－\-·~\s]*第?\s*(\d{1,4})\s*页?(?:\s*[/／,，共]+\s*\d{1,4}\s*页?)?[—–－\-·~\s]*")
_MARKED_NUMBER = re.compile(r"\s*[—–－\-·~].*[—–－\-·~]\s*|.*第.*页.*")
_ASCII_WORD = re.compile(r"[!-~]+")
_OPENING = "《〈（([【“‘「『"
_CLOSING = "》〉）)]】”’」』、，。；：！？,.;:!?％%"

_MARGIN = 0.12
"""The outer share of a page, at top and bottom, in which running heads and page numbers stand."""
_SHORT = 0.33
"""The share of a column that a line leaves free which surely ends its paragraph, however ragged the lines are."""
_REPEATED = 0.6
"""On which share of the pages a running head stands, at the least."""


def reflow(pages: Sequence[Page], limits: Limits) -> tuple[Piece, ...]:
    """Return the paragraphs of the pages, each with the page and line on which it begins.

    Raises:
        ReadingError: `limit` where there is more text than the limits allow.
    """
    lines = _without_furniture([_lines(page, number) for number, page in enumerate(pages, 1)], pages)
    pieces: list[Piece] = []
    for paragraph in _paragraphs(lines, [page.width for page in pages]):
        first = paragraph[0]
        if text := _joined(line.text for line in paragraph):
            pieces.append(Piece(text, where=f"第{first.page}页第{first.row}行"))
    for number, text in _slanted(pages):
        pieces.append(Piece(text, where=f"第{number}页"))
    if len(pieces) > limits.paragraphs:
        raise over_limit("段落", f"{limits.paragraphs} 段", "paragraphs")
    return tuple(pieces)


def tidy(text: str) -> str:
    """Return the text of a line without the spaces that layout puts beside Chinese, its look-alikes folded."""
    return _LAYOUT_SPACE.sub("", fold_lookalikes(text)).strip()


# --- Lines -----------------------------------------------------------------------------------------------------------


def _lines(page: Page, number: int) -> list[_Line]:
    """Return the lines of a page in reading order, with their rows still unnumbered."""
    placed = _without_doubles(page.runs)
    lines = [line for row in _rows(placed) for line in _split(row, number)]
    lines.sort(key=lambda line: line.order)
    return _in_order(lines, page)


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


def _split(row: list[tuple[int, Run]], page: int) -> Iterator[_Line]:
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
            size = median([run.size for _, run in seen if _IS_HAN.search(run.text)] or [run.size for _, run in seen])
            made.append(
                _Line(
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
        if before and run.x0 - before.x1 > 0.15 * run.size and _are_latin(before.text[-1:], run.text[:1]):
            pieces.append(" ")
        pieces.append(run.text)
        before = run
    return "".join(pieces)


def _are_latin(left: str, right: str) -> bool:
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _in_order(lines: list[_Line], page: Page) -> list[_Line]:
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
        place = next((n for n, line in enumerate(ordered) if line.y > stray.y and _overlap(line, stray)), len(ordered))
        ordered.insert(place, stray)
    return ordered


def _strays(lines: list[_Line], page: Page) -> set[int]:
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


def _overlap(line: _Line, other: _Line) -> bool:
    return line.x0 < other.x1 and other.x0 < line.x1


def _by_place(lines: list[_Line], page: Page) -> list[_Line]:
    """Return lines by their place: from top to bottom, two columns of prose one after the other."""
    ordered = sorted(lines, key=lambda line: (line.y, line.x0))
    gutter = _gutter(ordered, page)
    if gutter is None:
        return ordered
    result: list[_Line] = []
    waiting: list[_Line] = []
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


def _gutter(lines: list[_Line], page: Page) -> float | None:
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


def _is_body(line: _Line, page: Page) -> bool:
    return _MARGIN * page.height < line.y < (1 - _MARGIN) * page.height


# --- Running heads and page numbers ----------------------------------------------------------------------------------


def _without_furniture(lines: list[list[_Line]], pages: Sequence[Page]) -> list[list[_Line]]:
    """Return the lines without what repeats on the edges of pages and without page numbers, their rows numbered."""
    repeated = _repeated(
        [
            {_mark(line, page) for line in on_page if not _is_body(line, page)}
            for on_page, page in zip(lines, pages, strict=True)
        ]
    )
    # Bare digits are judged as page numbers.
    repeated -= {("0", True), ("0", False)}
    numbers = _page_numbers(lines, pages)
    result = []
    for at, (on_page, page) in enumerate(zip(lines, pages, strict=True)):
        kept = [
            line
            for line in on_page
            if line not in numbers[at] and (_is_body(line, page) or _mark(line, page) not in repeated)
        ]
        result.append(_with_rows(kept))
    return result


_T = TypeVar("_T")


def _repeated(on_pages: Sequence[set[_T]]) -> set[_T]:
    """Return what stands on most pages, and on two at the least."""
    counts = Counter(item for found in on_pages for item in found)
    least = max(2.0, _REPEATED * sum(bool(found) for found in on_pages))
    return {item for item, count in counts.items() if count >= least}


def _mark(line: _Line, page: Page) -> tuple[str, bool]:
    """Return what running heads have in common, whatever their numbers, and whether a line stands in the upper half."""
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", line.text)), line.y < page.height / 2


def _page_numbers(lines: list[list[_Line]], pages: Sequence[Page]) -> list[set[_Line]]:
    """Return the lines of each page that are its number.

    Bare digits are one only where they count the pages: they could also be the last cell of a table.
    """
    found: list[set[_Line]] = [set() for _ in pages]
    offsets: Counter[int] = Counter()
    bare: list[tuple[int, int, _Line]] = []
    for at, (on_page, page) in enumerate(zip(lines, pages, strict=True)):
        for line in on_page:
            match = _PAGE_NUMBER.fullmatch(line.text)
            if match is None or _is_body(line, page) or not line.alone:
                continue
            if _MARKED_NUMBER.fullmatch(line.text):
                found[at].add(line)
            else:
                bare.append((at, int(match[1]) - at, line))
                offsets[int(match[1]) - at] += 1
    for at, offset, line in bare:
        if offsets[offset] >= max(2.0, _REPEATED * len(pages)) or (len(pages) == 1 and offset == 1):
            found[at].add(line)
    return found


def _with_rows(lines: list[_Line]) -> list[_Line]:
    """Return lines with the number of their row, as it is counted by eye from the top."""
    rows: dict[int, int] = {}
    row, last = 0, float("-inf")
    for at in sorted(range(len(lines)), key=lambda at: lines[at].y):
        if lines[at].y - last > 0.4 * lines[at].size:
            row += 1
            last = lines[at].y
        rows[at] = row
    return [line._replace(row=rows[at]) for at, line in enumerate(lines)]


def _slanted(pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    """Yield text that does not run level, with its page, but for watermarks, which repeat."""
    repeated = _repeated([set(page.slanted) for page in pages])
    for number, page in enumerate(pages, 1):
        for text in page.slanted:
            if text not in repeated and (shown := tidy(text)):
                yield number, shown


# --- Paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(pages: list[list[_Line]], widths: Sequence[float]) -> Iterator[list[_Line]]:
    """Yield the lines of each paragraph."""
    framed = _framed(pages, widths)
    if not framed:
        return
    layout = _layout(framed)
    paragraph: list[_Line] = []
    first = before = framed[0]
    for after in framed:
        if paragraph and _begins(first, before, after, layout):
            yield paragraph
            paragraph = []
        first = first if paragraph else after
        paragraph.append(after.line)
        before = after
    yield paragraph


def _framed(pages: list[list[_Line]], widths: Sequence[float]) -> list[_Framed]:
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


def _page_columns(pages: list[list[_Line]], widths: Sequence[float]) -> list[tuple[float, float] | None]:
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


def _edges(lines: list[_Line]) -> tuple[float, float] | None:
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


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield lines that follow each other downwards in one column or one cell."""
    block: list[_Line] = []
    right = 0.0
    for line in lines:
        if block and not _continues(block, right, line):
            yield block
            block = []
        right = max(right, line.x1) if block else line.x1
        block.append(line)
    if block:
        yield block


def _continues(block: list[_Line], right: float, line: _Line) -> bool:
    """Tell whether a line is the next of a block, which reaches to `right`."""
    before = block[-1]
    step = line.y - before.y
    if step < 0.4 * line.size or not _overlap(line, before):
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


def _has_room(before: _Framed, line: _Line) -> bool:
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
    if not 0.87 < line.size / last.size < 1.15 and _IS_HAN.search(line.text) and _IS_HAN.search(last.text):
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
    numbered = _LABEL.match(first.line.text) is not None
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
    label = _LABEL.match(text)
    return label is not None and (not label[0].endswith("是") or _COUNTED.match(first) is not None)


def _are_alike(before: _Framed, after: _Framed) -> bool:
    """Tell whether text could run on from one block to another: they are columns or pages, not cells."""
    widths = before.right - before.left, after.right - after.left
    return min(widths) >= 12 * after.line.size and abs(widths[0] - widths[1]) <= 2 * after.line.size


def _is_title(before: _Framed, after: _Framed) -> bool:
    """Tell whether two lines, both in the middle of a column, are one title broken by hand or for want of room."""
    return _LABEL.match(after.line.text) is None and all(
        abs(one.line.x0 + one.line.x1 - one.left - one.right) < 1.2 * one.line.size and one.indent > 0.3
        for one in (before, after)
    )


def _joined(texts: Iterable[str]) -> str:
    """Return lines as one; between Latin words stays a space."""
    result = ""
    for text in texts:
        result += " " + text if _are_latin(result[-1:], text[:1]) else text
    return tidy(result)
