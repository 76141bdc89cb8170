"""Checklists with fewer phrases and with more, to see what the number of phrases costs."""

import random
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import NamedTuple

from lawlint.checks import CHECKS, VOCABULARY
from lawlint.compiling import compile_elements
from lawlint.engine import Checklist, prepare
from lawlint.model import Composite, Content, Element, Part, Steps, Together, Vocabulary

_LISTS = ("names", "done", "touches", "acts", "hides", "unless")
_WORDS = ("acts", "study", "talk", "frequencies", "zeros", "denials", "mended", "rules")

Phrases = tuple[str, ...]


class Searching(NamedTuple):
    """A checklist with what it was made of, and every part of a phrase that it looks for."""

    checklist: Checklist
    elements: tuple[Element, ...]
    vocabulary: Vocabulary
    parts: tuple[str, ...]


def searching(elements: Sequence[Element], vocabulary: Vocabulary) -> Searching:
    """Prepare a checklist."""
    _, parts = compile_elements(elements, vocabulary)
    return Searching(prepare(elements, vocabulary), tuple(elements), vocabulary, tuple(parts))


def everything() -> Searching:
    return searching(CHECKS, VOCABULARY)


def sampled(count: int) -> Searching:
    """Return a checklist with about so many phrases, drawn by lot from all lists.

    The lists shrink, and so does what a report holds of them; a combination that has lost one of its lists is gone.
    """
    every = sorted(everything().parts)
    random.Random(1).shuffle(every)
    kept = frozenset(every[:count])

    def cut(phrases: Phrases) -> Phrases:
        return tuple(phrase for phrase in phrases if phrase.partition("…")[0] in kept)

    words: Vocabulary = VOCABULARY._replace(**{name: cut(getattr(VOCABULARY, name)) for name in _WORDS})
    return searching([_with_lists(element, cut) for element in CHECKS], words)


def padded(start: int, count: int, text: str) -> Searching:
    """Return the checklist of `sampled(start)` with phrases up to `count` that do not stand in a text.

    What is found stays as it is; only what is looked for grows.
    """
    base = sampled(start)
    absent = iter(_absent(count - len(base.parts), text, base.parts))
    more: dict[str, list[str]] = {element.id: [] for element in base.elements if isinstance(element.looks, Content)}
    for name, phrase in zip(cycle(more), absent, strict=False):
        more[name].append(phrase)
    elements = [
        element._replace(looks=element.looks._replace(touches=(*element.looks.touches, *more[element.id])))
        if isinstance(element.looks, Content)
        else element
        for element in base.elements
    ]
    return searching(elements, base.vocabulary)


def _absent(count: int, text: str, known: Sequence[str]) -> list[str]:
    """Return phrases as long as ours, of the same characters, that neither a text nor the known ones hold."""
    pool = everything().parts
    characters = "".join(pool)
    chance = random.Random(2)
    found: dict[str, None] = {}
    while len(found) < count:
        phrase = "".join(chance.choices(characters, k=max(3, len(chance.choice(pool)))))
        if phrase not in text:
            found[phrase] = None
    for phrase in known:
        found.pop(phrase, None)
    return list(found)


def _with_lists(element: Element, cut: Callable[[Phrases], Phrases]) -> Element:
    """Return an element with its lists of phrases cut down."""

    def whole_ones(combinations: Sequence[Together]) -> tuple[Together, ...]:
        cut_down = [each._replace(groups=tuple(map(cut, each.groups))) for each in combinations]
        return tuple(each for each in cut_down if all(each.groups))

    def content(whole: Content) -> Content:
        return whole._replace(
            **{name: cut(getattr(whole, name)) for name in _LISTS},
            together=whole_ones(whole.together),
            touches_together=whole_ones(whole.touches_together),
        )

    looks = element.looks
    match looks:
        case Content():
            looks = content(looks)
        case Composite():
            looks = looks._replace(content=content(looks.content))
        case Steps():
            steps = tuple(step._replace(content=content(step.content)) for step in looks.steps)
            looks = looks._replace(content=content(looks.content), steps=steps)
        case Part():
            looks = looks._replace(names=cut(looks.names), hides=cut(looks.hides))
    return element._replace(looks=looks)
