"""From a chunk of documents to the rows that are written of them; this is what processes and clusters are given."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ..model import Failure
from ..reading import ReadingError, read_bytes
from ..reading.child import Worker
from ..running import Answer, Job, checked
from .records import DOCUMENTS, FINDINGS, document_of, findings_of, packed
from .rows import Row, filled

if TYPE_CHECKING:
    from .chunks import Chunk


class Work(NamedTuple):
    """What every chunk is answered by: what is checked, and how the rows are to be written."""

    job: Job
    output_format: str


class Answered(NamedTuple):
    """A chunk answered: pieces of the two tables, and what is counted of them.

    findings_count: how many rows the second piece has.
    statuses: how often each occurs; errors: how often each code occurs.
    """

    documents: bytes
    findings: bytes
    findings_count: int
    statuses: Counter[str]
    errors: Counter[str]


class Bench:
    """Where chunks are answered, by one thread or several: the work, and processes that read which are free."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._free: list[Worker] = []

    def answer(self, chunk: Chunk) -> Answered:
        """Answer every document of a chunk."""
        try:
            reader = self._free.pop()
        except IndexError:
            reader = Worker()
        try:
            return _answered(chunk, self.work, reader)
        finally:
            self._free.append(reader)

    def close(self) -> None:
        """End the processes that read."""
        while self._free:
            self._free.pop().close()


def _answered(chunk: Chunk, work: Work, reader: Worker) -> Answered:
    documents = []
    findings = []
    statuses: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    for number, given in enumerate(chunk.rows, chunk.number):
        row = filled(given, work.job.manner)
        answer = _answer(row, work.job, reader)
        digest = hashlib.sha256(row.content).hexdigest() if isinstance(row.content, bytes) else None
        documents.append(document_of(number, row, answer, digest))
        if isinstance(answer, Failure):
            errors[answer.code] += 1
        else:
            findings += findings_of(number, answer)
            statuses.update(str(result.status) for result in answer.results)
    return Answered(
        packed(work.output_format, DOCUMENTS, documents),
        packed(work.output_format, FINDINGS, findings),
        len(findings),
        statuses,
        errors,
    )


def _answer(row: Row, job: Job, reader: Worker) -> Answer:
    """Read and check one document; where the table tells its level and year, these count."""
    if not isinstance(row.content, bytes):
        assert row.content is not None
        return row.content
    manner = job.manner._replace(encoding=row.encoding) if row.encoding else job.manner
    try:
        source = read_bytes(row.path, row.content, manner, reader)
        return checked(source, job._replace(level=row.level or job.level, year=row.year or job.year))
    except ReadingError as error:
        return Failure(row.path, error.code, error.message)
    except Exception as error:
        # Among millions, a document that lawlint itself stumbles over must not keep the others from being answered.
        return Failure(
            row.path, "internal", f"内部错误：{type(error).__name__}: {error}。这是 lawlint 的缺陷，请反馈。"
        )
