#!/usr/bin/env bash
# The joined text of each article against a real MediaWiki on loopback: what it renders for the
# page, and what it renders for our text.
set -euo pipefail
. "${CRIA_TEST_SOURCE:?}/tests/mediawiki.sh"
mediawiki_begin
tool=${CRIA_TEST_BINARY:?}/tests/wiki_join_tool
exports=("$shared"/data/wikisource/{eb1911-small-import,transclusion-cases}.xml)
mediawiki_start "${exports[@]}"
python3 "$CRIA_TEST_SOURCE/tests/wiki/import_export.py" "$work/store" "${exports[@]}"
python3 "$CRIA_TEST_SOURCE/tests/wiki/compare_mediawiki.py" "$tool" "$work/store" \
    "http://127.0.0.1:$port/api.php"
