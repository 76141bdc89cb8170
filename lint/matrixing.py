"""The subcommand `matrix`: a folder of reports as a workbook, a table in long form, or a heat map."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from .checking import exit_status, report_of
from .console import UsageError, is_same_file, print_text, require, save, tell_of
from .flags import (
    CacheOption,
    ConfigOption,
    EncodingOption,
    FailOnOption,
    FamilyOption,
    ForceOption,
    IgnoreOption,
    IsolatedOption,
    JobsOption,
    LangOption,
    LevelOption,
    MemoryOption,
    PagesOption,
    SelectOption,
    SizeOption,
    SofficeOption,
    StrictOption,
    TimeoutOption,
    TodayOption,
    YearOption,
)
from .options import Options
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .matrix import Matrix
    from .output import View

HELP = (
    "汇总一批报告：单位 × 要素，依据原文，统计，没能读取的，没有报送的，与上年比较。\n\n"
    "格式看 -o 的扩展名：.xlsx 工作簿；.csv 每个单位每项要素一行；.html 热力图。退出码与检查相同。"
)
ENDINGS = (".xlsx", ".csv", ".html", ".htm")


def matrix_command(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="文件夹...", help="装着各单位报告的文件夹，也可以是文件、通配符。", show_default=False),
    ] = None,
    output_file: Annotated[
        str | None,
        typer.Option("--output-file", "-o", metavar="文件", help="写到哪里，例如 汇总.xlsx、汇总.csv、汇总.html。"),
    ] = None,
    roster: Annotated[
        str | None,
        typer.Option("--roster", metavar="文件", help="应报单位名单（CSV，每行一个单位），用来看谁没有报送。"),
    ] = None,
    previous: Annotated[
        list[str] | None,
        typer.Option("--previous", metavar="文件夹", help="上年的报告，用来比较；可重复。"),
    ] = None,
    level: LevelOption = None,
    year: YearOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    family: FamilyOption = None,
    strict: StrictOption = None,
    fail_on: FailOnOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
    encoding: EncodingOption = None,
    lang: LangOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不打印摘要和提示。")] = False,
    jobs: JobsOption = "0",
    cache: CacheOption = None,
    max_size: SizeOption = None,
    max_pages: PagesOption = None,
    timeout: TimeoutOption = None,
    max_memory: MemoryOption = None,
    soffice: SofficeOption = False,
    force: ForceOption = False,
    today: TodayOption = None,
) -> None:
    """Check a folder and write its matrix; the exit status is that of a check."""
    own = {"paths", "output_file", "roster", "previous"}
    values = {name: value for name, value in locals().items() if name not in own and name != "own"}
    if not paths:
        raise UsageError("没有给出文件夹。例如：lawlint matrix 报告/ -o 汇总.xlsx。")
    if output_file is None:
        raise UsageError("请用 -o 指定写到哪里，例如 -o 汇总.xlsx（也可以是 .csv、.html）。")
    raise typer.Exit(_matrix(paths, output_file, roster, previous or (), Options(**values)))


def _matrix(paths: Sequence[str], output: str, listed: str | None, previous: Sequence[str], options: Options) -> int:
    render = _renderer(output)
    _spare((*paths, *previous, *([listed] if listed else ())), output)
    from .checks import VOCABULARY
    from .matrix import matrix_of
    from .output import View
    from .roster import read_roster
    from .units import naming_of

    roster = read_roster(listed) if listed is not None else None
    report, settings = report_of(paths, options)
    # The year that is told is that of this year's reports.
    before = report_of(previous, options._replace(year="auto"))[0] if previous else None
    matrix = matrix_of(report, naming_of(VOCABULARY), roster, before)
    save(render(matrix, View(lang=settings.lang, quiet=options.quiet, version=__version__)), output)
    errors = (*report.errors, *(before.errors if before else ()))
    tell_of(errors, () if options.quiet else matrix.notices)
    if not options.quiet:
        print_text(_told(matrix, output))
    return max(exit_status(report, settings.fail_on), 2 if before is not None and before.errors else 0)


def _renderer(output: str) -> Callable[[Matrix, View], str | bytes]:
    """Return what writes a file of that name."""
    ending = os.path.splitext(output)[1].lower()
    if ending == ".xlsx":
        require("openpyxl", "office")
        from .output.workbook import render as workbook

        return workbook
    if ending == ".csv":
        from .output.matrixcsv import render as table

        return table
    if ending in {".html", ".htm"}:
        from .output.matrixhtml import render as page

        return page
    raise UsageError(f"-o {output} 的扩展名不认识。可用的有 {'、'.join(ENDINGS)}。")


def _spare(inputs: Sequence[str], output: str) -> None:
    """Refuse to write over a report or a list."""
    for path in inputs:
        if is_same_file(path, output):
            raise UsageError(f"-o {output} 是要读的文件，写进去会把它盖掉。请换一个文件名。")


def _told(matrix: Matrix, output: str) -> str:
    """Return one line: what was written, and how many units stand in it."""
    parts = [f"{len(matrix.rows)} 份报告"]
    if len(matrix.counted) < len(matrix.rows):
        parts.append(f"其中重复 {len(matrix.rows) - len(matrix.counted)} 份")
    if matrix.errors:
        parts.append(f"没能读取 {len(matrix.errors)} 份")
    if matrix.missing is not None:
        parts.append(f"名单 {len(matrix.roster)} 个单位中没有报送 {len(matrix.missing)} 个")
    return f"已写入 {output}：{'，'.join(parts)}。\n"
