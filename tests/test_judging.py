"""What a sentence says of an element: one element of one name, and everything that can stand around it."""

from collections.abc import Sequence

import pytest

from lawlint.checks import VOCABULARY
from lawlint.engine import check, prepare
from lawlint.model import (
    Composite,
    Content,
    DocumentReport,
    Element,
    Examples,
    Looks,
    Role,
    Source,
    Step,
    Steps,
    Together,
)


def element(looks: Looks, name: str = "ferry") -> Element:
    return Element(name, "渡口巡查", "x", "渡口巡查", (), "写明", looks, Examples((), (), ()), ("township",))


def report(text: str, *elements: Element) -> DocumentReport:
    return check(Source("a.txt", text, "utf-8", "text/plain", ""), prepare(elements, VOCABULARY))


def finding(sentence: str, looks: Looks, heading: str = "一、工作开展情况") -> str:
    return str(report(f"{heading}\n{sentence}", element(looks)).results[0].finding)


NAME = Content(names=("渡口巡查",))


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        # a name with an act, a figure, a date, a regular practice, a zero
        ("组建渡口巡查队。", "shown"),
        ("渡口巡查42次。", "shown"),
        ("渡口巡查一百零三次。", "shown"),
        ("渡口巡查共三百二十户。", "shown"),
        ("3月12日渡口巡查。", "shown"),
        ("每月渡口巡查。", "shown"),
        ("渡口巡查未发现隐患。", "shown"),
        # a name alone, a slogan, a vow, a mere list
        ("渡口巡查。", "touched"),
        ("大力开展渡口巡查。", "touched"),
        ("严格落实渡口巡查制度。", "touched"),
        ("加快推进渡口巡查。", "touched"),
        ("抓好渡口巡查、护林防火、秸秆禁烧。", "touched"),
        # years, articles and idioms are no figures
        ("2023年渡口巡查。", "touched"),
        ("第十二条渡口巡查。", "touched"),
        ("千家万户渡口巡查。", "touched"),
        # what bears it out in the next clause, and what does not
        ("落实渡口巡查，全年检查船只86艘。", "shown"),
        ("加强渡口巡查，确保群众出行安全。", "touched"),
        ("加强渡口巡查，从源头上防止违法载客。", "touched"),
        # denial, and faults that were mended
        ("尚未开展渡口巡查。", "touched"),
        ("渡口巡查不到位。", "touched"),
        ("渡口巡查没有如期组织。", "touched"),
        ("整改渡口巡查不到位问题5个。", "shown"),
        ("渡口巡查方案尚未出台。", "touched"),
        # study, meetings and praise
        ("学习渡口巡查办法。", "touched"),
        ("参加渡口巡查培训2期。", "touched"),
        ("会议对渡口巡查提出了要求。", "touched"),
        ("研究部署渡口巡查等工作。", "touched"),
        ("渡口巡查意义重大。", "touched"),
        ("以渡口巡查为抓手。", "touched"),
        ("以渡口巡查为抓手，查处违规船只12艘。", "shown"),
        ("根据上级渡口巡查的部署。", "touched"),
        # plans
        ("拟组建渡口巡查队3支。", "touched"),
        ("将同步组建渡口巡查队。", "touched"),
        ("渡口巡查是明年要组织的重点。", "touched"),
        ("渡口巡查计划二季度组织5次。", "touched"),
        ("下一步，组织渡口巡查12次。", "touched"),
        ("将渡口巡查纳入年度考核。", "shown"),
        # in a title, in another word
        ("修订《渡口巡查条例》。", "absent"),
        ("印发《渡口巡查办法》。", "shown"),
        ("路边巡查42次。", "absent"),
    ],
)
def test_a_name(sentence: str, wanted: str) -> None:
    """A name shows its element beside a reported act, a figure, a date or a zero, and touches it otherwise."""
    assert finding(sentence, NAME) == wanted


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("一、工作开展情况", "shown"),
        ("一、党政主要负责人履行推进法治建设第一责任人职责情况", "shown"),
        ("一、存在的问题", "touched"),
        ("一、下一步工作打算", "touched"),
    ],
)
def test_role_decides(heading: str, wanted: str) -> None:
    """The same words show an element in the account, and touch it in shortcomings and plan."""
    assert finding("组织渡口巡查42次。", NAME, heading) == wanted
    assert report(f"{heading}\n组织渡口巡查42次。", element(Content(("渡口巡查",), counts_in=(Role.PLAN,)))).results[
        0
    ].finding == ("touched" if "打算" in heading else "absent")


@pytest.mark.parametrize(
    ("looks", "sentence", "wanted"),
    [
        # a longer word hides a name, also with a gap
        (Content(("巡查",), hides=("河湖巡查",)), "河湖巡查42次。", "absent"),
        (Content(("巡查",), hides=("河湖…巡查",)), "河湖管理巡查42次。", "absent"),
        (Content(("巡查",), hides=("河湖巡查",)), "河湖巡查42次，渡口巡查3次。", "shown"),
        (Content(("巡查",), touches=("村级巡查",)), "村级巡查42次。", "touched"),
        # a word beside it gives it another meaning
        (Content(("巡查",), unless=("演出",)), "巡查演出42场。", "absent"),
        (Content(("巡查",), unless=("演出",)), "巡查42次，演出3场。", "shown"),
        # done phrases, with gaps of twelve characters at most
        (Content(("巡查",), done=("走遍…渡口",)), "走遍沿江十四处渡口。", "shown"),
        (Content(("巡查",), done=("走遍…渡口",)), "走遍了沿江上下游左右两岸的一处又一处渡口。", "absent"),
        (Content(("巡查",), done=("守渡口",)), "坚持守渡口。", "touched"),
        (Content(("巡查",), done=("守渡口",), vows_count=True), "坚持守渡口。", "shown"),
        (Content(("巡查",), done=("守渡口",)), "没有执照的一律不得守渡口。", "shown"),
        # study counts where the element is about it, and where it is an act of its own
        (Content(("渡口巡查",), talk_counts=True), "参加渡口巡查培训2期。", "shown"),
        (Content(("渡口巡查",), acts=("培训",)), "参加渡口巡查培训2期。", "shown"),
        # acts of its own
        (Content(("渡口巡查",), acts=("守夜",)), "渡口巡查守夜。", "shown"),
        # titles and lists
        (Content(("渡口巡查",), in_titles=True), "修订《渡口巡查条例》。", "shown"),
        (Content(("x",), done=("风险评估",)), "经过公众参与、风险评估等程序。", "touched"),
        (Content(("x",), done=("风险评估",), in_lists=True), "经过公众参与、风险评估等程序。", "shown"),
        (Content(("x",), done=("风险评估",)), "履行公众参与、风险评估等程序，风险评估报告4份。", "shown"),
        # where it can be shown
        (Content(("渡口巡查",), shown_in=(Role.PLAN,)), "组织渡口巡查42次。", "touched"),
    ],
)
def test_what_a_content_may_say(looks: Content, sentence: str, wanted: str) -> None:
    """Every field of a content does what it is described to do."""
    assert finding(sentence, looks) == wanted


@pytest.mark.parametrize(
    ("groups", "within", "sentence", "wanted"),
    [
        ((("船",), ("查",)), 10, "逐船逐人查。", "shown"),
        ((("船",), ("查",)), 4, "逐船逐人逐证查。", "absent"),
        ((("船",), ("查",)), 10, "查证。数船。", "absent"),
        ((("船",), ("查", "船")), 10, "一条船。", "absent"),
        ((("船",), ("件",)), 20, "船主文件。", "absent"),
        ((("船",), ("件",)), 20, "船主证12件。", "shown"),
        ((("船",), ("件",)), 20, "船主证十二件。", "shown"),
    ],
)
def test_combinations(groups: Sequence[tuple[str, ...]], within: int, sentence: str, wanted: str) -> None:
    """A combination wants one of each group, close together, in one sentence, each on its own characters."""
    assert finding(sentence, Content(("x",), together=(Together(tuple(groups), within),))) == wanted


def test_combinations_that_only_touch() -> None:
    looks = Content(("x",), touches_together=(Together((("船",), ("查",)), 10),))
    assert finding("逐船逐人查12次。", looks) == "touched"


def test_an_element_that_stands_on_others() -> None:
    """It is shown with all its parts, or named with enough of them; one part touches it."""
    parts = (element(Content(("甲巡",)), "a"), element(Content(("乙巡",)), "b"))
    whole = element(Composite(("a", "b"), Content(("两巡",)), enough_when_named=1), "whole")
    wanted = {
        "甲巡3次，乙巡3次。": "shown",
        "甲巡3次。": "touched",
        "两巡都有，甲巡3次。": "shown",
        "两巡都有。": "touched",
    }
    for sentence, found in wanted.items():
        results = report(f"一、工作开展情况\n{sentence}", whole, *parts).results
        assert results[0].finding == found, sentence


def test_steps() -> None:
    """Enough steps show it, fewer touch it."""
    steps = tuple(Step(name, Content(("x",), done=(name,))) for name in ("问船主", "看证照", "验船体"))
    looks = Steps(steps, 2, Content(("三步查",)))
    assert finding("先问船主，再看证照。", looks) == "shown"
    assert finding("先问船主。", looks) == "touched"
    assert finding("组织三步查12次。", looks) == "shown"
    assert finding("数船。", looks) == "absent"


def test_evidence_is_the_clause_and_the_best_comes_first() -> None:
    """Evidence quotes the clause without its punctuation, the strongest first, with the words that matched."""
    text = "一、工作开展情况\n渡口巡查。全镇组织渡口巡查42次，修路。"
    found = report(text, element(NAME)).results[0]
    assert [item.quote for item in found.evidence] == ["全镇组织渡口巡查42次", "渡口巡查"]
    assert found.evidence[0].matched == ("渡口巡查",)
    assert (found.evidence[0].start.line, found.evidence[0].start.column) == (2, 6)
    assert found.score == 1.0


def test_requirements_and_score() -> None:
    """Levels and years decide what is asked for, and only required elements make the score."""
    looks = Content(("渡口巡查",))
    required = element(looks, "a")
    recommended = Element(**{**_fields(required), "id": "b", "required": (), "recommended": ("township",)})
    later = Element(**{**_fields(required), "id": "c", "since": 2025})
    other = Element(**{**_fields(required), "id": "d", "required": ("city",)})
    checklist = prepare((required, recommended, later, other), VOCABULARY)
    source = Source("a.txt", "一、工作开展情况\n修路。", "utf-8", "text/plain", "")
    told = check(source, checklist, "township", 2023)
    assert [str(item.status) for item in told.results] == ["fail", "note", "not_applicable", "not_applicable"]
    assert told.score == 0.0
    strict = check(source, checklist, "township", 2025, strict=True)
    assert [str(item.status) for item in strict.results] == ["fail", "fail", "fail", "not_applicable"]


def _fields(one: Element) -> dict[str, object]:
    return one._asdict()
