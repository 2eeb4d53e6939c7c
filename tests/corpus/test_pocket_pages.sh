#!/usr/bin/env bash
# The pocket corpus as a wiki's pages, with Wikisource's troubles, cleaned by stubs and by
# headwords: every article is letter by letter what the corpus says it is.
set -euo pipefail
source_dir=${CRIA_TEST_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
binary=${CRIA_TEST_BINARY:-$source_dir/build/release}
cria=${CRIA:-$binary/cria}
tool=$binary/tests/corpus_pocket_pages
skip() { echo "skipped: $1"; exit 77; }
command -v python3 >/dev/null || skip "python3 is needed to read the export"
[ -x "$tool" ] || skip "no tool at $tool"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

compare='
import json, sys
articles = lambda path: [(a["title"].lower(), a["text"]) for a in map(json.loads, open(path))]
want, got = articles(sys.argv[1]), articles(sys.argv[2])
known = set(want)
strange = [a for a in got if a not in known]
if strange or len(got) != len(want):
    sys.exit("%d articles, not %d; %d differ, such as: %s"
             % (len(got), len(want), len(strange), strange[:1]))
'
# Seed and words. The two hold a page of two words and a picture, and one of a picture and {{nop}}.
for corpus in "1 100000" "6 200000"; do
    read -r seed words <<<"$corpus"
    rm -rf "$folder"/*
    "$tool" "$source_dir/share/pocket" "$folder/pocket" "$seed" "$words"
    python3 "$source_dir/tests/wiki/import_export.py" "$folder/pages.db" "$folder/pocket/pages.xml"
    zstd -dcq "$folder/pocket/clean.jsonl.zst" >"$folder/want.jsonl" 2>/dev/null ||
        skip "zstd is needed to unpack the articles"
    for borders in stubs pages; do
        "$cria" clean --quiet --json --borders $borders --out "$folder/$borders.jsonl" \
            "$folder/pages.db" >"$folder/$borders.json"
        python3 -c "$compare" "$folder/want.jsonl" "$folder/$borders.jsonl"
    done
    grep -qE '"leak": \{("[a-z_]+": 0(, )?)+\}' "$folder/stubs.json" || { echo "markup leaked"; exit 1; }
    echo "seed $seed: $(wc -l <"$folder/want.jsonl") articles alike, by stubs and by headwords"
done
# The comparison can fail.
sed -i '1s/ the / teh /' "$folder/stubs.jsonl"
! python3 -c "$compare" "$folder/want.jsonl" "$folder/stubs.jsonl" 2>/dev/null ||
    { echo "a changed word was not noticed"; exit 1; }
