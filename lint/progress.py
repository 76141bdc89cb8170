"""How far a run has come, told on a terminal while it goes on."""

from __future__ import annotations

import sys
import time

_AFTER_SECONDS = 1.0
_EVERY_SECONDS = 0.2


class Progress:
    """A line on standard error that is written over and over, and goes away in the end.

    A run that takes less than a second shows nothing.
    """

    def __init__(self, count: int, shown: bool) -> None:
        self._count = count
        self._shown = shown
        self._done = 0
        self._begin = time.monotonic()
        self._next = self._begin + _AFTER_SECONDS
        self._cells = 0

    def step(self) -> None:
        """Tell that one more file is done."""
        self._done += 1
        now = time.monotonic() if self._shown else 0.0
        if not self._shown or now < self._next:
            return
        self._next = now + _EVERY_SECONDS
        each = (now - self._begin) / self._done
        rate = f"每秒 {1 / each:.1f} 份" if each < 1 else f"每份 {each:.1f} 秒"
        left = f"，还要约 {_duration(each * (self._count - self._done))}" if self._done < self._count else ""
        self._write(f"已检查 {self._done}/{self._count}，{rate}{left}")

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._cells:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, line: str) -> None:
        cells = sum(2 if ord(character) > 0x2E7F else 1 for character in line)
        sys.stderr.write(f"\r{line}{' ' * (self._cells - cells)}")
        sys.stderr.flush()
        self._cells = cells


def _duration(seconds: float) -> str:
    """Return a length of time as people say it: not more exactly than it is known."""
    whole = round(seconds)
    if whole < 60:
        return f"{max(whole, 1)} 秒"
    if whole < 3600:
        return f"{whole // 60} 分 {whole % 60} 秒"
    return f"{whole // 3600} 小时 {whole % 3600 // 60} 分"
