"""SARIF 2.1.0: everything that was found, or what GitHub code scanning accepts.

The whole has a result for every element in every document, so that what passes is told too. GitHub takes every result
for an alert, whatever its kind: it gets only what is to be mended and nobody has accepted, each with one place.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from ..model import DocumentReport, Element, Failure, Report, Result, Source, Status
from .safe import as_json, markdown, sarif_message, shown
from .spots import Spot, basis_of, in_turns, is_plain, relative, spot_of, spots, told
from .view import View
from .words import ROLES, family_word

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
GITHUB_MOST = 5000
"""How many results GitHub takes in from a run; the worst come first."""

_KINDS = {
    Status.PASS: ("pass", "none"),
    Status.WARN: ("fail", "warning"),
    Status.FAIL: ("fail", "error"),
    Status.NOTE: ("fail", "note"),
    Status.NOT_APPLICABLE: ("notApplicable", "none"),
}


def render(report: Report, view: View) -> str:
    """Return the whole: every element of every document, waivers as suppressions, and what a baseline says."""
    rules = _rules(result.element for document in report.documents for result in document.results)
    against_baseline = any(result.baseline for document in report.documents for result in document.results)
    results = []
    for number, document in enumerate(report.documents):
        for result, spot in zip(document.results, spots(document), strict=True):
            results.append(_whole(result, spot, document, number, rules, view, against_baseline))
    run = _run(report, rules, results, view)
    run["artifacts"] = [_artifact(document.document.source) for document in report.documents]
    return _written(run)


def render_github(report: Report, view: View) -> str:
    """Return what is missing or weak and not accepted; verbose adds what is only suggested."""
    chosen = list(in_turns(report, view.verbose))
    taken = chosen[:GITHUB_MOST]
    rules = _rules(result.element for _, result, _ in taken)
    results = []
    for document, result, spot in taken:
        results.append({**_head(result, spot, rules, view), "locations": [_github_location(spot, document)]})
    run = _run(report, rules, results, view)
    if len(chosen) > len(taken):
        left = len(chosen) - len(taken)
        told_so = f"另有 {left} 项没有列出。" if view.lang == "zh" else f"{left} more are left out."
        run["invocations"][0]["toolExecutionNotifications"].append(_notification("note", told_so))
    return _written(run)


def _written(run: dict[str, Any]) -> str:
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _run(report: Report, rules: dict[str, int], results: list[dict[str, Any]], view: View) -> dict[str, Any]:
    elements = {result.element.id: result.element for document in report.documents for result in document.results}
    driver = {
        "name": "lawlint",
        **({"version": view.version} if view.version else {}),
        "language": "zh-CN" if view.lang == "zh" else "en",
        "rules": [_rule(elements[name], view) for name in rules],
    }
    settings = [item for item in report.errors if item.code == "settings"]
    others = [item for item in report.errors if item.code != "settings"]
    notices = [_notification("note", notice) for notice in report.notices]
    for document in report.documents:
        source = document.document.source
        notices += [_notification("note", warning, source.path) for warning in source.warnings]
    invocation = {
        "executionSuccessful": not report.errors,
        "toolConfigurationNotifications": [_failure(item) for item in settings],
        "toolExecutionNotifications": [*(_failure(item) for item in others), *notices],
    }
    return {
        "tool": {"driver": driver},
        "language": "zh-CN" if view.lang == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }


def _rules(elements: Iterable[Element]) -> dict[str, int]:
    """Return the number of each element that occurs."""
    numbers: dict[str, int] = {}
    for element in elements:
        numbers.setdefault(element.id, len(numbers))
    return numbers


def _rule(element: Element, view: View) -> dict[str, Any]:
    chinese = view.lang == "zh"
    advice = [(("怎么补" if chinese else "To add"), element.advice or element.title)]
    if element.model_sentence:
        advice.append((("例如" if chinese else "For example"), element.model_sentence))
    basis = basis_of(element, view.lang)
    if basis:
        advice.append((("依据" if chinese else "Basis"), basis))
    colon = "：" if chinese else ": "
    family = shown(family_word(element.family, view.lang))
    return {
        "id": element.id,
        "name": shown(element.title),
        "shortDescription": {"text": sarif_message(element.title)},
        "fullDescription": {"text": sarif_message(element.means or element.title)},
        "help": {
            "text": "\n".join(f"{name}{colon}{sarif_message(text)}" for name, text in advice),
            "markdown": "\n\n".join(f"**{name}**{colon}{markdown(text)}" for name, text in advice),
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": [family], "problem.severity": "error"},
    }


def _head(result: Result, spot: Spot, rules: dict[str, int], view: View) -> dict[str, Any]:
    kind, level = _KINDS[result.status]
    return {
        "ruleId": result.element.id,
        "ruleIndex": rules[result.element.id],
        "kind": kind,
        "level": level,
        "message": {"text": sarif_message(told(result, spot, view.lang))},
        "partialFingerprints": {"primaryLocationLineHash": f"{result.fingerprint}:1"},
    }


def _whole(
    result: Result,
    spot: Spot,
    document: DocumentReport,
    number: int,
    rules: dict[str, int],
    view: View,
    against_baseline: bool,
) -> dict[str, Any]:
    """Return a result with all its evidence; the first is its location, the others are related ones."""
    others = []
    for item in result.evidence[1:]:
        role = {"text": ROLES[view.lang][item.role]}
        others.append({**_location(spot_of(item, document), document, number, item.quote), "message": role})
    quote_of = result.evidence[0].quote if result.evidence else ""
    data = _head(result, spot, rules, view)
    data["locations"] = [_location(spot, document, number, quote_of)]
    if others:
        data["relatedLocations"] = [{"id": place, **other} for place, other in enumerate(others, 1)]
    # Of both, the standard wants them with every result or with none.
    data["suppressions"] = _suppressions(result)
    if against_baseline:
        data["baselineState"] = str(result.baseline or "unchanged")
    data["properties"] = {
        "status": str(result.status),
        "finding": str(result.finding),
        "requirement": str(result.requirement),
        "score": result.score,
        "fingerprint": result.fingerprint,
    }
    return data


def _suppressions(result: Result) -> list[dict[str, Any]]:
    if result.waiver is None:
        return []
    properties = {"source": shown(result.waiver.source)}
    if result.waiver.until:
        properties["until"] = result.waiver.until
    reason = shown(result.waiver.reason)
    return [{"kind": "external", "status": "accepted", "justification": reason, "properties": properties}]


def _location(spot: Spot, document: DocumentReport, number: int, quoted: str) -> dict[str, Any]:
    """Return a place in a file; of files without lines of their own, the place in words."""
    artifact = {"uri": uri(document.document.source.path), "index": number}
    located: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact}}
    if is_plain(document):
        located["physicalLocation"]["region"] = _region(spot)
        if quoted:
            located["physicalLocation"]["region"]["snippet"] = {"text": quoted}
    else:
        properties = {"extracted": _region(spot), "quote": quoted} if quoted else {}
        located["logicalLocations"] = [{"name": shown(spot.where)}] if spot.where else []
        located["properties"] = properties
    return located


def _github_location(spot: Spot, document: DocumentReport) -> dict[str, Any]:
    """Return a place with lines and columns, without which GitHub shows nothing; of other files than text the first."""
    region = _region(spot)
    if not is_plain(document):
        region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(document.document.source.path)}, "region": region}}


def _region(spot: Spot) -> dict[str, Any]:
    return {
        "startLine": spot.start.line,
        "startColumn": spot.start.column,
        "endLine": spot.end.line,
        "endColumn": spot.end.column,
    }


def uri(path: str) -> str:
    """Return a path as the reference of a URI: relative where the path is, with everything but ASCII in percents."""
    path = relative(path)
    data = path.encode("utf-8", "surrogatepass")
    if path.startswith("/") or path[1:3] == ":/":
        return "file://" + ("" if path.startswith("/") else "/") + quote(data, safe="/:")
    return quote(data, safe="/")


def _artifact(source: Source) -> dict[str, Any]:
    artifact: dict[str, Any] = {"location": {"uri": uri(source.path)}, "roles": ["analysisTarget"]}
    if source.media_type:
        artifact["mimeType"] = source.media_type
    if source.encoding:
        artifact["encoding"] = source.encoding
    if source.sha256:
        artifact["hashes"] = {"sha-256": source.sha256}
    return artifact


def _failure(failure: Failure) -> dict[str, Any]:
    return {**_notification("error", failure.message, failure.path), "descriptor": {"id": failure.code}}


def _notification(level: str, text: str, path: str | None = None) -> dict[str, Any]:
    data: dict[str, Any] = {"level": level, "message": {"text": sarif_message(text)}}
    if path is not None:
        data["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}]
    return data
