"""The command line: arguments and settings in, one report out, and the exit status.

The only module that knows the checks and the only one that prints. Exit status: 0 done and nothing at or above
`--fail-on`, 1 something is, 2 the job could not be done, 130 interrupted; 2 outranks 1. The parsing of arguments is
typer's; values are checked here, so that every message is Chinese and names what is allowed.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from .config import (
    FAIL_ON,
    LANGUAGES,
    Settings,
    chosen,
    is_day,
    known_encoding,
    load,
    unknown_name,
    waive,
)
from .tables import LEVELS, YEARS, SettingsError, suggestion
from .version import __version__

if TYPE_CHECKING:
    from .engine import Checklist
    from .model import DocumentReport, Element, Failure, Report
    from .output import View
    from .reading import Manner
    from .running import Job

DEFAULT_COMMAND = "check"
FORMAT_NAMES = ("text", "concise", "json", "jsonl")
MACHINE_FORMATS = ("json", "jsonl")
LIST_FORMATS = ("text", "json")
COLORS = ("auto", "always", "never")
CHECK_HELP = (
    "检查报告：该写的写了没有。（不写子命令时就是它）\n\n"
    "退出码：0 没有不符合的；1 有不符合的（见 --fail-on）；2 有文件没能检查，或者命令、设置有误；130 被中断。"
)
REQUIREMENT_WORDS = {"required": "必写", "recommended": "建议写"}

LEVEL_WORDS = ("乡镇、街道", "县级政府", "市级以上政府", "政府部门")

T = TypeVar("T")
U = TypeVar("U")


class UsageError(Exception):
    """A wrong option or argument; the message is for the user."""


# --- Default command and completion ----------------------------------------------------------------------------------


class DefaultGroup(TyperGroup):
    """A group that takes `lawlint a.txt` for `lawlint check a.txt`.

    The contexts are `Any` because their class lives in click or inside typer, depending on typer's version.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in front where the first word is neither a command nor an option of the group."""
        if not args and ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        own = {name for option in self.get_params(ctx) for name in (*option.opts, *option.secondary_opts)}
        if not args or (args[0] not in self.commands and args[0].partition("=")[0] not in own):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete subcommands and the options of the default command."""
        command = self.commands[DEFAULT_COMMAND]
        with command.make_context(DEFAULT_COMMAND, [], parent=ctx, resilient_parsing=True) as inner:
            return [*super().shell_complete(ctx, incomplete), *command.shell_complete(inner, incomplete)]


def _completing(values: Sequence[str]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def _ids(incomplete: str) -> list[str]:
    from .checks import CHECKS

    return [element.id for element in CHECKS if element.id.startswith(incomplete)]


FormatOption = Annotated[
    str,
    typer.Option(
        "--output-format",
        "-f",
        metavar="|".join(FORMAT_NAMES),
        help="结果的格式：给人看的、每项一行的、给程序用的。",
        autocompletion=_completing(FORMAT_NAMES),
    ),
]
ListFormatOption = Annotated[
    str,
    typer.Option(
        "--output-format",
        "-f",
        metavar="|".join(LIST_FORMATS),
        help="给人看，或给程序用。",
        autocompletion=_completing(LIST_FORMATS),
    ),
]
LevelOption = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="|".join(("auto", *LEVELS)),
        help="发文单位：乡镇街道、县级、市级以上、部门；默认 auto，自动识别。",
        autocompletion=_completing(("auto", *LEVELS)),
    ),
]
YearOption = Annotated[str | None, typer.Option("--year", metavar="年度", help="报告年度；默认 auto，自动识别。")]
FamilyOption = Annotated[
    list[str] | None, typer.Option("--family", metavar="类别", help="只要这些类别的要素，逗号分隔，可重复。")
]
ConfigOption = Annotated[str | None, typer.Option("--config", metavar="文件", help="采用这份设置文件，不自动查找。")]
IsolatedOption = Annotated[bool, typer.Option("--isolated", help="不采用任何设置文件。")]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="编码", help="文本和网页的编码，默认 auto：BOM、UTF-8、GB18030 依次识别。"),
]
SizeOption = Annotated[
    str | None,
    typer.Option(
        "--max-size",
        metavar="大小",
        help="超过这个大小的文件不读，例如 500K、50M；默认文本 20M、网页 10M、Word 等 50M、PDF 100M。",
    ),
]
PagesOption = Annotated[
    str | None, typer.Option("--max-pages", metavar="N", help="PDF、OFD 最多读多少页，默认 1000；超过的不读。")
]
TimeoutOption = Annotated[
    str | None, typer.Option("--timeout", metavar="秒", help="文本以外的文件最多读多少秒，默认 30。")
]
MemoryOption = Annotated[
    str | None, typer.Option("--max-memory", metavar="大小", help="文本以外的文件读取时最多占用多少内存，默认 1G。")
]
SofficeOption = Annotated[
    bool, typer.Option("--soffice", help="旧格式（.doc、Works、Word 2003 XML）先用本机的 LibreOffice 转换。")
]
# Rarely of use: the message of a file that goes beyond one of them names it.
PartOption = Annotated[str | None, typer.Option("--max-part", metavar="大小", hidden=True)]
PartsOption = Annotated[str | None, typer.Option("--max-parts", metavar="大小", hidden=True)]
EntriesOption = Annotated[str | None, typer.Option("--max-entries", metavar="N", hidden=True)]
ParagraphsOption = Annotated[str | None, typer.Option("--max-paragraphs", metavar="N", hidden=True)]
CharactersOption = Annotated[str | None, typer.Option("--max-characters", metavar="N", hidden=True)]


app = typer.Typer(
    cls=DefaultGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[check] [选项] 文件或文件夹...  |  子命令 ...",
    epilog="不写子命令就是 check：lawlint 报告.txt。全部检查选项见 lawlint check --help。",
)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit status.

    Args:
        arguments: the words after the program's name.
    """
    command = typer.main.get_command(app)
    try:
        status = command.main(list(arguments), prog_name="lawlint", standalone_mode=False)
    except UsageError as problem:
        _tell(f"lawlint: {problem}")
        return 2
    except SettingsError as error:
        _tell(f"lawlint: {error}")
        return 2
    except typer.Abort:
        return 130
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        _tell(f"lawlint: {_usage_words(error)}")
        return 2
    return status if isinstance(status, int) else 0


def _usage_words(error: Any) -> str:
    """Return in Chinese what typer says of a wrong command line, as far as it is one of the usual mistakes."""
    kind = type(error).__name__
    said = error.format_message()
    if kind == "NoSuchOption":
        near = f"是不是 {'、'.join(sorted(error.possibilities))}？" if error.possibilities else ""
        words = f"没有 {error.option_name} 这个选项。{near}"
    elif kind == "BadOptionUsage":
        words = f"选项 {error.option_name} 的写法不对：后面缺少值，或者不该跟值。"
    elif found := re.search(r"unexpected extra arguments? ?(?:\(s\))? ?\((.*)\)", said):
        words = f"多出来的内容：{found[1]}。"
    else:
        words = f"命令的写法不对：{said}"
    return f"{words}用法见 lawlint --help 和 lawlint check --help。"


# --- What comes out --------------------------------------------------------------------------------------------------


def _tell(message: str) -> None:
    """Write one line to standard error; a closed one is no reason to fail."""
    try:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def _print(text: str, encoding: str | None = None) -> None:
    """Write to standard output, in `encoding` or the console's own; what that lacks becomes a question mark.

    A reader that has gone away (`| head`) is no error: the answer stands, and so does the exit status.
    """
    data = text.encode(encoding or sys.stdout.encoding or "utf-8", "replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end; it must find an open file then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise UsageError(f"结果写不出去：{error.strerror or error}。请检查输出的去处和磁盘空间。") from error


def _print_json(value: object) -> None:
    import json

    _print(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _save(text: str, path: str) -> None:
    try:
        with open(path, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise UsageError(f"--output-file {path} 写不进去：{what}。请检查文件夹是否存在、有没有写入权限。") from error


def _colored(wanted: str, to_file: bool) -> bool:
    """Return whether the report is coloured: told, or by the usual variables of the environment, or on a terminal."""
    if wanted != "auto":
        return wanted == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


# --- Values of options -----------------------------------------------------------------------------------------------


def _one_of(option: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise UsageError(f"{option} 没有“{value}”这个值。{suggestion(value, allowed)}")
    return value


def _year(value: str) -> int | None:
    """Return a reporting year, None for auto."""
    if value == "auto":
        return None
    if not re.fullmatch("[0-9]{4}", value) or int(value) not in YEARS:
        raise UsageError(f"--year 要写四位年份，例如 --year 2024，或者 auto；“{value}”不行。")
    return int(value)


def _told(given: T | None, read: Callable[[T], U], otherwise: U) -> U:
    """Return what an option says, read, or what holds otherwise where it was not given."""
    return otherwise if given is None else read(given)


def _level(value: str) -> str | None:
    """Return a level, None for auto."""
    return None if _one_of("--level", value, ("auto", *LEVELS)) == "auto" else value


def _encoding(value: str) -> str:
    if not known_encoding(value):
        raise UsageError(f"--encoding 没有“{value}”这种编码。常用的有 auto、utf-8、gb18030、utf-16。")
    return value


def _names(option: str, values: list[str] | None) -> tuple[str, ...]:
    """Return the names of an option that may be repeated and may hold several; none where it was not given."""
    if not values:
        return ()
    names = tuple(name for value in values for name in re.split(r"[,，、\s]+", value) if name)
    if not names:
        raise UsageError(f"{option} 后面没有写编号或类别。全部编号见 lawlint elements。")
    return names


def _size(value: str, option: str = "--max-size") -> int:
    """Return a size in bytes: a number, with K, M or G for 1024 and its powers."""
    found = re.fullmatch(r"([0-9]{1,12})([KMG]?)I?B?", value.strip().upper())
    if found is None or int(found[1]) == 0:
        raise UsageError(f"{option} 要写大小，例如 500K、20M、1G；“{value}”不行。")
    return int(found[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[found[2]]


def _count(value: str, option: str) -> int:
    if not re.fullmatch("[0-9]{1,12}", value) or int(value) == 0:
        raise UsageError(f"{option} 要写正整数；“{value}”不行。")
    return int(value)


def _manner(
    encoding: str,
    size: str | None,
    soffice: bool,
    sizes: Mapping[str, str | None],
    counts: Mapping[str, str | None],
) -> Manner:
    """Return how files are read, as the options say.

    Args:
        encoding: a name that is known, or auto.
        size: of the largest file.
        soffice: whether LibreOffice may be used.
        sizes: limits in bytes by their field in `Limits`, where they are told.
        counts: limits in numbers, likewise.
    """
    from .reading import Limits, Manner

    told: dict[str, Any] = {
        name: read(value, "--timeout" if name == "seconds" else f"--max-{name}")
        for read, values in ((_size, sizes), (_count, counts))
        for name, value in values.items()
        if value is not None
    }
    return Manner(encoding, _told(size, _size, None), Limits(**told), soffice)


def _jobs(value: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", value):
        raise UsageError(f"--jobs 要写 0 或正整数（0 表示自动）；“{value}”不行。")
    return int(value)


def _day(value: str | None) -> str:
    """Return a day in ISO form, today where none is told."""
    if value is None:
        return time.strftime("%Y-%m-%d")
    if not is_day(value):
        raise UsageError(f"--today 要写成 2026-12-31 这样的日期；“{value}”不行。")
    return value


# --- Settings and elements -------------------------------------------------------------------------------------------


def _loaded(config: str | None, isolated: bool) -> Settings:
    if config is not None and isolated:
        raise UsageError("--config 和 --isolated 只能用一个。")
    return Settings() if isolated else load(os.getcwd(), config)


def _elements(settings: Settings, named: Sequence[str] = ()) -> tuple[Element, ...]:
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


def _prepared(elements: Sequence[Element], reported: Sequence[Element] | None = None) -> Checklist:
    from .checks import VOCABULARY
    from .engine import prepare

    return prepare(elements, VOCABULARY, reported)


# --- check -----------------------------------------------------------------------------------------------------------


@app.command("check", help=CHECK_HELP)
def check_command(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="文件或文件夹...", help="报告文件、文件夹、通配符，或 -（标准输入）。", show_default=False
        ),
    ] = None,
    output_format: FormatOption = "text",
    output_file: Annotated[
        str | None, typer.Option("--output-file", "-o", metavar="文件", help="结果写入文件（UTF-8），不打印。")
    ] = None,
    level: LevelOption = None,
    year: YearOption = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select", metavar="编号", help="只检查这些要素：编号或类别，逗号分隔，可重复。", autocompletion=_ids
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="编号", help="不检查这些要素：编号或类别，逗号分隔，可重复。", autocompletion=_ids
        ),
    ] = None,
    family: FamilyOption = None,
    strict: Annotated[
        bool | None, typer.Option("--strict/--no-strict", help="建议写的也当作必写。", show_default=False)
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="|".join(FAIL_ON),
            help="什么时候退出码为 1：有不符合的、有待补的、从不。默认 fail。",
            autocompletion=_completing(FAIL_ON),
        ),
    ] = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
    encoding: EncodingOption = None,
    stdin_filename: Annotated[
        str, typer.Option("--stdin-filename", metavar="文件名", help="标准输入在结果里叫什么。", show_default=False)
    ] = "<stdin>",
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="|".join(LANGUAGES), help="结果的语言，默认 zh。", autocompletion=_completing(LANGUAGES)
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只列结论和有问题的要素。")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="列出全部依据原文和不适用的要素。")] = False,
    color: Annotated[
        str,
        typer.Option(
            "--color",
            metavar="|".join(COLORS),
            help="是否用颜色，默认看是不是终端。",
            autocompletion=_completing(COLORS),
            show_default=False,
        ),
    ] = "auto",
    jobs: Annotated[
        str,
        typer.Option(
            "--jobs",
            "-j",
            metavar="N",
            help="用几个进程同时检查，默认自动：文件多时用上全部处理器。",
            show_default=False,
        ),
    ] = "0",
    max_size: SizeOption = None,
    max_pages: PagesOption = None,
    timeout: TimeoutOption = None,
    max_memory: MemoryOption = None,
    max_part: PartOption = None,
    max_parts: PartsOption = None,
    max_entries: EntriesOption = None,
    max_paragraphs: ParagraphsOption = None,
    max_characters: CharactersOption = None,
    soffice: SofficeOption = False,
    force: Annotated[bool, typer.Option("--force", help="看上去不是法治政府建设年度报告的，也照样检查。")] = False,
    today: Annotated[
        str | None, typer.Option("--today", metavar="日期", help="按哪一天判断豁免是否到期，默认今天。")
    ] = None,
) -> None:
    """Check reports, and end with the exit status that the help states."""
    _one_of("--output-format", output_format, FORMAT_NAMES)
    _one_of("--color", color, COLORS)
    at_once = _jobs(jobs)
    if quiet and verbose:
        raise UsageError("--quiet 和 --verbose 只能用一个。")
    if not paths:
        raise UsageError("没有给出要检查的文件。例如：lawlint 报告.txt；用法见 lawlint --help。")
    if output_file is not None:
        _spare_inputs(output_file, paths)
    from .model import Failure, Report
    from .output import View
    from .running import Job

    selected, ignored, families = _names("--select", select), _names("--ignore", ignore), _names("--family", family)
    try:
        settings = _loaded(config, isolated)
        elements = _elements(settings, (*selected, *ignored, *families))
        settings = replace(
            settings,
            level=_told(level, _level, settings.level),
            year=_told(year, _year, settings.year),
            select=selected or settings.select,
            ignore=ignored or settings.ignore,
            strict=settings.strict if strict is None else strict,
            fail_on=_told(fail_on, lambda value: _one_of("--fail-on", value, FAIL_ON), settings.fail_on),
            encoding=_told(encoding, _encoding, settings.encoding),
            lang=_told(lang, lambda value: _one_of("--lang", value, LANGUAGES), settings.lang),
        )
        reported = chosen(elements, settings.select, settings.ignore, families)
        if not reported:
            raise UsageError("按 --select、--ignore、--family 和设置文件，没有选出任何要素。")
        manner = _manner(
            settings.encoding,
            max_size,
            soffice,
            {"part": max_part, "parts": max_parts, "memory": max_memory},
            {
                "pages": max_pages,
                "entries": max_entries,
                "paragraphs": max_paragraphs,
                "characters": max_characters,
                "seconds": timeout,
            },
        )
        job = Job(
            checklist=_prepared(elements, reported),
            level=settings.level,
            year=settings.year,
            strict=settings.strict,
            force=force,
            manner=manner,
            jobs=at_once,
            stdin_name=stdin_filename,
        )
        report = _report(paths, job, settings, _day(today), progress=not quiet and sys.stderr.isatty())
        fails = settings.fail_on
    except SettingsError as error:
        # Programs read the error where they read everything else.
        report, fails, settings = Report(errors=(Failure(error.path, "settings", error.message),)), "fail", Settings()
    view = View(
        lang=settings.lang,
        quiet=quiet,
        verbose=verbose,
        color=_colored(color, output_file is not None),
        version=__version__,
    )
    _give(report, view, output_format, output_file)
    raise typer.Exit(exit_status(report, fails))


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

        commands = [command.name or "" for command in app.registered_commands]
        if near := difflib.get_close_matches(failure.path, commands, 1, 0.7):
            return replace(failure, message=f"{failure.message}如果想用的是子命令，是不是 lawlint {near[0]}？")
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

    text = FORMATS[output_format](report, view)
    unseen = output_file is not None or output_format in MACHINE_FORMATS
    if unseen or not sys.stdout.isatty():
        for failure in report.errors:
            _tell(f"lawlint: {failure.path}：{failure.message}")
    if unseen and not view.quiet:
        for document in report.documents:
            for warning in document.document.source.warnings:
                _tell(f"lawlint: {document.document.source.path}：{warning}")
        for notice in report.notices:
            _tell(f"lawlint: {notice}")
    if output_file is not None:
        _save(text, output_file)
    else:
        _print(text, "utf-8" if output_format in MACHINE_FORMATS else None)


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


# --- The other subcommands -------------------------------------------------------------------------------------------


@app.command("explain", help="说明一个要素：什么意思，谁要求的，怎样算写到，例子，怎样豁免。")
def explain_command(
    *,
    name: Annotated[
        str | None,
        typer.Argument(metavar="编号", help="要素的编号或名称，例如 legal-counsel。", autocompletion=_ids),
    ] = None,
    output_format: ListFormatOption = "text",
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
) -> None:
    """Say what one element means, who asks for it, what counts, and how to waive it."""
    from .explain import as_data, as_text

    _one_of("--output-format", output_format, LIST_FORMATS)
    if name is None:
        raise UsageError("要说明哪个要素？例如：lawlint explain legal-counsel；全部编号见 lawlint elements。")
    elements = _elements(_loaded(config, isolated))
    found = next((element for element in elements if name in (element.id, element.title)), None)
    if found is None:
        near = suggestion(name, [word for element in elements for word in (element.id, element.title)])
        raise UsageError(f"没有 {name} 这个要素。{near}全部编号见 lawlint elements。")
    if output_format == "json":
        _print_json(as_data(found))
    else:
        _print(as_text(found))


@app.command(
    "elements", help="列出全部要素；给出级别、年度的，只列对它适用的。设置里有增补要素的，一并核对它们自带的例子。"
)
def elements_command(
    *,
    output_format: ListFormatOption = "text",
    level: LevelOption = None,
    year: YearOption = None,
    family: FamilyOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
) -> None:
    """List the elements, and hold those of packs to their own examples."""
    from .engine import requirement_of
    from .explain import as_data, asked_of
    from .model import Requirement

    _one_of("--output-format", output_format, LIST_FORMATS)
    settings = _loaded(config, isolated)
    families = _names("--family", family)
    elements = _elements(settings, families)
    _hold(settings, elements)
    at_level = _told(level, _level, settings.level)
    at_year = _told(year, _year, settings.year)
    listed = [
        (element, requirement_of(element, at_level or "", at_year)) for element in chosen(elements, (), (), families)
    ]
    listed = [pair for pair in listed if pair[1] is not Requirement.NOT_APPLICABLE]
    if output_format == "json":
        _print_json([as_data(element) for element, _ in listed])
        return
    lines = []
    for element, requirement in listed:
        asked = asked_of(element) if at_level is None else REQUIREMENT_WORDS[requirement]
        lines.append(f"{element.id}  {element.title}  [{element.family}]  {asked}\n")
    _print("".join(lines) + f"共 {len(listed)} 项。某一项的详情：lawlint explain 编号。\n")


def _hold(settings: Settings, elements: Sequence[Element]) -> None:
    """Refuse packs with an element whose own examples are not answered as it says.

    An example of one line about contents is read as a sentence of the account, any other as a whole document.
    """
    from .engine import check
    from .model import Finding, Part, Signature, Source, TitleLine

    added = {element.id: pack.path for pack in settings.packs for element in pack.elements}
    if not added:
        return
    own = [element for element in elements if element.id in added]
    checklist = _prepared(elements, own)
    for number, element in enumerate(own):
        for finding in Finding:
            for text in getattr(element.examples, finding):
                whole = "\n" in text or isinstance(element.looks, Part | TitleLine | Signature)
                source = Source("", text if whole else f"一、工作开展情况\n{text}", "utf-8", "text/plain", "")
                answered = check(source, checklist).results[number].finding
                if answered is not finding:
                    raise SettingsError(
                        added[element.id],
                        f"elements({element.id}).examples.{finding}：「{text}」实际判为 {answered}。"
                        "请改例子，或者改要找的词语。",
                    )


@app.command("outline", help="看程序读到了什么：格式、编码、元数据、各级标题和用处、提示；--text 打印读出的全文。")
def outline_command(
    *,
    path: Annotated[
        str | None, typer.Argument(metavar="文件", help="一份报告，或 -（标准输入）。", show_default=False)
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="只打印读出的文字。")] = False,
    encoding: EncodingOption = None,
    max_size: SizeOption = None,
    max_pages: PagesOption = None,
    timeout: TimeoutOption = None,
    max_memory: MemoryOption = None,
    max_part: PartOption = None,
    max_parts: PartsOption = None,
    max_entries: EntriesOption = None,
    max_paragraphs: ParagraphsOption = None,
    max_characters: CharactersOption = None,
    soffice: SofficeOption = False,
) -> None:
    """Show what was read of one file, without judging it."""
    from .checks import VOCABULARY
    from .folding import fold
    from .output.outline import render
    from .reading import ReadingError, read, read_stdin
    from .structure import parse

    if path is None:
        raise UsageError("要看哪个文件？例如：lawlint outline 报告.docx。")
    manner = _manner(
        _told(encoding, _encoding, "auto"),
        max_size,
        soffice,
        {"part": max_part, "parts": max_parts, "memory": max_memory},
        {
            "pages": max_pages,
            "entries": max_entries,
            "paragraphs": max_paragraphs,
            "characters": max_characters,
            "seconds": timeout,
        },
    )
    try:
        source = read_stdin(manner) if path == "-" else read(path, manner)
    except ReadingError as error:
        raise UsageError(f"{path}：{error.message}") from error
    if text:
        # A console shows what it can; a file or a program gets everything.
        _print(source.text.rstrip("\n") + "\n", None if sys.stdout.isatty() else "utf-8")
        for warning in source.warnings:
            _tell(f"lawlint: {path}：{warning}")
    else:
        _print(render(parse(source, fold(source.text), VOCABULARY)))


@app.command("schema", help="打印 JSON 结果的 JSON Schema。")
def schema_command() -> None:
    """Print the JSON Schema of the JSON output."""
    from .output.json import schema

    _print(schema(), "utf-8")


@app.command("init", help="在当前文件夹写一份带说明的 lawlint.toml；已有的不覆盖。")
def init_command() -> None:
    """Write a commented lawlint.toml into the current folder; never over another one."""
    from .config import TEMPLATE

    try:
        with open("lawlint.toml", "x", encoding="utf-8", newline="\n") as file:
            file.write(TEMPLATE)
    except FileExistsError as error:
        raise UsageError("当前文件夹已经有 lawlint.toml，没有改动它。要重写请先改名或删去。") from error
    except OSError as error:
        raise UsageError(f"lawlint.toml 写不进去：{error.strerror or error}。请检查文件夹的写入权限。") from error
    _print("已写入 lawlint.toml，打开它按说明修改即可。\n")


@app.command("version", help="打印版本号。")
def version_command() -> None:
    """Print the version."""
    _print(f"lawlint {__version__}\n")


def _print_version(wanted: bool) -> None:
    if wanted:
        version_command()
        raise typer.Exit


@app.callback(help="Hold the options of lawlint itself.")
def _group(
    _version: Annotated[
        bool, typer.Option("--version", help="打印版本号。", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options of lawlint itself."""
