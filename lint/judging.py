"""From hits and one element to one finding with its evidence.

This is the only place that interprets what an element asks for. The steps are: which phrases occur, which of them are
hidden inside longer ones or mean something else, what role their sentence has, and whether the clause reports an act.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, assert_never

from .folding import Folded
from .matching import Pattern, occurrences, pattern
from .model import (
    Clause,
    Composite,
    Content,
    Document,
    Element,
    Finding,
    Part,
    Role,
    Section,
    Sentence,
    Signature,
    Span,
    Steps,
    TitleLine,
    Vocabulary,
)

_TITLE = re.compile(r"《([^《》]{2,80})》")
_LAW = re.compile(r"(?:(?<!办)法|法典|条例|宪法)(?:\([^)]*\))?$")
_DATE = re.compile(r"\d{1,2}月(?:\d{1,2}日|[上中下]旬|份|底)?|第[\d一二三四五六七八九十]{1,3}次")
_YEAR = re.compile(r"\d{4}(?:-\d{4})?年?")
_VOW_REST_LONGEST = 4
_PHRASE_LONGEST = 60
"""No phrase with its gaps is longer than this, in folded code points; a bound for searches backwards."""
_FAR = 1 << 60
_BODY = (Role.PREAMBLE, Role.ACCOUNT, Role.FIRST_RESPONSIBLE, Role.SHORTCOMINGS, Role.PLAN)
_MENDING = re.compile(
    r"补齐|补上|补足|补短板|补强|破解|攻克|整治|纠正|整改|解决|查处|问责|追究|通报|清理|督促|约谈|排查"
)


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


# --- Elements and vocabulary, compiled once --------------------------------------------------------------------------


class _Group(NamedTuple):
    """A combination: the bucket of each group of phrases, the limit, and the grade that it gives."""

    buckets: tuple[int, ...]
    within: int
    grade: Finding


class _Content(NamedTuple):
    """A content with a bucket number in place of each list of phrases."""

    names: int
    done: int
    touches: int
    hides: int
    acts: int
    unless: int
    together: tuple[_Group, ...]
    source: Content


class _Words(NamedTuple):
    """The common vocabulary: bucket numbers and patterns."""

    acts: int
    frequencies: int
    zeros: int
    denials: int
    rules: int
    soft_acts: frozenset[str]
    slogans: tuple[str, ...]
    vow: re.Pattern[str]
    vow_filler: re.Pattern[str]
    figure: re.Pattern[str]
    listed: re.Pattern[str]


class Compiled(NamedTuple):
    """Elements and vocabulary ready for judging.

    Every list of phrases has a bucket; `entries` lead from the first part of a phrase to its buckets, so that only
    phrases that may occur in a document are looked at. `patterns` are all that have to be searched.
    """

    elements: tuple[Element, ...]
    contents: tuple[tuple[_Content, ...], ...]
    words: _Words
    entries: dict[str, tuple[tuple[int, Pattern, str], ...]]

    @property
    def patterns(self) -> list[Pattern]:
        """Every pattern that has to be searched for."""
        return [item for entries in self.entries.values() for _, item, _ in entries]


class _Buckets:
    """Numbers lists of phrases while elements are compiled."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], int] = {}
        self.index: dict[str, list[tuple[int, Pattern, str]]] = {}

    def add(self, phrases: Sequence[str]) -> int:
        """Return the bucket of these phrases; the same phrases always have the same one."""
        key = tuple(phrases)
        bucket = self.known.get(key)
        if bucket is None:
            bucket = self.known[key] = len(self.known)
            for item in dict.fromkeys(map(pattern, key)):
                entry = (bucket, item, item[0] if len(item) == 1 else "…".join(item))
                if item[0] in self.index:
                    self.index[item[0]].append(entry)
                else:
                    self.index[item[0]] = [entry]
        return bucket

    def content(self, content: Content) -> _Content:
        return _Content(
            names=self.add(content.names),
            done=self.add(content.done),
            touches=self.add(content.touches),
            hides=self.add(content.hides),
            acts=self.add(content.acts),
            unless=self.add(content.unless),
            together=tuple(
                _Group(tuple(self.add(group) for group in item.groups), item.within, grade)
                for items, grade in (
                    (content.together, Finding.SHOWN),
                    (content.touches_together, Finding.TOUCHED),
                )
                for item in items
            ),
            source=content,
        )


def compile_elements(elements: Sequence[Element], vocabulary: Vocabulary) -> Compiled:
    """Compile elements and vocabulary.

    Raises:
        ValueError: a phrase is empty; the message begins with the id of the element.
    """
    buckets = _Buckets()
    contents = []
    for element in elements:
        try:
            contents.append(tuple(buckets.content(content) for content in _contents(element)))
        except ValueError as error:
            raise ValueError(f"{element.id}: {error}") from error
    units = "|".join(sorted(map(re.escape, vocabulary.units), key=len, reverse=True))
    words = _Words(
        acts=buckets.add(vocabulary.acts),
        frequencies=buckets.add(vocabulary.frequencies),
        zeros=buckets.add(vocabulary.zeros),
        denials=buckets.add(vocabulary.denials),
        rules=buckets.add(vocabulary.rules),
        soft_acts=frozenset(part for word in vocabulary.soft_acts for part in pattern(word)),
        slogans=tuple(part for word in vocabulary.slogans for part in pattern(word)),
        vow=re.compile(rf"(?:[一二三四五六七八九十]{{1,2}}是)?(?:{_alternatives(vocabulary.vows)})"),
        vow_filler=re.compile(_alternatives((*vocabulary.vows, *vocabulary.vow_fillers))),
        figure=re.compile(
            rf"\d[\d.,]*(?:余|多|来)?(?:万|亿|千|百)?(?:余|多)?(?:{units})"
            r"|[两二三四五六七八九十百]+余?(?:次|场|期|件|名|轮|起|批|份|遍)"
        ),
        listed=re.compile("|".join(vocabulary.listed)),
    )
    index = {part: tuple(entries) for part, entries in buckets.index.items()}
    return Compiled(tuple(elements), tuple(contents), words, index)


def _contents(element: Element) -> tuple[Content, ...]:
    looks = element.looks
    match looks:
        case Content():
            return (looks,)
        case Composite():
            return (looks.content,)
        case Steps():
            return (looks.content, *(step.content for step in looks.steps))
        case Part():
            return (Content(names=looks.names, hides=looks.hides),)
        case TitleLine() | Signature():
            return ()
        case _:
            assert_never(looks)


def _alternatives(words: Sequence[str]) -> str:
    """Return a pattern of one of some words, the longest first."""
    longest_first = sorted((part for word in words for part in pattern(word)), key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))


# --- The text under judgement ----------------------------------------------------------------------------------------


Found = tuple[int, int, str]
"""An occurrence in folded offsets, with the words of its phrase."""


class Scene:
    """One document with everything that was found in it, in the order of the text."""

    def __init__(self, document: Document, folded: Folded, hits: dict[str, list[int]], compiled: Compiled) -> None:
        self.document = document
        self.folded = folded
        self.compiled = compiled
        self.words = compiled.words
        self._starts = [sentence.start for sentence in document.sentences]
        text = folded.text
        self._laws = [found.span() for found in _TITLE.finditer(text) if _LAW.search(found.group(1))]
        self._hits = hits
        # Buckets are filled when they are first asked for: most combinations lack one of their groups altogether.
        self._filled: dict[int, list[Found]] = {}
        self._denied: dict[Clause, bool] = {}
        self._single: dict[str, list[Found]] = {}
        self._present: dict[int, list[tuple[Pattern, str]]] = {}
        # For each bucket the sentences, as bits, in which the first part of one of its phrases occurs.
        self._masks: dict[int, int] = {}
        present, masks, index, starts = self._present, self._masks, compiled.entries, self._starts
        for part, places in hits.items():
            mask = 0
            for place in places:
                mask |= 1 << bisect_right(starts, place)
            for number, item, words in index.get(part, ()):
                if number in present:
                    present[number].append((item, words))
                    masks[number] |= mask
                else:
                    present[number] = [(item, words)]
                    masks[number] = mask
        self._names = sorted(
            (start, end, number)
            for number, contents in enumerate(compiled.contents)
            for content in contents
            for start, end, _ in self.places(content.names)
        )
        self._name_starts = [name[0] for name in self._names]
        self._acts = self._free(self.places(self.words.acts))
        self._zeros = self.places(self.words.zeros)
        self._denials = self.places(self.words.denials)
        self._rules = self.places(self.words.rules)
        self._figures = sorted(
            [found.span() for found in self.words.figure.finditer(text) if not _YEAR.fullmatch(found.group())]
            + [found.span() for found in _DATE.finditer(text)]
            + [(start, end) for start, end, _ in self.places(self.words.frequencies)]
        )

    def shared(self, buckets: Sequence[int]) -> int:
        """Return the sentences, as bits, in which phrases of all the buckets may occur."""
        masks = self._masks
        mask = -1
        for bucket in buckets:
            mask &= masks.get(bucket, 0)
            if not mask:
                return 0
        return mask

    def bit(self, start: int) -> int:
        """Return the bit of the sentence in which an offset lies."""
        return 1 << bisect_right(self._starts, start)

    def places(self, bucket: int) -> list[Found]:
        """Return all occurrences of the phrases of a bucket, in order."""
        if bucket not in self._present:
            return []
        found = self._filled.get(bucket)
        if found is None:
            present = self._present[bucket]
            if len(present) == 1:
                found = self._of(*present[0])
            else:
                found = []
                for item, words in present:
                    found += self._of(item, words)
                found.sort()
            self._filled[bucket] = found
        return found

    def _of(self, item: Pattern, words: str) -> list[Found]:
        found = self._single.get(words)
        if found is None:
            if len(item) == 1:
                length = len(words)
                found = [(start, start + length, words) for start in self._hits[words]]
            else:
                found = [(start, end, words) for start, end in occurrences(item, self._hits)]
            self._single[words] = found
        return found

    def _free(self, acts: Sequence[Found]) -> list[tuple[int, int]]:
        """Return occurrences of acts that are no part of a name and have no slogan right before them."""
        text = self.folded.text
        free = []
        at = reach = 0
        for start, end, word in acts:
            while at < len(self._names) and self._names[at][0] <= start:
                reach = max(reach, self._names[at][1])
                at += 1
            if reach >= end:
                continue
            if word in self.words.soft_acts and text[max(0, start - 4) : start].endswith(self.words.slogans):
                continue
            free.append((start, end))
        return free

    def sentence(self, start: int, end: int) -> Sentence | None:
        """Return the sentence that holds the stretch whole, if one does."""
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return None
        sentence = self.document.sentences[at]
        return sentence if end <= sentence.end else None

    def in_law_title(self, start: int, end: int) -> bool:
        """Tell whether the stretch stands inside the 《》 of a law or regulation."""
        at = bisect_right(self._laws, (start, -1)) - 1
        return at >= 0 and self._laws[at][0] < start and end < self._laws[at][1]

    @staticmethod
    def _within(spans: Sequence[tuple[int, int]] | Sequence[Found], start: int, end: int) -> bool:
        at = bisect_left(spans, (start,))
        return at < len(spans) and spans[at][1] <= end

    def has_figure(self, start: int, end: int) -> bool:
        """Tell whether a figure, a date or a regular practice stands in the stretch."""
        return self._within(self._figures, start, end)

    def has_act(self, start: int, end: int) -> bool:
        """Tell whether a reported act stands in the stretch."""
        return self._within(self._acts, start, end)

    def acts_in(self, clause: Clause) -> list[tuple[int, int]]:
        """Return the reported acts of a clause."""
        at = bisect_left(self._acts, (clause.start,))
        return self._acts[at : bisect_left(self._acts, (clause.end,))]

    def has_zero(self, start: int, end: int) -> bool:
        """Tell whether the stretch says that nothing occurred."""
        return self._within(self._zeros, start, end)

    def is_denied(self, clause: Clause) -> bool:
        """Tell whether a clause denies what it names; zero statements, rules and mended faults do not."""
        known = self._denied.get(clause)
        if known is None:
            known = self._denied[clause] = self._denies(clause)
        return known

    def _denies(self, clause: Clause) -> bool:
        if not self._within(self._denials, clause.start, clause.end):
            return False
        if self.has_zero(clause.start, clause.end):
            return False
        return _MENDING.search(self.folded.text, clause.start, clause.end) is None

    def states_rule(self, sentence: Sentence) -> bool:
        """Tell whether a sentence states a rule in force (未经审核，不得...)."""
        return self._within(self._rules, sentence.start, sentence.end)

    def names_of_others(self, clause: Clause, own: int) -> bool:
        """Tell whether a clause names another element."""
        at = bisect_right(self._name_starts, clause.start - 1)
        while at < len(self._names) and self._names[at][0] < clause.end:
            if self._names[at][2] != own:
                return True
            at += 1
        return False

    def lists_steps(self, clause: Clause, start: int) -> bool:
        """Tell whether an item of a list such as 公众参与、合法性审查等程序, which reports none, stands at start."""
        text = self.folded.text
        found = self.words.listed.search(text, start, min(clause.end, start + 50))
        return (
            found is not None
            and text.count(",", clause.start, found.start()) >= 1
            and not self.has_figure(clause.start, clause.end)
        )

    def is_vow(self, clause: Clause, own: Callable[[], Sequence[tuple[int, int]]]) -> bool:
        """Tell whether a clause begins as a vow and says nothing beyond the places that `own` gives."""
        text = self.folded.text
        if self.words.vow.match(text, clause.start, clause.end) is None:
            return False
        rest, at = [], clause.start
        for start, end in sorted(own()):
            if start >= clause.end or end <= clause.start:
                continue
            rest.append(text[at : max(at, start)])
            at = max(at, end)
        rest.append(text[at : clause.end])
        return len(self.words.vow_filler.sub("", "".join(rest)).rstrip(",:。;.!?")) <= _VOW_REST_LONGEST

    def enumerated(self, clause: Clause, start: int, end: int) -> bool:
        """Tell whether a stretch is one item of a list of three or more."""
        text = self.folded.text
        commas = text.count(",", clause.start, clause.end - 1)
        if commas == 0 or (commas == 1 and "等" not in text[end : min(clause.end, end + 8)]):
            return False
        return (
            (end < clause.end - 1 and text[end] == ",")
            or (start > clause.start and text[start - 1] == ",")
            or (text.startswith("等", end))
        )


# --- Judging ---------------------------------------------------------------------------------------------------------


def judge(element: Element, number: int, scene: Scene, others: Callable[[str], Judgement]) -> Judgement:
    """Judge one element; `number` is its place among all, `others` gives the judgement of an element by its id."""
    looks = element.looks
    match looks:
        case Content():
            return _best(_content(scene.compiled.contents[number][0], number, scene))
        case Composite():
            return _composite(looks, number, scene, others)
        case Steps():
            return _steps(looks, number, scene)
        case TitleLine():
            return _title(scene)
        case Part():
            return _part(looks, number, scene)
        case Signature():
            return _signature(scene)
        case _:
            assert_never(looks)


def _best(marks: Sequence[Mark]) -> Judgement:
    """Order marks by grade, strength and place, one for each stretch."""
    merged: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        key = (mark.span.start, mark.span.end)
        held = merged.get(key)
        if held is None:
            merged[key] = mark
            continue
        first, second = (held, mark) if _rank(held) <= _rank(mark) else (mark, held)
        matched = first.matched + tuple(word for word in second.matched if word not in first.matched)
        merged[key] = Mark(first.span, first.role, matched, first.grade, first.strength)
    ordered = tuple(sorted(merged.values(), key=_rank))
    return Judgement(ordered[0].grade if ordered else Finding.ABSENT, ordered)


def _rank(mark: Mark) -> tuple[bool, float, int, int]:
    return (mark.grade is not Finding.SHOWN, -mark.strength, mark.span.start, mark.span.end)


def _mark(
    scene: Scene, start: int, end: int, role: Role, matched: tuple[str, ...], grade: Finding, strength: float
) -> Mark:
    """Make a mark of a folded stretch, without the punctuation at its ends."""
    text = scene.folded.text
    while end > start + 1 and text[end - 1] in ",:;。.!?":
        end -= 1
    while start < end - 1 and text[start] in ",:;。.!?":
        start += 1
    return Mark(Span(scene.folded.raw(start), scene.folded.raw_end(end)), role, matched, grade, strength)


def _clauses(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return the indices of the first and last clause that a stretch touches."""
    clauses = sentence.clauses
    if len(clauses) == 1:
        return 0, 0
    first = bisect_right(clauses, (start, _FAR)) - 1
    if end <= clauses[first].end:
        return first, first
    return first, bisect_right(clauses, (end - 1, _FAR)) - 1


def _content(content: _Content, number: int, scene: Scene) -> list[Mark]:
    touching = scene.places(content.touches)
    hiding = sorted(scene.places(content.hides) + touching)
    unless = scene.places(content.unless)
    marks: list[Mark] = []

    def hidden(start: int, end: int) -> bool:
        for at in range(bisect_left(hiding, (end - _PHRASE_LONGEST,)), len(hiding)):
            left, right, _ = hiding[at]
            if left > start:
                return False
            if end <= right and right - left > end - start:
                return True
        return False

    def counts(start: int, end: int) -> bool:
        return not hidden(start, end) and (content.source.in_titles or not scene.in_law_title(start, end))

    def admitted(start: int, end: int) -> Sentence | None:
        sentence = scene.sentence(start, end)
        if sentence is None or sentence.role not in (content.source.counts_in or _BODY) or not counts(start, end):
            return None
        if unless:
            first, last = _clauses(sentence, start, end)
            left, right = sentence.clauses[first].start, sentence.clauses[last].end
            if any(left <= at < right for at, _, _ in unless):
                return None
        return sentence

    def add(sentence: Sentence, start: int, end: int, members: tuple[Found, ...], kind: str) -> None:
        grade, strength, last = _grade(content, sentence, members, kind, number, scene)
        words = tuple(word for _, _, word in members)
        first, own = _clauses(sentence, start, end)
        stretch = sentence.clauses[first].start, sentence.clauses[max(own, last)].end
        marks.append(_mark(scene, *stretch, sentence.role, words, grade, strength))

    for kind, bucket in (("name", content.names), ("done", content.done)):
        for start, end, word in scene.places(bucket):
            if sentence := admitted(start, end):
                add(sentence, start, end, ((start, end, word),), kind)
    for start, end, word in touching:
        if sentence := admitted(start, end):
            add(sentence, start, end, ((start, end, word),), "touch")
    for group in content.together:
        kind = "together" if group.grade is Finding.SHOWN else "touch"
        for members in _together(group, scene, counts):
            start, end = min(members)[0], max(place[1] for place in members)
            if sentence := admitted(start, end):
                add(sentence, start, end, members, kind)
    return marks


def _together(group: _Group, scene: Scene, counts: Callable[[int, int], bool]) -> list[tuple[Found, ...]]:
    """Return the occurrences, one of each group, that stand within the limit, no two of them over each other.

    `counts` tells which occurrences are not hidden in longer phrases. The first group leads, so that the result does
    not hang on text elsewhere: beside each of its occurrences the nearest of every other group is taken.
    """
    shared = scene.shared(group.buckets)
    if not shared:
        return []
    places = []
    for bucket in group.buckets:
        found = scene.places(bucket)
        if not found:
            return []
        places.append(found)
    results = []
    for lead in places[0]:
        if not shared & scene.bit(lead[0]) or not counts(lead[0], lead[1]):
            continue
        sentence = scene.sentence(lead[0], lead[1])
        if sentence is None:
            continue
        chosen = {0: lead}
        left, right = lead[0], lead[1]
        for number, found in enumerate(places[1:], 1):
            nearest = _nearest(found, left, right, group.within, sentence, chosen, counts)
            if nearest is None:
                break
            chosen[number] = nearest
            left, right = min(left, nearest[0]), max(right, nearest[1])
        else:
            results.append(tuple(chosen[number] for number in sorted(chosen)))
    return results


def _nearest(
    found: Sequence[Found],
    left: int,
    right: int,
    within: int,
    sentence: Sentence,
    chosen: dict[int, Found],
    counts: Callable[[int, int], bool],
) -> Found | None:
    """Return the occurrence in the sentence nearest to the stretch, the whole within the limit, if there is one."""
    best, best_gap = None, within + 1
    stop = min(left + within, sentence.end)
    for at in range(bisect_left(found, (max(right - within, sentence.start),)), len(found)):
        place = found[at]
        start, end, _ = place
        if end > stop:
            break
        gap = max(start - right, left - end, 0)
        if gap >= best_gap or max(right, end) - min(left, start) > within:
            continue
        if any(start < taken_end and taken < end for taken, taken_end, _ in chosen.values()) or not counts(start, end):
            continue
        best, best_gap = place, gap
    return best


def _grade(
    content: _Content, sentence: Sentence, members: tuple[Found, ...], kind: str, number: int, scene: Scene
) -> tuple[Finding, float, int]:
    """Return the grade of one occurrence, its strength, and the index of the last clause that supports it."""
    start, end = min(members)[0], max(place[1] for place in members)
    first, last = _clauses(sentence, start, end)
    clause = Clause(sentence.clauses[first].start, sentence.clauses[last].end)
    if sentence.heading:
        return Finding.TOUCHED, 0.2, last
    if sentence.role not in content.source.shown_in:
        return Finding.TOUCHED, 0.3 if sentence.role is not Role.PREAMBLE else 0.25, last
    in_account = sentence.role in (Role.ACCOUNT, Role.FIRST_RESPONSIBLE)
    if in_account and scene.is_denied(clause) and not scene.states_rule(sentence):
        return Finding.TOUCHED, 0.3, last
    if kind == "touch":
        return Finding.TOUCHED, 0.4, last
    if not content.source.in_lists and any(
        scene.lists_steps(sentence.clauses[_clauses(sentence, left, right)[0]], left) for left, right, _ in members
    ):
        return Finding.TOUCHED, 0.4, last
    figure = scene.has_figure(clause.start, clause.end)
    if kind != "name":
        if (
            not figure
            and scene.is_vow(clause, lambda: _own(content, members, clause, scene))
            and not _supported(content, sentence, members, number, scene)
        ):
            return Finding.TOUCHED, 0.5, last
        return Finding.SHOWN, 1.0 if figure else 0.9, last
    if scene.has_zero(clause.start, clause.end):
        return Finding.SHOWN, 0.9, last
    if scene.enumerated(clause, start, end):
        return (Finding.SHOWN, 0.7, last) if figure else (Finding.TOUCHED, 0.4, last)
    act = scene.has_act(clause.start, clause.end) or _own_act(content, clause, start, end, scene)
    if figure:
        return Finding.SHOWN, 1.0 if act else 0.8, last
    acts = scene.acts_in(clause)
    if act and (len(acts) > 1 or not scene.is_vow(clause, lambda: [*_own(content, members, clause, scene), *acts])):
        return Finding.SHOWN, 0.8, last
    if _supported(content, sentence, members, number, scene):
        return Finding.SHOWN, 0.65, last + 1
    return Finding.TOUCHED, 0.5, last


def _own(content: _Content, members: tuple[Found, ...], clause: Clause, scene: Scene) -> list[tuple[int, int]]:
    """Return where phrases of an element stand in or about a clause, with those that are being graded."""
    own = [(start, end) for start, end, _ in members]
    for bucket in (content.names, content.done, content.touches, content.acts):
        found = scene.places(bucket)
        at = bisect_left(found, (clause.start - _PHRASE_LONGEST,))
        own += [place[:2] for place in found[at : bisect_left(found, (clause.end,))]]
    return own


def _supported(content: _Content, sentence: Sentence, members: tuple[Found, ...], number: int, scene: Scene) -> bool:
    """Tell whether the clause after an occurrence bears it out: by a figure, a zero, or an act that is no vow."""
    start, end = min(members)[0], max(place[1] for place in members)
    last = _clauses(sentence, start, end)[1]
    if last + 1 >= len(sentence.clauses):
        return False
    following = sentence.clauses[last + 1]
    left, right = following.start, following.end
    if scene.names_of_others(following, number) or scene.is_denied(following):
        return False
    if scene.has_figure(left, right) or scene.has_zero(left, right):
        return True
    acts = scene.acts_in(following)
    if not acts and not _own_act(content, following, start, end, scene):
        return False
    return len(acts) > 1 or not scene.is_vow(following, lambda: [*_own(content, members, following, scene), *acts])


def _own_act(content: _Content, clause: Clause, start: int, end: int, scene: Scene) -> bool:
    """Tell whether an act of the element itself stands in the clause, outside the name."""
    found = scene.places(content.acts)
    return any(
        right <= clause.end and (right <= start or left >= end)
        for left, right, _ in found[bisect_left(found, (clause.start,)) : bisect_left(found, (clause.end,))]
    )


def _composite(looks: Composite, number: int, scene: Scene, others: Callable[[str], Judgement]) -> Judgement:
    own = _best(_content(scene.compiled.contents[number][0], number, scene))
    parts = [others(part) for part in looks.parts]
    marks = list(own.marks)
    shown = sum(part.finding is Finding.SHOWN for part in parts)
    named = any(mark.role in (Role.ACCOUNT, Role.FIRST_RESPONSIBLE) for mark in own.marks)
    complete = shown == len(parts) > 0 or (named and shown >= looks.enough_when_named)
    for part in parts:
        for mark in part.marks:
            if mark.grade is Finding.SHOWN:
                grade = Finding.SHOWN if complete else Finding.TOUCHED
                marks.append(Mark(mark.span, mark.role, mark.matched, grade, mark.strength * 0.9))
    return _best(marks)


def _steps(looks: Steps, number: int, scene: Scene) -> Judgement:
    own, *steps = scene.compiled.contents[number]
    marks = _content(own, number, scene)
    taken = [_content(step, number, scene) for step in steps]
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


def _part(looks: Part, number: int, scene: Scene) -> Judgement:
    document = scene.document
    marks: list[Mark] = []
    for section in document.sections:
        if looks.role in section.roles and _filled(section, looks.role, scene):
            marks.append(Mark(section.heading, looks.role, (), Finding.SHOWN, 1.0 - section.depth / 100))
    for sentence in document.sentences:
        if sentence.role is looks.role and not sentence.heading:
            marks.append(_mark(scene, sentence.start, sentence.end, sentence.role, (), Finding.TOUCHED, 0.4))
    if looks.names:
        for mark in _content(scene.compiled.contents[number][0], number, scene):
            marks.append(Mark(mark.span, mark.role, mark.matched, Finding.TOUCHED, mark.strength / 2))
    judged = _best(marks)
    if judged.finding is Finding.SHOWN:
        # What stands under the heading supports it too.
        return Judgement(Finding.SHOWN, judged.marks)
    return judged


def _filled(section: Section, role: Role, scene: Scene) -> bool:
    """Tell whether a section holds a sentence of the role."""
    left, right = scene.folded.folded(section.heading.end), scene.folded.folded(section.span.end)
    return any(
        sentence.role is role and not sentence.heading and left <= sentence.start < right
        for sentence in scene.document.sentences
    )


def _signature(scene: Scene) -> Judgement:
    document = scene.document
    complete = bool(document.date and document.signer)
    grade = Finding.SHOWN if complete else Finding.TOUCHED
    return _best([Mark(span, Role.CLOSING, (), grade, 1.0) for span in document.signature_spans])
