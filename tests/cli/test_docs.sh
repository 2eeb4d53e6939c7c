#!/usr/bin/env bash
# The documents name real things: every path of the tree and every cria_ function that they put
# between backquotes exists, and every link to another document leads somewhere.
set -euo pipefail
cd "${CRIA_TEST_SOURCE:-$(dirname "$0")/../..}"
documents=(*.md docs/*.md)

check() { # documents...
    local bad=0 document name
    for document in "$@"; do
        while read -r name; do
            [ -e "$name" ] || { echo "$document: there is no $name"; bad=1; }
        done < <(grep -oE '`(src|tests|include|cmake|recipes|share|scripts|bench|docs)/[A-Za-z0-9_./-]*`' "$document" |
            tr -d '`' | grep -vE 'NAME|ROOM' | sort -u) # placeholders
        while read -r name; do
            grep -rqwF "$name" src include tests/CMakeLists.txt CMakeLists.txt cmake || { echo "$document: there is no $name"; bad=1; }
        done < <(grep -oE '`(cria|CRIA)_[A-Za-z0-9_]+`' "$document" | tr -d '`' | sort -u)
        while read -r name; do
            [ -e "$(dirname "$document")/$name" ] || { echo "$document: a dead link, $name"; bad=1; }
        done < <(grep -oE '\]\([^)#:]+[)#]' "$document" | sed -E 's/^\]\(//; s/[)#]$//' | sort -u)
    done
    return $bad
}

check "${documents[@]}"

# The test can fail.
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
echo 'see `src/base/nowhere.c`, `cria_does_not_exist` and [this](nowhere.md)' >"$planted/x.md"
[ "$(check "$planted/x.md" | wc -l)" -eq 3 ] || { echo "planted faults were not all seen"; exit 1; }
echo "docs: ok"
