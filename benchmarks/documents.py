"""Synthetic reports about invented places, for measuring: the same numbers give the same words, on any machine.

Their sentences are those that the checks carry as examples, shuffled under the headings of such a report. They read
oddly and are as dense in what the checks look for as a thorough report, so that a check of one costs about as much.
"""

import random
from collections.abc import Iterator

from lawlint.checks import CHECKS

_FIRST = ("云", "青", "长", "平", "安", "和", "永", "新", "江", "石", "林", "泉")
_SECOND = ("溪", "岭", "河", "台", "丰", "阳", "川", "湖", "原", "坪", "冈", "洲")
_LEVELS = (("乡", "人民政府"), ("镇", "人民政府"), ("县", "人民政府"), ("市", "人民政府"), ("县司法局", ""))
_HEADINGS = (
    "一、{year}年法治政府建设工作情况",
    "二、党政主要负责人履行推进法治建设第一责任人职责情况",
    "三、存在的问题和不足",
    "四、{next}年工作安排",
)
_SHARES = (0.7, 0.15, 0.07, 0.08)
"""How much of a report each part takes."""


def sentences() -> tuple[str, ...]:
    """Return every example sentence of the checks that is one line."""
    found: dict[str, None] = {}
    for element in CHECKS:
        for text in (*element.examples.shown, *element.examples.touched, *element.examples.absent):
            if "\n" not in text and 12 <= len(text) <= 200:
                found[text if text.endswith("。") else f"{text}。"] = None
    return tuple(found)


def document(number: int, size: int, pool: tuple[str, ...]) -> tuple[str, str, int, str]:
    """Return path, unit, year and text of a report.

    Args:
        number: which one; it alone decides what stands in it.
        size: about how long it is, in bytes of UTF-8; some 300 more in practice.
        pool: its sentences, see `sentences`.
    """
    chance = random.Random(number)
    kind, end = chance.choice(_LEVELS)
    unit = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)}{kind}{end}"
    year = chance.randrange(2021, 2026)
    lines = [f"{unit}{year}年度法治政府建设年度报告", ""]
    for heading, share in zip(_HEADINGS, _SHARES, strict=True):
        lines.append(heading.format(year=year, next=year + 1))
        left = share * size
        while left > 0:
            paragraph = "".join(chance.choices(pool, k=chance.randrange(2, 6)))
            lines.append(f"    {paragraph}")
            left -= len(paragraph.encode())
    lines += ["", unit, f"{year + 1}年1月{chance.randrange(5, 29)}日", ""]
    return f"{year}/{number:07}.txt", unit, year, "\n".join(lines)


def documents(count: int, size: int, first: int = 0) -> Iterator[tuple[str, str, int, str]]:
    """Yield so many reports; see `document`."""
    pool = sentences()
    for number in range(first, first + count):
        yield document(number, size, pool)
