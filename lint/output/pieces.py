"""Formats that are put together from what they say of each document, so that no run has to hold all of them."""

from collections.abc import Callable
from typing import NamedTuple

from ..model import DocumentReport, Report
from .tally import Whole, tally_of
from .view import View


class Pieces(NamedTuple):
    """A format in parts.

    piece: returns what it says of one document.
    between: what stands between two documents.
    frame: returns what stands before the first document and after the last.
    waits: whether what stands before the first tells of all, so that nothing can be shown before the last is known;
        otherwise nothing stands there.
    """

    piece: Callable[[DocumentReport, View], str]
    between: str
    frame: Callable[[Whole, View], tuple[str, str]]
    waits: bool = False


def whole_of(report: Report) -> Whole:
    """Return what a report says beside its documents."""
    return Whole(tally_of(report.documents), report.errors, report.notices)


def assembled(pieces: Pieces, report: Report, view: View) -> str:
    """Return a whole report in a format that is put together from pieces."""
    before, after = pieces.frame(whole_of(report), view)
    return before + pieces.between.join([pieces.piece(document, view) for document in report.documents]) + after
