#!/usr/bin/env bash
# Our reading of wikis against a real MediaWiki on loopback: the joined text of articles (what it
# renders for the page, and what it renders for our text), first real ones and hard cases, then of a
# wiki made at random; and the words of pages made at random. CRIA_LONG=1: many more of these.
set -euo pipefail
. "${CRIA_TEST_SOURCE:?}/tests/mediawiki.sh"
mediawiki_begin
here=$CRIA_TEST_SOURCE/tests/wiki
tool=${CRIA_TEST_BINARY:?}/tests/wiki_join_tool
exports=("$shared"/data/wikisource/{eb1911-small-import,transclusion-cases}.xml)
export PYTHONDONTWRITEBYTECODE=1
mediawiki_start "${exports[@]}"
api=http://127.0.0.1:$port/api.php
python3 "$here/import_export.py" "$work/store" "${exports[@]}"
python3 "$here/compare_mediawiki.py" "$tool" "$work/store" "$api"

# The extension of ours takes the stand-in's place; PHP looks for new settings every few seconds.
echo "require_once '$here/pages_extension.php';" >>"$wiki/conf/LocalSettings.php"
call='{{#lst:Page:EB1911 - Volume 04.djvu/102|a}}'
for ((i = 0; i < 50; i++)); do
    ! curl -fs "$api?action=parse&format=json&contentmodel=wikitext" --data-urlencode "text=$call" |
        grep -q 'A1 A2' || break
    sleep 0.2
done
[ "$i" -lt 50 ] || { echo "the test wiki knows no {{#lst:}}" && exit 1; }

stubs() { # SEED COUNT
    local dir=$work/random$1
    mkdir "$dir"
    python3 "$here/random_wiki.py" "$1" "$2" $((100000 * $1)) >"$dir/wiki.xml"
    MW_CONFIG_FILE=$wiki/conf/LocalSettings.php php /usr/share/mediawiki/maintenance/importDump.php \
        --no-updates "$dir/wiki.xml" >"$dir/import.out" 2>&1
    python3 "$here/import_export.py" "$dir/store" "$dir/wiki.xml"
    python3 "$here/compare_random.py" "$tool" "$dir/store" "$api"
}
prose() { # SEED COUNT ALLOWED
    local dir=$work/prose$1
    mkdir "$dir"
    python3 "$here/compare_prose.py" "${CRIA:?}" "$api" "$dir" "$@"
}
stubs 1 60
prose 24 60 0
[ -z "${CRIA_LONG:-}" ] || for seed in {2..13}; do
    stubs "$seed" 100
    prose "$((seed + 100))" 100 3
done
