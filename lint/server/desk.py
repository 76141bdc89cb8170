"""What is open in the editor, and when it is checked: a while after an edit, and at once when somebody asks.

Texts are checked one at a time, beside the loop that reads messages. What was found in a text that has been edited
since is never shown.
"""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ..model import Failure, Report, Span
from .answers import Answer, answer_of, folder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any

    from .answers import Page
    from .rules import RuleBook

# An edit is checked after a short pause, in which the rest of the same edit arrives: a report of the usual size is
# answered before the next key is hit. Where a check takes long, the pause is longer, so that not every key costs one.
_SHORTEST, _LONGEST = 0.005, 0.3
_QUICK = 0.06
_SETTINGS_EVERY = 1.0


class _Sheet:
    """A page on the desk, with what was last found in it and what is to happen to it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answer: Answer | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.lock = asyncio.Lock()

    @property
    def current(self) -> Answer | None:
        """What was found in the page as it is now."""
        return self.answer if self.answer is not None and self.answer.page is self.page else None


class Desk:
    """The pages that are open; `publish` is given every answer that is new and still true."""

    def __init__(self, book: RuleBook, publish: Callable[[Answer], None]) -> None:
        self._book = book
        self._publish = publish
        self._sheets: dict[str, _Sheet] = {}
        self._worker = ThreadPoolExecutor(1, "check")
        self._tasks: set[asyncio.Task[None]] = set()
        self._took = 0.0

    def pages(self) -> Iterable[Page]:
        """Return the pages that are open."""
        return [sheet.page for sheet in self._sheets.values()]

    def page(self, uri: str) -> Page | None:
        """Return a page that is open."""
        sheet = self._sheets.get(uri)
        return sheet.page if sheet else None

    def put(self, page: Page) -> None:
        """Open a page, or put it in the place of what it was, and have it checked soon."""
        sheet = self._sheets.get(page.uri)
        if sheet is None:
            sheet = self._sheets[page.uri] = _Sheet(page)
        sheet.page = page
        self._soon(sheet, _SHORTEST if self._took < _QUICK else min(self._took / 2, _LONGEST))

    def take(self, uri: str) -> None:
        """Close a page."""
        sheet = self._sheets.pop(uri, None)
        if sheet is not None and sheet.timer is not None:
            sheet.timer.cancel()

    def renew(self) -> None:
        """Have all pages checked again, since what they are checked by may have changed."""
        for sheet in self._sheets.values():
            sheet.answer = None
            self._soon(sheet, 0)

    async def answer(self, uri: str) -> Answer | None:
        """Return what there is to say of a page as it is now; None where it is not open."""
        while (sheet := self._sheets.get(uri)) is not None:
            if (current := sheet.current) is not None:
                return current
            await self._check(sheet)
        return None

    async def watch(self) -> None:
        """See to it, for ever, that changed settings are noticed, also where the editor does not tell of them."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SETTINGS_EVERY)
            folders = {folder_of(page) for page in self.pages()}
            if await loop.run_in_executor(self._worker, self._changed, folders):
                self.renew()

    def close(self) -> None:
        """Do nothing any more."""
        for sheet in self._sheets.values():
            if sheet.timer is not None:
                sheet.timer.cancel()
        self._sheets.clear()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _changed(self, folders: Iterable[str]) -> bool:
        return any([self._book.changed(folder) for folder in folders])

    def _soon(self, sheet: _Sheet, wait: float) -> None:
        if sheet.timer is not None:
            sheet.timer.cancel()
        sheet.timer = asyncio.get_running_loop().call_later(wait, self._begin, sheet)

    def _begin(self, sheet: _Sheet) -> None:
        sheet.timer = None
        self.start(self._check(sheet))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let some work be done beside everything else."""
        task = asyncio.get_running_loop().create_task(work)
        # The loop itself keeps no hold of its tasks.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check(self, sheet: _Sheet) -> None:
        """Check a page as it is now, unless that is done; what was edited meanwhile is left to the next check."""
        async with sheet.lock:
            if sheet.current is not None:
                return
            page = sheet.page
            loop = asyncio.get_running_loop()
            answer, took = await loop.run_in_executor(self._worker, self._answer, page)
            self._took = took
            if sheet.page is page and self._sheets.get(page.uri) is sheet:
                sheet.answer = answer
                self._publish(answer)

    def _answer(self, page: Page) -> tuple[Answer, float]:
        begin = time.perf_counter()
        try:
            answer = answer_of(page, self._book)
        except Exception as error:  # an unforeseen accident must not look like a report without faults
            answer = accident(page, error)
        return answer, time.perf_counter() - begin


def accident(page: Page, error: Exception) -> Answer:
    """Tell of an accident on standard error, and return it as what there is to say of a page."""
    traceback.print_exception(error, file=sys.stderr)
    words = f"内部错误：{type(error).__name__}: {error}。这是 lawlint 的缺陷，不是报告的问题，请附上原文反馈。"
    return Answer(page, Report(errors=(Failure(page.name, "internal", words),)), (), Span(0, 0), "zh")
