"""Files are answered in their order, whether one after the other or by several processes at a time."""

import io
import json
import pathlib
import sys
import time
from collections.abc import Sequence

import pytest
from crewwork import obey, stillborn
from hypothesis import given
from hypothesis import strategies as st
from support import caller
from wordfiles import p, word

from lawlint import crew, running
from lawlint.checks import CHECKS, VOCABULARY
from lawlint.config import Waivers
from lawlint.crew import CannotStartError, Hands, Lost, answered
from lawlint.engine import check, prepare
from lawlint.finishing import Finish, Outcome
from lawlint.model import Failure, Source
from lawlint.reading import Limits, Manner
from lawlint.running import Answer, Job, Task, answers, checked, chunk_ends, jobs_for

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
@pytest.mark.parametrize("output_format", ["json", "jsonl", "text", "concise", "sarif"])
def test_the_answer_is_the_same_whatever_the_number_of_processes(
    capsys: pytest.CaptureFixture[str], output_format: str
) -> None:
    """One process and three give the same bytes, in the order of the files, refusals among them."""
    run = caller(capsys)
    told = [run("-f", output_format, "-j", jobs, ".") for jobs in ("1", "3")]
    assert told[0] == told[1]
    assert told[0].status == 2
    if output_format == "json":
        data = json.loads(told[0].out)
        names = [document["path"] for document in data["documents"]]
        assert names == sorted(names)
        assert len(names) == 10
        assert [error["path"] for error in data["errors"]] == ["2.docx", "3.txt"]


def job(jobs: int, manner: Manner = Manner()) -> Job:  # noqa: B008
    return Job(prepare(CHECKS, VOCABULARY), None, None, False, False, manner, jobs, "<stdin>")


def task(jobs: int) -> Task:
    return Task(job(jobs), Finish(Waivers((), "", ""), None, (), gather=True))


@pytest.mark.parametrize(
    ("jobs", "suffix", "files", "processes"),
    [
        *((1, "txt", 100, 1), (0, "txt", 47, 1), (0, "txt", 48, 2), (0, "txt", 200_000, 4)),
        *((0, "docx", 11, 1), (0, "docx", 12, 2), (2, "txt", 2, 2), (9, "txt", 1, 1)),
    ],
)
def test_how_many_processes(
    monkeypatch: pytest.MonkeyPatch, jobs: int, suffix: str, files: int, processes: int
) -> None:
    """Little work is not worth another process unless it is asked for; there are no more than processors and files."""
    monkeypatch.setattr("lawlint.running.os.cpu_count", lambda: 4)
    paths = [f"missing{number}.{suffix}" for number in range(files)]
    assert max(jobs_for(paths, job(jobs)), 1) == processes


@pytest.mark.usefixtures("folder")
def test_standard_input_among_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is read here, since other processes have none; it keeps its place."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.format(7).encode())))
    found = list(answers(["0.txt", "-", "1.docx"], task(2)))
    assert [one.document.document.source.path for one in found if one.document] == ["0.txt", "<stdin>", "1.docx"]


@pytest.mark.usefixtures("folder")
def test_who_stops_asking_is_not_kept_waiting() -> None:
    """A run that is broken off does not work through the rest."""
    asked = answers(["0.txt"] * 500, task(2))
    assert next(asked).failure is None
    asked.close()


# --- Chunks ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["a.txt", "b.docx", "c.pdf"]), min_size=1, max_size=300), st.integers(1, 9))
def test_chunks(paths: list[str], jobs: int) -> None:
    """Chunks cover all paths in their order, hold little enough work each, and are enough for all processes."""
    end = chunk_ends(paths, jobs)
    ends = []
    first = 0
    while first < len(paths):
        assert end(first) > first
        assert end(first) - first <= 32
        first = end(first)
        ends.append(first)
    assert ends[-1] == len(paths)
    assert len(ends) >= min(len(paths), 4 * jobs)


# --- A crew ----------------------------------------------------------------------------------------------------------


def crew_of(marks: pathlib.Path, items: Sequence[str], jobs: int = 2, seconds: float = 300) -> list[bytes | Lost]:
    """Return what a crew answers that gets two items at a time."""
    hands = Hands(obey, (str(marks),), seconds)
    return list(answered(items, lambda first: min(first + 2, len(items)), jobs, hands))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_death_costs_what_caused_it(tmp_path: pathlib.Path, jobs: int) -> None:
    """Whatever kills its process every time has no answer; everything else has, in order, and nothing twice."""
    items = ["a", "die", "b", "c", "die-once d", "e", "f", "die"]
    expected = [Lost.DIED if item == "die" else item.encode() for item in items]
    assert crew_of(tmp_path, items, jobs) == expected


def test_what_takes_too_long_is_ended_from_outside(tmp_path: pathlib.Path) -> None:
    """A process that hangs is ended; the others, and what it had still to do, are answered."""
    assert crew_of(tmp_path, ["sleep", "a", "b", "c"], 2, 1.5) == [Lost.LATE, b"a", b"b", b"c"]


def test_what_is_raised_comes_out(tmp_path: pathlib.Path) -> None:
    """A mistake in the work is no answer."""
    with pytest.raises(ValueError, match="nonsense"):
        crew_of(tmp_path, ["a", "raise nonsense", "b"])


def test_a_crew_that_cannot_begin() -> None:
    """A process that ends before it has begun is not started over and over."""
    with pytest.raises(CannotStartError):
        list(answered(["a"], lambda _: 1, 1, Hands(stillborn, (), 10)))


@pytest.mark.usefixtures("folder")
def test_without_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started, everything is checked in this one."""

    def refused(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refused)
    found = list(answers(["0.txt", "1.txt", "3.txt"], task(2)))
    assert [one.failure.code if one.failure else "" for one in found] == ["", "", "not_a_report"]


def test_answers_that_wait_are_bounded(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nobody takes the first answer, no more than so much is made of the others; all come in the end."""
    monkeypatch.setattr(crew, "HELD_MOST", 50_000)
    items = ["large 20000"] * 40
    assert crew_of(tmp_path, items) == [bytes(20_000)] * 40


# --- Time ------------------------------------------------------------------------------------------------------------


def test_a_check_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit holds for the check too: the file is named, with the option that helps."""
    clock = iter(range(0, 10**6, 20))
    monkeypatch.setattr("lawlint.running.time.monotonic", lambda: float(next(clock)))
    slow = Manner(limits=Limits(seconds=30))
    answer = checked(Source("慢.txt", REPORT.format(1), "utf-8", "text/plain", ""), job(1, slow))
    assert isinstance(answer, Failure)
    assert (answer.path, answer.code) == ("慢.txt", "timeout")
    assert "30 秒" in answer.message
    assert "--timeout" in answer.message


def test_the_engine_looks_at_the_clock() -> None:
    """A deadline that has passed ends a check; one to come changes nothing."""
    source = Source("a.txt", REPORT.format(1), "utf-8", "text/plain", "")
    checklist = job(1).checklist
    with pytest.raises(TimeoutError):
        check(source, checklist, deadline=time.monotonic() - 1)
    assert check(source, checklist, deadline=time.monotonic() + 3600) == check(source, checklist)


@pytest.mark.usefixtures("folder")
def test_a_slip_over_one_file_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw is told of the file that it happened to, and the others are checked."""

    def slip(source: Source, *arguments: object, **named: object) -> Answer:
        if source.path == "1.txt":
            raise ZeroDivisionError("nobody knew")
        return check(source, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "check", slip)
    found: list[Outcome] = list(answers(["0.txt", "1.txt", "4.txt"], task(1)))
    assert [one.failure.code if one.failure else "" for one in found] == ["", "internal", ""]
    assert "nobody knew" in str(found[1].failure)
    monkeypatch.setenv("LAWLINT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(answers(["1.txt"], task(1)))
