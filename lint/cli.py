"""The command line: arguments and settings in, one report out, and the exit status.

The only module that knows the checks and the only one that prints. Exit status: 0 done and nothing at or above
`--fail-on`, 1 something is, 2 the job could not be done, 130 interrupted; 2 outranks 1. The parsing of arguments is
typer's; values are checked here, so that every message is Chinese and names what is allowed.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .config import FAIL_ON, LANGUAGES, LEVELS, Settings, SettingsError
from .engine import Checklist, check, prepare
from .model import DocumentReport, Element, Failure, Report, Source, Status
from .version import __version__

DEFAULT_COMMAND = "check"
FORMAT_NAMES = ("text", "concise", "json", "jsonl")
MACHINE_FORMATS = ("json", "jsonl")
COLORS = ("auto", "always", "never")
MAX_SIZE = "20M"
LEVEL_WORDS = {"township": "乡镇、街道", "county": "县级政府", "city": "市级以上政府", "department": "政府部门"}


class UsageProblem(Exception):
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
    except UsageProblem as problem:
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
    if kind == "NoSuchOption":
        words = f"没有 {error.option_name} 这个选项。"
        if error.possibilities:
            words += f"是不是 {'、'.join(sorted(error.possibilities))}？"
    elif kind == "BadOptionUsage":
        words = f"选项 {error.option_name} 的写法不对：后面要跟一个值，或者不该跟值。"
    else:
        words = f"命令的写法不对：{error.format_message()}"
    return f"{words} 用法见 lawlint --help 和 lawlint check --help。"


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

    A reader that has gone away (`| head`) is no error: the answer stands and so does the exit status.
    """
    data = text.encode(encoding or sys.stdout.encoding or "utf-8", "replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end; it must find an open file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- check -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """How files are read: encoding, the largest size in bytes, and the name that standard input goes by."""

    encoding: str
    limit: int
    stdin_name: str


@app.command("check")
def check_command(  # noqa: PLR0913 - one parameter per option
    paths: Annotated[list[str] | None, typer.Argument(metavar="文件或文件夹...", show_default=False)] = None,
    output_format: Annotated[
        str, typer.Option("--output-format", "-f", autocompletion=_completing(FORMAT_NAMES))
    ] = "text",
    level: Annotated[str | None, typer.Option("--level")] = None,
    year: Annotated[str | None, typer.Option("--year")] = None,
    force: Annotated[bool, typer.Option("--force")] = False,
) -> None:
    """检查报告：该写的写了没有。"""
    from .reading.paths import expand

    settings = Settings()
    elements, checklist = _checklist()
    found, errors = expand(paths or [], settings.exclude)
    documents = []
    for path in found:
        outcome = _answer(path, _Reading("auto", 20 * 2**20, "<stdin>"), checklist, level, int(year) if year else None, force)
        if isinstance(outcome, Failure):
            errors.append(outcome)
        else:
            documents.append(outcome)
    report = Report(tuple(documents), tuple(errors))
    from .output import FORMATS, View

    text = FORMATS[output_format](report, View(lang="zh", quiet=False, verbose=False, color=False, version=__version__))
    _print(text, "utf-8" if output_format in MACHINE_FORMATS else None)
    bad = any(result.status is Status.FAIL for document in documents for result in document.results)
    raise typer.Exit(2 if errors else int(bad))


def _checklist() -> tuple[tuple[Element, ...], Checklist]:
    from .checks import CHECKS, VOCABULARY

    return CHECKS, prepare(CHECKS, VOCABULARY)


def _answer(
    path: str, reading: _Reading, checklist: Checklist, level: str | None, year: int | None, force: bool
) -> DocumentReport | Failure:
    from .reading import ReadingError, read, read_stdin

    try:
        if path == "-":
            source = read_stdin(reading.limit, reading.encoding, reading.stdin_name)
        else:
            source = read(path, reading.encoding, reading.limit)
    except ReadingError as error:
        return Failure(path, error.code, error.message)
    answer = check(source, checklist, level, year)
    if not answer.document.is_report and not force:
        return Failure(path, "not_a_report", f"不像法治政府建设年度报告，开头是「{answer.document.kind}」。确实要检查，请加 --force")
    return answer


@app.callback()
def _group() -> None:
    """法治政府建设年度报告检查：一份报告该写的写了没有，一秒钟知道。"""
