"""What the comments on a report say, and on which stretch of its text each of them is.

Only what is required is commented on: what is weak where it stands, what is missing under the heading where it belongs.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .model import DocumentReport, Finding, Requirement, Result, Source, Span, Status
from .output.office import bases, clean, where
from .output.words import LEVELS, counts, family_word, said
from .placing import placer, title_of

_QUOTE_LONGEST = 60
_BASES_MOST = 3


class Comment(NamedTuple):
    """A comment: the stretch of the extracted text that it is on, and its paragraphs, the first of them its head."""

    span: Span
    lines: tuple[str, ...]


def comments_on(report: DocumentReport) -> tuple[Comment, ...]:
    """Return the comments on a report in the order of its text: a summary, what is weak, and what is missing.

    What is weak is told where it stands, one by one; what is missing under the heading where it belongs, a comment for
    each family. What is waived or only recommended is left out.
    """
    wanted = [
        result for result in report.results if result.waiver is None and result.status in (Status.FAIL, Status.WARN)
    ]
    found = [Comment(title_of(report.document), tuple(_summary(report, wanted)))]
    home = placer(report)
    missing: dict[tuple[Span, str], list[Result]] = {}
    for result in wanted:
        if result.evidence:
            best = result.evidence[0]
            span = Span(best.start.offset, best.end.offset)
            found.append(Comment(span, tuple(_weak(result, report.document.source))))
        else:
            missing.setdefault((home(result.element).span, result.element.family), []).append(result)
    for (span, family), results in missing.items():
        found.append(Comment(span, tuple(_missing(family, results))))
    return tuple(sorted(found, key=lambda comment: comment.span.start))


def _summary(report: DocumentReport, wanted: Sequence[Result]) -> Iterator[str]:
    number = counts(wanted)
    required = sum(result.requirement is Requirement.REQUIRED for result in report.results)
    yield f"核对结果：必写 {required} 项，没有找到 {number[Status.FAIL]} 项，写得不够 {number[Status.WARN]} 项"
    level = LEVELS["zh"].get(report.level, "没有认出")
    year = f"{report.year}年" if report.year else "没有认出"
    yield f"按级别“{level}”、年度“{year}”核对；不对的，请用 --level、--year 指定后重新核对。"
    waived = sum(result.waiver is not None for result in report.results)
    if waived:
        yield f"另有 {waived} 项已豁免，没有加批注。"
    yield "只看文字写没写到，不判断工作做得好不好。批注都加在这份副本上，原稿没有改动。"


def _weak(result: Result, source: Source) -> Iterator[str]:
    yield f"待补：{clean(result.element.title)}"
    yield f"{said(result, 'zh')}。"
    others = [f"「{clean(item.quote, _QUOTE_LONGEST)}」（{where(item, source)}）" for item in result.evidence[1:3]]
    if others:
        yield f"还写到：{'；'.join(others)}"
    yield from _mending(result)


def _missing(family: str, results: Sequence[Result]) -> Iterator[str]:
    yield f"没有找到：{clean(family_word(family, 'zh'))} {len(results)} 项"
    for number, result in enumerate(results, 1):
        mark = f"{number}. " if len(results) > 1 else ""
        more = "" if result.finding is Finding.ABSENT else f"：{said(result, 'zh')}"
        yield f"{mark}{clean(result.element.title)}{more}"
        yield from _mending(result)


def _mending(result: Result) -> Iterator[str]:
    yield f"怎么补：{clean(result.element.advice)}"
    if result.element.model_sentence:
        yield f"可以这样写：{clean(result.element.model_sentence)}"
    if told := bases(result.element, most=_BASES_MOST):
        yield f"依据：{told}"
