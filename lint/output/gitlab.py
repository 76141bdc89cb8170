"""GitLab code quality: one JSON array of what is to be mended and nobody has accepted.

GitLab compares the reports of two branches by their fingerprints. Its view leaves out the name of a check, so every
description begins with the id.
"""

import hashlib
from typing import Any

from ..model import Failure, Report, Status
from .safe import as_json, shown
from .spots import is_plain, open_results, relative, told
from .view import View

_SEVERITIES = {Status.FAIL: "major", Status.WARN: "minor", Status.NOTE: "info"}


def render(report: Report, view: View) -> str:
    """Return what could not be checked, then what is missing or weak; verbose adds what is only suggested."""
    issues = [_failure(failure) for failure in report.errors]
    for document in report.documents:
        path = relative(document.document.source.path)
        for result, spot in open_results(document, view.verbose):
            name = result.element.id
            line = spot.start.line if is_plain(document) else 1
            description = f"{name}：{told(result, spot, view.lang)}"
            issues.append(_issue(name, description, result.fingerprint, _SEVERITIES[result.status], path, line))
    return as_json(issues)


def _failure(failure: Failure) -> dict[str, Any]:
    name = f"error-{failure.code}"
    words = f"{name}\0{failure.path}".encode("utf-8", "surrogatepass")
    mark = hashlib.sha256(words).hexdigest()[:32]
    return _issue(name, f"{name}：{shown(failure.message)}", mark, "blocker", relative(failure.path), 1)


def _issue(name: str, description: str, fingerprint: str, severity: str, path: str, line: int) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
