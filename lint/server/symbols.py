"""The outline of a text: its title and its headings, each with what it is for."""

from lsprotocol import types

from ..model import DocumentReport, Section, Span
from ..output.safe import shown
from ..output.words import LEVELS, ROLES
from .answers import Answer
from .diagnostics import range_of
from .positions import Lines

_LONGEST = 60


def symbols(answer: Answer, lines: Lines) -> list[types.DocumentSymbol]:
    """Return the outline of a page as a tree: the title, the parts with what is under them, the signature."""
    document = answer.document
    if document is None:
        return []
    found = [_title(document, answer, lines)] if document.document.title_spans else []
    above: list[tuple[int, types.DocumentSymbol]] = []
    for section in document.document.sections:
        symbol = _section(section, answer, lines)
        while above and above[-1][0] >= section.depth:
            above.pop()
        (above[-1][1].children if above else found).append(symbol)  # type: ignore[union-attr]
        above.append((section.depth, symbol))
    if spans := document.document.signature_spans:
        name = "　".join(word for word in (document.document.signer, document.document.date) if word)
        whole = Span(spans[0].start, spans[-1].end)
        found.append(_symbol(name or "落款", "", whole, whole, types.SymbolKind.Constant, lines))
    return found


def flat(found: list[types.DocumentSymbol], uri: str, container: str = "") -> list[types.SymbolInformation]:
    """Return an outline as a list, for editors that know no trees."""
    listed = []
    for symbol in found:
        place = types.Location(uri, symbol.selection_range)
        name = f"{symbol.name}（{symbol.detail}）" if symbol.detail else symbol.name
        listed.append(types.SymbolInformation(place, name, symbol.kind, container_name=container or None))
        listed += flat(list(symbol.children or ()), uri, symbol.name)
    return listed


def _title(document: DocumentReport, answer: Answer, lines: Lines) -> types.DocumentSymbol:
    spans = document.document.title_spans
    whole = Span(spans[0].start, spans[-1].end)
    chinese = answer.lang == "zh"
    year = f"{document.year}{' 年度' if chinese else ''}" if document.year else ""
    parts = (document.document.issuer, LEVELS[answer.lang].get(document.level, ""), year)
    detail = ("，" if chinese else ", ").join(shown(part) for part in parts if part)
    return _symbol(document.document.title, detail, whole, whole, types.SymbolKind.File, lines)


def _section(section: Section, answer: Answer, lines: Lines) -> types.DocumentSymbol:
    roles = ("、" if answer.lang == "zh" else ", ").join(ROLES[answer.lang][role] for role in section.roles)
    kind = types.SymbolKind.Module if section.depth == 1 else types.SymbolKind.String
    # In Markdown the marks of a heading stand before its number.
    name = lines.text[section.heading.start : section.heading.end].lstrip("# ")
    end = section.span.start + len(lines.text[section.span.start : section.span.end].rstrip())
    return _symbol(name, roles, Span(section.span.start, end), section.heading, kind, lines)


def _symbol(
    name: str, detail: str, span: Span, selection: Span, kind: types.SymbolKind, lines: Lines
) -> types.DocumentSymbol:
    """Return a symbol; the stretch of its name must lie within its own."""
    whole = Span(min(span.start, selection.start), max(span.end, selection.end))
    return types.DocumentSymbol(
        name=shown(name, _LONGEST) or "—",
        kind=kind,
        range=range_of(whole, lines),
        selection_range=range_of(selection, lines),
        detail=detail or None,
        children=[],
    )
