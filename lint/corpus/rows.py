"""One document of the input: what it is called, what it holds, and what the table that it stands in says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..console import UsageError
from ..model import Failure
from ..reading import Manner, ReadingError, data_of
from ..tables import LEVELS, YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHOWN = 40
"""How many characters of a wrong value a message repeats."""


class Position(NamedTuple):
    """Where reading goes on: before the row `row`, from 0, of an input; `byte` is its place in a file of lines."""

    input: int = 0
    row: int = 0
    byte: int = 0


class Row(NamedTuple):
    """One document.

    content: the UTF-8 of a text, or the bytes of a file; a failure where there are none to be had; None where whoever
        answers reads the file, so that large ones are not carried about for nothing.
    size: of the content, in bytes, as far as it is known.
    encoding: of the content, where it is known; empty where the settings tell it.
    unit: as the table has it.
    level, year: by which this document is checked; None where the table does not tell.
    after: where reading goes on after it.
    """

    path: str
    content: bytes | Failure | None
    size: int
    encoding: str
    unit: str | None
    level: str | None
    year: int | None
    after: Position


class Columns(NamedTuple):
    """The names of the columns that a table is read by; None for none."""

    text: str = "text"
    path: str | None = None
    unit: str | None = None
    year: str | None = None
    level: str | None = None

    def wanted(self) -> list[str]:
        """Return the names, each once."""
        return list(dict.fromkeys(name for name in self if name is not None))


def resolved(columns: Columns, names: Sequence[str], file: str) -> Columns:
    """Return the columns that a file is read by: those told, and `path` and `unit` where they are there untold.

    Year and level are never guessed by their names: they decide what a document is held to.

    Raises:
        UsageError: one that is told, or that of the text, is missing.
    """
    for option, name in zip(Columns._fields, columns, strict=True):
        if name is not None and name not in names:
            raise UsageError(f"{file}：没有“{name}”这一列（--{option}-column）。有的列：{'、'.join(names) or '无'}。")
    return columns._replace(
        path=columns.path or ("path" if "path" in names else None),
        unit=columns.unit or ("unit" if "unit" in names else None),
    )


def row_of(columns: Columns, values: Mapping[str, Any], name: str, after: Position) -> Row:
    """Return the document that stands in a row of a table.

    Args:
        columns: as `resolved`.
        values: of the row, by column; a column that is not there is taken for an empty one.
        name: what the document is called where the table does not say.
        after: where reading goes on.
    """

    def value(column: str | None) -> Any:
        return None if column is None else values.get(column)

    path = _words(value(columns.path)) or name
    try:
        content: bytes | Failure = _content(value(columns.text))
        level, year = _level(value(columns.level)), _year(value(columns.year))
    except _UnfitError as unfit:
        content, level, year = Failure(path, unfit.code, unfit.message), None, None
    size = 0 if isinstance(content, Failure) else len(content)
    return Row(path, content, size, "utf-8", _words(value(columns.unit)), level, year, after)


def broken_row(name: str, code: str, message: str, after: Position) -> Row:
    """Return a document of which nothing can be read but that it is there."""
    return Row(name, Failure(name, code, message), 0, "", None, None, None, after)


def filled(row: Row, manner: Manner) -> Row:
    """Return a document with its content, read now if it is in a file."""
    if row.content is not None:
        return row
    try:
        return row._replace(content=data_of(row.path, manner))
    except ReadingError as error:
        return row._replace(content=Failure(row.path, error.code, error.message))


def whole(text: str) -> str:
    """Return text that can be encoded: halves of characters, as broken JSON and names of files have, become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _UnfitError(Exception):
    """A value that cannot be used."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _content(value: Any) -> bytes:
    if value is None or value == "":
        raise _UnfitError("empty", "这一行没有文字。请核对数据。")
    if not isinstance(value, str):
        raise _UnfitError("bad_row", f"文字一列里是“{_shown(value)}”，不是文字。请核对数据。")
    return whole(value).encode()


def _level(value: Any) -> str | None:
    if _is_nothing(value):
        return None
    if value not in LEVELS:
        raise _UnfitError("bad_level", f"级别一列里的“{_shown(value)}”不认识，可用的有 {'、'.join(LEVELS)}。请改数据。")
    return str(value)


def _year(value: Any) -> int | None:
    """Return a year that is written as a number or in digits; tables with gaps often hold whole numbers as floats."""
    if _is_nothing(value):
        return None
    try:
        number = None if isinstance(value, bool) else int(value) if float(value) == int(value) else None
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or number not in YEARS:
        raise _UnfitError(
            "bad_year", f"年度一列里的“{_shown(value)}”不是 {YEARS.start} 到 {YEARS.stop - 1} 之间的年份。请改数据。"
        )
    return number


def _words(value: Any) -> str | None:
    """Return a value as it is shown; None for none."""
    return None if _is_nothing(value) else whole(str(value))


def _is_nothing(value: Any) -> bool:
    """Tell whether a cell is empty: null, no characters, or the NaN that stands for a gap among numbers."""
    return value is None or value == "" or value != value  # noqa: PLR0124


def _shown(value: Any) -> str:
    text = whole(str(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
