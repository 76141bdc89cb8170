"""The baseline: failures that are accepted as they are today, so that only new ones make a run fail.

It is a JSON file that people commit beside their reports, an entry on each line::

    {
      "version": 1,
      "documents": {
        "报告/清溪镇.txt": {
          "legal-counsel": {"status": "fail", "fingerprint": "…"}
        }
      }
    }

Documents are told relative to the folder of the file, whatever the current folder is. A fingerprint is made from the
element, the document and the words that were found, so it outlasts every edit elsewhere, a change of line ends or of
encoding, and a new version of lawlint; the same gap in another document is new.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING, NamedTuple

from .folding import fold_phrase
from .model import BaselineState, Status
from .tables import SettingsError, bytes_of, shown_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from .model import DocumentReport, Result

FILE_NAME = ".lawlint-baseline.json"
VERSION = 1
_STATUSES = (Status.FAIL, Status.WARN)


class Entry(NamedTuple):
    """One accepted failure."""

    document: str
    element: str
    status: Status
    fingerprint: str


class Baseline(NamedTuple):
    """The entries of a file; `path` is shown to people, `folder` the absolute one that documents are told from."""

    path: str
    folder: str
    entries: tuple[Entry, ...] = ()


class Outcome(NamedTuple):
    """What a baseline means for a run.

    documents: with what the baseline says of their failures.
    kept: the entries of failures that still occur, as these are now.
    untouched: the entries that this run could not tell anything about.
    stale: those whose failure no longer occurs, or whose document is gone.
    """

    documents: tuple[DocumentReport, ...]
    kept: tuple[Entry, ...]
    untouched: tuple[Entry, ...]
    stale: tuple[Entry, ...]


# --- The file --------------------------------------------------------------------------------------------------------


def empty(path: str) -> Baseline:
    """Return a baseline without entries for a file that may not be there."""
    return Baseline(shown_path(path), os.path.dirname(os.path.abspath(path)))


def load(path: str) -> Baseline:
    """Return what stands in a file.

    Raises:
        SettingsError: it is not there, or it cannot be understood; the message tells the remedy.
    """
    import json

    nothing = empty(path)
    try:
        data = json.loads(bytes_of(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(nothing.path, f"不是 JSON：{error}。{_AGAIN}") from error
    if not isinstance(data, dict) or set(data) != {"version", "documents"} or not isinstance(data["documents"], dict):
        raise SettingsError(nothing.path, f"不是 lawlint 的基线。{_AGAIN}")
    if data["version"] != VERSION:
        raise SettingsError(nothing.path, f"是第 {data['version']} 版的基线，这个程序只认得第 {VERSION} 版。{_AGAIN}")
    entries = []
    for document, elements in data["documents"].items():
        if not isinstance(elements, dict):
            raise SettingsError(nothing.path, f"{document}：应当是要素的编号和内容。{_AGAIN}")
        entries += [_entry(nothing.path, document, element, value) for element, value in elements.items()]
    return nothing._replace(entries=tuple(entries))


_AGAIN = "请用 lawlint baseline write 重新生成，或者从版本库里恢复。"


def _entry(path: str, document: str, element: str, value: Any) -> Entry:
    if (
        not isinstance(value, dict)
        or set(value) != {"status", "fingerprint"}
        or value["status"] not in [str(status) for status in _STATUSES]
        or not isinstance(value["fingerprint"], str)
    ):
        raise SettingsError(path, f"{document}，{element}：应当有 status（fail 或 warn）和 fingerprint 两项。{_AGAIN}")
    return Entry(document, element, Status(value["status"]), value["fingerprint"])


def written(entries: Iterable[Entry]) -> str:
    """Return the text of the file, sorted, an entry on each line: so it is read in a comparison of versions."""
    import json

    def quoted(text: str) -> str:
        return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)

    documents: dict[str, list[Entry]] = {}
    for entry in sorted(entries):
        documents.setdefault(entry.document, []).append(entry)
    blocks = []
    for document, found in documents.items():
        lines = [
            f'      {quoted(entry.element)}: {{"status": "{entry.status}", "fingerprint": {quoted(entry.fingerprint)}}}'
            for entry in found
        ]
        blocks.append(f"    {quoted(document)}: {{\n" + ",\n".join(lines) + "\n    }")
    inside = "{\n" + ",\n".join(blocks) + "\n  }" if blocks else "{}"
    return f'{{\n  "version": {VERSION},\n  "documents": {inside}\n}}\n'


# --- A run and a baseline --------------------------------------------------------------------------------------------


def entries_of(documents: Iterable[DocumentReport], folder: str) -> tuple[Entry, ...]:
    """Return an entry for everything that is missing or weak and not waived."""
    return tuple(
        _entry_of(result, name_of(document.document.source.path, folder))
        for document in documents
        for result in document.results
        if result.status in _STATUSES and result.waiver is None
    )


def _entry_of(result: Result, document: str) -> Entry:
    return Entry(document, result.element.id, result.status, _fingerprints(result, document)[0])


def _fingerprints(result: Result, document: str) -> list[str]:
    """Return a fingerprint for each evidence, the best first; where there is none, one without words."""
    found = []
    for quote in [item.quote for item in result.evidence] or [""]:
        data = "\0".join((result.element.id, document, fold_phrase(quote))).encode("utf-8", "surrogatepass")
        found.append(hashlib.sha256(data).hexdigest()[:32])
    return found


def name_of(path: str, folder: str) -> str:
    """Return a path, seen from the current folder, as it stands in a baseline of `folder`."""
    full = os.path.abspath(path)
    with contextlib.suppress(ValueError):  # another drive
        full = os.path.relpath(full, folder)
    return full.replace(os.sep, "/")


def against(documents: Sequence[DocumentReport], baseline: Baseline) -> Outcome:
    """Tell new failures from accepted ones.

    A failure is accepted when its fingerprint is in the baseline, and also when the element was missing and is now
    weak: to get better never makes a run fail. An element that is still weak is accepted as long as the words that
    were accepted are among its evidence, even if others are better by now.
    """
    accepted = accepted_of(baseline)
    marked = [mark_one(document, accepted) for document in documents]
    held = settled(
        baseline, [entry for one in marked for entry in one.kept], {key for one in marked for key in one.met}
    )
    return held._replace(documents=tuple([one.document for one in marked]))


class Accepted(NamedTuple):
    """The entries of a baseline by document and element, and the absolute folder that documents are told from."""

    entries: dict[tuple[str, str], Entry]
    folder: str


class Marked(NamedTuple):
    """A document with what a baseline says of it, the entries that still hold, and the keys of all it could answer."""

    document: DocumentReport
    kept: tuple[Entry, ...]
    met: tuple[tuple[str, str], ...]


def accepted_of(baseline: Baseline) -> Accepted:
    """Return the entries of a baseline as documents are compared with them."""
    return Accepted({entry[:2]: entry for entry in baseline.entries}, baseline.folder)


def mark_one(document: DocumentReport, accepted: Accepted) -> Marked:
    """Return a document with what the baseline says of its failures; see `against`."""
    name = name_of(document.document.source.path, accepted.folder)
    kept = []
    met = []
    results = []
    for result in document.results:
        before = accepted.entries.get((name, result.element.id))
        if before is not None:
            met.append(before[:2])
        if result.status not in _STATUSES:
            results.append(result)
            continue
        state = _state(before, result, name)
        if before is not None and state is not BaselineState.NEW:
            kept.append(before if state is BaselineState.UNCHANGED else _entry_of(result, name))
        results.append(result._replace(baseline=state))
    return Marked(document._replace(results=tuple(results)), tuple(kept), tuple(met))


def settled(baseline: Baseline, kept: Sequence[Entry], met: Collection[tuple[str, str]]) -> Outcome:
    """Return what a run means for the entries of a baseline, without documents.

    Args:
        baseline: all entries.
        kept: those that still hold, as they are now.
        met: document and element of those that the run could tell something about.
    """
    held = {entry[:2] for entry in kept}
    others = [entry for entry in baseline.entries if entry[:2] not in held]
    stale = [entry for entry in others if entry[:2] in met or _gone(entry, baseline)]
    gone = {entry[:2] for entry in stale}
    return Outcome((), tuple(kept), tuple([entry for entry in others if entry[:2] not in gone]), tuple(stale))


def _state(before: Entry | None, result: Result, document: str) -> BaselineState:
    if before is None:
        return BaselineState.NEW
    if before.status is Status.FAIL and result.status is Status.WARN:
        return BaselineState.UPDATED
    same = before.status is result.status and before.fingerprint in _fingerprints(result, document)
    return BaselineState.UNCHANGED if same else BaselineState.NEW


def _gone(entry: Entry, baseline: Baseline) -> bool:
    """Tell whether the document of an entry is no longer there; standard input never was."""
    if entry.document.startswith("<"):
        return False
    return not os.path.exists(os.path.join(baseline.folder, entry.document))


_MOST = 5


def notice(outcome: Outcome, baseline: Baseline) -> tuple[str, ...]:
    """Return what is to be told of entries that no longer hold: nothing, or one sentence."""
    if not outcome.stale:
        return ()
    listed = "、".join(f"{entry.document} 的 {entry.element}" for entry in outcome.stale[:_MOST])
    more = " 等" if len(outcome.stale) > _MOST else ""
    what = f"有 {len(outcome.stale)} 项已经不再出现（{listed}{more}）"
    return (f"{baseline.path}：{what}，请运行 lawlint baseline prune 删去。",)
