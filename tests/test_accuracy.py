"""How well findings agree with labelled reports, and that every quote stands where it is said to stand.

The bounds are a little below what was measured, so that a change that costs accuracy is seen. A change that costs a
cell and is right all the same lowers them, and says so.
"""

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from support import ROOT, SHARED

from lawlint.model import DocumentReport, Evidence, Finding

CORPUS = SHARED / "corpus"
SETS = [
    pytest.param(ROOT / "tests" / "documents", ROOT / "tests" / "documents" / "gold.json", 0.98, id="documents"),
    pytest.param(ROOT / "tests" / "labelled", ROOT / "tests" / "labelled" / "gold.json", 0.96, id="labelled"),
    pytest.param(CORPUS / "reports", CORPUS / "gold.json", 0.98, id="real"),
    pytest.param(CORPUS / "composed", CORPUS / "composed-gold.json", 0.97, id="composed"),
]


def overlap(text: str, item: Evidence, mark: dict[str, Any]) -> bool:
    """Tell whether evidence and a labelled quote share a character; a quote stands on one line."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: mark["line"] - 1]) + lines[mark["line"] - 1].find(mark["quote"])
    return item.start.offset < start + len(mark["quote"]) and start < item.end.offset


@pytest.mark.parametrize(("folder", "gold_file", "least"), SETS)
def test_agreement(
    folder: pathlib.Path, gold_file: pathlib.Path, least: float, examine: Callable[[str], DocumentReport]
) -> None:
    """Findings agree with the labels, with no class neglected, and shown elements rest on the right words."""
    if not gold_file.exists():
        pytest.skip("the corpus is not beside the project")
    pairs = []
    both = right = 0
    for name, truths in json.loads(gold_file.read_text(encoding="utf-8")).items():
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        for result in examine(text).results:
            truth = truths.get(result.element.id)
            if truth is None:
                continue
            pairs.append((truth["finding"], str(result.finding)))
            for item in result.evidence:
                assert text[item.start.offset : item.end.offset] == item.quote
            if truth["finding"] == result.finding == Finding.SHOWN:
                both += 1
                right += any(overlap(text, item, mark) for item in result.evidence for mark in truth["evidence"])
    assert sum(a == b for a, b in pairs) / len(pairs) >= least
    assert right / both >= 0.95
    for finding in Finding:
        hits = sum(a == b == finding for a, b in pairs)
        total = sum(a == finding for a, _ in pairs) + sum(b == finding for _, b in pairs)
        assert 2 * hits / total >= least - 0.03, finding
