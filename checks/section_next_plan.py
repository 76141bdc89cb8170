"""下一年度主要安排。

法治政府建设与责任落实督察工作规定 第二十五条(四)：报告应当写明下一年度推进法治政府建设的主要安排。
"""

from lawlint.checks.instruments import SUPERVISION_RULES
from lawlint.model import Basis, Element, Examples, Part, Role

CHECK = Element(
    id="section-next-plan",
    title="下一年度主要安排",
    family="structure",
    means="单列标题写下一年度或者下一阶段推进法治政府建设的安排。",
    required=("township", "county", "city", "department"),
    basis=(Basis(SUPERVISION_RULES, "第二十五条(四)"),),
    advice="单列一个标题写下一年度的主要安排，与前面写的不足一一对应，写到具体的事。",
    model_sentence="四、____年度主要安排\n一是____。二是____。",
    looks=Part(role=Role.PLAN),
    examples=Examples(
        shown=(
            "一、工作情况\n办案12件。\n二、下一年度主要安排\n一是充实执法力量。",
            "一、2023年工作情况\n办案12件。\n二、2024年工作打算\n充实执法力量。",
            "一、工作情况\n办案12件。\n二、存在不足和下一步打算\n一是执法力量偏弱。下一步，将充实执法力量。",
        ),
        touched=("一、工作情况\n办案12件。下一步，我镇将充实执法力量。",),
        absent=(
            "一、将法治政府建设纳入年度工作计划\n制定年度工作计划，办案12件。",
            "一、工作情况\n制定年度执法检查计划，检查企业12家。",
        ),
    ),
)
