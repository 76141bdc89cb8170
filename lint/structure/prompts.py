"""What asks for content and is none: prompts that nobody has removed, and blanks that nobody has filled.

A paragraph with a prompt is a form. What was written into it counts sentence by sentence: one with a blank in it, or
with a prompt anywhere but before it, is still to be written. Outside of forms whoever judges a sentence looks for
blanks. All offsets are folded ones.
"""

import re

from .forms import NUMBERS, SENTENCE_END
from .patterns import Patterns

_LINE_LONGEST = 36
# Stands for a character of a prompt; folded text holds no control characters.
_ASKED = "\0"
_SET_OFF = re.compile(rf"[{_ASKED},:;。.!?]*")


def told(text: str, patterns: Patterns) -> list[tuple[int, int]]:
    """Return the stretches of a paragraph that tell something: all of it, unless it is a form."""
    masked = _masked(text, patterns)
    if masked == text:
        return [(0, len(text))]
    stretches = []
    start = 0
    for end in (*(found.end() for found in SENTENCE_END.finditer(masked)), len(masked)):
        found = _SET_OFF.match(masked, start, end)
        left = found.end() if found else start
        if left < end and masked.find(_ASKED, left, end) < 0 and not patterns.blanks.search(text, left, end):
            stretches.append((left, end))
        start = end
    return stretches


def is_form(text: str, patterns: Patterns) -> bool:
    """Tell whether a paragraph asks for content and holds none; a heading with a prompt beside it stays one."""
    masked = _masked(text, patterns)
    if masked == text or told(text, patterns):
        return False
    beside = masked.replace(_ASKED, "")
    number = next((found.end() for _, pattern in NUMBERS if (found := pattern.match(beside))), 0)
    return not _is_line(beside) or _SET_OFF.fullmatch(beside, number) is not None or is_unfilled_line(beside, patterns)


def asks(text: str, patterns: Patterns) -> bool:
    """Tell whether there is a prompt or a blank in a text."""
    return patterns.prompts.search(text) is not None or patterns.blanks.search(text) is not None


def is_unfilled_line(text: str, patterns: Patterns) -> bool:
    """Tell whether a short line that is no sentence has a blank in it, such as a date that is still to be set."""
    return _is_line(text) and patterns.blanks.search(text) is not None


def _masked(text: str, patterns: Patterns) -> str:
    return patterns.prompts.sub(lambda found: _ASKED * len(found.group()), text)


def _is_line(text: str) -> bool:
    return len(text) <= _LINE_LONGEST and SENTENCE_END.search(text) is None
