"""What several tests share."""

import pathlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lawlint import cli
from lawlint.model import Composite, Content, DocumentReport, Element, Steps

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line gave."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


def caller(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what calls the command line in this process."""

    def call(*arguments: str) -> Outcome:
        status = cli.run(arguments)
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return call


def findings(report: DocumentReport) -> dict[str, str]:
    """Return the finding of each element by its id."""
    return {result.element.id: str(result.finding) for result in report.results}


def example_reports() -> list[pathlib.Path]:
    """Return the example reports that are plain UTF-8 text."""
    found = []
    for path in sorted((ROOT / "examples").glob("*.txt")):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        found.append(path)
    return found


def example_text(element: Element, text: str) -> str:
    """Return an example of an element as a document: one about contents is read as a sentence of the account."""
    told_anywhere = isinstance(element.looks, Content | Composite | Steps) and element.family != "structure"
    return f"一、工作开展情况\n{text}" if told_anywhere else text
