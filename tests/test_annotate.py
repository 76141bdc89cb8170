"""The copy with comments: nothing but comments differs from the original, and they stand where they belong."""

import copy
import hashlib
import io
import pathlib
import re
import warnings
import zipfile
from typing import Any

import docx
import pytest
from lxml import etree
from officefiles import converted
from support import SHARED
from wordfiles import p, r, word, zipped

from lawlint import cli
from lawlint.annotating import annotate
from lawlint.comments import Comment, comments_on
from lawlint.engine import Checklist, check
from lawlint.model import DocumentReport, Source, Span, Status, Waiver
from lawlint.reading import ReadingError, read_bytes
from lawlint.reading.docx import extract
from lawlint.reading.extracted import Limits
from lawlint.reading.loading import _joined

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MARKS = ("commentRangeStart", "commentRangeEnd")
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
LINES = (
    "清溪镇2024年法治政府建设年度报告",
    "一、工作开展情况",
    "充分发挥法律顾问作用。全年调解矛盾纠纷120件，成功率98%。",
    "二、存在的不足和原因",
    "执法力量偏弱，主要是因为人员流动大。",
    "三、下一年度工作安排",
    "加强培训。",
    "清溪镇人民政府",
    "2025年1月10日",
)


def whole(data: bytes, **more: str | bytes) -> bytes:
    """Return a document of `wordfiles` with its content types, as Word wants them, and further parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries: dict[str, str | bytes] = {"[Content_Types].xml": TYPES}
        entries |= {name: package.read(name) for name in package.namelist()}
    return zipped(entries | {name.replace("__", "/"): content for name, content in more.items()})


def document(*lines: str) -> bytes:
    return whole(word("".join(line if line.startswith("<") else p(line) for line in lines or LINES)))


def source_of(data: bytes) -> Source:
    """Read a Word document here and now, without a process of its own."""
    origins, text = _joined(extract(data, Limits()).pieces)
    return Source("report.docx", text, "", "", hashlib.sha256(data).hexdigest(), "Word", origins)


def noted(data: bytes, checklist: Checklist) -> tuple[bytes, DocumentReport]:
    source = source_of(data)
    report = check(source, checklist)
    return annotate(data, source, comments_on(report)), report


def on(data: bytes, *quotes: str) -> bytes:
    """Return a copy with a comment on each of some stretches of the text."""
    source = source_of(data)
    spans = [Span(source.text.index(quote), source.text.index(quote) + len(quote)) for quote in quotes]
    return annotate(data, source, [Comment(span, (f"on {n}",)) for n, span in enumerate(spans)])


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def root_of(data: bytes, part: str = "word/document.xml") -> Any:
    return etree.fromstring(parts(data)[part])


# --- Nothing but comments --------------------------------------------------------------------------------------------


def without_comments(root: Any, kept: set[str]) -> Any:
    """Return a part without the marks of comments, except of those that were there before."""
    space = root.tag.partition("}")[0] + "}"
    bare = copy.deepcopy(root)
    runs = [
        run
        for run in bare.iter(f"{space}r")
        if [part.tag for part in run] == [f"{space}commentReference"] and run[0].get(f"{space}id") not in kept
    ]
    marks = [each for each in bare.iter(*(space + name for name in MARKS)) if each.get(f"{space}id") not in kept]
    for element in [*marks, *runs]:
        parent = element.getparent()
        if element.tail:
            before = element.getprevious()
            if before is None:
                parent.text = (parent.text or "") + element.tail
            else:
                before.tail = (before.tail or "") + element.tail
        parent.remove(element)
    return bare


def joined(root: Any) -> Any:
    """Return a part with neighbouring runs of one look made one, as they were before a comment cut them."""
    space = root.tag.partition("}")[0] + "}"
    preserve = "{http://www.w3.org/XML/1998/namespace}space"

    def look(run: Any) -> tuple[Any, ...]:
        properties = run.find(f"{space}rPr")
        return (sorted(run.attrib.items()), b"" if properties is None else etree.tostring(properties, method="c14n"))

    for run in list(root.iter(f"{space}r")):
        before = run.getprevious()
        if before is None or before.tag != run.tag or look(before) != look(run):
            continue
        for part in [each for each in run if each.tag != f"{space}rPr"]:
            before.append(part)
        before.tail = run.tail
        run.getparent().remove(run)
    for text in list(root.iter(f"{space}t")):
        text.attrib.pop(preserve, None)
        before = text.getprevious()
        if before is not None and before.tag == text.tag:
            before.text = (before.text or "") + (text.text or "")
            text.getparent().remove(text)
    return root


def assert_only_comments_differ(original: bytes, copied: bytes) -> None:
    """Every other part has its very bytes; what is added to the four that change are comments and their marks."""
    before, after = parts(original), parts(copied)
    main = next(name for name in before if name.endswith("document.xml"))
    folder = main.rpartition("/")[0]
    changing = {main, f"{folder}/_rels/document.xml.rels", f"{folder}/comments.xml", "[Content_Types].xml"}
    assert set(after) - set(before) <= changing - {main}
    assert not set(before) - set(after)
    for name in set(before) - changing:
        assert after[name] == before[name], name
    with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(io.BytesIO(copied)) as new:
        order = [name for name in new.namelist() if name in before]
        assert order == old.namelist()
        for name in set(before) - changing:
            one, other = old.getinfo(name), new.getinfo(name)
            assert (one.compress_type, one.compress_size, one.date_time) == (
                other.compress_type,
                other.compress_size,
                other.date_time,
            )
    old_root, new_root = etree.fromstring(before[main]), etree.fromstring(after[main])
    space = old_root.tag.partition("}")[0] + "}"
    kept = {str(each.get(f"{space}id")) for each in old_root.iter(*(space + name for name in MARKS))}
    bare = joined(without_comments(new_root, kept))
    assert etree.tostring(bare, method="c14n") == etree.tostring(joined(copy.deepcopy(old_root)), method="c14n")
    for name in (f"{folder}/_rels/document.xml.rels", "[Content_Types].xml"):
        old_children = [etree.tostring(each) for each in etree.fromstring(before[name])] if name in before else []
        new_children = [etree.tostring(each) for each in etree.fromstring(after[name])]
        assert new_children[: len(old_children)] == old_children
        assert all(b"comments" in each for each in new_children[len(old_children) :])


def commented(copied: bytes) -> dict[str, str]:
    """Return what each comment is on, by its number, counting only text that stands."""
    root = root_of(copied, next(name for name in parts(copied) if name.endswith("document.xml")))
    space = root.tag.partition("}")[0] + "}"
    found: dict[str, str] = {}
    opened: list[str] = []
    for element in root.iter():
        number = element.get(f"{space}id")
        if element.tag == f"{space}commentRangeStart":
            opened.append(number)
            found[number] = ""
        elif element.tag == f"{space}commentRangeEnd":
            opened.remove(number)
        elif element.tag == f"{space}t":
            for each in opened:
                found[each] += element.text or ""
    assert not opened
    return found


def test_nothing_but_comments_differs(checklist: Checklist) -> None:
    """The proof on a whole report, and the text that is read of the copy is that of the original."""
    original = document()
    copied, report = noted(original, checklist)
    assert_only_comments_differ(original, copied)
    assert source_of(copied).text == source_of(original).text
    again = check(source_of(copied), checklist)
    assert [each.status for each in again.results] == [each.status for each in report.results]


@pytest.mark.parametrize("folder", ["docx", "lodocx"])
def test_real_documents(folder: str, checklist: Checklist) -> None:
    """The same on documents of Word, WPS, LibreOffice and pandoc, with tables, boxes, revisions and notes."""
    paths = sorted((SHARED / "inputs" / folder).glob("*.docx"))
    if not paths:
        pytest.skip("the shared inputs are not here")
    for path in paths:
        original = path.read_bytes()
        copied, report = noted(original, checklist)
        assert_only_comments_differ(original, copied)
        assert source_of(copied).text == source_of(original).text, path
        wanted = [each for each in report.results if each.status in (Status.FAIL, Status.WARN)]
        on_words = commented(copied)
        for each in wanted:
            if each.evidence:
                quote = "".join(each.evidence[0].quote.split())
                assert any(
                    quote in "".join(text.split()) or "".join(text.split()) in quote for text in on_words.values()
                )


def test_same_bytes(checklist: Checklist) -> None:
    """No time and no random number."""
    assert noted(document(), checklist)[0] == noted(document(), checklist)[0]


# --- Where comments stand --------------------------------------------------------------------------------------------


def test_on_the_evidence_and_on_headings(checklist: Checklist) -> None:
    """What is weak is told on its words, what is missing on the heading where it belongs, the summary on the title."""
    copied, report = noted(document(), checklist)
    places = commented(copied)
    said = {str(each.comment_id): each.text for each in docx.Document(io.BytesIO(copied)).comments}
    assert set(places) == set(said)
    assert places["0"] == LINES[0]
    assert said["0"].startswith("核对结果：必写")
    counsel = next(each for each in report.results if each.element.id == "legal-counsel")
    number = next(key for key, text in said.items() if text.startswith(f"待补：{counsel.element.title}"))
    assert places[number] == counsel.evidence[0].quote
    assert counsel.element.advice in said[number]
    missing = [text for text in said.values() if text.startswith("没有找到")]
    assert missing
    account = next(key for key, text in said.items() if text.startswith("没有找到：组织领导"))
    assert places[account] == LINES[1]
    told = "\n".join(said.values())
    for each in report.results:
        if each.status in (Status.FAIL, Status.WARN):
            assert each.element.title in told


def test_waived_is_left_out(checklist: Checklist) -> None:
    """What somebody answers for is counted and not commented on."""
    source = source_of(document())
    report = check(source, checklist)
    results = tuple(
        each._replace(waiver=Waiver("x", "", "t")) if each.status in (Status.FAIL, Status.WARN) else each
        for each in report.results
    )
    comments = comments_on(report._replace(results=results))
    assert len(comments) == 1
    assert "已豁免" in "".join(comments[0].lines)


@pytest.mark.parametrize(
    ("body", "quote", "marked"),
    [
        (p("前文充分发挥作用，后文。"), "充分发挥作用", "充分发挥作用"),
        (p(r("前文充分"), r("发挥", "<w:b/>"), r("作用，后文。")), "充分发挥作用", "充分发挥作用"),
        (p("<w:r><w:t>前文</w:t><w:tab/><w:t>充分发挥</w:t><w:br/><w:t>作用</w:t></w:r>"), "充分发挥", "充分发挥"),
        (p("<w:r><w:tab/><w:t>前文</w:t><w:t>充分</w:t><w:t>发挥</w:t></w:r>"), "充分发", "充分发"),
        (p('<w:hyperlink r:id="x"><w:r><w:t>见充分发挥作用</w:t></w:r></w:hyperlink>'), "发挥", "见充分发挥作用"),
        (p('<w:ins w:id="1"><w:r><w:t>充分发挥作用</w:t></w:r></w:ins>', "，后文"), "发挥", "充分发挥作用"),
        (p('<w:del w:id="1"><w:r><w:delText>无</w:delText></w:r></w:del>', "充分发挥"), "发挥", "发挥"),
        (p("<w:r><w:t>  充分发挥作用 </w:t></w:r>"), "发挥", "  充分发挥作用 "),
        (p("", "充分𬱖发挥", ""), "𬱖发", "𬱖发"),
        (
            "<w:tbl><w:tr><w:tc>" + p("甲") + "</w:tc><w:tc>" + p("充分发挥") + "</w:tc></w:tr></w:tbl>",
            "发挥",
            "发挥",
        ),
        (p("<w:sdt><w:sdtContent>" + r("充分发挥") + "</w:sdtContent></w:sdt>"), "发挥", "充分发挥"),
    ],
)
def test_marks_inside_a_paragraph(body: str, quote: str, marked: str) -> None:
    """A comment begins and ends in the middle of a run; inside of links and revisions it takes all of them."""
    original = document(p("开头"), body, p("结尾"))
    copied = on(original, quote)
    assert commented(copied) == {"0": marked}
    assert_only_comments_differ(original, copied)


def test_comments_that_cross() -> None:
    """Several comments in one run, beside, inside and across each other."""
    original = document(p("一二三四五六七八九十"))
    quotes = ("三四五", "五六七", "四", "一二三四五六七八九十", "十")
    copied = on(original, *quotes)
    assert commented(copied) == {str(number): quote for number, quote in enumerate(quotes)}
    assert_only_comments_differ(original, copied)


def test_equal_lines() -> None:
    """Of two equal paragraphs the second is the second in the file too."""
    original = document(p("加强培训。"), p("其他。"), p("加强培训。"))
    source = source_of(original)
    at = source.text.rindex("加强")
    copied = annotate(original, source, [Comment(Span(at, at + 2), ("x",))])
    body = list(root_of(copied).iter(f"{{{W}}}p"))
    found = [number for number, each in enumerate(body) if each.find(f"{{{W}}}commentRangeStart") is not None]
    assert found == [2]


def test_text_in_a_box() -> None:
    """Word takes no comments inside of boxes: the paragraph that holds the box gets it."""
    content = f"<w:txbxContent>{p('框里的话')}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"
    original = document(p("外面的话", box))
    root = root_of(on(original, "框里"))
    start = next(root.iter(f"{{{W}}}commentRangeStart"))
    assert not list(start.iterancestors(f"{{{W}}}txbxContent"))


def test_text_that_is_nowhere() -> None:
    """A stretch that is found in no paragraph, as in a note, is told at what comes before it."""
    notes = f'<w:footnote w:id="1">{p("注里的话")}</w:footnote>'
    body = p("有注的话", '<w:r><w:footnoteReference w:id="1"/></w:r>') + p("后面")
    original = whole(word(body, footnotes=notes))
    assert commented(on(original, "注里的话")) == {"0": "有注的话"}


# --- The container ---------------------------------------------------------------------------------------------------


def test_comments_that_are_there_already() -> None:
    """They stay, and new ones get numbers of their own."""
    body = p(
        '<w:commentRangeStart w:id="7"/>',
        "旧的",
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>',
        "新的",
    )
    original = whole(word(body, comments=f'<w:comment w:id="7" w:author="张">{p("看看")}</w:comment>'))
    copied = on(original, "新的")
    assert_only_comments_differ(original, copied)
    assert commented(copied) == {"7": "旧的", "8": "新的"}
    old, new = root_of(original, "word/comments.xml"), root_of(copied, "word/comments.xml")
    assert etree.tostring(new[0], method="c14n") == etree.tostring(old[0], method="c14n")
    assert len(new) == 2


def test_strict_variant() -> None:
    """A strict document gets strict comments."""
    with zipfile.ZipFile(io.BytesIO(word(p("充分发挥作用"), strict=True))) as package:
        entries: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    original = zipped(entries | {"[Content_Types].xml": TYPES})
    copied = on(original, "发挥")
    assert root_of(copied, "word/comments.xml").tag == f"{{{STRICT}}}comments"
    assert b"purl.oclc.org/ooxml/officeDocument/relationships/comments" in parts(copied)["word/_rels/document.xml.rels"]


def test_other_places() -> None:
    """The main part may be called otherwise, and names may be taken."""
    original = whole(word(p("充分发挥作用"), main="word/document.xml"), word__comments__xml=b"")
    with zipfile.ZipFile(io.BytesIO(original)) as package:
        entries: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    entries["word/comments.xml"] = b"<left-over/>"
    entries.pop("word/comments/xml", None)
    copied = on(zipped(entries), "发挥")
    assert parts(copied)["word/comments.xml"] == b"<left-over/>"
    assert root_of(copied, "word/comments1.xml").tag == f"{{{W}}}comments"


def test_parts_are_carried_unopened() -> None:
    """A picture that would unpack to a gigabyte is taken over as it lies there."""
    buffer = io.BytesIO(document())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/big.bin", bytes(50_000_000))
    original = buffer.getvalue()
    copied = on(original, "法律顾问")
    with zipfile.ZipFile(io.BytesIO(copied)) as package:
        assert package.getinfo("word/media/big.bin").file_size == 50_000_000
    assert len(copied) < len(original) + 5_000


def test_without_content_types() -> None:
    """What Word itself would not open is refused."""
    with pytest.raises(ReadingError):
        on(word(p("充分发挥")), "发挥")


def test_hostile_text() -> None:
    """Whatever a pack advises stays text."""
    original = document(p("充分发挥作用"))
    source = source_of(original)
    hostile = "<w:t>]]>&amp;\x00\x1b\u202e\ud800=cmd()" + "长" * 100_000
    copied = annotate(original, source, [Comment(Span(0, 2), (hostile, "第二段"))])
    comment = next(iter(docx.Document(io.BytesIO(copied)).comments))
    assert comment.text.startswith("<w:t>]]>&amp; ")
    assert len(comment.text) < 1_100


def test_libreoffice_keeps_the_comments(checklist: Checklist, tmp_path: pathlib.Path) -> None:
    """Another program opens the copy and knows every comment."""
    copied, _ = noted(document(), checklist)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = docx.Document(io.BytesIO(converted(copied, "copy.docx", "docx", tmp_path)))
    mine = [each.text.split("\n")[0] for each in docx.Document(io.BytesIO(copied)).comments]
    assert sorted(each.text.split("\n")[0] for each in again.comments) == sorted(mine)
    assert [each.text for each in again.paragraphs] == list(LINES)


# --- The subcommand --------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    (tmp_path / "报告.docx").write_bytes(document())
    (tmp_path / "报告.txt").write_text("\n".join(LINES), encoding="utf-8")
    return tmp_path


def test_subcommand(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The copy is written, the original is not, and the status is that of a check."""
    original = (folder / "报告.docx").read_bytes()
    (folder / "报告.docx").chmod(0o444)
    assert cli.run(["annotate", "报告.docx", "-o", "副本.docx"]) == cli.run(["报告.docx", "-q"]) == 1
    assert re.search(r"已写入 副本\.docx：\d+ 条批注。原稿没有改动。", capsys.readouterr().out)
    assert (folder / "报告.docx").read_bytes() == original
    copied = (folder / "副本.docx").read_bytes()
    assert_only_comments_differ(original, copied)
    assert read_bytes("x", copied).text == read_bytes("x", original).text


def test_never_onto_the_original(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By whatever name."""
    original = (folder / "报告.docx").read_bytes()
    (folder / "链接.docx").symlink_to("报告.docx")
    (folder / "同一个.docx").hardlink_to(folder / "报告.docx")
    for name in ("报告.docx", "./报告.docx", "链接.docx", "同一个.docx"):
        assert cli.run(["annotate", "报告.docx", "-o", name]) == 2
        assert "原稿" in capsys.readouterr().err
    assert (folder / "报告.docx").read_bytes() == original


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "annotate 报告.docx"),
        (("报告.docx",), "-o"),
        (("报告.txt", "-o", "x.docx"), "-f html"),
        (("没有.docx", "-o", "x.docx"), "找不到"),
        ((".", "-o", "x.docx"), "不是文件"),
        (("报告.docx", "-o", "no/folder/x.docx"), "写不进去"),
    ],
)
def test_wrong_commands(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    """Each is refused with what to do."""
    assert cli.run(["annotate", *words]) == 2
    assert told in capsys.readouterr().err
    assert not (folder / "x.docx").exists()


def test_signed_documents(folder: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A signature does not hold for the copy, which is told."""
    (folder / "签.docx").write_bytes(whole(document(), _xmlsignatures__sig1="<x/>"))
    assert cli.run(["annotate", "签.docx", "-o", "副本.docx"]) == 1
    assert "数字签名" in capsys.readouterr().err
