#!/usr/bin/env bash
# Makes the pictures of docs/outputs.md anew. Needs Chromium, LibreOffice Writer, poppler, fonts for
# Chinese, and lawlint[office] in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
out="$PWD/docs/pictures"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
lawlint="$PWD/.venv/bin/lawlint"
shot() {
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --window-size="$2" --screenshot="$out/$3" \
    "file://$work/$1" >/dev/null 2>&1
}
page() {
  soffice -env:UserInstallation="file://$work/office" --headless --convert-to pdf --outdir "$work" "$work/$1" >/dev/null 2>&1
  pdftoppm -png -r 60 -f 1 -l 1 -singlefile "$work/${1%.*}.pdf" "$out/$2"
}
# Missing elements end with status 1, which is no failure here.
run() { "$lawlint" "$@" >/dev/null 2>&1 || [ $? -eq 1 ]; }
run -f "html=$work/page.html" examples/county.txt
shot page.html 1280,860 page.png
shot page.html 390,780 phone.png
run matrix examples/*.txt -o "$work/heat.html"
shot heat.html 1280,640 heat.png
run -f "docx=$work/note.docx" examples/township-weak.txt
page note.docx note
