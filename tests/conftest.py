"""Fixtures that several tests share: the checklist of all checks, and a short way to ask for the findings of a text."""

from collections.abc import Callable, Iterator

import pytest

from lawlint.checks import CHECKS, VOCABULARY
from lawlint.engine import Checklist, check, prepare
from lawlint.model import DocumentReport, Source


@pytest.fixture(scope="session", autouse=True)
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder of the tests' own for what is kept between runs; commands that tests start take it from here too."""
    folder = str(tmp_path_factory.mktemp("shelf"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAWLINT_CACHE_DIR", folder)
        yield folder


@pytest.fixture(scope="session")
def checklist() -> Checklist:
    """All built-in checks, compiled once."""
    return prepare(CHECKS, VOCABULARY)


@pytest.fixture(scope="session")
def examine(checklist: Checklist) -> Callable[[str], DocumentReport]:
    """Check a text with all built-in checks."""

    def examine_text(text: str) -> DocumentReport:
        return check(Source("report.txt", text, "utf-8", "text/plain", ""), checklist)

    return examine_text
