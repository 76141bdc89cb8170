"""An editor made of pipes: it speaks the protocol by hand, so that nothing of the server's library is on both sides."""

import contextlib
import json
import os
import pathlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support import ROOT

SECONDS = 30.0
ABLE: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"workspaceEdit": {"documentChanges": True}, "didChangeWatchedFiles": {"dynamicRegistration": True}},
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "dataSupport": True},
    },
}


class Editor:
    """A client of one server process; `marks` holds the last diagnostics of each document."""

    def __init__(self, folder: pathlib.Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lawlint", "server", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "GITHUB_ACTIONS": ""},
        )
        self.folder = folder
        self.asked: list[dict[str, Any]] = []
        self.errors = b""
        self._arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.kept: list[dict[str, Any]] = []
        self._number = 0
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._listen)]
        for thread in self._threads:
            thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        out = self.process.stdout
        while line := out.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                line = out.readline()
            self._arrived.put(json.loads(out.read(length)))
        self._arrived.put(None)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.errors = self.process.stderr.read()

    def send(self, **message: Any) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method: str, params: Any = None) -> None:
        self.send(method=method, params=params)

    def _next(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for message in self.kept:
            if wanted(message):
                self.kept.remove(message)
                return message
        end = time.monotonic() + SECONDS
        while True:
            message = self._arrived.get(timeout=max(0.01, end - time.monotonic()))  # type: ignore[assignment]
            assert message is not None, f"the server has gone: {self.errors.decode()}"
            if "method" in message and "id" in message:
                self.asked.append(message)
                self.send(id=message["id"], result=None)
            elif wanted(message):
                return message
            else:
                self.kept.append(message)

    def ask(self, method: str, params: Any = None) -> Any:
        self._number += 1
        number = self._number
        self.send(id=number, method=method, params=params)
        answer = self._next(lambda message: message.get("id") == number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def start(self, able: dict[str, Any] = ABLE, process: int | None = None) -> dict[str, Any]:
        """Begin, with the folder open."""
        params = {
            "processId": os.getpid() if process is None else process,
            "rootUri": self.folder.as_uri(),
            "capabilities": able,
        }
        answer: dict[str, Any] = self.ask("initialize", params)
        self.tell("initialized", {})
        return answer["capabilities"]  # type: ignore[no-any-return]

    def open(self, uri: str, text: str, language: str = "plaintext", version: int = 1) -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def edit(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        self.tell(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        )

    def marks(self, uri: str, version: int | None = 1) -> list[dict[str, Any]]:
        """Wait for the diagnostics of a version of a document."""
        found = self._next(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
                and message["params"].get("version") == version
            )
        )
        marks: list[dict[str, Any]] = found["params"]["diagnostics"]
        return marks

    def heard(self, uri: str) -> list[int | None]:
        """Return of which versions of a document diagnostics have come, up to now."""
        # An answer comes after everything that was sent before it.
        self.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
        while not self._arrived.empty():
            if (message := self._arrived.get()) is not None:
                self.kept.append(message)
        params = [message.get("params", {}) for message in self.kept]
        return [each.get("version") for each in params if each.get("uri") == uri]

    def leave(self) -> int:
        """Take one's leave, and return the exit status of the server."""
        self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(SECONDS)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        for thread in self._threads:
            thread.join(SECONDS)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()


@pytest.fixture
def editor(tmp_path: pathlib.Path) -> Iterator[Callable[..., Editor]]:
    """Start a server in a folder, by default an empty one."""
    editors = []

    def start(*words: str, folder: pathlib.Path = tmp_path) -> Editor:
        editors.append(Editor(folder, *words))
        return editors[-1]

    yield start
    for each in editors:
        each.end()


@pytest.fixture(scope="session")
def weak() -> str:
    return (ROOT / "examples" / "township-weak.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor that several tests share: each opens documents of its own."""
    shared = Editor(tmp_path_factory.mktemp("shared"))
    shared.start()
    yield shared
    assert shared.leave() == 0
    shared.end()
    assert b"Traceback" not in shared.errors, shared.errors.decode()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor that knows next to nothing, which several tests share."""
    shared = Editor(tmp_path_factory.mktemp("plain"))
    shared.start({})
    yield shared
    assert shared.leave() == 0
    shared.end()


@pytest.fixture
def uri(request: pytest.FixtureRequest) -> str:
    """A document of a test's own, which is in no file."""
    return f"untitled:{request.node.name}"
