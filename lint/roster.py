"""The list of units that have to report: from a table as Excel saves it, in UTF-8, GB18030 or UTF-16."""

from __future__ import annotations

import re
from typing import NamedTuple

from .reading.extracted import ReadingError
from .reading.text import decode
from .tables import SettingsError, bytes_of, shown_path

_HEADS = ("单位", "单位名称", "报送单位", "名称", "机构", "机构名称", "unit", "name")
_OTHER_HEADS = ("简称", "别名", "曾用名", "alias", "aliases", "short")
_SEPARATORS = (",", "\t", ";", "，")
_NAMES = re.compile(r"[、；;/|]")
_COUNT = re.compile(r"[\d.\s]*")
_UNITS_MOST = 20_000


class Listed(NamedTuple):
    """A unit that has to report: its name, and other names that mean the same."""

    name: str
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return (self.name, *self.others)


def read_roster(path: str) -> tuple[Listed, ...]:
    """Return the units of a list in their order, each once.

    A line is a unit. Where the first line names the columns (单位, 简称 …) these are taken; otherwise the names are in
    the first column that does not merely count.

    Raises:
        SettingsError: it cannot be read, is a workbook, or names no unit.
    """
    data = bytes_of(path)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SettingsError(shown_path(path), "这是 Excel 工作簿。请在 Excel 里另存为 CSV，再用它作名单。")
    try:
        text = decode(data, "auto")[1]
    except ReadingError as error:
        raise SettingsError(shown_path(path), error.message) from error
    rows = _rows(text.removeprefix("\ufeff"))
    units: dict[str, Listed] = {}
    column, other, begin = _columns(rows)
    for row in rows[begin:]:
        name = row[column] if column < len(row) else ""
        if name:
            more = _NAMES.split(row[other]) if other is not None and other < len(row) else []
            units.setdefault(name, Listed(name, tuple(word for each in more if (word := each.strip()))))
    if not units:
        raise SettingsError(shown_path(path), "名单里没有单位。请每行写一个单位，或者在第一行写列名：单位。")
    if len(units) > _UNITS_MOST:
        raise SettingsError(shown_path(path), f"名单超过 {_UNITS_MOST} 个单位，不像是名单。请核对文件。")
    return tuple(units.values())


def _rows(text: str) -> list[list[str]]:
    """Return the cells of a table; the separator is the one that its first line has most of."""
    import csv
    import io

    lines = [line for line in re.split(r"\r\n|\r|\n", text.replace("\0", "")) if line.strip()]
    if lines and (told := re.fullmatch(r"sep=(.)", lines[0])):
        separator, lines = told[1], lines[1:]
    else:
        separator = max(_SEPARATORS, key=(lines[0] if lines else "").count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    except csv.Error:
        # A cell of more characters than a table has, or a quotation that never ends.
        rows = [line.split(separator) for line in lines]
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def _columns(rows: list[list[str]]) -> tuple[int, int | None, int]:
    """Return the column of the names, that of other names, and the first row of units."""
    head = [cell.lower() for cell in rows[0]] if rows else []
    named = next((head.index(word) for word in _HEADS if word in head), None)
    other = next((head.index(word) for word in _OTHER_HEADS if word in head), None)
    if named is not None:
        return named, other, 1
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if column < len(row)]
        if any(not _COUNT.fullmatch(cell) for cell in cells):
            return column, None, 0
    return 0, None, 0
