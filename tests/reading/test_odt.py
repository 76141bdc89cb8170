"""OpenDocument texts are read as LibreOffice shows them, and what cannot be answered is refused."""

import pathlib
import random

import pytest
from measures import measure
from support import SHARED
from wordfiles import flat_text, open_text, zipped

from lawlint.reading import odt
from lawlint.reading.extracted import Extracted, Limits, Piece, ReadingError

REVISED = "有未接受的修订，按“接受全部修订”后的文字检查。"
FILES = sorted(path for kind in ("odt", "fodt") for path in (SHARED / "inputs" / kind).glob(f"*.{kind}"))


def read(data: bytes, limits: Limits | None = None) -> Extracted:
    return odt.extract(data, limits or Limits())


def texts(body: str, automatic: str = "", styles: str = "") -> list[str]:
    return [piece.text for piece in read(open_text(body, automatic=automatic, styles=styles)).pieces]


def places(body: str) -> list[tuple[str, str]]:
    return [(piece.where, piece.text) for piece in read(open_text(body)).pieces]


def labels(body: str, *styles: str, automatic: str = "") -> list[str]:
    return [piece.label for piece in read(open_text(body, styles="".join(styles), automatic=automatic)).pieces]


def refusal(data: bytes, limits: Limits | None = None) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        read(data, limits)
    return caught.value


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text: str, level: int, more: str = "") -> str:
    return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'


def items(*contents: str, more: str = 'text:style-name="L"') -> str:
    """Return a list; an item that begins with `<text:` is taken as it is."""
    return (
        f"<text:list {more}>{''.join(c if c.startswith('<text:list-') else item(p(c)) for c in contents)}</text:list>"
    )


def item(*contents: str, more: str = "") -> str:
    return f"<text:list-item {more}>{''.join(contents)}</text:list-item>"


def level(
    number: int, form: str, more: str = "", kind: str = "list-level-style-number", joined: str = "listtab"
) -> str:
    gap = f'<style:list-level-label-alignment text:label-followed-by="{joined}"/>'
    return (
        f'<text:{kind} text:level="{number}" style:num-format="{form}" {more}>'
        f"<style:list-level-properties>{gap}</style:list-level-properties></text:{kind}>"
    )


def list_style(*levels: str, name: str = "L") -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def style(name: str, more: str = "", text: str = "", family: str = "paragraph") -> str:
    properties = f"<style:text-properties {text}/>" if text else ""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{properties}</style:style>'


SIMPLE = list_style(level(1, "1", 'style:num-suffix="."'), level(2, "a", 'style:num-suffix=")"'))


# --- Text ------------------------------------------------------------------------------------------------------------


def test_a_paragraph_is_a_piece_and_white_space_counts_as_one_space() -> None:
    body = p(" 清溪镇\n   <text:span> 报告</text:span> ") + p("") + p("甲<text:s/><text:s text:c='2'/>乙<text:tab/>丙")
    assert places(body) == [("第1段", "清溪镇 报告"), ("第2段", "甲   乙\t丙")]


def test_lines_that_are_broken_by_hand_are_pieces_of_one_paragraph() -> None:
    assert places(p("甲<text:line-break/>乙")) == [("第1段", "甲"), ("第1段", "乙")]


def test_headings_have_their_level() -> None:
    assert read(open_text(h("总体情况", 1) + h("措施", 2) + p("正文"))).pieces == (
        Piece("总体情况", outline=1, where="第1段"),
        Piece("措施", outline=2, where="第2段"),
        Piece("正文", where="第3段"),
    )


def test_text_is_read_whatever_it_is_wrapped_in() -> None:
    inline = "<text:a><text:span>聘请</text:span></text:a><text:ruby><text:ruby-base>律师</text:ruby-base>"
    inline += "<text:ruby-text>拼音</text:ruby-text></text:ruby><loext:content-control>2名</loext:content-control>"
    index = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>藏</text:index-title-template>"
    )
    index += f"</text:table-of-content-source><text:index-body>{p('目录')}</text:index-body></text:table-of-content>"
    assert texts(f"<text:section>{p(inline)}</text:section>{index}") == ["聘请律师2名", "目录"]


def test_comments_and_descriptions_are_no_text() -> None:
    comment = f"<office:annotation><dc:creator>张三</dc:creator>{p('批注')}</office:annotation>"
    frame = "<draw:frame><draw:image/><svg:title>图</svg:title><svg:desc>说明</svg:desc></draw:frame>"
    assert texts(p(f"甲{comment}乙{frame}<office:annotation-end/>")) == ["甲乙"]


def test_hidden_text_is_left_out() -> None:
    hiding = style("T", text='text:display="none"', family="text") + style("P", text='text:display="none"')
    body = p("甲<text:span text:style-name='T'>藏<text:s/>藏</text:span><text:hidden-text>藏</text:hidden-text>乙")
    body += p("藏", "P") + p("藏", "Q") + f"<text:section text:display='none'>{p('藏')}</text:section>"
    body += p("<text:hidden-paragraph text:is-hidden='true'>藏</text:hidden-paragraph>")
    assert texts(body, hiding + style("Q", 'style:parent-style-name="P"')) == ["甲乙"]


def test_formulas_are_read_in_their_line() -> None:
    formula = (
        '<math:math xmlns:math="http://www.w3.org/1998/Math/MathML"><math:semantics><math:mrow><math:mi>办结率</math:mi>'
        "<math:mo>=</math:mo><math:mn>1</math:mn></math:mrow><math:annotation>藏</math:annotation></math:semantics></math:math>"
    )
    body = p('其中<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>。')
    pieces = read(open_text(body, more={"Object 1/content.xml": formula})).pieces
    assert [piece.text for piece in pieces] == ["其中办结率=1。"]
    flat = read(flat_text(p(f"其中<draw:frame><draw:object>{formula}</draw:object></draw:frame>。")))
    assert [piece.text for piece in flat.pieces] == ["其中办结率=1。"]


def test_title_and_author_are_told() -> None:
    meta = (
        "<dc:title>清溪镇报告</dc:title><meta:initial-creator>张三</meta:initial-creator><dc:creator>李四</dc:creator>"
    )
    assert read(open_text(p("甲"), meta=meta)).metadata == (("title", "清溪镇报告"), ("creator", "张三"))
    assert read(open_text(p("甲"))).metadata == ()


# --- Changes ---------------------------------------------------------------------------------------------------------


def region(name: str, kind: str, content: str = "") -> str:
    return f"<text:changed-region text:id='{name}'><text:{kind}>{content}</text:{kind}></text:changed-region>"


def changed(name: str, text: str) -> str:
    return f"<text:change-start text:change-id='{name}'/>{text}<text:change-end text:change-id='{name}'/>"


def test_what_was_deleted_is_gone_with_a_warning() -> None:
    regions = region("a", "deletion", p("十二")) + region("b", "insertion")
    body = f"<text:tracked-changes>{regions}</text:tracked-changes>"
    body += p(f"办理<text:change text:change-id='a'/>{changed('b', '十五')}件。")
    extracted = read(open_text(body))
    assert [piece.text for piece in extracted.pieces] == ["办理十五件。"]
    assert extracted.warnings == (REVISED,)


def test_what_was_deleted_and_still_stands_in_its_place_is_gone() -> None:
    body = f"<text:tracked-changes>{region('a', 'deletion')}{region('b', 'deletion')}</text:tracked-changes>"
    body += p(f"办理{changed('a', '十<text:span>二</text:span><text:s/>')}十五件，")
    body += p("<text:change-start text:change-id='b'/>旧") + p("旧") + p("<text:change-end text:change-id='b'/>完")
    assert texts(body) == ["办理十五件，", "完"]


def test_paragraphs_whose_border_was_deleted_are_one() -> None:
    body = f"<text:tracked-changes>{region('a', 'deletion')}</text:tracked-changes>"
    body += h("全年<text:change-start text:change-id='a'/>旧", 1) + p("旧<text:change-end text:change-id='a'/>办案")
    assert read(open_text(body)).pieces == (Piece("全年办案", outline=1, where="第1段"),)


def test_a_deletion_without_its_end_swallows_nothing() -> None:
    body = f"<text:tracked-changes>{region('a', 'deletion')}</text:tracked-changes>"
    assert texts(body + p("甲<text:change-start text:change-id='a'/>乙") + p("丙")) == ["甲乙", "丙"]


# --- Tables, boxes, notes --------------------------------------------------------------------------------------------


def test_tables_are_read_cell_by_cell() -> None:
    def cell(content: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{content}</table:table-cell>"

    repeated = 'table:number-columns-repeated="2"'
    covered = "<table:covered-table-cell><text:p>藏</text:p></table:covered-table-cell>"
    inner = f"<table:table><table:table-row>{cell(p('内'))}</table:table-row></table:table>"
    body = (
        f"<table:table><table:table-header-rows><table:table-row>{cell(p('一'))}{covered}{cell(p('二'))}"
        "</table:table-row></table:table-header-rows><table:table-row>"
        f"{cell(p(''), repeated)}{cell(p('甲') + p('乙') + inner)}</table:table-row></table:table>"
    )
    assert places(body) == [
        ("表1第1行第1列", "一"), ("表1第1行第3列", "二"),
        ("表1第2行第3列第1段", "甲"), ("表1第2行第3列第2段", "乙"), ("表1第2行第3列内表1第1行第1列", "内"),
    ]  # fmt: skip


def test_boxes_and_shapes_are_read_once() -> None:
    frame = f"<draw:frame><draw:text-box>{p('签发')}{p('张三')}</draw:text-box><svg:desc>藏</svg:desc></draw:frame>"
    shape = f"<draw:g><draw:custom-shape>{p('圆')}</draw:custom-shape><draw:rect/></draw:g>"
    assert places(frame + p(f"甲{shape}乙")) == [
        ("文本框1第1段", "签发"), ("文本框1第2段", "张三"), ("文本框2", "圆"), ("第1段", "甲乙"),
    ]  # fmt: skip


def test_notes_are_read_after_the_paragraph_that_refers_to_them() -> None:
    def note(kind: str, text: str) -> str:
        citation = "<text:note-citation>9</text:note-citation>"
        return f"<text:note text:note-class='{kind}'>{citation}<text:note-body>{p(text)}</text:note-body></text:note>"

    assert places(p(f"甲{note('footnote', '注')}{note('endnote', '尾')}乙") + p(f"丙{note('footnote', '再注')}")) == [
        ("第1段", "甲乙"), ("脚注1", "注"), ("尾注1", "尾"), ("第2段", "丙"), ("脚注2", "再注"),
    ]  # fmt: skip


# --- List numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "more", "told"),
    [
        ("1", 'style:num-suffix="."', ["1.", "2."]),
        ("一, 二, 三, ...", 'style:num-prefix="（" style:num-suffix="）"', ["（一）", "（二）"]),
        ("一, 二, 三, ...", 'style:num-prefix="x" loext:num-list-format="第%1%条"', ["第一条", "第二条"]),
        ("甲, 乙, 丙, ...", 'style:num-suffix="、"', ["甲、", "乙、"]),
        ("壹, 贰, 叁, ...", "", ["壹", "贰"]),
        ("壹, 貳, 參, ...", "", ["壹", "貳"]),
        ("①, ②, ③, ...", "", ["①", "②"]),
        ("001, 002, 003, ...", 'style:num-prefix="附件"', ["附件001", "附件002"]),
        ("I", 'text:start-value="4"', ["IV", "V"]),
        ("", 'style:num-suffix="、"', ["、", "、"]),
        ("*, **", "", ["1", "2"]),
    ],
)
def test_numbers_are_written_in_the_way_of_their_list(form: str, more: str, told: list[str]) -> None:
    assert labels(items("甲", "乙"), list_style(level(1, form, more))) == told


def test_bullets_are_no_numbers() -> None:
    assert labels(items("甲"), list_style(level(1, "", 'text:bullet-char="•"', kind="list-level-style-bullet"))) == [""]


def test_lists_in_lists_count_by_themselves() -> None:
    nested = item(p("甲"), items("子", "丑", more=""), p("续"))
    assert labels(items(nested, item(p("乙"), items("寅", more=""))), SIMPLE) == ["1.", "a)", "b)", "", "2.", "a)"]


def test_higher_levels_are_shown_where_they_are_to_be() -> None:
    levels = list_style(level(1, "一, 二, 三, ..."), level(2, "1", 'text:display-levels="2"'))
    assert labels(items(item(p("甲"), items("子", more=""))), levels) == ["一", "一.1"]


def test_a_list_begins_anew_or_goes_on_as_it_says() -> None:
    named = 'text:style-name="L" xml:id="x"'
    body = (
        items("甲", "乙", more=named)
        + p("间")
        + items("丙")
        + items("丁", more='text:style-name="L" text:continue-numbering="true"')
        + items("戊", more='text:style-name="L" text:continue-list="x"')
    )
    assert labels(body, SIMPLE) == ["1.", "2.", "", "1.", "2.", "3."]


def test_items_may_say_where_they_start_and_headers_are_no_items() -> None:
    header = f"<text:list-header>{p('题')}</text:list-header>"
    other = list_style(level(1, "A"), name="M")
    body = items(header, item(p("甲"), more='text:start-value="5"'), item(p("乙"), more='text:style-override="M"'))
    assert labels(body, SIMPLE, other) == ["", "5.", "F"]


def test_headings_are_numbered_by_the_outline_unless_their_style_leaves_it() -> None:
    outline = (
        "<text:outline-style>"
        + level(1, "一, 二, 三, ...", 'style:num-suffix="、"', kind="outline-level-style")
        + level(2, "1", 'style:num-suffix="."', kind="outline-level-style")
        + "</text:outline-style>"
    )
    body = (
        h("甲", 1)
        + h("子", 2)
        + h("不编号", 2, 'text:style-name="off"')
        + h("题", 2, 'text:is-list-header="true"')
        + h("丑", 2)
        + h("乙", 1)
        + h("寅", 2)
        + h("另列", 1, 'text:style-name="other"')
    )
    automatic = style("off", 'style:list-style-name=""') + style("other", 'style:list-style-name="L"')
    told = ["一、", "1.", "", "", "2.", "二、", "1.", "1."]
    assert labels(body, outline, SIMPLE, automatic=automatic) == told


def test_a_numbered_paragraph_belongs_to_the_list_that_it_names() -> None:
    one = '<text:numbered-paragraph text:list-id="{}" text:style-name="L" text:level="{}">' + p("甲")
    body = "".join(
        one.format(*each) + "</text:numbered-paragraph>" for each in (("x", 1), ("x", 2), ("y", 1), ("x", 1))
    )
    assert labels(body, SIMPLE) == ["1.", "a)", "1.", "2."]


def test_a_number_does_not_run_into_figures() -> None:
    assert labels(items("2024年"), SIMPLE) == ["1. "]
    assert labels(items("2024年"), list_style(level(1, "1", joined="nothing"))) == ["1"]


# --- Flat files and refusals -----------------------------------------------------------------------------------------


def test_a_flat_file_is_read_alike_and_its_pictures_cost_nothing() -> None:
    picture = (
        f"<draw:frame><draw:image><office:binary-data>{'QUJD' * 1000}</office:binary-data></draw:image></draw:frame>"
    )
    body = items("甲") + p(f"乙{picture}")
    assert read(flat_text(body, SIMPLE), Limits(part=3000)).pieces == read(open_text(body, automatic=SIMPLE)).pieces


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (b"<office:document", "damaged"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (zipped({"a.txt": "x"}), "unsupported"),
        (zipped({"content.xml": "<a/>"}), "unsupported"),
        (open_text(p("甲"))[:-40], "damaged"),
        (open_text(p(" ") + items("")), "no_text"),
        (flat_text("<text:section>" * 300 + "</text:section>" * 300), "limit"),
        (b"<!DOCTYPE a>" + flat_text(p("甲")).partition(b"\n")[2], "unsafe"),
        (zipped({"content.xml": "<a/>", "META-INF/manifest.xml": '<m:m xmlns:m="urn:oasis:names:tc:opendocument:xmlns:'
                 'manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:m>'}), "password"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(data: bytes, code: str) -> None:
    error = refusal(data)
    assert error.code == code
    assert error.message.endswith("。")


@pytest.mark.parametrize(
    ("limits", "body", "option"),
    [
        (Limits(paragraphs=2), p("") * 3, "paragraphs"),
        (Limits(characters=9), p("0123456789"), "characters"),
        (Limits(), p("<text:s text:c='999999999'/>"), "characters"),
        (Limits(part=300), p("甲"), "part"),
    ],
)
def test_what_is_over_a_limit_is_refused_with_the_option_that_raises_it(limits: Limits, body: str, option: str) -> None:
    for data in (open_text(body), flat_text(body)):
        error = refusal(data, limits)
        assert error.code == "limit"
        assert f"--max-{option} " in error.message


def test_damage_of_any_kind_ends_in_text_or_a_refusal() -> None:
    chance = random.Random(20_260_102)
    whole = flat_text(items(item(p("甲"), items("子", more=""))) + h("乙", 1) + p("丙<text:s text:c='2'/>"), SIMPLE)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 30))] = chance.choice((b"", b"9", b"x", bytes(data[at : at + 40])))
        try:
            read(bytes(data))
        except ReadingError:
            continue


# --- The files of the survey -----------------------------------------------------------------------------------------


@pytest.mark.skipif(not FILES, reason="needs ../shared")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_files_of_the_survey_come_back_whole(path: pathlib.Path) -> None:
    measured = measure(read(path.read_bytes()), path)
    assert measured.recall >= 0.995
    if path.stem != "rich":
        assert (measured.kept, measured.wrong, measured.missing) == (1.0, [], [])
        return
    # When it saved the Word file, LibreOffice lost the formula and the numbers of seven paragraphs: those in the
    # list of the headings that are none, that of a style based on another, and one in digits. It shows none either.
    assert measured.wrong == ["omml"]
    assert measured.labels - len(measured.missing) == 40
    assert measured.kept >= 0.9


@pytest.mark.parametrize("path", sorted((SHARED / "inputs" / "nasty").glob("*.odt")), ids=lambda path: path.name)
def test_nasty_files_are_refused(path: pathlib.Path) -> None:
    assert refusal(path.read_bytes()).code in {"damaged", "limit", "password", "unsafe"}
