"""The matrix of a folder as one page that opens anywhere: a heat map, the statistics, and what is not there.

No script and nothing from elsewhere; every text from outside is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from ..matrix import Column, Matrix, Row
from ..model import Result, Status
from .matrixwords import TERMS, level_of, remarks, year_of
from .office import clean, where
from .view import View
from .words import MARKS, STATUS, family_word, said

_QUOTE_LONGEST = 160
_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--line:#cfd6df;--soft:#5b6675;--band:#eef2f7;
--pass:#dff0dd;--pass-ink:#1e6b2b;--warn:#ffedb8;--warn-ink:#805300;--fail:#f7cfcc;--fail-ink:#9c150e;
--note:#dee9f6;--note-ink:#2c5a91;--none:#a3abb6;--waived:#e2e2e2;--waived-ink:#555}
@media (prefers-color-scheme:dark){:root{--ink:#e4e9f0;--paper:#171b21;--line:#39424e;--soft:#9aa6b5;--band:#222933;
--pass:#1d3b24;--pass-ink:#9fdcaa;--warn:#4a3a10;--warn-ink:#f3d27a;--fail:#55211f;--fail-ink:#ffb3ad;
--note:#20344f;--note-ink:#a9ccf5;--none:#6b7684;--waived:#3a3a3a;--waived-ink:#bbb}}
*{box-sizing:border-box}
body{margin:0;padding:1.2rem;color:var(--ink);background:var(--paper);
font:14px/1.5 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","WenQuanYi Micro Hei",sans-serif}
h1{font-size:1.4rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.2rem 0;color:var(--soft)}
.legend span{display:inline-block;margin-right:1em}.legend b{display:inline-block;min-width:1.6em;text-align:center}
.map{overflow:auto;max-height:86vh;border:1px solid var(--line);margin-top:.8rem}
table{border-collapse:separate;border-spacing:0}
th,td{border-right:1px solid var(--line);border-bottom:1px solid var(--line);padding:.2rem .4rem;text-align:left}
.map thead th{position:sticky;background:var(--band);z-index:2;font-weight:600}
.map tr.families th{top:0;height:2.2rem;text-align:center;font-size:12px;white-space:nowrap}
.map tr.elements th{top:2.2rem;vertical-align:top;height:15rem}
.map tr.elements th.element{font-weight:400;padding:.4rem .15rem;text-align:center}
.element span{writing-mode:vertical-rl;max-height:14rem;display:inline-block;line-height:1.2;text-align:start}
.map tbody th{position:sticky;left:0;background:var(--band);z-index:1;min-width:9em;max-width:16em;font-weight:600}
.map thead th.corner{left:0;z-index:3}
.map tbody tr.twin th{font-weight:400;color:var(--soft)}
td.number{text-align:right;white-space:nowrap}
td.cell{text-align:center;min-width:2rem;cursor:default}
.pass{background:var(--pass);color:var(--pass-ink)}.warn{background:var(--warn);color:var(--warn-ink)}
.fail{background:var(--fail);color:var(--fail-ink)}.note{background:var(--note);color:var(--note-ink)}
.not_applicable{color:var(--none)}.waived{background:var(--waived);color:var(--waived-ink)}
.list{border-top:1px solid var(--line);border-left:1px solid var(--line)}.list th{background:var(--band)}
.bar{display:inline-block;height:.7em;background:var(--pass-ink);opacity:.55;margin-right:.5em;vertical-align:baseline}
td.share{min-width:13em}.list td:first-child{min-width:9em}
.list td:first-child,.list td:last-child{overflow-wrap:anywhere}
@media (max-width:40em){body{padding:.6rem}.map tbody th{min-width:6em;max-width:8em;font-size:13px}
td.share{min-width:5em}td.share .bar{display:none}}
.map td,td.number,td.share{white-space:nowrap}
bdi{unicode-bidi:isolate}
@media print{@page{size:A3 landscape;margin:10mm}body{padding:0;font-size:10px}.map{overflow:visible;max-height:none}
.map thead th,.map tbody th{position:static}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
tr{break-inside:avoid}}
"""


def render(matrix: Matrix, view: View) -> str:
    """Return an HTML document."""
    return "".join(f"{line}\n" for line in _page(matrix, view))


def _page(matrix: Matrix, view: View) -> Iterator[str]:
    terms = TERMS[view.lang]
    yield "<!doctype html>"
    yield f'<html lang="{"zh-CN" if view.lang == "zh" else "en"}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{escape(terms.title)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(terms.title)}</h1>"
    parts = [terms.reports.format(len(matrix.rows), len(matrix.counted))]
    if matrix.missing is not None:
        parts.append(terms.absent.format(len(matrix.missing), len(matrix.roster)))
    if matrix.errors:
        parts.append(terms.unread.format(len(matrix.errors)))
    yield f"<p>{escape(terms.comma.join(parts))}</p>"
    signs = "".join(
        f'<span><b class="{status}">{MARKS[status]}</b> {escape(STATUS[view.lang][status])}</span>' for status in Status
    )
    yield f'<p class="legend">{signs}<span><b class="waived">{terms.waived_sign}</b> {escape(terms.waived)}</span></p>'
    yield from _map(matrix, view)
    yield from _shares(matrix, view)
    yield from _lists(matrix, view)
    yield "</body></html>"


def _map(matrix: Matrix, view: View) -> Iterator[str]:
    """Yield the heat map: units down, elements across under their families."""
    terms = TERMS[view.lang]
    yield '<div class="map" tabindex="0"><table><thead><tr class="families">'
    yield f'<th class="corner"></th><th colspan="5"></th>{"".join(_families(matrix, view))}</tr>'
    heads = "".join(
        f'<th scope="col">{escape(word)}</th>'
        for word in (terms.level, terms.year, terms.score, terms.missing, terms.weak)
    )
    elements = "".join(
        f'<th scope="col" class="element" title="{_text(element.id)}"><span>{_text(element.title)}</span></th>'
        for element in matrix.elements
    )
    yield f'<tr class="elements"><th scope="col" class="corner">{escape(terms.unit)}</th>{heads}{elements}</tr>'
    yield "</thead><tbody>"
    for row in matrix.rows:
        yield _row(row, view)
    yield "</tbody></table></div>"


def _families(matrix: Matrix, view: View) -> Iterator[str]:
    for family, elements in groupby(matrix.elements, lambda element: element.family):
        yield f'<th colspan="{len(list(elements))}">{_text(family_word(family, view.lang))}</th>'


def _row(row: Row, view: View) -> str:
    terms = TERMS[view.lang]
    told = terms.stop.join((row.path, *remarks(row, view.lang)))
    plain = [result.status for result in row.report.results if result.waiver is None]
    numbers = (year_of(row), f"{row.report.score:g}", plain.count(Status.FAIL), plain.count(Status.WARN))
    cells = "".join(_cell(result, row, view) for result in row.report.results)
    return (
        f'<tr{" class=twin" if row.twin else ""}><th scope="row" title="{_text(told)}">'
        f"<bdi>{_text(row.identity.unit)}</bdi></th><td>{_text(level_of(row, view.lang))}</td>"
        + "".join(f'<td class="number">{number}</td>' for number in numbers)
        + f"{cells}</tr>"
    )


def _cell(result: Result, row: Row, view: View) -> str:
    """Return a cell with, as its title, the element and the words that it rests on."""
    terms = TERMS[view.lang]
    kind = "waived" if result.waiver is not None else str(result.status)
    sign = terms.waived_sign if result.waiver is not None else MARKS[result.status]
    if result.status is Status.NOT_APPLICABLE:
        return f'<td class="cell {kind}">{sign}</td>'
    told = f"{result.element.title}: {said(result, view.lang)}"
    if result.waiver is not None:
        told += f" [{terms.waived}: {result.waiver.reason}]"
    for item in result.evidence[:1]:
        quote = clean(item.quote, _QUOTE_LONGEST)
        told += f" 「{quote}」 {where(item, row.report.document.source, view.lang)}"
    return f'<td class="cell {kind}" title="{_text(told)}">{sign}</td>'


def _shares(matrix: Matrix, view: View) -> Iterator[str]:
    """Yield the elements, most missed first."""
    terms = TERMS[view.lang]
    asked = [column for column in matrix.columns if column.required]
    if not asked:
        return
    yield f"<h2>{escape(terms.sheets[2])}</h2><p>{escape(terms.statistics_hint)}</p>"
    heads = (terms.element, terms.asked, terms.passed, terms.weak, terms.missing, terms.waived, terms.share)
    yield from _table(heads, (_share(column) for column in sorted(asked, key=lambda each: each.rank)))


def _share(column: Column) -> str:
    numbers = (column.required, column.passed, column.touched, column.missed, column.waived)
    share = round(100 * (column.share or 0))
    return (
        f"<td>{_text(column.element.title)}</td>"
        + "".join(f'<td class="number">{number}</td>' for number in numbers)
        + f'<td class="share"><span class="bar" style="width:{share / 12:.2f}em"></span>{share}%</td>'
    )


def _lists(matrix: Matrix, view: View) -> Iterator[str]:
    terms = TERMS[view.lang]
    if matrix.missing:
        yield f"<h2>{escape(terms.sheets[4])}</h2>"
        yield from _table(
            (terms.unit, terms.remark),
            (
                _cells(
                    (
                        each.unit.name,
                        terms.stop.join(terms.tried.format(error.path, error.message) for error in each.unread)
                        or terms.nothing,
                    )
                )
                for each in matrix.missing
            ),
        )
    if matrix.errors:
        yield f"<h2>{escape(terms.sheets[3])}</h2><p>{escape(terms.unread_hint)}</p>"
        yield from _table((terms.file, terms.reason), (_cells((each.path, each.message)) for each in matrix.errors))
    if matrix.compared is not None:
        yield f"<h2>{escape(terms.sheets[5])}</h2><p>{escape(terms.compared_hint)}</p>"
        yield from _table((terms.unit, terms.element, terms.before, terms.after, terms.change), _changes(matrix, view))
    if matrix.notices:
        yield f"<h2>{escape(terms.notices)}</h2><ul>"
        yield from (f"<li>{_text(notice)}</li>" for notice in matrix.notices)
        yield "</ul>"


def _changes(matrix: Matrix, view: View) -> Iterator[str]:
    terms, words = TERMS[view.lang], STATUS[view.lang]
    for each in matrix.compared or ():
        before = f"{each.before.report.score:g}" if each.before else ""
        after = f"{each.after.report.score:g}" if each.after else ""
        told = terms.moved.format(each.better, each.worse) if each.changes else terms.unchanged
        if each.before is None or each.after is None:
            told = terms.only_now if each.before is None else terms.only_then
        yield _cells((each.unit, terms.score, before, after, told))
        for change in each.changes:
            told = {True: terms.better, False: terms.worse, None: terms.otherwise}[change.better]
            yield (
                f"<td>{_text(each.unit)}</td><td>{_text(change.element.title)}</td>"
                f'<td class="{change.before}">{escape(words[change.before])}</td>'
                f'<td class="{change.after}">{escape(words[change.after])}</td><td>{escape(told)}</td>'
            )


def _table(heads: Sequence[str], rows: Iterator[str]) -> Iterator[str]:
    words = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f'<table class="list"><thead><tr>{words}</tr></thead><tbody>'
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</tbody></table>"


def _cells(values: Sequence[str]) -> str:
    return "".join(f"<td><bdi>{_text(value)}</bdi></td>" for value in values)


def _text(value: str) -> str:
    return escape(clean(value))
