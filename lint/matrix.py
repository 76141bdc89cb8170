"""From the report of a folder to units × elements: who reported, who did not, who did twice, and what all of them miss.

Pure: values in, one value out. Statuses are those of the report, unchanged; only counting is done here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .model import DocumentReport, Element, Failure, Report, Requirement, Result, Status
from .roster import Listed
from .units import From, Identity, Naming, chosen, identify, is_same, key_of, level_in

_NAMED_MOST = 5
_ORDER = (Status.FAIL, Status.WARN, Status.NOTE, Status.PASS)


class Row(NamedTuple):
    """One report.

    identity: its unit, level and year; the unit as the roster has it, where it stands there.
    listed: its place in the roster, None where it does not stand there; stranger: whether there is one without it.
    twin: the path of the report of the same unit and year that is counted in place of this one; empty where it counts.
    """

    identity: Identity
    report: DocumentReport
    listed: int | None = None
    stranger: bool = False
    twin: str = ""

    @property
    def path(self) -> str:
        """The file."""
        return self.report.document.source.path


class Column(NamedTuple):
    """An element over the reports that count.

    required: of how many reports it is required; of these `passed`, `touched` and `missed` are not waived, except that
    what passes needs no waiver; the rest is `waived`.
    """

    element: Element
    required: int
    passed: int
    touched: int
    missed: int
    waived: int

    @property
    def share(self) -> float | None:
        """The share of reports that pass; None where it is required of none."""
        return self.passed / self.required if self.required else None

    @property
    def rank(self) -> tuple[float, int]:
        """What elements are sorted by so that those missed most come first."""
        return self.share or 0.0, -self.missed


class Change(NamedTuple):
    """An element whose status is another than the year before."""

    element: Element
    before: Status
    after: Status
    result: Result

    @property
    def better(self) -> bool | None:
        """Whether it became better; None where it was not asked for in one of the years."""
        if Status.NOT_APPLICABLE in (self.before, self.after):
            return None
        return _ORDER.index(self.after) > _ORDER.index(self.before)


class Comparison(NamedTuple):
    """A unit beside its report of the year before; either may be missing."""

    unit: str
    before: Row | None
    after: Row | None
    changes: tuple[Change, ...] = ()

    @property
    def better(self) -> int:
        """How many elements became better."""
        return sum(change.better is True for change in self.changes)

    @property
    def worse(self) -> int:
        """How many became worse."""
        return sum(change.better is False for change in self.changes)


class Missing(NamedTuple):
    """A unit of the roster without a report; `unread` are files that look like its own and could not be read."""

    unit: Listed
    unread: tuple[Failure, ...]


class Matrix(NamedTuple):
    """Everything the outputs of a folder show; `missing` is None without a roster, `compared` without a year before."""

    rows: tuple[Row, ...]
    elements: tuple[Element, ...]
    columns: tuple[Column, ...]
    errors: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()
    roster: tuple[Listed, ...] = ()
    missing: tuple[Missing, ...] | None = None
    compared: tuple[Comparison, ...] | None = None

    @property
    def counted(self) -> tuple[Row, ...]:
        """The reports that count: each unit and year once."""
        return tuple(row for row in self.rows if not row.twin)


def matrix_of(
    report: Report, naming: Naming, roster: Sequence[Listed] | None = None, previous: Report | None = None
) -> Matrix:
    """Return the matrix of a folder.

    Args:
        report: of all its documents.
        naming: how bodies are named.
        roster: the units that have to report; rows come in its order.
        previous: of last year's folder.
    """
    rows = _rows(report, naming, roster)
    # One run asks all documents for the same elements in the same order.
    elements = tuple(result.element for result in rows[0].report.results) if rows else ()
    counted = [row for row in rows if not row.twin]
    before = _rows(previous, naming, roster) if previous is not None else []
    return Matrix(
        rows=tuple(rows),
        elements=elements,
        columns=tuple(
            _column(element, [row.report.results[number] for row in counted]) for number, element in enumerate(elements)
        ),
        errors=report.errors,
        notices=(
            *_notices(rows),
            *report.notices,
            *(f"上年：{error.path}：{error.message}" for error in (previous.errors if previous else ())),
        ),
        roster=tuple(roster or ()),
        missing=None if roster is None else tuple(_missing(rows, report.errors, naming, roster)),
        compared=None if previous is None else tuple(_compared(rows, before, naming)),
    )


# --- Rows ------------------------------------------------------------------------------------------------------------


def _rows(report: Report, naming: Naming, roster: Sequence[Listed] | None) -> list[Row]:
    """Return the reports by the roster, those that it does not know last, each unit's own one after the other."""
    rows = []
    for document in report.documents:
        identity = identify(document, naming)
        at = None
        if roster is not None:
            at = chosen(identity.unit, [unit.names for unit in roster], naming, identity.unit_from is From.FILE)
            if at is not None:
                identity = identity._replace(unit=roster[at].name)
        rows.append(Row(identity, document, at, roster is not None and at is None))
    order = sorted(range(len(rows)), key=lambda number: _rank(rows[number], number))
    return list(_twinned([rows[number] for number in order], naming))


def _rank(row: Row, number: int) -> tuple[bool, int, int]:
    return row.listed is None, row.listed or 0, number


def _twinned(rows: Sequence[Row], naming: Naming) -> Iterator[Row]:
    """Yield the rows; of one unit and year the first counts, and the others name it."""
    first: dict[tuple[str, int | None], str] = {}
    for row in rows:
        identity = row.identity
        if row.listed is not None:
            name = f"\0{row.listed}"
        elif identity.unit_from is From.FILE and not level_in(identity.unit, naming):
            # 报告(1) and 报告(2) name no unit.
            name = f"\0{row.path}"
        else:
            name = key_of(identity.unit, naming)
        other = first.setdefault((name, row.identity.year), row.path)
        yield row if other == row.path else row._replace(twin=other)


def _notices(rows: Sequence[Row]) -> Iterator[str]:
    """Yield what the user should look at: reports of one unit, years that differ, names taken from files."""
    for row in rows:
        if row.twin:
            yield f"{row.path} 和 {row.twin} 是同一单位同一年度（{row.identity.unit}），统计时只计后者。"
    years = sorted({row.identity.year for row in rows if row.identity.year is not None})
    if len(years) > 1:
        told = "、".join(f"{year}年 {sum(row.identity.year == year for row in rows)} 份" for year in years)
        yield f"报告不是同一个年度：{told}。"
    if by_file := [row for row in rows if row.identity.unit_from is From.FILE]:
        yield f"{len(by_file)} 份报告里没有认出单位，单位取自文件名：{_some(by_file)}。"
    if strangers := [row for row in rows if row.stranger]:
        yield f"{len(strangers)} 份报告的单位不在名单里，或者认不准是哪一个：{_some(strangers)}。"


def _some(rows: Sequence[Row]) -> str:
    """Return the first few units; the rest is marked in its own row."""
    named = "、".join(f"{row.identity.unit}（{row.path}）" for row in rows[:_NAMED_MOST])
    return f"{named} 等" if len(rows) > _NAMED_MOST else named


# --- Columns ---------------------------------------------------------------------------------------------------------


def _column(element: Element, results: Iterable[Result]) -> Column:
    required = [result for result in results if result.requirement is Requirement.REQUIRED]
    plain = [result.status for result in required if result.waiver is None]
    passed, touched, missed = (plain.count(status) for status in (Status.PASS, Status.WARN, Status.FAIL))
    return Column(element, len(required), passed, touched, missed, len(required) - len(plain))


# --- Who is missing --------------------------------------------------------------------------------------------------


def _missing(
    rows: Sequence[Row], errors: Sequence[Failure], naming: Naming, roster: Sequence[Listed]
) -> Iterator[Missing]:
    present = {row.listed for row in rows}
    unread: dict[int, list[Failure]] = {}
    for error in errors:
        stem = error.path.rpartition("/")[2].rpartition(".")[0]
        at = chosen(stem, [unit.names for unit in roster], naming, True)
        if at is not None:
            unread.setdefault(at, []).append(error)
    for number, unit in enumerate(roster):
        if number not in present:
            yield Missing(unit, tuple(unread.get(number, ())))


# --- The year before -------------------------------------------------------------------------------------------------


def _compared(rows: Sequence[Row], before: Sequence[Row], naming: Naming) -> Iterator[Comparison]:
    """Yield each unit with its reports of both years, in the order of this year, then those of the year before only."""
    left = [row for row in before if not row.twin]
    for row in rows:
        if row.twin:
            continue
        old = _same(row, left, naming)
        if old is not None:
            left.remove(old)
        yield Comparison(row.identity.unit, old, row, tuple(_changes(old, row)) if old else ())
    for row in left:
        yield Comparison(row.identity.unit, row, None)


def _same(row: Row, others: Sequence[Row], naming: Naming) -> Row | None:
    """Return the latest report of the same unit; None where there is none, or it cannot be told which."""
    key = key_of(row.identity.unit, naming)
    keys = [key_of(other.identity.unit, naming) for other in others]
    found = [other for other, name in zip(others, keys, strict=True) if name == key]
    if not found:
        near = {name for name in keys if is_same(name, key, naming)}
        found = [other for other, name in zip(others, keys, strict=True) if name in near] if len(near) == 1 else []
    return max(found, key=lambda other: other.identity.year or 0) if found else None


def _changes(before: Row, after: Row) -> Iterator[Change]:
    old = {result.element.id: result.status for result in before.report.results}
    for result in after.report.results:
        status = old.get(result.element.id)
        if status is not None and status is not result.status:
            yield Change(result.element, status, result.status, result)
