"""Rows of a JSON Lines file, plain or compressed by gzip: an object to a line, blank lines left out."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from ..console import UsageError
from .rows import Columns, Position, Row, broken_row, resolved, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_LONGEST = 2**26
"""Bytes of the longest line that is read."""
_LOOKED_AT = 100
"""How many lines are looked at to learn which columns there are: in any one of them a column may be left out."""


def rows_of_lines(path: str, number: int, columns: Columns, start: Position) -> Iterator[Row]:
    """Yield the rows of a file; a line that is no object is a document that cannot be read.

    Args:
        path: the file; `.gz` at its end tells that it is compressed.
        number: which input it is.
        columns: as they were told.
        start: the line to begin at, with its byte.

    Raises:
        UsageError: the file is damaged, or lacks a column.
    """
    try:
        with _opened(path) as file:
            names = _names(file)
        told = resolved(columns, names, path) if names else columns
        with _opened(path) as file:
            row, byte = start.row, start.byte
            if path.lower().endswith(".gz"):
                # There is no jumping into the middle of what is compressed.
                for _ in range(row):
                    _line(file)
            else:
                file.seek(byte)
            while line := _line(file):
                row += 1
                byte += line.length
                if line.content.strip():
                    yield _row(told, line, f"{path}#{row}", Position(number, row, byte))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}：读不了这个文件，可能不完整或者已经损坏（{reason}）。") from error


class _Line(NamedTuple):
    """A line, or the beginning of one that is too long; `length` is that of all of it, in bytes."""

    content: bytes
    length: int


def _line(file: BinaryIO) -> _Line | None:
    """Return the next line; None at the end."""
    content = file.readline(_LINE_LONGEST)
    if not content:
        return None
    length, last = len(content), content
    while not last.endswith(b"\n") and (last := file.readline(_LINE_LONGEST)):
        length += len(last)
    return _Line(content, length)


def _row(columns: Columns, line: _Line, name: str, after: Position) -> Row:
    if line.length > len(line.content):
        return broken_row(name, "too_large", f"这一行超过 {_LINE_LONGEST >> 20} MB，没有读。请核对数据。", after)
    try:
        values = json.loads(line.content.removeprefix(b"\xef\xbb\xbf").decode())
    except (ValueError, RecursionError):
        return broken_row(name, "bad_row", "这一行不是完整的 JSON（UTF-8）。请核对数据。", after)
    if not isinstance(values, dict):
        return broken_row(name, "bad_row", "这一行不是 JSON 对象（{…}）。请核对数据。", after)
    return row_of(columns, values, name, after)


def _names(file: BinaryIO) -> list[str]:
    """Return the names of the columns in the first lines."""
    names: dict[str, None] = {}
    for _ in range(_LOOKED_AT):
        line = _line(file)
        if line is None:
            break
        try:
            values = json.loads(line.content.removeprefix(b"\xef\xbb\xbf").decode())
        except (ValueError, RecursionError):
            continue
        if isinstance(values, dict):
            names.update(dict.fromkeys(values))
    return list(names)


def _opened(path: str) -> BinaryIO:
    if path.lower().endswith(".gz"):
        import gzip

        return cast("BinaryIO", gzip.open(path, "rb"))
    return open(path, "rb")
