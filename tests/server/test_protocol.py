"""The server as an editor sees it: what it offers, says and does, and when it goes."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from support import ROOT

from lawlint.console import COMMANDS

Start = Callable[..., Any]

STRONG_TITLE = "鹿溪镇2023年法治政府建设年度报告"


def at(line: int, character: int) -> dict[str, Any]:
    return {"line": line, "character": character}


def change(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    return {"range": {"start": at(*start), "end": at(*end)}, "text": text}


def by_code(marks: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {mark["code"]: mark for mark in marks}


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n")) if words in line)


# --- Beginning and end -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8", "utf-16"], "utf-32"),
        (["utf-7", "utf-16"], "utf-16"),
    ],
)
def test_what_it_offers(editor: Start, offered: list[str] | None, chosen: str) -> None:
    client = editor()
    offers = client.start({} if offered is None else {"general": {"positionEncodings": offered}})
    assert offers["positionEncoding"] == chosen
    assert offers["textDocumentSync"] == {"openClose": True, "change": 2, "save": False}
    assert offers["hoverProvider"] is True
    assert offers["documentSymbolProvider"] is True
    assert offers["codeActionProvider"]["codeActionKinds"] == ["quickfix"]
    # Diagnostics are told, so they need not be asked for.
    assert "diagnosticProvider" not in offers
    assert client.leave() == 0
    assert b"Traceback" not in client.errors


def test_it_goes_when_it_is_sent(editor: Start) -> None:
    client = editor()
    client.start()
    client.tell("exit")
    # Without leave it is no orderly end.
    assert client.process.wait(20) == 1


def test_it_goes_when_nobody_speaks_to_it(editor: Start, weak: str) -> None:
    client = editor()
    client.start()
    client.open("untitled:a", weak)
    client.process.stdin.close()
    assert client.process.wait(20) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that cannot be caught")
def test_it_goes_when_its_editor_was_killed(editor: Start) -> None:
    """Also where somebody else still holds the pipes."""
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        client = editor()
        client.start(process=parent.pid)
        time.sleep(0.3)
        assert client.process.poll() is None
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait(20)
    assert client.process.wait(20) == 1


def test_it_stays_where_its_editor_cannot_be_seen(editor: Start, weak: str) -> None:
    """A number of another world, as from outside a container, is no reason to go."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(20)
    client = editor()
    client.start(process=gone.pid)
    time.sleep(0.8)
    client.open("untitled:a", weak)
    assert client.marks("untitled:a")
    assert client.leave() == 0


def test_it_goes_when_nobody_listens(weak: str, tmp_path: pathlib.Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "lawlint", "server"],
        cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    item = {"uri": "untitled:a", "languageId": "plaintext", "version": 1, "text": weak}
    try:
        for number, (method, params) in enumerate(
            [
                ("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": {}}),
                ("initialized", {}),
                ("textDocument/didOpen", {"textDocument": item}),
            ]
        ):
            message = {"jsonrpc": "2.0", "method": method, "params": params, **({} if number else {"id": 1})}
            body = json.dumps(message).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            process.stdin.flush()
    except OSError:
        pass
    assert process.wait(20) == 1
    with contextlib.suppress(OSError):
        process.stdin.close()


def test_rubbish_is_survived(editor: Start, weak: str) -> None:
    client = editor()
    client.start()
    for body in (
        b"{",
        b"[]",
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didChange"}',
        b"\xff",
    ):
        client.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    client.edit("untitled:never-opened", 2, change((0, 0), (0, 0), "甲"))
    client.tell("$/unheardOf", {})
    client.tell("textDocument/didClose", {"textDocument": {"uri": "untitled:never-opened"}})
    assert client.ask("textDocument/hover", {"textDocument": {"uri": "untitled:b"}, "position": at(0, 0)}) is None
    client.open("untitled:a", weak)
    assert client.marks("untitled:a")
    assert client.leave() == 0


@pytest.mark.parametrize("words", [("--level", "village"), ("--config", "a.toml", "--isolated")])
def test_wrong_options_are_refused(words: tuple[str, ...], tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lawlint", "server", *words],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith("lawlint: ")


def test_without_its_library_it_says_what_to_install(tmp_path: pathlib.Path) -> None:
    code = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'pygls' else find(name, *rest)\n"
        "from lawlint.cli import run\nsys.exit(run(['server']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "lawlint[server]" in done.stderr.decode()


def test_the_recipe_for_vs_code_starts_it() -> None:
    path = ROOT / "examples" / "editors" / "vscode" / "settings.json"
    settings = json.loads(re.sub(r"(?m)^\s*//.*$", "", path.read_text(encoding="utf-8")))
    assert settings["glspc.server.command"] == "lawlint"
    (command,) = settings["glspc.server.commandArguments"]
    assert command in COMMANDS
    assert set(settings["glspc.server.languageId"]) == {"plaintext", "markdown"}


# --- Marks -----------------------------------------------------------------------------------------------------------


def test_marks(client: Any, weak: str, tmp_path: pathlib.Path) -> None:
    uri = (tmp_path / "周报 某镇#1;%.txt").as_uri()
    client.open(uri, weak, version=7)
    found = client.marks(uri, 7)
    marks = by_code(found)
    assert len(marks) == len(found)
    assert {mark["source"] for mark in found} == {"lawlint"}
    # What is missing stands on the heading of the chapter about its family.
    heading = weak.split("\n")[line_of(weak, "（四）")]
    missing = marks["enforcement-publicity"]
    assert missing["severity"] == 1
    assert missing["range"] == {
        "start": at(line_of(weak, "（四）"), heading.index("（")),
        "end": at(line_of(weak, "（四）"), heading.index("文明执法。") + 5),
    }
    # What is weak stands on the words that are.
    weakly = marks["three-systems"]
    assert weakly["severity"] == 2
    assert "三项制度" in heading[weakly["range"]["start"]["character"] : weakly["range"]["end"]["character"]]
    assert marks["discretion-benchmark"]["severity"] == 3
    assert "怎么补" in missing["message"]


def test_unsaved_text_is_followed(client: Any, uri: str, weak: str) -> None:
    client.open(uri, weak)
    assert by_code(client.marks(uri))["report-title"]["severity"] == 2
    first = weak.split("\n", maxsplit=1)[0]
    client.edit(uri, 2, change((0, 0), (0, len(first)), STRONG_TITLE))
    assert "report-title" not in by_code(client.marks(uri, 2))
    # Several changes in one message follow each other; the last one is a whole text.
    client.edit(uri, 3, change((0, 0), (0, 2), "石埠"), {"text": weak}, change((0, 0), (0, 0), "𬱖"))
    assert "report-title" in by_code(client.marks(uri, 3))
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.marks(uri, None) == []


def test_a_burst_of_edits_is_answered_once_it_is_over(client: Any, uri: str, weak: str) -> None:
    """No answer about a text that is gone comes after one about the last text."""
    client.open(uri, weak)
    client.marks(uri)
    for version in range(2, 42):
        client.edit(uri, version, change((0, 0), (0, 0), "某"))
    client.marks(uri, 41)
    versions = client.heard(uri)
    assert versions == sorted(versions)
    assert len(versions) < 30
    assert 41 not in versions


@pytest.mark.parametrize(
    ("language", "name", "heard"),
    [
        ("plaintext", "a", True),
        ("text", "a", True),
        ("markdown", "a", True),
        ("", "a.txt", True),
        ("rst", "a.MD", True),
        ("python", "a.py", False),
        ("toml", "lawlint.toml", False),
    ],
)
def test_only_texts_are_checked(
    client: Any, language: str, name: str, heard: bool, weak: str, tmp_path: pathlib.Path
) -> None:
    uri = (tmp_path / name).as_uri()
    client.open(uri, weak, language=language)
    if heard:
        assert client.marks(uri)
    assert client.heard(uri) == []


def test_another_text_gets_a_mild_word(client: Any, uri: str) -> None:
    """An editor opens many texts; what is no report is told, not scolded."""
    client.open(uri, "# 说明\n\n买菜：白菜两斤。\n", language="markdown")
    (mark,) = client.marks(uri)
    assert (mark["code"], mark["severity"], mark["range"]["start"]) == ("not_a_report", 3, at(0, 0))
    client.open(f"{uri}-2", "")
    (mark,) = client.marks(f"{uri}-2")
    assert (mark["code"], mark["severity"]) == ("empty", 3)


def test_what_was_not_recognised_is_told(client: Any, uri: str, weak: str) -> None:
    client.open(uri, weak.replace("2023年", "全年").replace("镇", "某"))
    marks = by_code(client.marks(uri))
    assert "unknown-level" in marks
    assert "unknown-year" in marks


def test_options(editor: Start, weak: str) -> None:
    client = editor("--quiet", "--level", "county", "--select", "structure,power-list", "--lang", "en")
    client.start()
    client.open("untitled:a", weak)
    marks = by_code(client.marks("untitled:a"))
    assert marks["power-list"]["severity"] == 1
    assert "not found" in marks["power-list"]["message"]
    assert 3 not in {mark["severity"] for mark in marks.values()}


def test_accepted_failures_are_hints(client: Any, weak: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text(weak, encoding="utf-8")
    (tmp_path / "lawlint.toml").write_text(
        'baseline = "known.json"\n[[waivers]]\nelement = "petition"\nfiles = ["*.txt"]\nreason = "县里统一办理"\n',
        encoding="utf-8",
    )
    subprocess.run(
        [sys.executable, "-m", "lawlint", "baseline", "write", "a.txt", "--select", "signature-date"],
        cwd=tmp_path, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    uri = (tmp_path / "a.txt").as_uri()
    client.open(uri, weak)
    marks = by_code(client.marks(uri))
    assert marks["petition"]["severity"] == marks["signature-date"]["severity"] == 4
    assert marks["petition"]["message"].startswith("[已豁免：县里统一办理] ")
    assert marks["shortcoming-causes"]["severity"] == 1


# --- Settings --------------------------------------------------------------------------------------------------------


def test_settings_are_found_from_the_file(client: Any, weak: str, tmp_path: pathlib.Path) -> None:
    """From the folder of the file, not from where the editor was started."""
    for name, level in (("county", "county"), ("none", "")):
        (tmp_path / name).mkdir()
        if level:
            (tmp_path / name / "lawlint.toml").write_text(f'level = "{level}"\n', encoding="utf-8")
    found = {}
    for name in ("county", "none"):
        uri = (tmp_path / name / "a.txt").as_uri()
        client.open(uri, weak)
        found[name] = by_code(client.marks(uri))["power-list"]["severity"]
    assert found == {"county": 1, "none": 3}


@pytest.mark.parametrize("told", [True, False], ids=["told", "noticed"])
def test_changed_settings_are_heard(editor: Start, told: bool, weak: str, tmp_path: pathlib.Path) -> None:
    """Of a change the editor tells, or the server notices it itself; nobody touches the report."""
    client = editor()
    client.start()
    uri = (tmp_path / "a.txt").as_uri()
    client.open(uri, weak)
    assert by_code(client.marks(uri))["power-list"]["severity"] == 3
    watched = client.asked[0]["params"]["registrations"][0]
    assert watched["method"] == "workspace/didChangeWatchedFiles"
    assert "**/lawlint.toml" in [each["globPattern"] for each in watched["registerOptions"]["watchers"]]
    settings = tmp_path / "lawlint.toml"

    def write(content: str) -> dict[str, dict[str, Any]]:
        settings.write_text(content, encoding="utf-8")
        if told:
            event = {"uri": settings.as_uri(), "type": 2}
            client.tell("workspace/didChangeWatchedFiles", {"changes": [event]})
        return by_code(client.marks(uri))

    assert write("strict = true\n")["power-list"]["severity"] == 1
    if not told:
        return
    assert list(write("strict = maybe\n")) == ["settings"]
    assert "power-list" not in write('ignore = ["power-list"]\n')
    settings.unlink()
    client.tell("workspace/didChangeConfiguration", {"settings": None})
    assert by_code(client.marks(uri))["power-list"]["severity"] == 3


def test_changed_settings_hold_at_the_next_check(client: Any, weak: str, tmp_path: pathlib.Path) -> None:
    uri = (tmp_path / "a.txt").as_uri()
    client.open(uri, weak)
    client.marks(uri)
    (tmp_path / "lawlint.toml").write_text('level = "county"\n', encoding="utf-8")
    client.edit(uri, 2, change((1, 0), (1, 0), "\n"))
    assert by_code(client.marks(uri, 2))["power-list"]["severity"] == 1


# --- What is asked ---------------------------------------------------------------------------------------------------


def hover(client: Any, uri: str, line: int, character: int) -> Any:
    return client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": at(line, character)})


def test_hover(client: Any, uri: str, weak: str) -> None:
    client.open(uri, weak)
    line = line_of(weak, "（四）")
    character = weak.split("\n")[line].index("三项制度")
    found = hover(client, uri, line, character)
    text = found["contents"]["value"]
    assert found["contents"]["kind"] == "markdown"
    assert text.startswith("**行政执法三项制度**　必写　▲ 待补")
    for word in ("含义：", "依据：《", "怎么补：", "例句："):
        assert word in text
    assert found["range"]["start"]["line"] == line
    assert hover(client, uri, 1, 0) is None


def test_hover_on_a_heading_tells_what_is_missing_under_it(plain: Any, uri: str, weak: str) -> None:
    plain.open(uri, weak)
    line = line_of(weak, "（四）")
    found = hover(plain, uri, line, 4)
    text = found["contents"]["value"]
    assert found["contents"]["kind"] == "plaintext"
    assert "行政执法公示　必写　× 不符合" in text
    assert "\n另有 " in text
    assert "○ 「行政裁量权基准」没有找到" in text
    assert "**" not in text


def test_what_is_unverified_is_not_told_as_law(client: Any, weak: str, tmp_path: pathlib.Path) -> None:
    pack = """
[[elements]]
id = "own-thing"
title = "自己的事"
family = "own"
means = "含义。"
advice = "怎么补。"
required = ["township"]
names = ["自己的事"]
basis = [{instrument = "没有核对的文件", verified = false}]
[elements.examples]
shown = ["办理自己的事12件。"]
touched = ["重视自己的事。"]
absent = ["别的事。"]
"""
    (tmp_path / "pack.toml").write_text(pack, encoding="utf-8")
    (tmp_path / "lawlint.toml").write_text('packs = ["pack.toml"]\nselect = ["own-thing"]\n', encoding="utf-8")
    uri = (tmp_path / "a.txt").as_uri()
    client.open(uri, weak)
    (mark,) = client.marks(uri)
    assert mark["code"] == "own-thing"
    text = hover(client, uri, mark["range"]["start"]["line"], mark["range"]["start"]["character"])["contents"]["value"]
    assert "没有核对的文件" not in text + json.dumps(mark, ensure_ascii=False)
    assert "依据：尚待核对" in text


def fixes(client: Any, uri: str, line: int, character: int, **context: Any) -> list[dict[str, Any]]:
    place = {"start": at(line, character), "end": at(line, character)}
    params = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": [], **context}}
    found: list[dict[str, Any]] = client.ask("textDocument/codeAction", params)
    return found


def test_fixes(client: Any, uri: str, weak: str) -> None:
    client.open(uri, weak)
    line = line_of(weak, "（四）")
    actions = fixes(client, uri, line, 4)
    titles = [action["title"] for action in actions]
    assert titles[0] == "补写「行政执法公示」：插入例句"
    assert titles[-1].startswith("补写这里缺的 ")
    assert {action["kind"] for action in actions} == {"quickfix"}
    (edits,) = actions[0]["edit"]["documentChanges"]
    assert edits["textDocument"] == {"uri": uri, "version": 1}
    (edit,) = edits["edits"]
    # A fix is an edit like any other.
    client.edit(uri, 2, {"range": edit["range"], "text": edit["newText"]})
    assert by_code(client.marks(uri, 2))["enforcement-publicity"]["severity"] == 2
    assert [mark["code"] for mark in actions[0]["diagnostics"]] == ["enforcement-publicity"]
    assert fixes(client, uri, line, 4, only=["refactor"]) == []
    assert fixes(client, uri, line, 4, only=["quickfix"])
    assert fixes(client, uri, 1, 0) == []


def test_fixes_for_an_editor_that_knows_little(plain: Any, uri: str, weak: str) -> None:
    plain.open(uri, weak)
    (action, *_) = fixes(plain, uri, line_of(weak, "（四）"), 4)
    assert list(action["edit"]) == ["changes"]
    assert list(action["edit"]["changes"]) == [uri]


def test_a_question_is_answered_for_the_text_as_it_is(client: Any, uri: str, weak: str) -> None:
    """What is asked right after an edit is answered for the edited text, not for the last one that was checked."""
    client.open(uri, weak)
    client.marks(uri)
    client.edit(uri, 2, change((0, 0), (0, 0), "\n\n\n"))
    line = line_of(weak, "（四）")
    assert hover(client, uri, line + 3, 4) is not None
    (action, *_) = fixes(client, uri, line + 3, 4)
    assert action["edit"]["documentChanges"][0]["textDocument"]["version"] == 2


def test_outline(client: Any, uri: str, weak: str) -> None:
    client.open(uri, weak)
    found = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    title, account = found
    assert title["name"] == "关于法治政府建设工作情况的报告"
    assert title["detail"] == "鹿溪镇，乡镇、街道，2023 年度"
    assert (account["name"], account["detail"]) == ("一、工作开展情况", "举措和成效")
    assert [child["name"][:3] for child in account["children"]] == [
        "（一）",
        "（二）",
        "（三）",
        "（四）",
        "（五）",
        "（六）",
    ]

    def inside(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
        def place(point: dict[str, int]) -> tuple[int, int]:
            return point["line"], point["character"]

        return place(outer["start"]) <= place(inner["start"]) and place(inner["end"]) <= place(outer["end"])

    for symbol in (title, account, *account["children"]):
        assert inside(symbol["selectionRange"], symbol["range"])
    assert all(inside(child["range"], account["range"]) for child in account["children"])


def test_outline_as_a_list(plain: Any, uri: str, weak: str) -> None:
    plain.open(uri, weak)
    found = plain.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [symbol["name"] for symbol in found][1] == "一、工作开展情况（举措和成效）"
    assert found[2]["containerName"] == "一、工作开展情况"
