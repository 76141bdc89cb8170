"""How a report is to be shown."""

from typing import NamedTuple


class View(NamedTuple):
    """`lang` is zh or en; `quiet` and `verbose` choose how much is shown; `version` is the tool's.

    `fail_on` tells what makes the run fail, for formats that have to say so of each result.
    """

    lang: str = "zh"
    quiet: bool = False
    verbose: bool = False
    color: bool = False
    version: str = ""
    fail_on: str = "fail"
