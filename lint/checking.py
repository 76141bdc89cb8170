"""The check itself: settings and options in, one report out, and the exit status.

Exit status: 0 done and nothing at or above `--fail-on`, 1 something is, 2 the job could not be done; 2 outranks 1.
Nothing here knows how the options were parsed.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from .config import FAIL_ON, LANGUAGES, Settings, chosen, in_force, load, unknown_name, waiver_notices
from .console import COMMANDS, UsageError, is_same_file, require, tell
from .delivery import PEOPLE_FORMATS, Delivery
from .finishing import Total
from .garbage import settle
from .options import (
    Options,
    Target,
    manner_of,
    one_of,
    read_day,
    read_encoding,
    read_jobs,
    read_level,
    read_list,
    read_names,
    read_targets,
    read_year,
    told,
)
from .progress import Progress
from .tables import SettingsError, suggestion
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from contextlib import AbstractContextManager

    from .baseline import Baseline
    from .cache import Store
    from .engine import Checklist
    from .finishing import Documents, Finish, Outcome
    from .model import DocumentReport, Element, Failure, Report
    from .output import View
    from .running import Job

MACHINE_FORMATS = (
    *("json", "jsonl", "html", "markdown"),
    *("sarif", "sarif-github", "github", "gitlab", "junit", "rdjson"),
)
OFFICE_FORMATS = {"docx": ("docx", "office")}
"""Formats that are files and no text: the module that writes each, and the extra that brings it."""
FORMAT_NAMES = (*PEOPLE_FORMATS, *MACHINE_FORMATS, *OFFICE_FORMATS)
_FEW = 32
"""How many documents are held as they are, where a format needs them all."""
COLORS = ("auto", "always", "never")


def check(paths: Sequence[str], options: Options) -> int:
    """Check reports, print or save what was found, and return the exit status.

    Args:
        paths: files, folders, patterns, or `-` for standard input.
        options: what else was typed.

    Raises:
        UsageError: an option has a value that it does not know.
    """
    targets = read_targets(options.output_format, options.output_file, FORMAT_NAMES)
    one_of("--color", options.color, COLORS)
    if options.quiet and options.verbose:
        raise UsageError("--quiet 和 --verbose 只能用一个。")
    if options.files_from is not None:
        if "-" in paths and options.files_from == "-":
            raise UsageError("标准输入只有一个：--files-from - 和路径里的 - 只能用一个。")
        paths = (*paths, *read_list(options.files_from))
    if not paths:
        raise UsageError("没有给出要检查的文件。例如：lawlint 报告.txt；用法见 lawlint --help。")
    for target in targets:
        _possible(target, paths)
    from .model import Failure
    from .output import View

    run: _Run | Failure
    try:
        settings, job = job_of(options)
        run = _Run(settings, job, _baseline(options, settings), read_day(options.today), options.cache)
    except SettingsError as error:
        # Programs read the error where they read everything else.
        settings, run = Settings(), Failure(error.path, "settings", error.message)
    view = View(
        lang=settings.lang,
        quiet=options.quiet,
        verbose=options.verbose,
        version=__version__,
        fail_on=settings.fail_on,
    )
    delivery = Delivery(targets, view, options.color)
    try:
        return _failed(run, delivery) if isinstance(run, Failure) else _delivered(paths, run, delivery, options.quiet)
    finally:
        delivery.close()


def check_plainly(paths: Sequence[str]) -> int:
    """Check reports as `lawlint PATHS...` does, and return the exit status."""
    try:
        return check(paths, Options())
    except (UsageError, SettingsError) as problem:
        tell(f"lawlint: {problem}")
        return 2


def report_of(paths: Sequence[str], options: Options) -> tuple[Report, Settings]:
    """Return what a check of some paths finds, waivers included, before any baseline; and what was set for it.

    Raises:
        UsageError, SettingsError: an option or the settings cannot be used.
    """
    from .model import Report

    settings, job = job_of(options)
    run = _Run(settings, job, None, read_day(options.today), options.cache)
    found, failures = _expanded(paths, settings)
    total = Total(failures, _room(found, job))
    progress = Progress(len(found), not options.quiet and sys.stderr.isatty())
    with closing(_outcomes(found, run, (), gather=True)) as outcomes:
        for outcome in outcomes:
            progress.step()
            total.add(outcome)
    progress.clear()
    return Report(total.documents, tuple(total.errors), _notices(total, run)), settings


class _Run(NamedTuple):
    """What a run goes by; `today` is a day in ISO form, `cache` None where it was not told."""

    settings: Settings
    job: Job
    baseline: Baseline | None
    today: str
    cache: bool | None = None


def _failed(failure: Failure, delivery: Delivery) -> int:
    """Say that nothing was checked, and return the exit status."""
    from .model import Report

    delivery.tell((failure,))
    delivery.finish(Report(errors=(failure,)), Total((failure,)))
    return 2


def _delivered(paths: Sequence[str], run: _Run, delivery: Delivery, quiet: bool) -> int:
    """Check every document that the paths lead to, deliver what is found as it comes, and return the exit status."""
    from .model import Report

    found, failures = _expanded(paths, run.settings)
    total = Total(failures, _room(found, run.job))
    delivery.tell(failures)
    progress = Progress(len(found), not quiet and sys.stderr.isatty() and not delivery.shows)
    done = 0
    interrupted = False
    with closing(_outcomes(found, run, delivery.views, delivery.gathers)) as outcomes:
        try:
            for outcome in outcomes:
                with _unbroken(len(found)):
                    done += 1
                    _taken(outcome, total, delivery, progress)
                if not delivery.open:
                    # Whoever read has gone away, or nothing can be written any more: the rest is for nobody.
                    break
        except KeyboardInterrupt:
            interrupted = True
    progress.clear()
    notices = _notices(total, run, done == len(found))
    if interrupted:
        stopped = f"检查被中断：共 {len(found)} 份，只检查了前 {done} 份，结果不完整。"
        if quiet or delivery.is_read:  # otherwise it is told with the other notices
            tell(f"lawlint: {stopped}")
        notices = (stopped, *notices)
    delivery.finish(Report(total.documents, tuple(total.errors), notices), total)
    if interrupted:
        return 130
    return 2 if done < len(found) else _status(total, run.settings.fail_on)


def _unbroken(count: int) -> AbstractContextManager[None]:
    """Keep what is done for one of so many documents from being broken off; of a single one nothing could be saved."""
    if count == 1:
        return nullcontext()
    from .interrupts import held

    return held()


def _room(found: Sequence[str], job: Job) -> list[DocumentReport] | Documents:
    """Return what holds the documents that some files may have, until all are there: as they are, or many packed."""
    if len(found) <= _FEW:
        return []
    from .packing import Pile

    return Pile({element.id: element for element in job.checklist.elements})


def _taken(outcome: Outcome, total: Total, delivery: Delivery, progress: Progress) -> None:
    progress.step()
    total.add(outcome)
    if outcome.failure is None:
        delivery.take(outcome.pieces)
    else:
        progress.clear()
        delivery.tell((outcome.failure,))


def _outcomes(
    found: Sequence[str], run: _Run, views: tuple[tuple[str, View], ...], gather: bool
) -> Generator[Outcome, None, None]:
    """Yield what is found in each file, said in some formats."""
    from .finishing import Finish
    from .running import Task, answers

    accepted = None
    if run.baseline is not None:
        from .baseline import accepted_of

        accepted = accepted_of(run.baseline)
    finish = Finish(in_force(run.settings, run.today), accepted, views, gather)
    return answers(found, Task(run.job, finish, _store(found, run, finish)))


def _store(found: Sequence[str], run: _Run, finish: Finish) -> Store | None:
    """Return where answers are kept: unless told otherwise, those to files that take long to read.

    What LibreOffice makes of a file is nobody's promise, so that is never kept.
    """
    from .running import PLAIN_SUFFIXES

    if run.cache is False or run.job.manner.soffice:
        return None
    if run.cache is None and all(path.lower().endswith(PLAIN_SUFFIXES) or path == "-" for path in found):
        return None
    from .cache import store_of

    job = run.job._replace(checklist=None, jobs=0)  # type: ignore[arg-type]
    names = [element.id for element in run.job.checklist.reported]
    return store_of((job, names, run.settings.packs, finish), every=run.cache is True)


def _notices(total: Total, run: _Run, complete: bool = True) -> tuple[str, ...]:
    """Return what is to be told at the end: of documents, of waivers once all is checked, and of the baseline."""
    notices = list(total.notices)
    if complete:
        notices += waiver_notices(run.settings, in_force(run.settings, run.today), total.uses)
    if run.baseline is not None:
        from .baseline import notice, settled

        notices += notice(settled(run.baseline, total.kept, total.met), run.baseline)
    return tuple(notices)


def job_of(options: Options) -> tuple[Settings, Job]:
    """Return the settings, with what the options say in their place, and what a run checks by.

    Raises:
        UsageError, SettingsError: an option or the settings cannot be used, or nothing is left to check.
    """
    from .engine import narrow
    from .running import Job

    jobs = read_jobs(options.jobs)
    selected = read_names("--select", options.select)
    ignored = read_names("--ignore", options.ignore)
    families = read_names("--family", options.family)
    settings = loaded(options.config, options.isolated)
    checklist = checklist_of(settings, (*selected, *ignored, *families))
    settings = settings._replace(
        level=told(options.level, read_level, settings.level),
        year=told(options.year, read_year, settings.year),
        select=selected or settings.select,
        ignore=ignored or settings.ignore,
        strict=settings.strict if options.strict is None else options.strict,
        fail_on=told(options.fail_on, lambda value: one_of("--fail-on", value, FAIL_ON), settings.fail_on),
        encoding=told(options.encoding, read_encoding, settings.encoding),
        lang=told(options.lang, lambda value: one_of("--lang", value, LANGUAGES), settings.lang),
    )
    reported = chosen(checklist.elements, settings.select, settings.ignore, families)
    if not reported:
        raise UsageError("按 --select、--ignore、--family 和设置文件，没有选出任何要素。")
    return settings, Job(
        checklist=narrow(checklist, reported),
        level=settings.level,
        year=settings.year,
        strict=settings.strict,
        force=options.force,
        manner=manner_of(options, settings.encoding),
        jobs=jobs,
        stdin_name=options.stdin_filename,
    )


def loaded(config: str | None, isolated: bool) -> Settings:
    """Return the settings of a file that is named, of the nearest one, or none.

    Raises:
        UsageError: a file is named and none is wanted.
        SettingsError: the file cannot be read or understood.
    """
    if config is not None and isolated:
        raise UsageError("--config 和 --isolated 只能用一个。")
    return Settings() if isolated else load(os.getcwd(), config)


def elements_of(settings: Settings, named: Sequence[str] = ()) -> tuple[Element, ...]:
    """Return the built-in elements with those of the packs.

    Args:
        settings: with the packs; a name that stands in the settings file must be known.
        named: ids and families that the options name, which must be known too.

    Raises:
        SettingsError, UsageError: one is not.
    """
    from .checks import CHECKS

    elements = CHECKS
    if settings.packs:
        from .packs import extend

        elements = extend(CHECKS, settings.packs)
    _known(elements, settings, named)
    return elements


def checklist_of(settings: Settings, named: Sequence[str] = ()) -> Checklist:
    """Return the checklist of the elements that `elements_of` returns, with the common vocabulary."""
    if settings.packs:
        from .checks import VOCABULARY
        from .engine import prepare

        checklist = prepare(elements_of(settings, named), VOCABULARY)
    else:
        from .builtin import builtin

        checklist = builtin()
        _known(checklist.elements, settings, named)
    settle()
    return checklist


def _known(elements: Sequence[Element], settings: Settings, named: Sequence[str]) -> None:
    """Refuse a name that is none of some elements."""
    if problem := unknown_name(named, elements):
        raise UsageError(problem)
    for key, names in (("select", settings.select), ("ignore", settings.ignore)):
        if problem := unknown_name(names, elements):
            raise SettingsError(settings.path, f"{key}：{problem}")
    ids = [element.id for element in elements]
    for number, rule in enumerate(settings.waivers, 1):
        if rule.element not in ids:
            near = suggestion(rule.element, ids)
            raise SettingsError(settings.path, f"waivers[{number}].element：没有 {rule.element} 这个要素。{near}")


def _expanded(paths: Sequence[str], settings: Settings) -> tuple[list[str], list[Failure]]:
    """Return the files that some paths lead to, and what leads nowhere."""
    from .reading.paths import expand

    found, failures = expand(paths, settings.exclude)
    return found, [_hinted(failure, paths) for failure in failures]


def _baseline(options: Options, settings: Settings) -> Baseline | None:
    """Return the baseline that an option or the settings name; None where neither does."""
    path = options.baseline if options.baseline is not None else settings.baseline
    if not path:
        return None
    from .baseline import load as load_baseline

    return load_baseline(path)


def _hinted(failure: Failure, paths: Sequence[str]) -> Failure:
    """Return a failure with a hint where the missing file looks like a subcommand with a slip: `lawlint chek a.txt`."""
    if failure.code == "not_found" and failure.path == paths[0]:
        import difflib

        if near := difflib.get_close_matches(failure.path, COMMANDS, 1, 0.7):
            return failure._replace(message=f"{failure.message}如果想用的是子命令，是不是 lawlint {near[0]}？")
    return failure


def _possible(target: Target, paths: Sequence[str]) -> None:
    """Refuse an output file that is one of the reports, and a file that would be printed or cannot be made."""
    if target.format in OFFICE_FORMATS:
        if target.path is None:
            raise UsageError(f"-f {target.format} 写出的是文件，不能打印，请用 -o 指定文件名，例如 -o 退改意见.docx。")
        require(*OFFICE_FORMATS[target.format])
    output = target.path
    if output is not None and any(is_same_file(path, output) for path in paths):
        raise UsageError(f"{output} 就是要检查的报告，写进去会把它盖掉。请换一个文件名。")


def exit_status(report: Report, fail_on: str) -> int:
    """Return 2 if anything could not be checked, 1 if a status that counts is there and not accepted, else 0."""
    from .model import Status

    if report.errors:
        return 2
    counts = {"fail": (Status.FAIL,), "warn": (Status.FAIL, Status.WARN), "never": ()}[fail_on]
    return int(
        any(
            result.status in counts and not result.accepted
            for document in report.documents
            for result in document.results
        )
    )


def _status(total: Total, fail_on: str) -> int:
    """Return the exit status as `exit_status` does, by the numbers of a run."""
    from .model import Status

    if total.errors:
        return 2
    counted = {"fail": (Status.FAIL,), "warn": (Status.FAIL, Status.WARN), "never": ()}[fail_on]
    return int(any(total.tally.open(status) for status in counted))
