"""Lines on pages become paragraphs: joined where text runs on, parted where a layout shows it, furniture cut."""

import re

import pytest

from lawlint.reading.extracted import Limits, ReadingError
from lawlint.reading.pagelines import Page, Run, tidy
from lawlint.reading.reflow import reflow

EM = 16.0
COLUMN = 28
LEFT = 80.0
STEP = 28.0
TOP = 120.0

Placed = tuple[str, float, float]
"""Text, its left edge in em from the left edge of the column, and its row from the top of the column."""


def runs(*placed: Placed, em: float = EM) -> list[Run]:
    """Return a run for each character; ASCII is half as wide as Chinese."""
    made = []
    for text, x, row in placed:
        at = LEFT + x * EM
        for character in text:
            width = em / 2 if character.isascii() else em
            made.append(Run(character, at, at + width, TOP + row * STEP, em))
            at += width
    return made


def page(*placed: Placed) -> Page:
    return Page(600.0, 850.0, runs(*placed))


def wrapped(paragraph: str, row: int, indent: int = 2) -> list[Placed]:
    """Return the lines of a paragraph of Chinese characters as official documents set it."""
    first, rest = paragraph[: COLUMN - indent], paragraph[COLUMN - indent :]
    lines = [first, *(rest[i : i + COLUMN] for i in range(0, len(rest), COLUMN))]
    return [(line, float(indent if not at else 0), float(row + at)) for at, line in enumerate(lines)]


def prose(length: int) -> str:
    """Return a sentence without a number or mark on the way."""
    return ("本镇依法履行职责并持续改进各项工作机制" * 20)[: length - 1] + "。"


def texts(*pages: Page) -> list[str]:
    return [piece.text for piece in reflow(pages, Limits())]


def test_indented_paragraphs() -> None:
    """First lines are set in: lines are joined, also where a paragraph fills its last line to the end."""
    written = ["一、工作情况", prose(70), prose(26 + 28), prose(40), "二、存在问题", prose(80)]
    placed: list[Placed] = []
    for paragraph in written:
        placed += wrapped(paragraph, len(placed))
    assert texts(page(*placed)) == written


def test_gaps_between_paragraphs() -> None:
    """Nothing is set in, but a wider step parts paragraphs, also after a full last line."""
    written = [prose(28 * 2), prose(28 * 3), prose(28 * 2), prose(40)]
    placed: list[Placed] = []
    row = 0.0
    for paragraph in written:
        for at in range(0, len(paragraph), COLUMN):
            placed.append((paragraph[at : at + COLUMN], 0.0, row))
            row += 1
        row += 0.5
    assert texts(page(*placed)) == written


def test_hanging_numbers() -> None:
    """Lines behind a number that hangs out belong to it."""
    items = [f"{number}、{prose(60)}" for number in "一二三"]
    placed: list[Placed] = []
    for item in items:
        row = float(len(placed))
        placed += [(item[:28], 0.0, row), (item[28:54], 2.0, row + 1), (item[54:], 2.0, row + 2)]
    assert texts(page(*placed)) == items


def test_paragraph_across_pages() -> None:
    """A paragraph runs on over page numbers, running heads and the end of a page, and is where it begins."""
    lines = wrapped(prose(200), 0)
    first = page(*wrapped("一、工作情况", 0), *[(text, x, row + 1) for text, x, row in lines[:4]])
    second = page(*[(text, x, row - 4) for text, x, row in lines[4:]], *wrapped(prose(90), len(lines) - 4))
    furniture = [[*runs(("青山镇年度报告", 0, -3), (f"— {number} —", 12, 24.5))] for number in (1, 2)]
    pieces = reflow(
        [one._replace(runs=[*one.runs, *more]) for one, more in zip((first, second), furniture, strict=True)], Limits()
    )
    assert [piece.text for piece in pieces] == ["一、工作情况", prose(200), prose(90)]
    assert [piece.where for piece in pieces] == ["第1页第1行", "第1页第2行", "第2页第5行"]


def test_furniture_is_no_more_than_that() -> None:
    """What repeats inside a page stays, and so do the only head of one page and digits that count no pages."""
    pages = [
        page((f"第{number}节标题", 0, 5.0), (prose(20), 0, 8.0), (str(number * 7), 0, 24.5)) for number in range(1, 4)
    ]
    shown = texts(*pages)
    assert [text for text in shown if "标题" in text] == ["第1节标题", "第2节标题", "第3节标题"]
    assert [text for text in shown if text.isdigit()] == ["7", "14", "21"]
    assert texts(page(("青山镇年度报告", 0, -3), (prose(20), 0, 3.0))) == ["青山镇年度报告", prose(20)]


def test_heads_of_left_and_right_pages() -> None:
    """Left and right pages have heads of their own; the first page has none."""
    pages = [
        page(*wrapped(prose(60), 0), *([("青山镇" if number % 2 else "年度报告", 0.0, -3.0)] if number else []))
        for number in range(7)
    ]
    assert texts(*pages) == [prose(60)] * 7


@pytest.mark.parametrize("written", ["{0}", "- {0} -", "—{0}—", "第{0}页", "第 {0} 页 共 3 页", "{0}/3"])
def test_page_numbers(written: str) -> None:
    """Page numbers go, however they are written."""
    pages = [page(*wrapped(prose(60), 0), (written.format(number), 12, 24.5)) for number in (1, 2, 3)]
    assert texts(*pages) == [prose(60)] * 3


def test_title() -> None:
    """A title in the middle that takes two lines is one, whatever breaks it; the line below is not part of it."""
    title = [("关于青山镇法治政府建设情况", 0.0), ("的年度报告", 1.2)]
    large = [run for text, row in title for run in runs((text, (COLUMN - len(text) * 22 / EM) / 2, row), em=22)]
    body = [placed for row in (3, 6) for placed in wrapped(prose(80), row)]
    assert texts(page(*body)._replace(runs=[*large, *runs(*body)])) == [
        "关于青山镇法治政府建设情况的年度报告",
        prose(80),
        prose(80),
    ]


def test_order_of_the_file() -> None:
    """A file may draw from the bottom up or by fonts; what stands above is read first."""
    placed = [*wrapped("一、工作情况", 0), *wrapped(prose(80), 1), *wrapped("二、存在问题", 4), *wrapped(prose(80), 5)]
    expected = texts(page(*placed))
    assert expected == ["一、工作情况", prose(80), "二、存在问题", prose(80)]
    assert texts(page(*reversed(placed))) == expected
    headings_last = [*placed[1:4], *placed[5:], placed[0], placed[4]]
    assert texts(page(*headings_last)) == expected


def test_columns() -> None:
    """Two columns are read one after the other, whether the file draws them so or line by line."""
    left = [(prose(91)[at : at + 13], 0.0, float(at // 13)) for at in range(0, 91, 13)]
    right = [(prose(78)[at : at + 13], 15.0, float(at // 13)) for at in range(0, 78, 13)]
    by_row = sorted([*left, *right], key=lambda placed: (placed[2], placed[1]))
    for placed in ([*left, *right], by_row, by_row[::-1]):
        shown = "".join(texts(page(*placed)))
        assert shown == prose(91) + prose(78) if placed is not by_row else sorted(shown)


def test_table() -> None:
    """Each cell is a piece of its own, a broken cell is one, and the text below a table is not drawn in."""
    cells: list[Placed] = [
        ("事项", 0, 3), ("数量", 10, 3), ("备注", 18, 3),
        ("行政处罚", 0, 4), ("12件", 10, 4), ("其中简易程序办结的", 18, 4), ("有五件", 18, 5),
        ("行政强制", 0, 6), ("3件", 10, 6), ("无", 18, 6),
    ]  # fmt: skip
    placed = [*wrapped(prose(60), 0), *cells, *wrapped(prose(90), 8)]
    assert texts(page(*placed)) == [
        prose(60), "事项", "数量", "备注", "行政处罚", "12件", "其中简易程序办结的有五件", "行政强制", "3件", "无",
        prose(90),
    ]  # fmt: skip


def test_letters_drawn_twice() -> None:
    """Bold made by drawing letters twice is one text."""
    placed = [*wrapped("一、工作情况", 0), *wrapped(prose(60), 1)]
    once = page(*placed)
    twice = once._replace(runs=[copy for run in once.runs for copy in (run, run._replace(x0=run.x0 + 0.3))])
    assert texts(twice) == texts(once)


def test_number_and_tab() -> None:
    """A heading number and what stands behind its tab are one line."""
    assert texts(page(("一、", 0, 0), ("工作情况", 4, 0), *wrapped(prose(60), 1))) == ["一、工作情况", prose(60)]


def test_raised_signs() -> None:
    """The sign of a note stays in its line."""
    body = wrapped(prose(60), 0)
    raised = Run("1", LEFT + 10 * EM, LEFT + 10.4 * EM, TOP - 0.35 * EM, 0.6 * EM)
    assert [re.sub(r"\d", "", text) for text in texts(Page(600, 850, [*runs(*body), raised]))] == [prose(60)]


def test_slanted_text() -> None:
    """A watermark that repeats goes; other text that does not run level is shown with its page."""
    pages = [page(*wrapped(prose(60), 0))._replace(slanted=("内部资料",)) for _ in range(3)]
    pages[1] = pages[1]._replace(slanted=("内部资料", "附 表"))
    pieces = reflow(pages, Limits())
    assert [piece.text for piece in pieces] == [*[prose(60)] * 3, "附表"]
    assert pieces[-1].where == "第2页"


def test_date_cut_in_two() -> None:
    placed = [*wrapped(prose(60), 0), ("2022年1月", 2.0, 3.0), ("26日", 0.0, 4.0)]
    assert texts(page(*placed)) == [prose(60), "2022年1月26日"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("于 2021 年 印发", "于2021年印发"),
        ("Rule of Law 指数", "Rule of Law指数"),
        ("⼀、 ⼯作 情况 ", "一、工作情况"),
        ("共 5 0 件", "共5 0件"),
        ("党政办    2022年1月21日印", "党政办    2022年1月21日印"),
    ],
)
def test_tidy(written: str, shown: str) -> None:
    """Single spaces beside Chinese go, spaces between words stay, and wide ones are meant."""
    assert tidy(written) == shown


def test_strange_places() -> None:
    """Whatever places a hostile file gives, all of its text comes out."""
    strange = [0.0, -1e30, 1e30, 5e-324, 600.0]
    placed = [Run(chr(0x4E00 + at), x, x0, y, size)
              for at, (x, x0, y, size) in enumerate((a, b, c, d) for a in strange for b in strange for c in strange
                                                    for d in (0.0, 1e-9, 16.0, 1e30))]  # fmt: skip
    for size in ((0.0, 0.0), (600.0, 850.0), (-1.0, -1.0)):
        assert set("".join(texts(Page(*size, placed), Page(*size, [])))) == {run.text for run in placed}


def test_nothing() -> None:
    assert texts() == []
    assert texts(Page(600, 850, [])) == []


def test_too_many_paragraphs() -> None:
    few = Limits()._replace(paragraphs=2)
    with pytest.raises(ReadingError) as caught:
        reflow([page(*[("条", 0, row * 2.0) for row in range(5)])], few)
    assert caught.value.code == "limit"
