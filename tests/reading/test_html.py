"""Web pages give the text that their reader sees, in whatever encoding, and say where something may be missing."""

import builtins
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import SHARED

from lawlint.reading import html, mhtml
from lawlint.reading.extracted import Extracted, Limits, Piece, ReadingError

TITLE = "清溪镇2024年法治政府建设年度报告"
LINES = (
    "2024年，清溪镇深入学习贯彻习近平法治思想，认真落实法治政府建设各项部署，现将有关情况报告如下。",
    "一、工作开展情况",
    "聘请2名律师担任法律顾问，全年审查合同36份，出具法律意见书9份，化解矛盾纠纷120件。",
    "二、存在的不足",
    "执法队伍专业化水平不高，行政执法文书填写不够规范。",
    "清溪镇人民政府",
    "2025年1月20日",
)
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in LINES)
MENU = "".join(f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(["首页导航", "政务公开", "行政复议"]))
RELATED = "".join(f'<li><a href="/r{n}">关于第{n}次会议情况的通知</a></li>' for n in range(5))


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    """Return a page of a government site around an element with the text."""
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{TITLE}_溪口区人民政府</title><style>.a{{color:red}}</style></head>"
        f'<body><!-- 注释 --><ul class="nav">{MENU}</ul><div>当前位置：<a href="/">首页</a> &gt; 正文</div>'
        f"<table><tr><td>[ 索引号 ]</td><td>XK/2025-00001</td><td>[ 发布机构 ]</td><td>清溪镇</td></tr></table>"
        f'<h1>{TITLE}</h1><div><span>日期：2025-01-21</span> <span>来源：清溪镇</span> <a href="#">打印</a></div>'
        f'{body}<div>分享到：<a href="/wx">微信</a></div><ul>{RELATED}</ul>'
        "<div>主办：溪口区人民政府办公室　溪ICP备00000000号</div></body></html>"
    )


USUAL = Limits()


def read(source: str | bytes, limits: Limits = USUAL) -> Extracted:
    """Read a page; text becomes UTF-8."""
    return html.extract(source.encode() if isinstance(source, str) else source, limits)


def texts(source: str | bytes) -> list[str]:
    """Return the lines of a page."""
    return [piece.label + piece.text for piece in read(source).pieces]


def refusal(source: str | bytes, limits: Limits = USUAL) -> ReadingError:
    """Return the error with which a page is refused."""
    with pytest.raises(ReadingError) as caught:
        read(source, limits)
    return caught.value


# --- The text and what stands around it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    [
        'id="UCAP-CONTENT"',
        'id="zoom" class="article"',
        'id="Zoom"',
        'id="ivs_content"',
        'id="vsb_content_501"',
        'class="view TRS_UEDITOR trs_paper_default"',
        'class="TRS_Editor"',
        'class="pages_content mhide"',
    ],
)
def test_containers(mark: str) -> None:
    """Of a page with a known container, that is read, under the title of the page."""
    read_page = read(page(f"<div {mark}>{PARAGRAPHS}</div>"))
    assert read_page.pieces == (
        Piece(TITLE, "", 1, "网页标题"),
        *(Piece(line, "", None, f"第{number}段") for number, line in enumerate(LINES, 1)),
    )
    assert read_page.warnings == ()


def test_metadata() -> None:
    """Title, publisher, date and index come from the head, or else from tables and lines around the text."""
    around = read(page(f'<div id="zoom">{PARAGRAPHS}</div>')).metadata
    assert dict(around) == {"title": TITLE, "index": "XK/2025-00001", "publisher": "清溪镇", "date": "2025-01-21"}
    head = (
        '<meta charset="utf-8"><meta name="ArticleTitle" content="年度报告的题名"><meta name="PubDate" '
        'content="2025-01-22 09:30"><meta name="ContentSource" content="溪口区司法局">'
        '<meta name="SiteName" content="溪口">'
    )
    told = dict(read(page(f'<div id="zoom">{PARAGRAPHS}</div>', head)).metadata)
    assert told == {
        "title": "年度报告的题名",
        "publisher": "溪口区司法局",
        "date": "2025-01-22 09:30",
        "site": "溪口",
        "index": "XK/2025-00001",
    }


def test_title_that_the_text_has() -> None:
    """A title that begins the text, on one line or two, is not put before it again."""
    body = f'<div id="zoom"><p>清溪镇</p><p>2024年法治政府建设年度报告</p>{PARAGRAPHS}</div>'
    assert texts(page(body))[0] == "清溪镇"


@pytest.mark.parametrize("wrap", ["<div>{}</div>", "<table><tr><td>{}</td></tr></table>", "<section>{}</section>"])
def test_unknown_container(wrap: str) -> None:
    """Without a known container, the text is found, and menus and related links are not part of it."""
    pytest.importorskip("trafilatura")
    found = texts(page(wrap.format(PARAGRAPHS)))
    assert [line for line in found if line in LINES] == list(LINES)
    assert not any("通知" in line or "导航" in line for line in found)


def test_without_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the whole page is read, and the warning says what to install."""
    imported = builtins.__import__

    def refuse(name: str, *rest: Any, **named: Any) -> Any:
        if name == "trafilatura":
            raise ImportError(name)
        return imported(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    whole = read(page(f"<div>{PARAGRAPHS}</div>"))
    assert "首页导航" in [piece.text for piece in whole.pieces]
    assert set(LINES) <= {piece.text for piece in whole.pieces}
    assert any("没有认出正文区域" in warning and 'pip install "lawlint[html]"' in warning for warning in whole.warnings)


def test_page_without_links() -> None:
    """A page that is nothing but a document, as word processors save them, is read whole without a warning."""
    whole = read(f"<html><head><meta charset=utf-8></head><body><h1>{TITLE}</h1>{PARAGRAPHS}</body></html>")
    assert [piece.text for piece in whole.pieces] == [TITLE, *LINES]
    assert whole.pieces[0].outline == 1
    assert whole.warnings == ()


def test_container_with_little_of_the_page() -> None:
    """Where most words of the page are outside of the container, the user is told."""
    body = f'<div id="zoom"><p>{LINES[0]}</p></div><div>{PARAGRAPHS * 4}</div>'
    assert any("可能没有读全" in warning for warning in read(page(body)).warnings)


def test_several_containers() -> None:
    """A text in several containers of one kind is read whole."""
    body = '<div class="TRS_Editor"><p>第一部分的内容在这里写得很清楚。</p></div><div>中间</div>'
    assert texts(page(body + body.replace("一", "二")))[1:] == [
        "第一部分的内容在这里写得很清楚。",
        "第二部分的内容在这里写得很清楚。",
    ]


# --- Blocks ----------------------------------------------------------------------------------------------------------


def inside(body: str) -> list[str]:
    """Return the lines of a text in a container, without the title."""
    return texts(page(f'<div id="zoom">{body}<p>{LINES[0]}</p></div>'))[1:-1]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("甲<br>乙<br/>丙", ["甲", "乙", "丙"]),
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("<p><span>甲</span><font>乙</font><o:p></o:p></p>", ["甲乙"]),
        ("<p>围绕打造宜\n居适业，\n  推进 <b>法治</b>\tpublic\nlaw</p>", ["围绕打造宜居适业，推进 法治 public law"]),
        ("<p>\u3000\u3000甲</p><p>&nbsp;</p>", ["\u3000\u3000甲"]),
        ("<pre>甲\n  乙</pre>", ["甲", "乙"]),
        ('<span style="display:block">甲</span>乙', ["甲", "乙"]),
        ('<li><span style="display:block;float:left">一是</span>甲</li>', ["一是甲"]),
        ("<dl><dt>甲</dt><dd>乙</dd></dl>", ["甲", "乙"]),
        ("甲<ruby>乙<rp>(</rp><rt>yi</rt></ruby>", ["甲乙"]),
        ("甲<!-- 注 --><?xml:namespace prefix = o ?>乙", ["甲乙"]),
        ("<p>A &lt; B，&ldquo;引&rdquo;&#20013;&#x2f800;</p>", ["A < B，“引”中\U0002f800"]),
    ],
)
def test_blocks(body: str, lines: list[str]) -> None:
    """Paragraphs and lines are as a browser shows them; lines broken inside Chinese are joined."""
    assert inside(body) == lines


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>乙</p>",
        '<p style="color:red; DISPLAY : None">乙</p>',
        "<script>乙</script>",
        "<style>乙</style>",
        "<template><p>乙</p></template>",
        "<noscript>乙</noscript>",
        "<select><option>乙</select>",
        "<textarea>乙</textarea>",
        "<dialog>乙</dialog>",
        "<!-- 乙 -->",
    ],
)
def test_hidden(hidden: str) -> None:
    """What a browser does not show is not read, and what comes after it is."""
    assert inside(f"<p>甲</p>{hidden}<p>丙</p>") == ["甲", "丙"]


def test_much_hidden_text_is_told() -> None:
    """Where a good part of a page is hidden, the user is told."""
    found = read(page(f'<div id="zoom">{PARAGRAPHS}</div><div style="display:none">{PARAGRAPHS}</div>'))
    assert any("隐藏" in warning for warning in found.warnings)


def test_tracked_deletion() -> None:
    """Tracked changes are read as accepted, with a warning; what was only struck out stays."""
    body = '<p>办理<del cite="mailto:a" datetime="2025-01-01">十二</del><ins>十五</ins>件<s>案</s></p>'
    found = read(page(f'<div id="zoom">{PARAGRAPHS}{body}</div>'))
    assert found.pieces[-1].text == "办理十五件案"
    assert any("修订" in warning for warning in found.warnings)


def test_places() -> None:
    """Cells have table, row and column; a table of one cell is a frame; headings have their level."""
    table = "<table><tr><th>事项</th><th>件数</th></tr><tr><td>处罚</td><td><p>15件</p><p>全部</p></td></tr></table>"
    frame = f"<table><tr><td><h2>二级标题</h2>{table}</td></tr></table>"
    pieces = read(page(f'<div id="zoom"><p>{LINES[0]}</p>{frame}</div>')).pieces[2:]
    assert [(piece.text, piece.outline, piece.where) for piece in pieces] == [
        ("二级标题", 2, "第2段"),
        ("事项", None, "表1第1行第1列"),
        ("件数", None, "表1第1行第2列"),
        ("处罚", None, "表1第2行第1列"),
        ("15件", None, "表1第2行第2列"),
        ("全部", None, "表1第2行第2列"),
    ]


# --- Numbers of lists ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.", "2."]),
        ("<ol start=5><li>甲<li value=9>乙<li>丙</ol>", ["5.", "9.", "10."]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.", "1."]),
        ("<ol type=a><li>甲<li>乙</ol>", ["a.", "b."]),
        ("<ol type=I><li>甲<li type=1>乙</ol>", ["I.", "2."]),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', ["一、", "二、"]),
        ('<ol style="list-style: none"><li>甲</ol>', [""]),
        ('<ol class="custom_cn2 list-paddingleft-1"><li><p>甲</p></li><li><p>乙</p></li></ol>', ["(一)", "(二)"]),
        ("<ul><li>甲<li>乙</ul>", ["", ""]),
        ("<ol><li>甲<ul><li>子</ul><li>乙<ol><li>孙</ol></ol>", ["1.", "", "2.", "1."]),
        ("<ol><li></li><li>乙<br>续</ol>", ["2.", ""]),
        ("<ol start=x><li value=>甲</ol>", ["1."]),
    ],
)
def test_list_numbers(body: str, labels: list[str]) -> None:
    """Lists have the numbers that browsers show."""
    pieces = read(page(f'<div id="zoom">{body}<p>{LINES[0]}</p></div>')).pieces[1:-1]
    assert [piece.label for piece in pieces] == labels


@pytest.mark.parametrize(
    ("sheet", "label"),
    [
        ("ol, ul { margin:0 } li { list-style: none; }", ""),
        ("/* li{list-style:none} */ .nav li{list-style:none}", "1."),
        ("@media all{ *{list-style-type:none} }", ""),
    ],
)
def test_style_sheet_without_numbers(sheet: str, label: str) -> None:
    """Where the page's own style switches the numbers of all lists off, none are shown."""
    head = f"<meta charset=utf-8><style>{sheet}</style>"
    pieces = read(page(f'<div id="zoom"><ol><li>甲</ol><p>{LINES[0]}</p></div>', head)).pieces
    assert pieces[1].label == label


# --- Encodings -------------------------------------------------------------------------------------------------------

HTTP_EQUIV = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
BODY = f'<div id="zoom">{PARAGRAPHS}<p>朱镕基㐂㎡</p></div>'


@pytest.mark.parametrize(
    ("head", "codec", "encoding"),
    [
        ("<meta charset=utf-8>", "utf-8", "utf-8"),
        ("", "utf-8", "utf-8"),
        ("", "gb18030", "gb18030"),
        (HTTP_EQUIV.format("gb2312"), "gb18030", "gb18030"),
        ("<meta charset='GBK'>", "gb18030", "gb18030"),
        ("<meta charset=utf-8>", "gb18030", "gb18030"),
        (HTTP_EQUIV.format("gb2312"), "utf-8", "utf-8"),
        ("<meta charset=iso-8859-1>", "gb18030", "gb18030"),
        ("<meta charset=unicode_escape>", "gb18030", "gb18030"),
        ("<meta charset=nonsense>", "utf-8", "utf-8"),
        ("<script>" + "var a = 1; " * 3000 + "</script><meta charset=gbk>", "gb18030", "gb18030"),
        ("<meta charset=gbk>", "utf-8-sig", "utf-8"),
        ("<meta charset=utf-8>", "utf-16", "utf-16"),
        ("<meta charset=utf-8>", "utf-16-le", "utf-16-le"),
        ("<meta charset=utf-8>", "utf-16-be", "utf-16-be"),
    ],
)
def test_encodings(head: str, codec: str, encoding: str) -> None:
    """The text is the same in every encoding, declared, undeclared or wrongly declared."""
    found = read(page(BODY, head).encode(codec))
    assert [piece.text for piece in found.pieces] == [TITLE, *LINES, "朱镕基㐂㎡"]
    assert (found.encoding, found.warnings) == (encoding, ())


def test_traditional_characters() -> None:
    """Big5 is read where it is declared."""
    text = "<meta charset=big5><p>青溪鎮關於法治政府建設情況的報告，本年度在縣政府的領導下，全面推進依法行政。"
    assert read(text.encode("big5")).encoding == "big5hkscs"


def test_xml_declaration() -> None:
    """The declaration of XHTML is known, and its entities and namespaces do no harm."""
    source = f'<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{PARAGRAPHS}'
    assert texts((source + "</body></html>").encode("gb18030")) == list(LINES)


def test_damaged_bytes() -> None:
    """A few bytes that cannot be decoded are shown as U+FFFD, with a warning; more are refused."""
    source = page(BODY).encode()
    at = source.index("法律顾问".encode())
    found = read(source[:at] + b"\xff" + source[at:])
    assert any("\ufffd法律顾问" in piece.text for piece in found.pieces)
    assert any("1 处字节无法解码" in warning for warning in found.warnings)
    glued = page(BODY).encode() + page(BODY).encode("gb18030")
    assert refusal(glued).code == "undecodable"
    assert refusal(bytes(range(128, 256)) * 40).code == "undecodable"


# --- Nothing is lost without a word ----------------------------------------------------------------------------------


def test_text_after_the_end() -> None:
    """What stands after the end of the page is shown by browsers, and read."""
    assert texts(f"<html><body><p>{LINES[0]}</p></body></html><p>{LINES[2]}</p>") == [LINES[0], LINES[2]]


LONG = f"<p>{LINES[0] * 2}</p>" * 4


@pytest.mark.parametrize("tag", ["<select>", "<svg>", "<template>", "<div hidden>", "<button>", '<a title="', "</div>"])
def test_text_that_a_faulty_tag_takes_away(tag: str) -> None:
    """Where a tag that was not closed, or closed too early, leaves paragraphs out, the user is told."""
    found = read(page(f'<div id="zoom">{PARAGRAPHS}{tag}{LONG}</div>'))
    assert LINES[0] * 2 not in [piece.text for piece in found.pieces]
    assert any("请打开网页核对" in warning for warning in found.warnings)


@pytest.mark.parametrize("swallowing", ["<!-- ", "<script>", "<textarea>"])
def test_swallowed_text(swallowing: str) -> None:
    """Where an open comment or script swallows the rest of a page, as in browsers, the user is told."""
    found = read(f"<html><body><p>{LINES[0]}</p>{swallowing}<p>{LINES[2]}</p></body></html>")
    assert [piece.text for piece in found.pieces] == [LINES[0]]
    assert any("没写完的注释或脚本" in warning for warning in found.warnings)


def test_page_cut_off() -> None:
    """A page without its end may have lost more than that."""
    whole = page(BODY)
    assert any("没有保存完整" in warning for warning in read(whole[: whole.index(LINES[5])]).warnings)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "空"),
        ("<!-- <p>甲</p>", "注释"),
        (" \n", "空"),
        ("<html><body></body></html>", "没有中文"),
        ("<html><body>404 not found</body></html>", "没有中文"),
        ("<html><head><title>404</title></head><body><h1>您访问的页面不存在或已删除</h1></body></html>", "出错"),
        ("<html><body>您的请求可能存在安全威胁，已被拦截</body></html>", "出错"),
        ('<html><frameset><frame src="a.htm"></frameset></html>', "框架"),
        ('<html><body><div id="app"></div><script>var a="正文"</script></body></html>', "脚本"),
    ],
)
def test_no_text(source: str, words: str) -> None:
    """Pages without a text, and pages that say that there is none, are refused with what to do."""
    error = refusal(source)
    assert error.code == "no_text"
    assert words in error.message


def test_report_about_missing_pages_is_no_error_page() -> None:
    """A report that speaks of errors is read."""
    line = "全年整改网站错链，其中“页面不存在”12处、404错误3处。"
    assert line in texts(page(f'<div id="zoom">{PARAGRAPHS}<p>{line}</p><p>{LINES[0] * 5}</p></div>'))


# --- What a page may cost --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "limits", "code"),
    [
        ("<div>" * 100_000 + "甲", Limits(), "limit"),
        ("<b>甲" * 100_000, Limits(), "limit"),
        ("<b><p><i></b>甲<td></x>" * 500_000, Limits(), "limit"),
        ("<p>甲" * 20, Limits(paragraphs=10), "limit"),
        ("<p>甲乙丙丁" * 20, Limits(characters=50), "limit"),
        ("<a " + " ".join(f"a{n}=1" for n in range(50_000)) + ">甲</a>", Limits(), "damaged"),
    ],
    ids=["nested", "unclosed", "soup", "paragraphs", "characters", "attributes"],
)
def test_limits(source: str, limits: Limits, code: str) -> None:
    """What would cost too much is refused by name before it does."""
    assert refusal(source, limits).code == code


MUTABLE = page(BODY).encode()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(MUTABLE)),
            st.integers(0, 60),
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"<ol reversed>", b"<iframe>", b"<!--", b"<td>", b"\0", b"&#xD800;", b"<svg>", b"<a:b c>"]
                ),
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_mutations(changes: list[tuple[int, int, bytes]]) -> None:
    """Whatever happens to a page, it is read or refused."""
    data = MUTABLE
    for at, length, put in changes:
        data = data[:at] + put + data[at + length :]
    try:
        found = read(data)
    except ReadingError:
        return
    assert found.pieces
    assert not any("\n" in piece.text for piece in found.pieces)


# --- Files of others -------------------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff]+", "", text)


GIVEN = sorted((SHARED / "inputs" / "html").glob("*html"))


@pytest.mark.skipif(not GIVEN, reason="the folder of test files is not there")
@pytest.mark.parametrize("path", GIVEN, ids=[path.name for path in GIVEN])
def test_given_files(path: Any) -> None:
    """All paragraphs come out whole and in order, all furniture is cut, and all list numbers are there."""
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    extract: Callable[[bytes, Limits], Extracted] = mhtml.extract if path.suffix == ".mhtml" else html.extract
    pieces = extract(path.read_bytes(), Limits()).pieces
    lines = [squeezed(piece.label + piece.text) for piece in pieces]
    bare = [squeezed(piece.text) for piece in pieces]
    whole = "".join(lines)
    at = 0
    for paragraph in filter(None, map(squeezed, truth["text"].split("\n"))):
        at = next(index for index in range(at, len(lines)) if paragraph in {lines[index], bare[index]}) + 1
    assert not [strange for strange in truth.get("boiler", ()) if squeezed(strange) in whole]
    assert all(squeezed(label) + squeezed(start) in whole for label, start in truth.get("labels", ()))
    assert squeezed(truth["title"]) in whole
