"""From the answer to one file to all that a run says of it: waivers, baseline, and the words of each format.

All of this is done in the process that checks, so that no more than words and numbers have to be handed over.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from .config import Use, Waivers, waive_one
from .model import DocumentReport, Failure
from .output import Tally, View, added, pieces_of, tally_of_one
from .tables import LEVEL_WORDS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .baseline import Accepted, Entry


class Finish(NamedTuple):
    """What is made of an answer.

    waivers: those in force.
    accepted: what a baseline accepts; None without one.
    views: formats that are put together from pieces, and how each is to be shown.
    gather: whether the document itself is wanted.
    """

    waivers: Waivers
    accepted: Accepted | None
    views: tuple[tuple[str, View], ...]
    gather: bool


class Outcome(NamedTuple):
    """All that a run says of one file.

    failure: why it could not be checked; then nothing else is told.
    pieces: the words of each format, in their order.
    document: None unless it is wanted.
    warnings: what is to be known of how it was read, with its name.
    notices: what its reader should tell.
    uses: of waivers.
    kept, met: what became of the entries of a baseline (see `baseline.Marked`).
    """

    failure: Failure | None
    tally: Tally = Tally()
    pieces: tuple[str, ...] = ()
    document: DocumentReport | None = None
    warnings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    kept: tuple[Entry, ...] = ()
    met: tuple[tuple[str, str], ...] = ()


def outcome_of(answer: DocumentReport | Failure, finish: Finish) -> Outcome:
    """Return all that is said of an answer."""
    if isinstance(answer, Failure):
        return Outcome(answer)
    source = answer.document.source
    notices = tuple(_unsure(answer))
    document, uses = waive_one(answer, finish.waivers)
    kept: tuple[Entry, ...] = ()
    met: tuple[tuple[str, str], ...] = ()
    if finish.accepted is not None:
        from .baseline import mark_one

        document, kept, met = mark_one(document, finish.accepted)
    pieces = []
    for name, view in finish.views:
        format_ = pieces_of(name)
        assert format_ is not None
        pieces.append(format_.piece(document, view))
    return Outcome(
        failure=None,
        tally=tally_of_one(document.results),
        pieces=tuple(pieces),
        document=document if finish.gather else None,
        warnings=tuple([f"{source.path}：{warning}" for warning in source.warnings]),
        notices=notices,
        uses=uses,
        kept=kept,
        met=met,
    )


def _unsure(document: DocumentReport) -> Iterator[str]:
    """Yield what the user should tell, where level or year were neither told nor recognised."""
    path = document.document.source.path
    if not document.level:
        levels = "、".join(f"{level}（{word}）" for level, word in zip(LEVELS, LEVEL_WORDS, strict=True))
        yield f"{path}：没有认出发文单位的级别，无法判断哪些必写，都只作建议；请加 --level：{levels}。"
    if document.year is None:
        yield f"{path}：没有认出报告年度，没有按年度取舍；请加 --year，例如 --year 2024。"


class Documents(Sequence[DocumentReport]):
    """Documents in an order, to which others can be added."""

    @abstractmethod
    def append(self, document: DocumentReport) -> None:
        """Add a document at the end."""


class Total:
    """What is kept of all outcomes of a run: numbers, and what is told at its end."""

    def __init__(
        self, errors: Iterable[Failure] = (), documents: list[DocumentReport] | Documents | None = None
    ) -> None:
        self.errors = list(errors)
        self.tally = Tally()
        self.documents: list[DocumentReport] | Documents = [] if documents is None else documents
        self.warnings: list[str] = []
        self.notices: list[str] = []
        self.uses: set[Use] = set()
        self.kept: list[Entry] = []
        self.met: set[tuple[str, str]] = set()

    def add(self, outcome: Outcome) -> None:
        """Take what is to be kept of an outcome."""
        if outcome.failure is not None:
            self.errors.append(outcome.failure)
            return
        self.tally = added((self.tally, outcome.tally))
        if outcome.document is not None:
            self.documents.append(outcome.document)
        self.warnings += outcome.warnings
        self.notices += outcome.notices
        self.uses.update(outcome.uses)
        self.kept += outcome.kept
        self.met.update(outcome.met)
