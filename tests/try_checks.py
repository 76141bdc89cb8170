"""Show, for some elements, which of their own examples fail and which cells of labelled reports differ.

For whoever writes or widens a check:

    python tests/try_checks.py legal-counsel petition
    python tests/try_checks.py --gold REPORTS_FOLDER GOLD.json legal-counsel

Without ids all elements are tried; without --gold the labelled reports in tests/documents.
"""

import argparse
import json
import pathlib

from support import example_text

from lawlint.checks import CHECKS
from lawlint.checks.vocabulary import VOCABULARY
from lawlint.engine import Checklist, check, prepare
from lawlint.model import DocumentReport, Element, Finding, Source

DOCUMENTS = pathlib.Path(__file__).resolve().parent / "documents"


def examine(text: str, checklist: Checklist) -> DocumentReport:
    return check(Source("text", text, "utf-8", "text/plain", ""), checklist)


def try_examples(element: Element, checklist: Checklist) -> None:
    for finding in Finding:
        for text in getattr(element.examples, finding):
            (result,) = (
                item for item in examine(example_text(element, text), checklist).results if item.element == element
            )
            if result.finding is not finding:
                print(f"{element.id}: example wants {finding}, got {result.finding}: {text}")
                for item in result.evidence[:3]:
                    print(f"    [{item.role}] {item.matched} {item.quote}")


def try_gold(folder: pathlib.Path, gold_file: pathlib.Path, ids: set[str], checklist: Checklist) -> None:
    right = total = 0
    for name, truths in sorted(json.loads(gold_file.read_text(encoding="utf-8")).items()):
        report = examine((folder / f"{name}.txt").read_text(encoding="utf-8"), checklist)
        for result in report.results:
            truth = truths.get(result.element.id)
            if truth is None or result.element.id not in ids:
                continue
            total += 1
            right += truth["finding"] == result.finding
            if truth["finding"] != result.finding:
                print(f"{name}: {result.element.id}: gold {truth['finding']}, got {result.finding}")
                for item in truth["evidence"][:3]:
                    print(f"    gold {item['line']}: {item['quote']}")
                for found in result.evidence[:3]:
                    print(f"    got  {found.start.line}: [{found.role}] {found.matched} {found.quote[:80]}")
    print(f"{right} of {total} cells right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--gold", nargs=2, type=pathlib.Path, metavar=("FOLDER", "GOLD"))
    options = parser.parse_args()
    checklist = prepare(CHECKS, VOCABULARY)
    ids = set(options.ids) or {element.id for element in CHECKS}
    for element in CHECKS:
        if element.id in ids:
            try_examples(element, checklist)
    try_gold(*(options.gold or (DOCUMENTS, DOCUMENTS / "gold.json")), ids, checklist)


if __name__ == "__main__":
    main()
