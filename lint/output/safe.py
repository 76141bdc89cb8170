"""Text of others, made harmless for where it is shown.

What stands in a report, a file name, a pack or the settings is only ever text there: it opens no command in the log of
a build, no link or tag on a page, and turns nothing around that stands beside it.
"""

import json
import re

from .words import flat

_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+")
_NOT_PLAIN = re.compile(f"{_UNSEEN.pattern}|[\x7f-\x9f\u2028\u2029]+")
_HALVES = re.compile("[\ud800-\udfff]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|~$^=]")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The first colon of two that begin a line, as far as white space goes.
_COMMAND = re.compile(r"(?:^|(?<=[\n\r]))[^\S\n\r]*:(?=:)")
_LINK = re.compile(r"[\[\]]")


def shown(text: str, longest: int | None = None) -> str:
    """Return text on one line, without what is not seen, and with the middle left out of what is too long.

    Control characters become a space; direction marks and zero-width characters, which could hide or turn around what
    stands beside them, disappear; halves of surrogate pairs, which no encoding has, become question marks.
    """
    line = _HALVES.sub("?", _UNSEEN.sub("", flat(text)))
    if longest is None or len(line) <= longest:
        return line
    return f"{line[: longest // 2]}…{line[-(longest // 2) :]}"


def as_json(data: object) -> str:
    """Return indented JSON with a final line end.

    The same data, but what is not seen, and `##[`, an old command of build logs, are written as numbers.
    """
    text = _HALVES.sub("?", json.dumps(data, ensure_ascii=False, indent=2))
    text = _NOT_PLAIN.sub(lambda found: "".join(f"\\u{ord(character):04x}" for character in found[0]), text)
    return text.replace("##[", "##\\u005b") + "\n"


def markdown(text: str, longest: int | None = None) -> str:
    """Return text that Markdown, also in a table, shows as it is: no emphasis, tag, link, mention or reference."""
    line = shown(text, longest).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _MARKDOWN.sub(lambda found: "\\" + found[0], line)
    # Where addresses and names of users become links by themselves, something unseen has to stand inside.
    line = line.replace("@", "@&#8203;").replace("://", ":&#8203;//")
    line = re.sub(r"(?i)\bwww\.", lambda found: f"{found[0][:-1]}&#8203;.", line)
    return re.sub(r"(?i)\b(mailto|xmpp):", r"\1&#8203;:", line)


def sarif_message(text: str) -> str:
    """Return plain text of SARIF, in which `[…](…)` would be a link."""
    return _LINK.sub(lambda found: "\\" + found[0], shown(text).replace("\\", "\\\\")) if "](" in text else shown(text)


def xml(text: str) -> str:
    """Return text that XML 1.0 can hold."""
    return _NO_XML.sub("?", text)


def workflow_data(text: str) -> str:
    """Return the message of a command of GitHub's build log; line ends stay line ends of the message."""
    return workflow_log(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Return a property of a command of GitHub's build log."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def workflow_log(text: str) -> str:
    """Return lines for a build log of GitHub, of which none is a command."""
    return _COMMAND.sub(lambda found: f"{found[0]} ", text).replace("##[", "## [")
