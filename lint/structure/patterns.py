"""The vocabulary's patterns, compiled once."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..model import Role, Vocabulary

NEVER = "(?!)"
"""The pattern that nothing matches."""


class Patterns(NamedTuple):
    """Compiled patterns for folded text, under the names of the fields of the vocabulary."""

    furniture: re.Pattern[str]
    closings: re.Pattern[str]
    preamble_ends: re.Pattern[str]
    plan_openers: re.Pattern[str]
    plan_after_shortcomings: re.Pattern[str]
    shortcoming_openers: re.Pattern[str]
    denials: re.Pattern[str]
    mended: re.Pattern[str]
    plan_marks: re.Pattern[str]
    plan_mark_exceptions: re.Pattern[str]
    predicates: tuple[str, ...]
    plan_verbs: re.Pattern[str]
    headings: tuple[tuple[Role, re.Pattern[str]], ...]
    heading_exceptions: re.Pattern[str]
    coming_years: re.Pattern[str]
    title_subjects: re.Pattern[str]
    title_kinds: re.Pattern[str]
    title_particles: re.Pattern[str]
    other_kinds: re.Pattern[str]
    other_endings: re.Pattern[str]
    other_bodies: re.Pattern[str]
    subject_words: re.Pattern[str]
    issuers: tuple[tuple[str, re.Pattern[str]], ...]
    issuer_ends: re.Pattern[str]
    seals: re.Pattern[str]
    prompts: re.Pattern[str]
    blanks: re.Pattern[str]
    speakers: tuple[tuple[str, re.Pattern[str]], ...]
    before_names: re.Pattern[str]
    no_names: re.Pattern[str]
    own_names: tuple[tuple[str, re.Pattern[str]], ...]
    self_names: tuple[tuple[str, re.Pattern[str]], ...]


def _either(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_either(patterns))


def _words(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def compile_patterns(vocabulary: Vocabulary) -> Patterns:
    """Compile the patterns that tell structure from a vocabulary."""
    speaking = _either(vocabulary.speaking)
    return Patterns(
        furniture=_any(vocabulary.furniture),
        closings=_any(vocabulary.closings),
        preamble_ends=_any(vocabulary.preamble_ends),
        plan_openers=_any(vocabulary.plan_openers),
        plan_after_shortcomings=_any(vocabulary.plan_after_shortcomings),
        shortcoming_openers=_any(vocabulary.shortcoming_openers),
        denials=_words(vocabulary.denials),
        mended=_words(vocabulary.mended),
        plan_marks=_any(vocabulary.plan_marks),
        plan_mark_exceptions=_any(vocabulary.plan_mark_exceptions),
        predicates=vocabulary.predicates,
        plan_verbs=_words(vocabulary.plan_verbs),
        headings=tuple((role, _any(patterns)) for role, patterns in vocabulary.headings),
        heading_exceptions=_any(vocabulary.heading_exceptions),
        coming_years=_any(vocabulary.coming_years),
        title_subjects=_any(vocabulary.title_subjects),
        title_kinds=_any(vocabulary.title_kinds),
        title_particles=_any(vocabulary.title_particles),
        other_kinds=_any(vocabulary.other_kinds),
        other_endings=_any(vocabulary.other_endings),
        other_bodies=_any(vocabulary.other_bodies),
        subject_words=_words(vocabulary.subject_words),
        issuers=tuple((level, _any(patterns)) for level, patterns in vocabulary.issuers),
        issuer_ends=re.compile(f"(?:{'|'.join(vocabulary.issuer_ends)})$"),
        seals=_any(vocabulary.seals),
        prompts=_any(vocabulary.prompts or (NEVER,)),
        blanks=_any(vocabulary.blanks or (NEVER,)),
        speakers=tuple(
            (level, re.compile(f"(?:{_either(patterns)})(?={speaking})")) for level, patterns in vocabulary.speakers
        ),
        before_names=_any(vocabulary.before_names),
        no_names=_any(vocabulary.no_names),
        own_names=tuple((level, _words(words)) for level, words in vocabulary.own_names),
        self_names=tuple((level, _words(words)) for level, words in vocabulary.self_names),
    )
