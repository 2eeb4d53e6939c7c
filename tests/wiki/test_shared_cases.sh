#!/usr/bin/env bash
# Real pages and hard cases of transclusion, through a store: each article's joined text, which
# pages are articles, and the notes on the others. Skipped without the data or python3.
set -euo pipefail
source=${CRIA_TEST_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
tool=${CRIA_TEST_BINARY:-$source/build/release}/tests/wiki_join_tool
data=${CRIA_SHARED:-$source/../shared/data}/wikisource
skip() {
    echo "skipped: $1"
    exit 77
}
[ -f "$data/transclusion-cases.xml" ] || skip "no pages at $data (set CRIA_SHARED)"
[ -x "$tool" ] || skip "no program at $tool"
command -v python3 >/dev/null || skip "python3 is missing"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
store=$work/store
python3 "$source/tests/wiki/import_export.py" "$store" "$data/eb1911-small-import.xml" \
    "$data/transclusion-cases.xml"
failed=0
name="1911 Encyclopædia Britannica"

# check TITLE EXPECTED: the page's text behind its header, blanks at its ends aside.
check() {
    local found
    found=$("$tool" "$store" join "$name/$1" | sed 1d | python3 -c \
        'import sys; sys.stdout.write(sys.stdin.read().strip().replace("\n", "\\n"))')
    [ "$found" = "$2" ] && return
    printf 'FAILED: %s\n  gives    %s\n  expected %s\n' "$1" "$found" "$2"
    failed=1
}
poem='<poem>\nLine one\n  Line two\n</poem>'
next="Next<ref follow=\"x\">end of note.</ref> text. <math>x^2+y^2</math> &c. $poem"
table='{|\n|a||b\n|-\n|c||d\n|}\nAfter table.'
last='INC<del>bad</del><ins>good</ins> x<sup>2</sup> H<sub>2</sub>O {{sc|Fig}}. 1 <s>strike</s> end'
joined='First page ends mid sentence\n continues here. A compound well-\n known thing.{{nop}}\n \n'
joined+="New paragraph page.<ref>Foot one.</ref> More<ref name=\"x\">Start of note</ref>. $next"
beta='BETA begins and the consequence follows.\n\nGAMMA text.'
check 'T hyph' "$beta"
check 'T runon' 'ALPHA one.\n\n'"$beta"
check 'T single' 'ALPHA one.'
check 'T missing' ''
check 'T lastmissing' "$beta"
check 'T last' "$beta"
check 'T dup' 'A1 A2'
check 'T nested' ''
check 'T join' "$joined"
check 'T table' "$next \\n$table $last"
check 'T case' ''
check 'T noindexpage' 'ALPHA one.\n\n'"$beta A1 mid A2 tail {{center|NESTED}} after $joined \\n$table $last"

# has FILE LINE
has() {
    grep -qxF -- "$2" "$1" && return
    echo "FAILED: no line '$2' in:"
    cat "$1"
    failed=1
}
"$tool" "$store" notes stubs | sed "s|$name|W|g" >"$work/notes"
page='Page:EB1911 - Volume 04.djvu'
for title in missing nested case; do has "$work/notes" "no_text	W/T $title	"; done
has "$work/notes" "label_missing	W/T missing	label 'zzz' on $page/100"
has "$work/notes" "label_missing	W/T nested	label 'n' on $page/103"
has "$work/notes" "label_missing	W/T case	label 'S1' on $page/100"
has "$work/notes" "end_missing	W/T lastmissing	label 'zzz' on $page/101"
has "$work/notes" "plate	W/Alloys	Page:EB1911 - Volume 01.djvu/747"
has "$work/notes" "redirect	W/Blank-verse	"
has "$work/notes" "links_only	W	"
for n in 111 120; do has "$work/notes" "page_missing	W/T noindexpage	$page/$n"; done

"$tool" "$store" stubs | cut -f1 >"$work/titles"
expected='Abbey
Alloys
Blanford, William Thomas
Blank
Blank Verse'
[ "$(head -5 "$work/titles")" = "$expected" ] || {
    echo "FAILED: articles in order"
    cat "$work/titles"
    failed=1
}
# A renamed label: the headword stands in for it.
python3 - "$store" <<'P'
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
store.execute("UPDATE page SET text = replace(text, '\"Blank\"', '\"s4\"')"
              " WHERE title = 'Page:EB1911 - Volume 04.djvu/54'")
store.commit()
P
"$tool" "$store" notes stubs | sed "s|$name|W|g" >"$work/notes"
has "$work/notes" "label_replaced	W/Blank	label 'Blank' on $page/54"
"$tool" "$store" join "$name/Blank" >"$work/blank"
grep -q "^'''BLANK''' (from the Fr" "$work/blank" || { echo "FAILED: no headword"; failed=1; }
grep -q "BLANKENBERGHE" "$work/blank" && { echo "FAILED: runs on"; failed=1; }

# Both ways agree where the stub ends where its article ends.
"$tool" "$store" compare | sed "s|$name|W|g" >"$work/compare"
[ "$(head -1 "$work/compare")" = 3 ] || { echo "FAILED: 3 articles should be alike"; failed=1; }
has "$work/compare" "only_pages	ABBESS	Page:EB1911 - Volume 01.djvu/42, byte 687"
exit $failed
