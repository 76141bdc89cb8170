"""The report as Markdown: for the summary of a build step, a comment on a merge request, or a page of a wiki."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import DocumentReport, Report, Result, Source, Status
from .pieces import whole_of
from .safe import markdown
from .spots import LONGEST, Spot, basis_of, spots
from .view import View
from .words import LEVELS, MARKS, STATUS, counts, said, totals

SUMMARY_MOST = 1_000_000
"""How many bytes of a step's summary GitHub takes, a little less than it says; of more it shows nothing."""

_TABLE_LONGEST = 200


class _Terms(NamedTuple):
    heading: str
    title: str
    overview: tuple[str, ...]
    rows: tuple[str, ...]
    home: str
    waived: str
    baseline: str
    unknown: str
    place: str
    errors: str
    notices: str
    more: str
    cut: str
    nothing: str


_TERMS = {
    "zh": _Terms(
        heading="报告检查",
        title="标题：",
        overview=("报告", "级别", "年度", "不符合", "待补", "已豁免", "基线里已有", "得分"),
        rows=("要素", "原文", "依据", "怎么补"),
        home="可以写在",
        waived="已豁免",
        baseline="基线里已有",
        unknown="没有认出",
        place="第{0}行",
        errors="没能检查的",
        notices="提示",
        more="其余",
        cut="太长，后面的没有列出。",
        nothing="没有不符合的，也没有待补的。",
    ),
    "en": _Terms(
        heading="Check of reports",
        title="Title: ",
        overview=("Report", "Level", "Year", "Missing", "Weak", "Waived", "In the baseline", "Score"),
        rows=("Element", "Text", "Basis", "To add"),
        home="Where it belongs",
        waived="Waived",
        baseline="In the baseline",
        unknown="not recognised",
        place="line {0}",
        errors="Not checked",
        notices="Notices",
        more="Others",
        cut="Too long: the rest is left out.",
        nothing="Nothing is missing or weak.",
    ),
}


def render(report: Report, view: View) -> str:
    """Return the whole: an overview, what could not be checked, and each document with what is to be mended first.

    Quiet leaves out what passes and what is only suggested; verbose adds what does not apply.
    """
    return "".join(_blocks(report, view))


def summary(report: Report, view: View, most: int = SUMMARY_MOST) -> str:
    """Return as much of the whole as fits into so many bytes, cut between blocks, with a word that it was cut."""
    end = f"\n{_TERMS[view.lang].cut}\n"
    room = most - len(end.encode())
    taken: list[str] = []
    for block in _blocks(report, view):
        room -= len(block.encode("utf-8", "replace"))
        if room < 0:
            return "".join([*taken, end])
        taken.append(block)
    return "".join(taken)


def _blocks(report: Report, view: View) -> Iterator[str]:
    terms = _TERMS[view.lang]
    yield f"# lawlint {terms.heading}\n\n{markdown(totals(whole_of(report), view.lang))}\n"
    if report.documents:
        yield _table(terms.overview, [_overview(document, view) for document in report.documents], numbers=5)
    if report.errors:
        lines = [f"- {markdown(item.path)}：{markdown(item.message)}\n" for item in report.errors]
        yield f"\n## {terms.errors}\n\n{''.join(lines)}"
    for document in report.documents:
        yield from _document(document, view)
    if report.notices and not view.quiet:
        lines = [f"- {markdown(item)}\n" for item in report.notices]
        yield f"\n## {terms.notices}\n\n{''.join(lines)}"


def _overview(document: DocumentReport, view: View) -> list[str]:
    terms = _TERMS[view.lang]
    number = counts([result for result in document.results if not result.accepted])
    waived = sum(result.waiver is not None for result in document.results)
    baselined = sum(result.accepted for result in document.results) - waived
    return [
        markdown(document.document.source.path, _TABLE_LONGEST),
        markdown(LEVELS[view.lang].get(document.level, document.level)) or terms.unknown,
        str(document.year or terms.unknown),
        str(number[Status.FAIL]),
        str(number[Status.WARN]),
        str(waived),
        str(baselined),
        f"{document.score:g}",
    ]


def _document(document: DocumentReport, view: View) -> Iterator[str]:
    terms = _TERMS[view.lang]
    source = document.document.source
    title = markdown(document.document.title)
    yield f"\n## {markdown(source.path)}\n" + (f"\n{terms.title}{title}\n" if title else "")
    for warning in source.warnings if not view.quiet else ():
        yield f"\n> {markdown(warning)}\n"
    pairs = list(zip(document.results, spots(document), strict=True))
    mended = True
    for status in (Status.FAIL, Status.WARN):
        chosen = [pair for pair in pairs if pair[0].status is status and not pair[0].accepted]
        if chosen:
            mended = False
            yield f"\n### {MARKS[status]} {STATUS[view.lang][status]} {len(chosen)}\n"
            heads = (terms.rows[0], terms.home if status is Status.FAIL else terms.rows[1], *terms.rows[2:])
            yield _table(heads, [_row(result, spot, source, view) for result, spot in chosen])
    if mended:
        yield f"\n{terms.nothing}\n"
    if not view.quiet:
        yield from _rest(pairs, view)


def _rest(pairs: Sequence[tuple[Result, Spot]], view: View) -> Iterator[str]:
    """Yield what asks for nothing, a line for each, folded away where Markdown can do that."""
    terms = _TERMS[view.lang]
    waived = [pair for pair in pairs if pair[0].waiver is not None]
    accepted = [pair for pair in pairs if pair[0].accepted and pair[0].waiver is None]
    groups = [(terms.waived, waived), (terms.baseline, accepted)]
    others = (Status.NOTE, Status.PASS, *((Status.NOT_APPLICABLE,) if view.verbose else ()))
    groups += [
        (f"{MARKS[status]} {STATUS[view.lang][status]}", [pair for pair in pairs if pair[0].status is status])
        for status in others
    ]
    for name, chosen in groups:
        if chosen:
            lines = "".join(f"- {_line(result, spot, view)}\n" for result, spot in chosen)
            yield f"\n<details><summary>{name} {len(chosen)}</summary>\n\n{lines}\n</details>\n"


def _line(result: Result, spot: Spot, view: View) -> str:
    name = f"{markdown(result.element.title)}（{markdown(result.element.id)}）"
    if result.waiver is not None:
        until = f"，{result.waiver.until}" if result.waiver.until else ""
        return f"{STATUS[view.lang][result.status]} {name}：{markdown(result.waiver.reason)}{until}"
    if result.accepted:
        return f"{STATUS[view.lang][result.status]} {name}：{markdown(said(result, view.lang))}"
    return f"{name}{_seen(result, spot, view)}"


def _row(result: Result, spot: Spot, source: Source, view: View) -> list[str]:
    """Return the cells of what is to be mended: what is weak by its words, what is missing by where it belongs."""
    element = result.element
    if spot.found:
        text = f"{markdown(said(result, view.lang))}：{_seen(result, spot, view)}"
    else:
        words = source.text[spot.start.offset : spot.end.offset]
        text = _at(words, spot, view)
    return [
        f"{markdown(element.title)} {markdown(element.id)}",
        text,
        markdown(basis_of(element, view.lang)) or "—",
        markdown(element.advice),
    ]


def _seen(result: Result, spot: Spot, view: View) -> str:
    return _at(result.evidence[0].quote, spot, view) if spot.found else ""


def _at(words: str, spot: Spot, view: View) -> str:
    """Return some words of the text with their place."""
    where = markdown(spot.where) or _TERMS[view.lang].place.format(spot.start.line)
    return f"「{markdown(words, LONGEST)}」（{where}）" if words.strip() else where


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """Return a table; its last columns, as many as `numbers`, are figures."""
    ruled = ["---"] * (len(heads) - numbers) + ["---:"] * numbers
    lines = [f"| {' | '.join(cells)} |\n" for cells in (heads, ruled, *rows)]
    return "\n" + "".join(lines)
