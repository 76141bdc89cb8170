"""Random edits: after any of them the server says what a fresh run over the same text says.

LAWLINT_EDITS tells how many, a thousand without it.
"""

import json
import os
import pathlib
import random
from typing import Any

import pytest
from lsprotocol.converters import get_converter

from lawlint.folding import line_starts
from lawlint.options import Options
from lawlint.server.answers import Page, answer_of
from lawlint.server.diagnostics import diagnostics
from lawlint.server.positions import lines_of
from lawlint.server.rules import RuleBook
from lawlint.server.symbols import symbols

EDITS = int(os.environ.get("LAWLINT_EDITS", "1000"))
PIECES = (
    *("甲", "𬱖", "🙂", "e\u0301", "\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\u3000\u3000", "。", "，", "、"),
    *("一、工作情况\n", "（二）依法决策。", "二、存在的不足\n", "三、2024年工作打算\n", "# ", "1. ", "2024年1月12日\n"),
    *("聘请2名律师担任法律顾问。", "开展执法检查36次，", "重大决策经合法性审查12件。", "尚未建立执法公示制度。"),
    *("鹿溪镇2023年法治政府建设年度报告\n", "严格落实", "行政复议0件，", "下一步，将", "____"),
    *("\ud83d", "\ude42", "\u202e", "\ufeff"),
)  # fmt: skip
UTF16 = "utf-16-le"


class Sheet:
    """A text as a client holds it that counts in UTF-16: nothing but code units."""

    def __init__(self, text: str, seed: int) -> None:
        self.data = self.whole = text.encode(UTF16)
        self.random = random.Random(seed)

    @property
    def text(self) -> str:
        return self.data.decode(UTF16, "surrogatepass")

    def _place(self, near: int) -> int:
        """Return an offset in units, not within a line end, which no position could tell."""
        count = len(self.data) // 2
        at = min(max(0, near), count)
        while 0 < at < count and self.data[2 * at - 2 : 2 * at + 2] == "\r\n".encode(UTF16):
            at += 1
        return at

    def _position(self, at: int) -> dict[str, int]:
        before = self.data[: 2 * at].decode(UTF16, "surrogatepass")
        starts = line_starts(before)
        character = len(before[starts[-1] :].encode(UTF16, "surrogatepass")) // 2
        return {"line": len(starts) - 1, "character": character}

    def edit(self) -> dict[str, Any]:
        """Change the text somewhere, and return the change as the protocol tells it."""
        if self.random.random() < 0.05:
            # Many edits leave nothing of a report; so it begins anew from time to time.
            self.data = self.whole
            return {"text": self.whole.decode(UTF16)}
        count = len(self.data) // 2
        start = self._place(self.random.randint(0, count))
        length = self.random.choice((0, 0, 0, 1, 1, 2, 7, 40, 200))
        end = max(start, self._place(start + length))
        new = "".join(self.random.choices(PIECES, k=self.random.choice((0, 1, 1, 2, 3))))
        if count > 6000:
            end, new = self._place(start + 2000), ""
        change = {"range": {"start": self._position(start), "end": self._position(end)}, "text": new}
        self.data = self.data[: 2 * start] + new.encode(UTF16, "surrogatepass") + self.data[2 * end :]
        return change


def fresh(text: str, uri: str, book: RuleBook) -> tuple[Any, Any]:
    """Return the diagnostics and the outline of a text that was never edited, as they are sent."""
    answer = answer_of(Page(uri, "", "a", 1, "plaintext", text), book)
    lines = lines_of(text, "utf-16")
    unstructure = get_converter().unstructure
    return json.loads(json.dumps(unstructure(diagnostics(answer, lines, True, False)))), json.loads(
        json.dumps(unstructure(symbols(answer, lines)))
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_random_edits(
    client: Any, seed: int, weak: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = RuleBook(Options(isolated=True))
    sheet = Sheet(weak, seed)
    uri = f"untitled:{seed}"
    # The name of a document is in its fingerprints.
    client.open(uri, weak)
    version, done, bursts, reports = 1, 0, 0, 0
    while done < EDITS // 2:
        for _ in range(sheet.random.randint(1, 12)):
            version += 1
            changes = [sheet.edit() for _ in range(sheet.random.choice((1, 1, 1, 2, 3)))]
            done += len(changes)
            client.edit(uri, version, *changes)
        text = sheet.text
        marks, outline = fresh(text, uri, book)
        found = client.marks(uri, version)
        for mark in (*marks, *found):
            mark.pop("data", None)
        assert found == marks, f"after {done} edits"
        assert client.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) == outline
        bursts += 1
        reports += len(outline) > 0
    assert 3 * reports > bursts


def test_edits_of_an_empty_text(client: Any, uri: str) -> None:
    client.open(uri, "")
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    client.edit(uri, 2, {"range": place, "text": "鹿溪镇2023年法治政府建设年度报告\n一、工作情况\n办案12件。"})
    assert len(client.marks(uri, 2)) > 5
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}}
    client.edit(uri, 3, {"range": whole, "text": ""})
    assert [mark["code"] for mark in client.marks(uri, 3)] == ["empty"]
