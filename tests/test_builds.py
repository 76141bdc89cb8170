"""Builds: several formats from one run, the summary of a step, logs that take no orders, the action, the templates."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from lxml import etree
from support import ROOT, Outcome, Run, caller

WEAK = (ROOT / "examples" / "township-weak.txt").read_text(encoding="utf-8")
BIN = pathlib.Path(sys.executable).parent
needs_bash = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("lawlint", path=BIN) is None,
    reason="no bash, or lawlint has no script",
)


@pytest.fixture
def run(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in a folder with one weak report, as no build does."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".lawlint.toml").write_bytes(b"")
    (tmp_path / "weak.txt").write_text(WEAK, encoding="utf-8")

    return caller(capsys)


# --- Several formats -------------------------------------------------------------------------------------------------


def test_each_format_goes_where_it_is_told(run: Run, tmp_path: pathlib.Path) -> None:
    """Files hold what the format alone would print; the one without a file is printed; the status is the same."""
    plain = {name: run("-f", name, "weak.txt") for name in ("sarif", "junit", "markdown", "json")}
    outcome = run(
        "-f", "sarif=a.sarif", "--output-format=junit=b=c.xml", "-f", "json", "-f", "markdown=d.md", "weak.txt"
    )
    assert outcome == plain["json"]
    for name, path in (("sarif", "a.sarif"), ("junit", "b=c.xml"), ("markdown", "d.md")):
        assert (tmp_path / path).read_bytes().decode() == plain[name].out


def test_people_still_read_the_report(run: Run, tmp_path: pathlib.Path) -> None:
    """Where all formats have files the text is printed; -o takes the one without a file."""
    assert run("-f", "json=a.json", "weak.txt").out == run("weak.txt").out
    assert run("-f", "json=a.json", "-f", "concise", "-o", "b.txt", "weak.txt").out == ""
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == run("-f", "concise", "weak.txt").out
    assert run("-f", "json=a.json", "-o", "c.txt", "weak.txt").out == ""
    assert (tmp_path / "c.txt").read_text(encoding="utf-8") == run("weak.txt").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-f", "json", "-f", "sarif"), ["sarif=文件名"]),
        (("-f", "json=a", "-f", "sarif=./a"), ["两种格式"]),
        (("-f", "json=a", "-o", "a"), ["两种格式"]),
        (("-f", "json="), ["缺少文件名"]),
        (("-f", "jsn=a"), ["jsn", "json"]),
        (("-f", "sarif=weak.txt"), ["盖掉"]),
        (("-f", "json=weak.txt", "-f", "sarif=a"), ["盖掉"]),
        (("-f", "docx", "-f", "json=a"), ["-o"]),
    ],
)
def test_what_cannot_be(run: Run, tmp_path: pathlib.Path, arguments: tuple[str, ...], words: list[str]) -> None:
    """Two for one place, a report as target, a file that would be printed: refused before anything is written."""
    outcome = run(*arguments, "weak.txt")
    assert outcome.status == 2
    for word in words:
        assert word in outcome.err
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lawlint.toml", "weak.txt"]
    assert (tmp_path / "weak.txt").read_text(encoding="utf-8") == WEAK


def test_one_file_that_cannot_be_written_spoils_no_other(run: Run, tmp_path: pathlib.Path) -> None:
    """The others are written and printed all the same; the status is 2."""
    outcome = run("-f", "json=no/such/folder/a.json", "-f", "sarif=a.sarif", "-f", "concise", "weak.txt")
    assert outcome.status == 2
    assert "no/such/folder/a.json" in outcome.err
    assert outcome.out == run("-f", "concise", "weak.txt").out
    assert json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_wrong_settings_reach_every_format(run: Run, tmp_path: pathlib.Path) -> None:
    """A settings file that cannot be used is told wherever the answer is read."""
    (tmp_path / ".lawlint.toml").write_text("levl = 3\n", encoding="utf-8")
    outcome = run("-f", "sarif=a.sarif", "-f", "junit=a.xml", "-f", "gitlab=a.json", "-f", "github", "weak.txt")
    assert outcome.status == 2
    assert outcome.out.startswith("::error title=没能检查,file=.lawlint.toml::")
    assert etree.parse(tmp_path / "a.xml").getroot().get("errors") == "1"
    assert [item["severity"] for item in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))] == ["blocker"]


# --- GitHub ----------------------------------------------------------------------------------------------------------


def test_the_summary_of_a_step(run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what Markdown says, added to what other commands of the step wrote, and only where GitHub is answered."""
    path = tmp_path / "summary.md"
    path.write_text("earlier\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    run("-f", "markdown", "weak.txt")
    assert path.read_text(encoding="utf-8") == "earlier\n"
    run("-f", "github", "weak.txt")
    run("-f", "github", "weak.txt")
    whole = run("-f", "markdown", "weak.txt").out
    assert path.read_text(encoding="utf-8") == f"earlier\n{whole}{whole}"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "folder"))
    outcome = run("-f", "github", "weak.txt")
    assert outcome.status == 1
    assert "写不进去" in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="such names are not allowed there")
@pytest.mark.parametrize("output_format", ["text", "concise", "json", "github", "markdown", "sarif"])
def test_no_stream_takes_orders(
    run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, output_format: str
) -> None:
    """In the log of a build no line of either stream is a command, unless it is one of ours."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    evil = "::error::a ##[add-matcher]x.json"
    (tmp_path / f"{evil}.txt").write_text(WEAK.replace("三项制度", "三项制度##[error]\n::error::x\n"), encoding="utf-8")
    (tmp_path / f"a\n{evil}.txt").write_bytes(b"")
    (tmp_path / f"a\n{evil}.docx").write_text(WEAK, encoding="utf-8")
    outcome = run("-f", output_format, ".")
    assert outcome.status == 2
    for line in re.split("[\r\n]+", outcome.out + outcome.err):
        ours = output_format == "github" and re.match(r"::(error|warning|notice) title=", line)
        assert ours or not line.lstrip().startswith("::")
        assert "##[" not in line
    assert outcome.out.count("::error title=") == (10 if output_format == "github" else 0)


# --- The action and the templates ------------------------------------------------------------------------------------


def yaml_of(text: str) -> Any:
    yaml = pytest.importorskip("ruamel.yaml")
    return yaml.YAML(typ="safe").load(text)


def schema(name: str) -> Any:
    """Return the validator of a published schema."""
    pytest.importorskip("check_jsonschema")
    path = files("check_jsonschema").joinpath(f"builtin_schemas/vendor/{name}.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(data)(data)


def action() -> Any:
    return yaml_of((ROOT / "action.yml").read_text(encoding="utf-8"))


def test_the_action_is_valid() -> None:
    """It is what GitHub's schema asks for; each input has a meaning and a default, and no script holds an input."""
    data = action()
    schema("github-actions").validate(data)
    for item in data["inputs"].values():
        assert item.keys() == {"description", "default"}
    for step in data["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    told = " ".join(str(step.get("env", "")) + str(step.get("with", "")) for step in data["runs"]["steps"])
    assert {name for name in data["inputs"] if f"inputs.{name} " in told} == set(data["inputs"])


def check_step(folder: pathlib.Path, **inputs: str) -> Outcome:
    """Run the script of the action's last step as GitHub runs it."""
    data = action()
    step = data["runs"]["steps"][-1]
    values = {name: inputs.get(name.replace("-", "_"), item["default"]) for name, item in data["inputs"].items()}
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], value)
        for name, value in step["env"].items()
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={
            **os.environ,
            **environment,
            "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@needs_bash
def test_the_action(tmp_path: pathlib.Path) -> None:
    """Annotations, summary, files and status come out as the inputs say."""
    (tmp_path / "报告 一").mkdir()
    (tmp_path / "报告 一" / "weak.txt").write_text(WEAK, encoding="utf-8")
    outcome = check_step(
        tmp_path,
        paths="报告 一\r\n",
        reports="sarif-github=a.sarif\nhtml=b c.html\n",
        args="--level=township\n--strict",
    )
    assert outcome.status == 1
    assert outcome.out.count("::error ") == 10
    assert (tmp_path / "output").read_text(encoding="utf-8") == "status=1\n"
    assert "# lawlint" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (tmp_path / "b c.html").exists()
    assert check_step(tmp_path, paths="报告 一", fail_on="never").status == 0
    assert check_step(tmp_path, paths="nothing.txt", fail_on="never").status == 2
    assert check_step(tmp_path, paths="nothing.txt", args="--no-such-option").status == 2


@needs_bash
def test_the_action_and_a_baseline(tmp_path: pathlib.Path) -> None:
    """What is accepted lets the step pass."""
    (tmp_path / "weak.txt").write_text(WEAK, encoding="utf-8")
    subprocess.run([BIN / "lawlint", "baseline", "write", "weak.txt"], cwd=tmp_path, check=True, capture_output=True)
    outcome = check_step(tmp_path, paths="weak.txt", baseline=".lawlint-baseline.json")
    assert outcome.status == 0
    assert outcome.out.splitlines() == [line for line in outcome.out.splitlines() if line.startswith("::notice")]
    assert "基线里已有" in outcome.out


@needs_bash
def test_inputs_stay_words(tmp_path: pathlib.Path) -> None:
    """Nothing in an input is run, and a path is never taken for an option."""
    evil = '$(touch a); `touch b` "; touch c #'
    outcome = check_step(tmp_path, paths=f"{evil}\n--version\n-f", fail_on="never", config="", args="")
    assert outcome.status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output", "summary.md"]
    assert outcome.out.count("::error title=没能检查") == 3


def template() -> tuple[Any, str]:
    """Return the inputs of the GitLab template with their defaults, and its text with these in their places."""
    head, _, body = (ROOT / "templates" / "lawlint.yml").read_text(encoding="utf-8").partition("\n---\n")
    inputs = yaml_of(head)["spec"]["inputs"]
    filled = re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda found: str(inputs[found[1]]["default"]), body)
    assert "$[[" not in filled
    assert set(re.findall(r"\$\[\[ inputs\.([a-z-]+) \]\]", body)) == set(inputs)
    return inputs, filled


def test_the_gitlab_template_is_valid() -> None:
    """With its defaults it is what GitLab's schema asks for; so is the example that takes it in."""
    _, text = template()
    validator = schema("gitlab-ci")
    validator.validate(yaml_of(text))
    example = yaml_of((ROOT / "examples" / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8"))
    validator.validate(example)
    assert set(example["include"][0]["inputs"]) <= set(template()[0])


@needs_bash
def test_the_gitlab_template(tmp_path: pathlib.Path) -> None:
    """Its command writes the reports that its artifacts name."""
    (tmp_path / "报告").mkdir()
    (tmp_path / "报告" / "弱 100%.txt").write_text(WEAK, encoding="utf-8")
    (job,) = yaml_of(template()[1]).values()
    _, command = job["script"]
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["bash", "-e", "-c", command], cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "不符合" in done.stdout.decode()
    issues = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in issues} == {"报告/弱 100%.txt"}
    assert etree.parse(tmp_path / job["artifacts"]["reports"]["junit"]).getroot().get("errors") == "0"
    assert all((tmp_path / path).exists() for path in job["artifacts"]["paths"])


def test_the_github_example_is_valid() -> None:
    """It is what GitHub's schema asks for, and names inputs that the action has."""
    text = (ROOT / "examples" / "ci" / "github-actions.yml").read_text(encoding="utf-8")
    data = yaml_of(text)
    schema("github-workflows").validate(data)
    (step,) = [step for step in data["jobs"]["check"]["steps"] if "/lawlint@" in step.get("uses", "")]
    assert set(step["with"]) <= set(action()["inputs"])
    written = dict(line.split("=") for line in step["with"]["reports"].split())
    assert "path: lawlint.html" in text
    assert written == {"html": "lawlint.html", "sarif-github": "lawlint.sarif"}
