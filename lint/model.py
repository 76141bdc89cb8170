"""The values that pass through lawlint: what is asked for, what was read, what was found.

Everything here is a named tuple: frozen, and cheaper to define and to make than anything else that is.
Offsets are code points of the decoded text, counted from 0; `end` is exclusive. Lines and columns are computed from
offsets only where something is reported, and count from 1.
"""

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


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


class Basis(NamedTuple):
    """One instrument, with its article, that asks for an element; unverified ones are never shown to users as law."""

    instrument: str
    article: str = ""
    verified: bool = True


class Together(NamedTuple):
    """Groups of phrases of which each must occur once, close to each other, in one sentence.

    `within` is the longest stretch, in folded code points, from the first to the last of them.
    """

    groups: tuple[tuple[str, ...], ...]
    within: int = 40


class Content(NamedTuple):
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
    counts_in: the roles in which a phrase counts at all; empty means everywhere in the body.
    in_titles: whether phrases inside the 《》 of a law or regulation count too.
    vows_count: whether a vow reports the element (坚持履行生效裁判), as where it is asked for in general form only.
    talk_counts: whether study, training or a meeting about it reports the element.
    in_lists: whether an item of a mere list of steps (…、…等程序) can show the element.
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
    counts_in: tuple[Role, ...] = ()
    in_titles: bool = False
    vows_count: bool = False
    talk_counts: bool = False
    in_lists: bool = False


class Composite(NamedTuple):
    """An element that stands on other elements, named by id.

    It is shown when all parts are shown, when its own content is, or when the account names it and at least
    `enough_when_named` parts are shown; touched when some part is shown or its own content is touched.
    """

    parts: tuple[str, ...]
    content: Content
    enough_when_named: int = 1


class Step(NamedTuple):
    """One of several steps that together make an element."""

    title: str
    content: Content


class Steps(NamedTuple):
    """An element shown by its own content or by at least `enough` of its steps; touched when any of it occurs."""

    steps: tuple[Step, ...]
    enough: int
    content: Content


class TitleLine(NamedTuple):
    """The title of the document, with issuer and year; touched when one of the two is missing."""


class Part(NamedTuple):
    """A part of the document of its own: shown with a heading and text under it, touched when told without one.

    names: phrases that mention the part in passing, which touches it too.
    hides: longer phrases that hold a name and mean something else.
    """

    role: Role
    names: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()


class Signature(NamedTuple):
    """The issuer and the full date after the body; touched when there is only one of them."""


Looks = Content | Composite | Steps | TitleLine | Part | Signature


class Examples(NamedTuple):
    """Texts that a check must answer as the field says: its tests, and its documentation."""

    shown: tuple[str, ...]
    touched: tuple[str, ...]
    absent: tuple[str, ...]


class Element(NamedTuple):
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


class Vocabulary(NamedTuple):
    """The words that all elements share. Those named *patterns* are regular expressions over folded text.

    acts: reported acts; with a name in one clause they show an element.
    soft_acts: those acts that a slogan right before them empties (大力开展 ...).
    study, talk: acts by which a thing is learned of, and spoken of; they report only an element that is about that.
    light_acts: acts that say nothing by themselves beside such a one (组织…培训).
    purposes: words with which a clause begins that tells what something is for; it bears nothing out.
    slogans: the words that do so.
    vows: words with which a clause begins that only vows something (严格落实 ...).
    vow_fillers: words that add nothing to a vow (... 制度).
    frequencies: words for a regular practice, which count like a figure.
    units: what figures count; a number without one of them is no figure.
    measures: words of one character that count only after a figure: 件 is a measure in 12件 and nothing in 文件.
    counting: the characters beside digits that such a word may follow (一, 余, 多, 每 ...).
    maxims: patterns of clauses that praise or stress a thing and report nothing (…意义重大, 以…为抓手).
    zeros: statements that nothing occurred, which answer an element.
    denials: words that deny what their clause names.
    mended: words of mending, beside which a denial tells what was put right.
    rules: double negations that state a rule in force.
    listed: patterns of what ends a mere list of steps (…等程序).
    law_titles: patterns of the endings that tell the title of a law or regulation between 《》.
    plan_openers, shortcoming_openers: patterns; the rest of the paragraph is plan, or shortcomings.
    plan_after_shortcomings: patterns that open a plan where shortcomings were being told.
    plan_marks: patterns that make their own sentence a plan.
    plan_mark_exceptions: patterns that begin at such a place and tell that it is none.
    predicates: words with which a clause says something of the one before it.
    plan_verbs: words of intent after the name of the coming year.
    headings: for a role the patterns that a heading of it matches, most telling first.
    heading_exceptions: patterns of headings that only look like shortcomings or plan.
    coming_years: patterns by which a heading means the time to come, whatever year it names.
    preamble_ends: patterns that end the preamble.
    title_subjects, title_kinds: patterns that a title holds one of each.
    title_particles: patterns of what a title holds before its subject beside the issuer.
    other_kinds: patterns of titles of other kinds of documents.
    other_endings: patterns of the endings of such titles, which mean nothing where the title says 报告 or the like.
    other_bodies: patterns of what other kinds of documents say when they begin.
    subject_words: words whose density tells the kind of document.
    issuers: level and the patterns of issuers of it, the most telling first.
    issuer_ends: words with which the name of a body ends.
    seals: patterns of the mark of a seal beside a name.
    speakers, speaking: level and the patterns of issuers as the subject of a sentence, and what follows such a subject.
    before_names, no_names: patterns of what stands before a name in such a place, and of what only looks like one.
    own_names, self_names: level and the words by which an issuer of it says "we", and by which it is called in passing.
    furniture: patterns of whole lines that belong to a page and not to the report.
    closings: patterns of lines that close the body.
    prompts: patterns of what asks for content within a paragraph, and is none itself (【请填写：…】).
    blanks: patterns of places that are still to be filled (____); a sentence with one touches at most.
    """

    acts: tuple[str, ...]
    study: tuple[str, ...]
    talk: tuple[str, ...]
    light_acts: tuple[str, ...]
    purposes: tuple[str, ...]
    soft_acts: tuple[str, ...]
    slogans: tuple[str, ...]
    vows: tuple[str, ...]
    vow_fillers: tuple[str, ...]
    frequencies: tuple[str, ...]
    units: tuple[str, ...]
    measures: tuple[str, ...]
    counting: str
    maxims: tuple[str, ...]
    zeros: tuple[str, ...]
    denials: tuple[str, ...]
    mended: tuple[str, ...]
    rules: tuple[str, ...]
    listed: tuple[str, ...]
    law_titles: tuple[str, ...]
    plan_openers: tuple[str, ...]
    plan_after_shortcomings: tuple[str, ...]
    shortcoming_openers: tuple[str, ...]
    plan_marks: tuple[str, ...]
    plan_mark_exceptions: tuple[str, ...]
    predicates: tuple[str, ...]
    plan_verbs: tuple[str, ...]
    headings: tuple[tuple[Role, tuple[str, ...]], ...]
    heading_exceptions: tuple[str, ...]
    coming_years: tuple[str, ...]
    preamble_ends: tuple[str, ...]
    title_subjects: tuple[str, ...]
    title_kinds: tuple[str, ...]
    title_particles: tuple[str, ...]
    other_kinds: tuple[str, ...]
    other_endings: tuple[str, ...]
    other_bodies: tuple[str, ...]
    subject_words: tuple[str, ...]
    issuers: tuple[tuple[str, tuple[str, ...]], ...]
    issuer_ends: tuple[str, ...]
    seals: tuple[str, ...]
    speakers: tuple[tuple[str, tuple[str, ...]], ...]
    speaking: tuple[str, ...]
    before_names: tuple[str, ...]
    no_names: tuple[str, ...]
    own_names: tuple[tuple[str, tuple[str, ...]], ...]
    self_names: tuple[tuple[str, tuple[str, ...]], ...]
    furniture: tuple[str, ...]
    closings: tuple[str, ...]
    prompts: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


# --- What was read ---------------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """Where a line of extracted text comes from.

    start: the offset in the text at which it begins.
    where: its place in the file in words that the owner of the file understands: 第12段, 表2第3行第1列, 第2页第5行.
    outline: the level of a heading from 1, as the file has it; None where the file says nothing.
    """

    start: int
    where: str
    outline: int | None = None


class Source(NamedTuple):
    """A file as it was read.

    text: to which every offset refers; of a text file it is the decoded text, unchanged, of any other what was
        extracted, a paragraph to a line, automatic numbers included.
    encoding: empty where the format of the file settles it.
    format: the name of the format for people; empty for plain text.
    origins: of the lines of extracted text, in their order; none for plain text, which has lines of its own.
    warnings: what the user should know of how the file was read.
    metadata: pairs of a name and a value, as the file has them.
    """

    path: str
    text: str
    encoding: str
    media_type: str
    sha256: str
    format: str = ""
    origins: tuple[Origin, ...] = ()
    warnings: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    def where(self, offset: int) -> str:
        """Return the place in the file of an offset in the text; empty where line and column say it."""
        origin = self.origin(offset)
        return origin.where if origin else ""

    def origin(self, offset: int) -> Origin | None:
        """Return where the line of an offset in the text comes from; None in plain text."""
        at = bisect_right(self.origins, offset, key=_start) - 1
        return self.origins[at] if at >= 0 else None


def _start(origin: Origin) -> int:
    return origin.start


class Span(NamedTuple):
    """A stretch of the decoded text, in code points from 0, `end` exclusive."""

    start: int
    end: int


class Section(NamedTuple):
    """A headed part. `span` reaches from its heading to the next heading of the same or a higher depth.

    `roles` has more than one role where the heading announces several things at once; `role` is the first of them.
    """

    title: str
    number: str
    depth: int
    roles: tuple[Role, ...]
    heading: Span
    span: Span

    @property
    def role(self) -> Role:
        """The role that the section begins with."""
        return self.roles[0]


class Clause(NamedTuple):
    """A stretch between commas, in folded offsets."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence in folded offsets, with its own role; `heading` tells whether it is one."""

    start: int
    end: int
    role: Role
    heading: bool
    clauses: tuple[Clause, ...]


class Document(NamedTuple):
    """One report, read and divided.

    `title`, `issuer`, `signer`, `date` are the words of the text, empty where it has none; `title_complete` tells that
    year and issuer stand in the title or above it. `level` and `year` are inferred (`level` may be empty, `year` None).
    """

    source: Source
    title: str
    title_spans: tuple[Span, ...]
    title_complete: bool
    issuer: str
    signer: str
    level: str
    year: int | None
    date: str
    signature_spans: tuple[Span, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    is_report: bool
    kind: str = ""


# --- What was found --------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """A point of the decoded text: 1-based line and column, 0-based offset, all in code points."""

    line: int
    column: int
    offset: int


class Evidence(NamedTuple):
    """A stretch of the original text that supports a finding, exactly as it stands between start and end."""

    quote: str
    role: Role
    matched: tuple[str, ...]
    start: Place
    end: Place
    strength: float


class BaselineState(StrEnum):
    """What a baseline says of a failure: not in it, accepted by it, or accepted when it was worse than now."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"


class Waiver(NamedTuple):
    """A failure that somebody answers for: the reason, the last day (ISO, or empty) and the file that says so."""

    reason: str
    until: str
    source: str


class Result(NamedTuple):
    """One element in one document; `baseline` is None where there is no baseline, or nothing to accept."""

    element: Element
    requirement: Requirement
    finding: Finding
    status: Status
    score: float
    evidence: tuple[Evidence, ...]
    fingerprint: str
    waiver: Waiver | None = None
    baseline: BaselineState | None = None

    @property
    def accepted(self) -> bool:
        """Whether somebody answers for it, by a waiver or a baseline, so that it makes no run fail."""
        return self.waiver is not None or self.baseline in (BaselineState.UNCHANGED, BaselineState.UPDATED)


class DocumentReport(NamedTuple):
    """All results of one document, in the order of the elements."""

    document: Document
    level: str
    level_told: bool
    year: int | None
    year_told: bool
    results: tuple[Result, ...]
    score: float


class Failure(NamedTuple):
    """A document that could not be answered: `code` is stable, `message` names the remedy."""

    path: str
    code: str
    message: str


class Report(NamedTuple):
    """Everything one run says, in the order in which the files were given.

    Many documents may be made anew whenever they are looked at.
    """

    documents: Sequence[DocumentReport] = ()
    errors: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()
