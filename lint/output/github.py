"""Annotations of GitHub Actions: commands in the log of a build, which show a message at a line of a file.

GitHub shows ten errors and ten warnings of a step and drops the others without a word, so no more are written, the
worst first and from each document in turn; a last notice says how many more there are. Nothing that a report, a file
name or the settings hold can begin a command of its own.
"""

from collections.abc import Iterator, Mapping

from ..model import DocumentReport, Report, Result, Status
from .pieces import whole_of
from .safe import shown, workflow_data, workflow_property
from .spots import Spot, in_turns, is_plain, relative, told
from .view import View
from .words import STATUS, totals

MOST = 10
"""How many annotations of a kind GitHub shows of a step."""

_LEVELS = {Status.FAIL: "error", Status.WARN: "warning", Status.NOTE: "notice"}


def render(report: Report, view: View) -> str:
    """Return a command on each line: what could not be checked, then what is missing or weak and not accepted.

    Verbose adds what is only suggested.
    """
    return "".join(f"{line}\n" for line in _lines(report, view))


def _lines(report: Report, view: View) -> Iterator[str]:
    chinese = view.lang == "zh"
    room = {"error": MOST, "warning": MOST, "notice": MOST - 1}  # the last line is a notice
    left = 0
    for failure in report.errors:
        if room["error"]:
            room["error"] -= 1
            title = "没能检查" if chinese else "Not checked"
            properties = {"title": title, "file": shown(relative(failure.path))}
            yield _command("error", properties, shown(failure.message, 1000))
        else:
            left += 1
    for document, result, spot in in_turns(report, view.verbose):
        level = _LEVELS[result.status]
        if room[level]:
            room[level] -= 1
            yield _annotation(level, document, result, spot, view)
        else:
            left += 1
    told_at_end = shown(totals(whole_of(report), view.lang))
    if left:
        told_at_end += f"；还有 {left} 项没有标出" if chinese else f"; {left} more are not shown"
    yield _command("notice", {"title": "lawlint"}, told_at_end)


def _annotation(level: str, document: DocumentReport, result: Result, spot: Spot, view: View) -> str:
    properties: dict[str, str] = {
        "title": f"{STATUS[view.lang][result.status]} {shown(result.element.title, 100)} ({result.element.id})",
        "file": shown(relative(document.document.source.path)),
    }
    if is_plain(document):
        properties["line"] = str(spot.start.line)
        if spot.start.line == spot.end.line:
            properties |= {"col": str(spot.start.column), "endLine": str(spot.end.line)}
            properties["endColumn"] = str(spot.end.column)
        else:
            properties["endLine"] = str(spot.end.line)
    return _command(level, properties, told(result, spot, view.lang))


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    told_so = ",".join(f"{key}={workflow_property(value)}" for key, value in properties.items())
    return f"::{name} {told_so}::{workflow_data(message)}"
