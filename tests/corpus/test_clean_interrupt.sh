#!/usr/bin/env bash
# An interrupted cleaning says so, exits with 130 and leaves nothing behind.
set -euo pipefail
cria=${CRIA:?the program to test}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkfifo records
yes '{"title": "A", "text": "The llama of the hill eats grass by the lake all day long."}' >records &
"$cria" clean --out articles.jsonl - <records >out 2>err &
pid=$!
sleep 1
kill -TERM $pid
code=0
wait $pid || code=$?
[ $code = 130 ] || { echo "exit $code, not 130"; cat err; exit 1; }
grep -q 'interrupted; nothing was written' err || { cat err; exit 1; }
[ "$(ls)" = "$(printf 'err\nout\nrecords')" ] || { echo "left behind: $(ls)"; exit 1; }
