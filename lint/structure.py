"""Divide text into a document: furniture, title, sections with roles, sentences and clauses, signature.

All patterns work on folded text (see `folding`); the words themselves come from the vocabulary. What stays here is
form: how headings are numbered, how lines were wrapped, where sentences end.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .folding import Folded, fold
from .model import Clause, Document, Role, Section, Sentence, Source, Span, Vocabulary

_HAN_DIGITS = "一二三四五六七八九十"
_NUMBERS = (
    (0, re.compile(rf"第([{_HAN_DIGITS}]{{1,3}})(?:部分|章|节|篇)[,:.。]?")),
    (1, re.compile(rf"([{_HAN_DIGITS}]{{1,3}})[,.:](?!\d{{1,2}}\D|[{_HAN_DIGITS}]{{1,3}}[,.是])")),
    (2, re.compile(rf"\(([{_HAN_DIGITS}]{{1,3}})\)[,.:]?")),
    (3, re.compile(r"(\d{1,2})[.,:](?:(?![\d年月])|(?=20\d\d年))")),
    (4, re.compile(r"\((\d{1,2})\)[,.:]?|(\d{1,2})\)")),
    (5, re.compile(r"([①-⑳㈠-㈩⑴-⒇])[,.]?")),
)
_UNNUMBERED = 6
_RUN_IN = 7
_LIST_LEAD = re.compile(
    rf"(?:[{_HAN_DIGITS}]{{1,2}}(?:是|要|方面|则)|第[{_HAN_DIGITS}]{{1,2}},|首先|其次|再次|最后|其[{_HAN_DIGITS}],|此外|另外|同时)"
)
_RUN_IN_LONGEST = 46
_LEAD_LONGEST = 26
_ANNOUNCED_LONGEST = 16
_LINE_LONGEST = 56
_UNNUMBERED_LONGEST = 32
_BLANK = " \t\u3000\u00a0\u2002\u2003\ufeff\u200b\v\f"
_DATE = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日?|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    r"|[二一][〇○零0O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_HAN_YEAR = re.compile(r"二[〇○零0o]([〇○零0o一二三四五六七八九])([〇○零0o一二三四五六七八九])年")
_YEAR = re.compile(r"(?<![\d])(20\d\d)(?:年|-20\d\d年)")
_CLAUSE_END = re.compile(r"[,:]")
_LIST_ITEM_LONGEST = 7
_SENTENCE_END = re.compile(r"[。!?;]|(?<=[\u4e00-\u9fff)》\]])\.|(?<=%)\.(?!\d)")


class _Paragraph(NamedTuple):
    """A paragraph in raw and folded offsets, with its folded text."""

    start: int
    end: int
    folded_start: int
    folded_end: int
    text: str
    indented: bool


class _Heading(NamedTuple):
    rank: int
    number: str
    title: str
    length: int  # of number and title together, in folded code points
    run_in: bool


class _Patterns(NamedTuple):
    """The vocabulary's patterns, compiled once."""

    furniture: re.Pattern[str]
    closings: re.Pattern[str]
    preamble_ends: re.Pattern[str]
    plan_openers: re.Pattern[str]
    plan_after_shortcomings: re.Pattern[str]
    shortcoming_openers: re.Pattern[str]
    plan_marks: re.Pattern[str]
    account_openers: re.Pattern[str]
    headings: tuple[tuple[Role, re.Pattern[str]], ...]
    heading_exceptions: re.Pattern[str]
    title_subjects: re.Pattern[str]
    title_kinds: re.Pattern[str]
    other_kinds: re.Pattern[str]
    other_endings: re.Pattern[str]
    other_bodies: re.Pattern[str]
    subject_words: re.Pattern[str]
    issuers: tuple[tuple[str, re.Pattern[str]], ...]
    self_names: tuple[tuple[str, re.Pattern[str]], ...]


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@lru_cache(maxsize=4)
def _compile(vocabulary: Vocabulary) -> _Patterns:
    return _Patterns(
        furniture=_any(vocabulary.furniture),
        closings=_any(vocabulary.closings),
        preamble_ends=_any(vocabulary.preamble_ends),
        plan_openers=_any(vocabulary.plan_openers),
        plan_after_shortcomings=_any(vocabulary.plan_after_shortcomings),
        shortcoming_openers=_any(vocabulary.shortcoming_openers),
        plan_marks=_any(re.escape(mark) for mark in vocabulary.plan_marks),
        account_openers=_any(vocabulary.account_openers),
        headings=tuple((role, _any(patterns)) for role, patterns in vocabulary.headings),
        heading_exceptions=_any(vocabulary.heading_exceptions),
        title_subjects=_any(vocabulary.title_subjects),
        title_kinds=_any(vocabulary.title_kinds),
        other_kinds=_any(vocabulary.other_kinds),
        other_endings=_any(vocabulary.other_endings),
        other_bodies=_any(vocabulary.other_bodies),
        subject_words=_any(re.escape(word) for word in vocabulary.subject_words),
        issuers=tuple((level, _any(patterns)) for level, patterns in vocabulary.issuers),
        self_names=tuple((level, _any(map(re.escape, words))) for level, words in vocabulary.self_names),
    )


def parse(source: Source, folded: Folded, vocabulary: Vocabulary) -> Document:
    """Divide `source` into a document; `folded` is its folded text."""
    patterns = _compile(vocabulary)
    paragraphs = _paragraphs(source.text, folded)
    furniture = [_is_furniture(paragraph.text, patterns) for paragraph in paragraphs]
    body_start = _body_start(paragraphs, furniture, patterns)
    head = [i for i in range(body_start) if not furniture[i]]
    title, title_indices, above = _title(paragraphs, head, patterns)
    body_end, issuer_lines, date_line, date = _tail(paragraphs, furniture, body_start, patterns)
    year = _year(title, paragraphs[body_start:body_end], furniture[body_start:body_end], date)
    signer = _signer(issuer_lines, paragraphs)
    issuer = signer or _title_issuer(title, above, patterns)
    level = _level(issuer, paragraphs, furniture, patterns)
    sections, sentences = _Divider(
        paragraphs, furniture, body_start, body_end, year, patterns, source.text, folded
    ).divide()
    kind, is_report = _kind(title, paragraphs, head, body_start, folded, patterns)
    return Document(
        source=source,
        title=title,
        title_spans=tuple(Span(paragraphs[i].start, paragraphs[i].end) for i in title_indices),
        title_complete=bool(_years(title)) and bool(_title_issuer(title, above, patterns)),
        issuer=issuer,
        signer=signer,
        level=level,
        year=year,
        date=date,
        signature_spans=tuple(
            Span(paragraphs[i].start, paragraphs[i].end) for i in sorted({*issuer_lines, *date_line})
        ),
        sections=sections,
        sentences=sentences,
        is_report=is_report,
        kind=kind,
    )


# --- Paragraphs ------------------------------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A line that is not blank: its stripped extent and whole length; whether a gap or an indent is before it."""

    start: int
    end: int
    length: int
    gap: bool
    indented: bool


def _lines(text: str) -> list[_Line]:
    lines = []
    gap = False
    for found in re.finditer(r"([^\r\n]*)(\r\n|\r|\n|$)", text):
        whole = found.group(1)
        stripped = whole.strip(_BLANK)
        if stripped:
            start = found.start() + whole.index(stripped)
            lines.append(_Line(start, start + len(stripped), len(whole), gap, start - found.start() >= 2))
            gap = False
        else:
            gap = True
    return lines


def _paragraphs(text: str, folded: Folded) -> list[_Paragraph]:
    """Lines that are not blank, with hard-wrapped lines joined again."""
    lines = _lines(text)
    goes_on = _wrapping(text, lines)
    # Blank lines say nothing about paragraphs where one follows every line.
    spaced = sum(line.gap for line in lines) >= 0.9 * len(lines) - 1
    paragraphs: list[_Paragraph] = []
    first = 0
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if (
            following is not None
            and goes_on is not None
            and (spaced or not following.gap)
            and not following.indented
            and goes_on(line)
            and not _starts_heading(text[following.start : following.end])
        ):
            continue
        paragraph = _paragraph(lines[first].start, line.end, lines[first].indented, folded)
        if paragraph.text:
            paragraphs.append(paragraph)
        first = i + 1
    return paragraphs


def _paragraph(start: int, end: int, indented: bool, folded: Folded) -> _Paragraph:
    folded_start, folded_end = folded.folded(start), folded.folded(end)
    return _Paragraph(start, end, folded_start, folded_end, folded.text[folded_start:folded_end], indented)


def _display(line: str) -> int:
    """Columns that a line takes on a terminal: as many as bytes in GBK, two for a Chinese character."""
    return len(line.encode("gb18030", "replace"))


def _wrapping(text: str, lines: Sequence[_Line]) -> Callable[[_Line], bool] | None:
    """Return what tells whether a line was broken off and goes on in the next; None where lines were not wrapped.

    Programs wrap at a number of characters, exactly; editors at a width, give or take what may not begin a line.
    """
    if len(lines) < 6:
        return None
    longest = max(line.length for line in lines)
    if 10 <= longest <= 200 and sum(line.length == longest for line in lines) >= max(4, 0.3 * len(lines)):
        return lambda line: line.length == longest
    widths = {line.start: _display(text[line.start : line.end]) for line in lines}
    ordered = sorted(widths.values())
    width = ordered[-max(1, len(ordered) // 50)]
    if ordered[-1] > width + 6 or not 20 <= width <= 160:
        return None
    if sum(value >= width - 6 for value in ordered) < max(4, 0.3 * len(ordered)):
        return None

    def goes_on(line: _Line) -> bool:
        mine = widths[line.start]
        return mine >= width - 4 or (mine >= 0.7 * width and text[line.end - 1] not in "。！？；：.!?;:")

    return goes_on


def _starts_heading(line: str) -> bool:
    text = fold(line[:12]).text
    return any(pattern.match(text) for rank, pattern in _NUMBERS if rank < 5)


# --- Furniture, title, tail ------------------------------------------------------------------------------------------


def _is_furniture(text: str, patterns: _Patterns) -> bool:
    return len(text) <= 240 and patterns.furniture.fullmatch(text) is not None


def _is_prose(text: str) -> bool:
    return (len(text) >= 40 and text.count(",") >= 2) or (len(text) >= 12 and _SENTENCE_END.search(text) is not None)


def _body_start(paragraphs: Sequence[_Paragraph], furniture: Sequence[bool], patterns: _Patterns) -> int:
    """Return the index of the first paragraph of the body: prose, a numbered heading, or what opens the report."""
    for i, paragraph in enumerate(paragraphs):
        if furniture[i]:
            continue
        if _is_prose(paragraph.text) and not _titled(paragraph.text, patterns):
            return i
        if patterns.preamble_ends.search(paragraph.text) and len(paragraph.text) < 40:
            return i
        if any(pattern.match(paragraph.text) for rank, pattern in _NUMBERS if rank <= 3):
            return i
        if len(paragraph.text) <= _UNNUMBERED_LONGEST and any(
            pattern.search(paragraph.text) and not _titled(paragraph.text, patterns)
            for role, pattern in patterns.headings
            if role is Role.ACCOUNT
        ):
            return i
    return len(paragraphs)


def _titled(text: str, patterns: _Patterns) -> bool:
    return (
        len(text) <= 90
        and not text.endswith(("。", ":", ";"))
        and patterns.title_subjects.search(text) is not None
        and patterns.title_kinds.search(text) is not None
    )


def _title(
    paragraphs: Sequence[_Paragraph], head: Sequence[int], patterns: _Patterns
) -> tuple[str, tuple[int, ...], str]:
    """Return title, the indices of its lines, and the text of the lines directly above it."""
    best: tuple[int, str, tuple[int, ...], str] | None = None
    for at, i in enumerate(head):
        for size in range(1, 5):
            indices = [j for j in head[at : at + size] if j < i + size]
            if len(indices) < size:
                break
            text = "".join(paragraphs[j].text for j in indices)
            if not _titled(text, patterns):
                continue
            above = "".join(paragraphs[j].text for j in head[max(0, at - 2) : at] if j >= i - 2)
            rank = (_years(text) != []) * 2 + (_issuer_in(text, patterns) != "") - (size > 1)
            # A title on one line is preferred to the same title with more lines around it.
            if best is None or rank > best[0]:
                best = (rank, text, tuple(indices), above)
            break
    return (best[1], best[2], best[3]) if best else ("", (), "")


def _years(text: str) -> list[int]:
    years = [int(found) for found in _YEAR.findall(text)]
    for tens, ones in _HAN_YEAR.findall(text):
        digits = "".join(
            str("零一二三四五六七八九".find(char) if char in "零一二三四五六七八九" else 0) for char in (tens, ones)
        )
        years.append(2000 + int(digits))
    return years


def _issuer_in(title: str, patterns: _Patterns) -> str:
    """Return what a title says of its issuer: the rest when kind, subject, year and particles are taken away."""
    rest = _YEAR.sub("", _HAN_YEAR.sub("", title))
    rest = patterns.title_subjects.split(rest)[0]
    rest = re.sub(r"关于|年度|^度|上报|报送|推进|开展|落实|贯彻|实施|[度的]$|全面", "", rest)
    return rest if len(rest) >= 2 and any(char in rest for char in "镇乡区县市局委院厅办处道府旗州省盟心部队会") else ""


def _tail(
    paragraphs: Sequence[_Paragraph], furniture: Sequence[bool], body_start: int, patterns: _Patterns
) -> tuple[int, list[int], list[int], str]:
    """Return the end of the body, the indices of issuer lines and of the date line, and the date."""
    end = len(paragraphs)
    issuers: list[int] = []
    dates: list[int] = []
    date = ""
    i = end - 1
    for at in range(end - 1, max(body_start, end - 16), -1):
        # Lines of a page that no pattern knows may follow the date; prose may not.
        if _DATE.fullmatch(paragraphs[at].text):
            i = at
            break
        if _is_prose(paragraphs[at].text) and not furniture[at]:
            break
    while i >= body_start:
        text = paragraphs[i].text
        if furniture[i] or patterns.closings.fullmatch(text):
            i -= 1
            continue
        found = _DATE.search(text)
        without = _DATE.sub("", text).strip("().,日期:")
        is_date = found is not None and len(without) <= 30 and not re.search(r"[。;]", text)
        if found and is_date and not dates and (not without or _is_issuer(without, patterns)):
            dates.append(i)
            date = found.group()
            if without:
                issuers.append(i)
        elif len(text) <= 36 and len(issuers) < 4 and _is_issuer(text, patterns):
            issuers.append(i)
        else:
            break
        i -= 1
    # Trailing furniture and closings after the last line of prose belong to the tail.
    return i + 1, sorted(issuers), dates, date


def _is_issuer(text: str, patterns: _Patterns) -> bool:
    if any(mark in text for mark in "。;:") or any(pattern.match(text) for _, pattern in _NUMBERS):
        return False
    bare = re.sub(r"\((?:盖章|公章|印章|章)\)", "", text)
    return any(
        (found := pattern.search(bare)) is not None and found.end() == len(bare) for _, pattern in patterns.issuers
    ) or bare.endswith(("委员会", "人民政府", "办事处", "管委会", "管理委员会", "党组", "党委"))


# --- What the document is --------------------------------------------------------------------------------------------


def _year(title: str, body: Sequence[_Paragraph], furniture: Sequence[bool], date: str) -> int | None:
    """Return the year that is reported on."""
    if years := _years(title):
        return years[-1]
    texts = [paragraph.text for paragraph, cut in zip(body, furniture, strict=True) if not cut]
    if texts:
        opening = re.sub(r"《[^》]*》", "", "".join(texts[:2]))
        if opened := re.match(r".{0,40}?(?<!\d)(20\d\d)年(?!来)", opening):
            return int(opened.group(1))
    if signed := _years(re.sub(r"[-./]", "年", date, count=1)):
        month = re.search(r"年(\d{1,2}|[一二三四五六七八九十]{1,2})", date) or re.match(r"\d{4}[-./](\d{1,2})", date)
        early = month is None or month.group(1) in {
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "01",
            "02",
            "03",
            "04",
            "05",
            "06",
            *"一二三四五六",
        }
        return signed[0] - early
    for text in texts:
        if len(text) <= 40 and (years := _years(text)) and any(p.match(text) for _, p in _NUMBERS):
            return years[0]
    counts = Counter(year for text in texts for year in _years(text))
    return counts.most_common(1)[0][0] if counts else None


def _signer(signature: Sequence[int], paragraphs: Sequence[_Paragraph]) -> str:
    """Return the last issuer of the signature, without seal marks and date."""
    if not signature:
        return ""
    return re.sub(r"\((?:盖章|公章|印章|章)\)|" + _DATE.pattern, "", paragraphs[signature[-1]].text)


def _title_issuer(title: str, above: str, patterns: _Patterns) -> str:
    """Return the issuer that the title names, or else the lines above it."""
    if named := _issuer_in(title, patterns):
        return named
    return above if title and above and _is_issuer(above, patterns) else ""


def _level(issuer: str, paragraphs: Sequence[_Paragraph], furniture: Sequence[bool], patterns: _Patterns) -> str:
    """Return the level of the issuer by its name, else by how the text speaks of itself; empty if neither tells."""
    if issuer:
        for level, pattern in patterns.issuers:
            if pattern.search(issuer):
                return level
        for level, endings in (("township", "镇乡"), ("county", "县区旗"), ("city", "市州盟省")):
            if issuer[-1] in endings:
                return level
    counts: Counter[str] = Counter()
    for paragraph, cut in zip(paragraphs, furniture, strict=True):
        if not cut:
            for level, pattern in patterns.self_names:
                counts[level] += sum(4 if found[0] == "我" else 1 for found in pattern.findall(paragraph.text))
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else ""


def _kind(
    title: str,
    paragraphs: Sequence[_Paragraph],
    head: Sequence[int],
    body_start: int,
    folded: Folded,
    patterns: _Patterns,
) -> tuple[str, bool]:
    """Return what kind of document this looks like, and whether it is a report of the kind that is checked.

    A title decides; without one, what the text opens with, and how often it speaks of the subject: in texts of other
    kinds the words of the subject stood at most 3.2 times in 1,000 characters, in reports at least 9.6 times.
    """
    named = [paragraphs[i].text for i in head if len(paragraphs[i].text) >= 8][-4:]
    for text in (title, *named):
        if text and patterns.other_kinds.search(text):
            return text[:60], False
    if title and not patterns.other_endings.search(title.split("报告", maxsplit=1)[0]):
        return title[:60], True
    opening = folded.text[paragraphs[body_start].folded_start :][:1200] if body_start < len(paragraphs) else ""
    for text in named:
        if patterns.other_endings.search(text):
            return text[:60], False
    if found := patterns.other_bodies.search(opening):
        return found.group()[:60], False
    words = len(patterns.subject_words.findall(folded.text))
    return named[0][:60] if named else "", words >= 5 and words * 1000 >= 6 * len(folded.text)


# --- Sections and sentences ------------------------------------------------------------------------------------------


def _heading(text: str) -> _Heading | None:
    """Return the numbered heading with which a paragraph begins, if it is one."""
    for rank, pattern in _NUMBERS:
        if found := pattern.match(text):
            rest = text[found.end() :]
            number = found.group().rstrip(",.:")
            end = _SENTENCE_END.search(rest)
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
    end = _SENTENCE_END.search(text)
    if end is None or end.group() not in "。." or not 4 <= end.start() <= _LEAD_LONGEST or end.end() == len(text):
        return ""
    lead = text[: end.end()]
    return "" if re.search(r"\d|《", lead) or _LIST_LEAD.match(lead) else lead


class _Divider:
    """Walks the paragraphs once and collects sections and sentences; lives for one call of `divide`."""

    def __init__(
        self,
        paragraphs: Sequence[_Paragraph],
        furniture: Sequence[bool],
        body_start: int,
        body_end: int,
        year: int | None,
        patterns: _Patterns,
        text: str,
        folded: Folded,
    ) -> None:
        self.paragraphs = paragraphs
        self.furniture = furniture
        self.body_start = body_start
        self.body_end = body_end
        self.year = year
        self.patterns = patterns
        self.raw_text = text
        self.folded = folded
        # Where a text has no 、 at all, a converter made commas of them: short stretches are then list items.
        self.bare_lists = "、" not in text
        self.sections: list[Section] = []
        self.stack: list[tuple[int, tuple[Role, ...]]] = []
        self.sentences: list[Sentence] = []
        self.state = Role.PREAMBLE
        self.carry = False
        # The depth of the section in which a paragraph such as 针对以上问题，将做好以下工作： turned to the plan.
        self.turned: int | None = None
        self.planned = False

    def divide(self) -> tuple[tuple[Section, ...], tuple[Sentence, ...]]:
        headings = self._headings()
        self.planned = any(
            pattern.search(heading.title)
            for heading in headings.values()
            for role, pattern in self.patterns.headings
            if role is Role.PLAN
        )
        preamble_open = True
        for i, paragraph in enumerate(self.paragraphs):
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
                opening = not _LIST_LEAD.match(paragraph.text)
                ends = self.patterns.preamble_ends.search(paragraph.text) is not None
                if opening:
                    self.state = Role.PREAMBLE
                    self._tell(paragraph.folded_start, paragraph.folded_end)
                    if ends or not headings:
                        preamble_open = False
                    continue
                preamble_open = False
            base = self.stack[-1][1] if self.stack else (Role.ACCOUNT,)
            carried = self.carry and _is_item(paragraph.text)
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
            announced = any(pattern.search(bare) for _, pattern in self.patterns.headings)
            if (
                2 <= len(bare) <= _UNNUMBERED_LONGEST
                and (not text.endswith(":") or (announced and len(bare) <= 20 and "," not in bare))
                and not _DATE.fullmatch(text)
                and not _SENTENCE_END.search(text)
                and not _LIST_LEAD.match(text)
                and not text.endswith(",")
                and not any(pattern.match(text) for _, pattern in _NUMBERS)
                and not self.patterns.closings.fullmatch(text)
                and not self.patterns.preamble_ends.search(text)
                and i > self.body_start - 1
                and (i > self.body_start or not text.endswith(":"))
                and not _is_issuer(text, self.patterns)
            ):
                rank = 1 if announced or not numbered_top else _UNNUMBERED
                found[i] = _Heading(rank, "", bare, len(text), False)
        found |= self._run_in(found)
        return dict(sorted(found.items()))

    def _run_in(self, found: dict[int, _Heading]) -> dict[int, _Heading]:
        """Return the unnumbered headings that run into their paragraphs (提质增效，办好便民窗口。本年度…).

        One sentence does not tell a heading from a short statement; a habit does: most paragraphs of the body begin
        so. Where they do, or where the sentence announces a part of the report, it is a heading.
        """
        bodies = [
            i
            for i in range(self.body_start, self.body_end)
            if i not in found and not self.furniture[i] and len(self.paragraphs[i].text) > _RUN_IN_LONGEST
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

    def _open(self, heading: _Heading, paragraph: _Paragraph) -> None:
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
        years = _years(title)
        if self.year and years:
            if all(year > self.year for year in years) and Role.PLAN not in found and not excepted:
                found.append(Role.PLAN)
            elif (
                all(year <= self.year for year in years) and Role.PLAN in found and not re.search("下|今后|明年", title)
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
        for i, section in enumerate(self.sections):
            end = next(
                (later.heading.start for later in self.sections[i + 1 :] if later.depth <= section.depth), end_of_body
            )
            closed.append(section._replace(span=Span(section.heading.start, max(end, section.heading.end))))
        return tuple(closed)

    # Sentences

    def _tell(self, start: int, end: int) -> None:
        """Split a stretch of body into sentences and give each its role."""
        text = self.folded.text
        at = start
        while at < end:
            found = _SENTENCE_END.search(text, at, end)
            stop = found.end() if found else end
            self._sentence(at, stop)
            at = stop

    def _sentence(self, start: int, end: int) -> None:
        text = self.folded.text[start:end]
        patterns = self.patterns
        base = self.state
        home = self.stack[-1][1][0] if self.stack else Role.ACCOUNT
        if base is Role.PLAN and self.planned and home is Role.ACCOUNT and self._reports(text):
            # A plan told in passing ends where the account goes on with figures; the real plan has its own section.
            self.state = base = home
        if base is Role.PLAN and self._admits(text):
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
                patterns.shortcoming_openers.search(text)
            ):
                self.state = Role.SHORTCOMINGS
                self._add(start, end, Role.SHORTCOMINGS, False)
                return
        self._emit(start, end, base)

    def _reports(self, text: str) -> bool:
        """Tell whether a sentence counts what was done, without a word of plans."""
        return (
            re.search(r"\d(?![年月日.\d])", text) is not None
            and not _LIST_LEAD.match(text)
            and self.patterns.plan_openers.search(text[:24]) is None
            and self.patterns.plan_marks.search(text) is None
            and not self._next_year(text)
        )

    def _admits(self, text: str) -> bool:
        """Tell whether a sentence of a plan goes back to shortcomings, as plans do that begin with them."""
        return (
            self.patterns.shortcoming_openers.search(text) is not None
            and self.patterns.plan_openers.search(text[:24]) is None
            and self.patterns.plan_marks.search(text) is None
            and not self._next_year(text)
        )

    def _emit(self, start: int, end: int, role: Role) -> None:
        """Add a sentence, with the clauses from a plan mark on as a plan of its own."""
        if role in (Role.ACCOUNT, Role.FIRST_RESPONSIBLE, Role.PREAMBLE, Role.SHORTCOMINGS):
            found = self.patterns.plan_marks.search(self.folded.text, start, end)
            if found:
                cut = max(self.folded.text.rfind(",", start, found.start()) + 1, start)
                if cut > start:
                    self._add(start, cut, role, False)
                self._add(cut, end, Role.PLAN, False)
                return
        self._add(start, end, role, False)

    def _next_year(self, text: str) -> bool:
        if not self.year:
            return False
        return (
            re.search(
                rf"{self.year + 1}年(?!\d).{{0,24}}?(?:将|要|继续|重点|计划|打算|力争|进一步|拟|工作中)", text[:60]
            )
            is not None
        )

    def _plan_cut(self, text: str) -> int:
        found = self.patterns.plan_openers.search(text[:24])
        at = found.start() if found else (text.find(f"{self.year + 1}年") if self.year else 0)
        return text.rfind(",", 0, max(at, 0)) + 1

    def _add(self, start: int, end: int, role: Role, heading: bool) -> None:
        if start < end:
            self.sentences.append(Sentence(start, end, role, heading, tuple(self._clauses(start, end))))

    def _clauses(self, start: int, end: int) -> list[Clause]:
        """Split at commas and colons; list marks hold a clause together."""
        text, raw = self.folded.text, self.raw_text
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
            clauses.append(Clause(at, i + 1))
            at = last = i + 1
        if at < end:
            clauses.append(Clause(at, end))
        return clauses


def _is_item(text: str) -> bool:
    return _LIST_LEAD.match(text) is not None or any(pattern.match(text) for _, pattern in _NUMBERS)
