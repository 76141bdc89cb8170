"""The subcommand `annotate`: a copy of a Word document with comments on what is weak or missing in it."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from .checking import exit_status, report_of
from .console import UsageError, is_same_file, print_text, save, tell, tell_of
from .flags import (
    ConfigOption,
    FailOnOption,
    FamilyOption,
    ForceOption,
    IgnoreOption,
    IsolatedOption,
    LevelOption,
    MemoryOption,
    SelectOption,
    SizeOption,
    StrictOption,
    TimeoutOption,
    TodayOption,
    YearOption,
)
from .options import Options

HELP = (
    "给 Word 报告做一份带批注的副本：写得不够的批在原文上，没有写的批在应当写的标题上。\n\n"
    "原稿只读不写；副本与原稿只差批注。其他格式请用 lawlint -f html。退出码与检查相同。"
)
_SIGNATURES = b"_xmlsignatures/"


def annotate_command(
    *,
    path: Annotated[
        str | None, typer.Argument(metavar="报告.docx", help="一份 Word 报告（.docx、.docm）。", show_default=False)
    ] = None,
    output_file: Annotated[
        str | None, typer.Option("--output-file", "-o", metavar="副本.docx", help="带批注的副本写到哪里。")
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
    max_size: SizeOption = None,
    timeout: TimeoutOption = None,
    max_memory: MemoryOption = None,
    force: ForceOption = False,
    today: TodayOption = None,
) -> None:
    """Check a Word document and write the copy; the exit status is that of a check."""
    values = {name: value for name, value in locals().items() if name not in ("path", "output_file")}
    if path is None:
        raise UsageError("要给哪份报告加批注？例如：lawlint annotate 报告.docx -o 报告-批注.docx。")
    if output_file is None:
        raise UsageError("请用 -o 指定副本写到哪里，例如 -o 报告-批注.docx。原稿不会改动。")
    raise typer.Exit(_annotate(path, output_file, Options(**values)))


def _annotate(path: str, output: str, options: Options) -> int:
    from .annotating import annotate
    from .comments import comments_on
    from .reading import ReadingError
    from .reading.sniffing import DOCX

    if os.path.isdir(path) or path == "-":
        raise UsageError(f"annotate 一次给一份 Word 报告加批注；{path} 不是文件。")
    if os.path.realpath(path) == os.path.realpath(output) or is_same_file(path, output):
        raise UsageError(f"-o {output} 就是原稿。批注只写在副本上，请换一个文件名。")
    report, settings = report_of((path,), options)
    tell_of(report.errors, report.notices)
    if not report.documents:
        return 2
    document = report.documents[0]
    source = document.document.source
    if source.media_type != DOCX.media_type:
        kind = source.format or "纯文本"
        raise UsageError(
            f"{path} 是{kind}，只有 Word 文档（.docx）能加批注。可以用 WPS 或 Word 另存为 .docx 再试，"
            f"或者生成带标记的网页：lawlint -f html -o {os.path.splitext(os.path.basename(path))[0]}.html {path}"
        )
    data = _bytes(path, source.sha256)
    comments = comments_on(document)
    try:
        copied = annotate(data, source, comments)
    except ReadingError as error:
        raise UsageError(f"{path}：{error.message}") from error
    save(copied, output)
    if _SIGNATURES in data:
        tell(f"lawlint: {path}：原稿有数字签名，副本加了批注，签名在副本里不再有效。")
    print_text(f"已写入 {output}：{len(comments)} 条批注。原稿没有改动。\n")
    return exit_status(report, settings.fail_on)


def _bytes(path: str, digest: str) -> bytes:
    """Return the file that was checked, and no other that has come into its place since."""
    import hashlib

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UsageError(f"{path} 读取失败：{error.strerror or error}。") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise UsageError(f"{path} 在检查期间被改动了，请保存好再试。")
    return data
