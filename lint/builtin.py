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
    from .model import Content, Element

_NAME = "checklist"
_FOLDERS = ("", "structure", "checks")
"""Where the modules are from which a checklist follows."""


def builtin() -> Checklist:
    """Return the checklist of all built-in elements with the common vocabulary.

    Its elements say what they ask for, of whom and on what basis. Their phrases and examples, most of what there is to
    read, are left out: what is searched for stands in the compiled part alone.
    """
    from .engine import Checklist, prepare

    key = _key()
    if key and isinstance(kept := shelf.take(_NAME, key), Checklist):
        return kept
    from .checks import CHECKS, VOCABULARY

    made = prepare(CHECKS, VOCABULARY)
    told = tuple(map(_told, made.elements))
    made = made._replace(elements=told, reported=told)
    if key:
        shelf.keep(_NAME, key, made)
    return made


def _told(element: Element) -> Element:
    """Return an element without what is searched for and tried."""
    from .model import Composite, Content, Examples, Part, Step, Steps

    looks = element.looks
    match looks:
        case Content():
            looks = _bare(looks)
        case Composite():
            looks = looks._replace(content=_bare(looks.content))
        case Steps():
            steps = tuple([Step(step.title, _bare(step.content)) for step in looks.steps])
            looks = looks._replace(content=_bare(looks.content), steps=steps)
        case Part():
            looks = Part(looks.role)
    return element._replace(looks=looks, examples=Examples((), (), ()))


def _bare(content: Content) -> Content:
    return content._replace(
        names=(), done=(), together=(), touches=(), touches_together=(), acts=(), hides=(), unless=()
    )


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
