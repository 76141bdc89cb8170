"""What the command line prints and writes, and how it says that a command was wrong."""

from __future__ import annotations

import codecs
import os
import sys
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Failure

COMMANDS = (
    *("check", "explain", "elements", "outline"),
    *("baseline", "matrix", "annotate", "template", "corpus", "server"),
    *("schema", "init", "version"),
)
"""The subcommands; any other first word is a path."""


class UsageError(Exception):
    """A wrong option or argument; the message is for the user."""


def tell(message: str) -> None:
    """Write a message to standard error; a closed one is no reason to fail."""
    try:
        sys.stderr.write(_harmless(message) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def tell_of(failures: Iterable[Failure], notices: Iterable[str]) -> None:
    """Tell what could not be checked, and what is to be known."""
    for failure in failures:
        tell(f"lawlint: {failure.path}：{failure.message}")
    for notice in notices:
        tell(f"lawlint: {notice}")


def is_same_file(path: str, other: str) -> bool:
    """Tell whether two paths lead to one file that is there."""
    return os.path.isfile(path) and os.path.exists(other) and os.path.samefile(path, other)


def _harmless(text: str) -> str:
    """Return text for a log that GitHub Actions reads commands from, without any; elsewhere as it is."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    from .output.safe import workflow_log

    return workflow_log(text)


class Printer:
    """Standard output, in one encoding; what that lacks becomes a question mark.

    A reader that has gone away (`| head`) is no error: from then on, nothing is written.
    """

    def __init__(self, encoding: str | None, for_people: bool) -> None:
        self._encoder = codecs.getincrementalencoder(encoding or sys.stdout.encoding or "utf-8")("replace")
        self._for_people = for_people
        self.problem: UsageError | None = None
        self.open = True

    def write(self, text: str | bytes) -> None:
        """Print some words, whole lines, or bytes."""
        if isinstance(text, bytes):
            self._put(text)
        elif text:
            self._put(self._encoder.encode(_harmless(text) if self._for_people else text))

    def _put(self, data: bytes) -> None:
        if not (data and self.open):
            return
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
        except BrokenPipeError:
            self.open = False
            # The interpreter flushes once more at its end; it must find an open file then.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            self.open = False
            self.problem = UsageError(f"结果写不出去：{error.strerror or error}。请检查输出的去处和磁盘空间。")

    def close(self) -> None:
        """Write what an encoding needs at its end."""
        self._put(self._encoder.encode("", True))

    def discard(self) -> None:
        """Leave it at what is printed."""


class File:
    """A file that gets its name when it is whole, so that there is never half of a report, nor none in its place.

    A pipe or device, and a file in a folder where nothing can be put, is written at the end.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.problem: UsageError | None = None
        self.open = True
        self._beside = ""
        self._file: IO[bytes] | None = None
        try:
            self._file = self._opened()
        except (OSError, ValueError) as error:
            self._fail(error)

    def write(self, text: str | bytes) -> None:
        """Write some words in UTF-8, or bytes."""
        if self._file is None:
            return
        try:
            self._file.write(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
        except OSError as error:
            self.discard()
            self._fail(error)

    def close(self) -> None:
        """Give the file its name."""
        if self._file is None:
            return
        try:
            if self._beside:
                self._file.close()
                with suppress(OSError):  # a new file has no mode to keep
                    os.chmod(self._beside, os.stat(self._path).st_mode & 0o7777)
                os.replace(self._beside, os.path.realpath(self._path))
            else:
                import shutil

                self._file.seek(0)
                with open(self._path, "wb") as target:
                    shutil.copyfileobj(self._file, target)
                self._file.close()
            self._file = None
        except OSError as error:
            self.discard()
            self._fail(error)

    def discard(self) -> None:
        """Leave what was there before, if there was anything."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()
            if self._beside:
                with suppress(OSError):
                    os.remove(self._beside)

    def _opened(self) -> IO[bytes]:
        import tempfile

        there = os.path.exists(self._path)
        if there and not os.path.isfile(self._path) and not os.path.isdir(self._path):
            return tempfile.TemporaryFile(prefix="lawlint-")
        if there:
            # Raises what keeps it from being written to.
            with open(self._path, "ab"):
                pass
        folder = os.path.dirname(os.path.realpath(self._path))
        beside = os.path.join(folder, f".lawlint-{os.getpid()}-{time.time_ns():x}")
        try:
            file = open(beside, "xb")  # noqa: SIM115
        except PermissionError:
            if not there:
                raise
            return tempfile.TemporaryFile(prefix="lawlint-")
        self._beside = beside
        return file

    def _fail(self, error: Exception) -> None:
        self.open = False
        what = getattr(error, "strerror", None) or error
        self.problem = UsageError(f"{self._path} 写不进去：{what}。请检查文件夹是否存在、有没有写入权限。")


def print_text(text: str, encoding: str | None = None, harmless: bool = False) -> None:
    """Write to standard output, in `encoding` or the console's own; what that lacks becomes a question mark.

    `harmless`: whether the log of a build must find no command in it.

    A reader that has gone away (`| head`) is no error: the answer stands, and so does the exit status.

    Raises:
        UsageError: it cannot be written.
    """
    printer = Printer(encoding, harmless)
    printer.write(text)
    printer.close()
    if printer.problem is not None:
        raise printer.problem


def print_json(value: object) -> None:
    """Write a value to standard output as indented JSON in UTF-8."""
    import json

    print_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def require(module: str, extra: str) -> None:
    """Refuse a job for which a module is missing that an extra brings.

    Raises:
        UsageError: the module is not installed; the message tells how to get it.
    """
    import importlib.util

    if importlib.util.find_spec(module) is None:
        raise UsageError(f'这项功能需要额外组件，请运行：pip install "lawlint[{extra}]"')


def save(content: str | bytes, path: str) -> None:
    """Write bytes, or text in UTF-8, to a file, whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    file = File(path)
    file.write(content)
    file.close()
    if file.problem is not None:
        raise file.problem


def append(text: str, path: str) -> None:
    """Add text to a file that a build keeps; where that fails it is told, since the report itself is elsewhere."""
    try:
        with open(path, "ab") as file:
            file.write(text.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        tell(f"lawlint: {path} 写不进去：{getattr(error, 'strerror', None) or error}。")


def colored(wanted: str, to_file: bool) -> bool:
    """Return whether the report is coloured: told, or by the usual variables of the environment, or on a terminal."""
    if wanted != "auto":
        return wanted == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
