"""The subcommand `template`: the outline of a report for a drafter to fill in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from .checking import elements_of, loaded
from .console import UsageError, print_text, require, save
from .flags import ConfigOption, IsolatedOption, LevelOption, YearOption
from .options import read_level, read_year, told
from .tables import LEVEL_WORDS, LEVELS

if TYPE_CHECKING:
    from .template import Draft

HELP = (
    "写一份报告提纲：应当有的各级标题，要填的内容，怎么写和依据。填好以后再检查。\n\n"
    "格式看 -o 的扩展名：.docx（公文版式，说明在批注里）、.md、.txt；不写 -o 就打印（Markdown）。已有的文件不会覆盖。"
)
ENDINGS = (".docx", ".md", ".txt")
_ISSUER_LONGEST = 100


def template_command(
    *,
    level: LevelOption = None,
    year: YearOption = None,
    issuer: Annotated[
        str, typer.Option("--issuer", metavar="名称", help="发文单位全称，写进标题和落款。", show_default=False)
    ] = "",
    output_file: Annotated[
        str | None, typer.Option("--output-file", "-o", metavar="文件", help="写到哪里，例如 初稿.docx。")
    ] = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
) -> None:
    """Write an outline that holds nothing but headings, prompts and blanks."""
    ending = ".md" if output_file is None else os.path.splitext(output_file)[1].lower()
    if ending not in ENDINGS:
        raise UsageError(f"-o {output_file} 的格式认不出来，扩展名请用 {'、'.join(ENDINGS)}。")
    settings = loaded(config, isolated)
    at_level = told(level, read_level, settings.level)
    at_year = told(year, read_year, settings.year)
    if at_level is None:
        levels = "、".join(f"{name}（{word}）" for name, word in zip(LEVELS, LEVEL_WORDS, strict=True))
        raise UsageError(f"要写哪一级单位的报告？请加 --level：{levels}。")
    if at_year is None:
        raise UsageError("要写哪个年度的报告？请加 --year，例如 --year 2026。")
    if ending == ".docx":
        require("docx", "office")
    if output_file is not None and os.path.lexists(output_file):
        raise UsageError(f"已经有 {output_file}，没有改动它。要重写请先改名或删去，或者换一个文件名。")
    from .checks import VOCABULARY
    from .output.office import clean
    from .template import outline

    issued = clean(issuer, _ISSUER_LONGEST)
    content = _written(outline(elements_of(settings), VOCABULARY, at_level, at_year, issued), ending)
    if output_file is None:
        print_text(str(content), "utf-8")
    else:
        save(content, output_file)
        print_text(f"已写入 {output_file}。填好以后检查：lawlint {output_file}\n")


def _written(draft: Draft, ending: str) -> str | bytes:
    """Return the outline in the format of an ending."""
    if ending == ".docx":
        from .output.draftword import render

        return render(draft)
    from .output.draft import render_markdown, render_text

    return render_text(draft) if ending == ".txt" else render_markdown(draft)
