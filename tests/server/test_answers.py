"""A text in an editor is answered as the command line answers the file."""

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from support import ROOT

from lawlint.model import Report, Status
from lawlint.options import Options
from lawlint.output.json import render
from lawlint.output.view import View
from lawlint.server.answers import Answer, Page, answer_of
from lawlint.server.positions import Point, lines_of
from lawlint.server.rules import RuleBook
from lawlint.version import __version__

SEVERITIES = {"fail": 1, "warn": 2, "note": 3}
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))
DOCUMENTS = sorted((ROOT / "tests" / "documents").glob("*.txt"))


def command_line(folder: pathlib.Path, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "lawlint", "-f", "json", *words],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return json.loads(done.stdout)


def decoded(path: pathlib.Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def page(path: pathlib.Path, text: str, language: str = "plaintext") -> Page:
    return Page(path.as_uri(), str(path), str(path), 1, language, text)


def as_json(answer: Answer) -> Any:
    return json.loads(render(answer.report, View(lang=answer.lang, version=__version__)))


def comparable(data: Any) -> Any:
    """Leave out what an editor does not know: the bytes of the file, and what only a whole run can tell."""
    for document in data["documents"]:
        del document["encoding"], document["sha256"]
    del data["notices"]
    return data


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder of reports: the examples, other documents, and both in other forms, with settings and a baseline."""
    folder = tmp_path_factory.mktemp("varied")
    for path in (*EXAMPLES, *DOCUMENTS):
        (folder / path.name).write_bytes(path.read_bytes())
    for path in EXAMPLES:
        text = decoded(path)
        (folder / f"crlf-{path.name}").write_bytes(text.replace("\n", "\r\n").encode())
        (folder / f"marked-{path.name}").write_bytes(text.encode("utf-8-sig"))
        (folder / f"legacy-{path.name}").write_bytes(text.encode("gb18030", "replace"))
        (folder / f"{path.stem}.md").write_bytes(text.encode())
        (folder / f"astral-{path.name}").write_bytes(text.replace("全", "𬱖全🙂").encode())
    (folder / "notes.txt").write_text("买菜：白菜两斤。\n", encoding="utf-8")
    (folder / "blank.txt").write_text("\n　\n", encoding="utf-8")
    (folder / "lawlint.toml").write_text(
        'strict = true\nbaseline = "known.json"\n\n[[waivers]]\nelement = "petition"\nfiles = ["t*.txt"]\n'
        'reason = "由县里统一办理。"\n',
        encoding="utf-8",
    )
    subprocess.run(
        [sys.executable, "-m", "lawlint", "baseline", "write", "township-weak.txt"],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=True,
    )
    return folder


def test_the_same_json(varied: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte what the command line prints, for every document of a folder, waivers and baseline included."""
    monkeypatch.chdir(varied)
    book = RuleBook(Options())
    paths = sorted(path for path in varied.iterdir() if path.suffix in (".txt", ".md"))
    assert len(paths) >= 30
    whole = command_line(varied, *(path.name for path in paths))
    told = {document["path"]: document for document in whole["documents"]}
    errors = {error["path"]: error for error in whole["errors"]}
    assert set(errors) == {"notes.txt", "blank.txt"}
    states = set()
    for path in paths:
        data = comparable(as_json(answer_of(page(path, decoded(path)), book)))
        if path.name in errors:
            assert data["errors"] == [errors[path.name]]
            continue
        document = told[path.name]
        del document["encoding"], document["sha256"]
        assert data["documents"] == [document]
        states |= {
            (result["status"], bool(result["waiver"]), result["baseline_state"]) for result in document["results"]
        }
    assert any(state[1] for state in states)
    assert any(state[2] == "unchanged" for state in states)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, dict[str, str], list[dict[str, Any]]]:
    """A folder of all examples with characters outside the plane, their texts, and what the command line says."""
    folder = tmp_path_factory.mktemp("told")
    texts = {path.name: decoded(path).replace("全", "𬱖全🙂", 3) for path in EXAMPLES}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return folder, texts, command_line(folder, "--isolated", *texts)["documents"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_same_findings_in_the_editor(
    editor: Callable[..., Any], encoding: str, told: tuple[pathlib.Path, dict[str, str], list[dict[str, Any]]]
) -> None:
    """What an editor is sent says the same as the JSON of the command line, at the same places, for all examples."""
    folder, texts, documents = told
    client = editor("--isolated", folder=folder)
    assert client.start({"general": {"positionEncodings": [encoding, "utf-16"]}})["positionEncoding"] == encoding
    assert len(documents) == len(EXAMPLES)
    for document in documents:
        text = texts[document["path"]]
        lines = lines_of(text, encoding)
        uri = (folder / document["path"]).as_uri()
        client.open(uri, text)
        marks = [mark for mark in client.marks(uri) if not mark["code"].startswith("unknown-")]
        expected = {result["id"]: result for result in document["results"] if result["status"] in SEVERITIES}
        assert [mark["code"] for mark in marks] == list(expected)
        for mark in marks:
            result = expected[mark["code"]]
            assert mark["severity"] == SEVERITIES[result["status"]]
            assert mark["data"]["fingerprint"] == result["fingerprint"]
            assert result["message"] in mark["message"]
            if result["evidence"]:
                start, end = (Point(*mark["range"][side].values()) for side in ("start", "end"))
                assert text[lines.offset(start) : lines.offset(end)] == result["evidence"][0]["quote"]
    assert client.leave() == 0


def test_a_byte_order_mark_moves_nothing(monkeypatch: pytest.MonkeyPatch, weak: str, tmp_path: pathlib.Path) -> None:
    """Editors keep it from us; one that does not gets the same findings, one further."""
    monkeypatch.chdir(tmp_path)
    book = RuleBook(Options(isolated=True))
    plain, marked = (answer_of(page(tmp_path / "a.txt", text), book) for text in (weak, f"\ufeff{weak}"))
    assert plain.document is not None
    assert marked.document is not None
    for one, other in zip(plain.document.results, marked.document.results, strict=True):
        assert (one.status, one.fingerprint) == (other.status, other.fingerprint)
        assert [item.start.offset + 1 for item in one.evidence] == [item.start.offset for item in other.evidence]


def test_settings_that_cannot_be_read_are_an_error(tmp_path: pathlib.Path, weak: str) -> None:
    """As on the command line: nothing is checked by settings that somebody did not mean."""
    (tmp_path / "lawlint.toml").write_text("levl = 'county'\n", encoding="utf-8")
    answer = answer_of(page(tmp_path / "a.txt", weak), RuleBook(Options()))
    assert [error.code for error in answer.report.errors] == ["settings"]
    assert "level" in answer.report.errors[0].message
    assert answer.document is None


def test_rules_are_kept_until_a_file_changes(tmp_path: pathlib.Path) -> None:
    book = RuleBook(Options())
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    first = book.of(str(folder))
    assert book.of(str(folder)) is first
    assert not book.changed(str(folder))
    (tmp_path / "lawlint.toml").write_text("level = 'county'\n", encoding="utf-8")
    assert book.changed(str(folder))
    second = book.of(str(folder))
    assert (first.job.level, second.job.level) == (None, "county")
    # The same elements are searched by the same automaton.
    assert second.job.checklist.lexicon is first.job.checklist.lexicon
    (folder / ".lawlint.toml").write_text("select = ['structure']\n", encoding="utf-8")
    third = book.of(str(folder))
    assert len(third.job.checklist.reported) == 7
    (folder / ".lawlint.toml").unlink()
    assert book.of(str(folder)).job.level == "county"


def test_packs_and_baselines_are_watched(tmp_path: pathlib.Path, weak: str) -> None:
    pack = (ROOT / "examples" / "packs" / "county-requirements.toml").read_text(encoding="utf-8")
    (tmp_path / "pack.toml").write_text(pack, encoding="utf-8")
    (tmp_path / "known.json").write_text('{"version": 1, "documents": {}}', encoding="utf-8")
    (tmp_path / "lawlint.toml").write_text('packs = ["pack.toml"]\nbaseline = "known.json"\n', encoding="utf-8")
    book = RuleBook(Options())
    book.of(str(tmp_path))
    for name, content in (("pack.toml", pack + "\n# 改\n"), ("known.json", '{"version": 1,  "documents": {}}')):
        assert not book.changed(str(tmp_path))
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert book.changed(str(tmp_path)), name
        book.of(str(tmp_path))
    (tmp_path / "known.json").unlink()
    answer = answer_of(page(tmp_path / "a.txt", weak), book)
    assert [error.code for error in answer.report.errors] == ["settings"]
    (tmp_path / "known.json").write_text('{"version": 1, "documents": {}}', encoding="utf-8")
    assert answer_of(page(tmp_path / "a.txt", weak), book).document is not None


def test_what_is_in_no_file(weak: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text without a file goes by the settings of the open folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lawlint.toml").write_text("select = ['structure']\n", encoding="utf-8")
    answer = answer_of(Page("untitled:1", "", "Untitled-1", 1, "plaintext", weak), RuleBook(Options()))
    assert answer.document is not None
    assert answer.document.document.source.path == "Untitled-1"
    assert len(answer.document.results) == 7


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n　", "blank"), ("买菜。", "not_a_report"), ("\x00报告", "binary")]
)
def test_what_is_no_report(text: str, code: str, tmp_path: pathlib.Path) -> None:
    answer = answer_of(page(tmp_path / "a.txt", text), RuleBook(Options(isolated=True)))
    assert [error.code for error in answer.report.errors] == [code]
    assert answer.report.documents == ()
    assert answer.marks == ()


def test_forced(tmp_path: pathlib.Path) -> None:
    answer = answer_of(page(tmp_path / "a.txt", "买菜。"), RuleBook(Options(isolated=True, force=True)))
    assert isinstance(answer.report, Report)
    assert {mark.result.status for mark in answer.marks} <= {Status.FAIL, Status.WARN, Status.NOTE}
    assert answer.marks
