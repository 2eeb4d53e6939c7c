#!/usr/bin/env bash
# The tokenizer against Hugging Face tokenizers, through the command line. Skipped without the
# Python module (CRIA_PYTHON chooses the interpreter) or without the program.
set -u
python=${CRIA_PYTHON:-python3}
source=${CRIA_TEST_SOURCE:-$(dirname "$0")/../..}
cria=${CRIA:-$source/build/cria}
shared=${CRIA_SHARED:-$source/../shared/data}

if ! "$python" -c 'import tokenizers' 2>/dev/null; then
    echo "skipped: $python has no module tokenizers (set CRIA_PYTHON)"
    exit 77
fi
if [ ! -x "$cria" ] || ! "$cria" help tokenizer train >/dev/null 2>&1; then
    echo "skipped: no cria with a tokenizer command at $cria"
    exit 77
fi
if [ ! -d "$shared/blimp" ]; then
    echo "no real sentences at $shared: generated text only"
    shared=
fi
exec "$python" "$(dirname "$0")/parity.py" "$cria" $shared
