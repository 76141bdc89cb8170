"""How officials write, whatever they write about: numbers of headings, leads of list items, dates, ends of sentences.

All patterns are for folded text.
"""

import re

_HAN_DIGITS = "一二三四五六七八九十"
NUMBERS = (
    (0, re.compile(rf"第([{_HAN_DIGITS}]{{1,3}})(?:部分|章|节|篇)[,:.。]?")),
    (1, re.compile(rf"([{_HAN_DIGITS}]{{1,3}})[,.:](?!\d{{1,2}}\D|[{_HAN_DIGITS}]{{1,3}}[,.是])")),
    (2, re.compile(rf"\(([{_HAN_DIGITS}]{{1,3}})\)[,.:]?")),
    (3, re.compile(r"(\d{1,2})[.,:](?:(?![\d年月])|(?=20\d\d年))")),
    (4, re.compile(r"\((\d{1,2})\)[,.:]?|(\d{1,2})\)")),
    (5, re.compile(r"([①-⑳㈠-㈩⑴-⒇])[,.]?")),
)
LIST_LEAD = re.compile(
    rf"(?:[{_HAN_DIGITS}]{{1,2}}(?:是|要|方面|则)|第[{_HAN_DIGITS}]{{1,2}},|首先|其次|再次|最后|其[{_HAN_DIGITS}],|此外|另外|同时)"
)
UNNUMBERED_LONGEST = 32
DATE = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日?|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    r"|[二一][〇○零0O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
MONTH = re.compile(r"\d{4}年\d{1,2}月")
_YEAR = re.compile(r"(?<![\d])(20\d\d)(?:年|-20\d\d年)")
_HAN_YEAR = re.compile(r"二[〇○零0o]([〇○零0o一二三四五六七八九])([〇○零0o一二三四五六七八九])年")
SENTENCE_END = re.compile(r"[。!?;]|(?<=[^\x00-\x7f])\.|(?<=[)\]])\.|(?<=%)\.(?!\d)")


def is_item(text: str) -> bool:
    """Tell whether a paragraph begins as an item of a list."""
    return LIST_LEAD.match(text) is not None or any(pattern.match(text) for _, pattern in NUMBERS)


def years_in(text: str) -> list[int]:
    """Return the years that a text names, in order; of a range, the first."""
    found = [(match.start(), int(match.group(1))) for match in _YEAR.finditer(text)]
    for match in _HAN_YEAR.finditer(text):
        tens, ones = (max("零一二三四五六七八九".find(char), 0) for char in match.groups())
        found.append((match.start(), 2000 + 10 * tens + ones))
    return [year for _, year in sorted(found)]
