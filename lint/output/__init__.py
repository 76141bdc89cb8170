"""Formats: each takes a report and a view and returns text or bytes; none computes anything of its own.

Those that many documents are checked with are put together from pieces, one for each document (see `pieces_of`).
"""

from collections.abc import Callable

from ..model import Report
from .pieces import Pieces
from .tally import Tally, Whole, added, tally_of_one
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


def _markdown(report: Report, view: View) -> str:
    from .markdown import render

    return render(report, view)


def _sarif(report: Report, view: View) -> str:
    from .sarif import render

    return render(report, view)


def _sarif_github(report: Report, view: View) -> str:
    from .sarif import render_github

    return render_github(report, view)


def _github(report: Report, view: View) -> str:
    from .github import render

    return render(report, view)


def _gitlab(report: Report, view: View) -> str:
    from .gitlab import render

    return render(report, view)


def _junit(report: Report, view: View) -> str:
    from .junit import render

    return render(report, view)


def _rdjson(report: Report, view: View) -> str:
    from .rdjson import render

    return render(report, view)


def _docx(report: Report, view: View) -> bytes:
    from .note import render

    return render(report, view)


def _html(report: Report, view: View) -> str:
    from .html import render

    return render(report, view)


FORMATS: dict[str, Callable[[Report, View], str | bytes]] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "jsonl": _jsonl,
    "html": _html,
    "docx": _docx,
    "markdown": _markdown,
    "sarif": _sarif,
    "sarif-github": _sarif_github,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "rdjson": _rdjson,
}


def pieces_of(name: str) -> Pieces | None:
    """Return the parts of a format that is put together document by document; None of one that needs them all."""
    match name:
        case "text":
            from .text import PIECES
        case "concise":
            from .concise import PIECES
        case "json":
            from .json import PIECES
        case "jsonl":
            from .json import LINES as PIECES
        case _:
            return None
    return PIECES


__all__ = ["FORMATS", "Pieces", "Tally", "View", "Whole", "added", "pieces_of", "tally_of_one"]
