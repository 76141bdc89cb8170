"""What the processes of a crew do in tests; they import it by this name."""

import os
import pathlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def obey(marks: str) -> Iterator[Callable[[str], bytes]]:
    """Do as items say; `marks` is a folder in which is left what was done once."""

    def answer(item: str) -> bytes:
        word, _, rest = item.partition(" ")
        mark = pathlib.Path(marks, rest or word)
        if word == "die" or (word == "die-once" and not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        if word == "sleep":
            time.sleep(600)
        if word == "raise":
            raise ValueError(rest)
        if word == "large":
            return bytes(int(rest))
        return item.encode()

    yield answer


@contextmanager
def stillborn() -> Iterator[Callable[[str], bytes]]:
    """End before anything is begun."""
    sys.exit(3)
    yield
