"""The outline of a report as text and as Markdown, with what to write and on what grounds as notes.

It is a Chinese official paper, whatever the language of other outputs.
"""

from collections.abc import Iterator

from ..folding import fold_phrase
from ..model import Element
from ..template import USAGE, Draft, Line
from .office import bases, clean

_INDENT = "\u3000\u3000"
# Full-width forms of what Markdown and HTML give a meaning to; people and lawlint read them as the same characters.
_PLAIN = str.maketrans("\\`*_[]<>#~&|$", "＼｀＊＿［］＜＞＃～＆｜＄")
_ENDING = str.maketrans("<>【】＜＞", "（）（）（）")
_CLOSING = str.maketrans("《》〈〉«»", "（）（）（）")


def render_text(draft: Draft) -> str:
    """Return the outline as text; the notes stand in brackets at its end, in the order of the outline."""
    lines = [clean(draft.title.text), ""]
    for line in draft.opening:
        lines.append(("" if line.text else _INDENT) + _told(line))
    for chapter in draft.chapters:
        lines.append(_INDENT + clean(chapter.heading))
        for group in chapter.groups:
            if group.heading:
                lines.append(_INDENT + clean(group.heading))
            lines += [_INDENT + _told(line) for line in group.lines]
    lines += ["", *(_told(line) for line in draft.signature), "", f"【填写说明：{USAGE}】"]
    lines += [f"【填写说明：{_note(element)}】" for element in draft.elements()]
    return "\n".join(lines) + "\n"


def render_markdown(draft: Draft) -> str:
    """Return the outline as Markdown; the notes are comments, which a page that is made of it does not show."""
    blocks = [f"# {_markdown(draft.title)}", _comment(USAGE), *_comments(draft.title)]
    blocks += [_markdown(line) for line in draft.opening]
    for chapter in draft.chapters:
        blocks.append(f"## {clean(chapter.heading).translate(_PLAIN)}")
        if chapter.element is not None:
            blocks.append(_comment(_note(chapter.element)))
        for group in chapter.groups:
            if group.heading:
                blocks.append(f"### {clean(group.heading).translate(_PLAIN)}")
            for line in group.lines:
                blocks.append(_markdown(line))
                if line.element is not chapter.element:
                    blocks += _comments(line)
    blocks += [_markdown(line) for line in draft.signature]
    if draft.signature:
        blocks += _comments(draft.signature[0])
    return "\n\n".join(blocks) + "\n"


def how(element: Element) -> tuple[str, ...]:
    """Return what is to be written for an element, and on what grounds as far as they are verified, a line each."""
    grounds = bases(element)
    return (f"怎么写：{clean(element.advice)}", *((f"依据：{grounds}。",) if grounds else ()))


def _note(element: Element) -> str:
    return f"{clean(element.title)}。{''.join(how(element))}".translate(_ENDING)


def _told(line: Line) -> str:
    return clean(line.prompt) + clean(line.text)


def _markdown(line: Line) -> str:
    return _told(line).translate(_PLAIN)


def _comments(line: Line) -> Iterator[str]:
    if line.element is not None:
        yield _comment(_note(line.element))


def _comment(text: str) -> str:
    """Return a comment that nothing in it ends, neither for a browser nor for lawlint, which reads `—》` like `-->`."""
    plain = text.replace("--", "－")
    return f"<!-- {plain.translate(_CLOSING) if '-》' in fold_phrase(plain) else plain} -->"
