"""What the document is: its beginning and end, title, issuer, level and year, and whether it is such a report."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import Role
from .forms import DATE, MONTH, NUMBERS, SENTENCE_END, UNNUMBERED_LONGEST, years_in
from .paragraphs import Paragraph
from .patterns import Patterns
from .prompts import is_form, is_unfilled_line

_RANGE = re.compile(r"20\d\d年?-20\d\d年")
_QUOTED = re.compile(r"《[^《》]*》")
_MONTH = re.compile(r"年(\d{1,2}|[一二三四五六七八九十]{1,2})|\d{4}[-./](\d{1,2})")
_EARLY = {"1", "2", "3", "4", "5", "6", "01", "02", "03", "04", "05", "06", *"一二三四五六"}
"""A report that is dated in these months tells of the year before."""
_FURNITURE_LONGEST = 240
_TITLE_LONGEST = 90
_TITLE_LINES = 4
_OPENING = 400
_BODY_OPENING = 1200
_OWN_WEIGHT = 4
_NAME_SHORTEST = 3


class Frame(NamedTuple):
    """The paragraphs of a text, and where its report begins and ends among them.

    furniture: for each paragraph whether it belongs to a page and not to the report, or is a form not filled in.
    body_start, body_end: the first paragraph of the body, and the one after its last.
    issuer_lines, date_lines: the paragraphs of the signature.
    """

    paragraphs: tuple[Paragraph, ...]
    furniture: tuple[bool, ...]
    body_start: int
    body_end: int
    issuer_lines: tuple[int, ...]
    date_lines: tuple[int, ...]
    date: str

    @property
    def head(self) -> list[int]:
        """The paragraphs above the body that are no furniture."""
        return [i for i in range(self.body_start) if not self.furniture[i]]

    def body(self) -> Iterator[str]:
        """Yield the paragraphs of the body without furniture."""
        for i in range(self.body_start, self.body_end):
            if not self.furniture[i]:
                yield self.paragraphs[i].text


class Title(NamedTuple):
    """The title: its words, the paragraphs that it takes, and the issuer that it or the line above it names."""

    text: str
    lines: tuple[int, ...]
    issuer: str


def frame_of(paragraphs: Sequence[Paragraph], patterns: Patterns) -> Frame:
    """Find furniture, head, body and signature."""
    furniture = tuple(
        _is_furniture(paragraph.text, patterns) or is_form(paragraph.text, patterns) for paragraph in paragraphs
    )
    body_start = _body_start(paragraphs, furniture, patterns)
    return _with_tail(paragraphs, furniture, body_start, patterns)


# --- Furniture, head and tail ----------------------------------------------------------------------------------------


def _is_furniture(text: str, patterns: Patterns) -> bool:
    """Tell whether a line belongs to a page; the bars and bullets of its tables and lists say nothing."""
    if len(text) > _FURNITURE_LONGEST:
        return False
    bare = text.strip("|-·*")
    return patterns.furniture.fullmatch(text) is not None or (
        bare != text and patterns.furniture.fullmatch(bare) is not None
    )


def _is_prose(text: str) -> bool:
    return (len(text) >= 40 and text.count(",") >= 2) or (len(text) >= 12 and SENTENCE_END.search(text) is not None)


def _body_start(paragraphs: Sequence[Paragraph], furniture: Sequence[bool], patterns: Patterns) -> int:
    """Return the index of the first paragraph of the body: prose, a numbered heading, or what opens the report."""
    for i, paragraph in enumerate(paragraphs):
        if furniture[i]:
            continue
        if _is_prose(paragraph.text) and not _titled(paragraph.text, patterns):
            return i
        if patterns.preamble_ends.search(paragraph.text) and len(paragraph.text) < 40:
            return i
        if any(pattern.match(paragraph.text) for rank, pattern in NUMBERS if rank <= 3):
            return i
        if len(paragraph.text) <= UNNUMBERED_LONGEST and any(
            pattern.search(paragraph.text) and not _titled(paragraph.text, patterns)
            for role, pattern in patterns.headings
            if role is Role.ACCOUNT
        ):
            return i
    return len(paragraphs)


def _with_tail(
    paragraphs: Sequence[Paragraph], furniture: tuple[bool, ...], body_start: int, patterns: Patterns
) -> Frame:
    """Find the end of the body and the signature after it."""
    end = len(paragraphs)
    issuers: list[int] = []
    dates: list[int] = []
    date = ""
    i = end - 1
    for at in range(end - 1, max(body_start, end - 16), -1):
        # Lines of a page that no pattern knows may follow the date; prose may not.
        if DATE.fullmatch(paragraphs[at].text) or MONTH.fullmatch(paragraphs[at].text):
            i = at
            break
        if _is_prose(paragraphs[at].text) and not furniture[at]:
            break
    while i >= body_start:
        text = paragraphs[i].text
        if furniture[i] or patterns.closings.fullmatch(text) or is_unfilled_line(text, patterns):
            i -= 1
            continue
        if MONTH.fullmatch(text) and not dates:
            # A date without its day is a part of a signature, and not the whole of one.
            dates.append(i)
            i -= 1
            continue
        found = DATE.search(text)
        without = DATE.sub("", text).strip("().,日期:")
        is_date = found is not None and len(without) <= 30 and not re.search(r"[。;]", text)
        if found and is_date and not dates and (not without or is_issuer(without, patterns)):
            dates.append(i)
            date = found.group()
            if without:
                issuers.append(i)
        elif len(text) <= 36 and len(issuers) < 4 and is_issuer(text, patterns):
            issuers.append(i)
        else:
            break
        i -= 1
    # Trailing furniture and closings after the last line of prose belong to the tail.
    return Frame(tuple(paragraphs), furniture, body_start, i + 1, tuple(sorted(issuers)), tuple(sorted(dates)), date)


def is_issuer(text: str, patterns: Patterns) -> bool:
    """Tell whether a line is the name of a body that issues reports."""
    if any(mark in text for mark in "。;:") or any(pattern.match(text) for _, pattern in NUMBERS):
        return False
    bare = patterns.seals.sub("", text)
    return patterns.issuer_ends.search(bare) is not None or any(
        (found := pattern.search(bare)) is not None and found.end() == len(bare) for _, pattern in patterns.issuers
    )


def signer_of(frame: Frame, patterns: Patterns) -> str:
    """Return the last issuer of the signature, without seal marks and date; empty where there is none."""
    if not frame.issuer_lines:
        return ""
    return DATE.sub("", patterns.seals.sub("", frame.paragraphs[frame.issuer_lines[-1]].text))


# --- Title -----------------------------------------------------------------------------------------------------------


def _titled(text: str, patterns: Patterns) -> bool:
    return (
        len(text) <= _TITLE_LONGEST
        and not text.endswith(("。", ":", ";"))
        and patterns.title_subjects.search(text) is not None
        and patterns.title_kinds.search(text) is not None
    )


def title_of(frame: Frame, patterns: Patterns) -> Title:
    """Return the title, on one line or several; empty where there is none.

    Pages repeat it: the one that names year and issuer, itself or right above it, is preferred, then the first.
    """
    best = Title("", (), "")
    best_rank = 0.0
    head = frame.head
    for at, i in enumerate(head):
        for size in range(1, _TITLE_LINES + 1):
            lines = tuple(j for j in head[at : at + size] if j < i + size)
            if len(lines) < size:
                break
            text = "".join(frame.paragraphs[j].text for j in lines)
            if not _titled(text, patterns) or (text.endswith("的") and i + size in head):
                # 关于…情况的 goes on in the next line.
                continue
            above = "".join(frame.paragraphs[j].text for j in head[max(0, at - 2) : at] if j >= i - 2)
            named = _issuer_in(text, patterns)
            issuer = named or (above if above and is_issuer(above, patterns) else "")
            # A title on one line is preferred to the same title with more lines around it.
            rank = 1 + 4 * bool(years_in(text)) + 2 * bool(named or issuer) - (size > 1) - size / 10
            if rank > best_rank:
                best, best_rank = Title(text, lines, issuer), rank
            break
    return best if best.text else _listed_title(frame, patterns)


def _listed_title(frame: Frame, patterns: Patterns) -> Title:
    """Return the title that the table of a page lists (标题：…); it stands on no line of the report itself."""
    for i in range(frame.body_start):
        text = frame.paragraphs[i].text.strip("|-·*").partition(":")[2]
        if frame.furniture[i] and _titled(text, patterns):
            return Title(text, (), _issuer_in(text, patterns))
    return Title("", (), "")


def _issuer_in(title: str, patterns: Patterns) -> str:
    """Return what a title says of its issuer: what stands before its subject, without year and particles."""
    rest = patterns.title_subjects.split(re.sub(r"[〇○零0o\d二一三四五六七八九]{4}年", "", title))[0]
    rest = patterns.title_particles.sub("", rest)
    return rest if len(rest) >= 2 and any(end.search(rest) for _, end in patterns.issuers) else ""


# --- Year and level --------------------------------------------------------------------------------------------------


def year_of(frame: Frame, title: Title) -> int | None:
    """Return the year that is reported on: told by the title, the opening, the date, a heading, or most of the text."""
    if years := years_in(title.text):
        # 2023年工作总结及2024年工作思路 tells of the first.
        return years[0]
    texts = list(frame.body())
    if texts:
        opening = _QUOTED.sub("", "".join(texts[:2]))
        if opened := re.match(r".{0,40}?(?<!\d)(20\d\d)年(?!来)", opening):
            return int(opened.group(1))
    if signed := years_in(re.sub(r"[-./]", "年", frame.date, count=1)):
        month = _MONTH.search(frame.date)
        return signed[0] - (month is None or (month.group(1) or month.group(2)) in _EARLY)
    for text in texts:
        if len(text) <= 40 and (years := years_in(text)) and any(pattern.match(text) for _, pattern in NUMBERS):
            return years[0]
    counts = Counter(year for text in texts for year in years_in(_RANGE.sub("", _QUOTED.sub("", text))))
    return counts.most_common(1)[0][0] if counts else None


class Speaker(NamedTuple):
    """Who speaks in the opening: its level, and its name where one stands there; both empty if nobody is told."""

    level: str
    name: str


def speaker_of(frame: Frame, patterns: Patterns) -> Speaker:
    """Return who speaks in the opening: 2023年，县教育局坚持…"""
    opening = _QUOTED.sub("", "".join(text for _, text in zip(range(3), frame.body(), strict=False)))[:_OPENING]
    spoken = [
        (found.start(), level, found.group())
        for level, pattern in patterns.speakers
        if (found := pattern.search(opening)) is not None
    ]
    if not spoken:
        return Speaker("", "")
    _, level, words = min(spoken)
    name = patterns.before_names.split(words)[-1]
    return Speaker(level, name if len(name) >= _NAME_SHORTEST and not patterns.no_names.match(name) else "")


def level_of(issuer: str, speaker: Speaker, frame: Frame, patterns: Patterns) -> str:
    """Return the level of the issuer: by its name, else by who speaks in the opening, else by how it speaks of itself.

    Empty if none of them tells.
    """
    if issuer:
        for level, pattern in patterns.issuers:
            if pattern.search(issuer):
                return level
    if speaker.level:
        return speaker.level
    counts: Counter[str] = Counter()
    for text in frame.body():
        for names, weight in ((patterns.own_names, _OWN_WEIGHT), (patterns.self_names, 1)):
            for level, pattern in names:
                counts[level] += weight * len(pattern.findall(text))
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else ""


# --- Kind ------------------------------------------------------------------------------------------------------------


def kind_of(title: Title, frame: Frame, whole: str, patterns: Patterns) -> tuple[str, bool]:
    """Return what kind of document this looks like, and whether it is a report of the kind that is checked.

    Titles and openings of other kinds tell what it is not, its own title what it is. Without one, how often the text
    speaks of the subject decides: in texts on other subjects its words stood at most 3.2 times in 1,000 characters, in
    reports at least 7.1 times.
    """
    named = [frame.paragraphs[i].text for i in frame.head if len(frame.paragraphs[i].text) >= 8][-4:]
    body = "".join(text for _, text in zip(range(8), frame.body(), strict=False))[:_BODY_OPENING]
    for text in (title.text, *named):
        if text and patterns.other_kinds.search(text):
            return text[:60], False
    if found := patterns.other_bodies.search(body):
        return found.group()[:60], False
    if title.text and not patterns.other_endings.search(title.text.split("报告", maxsplit=1)[0]):
        return title.text[:60], True
    for text in named:
        if patterns.other_endings.search(text):
            return text[:60], False
    words = len(patterns.subject_words.findall(whole))
    return named[0][:60] if named else "", words >= 5 and words * 1000 >= 6 * len(whole)
