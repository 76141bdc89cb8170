"""The two tables that come out: their columns, and their rows as Parquet or JSON Lines.

Rows become Arrow batches or lines where they are answered, since that takes time; here they are only put together.
"""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from ..model import DocumentReport, Failure, Status
from .rows import Row, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("parquet", "jsonl")

TEXT, TEXTS, WHOLE, LONG, REAL = "string", "list<string>", "int32", "int64", "double"


class Column(NamedTuple):
    """A column; `gaps` tells whether it can be null."""

    name: str
    kind: str
    gaps: bool = False


DOCUMENTS = (
    Column("document", LONG),
    Column("path", TEXT),
    Column("unit", TEXT, True),
    Column("title", TEXT, True),
    Column("issuer", TEXT, True),
    Column("level", TEXT, True),
    Column("level_source", TEXT, True),
    Column("year", WHOLE, True),
    Column("year_source", TEXT, True),
    Column("score", REAL, True),
    *(Column(str(status), WHOLE, True) for status in Status),
    Column("sha256", TEXT, True),
    Column("error_code", TEXT, True),
    Column("error_message", TEXT, True),
)
FINDINGS = (
    Column("document", LONG),
    Column("path", TEXT),
    Column("element", TEXT),
    Column("family", TEXT),
    Column("requirement", TEXT),
    Column("status", TEXT),
    Column("finding", TEXT),
    Column("score", REAL),
    Column("evidence", WHOLE),
    Column("quote", TEXT, True),
    Column("role", TEXT, True),
    Column("matched", TEXTS, True),
    Column("line", WHOLE, True),
    Column("column", WHOLE, True),
    Column("offset", WHOLE, True),
    Column("where", TEXT, True),
    Column("fingerprint", TEXT),
)
TABLES = (("documents", DOCUMENTS), ("findings", FINDINGS))
"""The tables by name."""

_BLANKS: tuple[None, ...] = (None,) * (len(DOCUMENTS) - 6)


def document_of(number: int, row: Row, answer: DocumentReport | Failure, sha256: str | None) -> tuple[Any, ...]:
    """Return the row of a document; one that could not be checked has an error and no more.

    Args:
        number: of the document.
        row: as it came in.
        answer: to it.
        sha256: of its content, where there is any.
    """
    path = whole(row.path)
    if isinstance(answer, Failure):
        return (number, path, row.unit, *_BLANKS, sha256, answer.code, whole(answer.message))
    statuses = [result.status for result in answer.results]
    return (
        number,
        path,
        row.unit,
        answer.document.title or None,
        answer.document.issuer or None,
        answer.level or None,
        "told" if answer.level_told else "inferred",
        answer.year,
        "told" if answer.year_told else "inferred",
        answer.score,
        *(statuses.count(status) for status in Status),
        sha256,
        None,
        None,
    )


def findings_of(number: int, report: DocumentReport) -> list[tuple[Any, ...]]:
    """Return a row for each result of a document, in their order, with the best evidence."""
    source = report.document.source
    found = []
    for result in report.results:
        best = result.evidence[0] if result.evidence else None
        found.append(
            (
                number,
                source.path,
                result.element.id,
                result.element.family,
                str(result.requirement),
                str(result.status),
                str(result.finding),
                result.score,
                len(result.evidence),
                *(
                    (None,) * 7
                    if best is None
                    else (
                        best.quote,
                        str(best.role),
                        list(best.matched),
                        best.start.line,
                        best.start.column,
                        best.start.offset,
                        source.where(best.start.offset) or None,
                    )
                ),
                result.fingerprint,
            )
        )
    return found


def packed(output_format: str, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return rows as a piece of a part: an Arrow stream, or lines of JSON."""
    if output_format == "jsonl":
        names = [column.name for column in columns]
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        return "".join([encode(dict(zip(names, row, strict=True))) + "\n" for row in rows]).encode()
    import pyarrow

    schema = _schema(columns)
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [pyarrow.array(column, field.type) for column, field in zip(values, schema, strict=True)]
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, schema) as stream:
        stream.write_batch(pyarrow.record_batch(arrays, schema=schema))
    return bytes(sink.getvalue().to_pybytes())


def write(output_format: str, columns: Sequence[Column], pieces: Sequence[bytes], file: IO[bytes]) -> None:
    """Write a part: its bytes depend on the rows, and not on the pieces that they came in."""
    if output_format == "jsonl":
        file.writelines(pieces)
        return
    import pyarrow
    import pyarrow.parquet

    schema = _schema(columns)
    tables = [pyarrow.ipc.open_stream(piece).read_all() for piece in pieces]
    whole_part = pyarrow.concat_tables(tables).combine_chunks()
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        writer.write_table(whole_part, row_group_size=max(1, whole_part.num_rows))


def _schema(columns: Sequence[Column]) -> Any:
    import pyarrow

    kinds = {
        TEXT: pyarrow.string(),
        TEXTS: pyarrow.list_(pyarrow.string()),
        WHOLE: pyarrow.int32(),
        LONG: pyarrow.int64(),
        REAL: pyarrow.float64(),
    }
    return pyarrow.schema([pyarrow.field(column.name, kinds[column.kind], column.gaps) for column in columns])
