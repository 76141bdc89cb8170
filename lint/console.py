"""What the command line prints and writes, and how it says that a command was wrong."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

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


def print_text(text: str, encoding: str | None = None, harmless: bool = False) -> None:
    """Write to standard output, in `encoding` or the console's own; what that lacks becomes a question mark.

    `harmless`: whether the log of a build must find no command in it.

    A reader that has gone away (`| head`) is no error: the answer stands, and so does the exit status.
    """
    if harmless:
        text = _harmless(text)
    data = text.encode(encoding or sys.stdout.encoding or "utf-8", "replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end; it must find an open file then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise UsageError(f"结果写不出去：{error.strerror or error}。请检查输出的去处和磁盘空间。") from error


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
    """Write bytes, or text in UTF-8, to a file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise UsageError(f"{path} 写不进去：{what}。请检查文件夹是否存在、有没有写入权限。") from error


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
