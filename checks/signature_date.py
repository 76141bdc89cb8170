"""落款和成文日期。

GB/T 9704-2012 7.3.5：正文之后署发文机关名称和成文日期。
"""

from lawlint.checks.instruments import DOCUMENT_FORMAT
from lawlint.model import Basis, Element, Examples, Signature

CHECK = Element(
    id="signature-date",
    title="落款和成文日期",
    family="structure",
    means="正文之后署单位名称和完整的成文日期（年、月、日）。",
    required=("township", "county", "city", "department"),
    basis=(Basis(DOCUMENT_FORMAT, "7.3.5"),),
    advice="在正文末尾另起两行，写单位全称和成文日期，日期写全年、月、日。",
    model_sentence="____（单位全称）\n____年____月____日",
    looks=Signature(),
    examples=Examples(
        shown=(
            "一、工作情况\n办案12件。\n\n青禾镇人民政府\n2024年1月12日",
            "一、工作情况\n办案12件。\n特此报告。\n石埠县水利局\n二〇二四年一月十二日",
            "一、工作情况\n办案12件。\n中共石埠乡委员会\n石埠乡人民政府\n2024年1月12日\n抄送：县依法治县办。",
        ),
        touched=("一、工作情况\n办案12件。\n青禾镇人民政府", "一、工作情况\n办案12件。\n2024年1月12日"),
        absent=(
            "一、工作情况\n2024年1月12日召开会议，办案12件。",
            "一、工作情况\n办案12件。\n信息来源：青禾镇人民政府　发布日期：2024年1月12日　【打印本页】【关闭窗口】",
        ),
    ),
)
