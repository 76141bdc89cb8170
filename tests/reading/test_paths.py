"""Files, folders and patterns lead to files in the order given, and nothing that leads nowhere is passed over."""

import os
import pathlib
from collections.abc import Callable, Iterator

import pytest

from lawlint.reading.paths import expand

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def tree(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A current folder with reports in it."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.txt",
        "a.TXT",
        "c.md",
        "d.text",
        "e.jpg",
        ".hidden.txt",
        "~$b.txt",
        "sub/deep/x.txt",
        "sub/y.txt",
        ".git/z.txt",
        "empty/note.jpg",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("tree")
def test_folder() -> None:
    """A folder gives the files of known formats, sorted, without hidden ones and locks of open documents."""
    found, failures = expand(["."], ())
    assert found == ["a.TXT", "b.txt", "c.md", "d.text", "sub/y.txt", "sub/deep/x.txt"]
    assert failures == []


def test_folder_of_all_formats(tmp_path: pathlib.Path) -> None:
    """Folders are searched for every format that is read, however its ending is written."""
    names = [
        "a.DOC",
        "b.docx",
        "c.fodt",
        "d.htm",
        "e.html",
        "f.mht",
        "g.mhtml",
        "h.odt",
        "i.ofd",
        "j.pdf",
        "k.rtf",
        "l.wps",
    ]
    for name in (*names, "m.png", "n.xlsx", "~$b.docx"):
        (tmp_path / name).write_bytes(b"x")
    found, _ = expand([str(tmp_path)], ())
    assert [pathlib.Path(path).name for path in found] == names


def test_what_a_browser_saves_beside_a_page(tmp_path: pathlib.Path) -> None:
    """The folder of scripts and frames beside a saved page is passed over; one of that name alone is a folder."""
    (tmp_path / "报告.html").write_bytes(b"x")
    for folder in ("报告_files", "其他_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_bytes(b"x")
    found, _ = expand([str(tmp_path)], ())
    assert [pathlib.Path(path).relative_to(tmp_path).as_posix() for path in found] == [
        "报告.html",
        "其他_files/frame.html",
    ]


@pytest.mark.usefixtures("tree")
def test_order_of_arguments() -> None:
    """Arguments keep their order, and a file that is named again is not read again."""
    assert expand(["sub", "b.txt", "-", "./sub/y.txt", "."], ()) == (
        ["sub/y.txt", "sub/deep/x.txt", "b.txt", "-", "a.TXT", "c.md", "d.text"],
        [],
    )


def test_absolute_paths_stay_absolute(tree: pathlib.Path) -> None:
    """A path is shown as it was given."""
    assert expand([str(tree / "sub")], ())[0] == [f"{tree.as_posix()}/sub/y.txt", f"{tree.as_posix()}/sub/deep/x.txt"]


@pytest.mark.usefixtures("tree")
def test_named_files_are_taken_as_they_are() -> None:
    """A file that is named is read whatever its name, and refused by its reader if need be."""
    assert expand(["e.jpg", ".hidden.txt"], ())[0] == ["e.jpg", ".hidden.txt"]


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("*.txt", ["b.txt"]),
        ("[bc].*", ["b.txt", "c.md"]),
        ("**/*.txt", ["b.txt", "sub/deep/x.txt", "sub/y.txt"]),
        ("su*", ["sub/y.txt", "sub/deep/x.txt"]),
        ("e*", ["e.jpg"]),
    ],
)
@pytest.mark.usefixtures("tree")
def test_patterns(pattern: str, files: list[str]) -> None:
    """Patterns are expanded here, folders that they match are searched, and locks of open documents left out."""
    assert expand([pattern], ()) == (files, [])


def test_brackets_in_a_name(tree: pathlib.Path) -> None:
    """A file whose name looks like a pattern is that file."""
    (tree / "报告[1].txt").write_text("x", encoding="utf-8")
    assert expand(["报告[1].txt"], ()) == (["报告[1].txt"], [])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("missing.txt", "not_found"),
        ("", "not_found"),
        ("empty", "empty_folder"),
        ("*.nothing", "no_match"),
        ("empty*/*.txt", "no_match"),
    ],
)
@pytest.mark.usefixtures("tree")
def test_nothing_found(path: str, code: str) -> None:
    """What leads nowhere is an error that names it, and the rest is found all the same."""
    found, failures = expand([path, "b.txt"], ())
    assert found == ["b.txt"]
    assert [(failure.path, failure.code) for failure in failures] == [(path, code)]
    assert "请" in failures[0].message


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("sub/**", ["a.TXT", "b.txt", "c.md", "d.text"]),
        ("sub", ["a.TXT", "b.txt", "c.md", "d.text"]),
        ("sub/", ["a.TXT", "b.txt", "c.md", "d.text"]),
        ("./sub/*", ["a.TXT", "b.txt", "c.md", "d.text"]),
        ("deep", ["a.TXT", "b.txt", "c.md", "d.text", "sub/y.txt"]),
        ("**/b*", ["a.TXT", "c.md", "d.text", "sub/y.txt", "sub/deep/x.txt"]),
        ("**/x.txt", ["a.TXT", "b.txt", "c.md", "d.text", "sub/y.txt"]),
        ("*.md", ["a.TXT", "b.txt", "d.text", "sub/y.txt", "sub/deep/x.txt"]),
        ("su", ["a.TXT", "b.txt", "c.md", "d.text", "sub/y.txt", "sub/deep/x.txt"]),
        ("", ["a.TXT", "b.txt", "c.md", "d.text", "sub/y.txt", "sub/deep/x.txt"]),
    ],
)
def test_excludes(tree: pathlib.Path, pattern: str, left: list[str]) -> None:
    """A pattern leaves out files, and all below a folder, however the search began."""
    assert expand(["."], [pattern])[0] == left
    assert expand([str(tree)], [pattern])[0] == [f"{tree.as_posix()}/{file}" for file in left]


@pytest.mark.usefixtures("tree")
def test_excludes_never_make_a_clean_answer() -> None:
    """A file that is named is read all the same, and a folder of which nothing is left is told."""
    assert expand(["b.txt"], ["*.txt"]) == (["b.txt"], [])
    found, failures = expand(["sub", "s*"], ["*.txt"])
    assert found == []
    assert [failure.code for failure in failures] == ["empty_folder", "no_match"]
    assert all("exclude" in failure.message for failure in failures)


@needs_links
def test_links(tree: pathlib.Path) -> None:
    """A loop of folders ends, each real file is read once, and a link to nothing is left to its reader."""
    (tree / "sub" / "up").symlink_to(tree, target_is_directory=True)
    (tree / "sub" / "zz.txt").symlink_to(tree / "sub" / "y.txt")
    (tree / "sub" / "gone.txt").symlink_to(tree / "nowhere")
    found, failures = expand(["sub"], ())
    assert failures == []
    assert sorted(os.path.realpath(file) for file in found) == sorted(
        str(tree / name) for name in ("nowhere", "sub/y.txt", "sub/deep/x.txt", "a.TXT", "b.txt", "c.md", "d.text")
    )


@pytest.mark.usefixtures("tree")
def test_folder_that_may_not_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder below that is closed to us is an error, since its reports were not checked."""
    scan: Callable[[str], Iterator[os.DirEntry[str]]] = os.scandir

    def guarded(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("deep"):
            raise PermissionError(13, "denied", path)
        return scan(path)

    monkeypatch.setattr("os.scandir", guarded)
    found, failures = expand(["sub"], ())
    assert found == ["sub/y.txt"]
    assert [(failure.path, failure.code) for failure in failures] == [("sub/deep", "permission")]
    assert expand(["sub"], ["deep"])[1] == []
