"""The JSON holds what the report holds, in a fixed order, as its schema says."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import SHARED, example_reports

from lawlint.engine import Checklist, check
from lawlint.model import Composite, DocumentReport, Failure, Report, Status, Waiver
from lawlint.output import FORMATS, View
from lawlint.output.json import SCHEMA_VERSION, schema
from lawlint.reading import read

VIEW = View(version="1.2.3")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def whole(report: Report, view: View = VIEW) -> dict[str, Any]:
    """Return the report as JSON data, held against the schema."""
    data: dict[str, Any] = json.loads(FORMATS["json"](report, view))
    jsonschema.Draft202012Validator(json.loads(schema())).validate(data)
    return data


def lines(report: Report) -> list[dict[str, Any]]:
    """Return the lines of the report as JSON data, each held against the schema."""
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    found = [json.loads(line) for line in FORMATS["jsonl"](report, VIEW).splitlines()]
    for line in found:
        validator.validate(line)
    return found


def only(report: Report) -> DocumentReport:
    """Return the one document of the toy report."""
    (document,) = report.documents
    return document


def test_schema_is_a_schema_that_admits_no_surprise() -> None:
    """The schema is valid, says what every field is, and closes every object."""
    data = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(data)

    def closed(node: Any) -> int:
        if isinstance(node, list):
            return sum(map(closed, node))
        if not isinstance(node, dict):
            return 0
        objects = 0
        if "properties" in node:
            objects = 1
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
            for value in node["properties"].values():
                assert value.keys() & {"description", "$ref"}
        return objects + sum(map(closed, node.values()))

    assert closed(data) > 10


def test_keys_and_their_order(report: Report) -> None:
    """Keys come in the documented order on every level."""
    data = whole(report)
    document = data["documents"][0]
    result = document["results"][0]
    assert " ".join(data) == "schema_version tool column_unit summary documents errors notices"
    assert " ".join(data["summary"]) == "documents pass warn fail note not_applicable waived baselined errors"
    assert " ".join(document) == (
        "path encoding media_type sha256 warnings metadata title issuer level level_source year year_source date "
        "sections summary results"
    )
    assert " ".join(document["sections"][0]) == "title number depth role start end where"
    assert " ".join(document["summary"]) == "score pass warn fail note not_applicable"
    assert " ".join(result) == (
        "id title family requirement status finding score message advice model_sentence basis evidence waiver "
        "baseline_state fingerprint"
    )
    assert " ".join(result["basis"][0]) == "instrument article verified"
    assert " ".join(result["evidence"][0]) == "quote role matched start end where"
    assert " ".join(result["evidence"][0]["start"]) == "line column offset"
    assert " ".join(data["errors"][0]) == "path code message"


def test_values(report: Report) -> None:
    """What was found is told as it was found."""
    data = whole(report)
    assert data["schema_version"] == SCHEMA_VERSION
    assert data["tool"] == {"name": "lawlint", "version": "1.2.3"}
    assert data["summary"] == {
        "documents": 1, "pass": 1, "warn": 1, "fail": 2, "note": 2, "not_applicable": 1, "waived": 1, "baselined": 0,
        "errors": 1,
    }  # fmt: skip
    assert data["errors"] == [{"path": "坏.txt", "code": "empty", "message": "文件是空的。"}]
    assert data["notices"] == ["有一条提示。"]
    document = data["documents"][0]
    assert (document["level_source"], document["year_source"]) == ("inferred", "told")
    assert document["sections"][1] == {
        "title": "打算", "number": "二", "depth": 1, "role": "plan",
        "start": {"line": 4, "column": 1, "offset": 23}, "end": {"line": 6, "column": 1, "offset": 35}, "where": None,
    }  # fmt: skip
    red, _, _, green, *_ = document["results"]
    assert red["evidence"][0] == {
        "quote": "刷了红漆三桶", "role": "account", "matched": ["刷了"],
        "start": {"line": 3, "column": 1, "offset": 15}, "end": {"line": 3, "column": 7, "offset": 21}, "where": None,
    }  # fmt: skip
    assert [basis["verified"] for basis in red["basis"]] == [True, False]
    assert (red["waiver"], green["waiver"]["reason"], green["status"]) == (None, "本镇没有绿漆", "fail")


def test_what_is_unknown_is_null(report: Report) -> None:
    """An unknown title, issuer, level, year or date is null, not an empty word; so is a waiver without an end."""
    known = only(report)
    waived = known.results[3]._replace(waiver=Waiver("理由", "", "lawlint.toml"))
    empty = known._replace(
        document=known.document._replace(title="", issuer="", date=""),
        level="",
        year=None,
        results=(waived,),
    )
    (document,) = whole(Report((empty,)))["documents"]
    assert [document[key] for key in ("title", "issuer", "level", "year", "date")] == [None] * 5
    assert document["results"][0]["waiver"]["until"] is None


def test_form(report: Report) -> None:
    """The text is readable: Chinese as it is, indented, with a final line end; the same report gives the same bytes."""
    text = FORMATS["json"](report, VIEW)
    assert '  "documents": [\n' in text
    assert "刷了红漆三桶" in text
    assert text.endswith("}\n")
    assert text == FORMATS["json"](report, VIEW)


def test_lines(report: Report) -> None:
    """Each document, each error, and the notices stand on a line of their own, in the shape of the whole."""
    two = Report((*report.documents, *report.documents), report.errors, report.notices)
    found = lines(two)
    assert [(len(line["documents"]), len(line["errors"]), len(line["notices"])) for line in found] == [
        (1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1),
    ]  # fmt: skip
    assert found[0]["documents"] == whole(two)["documents"][:1]
    assert all(line["tool"]["version"] == "1.2.3" for line in found)
    for key in ("documents", "fail", "waived", "errors"):
        assert sum(line["summary"][key] for line in found) == whole(two)["summary"][key]
    assert lines(Report()) == []


@given(st.lists(ANY_TEXT, min_size=5, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(report: Report, words: list[str]) -> None:
    """Whatever stands in paths, quotes and messages comes back exactly, and a line of JSON lines stays a line."""
    path, quote, title, reason, notice = words
    document = only(report)
    first, *others = document.results
    evidence = first.evidence[0]._replace(quote=quote)
    first = first._replace(evidence=(evidence,), waiver=Waiver(reason, "", ""))
    source = document.document.source._replace(path=path)
    document = document._replace(
        document=document.document._replace(source=source, title=title), results=(first, *others)
    )
    strange = Report((document,), (Failure(path, "io", reason),), (notice,))
    (told,) = whole(strange)["documents"]
    assert (told["path"], told["title"]) == (path, title or None)
    assert (told["results"][0]["evidence"][0]["quote"], told["results"][0]["waiver"]["reason"]) == (quote, reason)
    assert [line["documents"] for line in lines(strange)] == [[told], [], []]


def test_messages(report: Report) -> None:
    """The message says by its title what the text says of an element, and why a mention is not enough."""
    blue = only(report).results[1]
    looks = [result.element.looks for result in only(report).results]
    told = set()
    for kind in looks:
        result = blue._replace(element=blue.element._replace(looks=kind))
        (document,) = whole(Report((only(report)._replace(results=(result,)),)))["documents"]
        told.add(document["results"][0]["message"])
    assert "「blue的名称」只写在“下一步安排”里，没有写已经做了什么" in told
    assert "「blue的名称」提到了，但没有单独的标题和内容" in told
    assert len(told) == len({type(kind) for kind in looks} - {Composite, type(looks[4])})
    absent = whole(report)["documents"][0]["results"][2]["message"]
    assert absent == "「signed的名称」没有找到"
    english = whole(report, VIEW._replace(lang="en"))["documents"][0]["results"][2]["message"]
    assert english == "signed的名称: not found"


def test_real_reports(checklist: Checklist) -> None:
    """The answers to real and example reports are as the schema says, add up, and quote the text exactly."""
    paths = example_reports() + sorted((SHARED / "corpus").glob("*/*.txt"))
    if not paths:
        pytest.skip("no reports here")
    sources = [read(str(path)) for path in paths]
    data = whole(Report(tuple(check(source, checklist) for source in sources)))
    assert sum(data["summary"][status] for status in Status) == len(sources) * len(checklist.reported)
    for source, document in zip(sources, data["documents"], strict=True):
        rows = source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for result in document["results"]:
            for evidence in result["evidence"]:
                start, end = evidence["start"], evidence["end"]
                assert source.text[start["offset"] : end["offset"]] == evidence["quote"]
                assert rows[start["line"] - 1][start["column"] - 1] == evidence["quote"][0]
                assert rows[end["line"] - 1][end["column"] - 2] == evidence["quote"][-1]
        for section in document["sections"]:
            assert section["start"]["offset"] < section["end"]["offset"] <= len(source.text)
