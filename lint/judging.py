"""From hits and one element to one finding with its evidence.

This is the only place that interprets what an element asks for. The steps are: which phrases occur, which of them are
hidden inside longer ones or mean something else, what role their sentence has, and whether the clause reports an act.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, assert_never

from .compiling import CompiledComposite, CompiledContent, CompiledLooks, CompiledPart, CompiledSteps, Group
from .model import Clause, Finding, Role, Section, Sentence, Signature, Span, TitleLine
from .scene import Block, Found, Scene

_PHRASE_LONGEST = 60
"""No phrase with its gaps is longer than this, in folded code points; a bound for searches backwards."""
_FAR = 1 << 60
_ENOUGH = 3
"""Pieces of evidence that nothing can outdo, after which combinations are not looked for: they cost most."""
_STATEMENT_SHORTEST = 16
_TELLING = (Role.ACCOUNT, Role.FIRST_RESPONSIBLE)
_BODY = (Role.PREAMBLE, Role.ACCOUNT, Role.FIRST_RESPONSIBLE, Role.SHORTCOMINGS, Role.PLAN)


class Mark(NamedTuple):
    """One piece of evidence in raw offsets: where, in which role, by which phrases, how strong (0 to 1)."""

    span: Span
    role: Role
    matched: tuple[str, ...]
    grade: Finding
    strength: float


class Judgement(NamedTuple):
    """What the text says of one element, best evidence first."""

    finding: Finding
    marks: tuple[Mark, ...]


def judge(looks: CompiledLooks, number: int, scene: Scene, others: Mapping[str, Judgement]) -> Judgement:
    """Judge one element.

    Args:
        looks: what it looks for.
        number: its place among all elements.
        scene: the document and what was found in it.
        others: the judgements of the elements that it stands on, by id.
    """
    match looks:
        case CompiledContent():
            return _best(_content(looks, number, scene))
        case CompiledComposite():
            return _composite(looks, number, scene, others)
        case CompiledSteps():
            return _steps(looks, number, scene)
        case TitleLine():
            return _title(scene)
        case CompiledPart():
            return _part(looks, number, scene)
        case Signature():
            return _signature(scene)
        case _:
            assert_never(looks)


def _best(marks: Sequence[Mark]) -> Judgement:
    """Order marks by grade, strength and place, one for each stretch."""
    merged: dict[Span, Mark] = {}
    for mark in marks:
        held = merged.get(mark.span)
        if held is None:
            merged[mark.span] = mark
            continue
        first, second = (held, mark) if _rank(held) <= _rank(mark) else (mark, held)
        matched = first.matched + tuple(word for word in second.matched if word not in first.matched)
        merged[mark.span] = Mark(first.span, first.role, matched, first.grade, first.strength)
    ordered = tuple(sorted(merged.values(), key=_rank))
    return Judgement(ordered[0].grade if ordered else Finding.ABSENT, ordered)


def _rank(mark: Mark) -> tuple[bool, float, Span]:
    return (mark.grade is not Finding.SHOWN, -mark.strength, mark.span)


def _mark(
    scene: Scene, start: int, end: int, role: Role, matched: tuple[str, ...], grade: Finding, strength: float
) -> Mark:
    """Make a mark of a folded stretch, without the punctuation at its ends."""
    return Mark(scene.span(start, end), role, matched, grade, strength)


class _Told(NamedTuple):
    """One occurrence of what an element looks for, with its surroundings; offsets are folded ones.

    kind: "name", "done", "together" or "touch", by the list that it comes from.
    members: the phrases of which it is made.
    first, last: the indices of the clauses of `sentence` that it touches; `clause` is the stretch of them all.
    """

    kind: str
    members: tuple[Found, ...]
    start: int
    end: int
    sentence: Sentence
    first: int
    last: int
    clause: Clause


def _told(kind: str, members: tuple[Found, ...], start: int, end: int, sentence: Sentence) -> _Told:
    clauses = sentence.clauses
    first = bisect_right(clauses, (start, _FAR)) - 1
    clause = clauses[first]
    if end <= clause.end:
        return _Told(kind, members, start, end, sentence, first, first, clause)
    last = bisect_right(clauses, (end - 1, _FAR)) - 1
    return _Told(kind, members, start, end, sentence, first, last, Clause(clause.start, clauses[last].end))


class _Seeker:
    """Finds the occurrences of one content in one document; lives for one call of `_content`."""

    def __init__(self, content: CompiledContent, number: int, scene: Scene) -> None:
        self.content = content
        self.number = number
        self.scene = scene
        self.in_titles = content.in_titles
        self.roles = content.counts_in or _BODY
        self.marks: list[Mark] = []
        self.full: dict[Clause, int] = {}
        self.hiding: list[Found] | None = None
        self.unless = scene.places(content.unless)

    def counts(self, start: int, end: int) -> bool:
        """Tell whether an occurrence is not hidden inside a longer phrase nor in the title of a law."""
        hiding = self.hiding
        if hiding is None:
            places = self.scene.places
            hiding = self.hiding = _longest(sorted(places(self.content.hides) + places(self.content.touches)))
        if hiding:
            # Of those that begin no later, the last reaches farthest.
            left, right, _ = hiding[bisect_right(hiding, (start, _FAR)) - 1]
            if left <= start and end <= right and right - left > end - start:
                return False
        return self.in_titles or not self.scene.in_law_title(start, end)

    def add(self, kind: str, members: tuple[Found, ...], start: int, end: int) -> None:
        """Grade an occurrence, if it counts."""
        scene = self.scene
        sentence = scene.sentence(start, end)
        if sentence is None or sentence.role not in self.roles or not self.counts(start, end):
            return
        told = _told(kind, members, start, end, sentence)
        known = self.full.get(told.clause)
        if known is not None:
            # Nothing outdoes what the clause is known to say; it only gains words.
            mark = self.marks[known]
            more = tuple([place[2] for place in members if place[2] not in mark.matched])
            if more:
                self.marks[known] = Mark(mark.span, mark.role, mark.matched + more, mark.grade, mark.strength)
            return
        left, right = told.clause
        if self.unless:
            at = bisect_left(self.unless, (left,))
            if at < len(self.unless) and self.unless[at][0] < right:
                return
        grade, strength, last = _grade(self.content, told, self.number, scene)
        if last != told.last:
            right = sentence.clauses[last].end
        elif strength == 1.0:
            self.full[told.clause] = len(self.marks)
        words = tuple([place[2] for place in members])
        self.marks.append(_mark(scene, left, right, sentence.role, words, grade, strength))


def _content(content: CompiledContent, number: int, scene: Scene) -> list[Mark]:
    seeker = _Seeker(content, number, scene)
    names = _longest(scene.places(content.names))
    for kind, places in (
        ("name", names),
        ("done", scene.places(content.done)),
        ("touch", scene.places(content.touches)),
    ):
        for place in places:
            seeker.add(kind, (place,), place[0], place[1])
    if sum([mark.strength == 1.0 for mark in seeker.marks]) >= _ENOUGH:
        return seeker.marks
    for block in scene.blocks:
        masks = block.masks
        for group in content.together:
            shared = -1
            for bucket in group.buckets:
                shared &= masks[bucket]
                if not shared:
                    break
            else:
                kind = "together" if group.grade is Finding.SHOWN else "touch"
                for members in _together(group, block, shared, scene, seeker.counts):
                    start, end = min(members)[0], max([place[1] for place in members])
                    # What stands wholly inside a name is that name and no more.
                    if not _holds(names, start, end):
                        seeker.add(kind, members, start, end)
    return seeker.marks


def _longest(places: Sequence[Found]) -> list[Found]:
    """Return the places that lie in no longer one; they are in order."""
    kept: list[Found] = []
    for place in places:
        while kept and kept[-1][0] == place[0] and kept[-1][1] <= place[1]:
            kept.pop()
        if not kept or place[1] > kept[-1][1]:
            kept.append(place)
    return kept


def _holds(places: Sequence[Found], start: int, end: int) -> bool:
    """Tell whether one of the places, none of which lies in another, holds a stretch."""
    at = bisect_right(places, (start, _FAR)) - 1
    return at >= 0 and end <= places[at][1]


def _together(
    group: Group, block: Block, shared: int, scene: Scene, counts: Callable[[int, int], bool]
) -> list[tuple[Found, ...]]:
    """Return the occurrences, one of each group, that stand within the limit, no two of them over each other.

    The first group leads, so that the result does not hang on text elsewhere: beside each of its occurrences the
    nearest of every other group is taken.

    Args:
        group: the combination.
        block: where it is looked for.
        shared: the sentences of the block, as bits, that may hold it.
        scene: the document.
        counts: tells which occurrences are not hidden in longer phrases.
    """
    results = []
    for bit, sentence in scene.sentences_of(block, shared):
        leads, *others = [scene.places_in(bucket, block, bit, sentence) for bucket in group.buckets]
        for lead in leads:
            left, right, _ = lead
            if not counts(left, right):
                continue
            chosen = [lead]
            for found in others:
                nearest = _nearest(found, left, right, group.within, chosen, counts)
                if nearest is None:
                    break
                chosen.append(nearest)
                left, right = min(left, nearest[0]), max(right, nearest[1])
            else:
                results.append(tuple(chosen))
    return results


def _nearest(
    found: Sequence[Found],
    left: int,
    right: int,
    within: int,
    chosen: Sequence[Found],
    counts: Callable[[int, int], bool],
) -> Found | None:
    """Return the occurrence of those in a sentence nearest to a stretch, the whole within the limit, if one is."""
    best, best_gap = None, within + 1
    stop = left + within
    for at in range(bisect_left(found, (right - within,)), len(found)):
        place = found[at]
        start, end, _ = place
        if end > stop:
            break
        gap = start - right if start >= right else left - end if end <= left else 0
        if gap >= best_gap or max(right, end) - min(left, start) > within:
            continue
        if gap == 0 and any([start < taken[1] and taken[0] < end for taken in chosen]):
            continue
        if counts(start, end):
            best, best_gap = place, gap
    return best


def _grade(content: CompiledContent, told: _Told, number: int, scene: Scene) -> tuple[Finding, float, int]:
    """Return the grade of one occurrence, its strength, and the index of the last clause that supports it."""
    _, _, start, end, sentence, _, last, clause = told
    role = sentence.role
    if sentence.heading:
        return Finding.TOUCHED, 0.2, last
    if scene.is_unfilled(sentence):
        return Finding.TOUCHED, 0.3, last
    if role not in content.shown_in:
        return Finding.TOUCHED, 0.3 if role is not Role.PREAMBLE else 0.25, last
    says = scene.says(clause)
    if says.denied and role in _TELLING and not scene.states_rule(sentence):
        return Finding.TOUCHED, 0.3, last
    if told.kind == "touch":
        return Finding.TOUCHED, 0.4, last
    if not content.in_lists and scene.has_list(clause) and _lists(told, scene):
        return Finding.TOUCHED, 0.4, last
    if not says.figure and scene.is_maxim(clause) and not _supported(content, told, number, scene):
        return Finding.TOUCHED, 0.4, last
    if told.kind != "name":
        if says.study and not content.talk_counts and not _own_act(content, clause, start, start, scene):
            return Finding.TOUCHED, 0.45, last
        if says.figure:
            return Finding.SHOWN, 1.0, last
        if (
            not content.vows_count
            and scene.is_vow(clause, lambda: _own(content, told, clause, scene))
            and not scene.states_rule(sentence)
            and not _supported(content, told, number, scene)
        ):
            return Finding.TOUCHED, 0.5, last
        return Finding.SHOWN, 0.9, last
    if says.zero:
        return Finding.SHOWN, 0.9, last
    if says.talk and not content.talk_counts and not _own_act(content, clause, start, end, scene):
        return Finding.TOUCHED, 0.45, last
    if scene.enumerated(clause, start, end):
        return (Finding.SHOWN, 0.7, last) if says.figure else (Finding.TOUCHED, 0.4, last)
    act = says.act or _own_act(content, clause, start, end, scene)
    if says.figure:
        return Finding.SHOWN, 1.0 if act else 0.8, last
    if act:
        acts = scene.acts_in(clause)
        if len(acts) > 1 or not scene.is_vow(clause, lambda: [*_own(content, told, clause, scene), *acts]):
            return Finding.SHOWN, 0.8, last
    if _supported(content, told, number, scene):
        return Finding.SHOWN, 0.65, last + 1
    return Finding.TOUCHED, 0.5, last


def _lists(told: _Told, scene: Scene) -> bool:
    """Tell whether one of the members is an item of a mere list of steps."""
    for left, right, _ in told.members:
        clause = _told(told.kind, (), left, right, told.sentence).clause
        if scene.lists_steps(clause, left):
            return True
    return False


def _own(content: CompiledContent, told: _Told, clause: Clause, scene: Scene) -> list[tuple[int, int]]:
    """Return where phrases of an element stand in or about a clause, with those that are being graded."""
    own = [(start, end) for start, end, _ in told.members]
    for bucket in (content.names, content.done, content.touches, content.acts):
        found = scene.places(bucket)
        at = bisect_left(found, (clause.start - _PHRASE_LONGEST,))
        own += [place[:2] for place in found[at : bisect_left(found, (clause.end,))]]
    return own


def _supported(content: CompiledContent, told: _Told, number: int, scene: Scene) -> bool:
    """Tell whether the clause after an occurrence bears it out: by a figure, a zero, or an act that is no vow."""
    clauses = told.sentence.clauses
    if told.last + 1 >= len(clauses):
        return False
    following = clauses[told.last + 1]
    says = scene.says(following)
    if says.denied or scene.names_of_others(following, number):
        return False
    if says.figure or says.zero:
        return True
    if scene.tells_purpose(following):
        return False
    acts = scene.acts_in(following)
    if not acts and not _own_act(content, following, told.start, told.end, scene):
        return False
    return len(acts) > 1 or not scene.is_vow(following, lambda: [*_own(content, told, following, scene), *acts])


def _own_act(content: CompiledContent, clause: Clause, start: int, end: int, scene: Scene) -> bool:
    """Tell whether an act of the element itself stands in the clause, outside the name."""
    found = scene.places(content.acts)
    return any(
        right <= clause.end and (right <= start or left >= end)
        for left, right, _ in found[bisect_left(found, (clause.start,)) : bisect_left(found, (clause.end,))]
    )


def _composite(looks: CompiledComposite, number: int, scene: Scene, others: Mapping[str, Judgement]) -> Judgement:
    own = _best(_content(looks.content, number, scene))
    parts = [others[part] for part in looks.parts]
    marks = list(own.marks)
    shown = sum(part.finding is Finding.SHOWN for part in parts)
    named = any(mark.role in _TELLING for mark in own.marks)
    complete = shown == len(parts) > 0 or (named and shown >= looks.enough_when_named)
    for part in parts:
        for mark in part.marks:
            if mark.grade is Finding.SHOWN:
                grade = Finding.SHOWN if complete else Finding.TOUCHED
                marks.append(Mark(mark.span, mark.role, mark.matched, grade, mark.strength * 0.9))
    return _best(marks)


def _steps(looks: CompiledSteps, number: int, scene: Scene) -> Judgement:
    marks = _content(looks.content, number, scene)
    taken = [_content(step, number, scene) for step in looks.steps]
    enough = sum(any(mark.grade is Finding.SHOWN for mark in step) for step in taken) >= looks.enough
    for step in taken:
        for mark in step:
            grade = mark.grade if enough else Finding.TOUCHED
            marks.append(Mark(mark.span, mark.role, mark.matched, grade, mark.strength * 0.9))
    return _best(marks)


def _title(scene: Scene) -> Judgement:
    document = scene.document
    marks = [
        Mark(span, Role.PREAMBLE, (), Finding.SHOWN if document.title_complete else Finding.TOUCHED, 1.0)
        for span in document.title_spans
    ]
    return _best(marks)


def _part(looks: CompiledPart, number: int, scene: Scene) -> Judgement:
    document = scene.document
    marks: list[Mark] = []
    for section in document.sections:
        if looks.role in section.roles and _filled(section, looks.role, scene):
            marks.append(Mark(section.heading, looks.role, (), Finding.SHOWN, 1.0 - section.depth / 100))
    for sentence in document.sentences:
        if sentence.role is looks.role and not sentence.heading:
            marks.append(_mark(scene, sentence.start, sentence.end, sentence.role, (), Finding.TOUCHED, 0.4))
    if looks.content:
        for mark in _content(looks.content, number, scene):
            marks.append(Mark(mark.span, mark.role, mark.matched, Finding.TOUCHED, mark.strength / 2))
    return _best(marks)


def _filled(section: Section, role: Role, scene: Scene) -> bool:
    """Tell whether a section holds a sentence of the role; a heading under it that says something is one too.

    What still has blanks to be filled says nothing.
    """
    sentences = scene.document.sentences
    left, right = scene.folded.folded(section.heading.end), scene.folded.folded(section.span.end)
    for at in range(bisect_left(sentences, left, key=_start), len(sentences)):
        sentence = sentences[at]
        if sentence.start >= right:
            break
        if (
            sentence.role is role
            and (not sentence.heading or sentence.end - sentence.start >= _STATEMENT_SHORTEST)
            and not scene.is_unfilled(sentence)
        ):
            return True
    return False


def _start(sentence: Sentence) -> int:
    return sentence.start


def _signature(scene: Scene) -> Judgement:
    document = scene.document
    complete = bool(document.date and document.signer)
    grade = Finding.SHOWN if complete else Finding.TOUCHED
    return _best([Mark(span, Role.CLOSING, (), grade, 1.0) for span in document.signature_spans])
