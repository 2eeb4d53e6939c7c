#!/usr/bin/env bash
# The arrows between rooms: an #include goes down the table of ARCHITECTURE.md or stays in its
# room's row, never up. Also: below cli/, device.c alone names the backends. A planted wrong
# include must be seen.
set -euo pipefail
source_dir=${CRIA_TEST_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}

level() {
    case $1 in
    cria) echo -1 ;; # include/, the public headers
    base) echo 0 ;;
    format) echo 1 ;;
    token | wiki | tensor) echo 2 ;;
    corpus | fetch | cpu | cuda) echo 3 ;;
    device) echo 4 ;; # src/device.c
    model) echo 4 ;;
    train | eval | generate) echo 5 ;;
    publish) echo 6 ;;
    run) echo 7 ;;
    cli) echo 8 ;;
    *) echo unknown ;;
    esac
}

# Rooms of one row do not know each other.
allowed() { # from to
    local from to
    from=$(level "$1") to=$(level "$2")
    [ "$1" = "$2" ] && return 0
    [ "$from" = unknown ] || [ "$to" = unknown ] && return 1
    [ "$to" -lt "$from" ]
}

check_tree() { # directory that holds src/
    local bad=0 count=0 file line from to
    while IFS=: read -r file line; do
        from=${file#"$1"/src/}
        from=${from%%/*}
        from=${from%.c}
        to=$(sed -E 's/.*"([a-z_]+)\/.*/\1/' <<<"$line")
        count=$((count + 1))
        if ! allowed "$from" "$to"; then
            echo "$file: room '$from' may not include from room '$to': $line"
            bad=1
        fi
        if { [ "$to" = cpu ] || [ "$to" = cuda ]; } && [ "$from" != "$to" ] && [ "$from" != device ] &&
            [ "$from" != cli ]; then
            echo "$file: only device.c names a backend: $line"
            bad=1
        fi
    done < <(grep -rEo '^#include "[a-z_]+/[^"]+"' "$1/src" --include='*.c' --include='*.h' --include='*.cu')
    [ "$count" -gt 0 ] || { echo "no includes found under $1/src"; bad=1; }
    return $bad
}

check_tree "$source_dir"

# The test can fail: a wrong include, planted in a copy, is found.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$source_dir/src" "$copy/src"
echo '#include "model/model.h"' >>"$copy/src/base/status.h"
if check_tree "$copy" >"$copy/out"; then
    echo "a planted wrong include (base -> model) was not found"
    exit 1
fi
grep -q "status.h: room 'base' may not include from room 'model'" "$copy/out"
echo "layers: ok"
