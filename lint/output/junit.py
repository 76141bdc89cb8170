"""JUnit: a suite for each document, a case for each element.

A case fails where the run does: with what is missing, and with what is weak if `--fail-on warn`; otherwise it passes
and says in its output what is weak. What does not apply, is waived, or is accepted by a baseline is skipped, with the
reason. The properties of a case tell its status whatever becomes of it.
"""

from xml.etree import ElementTree as ET

from ..model import BaselineState, DocumentReport, Failure, Report, Result, Status
from .safe import shown, xml
from .spots import Spot, basis_of, relative, spots, told
from .view import View
from .words import STATUS, message

_COUNTED = ("tests", "failures", "errors", "skipped")


def render(report: Report, view: View) -> str:
    """Return the report as XML."""
    root = ET.Element("testsuites", {"name": "lawlint"})
    for document in report.documents:
        _suite(root, document, view)
    for failure in report.errors:
        _failure(root, failure)
    for name in _COUNTED:
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode").replace("##[", "##&#91;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(root: ET.Element, document: DocumentReport, view: View) -> None:
    path = _safe(relative(document.document.source.path))
    suite = ET.SubElement(root, "testsuite", {"name": path})
    properties = ET.SubElement(suite, "properties")
    known = {
        "title": document.document.title,
        "issuer": document.document.issuer,
        "level": document.level,
        "year": str(document.year or ""),
        "score": f"{document.score:g}",
    }
    for name, value in known.items():
        ET.SubElement(properties, "property", {"name": name, "value": _safe(value)})
    for result, spot in zip(document.results, spots(document), strict=True):
        _case(suite, path, result, spot, view)
    _count(suite)


def _case(suite: ET.Element, path: str, result: Result, spot: Spot, view: View) -> None:
    name = _safe(f"{result.element.id} {result.element.title}")
    case = ET.SubElement(suite, "testcase", {"classname": path, "name": name, "file": path})
    properties = ET.SubElement(case, "properties")
    for key, value in _properties(result, spot).items():
        ET.SubElement(properties, "property", {"name": key, "value": _safe(value)})
    reason = _skipped(result, view)
    if reason:
        ET.SubElement(case, "skipped", {"message": _safe(reason)})
    elif result.status in _failing(view):
        said = _safe(message(result, view.lang))
        failure = ET.SubElement(case, "failure", {"message": said, "type": str(result.status)})
        failure.text = _body(result, spot, view)
    elif result.status in (Status.WARN, Status.NOTE):
        output = ET.SubElement(case, "system-out")
        output.text = f"{STATUS[view.lang][result.status]}: {_body(result, spot, view)}"


def _failing(view: View) -> tuple[Status, ...]:
    return (Status.FAIL, Status.WARN) if view.fail_on == "warn" else (Status.FAIL,)


def _properties(result: Result, spot: Spot) -> dict[str, str]:
    found = {
        "status": str(result.status),
        "finding": str(result.finding),
        "requirement": str(result.requirement),
        "fingerprint": result.fingerprint,
    }
    if result.evidence:
        found |= {"line": str(spot.start.line), "column": str(spot.start.column)}
    if spot.found and spot.where:
        found["where"] = spot.where
    if result.waiver:
        found["waiver"] = result.waiver.reason
    if result.baseline:
        found["baseline"] = str(result.baseline)
    return found


def _skipped(result: Result, view: View) -> str:
    """Return why an element counts for nothing; empty where it counts."""
    chinese = view.lang == "zh"
    if result.waiver is not None:
        return f"{'已豁免：' if chinese else 'waived: '}{result.waiver.reason}"
    if result.baseline in (BaselineState.UNCHANGED, BaselineState.UPDATED):
        return "基线里已有" if chinese else "accepted by the baseline"
    return STATUS[view.lang][Status.NOT_APPLICABLE] if result.status is Status.NOT_APPLICABLE else ""


def _body(result: Result, spot: Spot, view: View) -> str:
    chinese = view.lang == "zh"
    lines = [told(result, spot, view.lang)]
    if result.element.model_sentence:
        lines.append(f"{'例如：' if chinese else 'for example: '}{result.element.model_sentence}")
    if basis := basis_of(result.element, view.lang):
        lines.append(f"{'依据：' if chinese else 'basis: '}{basis}")
    return "\n".join(_safe(line) for line in lines)


def _failure(root: ET.Element, failure: Failure) -> None:
    path = _safe(relative(failure.path))
    suite = ET.SubElement(root, "testsuite", {"name": path})
    case = ET.SubElement(suite, "testcase", {"classname": path, "name": f"error {failure.code}", "file": path})
    ET.SubElement(case, "error", {"message": _safe(failure.message), "type": failure.code})
    _count(suite)


def _count(suite: ET.Element) -> None:
    cases = suite.findall("testcase")
    found = {"tests": len(cases)}
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        found[name] = sum(case.find(tag) is not None for case in cases)
    for name in _COUNTED:
        suite.set(name, str(found[name]))


def _safe(text: str) -> str:
    return xml(shown(text))
