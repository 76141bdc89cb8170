"""RTF, as a reader of the document sees it: one walk over its words, groups and bytes.

Left out are pictures, binary data, field codes, comments, headers, hidden text and what a tracked change deletes.
Text boxes come before the paragraph that holds them, notes after it. Automatic numbers stand in the file.
"""

import codecs
import re
from dataclasses import dataclass, field, replace

from .containers import over_limit
from .extracted import Extracted, Limits, Piece, ReadingError
from .gathering import REVISED

_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}]+)", re.DOTALL
)
_CODE_PAGE = re.compile(r"\\ansicpg([0-9]{1,5})")
_FONT = re.compile(r"\\f([0-9]{1,6})(?![0-9])[^{};]{0,200}?\\fcharset([0-9]{1,3})")
_DEFAULT_FONT = re.compile(r"\\deff([0-9]{1,6})")
_STYLE_LEVEL = re.compile(r"\\s([0-9]{1,5})(?![0-9])[^{}]{0,2000}?\\outlinelevel([0-8])(?![0-9])")
_LINE_ENDS = re.compile("[\r\n\x00]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2}")
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
# By the number that a font has for its characters; those for western ones mean the code page of the document, since
# Chinese programs put them on fonts of both kinds.
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CODE_PAGES = {"936": "gb18030", "54936": "gb18030", "65001": "utf-8"}
# Groups whose content nobody sees in the body, beside all that RTF itself marks as to be passed over by whoever does
# not know them, unless they are among those that hold text.
_CUT = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "info", "filetbl", "header", "headerl", "headerr", "headerf", "footer",
     "footerl", "footerr", "footerf", "pict", "objdata", "fldinst", "shprslt", "nonshppict", "nonesttables", "pn",
     "sp", "xe", "tc", "rxe", "txe", "upr", "annotation", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc",
     "aftncn", "mmathPict", "private1", "template", "formfield", "datafield")
)  # fmt: skip
_KEPT = frozenset(("shpinst", "shptxt", "do", "dptxbxtext", "moMath", "moMathPara", "footnote", "listtext", "pntext"))
_ENDS = frozenset(("par", "cell", "nestcell", "row", "nestrow", "sect", "page"))
_CHARACTERS = {
    "tab": "\t", "emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\"}
_BODY, _BOX, _NOTE, _END_NOTE = "", "文本框", "脚注", "尾注"
_AGAIN = "请用 Word 或 WPS 打开，另存为 .docx 再检查。"
# Every byte of Chinese is a token of its own; these are read in eight seconds, and are three hundred reports.
_TOKENS_MOST = 6_000_000


@dataclass(slots=True, eq=False)
class _Story:
    """The body, a text box, the notes: the paragraphs that are done, and the one that is being read."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    number: int = 1
    seen: bool = False  # whether the paragraph has text, before a line break by hand too
    table: int = 1
    row: int = 1
    column: int = 1


@dataclass(slots=True)
class _Group:
    """What holds between two braces; a group begins with what holds around it."""

    story: _Story
    font: str
    cut: bool = False
    deleted: bool = False
    hidden: bool = False
    label: bool = False
    level: int | None = None
    in_table: bool = False
    stands_in: int = 1  # how many characters after a Unicode one are there for programs that do not know Unicode
    starred: bool = False
    fresh: bool = True  # whether its first word, which says what it is for, has not come yet
    before: "_Story | None" = None  # the story that holds the text box, or the note, that this group is


def extract(data: bytes, limits: Limits) -> Extracted:
    """Read an RTF file.

    Raises:
        ReadingError: damaged, cut off, or more than the limits allow.
    """
    text = data.decode("latin-1")
    reader = _Reader(text, limits)
    reader.walk(text)
    warnings = []
    if reader.revised:
        warnings.append(REVISED)
    if reader.undecoded:
        warnings.append(f"有 {reader.undecoded} 处字节无法解码，已用 � 代替。")
    return Extracted(tuple(reader.body.pieces), warnings=tuple(warnings))


class _Reader:
    """The state of one walk over a file."""

    def __init__(self, text: str, limits: Limits) -> None:
        page = _CODE_PAGE.search(text)
        default = _DEFAULT_FONT.search(text)
        self._page = _encoding(page[1]) if page else "cp1252"
        self._charsets = {font: int(charset) for font, charset in _FONT.findall(text)}
        self._levels = {style: int(level) + 1 for style, level in _STYLE_LEVEL.findall(text)}
        self._default = default[1] if default else ""
        self._limits = limits
        self._characters = 0
        self._paragraphs = 0
        self._bytes = bytearray()
        self._skip = 0
        self._boxes = 0
        self.body = _Story(_BODY)
        self._notes = (_Story(_NOTE), _Story(_END_NOTE))
        self.revised = False
        self.undecoded = 0

    def walk(self, text: str) -> None:
        """Read the file to the brace that closes it; what stands after that is no part of the document."""
        group = _Group(self.body, self._default)
        stack: list[_Group] = []
        at = 0
        tokens = 0
        while found := _TOKEN.match(text, at):
            at = found.end()
            tokens += 1
            if tokens > _TOKENS_MOST:
                raise ReadingError("limit", f"文件内部的标记超过 {_TOKENS_MOST // 10_000} 万个，不像是报告。{_AGAIN}")
            word, number, pair, symbol, brace, run = found.groups()
            if run is not None:
                at = self._run(group, run, text, at)
            elif pair is not None:
                if self._skip:
                    self._skip -= 1
                else:
                    self._bytes.append(int(pair, 16))
                group.fresh = False
            elif word is not None:
                self._flush(group)
                if word == "bin":
                    at += max(0, int(number or 0))
                else:
                    self._word(group, word, int(number) if number else None)
            elif symbol is not None:
                self._flush(group)
                self._symbol(group, symbol)
            elif brace == "{":
                self._flush(group)
                stack.append(group)
                group = replace(group, fresh=True, starred=False, before=None)
            else:
                self._flush(group)
                self._close(group)
                group = stack.pop() if stack else group
                if not stack:
                    break
        if stack:
            raise ReadingError("damaged", f"文件损坏或不完整（后面缺了一截）。{_AGAIN}")
        self._end(self.body, in_table=False, level=None)

    def _word(self, group: _Group, word: str, number: int | None) -> None:
        """Take a control word: what the group is for, an end of a paragraph, a character, or a property."""
        if group.fresh:
            group.fresh = False
            if word in _CUT or (group.starred and word not in _KEPT):
                group.cut = True
            elif word in ("shptxt", "dptxbxtext") and not group.cut:
                self._boxes += 1
                group.before, group.story = group.story, _Story(f"{_BOX}{self._boxes}")
                group.in_table, group.level = False, None
            elif word == "footnote":
                group.before, group.story = group.story, self._notes[0]
                group.in_table, group.level = False, None
            elif word in ("listtext", "pntext"):
                group.label = True
        if group.cut:
            return
        if word in _ENDS:
            self._break(group, word)
        elif word == "line":
            self._push(group.story, self._where(group.story, group.in_table), group.level)
        elif word in _CHARACTERS:
            self._write(group, _CHARACTERS[word])
        elif word == "u" and number is not None and -0x8000 <= number <= 0xFFFF:
            self._write(group, chr(number % 0x10000))
            self._skip = group.stands_in
        else:
            self._property(group, word, number)

    def _property(self, group: _Group, word: str, number: int | None) -> None:
        if word == "plain":
            group.deleted = group.hidden = False
            group.font = self._default
        elif word == "pard":
            group.in_table, group.level = False, None
        elif word == "f":
            group.font = str(number)
        elif word == "uc":
            group.stands_in = max(0, min(1 if number is None else number, 8))
        elif word == "v":
            group.hidden = number != 0
        elif word in ("deleted", "revised"):
            self.revised |= number != 0
            if word == "deleted":
                group.deleted = number != 0
        elif word == "ftnalt" and group.story in self._notes:
            group.story = self._notes[1]
        elif word == "intbl":
            group.in_table = True
        elif word == "s":
            group.level = self._levels.get(str(number))
        elif word == "outlinelevel":
            group.level = number + 1 if number is not None and 0 <= number <= 8 else None

    def _symbol(self, group: _Group, symbol: str) -> None:
        if symbol == "*":
            group.starred = True
            return
        group.fresh = False
        if group.cut:
            return
        if symbol in "\r\n":
            self._break(group, "par")
        elif self._skip:
            self._skip -= 1
        else:
            # An optional hyphen is not seen; nor is what RTF does not know.
            self._write(group, _SYMBOLS.get(symbol, ""))

    def _run(self, group: _Group, run: str, text: str, at: int) -> int:
        """Take bytes as they stand, and return where the next word begins."""
        kept = _LINE_ENDS.sub("", run)
        if self._skip:
            skipped = min(self._skip, len(kept))
            self._skip -= skipped
            kept = kept[skipped:]
        if kept:
            group.fresh = False
            self._bytes += kept.encode("latin-1")
            # The second byte of a character in GBK may be one that RTF takes for its own.
            if run[-1] >= "\x80" and at < len(text) and self._is_half(group):
                self._bytes.append(ord(text[at]) & 0xFF)
                return at + 1
        return at

    def _is_half(self, group: _Group) -> bool:
        """Tell whether the bytes end within a character of two bytes."""
        if self._encoding(group) not in ("gb18030", "cp950", "cp949", "cp932"):
            return False
        decoder = codecs.getincrementaldecoder(self._encoding(group))("replace")
        decoder.decode(bytes(self._bytes))
        return bool(decoder.getstate()[0])

    def _encoding(self, group: _Group) -> str:
        return _CHARSETS.get(self._charsets.get(group.font, 0), self._page)

    def _flush(self, group: _Group) -> None:
        """Decode and write the bytes that have come."""
        self._skip = 0
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        if group.cut:
            return
        encoding = self._encoding(group)
        western = self._charsets.get(group.font, 0) not in _CHARSETS
        # Bytes above ASCII that stand alone, in a western font, are letters or quotation marks of the West, and no
        # halves of Chinese characters.
        if western and encoding != "utf-8" and not _HIGH_RUN.search(data):
            encoding = "cp1252"
        self._write(group, data.decode(encoding, "replace"))

    def _write(self, group: _Group, text: str) -> None:
        if not text or group.cut or group.deleted or group.hidden:
            return
        self._characters += len(text)
        if self._characters > self._limits.characters:
            raise over_limit("文字", f"{self._limits.characters} 个字", "characters")
        (group.story.label if group.label else group.story.text).append(text)

    def _break(self, group: _Group, word: str) -> None:
        """End a paragraph, a cell or a row."""
        story = group.story
        in_cell = group.in_table or word in ("cell", "nestcell")
        self._end(story, in_cell, group.level)
        if word == "cell":
            story.column += 1
        elif word == "row":
            story.row, story.column = story.row + 1, 1
        elif not in_cell and (story.row, story.column) != (1, 1):
            story.table, story.row, story.column = story.table + 1, 1, 1

    def _close(self, group: _Group) -> None:
        """End a group; a text box goes before the paragraph that holds it."""
        if group.before is None:
            return
        self._end(group.story, group.in_table, group.level)
        if group.story not in self._notes:
            group.before.pieces += group.story.pieces

    def _end(self, story: _Story, in_table: bool, level: int | None) -> None:
        """End a paragraph; the notes on it follow it."""
        self._push(story, self._where(story, in_table), level)
        story.number += story.seen and not in_table
        story.seen = False
        if story is self.body:
            for notes in self._notes:
                story.pieces += notes.pieces
                notes.pieces.clear()

    def _where(self, story: _Story, in_table: bool) -> str:
        if story.kind == _BODY and in_table:
            return f"表{story.table}第{story.row}行第{story.column}列"
        if story.kind == _BODY:
            return f"第{story.number}段"
        return f"{story.kind}{story.number}" if story in self._notes else story.kind

    def _push(self, story: _Story, where: str, level: int | None) -> None:
        """Add the line that has been read to its story, unless nothing is on it."""
        text = _CONTROLS.sub("", "".join(story.text)).strip()
        label = _CONTROLS.sub("", "".join(story.label)).strip()
        story.text.clear()
        story.label.clear()
        if not text and not label:
            return
        self._paragraphs += 1
        if self._paragraphs > self._limits.paragraphs:
            raise over_limit("段落", f"{self._limits.paragraphs} 个", "paragraphs")
        # A character beyond the first 65,536 is written as two.
        if _SURROGATES.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.undecoded += text.count("\ufffd")
        story.pieces.append(Piece(text, _SURROGATES.sub("\ufffd", label), level, where))
        story.seen = True


def _encoding(page: str) -> str:
    """Return the name of a code page, that of western Windows where Python does not know it."""
    name = _CODE_PAGES.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
