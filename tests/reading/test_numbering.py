"""Automatic numbers of Word: hand-made lists, each with the labels that Word shows."""

import pytest
from wordfiles import definition, instance, level, listed, p, style, word

from lawlint.reading import docx
from lawlint.reading.extracted import Limits
from lawlint.reading.numbering import spaced
from lawlint.reading.numerals import numeral


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """Return the labels of the paragraphs of a document, in order."""
    return [piece.label for piece in docx.extract(word(body, numbering=numbering, styles=styles), Limits()).pieces]


@pytest.mark.parametrize(
    ("style_name", "numbers", "written"),
    [
        ("decimal", (0, 1, 12), "0 1 12"),
        ("decimalZero", (1, 9, 10, 100), "01 09 10 100"),
        ("decimalFullWidth", (1, 12), "１ １２"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("decimalEnclosedCircleChinese", (1, 10), "① ⑩"),
        ("decimalEnclosedParen", (1, 20, 21), "⑴ ⒇ 21"),
        ("decimalEnclosedFullstop", (1, 20), "⒈ ⒛"),
        ("upperLetter", (1, 26, 27, 53, 781), "A Z AA AAA 781"),
        ("lowerLetter", (1, 28), "a bb"),
        ("upperRoman", (1, 4, 9, 14, 1999, 40_000), "I IV IX XIV MCMXCIX 40000"),
        ("lowerRoman", (3, 90), "iii xc"),
        ("ordinal", (1, 2, 3, 4, 11, 22, 111), "1st 2nd 3rd 4th 11th 22nd 111th"),
        ("hex", (10, 255), "A FF"),
        ("chineseCounting", (1, 10, 11, 20, 99, 100, 101), "一 十 十一 二十 九十九 一〇〇 一〇一"),
        (
            "chineseCountingThousand",
            (1, 10, 11, 20, 99, 100, 101, 110, 111, 1001, 1010, 10_000, 10_001, 100_000),
            "一 十 十一 二十 九十九 一百 一百〇一 一百一十 一百一十一 一千〇一 一千〇一十 一万 一万〇一 十万",
        ),
        ("taiwaneseCounting", (10, 21, 100), "十 二十一 一〇〇"),
        ("taiwaneseCountingThousand", (10, 101, 120), "十 一百零一 一百二十"),
        ("japaneseCounting", (1, 10, 11, 100, 101, 110, 111, 1000), "一 十 十一 百 百一 百十 百十一 千"),
        ("chineseLegalSimplified", (1, 2, 10, 12, 101), "壹 贰 壹拾 壹拾贰 壹佰零壹"),
        ("ideographLegalTraditional", (2, 3, 6, 10), "貳 參 陸 壹拾"),
        ("japaneseLegal", (1, 2, 3, 10), "壱 弐 参 壱拾"),
        ("ideographDigital", (1, 10, 11, 20), "一 一〇 一一 二〇"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12, 13), "子 亥 13"),
        ("ideographZodiacTraditional", (1, 13, 60, 61), "甲子 丙子 癸亥 61"),
        ("ideographEnclosedCircle", (1, 10, 11), "㊀ ㊉ 11"),
        ("koreanDigital", (1, 10), "일 일영"),
        ("some way that is unknown", (3,), "3"),
    ],
)
def test_a_number_is_written_in_the_way_of_its_list(style_name: str, numbers: tuple[int, ...], written: str) -> None:
    assert [numeral(number, style_name) for number in numbers] == written.split()


@pytest.mark.parametrize("style_name", ["chineseCountingThousand", "upperRoman", "upperLetter", "ideographDigital"])
@pytest.mark.parametrize("number", [-1, 0, 10**9])
def test_no_number_is_beyond_writing(style_name: str, number: int) -> None:
    assert 0 < len(numeral(number, style_name)) < 30


def test_what_shows_nothing_counts_nothing() -> None:
    assert numeral(3, "none") == numeral(3, "bullet") == ""


def test_dashes_stand_around_a_number() -> None:
    assert numeral(3, "numberInDash") == "- 3 -"


def test_levels_count_each_by_itself_and_start_anew_below_a_higher_one() -> None:
    numbering = definition(
        0,
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3."),
    ) + instance(1, 0)
    body = "".join(listed("甲", level=index) for index in (0, 1, 2, 2, 1, 2, 0, 1, 2))
    assert labels(body, numbering) == ["一、", "（一）", "1.", "2.", "（二）", "1.", "二、", "（一）", "1."]


def test_a_label_shows_the_numbers_of_higher_levels_in_their_ways() -> None:
    numbering = definition(
        0,
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    ) + instance(1, 0)
    body = "".join(listed("甲", level=index) for index in (0, 1, 2))
    assert labels(body, numbering) == ["第一章", "一.1", "1.1.1"]


def test_a_higher_level_that_was_not_reached_shows_its_first_number() -> None:
    numbering = definition(0, level(0, "decimal", "%1", start=3), level(1, "decimal", "%1.%2")) + instance(1, 0)
    assert labels(listed("甲", level=1) + listed("乙", level=0), numbering) == ["3.1", "3"]


def test_instances_of_one_definition_count_on_together_unless_one_starts_anew() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = definition(0, level(0, "decimal", "%1.")) + instance(1, 0) + instance(2, 0) + instance(3, 0, again)
    body = "".join(listed("甲", number) for number in (1, 1, 2, 3, 3, 1))
    assert labels(body, numbering) == ["1.", "2.", "3.", "5.", "6.", "7."]


def test_an_instance_may_change_a_level() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    numbering = definition(0, level(0, "decimal", "%1.")) + instance(1, 0) + instance(2, 0, other)
    assert labels(listed("甲") + listed("乙", 2), numbering) == ["1.", "B)"]


@pytest.mark.parametrize(
    ("restart", "told"),
    [
        ("", ["1", "1.1", "(1)", "1.2", "(1)", "2", "2.1", "(1)"]),
        (0, ["1", "1.1", "(1)", "1.2", "(2)", "2", "2.1", "(3)"]),
        (1, ["1", "1.1", "(1)", "1.2", "(2)", "2", "2.1", "(1)"]),
    ],
)
def test_a_level_starts_anew_below_the_levels_that_it_names(restart: int | str, told: list[str]) -> None:
    more = f'<w:lvlRestart w:val="{restart}"/>' if restart != "" else ""
    numbering = definition(
        0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "(%3)", more)
    ) + instance(1, 0)
    body = "".join(listed("甲", level=index) for index in (0, 1, 2, 1, 2, 0, 1, 2))
    assert labels(body, numbering) == told


def test_styles_hand_their_list_down_and_a_paragraph_may_leave_it() -> None:
    numbering = definition(
        0,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="H2"/>'),
    ) + instance(7, 0)
    styles = (
        style("H1", '<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>')
        + style("H2", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr>')
        + style("Own", "<w:pPr/>", "H2")
        + style("Off", '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>', "H2")
    )
    body = "".join(p(name, properties=f'<w:pStyle w:val="{name}"/>') for name in ("H1", "H2", "Own", "Off", "H2", "H1"))
    body += p("甲", properties='<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    body += p("乙", properties='<w:pStyle w:val="H1"/>')
    assert labels(body, numbering, styles) == ["一、", "（一）", "（二）", "", "（三）", "二、", "", "三、"]


def test_the_level_bound_to_a_style_counts_where_a_paragraph_names_none() -> None:
    numbering = definition(
        0, level(0, "decimal", "%1."), level(1, "decimal", "(%2)", '<w:pStyle w:val="B"/>')
    ) + instance(1, 0)
    body = listed("甲", level=None)
    body += p("乙", properties='<w:pStyle w:val="B"/><w:numPr><w:numId w:val="1"/></w:numPr>')
    assert labels(body, numbering, style("B", "<w:pPr/>")) == ["1.", "(1)"]


def test_the_style_of_paragraphs_that_name_none_may_number_them() -> None:
    numbering = definition(0, level(0, "decimal", "%1.")) + instance(1, 0)
    usual = style("N", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', more='w:default="1"')
    assert labels(p("甲") + p("乙"), numbering, usual) == ["1.", "2."]


def test_a_list_may_be_kept_in_a_list_style() -> None:
    numbering = (
        definition(0, '<w:styleLink w:val="L"/>', level(0, "chineseCounting", "第%1条"))
        + definition(1, '<w:numStyleLink w:val="L"/>')
        + instance(1, 0)
        + instance(2, 1)
    )
    kept = style("L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    assert labels(listed("甲", 2) + listed("乙", 2), numbering, kept) == ["第一条", "第二条"]


def test_list_styles_that_lead_in_a_circle_end() -> None:
    numbering = definition(0, '<w:numStyleLink w:val="L"/>') + instance(1, 0)
    kept = style("L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "L", kind="numbering")
    assert labels(listed("甲"), numbering, kept) == [""]


def test_padded_numbers_are_found_in_their_newer_form() -> None:
    padded = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="附件%1"/></w:lvl>'
    )
    assert labels(listed("甲") + listed("乙"), definition(0, padded) + instance(1, 0)) == ["附件009", "附件010"]


@pytest.mark.parametrize(
    ("form", "text", "more", "told"),
    [
        ("bullet", "\uf0b7", "", ""),
        ("bullet", "n", "", ""),
        ("bullet", "附件：", "", "附件："),
        ("none", "附件", "", "附件"),
        ("decimal", "", "", ""),
        ("decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>", ""),
    ],
)
def test_bullets_are_no_numbers_and_words_in_their_place_are_kept(form: str, text: str, more: str, told: str) -> None:
    assert labels(listed("甲"), definition(0, level(0, form, text, more)) + instance(1, 0)) == [told]


def test_a_first_number_that_is_not_told_is_nought() -> None:
    assert labels(listed("甲"), definition(0, level(0, "decimal", "%1.", start=None)) + instance(1, 0)) == ["0."]


@pytest.mark.parametrize("number", ["9", "x", ""])
def test_a_list_that_is_not_there_numbers_nothing(number: str) -> None:
    assert labels(listed("甲", number) + listed("乙", 1, 8), definition(0) + instance(1, 0)) == ["", ""]


def test_paragraphs_of_tables_count_and_those_that_are_gone_do_not() -> None:
    numbering = definition(0, level(0, "decimal", "%1.")) + instance(1, 0)
    one = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = p("<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>", properties=f"{one}<w:rPr><w:del/></w:rPr>")
    unseen = (
        f"<w:p><w:pPr>{one}<w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>丁</w:t></w:r></w:p>"
    )
    ended = p(properties=f"{one}<w:sectPr/>")
    body = (
        listed("甲") + f"<w:tbl><w:tr><w:tc>{listed('乙')}</w:tc></w:tr></w:tbl>" + gone + unseen + ended + listed("戊")
    )
    assert labels(body, numbering) == ["1.", "2.", "3."]


def test_a_number_does_not_run_into_figures() -> None:
    assert spaced("1.", "2021年") == "1. "
    assert spaced("1.", "建立台账") == "1."
    assert spaced("一、", "2021年") == "一、"
    assert spaced("1.", "2021年", joined=True) == "1."
