"""One prepared value after another, kept on disk between runs: taking it from there is quicker than preparing it again.

What lies here can be made anew at any time, and holds no word of a report. It is taken only where it was made by the
same program from the same files (the key says so), whole, and by the same user; in doubt there is nothing. A shelf
that cannot be written is no reason to fail.

The folder: `LAWLINT_CACHE_DIR`, or what the system has for such things, `~/.cache/lawlint` on Linux. An empty
`LAWLINT_CACHE_DIR` means that nothing is kept.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import sys
import zlib
from typing import Any

_MOST = 4
"""How many values of a name are kept, the newest: one for each program that uses the folder."""
_HEAD = b"lawlint 1\n"
_FOREIGN = frozenset({("_sre", "compile"), ("re", "_compile"), ("ahocorasick", "Automaton"), ("builtins", "frozenset")})
"""All that a value may be made of beside what the package itself defines."""


def folder() -> str:
    """Return the folder in which things are kept; empty where nothing is to be kept, or nobody's home is known."""
    told = os.environ.get("LAWLINT_CACHE_DIR")
    if told is not None:
        return told
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        return os.path.join(local, "lawlint", "Cache") if local else ""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return ""
        base = os.path.join(home, *(("Library", "Caches") if sys.platform == "darwin" else (".cache",)))
    return os.path.join(base, "lawlint")


def take(name: str, key: bytes) -> Any:
    """Return what was kept under a name and a key; None where there is nothing, or nothing to be relied on."""
    path = _path(name, key)
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            about = os.fstat(file.fileno())
            # Whoever can write here decides what we say; it must be nobody else.
            if hasattr(os, "geteuid") and (about.st_uid != os.geteuid() or about.st_mode & 0o022):
                return None
            data = file.read()
    except OSError:
        return None
    start = len(_HEAD) + len(key) + 4
    if data[: start - 4] != _HEAD + key or data[start - 4 : start] != _sum(memoryview(data)[start:]):
        return None
    held = io.BytesIO(data)
    held.seek(start)
    try:
        return _Reader(held).load()
    except Exception:  # whatever it says of itself: it is of no use
        return None


def keep(name: str, key: bytes, value: object) -> None:
    """Keep a value under a name and a key, whole or not at all, and let go of those that are too many."""
    path = _path(name, key)
    if not path:
        return
    held = io.BytesIO()
    _Writer(held, pickle.HIGHEST_PROTOCOL).dump(value)
    content = held.getvalue()
    place = os.path.dirname(path)
    draft = f"{path}.{os.getpid()}"
    try:
        os.makedirs(place, 0o700, exist_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_HEAD + key + _sum(content) + content)
        os.replace(draft, path)
        _tidy(place, name)
    except OSError:
        return


def _path(name: str, key: bytes) -> str:
    place = folder()
    return os.path.join(place, f"{name}-{zlib.crc32(key):08x}") if place else ""


def _sum(content: bytes | memoryview) -> bytes:
    return zlib.crc32(content).to_bytes(4, "big")


def _tidy(place: str, name: str) -> None:
    """Remove what has been there longest, drafts of runs that ended early too."""
    kept = [entry for entry in os.scandir(place) if entry.name.startswith(f"{name}-")]
    kept.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in kept[_MOST:]:
        os.unlink(entry.path)


class _Writer(pickle.Pickler):
    """Writes compiled patterns as they are: compiling them is much of what there is to save."""

    def reducer_override(self, value: object) -> Any:
        if not isinstance(value, re.Pattern):
            return NotImplemented
        try:
            return _compiled(value)
        except (ImportError, AttributeError, TypeError, ValueError):
            # Python promises nothing about this; where it is done in another way, they are compiled again.
            return NotImplemented


def _compiled(pattern: re.Pattern[str]) -> tuple[Any, tuple[Any, ...]]:
    """Return what makes a pattern without compiling it, and with what, as the end of `re.compile` does."""
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    code = [int(word) for word in _compiler._code(parsed, pattern.flags)]
    names = parsed.state.groupdict
    groups: list[str | None] = [None] * parsed.state.groups
    for name, number in names.items():
        groups[number] = name
    return _sre.compile, (pattern.pattern, pattern.flags, code, parsed.state.groups - 1, names, tuple(groups))


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] != "lawlint" and (module, name) not in _FOREIGN:
            raise pickle.UnpicklingError(f"{module}.{name} has no business here")
        found = super().find_class(module, name)
        if not isinstance(found, type) and (module, name) not in _FOREIGN:
            raise pickle.UnpicklingError(f"{module}.{name} is no kind of value")
        return found
