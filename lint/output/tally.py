"""How much of what a run found: numbers that can be added up while documents come and go."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..model import DocumentReport, Failure, Result, Status

_STATUSES = tuple(Status)
_NONE = (0,) * len(_STATUSES)


class Tally(NamedTuple):
    """Numbers of documents and of their results.

    every, unanswered: how many results have each status, in the order of `Status`; all, and without those that somebody
        answers for.
    waived, baselined: how many a waiver accepts, and how many only a baseline does.
    """

    documents: int = 0
    every: tuple[int, ...] = _NONE
    unanswered: tuple[int, ...] = _NONE
    waived: int = 0
    baselined: int = 0

    def open(self, status: Status) -> int:
        """Return how many results have a status and are accepted by nobody."""
        return self.unanswered[_STATUSES.index(status)]

    def by_status(self) -> dict[str, int]:
        """Return how many results have each status, by its name."""
        return {str(status): number for status, number in zip(_STATUSES, self.every, strict=True)}


class Whole(NamedTuple):
    """What a run says beside what it says of each document."""

    tally: Tally
    errors: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()


def tally_of(documents: Iterable[DocumentReport]) -> Tally:
    """Return the numbers of some documents."""
    return added([tally_of_one(document.results) for document in documents])


def tally_of_one(results: Sequence[Result]) -> Tally:
    """Return the numbers of one document, by its results."""
    every = Counter(result.status for result in results)
    accepted = Counter(result.status for result in results if result.accepted)
    waived = sum(result.waiver is not None for result in results)
    return Tally(
        1,
        tuple([every[status] for status in _STATUSES]),
        tuple([every[status] - accepted[status] for status in _STATUSES]),
        waived,
        accepted.total() - waived,
    )


def added(tallies: Iterable[Tally]) -> Tally:
    """Return several tallies as one."""
    documents, waived, baselined = 0, 0, 0
    every, unanswered = list(_NONE), list(_NONE)
    for tally in tallies:
        documents += tally.documents
        waived += tally.waived
        baselined += tally.baselined
        every = [one + other for one, other in zip(every, tally.every, strict=True)]
        unanswered = [one + other for one, other in zip(unanswered, tally.unanswered, strict=True)]
    return Tally(documents, tuple(every), tuple(unanswered), waived, baselined)
