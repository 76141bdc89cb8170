"""From what the user named to the inputs, in order, and from these to their rows."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ..console import UsageError
from ..reading.paths import expand
from .jsonlines import rows_of_lines
from .parquet import length_of_parquet, rows_of_parquet
from .rows import Columns, Position, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PARQUET_SUFFIXES = (".parquet", ".pq")
LINES_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_TABLE_SUFFIXES = (*PARQUET_SUFFIXES, *LINES_SUFFIXES)


class Table(NamedTuple):
    """A Parquet or JSON Lines file; `size` in bytes, `changed` in nanoseconds of the clock of its file system."""

    path: str
    size: int
    changed: int


class Reports(NamedTuple):
    """Files of reports; `digest` is of the names, sizes and times of all of them."""

    paths: tuple[str, ...]
    size: int
    digest: str


Input = Table | Reports


def find(paths: Sequence[str], excludes: Sequence[str]) -> tuple[Input, ...]:
    """Return the inputs that the paths lead to, in the order given.

    Args:
        paths: tables, reports, patterns, or folders. A folder holds either tables or reports.
        excludes: as for `reading.paths.expand`, for reports.

    Raises:
        UsageError: a path leads nowhere, or a folder holds both.
    """
    inputs: list[Input] = []
    for path in paths:
        if path == "-":
            raise UsageError("lawlint corpus 不读标准输入。请给出 Parquet、JSON Lines 文件，或者文件夹。")
        tables = _tables(path)
        if tables and tables != [path]:
            others = expand([path], excludes)[0]
            if any(not _is_table(other) for other in others):
                raise UsageError(
                    f"{path}：里面既有数据文件（{os.path.basename(tables[0])} 等），又有报告文件，"
                    f"不知道该检查哪一种。请分别放，或者用通配符指明，例如 {path.rstrip('/')}/*.parquet。"
                )
        inputs += [_table(table) for table in tables] if tables else [_reports(path, excludes)]
    return tuple(inputs)


def facts(inputs: Sequence[Input]) -> dict[str, Any]:
    """Return, as JSON data that does not grow with them, by what inputs are known to be the same as before."""
    digest = hashlib.sha256()
    for each in inputs:
        told = (each.path, each.size, each.changed) if isinstance(each, Table) else (each.digest,)
        digest.update(f"{told!r}\n".encode("utf-8", "surrogateescape"))
    return {"files": len(inputs), "bytes": sum(each.size for each in inputs), "digest": digest.hexdigest()}


def changed_table(inputs: Sequence[Input]) -> str | None:
    """Return the first table that is no longer as it was found; reports are read whole, each at one moment."""
    return next((each.path for each in inputs if isinstance(each, Table) and _table(each.path) != each), None)


def rows(inputs: Sequence[Input], columns: Columns, start: Position) -> Iterator[Row]:
    """Yield the documents from a position on.

    Raises:
        UsageError: a table cannot be read, or lacks a column.
    """
    for number in range(start.input, len(inputs)):
        each = inputs[number]
        at = start if number == start.input else Position(number)
        if isinstance(each, Reports):
            yield from _rows_of_reports(each, number, at.row)
        elif each.path.lower().endswith(PARQUET_SUFFIXES):
            yield from rows_of_parquet(each.path, number, columns, at.row)
        else:
            yield from rows_of_lines(each.path, number, columns, at)


class Ruler:
    """How far along the inputs a position is: of Parquet and reports by rows, of lines by bytes."""

    def __init__(self, inputs: Sequence[Input]) -> None:
        self._inputs = inputs
        self._before = [0]
        for each in inputs:
            self._before.append(self._before[-1] + each.size)
        self._lengths: dict[int, int] = {}

    def share(self, position: Position) -> float:
        """Return the share of all that stands before a position, from 0 to 1; what is compressed counts as a whole."""
        at = position.input
        if at >= len(self._inputs) or not self._before[-1]:
            return 1.0
        return (self._before[at] + self._inputs[at].size * self._share_of_one(position)) / self._before[-1]

    def _share_of_one(self, position: Position) -> float:
        each = self._inputs[position.input]
        if isinstance(each, Table) and each.path.lower().endswith(LINES_SUFFIXES):
            return 0.0 if each.path.lower().endswith(".gz") else position.byte / max(1, each.size)
        length = self._lengths.get(position.input)
        if length is None:
            length = len(each.paths) if isinstance(each, Reports) else length_of_parquet(each.path)
            self._lengths[position.input] = length
        return position.row / max(1, length)


def _is_table(path: str) -> bool:
    return path.lower().endswith(_TABLE_SUFFIXES)


def _tables(path: str) -> list[str]:
    """Return the tables that a path leads to, in sorted order; none where it leads to reports, or nowhere."""
    if os.path.isdir(path):
        found = []
        for root, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
            found += [
                os.path.join(root, name)
                for name in sorted(names)
                if _is_table(name) and not name.startswith((".", "_"))
            ]
        return [name.replace(os.sep, "/") for name in found]
    if os.path.lexists(path):
        return [path] if _is_table(path) else []
    import glob

    matching = sorted(glob.glob(path, recursive=True)) if _is_table(path) else []
    return [name.replace(os.sep, "/") for name in matching if os.path.isfile(name)]


def _table(path: str) -> Table:
    try:
        status = os.stat(path)
    except OSError as error:
        raise UsageError(f"{path}：读取失败：{error.strerror or error}。请检查路径和权限。") from error
    return Table(path, status.st_size, status.st_mtime_ns)


def _reports(path: str, excludes: Sequence[str]) -> Reports:
    found, failures = expand([path], excludes)
    if failures:
        first = failures[0]
        tables = "也没有 Parquet、JSON Lines 文件。" if first.code == "empty_folder" else ""
        raise UsageError(f"{first.path}：{first.message}{tables}")
    size = 0
    digest = hashlib.sha256()
    for file in found:
        known = _size_and_time(file)
        size += known[0]
        digest.update(f"{file}\0{known[0]}\0{known[1]}\0".encode("utf-8", "surrogateescape"))
    return Reports(tuple(found), size, digest.hexdigest())


def _rows_of_reports(reports: Reports, number: int, start: int) -> Iterator[Row]:
    for index in range(start, len(reports.paths)):
        path = reports.paths[index]
        yield Row(path, None, _size_and_time(path)[0], "", None, None, None, Position(number, index + 1))


def _size_and_time(path: str) -> tuple[int, int]:
    """Return what a file is known by; nothing of one that cannot be read, which is found where it is to be read."""
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
