"""报告标题。

法治政府建设与责任落实督察工作规定 第二十三条：各级党委、政府和部门每年报告上一年度法治政府建设情况。
"""

from lawlint.checks.instruments import SUPERVISION_RULES
from lawlint.model import Basis, Element, Examples, TitleLine

CHECK = Element(
    id="report-title",
    title="报告标题",
    family="structure",
    means="标题写明报告单位、报告年度和文种。",
    required=("township", "county", "city", "department"),
    basis=(Basis(SUPERVISION_RULES, "第二十三条"),),
    advice="在正文之前单独一行写标题，写全单位名称、年度和文种；网页发布时标题也要留在正文里。",
    model_sentence="____（单位全称）____年度法治政府建设年度报告",
    looks=TitleLine(),
    examples=Examples(
        shown=(
            "青禾镇人民政府2023年度法治政府建设年度报告\n\n一、主要举措和成效\n（一）抓学习。组织学法4次。",
            "中共石埠乡委员会\n石埠乡人民政府\n关于2022年法治政府建设工作情况的报告\n\n县委、县政府：\n现将情况报告如下。\n一、工作情况\n开展培训3次。",
            "南陂县二〇二一年度依法行政工作总结\n\n一、工作情况\n开展培训3次。",
        ),
        touched=(
            "关于法治政府建设工作情况的报告\n\n一、工作情况\n开展培训3次。",
            "清溪局法治政府建设工作情况报告\n\n一、工作情况\n开展培训3次。",
        ),
        absent=(
            "现将有关情况报告如下：\n一、2023年工作情况\n（一）抓学习。组织学法4次。",
            "上一篇：青禾镇2022年度法治政府建设情况报告\n一、2023年工作情况\n组织学法4次。",
        ),
    ),
)
