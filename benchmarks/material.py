"""Write into a folder what lawlint and its peers are measured on: reports, phrases, and the settings of each peer.

    python benchmarks/material.py FOLDER

`peers.py` calls it, in a process of its own: what measures has to stay small, or its size would pass for theirs.
"""

import json
import pathlib
import random
import re
import sys

from documents import documents
from phrases import everything

REPORTS = 2_000
SIZE = 20_000
SETS = ("1000", "all")
_SOME = 1_000

_PROSELINT = '''\
"""proselint with our phrases in place of its own checks, in batches, as it keeps its own long lists."""

import re

from proselint import command_line
from proselint.registry.checks import BATCH_COUNT, Check, Padding, types

with open("{list}", encoding="utf-8") as file:
    ITEMS = tuple(map(re.escape, file.read().split("\\n")))
command_line.__register__ = tuple(
    Check(
        types.Existence(items=ITEMS[start : start + BATCH_COUNT], padding=Padding.RAW), path="phrases", message="{{}}"
    )
    for start in range(0, len(ITEMS), BATCH_COUNT)
)
command_line.main()
'''
_TEXTLINT_HEAD = """\
"use strict";
const fs = require("fs");
const path = require("path");
const phrases = fs.readFileSync(path.join(__dirname, "..", "..", "{list}"), "utf8").split("\\n");
"""
_TEXTLINT_INDEX = """\
module.exports = (context) => ({
  [context.Syntax.Document](node) {
    const text = context.getSource(node);
    for (const phrase of phrases) {
      for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
        context.report(node, new context.RuleError(phrase, { padding: context.locator.at(at) }));
      }
    }
  },
});
"""
_TEXTLINT_REGEXP = """\
const longest = phrases.slice().sort((one, other) => other.length - one.length);
const any = new RegExp(longest.map((phrase) => phrase.replace(/[.*+?^${}()|[\\]\\\\]/g, "\\\\$&")).join("|"), "g");
module.exports = (context) => ({
  [context.Syntax.Document](node) {
    for (const found of context.getSource(node).matchAll(any)) {
      context.report(node, new context.RuleError(found[0], { padding: context.locator.at(found.index) }));
    }
  },
});
"""


def write(path: pathlib.Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8", newline="\n")


def write_phrases(folder: pathlib.Path, name: str, phrases: list[str]) -> None:
    """Write a list of phrases, and for each peer what makes it look for them.

    codespell and typos look for words: they get those phrases that are one, which are nearly all, and find them only
    where they stand alone between marks; with a pattern of its own codespell finds them anywhere.
    """
    words = [phrase for phrase in phrases if re.fullmatch(r"\w+", phrase)]
    listed = f"phrases-{name}.txt"
    write(folder / listed, "\n".join(phrases))
    write(folder / f"codespell-{name}.txt", "".join(f"{word}->{word}改\n" for word in words))
    longest = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    write(folder / f"codespell-{name}.cfg", f"[codespell]\nregex = {longest}\n")
    corrections = "".join(f'"{word}" = "{word}改"\n' for word in words)
    write(folder / f"typos-{name}.toml", f"[default.extend-identifiers]\n{corrections}")
    write(folder / f"proselint-{name}.py", _PROSELINT.format(list=listed))
    for kind, rule in (("index", _TEXTLINT_INDEX), ("regexp", _TEXTLINT_REGEXP)):
        rules = folder / f"textlint-{kind}-{name}"
        write(rules / "rules" / "phrases.js", _TEXTLINT_HEAD.format(list=listed) + rule)
        write(rules / "rc.json", json.dumps({"rules": {"phrases": True}}))


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    every = sorted(everything().parts)
    write_phrases(folder, "all", every)
    write_phrases(folder, "1000", sorted(random.Random(1).sample(every, _SOME)))
    write(folder / "proselint.json", json.dumps({"max_errors": 1_000_000, "checks": {"phrases": True}}))
    for number, (_, _, _, text) in enumerate(documents(REPORTS, SIZE)):
        write(folder / "reports" / f"{number:04}.txt", text)


if __name__ == "__main__":
    main()
