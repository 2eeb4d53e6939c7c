#!/usr/bin/env bash
# The joined text of each article against a real MediaWiki on loopback: what it renders for the
# page, and what it renders for our text. Skipped where no MediaWiki can be started
# (CRIA_MEDIAWIKI names the script that starts one, CRIA_MEDIAWIKI_PORT its port).
set -euo pipefail
source=${CRIA_TEST_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
tool=${CRIA_TEST_BINARY:-$source/build/release}/tests/join_tool
data=${CRIA_SHARED:-$source/../shared/data}/wikisource
serve=${CRIA_MEDIAWIKI:-$source/../shared/mediawiki/serve.sh}
port=${CRIA_MEDIAWIKI_PORT:-8391}
skip() {
    echo "SKIPPED, nothing was compared with MediaWiki: $1"
    exit 77
}
[ -f "$data/transclusion-cases.xml" ] || skip "no pages at $data (set CRIA_SHARED)"
[ -x "$serve" ] || skip "no script at $serve (set CRIA_MEDIAWIKI)"
[ -x "$tool" ] || skip "no program at $tool"
for program in php python3 curl setsid; do
    command -v $program >/dev/null || skip "$program is missing"
done
curl -s "http://127.0.0.1:$port/" >/dev/null && skip "port $port is taken (set CRIA_MEDIAWIKI_PORT)"
work=$(mktemp -d)
stop() {
    [ ! -f "$work/wiki/pid" ] || kill -- -"$(cat "$work/wiki/pid")" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
exports=("$data/eb1911-small-import.xml" "$data/transclusion-cases.xml")
timeout 75 "$serve" "$work/wiki" "$port" "${exports[@]}" >"$work/log" 2>&1 </dev/null ||
    { cat "$work/log" && skip "MediaWiki did not start"; }
python3 "$source/tests/wiki/import_export.py" "$work/store" "${exports[@]}"
python3 "$source/tests/wiki/compare_mediawiki.py" "$tool" "$work/store" \
    "http://127.0.0.1:$port/api.php"
