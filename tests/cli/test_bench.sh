#!/usr/bin/env bash
# cria bench: each benchmark runs at a small size and prints rows that say what was measured.
set -eu
cria=${CRIA:?the program to test}
[ -x "$cria" ] || {
    echo "skipped: no program at $cria"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for i in $(seq 200); do
    echo "the river of stone $i runs to the northern sea and the $i towns of the coast"
done >"$work/text.txt"
mkdir "$work/pairs"
echo '{"sentence_good": "the river runs", "sentence_bad": "the runs river"}' >"$work/pairs/a.jsonl"
"$cria" tokenizer train -q --vocab-size 400 --out "$work/tokenizer.json" "$work/text.txt"

expect() { # NAME UNIT ROWS, and the command's arguments
    local name=$1 unit=$2 rows=$3 found
    shift 3
    TMPDIR=$work "$cria" bench "$@" --repeat 2 --threads 1 --json -q >"$work/rows"
    found=$(grep -c "^{\"name\": \"$name\".*\"value\": [0-9.e+-]*, \"unit\": \"$unit\".*\"threads\": 1" \
        "$work/rows" || true)
    [ "$found" = "$rows" ] || {
        echo "bench $*: $found rows of $name in $unit, expected $rows"
        cat "$work/rows"
        exit 1
    }
}
small="--model llama-16m --batch-size 1 --sequence-length 8"
expect step tokens/s 1 step $small
expect distill tokens/s 1 distill $small --teacher-model llama-16m
expect "distill cached" tokens/s 1 distill $small --teacher-model llama-16m
expect generate tokens/s 1 generate --model llama-16m --max-tokens 4
expect tokenizer MB/s 2 tokenizer --text "$work/text.txt" --vocab-size 400
expect blimp pairs/s 1 blimp --model llama-16m --tokenizer "$work/tokenizer.json" \
    --data "$work/pairs"
[ -z "$(ls "$work" | grep cria-bench || true)" ] || { echo "a teacher cache was left"; exit 1; }
"$cria" bench nosuch 2>"$work/said" && status=0 || status=$?
[ "$status" = 2 ] && grep -q "known: peak" "$work/said" || { echo "an unknown name: $status"; exit 1; }
echo "bench: ok"
