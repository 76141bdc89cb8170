"""The folder that is written to: two tables in parts, a file that says how far they are good, and a lock.

    documents/part-000000.parquet
    findings/part-000000.parquet
    run.json

A part is written under a temporary name, flushed to the disk and renamed; when both of its files are there, `run.json`
is replaced in the same way. It alone says what is done: a part that it does not count is written again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from functools import partial
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from ..console import UsageError
from .records import TABLES, write
from .rows import Position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

RUN_FILE = "run.json"
_LOCK_FILE = ".lock"
_PART = "part-"
_WHAT = {
    "lawlint": "lawlint 的版本",
    "checks": "要素、增补包或选中的要素",
    "settings": "级别、年度、读取限制等选项或设置",
    "columns": "列的选项",
    "inputs": "输入的文件（名称、大小或修改时间）",
    "output_format": "输出格式",
    "part_size": "--part-size",
}
"""What an output depends on, by the key that `run.json` has for it."""

Facts = dict[str, Any]


class Progress(NamedTuple):
    """How far a run has come.

    parts, documents, findings: how many are written; statuses, errors: how many of each are among them.
    position: where reading goes on.
    finished: whether the input is at its end.
    """

    parts: int
    documents: int
    findings: int
    statuses: Mapping[str, int]
    errors: Mapping[str, int]
    position: Position
    finished: bool


NOTHING = Progress(0, 0, 0, {}, {}, Position(), False)


@contextlib.contextmanager
def locked(folder: str) -> Iterator[None]:
    """Hold a folder, made if need be, for one run; the system lets go of it when the process ends, however it ends.

    Raises:
        UsageError: another run holds it, or it cannot be written to.
    """
    try:
        for name in (folder, *(os.path.join(folder, table) for table, _ in TABLES)):
            os.makedirs(name, exist_ok=True)
        file = open(os.path.join(folder, _LOCK_FILE), "a+b")  # noqa: SIM115
    except OSError as error:
        raise unwritable(folder, error) from error
    with file:
        if not _taken(file):
            raise UsageError(f"另一个 lawlint corpus 正在写 {folder}。请等它结束，或者用 -o 指定别的文件夹。")
        yield


def refuse_strange(folder: str) -> None:
    """Refuse a folder that holds something and was not written by a run before.

    Raises:
        UsageError: so it is.
    """
    if os.path.isdir(folder):
        if os.path.exists(os.path.join(folder, RUN_FILE)):
            return
        tables = [os.path.join(folder, table) for table, _ in TABLES]
        # What a run leaves that was killed before it had recorded anything.
        ours = {_LOCK_FILE, _unfinished(RUN_FILE), *(table for table, _ in TABLES)}
        names = [name for name in os.listdir(folder) if name not in ours]
        names += [name for table in tables if os.path.isdir(table) for name in os.listdir(table)]
        if names:
            raise UsageError(f"{folder} 里有别的文件（{names[0]} 等），怕弄乱，没有写。请用 -o 指定新的文件夹。")
    elif os.path.lexists(folder):
        raise UsageError(f"{folder} 不是文件夹。请用 -o 指定新的文件夹。")


def progress_of(folder: str, facts: Facts, output_format: str) -> Progress:
    """Return how far the run that is recorded in a folder has come.

    Args:
        folder: which is locked.
        facts: what the output depends on now.
        output_format: of the parts.

    Raises:
        UsageError: the folder was written from something else or in another way, or has lost parts.
    """
    record = _record(folder)
    if record is None:
        return NOTHING
    try:
        before = record["facts"]
        told = record["progress"]
        progress = Progress(**{**told, "position": Position(*told["position"])})
    except (KeyError, TypeError) as error:
        raise _damaged(folder) from error
    if before != facts:
        changed = [words for key, words in _WHAT.items() if before.get(key) != facts.get(key)]
        raise UsageError(
            f"{folder} 里的结果和这次的不是一回事，变了的有：{'；'.join(changed) or RUN_FILE}。"
            "请用 -o 指定新的文件夹，或者加 --restart，丢掉里面的结果从头做。"
        )
    for table, _ in TABLES:
        there = set(os.listdir(os.path.join(folder, table)))
        for number in range(progress.parts):
            if (name := part_name(number, output_format)) not in there:
                raise UsageError(f"{folder} 里少了 {table}/{name}。请找回来，或者加 --restart，从头做。")
    return progress


def begin(folder: str, facts: Facts) -> None:
    """Make the folder ready for a run from the beginning: what an earlier one wrote is deleted."""
    try:
        # First of all nothing counts any more; and whatever happens, the record says whose the parts are.
        record(folder, facts, NOTHING)
        for table, _ in TABLES:
            for name in os.listdir(os.path.join(folder, table)):
                if name.lstrip(".").startswith(_PART):
                    os.remove(os.path.join(folder, table, name))
    except OSError as error:
        raise unwritable(folder, error) from error


def write_part(folder: str, number: int, output_format: str, pieces: Mapping[str, Sequence[bytes]]) -> None:
    """Write a part of every table, made of pieces by the name of the table.

    Raises:
        UsageError: it cannot be written.
    """
    name = part_name(number, output_format)
    try:
        for table, columns in TABLES:
            inside = os.path.join(folder, table)
            _replace(inside, name, partial(write, output_format, columns, pieces[table]))
    except OSError as error:
        raise unwritable(folder, error) from error


def record(folder: str, facts: Facts, progress: Progress) -> None:
    """Record how far a run has come; from now on that is done.

    Raises:
        UsageError: it cannot be written.
    """
    value = {"facts": facts, "progress": progress._asdict()}
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        _replace(folder, RUN_FILE, lambda file: file.write(text.encode("utf-8", "surrogateescape")))
    except OSError as error:
        raise unwritable(folder, error) from error


def part_name(number: int, output_format: str) -> str:
    """Return the name of a part in the folder of its table."""
    return f"{_PART}{number:06}.{output_format}"


def unwritable(folder: str, error: OSError) -> UsageError:
    """Return the error for a folder that cannot be written to."""
    return UsageError(
        f"{folder} 写不进去：{error.strerror or error}。请检查磁盘空间和写入权限；"
        "已经写好的部分都在，再运行同一条命令会接着做。"
    )


def _record(folder: str) -> dict[str, Any] | None:
    try:
        with open(os.path.join(folder, RUN_FILE), "rb") as file:
            value = json.loads(file.read().decode("utf-8", "surrogateescape"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _damaged(folder) from error
    if not isinstance(value, dict):
        raise _damaged(folder)
    return value


def _damaged(folder: str) -> UsageError:
    return UsageError(f"{folder}/{RUN_FILE} 读不懂，可能被改动过。请用 -o 指定新的文件夹，或者加 --restart，从头做。")


def _replace(folder: str, name: str, fill: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that, whatever happens, either all of it is there under its name or what was there before."""
    unfinished = os.path.join(folder, _unfinished(name))
    with open(unfinished, "wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, os.path.join(folder, name))
    if sys.platform != "win32":
        # The new name is on the disk only when the folder is.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unfinished(name: str) -> str:
    """Return what a file is called until it is whole; readers of whole folders pass over names that begin so."""
    return f".{name}.tmp"


def _taken(file: IO[bytes]) -> bool:
    """Take a lock, and tell whether nobody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
