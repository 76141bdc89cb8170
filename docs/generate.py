"""Write the pages of docs/elements from the checks, or fail when they are stale.

python docs/generate.py            # write them
python docs/generate.py --check    # exit status 1 when a page is missing, stale or left over
"""

import argparse
import pathlib
import sys
from collections import defaultdict

from lawlint.checks import CHECKS
from lawlint.explain import asked_of, what_counts
from lawlint.model import Element
from lawlint.output.words import FAMILIES

FOLDER = pathlib.Path(__file__).resolve().parent / "elements"
MADE = "<!-- 由 docs/generate.py 根据 checks/ 生成，请勿手改。 -->"


def page(element: Element) -> str:
    """Return the page of one element."""
    lines = [
        MADE,
        f"# {element.title}",
        "",
        f"编号 `{element.id}`，类别 {FAMILIES[element.family]}（`{element.family}`）。",
        "",
    ]
    lines += ["## 含义", "", element.means, "", "## 谁要写", "", asked_of(element), "", "## 依据", ""]
    for basis in element.basis:
        verified = "" if basis.verified else "（尚待核对原文，检查结果里不作为依据列出）"
        lines.append(f"- {basis.instrument} {basis.article}".rstrip() + verified)
    lines += ["", "## 怎样算写到", ""]
    lines += [("  " if line.startswith("  ") else "") + f"- {line.strip()}" for line in what_counts(element.looks)]
    for title, texts in (
        ("算写明的例子", element.examples.shown),
        ("只算提到的例子", element.examples.touched),
        ("算没有写的例子", element.examples.absent),
    ):
        lines += ["", f"## {title}", ""]
        for text in texts:
            first, *rest = text.split("\n")
            lines.append(f"- {first}" + "".join(f"<br>{line}" for line in rest))
    lines += ["", "## 怎么补", "", element.advice]
    if element.model_sentence:
        lines += ["", *(f"> {line}" for line in element.model_sentence.split("\n"))]
    return "\n".join(lines) + "\n"


def index() -> str:
    """Return the list of all elements by family, and by instrument."""
    lines = [MADE, "# 全部要素", ""]
    by_instrument: dict[str, list[Element]] = defaultdict(list)
    family = ""
    for element in CHECKS:
        if element.family != family:
            family = element.family
            lines += [f"## {FAMILIES[family]}", ""]
        lines.append(f"- [{element.title}]({element.id}.md)（`{element.id}`）：{asked_of(element)}")
        if CHECKS.index(element) + 1 == len(CHECKS) or CHECKS[CHECKS.index(element) + 1].family != family:
            lines.append("")
        for basis in element.basis:
            if basis.verified and element not in by_instrument[basis.instrument]:
                by_instrument[basis.instrument].append(element)
    lines += ["# 按依据查", ""]
    for instrument, elements in by_instrument.items():
        named = "、".join(f"[{element.title}]({element.id}.md)" for element in elements)
        lines.append(f"- {instrument}：{named}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the pages; return the exit status."""
    parser = argparse.ArgumentParser(description="Write the pages of docs/elements from the checks.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a page is stale")
    options = parser.parse_args()
    wanted = {f"{element.id}.md": page(element) for element in CHECKS} | {"README.md": index()}
    there = {path.name for path in FOLDER.glob("*.md")}
    stale = sorted(
        name
        for name in wanted.keys() | there
        if name not in wanted or name not in there or (FOLDER / name).read_text(encoding="utf-8") != wanted[name]
    )
    if options.check:
        for name in stale:
            print(f"docs/elements/{name} is stale: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
