"""What the READMEs show is what the program prints."""

import re
import subprocess
import sys

import pytest
from support import ROOT

COMMAND = "lawlint --quiet examples/township-weak.txt"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_shown_output_is_real(name: str) -> None:
    """The block after the first command is how its output begins."""
    page = (ROOT / name).read_text(encoding="utf-8")
    assert COMMAND in page
    shown = re.search(r"```text\n(examples/township-weak\.txt\n.*?)```", page, re.DOTALL)
    assert shown is not None
    done = subprocess.run(
        [sys.executable, "-m", *COMMAND.split()],
        cwd=ROOT,
        capture_output=True,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
        timeout=120,
    )
    assert done.stdout.decode().startswith(shown.group(1))
    assert done.returncode == 1


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/json.md", "docs/accuracy.md", "docs/corpus.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link of a page is a file of the project."""
    page = ROOT / name
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (page.parent / link).exists(), link
