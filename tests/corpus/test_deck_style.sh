#!/usr/bin/env bash
# The published style against a second implementation in Python: hostile Unicode, and articles
# of the shared corpus where they are present. Skipped without Python or the tool.
set -eu
python=${CRIA_PYTHON:-python3}
source=${CRIA_TEST_SOURCE:-$(dirname "$0")/../..}
tool=${CRIA_TEST_BINARY:-$source/build/release}/tests/corpus_deck_lines
shared=${CRIA_SHARED:-$source/../shared/data}

skip() {
    echo "skipped: $1"
    exit 77
}
"$python" -c '' 2>/dev/null || skip "no $python to compare with (set CRIA_PYTHON)"
[ -x "$tool" ] || skip "no tool at $tool"

articles() {
    if [ ! -d "$shared/eb1911" ]; then
        echo "no articles at $shared/eb1911 (set CRIA_SHARED): made texts only" >&2
    elif ! command -v zstd >/dev/null; then
        echo "no zstd to unpack the articles with: made texts only" >&2
    else
        for file in $(ls "$shared"/eb1911/*.jsonl.zst | awk 'NR % 20 == 1'); do
            zstd -dcq "$file"
        done
    fi
}
articles | "$python" "$source/tests/corpus/deck_style.py" "$tool"
