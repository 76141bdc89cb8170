"""What is said of the words under the pointer: what they bear out or lack, what that means, and who asks for it."""

from collections.abc import Iterator

from lsprotocol import types

from ..model import Requirement, Result, Span, Status
from ..output.safe import markdown, shown
from ..output.spots import basis_of
from ..output.words import MARKS, STATUS, message
from .answers import Answer
from .diagnostics import is_missing, range_of, remark
from .positions import Lines

_FULL = 3
_TERMS = {
    "zh": {
        "required": "必写",
        "recommended": "建议写",
        "means": "含义：",
        "basis": "依据：",
        "unverified": "尚待核对，这里不列。",
        "advice": "怎么补：",
        "model": "例句：",
        "more": "另有 {0} 项：",
    },
    "en": {
        "required": "required",
        "recommended": "recommended",
        "means": "Meaning: ",
        "basis": "Basis: ",
        "unverified": "not yet verified, not shown.",
        "advice": "To add: ",
        "model": "Model: ",
        "more": "{0} more:",
    },
}


def hover(answer: Answer, offset: int, lines: Lines, rich: bool) -> types.Hover | None:
    """Return what is said of a place in a page; None where there is nothing.

    What is to be mended comes first, the required before the suggested, then what the words bear out; of the same
    kind what they say comes before what is missing there, and the narrowest first.

    Args:
        answer: what there is to say of the page.
        offset: of the place.
        lines: of the text.
        rich: whether the editor takes Markdown.
    """
    document = answer.document
    if document is None:
        return None
    told = sorted(
        (
            (item.end.offset - item.start.offset, number, item.start.offset, item.end.offset)
            for number, result in enumerate(document.results)
            if result.status is not Status.NOT_APPLICABLE
            for item in result.evidence
            if item.start.offset <= offset < item.end.offset
        ),
    )
    seen = list(dict.fromkeys(number for _, number, _, _ in told))
    missing = [mark for mark in answer.marks if is_missing(mark) and _holds(mark.span, offset)]
    results = [document.results[number] for number in seen] + [mark.result for mark in missing]
    results.sort(key=_rank)
    if not results:
        return None
    blocks = ["\n\n".join(_whole(result, answer.lang, rich)) for result in results[:_FULL]]
    if results[_FULL:]:
        blocks.append("\n".join(_short(results[_FULL:], answer.lang, rich)))
    kind = types.MarkupKind.Markdown if rich else types.MarkupKind.PlainText
    text = ("\n\n---\n\n" if rich else "\n\n").join(blocks)
    span = Span(told[0][2], told[0][3]) if told else missing[0].span
    return types.Hover(types.MarkupContent(kind, text), range_of(span, lines))


def _rank(result: Result) -> tuple[bool, bool, bool]:
    return (result.status is Status.PASS, result.accepted, result.requirement is not Requirement.REQUIRED)


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end or span.start == offset


def _whole(result: Result, lang: str, rich: bool) -> Iterator[str]:
    """Yield the paragraphs about one element."""
    terms, element = _TERMS[lang], result.element
    title = f"**{_plain(element.title, rich)}**" if rich else element.title
    asked = terms["required" if result.requirement is Requirement.REQUIRED else "recommended"]
    yield f"{title}　{asked}　{MARKS[result.status]} {STATUS[lang][result.status]}"
    if accepted := remark(result, lang):
        yield _plain(accepted, rich)
    if result.status is not Status.PASS:
        yield _plain(message(result, lang), rich)
    yield terms["means"] + _plain(element.means, rich)
    # What nobody has verified is not told as law.
    yield terms["basis"] + (_plain(basis_of(element, lang), rich) or terms["unverified"])
    if result.status is not Status.PASS:
        yield terms["advice"] + _plain(element.advice, rich)
        if element.model_sentence:
            yield terms["model"] + _plain(element.model_sentence, rich)


def _short(results: list[Result], lang: str, rich: bool) -> Iterator[str]:
    """Yield a line for each of several elements."""
    yield _TERMS[lang]["more"].format(len(results)) + ("\n" if rich else "")
    for result in results:
        accepted = remark(result, lang)
        words = f"{MARKS[result.status]} {_plain(message(result, lang), rich)}"
        words += f" [{_plain(accepted, rich)}]" if accepted else ""
        yield f"- {words}" if rich else words


def _plain(text: str, rich: bool) -> str:
    return markdown(text) if rich else shown(text)
