"""Files are answered in their order, whether one after the other or by several processes at a time."""

import json
import pathlib
import sys

import pytest
from wordfiles import p, word

from lawlint import cli
from lawlint.checks import CHECKS, VOCABULARY
from lawlint.engine import prepare
from lawlint.model import Failure
from lawlint.reading import Manner
from lawlint.running import Job, answers

REPORT = (
    "清溪镇2024年法治政府建设年度报告\n一、工作开展情况\n聘请{0}名律师担任镇法律顾问，出具法律意见书9份。\n"
    "清溪镇人民政府\n2025年1月10日\n"
)


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current folder with reports in several formats, and files that cannot be checked."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    for number in range(6):
        text = REPORT.format(number)
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"{number}.docx").write_bytes(word("".join(p(line) for line in text.splitlines())))
    (tmp_path / "2.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "3.txt").write_text("今天天气很好。", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("output_format", ["json", "text"])
def test_the_answer_is_the_same_whatever_the_number_of_processes(
    capsys: pytest.CaptureFixture[str], output_format: str
) -> None:
    """One process and three give the same bytes, in the order of the files, refusals among them."""
    told = []
    for jobs in ("1", "3"):
        assert cli.run(["-f", output_format, "-j", jobs, "."]) == 2
        told.append(capsys.readouterr())
    assert told[0] == told[1]
    if output_format == "json":
        data = json.loads(told[0].out)
        names = [document["path"] for document in data["documents"]]
        assert names == sorted(names)
        assert len(names) == 10
        assert [error["path"] for error in data["errors"]] == ["2.docx", "3.txt"]


def job(jobs: int) -> Job:
    return Job(prepare(CHECKS, VOCABULARY), None, None, False, False, Manner(), jobs, "<stdin>")


@pytest.mark.parametrize(("jobs", "files", "processes"), [(1, 100, 0), (0, 11, 0), (0, 200, 2), (2, 2, 2), (9, 1, 0)])
def test_how_many_processes(monkeypatch: pytest.MonkeyPatch, jobs: int, files: int, processes: int) -> None:
    """A few files are not worth another process unless it is asked for; there are no more than processors and files."""
    asked = []

    def at_once(paths: list[str], _: Job, count: int) -> list[Failure]:
        asked.append(count)
        return [Failure(path, "x", "x") for path in paths]

    monkeypatch.setattr("lawlint.running._at_once", at_once)
    monkeypatch.setattr("lawlint.running.os.cpu_count", lambda: 2)
    found = list(answers([f"missing{number}.txt" for number in range(files)], job(jobs)))
    assert len(found) == files
    assert asked == ([processes] if processes else [])


@pytest.mark.usefixtures("folder")
def test_standard_input_among_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is read here, since other processes have none."""
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.format(7).encode())))
    found = list(answers(["0.txt", "-", "1.docx"], job(2)))
    assert not any(isinstance(answer, Failure) for answer in found)


@pytest.mark.usefixtures("folder")
def test_who_stops_asking_is_not_kept_waiting() -> None:
    """A run that is broken off does not work through the rest."""
    running = answers(["0.txt"] * 500, job(2))
    assert not isinstance(next(running), Failure)
    running.close()  # type: ignore[attr-defined]
