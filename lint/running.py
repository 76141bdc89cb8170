"""From paths to answers, in the order of the paths: one after the other, or by several processes at a time.

A process that checks keeps another that reads (see `reading.child`), for as long as there are files for it.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from .engine import Checklist, check
from .finishing import Finish, Outcome, outcome_of
from .model import DocumentReport, Failure, Source
from .reading import Manner, ReadingError, data_of, read_bytes, read_stdin

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from .cache import Cache, Store
    from .reading.child import Worker

PLAIN_SUFFIXES = (".txt", ".text", ".md")
"""Endings of names that most likely need no process to read them; whatever a file is, it is read."""

_OTHER_WEIGHT = 4
"""How much work a file that needs such a process is, in files that need none."""

_WEIGHT_FOR_EACH = 24
"""How much work makes up for the start of another process."""

_CHUNK_WEIGHT = 32
"""How much work a process is given at a time, at the most."""

_CHUNKS_FOR_EACH = 4
"""How many chunks each process is given at the least, so that none ends long before the others."""

_GRACE_SECONDS = 60


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


class Task(NamedTuple):
    """What a run does to each file: check it, and make of the answer what is told.

    store: where answers are kept between runs; None where they are not.
    """

    job: Job
    finish: Finish
    store: Store | None = None


def answers(paths: Sequence[str], task: Task) -> Generator[Outcome, None, None]:
    """Yield what is said of each path in turn, `-` for standard input among them."""
    jobs = jobs_for(paths, task.job)
    if jobs > 1:
        yield from _at_once(paths, task, jobs)
    else:
        yield from _in_turn(paths, task)


def _in_turn(paths: Sequence[str], task: Task) -> Iterator[Outcome]:
    with _answering(task) as answer:
        for path in paths:
            yield answer(path)


def jobs_for(paths: Sequence[str], job: Job) -> int:
    """Return how many processes check some paths."""
    if job.jobs:
        return min(job.jobs, len(paths))
    most = os.cpu_count() or 1
    # All is known of a long list by its beginning.
    weight = sum(map(_weight, paths[: most * _WEIGHT_FOR_EACH]))
    return min(most, weight // _WEIGHT_FOR_EACH)


def _weight(path: str) -> int:
    return 1 if path.lower().endswith(PLAIN_SUFFIXES) else _OTHER_WEIGHT


@contextmanager
def _answering(task: Task) -> Iterator[Callable[[str], Outcome]]:
    """Give what answers a path; what it needs is opened when it is needed, and closed in the end."""
    answering = _Answering(task)
    try:
        yield answering.answer
    finally:
        answering.close()


class _Answering:
    """What is held from one file to the next: a process that reads, and answers of earlier runs."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._worker: Worker | None = None
        self._cache: Cache | None = None

    def answer(self, path: str) -> Outcome:
        """Return what is said of a file, or of standard input, `-`; whatever becomes of it, the others are answered."""
        job, finish, store = self._task
        shown = job.stdin_name if path == "-" else path
        is_plain = path.lower().endswith(PLAIN_SUFFIXES)
        try:
            if path == "-":
                return outcome_of(checked(read_stdin(job.manner, job.stdin_name, self._reader()), job), finish)
            data = data_of(path, job.manner)
            if store is not None and (store.every or not is_plain):
                return self._remembered(path, data, store)
            return outcome_of(_answer(path, data, job, None if is_plain else self._reader()), finish)
        except ReadingError as error:
            return outcome_of(Failure(shown, error.code, error.message), finish)

    def close(self) -> None:
        """End the process that reads, and write what is to be kept."""
        if self._worker is not None:
            self._worker.close()
        if self._cache is not None:
            self._cache.close()

    def _reader(self) -> Worker:
        if self._worker is None:
            from .reading.child import Worker

            self._worker = Worker()
        return self._worker

    def _remembered(self, path: str, data: bytes, store: Store) -> Outcome:
        """Return what an earlier run said of the same file, if it was asked the same."""
        if self._cache is None:
            from .cache import Cache

            self._cache = Cache(store, {element.id: element for element in self._task.job.checklist.elements})
        key = self._cache.key(path, data)
        outcome = self._cache.take(key)
        if outcome is None:
            outcome = outcome_of(_answer(path, data, self._task.job, self._reader()), self._task.finish)
            self._cache.keep(key, outcome)
        return outcome


def _answer(path: str, data: bytes, job: Job, worker: Worker | None) -> Answer:
    """Read and check the content of a file."""
    try:
        return checked(read_bytes(path, data, job.manner, worker), job)
    except ReadingError as error:
        return Failure(path, error.code, error.message)
    except Exception as error:  # a slip over one file must neither look like a finding nor cost the other files
        if os.environ.get("LAWLINT_DEBUG"):
            raise
        return Failure(
            path,
            "internal",
            f"检查时出了内部错误（{type(error).__name__}: {error}）。这是 lawlint 的缺陷，不是报告的问题；"
            "设置环境变量 LAWLINT_DEBUG=1 再检查这个文件，可得到详情，请附上反馈。",
        )


def checked(source: Source, job: Job) -> Answer:
    """Check what was read, and refuse other kinds of documents unless they are wanted.

    The check may take as long as reading may (`Limits.seconds`).
    """
    seconds = job.manner.limits.seconds
    try:
        answer = check(source, job.checklist, job.level, job.year, job.strict, deadline=time.monotonic() + seconds)
    except TimeoutError:
        return _late(source.path, seconds)
    if answer.document.is_report or job.force:
        return answer
    kind = answer.document.kind
    looks = f"看上去是「{kind}」" if kind else "认不出是什么文件"
    return Failure(
        source.path, "not_a_report", f"不像法治政府建设年度报告，{looks}。请核对文件；确实要检查的，请加 --force。"
    )


def _late(path: str, seconds: float) -> Failure:
    return Failure(
        path, "timeout", f"{seconds:g} 秒内没有检查完，已停止。请核对文件；确认文件可信后，可以用 --timeout 放宽。"
    )


# --- Several at a time -----------------------------------------------------------------------------------------------


def _at_once(paths: Sequence[str], task: Task, jobs: int) -> Iterator[Outcome]:
    """Let processes answer all but standard input, which is ours alone."""
    from .crew import CannotStartError, Hands, Lost, answered
    from .packing import unpacked

    files = [path for path in paths if path != "-"]
    elements = {element.id: element for element in task.job.checklist.elements}
    seconds = task.job.manner.limits.seconds
    # Reading and checking end by themselves when they take longer than that; LibreOffice may take a little more.
    hands = Hands(_begin, (task,), 3 * seconds + _GRACE_SECONDS)
    packs = answered(files, chunk_ends(files, jobs), jobs, hands)
    done = 0
    try:
        for path in paths:
            if path == "-":
                with _answering(task) as answer:
                    outcome = answer(path)
            elif isinstance(packed := next(packs), Lost):
                failure = _late(path, seconds) if packed is Lost.LATE else _crashed(path)
                outcome = outcome_of(failure, task.finish)
            else:
                outcome = unpacked(packed, elements)
            done += 1
            yield outcome
    except CannotStartError:
        # It takes longer alone, but nothing else is wrong.
        yield from _in_turn(paths[done:], task)
    finally:
        packs.close()


def _crashed(path: str) -> Failure:
    return Failure(
        path,
        "crashed",
        "检查它的进程意外中止，可能是内存不足，或者被系统、别的程序结束了。其他文件不受影响；请单独再检查这个文件。",
    )


def chunk_ends(paths: Sequence[str], jobs: int) -> Callable[[int], int]:
    """Return what tells where the chunk ends that begins with a path: as much as is worth the message, but no more.

    Small tasks are cheaper by the dozen, and the last chunk should not keep one process busy while others have nothing
    left to do.
    """
    most = max(1, min(_CHUNK_WEIGHT, len(paths) // (_CHUNKS_FOR_EACH * jobs)))

    def end(first: int) -> int:
        weight = 0
        for number in range(first, len(paths)):
            weight += _weight(paths[number])
            if weight >= most:
                return number + 1
        return len(paths)

    return end


@contextmanager
def _begin(task: Task) -> Iterator[Callable[[str], bytes]]:
    """Give what answers a path in a process of its own."""
    from .garbage import settle
    from .packing import packed

    settle()
    with _answering(task) as answer:
        yield lambda path: packed(answer(path))
