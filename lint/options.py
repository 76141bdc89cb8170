"""The options of a check as they were typed, and what their values mean.

Values are checked here, so that every message is Chinese and names what is allowed.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .config import is_day, known_encoding
from .console import UsageError
from .tables import LEVELS, YEARS, SettingsError, bytes_of, suggestion

if TYPE_CHECKING:
    from .reading import Manner

T = TypeVar("T")
U = TypeVar("U")


class Options(NamedTuple):
    """What stands on the command line of a check beside the paths, as it was typed; None where it was not."""

    output_format: list[str] | None = None
    output_file: str | None = None
    level: str | None = None
    year: str | None = None
    select: list[str] | None = None
    ignore: list[str] | None = None
    family: list[str] | None = None
    strict: bool | None = None
    fail_on: str | None = None
    config: str | None = None
    isolated: bool = False
    encoding: str | None = None
    stdin_filename: str = "<stdin>"
    lang: str | None = None
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    jobs: str = "0"
    max_size: str | None = None
    max_pages: str | None = None
    timeout: str | None = None
    max_memory: str | None = None
    max_part: str | None = None
    max_parts: str | None = None
    max_entries: str | None = None
    max_paragraphs: str | None = None
    max_characters: str | None = None
    soffice: bool = False
    force: bool = False
    today: str | None = None
    baseline: str | None = None
    files_from: str | None = None
    cache: bool | None = None


class Target(NamedTuple):
    """A format and the file it is written to; None is standard output."""

    format: str
    path: str | None


def one_of(option: str, value: str, allowed: Sequence[str]) -> str:
    """Return a value that is one of those allowed.

    Raises:
        UsageError: it is not; the message names the nearest.
    """
    if value not in allowed:
        raise UsageError(f"{option} 没有“{value}”这个值。{suggestion(value, allowed)}")
    return value


def read_targets(values: Sequence[str] | None, output_file: str | None, formats: Sequence[str]) -> tuple[Target, ...]:
    """Return what is written where: `FORMAT=PATH` to a file, one `FORMAT` to `output_file` or standard output.

    Where every format has a file of its own, people still get to read the report: `text` goes to standard output.

    Raises:
        UsageError: a format is unknown, two would be printed, or two would be written to one file.
    """
    targets = []
    plain = None
    for value in values or ():
        name, told_file, path = value.partition("=")
        one_of("--output-format", name, formats)
        if told_file and not path:
            raise UsageError(f"--output-format {value} 缺少文件名，例如 {name}=结果。")
        if told_file:
            targets.append(Target(name, path))
        elif plain is None:
            plain = name
        else:
            raise UsageError(
                f"--output-format {plain} 和 {name} 都要打印，只能打印一种；另一种请写成 {name}=文件名，写进文件。"
            )
    targets.append(Target(plain or "text", output_file))
    files = [os.path.abspath(target.path) for target in targets if target.path is not None]
    for target in targets:
        if target.path is not None and files.count(os.path.abspath(target.path)) > 1:
            raise UsageError(f"有两种格式都要写进 {target.path}，请换一个文件名。")
    return tuple(targets)


def read_list(path: str) -> list[str]:
    """Return the paths that a file lists, or standard input where it is `-`.

    Raises:
        UsageError: it cannot be read, or lists nothing: to check nothing would look like a clean answer.
    """
    from .reading import ReadingError
    from .reading.paths import listed

    try:
        paths = listed(sys.stdin.buffer.read() if path == "-" else bytes_of(path))
    except ReadingError as error:
        raise UsageError(
            f"--files-from {path}：认不出清单的文字编码。请另存为 UTF-8，或者用空字节隔开路径（find -print0）。"
        ) from error
    except SettingsError as error:
        raise UsageError(f"--files-from {error}") from error
    except (OSError, ValueError, AttributeError) as error:
        raise UsageError(f"--files-from {path}：读不出来：{error}。") from error
    if not paths:
        raise UsageError(f"--files-from {path}：清单里没有文件。请每行写一个路径。")
    return paths


def read_year(value: str) -> int | None:
    """Return a reporting year, None for auto."""
    if value == "auto":
        return None
    if not re.fullmatch("[0-9]{4}", value) or int(value) not in YEARS:
        raise UsageError(f"--year 要写四位年份，例如 --year 2024，或者 auto；“{value}”不行。")
    return int(value)


def told(given: T | None, read: Callable[[T], U], otherwise: U) -> U:
    """Return what an option says, read, or what holds otherwise where it was not given."""
    return otherwise if given is None else read(given)


def read_level(value: str) -> str | None:
    """Return a level, None for auto."""
    return None if one_of("--level", value, ("auto", *LEVELS)) == "auto" else value


def read_encoding(value: str) -> str:
    """Return the name of an encoding that Python knows, or auto."""
    if not known_encoding(value):
        raise UsageError(f"--encoding 没有“{value}”这种编码。常用的有 auto、utf-8、gb18030、utf-16。")
    return value


def read_names(option: str, values: list[str] | None) -> tuple[str, ...]:
    """Return the names of an option that may be repeated and may hold several; none where it was not given."""
    if not values:
        return ()
    names = tuple(name for value in values for name in re.split(r"[,，、\s]+", value) if name)
    if not names:
        raise UsageError(f"{option} 后面没有写编号或类别。全部编号见 lawlint elements。")
    return names


def read_size(value: str, option: str = "--max-size") -> int:
    """Return a size in bytes: a number, with K, M or G for 1024 and its powers."""
    found = re.fullmatch(r"([0-9]{1,12})([KMG]?)I?B?", value.strip().upper())
    if found is None or int(found[1]) == 0:
        raise UsageError(f"{option} 要写大小，例如 500K、20M、1G；“{value}”不行。")
    return int(found[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[found[2]]


def read_count(value: str, option: str) -> int:
    """Return a positive number."""
    if not re.fullmatch("[0-9]{1,12}", value) or int(value) == 0:
        raise UsageError(f"{option} 要写正整数；“{value}”不行。")
    return int(value)


def read_jobs(value: str) -> int:
    """Return a number of processes, 0 for as many as suit."""
    if not re.fullmatch("[0-9]{1,4}", value):
        raise UsageError(f"--jobs 要写 0 或正整数（0 表示自动）；“{value}”不行。")
    return int(value)


def read_day(value: str | None) -> str:
    """Return a day in ISO form, today where none is told."""
    if value is None:
        return time.strftime("%Y-%m-%d")
    if not is_day(value):
        raise UsageError(f"--today 要写成 2026-12-31 这样的日期；“{value}”不行。")
    return value


_SIZES = ("part", "parts", "memory")
_COUNTS = ("pages", "entries", "paragraphs", "characters")


def manner_of(options: Options, encoding: str) -> "Manner":
    """Return how files are read: in `encoding`, a name that is known or auto, and within the limits of the options."""
    from .reading import Limits, Manner

    limits: dict[str, Any] = {}
    for names, read in ((_SIZES, read_size), (_COUNTS, read_count)):
        for name in names:
            if (value := getattr(options, f"max_{name}")) is not None:
                limits[name] = read(value, f"--max-{name}")
    if options.timeout is not None:
        limits["seconds"] = read_count(options.timeout, "--timeout")
    return Manner(encoding, told(options.max_size, read_size, None), Limits(**limits), options.soffice)
