"""From what the user named to the files that are read: files, folders and patterns, in the order given."""

import glob
import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch

from ..model import Failure

SUFFIXES = (".txt", ".text", ".md")


def expand(paths: Sequence[str], excludes: Sequence[str]) -> tuple[list[str], list[Failure]]:
    """Return the files that the paths lead to, each once, and what led nowhere.

    Folders are searched for known formats in sorted order; patterns are expanded here, since Windows shells do not;
    `-` stays what it is. `excludes` are patterns on the path with `/`, or on the name alone.
    """
    files: list[str] = []
    failures: list[Failure] = []
    seen: set[tuple[int, int] | str] = set()

    def add(path: str) -> None:
        key = _identity(path)
        if key not in seen:
            seen.add(key)
            files.append(_posix(path))

    for path in paths:
        if path == "-":
            add(path)
        elif os.path.isdir(path):
            found = [file for file in _walk(path) if not _excluded(file, excludes)]
            if not found:
                failures.append(
                    Failure(_posix(path), "no_files", "文件夹里没有可以检查的文件（.txt、.md）。请检查文件夹是否选对。")
                )
            for file in found:
                add(file)
        elif os.path.lexists(path) or not glob.has_magic(path):
            if not os.path.lexists(path):
                failures.append(
                    Failure(_posix(path), "not_found", "找不到这个文件或文件夹。请检查名称和所在位置。")
                )
            elif not _excluded(path, excludes):
                add(path)
        else:
            found = sorted(glob.glob(path, recursive=True))
            kept = [file for file in found if os.path.isfile(file) and not _excluded(file, excludes)]
            if not kept:
                failures.append(Failure(_posix(path), "no_match", "没有文件符合这个写法。请检查通配符和所在位置。"))
            for file in kept:
                add(file)
    return files, failures


def _walk(folder: str) -> Iterator[str]:
    """Yield the files of known formats below a folder; links to a folder above end nowhere."""
    visited = {_identity(folder)}
    for root, folders, names in os.walk(folder, followlinks=True):
        kept = []
        for name in sorted(folders):
            key = _identity(os.path.join(root, name))
            if not name.startswith(".") and key not in visited:
                visited.add(key)
                kept.append(name)
        folders[:] = kept
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith((".", "~$")):
                yield os.path.join(root, name).removeprefix(f".{os.sep}")


def _identity(path: str) -> tuple[int, int] | str:
    """Return what is the same for two ways to one file."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.abspath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _excluded(path: str, excludes: Sequence[str]) -> bool:
    posix = _posix(path).removeprefix("./")
    name = posix.rsplit("/", 1)[-1]
    return any(
        fnmatch(posix, pattern) or fnmatch(name, pattern) or fnmatch(posix, f"*/{pattern}") or fnmatch(posix, f"{pattern.rstrip('/')}/*")
        for pattern in excludes
    )


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")
