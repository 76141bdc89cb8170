"""A run: what is still to be done is read, answered by an engine, and written; a part at a time, in order."""

from __future__ import annotations

import contextlib
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..console import UsageError
from ..version import __version__
from .chunks import Chunk, chunks
from .folder import NOTHING, Facts, Progress, begin, locked, progress_of, record, refuse_strange, write_part
from .inputs import Input, changed_table, facts, rows
from .local import Pair, by_processes, in_turn
from .records import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from .answering import Work
    from .rows import Columns, Position

_CHUNKS_FOR_ANOTHER = 4
"""How many chunks make up for the start of other processes."""


class Request(NamedTuple):
    """What is asked for.

    checks: what tells the elements that are reported, and all that they are found by, from any others.
    output: the folder.
    part_size: documents in a part.
    jobs: processes, 0 for as many as there are processors.
    scheduler: of a Dask cluster that answers; empty for this machine.
    restart: whether what an earlier run wrote is thrown away.
    """

    inputs: tuple[Input, ...]
    columns: Columns
    work: Work
    checks: str
    output: str
    part_size: int
    jobs: int
    scheduler: str
    restart: bool


def run(request: Request, begun: Callable[[Progress], None], watch: Callable[[int, Position], None]) -> Progress:
    """Do what is asked for, or what is left of it, and return how far it has come, which is the end.

    Args:
        request: what is asked for.
        begun: told how far an earlier run had come.
        watch: told, now and again, how many documents are answered and up to where.

    Raises:
        UsageError: it could not be done; what is written stays and counts.
    """
    refuse_strange(request.output)
    with locked(request.output):
        depends = depends_on(request)
        output_format = request.work.output_format
        progress = NOTHING if request.restart else progress_of(request.output, depends, output_format)
        begun(progress)
        if progress.finished:
            return progress
        if not progress.parts:
            begin(request.output, depends)
        left = rows(request.inputs, request.columns, progress.position)
        todo = chunks(left, request.part_size, progress.documents)
        with contextlib.closing(_answers(todo, request)) as answers:
            for written in _written(answers, progress, request, watch):
                progress = written
                record(request.output, depends, progress)
        if not progress.documents:
            raise UsageError("输入里一份文档也没有。请检查输入的文件。")
        if changed := changed_table(request.inputs):
            raise UsageError(f"{changed} 在检查当中被改动了，结果前后不是同一份。请加 --restart，从头做。")
        progress = progress._replace(finished=True)
        record(request.output, depends, progress)
        return progress


def depends_on(request: Request) -> Facts:
    """Return, as JSON data, everything that the output depends on; how it is come by is no part of it."""
    job = request.work.job
    return {
        "lawlint": __version__,
        "checks": request.checks,
        "settings": [job.level, job.year, job.strict, job.force, list(job.manner[:2]), *_listed(job.manner[2:])],
        "columns": list(request.columns),
        "inputs": facts(request.inputs),
        "output_format": request.work.output_format,
        "part_size": request.part_size,
    }


def _listed(values: Iterable[Any]) -> list[Any]:
    return [list(value) if isinstance(value, tuple) else value for value in values]


def _answers(todo: Iterator[Chunk], request: Request) -> Generator[Pair, None, None]:
    """Let chunks be answered by whom the request names; a few of them are not worth another process."""
    if request.scheduler:
        from .cluster import by_cluster

        return by_cluster(todo, request.work, request.scheduler)
    jobs = request.jobs or _processors()
    first = [] if request.jobs else list(islice(todo, _CHUNKS_FOR_ANOTHER))
    enough = request.jobs or len(first) == _CHUNKS_FOR_ANOTHER
    if jobs > 1 and enough:
        return by_processes(chain(first, todo), request.work, jobs)
    return in_turn(chain(first, todo), request.work)


def _processors() -> int:
    """Return how many processors this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _written(
    answers: Iterable[Pair],
    progress: Progress,
    request: Request,
    watch: Callable[[int, Position], None],
) -> Iterator[Progress]:
    """Write every part as soon as it is answered, and yield how far the run has come with it."""
    pieces: dict[str, list[bytes]] = {table: [] for table, _ in TABLES}
    ahead = progress
    for chunk, answered in answers:
        pieces["documents"].append(answered.documents)
        pieces["findings"].append(answered.findings)
        ahead = ahead._replace(
            documents=ahead.documents + len(chunk.rows),
            findings=ahead.findings + answered.findings_count,
            statuses=Counter(ahead.statuses) + answered.statuses,
            errors=Counter(ahead.errors) + answered.errors,
            position=chunk.rows[-1].after,
        )
        watch(ahead.documents, ahead.position)
        if chunk.ends_part:
            ahead = _one_written(ahead, request, pieces)
            yield ahead
    if pieces["documents"]:
        yield _one_written(ahead, request, pieces)


def _one_written(ahead: Progress, request: Request, pieces: dict[str, list[bytes]]) -> Progress:
    write_part(request.output, ahead.parts, request.work.output_format, pieces)
    for held in pieces.values():
        held.clear()
    return ahead._replace(parts=ahead.parts + 1)
