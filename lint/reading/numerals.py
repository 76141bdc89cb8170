"""Numbers in the writing of a numbered list, by the names that Word's file format gives to ways of counting."""

from collections.abc import Callable, Mapping

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_GREAT = ("", "万", "亿")
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_LEGAL_OLD_DIGITS = "零壹貳參肆伍陸柒捌玖"
_JAPANESE_LEGAL_DIGITS = "〇壱弐参四伍六七八九"
_JAPANESE_LEGAL_UNITS = ("", "拾", "百", "阡")
_KOREAN_DIGITS = "영일이삼사오육칠팔구"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
# Where letters are doubled or thousands repeated, a number without bound would be a text without bound.
_LETTERS_MOST = 780
_ROMAN_MOST = 32_767
_WRITTEN_MOST = 10**12


def numeral(number: int, style: str) -> str:
    """Return a number as a list shows it.

    Args:
        number: what is counted; what a way of counting has no sign for is shown in digits, as Word does.
        style: the name of a way of counting in WordprocessingML, such as `chineseCounting`; an unknown one counts
            in digits, `none` and `bullet` show nothing.
    """
    if style in {"none", "bullet"}:
        return ""
    write = _WAYS.get(style)
    return str(number) if write is None else write(number)


def _counted(number: int, digits: str, units: tuple[str, ...], *, short_ten: bool, gaps: bool, ones: bool) -> str:
    """Return a number in words of ten and hundred.

    short_ten: 十一 rather than 一十一 at the beginning; gaps: a zero for places left out, 一百〇一;
    ones: the one before a unit is spoken, 一百 rather than 百.
    """
    if not 0 < number < _WRITTEN_MOST:
        return digits[0] if number == 0 else str(number)
    groups = []
    rest = number
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    written = ""
    missing = False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        for unit in range(3, -1, -1):
            digit = group // 10**unit % 10
            if digit == 0:
                missing = missing or bool(written)
                continue
            if missing and gaps:
                written += digits[0]
            missing = False
            written += ("" if digit == 1 and unit and not ones else digits[digit]) + units[unit]
        if group and place:
            written += _GREAT[place]
    if short_ten and written.startswith(digits[1] + units[1]):
        written = written[1:]
    return written


def _chinese(number: int) -> str:
    return _counted(number, _DIGITS, _UNITS, short_ten=True, gaps=True, ones=True)


def _chinese_to_hundred(number: int) -> str:
    """Return 九十九 in words, 一〇〇 and above digit by digit."""
    return _chinese(number) if number < 100 else _digitwise(_DIGITS)(number)


def _taiwanese(number: int) -> str:
    return _counted(number, "零" + _DIGITS[1:], _UNITS, short_ten=True, gaps=True, ones=True)


def _legal(number: int) -> str:
    return _counted(number, _LEGAL_DIGITS, _LEGAL_UNITS, short_ten=False, gaps=True, ones=True)


def _legal_old(number: int) -> str:
    return _counted(number, _LEGAL_OLD_DIGITS, _LEGAL_UNITS, short_ten=False, gaps=True, ones=True)


def _japanese(number: int) -> str:
    return _counted(number, _DIGITS, _UNITS, short_ten=True, gaps=False, ones=False)


def _japanese_legal(number: int) -> str:
    return _counted(number, _JAPANESE_LEGAL_DIGITS, _JAPANESE_LEGAL_UNITS, short_ten=False, gaps=False, ones=True)


def _digitwise(digits: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        return "".join(digits[int(digit)] for digit in str(number)) if number >= 0 else str(number)

    return write


def _signs(signs: str) -> Callable[[int], str]:
    """Return a way of counting that has signs for the first few numbers only."""

    def write(number: int) -> str:
        return signs[number - 1] if 0 < number <= len(signs) else str(number)

    return write


def _range(first: str, count: int) -> str:
    return "".join(chr(ord(first) + step) for step in range(count))


def _cycle_of_sixty(number: int) -> str:
    if not 0 < number <= 60:
        return str(number)
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]


def _lower_letter(number: int) -> str:
    if not 0 < number <= _LETTERS_MOST:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _lower_roman(number: int) -> str:
    if not 0 < number <= _ROMAN_MOST:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def _ordinal(number: int) -> str:
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _hexadecimal(number: int) -> str:
    return f"{number:X}"


_WAYS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _digitwise("０１２３４５６７８９"),
    "decimalFullWidth2": _digitwise("０１２３４５６７８９"),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _signs(_range("①", 20)),
    "decimalEnclosedCircleChinese": _signs(_range("①", 20)),
    "decimalEnclosedFullstop": _signs(_range("⒈", 20)),
    "decimalEnclosedParen": _signs(_range("⑴", 20)),
    "numberInDash": lambda number: f"- {number} -",
    "hex": _hexadecimal,
    "ordinal": _ordinal,
    "upperLetter": lambda number: _lower_letter(number).upper(),
    "lowerLetter": _lower_letter,
    "upperRoman": lambda number: _lower_roman(number).upper(),
    "lowerRoman": _lower_roman,
    "chineseCounting": _chinese_to_hundred,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _legal,
    "ideographDigital": _digitwise(_DIGITS),
    "ideographEnclosedCircle": _signs(_range("㊀", 10)),
    "ideographLegalTraditional": _legal_old,
    "ideographTraditional": _signs(_STEMS),
    "ideographZodiac": _signs(_BRANCHES),
    "ideographZodiacTraditional": _cycle_of_sixty,
    "taiwaneseCounting": _chinese_to_hundred,
    "taiwaneseCountingThousand": _taiwanese,
    "taiwaneseDigital": _digitwise(_DIGITS),
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digitwise(_DIGITS),
    "japaneseLegal": _japanese_legal,
    "koreanDigital": _digitwise(_KOREAN_DIGITS),
    "koreanDigital2": _digitwise("零" + _DIGITS[1:]),
}
