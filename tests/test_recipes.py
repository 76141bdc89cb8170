"""The recipes of examples/ and the hook do what their comments promise, in the real editors where there are any."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import Any, NamedTuple

import pytest
from support import ROOT
from wordfiles import word

from lawlint.reading.paths import SUFFIXES

EDITORS = ROOT / "examples" / "editors"
WEAK = (ROOT / "examples" / "township-weak.txt").read_text(encoding="utf-8")
BIN = pathlib.Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join((str(BIN), os.environ.get("PATH", ""))),
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
}
SEVERITIES = {"fail": "error", "warn": "warning", "note": "note"}
WAIVER = """[[waivers]]
element = "petition"
files = ["*.txt"]
reason = "由县里统一办理。"
"""

needs_script = pytest.mark.skipif(shutil.which("lawlint", path=BIN) is None, reason="lawlint has no script here")


class Mark(NamedTuple):
    """What an editor shows: how bad, on which line, the text from that place on, and of which element."""

    severity: str
    line: int
    text: str
    element: str


class Case(NamedTuple):
    """A report as it lies on the disk."""

    name: str
    encoding: str


CASES = (
    Case("weak.txt", "utf-8"),
    Case("报告/某镇 2023年法治政府建设年度报告.txt", "utf-8"),
    Case("legacy.txt", "gb18030"),
    # A byte order mark and Windows line ends count as nothing; the second character of the line takes four bytes.
    Case("windows.txt", "utf-8-sig"),
)


@pytest.fixture(params=CASES, ids=[case.name for case in CASES])
def report(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> pathlib.Path:
    case: Case = request.param
    path = tmp_path / case.name
    path.parent.mkdir(exist_ok=True)
    text = WEAK.replace("认真落实", "𠮷认真落实")
    if case.encoding == "utf-8-sig":
        text = text.replace("\n", "\r\n")
    path.write_bytes(text.encode(case.encoding))
    # What the settings say of language must not matter, and a waiver must be heard.
    (tmp_path / "lawlint.toml").write_text(f'lang = "en"\n{WAIVER}', encoding="utf-8")
    return path


def run(command: list[str], folder: pathlib.Path, *, status: int = 0, **more: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**ENVIRONMENT, "HOME": str(folder), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.stdout.decode()


def answer(path: str, folder: pathlib.Path) -> list[dict[str, Any]]:
    """Return the results of the first document, in JSON."""
    command = [sys.executable, "-m", "lawlint", "-f", "json", "--fail-on", "never", path]
    results: list[dict[str, Any]] = json.loads(run(command, folder))["documents"][0]["results"]
    return results


def expected(report: pathlib.Path, folder: pathlib.Path) -> list[Mark]:
    """Return the marks that the JSON answer asks for, in its order."""
    text = report.read_text(encoding="gb18030" if report.name == "legacy.txt" else "utf-8-sig")
    lines = text.split("\n")
    marks = []
    for result in answer(str(report), folder):
        if result["status"] in SEVERITIES:
            best = result["evidence"][0]["start"] if result["evidence"] else {"line": 1, "column": 1}
            severity = "note" if result["waiver"] else SEVERITIES[result["status"]]
            marks.append(Mark(severity, best["line"], lines[best["line"] - 1][best["column"] - 1 :][:6], result["id"]))
    assert {mark.severity for mark in marks} == {"error", "warning", "note"}
    assert any(mark.line > 1 and mark.text != lines[mark.line - 1][:6] for mark in marks)
    return marks


def seen(path: pathlib.Path) -> list[Any]:
    """Return what an editor wrote, a JSON value to a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- Vim and Neovim --------------------------------------------------------------------------------------------------

VIM = """
set nocompatible fileencodings=ucs-bom,utf-8,gb18030
set runtimepath^=$RECIPE
function! Dump(items)
  let l:rows = []
  for l:item in a:items
    let l:text = get(getbufline(l:item.bufnr, l:item.lnum), 0, '')
    let l:name = l:item.bufnr ? bufname(l:item.bufnr) : ''
    let l:here = strcharpart(strpart(l:text, l:item.col - 1), 0, 6)
    call add(l:rows, json_encode([l:name, l:item.lnum, l:here, l:item.type, l:item.text]))
  endfor
  call writefile(l:rows, 'seen')
endfunction
"""
VIM_TYPES = {"E": "error", "W": "warning", "I": "note"}


def vim(editor: str, path: str, folder: pathlib.Path, *commands: str) -> list[Any]:
    """Return what the quickfix list holds: file, line, text there, type, message."""
    if shutil.which(editor) is None:
        pytest.skip(f"{editor} is not installed")
    compilers = folder / "recipe" / "compiler"
    compilers.mkdir(parents=True)
    shutil.copy(EDITORS / "lawlint.vim", compilers)
    (folder / "start.vim").write_text(VIM, encoding="utf-8")
    quiet = ["--headless"] if editor == "nvim" else ["-es"]
    words = [part for command in ("compiler lawlint", *commands, "qa!") for part in ("-c", command)]
    run([editor, *quiet, "-u", "start.vim", *words, path], folder, RECIPE=str(folder / "recipe"))
    return seen(folder / "seen")


@needs_script
@pytest.mark.parametrize("editor", ["vim", "nvim"])
@pytest.mark.parametrize("make", ["make", "lmake"])
def test_vim(editor: str, make: str, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    path = report.relative_to(tmp_path).as_posix()
    dump = "call Dump(getqflist())" if make == "make" else "call Dump(getloclist(0))"
    rows = vim(editor, path, tmp_path, f"silent {make}", dump)
    assert {row[0] for row in rows} == {path}
    found = [Mark(VIM_TYPES[row[3]], row[1], row[2], row[4].split()[0]) for row in rows]
    assert found == expected(report, tmp_path)


@needs_script
@pytest.mark.parametrize("editor", ["vim", "nvim"])
def test_vim_takes_options(editor: str, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    rows = vim(editor, str(report), tmp_path, "silent make --quiet", "call Dump(getqflist())")
    assert [row[4].split()[0] for row in rows if row[3] != "I"] == [
        mark.element for mark in expected(report, tmp_path) if mark.severity != "note"
    ]
    assert [row[4].split()[0] for row in rows if row[3] == "I"] == ["petition"]


@needs_script
@pytest.mark.parametrize("editor", ["vim", "nvim"])
@pytest.mark.parametrize("fault", ["no such program", "not a report"])
def test_vim_never_swallows_a_fault(editor: str, fault: str, tmp_path: pathlib.Path) -> None:
    """An empty list would look like a clean answer."""
    (tmp_path / "a.txt").write_text("买菜：白菜两斤。\n", encoding="utf-8")
    missing = "let &makeprg = 'no-' . &makeprg" if fault == "no such program" else "let &makeprg = &makeprg"
    rows = vim(editor, "a.txt", tmp_path, missing, "silent! make", "call Dump(getqflist())")
    if fault == "no such program":
        assert any("no-lawlint" in row[4] for row in rows)
    else:
        # The line for standard error is in the list as well, without a place.
        placed = [(row[0], row[1], row[3], row[4].split()[0]) for row in rows if row[0]]
        assert placed == [("a.txt", 1, "E", "not_a_report")]


# --- Emacs -----------------------------------------------------------------------------------------------------------

EMACS = """
(require 'json)
(prefer-coding-system 'gb18030)
(prefer-coding-system 'utf-8)
(load (getenv "RECIPE"))
(find-file (getenv "REPORT"))
(defvar rows nil)
(defun here (severity message)
  (push (list severity (line-number-at-pos nil t)
              (buffer-substring-no-properties (point) (min (+ 6 (point)) (line-end-position))) message)
        rows))
"""
EMACS_LIST = """
(lawlint)
(let ((list (get-buffer "*lawlint-result*")))
  (while (get-buffer-process list) (accept-process-output nil 0.05))
  (with-current-buffer list
    (goto-char (point-min))
    (while (not (eobp))
      (let ((message (get-text-property (point) 'compilation-message))
            (line (buffer-substring-no-properties (point) (line-end-position))))
        (when message
          (save-current-buffer
            (compile-goto-error)
            (set-buffer (window-buffer))
            (here (nth (compilation--message->type message) '("note" "warning" "error")) line))))
      (forward-line))))
"""
EMACS_LIVE = """
(lawlint-live)
(flymake-start)
(while (process-live-p lawlint--process) (accept-process-output nil 0.05))
(accept-process-output nil 0.2)
(dolist (found (flymake-diagnostics))
  (save-excursion
    (goto-char (flymake-diagnostic-beg found))
    (here (substring (symbol-name (flymake-diagnostic-type found)) 1) (flymake-diagnostic-text found))))
"""
EMACS_END = """
(let ((coding-system-for-write 'utf-8-unix))
  (with-temp-file (getenv "SEEN")
    (dolist (row (nreverse rows)) (insert (json-encode row) "\n"))))
"""


def emacs(what: str, report: pathlib.Path, folder: pathlib.Path) -> list[Any]:
    """Return what Emacs shows: severity, line, text there, message."""
    if shutil.which("emacs") is None:
        pytest.skip("emacs is not installed")
    script = folder / "script.el"
    script.write_text(f";; -*- coding: utf-8 -*-\n{EMACS}{what}{EMACS_END}", encoding="utf-8")
    recipe, place = str(EDITORS / "lawlint.el"), str(folder / "seen")
    run(["emacs", "-Q", "--batch", "-l", str(script)], folder, RECIPE=recipe, REPORT=str(report), SEEN=place)
    return seen(folder / "seen")


@needs_script
def test_emacs_list(report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    rows = emacs(EMACS_LIST, report, tmp_path)
    found = [Mark(row[0], row[1], row[2], row[3].partition(": ")[2].split()[1]) for row in rows]
    assert found == expected(report, tmp_path)


@needs_script
@pytest.mark.parametrize("saved", [True, False], ids=["saved", "unsaved"])
def test_emacs_live(saved: bool, report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Flymake marks the text of the buffer: a line that is put in moves every mark below it."""
    lisp = '(goto-char (point-min)) (insert "\\n\\n")'
    rows = emacs(EMACS_LIVE if saved else lisp + EMACS_LIVE, report, tmp_path)
    found = [Mark(row[0], row[1], row[2], re.findall(r"（([\w-]+)）|\(([\w-]+)\)", row[3])[-1][0]) for row in rows]
    marks = expected(report, tmp_path)
    if not saved:
        absent = {result["id"] for result in answer(str(report), tmp_path) if not result["evidence"]}
        marks = [mark for mark in marks if mark.element not in absent]
        marks = [mark._replace(line=mark.line + 2) for mark in marks]
        found = [mark for mark in found if mark.element not in absent]
    assert sorted(found) == sorted(marks)


@needs_script
def test_emacs_live_never_swallows_a_fault(tmp_path: pathlib.Path) -> None:
    """What cannot be checked is an error on the first line."""
    path = tmp_path / "a.txt"
    path.write_text("买菜：白菜两斤。\n", encoding="utf-8")
    rows = emacs(EMACS_LIVE, path, tmp_path)
    assert [row[:3] for row in rows] == [["error", 1, "买菜：白菜两"]]
    assert "不像" in rows[0][3]


def test_emacs_compiles_without_a_warning(tmp_path: pathlib.Path) -> None:
    if shutil.which("emacs") is None:
        pytest.skip("emacs is not installed")
    shutil.copy(EDITORS / "lawlint.el", tmp_path)
    strict = "(setq byte-compile-error-on-warn t)"
    run(["emacs", "-Q", "--batch", "--eval", strict, "-f", "batch-byte-compile", "lawlint.el"], tmp_path)


# --- VS Code ---------------------------------------------------------------------------------------------------------


def tasks() -> list[dict[str, Any]]:
    """Return the tasks, without the comments that VS Code allows in its JSON."""
    text = (EDITORS / "vscode" / "tasks.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(re.sub(r"(?m)^\s*//.*$", "", text))["tasks"]
    return found


def problems(
    task: dict[str, Any], path: str, folder: pathlib.Path, status: int = 0
) -> list[tuple[str, dict[str, str]]]:
    """Run a task and match each line of its output as VS Code does: the first matcher that fits takes it.

    Python reads these patterns as JavaScript does: groups, look-aheads, and classes of ASCII.
    """
    words = [word.replace("${relativeFile}", path) for word in task["args"]]
    environment = task["options"]["env"]
    found = []
    for line in run([sys.executable, "-m", "lawlint", *words], folder, status=status, **environment).splitlines():
        for matcher in task["problemMatcher"]:
            pattern = matcher["pattern"]
            if match := re.search(pattern["regexp"], line, re.ASCII):
                places = {key: value for key, value in pattern.items() if isinstance(value, int)}
                found.append((matcher["severity"], {key: match[place] for key, place in places.items()}))
                break
    return found


def test_vscode(report: pathlib.Path, tmp_path: pathlib.Path) -> None:
    path = report.relative_to(tmp_path).as_posix()
    lines = report.read_text(encoding="gb18030" if report.name == "legacy.txt" else "utf-8-sig").split("\n")
    found = []
    for severity, part in problems(tasks()[0], path, tmp_path):
        assert part["file"] == path
        assert part["message"]
        line, column = int(part["line"]), int(part["column"])
        word_there = lines[line - 1][column - 1 :][:6]
        found.append(Mark("note" if severity == "info" else severity, line, word_there, part["code"]))
    assert found == expected(report, tmp_path)


def test_vscode_of_a_folder(tmp_path: pathlib.Path) -> None:
    """Word files have no lines: what is weak leads to the file, and says in which paragraph."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in WEAK.splitlines() if line)
    (tmp_path / "甲.docx").write_bytes(word(paragraphs))
    (tmp_path / "乙.txt").write_text(WEAK, encoding="utf-8")
    (tmp_path / "丙.txt").write_text("买菜：白菜两斤。\n", encoding="utf-8")
    found = problems(tasks()[1], ".", tmp_path, status=2)
    for name in ("甲.docx", "乙.txt"):
        results = answer(name, tmp_path)
        for status, severity in (("fail", "error"), ("warn", "warning")):
            wanted = sum(result["status"] == status for result in results)
            assert sum(item[0] == severity and item[1]["file"] == name for item in found) == wanted > 0
    weak = [part for severity, part in found if part["file"] == "甲.docx" and severity == "warning"]
    assert all(re.match(r"第\d+段: 待补 ", part["message"]) for part in weak)
    assert [part["code"] for _, part in found if part["file"] == "丙.txt"] == ["not_a_report"]


def test_vscode_hint(tmp_path: pathlib.Path) -> None:
    """What is to be known of how a file was read is information about the file."""
    (tmp_path / "甲.md").write_bytes(word("<w:p><w:r><w:t>某镇2024年法治政府建设年度报告</w:t></w:r></w:p>"))
    hints = [part for severity, part in problems(tasks()[0], "甲.md", tmp_path) if part.get("code") is None]
    assert [(part["file"], part["line"]) for part in hints] == [("甲.md", "1")]


# --- The hook of pre-commit ------------------------------------------------------------------------------------------

HOOK = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")


def taken(path: str) -> bool:
    """Tell whether the hook checks a path; pre-commit searches it for the pattern."""
    found = re.search(r"(?m)^  files: '(.*)'$", HOOK)
    assert found is not None
    return re.search(found[1], path) is not None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_hook_takes_every_format(suffix: str) -> None:
    assert taken(f"2024/某镇法治政府建设年度报告{suffix}")
    assert taken(f"某局依法行政工作报告{suffix.upper()}")


@pytest.mark.parametrize(
    "path",
    [
        "法治政府建设/会议通知.docx",
        "~$法治政府建设年度报告.docx",
        "2024/.法治政府建设年度报告.txt",
        "法治政府建设年度报告.xlsx",
        "法治政府建设年度报告.txt.py",
        "政府工作报告.docx",
    ],
)
def test_the_hook_leaves_other_files(path: str) -> None:
    assert not taken(path)


# --- Settings and packs ----------------------------------------------------------------------------------------------


def test_the_settings_of_the_examples() -> None:
    """The pack answers its own examples, adds its element and changes another; the waiver holds."""
    folder = ROOT / "examples"
    lawlint = [sys.executable, "-m", "lawlint"]
    listed = run([*lawlint, "elements", "--config", "examples/lawlint.toml"], ROOT)
    assert re.search(r"(?m)^village-hearing-days .* 必写$", listed)
    assert re.search(r"(?m)^government-lawyers .* 必写$", listed)
    # On a day before the last one of the waiver.
    words = ["-f", "json", "--today", "2026-01-01", "--fail-on", "never", "township-weak.txt"]
    told = json.loads(run([*lawlint, *words], folder))
    results = {result["id"]: result for result in told["documents"][0]["results"]}
    assert results["village-hearing-days"]["status"] == "fail"
    assert results["government-lawyers"]["requirement"] == "required"
    assert results["enforcement-legality-review"]["waiver"]["source"] == "lawlint.toml"
    assert told["notices"] == []


# --- Completion ------------------------------------------------------------------------------------------------------


@needs_script
@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["ex"], {"explain"}),
        (["--fail"], {"--fail-on"}),
        (["check", "--level", "t"], {"township"}),
        (["explain", "legal-c"], {"legal-counsel"}),
        (["报告.txt", "-f", "con"], {"concise"}),
    ],
    ids=" ".join,
)
def test_completion(typed: list[str], offered: set[str], tmp_path: pathlib.Path) -> None:
    """The line for .bashrc that the manual gives, in a bash that completes."""
    line = 'eval "$(_LAWLINT_COMPLETE=source_bash lawlint)"'
    assert line in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    script = f'{line}\nCOMP_WORDS=(lawlint "$@")\nCOMP_CWORD=$#\n_lawlint_completion lawlint\necho "${{COMPREPLY[*]}}"'
    assert set(run(["bash", "-c", script, "bash", *typed], tmp_path).split()) == offered
