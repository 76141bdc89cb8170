"""The scripts of benchmarks/ still run, and measure what they say."""

import json
import pathlib
import sys

import growth
import material
import page
import peers
import pytest
from documents import document, sentences
from hostile import TEXTS
from hypothesis import given
from hypothesis import strategies as st
from phrases import everything, padded, sampled
from stages import STAGES, check_by_stages, floor, source_of

from lawlint.checks import CHECKS
from lawlint.engine import check
from lawlint.matching import scan

DOCS = pathlib.Path(__file__).resolve().parent.parent / "docs"
WORDS = st.lists(st.text("法治a\n", min_size=1, max_size=3), min_size=1, max_size=6, unique=True)


@pytest.fixture(scope="module")
def ours():
    return everything()


@given(WORDS, st.text("法治a\n", max_size=40))
def test_the_floor_finds_every_phrase_at_its_line_and_column(phrases, text):
    naive = [
        (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), number)
        for number, phrase in enumerate(phrases)
        for at in range(len(text))
        if text.startswith(phrase, at)
    ]
    assert sorted(floor(phrases)(text.encode())) == sorted(naive)


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_are_as_long_as_asked_for_and_can_be_checked(name, ours):
    text = TEXTS[name](1_000)
    assert 900 <= len(text.encode()) <= 1_100
    assert len(check(source_of(text), ours.checklist).results) == len(CHECKS)


def test_the_stages_make_up_the_check_and_leave_the_engine_as_it_was(ours):
    spent = check_by_stages(source_of(document(1, 2_000, sentences())[3]), ours.checklist)
    assert spent["check"] == pytest.approx(sum(spent[name] for name in (*STAGES, "answer")))
    assert all(spent[name] > 0 for name in STAGES)
    assert "judge" in check.__globals__
    assert check.__globals__["judge"].__module__ == "lawlint.judging"


def test_fewer_phrases_are_some_of_ours_and_more_find_nothing_more(ours):
    text = document(1, 2_000, sentences())[3]

    def found(searching):
        return {searching.parts[number]: ends for number, ends in scan(searching.checklist.lexicon, text).items()}

    some, more = sampled(500), padded(500, 900, text)
    assert set(some.parts) <= set(ours.parts)
    assert 0 < len(some.parts) <= 500
    assert len(more.parts) == 900
    assert found(more) == found(some)


def test_a_text_that_would_take_too_long_is_left_out():
    assert growth.within(1.0, [])
    assert growth.within(1.0, [0.001, 0.01])
    assert not growth.within(1.0, [0.2])
    # It has grown a hundredfold and will do so again.
    assert not growth.within(1.0, [0.0002, 0.02])


@pytest.fixture(scope="module")
def grown(ours):
    return {
        "machine": growth.machine(),
        "limit": 9.0,
        "length": growth.by_length(ours, growth.SHORTEST, 9.0),
        "phrases": growth.by_phrases((100, 200), 1_000),
        "hostile": {
            "法": [{"bytes": 2_000, "check": 0.001}, {"bytes": 20_000, "check": 0.1}],
            "数字": [{"bytes": 9, "check": 9.0}],
        },
    }


def test_growth_is_measured_and_its_steepest_is_told_first(grown):
    assert [set(row) >= {*STAGES, "answer", "check", "floor", "hits"} for row in grown["length"]] == [True]
    worst, quadratic = page.hostile_table(grown["hostile"]).splitlines()[2:]
    assert "数字" in worst
    assert "2.00" in quadratic


def test_what_was_measured_is_drawn(grown, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(page, "PICTURES", tmp_path)
    page.grown(grown)
    assert {path.name for path in tmp_path.iterdir()} == {"speed-size.svg", "speed-phrases.svg", "speed-hostile.svg"}
    assert "全部检查" in (tmp_path / "speed-size.svg").read_text(encoding="utf-8")


def test_the_page_shows_what_lies_beside_it():
    words = (DOCS / "speed.md").read_text(encoding="utf-8")
    measured = json.loads((DOCS / "pictures" / "speed-peers.json").read_text(encoding="utf-8"))
    for mark, table in page.compared(measured).items():
        assert page.placed(words, mark, table) == words
    with pytest.raises(ValueError, match="nowhere"):
        page.placed(words, "nowhere", "")


needs_posix = pytest.mark.skipif(not hasattr(peers.os, "wait4"), reason="processes are measured by wait4")


@needs_posix
def test_a_run_is_measured_with_its_children_and_ended_when_it_takes_too_long(tmp_path):
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print('x')"
    usage, status = peers.run([sys.executable, "-c", parent], tmp_path / "out", 30)
    assert status == 0
    assert usage.cpu >= 0.3
    assert peers.counted(tmp_path / "out") == (2, 1)
    with pytest.raises(TimeoutError):
        peers.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "out", 0.2)


def test_slow_peers_run_on_fewer_reports_and_are_held_against_ours_by_the_report():
    def running(name: str, reports: int, seconds: float) -> peers.Running:
        return peers.Running(peers.Case(name, "", ()), reports, [peers.Usage(seconds, seconds, 1)], [0, 0], [])

    ours, slow = running("lawlint --jobs 1", 100, 1.0), running("slow", 10, 1.0)
    assert peers.affordable(2_000, running("quick", 100, 1.0), 30.0) == 2_000
    assert peers.affordable(2_000, ours, 1.0) == 2_000
    assert peers.affordable(2_000, slow, 30.0) == 200
    assert peers.affordable(2_000, slow, 0.01) == 0
    assert [row["ratio"] for row in peers.rows_of(100, [ours, slow])] == [1.0, pytest.approx(10.0)]
    ours.rounds.clear()
    with pytest.raises(SystemExit, match="没有可比的"):
        peers.rows_of(100, [ours, slow])


@needs_posix
def test_a_peer_that_finds_nothing_has_failed(tmp_path):
    silent = peers.Running(peers.Case("silent", "all", (sys.executable, "-c", "pass")), 1, [], [], [])
    peers.one_round(silent, [], tmp_path / "out")
    assert silent.failed
    assert not silent.rounds


def test_peers_are_given_every_phrase(tmp_path):
    material.write_phrases(tmp_path, "x", ["法治", "年)》", "未"])
    assert (tmp_path / "phrases-x.txt").read_text(encoding="utf-8").split("\n") == ["法治", "年)》", "未"]
    # Not a word, so that those that split by words could not even be asked for it.
    assert "年" not in (tmp_path / "codespell-x.txt").read_text(encoding="utf-8")
    assert "法治->法治改" in (tmp_path / "codespell-x.txt").read_text(encoding="utf-8")
