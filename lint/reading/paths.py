"""From what the user named to the files that are read: files, folders and patterns, in the order given."""

import codecs
import os
import re
from collections.abc import Sequence
from fnmatch import fnmatch
from typing import NamedTuple

from ..model import Failure
from .sniffing import FORMATS
from .text import decode

SUFFIXES = tuple({suffix: None for known in FORMATS for suffix in known.suffixes})
"""The endings of names that folders are searched for."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC = frozenset("*?[")
"""The characters that make a pattern of a path."""

_PAGES = (".html", ".htm")
_BESIDE_PAGES = ("_files", ".files")


def listed(data: bytes) -> list[str]:
    """Return the paths of a list: one to a line, or, where there are any, between null bytes; empty ones are left out.

    Args:
        data: lines in UTF-8, with or without byte order mark, in UTF-16 with one, or in GB18030; between null bytes,
            names as the system has them.

    Raises:
        ReadingError: it is in no such encoding.
    """
    if not data.strip():
        return []
    if b"\0" in data and not data.startswith(_UTF16_MARKS):
        return [os.fsdecode(name) for name in data.split(b"\0") if name]
    text = decode(data, "auto")[1].removeprefix("\ufeff")
    return [line for line in re.split(r"[\r\n]+", text) if line.strip()]


class _Found(NamedTuple):
    """The files that one argument leads to, in order, and the folders below it that would not be opened."""

    files: list[str]
    closed: list[str]


def expand(paths: Sequence[str], excludes: Sequence[str]) -> tuple[list[str], list[Failure]]:
    """Return the files that the paths lead to, each real file once, and what led nowhere.

    Args:
        paths: files, which are taken as they are; folders, which are searched for known formats in sorted order;
            patterns, expanded here since Windows shells do not; `-`, which stays what it is.
        excludes: patterns on the path with `/`, or on a part of it. They thin out folders and patterns; a file that
            is named itself is always read, since to pass over it would look like a clean answer.
    """
    files: list[str] = []
    failures: list[Failure] = []
    seen: set[int | str] = set()
    for path in paths:
        if path == "-":
            found = _Found([path], [])
        elif os.path.isdir(path):
            found = _thinned(_walk(path), excludes)
            if not found.files and not found.closed:
                told = (
                    "文件夹里没有可以检查的文件（Word、WPS、PDF、OFD、ODT、RTF、网页、文本），"
                    "或者都被设置里的 exclude 排除了。请检查文件夹。"
                )
                failures.append(_failure(path, "empty_folder", told))
        elif os.path.lexists(path):
            found = _Found([path], [])
        elif _MAGIC.intersection(path):
            found = _thinned(_matching(path), excludes)
            if not found.files and not found.closed:
                told = "没有文件符合这个写法，或者都被设置里的 exclude 排除了。请检查通配符和所在位置。"
                failures.append(_failure(path, "no_match", told))
        else:
            found = _Found([], [])
            failures.append(_failure(path, "not_found", "找不到这个文件或文件夹。请检查名称和所在位置。"))
        failures += [
            _failure(folder, "permission", "没有权限打开这个文件夹，里面的报告没有检查。") for folder in found.closed
        ]
        for file in found.files:
            key = _identity(file)
            if key not in seen:
                seen.add(key)
                files.append(_posix(file))
    return files, failures


def _walk(folder: str) -> _Found:
    """Return the files of known formats below a folder; links to a folder above lead nowhere."""
    visited = {_identity(folder)}
    found = _Found([], [])
    for root, folders, names in os.walk(
        folder, followlinks=True, onerror=lambda error: found.closed.append(error.filename)
    ):
        kept = []
        for name in sorted(folders):
            key = _identity(os.path.join(root, name))
            if not name.startswith(".") and key not in visited and not _is_beside_page(name, names):
                visited.add(key)
                kept.append(name)
        folders[:] = kept
        found.files.extend(
            os.path.join(root, name).removeprefix(f".{os.sep}")
            for name in sorted(names)
            if name.lower().endswith(SUFFIXES) and not _is_hidden(name)
        )
    return found


def _matching(pattern: str) -> _Found:
    """Return the files that a pattern matches, whatever their format, and those below the folders that it matches."""
    import glob

    found = _Found([], [])
    for path in sorted(glob.glob(pattern, recursive=True)):
        if os.path.isdir(path):
            below = _walk(path)
            found.files.extend(below.files)
            found.closed.extend(below.closed)
        elif not _is_hidden(os.path.basename(path)):
            found.files.append(path)
    return found


def _thinned(found: _Found, excludes: Sequence[str]) -> _Found:
    return _Found(
        [file for file in found.files if not _excluded(file, excludes)],
        [folder for folder in found.closed if not _excluded(folder, excludes)],
    )


def _excluded(path: str, excludes: Sequence[str]) -> bool:
    """Tell whether a pattern matches the path, its end, or a folder on the way to it."""
    posix = "/" + _posix(path).removeprefix("./").lstrip("/")
    for written in excludes:
        pattern = written.removeprefix("./").removeprefix("**/").strip("/")
        if pattern and (fnmatch(posix, f"*/{pattern}") or fnmatch(posix, f"*/{pattern}/*")):
            return True
    return False


def _is_hidden(name: str) -> bool:
    """Tell whether a name is hidden, or that of the lock file which Word keeps beside an open document."""
    return name.startswith((".", "~$"))


def _is_beside_page(folder: str, names: Sequence[str]) -> bool:
    """Tell whether a folder holds what a browser saved beside a page: pictures, scripts, and pages within it."""
    return any(
        folder.endswith(ending) and folder.removesuffix(ending) + page in names
        for ending in _BESIDE_PAGES
        for page in _PAGES
    )


def _identity(path: str) -> int | str:
    """Return what is the same for two ways to one file; a number takes less room than two."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.abspath(path)
    return status.st_dev << 64 | status.st_ino if status.st_ino else os.path.realpath(path)


def _failure(path: str, code: str, message: str) -> Failure:
    return Failure(_posix(path), code, message)


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")
