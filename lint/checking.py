"""The check itself: settings and options in, one report out, and the exit status.

Exit status: 0 done and nothing at or above `--fail-on`, 1 something is, 2 the job could not be done; 2 outranks 1.
Nothing here knows how the options were parsed.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, TypeVar

from .config import FAIL_ON, LANGUAGES, Settings, chosen, load, unknown_name, waive
from .console import COMMANDS, UsageError, colored, print_text, require, save, tell
from .options import (
    Options,
    manner_of,
    one_of,
    read_day,
    read_encoding,
    read_jobs,
    read_level,
    read_names,
    read_year,
    told,
)
from .tables import LEVELS, SettingsError, suggestion
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .engine import Checklist
    from .model import DocumentReport, Element, Failure, Report
    from .output import View
    from .running import Job

FORMAT_NAMES = ("text", "concise", "json", "jsonl", "docx")
MACHINE_FORMATS = ("json", "jsonl")
OFFICE_FORMATS = {"docx": ("docx", "office")}
"""Formats that are files and no text: the module that writes each, and the extra that brings it."""
COLORS = ("auto", "always", "never")
LEVEL_WORDS = ("乡镇、街道", "县级政府", "市级以上政府", "政府部门")

T = TypeVar("T")


def check(paths: Sequence[str], options: Options) -> int:
    """Check reports, print or save what was found, and return the exit status.

    Args:
        paths: files, folders, patterns, or `-` for standard input.
        options: what else was typed.

    Raises:
        UsageError: an option has a value that it does not know.
    """
    one_of("--output-format", options.output_format, FORMAT_NAMES)
    one_of("--color", options.color, COLORS)
    if options.output_format in OFFICE_FORMATS:
        if options.output_file is None:
            raise UsageError(
                f"-f {options.output_format} 写出的是文件，不能打印，请用 -o 指定文件名，例如 -o 退改意见.docx。"
            )
        require(*OFFICE_FORMATS[options.output_format])
    if options.quiet and options.verbose:
        raise UsageError("--quiet 和 --verbose 只能用一个。")
    if not paths:
        raise UsageError("没有给出要检查的文件。例如：lawlint 报告.txt；用法见 lawlint --help。")
    if options.output_file is not None:
        _spare_inputs(options.output_file, paths)
    from .model import Failure, Report
    from .output import View

    try:
        settings, job = _job(options)
        progress = not options.quiet and sys.stderr.isatty()
        report = _report(paths, job, settings, read_day(options.today), progress)
    except SettingsError as error:
        # Programs read the error where they read everything else.
        report, settings = Report(errors=(Failure(error.path, "settings", error.message),)), Settings()
    view = View(
        lang=settings.lang,
        quiet=options.quiet,
        verbose=options.verbose,
        color=colored(options.color, options.output_file is not None),
        version=__version__,
    )
    _give(report, view, options.output_format, options.output_file)
    return exit_status(report, settings.fail_on)


def check_plainly(paths: Sequence[str]) -> int:
    """Check reports as `lawlint PATHS...` does, and return the exit status."""
    try:
        return check(paths, Options())
    except (UsageError, SettingsError) as problem:
        tell(f"lawlint: {problem}")
        return 2


def _job(options: Options) -> tuple[Settings, Job]:
    """Return the settings, with what the options say in their place, and what a run checks by."""
    from .running import Job

    jobs = read_jobs(options.jobs)
    selected = read_names("--select", options.select)
    ignored = read_names("--ignore", options.ignore)
    families = read_names("--family", options.family)
    settings = loaded(options.config, options.isolated)
    elements = elements_of(settings, (*selected, *ignored, *families))
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
    reported = chosen(elements, settings.select, settings.ignore, families)
    if not reported:
        raise UsageError("按 --select、--ignore、--family 和设置文件，没有选出任何要素。")
    return settings, Job(
        checklist=prepared(elements, reported),
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
    return elements


def prepared(elements: Sequence[Element], reported: Sequence[Element] | None = None) -> Checklist:
    """Return the checklist of some elements with the common vocabulary; see `engine.prepare`."""
    from .checks import VOCABULARY
    from .engine import prepare

    checklist = prepare(elements, VOCABULARY, reported)
    # What was made so far stays: nothing in it has to be looked through for garbage again (see `__main__`).
    gc.freeze()
    gc.enable()
    return checklist


def _report(paths: Sequence[str], job: Job, settings: Settings, today: str, progress: bool) -> Report:
    """Check every document that the paths lead to, and gather what could not be checked and what to note."""
    from .model import Failure, Report
    from .reading.paths import expand
    from .running import answers

    found, failures = expand(paths, settings.exclude)
    errors = [_hinted(failure, paths) for failure in failures]
    documents = []
    for answer in _watched(answers(found, job), len(found), progress):
        if isinstance(answer, Failure):
            errors.append(answer)
        else:
            documents.append(answer)
    waived, notices = waive(documents, settings, today)
    return Report(waived, tuple(errors), (*(note for document in documents for note in _unsure(document)), *notices))


def _unsure(document: DocumentReport) -> Iterator[str]:
    """Yield what the user should tell, where level or year were neither told nor recognised."""
    path = document.document.source.path
    if not document.level:
        levels = "、".join(f"{level}（{word}）" for level, word in zip(LEVELS, LEVEL_WORDS, strict=True))
        yield f"{path}：没有认出发文单位的级别，无法判断哪些必写，都只作建议；请加 --level：{levels}。"
    if document.year is None:
        yield f"{path}：没有认出报告年度，没有按年度取舍；请加 --year，例如 --year 2024。"


def _hinted(failure: Failure, paths: Sequence[str]) -> Failure:
    """Return a failure with a hint where the missing file looks like a subcommand with a slip: `lawlint chek a.txt`."""
    if failure.code == "not_found" and failure.path == paths[0]:
        import difflib

        if near := difflib.get_close_matches(failure.path, COMMANDS, 1, 0.7):
            return failure._replace(message=f"{failure.message}如果想用的是子命令，是不是 lawlint {near[0]}？")
    return failure


def _watched(items: Iterator[T], count: int, shown: bool) -> Iterator[T]:
    """Yield the items; once that has taken more than a second, tell on standard error how far it has come."""
    begin = time.monotonic()
    told = False
    for number, item in enumerate(items):
        if shown and time.monotonic() - begin > 1:
            sys.stderr.write(f"\r已检查 {number}/{count}")
            sys.stderr.flush()
            told = True
        yield item
    if told:
        sys.stderr.write("\r" + " " * 40 + "\r")


def _spare_inputs(output: str, paths: Sequence[str]) -> None:
    """Refuse an output file that is one of the reports."""
    for path in paths:
        if os.path.isfile(path) and os.path.exists(output) and os.path.samefile(path, output):
            raise UsageError(f"--output-file {output} 就是要检查的报告，写进去会把它盖掉。请换一个文件名。")


def _give(report: Report, view: View, output_format: str, output_file: str | None) -> None:
    """Print or save the report; what went wrong is told on standard error too, unless it is read in the report."""
    from .output import FORMATS

    content = FORMATS[output_format](report, view)
    unseen = output_file is not None or output_format in MACHINE_FORMATS
    if unseen or not sys.stdout.isatty():
        for failure in report.errors:
            tell(f"lawlint: {failure.path}：{failure.message}")
    if unseen and not view.quiet:
        for document in report.documents:
            for warning in document.document.source.warnings:
                tell(f"lawlint: {document.document.source.path}：{warning}")
        for notice in report.notices:
            tell(f"lawlint: {notice}")
    if output_file is not None:
        save(content, output_file)
    elif isinstance(content, str):
        print_text(content, "utf-8" if output_format in MACHINE_FORMATS else None)


def exit_status(report: Report, fail_on: str) -> int:
    """Return 2 if anything could not be checked, 1 if a status that counts is there and not waived, else 0."""
    from .model import Status

    if report.errors:
        return 2
    counts = {"fail": (Status.FAIL,), "warn": (Status.FAIL, Status.WARN), "never": ()}[fail_on]
    return int(
        any(
            result.status in counts and result.waiver is None
            for document in report.documents
            for result in document.results
        )
    )
