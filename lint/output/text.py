"""The report for a person: the worst first, with the words that earned each mark, the basis, and what to add.

Nothing is aligned by columns: the width of Chinese punctuation differs between consoles.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import DocumentReport, Evidence, Report, Result, Role, Source, Status
from .pieces import Pieces, assembled
from .tally import Whole
from .view import View
from .words import BASELINED, LEVELS, MARKS, ROLES, STATUS, cited, family_word, flat, said, summary, totals


class _Terms(NamedTuple):
    """The words around a report in one language; `{0}` and `{1}` are filled in."""

    colon: str
    comma: str
    bracket: str
    stop: str
    title: str
    issuer: str
    level: str
    year: str
    told: str
    inferred: str
    unknown: str
    none: str
    seen: str
    place: str
    basis: str
    advice: str
    sentence: str
    waived: str
    until: str
    error: str
    errors: str
    notices: str
    warning: str
    heads: dict[Status, str]


_TERMS = {
    "zh": _Terms(
        colon="：",
        comma="，",
        bracket="（{0}）",
        stop="；",
        title="标题",
        issuer="单位",
        level="级别",
        year="年度",
        told="指定",
        inferred="推断",
        unknown="没有认出",
        none="（没有）",
        seen="写到",
        place="第 {0} 行第 {1} 列",
        basis="依据",
        advice="怎么补",
        sentence="可以这样写",
        waived="已豁免",
        until="到 {0} 为止",
        error="出错",
        errors="没能检查的",
        notices="提示",
        warning="提示",
        heads={
            Status.FAIL: "不符合：必须写，没有找到",
            Status.WARN: "待补：必须写，只是提到",
            Status.NOTE: "建议：可以写，没有写清",
            Status.PASS: "符合",
            Status.NOT_APPLICABLE: "不适用",
        },
    ),
    "en": _Terms(
        colon=": ",
        comma=", ",
        bracket=" ({0})",
        stop="; ",
        title="title",
        issuer="issuer",
        level="level",
        year="year",
        told="told",
        inferred="inferred",
        unknown="not recognised",
        none="(none)",
        seen="seen",
        place="line {0} column {1}",
        basis="basis",
        advice="to add",
        sentence="for example",
        waived="waived",
        until="until {0}",
        error="error",
        errors="Not checked",
        notices="Notices",
        warning="note",
        heads={
            Status.FAIL: "Missing: required, not found",
            Status.WARN: "Weak: required, only touched",
            Status.NOTE: "Suggested: not required, not reported",
            Status.PASS: "Passed",
            Status.NOT_APPLICABLE: "Not applicable",
        },
    ),
}
_COLORS = {Status.FAIL: "31", Status.WARN: "33", Status.NOTE: "36", Status.PASS: "32", Status.NOT_APPLICABLE: "90"}
_WAIVED_COLOR = "90"
_QUOTE_LONGEST = 60
_EVIDENCE_MOST = 2


def render(report: Report, view: View) -> str:
    """Return the report of every document, then what could not be checked, notices, and a line of totals.

    Quiet leaves the summary and what is missing or weak, verbose adds all evidence and what does not apply.
    """
    return assembled(PIECES, report, view)


def _block(document: DocumentReport, view: View) -> str:
    return "".join([f"{line}\n" for line in _document(document, view)])


def _frame(whole: Whole, view: View) -> tuple[str, str]:
    terms = _TERMS[view.lang]
    blocks = []
    if whole.errors:
        lines = [f"  {terms.error} {flat(item.path)}{terms.colon}{flat(item.message)}" for item in whole.errors]
        blocks.append([f"{terms.errors}{terms.colon}".rstrip(), *lines])
    if whole.notices and not view.quiet:
        blocks.append([f"{terms.notices}{terms.colon}".rstrip(), *(f"  {flat(item)}" for item in whole.notices)])
    if whole.tally.documents + len(whole.errors) > 1:
        blocks.append([totals(whole, view.lang)])
    after = PIECES.between.join(["".join([f"{line}\n" for line in block]) for block in blocks])
    return "", PIECES.between + after if after and whole.tally.documents else after


PIECES = Pieces(_block, "\n", _frame)


def _document(document: DocumentReport, view: View) -> Iterator[str]:
    terms = _TERMS[view.lang]
    yield flat(document.document.source.path)
    yield f"  {terms.title}{terms.colon}{flat(document.document.title) or terms.none}"
    level = LEVELS[view.lang].get(document.level, document.level)
    facts = [
        f"{terms.level}{terms.colon}{_known(level, document.level_told, terms)}",
        f"{terms.year}{terms.colon}{_known(str(document.year or ''), document.year_told, terms)}",
    ]
    if document.document.issuer:
        facts.insert(0, f"{terms.issuer}{terms.colon}{flat(document.document.issuer)}")
    yield f"  {terms.comma.join(facts)}"
    for warning in document.document.source.warnings:
        yield f"  {terms.warning}{terms.colon}{flat(warning)}"
    yield f"  {summary(document, view.lang)}"
    for status, why in _groups(view):
        chosen = [
            result for result in document.results if result.status is status and _accepted_by(result, view.lang) == why
        ]
        if chosen:
            head = f"{why}{terms.colon}{STATUS[view.lang][status]}" if why else terms.heads[status]
            yield ""
            yield _painted(f"{head}{terms.bracket.format(len(chosen))}", _color(status, bool(why)), view)
            yield from _results(chosen, document.document.source, view)


def _known(word: str, told: bool, terms: _Terms) -> str:
    """Return a value with where it comes from."""
    return f"{word}{terms.bracket.format(terms.told if told else terms.inferred)}" if word else terms.unknown


def _groups(view: View) -> Iterator[tuple[Status, str]]:
    """Yield the groups in which results are shown, the worst first, as status and what accepts them."""
    yield Status.FAIL, ""
    yield Status.WARN, ""
    if not view.quiet:
        for why in (_TERMS[view.lang].waived, BASELINED[view.lang]):
            yield Status.FAIL, why
            yield Status.WARN, why
        yield Status.NOTE, ""
        yield Status.PASS, ""
        if view.verbose:
            yield Status.NOT_APPLICABLE, ""


def _accepted_by(result: Result, lang: str) -> str:
    """Return what accepts a result, a waiver before a baseline; empty where nothing does."""
    if result.waiver is not None:
        return _TERMS[lang].waived
    return BASELINED[lang] if result.accepted else ""


def _results(results: Sequence[Result], source: Source, view: View) -> Iterator[str]:
    family = ""
    for result in results:
        if result.element.family != family:
            family = result.element.family
            yield f"  {flat(family_word(family, view.lang))}"
        yield from _result(result, source, view)


def _result(result: Result, source: Source, view: View) -> Iterator[str]:
    """Yield the line of an element, which begins with its mark, and under it what its reader needs to mend it."""
    terms = _TERMS[view.lang]
    element = result.element
    mark = f"{MARKS[result.status]} {STATUS[view.lang][result.status]}"
    mark = _painted(mark, _color(result.status, result.accepted), view)
    name = f"    {mark} {flat(element.title)} ({element.id})"
    if not result.accepted and result.status in (Status.FAIL, Status.WARN):
        yield f"{name}{terms.colon}{said(result, view.lang)}"
        for item in result.evidence if view.verbose else result.evidence[:_EVIDENCE_MOST]:
            yield f"        {terms.seen}{terms.colon}{_told(item, source, view)}"
        yield from _mending(result, view)
        return
    if result.waiver is not None:
        until = terms.comma + terms.until.format(result.waiver.until) if result.waiver.until else ""
        told_in = terms.bracket.format(flat(result.waiver.source))
        yield f"{name}{terms.colon}{flat(result.waiver.reason)}{until}{told_in}"
        items = result.evidence
    else:
        yield f"{name} {_told(result.evidence[0], source, view)}" if result.evidence else name
        items = result.evidence[1:]
    for item in items if view.verbose else ():
        yield f"        {terms.seen}{terms.colon}{_told(item, source, view)}"


def _mending(result: Result, view: View) -> Iterator[str]:
    """Yield who asks for an element, and what to add; what nobody has verified is not shown as law."""
    terms = _TERMS[view.lang]
    element = result.element
    basis = [f"{cited(item.instrument)}{item.article}".strip() for item in element.basis if item.verified]
    if basis:
        yield f"        {terms.basis}{terms.colon}{flat(terms.stop.join(basis))}"
    yield f"        {terms.advice}{terms.colon}{flat(element.advice)}"
    if element.model_sentence and not view.quiet:
        yield f"        {terms.sentence}{terms.colon}{flat(element.model_sentence)}"


def _told(item: Evidence, source: Source, view: View) -> str:
    """Return a quotation with its place and, where it is not the account, its role."""
    terms = _TERMS[view.lang]
    place = flat(source.where(item.start.offset)) or terms.place.format(item.start.line, item.start.column)
    role = "" if item.role is Role.ACCOUNT else f"{terms.comma}{ROLES[view.lang][item.role]}"
    return f"「{_cut(flat(item.quote))}」{terms.bracket.format(place + role)}"


def _cut(text: str) -> str:
    """Return a long quotation without its middle."""
    half = _QUOTE_LONGEST // 2
    return text if len(text) <= _QUOTE_LONGEST else f"{text[:half]}…{text[-half:]}"


def _color(status: Status, waived: bool) -> str:
    return _WAIVED_COLOR if waived else _COLORS[status]


def _painted(text: str, color: str, view: View) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if view.color else text
