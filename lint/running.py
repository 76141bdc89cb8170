"""From paths to answers, in the order of the paths: one after the other, or by several processes at a time.

A process that checks keeps another that reads (see `reading.child`), for as long as there are files for it.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .engine import Checklist, check
from .model import DocumentReport, Failure, Source
from .reading import Manner, ReadingError, read, read_stdin

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from .reading.child import Worker

T = TypeVar("T")

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


def answers(paths: Sequence[str], job: Job, finish: Callable[[Answer], T]) -> Generator[T, None, None]:
    """Yield what becomes of the answer to each path in turn.

    Args:
        paths: files, or `-` for standard input.
        job: what they are checked by.
        finish: what is made of an answer, in whatever process it is found; where there are several, it is sent to them
            and must return what `packing` knows.
    """
    jobs = jobs_for(paths, job)
    if jobs > 1:
        yield from _at_once(paths, job, finish, jobs)
    else:
        yield from _in_turn(paths, job, finish)


def _in_turn(paths: Sequence[str], job: Job, finish: Callable[[Answer], T]) -> Iterator[T]:
    with _answering(job) as answer:
        for path in paths:
            yield finish(answer(path))


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
def _answering(job: Job) -> Iterator[Callable[[str], Answer]]:
    """Give what answers a path; a process that reads is started when it is needed, and ended in the end."""
    worker: Worker | None = None

    def answer(path: str) -> Answer:
        nonlocal worker
        if worker is None and not path.lower().endswith(PLAIN_SUFFIXES):
            from .reading.child import Worker

            worker = Worker()
        return _answer(path, job, worker)

    try:
        yield answer
    finally:
        if worker is not None:
            worker.close()


def _answer(path: str, job: Job, worker: Worker | None) -> Answer:
    """Read and check one file; whatever becomes of it, the others are answered."""
    shown = job.stdin_name if path == "-" else path
    try:
        source = read_stdin(job.manner, job.stdin_name, worker) if path == "-" else read(path, job.manner, worker)
        return checked(source, job)
    except ReadingError as error:
        return Failure(shown, error.code, error.message)
    except Exception as error:  # a slip over one file must neither look like a finding nor cost the other files
        if os.environ.get("LAWLINT_DEBUG"):
            raise
        return Failure(
            shown,
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


def _at_once(paths: Sequence[str], job: Job, finish: Callable[[Answer], T], jobs: int) -> Iterator[T]:
    """Let processes answer all but standard input, which is ours alone."""
    from .crew import CannotStartError, Hands, Lost, answered
    from .packing import unpacked

    files = [path for path in paths if path != "-"]
    elements = {element.id: element for element in job.checklist.elements}
    seconds = job.manner.limits.seconds
    # Reading and checking end by themselves when they take longer than that; LibreOffice may take a little more.
    hands = Hands(_begin, (job, finish), 3 * seconds + _GRACE_SECONDS)
    packs = answered(files, chunk_ends(files, jobs), jobs, hands)
    done = 0
    try:
        for path in paths:
            if path == "-":
                with _answering(job) as answer:
                    outcome = finish(answer(path))
            elif isinstance(packed := next(packs), Lost):
                outcome = finish(_late(path, seconds) if packed is Lost.LATE else _crashed(path))
            else:
                outcome = unpacked(packed, elements)
            done += 1
            yield outcome
    except CannotStartError:
        # It takes longer alone, but nothing else is wrong.
        yield from _in_turn(paths[done:], job, finish)
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
def _begin(job: Job, finish: Callable[[Answer], object]) -> Iterator[Callable[[str], bytes]]:
    """Give what answers a path in a process of its own."""
    import gc

    from .packing import packed

    # The checklist is there to stay; there is no garbage in it.
    gc.collect()
    gc.freeze()
    with _answering(job) as answer:
        yield lambda path: packed(finish(answer(path)))
