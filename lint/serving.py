"""The subcommand `server`: the language server, for editors."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .console import require, tell
from .flags import (
    BaselineOption,
    ConfigOption,
    ForceOption,
    IgnoreOption,
    IsolatedOption,
    LangOption,
    LevelOption,
    SelectOption,
    StrictOption,
    TodayOption,
    YearOption,
)
from .options import Options

HELP = (
    "语言服务器：编辑器里边写边查。由编辑器启动，通过标准输入、标准输出通信（LSP）。\n\n"
    "设置用报告所在文件夹的 lawlint.toml，改了随即生效；这里的选项优先于设置。编辑器怎样配置见 docs/server.md。"
)


def server_command(
    *,
    level: LevelOption = None,
    year: YearOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    strict: StrictOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
    lang: LangOption = None,
    force: ForceOption = False,
    today: TodayOption = None,
    baseline: BaselineOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不显示只作建议的。")] = False,
    _stdio: Annotated[bool, typer.Option("--stdio", hidden=True)] = False,
) -> None:
    """Serve one editor: 0 when it has taken its leave, 1 when it went without, 2 the command was wrong."""
    values = {name: value for name, value in locals().items() if name not in ("quiet", "_stdio")}
    require("pygls", "server")
    from .server.serving import serve

    if sys.stdin.isatty():
        tell("lawlint: server 由编辑器启动，从标准输入读消息；在终端里检查报告请用 lawlint 报告.txt。按 Ctrl+D 退出。")
    raise typer.Exit(serve(Options(**values), quiet))
