"""By which settings the files of a folder are checked, as long as nothing of that changes on the disk."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, NamedTuple

from ..baseline import load as load_baseline
from ..checking import checklist_of, elements_of, loaded
from ..config import FILE_NAMES, LANGUAGES, chosen, load
from ..console import UsageError
from ..engine import narrow
from ..options import Options, manner_of, one_of, read_day, read_level, read_names, read_year, told
from ..running import Job
from ..tables import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..baseline import Baseline
    from ..config import Settings
    from ..engine import Checklist
    from ..model import Element

_MOST = 8


class Rules(NamedTuple):
    """What a text is checked by: settings with what the options say in their place, the job, and the baseline."""

    settings: Settings
    job: Job
    baseline: Baseline | None


Stamps = tuple[tuple[str, int, int, int] | None, ...]


class _Known(NamedTuple):
    """What was made of some files: `error` tells why nothing could be made of them."""

    files: tuple[str, ...]
    stamps: Stamps
    rules: Rules | None
    error: SettingsError | None


class _Prepared(NamedTuple):
    elements: tuple[Element, ...]
    checklist: Checklist


class RuleBook:
    """Rules by folder; they are made anew when a file that they come from has changed, appeared or gone.

    Raises:
        UsageError: an option has a value that it does not know.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._known: dict[str, _Known] = {}
        self._prepared: list[_Prepared] = []
        self._level = told(options.level, read_level, None)
        self._year = told(options.year, read_year, None)
        self._selected = read_names("--select", options.select)
        self._ignored = read_names("--ignore", options.ignore)
        if options.lang is not None:
            one_of("--lang", options.lang, LANGUAGES)
        self._day = None if options.today is None else read_day(options.today)
        if options.config is not None and options.isolated:
            raise UsageError("--config 和 --isolated 只能用一个。")

    def today(self) -> str:
        """Return the day up to which waivers must last."""
        return self._day or read_day(None)

    def of(self, folder: str) -> Rules:
        """Return the rules of a folder, an absolute path.

        Raises:
            SettingsError: they cannot be understood.
        """
        known = self._known.get(folder)
        if known is None or known.stamps != _stamps(known.files):
            known = self._made(folder)
            self._known[folder] = known
        if known.rules is None:
            raise known.error or SettingsError(folder, "设置读不了。")
        return known.rules

    def changed(self, folder: str) -> bool:
        """Tell whether what was made for a folder no longer holds."""
        known = self._known.get(folder)
        return known is not None and known.stamps != _stamps(known.files)

    def _made(self, folder: str) -> _Known:
        candidates = () if self._options.isolated else _candidates(folder, self._options.config)
        # What changes while it is read must be seen to have changed.
        before = _stamps(candidates)
        more: tuple[str, ...] = ()
        stamps_of_more: Stamps = ()
        rules = error = None
        try:
            settings = self._settings(folder)
            more = tuple(os.path.abspath(pack.path) for pack in settings.packs)
            more = (*more, *([path] if (path := self._options.baseline or settings.baseline) else []))
            stamps_of_more = _stamps(more)
            rules = self._rules(settings)
        except SettingsError as problem:
            error = problem
            more = (*more, os.path.abspath(problem.path))
            stamps_of_more = _stamps(more)
        except UsageError as problem:
            error = SettingsError("lawlint server", str(problem))
        return _Known((*candidates, *more), (*before, *stamps_of_more), rules, error)

    def _settings(self, folder: str) -> Settings:
        options = self._options
        if options.isolated or options.config is not None:
            settings = loaded(options.config, options.isolated)
        else:
            settings = load(folder)
        return settings._replace(
            level=settings.level if options.level is None else self._level,
            year=settings.year if options.year is None else self._year,
            select=self._selected or settings.select,
            ignore=self._ignored or settings.ignore,
            strict=settings.strict if options.strict is None else options.strict,
            lang=options.lang or settings.lang,
        )

    def _rules(self, settings: Settings) -> Rules:
        baseline = self._options.baseline or settings.baseline
        job = Job(
            checklist=self._checklist(settings),
            level=settings.level,
            year=settings.year,
            strict=settings.strict,
            force=self._options.force,
            manner=manner_of(self._options, settings.encoding),
            jobs=1,
            stdin_name="",
        )
        return Rules(settings, job, load_baseline(baseline) if baseline else None)

    def _checklist(self, settings: Settings) -> Checklist:
        """Return the checklist of some settings; those with the same elements share one automaton."""
        named = (*self._selected, *self._ignored)
        whole = self._whole(settings, elements_of(settings, named), named)
        reported = chosen(whole.elements, settings.select, settings.ignore)
        if not reported:
            raise SettingsError(settings.path, "select、ignore 没有选出任何要素。")
        return narrow(whole, reported)

    def _whole(self, settings: Settings, elements: tuple[Element, ...], named: tuple[str, ...]) -> Checklist:
        for known in self._prepared:
            if known.elements == elements:
                return known.checklist
        # What is made now stays and is not looked through for garbage again; what is garbage now must go before.
        gc.collect()
        checklist = checklist_of(settings, named)
        self._prepared = [_Prepared(elements, checklist), *self._prepared[: _MOST - 1]]
        return checklist


def _candidates(folder: str, named: str | None) -> tuple[str, ...]:
    """Return the files in which the settings of a folder can stand, whether they are there or not."""
    if named is not None:
        return (os.path.abspath(named),)
    found = []
    here = os.path.abspath(folder)
    while True:
        found += [os.path.join(here, name) for name in FILE_NAMES]
        above = os.path.dirname(here)
        if above == here:
            return tuple(found)
        here = above


def _stamps(files: Iterable[str]) -> Stamps:
    """Return what tells one state of each file from another, None for one that is not there."""
    stamps: list[tuple[str, int, int, int] | None] = []
    for path in files:
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            stamps.append(None)
        else:
            stamps.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)
