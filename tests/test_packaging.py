"""The wheel: it holds every module, and works beside files of a user that bear the names of our folders."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import pytest
from support import ROOT

from lawlint.checks import CHECKS

REPORT = (
    "清溪镇2024年法治政府建设年度报告\n\n一、工作开展情况\n全年调解矛盾纠纷120件。\n清溪镇人民政府\n2025年1月10日\n"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Build the wheel from a copy, so that nothing left over in build/ gets into it."""
    source = tmp_path_factory.mktemp("source")
    for folder in ("lint", "checks"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source / file)
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", target, source],
        check=True,
        timeout=600,
    )
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def site(wheel: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Install the wheel into a folder of its own; the dependencies are those of this environment."""
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel],
        check=True,
        timeout=600,
    )
    return target


def test_wheel_holds_every_module(wheel: pathlib.Path) -> None:
    """All modules and data are in the wheel, under lawlint and nowhere else."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, package in (("lint", "lawlint"), ("checks", "lawlint/checks")):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".css", ".js", ".json", ".typed"):
                assert f"{package}/{path.relative_to(ROOT / folder).as_posix()}" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"lawlint"}


@pytest.fixture
def hostile(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with a report and with modules that would give an empty, all-clear answer if they were imported."""
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    for name in ("checks.py", "lint.py", "model.py", "engine.py"):
        (tmp_path / name).write_text("CHECKS = ()\nVOCABULARY = None\n", encoding="utf-8")
    (tmp_path / "lawlint").mkdir()
    (tmp_path / "lawlint" / "checks.py").write_text("CHECKS = ()\nVOCABULARY = None\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("way", ["module", "script", "module with the folder on the path"])
def test_beside_a_hostile_folder(site: pathlib.Path, hostile: pathlib.Path, way: str) -> None:
    """However it is started, the installed checks answer, all of them."""
    script = site / ("Scripts" if sys.platform == "win32" else "bin") / "lawlint"
    command = [str(script)] if way == "script" else [sys.executable, "-m", "lawlint"]
    path = [str(site), "."] if way.endswith("path") else [str(site)]
    done = subprocess.run(
        [*command, "--isolated", "-f", "json", "report.txt"],
        cwd=hostile,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    results = json.loads(done.stdout)["documents"][0]["results"]
    assert [result["id"] for result in results] == [element.id for element in CHECKS]


def test_the_installed_copy_answers(site: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """The tests above speak of the wheel, not of the checkout."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import lawlint.cli, lawlint.checks; print(lawlint.cli.__file__, lawlint.checks.__file__)",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        timeout=120,
        check=True,
    )
    for file in done.stdout.decode().split():
        assert pathlib.Path(file).is_relative_to(site)
