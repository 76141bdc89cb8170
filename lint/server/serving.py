"""The server: what the protocol asks for, and who answers it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from ..config import FILE_NAMES
from ..console import tell
from ..model import Part, Status
from ..output.safe import shown
from ..version import __version__
from .answers import Page
from .desk import Desk, accident
from .diagnostics import diagnostics, is_missing
from .fixes import covers, insertion, together
from .hovers import hover
from .parent import end_with
from .positions import Point, edited, lines_of, whole
from .rules import RuleBook
from .symbols import flat, symbols

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..options import Options
    from .answers import Answer, Mark
    from .fixes import Insertion

_LANGUAGES = ("plaintext", "text", "markdown")
_SUFFIXES = (".txt", ".text", ".md", ".markdown")
_WATCHED = (*(f"**/{name}" for name in FILE_NAMES), "**/*.toml", "**/*baseline*.json")


class Protocol(LanguageServerProtocol):
    """The protocol with texts of our own.

    Those of pygls break lines where only Python does, at U+2028 for one, and would drift away from the editor's.
    """

    _server: Server

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Put a page on the desk."""
        self._server.open(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Edit a page."""
        self._server.change(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Take a page from the desk, and its marks with it."""
        self._server.close(params.text_document.uri)


class Server(LanguageServer):
    """The server with its desk; `orderly` tells whether the editor has taken its leave."""

    protocol: Protocol

    def __init__(self, book: RuleBook, quiet: bool) -> None:
        super().__init__("lawlint", __version__, protocol_cls=Protocol)
        self.desk = Desk(book, self._publish)
        self.orderly = False
        self._quiet = quiet

    # --- Pages

    def open(self, item: types.TextDocumentItem) -> None:
        """Put a page on the desk, if it is of a kind that can be a report."""
        path = path_of(item.uri)
        name = path or unquote(urlsplit(item.uri).path) or item.uri
        if item.language_id in _LANGUAGES or name.lower().endswith(_SUFFIXES):
            self.desk.put(Page(item.uri, path, name, item.version, item.language_id, whole(item.text)))

    def change(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Edit a page, change by change."""
        page = self.desk.page(identifier.uri)
        if page is None:
            return
        text = page.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = _point(change.range.start), _point(change.range.end)
                text = edited(text, self.encoding, start, end, change.text)
            else:
                text = whole(change.text)
        self.desk.put(page._replace(version=identifier.version, text=text))

    def close(self, uri: str) -> None:
        """Take a page from the desk, and its marks from the editor."""
        if self.desk.page(uri) is not None:
            self.desk.take(uri)
            self._send(types.PublishDiagnosticsParams(uri, []))

    @property
    def encoding(self) -> str:
        """The encoding whose units positions count: the first on the editor's list, UTF-16 without one."""
        encoding = self.workspace.position_encoding
        return encoding.value if isinstance(encoding, types.PositionEncodingKind) else encoding or "utf-16"

    # --- What is told unasked

    def _publish(self, answer: Answer) -> None:
        lines = lines_of(answer.page.text, self.encoding)
        related = bool(self.able("text_document", "publish_diagnostics", "related_information"))
        try:
            found = diagnostics(answer, lines, related, self._quiet)
        except Exception as error:  # nor must an accident here
            found = diagnostics(accident(answer.page, error), lines, False, False)
        self._send(types.PublishDiagnosticsParams(answer.page.uri, found, answer.page.version))

    def _send(self, params: types.PublishDiagnosticsParams) -> None:
        try:
            self.text_document_publish_diagnostics(params)
        except (OSError, ValueError):
            # Nobody is there to read it.
            os._exit(1)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Tell of an accident on standard error, which editors keep in a log."""
        tell(f"lawlint server: {getattr(source, '__name__', source)}: {type(error).__name__}: {error}")

    def able(self, *names: str) -> Any:
        """Return what the editor says of one of its abilities, None where it says nothing."""
        value: Any = self.client_capabilities
        for name in names:
            value = getattr(value, name, None)
        return value

    # --- What is asked

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Say what the words at a position bear out or lack."""
        answer = await self.desk.answer(params.text_document.uri)
        if answer is None:
            return None
        lines = lines_of(answer.page.text, self.encoding)
        formats = self.able("text_document", "hover", "content_format") or ()
        return hover(answer, lines.offset(_point(params.position)), lines, types.MarkupKind.Markdown in formats)

    async def symbols(
        self, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        """Return the outline, as a tree if the editor knows trees."""
        answer = await self.desk.answer(params.text_document.uri)
        if answer is None:
            return []
        found = symbols(answer, lines_of(answer.page.text, self.encoding))
        if self.able("text_document", "document_symbol", "hierarchical_document_symbol_support"):
            return found
        return flat(found, answer.page.uri)

    async def fixes(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return what can be put in for what is missing or weak in a stretch, the worst first."""
        only = params.context.only
        if only is not None and not any(kind in ("", types.CodeActionKind.QuickFix) for kind in only):
            return []
        answer = await self.desk.answer(params.text_document.uri)
        if answer is None or answer.document is None:
            return []
        lines = lines_of(answer.page.text, self.encoding)
        start, end = lines.offset(_point(params.range.start)), lines.offset(_point(params.range.end))
        here = [
            mark
            for mark in answer.marks
            if covers(mark.span, start, end) and not (self._quiet and mark.result.status is Status.NOTE)
        ]
        here.sort(key=lambda mark: (mark.result.accepted, _RANK[mark.result.status]))
        actions = []
        for mark in here:
            if (item := insertion(mark, answer)) is not None:
                actions.append(self._action(_title(mark, answer.lang), [mark], [item], answer))
        missing = [mark for mark in here if mark.result.status is Status.FAIL and not mark.result.accepted]
        if len(missing) > 1 and len({mark.span for mark in missing}) == 1:
            title = _ALL[answer.lang].format(len(missing))
            actions.append(self._action(title, missing, together(missing, answer), answer))
        return actions

    def _action(
        self, title: str, marks: Sequence[Mark], items: Sequence[Insertion], answer: Answer
    ) -> types.CodeAction:
        lines = lines_of(answer.page.text, self.encoding)
        edits = []
        for item in items:
            place = types.Position(*lines.point(item.at))
            edits.append(types.TextEdit(types.Range(place, place), item.text))
        page = answer.page
        if self.able("workspace", "workspace_edit", "document_changes"):
            identifier = types.OptionalVersionedTextDocumentIdentifier(page.uri, page.version)
            edit = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])
        else:
            edit = types.WorkspaceEdit(changes={page.uri: edits})
        only = answer._replace(marks=tuple(marks))
        mended = [item for item in diagnostics(only, lines, False, False) if item.data is not None]
        return types.CodeAction(title, types.CodeActionKind.QuickFix, mended, edit=edit)


_RANK = {Status.FAIL: 0, Status.WARN: 1, Status.NOTE: 2}
_ALL = {"zh": "补写这里缺的 {0} 项必写内容", "en": "Insert all {0} required statements missing here"}
_ONE = {
    "zh": {"part": "补写「{0}」：插入标题", "missing": "补写「{0}」：插入例句", "weak": "补全「{0}」：插入例句"},
    "en": {
        "part": "Insert a heading for “{0}”",
        "missing": "Insert a model sentence for “{0}”",
        "weak": "Insert a fuller sentence for “{0}”",
    },
}


def _title(mark: Mark, lang: str) -> str:
    kind = "part" if isinstance(mark.result.element.looks, Part) else "missing" if is_missing(mark) else "weak"
    return _ONE[lang][kind].format(shown(mark.result.element.title))


def _point(position: types.Position) -> Point:
    return Point(position.line, position.character)


def path_of(uri: str) -> str:
    """Return the absolute path of a file, empty for what is in no file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return ""
    name = f"//{parts.netloc}{parts.path}" if parts.netloc and parts.netloc != "localhost" else parts.path
    return os.path.abspath(url2pathname(name))


def _made(book: RuleBook, quiet: bool) -> Server:
    """Return a server that knows what it is asked."""
    server = Server(book, quiet)

    @server.feature(types.INITIALIZE)
    def _initialize(params: types.InitializeParams) -> None:
        if params.process_id is not None:
            end_with(params.process_id)
        _settle(params)

    @server.feature(types.INITIALIZED)
    def _initialized(_: types.InitializedParams) -> None:
        server.desk.start(server.desk.watch())
        if server.able("workspace", "did_change_watched_files", "dynamic_registration"):
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            server.client_register_capability(
                types.RegistrationParams([types.Registration("lawlint-settings", method, options)])
            )

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _files(_: types.DidChangeWatchedFilesParams) -> None:
        server.desk.renew()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def _configuration(_: types.DidChangeConfigurationParams) -> None:
        server.desk.renew()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def _hover(params: types.HoverParams) -> types.Hover | None:
        return await server.hover(params)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def _symbols(params: types.DocumentSymbolParams) -> Any:
        return await server.symbols(params)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    async def _fixes(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await server.fixes(params)

    @server.feature(types.SHUTDOWN)
    def _shutdown(_: None) -> None:
        server.orderly = True
        server.desk.close()

    return server


def _settle(params: types.InitializeParams) -> None:
    """Work where the command line would: in the folder that is open in the editor, from which paths are told."""
    folders = params.workspace_folders or ()
    roots = [path_of(folder.uri) for folder in folders]
    roots += [path_of(params.root_uri)] if params.root_uri else []
    roots += [params.root_path] if params.root_path else []
    if roots and os.path.isdir(roots[0]):
        os.chdir(roots[0])


def serve(options: Options, quiet: bool) -> int:
    """Serve one editor over standard input and output until it has gone.

    Args:
        options: those of a check that hold here too; they outweigh the settings.
        quiet: whether what is only suggested is left out.

    Returns:
        0 if the editor said that it would go, else 1, as the protocol wants it.

    Raises:
        UsageError: an option has a value that it does not know.
    """
    server = _made(RuleBook(options), quiet)
    # Nothing but messages may come out; whatever else is printed goes where editors keep their log.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        sys.stdout = sys.stderr
        server.start_io(sys.stdin.buffer, out)
    return 0 if server.orderly else 1
