"""Packs: further elements, and changes to those that are there, told in TOML without code.

A pack has `[[elements]]`, each with the fields of a check (underscores become hyphens) and those of what it looks for
side by side; `looks-for` tells the kind and is `content` where it is left out. And it has `[changes."element-id"]`,
which change an element that is already there, built in or of an earlier pack. The keys of a change are a closed set:
add-names, add-done, add-touches, add-acts, add-hides and add-unless add phrases; required, recommended, since, until,
means, advice and model-sentence replace what was there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, get_type_hints

from .matching import pattern
from .model import (
    Basis,
    Composite,
    Content,
    Element,
    Examples,
    Looks,
    Part,
    Role,
    Signature,
    Step,
    Steps,
    TitleLine,
    Together,
)
from .tables import LEVELS, YEARS, SettingsError, Table, bytes_of, shown_path, suggestion, toml_of

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CHANGE_PHRASES = ("names", "done", "touches", "acts", "hides", "unless")
_ELEMENT_KEYS = (
    "id", "title", "family", "means", "basis", "advice", "model-sentence", "required", "recommended", "since", "until",
    "examples", "looks-for",
)  # fmt: skip


class Change(NamedTuple):
    """What a pack changes of one element: phrases added, by field of `Content`, and fields of `Element` replaced."""

    element: str
    added: tuple[tuple[str, tuple[str, ...]], ...]
    replaced: tuple[tuple[str, Any], ...]


class Pack(NamedTuple):
    """A file with further elements and with changes to those that are there."""

    path: str
    elements: tuple[Element, ...]
    changes: tuple[Change, ...]


def load_pack(path: str) -> Pack:
    """Read a pack.

    Raises:
        SettingsError: it cannot be read or understood; the message names file and key.
    """
    table = Table(shown_path(path), "", toml_of(path, bytes_of(path)))
    table.only(("elements", "changes"))
    elements = tuple(_element(item) for item in table.tables("elements"))
    changes = table.table("changes")
    pack = Pack(table.file, elements, tuple(_change(changes.table(key), key) for key in changes.values))
    if not pack.elements and not pack.changes:
        raise SettingsError(table.file, "里面既没有 [[elements]] 也没有 [changes.…]，什么也没有规定。")
    return pack


def _element(table: Table) -> Element:
    name = table.text("id")
    if not _ID.fullmatch(name):
        raise table.error("id", f"“{name}”不合规则：只用小写字母、数字和连字符，例如 local-red-list。")
    table = Table(table.file, f"{table.where[:-1]}({name}).", table.values)
    looks = _looks(table)
    required = table.choices("required", LEVELS)
    recommended = table.choices("recommended", LEVELS)
    if not required and not recommended:
        raise table.error("required", "required 和 recommended 都没有写，这一项对谁也不适用。")
    if both := sorted(set(required) & set(recommended)):
        raise table.error("recommended", f"{'、'.join(both)} 同时写在 required 里，只能写一处。")
    since, until = table.number("since", YEARS), table.number("until", YEARS)
    if since is not None and until is not None and since > until:
        raise table.error("until", "比 since 还早。")
    basis = tuple(_basis(item) for item in table.tables("basis"))
    if not basis:
        raise table.error("basis", '缺少依据，例如 basis = [{ instrument = "文件名称", article = "第三条" }]。')
    examples = table.table("examples", needed=True)
    examples.only(("shown", "touched", "absent"))
    return Element(
        id=name,
        title=table.text("title"),
        family=table.text("family"),
        means=table.text("means"),
        basis=basis,
        advice=table.text("advice"),
        looks=looks,
        examples=Examples(
            shown=examples.texts("shown", needed=True),
            touched=examples.texts("touched", needed=True),
            absent=examples.texts("absent", needed=True),
        ),
        required=required,
        recommended=recommended,
        since=since,
        until=until,
        model_sentence=table.text("model-sentence", ""),
    )


def _basis(table: Table) -> Basis:
    table.only(("instrument", "article", "verified"))
    return Basis(table.text("instrument"), table.text("article", ""), table.flag("verified", True))


def _looks(table: Table) -> Looks:
    """Return what an element looks for; `looks-for` tells the kind, which is words unless something else is said."""
    kinds: dict[str, tuple[tuple[str, ...], Callable[[], Looks]]] = {
        "content": (_content_keys(), lambda: _content(table, needed=True)),
        "composite": (
            (*_content_keys(), "parts", "enough-when-named"),
            lambda: Composite(
                table.texts("parts", needed=True),
                _content(table),
                table.number("enough-when-named", range(1, 100), 1) or 1,
            ),
        ),
        "steps": ((*_content_keys(), "steps", "enough"), lambda: _steps(table)),
        "part": (
            ("role", "names", "hides"),
            lambda: Part(
                Role(table.choice("role", tuple(Role), table.text("role"))),
                _phrases(table, "names"),
                _phrases(table, "hides"),
            ),
        ),
        "title-line": ((), TitleLine),
        "signature": ((), Signature),
    }
    keys, read = kinds[table.choice("looks-for", tuple(kinds), "content")]
    table.only((*_ELEMENT_KEYS, *keys))
    return read()


def _steps(table: Table) -> Steps:
    steps = []
    for item in table.tables("steps"):
        item.only(("title", *_content_keys()))
        steps.append(Step(item.text("title"), _content(item, needed=True)))
    if len(steps) < 2:
        raise table.error("steps", "至少要有两步，每步一节 [[elements.steps]]。")
    enough = table.number("enough", range(1, len(steps) + 1), len(steps))
    return Steps(tuple(steps), enough or len(steps), _content(table))


def _content_keys() -> tuple[str, ...]:
    return tuple(name.replace("_", "-") for name in Content._fields)


def _content(table: Table, needed: bool = False) -> Content:
    """Return the words to look for; where they are needed, at least one phrase that can touch or show the element."""
    readers: dict[object, Callable[[str], Any]] = {
        tuple[str, ...]: lambda key: _phrases(table, key),
        tuple[Together, ...]: lambda key: tuple(_together(item) for item in table.tables(key)),
        tuple[Role, ...]: lambda key: tuple(Role(value) for value in table.choices(key, tuple(Role))),
        bool: table.flag,
    }
    given: dict[str, Any] = {}
    for name, kind in get_type_hints(Content).items():
        key = name.replace("_", "-")
        if key in table.values or name not in Content._field_defaults:
            given[name] = readers[kind](key)
    content = Content(**given)
    if needed and not (content.names or content.done or content.together or content.touches):
        raise table.error("names", '没有写要找什么，请至少给出一个名称，例如 names = ["……"]。')
    return content


def _phrases(table: Table, key: str) -> tuple[str, ...]:
    return tuple(_phrase(table, key, number, text) for number, text in enumerate(table.texts(key), 1))


def _phrase(table: Table, key: str, number: int, text: str) -> str:
    try:
        pattern(text)
    except ValueError as error:
        raise table.error(
            key, f"第{number}项“{text}”去掉空格、引号后是空的，会处处命中；请写上词语，… 的两边也都要有。"
        ) from error
    return text


def _together(table: Table) -> Together:
    table.only(("groups", "within"))
    groups = table.values.get("groups")
    if not isinstance(groups, list) or len(groups) < 2:
        raise table.error("groups", '应当是两组以上的词语，例如 [["律师"], ["坐班", "驻点"]]。')
    read = []
    for number in range(len(groups)):
        group = Table(table.file, f"{table.where}groups", {f"[{number + 1}]": groups[number]})
        group.texts(f"[{number + 1}]", needed=True)
        read.append(_phrases(group, f"[{number + 1}]"))
    within = table.number("within", range(1, 501), Together(()).within)
    return Together(tuple(read), within or Together(()).within)


def _change(table: Table, element: str) -> Change:
    replaced: tuple[tuple[str, Callable[[str], Any]], ...] = (
        ("required", lambda key: table.choices(key, LEVELS)),
        ("recommended", lambda key: table.choices(key, LEVELS)),
        ("since", lambda key: table.number(key, YEARS)),
        ("until", lambda key: table.number(key, YEARS)),
        ("means", table.text),
        ("advice", table.text),
        ("model-sentence", table.text),
    )
    table.only((*(f"add-{name}" for name in _CHANGE_PHRASES), *(key for key, _ in replaced)))
    return Change(
        element,
        tuple((name, _phrases(table, f"add-{name}")) for name in _CHANGE_PHRASES if f"add-{name}" in table.values),
        tuple((key.replace("-", "_"), read(key)) for key, read in replaced if key in table.values),
    )


def extend(elements: Sequence[Element], packs: Sequence[Pack]) -> tuple[Element, ...]:
    """Return the elements with those of the packs after them and with the packs' changes applied, pack by pack.

    Raises:
        SettingsError: an id is there twice, or one that is named is not there; or composites go round in a circle.
    """
    known = {element.id: element for element in elements}
    origin: dict[str, str] = {}
    for pack in packs:
        for element in pack.elements:
            if element.id in known:
                other = origin.get(element.id, "内置要素")
                raise SettingsError(
                    pack.path,
                    f'elements({element.id}).id：{other}里已经有 {element.id}。要改它请用 [changes."{element.id}"]，'
                    "要另立一项请换一个 id。",
                )
            known[element.id] = element
            origin[element.id] = pack.path
        for change in pack.changes:
            if change.element not in known:
                raise SettingsError(
                    pack.path, f'changes."{change.element}"：没有这个要素。{suggestion(change.element, tuple(known))}'
                )
            known[change.element] = _changed(known[change.element], change, pack.path)
    for element in known.values():
        _require_parts(element, known, origin.get(element.id, ""), ())
    return tuple(known.values())


def _changed(element: Element, change: Change, path: str) -> Element:
    looks = element.looks
    for name, phrases in change.added:
        if isinstance(looks, Content):
            looks = _with_phrases(looks, name, phrases)
        elif isinstance(looks, Composite | Steps):
            looks = looks._replace(content=_with_phrases(looks.content, name, phrases))
        elif isinstance(looks, Part) and name in ("names", "hides"):
            looks = looks._replace(**{name: getattr(looks, name) + phrases})
        else:
            raise SettingsError(
                path, f'changes."{element.id}".add-{name}：这个要素看的是文章结构，不按词语判断，不能加词。'
            )
    changed = element._replace(looks=looks, **dict(change.replaced))
    if both := sorted(set(changed.required) & set(changed.recommended)):
        raise SettingsError(
            path,
            f'changes."{element.id}"：{"、".join(both)} 在 required 和 recommended 里都有，请把两项都写明。',
        )
    if changed.since is not None and changed.until is not None and changed.since > changed.until:
        raise SettingsError(path, f'changes."{element.id}"：until 比 since 还早。')
    return changed


def _with_phrases(content: Content, name: str, phrases: tuple[str, ...]) -> Content:
    added: dict[str, Any] = {name: getattr(content, name) + phrases}
    return content._replace(**added)


def _require_parts(element: Element, known: Mapping[str, Element], path: str, above: tuple[str, ...]) -> None:
    """Refuse a composite whose parts are not there, or that stands on itself."""
    if not isinstance(element.looks, Composite):
        return
    for part in element.looks.parts:
        if part not in known:
            near = suggestion(part, tuple(known))
            raise SettingsError(path, f"elements({element.id}).parts：没有 {part} 这个要素。{near}")
        if part == element.id or part in above:
            raise SettingsError(path, f"elements({element.id}).parts：{part} 又以它自己为组成部分，绕成了圈。")
        _require_parts(known[part], known, path, (*above, element.id))
