"""Show, for some elements, which own examples fail and which cells of labelled reports differ.

    python tests/try_checks.py [-q] [--gold DIR_OF_REPORTS GOLD.json [NAMES]] ID...

For whoever writes or widens a check; without ids, all elements.
"""

import argparse
import importlib
import json
import pathlib
import sys

from lawlint.checks.vocabulary import VOCABULARY
from lawlint.engine import check, prepare
from lawlint.model import Source, Content, Steps, Composite

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
DEV = ["composed-01", "composed-04", "composed-07", "composed-10", "composed-14"]


def load():
    elements, broken = [], []
    for file in sorted((HERE.parent / "checks").glob("*.py")):
        if file.stem in ("__init__", "vocabulary", "instruments"):
            continue
        try:
            elements.append(importlib.import_module(f"lawlint.checks.{file.stem}").CHECK)
        except Exception as error:
            try:
                import importlib.util, types

                spec = importlib.util.spec_from_file_location(f"x_{file.stem}", file)
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                elements.append(module.CHECK)
            except Exception as error2:
                broken.append(f"{file.stem}: {error2!r}"[:200])
    return elements, broken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ids", nargs="*")
    parser.add_argument("-q", action="store_true")
    parser.add_argument("--sets", default="real,dev")
    options = parser.parse_args()
    elements, broken = load()
    print(*broken, sep="\n")
    checklist = None
    good = []
    for element in elements:
        try:
            prepare([element], VOCABULARY)
            good.append(element)
        except Exception as error:
            print(f"{element.id}: {error}")
    known = {element.id for element in good}
    good = [e for e in good if not (isinstance(e.looks, Composite) and not set(e.looks.parts) <= known)]
    checklist = prepare(good, VOCABULARY)
    wanted = set(options.ids) or {element.id for element in good}
    for element in good:
        if element.id not in wanted:
            continue
        only = prepare(good, VOCABULARY, [element])
        for finding in ("shown", "touched", "absent"):
            for text in getattr(element.examples, finding):
                head = "一、工作开展情况\n" if isinstance(element.looks, (Content, Steps, Composite)) else ""
                report = check(Source("x", head + text, "utf-8", "text/plain", ""), only)
                result = report.results[0]
                if result.finding != finding:
                    print(f"EXAMPLE {element.id}: want {finding}, got {result.finding}: {text!r} {[(e.quote, e.matched, e.role.value) for e in result.evidence[:3]]}")
    sets = []
    for name in options.sets.split(","):
        if name == "real":
            sets.append((CORPUS / "reports", CORPUS / "gold.json", None))
        elif name == "dev":
            sets.append((CORPUS / "composed", CORPUS / "composed-gold.json", DEV))
        elif name == "held":
            sets.append((CORPUS / "composed", CORPUS / "composed-gold.json", ["composed-03", "composed-05", "composed-08", "composed-12", "composed-15"]))
        else:
            for found in sorted(pathlib.Path(name).parent.glob(pathlib.Path(name).name + "*gold.json")):
                sets.append((found.parent, found, None))
    for folder, gold_path, names in sets:
        gold = json.loads(gold_path.read_text())
        right = total = 0
        per = {}
        pairs = []
        for name in names or sorted(gold):
            text = (folder / f"{name}.txt").read_text()
            report = check(Source(name, text, "utf-8", "text/plain", ""), checklist)
            results = {result.element.id: result for result in report.results}
            mine = 0
            count = 0
            for key, truth in gold[name].items():
                if key not in wanted or key not in results:
                    continue
                result = results[key]
                total += 1
                count += 1
                pairs.append((truth["finding"], str(result.finding)))
                if result.finding == truth["finding"]:
                    right += 1
                    mine += 1
                elif not options.q:
                    print(f"{name} {key}: gold {truth['finding']}, got {result.finding.value}")
                    for e in truth["evidence"][:3]:
                        print(f"     gold {e['line']}: {e['quote'][:80]}")
                    for e in result.evidence[:3]:
                        print(f"     got  {e.start.line}: [{e.role.value}] {e.matched} {e.quote[:80]}")
            per[name] = f"{mine}/{count} {report.level} {report.year} {'T' if report.document.is_report else 'NOT-A-REPORT'}"
        f1 = []
        for finding in ("absent", "touched", "shown"):
            hit = sum(a == b == finding for a, b in pairs)
            n = sum(a == finding for a, _ in pairs) + sum(b == finding for _, b in pairs)
            f1.append(2 * hit / n if n else 1.0)
        print(f"== {folder.name}: {right}/{total} = {right / max(1, total):.3f} macro-F1 {sum(f1) / 3:.3f}")
        for name, line in per.items():
            print("  ", name, line)


if __name__ == "__main__":
    main()
