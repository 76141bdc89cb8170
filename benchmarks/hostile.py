"""Texts that nobody writes and every program that reads files must bear: one thing over and over, as long as asked for.

Each shows what costs more the more there is of it. Most stand in the body of a report, since much is only looked at
there; all are about an invented place. `TEXTS` names them all.
"""

from collections.abc import Callable
from itertools import count, cycle

_TITLE = "云溪镇人民政府2023年度法治政府建设年度报告\n\n"
_BODY = f"{_TITLE}一、2023年法治政府建设工作情况\n全年工作如下。"
_LEVELS = ("第{}部分 工作情况\n", "{}、依法行政\n", "（{}）落实制度\n", "1.抓学习\n", "（1）抓培训\n", "①抓考核\n")
_ACTS = "全年开展行政执法案卷评查12次，办理行政复议案件3件，组织法治培训3场"


def _again(piece: str, head: str = _BODY) -> Callable[[int], str]:
    """Return what makes a text of one piece over and over."""
    return lambda size: head + piece * max(1, (size - len(head.encode())) // len(piece.encode()))


def _counted(line: str) -> Callable[[int], str]:
    """Return what makes a text of one line over and over, `{}` in it the number of the line."""

    def text(size: int) -> str:
        lines = [_TITLE]
        left = size - len(_TITLE.encode())
        numbers = count(1)
        while left > 0:
            lines.append(line.format(next(numbers)))
            left -= len(lines[-1].encode())
        return "".join(lines)

    return text


def _deep(size: int) -> str:
    """Return headings of every depth, one under the other, again and again."""
    lines = [_TITLE]
    left = size - len(_TITLE.encode())
    for han in cycle("一二三四五六七八九十"):
        for level in _LEVELS:
            if left <= 0:
                return "".join(lines)
            lines.append(level.format(han))
            left -= len(lines[-1].encode())
    raise AssertionError("numbers never end")


TEXTS: dict[str, Callable[[int], str]] = {
    # One character, and nothing else or next to nothing.
    "法": _again("法", ""),
    "a": _again("a", ""),
    "空格": _again(" ", ""),
    "空行": _again("\n", ""),
    "回车换行": _again("\r\n", ""),
    "零宽字符": _again("\ufeff", ""),
    "破折号": _again("—", ""),
    "破折号和空格": _again("— ", ""),
    "引号": _again("“法治”"),
    "逗号": _again("，"),
    "句号": _again("。"),
    "冒号": _again("："),
    "左书名号": _again("《"),
    "左括号": _again("（"),
    "方括号": _again("[bookmark:"),
    # Figures: the cells of a table run into each other once blanks are gone.
    "数字": _again("1"),
    "小数": _again("1."),
    "千位逗号": _again("1,000,"),
    "数字表格": _again("12\n"),
    "汉字数字": _again("十百千"),
    "两": _again("两"),
    "年份": _again("2023年"),
    "日期": _again("2023年1月9日"),
    # Without an end: one clause, one sentence, one list, one line.
    "一个词": _again("重大行政决策"),
    "一个动作": _again("开展"),
    "一个分句：名称": _again("行政执法案卷评查"),
    "一个分句：名称和数字": _again("开展行政执法案卷评查12次"),
    "一个分句：组合": _again("组织领导干部学法开庭审理旁听"),
    "一个分句：表态": _again("要坚持行政执法案卷评查"),
    "一个分句：意义": _again("行政执法案卷评查是关键"),
    "一个分句：没有发生": _again("未发生行政复议案件"),
    "一个分句：否定": _again("未开展法治培训"),
    "一个分句：规定": _again("未经合法性审查不得提交"),
    "一个分句：法名": _again("行政复议《行政复议法》"),
    "一个分句：待填": _again("（请填写）行政复议____"),
    "一串顿号": _again("行政执法案卷评查、法治培训、"),
    "一串顿号，等程序": _again("行政执法案卷评查，法治培训，等程序"),
    "一个句子": _again(f"{_ACTS}，"),
    "一段": _again(f"{_ACTS}。"),
    "一句一段": _again(f"{_ACTS}。\n"),
    "短句": _again("重大行政决策。"),
    "短行": _again("推进工作\n"),
    "等宽的行": _again("我镇坚持依法行政深入推进法治政府建设各项工作取得新的成效并将继续努\n"),
    "表格": _again("| 行政复议 | 12 |\n"),
    # Structure: headings, titles, signatures, roles.
    "标题": _counted("一、依法行政工作情况{}\n"),
    "标题：问题": _counted("一、存在的问题{}\n"),
    "标题：打算": _counted("{}.下一步工作打算\n"),
    "标题带正文": _counted("（一）依法行政工作{}。全年开展法治培训3场。\n"),
    "没有编号的标题": _counted("依法行政{}\n\n"),
    "层层标题": _deep,
    "段中的标题": _again("。一、工作（一）落实", _TITLE),
    "报告标题": _again("云溪镇人民政府2023年度法治政府建设年度报告\n", ""),
    "没有完的报告标题": _again("关于2023年度法治政府建设情况报告的\n", ""),
    "落款": _again("云溪镇人民政府\n2024年1月9日\n"),
    "特此报告": _again("特此报告\n"),
    "问题": _again("存在问题。"),
    "打算": _again("2024年，将继续推进依法行政。"),
    "一句打算": _again("下一步将"),
}
