"""From paths to answers, in the order of the paths: one after the other, or by several processes at a time.

A process that checks keeps another that reads (see `reading.child`), for as long as there are files for it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from .engine import Checklist, check
from .model import DocumentReport, Element, Failure, Source
from .reading import Manner, ReadingError, read, read_stdin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from .reading.child import Worker

PLAIN_SUFFIXES = (".txt", ".text", ".md")
"""Endings of names that most likely need no process to read them; whatever a file is, it is read."""

_FILES_FOR_EACH = 12
"""How many files make up for the start of another process."""


class Job(NamedTuple):
    """What a run checks by, and how it reads.

    level, year: None where they are inferred.
    strict: whether recommended elements count as required.
    force: whether other kinds of documents are checked too.
    jobs: how many processes check at a time; 0 for as many as there are processors, if there are files enough.
    stdin_name: what standard input, `-` among the paths, is called.
    """

    checklist: Checklist
    level: str | None
    year: int | None
    strict: bool
    force: bool
    manner: Manner
    jobs: int
    stdin_name: str


Answer = DocumentReport | Failure


def answers(paths: Sequence[str], job: Job) -> Iterator[Answer]:
    """Yield the answer to each path in turn."""
    jobs = min(job.jobs, len(paths)) or min(os.cpu_count() or 1, len(paths) // _FILES_FOR_EACH)
    if jobs > 1:
        yield from _at_once(paths, job, jobs)
    else:
        yield from _in_turn(paths, job)


def _in_turn(paths: Sequence[str], job: Job) -> Iterator[Answer]:
    worker: Worker | None = None
    try:
        for path in paths:
            if worker is None and not path.lower().endswith(PLAIN_SUFFIXES):
                worker = _worker()
            yield _answer(path, job, worker)
    finally:
        if worker is not None:
            worker.close()


def _answer(path: str, job: Job, worker: Worker | None) -> Answer:
    """Read and check one file."""
    try:
        source = read_stdin(job.manner, job.stdin_name, worker) if path == "-" else read(path, job.manner, worker)
    except ReadingError as error:
        return Failure(job.stdin_name if path == "-" else path, error.code, error.message)
    return checked(source, job)


def checked(source: Source, job: Job) -> Answer:
    """Check what was read, and refuse other kinds of documents unless they are wanted."""
    answer = check(source, job.checklist, job.level, job.year, job.strict)
    if answer.document.is_report or job.force:
        return answer
    kind = answer.document.kind
    looks = f"看上去是「{kind}」" if kind else "认不出是什么文件"
    return Failure(
        source.path, "not_a_report", f"不像法治政府建设年度报告，{looks}。请核对文件；确实要检查的，请加 --force。"
    )


def _worker() -> Worker:
    from .reading.child import Worker

    return Worker()


# --- Several at a time -----------------------------------------------------------------------------------------------


def _at_once(paths: Sequence[str], job: Job, jobs: int) -> Iterator[Answer]:
    """Let processes answer, no more than a few files ahead of what has been asked for."""
    import multiprocessing
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, (job,))
    waiting: deque[Future[bytes] | None] = deque()
    ahead = deque(paths)
    try:
        for path in paths:
            while ahead and len(waiting) < 4 * jobs:
                following = ahead.popleft()
                # Standard input is ours alone.
                waiting.append(None if following == "-" else pool.submit(_packed_answer, following))
            answer = waiting.popleft()
            yield _answer(path, job, None) if answer is None else _unpacked(answer.result(), job)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Here:
    """What a process that answers holds from one file to the next."""

    job: Job
    worker: Worker


def _begin(job: Job) -> None:
    import signal

    # An interrupt is meant for the process that started this one and will end it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Here.job = job
    _Here.worker = _worker()


def _packed_answer(path: str) -> bytes:
    """Return an answer without the elements, which are much larger than what is said of them."""
    import io
    import pickle

    class Packer(pickle.Pickler):
        def persistent_id(self, value: object) -> str | None:
            return value.id if isinstance(value, Element) else None

    packed = io.BytesIO()
    Packer(packed, pickle.HIGHEST_PROTOCOL).dump(_answer(path, _Here.job, _Here.worker))
    return packed.getvalue()


def _unpacked(packed: bytes, job: Job) -> Answer:
    import io
    import pickle

    elements = {element.id: element for element in job.checklist.elements}

    class Unpacker(pickle.Unpickler):
        def persistent_load(self, name: str) -> Element:
            return elements[name]

    answer: Answer = Unpacker(io.BytesIO(packed)).load()
    return answer
