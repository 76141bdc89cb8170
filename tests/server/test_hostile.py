"""Hostile text in a report, its name, a pack or the settings breaks no message and injects nothing."""

import json
import pathlib
import time
from typing import Any

import pytest

HOSTILE = (
    "<script>alert(1)</script>",
    "]]>",
    "::error file=a::b",
    "=cmd()",
    "a\x01b\x1b[31mc",
    "\u202eabc\u202c\u200b",
    "[a](command:b) ![c](http://d/e.png) <img src=x>",
    "`x` **y** @z ##[error]",
    "\ud83d",
)
LONG = "全年开展执法检查36次，" * 9000


def hover(client: Any, uri: str, place: dict[str, int]) -> str:
    found = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})
    return "" if found is None else str(found["contents"]["value"])


def everything(client: Any, uri: str) -> str:
    """Return all that is said of a document."""
    marks = client.marks(uri)
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 10**6, "character": 0}}
    params = {"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}}
    said = [
        json.dumps(marks, ensure_ascii=False),
        json.dumps(client.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}}), ensure_ascii=False),
        json.dumps([action["title"] for action in client.ask("textDocument/codeAction", params)], ensure_ascii=False),
        *(hover(client, uri, mark["range"]["start"]) for mark in marks[:10]),
    ]
    return "\n".join(said)


@pytest.mark.parametrize("text", HOSTILE)
def test_in_a_report(client: Any, uri: str, weak: str, text: str) -> None:
    hostile = weak.replace("三项制度", f"三项制度{text}").replace("严格执法", f"严格执法{text}")
    client.open(uri, hostile.replace("报告\n", f"报告{text}\n", 1))
    said = everything(client, uri)
    for forbidden in ("\x01", "\x1b", "\u202e", "\u200b", "\ud83d"):
        assert forbidden not in said


def test_in_a_pack_and_in_settings(client: Any, weak: str, tmp_path: pathlib.Path) -> None:
    """What a pack says is text in a hover that shows Markdown, too."""
    hostile = "<script>x</script> [a](command:b) ![c](http://d/e.png) **z** \\u202E"
    (tmp_path / "pack.toml").write_text(
        f"""
[[elements]]
id = "own-thing"
title = "{hostile}"
family = "own"
means = "{hostile}"
advice = "{hostile}"
model_sentence = "{hostile}"
required = ["township"]
names = ["自己的事"]
basis = [{{instrument = "{hostile}", article = "{hostile}"}}]
[elements.examples]
shown = ["办理自己的事12件。"]
touched = ["重视自己的事。"]
absent = ["别的事。"]
""".replace("model_sentence", "model-sentence"),
        encoding="utf-8",
    )
    (tmp_path / "lawlint.toml").write_text(
        'packs = ["pack.toml"]\nselect = ["own-thing"]\n[[waivers]]\nelement = "own-thing"\nfiles = ["*"]\n'
        f'reason = "{hostile}"\n',
        encoding="utf-8",
    )
    uri = (tmp_path / "<b>]]>::error.txt").as_uri()
    client.open(uri, weak)
    (mark,) = client.marks(uri)
    assert mark["severity"] == 4
    assert "\u202e" not in mark["message"]
    said = hover(client, uri, mark["range"]["start"])
    assert "script" in said
    for forbidden in ("<script", "](", "![", "\u202e", "** ", " **z"):
        assert forbidden not in said
    params = {"textDocument": {"uri": uri}, "range": mark["range"], "context": {"diagnostics": []}}
    assert all("\u202e" not in action["title"] for action in client.ask("textDocument/codeAction", params))


def test_a_paragraph_of_a_hundred_thousand_characters(client: Any, uri: str, weak: str) -> None:
    text = weak.replace("全年排查纠纷", f"{LONG}全年排查纠纷")
    begin = time.perf_counter()
    client.open(uri, text)
    said = everything(client, uri)
    assert time.perf_counter() - begin < 20
    assert len(said) < 200_000


@pytest.mark.parametrize("name", ["a\nb.txt", "%00.txt", "a%ff.txt", "𬱖 🙂.txt", "..%2f..%2fetc.txt"])
def test_in_the_name_of_a_file(client: Any, name: str, weak: str, tmp_path: pathlib.Path) -> None:
    uri = f"{tmp_path.as_uri()}/{name}"
    client.open(uri, weak)
    assert len(client.marks(uri)) > 5


def test_what_is_no_writing(client: Any, uri: str, weak: str) -> None:
    client.open(uri, f"{weak}\x00")
    (mark,) = client.marks(uri)
    assert (mark["code"], mark["severity"]) == ("binary", 1)
