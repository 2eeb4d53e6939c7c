#!/usr/bin/env bash
# Names in headers: no type, constant or macro is declared by two headers, for a file above both
# could include neither or the wrong one. A planted double must be seen.
set -euo pipefail
source_dir=${CRIA_TEST_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}

# Each name that a tree's headers declare, with its file: types, constants, macros that stay.
declared() { # directory that holds src/ and include/
    find "$1/src" "$1/include" -name '*.h' -print0 | xargs -0 awk '
        FNR == 1 { inside = 0 }
        { sub(/\/\/.*/, "") }
        /^#define / { split($2, name, "("); found[name[1] " " FILENAME] }
        /^#undef / { delete found[$2 " " FILENAME] }
        /^typedef (struct|enum) [a-z_0-9]+ \{/ { found[$3 " " FILENAME] }
        /^(typedef )?enum/ { inside = 1; sub(/^[^{]*\{/, "") }
        inside {
            count = split($0, part, ",")
            for (i = 1; i <= count; i++)
                if (match(part[i], /^ *[A-Z][A-Z_0-9]+/)) {
                    name[0] = substr(part[i], RSTART, RLENGTH)
                    gsub(/ /, "", name[0])
                    found[name[0] " " FILENAME]
                }
        }
        /}/ { inside = 0 }
        END { for (one in found) print one }' | sort
}

check_tree() {
    local doubles
    doubles=$(declared "$1" | cut -d' ' -f1 | sort | uniq -d)
    [ -z "$doubles" ] || {
        declared "$1" | grep -wF "$doubles"
        return 1
    }
}

[ "$(declared "$source_dir" | wc -l)" -gt 500 ] || { echo "hardly a name found"; exit 1; }
check_tree "$source_dir" || { echo "declared by two headers"; exit 1; }

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$source_dir/src" "$source_dir/include" "$copy"
echo 'typedef struct cria_buffer {' >>"$copy/src/wiki/store.h"
echo 'enum { CRIA_TAG_OPEN = 1 };' >>"$copy/src/wiki/tally.h"
if check_tree "$copy" >"$copy/out"; then
    echo "planted doubles were not found"
    exit 1
fi
grep -q "^cria_buffer .*wiki/store.h" "$copy/out"
grep -q "^CRIA_TAG_OPEN .*wiki/tally.h" "$copy/out"
echo "names: ok"
