"""What was said of a file, kept between runs: where neither the file nor anything else has changed, it is said again.

Kept is the finished answer (see `finishing.Outcome`), since reading a Word file is only half of what it takes to check
it. The key holds everything that the answer hangs on: the content and the name of the file, the program with every
module and library that reads, and all settings, packs, waivers, baseline and formats. In doubt there is nothing, and
the file is read and checked.

The place is a database in the folder of `shelf`, for its user alone to read. It holds quotations from reports. Beyond
`LIMIT_BYTES`, what has been of no use for the longest time is let go. Two runs at once, a run that is killed and a
damaged file cost what was kept, and never a wrong answer.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import sys
import time
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from . import shelf
from .finishing import Outcome
from .packing import packed, unpacked
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Element

LIMIT_BYTES = 256 << 20
"""How much is kept at the most."""

_LEFT = 0.8
"""What share of that is left when something has to go, so that it does not have to every time."""

_NAME = "answers.sqlite3"
_AT_ONCE = 32
_WAIT_SECONDS = 5
_DAY_SECONDS = 86_400
_LIBRARIES = ("lxml", "lxml_html_clean", "msdoc2docx", "ofdkit", "pypdfium2", "trafilatura")
_LASTING = ("not_a_report", "no_text")
"""Failures that lie in the file alone; others may be gone the next time."""

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, day INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB);
CREATE INDEX IF NOT EXISTS ages ON answers (day, size);
"""


class Store(NamedTuple):
    """Where answers are kept, and what all of them hang on beside the file.

    every: whether those to plain text are kept too, which is read in no time.
    """

    folder: str
    run: bytes
    every: bool


def store_of(run: object, every: bool) -> Store | None:
    """Return where answers are kept; None where they are not.

    Args:
        run: all that an answer hangs on beside the file and the program, as values with a faithful `repr`.
        every: as in `Store`.
    """
    folder = shelf.folder()
    program = _program()
    if not folder or not program:
        return None
    return Store(
        folder, hashlib.sha256(repr((program, os.getcwd(), run)).encode("utf-8", "surrogatepass")).digest(), every
    )


def _program() -> object:
    """Return what tells this program from any other: modules, Python, the libraries that read; None in doubt."""
    from importlib.metadata import PackageNotFoundError, version

    libraries = []
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            libraries.append((name, version(name)))
    here = os.path.dirname(os.path.abspath(__file__))
    modules = []
    try:
        for root, folders, names in os.walk(here, onerror=_raise):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    about = os.stat(os.path.join(root, name))
                    modules.append((os.path.relpath(root, here), name, about.st_size, about.st_mtime_ns))
    except OSError:
        return None
    return (__version__, sys.version, libraries, modules) if modules else None


def _raise(error: OSError) -> None:
    raise error


class Cache:
    """The answers that are kept in a store, as one process uses them; nothing is opened before it is asked for."""

    def __init__(self, store: Store, elements: Mapping[str, Element]) -> None:
        self._store = store
        self._elements = elements
        self._path = os.path.join(store.folder, _NAME)
        self._database: sqlite3.Connection | None = None
        self._opened = False
        self._new: list[tuple[bytes, int, int, bytes]] = []
        self._used: list[bytes] = []
        self._today = int(time.time() // _DAY_SECONDS)

    def key(self, path: str, data: bytes) -> bytes:
        """Return what the answer to a file with some content is kept under."""
        name = path.encode("utf-8", "surrogatepass")
        return hashlib.sha256(self._store.run + hashlib.sha256(data).digest() + name).digest()

    def take(self, key: bytes) -> Outcome | None:
        """Return what is kept under a key; None where there is nothing, or nothing to be relied on."""
        database = self._open()
        if database is None:
            return None
        try:
            found = database.execute("SELECT day, value FROM answers WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if found is None:
            return None
        try:
            outcome = unpacked(zlib.decompress(found[1]), self._elements)
        except Exception:  # whatever is wrong with it, it will be replaced
            return None
        if not isinstance(outcome, Outcome):
            return None
        if found[0] != self._today:
            self._used.append(key)
        return outcome

    def keep(self, key: bytes, outcome: Outcome) -> None:
        """Keep an answer under a key, unless it could be another the next time."""
        if outcome.failure is not None and outcome.failure.code not in _LASTING:
            return
        value = zlib.compress(packed(outcome), 1)
        self._new.append((key, self._today, len(value), value))
        if len(self._new) >= _AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is still to be written."""
        self._write()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _write(self) -> None:
        new, used = self._new, self._used
        self._new, self._used = [], []
        database = self._open() if new or used else None
        if database is None:
            return
        try:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", new)
            database.executemany("UPDATE answers SET day = ? WHERE key = ?", [(self._today, key) for key in used])
            _thin_out(database)
            database.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection | None:
        if self._opened:
            return self._database
        self._opened = True
        try:
            os.makedirs(self._store.folder, 0o700, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            if not _is_ours(self._path):
                return None
            self._database = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
            # What a failing machine may cost here can be made again.
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.executescript(_TABLES)
        except OSError:
            return None
        except sqlite3.Error as error:
            self._give_up(error)
        return self._database

    def _give_up(self, error: sqlite3.Error) -> None:
        """Do without for the rest of the run; what is no database, or a damaged one, is put away for the next."""
        database, self._database = self._database, None
        if database is not None:
            with suppress(sqlite3.Error):
                database.close()
        if not isinstance(error, sqlite3.OperationalError):
            for ending in ("", "-journal"):
                with suppress(OSError):
                    os.remove(self._path + ending)


def _thin_out(database: sqlite3.Connection) -> None:
    """Let go of the answers that have been of no use for the longest time, where there are too many."""
    total = database.execute("SELECT coalesce(sum(size), 0) FROM answers").fetchone()[0]
    if total <= LIMIT_BYTES:
        return
    going = []
    for row, size in database.execute("SELECT rowid, size FROM answers ORDER BY day, rowid"):
        if total <= LIMIT_BYTES * _LEFT:
            break
        going.append((row,))
        total -= size
    database.executemany("DELETE FROM answers WHERE rowid = ?", going)


def _is_ours(path: str) -> bool:
    """Tell whether a file belongs to this user, and nobody else may write to it: whoever can decides what we say."""
    if not hasattr(os, "geteuid"):
        return True
    about = os.lstat(path)
    return stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & 0o022
