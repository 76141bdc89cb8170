"""主要举措和成效。

法治政府建设与责任落实督察工作规定 第二十五条(一)：报告应当写明上一年度推进法治政府建设的主要举措和成效。
"""

from lawlint.checks.instruments import SUPERVISION_RULES
from lawlint.model import Basis, Element, Examples, Part, Role

CHECK = Element(
    id="section-measures",
    title="主要举措和成效",
    family="structure",
    means="分标题叙述本年度推进法治政府建设的举措和成效；标题可以按事项写，不必出现“举措”“成效”字样。",
    required=("township", "county", "city", "department"),
    basis=(Basis(SUPERVISION_RULES, "第二十五条(一)"),),
    advice="用单独的标题列出本年度的主要举措和成效，标题下分事项写做法、数字和结果。",
    model_sentence="一、____年度推进法治政府建设的主要举措和成效",
    looks=Part(role=Role.ACCOUNT),
    examples=Examples(
        shown=(
            "一、主要举措和成效\n（一）抓学习。全年组织学法4次。",
            "一、强化组织领导\n镇党委全年研究法治工作3次。\n二、规范执法\n办理案件12件。",
            "工作开展情况\n全年组织学法4次，办理案件12件。\n下一步打算\n继续抓好学法。",
        ),
        touched=(
            "2023年，我镇扎实推进各项工作。现将情况报告如下。\n一是抓学习，全年组织学法4次。二是抓执法，办理案件12件。",
        ),
        absent=(
            "一、下一步工作安排\n（一）抓学习。组织学法4次。",
            "一、存在的不足\n执法力量偏弱。\n二、下一步工作安排\n充实执法力量。",
        ),
    ),
)
