"""党政主要负责人履行推进法治建设第一责任人职责情况。

法治政府建设与责任落实督察工作规定 第二十五条(三)，第六条至第九条；
党政主要负责人履行推进法治建设第一责任人职责规定 第四条至第六条。
"""

from lawlint.checks.instruments import FIRST_RESPONSIBLE_RULES, SUPERVISION_RULES
from lawlint.model import Basis, Element, Examples, Part, Role

CHECK = Element(
    id="section-first-responsible",
    title="党政主要负责人履行推进法治建设第一责任人职责情况",
    family="structure",
    means="单列标题写党政主要负责人履行推进法治建设第一责任人职责、加强法治政府建设的有关情况。",
    required=("township", "county", "city", "department"),
    basis=(
        Basis(SUPERVISION_RULES, "第二十五条(三)"),
        Basis(SUPERVISION_RULES, "第六条至第九条"),
        Basis(FIRST_RESPONSIBLE_RULES, "第四条至第六条"),
    ),
    advice="单列一个标题，写党委、政府主要负责人本人做了什么：主持研究几次、部署过问协调督办了哪些事、带头学法述法情况。",
    model_sentence="二、党政主要负责人履行推进法治建设第一责任人职责情况\n____年，主持召开会议研究法治政府建设____次，……",
    looks=Part(
        role=Role.FIRST_RESPONSIBLE,
        names=(
            "法治建设第一责任人", "法治政府建设第一责任人", "法治第一责任人", "依法治…第一责任人", "第一责任人职责",
            "第一责任人责任", "第一责任人的职责", "第一责任人的责任", "第一责任人的担子",
        ),
    ),
    examples=Examples(
        shown=(
            "一、党政主要负责人履行推进法治建设第一责任人职责情况\n镇长主持研究法治政府建设3次。",
            "一、工作情况\n1.主要负责人履职尽责。党委书记部署法治工作4次，过问执法难题2件。",
            "一、工作情况\n办案12件。\n二、局主要负责同志抓法治情况\n局长批示7件。",
        ),
        touched=(
            "一、工作情况\n镇党政主要负责人切实履行推进法治建设第一责任人职责。",
            "一、工作情况\n落实法治建设第一责任人职责，办案12件。",
        ),
        absent=("一、工作情况\n督促企业法人当好安全生产的第一责任人，检查企业25家。", "一、工作情况\n办理案件12件。"),
    ),
)
