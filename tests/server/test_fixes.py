"""What is put in for a missing element, and where: it makes the report better, and never anything else worse."""

import pathlib

import pytest
from support import ROOT, example_reports

from lawlint.model import Finding, Part, Result, Signature, TitleLine
from lawlint.options import Options
from lawlint.server.answers import Answer, Mark, Page, answer_of
from lawlint.server.fixes import insertion, together
from lawlint.server.rules import RuleBook

GRADES = {Finding.ABSENT: 0, Finding.TOUCHED: 1, Finding.SHOWN: 2}
REPORTS = [*example_reports(), *sorted((ROOT / "tests" / "documents").glob("*.txt"))]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook(Options(isolated=True, force=True))


def answer(text: str, book: RuleBook, language: str = "plaintext") -> Answer:
    return answer_of(Page("untitled:a", "", "a.txt", 1, language, text), book)


def results(found: Answer) -> dict[str, Result]:
    assert found.document is not None
    return {result.element.id: result for result in found.document.results}


def mark(found: Answer, element: str) -> Mark:
    return next(each for each in found.marks if each.result.element.id == element)


def put(text: str, found: Answer, element: str) -> str:
    item = insertion(mark(found, element), found)
    assert item is not None
    return text[: item.at] + item.text + text[item.at :]


@pytest.mark.parametrize("path", REPORTS, ids=[path.stem for path in REPORTS])
def test_a_fix_makes_nothing_worse(path: pathlib.Path, book: RuleBook) -> None:
    text = path.read_text(encoding="utf-8")
    found = answer(text, book)
    before = results(found)
    # One of each place will do: the sentences of a family go to one place.
    places = {(each.placing, type(each.result.element.looks)): each for each in reversed(found.marks)}
    for each in places.values():
        item = insertion(each, found)
        element = each.result.element
        if item is None:
            assert isinstance(element.looks, TitleLine)
            continue
        after = results(answer(text[: item.at] + item.text + text[item.at :], book))
        worse = [name for name, result in before.items() if GRADES[after[name].finding] < GRADES[result.finding]]
        assert not worse, (element.id, item)
        # Blanks are no content: what was missing is now weak.
        if not isinstance(element.looks, Signature) and element.id != "shortcoming-causes":
            assert GRADES[after[element.id].finding] >= GRADES[Finding.TOUCHED], (element.id, item)


def test_everything_that_is_missing_at_once(weak: str, book: RuleBook) -> None:
    found = answer(weak, book)
    missing = [each for each in found.marks if each.result.status == "fail"]
    text = weak
    for item in reversed(together(missing, found)):
        text = text[: item.at] + item.text + text[item.at :]
    after = answer(text, book)
    assert {each.result.element.id for each in after.marks if each.result.status == "fail"} <= {"signature-date"}
    assert after.document is not None
    assert found.document is not None
    assert after.document.score > found.document.score


def test_a_sentence_goes_where_its_family_is(weak: str, book: RuleBook) -> None:
    found = answer(weak, book)
    text = put(weak, found, "enforcement-publicity")
    chapters = text.split("　　（")
    chapter = next(each for each in chapters if each.startswith("四）严格执法"))
    # A paragraph of its own, indented as the others.
    assert chapter.split("\n")[1].startswith("　　在____公示执法主体")


def test_a_cause_follows_the_shortcomings_within_their_line(weak: str, book: RuleBook) -> None:
    text = put(weak, answer(weak, book), "shortcoming-causes")
    assert "法治意识还不够强。上述不足，主要是由于____；同时，____也是重要原因。下一步，" in text


def test_a_part_that_is_told_lacks_its_heading_only(weak: str, book: RuleBook) -> None:
    found = answer(weak, book)
    assert mark(found, "section-next-plan").result.finding is Finding.TOUCHED
    text = put(weak, found, "section-next-plan")
    assert "\n　　二、____年度主要安排\n　　下一步，我镇将聘请" in text
    assert results(answer(text, book))["section-next-plan"].finding is Finding.SHOWN


def test_a_part_that_is_missing_is_numbered_behind_the_one_before_it(book: RuleBook) -> None:
    text = "某镇2023年法治政府建设年度报告\n\n一、工作情况\n办理案件12件。\n\n二、存在的不足\n执法力量偏弱。\n"
    text = put(text, answer(text, book), "section-next-plan")
    assert "执法力量偏弱。\n三、____年度主要安排\n一是____。二是____。\n" in text


def test_the_first_part_goes_before_the_others(book: RuleBook) -> None:
    text = "某镇2023年法治政府建设年度报告\n\n二、存在的不足\n执法力量偏弱。\n"
    found = answer(text, book)
    assert isinstance(mark(found, "section-measures").result.element.looks, Part)
    assert put(text, found, "section-measures").split("\n")[2].startswith("一、____年度推进")


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("石埠镇人民政府\n", "石埠镇人民政府\n____年____月____日\n"),
        ("2024年1月12日\n", "____（单位全称）\n2024年1月12日\n"),
        ("", "\n____（单位全称）\n____年____月____日"),
    ],
)
def test_a_signature_gets_what_it_lacks(end: str, expected: str, book: RuleBook) -> None:
    text = f"石埠镇2023年法治政府建设年度报告\n\n一、工作情况\n办理案件12件。\n\n{end}"
    assert expected in put(text, answer(text, book), "signature-date")


def test_a_title_is_put_first(book: RuleBook) -> None:
    text = "　　2023年，我镇扎实推进法治政府建设，现将情况报告如下：\n一、工作情况\n办理案件12件。\n"
    assert put(text, answer(text, book), "report-title").startswith(
        "____（单位全称）____年度法治政府建设年度报告\n　　2023年"
    )


def test_line_ends_and_gaps_are_kept(weak: str, book: RuleBook) -> None:
    windows = weak.replace("\n", "\r\n")
    text = put(windows, answer(windows, book), "enforcement-publicity")
    assert "\n" not in text.replace("\r\n", "")
    spaced = weak.replace("\n　　", "\n\n")
    text = put(spaced, answer(spaced, book, "markdown"), "enforcement-publicity")
    assert "公平正义。\n\n在____公示执法主体" in text


def test_lines_that_are_broken_off_stay_so(book: RuleBook) -> None:
    """One long line would be read as if no line of the text was broken off, and much of it would be lost."""
    text = (ROOT / "examples" / "ascii-hard-wrapped.txt").read_text(encoding="utf-8")
    found = answer(text, book)
    longest = max(len(line.encode("gbk", "replace")) for line in text.split("\n"))
    after = put(text, found, "legal-workforce")
    assert len(after) > len(text)
    assert max(len(line.encode("gbk", "replace")) for line in after.split("\n")) <= longest
