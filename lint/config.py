"""Settings, packs and waivers: from TOML files to typed values.

A settings file is `lawlint.toml`, `.lawlint.toml`, or `[tool.lawlint]` of `pyproject.toml`; the nearest one upwards
from the current folder holds, and nothing is merged. Whatever cannot be understood is an error that names the file, the
key and the remedy: a setting that is silently not applied would be a false all-clear.

Keys of a settings file::

    level = "auto"            # or one of LEVELS
    year = "auto"             # or a number
    select = ["legal-counsel", "structure"]    # elements by id or family
    ignore = []
    fail-on = "fail"          # or "warn", "never"
    strict = false
    exclude = ["草稿/**"]
    encoding = "auto"
    lang = "zh"               # or "en"
    packs = ["packs/市级要求.toml"]            # relative to the settings file
    baseline = ".lawlint-baseline.json"        # relative to the settings file

    [[waivers]]
    element = "legal-counsel"
    files = ["2024/*.txt"]    # relative to the settings file; without a slash: the name of the file, in any folder
    reason = "……"
    until = "2026-12-31"      # the last day; optional
    approved-by = "……"        # optional
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .model import DocumentReport, Element, Status, Waiver
from .tables import LEVELS, YEARS, SettingsError, Table, bytes_of, shown_path, suggestion, toml_of

if TYPE_CHECKING:
    from .packs import Pack

FAIL_ON = ("fail", "warn", "never")
LANGUAGES = ("zh", "en")
FILE_NAMES = ("lawlint.toml", ".lawlint.toml", "pyproject.toml")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class WaiverRule(NamedTuple):
    """A waiver as it stands in the settings: for which element and files, why, and to which day (ISO, or empty)."""

    element: str
    files: tuple[str, ...]
    reason: str
    until: str = ""
    approved_by: str = ""


class Settings(NamedTuple):
    """What a settings file says; the defaults are those of no file.

    `path` is the file relative to the current folder, `folder` the absolute folder it stands in, from which the
    waivers' files are told. `level` and `year` are None for `auto`. `baseline` is an absolute path, empty without one.
    """

    path: str = ""
    folder: str = ""
    level: str | None = None
    year: int | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "fail"
    strict: bool = False
    exclude: tuple[str, ...] = ()
    encoding: str = "auto"
    lang: str = "zh"
    packs: tuple["Pack", ...] = ()
    waivers: tuple[WaiverRule, ...] = ()
    baseline: str = ""


# --- Finding and reading files ---------------------------------------------------------------------------------------


def load(folder: str, named: str | None = None) -> Settings:
    """Return the settings of the file named, or of the nearest one upwards from `folder`, or the defaults.

    Raises:
        SettingsError: the file, or a pack it names, cannot be read or understood.
    """
    if named is not None:
        values = _values_of(named)
        if values is None:
            raise SettingsError(
                shown_path(named), "没有 [tool.lawlint] 一节。请加上这一节，或者用 --config 指定别的文件。"
            )
        return _settings(named, values)
    here = os.path.abspath(folder)
    while True:
        for name in FILE_NAMES:
            path = os.path.join(here, name)
            if os.path.isfile(path) and (values := _values_of(path)) is not None:
                return _settings(path, values)
        above = os.path.dirname(here)
        if above == here:
            return Settings()
        here = above


def _values_of(path: str) -> dict[str, Any] | None:
    """Return the keys of a settings file; None for a `pyproject.toml` that does not speak of lawlint."""
    data = bytes_of(path)
    if os.path.basename(path) != "pyproject.toml":
        return toml_of(path, data)
    if b"lawlint" not in data:
        return None
    tool = toml_of(path, data).get("tool", {})
    if not isinstance(tool, dict) or "lawlint" not in tool:
        return None
    values = tool["lawlint"]
    if not isinstance(values, dict):
        raise SettingsError(shown_path(path), "tool.lawlint 应当是一节：[tool.lawlint]。")
    return values


# --- Settings --------------------------------------------------------------------------------------------------------


def _settings(path: str, values: Mapping[str, Any]) -> Settings:
    shown = shown_path(path)
    folder = os.path.dirname(os.path.abspath(path))
    table = Table(shown, "", values)
    table.only(
        (
            *("level", "year", "select", "ignore", "fail-on", "strict"),
            *("exclude", "encoding", "lang", "packs", "waivers", "baseline"),
        )
    )
    baseline = table.text("baseline", "")
    level = table.choice("level", ("auto", *LEVELS), "auto")
    encoding = table.text("encoding", "auto")
    if not known_encoding(encoding):
        raise table.error("encoding", f"没有名叫“{encoding}”的编码。常用的有 auto、utf-8、gb18030、utf-16。")
    return Settings(
        path=shown,
        folder=folder,
        level=None if level == "auto" else level,
        year=None if values.get("year") == "auto" else table.number("year", YEARS),
        select=table.texts("select"),
        ignore=table.texts("ignore"),
        fail_on=table.choice("fail-on", FAIL_ON, "fail"),
        strict=table.flag("strict"),
        exclude=table.texts("exclude"),
        encoding=encoding,
        lang=table.choice("lang", LANGUAGES, "zh"),
        packs=_packs([os.path.join(folder, name) for name in table.texts("packs")]),
        waivers=tuple(_waiver(item) for item in table.tables("waivers")),
        baseline=os.path.join(folder, baseline) if baseline else "",
    )


def _packs(paths: Sequence[str]) -> tuple["Pack", ...]:
    if not paths:
        return ()
    from .packs import load_pack

    return tuple(load_pack(path) for path in paths)


def known_encoding(name: str) -> bool:
    """Return whether `name` is `auto` or an encoding of text."""
    if name == "auto":
        return True
    try:
        "".encode(name)  # refuses, besides unknown names, those that do not go from text to bytes
    except (LookupError, ValueError):
        return False
    return True


def _waiver(table: Table) -> WaiverRule:
    table.only(("element", "files", "reason", "until", "approved-by"))
    if "reason" not in table.values:
        raise table.error("reason", "豁免必须写明理由，请补上 reason。")
    return WaiverRule(
        element=table.text("element"),
        files=table.texts("files", needed=True),
        reason=table.text("reason"),
        until=_last_day(table),
        approved_by=table.text("approved-by", ""),
    )


def _last_day(table: Table) -> str:
    """Return the last day of a waiver in ISO form; TOML's own dates are taken, but not its times."""
    if "until" not in table.values:
        return ""
    value = table.values["until"]
    day = value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else ""
    if not is_day(day):
        raise table.error("until", '应当是存在的日期，写成 "2026-12-31"；当天仍然有效。')
    return day


def is_day(text: str) -> bool:
    """Return whether `text` is a day of the calendar, in the form YYYY-MM-DD and no other."""
    import datetime

    if not _DAY.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


# --- Choosing elements -----------------------------------------------------------------------------------------------


def unknown_name(names: Sequence[str], elements: Sequence[Element]) -> str | None:
    """Return what to say of the first name that is neither the id nor the family of an element, None if all are."""
    known = tuple(dict.fromkeys([*(element.id for element in elements), *(element.family for element in elements)]))
    for name in names:
        if name not in known:
            return f"没有 {name} 这个要素或类别。{suggestion(name, known)}全部要素见 lawlint elements。"
    return None


def chosen(
    elements: Sequence[Element], select: Sequence[str], ignore: Sequence[str], families: Sequence[str] = ()
) -> tuple[Element, ...]:
    """Return the elements that are selected (all, where nothing is) and not ignored, in their order."""
    return tuple(
        element
        for element in elements
        if (not select or element.id in select or element.family in select)
        and (not families or element.family in families)
        and element.id not in ignore
        and element.family not in ignore
    )


# --- Waivers ---------------------------------------------------------------------------------------------------------


def applies(rule: WaiverRule, path: str, folder: str) -> bool:
    """Return whether a waiver is for the document at `path`, seen from the current folder; `folder` as in Settings."""
    try:
        full = os.path.relpath(os.path.abspath(path), folder)
    except ValueError:  # another drive
        full = path
    full = full.replace(os.sep, "/")
    name = full.rpartition("/")[2]
    return any(_glob(glob).fullmatch(full if "/" in glob else name) is not None for glob in rule.files)


def _glob(glob: str) -> re.Pattern[str]:
    """Return a glob as a regular expression: `**` crosses folders, `*` and `?` do not, `[…]` is a set."""
    out = []
    for token in re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", glob.removeprefix("./"), re.DOTALL):
        if token == "**/":
            out.append("(?:.*/)?")
        elif token == "**":
            out.append(".*")
        elif token == "*":
            out.append("[^/]*")
        elif token == "?":
            out.append("[^/]")
        elif len(token) > 2 and token[0] == "[":
            body = token[1:-1]
            negated = body.startswith("!")
            out.append(f"[{'^' if negated else ''}{re.escape(body[negated:]).replace(chr(92) + '-', '-')}]")
        else:
            out.append(re.escape(token))
    try:
        return re.compile("".join(out), re.DOTALL)
    except re.error:  # a set such as [z-a]: taken as it is written
        return re.compile(re.escape(glob))


def waive(
    documents: Sequence[DocumentReport], settings: Settings, today: str
) -> tuple[tuple[DocumentReport, ...], tuple[str, ...]]:
    """Return the documents with their waivers, and notices of waivers that have run out or are of no use.

    A waived result keeps its status; only what is required and not shown can be waived.

    Args:
        documents: as they were judged.
        settings: with the waivers.
        today: the day, in ISO form, up to which a waiver must last.
    """
    waivers = in_force(settings, today)
    waived = [waive_one(document, waivers) for document in documents]
    uses = [use for one in waived for use in one.uses]
    return tuple([one.document for one in waived]), waiver_notices(settings, waivers, uses)


class Waivers(NamedTuple):
    """The waivers that are in force, with the settings file that holds them and its absolute folder."""

    rules: tuple[WaiverRule, ...]
    path: str
    folder: str


class Use(NamedTuple):
    """The place of a waiver among those in force that is for a document, and whether the document needs it."""

    rule: int
    needed: bool


class Waived(NamedTuple):
    """A document with its waivers, and what use they were."""

    document: DocumentReport
    uses: tuple[Use, ...]


def in_force(settings: Settings, today: str) -> Waivers:
    """Return the waivers that last up to a day in ISO form."""
    rules = tuple([rule for rule in settings.waivers if not rule.until or rule.until >= today])
    return Waivers(rules, settings.path, settings.folder)


def waive_one(document: DocumentReport, waivers: Waivers) -> Waived:
    """Return a document with its waivers; of several for an element the first holds."""
    if not waivers.rules:
        return Waived(document, ())
    path = document.document.source.path
    numbers = {
        rule.element: number
        for number, rule in reversed(tuple(enumerate(waivers.rules)))
        if applies(rule, path, waivers.folder)
    }
    needed = set()
    results = []
    for result in document.results:
        number = numbers.get(result.element.id)
        if number is not None and result.status not in (Status.PASS, Status.NOT_APPLICABLE):
            needed.add(number)
            if result.status in (Status.FAIL, Status.WARN):
                result = result._replace(waiver=_waiver_of(waivers.rules[number], waivers.path))  # noqa: PLW2901
        results.append(result)
    uses = tuple([Use(number, number in needed) for number in numbers.values()])
    return Waived(document._replace(results=tuple(results)), uses)


def waiver_notices(settings: Settings, waivers: Waivers, uses: Iterable[Use]) -> tuple[str, ...]:
    """Return notices of waivers that have run out, and of those that were of no use to any document."""
    notices = [
        f"{settings.path}：{rule.element} 的豁免到 {rule.until} 为止，已经过期，不再起作用；请续期或删去。"
        for rule in settings.waivers
        if rule not in waivers.rules
    ]
    distinct = set(uses)
    matched = {waivers.rules[use.rule] for use in distinct}
    needed = {waivers.rules[use.rule] for use in distinct if use.needed}
    for rule in waivers.rules:
        if rule not in needed:
            why = "有关要素已经写明，或者不作要求" if rule in matched else "本次检查的文件里没有相符的"
            files = "、".join(rule.files)
            notices.append(f"{settings.path}：{rule.element} 的豁免（{files}）没有用上，{why}；不再需要的请删去。")
    return tuple(notices)


def _waiver_of(rule: WaiverRule, source: str) -> Waiver:
    reason = f"{rule.reason}（批准人：{rule.approved_by}）" if rule.approved_by else rule.reason
    return Waiver(reason, rule.until, source)


TEMPLATE = """\
# lawlint 的设置。放在报告所在的文件夹或它的上级文件夹里，检查时自动采用离得最近的一份。
# 去掉行首的 # 号即生效；命令行上的选项优先于这里的设置。

# 发文单位的级别：auto（自动识别）、township（乡镇、街道）、county（县级）、city（市级以上）、department（部门）
# level = "auto"

# 报告年度：auto（自动识别）或年份
# year = 2024

# 只检查哪些要素、不检查哪些要素；写编号或类别，全部编号见 lawlint elements
# select = ["structure", "legal-counsel"]
# ignore = ["penalty-separation"]

# 什么情况下退出码为 1：fail（有不符合的）、warn（有不符合或待补的）、never（从不）
# fail-on = "fail"

# 建议写的也当作必写
# strict = false

# 检查文件夹时跳过的文件
# exclude = ["草稿/**", "**/*旧稿*"]

# 文件编码：auto（自动识别）、utf-8、gb18030、utf-16 ……
# encoding = "auto"

# 结果的语言：zh 或 en
# lang = "zh"

# 本地增补的要素，路径从这个文件算起
# packs = ["本市要求.toml"]

# 基线：先接受现有的不符合、待补，以后只管新出现的；用 lawlint baseline write 生成，路径从这个文件算起
# baseline = ".lawlint-baseline.json"

# 豁免：确有理由不写的要素。理由必填；到期日当天仍有效，可以不写。过期的、没有用上的会提示。
# [[waivers]]
# element = "government-lawyers"
# files = ["2024年报告.txt"]
# reason = "本单位尚未配备公职律师，由县司法局统一调配。"
# until = "2026-12-31"
# approved-by = "王某"
"""
