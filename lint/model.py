"""The values that pass through lawlint: what is asked for, what was read, what was found.

Everything here is frozen. Offsets are code points of the decoded text, counted from 0; `end` is exclusive. Lines and
columns are computed from offsets only where something is reported, and count from 1.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a stretch of the document is for; a sentence may have another role than its section."""

    PREAMBLE = "preamble"
    ACCOUNT = "account"
    FIRST_RESPONSIBLE = "first_responsible"
    SHORTCOMINGS = "shortcomings"
    PLAN = "plan"
    CLOSING = "closing"
    FURNITURE = "furniture"


class Finding(StrEnum):
    """What the text says of an element, before any requirement."""

    SHOWN = "shown"
    TOUCHED = "touched"
    ABSENT = "absent"


class Requirement(StrEnum):
    """How much an element is asked for at one level and year."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """A finding seen through its requirement."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    NOTE = "note"
    NOT_APPLICABLE = "not_applicable"


# --- What is asked for -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Basis:
    """One instrument, with its article, that asks for an element; unverified ones are never shown to users as law."""

    instrument: str
    article: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Together:
    """Groups of phrases of which each must occur once, close to each other, in one sentence.

    `within` is the longest stretch, in folded code points, from the first to the last of them.
    """

    groups: tuple[tuple[str, ...], ...]
    within: int = 40


@dataclass(frozen=True, slots=True)
class Content:
    """An element that is told in words, anywhere in the document.

    Every phrase may hold `…`, which stands for up to twelve characters of the same sentence.

    names: name the element. Alone they touch it; beside a reported act, a figure or a date they show it.
    done: report the element as done by themselves.
    together: report it as done when one phrase of each group stands close to the others.
    touches: never do more than touch it (a slogan, a half).
    touches_together: combinations that never do more than touch it.
    acts: acts that count for this element beside those of the common vocabulary.
    hides: longer phrases that hold a name or another phrase of this element and mean something else.
    unless: where one of these stands in the clause of a phrase, that phrase means something else.
    shown_in: the roles in which the element can be shown; in others it is touched.
    in_titles: whether phrases inside the 《》 of a law or regulation count too.
    """

    names: tuple[str, ...]
    done: tuple[str, ...] = ()
    together: tuple[Together, ...] = ()
    touches: tuple[str, ...] = ()
    touches_together: tuple[Together, ...] = ()
    acts: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    shown_in: tuple[Role, ...] = (Role.ACCOUNT, Role.FIRST_RESPONSIBLE)
    in_titles: bool = False


@dataclass(frozen=True, slots=True)
class Composite:
    """An element that stands on other elements, named by id.

    It is shown when all parts are shown, or when its own content is; touched when some part is shown or touched
    in the roles of the account, or its own content is touched.
    """

    parts: tuple[str, ...]
    content: Content


@dataclass(frozen=True, slots=True)
class Step:
    """One of several steps that together make an element."""

    title: str
    content: Content


@dataclass(frozen=True, slots=True)
class Steps:
    """An element shown by its own content, or when at least `enough` of its steps are; touched when any of it occurs."""

    steps: tuple[Step, ...]
    enough: int
    content: Content


@dataclass(frozen=True, slots=True)
class TitleLine:
    """The title of the document, with issuer and year; touched when one of the two is missing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document of its own: shown with a heading and text under it, touched when told without one."""

    role: Role


@dataclass(frozen=True, slots=True)
class Signature:
    """The issuer and the full date after the body; touched when there is only one of them."""


Looks = Content | Composite | Steps | TitleLine | Part | Signature


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts that a check must answer as the field says: its tests, and its documentation."""

    shown: tuple[str, ...]
    touched: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a report must or should state."""

    id: str
    title: str
    family: str
    means: str
    basis: tuple[Basis, ...]
    advice: str
    looks: Looks
    examples: Examples
    required: tuple[str, ...] = ()
    recommended: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    model_sentence: str = ""
