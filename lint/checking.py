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
from .console import COMMANDS, UsageError, append, colored, is_same_file, print_text, require, save, tell, tell_of
from .options import (
    Options,
    Target,
    manner_of,
    one_of,
    read_day,
    read_encoding,
    read_jobs,
    read_level,
    read_names,
    read_targets,
    read_year,
    told,
)
from .tables import LEVELS, SettingsError, suggestion
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .baseline import Baseline
    from .engine import Checklist
    from .model import DocumentReport, Element, Failure, Report
    from .output import View
    from .running import Job

PEOPLE_FORMATS = ("text", "concise")
MACHINE_FORMATS = (
    *("json", "jsonl", "html", "markdown"),
    *("sarif", "sarif-github", "github", "gitlab", "junit", "rdjson"),
)
OFFICE_FORMATS = {"docx": ("docx", "office")}
"""Formats that are files and no text: the module that writes each, and the extra that brings it."""
FORMAT_NAMES = (*PEOPLE_FORMATS, *MACHINE_FORMATS, *OFFICE_FORMATS)
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
    targets = read_targets(options.output_format, options.output_file, FORMAT_NAMES)
    one_of("--color", options.color, COLORS)
    if options.quiet and options.verbose:
        raise UsageError("--quiet 和 --verbose 只能用一个。")
    if not paths:
        raise UsageError("没有给出要检查的文件。例如：lawlint 报告.txt；用法见 lawlint --help。")
    for target in targets:
        _possible(target, paths)
    from .model import Failure, Report
    from .output import View

    try:
        settings, job = job_of(options)
        progress = not options.quiet and sys.stderr.isatty()
        baseline = _baseline(options, settings)
        report = _report(paths, job, settings, read_day(options.today), progress)
        if baseline is not None:
            report = _marked(report, baseline)
    except SettingsError as error:
        # Programs read the error where they read everything else.
        report, settings = Report(errors=(Failure(error.path, "settings", error.message),)), Settings()
    view = View(
        lang=settings.lang,
        quiet=options.quiet,
        verbose=options.verbose,
        version=__version__,
        fail_on=settings.fail_on,
    )
    _give(report, view, targets, options.color)
    return exit_status(report, settings.fail_on)


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
    settings, job = job_of(options)
    progress = not options.quiet and sys.stderr.isatty()
    return _report(paths, job, settings, read_day(options.today), progress), settings


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
    # What was made so far stays: nothing in it has to be looked through for garbage again (see `__main__`). A check
    # makes some ten thousand values that go when it ends, and no garbage; looking for some less often costs nothing.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
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


def _baseline(options: Options, settings: Settings) -> Baseline | None:
    """Return the baseline that an option or the settings name; None where neither does."""
    path = options.baseline if options.baseline is not None else settings.baseline
    if not path:
        return None
    from .baseline import load as load_baseline

    return load_baseline(path)


def _marked(report: Report, baseline: Baseline) -> Report:
    """Return the report with what the baseline says of it, and with a notice of what no longer occurs."""
    from .baseline import against, notice

    outcome = against(report.documents, baseline)
    return report._replace(documents=outcome.documents, notices=(*report.notices, *notice(outcome, baseline)))


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


def _possible(target: Target, paths: Sequence[str]) -> None:
    """Refuse an output file that is one of the reports, and a file that would be printed or cannot be made."""
    if target.format in OFFICE_FORMATS:
        if target.path is None:
            raise UsageError(f"-f {target.format} 写出的是文件，不能打印，请用 -o 指定文件名，例如 -o 退改意见.docx。")
        require(*OFFICE_FORMATS[target.format])
    output = target.path
    if output is not None and any(is_same_file(path, output) for path in paths):
        raise UsageError(f"{output} 就是要检查的报告，写进去会把它盖掉。请换一个文件名。")


def _give(report: Report, view: View, targets: Sequence[Target], color: str) -> None:
    """Save and print the report; what went wrong is told on standard error too, unless it is read in the report.

    Raises:
        UsageError: a file cannot be written; everything else is written and printed all the same.
    """
    from .output import FORMATS

    problem: UsageError | None = None
    printed = None
    for target in targets:
        content = FORMATS[target.format](report, view._replace(color=colored(color, target.path is not None)))
        if target.path is None:
            printed = target.format, content
            continue
        try:
            save(content, target.path)
        except UsageError as error:
            problem = problem or error
    if any(target.format == "github" for target in targets) and (path := os.environ.get("GITHUB_STEP_SUMMARY")):
        from .output.markdown import summary

        append(summary(report, view), path)
    _tell(report, view, printed is not None and printed[0] in PEOPLE_FORMATS)
    if printed is not None:
        name, content = printed
        print_text(str(content), None if name in PEOPLE_FORMATS else "utf-8", harmless=name in PEOPLE_FORMATS)
    if problem is not None:
        raise problem


def _tell(report: Report, view: View, read: bool) -> None:
    """Tell on standard error what went wrong; notices too, unless the report is read on standard output."""
    if not read or not sys.stdout.isatty():
        tell_of(report.errors, ())
    if not read and not view.quiet:
        for document in report.documents:
            for warning in document.document.source.warnings:
                tell(f"lawlint: {document.document.source.path}：{warning}")
        tell_of((), report.notices)


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
