"""Draw what was measured and write its tables into docs/speed.md.

    python benchmarks/page.py

Reads what `growth.py` and `peers.py` wrote; what has not been measured is left as it stands. Needs matplotlib.
"""

import json
import logging
import math
import pathlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from stages import STAGES

DOCS = pathlib.Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "speed.md"
PICTURES = DOCS / "pictures"
_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "DejaVu Sans")
_WORST = 10
_INK, _PALE = "#1f2328", "#c3c9d0"
_COLOURS = ("#cf222e", "#0969da", "#1a7f37", "#9a6700", "#8250df", "#bf3989")

Row = dict[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown, all columns but the first set right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def steepness(rows: Sequence[Row]) -> float:
    """Return the power of the length by which the time of the two longest texts grows: 1 is linear, 2 quadratic.

    Infinite where only the shortest could be measured.
    """
    if len(rows) < 2:
        return math.inf
    first, last = rows[-2:]
    return math.log(last["check"] / first["check"]) / math.log(last["bytes"] / first["bytes"])


def size(count: int) -> str:
    return f"{count / 1e6:.3g} MB" if count >= 1e6 else f"{count / 1e3:.3g} KB"


def milliseconds(value: float) -> str:
    return f"{1000 * value:.2f}" if value < 0.1 else f"{1000 * value:,.0f}"


# --- Tables ----------------------------------------------------------------------------------------------------------


def length_table(rows: Sequence[Row]) -> str:
    names = [*STAGES, "answer"]
    head = ["报告", *(f"{STAGES.get(name, '作答')}" for name in names), "全部", "每 KB", "下限", "是下限的"]
    return table(
        head,
        (
            [
                size(row["bytes"]),
                *(milliseconds(row[name]) for name in names),
                milliseconds(row["check"]),
                f"{1e6 * row['check'] / row['bytes']:.2f}",
                milliseconds(row["floor"]),
                f"{row['check'] / row['floor']:.1f} 倍",
            ]
            for row in rows
        ),
    )


def phrase_table(rows: Sequence[Row]) -> str:
    return table(
        ["词语", "找到", "扫描", "判断", "全部", "下限"],
        (
            [
                f"{row['phrases']:,}",
                f"{row['hits']:,}",
                *(milliseconds(row[name]) for name in ("scan", "judge", "check", "floor")),
            ]
            for row in rows
        ),
    )


def hostile_table(kinds: dict[str, list[Row]]) -> str:
    steep = sorted(kinds.items(), key=lambda kind: -steepness(kind[1]))
    return table(
        ["文本", "量到", "CPU 秒", "每 MB", "次方"],
        (
            [
                name,
                size(rows[-1]["bytes"]),
                f"{rows[-1]['check']:.2f}",
                f"{1e6 * rows[-1]['check'] / rows[-1]['bytes']:.2f}",
                f"{steepness(rows):.2f}" if len(rows) > 1 else "量不出",
            ]
            for name, rows in steep[:_WORST]
        ),
    )


def peer_table(rows: Sequence[Row]) -> str:
    """Return the cases on so many reports; those that ran on fewer say on how many."""

    def cells(row: Row) -> list[str]:
        name = f"{row['name']}（{row['reports']:,} 份）" if row["reports"] != row["count"] else row["name"]
        phrases = {"": "—", "all": "全部"}.get(row["phrases"], f"{row['phrases']:>}")
        if row["failed"]:
            return [name, phrases, row["failed"], *[""] * 4]
        each = 1000 * row["cpu"] / row["reports"]
        found = f"{row['found']:,}" if row["found"] else "—"
        wall = f"{row['wall']:.3g}" if row["wall"] < 100 else f"{row['wall']:,.0f}"
        return [name, phrases, wall, f"{each:.3g}", f"{row['ratio']:.2f}", f"{row['peak'] / 1e6:.0f}", found]

    return table(["程序", "词语", "秒", "每份 CPU 毫秒", "是 lawlint 的几倍", "峰值 MB", "找到"], map(cells, rows))


# --- Pictures --------------------------------------------------------------------------------------------------------


def drawn(name: str, x_label: str, draw: Callable[[Any], None]) -> None:
    """Draw one picture, both axes logarithmic; its words stay words, so that any Chinese font shows them."""
    import matplotlib as mpl

    mpl.use("svg")
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    settings = {"font.family": list(_FONTS), "svg.fonttype": "none", "svg.hashsalt": name, "axes.unicode_minus": False}
    with mpl.rc_context(settings):
        from matplotlib import pyplot
        from matplotlib.ticker import FuncFormatter

        figure, axes = pyplot.subplots(figsize=(7.5, 4.6), layout="constrained")
        axes.set_xscale("log")
        axes.set_yscale("log")
        draw(axes)
        axes.set_xlabel(x_label)
        axes.set_ylabel("CPU 毫秒")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes.grid(which="major", color=_PALE, linewidth=0.5)
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(PICTURES / name, metadata={"Date": None})
        pyplot.close(figure)


def line(axes: Any, rows: Sequence[Row], x: str, scale: float, y: str, label: str, **style: Any) -> None:
    axes.plot(
        [row[x] / scale for row in rows], [1000 * row[y] for row in rows], label=label, **{"marker": "o", **style}
    )


def draw_lengths(rows: Sequence[Row]) -> None:
    def draw(axes: Any) -> None:
        line(axes, rows, "bytes", 1000, "check", "全部检查", color=_INK, linewidth=2.5)
        for colour, (name, label) in zip(_COLOURS, STAGES.items(), strict=False):
            line(axes, rows, "bytes", 1000, name, label, color=colour, linewidth=1, markersize=3)
        line(axes, rows, "bytes", 1000, "floor", "下限：只找词、记行列", color=_INK, linestyle="--", linewidth=1.2)
        each = rows[-1]["check"] / rows[-1]["bytes"]
        straight = [{"bytes": row["bytes"], "line": each * row["bytes"]} for row in rows]
        line(axes, straight, "bytes", 1000, "line", "与长度成正比", color=_PALE, linestyle=":", marker="")
        axes.legend(frameon=False)

    drawn("speed-size.svg", "报告的长度，KB", draw)


def draw_phrases(phrases: dict[str, list[Row]]) -> None:
    def draw(axes: Any) -> None:
        cut, more = phrases["sampled"], phrases["padded"]
        line(axes, cut, "phrases", 1, "check", "全部检查，抽取部分词语", color=_INK, linewidth=2.5)
        line(axes, more, "phrases", 1, "check", "全部检查，添上报告里没有的词语", color=_COLOURS[0], linewidth=2.5)
        line(axes, more, "phrases", 1, "scan", "扫描，同上", color=_COLOURS[1])
        line(axes, more, "phrases", 1, "floor", "下限，同上", color=_INK, linestyle="--", linewidth=1.2)
        axes.legend(frameon=False)

    drawn("speed-phrases.svg", "查找的词语数", draw)


def draw_hostile(kinds: dict[str, list[Row]], plain: Sequence[Row]) -> None:
    def draw(axes: Any) -> None:
        steep = sorted(kinds, key=lambda name: -steepness(kinds[name]))
        for name, rows in kinds.items():
            if name not in steep[: len(_COLOURS)]:
                line(axes, rows, "bytes", 1000, "check", "", color=_PALE, linewidth=1, marker="")
        for name, colour in zip(steep, _COLOURS, strict=False):
            line(axes, kinds[name], "bytes", 1000, "check", name, color=colour, linewidth=1.3, markersize=3)
        line(axes, plain, "bytes", 1000, "check", "普通报告", color=_INK, linewidth=2.5)
        axes.legend(frameon=False)

    drawn("speed-hostile.svg", "文本的长度，KB", draw)


# --- The page --------------------------------------------------------------------------------------------------------


def placed(page: str, name: str, words: str) -> str:
    """Return the page with words between its marks of that name.

    Raises:
        ValueError: the page has no such marks, or more than one pair.
    """
    mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    page, times = mark.subn(lambda found: f"{found.group(1)}{words}\n{found.group(2)}", page)
    if times != 1:
        raise ValueError(f"docs/speed.md：{name} 的标记应当有一对，现有 {times} 对")
    return page


def grown(measured: Row) -> dict[str, str]:
    """Draw what `growth.py` measured; return the tables by the names of their marks."""
    draw_lengths(measured["length"])
    draw_phrases(measured["phrases"])
    draw_hostile(measured["hostile"], measured["length"])
    about = measured["machine"]
    return {
        "growth": f"{about['day']}，Python {about['python']}，pyahocorasick {about['pyahocorasick']}；"
        f"一份文本预计超过 {measured['limit']:g} 秒的（普通报告放宽到五倍）不往长里量。",
        "length": length_table(measured["length"]),
        "sampled": phrase_table(measured["phrases"]["sampled"]),
        "padded": phrase_table(measured["phrases"]["padded"]),
        "hostile": hostile_table(measured["hostile"]),
    }


def compared(measured: Row) -> dict[str, str]:
    """Return the tables of what `peers.py` measured by the names of their marks."""
    counts = sorted({row["count"] for row in measured["rows"]})
    tables = {
        f"peers-{count}": peer_table([row for row in measured["rows"] if row["count"] == count]) for count in counts
    }
    said = "，".join(f"{name} {version}" for name, version in measured["versions"].items())
    skipped = f"没有安装而跳过的：{'、'.join(measured['missing'])}。" if measured["missing"] else ""
    rounds = "、".join(
        f"{count:,} 份 {max(row['rounds'] for row in measured['rows'] if row['count'] == count)} 轮" for count in counts
    )
    about = (
        f"{measured['day']}，{measured['processors']} 个处理器，{rounds}；{said}。{skipped}"
        f"峰值量不出 {measured['runner'] / 1e6:.0f} MB 以下的，那是测量程序自己的。"
    )
    return {**tables, "peers": about}


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, made in (("growth", grown), ("peers", compared)):
        path = PICTURES / f"speed-{name}.json"
        if path.exists():
            for mark, words in made(json.loads(path.read_text(encoding="utf-8"))).items():
                page = placed(page, mark, words)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
