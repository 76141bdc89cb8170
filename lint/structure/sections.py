"""Paragraphs to sections and sentences, each with its role."""

import re
from typing import NamedTuple

from ..folding import Folded
from ..model import Clause, Role, Section, Sentence, Source, Span
from .forms import DATE, LIST_LEAD, NUMBERS, SENTENCE_END, UNNUMBERED_LONGEST, is_item, years_in
from .identity import Frame, is_issuer
from .paragraphs import Paragraph
from .patterns import Patterns
from .prompts import told

_UNNUMBERED = 6
_RUN_IN = 7
_RUN_IN_LONGEST = 46
_LEAD_LONGEST = 26
_ANNOUNCED_LONGEST = 16
_LINE_LONGEST = 56
_STYLED_LONGEST = 80
_CLAUSE_END = re.compile(r"[,:]")
_LIST_ITEM_LONGEST = 7
_INTENT_FARTHEST = 26
_CLAUSE_LONGEST = 400
"""No clause of a report has more than some 150 characters; what is asked of one is asked for every phrase in it."""


class _Heading(NamedTuple):
    rank: int
    number: str
    title: str
    length: int  # of number and title together, in folded code points
    run_in: bool


def _heading(text: str) -> _Heading | None:
    """Return the numbered heading with which a paragraph begins, if it is one."""
    for rank, pattern in NUMBERS:
        if found := pattern.match(text):
            rest = text[found.end() :]
            number = found.group().rstrip(",.:")
            end = SENTENCE_END.search(rest)
            if end is None or (end.end() == len(rest) and end.group() in "。."):
                if 0 < len(rest) <= _LINE_LONGEST:
                    return _Heading(rank, number, rest.rstrip("。.:"), len(text), False)
                colon = rest.find(":")
                if 0 < colon <= 25:
                    return _Heading(rank, number, rest[:colon], found.end() + colon + 1, True)
                return None
            if end.start() <= _RUN_IN_LONGEST and end.group() in "。.":
                return _Heading(rank, number, rest[: end.start()], found.end() + end.end(), True)
            return None
    return None


def _lead(text: str) -> str:
    """Return the first sentence of a paragraph if it may be a heading: short, without figures, and not all there is."""
    end = SENTENCE_END.search(text)
    if end is None or end.group() not in "。." or not 4 <= end.start() <= _LEAD_LONGEST or end.end() == len(text):
        return ""
    lead = text[: end.end()]
    return "" if re.search(r"\d|《", lead) or LIST_LEAD.match(lead) else lead


class Divider:
    """Walks the paragraphs once and collects sections and sentences; lives for one call of `divide`."""

    def __init__(self, frame: Frame, year: int | None, patterns: Patterns, source: Source, folded: Folded) -> None:
        self.paragraphs = frame.paragraphs
        self.furniture = frame.furniture
        self.body_start = frame.body_start
        self.body_end = frame.body_end
        self.year = year
        self.patterns = patterns
        self.source = source
        self.folded = folded
        # Where a text has no 、 at all, a converter made commas of them: short stretches are then list items.
        self.bare_lists = "、" not in source.text
        self.sections: list[Section] = []
        self.stack: list[tuple[int, tuple[Role, ...]]] = []
        self.sentences: list[Sentence] = []
        self.state = Role.PREAMBLE
        self.carry = False
        # The depth of the section in which a paragraph such as 针对以上问题，将做好以下工作： turned to the plan.
        self.turned: int | None = None
        self.planned = False
        # The paragraph that tells shortcomings and plan where no heading does: the last one.
        self.confession: int | None = None
        self.at = 0

    def divide(self) -> tuple[tuple[Section, ...], tuple[Sentence, ...]]:
        """Return the sections and the sentences of the body and of its closing lines, in order."""
        headings = self._headings()
        announced = {
            role
            for heading in headings.values()
            for role, pattern in self.patterns.headings
            if pattern.search(heading.title)
        }
        self.planned = Role.PLAN in announced
        if not announced & {Role.PLAN, Role.SHORTCOMINGS}:
            self.confession = self._last_prose(headings)
        preamble_open = True
        for i, paragraph in enumerate(self.paragraphs):
            self.at = i
            if self.furniture[i]:
                continue
            if i < self.body_start:
                continue
            if i >= self.body_end:
                self._add(paragraph.folded_start, paragraph.folded_end, Role.CLOSING, False)
                continue
            heading = headings.get(i)
            if heading:
                preamble_open = False
                self._open(heading, paragraph)
                self._add(paragraph.folded_start, paragraph.folded_start + heading.length, self.stack[-1][1][0], True)
                self.state, self.carry = self.stack[-1][1][0], False
                if heading.length < len(paragraph.text):
                    self._tell(paragraph.folded_start + heading.length, paragraph.folded_end)
                continue
            if preamble_open:
                opening = not LIST_LEAD.match(paragraph.text)
                ends = self.patterns.preamble_ends.search(paragraph.text) is not None
                if opening:
                    self.state = Role.PREAMBLE
                    self._tell(paragraph.folded_start, paragraph.folded_end)
                    if ends or not headings:
                        preamble_open = False
                    continue
                preamble_open = False
            base = self.stack[-1][1] if self.stack else (Role.ACCOUNT,)
            carried = self.carry and is_item(paragraph.text)
            if not carried:
                keep = self.state in base or (self.state is Role.PLAN and Role.SHORTCOMINGS in base and len(base) > 1)
                self.state = self.state if keep else base[0]
            listed = self.state
            self._tell(paragraph.folded_start, paragraph.folded_end)
            self.carry = paragraph.text.endswith(":")
            if self.carry and self.state is Role.PLAN and base[0] is Role.SHORTCOMINGS:
                self.turned = len(self.stack)
            if carried and not self.carry:
                # A list goes on in the role that announced it, whatever the last item came to speak of.
                self.carry, self.state = True, listed
        return self._closed(), tuple(self.sentences)

    # Headings

    def _headings(self) -> dict[int, _Heading]:
        found: dict[int, _Heading] = {}
        for i in range(self.body_start, self.body_end):
            if not self.furniture[i] and (heading := _heading(self.paragraphs[i].text)):
                found[i] = heading
        numbered_top = any(heading.rank <= 1 for heading in found.values())
        self._promote(found)
        for i in range(self.body_start, self.body_end):
            text = self.paragraphs[i].text
            if i in found or self.furniture[i] or i + 1 >= self.body_end:
                continue
            bare = text.rstrip(":")
            if level := self._outline(i):
                found[i] = _Heading(level, "", bare.rstrip("。."), len(text), False)
                continue
            if not 2 <= len(bare) <= UNNUMBERED_LONGEST:
                continue
            announced = any(pattern.search(bare) for _, pattern in self.patterns.headings)
            if (
                (not text.endswith(":") or (announced and len(bare) <= 20 and "," not in bare))
                and not DATE.fullmatch(text)
                and not SENTENCE_END.search(text)
                and not LIST_LEAD.match(text)
                and not text.endswith(",")
                and not any(pattern.match(text) for _, pattern in NUMBERS)
                and not self.patterns.closings.fullmatch(text)
                and not self.patterns.preamble_ends.search(text)
                and i > self.body_start - 1
                and (i > self.body_start or not text.endswith(":"))
                and not is_issuer(text, self.patterns)
            ):
                rank = 1 if announced or not numbered_top else _UNNUMBERED
                found[i] = _Heading(rank, "", bare, len(text), False)
        found |= self._run_in(found)
        return dict(sorted(found.items()))

    def _outline(self, i: int) -> int | None:
        """Return the level that the file itself gives a paragraph as a heading, if it reads like one."""
        text = self.paragraphs[i].text
        origin = self.source.origin(self.paragraphs[i].start)
        inner = SENTENCE_END.search(text)
        if origin is None or len(text) > _STYLED_LONGEST or (inner is not None and inner.end() < len(text)):
            return None
        return origin.outline

    def _run_in(self, found: dict[int, _Heading]) -> dict[int, _Heading]:
        """Return the unnumbered headings that run into their paragraphs (提质增效，办好便民窗口。本年度…).

        One sentence does not tell a heading from a short statement; a habit does: most paragraphs of the body begin
        so. Where they do, or where the sentence announces a part of the report, it is a heading.
        """
        bodies = [
            i
            for i in range(self.body_start, self.body_end)
            if i not in found and not self.furniture[i] and len(self.paragraphs[i].text) > _LEAD_LONGEST
        ]
        leads = {
            i: lead
            for i in bodies
            if (lead := _lead(self.paragraphs[i].text)) and not self.patterns.shortcoming_openers.search(lead)
        }
        habit = len(leads) >= 4 and len(leads) >= 0.6 * len(bodies)
        announced = {
            i for i, lead in leads.items() if len(lead) <= _ANNOUNCED_LONGEST and self._announced(lead.rstrip("。."))
        }
        return {
            i: _Heading(1 if i in announced or not found else _RUN_IN, "", lead.rstrip("。."), len(lead), True)
            for i, lead in leads.items()
            if habit or i in announced
        }

    def _announced(self, title: str) -> bool:
        """Tell whether a heading announces a part of the report that is not the account."""
        return self.patterns.heading_exceptions.search(title) is None and any(
            pattern.search(title) for role, pattern in self.patterns.headings if role is not Role.ACCOUNT
        )

    @staticmethod
    def _promote(found: dict[int, _Heading]) -> None:
        """Raise `1、 2、` to the rank of `一、` where automatic numbers came out as Arabic ones.

        They are the headings of the first rank when they come before any other; those that stand on lines of their
        own form a series apart from those that run into their paragraph.
        """
        arabic = [(i, heading) for i, heading in sorted(found.items()) if heading.rank == 3]
        higher = min((i for i, heading in found.items() if heading.rank < 3), default=None)
        if not arabic or (higher is not None and higher < arabic[0][0]):
            return
        lines = [(i, heading) for i, heading in arabic if not heading.run_in]
        numbers = [int(heading.number) for _, heading in lines]
        if lines and lines[0][0] == arabic[0][0] and numbers == list(range(1, len(numbers) + 1)):
            series = lines
        else:
            series = []
            local = 0
            for i, heading in sorted(found.items()):
                if heading.rank < 3:
                    local = 0
                elif heading.rank == 3:
                    value = int(heading.number)
                    if (value == len(series) + 1 and value != local + 1) or (not local and value == len(series) + 1):
                        series.append((i, heading))
                        local = 0
                    else:
                        local = value
        for i, heading in series:
            found[i] = heading._replace(rank=1)

    def _open(self, heading: _Heading, paragraph: Paragraph) -> None:
        rank = heading.rank
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        if self.turned is not None and len(self.stack) < self.turned:
            self.turned = None
        parent = self.stack[-1][1] if self.stack else ()
        roles = self._roles(heading.title, parent)
        self.stack.append((rank, roles))
        end = self.folded.raw_end(paragraph.folded_start + heading.length)
        self.sections.append(
            Section(
                heading.title,
                heading.number,
                len(self.stack),
                roles,
                Span(paragraph.start, end),
                Span(paragraph.start, end),
            )
        )

    def _roles(self, title: str, parent: tuple[Role, ...]) -> tuple[Role, ...]:
        """Return the roles that a heading announces, under the roles of the section around it."""
        excepted = self.patterns.heading_exceptions.search(title) is not None
        found = [role for role, pattern in self.patterns.headings if pattern.search(title)]
        years = years_in(title)
        if self.year and years:
            if all(year > self.year for year in years) and Role.PLAN not in found and not excepted:
                found.append(Role.PLAN)
            elif (
                all(year <= self.year for year in years)
                and Role.PLAN in found
                and not self.patterns.coming_years.search(title)
            ):
                found.remove(Role.PLAN)
        if excepted:
            found = [role for role in found if role is Role.FIRST_RESPONSIBLE]
        if parent:
            if parent == (Role.PLAN,):
                return parent
            if parent[0] is Role.SHORTCOMINGS:
                turned = self.turned is not None and len(self.stack) >= self.turned
                if Role.SHORTCOMINGS not in found and (Role.PLAN in found or turned):
                    return (Role.PLAN,)
                return (Role.SHORTCOMINGS,)
            if parent[0] is Role.FIRST_RESPONSIBLE:
                found = [role for role in found if role is not Role.FIRST_RESPONSIBLE]
                return tuple(found) or parent
        if Role.FIRST_RESPONSIBLE in found and Role.SHORTCOMINGS not in found:
            return (Role.FIRST_RESPONSIBLE,)
        order = [role for role in (Role.SHORTCOMINGS, Role.PLAN) if role in found]
        return tuple(order) or (Role.ACCOUNT,)

    def _closed(self) -> tuple[Section, ...]:
        """Return the sections with their spans reaching to the next heading of the same or a higher depth."""
        last = self.body_end - 1
        end_of_body = self.paragraphs[last].end if self.sections and last >= 0 else 0
        closed = []
        # From the last to the first, with those behind that no other of the same or a higher depth stands before.
        behind: list[Section] = []
        for section in reversed(self.sections):
            while behind and behind[-1].depth > section.depth:
                behind.pop()
            end = behind[-1].heading.start if behind else end_of_body
            closed.append(section._replace(span=Span(section.heading.start, max(end, section.heading.end))))
            behind.append(section)
        closed.reverse()
        return tuple(closed)

    # Sentences

    def _tell(self, start: int, end: int) -> None:
        """Split a stretch of body into sentences and give each its role; what only asks for content is left out."""
        text = self.folded.text
        for left, right in told(text[start:end], self.patterns):
            at, last = start + left, start + right
            while at < last:
                found = SENTENCE_END.search(text, at, last)
                stop = found.end() if found else last
                self._sentence(at, stop)
                at = stop

    def _sentence(self, start: int, end: int) -> None:
        text = self.folded.text[start:end]
        patterns = self.patterns
        if patterns.preamble_ends.search(text):
            # What announces the parts of the report is none of them.
            self._add(start, end, self.state, False)
            return
        base = self.state
        home = self.stack[-1][1][0] if self.stack else Role.ACCOUNT
        if base is Role.PLAN and self.planned and home is Role.ACCOUNT and self._reports(text, start, end):
            # A plan told in passing ends where the account goes on with figures; the real plan has its own section.
            self.state = base = home
        if base is Role.PLAN and self._admits(text, start, end):
            self.state = Role.SHORTCOMINGS
            self._add(start, end, Role.SHORTCOMINGS, False)
            return
        if base is not Role.PLAN:
            lead = text[:24]
            if patterns.plan_openers.search(lead) or self._next_year(text):
                # Words before a plan in one sentence keep the role that they had.
                cut = self._plan_cut(text)
                if cut:
                    self._emit(start, start + cut, base)
                self.state = Role.PLAN
                self._add(start + cut, end, Role.PLAN, False)
                return
            if base is Role.SHORTCOMINGS and patterns.plan_after_shortcomings.search(lead):
                self.state = Role.PLAN
                self._add(start, end, Role.PLAN, False)
                return
            if base in (Role.ACCOUNT, Role.FIRST_RESPONSIBLE, Role.PREAMBLE) and (
                patterns.shortcoming_openers.search(text) or self._confesses(text)
            ):
                self.state = Role.SHORTCOMINGS
                self._add(start, end, Role.SHORTCOMINGS, False)
                return
        self._emit(start, end, base)

    def _last_prose(self, headings: dict[int, _Heading]) -> int | None:
        """Return the last paragraph of the body that is more than a heading or a line."""
        for i in range(self.body_end - 1, self.body_start - 1, -1):
            text = self.paragraphs[i].text
            if not self.furniture[i] and (i not in headings or headings[i].run_in) and len(text) > _LINE_LONGEST:
                return i
        return None

    def _confesses(self, text: str) -> bool:
        """Tell whether a sentence of a last paragraph says what is lacking, without figures and without a cure."""
        return (
            self.at == self.confession
            and self.patterns.denials.search(text) is not None
            and self.patterns.mended.search(text) is None
            and re.search(r"\d", text) is None
        )

    def _reports(self, text: str, start: int, end: int) -> bool:
        """Tell whether a sentence counts what was done, without a word of plans."""
        return (
            re.search(r"\d(?![年月日.\d])", text) is not None
            and not LIST_LEAD.match(text)
            and self.patterns.plan_openers.search(text[:24]) is None
            and self._plan_mark(start, end) is None
            and not self._next_year(text)
        )

    def _admits(self, text: str, start: int, end: int) -> bool:
        """Tell whether a sentence of a plan goes back to shortcomings, as plans do that begin with them."""
        return (
            self.patterns.shortcoming_openers.search(text) is not None
            and self.patterns.plan_openers.search(text[:24]) is None
            and self._plan_mark(start, end) is None
            and not self._next_year(text)
        )

    def _emit(self, start: int, end: int, role: Role) -> None:
        """Add a sentence, with the clauses from a plan mark on as a plan of its own."""
        if role in (Role.ACCOUNT, Role.FIRST_RESPONSIBLE, Role.PREAMBLE, Role.SHORTCOMINGS):
            mark = self._plan_mark(start, end)
            if mark is not None:
                cut = max(self.folded.text.rfind(",", start, mark) + 1, start)
                if self.folded.text.startswith(self.patterns.predicates, cut):
                    # …的落地执行,是明年的重点: the plan is about what stands before.
                    cut = start
                if cut > start:
                    self._add(start, cut, role, False)
                self._add(cut, end, Role.PLAN, False)
                return
        self._add(start, end, role, False)

    def _plan_mark(self, start: int, end: int) -> int | None:
        """Return where in a stretch the first words stand that make a plan of it; the 将 of 将…纳入 does not."""
        text = self.folded.text[start:end]
        for found in self.patterns.plan_marks.finditer(text):
            if self.patterns.plan_mark_exceptions.match(text, found.start()) is None:
                return start + found.start()
        return None

    def _next_year(self, text: str) -> bool:
        """Tell whether a sentence begins with the coming year and what is intended in it."""
        if not self.year:
            return False
        opening = text[:60]
        coming = f"{self.year + 1}年"
        at = opening.find(coming)
        while at >= 0 and opening[at + len(coming) : at + len(coming) + 1].isdecimal():
            at = opening.find(coming, at + 1)
        if at < 0:
            return False
        end = at + len(coming)
        return self.patterns.plan_verbs.search(opening, end, end + _INTENT_FARTHEST) is not None

    def _plan_cut(self, text: str) -> int:
        found = self.patterns.plan_openers.search(text[:24])
        at = found.start() if found else (text.find(f"{self.year + 1}年") if self.year else 0)
        return text.rfind(",", 0, max(at, 0)) + 1

    def _add(self, start: int, end: int, role: Role, heading: bool) -> None:
        if start < end:
            self.sentences.append(Sentence(start, end, role, heading, tuple(self._clauses(start, end))))

    def _clauses(self, start: int, end: int) -> list[Clause]:
        """Split at commas and colons; list marks hold a clause together."""
        text, raw = self.folded.text, self.source.text
        clauses: list[Clause] = []
        at = last = start
        for found in _CLAUSE_END.finditer(text, start, end):
            i = found.start()
            if text[i] == ",":
                if not self.bare_lists:
                    if raw[self.folded.raw(i)] in "、﹑､":
                        continue
                elif i - last <= _LIST_ITEM_LONGEST:
                    last = i + 1
                    continue
            clauses += _clause(at, i + 1)
            at = last = i + 1
        if at < end:
            clauses += _clause(at, end)
        return clauses


def _clause(start: int, end: int) -> list[Clause]:
    """Return a stretch as one clause; what nobody would write is cut, so that no clause is longer than some can be."""
    if end - start <= _CLAUSE_LONGEST:
        return [Clause(start, end)]
    return [Clause(at, min(at + _CLAUSE_LONGEST, end)) for at in range(start, end, _CLAUSE_LONGEST)]
