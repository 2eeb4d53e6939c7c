#!/usr/bin/env bash
# The tokenizer against Hugging Face tokenizers on ten million words of a real encyclopaedia:
# vocabulary, merges and every id. Minutes of work, so only with CRIA_LIVE=1 (./check --live);
# skipped also without the Python module (CRIA_PYTHON), the program, or the texts.
set -eu
python=${CRIA_PYTHON:-python3}
source=${CRIA_TEST_SOURCE:-$(dirname "$0")/../..}
cria=${CRIA:-$source/build/release/cria}
pages=${CRIA_SHARED:-$source/../shared/data}/eb1911

skip() {
    echo "skipped: $1"
    exit 77
}
[ "${CRIA_LIVE:-}" ] || skip "ten million words are encoded only by ./check --live (CRIA_LIVE)"
[ -d "$pages" ] || skip "no encyclopaedia at $pages (set CRIA_SHARED)"
[ -x "$cria" ] || skip "no program at $cria"
"$python" -c 'import tokenizers' 2>/dev/null ||
    skip "$python has no module tokenizers (set CRIA_PYTHON)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$cria" clean --quiet --out "$work/articles.jsonl.zst" "$pages" >/dev/null
"$cria" split --quiet --in "$work/articles.jsonl.zst" --train-words 10000000 --eval-words 1000 \
    --out "$work" >/dev/null
"$python" "$source/tests/token/parity_corpus.py" "$cria" "$work/train.txt"
