"""Every check is complete, cites what it says, and answers its own examples as it promises."""

import importlib
import pathlib
import tomllib
from collections.abc import Callable

import pytest
from support import ROOT, SHARED, example_text

from lawlint.checks import CHECKS, VOCABULARY
from lawlint.engine import Checklist, check, prepare
from lawlint.matching import pattern
from lawlint.model import (
    Composite,
    Content,
    DocumentReport,
    Element,
    Finding,
    Part,
    Signature,
    Source,
    Steps,
    TitleLine,
)

IDS = [element.id for element in CHECKS]
NOT_CHECKS = {"__init__", "instruments", "vocabulary"}
LONGEST_PHRASE = 18


def contents(element: Element) -> list[Content]:
    looks = element.looks
    match looks:
        case Content():
            return [looks]
        case Composite():
            return [looks.content]
        case Steps():
            return [looks.content, *(step.content for step in looks.steps)]
        case Part() | TitleLine() | Signature():
            return []


def phrases(element: Element) -> list[str]:
    found: list[str] = []
    for content in contents(element):
        for some in (content.names, content.done, content.touches, content.acts, content.hides, content.unless):
            found.extend(some)
        for together in (*content.together, *content.touches_together):
            for group in together.groups:
                found.extend(group)
    return found


def test_every_module_is_listed() -> None:
    """The explicit list holds exactly the modules of the folder, under the names of their ids."""
    stems = {path.stem for path in (ROOT / "checks").glob("*.py")} - NOT_CHECKS
    assert stems == {name.replace("-", "_") for name in IDS}
    assert len(IDS) == len(set(IDS)) == 75


@pytest.mark.parametrize("element", CHECKS, ids=IDS)
def test_docstring_cites_the_basis(element: Element) -> None:
    """Each instrument and article that is shown as law stands in the docstring too, so that the two cannot part."""
    told = importlib.import_module(f"lawlint.checks.{element.id.replace('-', '_')}").__doc__ or ""
    assert told.startswith(element.title)
    for basis in (one for one in element.basis if one.verified):
        assert basis.instrument in told
        assert basis.article in told


@pytest.mark.parametrize("element", CHECKS, ids=IDS)
def test_fields_are_filled(element: Element) -> None:
    """A drafter gets advice, a reader a meaning and a basis, and every finding has its examples."""
    assert element.means
    assert element.advice
    assert element.basis
    assert element.required or element.recommended
    assert element.examples.shown
    assert element.examples.touched
    assert element.examples.absent


@pytest.mark.parametrize("element", CHECKS, ids=IDS)
def test_phrases_are_general(element: Element) -> None:
    """No phrase is empty, and none so long that only one sentence in the world could hold it."""
    for phrase in phrases(element):
        assert sum(map(len, pattern(phrase))) <= LONGEST_PHRASE, phrase
    for content in contents(element):
        for together in (*content.together, *content.touches_together):
            assert len(together.groups) >= 2
            assert all(together.groups)


CASES = [
    pytest.param(element, finding, text, id=f"{element.id}-{finding.value}-{number}")
    for element in CHECKS
    for finding in Finding
    for number, text in enumerate(getattr(element.examples, finding.value))
]


@pytest.fixture(scope="module")
def only(checklist: Checklist) -> Callable[[Element, str], DocumentReport]:
    """Check a text for one element, with the names of all others known."""

    def judge(element: Element, text: str) -> DocumentReport:
        return check(Source("example", example_text(element, text), "utf-8", "text/plain", ""), checklist)

    return judge


@pytest.mark.parametrize(("element", "finding", "text"), CASES)
def test_own_examples(
    element: Element, finding: Finding, text: str, only: Callable[[Element, str], DocumentReport]
) -> None:
    """A check answers each of its own examples with the finding under which it stands."""
    report = only(element, text)
    result = next(result for result in report.results if result.element.id == element.id)
    assert result.finding is finding, [(evidence.quote, evidence.matched) for evidence in result.evidence]


@pytest.mark.parametrize("element", list(filter(contents, CHECKS)), ids=lambda element: element.id)
def test_model_sentence(element: Element, only: Callable[[Element, str], DocumentReport]) -> None:
    """What the advice offers earns its element, and not before its blanks are filled."""

    # Of the parts of a report only the causes are contents; they stand with the shortcomings.
    before = "二、存在的不足\n" if element.family == "structure" else ""

    def found(text: str) -> Finding:
        report = only(element, before + text)
        return next(result for result in report.results if result.element.id == element.id).finding

    assert found(element.model_sentence) is not Finding.SHOWN
    assert found(element.model_sentence.replace("____", "3")) is Finding.SHOWN


def test_a_wrong_check_fails() -> None:
    """The examples can fail: a check that looks for other words does not find what it promises."""
    element = next(element for element in CHECKS if element.id == "constitutional-oath")
    blind = Element(
        id="blind",
        title=element.title,
        family=element.family,
        means=element.means,
        basis=element.basis,
        advice=element.advice,
        looks=Content(names=("不会出现的词",)),
        examples=element.examples,
        required=element.required,
    )
    text = "一、工作开展情况\n" + element.examples.shown[0]
    report = check(Source("example", text, "utf-8", "text/plain", ""), prepare([blind], VOCABULARY))
    assert report.results[0].finding is Finding.ABSENT


CATALOGUE = SHARED / "corpus" / "catalogue.toml"


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the corpus is not beside the project")
def test_catalogue_agrees() -> None:
    """Ids, titles, families, levels and years are those of the catalogue, in its order."""
    wanted = tomllib.loads(pathlib.Path(CATALOGUE).read_text(encoding="utf-8"))["element"]
    assert [item["id"] for item in wanted] == IDS
    for item, element in zip(wanted, CHECKS, strict=True):
        assert element.title == item["title"]
        assert element.family == item["family"]
        assert list(element.required) == item.get("required", [])
        assert list(element.recommended) == item.get("recommended", [])
        assert element.since == item.get("since")
        assert element.until == item.get("until")
