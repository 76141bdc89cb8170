"""Rows of a Parquet file, a few at a time whatever the size of its row groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..console import UsageError
from .rows import Columns, Position, Row, resolved, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUFFER = 2**20
"""Bytes that are read at once of each column; without a buffer, a whole row group of it would be."""
_BATCH_BYTES = 2**20
_BATCH_ROWS = 64


def rows_of_parquet(path: str, number: int, columns: Columns, start: int) -> Iterator[Row]:
    """Yield the rows of a file.

    Args:
        path: the file.
        number: which input it is.
        columns: as they were told.
        start: the row, from 0, to begin at.

    Raises:
        UsageError: it is no Parquet file or a damaged one, or lacks a column.
    """
    import pyarrow

    try:
        yield from _rows(path, number, columns, start)
    except (OSError, pyarrow.ArrowException) as error:
        raise UsageError(
            f"{path}：读不了这个 Parquet 文件，可能不完整或者已经损坏（{_first_line(error)}）。"
        ) from error


def length_of_parquet(path: str) -> int:
    """Return how many rows a file has, 0 where it cannot be read: to read it will tell why."""
    import pyarrow
    import pyarrow.parquet

    try:
        length: int = pyarrow.parquet.read_metadata(path).num_rows
    except (OSError, pyarrow.ArrowException):
        return 0
    return length


def _rows(path: str, number: int, columns: Columns, start: int) -> Iterator[Row]:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
        told = resolved(columns, file.schema_arrow.names, path)
        _refuse_no_text(file.schema_arrow.field(told.text).type, told.text, path)
        group, skipped = 0, start
        lengths = [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)]
        while group < len(lengths) and skipped >= lengths[group]:
            skipped -= lengths[group]
            group += 1
        at = start
        batches = file.iter_batches(
            batch_size=_batch_of(file),
            row_groups=range(group, len(lengths)),
            columns=told.wanted(),
            use_threads=False,
        )
        for batch in batches:
            if skipped >= len(batch):
                skipped -= len(batch)
                continue
            for values in batch.slice(skipped).to_pylist():
                at += 1
                yield row_of(told, values, f"{path}#{at}", Position(number, at))
            skipped = 0


def _batch_of(file: Any) -> int:
    """Return how many rows are read at once: fewer where they are long."""
    sizes = [file.metadata.row_group(index).total_byte_size for index in range(file.num_row_groups)]
    length: int = sum(sizes) // max(1, file.metadata.num_rows)
    return max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(1, length)))


def _refuse_no_text(kind: Any, name: str, path: str) -> None:
    from pyarrow import types

    held = kind.value_type if types.is_dictionary(kind) else kind
    if not (types.is_string(held) or types.is_large_string(held) or types.is_string_view(held)):
        raise UsageError(f"{path}：“{name}”这一列不是文字，是 {kind}。请用 --text-column 指定装着全文的那一列。")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
