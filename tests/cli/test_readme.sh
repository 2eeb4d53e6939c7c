#!/usr/bin/env bash
# The commands of README.md and the user guide work: each ```sh block behind a line
# "<!-- tested -->" is run as it stands, in a directory where runs/quickstart is $CRIA_TEST_RUN, or
# else a tiny run made here.
set -euo pipefail
source_dir=${CRIA_TEST_SOURCE:?}
cria=${CRIA:?the program to test}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

run=${CRIA_TEST_RUN:-}
if [ -z "$run" ]; then
    run=$work/tiny
    status=0
    CRIA_SHARE=$source_dir/share/pocket "$cria" run "$source_dir/tests/cli/tiny.yaml" \
        --out "$run" --quiet 2>err || status=$?
    if [ "$status" -eq 5 ]; then
        echo "skipped: no run can be made here: $(cat err)"
        exit 77
    fi
    [ "$status" -eq 0 ] || { echo "the tiny run failed: $(cat err)"; exit 1; }
fi
mkdir runs
ln -s "$run" runs/quickstart

export PATH=$(dirname "$cria"):$PATH
blocks_of() { # DOCUMENT LEAST: runs its blocks
    local i blocks
    rm -f block*.sh
    awk '/^<!-- tested -->$/ {wanted = 1; next}
         wanted && /^```sh$/ {n++; inside = 1; wanted = 0; next}
         inside && /^```$/ {inside = 0; next}
         inside {print > ("block" n ".sh")}' "$source_dir/$1"
    blocks=$(find . -maxdepth 1 -name 'block*.sh' | wc -l)
    [ "$blocks" -ge "$2" ] || { echo "$1 has $blocks tested blocks, expected $2 or more"; exit 1; }
    for ((i = 1; i <= blocks; i++)); do
        if ! bash -euo pipefail "block$i.sh" >out 2>err; then
            echo "block $i of $1 fails:"
            cat "block$i.sh" out err
            exit 1
        fi
        [ -s out ] || { echo "block $i of $1 prints nothing"; exit 1; }
    done
    echo "$1: $blocks blocks"
}
blocks_of README.md 2
blocks_of docs/user-guide.md 3

# So do the examples in the help of the commands that take a model.
for name in generate score eval export; do
    "$cria" help $name | sed -n '/^example:/,$p' | tail -n +2 >example.sh
    rm -rf babyllama
    if ! bash -euo pipefail example.sh >out 2>err; then
        echo "the example of cria help $name fails:"
        cat example.sh err
        exit 1
    fi
done
echo "readme: ok"
