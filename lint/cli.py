"""The command line: options of every command, for typer to parse.

Exit status: 0 done and nothing at or above `--fail-on`, 1 something is, 2 the job could not be done, 130 interrupted;
2 outranks 1. Values are read elsewhere, so that every message is Chinese and names what is allowed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from .baselining import HELP as BASELINE_HELP
from .baselining import baseline_command
from .checking import COLORS, FORMAT_NAMES, check, elements_of, loaded
from .config import chosen
from .console import UsageError, print_json, print_text, tell
from .corpusing import HELP as CORPUS_HELP
from .corpusing import corpus_command
from .flags import (
    LIST_FORMATS,
    BaselineOption,
    CacheOption,
    CharactersOption,
    ConfigOption,
    EncodingOption,
    EntriesOption,
    FailOnOption,
    FamilyOption,
    ForceOption,
    IgnoreOption,
    IsolatedOption,
    JobsOption,
    LangOption,
    LevelOption,
    ListFormatOption,
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
    TodayOption,
    YearOption,
    completing,
    ids,
)
from .marking import HELP as ANNOTATE_HELP
from .marking import annotate_command
from .matrixing import HELP as MATRIX_HELP
from .matrixing import matrix_command
from .options import Options, manner_of, one_of, read_encoding, read_level, read_names, read_year, told
from .serving import HELP as SERVER_HELP
from .serving import server_command
from .tables import SettingsError, suggestion
from .templating import HELP as TEMPLATE_HELP
from .templating import template_command
from .version import __version__

if TYPE_CHECKING:
    from .config import Settings
    from .model import Element

DEFAULT_COMMAND = "check"
CHECK_HELP = (
    "检查报告：该写的写了没有。（不写子命令时就是它）\n\n"
    "退出码：0 没有不符合的；1 有不符合的（见 --fail-on）；2 有文件没能检查，或者命令、设置有误；130 被中断。"
)
REQUIREMENT_WORDS = {"required": "必写", "recommended": "建议写"}


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


FormatOption = Annotated[
    list[str] | None,
    typer.Option(
        "--output-format",
        "-f",
        metavar="|".join(FORMAT_NAMES),
        help="结果的格式，默认 text。可重复：写成 格式=文件名 的写进文件，不带文件名的打印，只能有一个。",
        autocompletion=completing(FORMAT_NAMES),
    ),
]


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
        tell(f"lawlint: {problem}")
        return 2
    except SettingsError as error:
        tell(f"lawlint: {error}")
        return 2
    except typer.Abort:
        return 130
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        tell(f"lawlint: {_usage_words(error)}")
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
    output_format: FormatOption = None,
    output_file: Annotated[
        str | None, typer.Option("--output-file", "-o", metavar="文件", help="结果写入文件（UTF-8），不打印。")
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
    stdin_filename: Annotated[
        str, typer.Option("--stdin-filename", metavar="文件名", help="标准输入在结果里叫什么。", show_default=False)
    ] = "<stdin>",
    lang: LangOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只列结论和有问题的要素。")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="列出全部依据原文和不适用的要素。")] = False,
    color: Annotated[
        str,
        typer.Option(
            "--color",
            metavar="|".join(COLORS),
            help="是否用颜色，默认看是不是终端。",
            autocompletion=completing(COLORS),
            show_default=False,
        ),
    ] = "auto",
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
    today: TodayOption = None,
    baseline: BaselineOption = None,
    cache: CacheOption = None,
    files_from: Annotated[
        str | None,
        typer.Option(
            "--files-from",
            metavar="文件",
            help="再检查这份清单里的文件，每行一个路径（或者用空字节隔开）；- 是标准输入。",
        ),
    ] = None,
) -> None:
    """Check reports, and end with the exit status that the help states."""
    values = {name: value for name, value in locals().items() if name != "paths"}
    raise typer.Exit(check(paths or [], Options(**values)))


# --- The other subcommands -------------------------------------------------------------------------------------------


@app.command("explain", help="说明一个要素：什么意思，谁要求的，怎样算写到，例子，怎样豁免。")
def explain_command(
    *,
    name: Annotated[
        str | None,
        typer.Argument(metavar="编号", help="要素的编号或名称，例如 legal-counsel。", autocompletion=ids),
    ] = None,
    output_format: ListFormatOption = "text",
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
) -> None:
    """Say what one element means, who asks for it, what counts, and how to waive it."""
    from .explain import as_data, as_text

    one_of("--output-format", output_format, LIST_FORMATS)
    if name is None:
        raise UsageError("要说明哪个要素？例如：lawlint explain legal-counsel；全部编号见 lawlint elements。")
    elements = elements_of(loaded(config, isolated))
    found = next((element for element in elements if name in (element.id, element.title)), None)
    if found is None:
        near = suggestion(name, [word for element in elements for word in (element.id, element.title)])
        raise UsageError(f"没有 {name} 这个要素。{near}全部编号见 lawlint elements。")
    if output_format == "json":
        print_json(as_data(found))
    else:
        print_text(as_text(found))


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

    one_of("--output-format", output_format, LIST_FORMATS)
    settings = loaded(config, isolated)
    families = read_names("--family", family)
    elements = elements_of(settings, families)
    _hold(settings, elements)
    at_level = told(level, read_level, settings.level)
    at_year = told(year, read_year, settings.year)
    listed = [
        (element, requirement_of(element, at_level or "", at_year)) for element in chosen(elements, (), (), families)
    ]
    listed = [pair for pair in listed if pair[1] is not Requirement.NOT_APPLICABLE]
    if output_format == "json":
        print_json([as_data(element) for element, _ in listed])
        return
    lines = []
    for element, requirement in listed:
        asked = asked_of(element) if at_level is None else REQUIREMENT_WORDS[requirement]
        lines.append(f"{element.id}  {element.title}  [{element.family}]  {asked}\n")
    print_text("".join(lines) + f"共 {len(listed)} 项。某一项的详情：lawlint explain 编号。\n")


def _hold(settings: Settings, elements: Sequence[Element]) -> None:
    """Refuse packs with an element whose own examples are not answered as it says.

    An example of one line about contents is read as a sentence of the account, any other as a whole document.
    """
    from .checks import VOCABULARY
    from .engine import check, prepare
    from .model import Finding, Part, Signature, Source, TitleLine

    added = {element.id: pack.path for pack in settings.packs for element in pack.elements}
    if not added:
        return
    own = [element for element in elements if element.id in added]
    checklist = prepare(elements, VOCABULARY, own)
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
    values = {name: value for name, value in locals().items() if name not in {"path", "text"}}
    from .checks import VOCABULARY
    from .folding import fold
    from .output.outline import render
    from .reading import ReadingError, read, read_stdin
    from .structure import compile_patterns, parse

    if path is None:
        raise UsageError("要看哪个文件？例如：lawlint outline 报告.docx。")
    manner = manner_of(Options(**values), told(encoding, read_encoding, "auto"))
    try:
        source = read_stdin(manner) if path == "-" else read(path, manner)
    except ReadingError as error:
        raise UsageError(f"{path}：{error.message}") from error
    if text:
        # A console shows what it can; a file or a program gets everything.
        print_text(source.text.rstrip("\n") + "\n", None if sys.stdout.isatty() else "utf-8")
        for warning in source.warnings:
            tell(f"lawlint: {path}：{warning}")
    else:
        print_text(render(parse(source, fold(source.text), compile_patterns(VOCABULARY))))


app.command("baseline", help=BASELINE_HELP)(baseline_command)
app.command("matrix", help=MATRIX_HELP)(matrix_command)
app.command("annotate", help=ANNOTATE_HELP)(annotate_command)
app.command("corpus", help=CORPUS_HELP)(corpus_command)
app.command("server", help=SERVER_HELP)(server_command)
app.command("template", help=TEMPLATE_HELP)(template_command)


@app.command("schema", help="打印 JSON 结果的 JSON Schema。")
def schema_command() -> None:
    """Print the JSON Schema of the JSON output."""
    from .output.json import schema

    print_text(schema(), "utf-8")


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
    print_text("已写入 lawlint.toml，打开它按说明修改即可。\n")


@app.command("version", help="打印版本号。")
def version_command() -> None:
    """Print the version."""
    print_text(f"lawlint {__version__}\n")


def _print_version(wanted: bool) -> None:
    if wanted:
        version_command()
        raise typer.Exit


@app.callback(help="检查法治政府建设年度报告：该写的写了没有。")
def _group(
    _version: Annotated[
        bool, typer.Option("--version", help="打印版本号。", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options of lawlint itself."""
