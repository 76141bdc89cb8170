"""How a report is to be shown."""

from typing import NamedTuple


class View(NamedTuple):
    """`lang` is zh or en; `quiet` and `verbose` choose how much people see; `version` is the tool's."""

    lang: str = "zh"
    quiet: bool = False
    verbose: bool = False
    color: bool = False
    version: str = ""
