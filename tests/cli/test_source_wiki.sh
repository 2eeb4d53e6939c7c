#!/usr/bin/env bash
# A run that fetches from a real MediaWiki: killed while it fetches, it goes on where it was, with
# the same pages, articles and keys; and what is there is not asked for again.
set -euo pipefail
cria=${CRIA:?the program to test}
. "${CRIA_TEST_SOURCE:?}/tests/mediawiki.sh"
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
mediawiki_begin
mediawiki_start "$shared"/data/wikisource/*.xml

cat >"$work/wiki.yaml" <<R
name: wiki
source:
  wikisource: {endpoint: "http://127.0.0.1:$port/api.php", volumes: "1,4", batch: 1, interval: 0.1, licence: CC0}
R
run() { # NAME
    exec "$cria" run "$work/wiki.yaml" --until clean --out "$work/$1" >/dev/null 2>"$work/log"
}
found() { # NAME: keys, hashes, and the articles
    python3 - "$work/$1/stages" <<'P'
import json, sys
for name in ("source", "clean"):
    stamp = json.load(open(f"{sys.argv[1]}/{name}.json"))
    print(stamp["key"], stamp["outputs"], stamp["facts"].get("articles"), stamp["facts"].get("licences"))
P
}
asked() { # since `before`
    echo $(($(grep -c 'GET /api\.php' "$wiki/server.log") - before))
}
before=0
before=$(asked)

(run whole) || fail "a run from the wiki: $(cat "$work/log")"
requests=$(asked)
[ "$(found whole | grep -c CC0)" -eq 1 ] || fail "no articles under the licence: $(found whole)"
(run whole) || fail "again: $(cat "$work/log")"
[ "$(asked)" -eq "$requests" ] || fail "a finished source asks again"

kills=0
RANDOM=5
while :; do
    run killed &
    pid=$!
    ms=$((800 + RANDOM % 1200 + 100 * kills)) # longer each time, for busy machines
    sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
    kill -9 $pid 2>/dev/null || true
    code=0
    wait $pid 2>/dev/null || code=$?
    [ $code -ne 0 ] || break
    [ $code -eq 137 ] || fail "after $kills kills: exit $code: $(cat "$work/log")"
    kills=$((kills + 1))
    [ $kills -lt 30 ] || fail "no end after 30 kills: $(cat "$work/log")"
done
[ $kills -ge 2 ] || fail "killed only $kills times"
grep -q 'source (going on)\|source: unchanged' "$work/log" || fail "the fetch began anew: $(cat "$work/log")"
diff <(found whole) <(found killed) >&2 || fail "after $kills kills the result differs"
again=$(($(asked) - 2 * requests))
[ $again -le $((2 * kills)) ] || fail "$again requests too many after $kills kills"
echo "source from a wiki: killed $kills times, $again requests of $requests made again, ok"
