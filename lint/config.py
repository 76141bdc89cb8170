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

    [[waivers]]
    element = "legal-counsel"
    files = ["2024/*.txt"]    # relative to the settings file; without a slash: the name of the file, in any folder
    reason = "……"
    until = "2026-12-31"      # the last day; optional
    approved-by = "……"        # optional

A pack has `[[elements]]`, each with the fields of a check (underscores become hyphens) and those of what it looks for
side by side, and `[changes."element-id"]`, which change an element that is already there. The keys of a change are a
closed set: add-names, add-done, add-touches, add-acts, add-hides and add-unless add phrases; required, recommended,
since, until, means, advice and model-sentence replace what was there.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from .matching import pattern
from .model import (
    Basis,
    Composite,
    Content,
    Element,
    Examples,
    Looks,
    Part,
    Result,
    Role,
    Signature,
    Status,
    Step,
    Steps,
    TitleLine,
    Together,
    Waiver,
)

LEVELS = ("township", "county", "city", "department")
FAIL_ON = ("fail", "warn", "never")
LANGUAGES = ("zh", "en")
FILE_NAMES = ("lawlint.toml", ".lawlint.toml", "pyproject.toml")
YEARS = range(1980, 2100)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class SettingsError(Exception):
    """A settings file or pack that cannot be used; `message` names the key and the remedy, `str()` the file as well."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}：{message}")
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class WaiverRule:
    """A waiver as it stands in the settings: for which element and files, why, and to which day (ISO, or empty)."""

    element: str
    files: tuple[str, ...]
    reason: str
    until: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a pack changes of one element: phrases added, by field of `Content`, and fields of `Element` replaced."""

    element: str
    added: tuple[tuple[str, tuple[str, ...]], ...]
    replaced: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A file with further elements and with changes to those that are there."""

    path: str
    elements: tuple[Element, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a settings file says; the defaults are those of no file.

    `path` is the file relative to the current folder, `folder` the absolute folder it stands in, from which the
    waivers' files are told. `level` and `year` are None for `auto`.
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
    packs: tuple[Pack, ...] = ()
    waivers: tuple[WaiverRule, ...] = ()


# --- Finding and reading files ---------------------------------------------------------------------------------------


def load(folder: str, named: str | None = None) -> Settings:
    """Return the settings of the file named, or of the nearest one upwards from `folder`, or the defaults.

    Raises:
        SettingsError: the file, or a pack it names, cannot be read or understood.
    """
    if named is not None:
        values = _values_of(named)
        if values is None:
            raise SettingsError(_shown(named), "里面没有 [tool.lawlint] 一节。请加上这一节，或者用 --config 指定别的文件。")
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
    data = _bytes_of(path)
    if os.path.basename(path) != "pyproject.toml":
        return _toml(path, data)
    if b"lawlint" not in data:
        return None
    tool = _toml(path, data).get("tool", {})
    if not isinstance(tool, dict) or "lawlint" not in tool:
        return None
    values = tool["lawlint"]
    if not isinstance(values, dict):
        raise SettingsError(_shown(path), "tool.lawlint 应当是一节：[tool.lawlint]。")
    return values


def _bytes_of(path: str) -> bytes:
    try:
        # Neither a device nor a pipe, which might never end.
        if not os.path.isfile(path):
            what = "这是文件夹，不是文件。" if os.path.isdir(path) else "没有这个文件。请检查路径。"
            raise SettingsError(_shown(path), what)
        with open(path, "rb") as file:
            return file.read()
    except PermissionError as error:
        raise SettingsError(_shown(path), "没有读取权限。请检查文件的权限。") from error
    except (OSError, ValueError) as error:
        raise SettingsError(_shown(path), f"读不出来：{error}。") from error


def _toml(path: str, data: bytes) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(_shown(path), f"第{line}行不是 UTF-8 编码。请另存为 UTF-8。") from error
    except tomli.TOMLDecodeError as error:
        place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        what = str(error)[: place.start()].strip() if place else str(error)
        where = f"第{place[1]}行第{place[2]}列" if place and place[1] else "文件末尾"
        raise SettingsError(_shown(path), f"{where}不合 TOML 语法：{what}。") from error
    except RecursionError as error:
        raise SettingsError(_shown(path), "嵌套太深，不是正常的设置文件。") from error


def _shown(path: str) -> str:
    """Return a path as it is told: relative to the current folder where that is possible, with forward slashes."""
    try:
        path = os.path.relpath(path)
    except ValueError:  # another drive
        path = os.path.basename(path)
    return path.replace(os.sep, "/")


# --- Reading keys ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a TOML file, with the file and the way to it for messages."""

    file: str
    where: str
    values: Mapping[str, Any]

    def error(self, key: str, message: str) -> SettingsError:
        return SettingsError(self.file, f"{self.where}{key}：{message}")

    def only(self, allowed: Sequence[str]) -> None:
        """Refuse keys that are not allowed."""
        for key in self.values:
            if key not in allowed:
                raise self.error(key, f"没有这个键。{suggestion(key, allowed)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not blank; without a default it must be there."""
        if key not in self.values:
            if default is None:
                raise self.error(key, "缺少这一项，请补上。")
            return default
        value = self.values[key]
        if not isinstance(value, str):
            raise self.error(key, f"应当是带引号的文字，不是 {_kind(value)}。")
        if not value.strip():
            raise self.error(key, "不能是空白，请写上内容。")
        return value.strip()

    def texts(self, key: str, needed: bool = False) -> tuple[str, ...]:
        """Return a list of texts, none of them blank; where it is needed, at least one."""
        value = self.values.get(key)
        if value is None and not needed:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            found = "缺少这一项" if value is None else f"不是 {_kind(value)}"
            raise self.error(key, f'应当是文字的列表，例如 ["……"]，{found}。')
        for number, item in enumerate(value, 1):
            if not item.strip():
                raise self.error(key, f"第{number}项是空白，请删去或写上内容。")
        if needed and not value:
            raise self.error(key, "至少要有一项。")
        return tuple(value)

    def choices(self, key: str, allowed: Sequence[str], default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of texts out of those allowed."""
        if key not in self.values:
            return tuple(default)
        values = self.texts(key)
        for value in values:
            if value not in allowed:
                raise self.error(key, f"“{value}”不是可用的值。{suggestion(value, allowed)}")
        return values

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        """Return one of the texts allowed."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(key, f"“{value}”不是可用的值。{suggestion(value, allowed)}")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"应当是 true 或 false，不是 {_kind(value)}。")
        return value

    def number(self, key: str, allowed: range, default: int | None = None) -> int | None:
        """Return a whole number within a range."""
        value = self.values.get(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise self.error(key, f"应当是 {allowed[0]} 到 {allowed[-1]} 的整数，不带引号。")
        return value

    def tables(self, key: str) -> tuple["_Table", ...]:
        """Return a list of tables: `[[key]]`."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"应当写成一节或几节 [[{self.where}{key}]]。")
        return tuple(
            _Table(self.file, f"{self.where}{key}[{number}].", item) for number, item in enumerate(value, 1)
        )

    def table(self, key: str, needed: bool = False) -> "_Table":
        """Return a table: `[key]`."""
        value = self.values.get(key)
        if value is None and not needed:
            value = {}
        if not isinstance(value, dict):
            found = "缺少这一项" if value is None else f"不是 {_kind(value)}"
            raise self.error(key, f"应当是一节，例如 [{self.where}{key}] 或 {key} = {{ … }}，{found}。")
        return _Table(self.file, f"{self.where}{key}.", value)


def _kind(value: object) -> str:
    names = ((bool, "true/false"), (int, "整数"), (float, "小数"), (str, "文字"), (list, "列表"), (dict, "一节"))
    return next((name for kind, name in names if isinstance(value, kind)), "日期或时间")


def suggestion(word: str, allowed: Sequence[str]) -> str:
    """Return a sentence that helps with a word that is not known: the nearest one, or all if they are few."""
    import difflib

    near = difflib.get_close_matches(word, allowed, 1, 0.6)
    if near:
        return f"是不是 {near[0]}？"
    return f"可用的有 {'、'.join(allowed)}。" if len(allowed) <= 24 else ""


# --- Settings --------------------------------------------------------------------------------------------------------


def _settings(path: str, values: Mapping[str, Any]) -> Settings:
    shown = _shown(path)
    folder = os.path.dirname(os.path.abspath(path))
    table = _Table(shown, "", values)
    table.only(
        ("level", "year", "select", "ignore", "fail-on", "strict", "exclude", "encoding", "lang", "packs", "waivers")
    )
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
        packs=tuple(load_pack(os.path.join(folder, name)) for name in table.texts("packs")),
        waivers=tuple(_waiver(item) for item in table.tables("waivers")),
    )


def known_encoding(name: str) -> bool:
    """Return whether `name` is `auto` or an encoding of text."""
    if name == "auto":
        return True
    try:
        "".encode(name)  # refuses, besides unknown names, those that do not go from text to bytes
    except (LookupError, ValueError):
        return False
    return True


def _waiver(table: _Table) -> WaiverRule:
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


def _last_day(table: _Table) -> str:
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


# --- Packs -----------------------------------------------------------------------------------------------------------

_CHANGE_PHRASES = ("names", "done", "touches", "acts", "hides", "unless")
_ELEMENT_KEYS = (
    "id", "title", "family", "means", "basis", "advice", "model-sentence", "required", "recommended", "since", "until",
    "examples", "looks-for",
)  # fmt: skip


def load_pack(path: str) -> Pack:
    """Read a pack.

    Raises:
        SettingsError: it cannot be read or understood; the message names file and key.
    """
    table = _Table(_shown(path), "", _toml(path, _bytes_of(path)))
    table.only(("elements", "changes"))
    elements = tuple(_element(item) for item in table.tables("elements"))
    changes = table.table("changes")
    pack = Pack(table.file, elements, tuple(_change(changes.table(key), key) for key in changes.values))
    if not pack.elements and not pack.changes:
        raise SettingsError(table.file, "里面既没有 [[elements]] 也没有 [changes.…]，什么也没有规定。")
    return pack


def _element(table: _Table) -> Element:
    name = table.text("id")
    if not _ID.fullmatch(name):
        raise table.error("id", f"“{name}”不合规则：只用小写字母、数字和连字符，例如 local-red-list。")
    table = _Table(table.file, f"{table.where[:-1]}({name}).", table.values)
    looks = _looks(table)
    required = table.choices("required", LEVELS)
    recommended = table.choices("recommended", LEVELS)
    if not required and not recommended:
        raise table.error("required", "required 和 recommended 都没有写，这一项对谁也不适用。")
    if both := sorted(set(required) & set(recommended)):
        raise table.error("recommended", f"{'、'.join(both)} 同时写在 required 里，只能写一处。")
    since, until = table.number("since", YEARS), table.number("until", YEARS)
    if since is not None and until is not None and since > until:
        raise table.error("until", "比 since 还早。")
    basis = tuple(_basis(item) for item in table.tables("basis"))
    if not basis:
        raise table.error("basis", '缺少依据，例如 basis = [{ instrument = "文件名称", article = "第三条" }]。')
    examples = table.table("examples", needed=True)
    examples.only(("shown", "touched", "absent"))
    return Element(
        id=name,
        title=table.text("title"),
        family=table.text("family"),
        means=table.text("means"),
        basis=basis,
        advice=table.text("advice"),
        looks=looks,
        examples=Examples(
            shown=examples.texts("shown", needed=True),
            touched=examples.texts("touched", needed=True),
            absent=examples.texts("absent", needed=True),
        ),
        required=required,
        recommended=recommended,
        since=since,
        until=until,
        model_sentence=table.text("model-sentence", ""),
    )


def _basis(table: _Table) -> Basis:
    table.only(("instrument", "article", "verified"))
    return Basis(table.text("instrument"), table.text("article", ""), table.flag("verified", True))


def _looks(table: _Table) -> Looks:
    """Return what an element looks for; `looks-for` tells the kind, which is words unless something else is said."""
    kinds: dict[str, tuple[tuple[str, ...], Callable[[], Looks]]] = {
        "content": (_content_keys(), lambda: _content(table, needed=True)),
        "composite": (
            (*_content_keys(), "parts", "enough-when-named"),
            lambda: Composite(
                table.texts("parts", needed=True),
                _content(table),
                table.number("enough-when-named", range(1, 100), 2) or 2,
            ),
        ),
        "steps": ((*_content_keys(), "steps", "enough"), lambda: _steps(table)),
        "part": (
            ("role", "names"),
            lambda: Part(Role(table.choice("role", tuple(Role), table.text("role"))), _phrases(table, "names")),
        ),
        "title-line": ((), TitleLine),
        "signature": ((), Signature),
    }
    keys, read = kinds[table.choice("looks-for", tuple(kinds), "content")]
    table.only((*_ELEMENT_KEYS, *keys))
    return read()


def _steps(table: _Table) -> Steps:
    steps = []
    for item in table.tables("steps"):
        item.only(("title", *_content_keys()))
        steps.append(Step(item.text("title"), _content(item, needed=True)))
    if len(steps) < 2:
        raise table.error("steps", "至少要有两步，每步一节 [[elements.steps]]。")
    enough = table.number("enough", range(1, len(steps) + 1), len(steps))
    return Steps(tuple(steps), enough or len(steps), _content(table))


def _content_keys() -> tuple[str, ...]:
    return tuple(item.name.replace("_", "-") for item in fields(Content))


def _content(table: _Table, needed: bool = False) -> Content:
    """Return the words to look for; where they are needed, at least one phrase that can touch or show the element."""
    readers: dict[object, Callable[[str], Any]] = {
        tuple[str, ...]: lambda key: _phrases(table, key),
        tuple[Together, ...]: lambda key: tuple(_together(item) for item in table.tables(key)),
        tuple[Role, ...]: lambda key: tuple(Role(value) for value in table.choices(key, tuple(Role))),
        bool: table.flag,
    }
    given: dict[str, Any] = {}
    for item in fields(Content):
        key = item.name.replace("_", "-")
        if key in table.values or item.default is MISSING:
            given[item.name] = readers[item.type](key)
    content = Content(**given)
    if needed and not (content.names or content.done or content.together or content.touches):
        raise table.error("names", "没有写要找什么，请至少给出一个名称，例如 names = [\"……\"]。")
    return content


def _phrases(table: _Table, key: str) -> tuple[str, ...]:
    return tuple(_phrase(table, key, number, text) for number, text in enumerate(table.texts(key), 1))


def _phrase(table: _Table, key: str, number: int, text: str) -> str:
    try:
        pattern(text)
    except ValueError as error:
        raise table.error(
            key, f"第{number}项“{text}”去掉空格、引号后是空的，会处处命中；请写上词语，… 的两边也都要有。"
        ) from error
    return text


def _together(table: _Table) -> Together:
    table.only(("groups", "within"))
    groups = table.values.get("groups")
    if not isinstance(groups, list) or len(groups) < 2:
        raise table.error("groups", '应当是两组以上的词语，例如 [["律师"], ["坐班", "驻点"]]。')
    read = []
    for number in range(len(groups)):
        group = _Table(table.file, f"{table.where}groups", {f"[{number + 1}]": groups[number]})
        group.texts(f"[{number + 1}]", needed=True)
        read.append(_phrases(group, f"[{number + 1}]"))
    within = table.number("within", range(1, 501), Together(()).within)
    return Together(tuple(read), within or Together(()).within)


def _change(table: _Table, element: str) -> Change:
    replaced: tuple[tuple[str, Callable[[str], Any]], ...] = (
        ("required", lambda key: table.choices(key, LEVELS)),
        ("recommended", lambda key: table.choices(key, LEVELS)),
        ("since", lambda key: table.number(key, YEARS)),
        ("until", lambda key: table.number(key, YEARS)),
        ("means", table.text),
        ("advice", table.text),
        ("model-sentence", table.text),
    )
    table.only((*(f"add-{name}" for name in _CHANGE_PHRASES), *(key for key, _ in replaced)))
    return Change(
        element,
        tuple((name, _phrases(table, f"add-{name}")) for name in _CHANGE_PHRASES if f"add-{name}" in table.values),
        tuple((key.replace("-", "_"), read(key)) for key, read in replaced if key in table.values),
    )


def extend(elements: Sequence[Element], packs: Sequence[Pack]) -> tuple[Element, ...]:
    """Return the elements with those of the packs after them and with the packs' changes applied, pack by pack.

    Raises:
        SettingsError: an id is there twice, or one that is named is not there; or composites go round in a circle.
    """
    known = {element.id: element for element in elements}
    origin: dict[str, str] = {}
    for pack in packs:
        for element in pack.elements:
            if element.id in known:
                other = origin.get(element.id, "内置要素")
                raise SettingsError(
                    pack.path,
                    f"elements({element.id}).id：{other}里已经有 {element.id}。要改它请用 [changes.\"{element.id}\"]，"
                    "要另立一项请换一个 id。",
                )
            known[element.id] = element
            origin[element.id] = pack.path
        for change in pack.changes:
            if change.element not in known:
                raise SettingsError(
                    pack.path, f"changes.\"{change.element}\"：没有这个要素。{suggestion(change.element, tuple(known))}"
                )
            known[change.element] = _changed(known[change.element], change, pack.path)
    for element in known.values():
        _require_parts(element, known, origin.get(element.id, ""), ())
    return tuple(known.values())


def _changed(element: Element, change: Change, path: str) -> Element:
    looks = element.looks
    for name, phrases in change.added:
        if isinstance(looks, Content):
            looks = _with_phrases(looks, name, phrases)
        elif isinstance(looks, Composite | Steps):
            looks = replace(looks, content=_with_phrases(looks.content, name, phrases))
        elif isinstance(looks, Part) and name == "names":
            looks = replace(looks, names=looks.names + phrases)
        else:
            raise SettingsError(
                path, f"changes.\"{element.id}\".add-{name}：这个要素看的是文章结构，不按词语判断，不能加词。"
            )
    changed = replace(element, looks=looks, **dict(change.replaced))
    if both := sorted(set(changed.required) & set(changed.recommended)):
        raise SettingsError(
            path,
            f"changes.\"{element.id}\"：{'、'.join(both)} 在 required 和 recommended 里都有，请把两项都写明。",
        )
    if changed.since is not None and changed.until is not None and changed.since > changed.until:
        raise SettingsError(path, f"changes.\"{element.id}\"：until 比 since 还早。")
    return changed


def _with_phrases(content: Content, name: str, phrases: tuple[str, ...]) -> Content:
    added: dict[str, Any] = {name: getattr(content, name) + phrases}
    return replace(content, **added)


def _require_parts(element: Element, known: Mapping[str, Element], path: str, above: tuple[str, ...]) -> None:
    """Refuse a composite whose parts are not there, or that stands on itself."""
    if not isinstance(element.looks, Composite):
        return
    for part in element.looks.parts:
        if part not in known:
            raise SettingsError(path, f"elements({element.id}).parts：没有 {part} 这个要素。{suggestion(part, tuple(known))}")
        if part == element.id or part in above:
            raise SettingsError(path, f"elements({element.id}).parts：{part} 又以它自己为组成部分，绕成了圈。")
        _require_parts(known[part], known, path, (*above, element.id))


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


def waive(results: Sequence[Result], rules: Sequence[WaiverRule], source: str) -> tuple[Result, ...]:
    """Return the results with the waivers of `rules` on those that are required and not shown.

    Args:
        results: of one document.
        rules: the waivers in force for this document.
        source: the file that the waivers stand in.
    """
    by_element = {rule.element: rule for rule in reversed(rules)}
    waived = []
    for result in results:
        rule = by_element.get(result.element.id)
        if rule is not None and result.status in (Status.FAIL, Status.WARN):
            reason = f"{rule.reason}（批准人：{rule.approved_by}）" if rule.approved_by else rule.reason
            waived.append(replace(result, waiver=Waiver(reason, rule.until, source)))
        else:
            waived.append(result)
    return tuple(waived)
