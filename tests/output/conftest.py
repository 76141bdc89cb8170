"""A toy report that has one of everything: each status, a waiver, other roles, an error and a notice."""

import pytest

from lawlint.model import (
    Basis,
    Composite,
    Content,
    Document,
    DocumentReport,
    Element,
    Evidence,
    Examples,
    Failure,
    Finding,
    Part,
    Place,
    Report,
    Requirement,
    Result,
    Role,
    Section,
    Signature,
    Source,
    Span,
    Status,
    Step,
    Steps,
    TitleLine,
    Waiver,
)

TEXT = "红镇2024年报告\n一、做法\n刷了红漆三桶。\n二、打算\n明年刷蓝漆。\n"


def _element(name: str, family: str, looks: object, **more: object) -> Element:
    element = Element(
        id=name,
        title=f"{name}的名称",
        family=family,
        means="",
        basis=(Basis("油漆条例", "第一条"), Basis("没有核对的规定", "第九条", verified=False)),
        advice=f"写明{name}刷了几桶。",
        looks=Content((name,)),
        examples=Examples((), (), ()),
        required=("township",),
        model_sentence="刷____漆____桶。",
    )
    return element._replace(looks=looks, **more)  # type: ignore[arg-type]


def _evidence(quote: str, role: Role = Role.ACCOUNT) -> Evidence:
    start = TEXT.index(quote)
    line = TEXT.count("\n", 0, start)
    column = start - (TEXT.rfind("\n", 0, start) + 1)
    return Evidence(
        quote,
        role,
        (quote[:2],),
        Place(line + 1, column + 1, start),
        Place(line + 1, column + 1 + len(quote), start + len(quote)),
        0.9,
    )


def _result(
    element: Element,
    status: Status,
    finding: Finding,
    evidence: tuple[Evidence, ...] = (),
    waiver: Waiver | None = None,
) -> Result:
    requirement = {
        Status.NOTE: Requirement.RECOMMENDED,
        Status.NOT_APPLICABLE: Requirement.NOT_APPLICABLE,
    }.get(status, Requirement.REQUIRED)
    return Result(element, requirement, finding, status, 0.9 if evidence else 0.0, evidence, "0" * 32, waiver)


@pytest.fixture
def report() -> Report:
    """One document with seven results, one error and one notice."""
    content = Content(("漆",))
    source = Source("报告/红镇.txt", TEXT, "utf-8", "text/plain", "ab" * 32)
    sections = (
        Section("做法", "一", 1, (Role.ACCOUNT,), Span(10, 14), Span(10, 23)),
        Section("打算", "二", 1, (Role.PLAN,), Span(23, 27), Span(23, 35)),
    )
    document = Document(
        source=source,
        title="红镇2024年报告",
        title_spans=(Span(0, 9),),
        title_complete=True,
        issuer="红镇人民政府",
        signer="",
        level="township",
        year=2024,
        date="",
        signature_spans=(),
        sections=sections,
        sentences=(),
        is_report=True,
    )
    plan = _evidence("明年刷蓝漆", Role.PLAN)
    results = (
        _result(_element("red", "structure", content), Status.PASS, Finding.SHOWN, (_evidence("刷了红漆三桶"), plan)),
        _result(_element("blue", "structure", content), Status.WARN, Finding.TOUCHED, (plan,)),
        _result(_element("signed", "structure", Signature()), Status.FAIL, Finding.ABSENT),
        _result(
            _element("green", "rules", Composite(("red",), content)),
            Status.FAIL,
            Finding.ABSENT,
            waiver=Waiver("本镇没有绿漆", "2030-12-31", "lawlint.toml"),
        ),
        _result(
            _element("grey", "rules", Steps((Step("一", content),), 1, content)), Status.NOTE, Finding.TOUCHED, (plan,)
        ),
        _result(_element("titled", "paints", TitleLine()), Status.NOTE, Finding.ABSENT),
        _result(_element("white", "paints", Part(Role.PLAN)), Status.NOT_APPLICABLE, Finding.SHOWN, (plan,)),
    )
    checked = DocumentReport(document, "township", False, 2024, True, results, 37.5)
    return Report((checked,), (Failure("坏.txt", "empty", "文件是空的。"),), ("有一条提示。",))
