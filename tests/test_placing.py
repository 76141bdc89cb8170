"""Where a missing element belongs: under the heading that speaks of its family, or behind the part before it."""

from collections.abc import Callable

import pytest
from support import example_reports

from lawlint.model import DocumentReport
from lawlint.placing import Placing, home_of, placer, title_of

Examine = Callable[[str], DocumentReport]

REPORT = """鹿溪镇2023年法治政府建设年度报告

　　2023年，鹿溪镇扎实推进法治政府建设，现报告如下：
　　一、工作情况
　　（一）夯实基础。召开党委会专题听取法治政府建设汇报2次。
　　（二）规范办事。开展行政执法检查36次，配备执法记录仪12台。
　　（三）化解纠纷。调解纠纷143起。存在的不足是力量薄弱。
　　二、存在的不足
　　执法人员偏少。
"""


def place_of(report: DocumentReport, element: str) -> Placing:
    return placer(report)(next(each.element for each in report.results if each.element.id == element))


def shown(text: str, examine: Examine, element: str) -> tuple[str, str]:
    """Return the words on which an element is shown, and those behind which it would be put in (before: `|`)."""
    place = place_of(examine(text), element)
    at = f"|{text[place.at : place.at + 5]}" if place.before else text[: place.at][-5:]
    return text[place.span.start : place.span.end], at


@pytest.mark.parametrize(
    ("element", "heading", "behind"),
    [
        ("law-accountability-report", "（一）夯实基础。", "汇报2次。"),
        ("discretion-benchmark", "（二）规范办事。", "仪12台。"),
        # What the chapter confesses at its end is of another part.
        ("petition", "（三）化解纠纷。", "143起。"),
        ("shortcoming-causes", "二、存在的不足", "人员偏少。"),
        # Nothing is told of its family: the first part of its role.
        ("digital-government", "一、工作情况", "143起。"),
        ("section-next-plan", "二、存在的不足", "人员偏少。"),
        ("section-first-responsible", "一、工作情况", "力量薄弱。"),
        ("signature-date", "执法人员偏少。", "人员偏少。"),
        ("report-title", "鹿溪镇2023年法治政府建设年度报告", "|鹿溪镇20"),
    ],
)
def test_places(element: str, heading: str, behind: str, examine: Examine) -> None:
    found, at = shown(REPORT, examine, element)
    assert found == heading
    assert at == behind


def test_the_first_part_goes_before_the_rest(examine: Examine) -> None:
    text = "鹿溪镇2023年法治政府建设年度报告\n\n二、存在的不足\n执法人员偏少。\n"
    assert shown(text, examine, "section-measures") == ("二、存在的不足", "|二、存在的")


def test_a_part_that_is_told_at_the_end_goes_before_its_words(examine: Examine) -> None:
    text = REPORT.replace("二、存在的不足\n　　执法人员偏少。", "（四）普法。开展普法12场。下一步，将加强培训。")
    assert shown(text, examine, "section-next-plan") == ("一、工作情况", "|下一步，将")


def test_without_headings(examine: Examine) -> None:
    title = "鹿溪镇2023年法治政府建设年度报告"
    text = f"{title}\n\n2023年，镇政府办理案件12件，聘请律师2名。\n\n鹿溪镇人民政府\n2024年1月12日\n"
    assert shown(text, examine, "petition") == (title, "律师2名。")
    assert shown(text, examine, "section-next-plan")[0] == title
    assert shown(text, examine, "signature-date")[0] == "鹿溪镇人民政府"


def test_without_a_title(examine: Examine) -> None:
    text = f"　　{'2023年，我镇扎实推进法治政府建设，' * 9}\n一、工作情况\n办案12件。\n"
    report = examine(text)
    span = title_of(report.document)
    assert span.start == 2
    assert 0 < span.end - span.start <= 20


@pytest.mark.parametrize("path", example_reports(), ids=lambda path: path.stem)
def test_every_element_has_a_place(path: "object", examine: Examine) -> None:
    """Within the text, on words that are there, on one line; and `home_of` says the same."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    report = examine(text)
    place = placer(report)
    for result in report.results:
        found = place(result.element)
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert 0 <= found.at <= len(text)
        assert text[found.span.start : found.span.end].strip() == text[found.span.start : found.span.end]
        assert found.before or text[found.at - 1 : found.at].strip()
    assert home_of(report.results[0].element, report) == place(report.results[0].element).span


@pytest.mark.parametrize("text", ["", "\n", "甲", "一、\n", "　\n　"])
def test_next_to_nothing(text: str, examine: Examine) -> None:
    report = examine(text)
    place = placer(report)
    for result in report.results:
        found = place(result.element)
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert 0 <= found.at <= len(text)
