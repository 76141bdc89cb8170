"""存在的不足。

法治政府建设与责任落实督察工作规定 第二十五条(二)：报告应当写明存在的不足和原因。
"""

from lawlint.checks.instruments import SUPERVISION_RULES
from lawlint.model import Basis, Element, Examples, Part, Role

CHECK = Element(
    id="section-shortcomings",
    title="存在的不足",
    family="structure",
    means="单列标题写本年度法治政府建设存在的不足和问题。",
    required=("township", "county", "city", "department"),
    basis=(Basis(SUPERVISION_RULES, "第二十五条(二)"),),
    advice="单列一个标题写存在的不足，逐条写本单位自己的问题，不写别人的问题，也不只放在结尾段里带过。",
    model_sentence="三、存在的不足和原因\n一是____。二是____。",
    looks=Part(role=Role.SHORTCOMINGS),
    examples=Examples(
        shown=(
            "一、工作情况\n办理案件12件。\n二、存在的不足和原因\n一是执法力量偏弱。",
            "一、工作情况\n办理案件12件。\n二、存在问题及下一步打算\n（一）存在问题\n执法文书不规范。\n（二）下一步打算\n加强培训。",
            "一、工作情况\n办理案件12件。\n二、短板与差距\n普法形式单一。",
        ),
        touched=("一、工作情况\n办理案件12件。虽然取得了一些成绩，但还存在一些不足：执法力量偏弱。",),
        absent=(
            "一、聚焦突出问题，化解矛盾纠纷\n化解纠纷25件。",
            "一、工作情况\n对督察发现的问题逐项整改，完成整改12个。",
        ),
    ),
)
