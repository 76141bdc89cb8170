"""Chunks answered on this machine, in their order: one after the other, or by several processes at a time.

Each process has a pipe of its own, and nobody but us holds the other end. So a process that is killed, even in the
middle of an answer, is an end of file here, where a queue shared by all would wait for ever; and a process whose master
is killed finds an end of file too.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from ..console import UsageError
from .answering import Answered, Bench, Work

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from .chunks import Chunk

Pair = tuple["Chunk", Answered]

_AHEAD = 3
"""How many chunks for each process are under way: enough for nobody to wait, few enough to be held."""

AGAIN = "已经写好的部分都在，再运行同一条命令会接着做。"


def in_turn(chunks: Iterable[Chunk], work: Work) -> Generator[Pair, None, None]:
    """Yield each chunk with its answer."""
    with contextlib.closing(Bench(work)) as bench:
        for chunk in chunks:
            yield chunk, bench.answer(chunk)


def by_processes(chunks: Iterable[Chunk], work: Work, jobs: int) -> Generator[Pair, None, None]:
    """Yield each chunk with its answer, by so many processes; no more than a few chunks are read ahead.

    Raises:
        UsageError: a process was killed.
    """
    from collections import deque
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    idle: SimpleQueue[Connection] = SimpleQueue()

    def answer(chunk: Chunk) -> Answered:
        """Let an idle process answer; there is one for each thread that asks."""
        connection = idle.get()
        try:
            connection.send(chunk)
            answered: Answered = connection.recv()
        except (EOFError, OSError) as error:
            raise _KilledError from error
        finally:
            # Of a dead process too: whoever asks it next learns at once that it is.
            idle.put(connection)
        return answered

    waiting: deque[tuple[Chunk, Future[Answered]]] = deque()
    with _crew(work, jobs) as crew, ThreadPoolExecutor(jobs) as threads:
        for connection in crew.connections:
            idle.put(connection)
        try:
            for chunk in chunks:
                waiting.append((chunk, threads.submit(answer, chunk)))
                if len(waiting) > _AHEAD * jobs:
                    yield waiting[0][0], waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield waiting[0][0], waiting[0][1].result()
                waiting.popleft()
        except _KilledError as error:
            # Those ahead of it may be answered; those behind it, as many as there are processes, were under way too.
            raise UsageError(killed([chunk for chunk, _ in waiting][:jobs], jobs)) from error
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            if waiting:
                # What is under way is of no use any more; chunks of large files can take minutes.
                for process in crew.processes:
                    process.kill()


class _KilledError(Exception):
    """A process ended instead of answering."""


def killed(chunks: list[Chunk], jobs: int) -> str:
    """Return what to say when a process that answered was killed, by the system for its memory as a rule."""
    between = f"当时在检查 {chunks[0].rows[0].path} 到 {chunks[-1].rows[-1].path} 之间的文档。" if chunks else ""
    fewer = "反复如此的，请用较小的 --jobs，或者加大内存。" if jobs > 1 else ""
    return f"检查的进程被系统中止，多半是内存不够。{between}{AGAIN}{fewer}"


class _Crew(NamedTuple):
    """Processes that answer, each with our end of its pipe."""

    processes: list[BaseProcess]
    connections: list[Connection]


@contextlib.contextmanager
def _crew(work: Work, size: int) -> Iterator[_Crew]:
    """Start so many processes; at the end of the block each ends when it has answered what it was given."""
    import multiprocessing

    # A process that is forked would hold the pipes of those before it, and whatever threads had locked.
    context = multiprocessing.get_context("spawn")
    crew = _Crew([], [])
    try:
        for _ in range(size):
            ours, theirs = context.Pipe()
            crew.connections.append(ours)
            process: BaseProcess = context.Process(target=_serve, args=(theirs, work))
            with _no_interrupt():
                process.start()
            theirs.close()
            crew.processes.append(process)
        yield crew
    finally:
        for connection in crew.connections:
            connection.close()
        for process in crew.processes:
            process.join()


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Keep an interrupt from what is started, which would not know it for ours; it reaches us after the block."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- In a process that answers ---------------------------------------------------------------------------------------


def _serve(connection: Connection, work: Work) -> None:
    """Answer chunks until there is nobody to ask."""
    import signal

    from ..garbage import settle

    # An interrupt is meant for the process that started this one and will end it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settle()
    with contextlib.closing(Bench(work)) as bench, contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(bench.answer(connection.recv()))
