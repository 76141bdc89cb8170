"""What an editor marks in a text, in the words of the protocol."""

from lsprotocol import types

from ..model import DocumentReport, Evidence, Failure, Finding, Result, Span, Status
from ..output.safe import shown
from ..output.words import BASELINED, ROLES, message
from .answers import Answer, Mark
from .positions import Lines

SOURCE = "lawlint"
_SEVERITIES = {
    Status.FAIL: types.DiagnosticSeverity.Error,
    Status.WARN: types.DiagnosticSeverity.Warning,
    Status.NOTE: types.DiagnosticSeverity.Information,
}
_MOST_RELATED = 5
_LONGEST = 60
# An editor opens many texts that are no reports, and reports that are only begun; none of them is a fault.
_MILD = ("not_a_report", "empty", "blank")


def diagnostics(answer: Answer, lines: Lines, related: bool, quiet: bool) -> list[types.Diagnostic]:
    """Return the diagnostics of a page.

    Args:
        answer: what there is to say of it.
        lines: of its text.
        related: whether the editor shows other places beside a diagnostic.
        quiet: whether what is only suggested is left out.
    """
    document = answer.document
    if document is None:
        return [_of_failure(failure, answer, lines) for failure in answer.report.errors]
    found = [_of_mark(mark, answer, lines, related) for mark in answer.marks if not (quiet and _is_note(mark))]
    return [*_unsure(document, answer, lines), *found]


def range_of(span: Span, lines: Lines) -> types.Range:
    """Return a stretch of the text as the protocol tells it."""
    return types.Range(types.Position(*lines.point(span.start)), types.Position(*lines.point(span.end)))


def code_of(mark: Mark) -> str:
    """Return the code by which a diagnostic tells its element."""
    return mark.result.element.id


def remark(result: Result, lang: str) -> str:
    """Return what is to be known of a result besides its status: that somebody answers for it; empty otherwise."""
    if result.waiver is not None:
        return f"{'已豁免：' if lang == 'zh' else 'waived: '}{shown(result.waiver.reason)}"
    return BASELINED[lang] if result.accepted else ""


def _is_note(mark: Mark) -> bool:
    return mark.result.status is Status.NOTE


def _of_mark(mark: Mark, answer: Answer, lines: Lines, related: bool) -> types.Diagnostic:
    result, lang = mark.result, answer.lang
    accepted = remark(result, lang)
    severity = types.DiagnosticSeverity.Hint if accepted else _SEVERITIES[result.status]
    stop, told = ("。", "怎么补：") if lang == "zh" else (". ", "To add: ")
    parts = [shown(message(result, lang)), f"{told}{shown(result.element.advice)}"]
    others = result.evidence[1 : _MOST_RELATED + 1] if related else ()
    return types.Diagnostic(
        range=range_of(mark.span, lines),
        message=(f"[{accepted}] " if accepted else "") + stop.join(part.rstrip("。") for part in parts) + stop.strip(),
        severity=severity,
        code=code_of(mark),
        source=SOURCE,
        related_information=[_related(item, answer, lines) for item in others] or None,
        data={"fingerprint": result.fingerprint},
    )


def _related(item: Evidence, answer: Answer, lines: Lines) -> types.DiagnosticRelatedInformation:
    words = f"{ROLES[answer.lang][item.role]}: " if answer.lang == "en" else f"{ROLES['zh'][item.role]}："
    span = Span(item.start.offset, item.end.offset)
    return types.DiagnosticRelatedInformation(
        types.Location(answer.page.uri, range_of(span, lines)), f"{words}{shown(item.quote, _LONGEST)}"
    )


def _of_failure(failure: Failure, answer: Answer, lines: Lines) -> types.Diagnostic:
    mild = failure.code in _MILD
    return types.Diagnostic(
        range=range_of(answer.first, lines),
        message=shown(failure.message),
        severity=types.DiagnosticSeverity.Information if mild else types.DiagnosticSeverity.Error,
        code=failure.code,
        source=SOURCE,
    )


def _unsure(document: DocumentReport, answer: Answer, lines: Lines) -> list[types.Diagnostic]:
    """Return what the user should tell, where level or year were neither told nor recognised."""
    found = []
    if not document.level:
        found.append(("unknown-level", "没有认出发文单位的级别，无法判断哪些必写，都只作建议；"
                      '请写明单位名称，或者在 lawlint.toml 里写 level，例如 level = "township"。'))  # fmt: skip
    if document.year is None:
        found.append(("unknown-year", "没有认出报告年度，没有按年度取舍；"
                      "请在标题里写明，或者在 lawlint.toml 里写 year，例如 year = 2024。"))  # fmt: skip
    return [
        types.Diagnostic(
            range=range_of(answer.first, lines),
            message=words,
            severity=types.DiagnosticSeverity.Warning,
            code=code,
            source=SOURCE,
        )
        for code, words in found
    ]


def is_missing(mark: Mark) -> bool:
    """Tell whether nothing was found, so that the mark stands where the element belongs."""
    return mark.result.finding is Finding.ABSENT or not mark.result.evidence
