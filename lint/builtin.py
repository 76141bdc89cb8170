"""The built-in checks as one checklist: from where the last run left it, or made from the checks and left for the next.

Importing the checks, compiling them and building their automaton takes longer than most reports do.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from . import shelf
from .version import __version__

if TYPE_CHECKING:
    from .engine import Checklist

_NAME = "checklist"
_FOLDERS = ("", "structure", "checks")
"""Where the modules are from which a checklist follows."""


def builtin() -> Checklist:
    """Return the checklist of all built-in elements with the common vocabulary."""
    from .engine import Checklist, prepare

    key = _key()
    if key and isinstance(kept := shelf.take(_NAME, key), Checklist):
        return kept
    from .checks import CHECKS, VOCABULARY

    made = prepare(CHECKS, VOCABULARY)
    if key:
        shelf.keep(_NAME, key, made)
    return made


def _key() -> bytes:
    """Return what a checklist hangs on: this program, its Python, the matcher, and every module with size and time.

    Empty where the modules are no files, so that nobody can tell when they change.
    """
    import ahocorasick

    here = os.path.dirname(os.path.abspath(__file__))
    try:
        modules = [
            (folder, entry.name, about.st_size, about.st_mtime_ns)
            for folder in _FOLDERS
            for entry in sorted(os.scandir(os.path.join(here, folder)), key=_name)
            if entry.name.endswith(".py")
            for about in (entry.stat(),)
        ]
        matcher = os.stat(ahocorasick.__file__)
    except OSError:
        return b""
    about_all = (__version__, sys.version, sys.maxsize, matcher.st_size, matcher.st_mtime_ns, modules)
    return repr(about_all).encode()


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
