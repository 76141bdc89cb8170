"""What the command line prints and writes, and how it says that a command was wrong."""

from __future__ import annotations

import os
import sys

COMMANDS = ("check", "explain", "elements", "outline", "schema", "init", "version")
"""The subcommands; any other first word is a path."""


class UsageError(Exception):
    """A wrong option or argument; the message is for the user."""


def tell(message: str) -> None:
    """Write one line to standard error; a closed one is no reason to fail."""
    try:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def print_text(text: str, encoding: str | None = None) -> None:
    """Write to standard output, in `encoding` or the console's own; what that lacks becomes a question mark.

    A reader that has gone away (`| head`) is no error: the answer stands, and so does the exit status.
    """
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
        raise UsageError(f"--output-file {path} 写不进去：{what}。请检查文件夹是否存在、有没有写入权限。") from error


def colored(wanted: str, to_file: bool) -> bool:
    """Return whether the report is coloured: told, or by the usual variables of the environment, or on a terminal."""
    if wanted != "auto":
        return wanted == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
