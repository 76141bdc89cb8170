"""A real editor: Neovim, with the recipe of examples/, without a screen."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
from typing import Any

import pytest
from support import ROOT

BIN = pathlib.Path(sys.executable).parent
RECIPE = ROOT / "examples" / "editors" / "lawlint.lua"
SEVERITIES = {"fail": 1, "warn": 2, "note": 3}
SETTINGS = '[[waivers]]\nelement = "petition"\nfiles = ["*.txt"]\nreason = "由县里统一办理。"\n'

pytestmark = [
    pytest.mark.skipif(shutil.which("nvim") is None, reason="nvim is not installed"),
    pytest.mark.skipif(shutil.which("lawlint", path=BIN) is None, reason="lawlint has no script here"),
]

# What every script begins with: the recipe, a report, and words to wait and to tell.
BEGIN = """
vim.o.fileencodings = "ucs-bom,utf-8,gb18030"
local told = {}
local function tell(name, value) told[name] = value end
local function ending()
  local file = io.open(vim.env.SEEN, "w")
  file:write(vim.fn.json_encode(told))
  file:close()
  vim.cmd("qa!")
end
local function fail(why) tell("failed", tostring(why)) ending() end
-- Waits until marks satisfy something, and returns them.
local function marks(wanted)
  local found
  local ok = vim.wait(20000, function()
    found = vim.diagnostic.get(0)
    return #found > 0 and (not wanted or wanted(found))
  end, 10)
  if not ok then error("no marks in time") end
  return found
end
local function coded(found, code)
  for _, mark in ipairs(found) do
    if mark.code == code then return mark end
  end
end
local function rows(found)
  local out = {}
  for _, mark in ipairs(found) do
    local line = vim.api.nvim_buf_get_lines(0, mark.lnum, mark.lnum + 1, false)[1]
    table.insert(out, { mark.code, mark.severity, mark.lnum, line:sub(mark.col + 1), mark.message })
  end
  return out
end
local function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 20000) or {}) do
    return answer.result
  end
end
dofile(vim.env.RECIPE)
vim.cmd("filetype on")
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.REPORT))
"""


def neovim(report: pathlib.Path, folder: pathlib.Path, lua: str) -> Any:
    """Run a script in Neovim with a report open, and return what it told."""
    script = folder / "script.lua"
    script.write_text(
        f"{BEGIN}\nlocal ok, why = pcall(function()\n{lua}\nend)\nif ok then ending() else fail(why) end\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(BIN), os.environ.get("PATH", ""))),
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "RECIPE": str(RECIPE),
        "REPORT": str(report),
        "SEEN": str(folder / "seen"),
    }
    done = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-c", f"luafile {script}"],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    told = json.loads((folder / "seen").read_text(encoding="utf-8"))
    assert "failed" not in told, told["failed"]
    return told


def expected(report: pathlib.Path, folder: pathlib.Path) -> dict[str, tuple[int, int | None, str | None]]:
    """Return severity, line and quote of what the command line does not pass; no place for what has no evidence."""
    done = subprocess.run(
        [sys.executable, "-m", "lawlint", "-f", "json", report.name],
        cwd=folder, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    found = {}
    for result in json.loads(done.stdout)["documents"][0]["results"]:
        if result["status"] in SEVERITIES:
            severity = 4 if result["waiver"] else SEVERITIES[result["status"]]
            best = result["evidence"][0] if result["evidence"] else None
            found[result["id"]] = (severity, best and best["start"]["line"] - 1, best and best["quote"])
    return found


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "lawlint.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "encoding", "newline"),
    [("weak.txt", "utf-8", "\n"), ("某镇 2023年报告.md", "utf-8-sig", "\r\n"), ("legacy.txt", "gb18030", "\n")],
    ids=["plain", "marked", "legacy"],
)
def test_marks(name: str, encoding: str, newline: str, weak: str, folder: pathlib.Path) -> None:
    """The same findings as the command line, at the same words, whatever the file is like."""
    report = folder / name
    report.write_bytes(weak.replace("认真落实", "𬱖🙂认真落实").replace("\n", newline).encode(encoding))
    told = neovim(report, folder, 'tell("marks", rows(marks()))')
    wanted = expected(report, folder)
    assert {row[0]: row[1] for row in told["marks"]} == {code: severity for code, (severity, *_) in wanted.items()}
    for code, _, line, rest, _ in told["marks"]:
        _, at_line, quote = wanted[code]
        if quote is not None:
            assert line == at_line
            assert rest.startswith(quote.split("\n")[0].rstrip("\r"))
    heading = next(row for row in told["marks"] if row[0] == "enforcement-publicity")
    assert heading[3].startswith("（四）严格执法，文明执法。")


def test_while_typing(weak: str, folder: pathlib.Path) -> None:
    """Text that is not saved, a fix that is chosen, settings that change: all of it in one sitting."""
    report = folder / "weak.txt"
    report.write_text(weak, encoding="utf-8")
    told = neovim(
        report,
        folder,
        """
        marks()
        vim.api.nvim_buf_set_text(0, 0, 0, 0, 0, { "鹿溪镇2023年法治政府建设年度报告", "", "𬱖🙂" })
        marks(function(found) return not coded(found, "report-title") end)
        tell("typed", true)
        local mark = coded(vim.diagnostic.get(0), "enforcement-publicity")
        vim.api.nvim_win_set_cursor(0, { mark.lnum + 1, mark.col })
        local params = vim.lsp.util.make_range_params()
        params.context = { diagnostics = {} }
        local actions = ask("textDocument/codeAction", params)
        tell("action", actions[1].title)
        vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
        tell("inserted", vim.api.nvim_buf_get_lines(0, mark.lnum + 1, mark.lnum + 2, false)[1])
        marks(function(found)
          local now = coded(found, "enforcement-publicity")
          return now and now.severity == 2
        end)
        tell("hover", ask("textDocument/hover", vim.lsp.util.make_position_params()).contents.value)
        local symbols = ask("textDocument/documentSymbol", { textDocument = vim.lsp.util.make_text_document_params() })
        local names = {}
        for _, symbol in ipairs(symbols) do table.insert(names, symbol.name) end
        tell("outline", names)
        local file = io.open("lawlint.toml", "w")
        file:write('select = ["structure"]')
        file:close()
        tell("left", #marks(function(found) return not coded(found, "petition") end))
        tell("saved", vim.bo.modified)
        """,
    )
    assert told["typed"] is True
    assert told["action"] == "补写「行政执法公示」：插入例句"
    assert told["inserted"].startswith("　　在____公示执法主体")
    assert "必写" in told["hover"]
    assert told["outline"][0] == "鹿溪镇2023年法治政府建设年度报告"
    assert 0 < told["left"] < 7
    assert told["saved"] is True
    assert report.read_text(encoding="utf-8") == weak


def test_the_server_goes_with_the_editor(weak: str, folder: pathlib.Path) -> None:
    (folder / "weak.txt").write_text(weak, encoding="utf-8")
    told = neovim(
        folder / "weak.txt",
        folder,
        """
        marks()
        local children = vim.fn.systemlist({ "pgrep", "-P", tostring(vim.fn.getpid()) })
        tell("children", children)
        """,
    )
    if not told["children"]:
        pytest.skip("pgrep is not installed")
    end = time.monotonic() + 20
    while any(is_server(child) for child in told["children"]):
        assert time.monotonic() < end
        time.sleep(0.05)


def is_server(process: str) -> bool:
    try:
        return b"lawlint" in pathlib.Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
