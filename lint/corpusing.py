"""The subcommand `corpus`: documents by the million, from tables or folders to two tables for DuckDB or pandas."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from .checking import job_of
from .console import UsageError, print_text, require, tell
from .flags import (
    CharactersOption,
    ConfigOption,
    EncodingOption,
    EntriesOption,
    FamilyOption,
    ForceOption,
    IgnoreOption,
    IsolatedOption,
    JobsOption,
    LevelOption,
    MemoryOption,
    PagesOption,
    ParagraphsOption,
    PartOption,
    PartsOption,
    SelectOption,
    SizeOption,
    SofficeOption,
    StrictOption,
    TimeoutOption,
    YearOption,
    completing,
)
from .options import Options, one_of, read_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .config import Settings
    from .corpus.folder import Progress
    from .corpus.inputs import Input
    from .corpus.rows import Position
    from .running import Job

OUTPUT_FORMATS = ("parquet", "jsonl")
HELP = (
    "检查成千上万直到几百万份文档：读 Parquet、JSON Lines 或文件夹，写成 documents、findings 两张表，"
    "DuckDB、pandas 可以直接打开。\n\n"
    "中断之后再运行同一条命令，会接着做，结果和一次做完的一样。"
    "退出码：0 做完了（没能检查的文档记在表里）；2 没能做完；130 被中断。"
)


def corpus_command(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="输入...",
            help="Parquet、JSON Lines（.jsonl、.ndjson，可以 .gz），装着它们的文件夹，或者装着报告的文件夹。",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="文件夹", help="写到哪个文件夹；没有的会新建。")
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--output-format",
            "-f",
            metavar="|".join(OUTPUT_FORMATS),
            help="两张表的格式。",
            autocompletion=completing(OUTPUT_FORMATS),
        ),
    ] = "parquet",
    text_column: Annotated[str, typer.Option("--text-column", metavar="列", help="装着全文的列。")] = "text",
    path_column: Annotated[
        str | None,
        typer.Option("--path-column", metavar="列", help="文档叫什么；默认 path，没有这一列的叫 文件名#行号。"),
    ] = None,
    unit_column: Annotated[
        str | None, typer.Option("--unit-column", metavar="列", help="单位，原样带到结果里；默认 unit（如果有）。")
    ] = None,
    year_column: Annotated[
        str | None,
        typer.Option("--year-column", metavar="列", help="报告年度，按它检查；不写就自动识别。空着的同样。"),
    ] = None,
    level_column: Annotated[
        str | None,
        typer.Option("--level-column", metavar="列", help="发文单位的级别，按它检查；不写就自动识别。空着的同样。"),
    ] = None,
    part_size: Annotated[
        str, typer.Option("--part-size", metavar="N", help="每多少份文档写成一个文件；中断时最多重做这么多。")
    ] = "2000",
    restart: Annotated[bool, typer.Option("--restart", help="丢掉文件夹里以前的结果，从头做。")] = False,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="地址", help="交给 Dask 集群做，例如 tcp://10.0.0.1:8786。")
    ] = "",
    level: LevelOption = None,
    year: YearOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    family: FamilyOption = None,
    strict: StrictOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
    encoding: EncodingOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不打印进度和摘要。")] = False,
    jobs: JobsOption = "0",
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
    force: ForceOption = False,
) -> None:
    """Check a corpus and write its tables."""
    values = {name: value for name, value in locals().items() if name in Options._fields and name != "output_format"}
    one_of("--output-format", output_format, OUTPUT_FORMATS)
    if not paths:
        raise UsageError("没有给出输入。例如：lawlint corpus 报告.parquet -o 结果。")
    if output is None:
        raise UsageError("请用 -o 指定写到哪个文件夹，例如 -o 结果。")
    size = read_count(part_size, "--part-size")
    require("pyarrow", "corpus")
    if scheduler:
        require("distributed", "dask")
    from .corpus.answering import Work
    from .corpus.inputs import find
    from .corpus.rows import Columns
    from .corpus.run import Request, run

    settings, job = job_of(Options(**values))
    if settings.waivers and not quiet:
        tell(f"lawlint: {settings.path}：豁免在这里不起作用，结果里是原本的状态。")
    _apart(paths, output)
    inputs = find(paths, settings.exclude)
    request = Request(
        inputs=inputs,
        columns=Columns(text_column, path_column, unit_column, year_column, level_column),
        work=Work(job, output_format),
        checks=_digest(settings, job),
        output=output,
        part_size=size,
        jobs=job.jobs,
        scheduler=scheduler,
        restart=restart,
    )
    begun, watch, end = _telling(inputs, output, quiet)
    try:
        try:
            progress = run(request, begun, watch)
        finally:
            end()
    except KeyboardInterrupt as interrupt:
        tell("lawlint: 已停下。写好的部分都在，再运行同一条命令会接着做。")
        raise typer.Exit(130) from interrupt
    if not quiet:
        print_text(told(progress, output))


def _digest(settings: Settings, job: Job) -> str:
    """Return what tells the elements that are reported, with all that they are found by, from any others."""
    from .checks import CHECKS, VOCABULARY

    packs = [(pack.elements, pack.changes) for pack in settings.packs]
    asked = (CHECKS, VOCABULARY, packs, [element.id for element in job.checklist.reported])
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _apart(paths: Sequence[str], output: str) -> None:
    """Refuse to write into a folder that is read: the next run would take the results for documents."""
    for path in paths:
        if os.path.isdir(path) and _is_within(os.path.realpath(output), os.path.realpath(path)):
            raise UsageError(f"-o {output} 在要检查的文件夹 {path} 里面，下次会被当成文档。请指定别处的文件夹。")


def _is_within(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # another drive
        return False


def told(progress: Progress, output: str) -> str:
    """Return the line that tells what was done."""
    failed = sum(progress.errors.values())
    parts = [f"{progress.documents} 份文档，检查了 {progress.documents - failed} 份"]
    if failed:
        codes = "、".join(f"{code} {count}" for code, count in sorted(progress.errors.items()))
        parts.append(f"没能检查 {failed} 份（{codes}，见 documents 表的 error_message）")
    counts = progress.statuses
    parts.append(f"不符合 {counts.get('fail', 0)} 项、待补 {counts.get('warn', 0)} 项、符合 {counts.get('pass', 0)} 项")
    return f"已写入 {output}：{'；'.join(parts)}。\n"


def _telling(
    inputs: Sequence[Input], output: str, quiet: bool
) -> tuple[Callable[[Progress], None], Callable[[int, Position], None], Callable[[], None]]:
    """Return what tells of the beginning, of the way, and clears the line in the end."""
    from .corpus.inputs import Ruler

    shown = not quiet and sys.stderr.isatty()
    ruler = Ruler(inputs)
    start = last = time.monotonic()
    documents, share = 0, 0.0

    def begun(progress: Progress) -> None:
        nonlocal documents, share
        documents, share = progress.documents, ruler.share(progress.position)
        if progress.parts and not progress.finished and not quiet:
            tell(f"lawlint: 接着上次的做，{output} 里已有 {documents} 份文档。")

    def watch(done: int, position: Position) -> None:
        nonlocal last
        now = time.monotonic()
        if shown and now - last > 0.5:
            last = now
            way = ruler.share(position)
            line = progress_line(done, done - documents, way, way - share, now - start)
            sys.stderr.write(f"\r{line:<50}")
            sys.stderr.flush()

    def end() -> None:
        if shown:
            sys.stderr.write("\r" + " " * 79 + "\r")

    return begun, watch, end


def progress_line(done: int, lately: int, share: float, share_lately: float, seconds: float) -> str:
    """Return how far a run has come.

    Args:
        done: how many documents are answered, and `lately` how many of them in this run.
        lately: see above.
        share: of the input that this is, from 0 to 1, and `share_lately` what of it in this run.
        share_lately: see above.
        seconds: since this run began.
    """
    line = f"已检查 {done} 份（{share:.0%}），每秒 {lately / seconds:.0f} 份"
    # A thousandth of a millionth is no ground to reckon by.
    if share_lately < 1e-9:
        return line
    left = seconds * max(0.0, 1 - share) / share_lately
    minutes, rest = divmod(round(left), 60)
    hours, minutes = divmod(minutes, 60)
    words = f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
    return f"{line}，还要大约 {words}"
