"""Divide text into a document: furniture, title, sections with roles, sentences and clauses, signature.

All patterns work on folded text (see `folding`); the words themselves come from the vocabulary. What stays here is
form: how headings are numbered, how lines were wrapped, where sentences end.
"""

from ..folding import Folded
from ..model import Document, Source, Span
from .forms import years_in
from .identity import Speaker, frame_of, kind_of, level_of, signer_of, speaker_of, title_of, year_of
from .paragraphs import paragraphs_of
from .patterns import Patterns, compile_patterns
from .prompts import asks
from .sections import Divider

__all__ = ["Patterns", "compile_patterns", "parse"]


def parse(source: Source, folded: Folded, patterns: Patterns) -> Document:
    """Divide `source` into a document; `folded` is its folded text, `patterns` those of the vocabulary."""
    frame = frame_of(paragraphs_of(source.text, folded), patterns)
    title = title_of(frame, patterns)
    signer = signer_of(frame, patterns)
    issuer = signer or title.issuer
    speaker = Speaker("", "") if issuer else speaker_of(frame, patterns)
    year = year_of(frame, title)
    sections, sentences = Divider(frame, year, patterns, source, folded).divide()
    kind, is_report = kind_of(title, frame, folded.text, patterns)

    def spans(lines: tuple[int, ...]) -> tuple[Span, ...]:
        return tuple(Span(frame.paragraphs[i].start, frame.paragraphs[i].end) for i in lines)

    return Document(
        source=source,
        title=title.text,
        title_spans=spans(title.lines),
        title_complete=bool(years_in(title.text) and title.issuer) and not asks(title.text, patterns),
        issuer=issuer or speaker.name,
        signer=signer,
        level=level_of(issuer, speaker, frame, patterns),
        year=year,
        date=frame.date,
        signature_spans=spans(tuple(sorted({*frame.issuer_lines, *frame.date_lines}))),
        sections=sections,
        sentences=sentences,
        is_report=is_report,
        kind=kind,
    )
