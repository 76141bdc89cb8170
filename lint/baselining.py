"""The subcommand `baseline`: accept today's failures, drop those that no longer occur, show what is accepted."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from .checking import elements_of, loaded, report_of
from .console import UsageError, print_text, save, tell_of
from .flags import (
    BaselineOption,
    CacheOption,
    ConfigOption,
    EncodingOption,
    FamilyOption,
    ForceOption,
    IgnoreOption,
    IsolatedOption,
    JobsOption,
    LevelOption,
    SelectOption,
    SizeOption,
    SofficeOption,
    StrictOption,
    TimeoutOption,
    TodayOption,
    YearOption,
    completing,
)
from .options import Options, one_of
from .tables import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .baseline import Baseline, Entry

ACTIONS = ("write", "prune", "show")
WORDS = {"fail": "不符合", "warn": "待补"}
HELP = (
    "基线：接受现有的不符合、待补，以后只管新出现的。\n\n"
    "write 检查报告，把现有的记进基线文件；prune 删去已经不再出现的，不增加新的；show 列出基线里有什么。"
    '检查时用 --baseline 文件，或者在设置里写 baseline = "文件"。'
)


def baseline_command(
    *,
    action: Annotated[
        str | None,
        typer.Argument(metavar="|".join(ACTIONS), autocompletion=completing(ACTIONS), show_default=False),
    ] = None,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="文件或文件夹...",
            help="报告；不写时 write 是当前文件夹，prune 是基线里的各份报告。",
            show_default=False,
        ),
    ] = None,
    baseline: BaselineOption = None,
    level: LevelOption = None,
    year: YearOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    family: FamilyOption = None,
    strict: StrictOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
    encoding: EncodingOption = None,
    jobs: JobsOption = "0",
    cache: CacheOption = None,
    max_size: SizeOption = None,
    timeout: TimeoutOption = None,
    soffice: SofficeOption = False,
    force: ForceOption = False,
    today: TodayOption = None,
) -> None:
    """Write, prune or show a baseline: 0 done, 2 something could not be checked, or the command was wrong."""
    values = {name: value for name, value in locals().items() if name not in ("action", "paths")}
    if action is None:
        raise UsageError(f"要做什么？{'、'.join(ACTIONS)}。例如：lawlint baseline write 报告/。")
    one_of("baseline", action, ACTIONS)
    options = Options(**values)
    run = {"write": _write, "prune": _prune, "show": _show}[action]
    raise typer.Exit(run(tuple(paths or ()), options))


def _write(paths: Sequence[str], options: Options) -> int:
    """Accept what is missing or weak in some reports; what the file says of others stays."""
    from .baseline import FILE_NAME, against, empty, entries_of, load, written

    settings = loaded(options.config, options.isolated)
    path = options.baseline or settings.baseline or FILE_NAME
    before = load(path) if os.path.lexists(path) else empty(path)
    report, _ = report_of(paths or (".",), options)
    tell_of(report.errors, report.notices)
    if not report.documents:
        return 2
    now = entries_of(report.documents, before.folder)
    outcome = against(report.documents, before)
    entries = (*outcome.untouched, *now)
    save(written(entries), path)
    lines = [f"已写入 {before.path}：{_counted(entries)}。"]
    if before.entries:
        ids, ids_before = ({entry[:2] for entry in some} for some in (entries, before.entries))
        lines.append(f"与原来相比，增加 {len(ids - ids_before)} 项，减少 {len(ids_before - ids)} 项。")
    if options.baseline or not settings.baseline:
        lines.append(f'检查时加 --baseline {before.path}，或者在 lawlint.toml 里写 baseline = "{before.path}"。')
    print_text("\n".join(lines) + "\n")
    return 2 if report.errors else 0


def _prune(paths: Sequence[str], options: Options) -> int:
    """Drop entries whose failure no longer occurs, and tell of each; nothing is added."""
    from .baseline import against, written

    before, path = _existing(options)
    named = paths or _documents(before)
    report = report_of(named, options)[0] if named else None
    if report is not None:
        tell_of(report.errors, report.notices)
    outcome = against(report.documents if report else (), before)
    entries = (*outcome.untouched, *outcome.kept)
    if set(entries) != set(before.entries):
        save(written(entries), path)
    lines = [f"删去 {entry.document}：{WORDS[entry.status]} {entry.element}\n" for entry in outcome.stale]
    print_text("".join(lines) + f"{before.path}：删去 {len(outcome.stale)} 项，留下 {_counted(entries)}。\n")
    return 2 if report is not None and report.errors else 0


def _show(paths: Sequence[str], options: Options) -> int:
    """List what is accepted, of all documents or of some files and folders."""
    from .baseline import name_of

    before, _ = _existing(options)
    titles = {element.id: element.title for element in elements_of(loaded(options.config, options.isolated))}
    names = [name_of(path, before.folder) for path in paths]
    entries = sorted(
        entry
        for entry in before.entries
        if not names or any(name in (".", entry.document) or entry.document.startswith(f"{name}/") for name in names)
    )
    lines: list[str] = []
    for number, entry in enumerate(entries):
        if not number or entries[number - 1].document != entry.document:
            lines.append(f"{entry.document}\n")
        lines.append(f"  {WORDS[entry.status]} {titles.get(entry.element, '（现在没有这个要素）')} ({entry.element})\n")
    print_text("".join(lines) + f"{before.path}：{_counted(entries)}。\n")
    return 0


def _existing(options: Options) -> tuple[Baseline, str]:
    """Return the baseline that is named, by an option or the settings, or stands in the current folder; and its path.

    Raises:
        SettingsError: it is not there, or it cannot be understood.
    """
    from .baseline import FILE_NAME, load

    path = options.baseline or loaded(options.config, options.isolated).baseline or FILE_NAME
    return load(path), path


def _documents(baseline: Baseline) -> list[str]:
    """Return the documents of a baseline that are there, as seen from the current folder."""
    paths = [
        os.path.join(baseline.folder, name) for name in dict.fromkeys(entry.document for entry in baseline.entries)
    ]
    return [shown_path(path) for path in paths if os.path.isfile(path)]


def _counted(entries: Iterable[Entry]) -> str:
    """Return how many entries there are, of how many documents."""
    entries = tuple(entries)
    number = Counter(str(entry.status) for entry in entries)
    documents = len({entry.document for entry in entries})
    return f"{documents} 份报告 {len(entries)} 项（不符合 {number['fail']}，待补 {number['warn']}）"
