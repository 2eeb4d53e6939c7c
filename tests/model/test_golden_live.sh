#!/usr/bin/env bash
# The committed vectors, made anew with PyTorch and transformers and compared (./check --live).
# Skipped unless CRIA_LIVE is set and CRIA_PYTHON has the modules: it takes a while, and what
# is committed only changes with its makers or with PyTorch.
set -eu
python=${CRIA_PYTHON:-python3}
tests=${CRIA_TEST_SOURCE:-$(dirname "$0")/../..}/tests

skip() {
    echo "skipped: $1"
    exit 77
}
[ "${CRIA_LIVE:-}" ] || skip "the vectors are made anew only by ./check --live (CRIA_LIVE)"
"$python" -c 'import numpy, safetensors, torch, transformers' 2>/dev/null ||
    skip "$python lacks numpy, safetensors, torch or transformers (set CRIA_PYTHON)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
compare() {
    if [ ! -e "$2" ]; then
        echo "$1: made no more"
        status=1
    elif ! "$python" "$tests/model/compare_vectors.py" "$1" "$2"; then
        status=1
    fi
}
same_names() {
    if [ "$(cd "$1" && ls)" != "$(cd "$2" && ls)" ]; then
        echo "$1 and what its maker writes hold other files:" "$(cd "$2" && ls | tr '\n' ' ')"
        status=1
    fi
}

export TRANSFORMERS_OFFLINE=1
"$python" -c 'import torch, transformers; print("torch", torch.__version__, "transformers", transformers.__version__)'
"$python" "$tests/model/make_golden.py" "$work/golden" >/dev/null
same_names "$tests/model/golden" "$work/golden"
for file in "$tests"/model/golden/*.safetensors; do
    compare "$file" "$work/golden/$(basename "$file")"
done
for maker in "$tests"/cpu/make_*_vectors.py; do
    name=$(basename "$maker" .py)
    "$python" "$maker" >"$work/${name#make_}.h"
    compare "$tests/cpu/${name#make_}.h" "$work/${name#make_}.h"
done
exit $status
