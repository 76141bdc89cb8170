"""What workbooks, tables and Word documents share: text that they can hold, words for places and bases, fixed bytes."""

import io
import re
import zipfile
from collections.abc import Mapping

from ..model import Element, Evidence, Result, Role, Source
from .words import ROLES, cited

CREATED = (2020, 1, 1, 0, 0, 0)
"""The date of all that is written: the same input gives the same bytes."""

_DAY = (1980, 1, 1, 0, 0, 0)
# Controls and separators, what XML cannot hold, and marks that turn the direction of the text after them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029]+|[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    "|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]")


def clean(text: str, longest: int = 0) -> str:
    """Return text on one line that every format can hold, without invisible marks; without its middle if too long.

    Args:
        text: from anywhere.
        longest: how many characters are shown; 0 for all.
    """
    shown = _UNSEEN.sub(lambda found: " " if found.group() < "\xa0" or found.group() in "\u2028\u2029" else "", text)
    shown = shown.strip()
    if not longest or len(shown) <= longest:
        return shown
    half = (longest - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet that opens this text from a file could take it for a formula."""
    return _FORMULA.match(text) is not None


def bases(element: Element, lang: str = "zh", most: int = 0) -> str:
    """Return who asks for an element; what nobody has verified is left out, and what is more than `most`, if given."""
    told = [f"{cited(item.instrument)}{item.article}".strip() for item in element.basis if item.verified]
    more = ("等" if lang == "zh" else " …") if most and len(told) > most else ""
    return clean(("；" if lang == "zh" else "; ").join(told[: most or None])) + more


def where(item: Evidence, source: Source, lang: str = "zh") -> str:
    """Return the place of evidence: in words where the file has no lines of its own, else its line."""
    told = clean(source.where(item.start.offset))
    if told:
        return told
    return f"第{item.start.line}行" if lang == "zh" else f"line {item.start.line}"


def standing(item: Evidence, lang: str = "zh") -> str:
    """Return the part of the report in which evidence stands."""
    return ROLES[lang][item.role]


def seen(result: Result, source: Source, longest: int, most: int = 1) -> str:
    """Return the best evidence of a result in Chinese: 「…」（第12段，下一步安排）; empty where there is none."""
    told = []
    for item in result.evidence[:most]:
        role = "" if item.role is Role.ACCOUNT else f"，{standing(item)}"
        told.append(f"「{clean(item.quote, longest)}」（{where(item, source)}{role}）")
    return "；".join(told)


def repacked(data: bytes, parts: Mapping[str, bytes] | None = None, dated: str = "") -> bytes:
    """Return a zip container with fixed dates.

    Args:
        data: the container.
        parts: what stands in place of some of its parts.
        dated: the part with its properties, where these tell of the time at which it was written.
    """
    fixed = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*CREATED).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            content = (parts or {}).get(name) or old.read(name)
            new.writestr(entry, _TIME.sub(fixed, content) if name == dated else content)
    return packed.getvalue()
