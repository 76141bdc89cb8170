"""Laws that hold for every report: form does not matter, plans are not work done, what is added never takes away."""

import pathlib
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import ROOT, SHARED, findings

from lawlint.checks import CHECKS
from lawlint.engine import Checklist, check
from lawlint.folding import fold
from lawlint.model import DocumentReport, Finding, Source
from lawlint.reading import read_bytes

Examine = Callable[[str], DocumentReport]

REPORTS = sorted(
    [
        *(path for path in (ROOT / "examples").glob("*.txt") if "gb18030" not in path.name),
        *(ROOT / "tests" / "documents").glob("*.txt"),
        *(SHARED / "corpus" / "reports").glob("*.txt"),
    ]
)
IDS = [path.stem for path in REPORTS]
STRUCTURE = {element.id for element in CHECKS if element.family == "structure"}

WEB_HEAD = (
    "溪口市人民政府网站 | 无障碍浏览 | 手机版\n首页 > 政务公开 > 双随机抽查 > 行政复议 > 正文\n"
    "索引号: XK-2023-001 | 发布日期: 2023-01-22 | 来源: 本站\n\n"
)
WEB_TAIL = (
    "\n\n上一篇: 关于举行宪法宣誓仪式的通知\n下一篇: 信访工作条例宣传手册\n"
    "扫一扫在手机打开当前页\n主办: 溪口市人民政府办公室 | ICP备00000000号\n"
)


def half(text: str) -> str:
    return text.translate(str.maketrans("，；：（）！？", ",;:()!?"))


def full(text: str) -> str:
    return text.translate(str.maketrans(",;:()!?", "，；：（）！？"))


def spaced(text: str) -> str:
    return re.sub(r"([\u4e00-\u9fff]{7})(?=[\u4e00-\u9fff])", r"\1　", text)


def wrapped(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        lines += [line[at : at + 30] for at in range(0, len(line), 30)] or [""]
    return "\n".join(lines)


FORMS: dict[str, Callable[[str], str]] = {
    "half-width": half,
    "full-width": full,
    "spaces inside words": spaced,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "zero-width characters": lambda text: text.replace("法", "法\u200b"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "old line ends": lambda text: text.replace("\n", "\r"),
    "a web page around it": lambda text: WEB_HEAD + text + WEB_TAIL,
}


@pytest.fixture(scope="module")
def known(examine: Examine) -> dict[pathlib.Path, DocumentReport]:
    """The reports as they are."""
    return {path: examine(path.read_text(encoding="utf-8")) for path in REPORTS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.replace(" ", "-"))
@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_form_does_not_matter(
    path: pathlib.Path, form: str, examine: Examine, known: dict[pathlib.Path, DocumentReport]
) -> None:
    """Findings and the words quoted are the same in every form; the quotes stand where they are said to stand."""
    text = FORMS[form](path.read_text(encoding="utf-8"))
    report = examine(text)
    assert findings(report) == findings(known[path])
    for mine, plain in zip(report.results, known[path].results, strict=True):
        assert {fold(item.quote).text for item in mine.evidence} == {fold(item.quote).text for item in plain.evidence}
        for item in mine.evidence:
            assert text[item.start.offset : item.end.offset] == item.quote


@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_hard_wrapping_does_not_matter(
    path: pathlib.Path, examine: Examine, known: dict[pathlib.Path, DocumentReport]
) -> None:
    """Wrapping at thirty characters changes no finding, but where a heading is exactly as long as a line."""
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip()]
    if "wrapped" in path.stem or sum(len(line) > 100 for line in lines) == 0:
        pytest.skip("wrapped already")
    plain, mine = findings(known[path]), findings(examine(wrapped(text)))
    ambiguous = any(len(line) == 30 for line in lines)
    differing = {name for name in plain if plain[name] != mine[name]}
    assert differing <= (STRUCTURE if ambiguous else set())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_encoding_does_not_matter(
    path: pathlib.Path, encoding: str, checklist: Checklist, known: dict[pathlib.Path, DocumentReport]
) -> None:
    """The same results, to the column, whatever the bytes."""
    source = read_bytes("report.txt", path.read_text(encoding="utf-8").encode(encoding))
    assert check(source, checklist).results == known[path].results


@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_same_twice(path: pathlib.Path, examine: Examine, known: dict[pathlib.Path, DocumentReport]) -> None:
    """The same input gives the same report."""
    assert examine(path.read_text(encoding="utf-8")) == known[path]


@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_a_plan_shows_nothing(path: pathlib.Path, examine: Examine) -> None:
    """Under a heading of plans, with every sentence a plan, no element of content is shown."""
    text = path.read_text(encoding="utf-8")
    sentences = [part.strip() for part in re.split(r"[。\n]", text) if len(part.strip()) > 12]
    plan = "一、下一年度主要安排\n" + "\n".join(f"下一步，将{sentence}。" for sentence in sentences)
    shown = {name for name, finding in findings(examine(plan)).items() if finding == "shown"}
    assert shown <= STRUCTURE


@pytest.mark.parametrize("path", REPORTS[:6], ids=IDS[:6])
def test_without_its_sentences_an_element_is_absent(path: pathlib.Path, examine: Examine) -> None:
    """When everything that mentions an element is deleted, it is absent."""
    text = path.read_text(encoding="utf-8")
    for result in examine(text).results:
        if result.element.id in STRUCTURE or result.finding is Finding.ABSENT:
            continue
        rest = text
        for _ in range(40):
            found = next(item for item in examine(rest).results if item.element.id == result.element.id)
            if found.finding is Finding.ABSENT:
                break
            for item in sorted(found.evidence, key=lambda one: -one.start.offset):
                rest = rest[: item.start.offset] + rest[item.end.offset :]
        assert found.finding is Finding.ABSENT, result.element.id


ADDED = (
    "全镇水稻种植面积稳步增加，粮食产量连续三年增长。",
    "下一步，将继续推进法治政府建设。",
    "对群众反映的问题逐件核查。",
    "修建乡村道路12公里。",
)


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize("path", REPORTS[:8], ids=IDS[:8])
def test_adding_takes_nothing_away(
    path: pathlib.Path, added: str, examine: Examine, known: dict[pathlib.Path, DocumentReport]
) -> None:
    """A paragraph more never lowers an element of content from shown."""
    text = path.read_text(encoding="utf-8")
    report = known[path]
    places = sorted({section.span.start for section in report.document.sections} | {len(text)})
    before = findings(report)
    for place in places[:: max(1, len(places) // 6)]:
        more = examine(text[:place].rstrip("\n") + f"\n{added}\n" + text[place:])
        after = findings(more)
        lowered = {name for name in before if before[name] == "shown" and after[name] != "shown"}
        assert lowered <= STRUCTURE


@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_halves_are_answered(path: pathlib.Path, examine: Examine) -> None:
    """Either half alone is answered for every element."""
    text = path.read_text(encoding="utf-8")
    for part in (text[: len(text) // 2], text[len(text) // 2 :]):
        assert len(examine(part).results) == len(CHECKS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_text_is_too_odd(data: st.DataObject, checklist: Checklist) -> None:
    """Cut, spliced and mutated reports are answered, and every quote stands where it is said to stand."""
    texts = [path.read_text(encoding="utf-8") for path in REPORTS[:8]]
    pieces = data.draw(
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from(texts), st.integers(0, 5000), st.integers(0, 400)).map(
                    lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
                ),
                st.text(max_size=40),
                st.sampled_from(
                    ["\n", "\r\n", "一、", "(一)", "1.", "《", "》", "。", "，", "2023年", "\u3000", "“", "\U0002c072"]
                ),
            ),
            max_size=12,
        )
    )
    text = "".join(pieces)
    report = check(Source("odd.txt", text, "utf-8", "text/plain", ""), checklist)
    for result in report.results:
        for item in result.evidence:
            assert text[item.start.offset : item.end.offset] == item.quote
            assert item.quote


NEGATIVES = SHARED / "corpus" / "negatives"


@pytest.mark.skipif(not NEGATIVES.exists(), reason="the corpus is not beside the project")
def test_other_documents_are_told_apart(examine: Examine) -> None:
    """No document of another kind is taken for a report, and every report is."""
    taken = {
        path.stem for path in NEGATIVES.glob("*.txt") if examine(path.read_text(encoding="utf-8")).document.is_report
    }
    assert taken == set()
    refused = {path.stem for path in REPORTS if not examine(path.read_text(encoding="utf-8")).document.is_report}
    assert refused == set()


@pytest.mark.parametrize("path", REPORTS, ids=IDS)
def test_blocks_of_sentences_change_nothing(
    path: pathlib.Path, checklist: Checklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long document is searched block by block; how many sentences a block holds cannot be seen in the answer."""
    source = read_bytes("report.txt", path.read_bytes())
    whole = check(source, checklist)
    for size in (1, 2, 7):
        monkeypatch.setattr("lawlint.scene._BITS", size)
        assert check(source, checklist) == whole
