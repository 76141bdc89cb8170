"""How much of a document a reader gives back, measured against the truth that lies beside a test file."""

import json
import pathlib
import re
from typing import NamedTuple

from lawlint.reading.extracted import Extracted

_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


class Measured(NamedTuple):
    """The share of the characters that came back in order, of the paragraphs that came back as one piece each, the
    automatic numbers and the probes that did not come back right.
    """

    recall: float
    kept: float
    labels: int
    missing: list[tuple[str, str]]
    wrong: list[str]


def measure(extracted: Extracted, path: pathlib.Path) -> Measured:
    """Measure what was read of a file against its truth; automatic numbers are no part of its characters."""
    truth = json.loads(pathlib.Path(f"{path}.truth.json").read_text(encoding="utf-8"))
    text = "\n".join(piece.label + piece.text for piece in extracted.pieces)
    labels = truth.get("labels", [])
    wanted = _bare("".join(_unlabelled(truth["text"].split("\n"), labels)))
    found = {_bare(piece.label + piece.text) for piece in extracted.pieces}
    paragraphs = [bare for line in truth["text"].split("\n") if (bare := _bare(line))]
    return Measured(
        recall=_common(wanted, _bare("".join(piece.text for piece in extracted.pieces))) / max(1, len(wanted)),
        kept=sum(line in found for line in paragraphs) / max(1, len(paragraphs)),
        labels=len(labels),
        missing=[(label, start) for label, start in labels if _bare(label + start) not in _bare(text)],
        wrong=[name for name, (probe, wish) in truth.get("probes", {}).items() if not _granted(text, probe, wish)],
    )


def _bare(text: str) -> str:
    return _UNSEEN.sub("", text)


def _unlabelled(lines: list[str], labels: list[tuple[str, str]]) -> list[str]:
    """Return lines without their automatic numbers, which are told in the order of the lines."""
    left = list(labels)
    bare = []
    for line in lines:
        if left and _bare(line).startswith(_bare(left[0][0] + left[0][1])):
            label, _ = left.pop(0)
            bare.append(line.removeprefix(label))
        else:
            bare.append(line)
    return bare


def _granted(text: str, probe: str, wish: bool | int | None) -> bool:
    count = len(re.findall(probe[3:], text)) if probe.startswith("re:") else text.count(probe)
    return wish is None or (bool(count) == wish if isinstance(wish, bool) else count == wish)


def _common(first: str, second: str) -> int:
    """Return the length of the longest common subsequence, a bit for each character of the first."""
    places: dict[str, int] = {}
    for index, character in enumerate(first):
        places[character] = places.get(character, 0) | 1 << index
    every = (1 << len(first)) - 1
    unmatched = every
    for character in second:
        matches = unmatched & places.get(character, 0)
        unmatched = (unmatched + matches | unmatched - matches) & every
    return len(first) - unmatched.bit_count()
