#!/usr/bin/env bash
# The examination against transformers, through the command line: a Llama and a GPT-2 made by
# transformers, real minimal pairs, every protocol. A sample of the pairs; all with CRIA_LIVE=1.
# CRIA_MODEL names a model directory, a trained one say, that is held against it too.
# Skipped without the Python modules (CRIA_PYTHON chooses the interpreter), program or data.
set -eu
python=${CRIA_PYTHON:-python3}
source=${CRIA_TEST_SOURCE:-$(dirname "$0")/../..}
cria=${CRIA:-$source/build/release/cria}
shared=${CRIA_SHARED:-$source/../shared/data}
here=$source/tests/eval

skip() {
    echo "skipped: $1"
    exit 77
}
[ -d "$shared/blimp" ] || skip "no minimal pairs at $shared/blimp (set CRIA_SHARED)"
[ -x "$cria" ] || skip "no program at $cria"
"$python" -c 'import torch, transformers, tokenizers' 2>/dev/null ||
    skip "$python lacks torch, transformers or tokenizers (set CRIA_PYTHON)"

sample="--pairs 6"
[ -z "${CRIA_LIVE:-}" ] || sample=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TOKENIZERS_PARALLELISM=false TRANSFORMERS_OFFLINE=1
cat "$shared"/blimp/*_1.jsonl "$shared"/blimp_supplement/*.jsonl >"$work/text.txt"
"$cria" tokenizer train --quiet --threads 2 --vocab-size 2000 --out "$work/tokenizer.json" \
    "$work/text.txt"
status=0
compare() { # MODEL
    local set
    for set in blimp blimp_supplement; do
        echo "== $1, $set"
        "$python" "$here/blimp_reference.py" "$cria" "$1" "$shared/$set" $sample || status=1
    done
}
for kind in llama gpt2; do
    "$python" "$here/make_model.py" "$work/$kind" "$kind" "$work/tokenizer.json"
    compare "$work/$kind"
done
[ -z "${CRIA_MODEL:-}" ] || compare "$CRIA_MODEL"
exit $status
