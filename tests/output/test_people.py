"""What people read: the report as text, and as one line for each element."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawlint.model import Failure, Report, Status, Waiver
from lawlint.output import FORMATS, View, words

VIEW = View()
QUIET = View(quiet=True)
VERBOSE = View(verbose=True)
ENGLISH = View(lang="en", verbose=True)
MARKED = re.compile(r" *[√▲×○–] (符合|待补|不符合|建议|不适用) (\S+) \((\S+?)\)")
THEIRS = re.compile(
    r"「[^」]*」|\S*的名称|《[^》]*》|第一条|写明.*|刷____漆____桶。|本镇没有绿漆|文件是空的。|有一条提示。|红镇\S*|报告/\S*|坏"
)
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def text(report: Report, view: View = VIEW) -> str:
    return FORMATS["text"](report, view)


def concise(report: Report, view: View = VIEW) -> str:
    return FORMATS["concise"](report, view)


def marks(report: Report, view: View = VIEW) -> list[tuple[str, str]]:
    """Return status and id of each marked line."""
    found = [MARKED.match(line) for line in text(report, view).splitlines()]
    return [(mark[1], mark[3]) for mark in found if mark]


def with_quote(report: Report, quote: str) -> Report:
    """Return the report with another best evidence of its first element."""
    (document,) = report.documents
    first, *others = document.results
    evidence = (first.evidence[0]._replace(quote=quote), *first.evidence[1:])
    return report._replace(documents=(document._replace(results=(first._replace(evidence=evidence), *others)),))


# --- Text ------------------------------------------------------------------------------------------------------------


def test_one_marked_line_for_each_element_the_worst_first(report: Report) -> None:
    """Each element that applies has one line with its mark: what is missing, what is weak, waived ones, the rest."""
    assert marks(report) == [
        ("不符合", "signed"),
        ("待补", "blue"),
        ("不符合", "green"),
        ("建议", "grey"),
        ("建议", "titled"),
        ("符合", "red"),
    ]


def test_quiet_and_verbose(report: Report) -> None:
    """Quiet leaves what is to be mended; verbose adds what does not apply, and all evidence."""
    assert marks(report, QUIET) == [("不符合", "signed"), ("待补", "blue")]
    assert marks(report, VERBOSE) == [*marks(report), ("不适用", "white")]
    assert "提示" not in text(report, QUIET)
    red = text(report).partition("red的名称")[2]
    assert "明年刷蓝漆" not in red.partition("没能检查")[0]
    assert "明年刷蓝漆" in text(report, VERBOSE).partition("red的名称")[2].partition("white")[0]


def test_head(report: Report) -> None:
    """The head tells what was read, where level and year come from, and the counts with waived ones apart."""
    assert text(report).splitlines()[:4] == [
        "报告/红镇.txt",
        "  标题：红镇2024年报告",
        "  单位：红镇人民政府，级别：乡镇、街道（推断），年度：2024（指定）",
        "  不符合 1，待补 1，已豁免 1，建议 2，符合 1，得分 37.5",
    ]


def test_head_of_what_is_unknown(report: Report) -> None:
    """An unknown title, level or year is said to be so."""
    (document,) = report.documents
    nameless = document._replace(document=document.document._replace(title="", issuer=""), level="", year=None)
    nameless = nameless._replace(year_told=False)
    assert text(Report((nameless,))).splitlines()[1:3] == [
        "  标题：（没有）",
        "  级别：没有认出，年度：没有认出",
    ]


def test_what_is_to_be_mended_has_reason_basis_and_advice(report: Report) -> None:
    """Missing and weak elements say why, quote what there is with its place and part, cite, and tell what to add."""
    assert """
    ▲ 待补 blue的名称 (blue)：只写在“下一步安排”里，没有写已经做了什么
        写到：「明年刷蓝漆」（第 5 行第 1 列，下一步安排）
        依据：《油漆条例》第一条
        怎么补：写明blue刷了几桶。
        可以这样写：刷____漆____桶。
""" in text(report)
    assert text(report).count("依据：") == 2


@pytest.mark.parametrize("view", [VIEW, QUIET, VERBOSE, ENGLISH])
def test_what_nobody_verified_is_not_cited(report: Report, view: View) -> None:
    """An unverified basis is never shown as law."""
    assert "没有核对" not in text(report, view) + concise(report, view)


def test_families(report: Report) -> None:
    """Elements stand under the Chinese name of their family; a family of a pack under its own."""
    lines = text(report).splitlines()
    assert "  报告结构" in lines
    assert "  规范性文件与立法" in lines
    assert "  paints" in lines


def test_waived(report: Report) -> None:
    """A waived failure is marked as such, with the reason, the last day and the file that says so."""
    assert """
已豁免：不符合（1）
  规范性文件与立法
    × 不符合 green的名称 (green)：本镇没有绿漆，到 2030-12-31 为止（lawlint.toml）
""" in text(report)


def test_errors_notices_and_totals(report: Report) -> None:
    """What could not be checked, notices and totals stand at the end; one document alone needs no totals."""
    assert text(report).endswith(
        "没能检查的：\n  出错 坏.txt：文件是空的。\n\n提示：\n  有一条提示。\n\n"
        "共检查 1 份，没能检查 1 份；不符合 1 项，待补 1 项，已豁免 1 项\n"
    )
    assert "共检查" not in text(Report(report.documents))
    assert text(Report()) == ""


@pytest.mark.parametrize(("length", "cut"), [(60, False), (61, True), (500, True)])
def test_long_quotes(report: Report, length: int, cut: bool) -> None:
    """A long quotation loses its middle in text, and nothing in lines."""
    quote = "头" + "中" * (length - 2) + "尾"
    shown = re.search(r"「头(.*)尾」", text(with_quote(report, quote)))
    assert shown is not None
    assert ("…" in shown[1]) is cut
    assert len(shown[1]) <= 60
    assert quote in concise(with_quote(report, quote))


def test_colour_only_where_it_is_wanted(report: Report) -> None:
    """Colour adds nothing but colour, and is off unless asked for."""
    coloured = text(report, View(color=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[\d*m", "", coloured) == text(report)
    assert "\x1b" not in concise(report, View(color=True))


# --- Lines -----------------------------------------------------------------------------------------------------------


def test_lines(report: Report) -> None:
    """A line for each element that applies, in its order, with the place of the best evidence; then the errors."""
    assert concise(report).splitlines() == [
        "报告/红镇.txt:3:1: 符合 red red的名称 — 「red的名称」已写到 「刷了红漆三桶」",
        "报告/红镇.txt:5:1: 待补 blue blue的名称 — "
        "「blue的名称」只写在“下一步安排”里，没有写已经做了什么 「明年刷蓝漆」",
        "报告/红镇.txt:1:1: 不符合 signed signed的名称 — 「signed的名称」没有找到 （全文）",
        "报告/红镇.txt:1:1: 不符合 green green的名称 — 「green的名称」没有找到 [已豁免：本镇没有绿漆] （全文）",
        "报告/红镇.txt:5:1: 建议 grey grey的名称 — "
        "「grey的名称」只写在“下一步安排”里，没有写已经做了什么 「明年刷蓝漆」",
        "报告/红镇.txt:1:1: 建议 titled titled的名称 — 「titled的名称」没有找到 （全文）",
        "坏.txt:1:1: 出错 empty — 文件是空的。",
    ]


def test_lines_quiet_and_verbose(report: Report) -> None:
    """Quiet leaves what is missing or weak, verbose adds what does not apply; errors are never left out."""
    assert [line.split(" ")[2] for line in concise(report, QUIET).splitlines()] == ["blue", "signed", "green", "empty"]
    assert "不适用 white" in concise(report, VERBOSE)
    assert "不适用" not in concise(report)


# --- Both ------------------------------------------------------------------------------------------------------------


def test_english(report: Report) -> None:
    """English output has our words in English; what the elements and the user say stays as it is."""
    for output in (text(report, ENGLISH), concise(report, ENGLISH)):
        assert HAN.findall(THEIRS.sub("", output)) == []
    assert "Missing: required, not found (1)" in text(report, ENGLISH)
    assert "1 missing, 1 weak, 1 waived, 2 suggested, 1 pass, score 37.5" in text(report, ENGLISH)
    assert "level: township (inferred), year: 2024 (told)" in text(report, ENGLISH)
    assert ":1:1: missing signed" in concise(report, ENGLISH)
    assert ":1:1: error empty" in concise(report, ENGLISH)


@pytest.mark.parametrize("view", [VIEW, VERBOSE, ENGLISH])
def test_our_words_fit_a_gbk_console(report: Report, view: View) -> None:
    """Nothing that we add is lost on a Chinese console."""
    for output in (text(report, view), concise(report, view)):
        assert output.encode("gbk").decode("gbk") == output


def test_every_family_has_a_word_in_both_languages() -> None:
    """No heading of a built-in family is left untranslated."""
    from lawlint.checks import CHECKS

    families = {element.family for element in CHECKS}
    assert families == words.FAMILIES.keys() == words.FAMILIES_EN.keys()
    assert words.family_word("unheard-of", "zh") == "unheard-of"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=4, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_in_a_report_breaks_a_line(report: Report, strange: list[str]) -> None:
    """Whatever stands in quotes, paths, reasons and notices, the lines stay as many as they are."""
    path, quote, reason, notice = strange
    (document,) = with_quote(report, quote).documents
    results = [
        result if result.waiver is None else result._replace(waiver=Waiver(reason, "", path))
        for result in document.results
    ]
    source = document.document.source._replace(path=path)
    document = document._replace(
        document=document.document._replace(source=source, title=quote), results=tuple(results)
    )
    odd = Report((document,), (Failure(path, "io", reason),), (notice,))
    assert len(concise(odd).splitlines()) == len(concise(report).splitlines())
    assert len(text(odd).splitlines()) == len(text(report).splitlines())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text(odd) + concise(odd))


def test_counts_are_those_of_the_results(report: Report) -> None:
    """No status is forgotten in marks, words and colours."""
    assert set(words.MARKS) == set(words.STATUS["zh"]) == set(words.STATUS["en"]) == set(Status)
    assert sum(words.counts(report.documents[0].results).values()) == len(report.documents[0].results)
