"""The options that several commands share, for typer to parse; their values are read elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from .config import FAIL_ON, LANGUAGES
from .tables import LEVELS

LIST_FORMATS = ("text", "json")


def completing(values: Sequence[str]) -> Callable[[str], list[str]]:
    """Return what completes one of some values."""

    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def ids(incomplete: str) -> list[str]:
    """Return the ids of the elements that begin so."""
    from .checks import CHECKS

    return [element.id for element in CHECKS if element.id.startswith(incomplete)]


ListFormatOption = Annotated[
    str,
    typer.Option(
        "--output-format",
        "-f",
        metavar="|".join(LIST_FORMATS),
        help="给人看，或给程序用。",
        autocompletion=completing(LIST_FORMATS),
    ),
]
LevelOption = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="|".join(("auto", *LEVELS)),
        help="发文单位：乡镇街道、县级、市级以上、部门；默认 auto，自动识别。",
        autocompletion=completing(("auto", *LEVELS)),
    ),
]
YearOption = Annotated[str | None, typer.Option("--year", metavar="年度", help="报告年度；默认 auto，自动识别。")]
FailOnOption = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="|".join(FAIL_ON),
        help="什么时候退出码为 1：有不符合的、有待补的、从不。默认 fail。",
        autocompletion=completing(FAIL_ON),
    ),
]
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
    str | None, typer.Option("--timeout", metavar="秒", help="一份文件最多读多少秒、检查多少秒，默认各 30。")
]
MemoryOption = Annotated[
    str | None, typer.Option("--max-memory", metavar="大小", help="文本以外的文件读取时最多占用多少内存，默认 1G。")
]
SofficeOption = Annotated[
    bool, typer.Option("--soffice", help="旧格式（.doc、Works、Word 2003 XML）先用本机的 LibreOffice 转换。")
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="编号", help="只检查这些要素：编号或类别，逗号分隔，可重复。", autocompletion=ids),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="编号", help="不检查这些要素：编号或类别，逗号分隔，可重复。", autocompletion=ids),
]
StrictOption = Annotated[
    bool | None, typer.Option("--strict/--no-strict", help="建议写的也当作必写。", show_default=False)
]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="|".join(LANGUAGES), help="结果的语言，默认 zh。", autocompletion=completing(LANGUAGES)
    ),
]
JobsOption = Annotated[
    str,
    typer.Option(
        "--jobs", "-j", metavar="N", help="用几个进程同时检查，默认自动：文件多时用上全部处理器。", show_default=False
    ),
]
CacheOption = Annotated[
    bool | None,
    typer.Option(
        "--cache/--no-cache",
        help="没有变化的文件是否直接采用上次的结果；默认 Word、PDF 等采用，文本不采用。",
        show_default=False,
    ),
]
BaselineOption = Annotated[
    str | None,
    typer.Option("--baseline", metavar="文件", help="基线：里面已有的不符合、待补不影响退出码，只管新出现的。"),
]
ForceOption = Annotated[bool, typer.Option("--force", help="看上去不是法治政府建设年度报告的，也照样检查。")]
TodayOption = Annotated[
    str | None, typer.Option("--today", metavar="日期", help="按哪一天判断豁免是否到期，默认今天。")
]
# Rarely of use: the message of a file that goes beyond one of them names it.
PartOption = Annotated[str | None, typer.Option("--max-part", metavar="大小", hidden=True)]
PartsOption = Annotated[str | None, typer.Option("--max-parts", metavar="大小", hidden=True)]
EntriesOption = Annotated[str | None, typer.Option("--max-entries", metavar="N", hidden=True)]
ParagraphsOption = Annotated[str | None, typer.Option("--max-paragraphs", metavar="N", hidden=True)]
CharactersOption = Annotated[str | None, typer.Option("--max-characters", metavar="N", hidden=True)]
