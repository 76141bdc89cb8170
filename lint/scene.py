"""One document with everything that was found in it: what stands where, and what a clause says.

Phrases are looked up when they are first asked for: of all that elements look for, a document holds a small share.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from operator import sub
from typing import NamedTuple

from .compiling import Compiled
from .folding import Folded
from .matching import Hits, occurrences
from .model import Clause, Document, Sentence, Span

Found = tuple[int, int, str]
"""An occurrence in folded offsets, with the words of its phrase."""

_NOWHERE: list[Found] = []

_TITLE = re.compile(r"《([^《》]{2,80})》")
_DATE = re.compile(r"\d{1,2}月(?:\d{1,2}日|[上中下]旬|份|底)?|第[\d一二三四五六七八九十]{1,3}次")
_YEAR = re.compile(r"\d{4}(?:-\d{4})?年?")
_PUNCTUATION = ",:;。.!?"
_NAMES_ABOUT = 8
"""How many names that begin before a place are looked at to tell whether one of them holds it."""
_VAGUE = ("项", "个", "种", "类")
_VOW_REST_LONGEST = 4
_LISTED_FARTHEST = 50
_BITS = 4096
"""How many sentences a block holds: what a mask costs grows with it, and a document of a block is quickest."""


class Says(NamedTuple):
    """What a clause says apart from any element.

    denied: it denies what it names; zero statements, rules and mended faults do not.
    zero: it says that nothing occurred.
    figure: it holds a figure, a date or a regular practice.
    act: it holds a reported act.
    study, talk: it tells of study or training, or of a meeting too, and of no act beside it.
    """

    denied: bool
    zero: bool
    figure: bool
    act: bool
    study: bool
    talk: bool


class Block(NamedTuple):
    """Neighbouring sentences and what occurs in them, a sentence to a bit.

    first: the number of the sentence that the lowest bit means; see `Scene.sentence_at`.
    masks: for each bucket the sentences in which its phrases end, or the first parts of those with gaps.
    present: for each bucket those of its phrases of one part that occur here: the sentences in which each ends, and
        its number.
    """

    first: int
    masks: list[int]
    present: list[list[tuple[int, int]]]


class Scene:
    """What was found in one document; all offsets are folded ones. Nothing in it changes what another call answers.

    sentence_at: for each offset the number of the sentence in which it lies, counted from 1; what follows a sentence
        before the next one counts to it, and what stands before the first has the number 0.
    blocks: all sentences, in order.
    """

    def __init__(
        self, document: Document, folded: Folded, hits: Hits, compiled: Compiled, lengths: Sequence[int]
    ) -> None:
        self.document = document
        self.folded = folded
        self.compiled = compiled
        self.words = compiled.words
        text = folded.text
        self._hits = hits
        self._lengths = lengths
        self._parts = frozenset(hits)
        self._measure_words = compiled.measures
        self.sentence_at = _numbers([sentence.start for sentence in document.sentences], len(text))
        self.blocks = self._blocks_of()
        self._with_gaps: dict[int, list[Found]] = {}
        self._places: dict[int, list[Found]] = {}
        self._wholes: dict[int, list[Found]] = {}
        self._spans: dict[tuple[int, int], Span] = {}
        self._says: dict[Clause, Says] = {}
        self._maxims: dict[Clause, bool] = {}
        self._lists: dict[Clause, bool] = {}
        self._commas: dict[Clause, int] = {}
        self._blanks = [found.span() for found in self.words.blank.finditer(text)]
        self._laws = [found.span() for found in _TITLE.finditer(text) if self.words.law_titles.search(found.group(1))]
        self._names = sorted(
            [(start, end, number) for bucket, number in compiled.names for start, end, _ in self.places(bucket)]
        )
        self._name_starts = [name[0] for name in self._names]
        self._study = self.places(self.words.study)
        self._talk = self.places(self.words.talk)
        acts = self._free(self.places(self.words.acts))
        self._acts = [place[:2] for place in acts]
        learned = {place[:2] for place in (*self._study, *self._talk)}
        self._firm = [place for place in acts if place[:2] not in learned and place[2] not in self.words.light_acts]
        self._denials = self.places(self.words.denials)
        # 未出台 answers, 尚未出台 denies.
        denied = {at for start, end, _ in self._denials for at in range(start + 1, end)}
        self._zeros = [place for place in self.places(self.words.zeros) if place[0] not in denied]
        self._mended = self.places(self.words.mended)
        self._rules = self.places(self.words.rules)
        # A run of digits that counts nothing is found too, so that it is not looked through digit by digit.
        figures = [
            found.span()
            for found in self.words.figure.finditer(text)
            if (found.lastgroup or not text[found.start()].isdecimal()) and not _YEAR.fullmatch(found.group())
        ]
        figures += [found.span() for found in _DATE.finditer(text)]
        figures += [(start, end) for start, end, _ in self.places(self.words.frequencies)]
        figures.sort()
        # A figure inside a name is a part of it: 全程 in 全程记录.
        self._figures = [span for span in figures if not self._in_name(*span)]

    def _blocks_of(self) -> list[Block]:
        """Return all blocks of the document, one as a rule."""
        numbers = len(self.document.sentences) + 1
        bits = [1 << number for number in range(min(numbers, _BITS))]
        if numbers <= _BITS:
            return [self._block(0, bits, self._hits)]
        blocks = []
        for first in range(0, numbers, _BITS):
            last = min(first + _BITS, numbers) - 1
            start = self.document.sentences[first - 1].start if first else 0
            end = self.document.sentences[last].start if last + 1 < numbers else len(self.sentence_at)
            here = {
                part: inside
                for part, ends in self._hits.items()
                if (inside := ends[bisect_right(ends, start) : bisect_right(ends, end)])
            }
            blocks.append(self._block(first, [*repeat(0, first), *bits], here))
        return blocks

    def _block(self, first: int, bits: Sequence[int], hits: Hits) -> Block:
        """Return the block of the sentences from a number on: no more is looked at than what occurs.

        Args:
            first: the number.
            bits: the bit of each sentence by its number.
            hits: what ends in these sentences.
        """
        sentence_at, owners, beginnings = self.sentence_at, self.compiled.owners, self.compiled.beginnings
        masks = [0] * self.compiled.buckets
        present: list[list[tuple[int, int]]] = [[] for _ in masks]
        for part, ends in hits.items():
            mask = 0
            for end in ends:
                mask |= bits[sentence_at[end - 1]]
            here = mask, part
            for bucket in owners[part]:
                masks[bucket] |= mask
                present[bucket].append(here)
            if part in beginnings:
                for bucket in beginnings[part]:
                    masks[bucket] |= mask
        return Block(first, masks, present)

    def sentences_of(self, block: Block, mask: int) -> Iterator[tuple[int, Sentence]]:
        """Yield the sentences of a mask of a block, each with its bit, in order."""
        sentences = self.document.sentences
        while mask:
            bit = mask & -mask
            mask ^= bit
            # What stands before the first sentence, number 0, is none.
            if number := block.first + bit.bit_length() - 1:
                yield bit, sentences[number - 1]

    def places(self, bucket: int) -> list[Found]:
        """Return all occurrences of the phrases of a bucket, in order."""
        found = self._places.get(bucket)
        if found is None:
            found = []
            wholes = self._wholes
            for part in self._present(bucket):
                found += wholes[part] if part in wholes else self._whole(part)
            found += self._gapped(bucket)
            if len(found) > 1:
                found.sort()
            self._places[bucket] = found
        return found

    def _present(self, bucket: int) -> Iterable[int]:
        """Return the phrases of one part of a bucket that occur, each once."""
        if len(self.blocks) == 1:
            return [part for _, part in self.blocks[0].present[bucket]]
        return {part for block in self.blocks for _, part in block.present[bucket]}

    def places_in(self, bucket: int, block: Block, bit: int, sentence: Sentence) -> list[Found]:
        """Return the occurrences of the phrases of a bucket in a sentence, which has some bit of its block, in order.

        For a list that is asked about few sentences this is quicker than looking for all of them.
        """
        found = []
        left, right = sentence.start, sentence.end
        hits, lengths, text = self._hits, self._lengths, self.folded.text
        for mask, part in block.present[bucket]:
            if mask & bit:
                ends, length = hits[part], lengths[part]
                for at in range(bisect_left(ends, left + length), len(ends)):
                    end = ends[at]
                    if end > right:
                        break
                    start = end - length
                    if self._measures(part, start):
                        found.append((start, end, text[start:end]))
        if bucket in self.compiled.gapped:
            found += [place for place in self._gapped(bucket) if left <= place[0] and place[1] <= right]
        if len(found) > 1:
            found.sort()
        return found

    def _gapped(self, bucket: int) -> list[Found]:
        """Return all occurrences of the phrases with gaps of a bucket, in order."""
        phrases = self.compiled.gapped.get(bucket)
        if not phrases:
            return _NOWHERE
        found = self._with_gaps.get(bucket)
        if found is None:
            found = []
            hits, lengths = self._hits, self._lengths
            for first in self._parts.intersection(phrases):
                for parts, words in phrases[first]:
                    last = parts[-1]
                    found += [
                        (start, end, words)
                        for start, end in occurrences(parts, hits, lengths)
                        if self._measures(last, end - lengths[last])
                    ]
            found.sort()
            self._with_gaps[bucket] = found
        return found

    def _whole(self, part: int) -> list[Found]:
        """Return all occurrences of a part that is a phrase by itself; many lists share the common ones."""
        length = self._lengths[part]
        ends = self._hits[part]
        words = self.folded.text[ends[0] - length : ends[0]]
        if part in self._measure_words:
            ends = [end for end in ends if self._measures(part, end - length)]
        found = self._wholes[part] = [(end - length, end, words) for end in ends]
        return found

    def _measures(self, part: int, start: int) -> bool:
        """Tell whether a part that may be a measure word counts something where it stands; others always do."""
        if part not in self._measure_words:
            return True
        text = self.folded.text
        if self.words.counting.match(text, start - 1) is None:
            return False
        # 一项长期任务 counts nothing, 二十一项任务 does.
        return (
            text[start] not in _VAGUE
            or text[start - 1] != "一"
            or self.words.counting.match(text, start - 2) is not None
        )

    def _in_name(self, start: int, end: int) -> bool:
        """Tell whether a stretch lies inside a name of an element."""
        at = bisect_right(self._name_starts, start)
        return any(self._names[i][1] >= end for i in range(max(0, at - _NAMES_ABOUT), at))

    def _free(self, acts: Sequence[Found]) -> list[Found]:
        """Return occurrences of acts that do not begin in a name, qualify nothing, and follow no slogan."""
        text = self.folded.text
        free = []
        at = reach = 0
        for start, end, word in acts:
            while at < len(self._names) and self._names[at][0] <= start:
                reach = max(reach, self._names[at][1])
                at += 1
            if reach > start:
                continue
            if text[start - 1 : start] == "的" or text[end : end + 1] == "的":
                continue
            if word in self.words.soft_acts and text[max(0, start - 4) : start].endswith(self.words.slogans):
                continue
            free.append((start, end, word))
        return free

    def sentence(self, start: int, end: int) -> Sentence | None:
        """Return the sentence that holds the stretch whole, if one does."""
        number = self.sentence_at[start]
        if not number:
            return None
        sentence = self.document.sentences[number - 1]
        return sentence if end <= sentence.end else None

    def span(self, start: int, end: int) -> Span:
        """Return a stretch without the punctuation at its ends, in raw offsets."""
        known = self._spans.get((start, end))
        if known is None:
            text, left, right = self.folded.text, start, end
            while right > left + 1 and text[right - 1] in _PUNCTUATION:
                right -= 1
            while left < right - 1 and text[left] in _PUNCTUATION:
                left += 1
            known = self._spans[start, end] = Span(self.folded.raw(left), self.folded.raw_end(right))
        return known

    def in_law_title(self, start: int, end: int) -> bool:
        """Tell whether the stretch stands inside the 《》 of a law or regulation."""
        if not self._laws:
            return False
        at = bisect_right(self._laws, (start, -1)) - 1
        return at >= 0 and self._laws[at][0] < start and end < self._laws[at][1]

    def is_unfilled(self, sentence: Sentence) -> bool:
        """Tell whether a sentence has a blank in it."""
        return _within(self._blanks, sentence.start, sentence.end)

    def says(self, clause: Clause) -> Says:
        """Return what a clause says, whatever element it is about."""
        known = self._says.get(clause)
        if known is None:
            start, end = clause
            zero = _within(self._zeros, start, end)
            firm = _within(self._firm, start, end)
            study = _within(self._study, start, end) and not firm
            known = self._says[clause] = Says(
                denied=not zero and _within(self._denials, start, end) and not _within(self._mended, start, end),
                zero=zero,
                figure=_within(self._figures, start, end),
                act=_within(self._acts, start, end),
                study=study,
                talk=study or (_within(self._talk, start, end) and not firm),
            )
        return known

    def is_maxim(self, clause: Clause) -> bool:
        """Tell whether a clause praises or stresses a thing and reports nothing."""
        known = self._maxims.get(clause)
        if known is None:
            found = self.words.maxim.search(self.folded.text[clause.start : clause.end])
            known = self._maxims[clause] = found is not None
        return known

    def has_list(self, clause: Clause) -> bool:
        """Tell whether a list of steps ends in a clause (…等程序)."""
        known = self._lists.get(clause)
        if known is None:
            found = self.words.listed.search(self.folded.text, clause.start, clause.end)
            known = self._lists[clause] = found is not None
        return known

    def acts_in(self, clause: Clause) -> list[tuple[int, int]]:
        """Return the reported acts of a clause."""
        at = bisect_left(self._acts, (clause.start,))
        return self._acts[at : bisect_left(self._acts, (clause.end,))]

    def states_rule(self, sentence: Sentence) -> bool:
        """Tell whether a sentence states a rule in force (未经审核，不得...)."""
        return _within(self._rules, sentence.start, sentence.end)

    def names_of_others(self, clause: Clause, own: int) -> bool:
        """Tell whether a clause names another element."""
        at = bisect_right(self._name_starts, clause.start - 1)
        while at < len(self._names) and self._names[at][0] < clause.end:
            if self._names[at][2] != own:
                return True
            at += 1
        return False

    def tells_purpose(self, clause: Clause) -> bool:
        """Tell whether a clause begins by saying what something is for."""
        return self.folded.text.startswith(self.words.purposes, clause.start, clause.end)

    def lists_steps(self, clause: Clause, start: int) -> bool:
        """Tell whether an item of a list such as 公众参与、合法性审查等程序, which reports none, stands at start."""
        text = self.folded.text
        found = self.words.listed.search(text, start, min(clause.end, start + _LISTED_FARTHEST))
        return (
            found is not None
            and text.find(",", clause.start, found.start()) >= 0
            and not _within(self._figures, clause.start, clause.end)
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
        commas = self._commas.get(clause)
        if commas is None:
            commas = self._commas[clause] = text.count(",", clause.start, clause.end - 1)
        if commas == 0 or (commas == 1 and "等" not in text[end : min(clause.end, end + 8)]):
            return False
        return (
            (end < clause.end - 1 and text[end] == ",")
            or (start > clause.start and text[start - 1] == ",")
            or text.startswith("等", end)
        )


def _numbers(starts: Sequence[int], length: int) -> list[int]:
    """Return, for each of so many offsets, how many of the starts, which ascend, are at or before it."""
    lengths = map(sub, (*starts, length), (0, *starts))
    return list(chain.from_iterable(map(repeat, range(len(starts) + 1), lengths)))


def _within(spans: Sequence[tuple[int, int]] | Sequence[Found], start: int, end: int) -> bool:
    """Tell whether the first of the spans that begins in a stretch ends in it too."""
    at = bisect_left(spans, (start,))
    return at < len(spans) and spans[at][1] <= end
