"""Settings, packs and waivers: from TOML files to typed values."""

from dataclasses import dataclass


class SettingsError(Exception):
    """A settings file or pack that cannot be used; the message names the file, the key and the remedy."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


LEVELS = ("township", "county", "city", "department")
FAIL_ON = ("fail", "warn", "never")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a settings file says; the defaults are those of no file."""

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
