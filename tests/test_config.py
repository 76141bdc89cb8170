"""Settings, packs and waivers: what is read, and that whatever is wrong is told with file, key and remedy."""

import pathlib
from collections.abc import Callable
from typing import get_type_hints

import pytest

from lawlint import config
from lawlint.config import Settings, WaiverRule, applies, chosen, load, unknown_name, waive
from lawlint.engine import requirement_of, status_of
from lawlint.model import (
    Basis,
    Composite,
    Content,
    Document,
    DocumentReport,
    Element,
    Examples,
    Finding,
    Part,
    Requirement,
    Result,
    Role,
    Source,
    Status,
    Steps,
    TitleLine,
    Together,
)
from lawlint.packs import Pack, extend, load_pack
from lawlint.tables import SettingsError

EXAMPLES = Examples(("红色三件。",), ("红色。",), ("没有。",))


def toy(name: str, looks: object = None, **more: object) -> Element:
    values: dict[str, object] = {
        "title": name.upper(),
        "family": "colours",
        "means": "a colour",
        "basis": (Basis("the palette"),),
        "advice": "paint it",
        "looks": Content(names=(name,)) if looks is None else looks,
        "examples": EXAMPLES,
        "required": ("county",),
        **more,
    }
    return Element(id=name, **values)  # type: ignore[arg-type]


RED, BLUE = toy("red"), toy("blue", family="cold")


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings_of(folder: pathlib.Path, text: str, name: str = "lawlint.toml") -> Settings:
    (folder / name).write_text(text, encoding="utf-8")
    return load(str(folder))


def error_of(call: Callable[[], object]) -> str:
    with pytest.raises(SettingsError) as raised:
        call()
    return str(raised.value)


# --- Finding the file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lawlint.toml", ".lawlint.toml"])
def test_nearest_file_upwards(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The nearest file upwards holds, and nothing is merged with one further up."""
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    settings_of(folder, 'level = "city"\nstrict = true\n')
    (folder / "a" / name).write_text('level = "county"\n')
    monkeypatch.chdir(below)
    found = load(".")
    assert (found.path, found.level, found.strict) == (f"../{name}", "county", False)
    assert pathlib.Path(found.folder) == (folder / "a").resolve()


def test_pyproject(folder: pathlib.Path) -> None:
    """`[tool.lawlint]` of a pyproject.toml counts; one without it is passed over, even a broken one."""
    assert settings_of(folder, '[tool.lawlint]\nlevel = "city"\n', "pyproject.toml").level == "city"
    (folder / "below").mkdir()
    for other in ("[tool.other]\nx = 1\n", "# of lawlint\n[tool.other]\nx = 1\n", "broken = = 1\n"):
        (folder / "below" / "pyproject.toml").write_text(other)
        assert load(str(folder / "below")).level == "city"


def test_defaults_without_a_file(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file is found, the defaults hold."""
    monkeypatch.setattr(config, "FILE_NAMES", ("no-such-name.toml",))
    assert load(str(folder)) == Settings()


def test_all_keys(folder: pathlib.Path) -> None:
    """Every key arrives in its field."""
    found = settings_of(
        folder,
        """
        level = "township"
        year = 2023
        select = ["structure"]
        ignore = ["petition"]
        fail-on = "warn"
        strict = true
        exclude = ["old/**"]
        encoding = "gb18030"
        lang = "en"
        [[waivers]]
        element = "petition"
        files = ["*.txt"]
        reason = " why "
        until = 2026-12-31
        approved-by = "somebody"
        """,
    )
    assert found == Settings(
        path="lawlint.toml",
        folder=str(folder),
        level="township",
        year=2023,
        select=("structure",),
        ignore=("petition",),
        fail_on="warn",
        strict=True,
        exclude=("old/**",),
        encoding="gb18030",
        lang="en",
        waivers=(WaiverRule("petition", ("*.txt",), "why", "2026-12-31", "somebody"),),
    )


def test_auto_is_none(folder: pathlib.Path) -> None:
    """`auto` is what holds without the key."""
    found = settings_of(folder, 'level = "auto"\nyear = "auto"\nencoding = "auto"\n')
    assert (found.level, found.year, found.encoding) == (None, None, "auto")


def test_byte_order_mark_and_windows_lines(folder: pathlib.Path) -> None:
    """A file as Windows editors save it is read."""
    (folder / "lawlint.toml").write_bytes(b'\xef\xbb\xbflevel = "city"\r\nstrict = true\r\n')
    assert load(str(folder)).strict


def test_template_is_valid(folder: pathlib.Path) -> None:
    """The file that init writes is read as it is, and also with every comment of a key taken off."""
    assert settings_of(folder, config.TEMPLATE).level is None
    bare = "\n".join(
        line.removeprefix("# ") if " = " in line or "[[" in line else line for line in config.TEMPLATE.splitlines()
    )
    (folder / "本市要求.toml").write_text('[changes."legal-counsel"]\nadvice = "x"\n', encoding="utf-8")
    found = settings_of(folder, bare)
    assert (found.year, found.strict, len(found.waivers), len(found.packs)) == (2024, False, 1, 1)


# --- What is wrong with settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('levle = "city"', ["levle", "是不是 level"]),
        ('level = "town"', ["level", "township"]),
        ("level = 3", ["level", "整数"]),
        ('year = "2023"', ["year", "不带引号"]),
        ("year = 23", ["year"]),
        ("year = true", ["year"]),
        ("strict = 1", ["strict", "true"]),
        ('select = "petition"', ["select", "列表"]),
        ("select = [1]", ["select", "列表"]),
        ('ignore = ["  "]', ["ignore", "第1项"]),
        ('fail-on = "error"', ["fail-on", "fail、warn、never"]),
        ('encoding = "utf-9"', ["encoding", "utf-8"]),
        ('encoding = "rot13"', ["encoding"]),
        ('lang = ""', ["lang", "空白"]),
        ("waivers = 3", ["waivers", "[[waivers]]"]),
        ('[[waivers]]\nelement = "a"\nfiles = ["*"]', ["waivers[1].reason", "理由"]),
        ('[[waivers]]\nelement = "a"\nfiles = ["*"]\nreason = " "', ["waivers[1].reason", "空白"]),
        ('[[waivers]]\nelement = "a"\nreason = "b"', ["waivers[1].files"]),
        ('[[waivers]]\nelement = "a"\nfiles = []\nreason = "b"', ["waivers[1].files"]),
        ('[[waivers]]\nfiles = ["*"]\nreason = "b"', ["waivers[1].element"]),
        ('[[waivers]]\nelement = "a"\nfiles = ["*"]\nreason = "b"\nuntill = "x"', ["untill", "是不是 until"]),
        ("level = 1\nx = = 1", ["第2行第5列", "TOML"]),
        ('level = "city', ["TOML", "文件末尾"]),
        ("x = " + "[" * 5000, ["lawlint.toml"]),
        ('packs = ["nowhere.toml"]', ["nowhere.toml", "没有这个文件"]),
    ],
)
def test_wrong_settings(folder: pathlib.Path, text: str, words: list[str]) -> None:
    """Each mistake is an error that names the file, the key and what is allowed."""
    told = error_of(lambda: settings_of(folder, text))
    for word in ["lawlint.toml", *words] if "nowhere.toml" not in words else words:
        assert word in told


@pytest.mark.parametrize(
    "until",
    ['"2026-02-30"', '"2026/12/31"', '"20261231"', '"2026-W01-1"', '"x"', "20261231", "2026-12-31T10:00:00", "true"],
)
def test_wrong_day(folder: pathlib.Path, until: str) -> None:
    """A last day is a day of the calendar in one form; anything else might be read as another day."""
    text = f'[[waivers]]\nelement = "a"\nfiles = ["*"]\nreason = "b"\nuntil = {until}\n'
    assert "waivers[1].until" in error_of(lambda: settings_of(folder, text))


def test_unreadable_settings(folder: pathlib.Path) -> None:
    """A file that is not UTF-8, no file, or a folder is told as what it is."""
    (folder / "lawlint.toml").write_bytes('# a\nlang = "中文"\n'.encode("gb18030"))
    assert "第2行不是 UTF-8" in error_of(lambda: load(str(folder)))
    assert "没有这个文件" in error_of(lambda: load(".", "missing.toml"))
    assert "文件夹" in error_of(lambda: load(".", "."))
    (folder / "pyproject.toml").write_text("[tool.other]\n")
    assert "[tool.lawlint]" in error_of(lambda: load(".", "pyproject.toml"))
    (folder / "pyproject.toml").write_text("[tool]\nlawlint = 3\n")
    assert "tool.lawlint" in error_of(lambda: load(".", "pyproject.toml"))


# --- Packs -----------------------------------------------------------------------------------------------------------

PACK = """
[[elements]]
id = "red-list"
title = "红名单"
family = "colours"
means = "公布红名单。"
advice = "写明公布了多少家。"
model-sentence = "公布红名单____家。"
required = ["county"]
recommended = ["township"]
since = 2022
until = 2030
basis = [{ instrument = "关于红名单的通知", article = "第三条" }, { instrument = "听说的文件", verified = false }]
names = ["红名单"]
done = ["公布…红名单"]
together = [{ groups = [["红"], ["名单", "目录"]], within = 12 }]
touches = ["红榜"]
touches-together = [{ groups = [["红"], ["榜"]] }]
acts = ["张榜"]
hides = ["红名单以外"]
unless = ["外地"]
shown-in = ["account"]
counts-in = ["account", "plan"]
in-titles = true

[elements.examples]
shown = ["公布红名单12家。"]
touched = ["加强红名单建设。"]
absent = ["修路三公里。"]
"""


def pack_of(folder: pathlib.Path, text: str) -> Pack:
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return load_pack(str(folder / "pack.toml"))


def test_element_of_a_pack(folder: pathlib.Path) -> None:
    """All fields of a check can be told in TOML."""
    element = pack_of(folder, PACK).elements[0]
    assert element == Element(
        id="red-list",
        title="红名单",
        family="colours",
        means="公布红名单。",
        basis=(Basis("关于红名单的通知", "第三条"), Basis("听说的文件", "", verified=False)),
        advice="写明公布了多少家。",
        looks=Content(
            names=("红名单",),
            done=("公布…红名单",),
            together=(Together((("红",), ("名单", "目录")), 12),),
            touches=("红榜",),
            touches_together=(Together((("红",), ("榜",))),),
            acts=("张榜",),
            hides=("红名单以外",),
            unless=("外地",),
            shown_in=(Role.ACCOUNT,),
            counts_in=(Role.ACCOUNT, Role.PLAN),
            in_titles=True,
        ),
        examples=Examples(("公布红名单12家。",), ("加强红名单建设。",), ("修路三公里。",)),
        required=("county",),
        recommended=("township",),
        since=2022,
        until=2030,
        model_sentence="公布红名单____家。",
    )


def test_every_field_of_content_can_be_told(folder: pathlib.Path) -> None:
    """A field that the model gains is read from packs too."""
    head, _, tail = PACK.partition("[elements.examples]")
    for name, kind in get_type_hints(Content).items():
        told = "true" if kind is bool else '["plan"]' if name in ("shown_in", "counts_in") else '["绯"]'
        told = '[{ groups = [["绯"], ["朱"]] }]' if "together" in name else told
        words = {"names": '["红"]', name: told}
        lines = "".join(f"{key.replace('_', '-')} = {value}\n" for key, value in words.items())
        element = pack_of(folder, f"{head.partition('names =')[0]}{lines}[elements.examples]{tail}").elements[0]
        assert isinstance(element.looks, Content)
        assert getattr(element.looks, name) != getattr(Content(names=()), name)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        (
            'looks-for = "composite"\nparts = ["red", "blue"]\nnames = ["两色"]',
            Composite(("red", "blue"), Content(("两色",))),
        ),
        ('looks-for = "part"\nrole = "plan"\nnames = ["打算"]', Part(Role.PLAN, ("打算",))),
        ('looks-for = "title-line"', TitleLine()),
    ],
)
def test_kinds(folder: pathlib.Path, looks: str, expected: object) -> None:
    """The kinds of what to look for are told by `looks-for`."""
    text = PACK.split("names =", maxsplit=1)[0] + looks + "\n[elements.examples]" + PACK.split("[elements.examples]")[1]
    assert pack_of(folder, text).elements[0].looks == expected


def test_steps(folder: pathlib.Path) -> None:
    """Steps are tables of their own with the same words as contents."""
    text = (
        PACK.split("names =", maxsplit=1)[0]
        + 'looks-for = "steps"\nenough = 1\n[elements.examples]'
        + PACK.split("[elements.examples]")[1]
        + '[[elements.steps]]\ntitle = "一"\nnames = ["甲"]\n[[elements.steps]]\ntitle = "二"\nnames = ["乙"]\n'
    )
    looks = pack_of(folder, text).elements[0].looks
    assert isinstance(looks, Steps)
    assert [(step.title, step.content.names) for step in looks.steps] == [("一", ("甲",)), ("二", ("乙",))]
    assert looks.enough == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "red-list"\n', "", ["elements[1].id", "缺少"]),
        ('"red-list"', '"Red List"', ["elements[1].id", "小写字母"]),
        ('title = "红名单"\n', "", ["(red-list).title", "缺少"]),
        ('advice = "写明公布了多少家。"', 'advice = " "', ["(red-list).advice", "空白"]),
        ("model-sentence", "model_sentence", ["model_sentence", "是不是 model-sentence"]),
        ('required = ["county"]', 'required = ["countys"]', ["(red-list).required", "county"]),
        ('recommended = ["township"]', 'recommended = ["county"]', ["(red-list).recommended", "county"]),
        ('required = ["county"]\nrecommended = ["township"]\n', "", ["(red-list).required"]),
        ("until = 2030", "until = 2020", ["(red-list).until", "since"]),
        ("since = 2022", 'since = "2022"', ["(red-list).since"]),
        ('names = ["红名单"]', 'names = [""]', ["(red-list).names", "第1项"]),
        ('names = ["红名单"]', 'names = ["好", "“”"]', ["(red-list).names", "第2项", "处处命中"]),
        ('names = ["红名单"]', 'names = ["…红"]', ["(red-list).names", "处处命中"]),
        ('names = ["红名单"]', 'names = "红名单"', ["(red-list).names", "列表"]),
        ('[["红"], ["名单", "目录"]]', '[["红"], []]', ["together[1].groups[2]"]),
        ('[["红"], ["名单", "目录"]]', '[["红"], ["目", " "]]', ["together[1].groups[2]", "第2项"]),
        ('[["红"], ["名单", "目录"]]', '[["红"]]', ["together[1].groups"]),
        ("within = 12", "within = 0", ["together[1].within"]),
        ('shown-in = ["account"]', 'shown-in = ["acount"]', ["(red-list).shown-in", "是不是 account"]),
        ('touched = ["加强红名单建设。"]\n', "", ["examples.touched", "缺少"]),
        ('absent = ["修路三公里。"]', 'abscent = ["修路三公里。"]', ["examples.abscent", "是不是 absent"]),
        ('instrument = "关于红名单的通知", ', "", ["basis[1].instrument"]),
        ('family = "colours"', 'family = "colours"\nlooks-for = "words"', ["(red-list).looks-for", "content"]),
        ('family = "colours"', 'family = "colours"\nlooks-for = "composite"', ["(red-list).parts"]),
        ('family = "colours"', 'family = "colours"\nlooks-for = "part"', ["没有这个键"]),
        ("[[elements]]", "[elements]", ["elements", "[[elements]]"]),
        ("[[elements]]", "x = 1\n[[elements]]", ["x", "elements"]),
    ],
)
def test_wrong_elements(folder: pathlib.Path, old: str, new: str, words: list[str]) -> None:
    """Each mistake of a pack names the file, the element and the key."""
    assert old in PACK
    told = error_of(lambda: pack_of(folder, PACK.replace(old, new, 1)))
    for word in ["pack.toml", *words]:
        assert word in told


def test_nothing_to_look_for(folder: pathlib.Path) -> None:
    """An element without a single phrase would be absent for ever, and is refused."""
    text = (
        PACK.split("names =", maxsplit=1)[0] + "names = []\n[elements.examples]" + PACK.split("[elements.examples]")[1]
    )
    assert "(red-list).names" in error_of(lambda: pack_of(folder, text))
    assert "什么也没有规定" in error_of(lambda: pack_of(folder, ""))


def test_elements_of_packs_come_last(folder: pathlib.Path) -> None:
    """The elements of packs stand after the built-in ones."""
    assert [element.id for element in extend((RED, BLUE), [pack_of(folder, PACK)])] == ["red", "blue", "red-list"]


def test_duplicate_ids(folder: pathlib.Path) -> None:
    """An id that is there already, built in, in the pack or in another pack, is an error that says where."""
    assert "内置要素" in error_of(lambda: extend((toy("red-list"),), [pack_of(folder, PACK)]))
    assert "pack.toml里已经有 red-list" in error_of(lambda: extend((), [pack_of(folder, PACK + PACK)]))
    assert "pack.toml里已经有 red-list" in error_of(lambda: extend((), [pack_of(folder, PACK)] * 2))


def test_changes(folder: pathlib.Path) -> None:
    """A change adds phrases and replaces requirement and advice, and touches nothing else."""
    pack = pack_of(
        folder,
        """
        [changes.red]
        add-names = ["绯"]
        add-done = ["染…红"]
        add-touches = ["粉"]
        add-acts = ["染"]
        add-hides = ["红薯"]
        add-unless = ["蓝"]
        required = ["city"]
        recommended = ["county"]
        since = 2020
        until = 2025
        means = "红"
        advice = "写红"
        model-sentence = "染红____件。"
        """,
    )
    changed, other = extend((RED, BLUE), [pack])
    assert other is BLUE
    assert changed.looks == Content(("red", "绯"), ("染…红",), (), ("粉",), (), ("染",), ("红薯",), ("蓝",))
    assert (changed.required, changed.recommended, changed.since, changed.until) == (("city",), ("county",), 2020, 2025)
    assert (changed.means, changed.advice, changed.model_sentence) == ("红", "写红", "染红____件。")
    assert (changed.id, changed.title, changed.examples) == (RED.id, RED.title, RED.examples)


def test_changes_reach_the_own_words_of_composites_and_steps(folder: pathlib.Path) -> None:
    """Words added to an element of parts or steps go to its own contents, to a part those that touch it."""
    pack = pack_of(folder, '[changes.both]\nadd-names = ["两色"]\n[changes.plan]\nadd-names = ["打算"]\n')
    both = toy("both", Composite(("red", "blue"), Content(("双色",))))
    plan = toy("plan", Part(Role.PLAN))
    *_, changed_both, changed_plan = extend((RED, BLUE, both, plan), [pack])
    assert changed_both.looks == Composite(("red", "blue"), Content(("双色", "两色")))
    assert changed_plan.looks == Part(Role.PLAN, ("打算",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[changes.redd]\nadvice = 'x'", ["redd", "是不是 red"]),
        ("[changes.red]\ntitle = 'x'", ["changes.red.title"]),
        ("[changes.red]\nadd-name = ['x']", ["add-name", "是不是 add-names"]),
        ("[changes.red]\nadd-names = ['']", ["changes.red.add-names"]),
        ("[changes.red]\nrecommended = ['county']", ["red", "county"]),
        ("[changes.red]\nsince = 2025\nuntil = 2020", ["red", "since"]),
        ("[changes.title]\nadd-names = ['x']", ["title", "不能加词"]),
        ("[changes.plan]\nadd-done = ['x']", ["plan", "不能加词"]),
        ("changes = 3", ["changes"]),
        ("[changes]\nred = 3", ["changes.red"]),
    ],
)
def test_wrong_changes(folder: pathlib.Path, text: str, words: list[str]) -> None:
    """A change that cannot be made is an error that names the element and the key."""
    known = (RED, BLUE, toy("title", TitleLine()), toy("plan", Part(Role.PLAN)))
    told = error_of(lambda: extend(known, [pack_of(folder, text)]))
    for word in ["pack.toml", *words]:
        assert word in told


@pytest.mark.parametrize(("parts", "word"), [("no-such", "没有 no-such"), ("red-list", "绕成了圈")])
def test_wrong_parts(folder: pathlib.Path, parts: str, word: str) -> None:
    """A composite stands on elements that are there, and not on itself."""
    head, _, tail = PACK.partition("names =")
    text = (
        f'{head}looks-for = "composite"\nparts = ["{parts}"]\n[elements.examples]{tail.split("[elements.examples]")[1]}'
    )
    assert word in error_of(lambda: extend((RED,), [pack_of(folder, text)]))


def test_packs_are_found_from_the_settings_file(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The paths of packs are told from the settings file, wherever the command is run."""
    (folder / "packs").mkdir()
    (folder / "packs" / "a.toml").write_text(PACK, encoding="utf-8")
    (folder / "lawlint.toml").write_text('packs = ["packs/a.toml"]')
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert [pack.path for pack in load(".").packs] == ["../packs/a.toml"]


# --- Choosing --------------------------------------------------------------------------------------------------------


def test_chosen() -> None:
    """Ids and families select and ignore; ignoring wins; the order stays that of the elements."""
    both = (RED, BLUE)
    assert chosen(both, (), ()) == both
    assert chosen(both, ("blue", "red"), ()) == both
    assert chosen(both, ("cold",), ()) == (BLUE,)
    assert chosen(both, (), ("cold",)) == (RED,)
    assert chosen(both, ("red",), ("red",)) == ()
    assert chosen(both, ("red", "blue"), (), ("cold",)) == (BLUE,)


def test_unknown_name() -> None:
    """Names that are neither id nor family get a suggestion."""
    assert unknown_name(("red", "cold"), (RED, BLUE)) is None
    assert "是不是 blue" in str(unknown_name(("red", "bleu"), (RED, BLUE)))


# --- Waivers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("glob", "path", "holds"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "x/y/a.txt", True),
        ("*.txt", "x/a.txt", True),
        ("*.txt", "a.md", False),
        ("x/*.txt", "x/a.txt", True),
        ("x/*.txt", "x/y/a.txt", False),
        ("x/**", "x/y/a.txt", True),
        ("**/a.txt", "a.txt", True),
        ("**/a.txt", "x/y/a.txt", True),
        ("./x/a.txt", "x/a.txt", True),
        ("202?年.txt", "2024年.txt", True),
        ("202[0-3].txt", "2024.txt", False),
        ("202[!0-3].txt", "2024.txt", True),
        ("202[4].txt", "2024.txt", True),
        ("a.txt", "a_txt", False),
        ("[", "[", True),
        ("**", "x/y.txt", True),
    ],
)
def test_globs_of_waivers(folder: pathlib.Path, glob: str, path: str, holds: bool) -> None:
    """A glob with a slash is told from the settings file; one without is the name of a file anywhere."""
    assert applies(WaiverRule("red", (glob,), "why"), path, str(folder)) is holds


def test_waivers_do_not_depend_on_the_current_folder(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same file is meant wherever the command is run."""
    rule = WaiverRule("red", ("x/a.txt",), "why")
    (folder / "x").mkdir()
    assert applies(rule, "x/a.txt", str(folder))
    monkeypatch.chdir(folder / "x")
    assert applies(rule, "a.txt", str(folder))
    assert applies(rule, str(folder / "x" / "a.txt"), str(folder))


def document(path: str, **findings: Finding) -> DocumentReport:
    """Return a report of toy elements of the same names, required where not said otherwise."""
    results = []
    for name, finding in findings.items():
        element = toy(
            name, required=() if name == "extra" else ("county",), recommended=("county",) if name == "extra" else ()
        )
        requirement = requirement_of(element, "county", 2024)
        results.append(Result(element, requirement, finding, status_of(requirement, finding), 0.0, (), ""))
    source = Source(path, "", "utf-8", "text/plain", "")
    body = Document(source, "", (), False, "", "", "county", 2024, "", (), (), (), True)
    return DocumentReport(body, "county", False, 2024, False, tuple(results), 0.0)


def waived(
    documents: list[DocumentReport], rules: list[WaiverRule], today: str = "2025-01-01"
) -> tuple[list[str], str]:
    settings = Settings(path="lawlint.toml", folder=".", waivers=tuple(rules))
    answer, notices = waive(documents, settings, today)
    found = [
        f"{report.document.source.path}:{result.element.id}:{result.status}:{result.waiver.reason}"
        for report in answer
        for result in report.results
        if result.waiver is not None
    ]
    return found, "\n".join(notices)


def test_only_failures_are_waived() -> None:
    """What fails or is only touched carries the waiver and keeps its status; what passes or is recommended does not."""
    report = document("a.txt", red=Finding.ABSENT, blue=Finding.TOUCHED, green=Finding.SHOWN, extra=Finding.ABSENT)
    rules = [WaiverRule(name, ("*",), "why") for name in ("red", "blue", "green", "extra")]
    found, notices = waived([report], rules)
    assert found == ["a.txt:red:fail:why", "a.txt:blue:warn:why"]
    assert "green" in notices
    assert "extra" not in notices


def test_expired_and_unused() -> None:
    """One that has run out does nothing and is told; so is one that nothing matched; one that helped is not."""
    rules = [
        WaiverRule("red", ("a.txt",), "why", "2024-12-31"),
        WaiverRule("blue", ("b.txt",), "why"),
        WaiverRule("red", ("c.txt",), "why", "2025-01-01"),
    ]
    found, notices = waived(
        [document("a.txt", red=Finding.ABSENT, blue=Finding.ABSENT), document("c.txt", red=Finding.ABSENT)], rules
    )
    assert found == ["c.txt:red:fail:why"]
    assert "2024-12-31 为止，已经过期" in notices
    assert "没有相符的" in notices
    assert len(notices.splitlines()) == 2


def test_the_first_waiver_holds_and_names_who_approved() -> None:
    """Of two waivers for one result the first is shown, with the name of whoever approved it."""
    rules = [WaiverRule("red", ("*",), "one", approved_by="某人"), WaiverRule("red", ("a.txt",), "two")]
    found, _ = waived([document("a.txt", red=Finding.ABSENT)], rules)
    assert found == ["a.txt:red:fail:one（批准人：某人）"]


def test_status_words_are_those_of_the_model() -> None:
    """The toys of this file stand for what the engine gives."""
    assert [result.status for result in document("a", red=Finding.ABSENT, extra=Finding.ABSENT).results] == [
        Status.FAIL,
        Status.NOTE,
    ]
    assert requirement_of(RED, "county", None) is Requirement.REQUIRED
