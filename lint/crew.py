"""Work done by several processes at a time, its answers in order; what kills a process costs itself alone.

The processes of `concurrent.futures` would do but for three things: they cannot tell over which of many pieces of work
one of them died, they outlive a parent that is killed, and they finish what they have when the user wants them to stop.
Here every process has a pipe of its own, so all three are plain to see; and its work comes in chunks, so that the pipe
costs next to nothing.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from enum import Enum
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from contextlib import AbstractContextManager
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

HELD_MOST = 48 << 20
"""How many bytes of answers may wait for one that comes before them, about; more work is given out only below that."""

_ATTEMPTS = 2
"""How often a piece of work is tried before its process's death is held against it: processes are killed for others."""

_PATIENCE_SECONDS = 2.0
"""How long a process that was asked to end may take."""


class Lost(Enum):
    """Why an item has no answer: its process died over it, more than once, or took longer than it may."""

    DIED = "died"
    LATE = "late"


class Hands(NamedTuple):
    """What a process does: it enters `begin(*arguments)` and answers each item with the function that this gives.

    Both are sent to the process: a function of a module, and data.

    seconds: how long an item may take before the process is ended from outside; for what stops by itself, much more
        than it takes.
    """

    begin: Callable[..., AbstractContextManager[Callable[[str], bytes]]]
    arguments: tuple[object, ...]
    seconds: float


class CannotStartError(Exception):
    """No process can be started; the message is that of the system."""


def answered(
    items: Sequence[str], chunk_end: Callable[[int], int], jobs: int, hands: Hands
) -> Generator[bytes | Lost, None, None]:
    """Yield the answer to each item in turn.

    Args:
        items: the work.
        chunk_end: returns where the chunk ends that begins with an item.
        jobs: how many processes.
        hands: what they do.

    Raises:
        CannotStartError: a process ends before it has begun to work.
        Exception: what the work raised.
    """
    crew = _Crew(items, chunk_end, hands)
    try:
        with _uninterrupted():
            for _ in range(jobs):
                crew.hire()
        for number in range(len(items)):
            yield crew.answer(number)
    finally:
        crew.dismiss()


class _Member(NamedTuple):
    """A process with our end of its pipe, and the items that it still has to answer; none while it is idle."""

    process: BaseProcess
    pipe: Connection[Any, Any]
    numbers: deque[int]


class _Crew:
    """The processes at work, the work that is left, and the answers that wait for earlier ones."""

    def __init__(self, items: Sequence[str], chunk_end: Callable[[int], int], hands: Hands) -> None:
        self._items = items
        self._chunk_end = chunk_end
        self._hands = hands
        self._next = 0
        self._again: deque[deque[int]] = deque()
        self._tried: dict[int, int] = {}
        self._answers: dict[int, bytes | Lost] = {}
        self._held = 0
        self._members: dict[Any, _Member] = {}
        self._heard: dict[Any, float] = {}
        """When each process that has begun to work was last heard, or given something."""

    def hire(self) -> None:
        """Start a process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._hands), daemon=True)
        try:
            process.start()
        except OSError as error:
            raise CannotStartError(error.strerror or str(error)) from error
        finally:
            theirs.close()
        self._members[ours] = _Member(process, ours, deque())

    def answer(self, number: int) -> bytes | Lost:
        """Return the answer to an item; while it is waited for, and whenever one is taken, all are kept at work."""
        self._listen(0)
        while number not in self._answers:
            self._listen(self._spare_seconds())
            self._end_late()
        answer = self._answers.pop(number)
        self._held -= _size(answer)
        return answer

    def dismiss(self) -> None:
        """End all processes, whatever they are at."""
        for member in self._members.values():
            # Who waits for work goes when there is none to come; who is at some, or about to begin, has to be told.
            member.pipe.close()
            if member.numbers or member.pipe not in self._heard:
                member.process.terminate()
        for member in self._members.values():
            member.process.join(_PATIENCE_SECONDS)
            if member.process.is_alive():
                member.process.kill()
                member.process.join()
        self._members.clear()

    def _listen(self, seconds: float) -> None:
        """Take what the processes have to say, and give those that have nothing left to do something."""
        self._give()
        for pipe in wait(list(self._members), seconds):
            self._hear(self._members[pipe])
        self._give()

    def _hear(self, member: _Member) -> None:
        try:
            message = member.pipe.recv_bytes()
            if message[:1] == _FAILED:
                raise member.pipe.recv()
        except (EOFError, OSError):
            self._bury(member)
            return
        if member.pipe in self._heard:
            number = member.numbers.popleft()
            self._answers[number] = message[1:]
            self._held += len(message) - 1
        self._heard[member.pipe] = time.monotonic()

    def _give(self) -> None:
        for pipe in self._heard:
            member = self._members[pipe]
            # A process gets its next chunk when it has done the last, and never before: where both ends write at once,
            # both could wait for each other for ever.
            if not member.numbers and (chunk := self._chunk()):
                member.numbers.extend(chunk)
                self._heard[pipe] = time.monotonic()
                with suppress(OSError):  # it has died, which is heard next
                    pipe.send([self._items[number] for number in chunk])

    def _chunk(self) -> Sequence[int]:
        if self._again:
            return self._again.popleft()
        if self._held > HELD_MOST or self._next >= len(self._items):
            return ()
        first, self._next = self._next, self._chunk_end(self._next)
        return range(first, self._next)

    def _spare_seconds(self) -> float:
        """Return how long nothing has to be heard before a process is late."""
        heard = [self._heard[pipe] for pipe in self._heard if self._members[pipe].numbers]
        return max(0.0, min(heard) + self._hands.seconds - time.monotonic()) if heard else self._hands.seconds

    def _end_late(self) -> None:
        """End the processes that have been at one item for too long; it is not tried again."""
        now = time.monotonic()
        for pipe, heard in tuple(self._heard.items()):
            member = self._members[pipe]
            if member.numbers and now - heard > self._hands.seconds and not pipe.poll():
                self._answers[member.numbers.popleft()] = Lost.LATE
                member.process.kill()
                self._replace(member)

    def _bury(self, member: _Member) -> None:
        """Put another process in the place of a dead one; what it was at is tried once more."""
        if member.pipe not in self._heard:
            member.process.join()
            raise CannotStartError(f"exit status {member.process.exitcode}")
        if member.numbers:
            first = member.numbers[0]
            self._tried[first] = self._tried.get(first, 0) + 1
            if self._tried[first] >= _ATTEMPTS:
                self._answers[member.numbers.popleft()] = Lost.DIED
        self._replace(member)

    def _replace(self, member: _Member) -> None:
        member.process.join()
        member.pipe.close()
        del self._members[member.pipe], self._heard[member.pipe]
        if member.numbers:
            self._again.append(member.numbers)
        with _uninterrupted():
            self.hire()


def _size(answer: bytes | Lost) -> int:
    return len(answer) if isinstance(answer, bytes) else 0


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep an interrupt away from processes until they can tell that it is not meant for them, where that can be."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- In a process of the crew ----------------------------------------------------------------------------------------

_DONE, _FAILED = b"+", b"-"


def _work(pipe: Connection[Any, Any], hands: Hands) -> None:
    """Answer chunks until there are no more, or nobody who wants to know."""
    # An interrupt is meant for the process that started this one and will end it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # An orderly end, so that what `begin` has opened is closed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with hands.begin(*hands.arguments) as answer, suppress(EOFError, OSError):
        pipe.send_bytes(_DONE)
        while True:
            for item in pipe.recv():
                try:
                    message = _DONE + answer(item)
                except Exception as error:  # told where somebody can act on it
                    pipe.send_bytes(_FAILED)
                    pipe.send(error)
                    return
                pipe.send_bytes(message)
