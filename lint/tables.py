"""TOML files and their keys: what cannot be understood is an error that names the file, the key and the remedy."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEVELS = ("township", "county", "city", "department")
LEVEL_WORDS = ("乡镇、街道", "县级政府", "市级以上政府", "政府部门")
YEARS = range(1980, 2100)


class SettingsError(Exception):
    """A settings file or pack that cannot be used; `message` names the key and the remedy, `str()` the file as well."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}：{message}")
        self.path = path
        self.message = message


def bytes_of(path: str) -> bytes:
    """Return what stands in a file.

    Raises:
        SettingsError: it is not there, no regular file, or not to be read.
    """
    try:
        # Neither a device nor a pipe, which might never end.
        if not os.path.isfile(path):
            what = "这是文件夹，不是文件。" if os.path.isdir(path) else "没有这个文件。请检查路径。"
            raise SettingsError(shown_path(path), what)
        with open(path, "rb") as file:
            return file.read()
    except PermissionError as error:
        raise SettingsError(shown_path(path), "没有读取权限。请检查文件的权限。") from error
    except (OSError, ValueError) as error:
        raise SettingsError(shown_path(path), f"读不出来：{error}。") from error


def toml_of(path: str, data: bytes) -> dict[str, Any]:
    """Return the top table of TOML; a byte order mark before it, as Windows editors leave it, is passed over.

    Raises:
        SettingsError: it is no UTF-8 or no TOML; the message tells the line.
    """
    import tomli

    try:
        return tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(shown_path(path), f"第{line}行不是 UTF-8 编码。请另存为 UTF-8。") from error
    except tomli.TOMLDecodeError as error:
        place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        what = str(error)[: place.start()].strip() if place else str(error)
        where = f"第{place[1]}行第{place[2]}列" if place and place[1] else "文件末尾"
        raise SettingsError(shown_path(path), f"{where}不合 TOML 语法：{what}。") from error
    except RecursionError as error:
        raise SettingsError(shown_path(path), "嵌套太深，不是正常的设置文件。") from error


def shown_path(path: str) -> str:
    """Return a path as it is told: relative to the current folder where that is possible, with forward slashes."""
    try:
        path = os.path.relpath(path)
    except ValueError:  # another drive
        path = os.path.basename(path)
    return path.replace(os.sep, "/")


class Table:
    """A table of a TOML file, with the file and the way to it for messages."""

    __slots__ = ("file", "values", "where")

    def __init__(self, file: str, where: str, values: Mapping[str, Any]) -> None:
        self.file = file
        self.where = where
        self.values = values

    def error(self, key: str, message: str) -> SettingsError:
        """Return the error to raise for a key."""
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

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return a list of tables: `[[key]]`."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"应当写成一节或几节 [[{self.where}{key}]]。")
        return tuple(Table(self.file, f"{self.where}{key}[{number}].", item) for number, item in enumerate(value, 1))

    def table(self, key: str, needed: bool = False) -> Table:
        """Return a table: `[key]`."""
        value = self.values.get(key)
        if value is None and not needed:
            value = {}
        if not isinstance(value, dict):
            found = "缺少这一项" if value is None else f"不是 {_kind(value)}"
            raise self.error(key, f"应当是一节，例如 [{self.where}{key}] 或 {key} = {{ … }}，{found}。")
        return Table(self.file, f"{self.where}{key}.", value)


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
