"""The report for a person: the worst first, with the words that earned each mark, the basis, and what to add.

Nothing is aligned by columns: the width of Chinese punctuation differs between consoles.
"""

import re
from collections.abc import Iterator, Sequence

from ..model import DocumentReport, Evidence, Report, Result, Status
from .view import View
from .words import FAMILIES, LEVELS, MARKS, ROLES, cited, message, status_word, summary, totals

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_COLORS = {Status.FAIL: "31", Status.WARN: "33", Status.NOTE: "36", Status.PASS: "32", Status.NOT_APPLICABLE: "90"}
_QUOTE_LONGEST = 60
_TERMS = {
    "zh": {
        "issuer": "单位", "level": "级别", "year": "年度", "told": "指定", "inferred": "推断", "unknown": "没有认出",
        "basis": "依据", "advice": "怎么补", "sentence": "可以这样写", "seen": "写到", "place": "第 {0} 行第 {1} 列",
        "waived": "已豁免", "errors": "没能检查的文件", "notices": "提示", "title": "标题", "none": "（没有）",
        "heads": {
            Status.FAIL: "不符合：必须写，没有找到", Status.WARN: "待补：必须写，只是提到",
            Status.NOTE: "建议：可以写，没有写清", Status.PASS: "符合", Status.NOT_APPLICABLE: "不适用",
        },
    },
    "en": {
        "issuer": "issuer", "level": "level", "year": "year", "told": "told", "inferred": "inferred",
        "unknown": "not recognised", "basis": "basis", "advice": "to add", "sentence": "model", "seen": "seen",
        "place": "line {0} column {1}", "waived": "waived", "errors": "Not checked", "notices": "Notices",
        "title": "title", "none": "(none)",
        "heads": {
            Status.FAIL: "Missing: required, not found", Status.WARN: "Weak: required, only touched",
            Status.NOTE: "Suggested: not required, not reported", Status.PASS: "Passed",
            Status.NOT_APPLICABLE: "Not applicable",
        },
    },
}  # fmt: skip


def render(report: Report, view: View) -> str:
    """Return the report of every document, then what could not be checked, notices, and a line of totals."""
    terms = _TERMS[view.lang]
    blocks = ["".join(line + "\n" for line in _document(document, view)) for document in report.documents]
    if report.errors:
        lines = [f"{terms['errors']}："] + [f"  × {_flat(item.path)}：{_flat(item.message)}" for item in report.errors]
        blocks.append("".join(line + "\n" for line in lines))
    if report.notices and not view.quiet:
        blocks.append("".join(f"{line}\n" for line in [f"{terms['notices']}：", *(f"  {_flat(item)}" for item in report.notices)]))
    if len(report.documents) + len(report.errors) > 1:
        blocks.append(totals(report, view.lang) + "\n")
    return "\n".join(blocks)


def _document(document: DocumentReport, view: View) -> Iterator[str]:
    terms = _TERMS[view.lang]
    yield _flat(document.document.source.path)
    yield f"  {terms['title']}：{_flat(document.document.title) or terms['none']}"
    known = LEVELS[view.lang]
    level = known.get(document.level, document.level) or terms["unknown"]
    year = str(document.year or terms["unknown"])
    yield (
        f"  {terms['level']}：{level}（{terms['told' if document.level_told else 'inferred']}），"
        f"{terms['year']}：{year}（{terms['told' if document.year_told else 'inferred']}）"
    )
    yield f"  {summary(document, view.lang)}"
    for status in (Status.FAIL, Status.WARN, Status.NOTE, Status.PASS, Status.NOT_APPLICABLE):
        if (view.quiet and status not in (Status.FAIL, Status.WARN)) or (
            status is Status.NOT_APPLICABLE and not view.verbose
        ):
            continue
        chosen = [result for result in document.results if result.status is status]
        if chosen:
            yield ""
            yield _painted(f"{terms['heads'][status]}（{len(chosen)}）", status, view)
            yield from _results(chosen, status, view)


def _results(results: Sequence[Result], status: Status, view: View) -> Iterator[str]:
    family = ""
    for result in results:
        if result.element.family != family:
            family = result.element.family
            yield f"  {FAMILIES.get(family, family) if view.lang == 'zh' else family}"
        yield from _result(result, status, view)


def _result(result: Result, status: Status, view: View) -> Iterator[str]:
    terms = _TERMS[view.lang]
    mark = _painted(f"{MARKS[status]} {status_word(status, view.lang)}", status, view)
    brief = status in (Status.PASS, Status.NOTE, Status.NOT_APPLICABLE)
    line = f"    {mark} {result.element.title} ({result.element.id})"
    if brief and result.evidence:
        line += f" {_told(result.evidence[0], view)}"
    elif not brief:
        line += f"：{message(result, view.lang)}"
    yield line
    if result.waiver is not None:
        until = f"，{result.waiver.until}" if result.waiver.until else ""
        yield f"        {terms['waived']}：{_flat(result.waiver.reason)}{until}（{result.waiver.source}）"
    if not brief:
        shown = result.evidence if view.verbose else result.evidence[:2]
        for item in shown:
            yield f"        {terms['seen']}：{_told(item, view)}"
        basis = "；".join(f"{cited(item.instrument)}{item.article}" for item in result.element.basis if item.verified)
        if basis:
            yield f"        {terms['basis']}：{basis}"
        yield f"        {terms['advice']}：{result.element.advice}"
        if result.element.model_sentence and not view.quiet:
            yield f"        {terms['sentence']}：{_flat(result.element.model_sentence)}"
    elif view.verbose:
        for item in result.evidence[1:]:
            yield f"        {terms['seen']}：{_told(item, view)}"


def _told(item: Evidence, view: View) -> str:
    """Return a quotation with its place and, where it is not the account, its role."""
    place = str(_TERMS[view.lang]["place"]).format(item.start.line, item.start.column)
    role = str(item.role)
    where = "" if role == "account" else f"，{ROLES[view.lang].get(role, role)}"
    return f"「{_cut(_flat(item.quote))}」（{place}{where}）"


def _cut(text: str) -> str:
    if len(text) <= _QUOTE_LONGEST:
        return text
    half = _QUOTE_LONGEST // 2
    return f"{text[:half]}…{text[-half:]}"


def _flat(text: str) -> str:
    return _CONTROLS.sub(" ", text)


def _painted(text: str, status: Status, view: View) -> str:
    return f"\x1b[{_COLORS[status]}m{text}\x1b[0m" if view.color else text
