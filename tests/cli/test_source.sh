#!/usr/bin/env bash
# Where a run's pages come from: the pocket corpus, local files, or a wiki; which of them wins; what
# the plan says of a fetch; and that a missing contact is refused before anything runs. No request
# leaves the machine.
set -euo pipefail
cria=${CRIA:?names the program to test}
recipe=${CRIA_TEST_SOURCE:?names the source tree}/tests/cli/tiny.yaml
unset CRIA_CONTACT CRIA_WIKI_TOKEN
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
fact() { # RUN STAGE EXPRESSION of python, with the stage's stamp as s
    python3 -c 'import json, sys; s = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
        "$work/$1/stages/$2.json" "$3"
}
run() { # NAME, arguments; what it said is in $work/log
    local out=$work/$1
    shift
    "$cria" run "$@" --out "$out" >"$work/plan" 2>"$work/log"
}

texts() { # FILE of articles: their texts, sorted
    zstd -dc "$1" | python3 -c 'import json, sys; print(*sorted(json.loads(x)["text"] for x in sys.stdin), sep="\n\n")'
}

# The pocket corpus is read as a wiki's export, and comes out as it should.
run pocket "$recipe" --until clean || fail "pocket: $(cat "$work/log")"
[ -f "$work/pocket/source/pages.db" ] || fail "the pocket run has no store"
pages=$(zstd -dc "$work/pocket/source/clean.jsonl.zst" | wc -l)
texts "$work/pocket/source/clean.jsonl.zst" >"$work/expected"
texts "$work/pocket/clean/articles.jsonl.zst" | diff "$work/expected" - >&2 || fail "other texts came through the wiki"

# Cleaning by hand gives the same articles, and the same page on them.
"$cria" clean --seed 42 "$work/pocket/source/pages.db" --out "$work/articles.jsonl.zst" \
    --report "$work/corpus.html" >/dev/null 2>"$work/log" || fail "clean: $(cat "$work/log")"
cmp "$work/corpus.html" "$work/pocket/clean/corpus.html" || fail "clean --report differs from the run's page"
cmp "$work/articles.jsonl.zst" "$work/pocket/clean/articles.jsonl.zst" || fail "clean differs from the run's"

# The same export as the dump of a wiki gives the same pages; it is known by its content.
cat >"$work/dump.yaml" <<'R'
name: dump
seed: 42
source:
  wikisource: {source: dump, dump: "{data}/pages.xml", work: The Pocket Encyclopaedia,
               index: "Pocket - Volume %.djvu", volumes: 1-99, licence: MIT}
clean: {min_words: 8}
split: {train_words: 0, eval_words: 400}
R
cp "$work/pocket/source/pages.xml" "$work/"
run dump "$work/dump.yaml" --set "data=$work" --until clean || fail "dump: $(cat "$work/log")"
store='s["outputs"]["source/pages.db"]'
[ "$(fact pocket source "$store")" = "$(fact dump source "$store")" ] || fail "the dump's pages differ"
grep -q 'from the dump' "$work/log" || fail "the run does not say where from: $(cat "$work/log")"
run dump "$work/dump.yaml" --set "data=$work" --set source.wikisource.interval=9 --until clean
grep -q 'source: unchanged' "$work/log" || fail "the pace of requests changes the pages"
run dump "$work/dump.yaml" --set "data=$work" --set source.wikisource.volumes=1 --until source
grep -q '\] source$' "$work/log" || fail "other volumes do not change the pages"
echo >>"$work/pages.xml"
run dump "$work/dump.yaml" --set "data=$work" --set source.wikisource.volumes=1 --until source
grep -q '\] source$' "$work/log" || fail "another dump does not change the pages"

# Local paths win over the wiki: no contact is needed, and the files' articles are taken.
cat >"$work/wiki.yaml" <<'R'
name: wiki
source: {wikisource: {volumes: 1-2}}
split: {train_words: 0, eval_words: 400}
R
cp "$work/pocket/source/pages.jsonl.zst" "$work/"
run local "$work/wiki.yaml" --set "source.paths.0=$work/pages.jsonl.zst" --until clean ||
    fail "paths: $(cat "$work/log")"
[ "$(fact local clean 's["facts"]["articles"]')" -eq "$pages" ] || fail "the paths do not win"

# A plan for a text that nobody has counted says so; after --until tokens it counts.
cat >"$work/own.yaml" <<R
name: own
source: {paths: ["$work/pages.jsonl.zst"]}
split: {train_words: 0, eval_words: 400}
tokenizer: {vocab_size: 400}
train: {sequence_length: 32, batch_size: 8, warmup_steps: 1}
students:
  - {name: small, model: {model_type: llama, hidden_size: 32, intermediate_size: 64, num_hidden_layers: 1,
     num_attention_heads: 2, max_position_embeddings: 64}}
R
run own "$work/own.yaml" --dry-run || fail "own: $(cat "$work/log")"
grep -q 'steps: known once' "$work/plan" && ! grep -q 'steps of' "$work/plan" || fail "plan: $(cat "$work/plan")"
run own "$work/own.yaml" --until tokens || fail "own: $(cat "$work/log")"
run own "$work/own.yaml" --dry-run || fail "own: $(cat "$work/log")"
[ "$(sed -n 's/.*| \([0-9]*\) steps of 256 .*/\1/p' "$work/plan")" -gt 50 ] || fail "plan: $(cat "$work/plan")"

# A path that leads nowhere is refused by the plan already.
code=0
run nowhere "$work/own.yaml" --set source.paths.0=nowhere --dry-run || code=$?
[ $code -eq 2 ] && grep -q 'source.paths: there is no nowhere' "$work/log" || fail "exit $code: $(cat "$work/log")"

# A change deep in a folder of texts is a change of the source.
mkdir -p "$work/texts/a/b"
echo 'A harbour of the north, with a wall and four gates, by the sea.' >"$work/texts/a/b/one.txt"
run deep "$work/wiki.yaml" --set "source.paths.0=$work/texts" --until clean || fail "deep: $(cat "$work/log")"
[ "$(fact deep clean 's["facts"]["articles"]')" -eq 1 ] || fail "a text deep in a folder is not read"
echo 'A lake of the south, with reeds and boats, where nobody swims.' >"$work/texts/a/b/two.txt"
run deep "$work/wiki.yaml" --set "source.paths.0=$work/texts" --until clean
[ "$(fact deep clean 's["facts"]["articles"]')" -eq 2 ] || fail "a new text deep in a folder is not seen"

# A fetch without a contact is refused before anything is written; a plan tells.
code=0
run refused "$work/wiki.yaml" || code=$?
[ $code -eq 2 ] || fail "no contact: exit $code"
grep -q 'line 2: source.wikisource: .*CRIA_CONTACT' "$work/log" || fail "unclear: $(cat "$work/log")"
[ ! -e "$work/refused" ] || fail "something was written before the refusal"
run plan "$work/wiki.yaml" --dry-run || fail "plan: $(cat "$work/log")"
grep -Eq 'source .*volumes 1-2, from https://en.wikisource.org.*, [0-9]+ requests, about .*; no contact' \
    "$work/plan" || fail "plan: $(cat "$work/plan")"
CRIA_CONTACT=me@example.org run plan "$work/wiki.yaml" --dry-run
grep -q '; contact me@example.org (from CRIA_CONTACT)' "$work/plan" || fail "plan: $(cat "$work/plan")"
run plan "$work/wiki.yaml" --set source.wikisource.contact=it@example.org --dry-run
grep -q '; contact it@example.org (from the recipe)' "$work/plan" || fail "plan: $(cat "$work/plan")"
run plan "$work/wiki.yaml" --set 'source.wikisource.work=Another work' --dry-run
grep -q 'Another work, .* number of requests that is not known' "$work/plan" || fail "plan: $(cat "$work/plan")"

# Wrong sources, by file, line and key.
expect() { # MESSAGE, arguments
    code=0
    run wrong "${@:2}" --dry-run || code=$?
    [ $code -eq 2 ] || fail "'$1': exit $code"
    grep -q -- "$1" "$work/log" || fail "expected '$1', got: $(cat "$work/log")"
}
expect 'line 2: source: wants' "$work/wiki.yaml" --set source.wikisource=null
expect 'line 4: source.pocket: .*of its own' "$recipe" --set source.paths.0=x
expect 'source.pocket: .*of its own' "$work/wiki.yaml" --set source.pocket=4000
expect 'source.wikisource.volumen: ' "$work/wiki.yaml" --set source.wikisource.volumen=3
expect 'source.wikisource: --source dump and --dump' "$work/wiki.yaml" --set source.wikisource.source=dump
echo "source: ok"
