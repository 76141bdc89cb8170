"""HTML in small: tags whose contents are escaped unless they are markup already, and a page that stands alone.

Nothing gets into a page past `tag`, so no text of a report, file name or pack can become markup.
"""

import html
import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

_VOID = frozenset({"meta", "link", "input", "br", "hr"})
# What has no business in a page: C0 controls are shown by their pictures, and what is no character, what is half of
# one, and what turns the direction of the text around, so that it reads as something else, by the replacement mark.
_VISIBLE = {
    **{code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)},
    **dict.fromkeys((0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Runs before anything is laid out: what only scripts can use is then there from the start, and what they hide is not.
_EARLY = 'document.documentElement.className = "js";'
# Hashes of the style and the script stand in for a server: nothing else may run, and nothing may be fetched.
_POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; script-src {script}; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' "
    "rx='3' fill='%231a5fb4'/%3E%3Cpath d='M4 8.5l2.7 2.7L12 5.5' stroke='%23fff' stroke-width='2' fill='none'/%3E"
    "%3C/svg%3E"
)


class Markup(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return text as it is written between tags or in an attribute; its length in characters shown is kept."""
    return Markup(html.escape(_NO_CHARACTERS.sub("\ufffd", text).translate(_VISIBLE)))


def joined(parts: Iterable[str]) -> Markup:
    """Return parts, one after the other; those that are no markup are escaped."""
    return Markup("".join([part if isinstance(part, Markup) else escaped(part) for part in parts]))


def tag(name: str, /, *content: str, **attributes: str | int | None) -> Markup:
    """Return an element; contents that are no markup are escaped.

    Args:
        name: of the element.
        content: text and markup in it.
        attributes: their names with `_` for `-`, and one more at the end where Python reserves the word; None leaves an
            attribute out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(content)}</{name}>")


def page(title: str, body: Iterable[str], *, lang: str, version: str = "", script: str = "") -> str:
    """Return a whole page with the common style; it fetches nothing, and its policy lets it fetch nothing.

    Args:
        title: of the page.
        body: text and markup.
        lang: zh or en.
        version: of the tool, for those who ask where a page comes from.
        script: a program of our own, none of whose text comes from a report.
    """
    style = styles()
    programs = (_EARLY, script) if script else ()
    allowed = " ".join(f"'sha256-{_hash(program)}'" for program in programs) or "'none'"
    policy = _POLICY.format(style=_hash(style), script=allowed)
    head = [
        tag("meta", charset="utf-8"),
        # Quotes of the policy are single ones, which need no escape and are easier to read as they are.
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"lawlint {version}".strip()),
        tag("title", title),
        tag("link", rel="icon", href=_ICON),
        Markup(f"<style>{style}</style>"),
        *(Markup(f"<script>{program}</script>") for program in programs[:1]),
    ]
    parts = [*body, *(Markup(f"<script>{program}</script>") for program in programs[1:])]
    whole = tag(
        "html",
        "\n",
        tag("head", "\n", *(Markup(f"{part}\n") for part in head)),
        "\n",
        tag("body", "\n", *parts, "\n"),
        "\n",
        lang="en" if lang == "en" else "zh-CN",
    )
    return f"<!DOCTYPE html>\n{whole}\n"


def styles() -> str:
    """Return the style that all pages share."""
    return packaged("page.css")


@cache
def packaged(name: str) -> str:
    """Return the text of a file beside this one, with the ends of lines that browsers hash."""
    from importlib.resources import files

    return files(__package__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(text: str) -> str:
    from base64 import b64encode

    return b64encode(sha256(text.encode()).digest()).decode()
