"""Cut off what pages have around their text: running heads, page numbers, watermarks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from .pagelines import Line, Page, tidy

# 第2页 共9页, — 2 —, - 2 -, 2/9, 2; the last three may also be the cell of a table.
_PAGE_NUMBER = re.compile(r"[—–－\-·~\s]*第?\s*(\d{1,4})\s*页?(?:\s*[/／,，共]+\s*\d{1,4}\s*页?)?[—–－\-·~\s]*")
_MARKED_NUMBER = re.compile(r"\s*[—–－\-·~].*[—–－\-·~]\s*|.*第.*页.*")
_LONGEST_NUMBER = 40

_MARGIN = 0.12
"""The outer share of a page, at top and bottom, in which running heads and page numbers stand."""
_REPEATED = 0.4
"""On which share of the pages a running head stands, at the least: left and right pages may have heads of their own."""

_T = TypeVar("_T")


def without_furniture(lines: list[list[Line]], pages: Sequence[Page]) -> list[list[Line]]:
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


def _repeated(on_pages: Sequence[set[_T]]) -> set[_T]:
    """Return what stands on many pages, and on two at the least."""
    counts = Counter(item for found in on_pages for item in found)
    least = max(2.0, _REPEATED * len(on_pages))
    return {item for item, count in counts.items() if count >= least}


def _mark(line: Line, page: Page) -> tuple[str, bool]:
    """Return what running heads have in common, whatever their numbers, and whether a line stands in the upper half."""
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", line.text)), line.y < page.height / 2


def _page_numbers(lines: list[list[Line]], pages: Sequence[Page]) -> list[set[Line]]:
    """Return the lines of each page that are its number.

    Bare digits are one only where they count the pages: they could also be the last cell of a table.
    """
    found: list[set[Line]] = [set() for _ in pages]
    offsets: Counter[int] = Counter()
    bare: list[tuple[int, int, Line]] = []
    for at, (on_page, page) in enumerate(zip(lines, pages, strict=True)):
        for line in on_page:
            match = _PAGE_NUMBER.fullmatch(line.text) if len(line.text) < _LONGEST_NUMBER else None
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


def _with_rows(lines: list[Line]) -> list[Line]:
    """Return lines with the number of their row, as it is counted by eye from the top."""
    rows: dict[int, int] = {}
    row, last = 0, float("-inf")
    for at in sorted(range(len(lines)), key=lambda at: lines[at].y):
        if lines[at].y - last > 0.4 * lines[at].size:
            row += 1
            last = lines[at].y
        rows[at] = row
    return [line._replace(row=rows[at]) for at, line in enumerate(lines)]


def slanted_of(pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    """Yield text that does not run level, with its page, but for watermarks, which repeat."""
    repeated = _repeated([set(page.slanted) for page in pages])
    for number, page in enumerate(pages, 1):
        for text in page.slanted:
            if text not in repeated and (shown := tidy(text)):
                yield number, shown


def _is_body(line: Line, page: Page) -> bool:
    return _MARGIN * page.height < line.y < (1 - _MARGIN) * page.height
