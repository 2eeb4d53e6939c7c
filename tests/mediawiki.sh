# mediawiki.sh is sourced by tests that need a real MediaWiki on loopback. They are skipped, and
# say so, where its script, its pages or python3 are not at hand; CRIA_SHARED names the folder
# that holds them, CRIA_TEST_PORT the port.
#   mediawiki_begin           $shared, $work (removed at the end), $wiki, $port
#   mediawiki_start FILES...  serves the exports until the end; its files are in $wiki

skip() {
    echo "skipped: $1"
    exit 77
}

mediawiki_end() {
    [ ! -f "$wiki/pid" ] || kill -- -"$(cat "$wiki/pid")" 2>/dev/null || true
    rm -rf "$work"
}

mediawiki_begin() {
    shared=${CRIA_SHARED:-${CRIA_TEST_SOURCE:?}/../shared}
    port=${CRIA_TEST_PORT:-$((20000 + $$ % 20000))}
    [ -x "$shared/mediawiki/serve.sh" ] || skip "no test server at $shared/mediawiki"
    [ -f "$shared/data/wikisource/eb1911-small-import.xml" ] ||
        skip "no pages at $shared/data/wikisource"
    python3 -c 'import sqlite3' 2>/dev/null || skip "no python3 with sqlite3"
    work=$(mktemp -d)
    wiki=$work/wiki
    trap mediawiki_end EXIT
}

mediawiki_start() {
    bash "$shared/mediawiki/serve.sh" "$wiki" "$port" "$@" >"$work/serve.out" 2>&1 </dev/null ||
        skip "the test server does not start here: $(tail -n 3 "$work/serve.out")"
    kill -0 "$(cat "$wiki/pid")" 2>/dev/null || skip "another server has the port $port"
}
