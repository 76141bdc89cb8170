"""Formats: each takes a report and a view and returns text or bytes; none computes anything of its own."""

from collections.abc import Callable

from ..model import Report
from .view import View


def _text(report: Report, view: View) -> str:
    from .text import render

    return render(report, view)


def _concise(report: Report, view: View) -> str:
    from .concise import render

    return render(report, view)


def _json(report: Report, view: View) -> str:
    from .json import render

    return render(report, view)


def _jsonl(report: Report, view: View) -> str:
    from .json import render_lines

    return render_lines(report, view)


def _docx(report: Report, view: View) -> bytes:
    from .note import render

    return render(report, view)


FORMATS: dict[str, Callable[[Report, View], str | bytes]] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "jsonl": _jsonl,
    "docx": _docx,
}

__all__ = ["FORMATS", "View"]
