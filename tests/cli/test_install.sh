#!/usr/bin/env bash
# `cmake --install` into a fresh prefix: everything is there, a C program builds against it by way
# of pkg-config (static and shared), the library shows the public names and no others, and the
# manual page is clean.
set -euo pipefail
build=${CRIA_TEST_BINARY:?}
source_dir=${CRIA_TEST_SOURCE:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in cmake pkg-config cc nm readelf; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
if grep -Eq '^CRIA_(SANITIZE|FUZZ):BOOL=(ON|1|TRUE)' "$build/CMakeCache.txt"; then
    echo "skipped: a sanitizer build is not for installing"
    exit 77
fi

prefix=$work/prefix
cmake --install "$build" --prefix "$prefix" >"$work/log" || { cat "$work/log"; exit 1; }

fail() { echo "install: $*"; exit 1; }

libdir=$(dirname "$(find "$prefix" -name libcria.a)")
[ -n "$libdir" ] || fail "no libcria.a"
for file in bin/cria include/cria.h include/cria/status.h share/man/man1/cria.1 \
    share/cria/pocket/words.txt share/cria/recipes/quickstart.yaml; do
    [ -s "$prefix/$file" ] || fail "$file is missing or empty"
done
"$prefix/bin/cria" --version | grep -q '^cria [0-9]' || fail "the installed program does not run"

# The public names, as the header has them.
sed 's,//.*,,' "$prefix/include/cria.h" "$prefix/include/cria/status.h" |
    grep -oE '\bcria_[a-z_]+\(' | tr -d '(' | sort -u >"$work/header"
nm --defined-only --extern-only -P "$libdir/libcria.a" | awk 'NF > 2 {print $1}' | sort -u >"$work/static"
nm --defined-only --dynamic -P "$libdir/libcria.so" | awk '$2 ~ /[TDBR]/ {print $1}' |
    grep -vE '^_(init|fini|edata|end)$|^__bss_start$' | sort -u >"$work/shared"
for form in static shared; do
    diff "$work/header" "$work/$form" || fail "the $form library shows other names than the header"
done

cat >"$work/use.c" <<'C'
#include <cria.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    cria_model *model;
    if (argc < 2)
        return 2;
    const cria_status status = cria_model_open(&model, argv[1], NULL);
    printf("%d %s: %s\n", (int)status, cria_status_name(status), cria_message());
    if (status == CRIA_OK)
        cria_model_close(model);
    return status == CRIA_EIO ? 0 : 1;
}
C
export PKG_CONFIG_PATH=$libdir/pkgconfig
# A folder with the archive alone, searched first, makes sure that the program is static.
mkdir "$work/archive"
cp "$libdir/libcria.a" "$work/archive"
cc -Wall -Wextra -Werror -o "$work/use_static" "$work/use.c" -L"$work/archive" \
    $(pkg-config --static --cflags --libs cria)
cc -Wall -Wextra -Werror -o "$work/use_shared" "$work/use.c" \
    $(pkg-config --cflags --libs cria) -Wl,-rpath,"$libdir"
readelf -d "$work/use_static" | grep -q libcria && fail "the static program needs libcria.so"
for form in static shared; do
    said=$("$work/use_$form" "$work/absent") || fail "$form: wrong status: $said"
    grep -q "$work/absent" <<<"$said" || fail "$form: the message does not name the directory: $said"
done

if command -v c++ >/dev/null; then
    echo '#include <cria.h>' | c++ -x c++ -fsyntax-only -Wall -Wextra -Werror $(pkg-config --cflags cria) - ||
        fail "the header does not compile as C++"
fi

if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$prefix/share/man/man1/cria.1" || fail "the manual page has faults"
else
    echo "not checked: the manual page, for mandoc is not installed"
fi
echo "install: ok"
