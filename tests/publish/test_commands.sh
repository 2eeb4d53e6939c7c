#!/usr/bin/env bash
# cria report, cria export and cria doctor as programs: what they print and their exit codes.
set -euo pipefail
cria=${CRIA:?} source_dir=${CRIA_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$1"
    exit 1
}

# fails_with CODE TEXT ARGUMENTS...: the command exits with CODE and says TEXT.
fails_with() {
    local code=0 wanted=$1 text=$2
    shift 2
    "$cria" "$@" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" -eq "$wanted" ] || fail "cria $*: exit $code, expected $wanted: $(cat "$work/err")"
    grep -qF -- "$text" "$work/err" || fail "cria $*: no '$text' in: $(cat "$work/err")"
}

# report
mkdir -p "$work/run"
echo '{"recipe": "x", "title": "A title"}' >"$work/run/manifest.json"
"$cria" report -q "$work/run"
grep -q '<title>A title</title>' "$work/run/report.html" || fail "report.html has no title"
grep -q '^# A title$' "$work/run/report.md" || fail "report.md has no title"
"$cria" report -q "$work/run" --out "$work/elsewhere/page.html"
cmp "$work/run/report.md" "$work/elsewhere/page.md"
fails_with 2 'wants RUN' report
fails_with 4 'holds no finished run' report "$work/nowhere"

# doctor: the same findings as text and as JSON
"$cria" doctor >"$work/text"
"$cria" doctor --json >"$work/json"
for label in processor kernels 'matrix product' devices gnuplot libraries; do
    grep -q "^$label  *[^ ]" "$work/text" || fail "doctor does not tell: $label"
done
for key in processor instruction_set matrix_product devices memory_bytes threads; do
    grep -q "\"$key\": " "$work/json" || fail "doctor --json does not tell: $key"
done
CRIA_ISA=generic "$cria" doctor | grep -q '^kernels  *generic (CRIA_ISA)$' ||
    fail "doctor does not follow CRIA_ISA"
"$cria" doctor --threads 3 | grep -q '^threads  *3$' || fail "doctor does not follow --threads"

# export
model=$source_dir/tests/model/golden/$(ls "$source_dir/tests/model/golden" | grep -m1 llama)
fails_with 2 'wants --model DIR and --out PATH' export
fails_with 2 'not there yet' export --model "$model" --format gguf --out "$work/gguf"
fails_with 2 'is already there' export --model "$model" --out "$work/run"
fails_with 4 'loading' export --model "$work/nowhere" --out "$work/none"
[ ! -e "$work/none" ] || fail "a failed export left something"
