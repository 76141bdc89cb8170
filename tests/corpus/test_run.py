"""Whole runs: the same bytes by every way, broken off anywhere, and nothing lost or doubled."""

import json
import multiprocessing
import os
import pathlib
import signal
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from corpusfiles import Start, content, counted, documents, table, wait_for_parts, write_lines, write_parquet
from support import ROOT, Run

from lawlint.corpus import folder as folders
from lawlint.corpus import run as run_module
from lawlint.corpus.chunks import Chunk

COUNT = 40
PARTS = ("--part-size", "8")


@pytest.fixture
def source(tmp_path: pathlib.Path) -> str:
    return write_parquet(tmp_path / "in.parquet", documents(COUNT))


@pytest.fixture
def undisturbed(run: Run, source: str, tmp_path: pathlib.Path) -> dict[str, str]:
    """What one process makes of the input, in one go."""
    outcome = run("corpus", source, "-o", "whole", *PARTS, "-j", "1")
    assert outcome.status == 0, outcome.err
    return content(tmp_path / "whole")


@pytest.mark.usefixtures("undisturbed")
def test_every_document_has_its_rows(tmp_path: pathlib.Path) -> None:
    """One row a document, one a document and element, counts that agree, failures that say why."""
    counted(tmp_path / "whole", COUNT)
    found = table(tmp_path / "whole", "documents")
    assert {row["document"]: row["error_code"] for row in found if row["error_code"]} == {
        3: "empty",
        7: "empty",
        11: "not_a_report",
    }
    assert [row["unit"] for row in found] == [f"单位{number}" for number in range(COUNT)]
    findings = table(tmp_path / "whole", "findings")
    for row in found:
        statuses = Counter(each["status"] for each in findings if each["document"] == row["document"])
        told = {name: row[name] for name in ("pass", "warn", "fail", "note", "not_applicable")}
        assert told == ({name: statuses[name] for name in told} if row["error_code"] is None else dict.fromkeys(told))
    recorded = json.loads((tmp_path / "whole" / "run.json").read_text(encoding="utf-8"))["progress"]
    assert recorded["statuses"] == dict(Counter(row["status"] for row in findings))
    assert recorded["errors"] == {"empty": 2, "not_a_report": 1}
    assert (recorded["documents"], recorded["findings"], recorded["finished"]) == (COUNT, len(findings), True)


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_processes_give_the_same_bytes(
    run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path, jobs: str
) -> None:
    """The record included."""
    assert run("corpus", source, "-o", "other", *PARTS, "-j", jobs).status == 0
    assert content(tmp_path / "other") == undisturbed


def test_lines_in_and_out_hold_the_same_rows(run: Run, undisturbed: dict[str, str], tmp_path: pathlib.Path) -> None:
    """The form of the input does not matter, nor that of the output."""
    lines = write_lines(tmp_path / "in.jsonl", documents(COUNT))
    assert run("corpus", lines, "-o", "parquet", *PARTS).status == 0
    for name, value in content(tmp_path / "parquet").items():
        assert name == "run.json" or value == undisturbed[name]
    assert run("corpus", lines, "-o", "lines", "-f", "jsonl", *PARTS).status == 0
    for name in ("documents", "findings"):
        assert table(tmp_path / "lines", name) == table(tmp_path / "whole", name)


def test_a_row_and_a_file_have_one_answer(run: Run, tmp_path: pathlib.Path) -> None:
    """What `lawlint -f json` says of files is what stands in the tables, for texts and for pages."""
    reports = tmp_path / "reports"
    reports.mkdir()
    rows = []
    for number, path in enumerate(sorted((ROOT / "examples").glob("*.txt"))):
        text = path.read_bytes().decode("utf-8", "ignore")
        if number == 0:
            paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
            text = f"<!DOCTYPE html><html><head><title>x</title></head><body>{paragraphs}</body></html>"
        (reports / path.name).write_bytes(text.encode())
        rows.append({"path": f"reports/{path.name}", "text": text})
    answer = json.loads(run("-f", "json", "reports").out)
    source = write_parquet(tmp_path / "in.parquet", rows)
    assert run("corpus", source, "-o", "rows").status == 0
    assert run("corpus", "reports", "-o", "files").status == 0
    for output in ("rows", "files"):
        found = table(tmp_path / output, "documents")
        errors = {error["path"]: (error["code"], error["message"]) for error in answer["errors"]}
        assert {row["path"]: (row["error_code"], row["error_message"]) for row in found if row["error_code"]} == errors
        findings = iter(table(tmp_path / output, "findings"))
        checked = [row for row in found if not row["error_code"]]
        assert len(checked) == len(answer["documents"]) > 3
        for row, document in zip(checked, answer["documents"], strict=True):
            for name in ("path", "title", "issuer", "level", "level_source", "year", "year_source", "sha256"):
                assert row[name] == document[name]
            assert {name: row[name] for name in document["summary"]} == document["summary"]
            for result in document["results"]:
                finding = next(findings)
                assert (finding["path"], finding["element"]) == (document["path"], result["id"])
                for name in ("family", "requirement", "status", "finding", "score", "fingerprint"):
                    assert finding[name] == result[name]
                assert finding["evidence"] == len(result["evidence"])
                best = result["evidence"][0] if result["evidence"] else None
                for name in ("quote", "role", "matched", "where"):
                    assert finding[name] == (best and best[name])
                for name in ("line", "column", "offset"):
                    assert finding[name] == (best and best["start"][name])


def test_told_years_and_levels(run: Run, tmp_path: pathlib.Path) -> None:
    """A column outweighs an option, for its own document alone."""
    rows = documents(4)[:3]
    for row, year, level in zip(rows, (2015, None, "二〇"), ("county", None, None), strict=True):
        row.update(y=None if year is None else str(year), l=level)
    source = write_parquet(tmp_path / "in.parquet", rows)
    told = ("--year-column", "y", "--level-column", "l", "--level", "department")
    assert run("corpus", source, "-o", "out", *told).status == 0
    found = table(tmp_path / "out", "documents")
    assert [(row["year"], row["year_source"], row["level"], row["level_source"]) for row in found[:2]] == [
        (2015, "told", "county", "told"),
        (2021, "inferred", "department", "told"),
    ]
    assert found[2]["error_code"] == "bad_year"


def test_an_accident_of_our_own_costs_one_document(
    run: Run, source: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as such, and the others are answered."""
    from lawlint.corpus import answering

    checked = answering.checked

    def stumbling(source, job):  # type: ignore[no-untyped-def]
        if source.path == "a/5.txt":
            raise ZeroDivisionError("x")
        return checked(source, job)

    monkeypatch.setattr(answering, "checked", stumbling)
    outcome = run("corpus", source, "-o", "out", "-j", "1")
    assert outcome.status == 0
    assert "internal 1" in outcome.out
    found = table(tmp_path / "out", "documents")
    assert "ZeroDivisionError" in found[5]["error_message"]
    counted(tmp_path / "out", COUNT)


# --- Broken off ------------------------------------------------------------------------------------------------------


def test_broken_off_at_every_step(
    run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each flush and each rename in turn the run dies; what follows makes it whole again, to the byte."""
    for step in ("fsync", "replace"):
        real = getattr(os, step)
        number = 0
        while True:
            output = f"{step}{number}"
            calls = 0

            def dying(*arguments, real=real, number=number):  # type: ignore[no-untyped-def]
                nonlocal calls
                calls += 1
                if calls > number:
                    raise KeyboardInterrupt
                return real(*arguments)

            with monkeypatch.context() as patched:
                patched.setattr(folders.os, step, dying)
                status = run("corpus", source, "-o", output, *PARTS, "-j", "1").status
            if calls <= number:
                assert status == 0
                break
            assert status == 130
            assert run("corpus", source, "-o", output, *PARTS, "-j", "1", "-q").status == 0
            assert content(tmp_path / output) == undisturbed
            # Every fifth moment is enough for the one that occurs most.
            number += 1 if step == "replace" else 5
        assert number > 15


@pytest.mark.parametrize("removed", [0, 1, 7])
def test_broken_off_while_beginning_anew(
    run: Run,
    source: str,
    undisturbed: dict[str, str],
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    removed: int,
) -> None:
    """Parts of the run before that are still there are never counted as done."""
    assert run("corpus", source, "-o", "out", "--part-size", "5").status == 0
    calls = 0

    def dying(path: str, real: Any = os.remove) -> None:
        nonlocal calls
        calls += 1
        if calls > removed:
            raise KeyboardInterrupt
        real(path)

    with monkeypatch.context() as patched:
        patched.setattr(folders.os, "remove", dying)
        assert run("corpus", source, "-o", "out", *PARTS, "--restart").status == 130
    assert run("corpus", source, "-o", "out", *PARTS).status == 0
    assert content(tmp_path / "out") == undisturbed


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
@pytest.mark.parametrize("group", [True, False])
def test_killed(start: Start, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path, group: bool) -> None:
    """With all its processes, or alone: then these end by themselves, and a second run goes on."""
    process = start(source, "-o", "killed", *PARTS, "-j", "2")
    wait_for_parts(tmp_path / "killed", 1)
    if group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    # Whoever is left holds these pipes open.
    process.communicate(timeout=60)
    process = start(source, "-o", "killed", *PARTS, "-j", "2")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    assert content(tmp_path / "killed") == undisturbed
    counted(tmp_path / "killed", COUNT)


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
def test_interrupted(start: Start, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path) -> None:
    """Ctrl-C ends at once with 130, says how to go on, and leaves no process."""
    process = start(source, "-o", "stopped", *PARTS, "-j", "2")
    wait_for_parts(tmp_path / "stopped", 1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "已停下" in err.decode()
    assert "Traceback" not in err.decode()
    process = start(source, "-o", "stopped", *PARTS)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert content(tmp_path / "stopped") == undisturbed


def test_a_process_that_answers_is_killed(
    run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends with an error that names the documents, and does not hang; it can go on."""
    with monkeypatch.context() as patched:
        killing(patched, 4)
        outcome = run("corpus", source, "-o", "out", *PARTS, "-j", "2")
    assert outcome.status == 2
    assert "检查的进程被系统中止" in outcome.err
    assert "当时在检查 a/" in outcome.err
    assert run("corpus", source, "-o", "out", *PARTS, "-j", "2").status == 0
    assert content(tmp_path / "out") == undisturbed


def killing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the first process be killed, as the system does for its memory, when so many chunks were read."""
    processes: list[int] = []
    start = multiprocessing.get_context("spawn").Process.start
    made = run_module.chunks

    def started(self: multiprocessing.Process) -> None:
        start(self)
        processes.append(self.pid or 0)

    def watched(*arguments: Any) -> Iterator[Chunk]:
        for count, chunk in enumerate(made(*arguments)):
            if count == number:
                os.kill(processes[0], signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
            yield chunk

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", started)
    monkeypatch.setattr(run_module, "chunks", watched)


def test_two_runs_at_once(
    start: Start, run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path
) -> None:
    """The second is refused, and does the first no harm."""
    process = start(source, "-o", "out", *PARTS, "-j", "1")
    wait_for_parts(tmp_path / "out", 1)
    outcome = run("corpus", source, "-o", "out", *PARTS)
    assert outcome.status == 2
    assert "另一个 lawlint corpus 正在写" in outcome.err
    assert process.wait(timeout=120) == 0
    process.communicate()
    assert content(tmp_path / "out") == undisturbed


def test_a_finished_run_does_nothing(
    run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells the same summary, and writes and reads nothing."""
    monkeypatch.setattr("lawlint.corpus.run.rows", lambda *_: pytest.fail("read"))
    monkeypatch.setattr(folders, "_replace", lambda *_: pytest.fail("written"))
    outcome = run("corpus", source, "-o", "whole", *PARTS)
    assert outcome.status == 0
    assert "40 份文档，检查了 37 份；没能检查 3 份（empty 2、not_a_report 1" in outcome.out
    assert content(tmp_path / "whole") == undisturbed


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--part-size", "9"), "--part-size"),
        ((*PARTS, "--level", "county"), "级别、年度"),
        ((*PARTS, "--max-pages", "3"), "级别、年度"),
        ((*PARTS, "--select", "structure"), "要素、增补包或选中的要素"),
        ((*PARTS, "--year-column", "year"), "列的选项"),
        ((*PARTS, "-f", "jsonl"), "输出格式"),
    ],
)
def test_another_run_in_its_place_is_refused(
    run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path, arguments: tuple[str, ...], what: str
) -> None:
    """What differs is named; nothing is touched; `--restart` begins anew."""
    outcome = run("corpus", source, "-o", "whole", *arguments)
    assert outcome.status == 2
    assert what in outcome.err
    assert "--restart" in outcome.err
    assert content(tmp_path / "whole") == undisturbed
    assert run("corpus", source, "-o", "whole", *arguments, "--restart").status == 0
    assert content(tmp_path / "whole") != undisturbed
    assert len(table(tmp_path / "whole", "documents")) == COUNT


def test_another_input_is_refused(run: Run, source: str, undisturbed: dict[str, str], tmp_path: pathlib.Path) -> None:
    """A file that was written again is another input, even under its name."""
    write_parquet(pathlib.Path(source), documents(COUNT + 1))
    outcome = run("corpus", source, "-o", "whole", *PARTS)
    assert outcome.status == 2
    assert "输入的文件" in outcome.err
    assert content(tmp_path / "whole") == undisturbed


def test_another_pack_is_refused(run: Run, source: str, tmp_path: pathlib.Path) -> None:
    """What elements are found by counts, not only which there are."""
    pack = tmp_path / "本市.toml"
    (tmp_path / "lawlint.toml").write_text(f'packs = ["{pack.name}"]\n', encoding="utf-8")
    for number, status in ((1, 0), (1, 0), (2, 2)):
        pack.write_text(f'[changes."legal-counsel"]\nadd-names = ["法务专员{number}号"]\n', encoding="utf-8")
        outcome = run("corpus", source, "-o", "out")
        assert outcome.status == status, outcome.err
    assert "要素、增补包或选中的要素" in outcome.err


def test_an_input_that_changes_meanwhile(
    run: Run, source: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run over half of one and half of another is not called finished."""
    monkeypatch.setattr("lawlint.corpus.run.changed_table", lambda inputs: inputs[0].path)
    outcome = run("corpus", source, "-o", "out")
    assert outcome.status == 2
    assert "在检查当中被改动了" in outcome.err
    assert not json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["progress"]["finished"]


def test_no_document_at_all(run: Run, tmp_path: pathlib.Path) -> None:
    """Nothing to check is no success."""
    (tmp_path / "in.jsonl").write_bytes(b"\n\n")
    for _ in range(2):
        outcome = run("corpus", "in.jsonl", "-o", "out")
        assert outcome.status == 2
        assert "一份文档也没有" in outcome.err
