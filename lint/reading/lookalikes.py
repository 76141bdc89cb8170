"""Fold characters that look like Chinese characters and are none, one to one, so that every offset holds.

Fonts of PDF and OFD files often map a glyph back to its radical (⼀ U+2F00) or to a compatibility ideograph (U+F900)
instead of the character (一). Only those blocks are folded: NFKC of whole text would also turn full-width punctuation
into ASCII.
"""

import unicodedata
from collections.abc import Iterator

# Radicals of U+2E80-2EFF that are characters of their own. NFKC leaves them; components such as 氵 are no characters.
_RADICALS = dict(
    zip(
        "⺁⺄⺆⺈⺊⺌⺍⺎⺒⺓⺛⺜⺝⺟⺠⺢⺧⺩⺫⺬⺮⺶⺻⺼⻁⻄⻅⻆⻉⻋⻏⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻳",
        "厂乙冂刀卜小小兀巳幺旡日月母民水牛王目示竹羊聿肉虎西见角贝车邑長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿竜龙龟",
        strict=True,
    )
)


def _pairs() -> Iterator[tuple[int, str]]:
    """Yield code points with the character that each stands for."""
    for block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00)):
        for code in block:
            meant = unicodedata.normalize("NFKC", chr(code))
            if meant != chr(code) and len(meant) == 1:
                yield code, meant
    for radical, meant in _RADICALS.items():
        yield ord(radical), meant


_TABLE = dict(_pairs())


def fold_lookalikes(text: str) -> str:
    """Return the text, as long as it was, with the characters that radicals and compatibility ideographs stand for."""
    return text if text.isascii() else text.translate(_TABLE)
